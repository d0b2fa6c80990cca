/**
 * Where lists of tickets are read from. A feed is what an actor may see by one field of the indexes; the filters choose
 * among the indexes that serve them, and whatever no index serves is checked on each document.
 */

import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { pageOf, type Order, type OrderedRange, type Page } from "../pages";
import { boundsOf, filterOf, isAsked, searchOf, type Filters } from "./filters";
import type { Ticket } from "./records";
import { searchPage, type SearchSource } from "./searching";

export interface Feed {
  /** The field that the feed's indexes begin with. */
  readonly by: "workspace_id" | "admin_workspace_id" | "requester_id";
  /** Undefined, for the hub: what is routed to none. */
  readonly value: string | undefined;
  /** What of it is the actor's to see. */
  readonly accepts: (ticket: Ticket) => boolean;
  /** Set where the feed holds only what this person is assigned to. */
  readonly assignee?: string;
  /** Set where the feed holds only routed tickets, or only internal ones. */
  readonly kind?: "routed" | "internal";
  /** The hub to which all tickets of the feed are routed; null: to none. */
  readonly hub?: Id<"workspaces"> | null;
}

/** What an actor may see: the feeds, and the hub, by which a feed may be told to be routed or internal. */
export interface Sources {
  readonly feeds: readonly Feed[];
  readonly hub?: Id<"workspaces"> | undefined;
  /** Where searches look, if not in the feeds, one after the other. */
  readonly searched?: readonly SearchSource[];
}

export interface Lookup {
  readonly filters: Filters;
  /** Tells apart the lists a cursor may belong to. */
  readonly purpose: string;
  readonly cursor: string | undefined;
  readonly limit: number;
  /** The page ends after so many documents, however few of them pass. */
  readonly maxScanned?: number;
}

/** How many tickets a page has. */
export const LIMITS = { default: 25, max: 100 } as const;

export async function readFeeds(ctx: QueryCtx, sources: Sources, lookup: Lookup): Promise<Page<Ticket>> {
  const { filters, purpose, cursor, limit, maxScanned } = lookup;
  const feeds = narrowed(sources, filters);
  const accepts = filterOf(filters);
  const search = searchOf(filters);
  if (search !== undefined) {
    return await searchPage(ctx, { search, sources: sources.searched ?? feeds, filters, accepts, purpose, cursor, limit });
  }
  const order = filters.order ?? "desc";
  return await pageOf(ctx, {
    table: "tickets",
    ranges: feeds.flatMap((feed) => rangesOf(feed, filters, order).map((range) => withChecks(range, feed, accepts))),
    order,
    purpose,
    request: { limit, ...(cursor === undefined ? {} : { cursor }) },
    defaultLimit: limit,
    maxLimit: Math.max(limit, LIMITS.max),
    ...(maxScanned === undefined ? {} : { maxScanned }),
  });
}

/** How many index ranges a list of these feeds is merged from. */
export function countRanges(sources: Sources, filters: Filters): number {
  const feeds = narrowed(sources, filters);
  return feeds.reduce((sum, feed) => sum + rangesOf(feed, filters, "desc").length, 0);
}

function withChecks(range: TicketRange, feed: Feed, accepts: (ticket: Ticket) => boolean): TicketRange {
  return { ...range, accepts: (ticket) => accepts(ticket) && belongsTo(ticket, feed) };
}

export function belongsTo(ticket: Ticket, feed: Feed): boolean {
  return ticket[feed.by] === feed.value && feed.accepts(ticket);
}

