/**
 * The tickets that somebody of the support hub works, across tenants.
 *
 * A page costs about the same whatever the number of tenants and tickets, because it is read in one of two ways that
 * give the same order, so that any page of a list may be read in either: the ranges of few workspaces merged, or the
 * order of all tenants with those left out that are not granted. Reading a range costs as much as five documents
 * (measured: 30 µs and 6 µs), which decides. See docs/adr/0007-portal-lists.md.
 */

import { v, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { limitOf, MAX_SCANNED, pageArgs, type Page } from "../pages";
import { countRanges, LIMITS, readFeeds, type Lookup, type Sources } from "../tickets/feeds";
import { filterArgs, filterOf, type Filters } from "../tickets/filters";
import { KnownGrants, purposeOf } from "../tickets/listing";
import { findByNumber } from "../tickets/numbers";
import type { Ticket } from "../tickets/records";
import { rightsOf } from "../tickets/rights";
import { standingTo } from "../tickets/standing";
import { TicketViews, vTicket, type TicketView } from "../tickets/views";
import { countStages, vStageCounts, type StageCounts } from "./counting";
import { enterPortal, everySource, grantsHeld, hubSources, sourcesOf, workspacesAsked, type Desk } from "./sight";

export const portalFilterArgs = {
  /** Absent, or none named: all that the actor may see. */
  workspaces: v.optional(v.array(v.string())),
  ...filterArgs,
};

export const portalListArgs = {
  actor: vActor,
  ...portalFilterArgs,
  /** Tickets of each stage in these workspaces, whatever the other filters. */
  with_counts: v.optional(v.boolean()),
  ...pageArgs,
};

export type PortalListRequest = ObjectType<typeof portalListArgs>;
export type PortalFilters = ObjectType<typeof portalFilterArgs>;

/** Descriptions are cut: a list shows no more of them. */
export const vPortalPage = v.object({
  tickets: v.array(vTicket),
  cursor: v.optional(v.string()),
  counts: v.optional(vStageCounts),
});

export interface PortalPage {
  tickets: TicketView[];
  cursor?: string;
  counts?: StageCounts;
}

export async function listPortalTickets(ctx: QueryCtx, request: PortalListRequest): Promise<PortalPage> {
  const desk = await enterPortal(ctx, request.actor);
  const limit = limitOf(request.limit, LIMITS.default, LIMITS.max);
  const asked = await workspacesAsked(ctx, desk, request.workspaces ?? []);
  const lookup = { filters: request, purpose: `portal ${purposeOf(request)}`, cursor: request.cursor, limit };
  const { documents, cursor } = await findPortalPage(ctx, desk, asked, lookup);
  const counts = request.with_counts === true ? await countStages(ctx, desk, asked) : undefined;
  return {
    tickets: await rowsOf(ctx, desk, documents),
    ...(cursor === undefined ? {} : { cursor }),
    ...(counts === undefined ? {} : { counts }),
  };
}

const EXCERPT_LENGTH = 280;

/** Tickets as a list shows them. */
export async function rowsOf(ctx: QueryCtx, desk: Desk, tickets: readonly Ticket[]): Promise<TicketView[]> {
  const views = await new TicketViews(ctx, desk.standings).tickets(tickets);
  return views.map((view) => ({ ...view, description: excerptOf(view.description) }));
}

function excerptOf(text: string): string {
  const characters = Array.from(text.slice(0, 2 * EXCERPT_LENGTH));
  return characters.length > EXCERPT_LENGTH ? `${characters.slice(0, EXCERPT_LENGTH - 1).join("")}…` : text;
}

/** Find a page of what the desk sees in these workspaces; none named: in all. */
export async function findPortalPage(
  ctx: QueryCtx,
  desk: Desk,
  workspaces: readonly Doc<"workspaces">[],
  lookup: Lookup,
): Promise<Page<Ticket>> {
  const number = numberSought(lookup.filters);
  if (number !== undefined) {
    return await findNumbered(ctx, desk, workspaces, { number, filters: lookup.filters });
  }
  if (workspaces.length > 0) {
    return await readFeeds(ctx, sourcesOf(desk, idsOf(workspaces)), lookup);
  }
  if (desk.reach === "granted") {
    return await findGranted(ctx, desk, lookup);
  }
  const sources = desk.reach === "all" || desk.hub === null ? await everySource(ctx) : hubSources(desk, desk.hub._id);
  return await readFeeds(ctx, sources, lookup);
}

function idsOf(workspaces: readonly Doc<"workspaces">[]): Id<"workspaces">[] {
  return workspaces.map((workspace) => workspace._id);
}

/** Ranges that are merged without a thought of the other way. */
const FEW_RANGES = 32;
const MAX_RANGES = 1_500;
/** What reading a range costs, in documents. */
const RANGE_COST = 5;
/** So many documents of all tenants show how many of them are granted. */
const PROBED = 250;

async function findGranted(ctx: QueryCtx, desk: Desk, lookup: Lookup): Promise<Page<Ticket>> {
  const some = await grantsHeld(ctx, desk, FEW_RANGES + 1);
  const few = merged(desk, some);
  if (some.length <= FEW_RANGES && countRanges(few, lookup.filters) <= FEW_RANGES) {
    return await readFeeds(ctx, few, lookup);
  }
  const across = await everySource(ctx, new KnownGrants(desk.standings));
  const probe = await readFeeds(ctx, across, { ...lookup, maxScanned: PROBED });
  if (probe.cursor === undefined || probe.documents.length === lookup.limit || probe.scanned < PROBED) {
    return probe;
  }
  const all = merged(desk, await grantsHeld(ctx, desk));
  const ranges = countRanges(all, lookup.filters);
  const needed = Math.min(MAX_SCANNED, (PROBED * lookup.limit) / Math.max(probe.documents.length, 1));
  const isMergedCheaper = ranges <= MAX_RANGES && ranges * RANGE_COST <= needed;
  return await readFeeds(ctx, isMergedCheaper ? all : across, lookup);
}

function merged(desk: Desk, grants: readonly Doc<"staffGrants">[]): Sources {
  return sourcesOf(
    desk,
    grants.map((grant) => grant.workspace_id),
  );
}

/** "#1042" asks for the ticket of that number. */
function numberSought({ search }: Filters): number | undefined {
  const digits = /^#(\d{1,9})$/.exec(search?.trim() ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}

async function findNumbered(
  ctx: QueryCtx,
  desk: Desk,
  workspaces: readonly Doc<"workspaces">[],
  { number, filters }: { readonly number: number; readonly filters: Filters },
): Promise<Page<Ticket>> {
  const ticket = await findByNumber(ctx, number);
  const isAsked =
    ticket !== null &&
    (workspaces.length === 0 || idsOf(workspaces).includes(ticket.workspace_id)) &&
    filterOf(filters)(ticket) &&
    rightsOf(await standingTo(desk.standings, ticket)).reads;
  return { documents: isAsked ? [ticket] : [], scanned: 1 };
}
