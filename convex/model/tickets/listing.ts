/**
 * Lists of tickets. What the actor may see decides which index ranges are read; the filters choose among the indexes
 * that serve them, and whatever no index serves is checked on each document.
 */

import { v, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { findHub, findWorkspace, isLead, refuseWorkspace, Standings, vActor, type Grant } from "../access";
import { limitOf, pageArgs, pageOf, type Order, type OrderedRange, type Page } from "../pages";
import { refuseFields } from "../refusals";
import { countsOf, vCounts, type CountKind, type Counts } from "./counts";
import { isRouted, type Ticket } from "./records";
import { searchPage } from "./searching";
import { vTicketCategory, vTicketPriority, vTicketStage } from "../tables/tickets";
import { TicketViews, vTicket, type TicketView } from "./views";

export const listArgs = {
  actor: vActor,
  /** "workspace": what a workspace sent or, for the hub, what it works. "mine": what the actor requested, anywhere. */
  scope: v.union(v.literal("workspace"), v.literal("mine")),
  workspace_id: v.optional(v.string()),
  stages: v.optional(v.array(vTicketStage)),
  category: v.optional(vTicketCategory),
  priority: v.optional(vTicketPriority),
  /** Null asks for the tickets of nobody. */
  assignee: v.optional(v.union(v.string(), v.null())),
  requester_id: v.optional(v.string()),
  routed: v.optional(v.boolean()),
  pending_approval: v.optional(v.boolean()),
  /** The bounds of time are half-open: from this moment, to before that one. */
  created_from: v.optional(v.number()),
  created_before: v.optional(v.number()),
  updated_from: v.optional(v.number()),
  updated_before: v.optional(v.number()),
  search: v.optional(v.string()),
  /** By priority: high before low where descending, and those of one priority by their creation. */
  sort: v.optional(v.union(v.literal("created"), v.literal("updated"), v.literal("priority"))),
  order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
  with_counts: v.optional(v.boolean()),
  ...pageArgs,
};

export type ListRequest = ObjectType<typeof listArgs>;

export const vTicketPage = v.object({
  tickets: v.array(vTicket),
  cursor: v.optional(v.string()),
  counts: v.optional(vCounts),
});

export interface TicketPage {
  tickets: TicketView[];
  cursor?: string;
  counts?: Counts;
}

const DEFAULT_LIMIT = 25;
export const MAX_LIMIT = 100;
const MAX_SEARCH_LENGTH = 200;

/** Where a list is read from: the field that its indexes begin with, and what of it is the actor's to see. */
export interface Feed {
  readonly by: "workspace_id" | "admin_workspace_id" | "requester_id";
  readonly value: string;
  readonly accepts: (ticket: Ticket) => boolean;
  /** Set where the feed holds only what this person is assigned to. */
  readonly assignee?: string;
  /** Set where the feed holds only routed tickets, or only internal ones. */
  readonly kind?: "routed" | "internal";
  /** The hub to which all tickets of the feed are routed; null: to none. */
  readonly hub?: Id<"workspaces"> | null;
}

/** What an actor may see of a workspace: the feeds of its list, and the counters that add up to the same. */
interface Sight {
  readonly feeds: readonly Feed[];
  readonly counted: readonly CountKind[];
  readonly hub?: Id<"workspaces"> | undefined;
}

export async function listTickets(ctx: QueryCtx, request: ListRequest): Promise<TicketPage> {
  const standings = new Standings(ctx, request.actor);
  const limit = limitOf(request.limit, DEFAULT_LIMIT, MAX_LIMIT);
  const workspace = await workspaceAsked(ctx, request);
  const sight =
    request.scope === "mine" || workspace === undefined
      ? ownSight(request, workspace)
      : await sightOf(ctx, standings, workspace);
  const page = await findPage(ctx, request, sight, limit);
  const tickets = await new TicketViews(ctx, standings).tickets(page.documents);
  const answer: TicketPage = { tickets, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
  if (request.with_counts === true && request.scope === "workspace" && workspace !== undefined) {
    answer.counts = await countsOf(ctx, workspace._id, sight.counted);
  }
  return answer;
}

/** The tickets of a workspace that the actor may see, counted by stage. */
export async function countTickets(
  ctx: QueryCtx,
  request: { actor: ListRequest["actor"]; workspace_id: string; routed?: boolean },
): Promise<Counts> {
  const workspace = (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
  const { counted } = await sightOf(ctx, new Standings(ctx, request.actor), workspace);
  const kinds = counted.filter((kind) => request.routed === undefined || request.routed === (kind !== "internal"));
  return await countsOf(ctx, workspace._id, kinds);
}

async function workspaceAsked(ctx: QueryCtx, request: ListRequest): Promise<Doc<"workspaces"> | undefined> {
  if (request.workspace_id === undefined) {
    if (request.scope === "workspace") {
      refuseFields({ workspace_id: "Name the workspace whose tickets are to be listed." });
    }
    return undefined;
  }
  return (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
}

function ownSight(request: ListRequest, workspace: Doc<"workspaces"> | undefined): Sight {
  const feed: Feed = {
    by: "requester_id",
    value: request.actor.user_id,
    accepts: (ticket) => workspace === undefined || ticket.workspace_id === workspace._id,
  };
  return { feeds: [feed], counted: [] };
}

/** Return what the actor may see of the workspace's tickets, or refuse as if there were no such workspace. */
async function sightOf(ctx: QueryCtx, standings: Standings, workspace: Doc<"workspaces">): Promise<Sight> {
  const hub = await findHub(ctx);
  const [role, grant] = await Promise.all([standings.roleIn(workspace._id), standings.grantIn(workspace._id)]);
  if (hub?._id === workspace._id) {
    return hubSight(hub._id, standings.actor.user_id, role, grant);
  }
  if (role !== undefined || grant !== undefined) {
    const feed: Feed = { by: "workspace_id", value: workspace._id, accepts: () => true };
    return { feeds: [feed], counted: ["internal", "routed"], hub: hub?._id };
  }
  if (hub !== null && isLead(await standings.roleIn(hub._id))) {
    const accepts = (ticket: Ticket) => isRouted(ticket) && ticket.admin_workspace_id === hub._id;
    const feed: Feed = { by: "workspace_id", value: workspace._id, accepts, kind: "routed", hub: hub._id };
    return { feeds: [feed], counted: ["routed"] };
  }
  return refuseWorkspace();
}

/**
 * The hub sees its own tickets and those routed to it; a plain member of it only those they are assigned to.
 *
 * A grant for the hub's own workspace tells nothing about the clients': those have their own.
 */
function hubSight(hub: Id<"workspaces">, userId: string, role: string | undefined, grant: Grant | undefined): Sight {
  const own: Feed = {
    by: "workspace_id",
    value: hub,
    accepts: (ticket) => !isRouted(ticket),
    kind: "internal",
  };
  const desk: Feed = { by: "admin_workspace_id", value: hub, accepts: isRouted, kind: "routed" };
  if (grant === "all" || isLead(role)) {
    return { feeds: [own, desk], counted: ["internal", "desk"] };
  }
  if (role !== undefined) {
    const accepts = (ticket: Ticket) => isRouted(ticket) && ticket.assigned_to === userId;
    return { feeds: [own, { ...desk, accepts, assignee: userId }], counted: ["internal"] };
  }
  return grant === undefined ? refuseWorkspace() : { feeds: [own], counted: ["internal"] };
}

async function findPage(
  ctx: QueryCtx,
  request: ListRequest,
  sight: Sight,
  limit: number,
): Promise<Page<Ticket>> {
  const feeds = narrowed(sight, request);
  const accepts = filterOf(request);
  const { actor, cursor, limit: _limit, with_counts: _counts, ...asked } = request;
  const purpose = JSON.stringify([actor.user_id, Object.entries(asked).sort(([left], [right]) => (left < right ? -1 : 1))]);
  const search = searchOf(request);
  if (search !== undefined) {
    return await searchPage(ctx, { search, feeds, request, accepts, purpose, limit });
  }
  const order = request.order ?? "desc";
  const ranges = feeds.flatMap((feed) =>
    rangesOf(feed, request, order).map((range) => ({
      ...range,
      accepts: (ticket: Ticket) => accepts(ticket) && belongsTo(ticket, feed),
    })),
  );
  return await pageOf(ctx, {
    table: "tickets",
    ranges,
    order,
    purpose,
    request: { limit, ...(cursor === undefined ? {} : { cursor }) },
    defaultLimit: limit,
    maxLimit: MAX_LIMIT,
  });
}

function belongsTo(ticket: Ticket, feed: Feed): boolean {
  return ticket[feed.by] === feed.value && feed.accepts(ticket);
}

function searchOf(request: ListRequest): string | undefined {
  const search = request.search?.trim() ?? "";
  if (search.length > MAX_SEARCH_LENGTH) {
    refuseFields({ search: `Search for at most ${MAX_SEARCH_LENGTH} characters.` });
  }
  return search === "" ? undefined : search;
}

/** Leave out the feeds that a filter empties, and read a requester's tickets by their own index. */
function narrowed({ feeds, hub }: Sight, { routed, requester_id: requester }: ListRequest): Feed[] {
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

/** The filters of the request as one test, which every document must pass whatever index found it. */
function filterOf(request: ListRequest): (ticket: Ticket) => boolean {
  const stages = request.stages === undefined ? undefined : new Set(request.stages);
  return (ticket) =>
    (stages?.has(ticket.stage) ?? true) &&
    isAsked(request.category, ticket.category) &&
    isAsked(request.priority, ticket.priority) &&
    isAsked(request.assignee, ticket.assigned_to ?? null) &&
    isAsked(request.requester_id, ticket.requester_id) &&
    isAsked(request.routed, isRouted(ticket)) &&
    isAsked(request.pending_approval, ticket.pending_approval) &&
    isWithin(ticket.created_at, request.created_from, request.created_before) &&
    isWithin(ticket.updated_at, request.updated_from, request.updated_before);
}

function isAsked<Value>(asked: Value | undefined, value: Value): boolean {
  return asked === undefined || asked === value;
}

function isWithin(moment: number, from = -Infinity, before = Infinity): boolean {
  return from <= moment && moment < before;
}

type TicketRange = OrderedRange<"tickets">;

const INDEX_PREFIX = {
  workspace_id: "by_workspace",
  admin_workspace_id: "by_admin_workspace",
  requester_id: "by_requester",
} as const;

/** Descending: what is urgent comes first. */
const PRIORITIES = ["high", "medium", "low"] as const;

/** The ranges of a feed that hold all that the request asks for, by the index that leaves out most of the rest. */
function rangesOf(feed: Feed, request: ListRequest, order: Order): TicketRange[] {
  const sort = request.sort ?? "created";
  const first = [feed.by, feed.value] as const;
  const prefix = INDEX_PREFIX[feed.by];
  if (sort === "priority") {
    const created = boundsOf(request, "created");
    return PRIORITIES.filter((priority) => isAsked(request.priority, priority)).map((priority) => ({
      index: `${prefix}_priority_created`,
      equal: [first, ["priority", priority]],
      rank: PRIORITIES.indexOf(priority) * (order === "asc" ? -1 : 1),
      ...created,
    }));
  }
  const bounds = boundsOf(request, sort);
  return narrowingOf(feed, request, sort).map(([field, value]) =>
    field === undefined
      ? { index: `${prefix}_${sort}`, equal: [first], ...bounds }
      : { index: `${prefix}_${NARROWED_BY[field]}_${sort}`, equal: [first, [field, value]], ...bounds },
  );
}

function boundsOf(request: ListRequest, sort: "created" | "updated"): Pick<TicketRange, "time" | "from" | "before"> {
  return {
    time: `${sort}_at`,
    from: sort === "created" ? request.created_from : request.updated_from,
    before: sort === "created" ? request.created_before : request.updated_before,
  };
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
function narrowingOf(feed: Feed, request: ListRequest, sort: "created" | "updated"): Narrowing[] {
  const { stages, assignee, category, priority } = request;
  if (feed.by === "requester_id") {
    return [[undefined]];
  }
  const byCreation = sort === "created";
  if (byCreation && request.pending_approval === true) {
    return [["pending_approval", true]];
  }
  if (feed.assignee !== undefined || assignee !== undefined) {
    return [["assigned_to", feed.assignee ?? assignee ?? undefined]];
  }
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