/** Leave out the feeds that a filter empties, and read a requester's tickets by their own index. */
function narrowed({ feeds, hub }: Sources, { routed, requester_id: requester }: Filters): Feed[] {
  const asked = routed === undefined ? undefined : routed ? "routed" : "internal";
  const kept = feeds
    .filter((feed) => isAsked(asked, feed.kind ?? asked))
    .map((feed): Feed => {
      const isWhole = feed.by === "workspace_id" && feed.kind === undefined;
      return isWhole && asked !== undefined && hub !== undefined
        ? { ...feed, kind: asked, hub: asked === "routed" ? hub : null }
        : feed;
    });
  if (requester === undefined || kept.every((feed) => feed.by === "requester_id")) {
    return kept;
  }
  return [{ by: "requester_id", value: requester, accepts: (ticket) => kept.some((feed) => belongsTo(ticket, feed)) }];
}

type TicketRange = OrderedRange<"tickets">;

const INDEX_PREFIX = {
  workspace_id: "by_workspace",
  admin_workspace_id: "by_admin_workspace",
  requester_id: "by_requester",
} as const;

/** Descending: what is urgent comes first. */
const PRIORITIES = ["high", "medium", "low"] as const;

/** The ranges of a feed that hold all that the filters ask for, by the index that leaves out most of the rest. */
function rangesOf(feed: Feed, filters: Filters, order: Order): TicketRange[] {
  const sort = filters.sort ?? "created";
  const first = [feed.by, feed.value] as const;
  const prefix = INDEX_PREFIX[feed.by];
  if (sort === "priority") {
    const created = { time: "created_at", ...boundsOf(filters, "created") };
    return PRIORITIES.filter((priority) => isAsked(filters.priority, priority)).map((priority) => ({
      index: `${prefix}_priority_created`,
      equal: [first, ["priority", priority]],
      rank: PRIORITIES.indexOf(priority) * (order === "asc" ? -1 : 1),
      ...created,
    }));
  }
  const bounds = { time: `${sort}_at`, ...boundsOf(filters, sort) };
  return narrowingOf(feed, filters, sort).map(([field, value]) =>
    field === undefined
      ? { index: `${prefix}_${sort}`, equal: [first], ...bounds }
      : { index: `${prefix}_${NARROWED_BY[field]}_${sort}`, equal: [first, [field, value]], ...bounds },
  );
}

/** The middle part of the names of the indexes that narrow a list by a field. */
const NARROWED_BY = {
  pending_approval: "pending",
  assigned_to: "assigned",
  stage: "stage",
  priority: "priority",
  category: "category",
  admin_workspace_id: "admin",
} as const;

type Narrowing = readonly [field: keyof typeof NARROWED_BY, value: string | boolean | undefined] | readonly [undefined];

/**
 * The values of the one field by which the feed is narrowed, each a range; one without a field: the whole feed.
 *
 * The first filter that applies is the one that usually leaves least.
 */
function narrowingOf(feed: Feed, filters: Filters, sort: "created" | "updated"): Narrowing[] {
  const { assignee, category, priority } = filters;
  if (feed.by === "requester_id") {
    return [[undefined]];
  }
  const byCreation = sort === "created";
  if (byCreation && filters.pending_approval === true) {
    return [["pending_approval", true]];
  }
  if (feed.assignee !== undefined || assignee !== undefined) {
    return [["assigned_to", feed.assignee ?? assignee ?? undefined]];
  }
  const stages = stagesOf(filters);
  if (stages !== undefined && stages.length > 0) {
    return [...new Set(stages)].map((stage) => ["stage", stage]);
  }
  if (byCreation && category !== undefined) {
    return [["category", category]];
  }
  if (byCreation && priority !== undefined) {
    return [["priority", priority]];
  }
  if (byCreation && feed.hub !== undefined) {
    return [["admin_workspace_id", feed.hub ?? undefined]];
  }
  return [[undefined]];
}

/** The stages that are asked for, or that follow: nothing is awaited of anybody but on a closed ticket. */
function stagesOf({ stages, waiting_on: waiting }: Filters): Filters["stages"] {
  if (stages !== undefined || waiting === undefined) {
    return stages;
  }
  return waiting === "nobody" ? ["closed"] : ["report", "discuss", "outcome", "implementation"];
}
