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
import { countRanges, LIMITS, readFeeds, type Lookup } from "../tickets/feeds";
import { filterArgs, filterOf, searchOf, type Filters } from "../tickets/filters";
import { purposeOf } from "../tickets/listing";
import { findByNumber } from "../tickets/numbers";
import type { Ticket } from "../tickets/records";
import { rightsOf } from "../tickets/rights";
import { standingTo } from "../tickets/standing";
import { namedFields, TicketViews, vListedTicket, type TicketRows } from "../tickets/views";
import { countStages, vStageCounts, type StageCounts } from "./counting";
import { enterPortal, everySource, Granted, hubSources, sourcesOf, workspacesAsked, type Desk } from "./sight";

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
  tickets: v.array(vListedTicket),
  ...namedFields,
  cursor: v.optional(v.string()),
  counts: v.optional(vStageCounts),
});

export interface PortalPage extends TicketRows {
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
    ...(await rowsOf(ctx, desk, documents)),
    ...(cursor === undefined ? {} : { cursor }),
    ...(counts === undefined ? {} : { counts }),
  };
}

const EXCERPT_LENGTH = 280;

/** Tickets as a list shows them. */
export async function rowsOf(ctx: QueryCtx, desk: Desk, tickets: readonly Ticket[]): Promise<TicketRows> {
  const rows = await new TicketViews(ctx, desk.standings).rows(tickets);
  return { ...rows, tickets: rows.tickets.map((row) => ({ ...row, description: excerptOf(row.description) })) };
}

function excerptOf(text: string): string {
  // A character takes up to two of the units that a text is cut by.
  const characters = Array.from(text.slice(0, 2 * EXCERPT_LENGTH + 2));
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
const FEW_RANGES = 6;
const MAX_RANGES = 1_500;
/** What reading a range costs, in documents; and what a document costs that is merged from many ranges. */
const RANGE_COST = 5;
const MERGED_COST = 3;
/** So many documents of all tenants show how many of them are granted. */
const MAX_PROBED = 250;

async function findGranted(ctx: QueryCtx, desk: Desk, lookup: Lookup): Promise<Page<Ticket>> {
  const granted = (await desk.standings.grantsHeld()).map((grant) => grant.workspace_id);
  const merged = sourcesOf(desk, granted);
  const ranges = countRanges(merged, lookup.filters);
  if (ranges <= FEW_RANGES) {
    return await readFeeds(ctx, merged, lookup);
  }
  const asked = new Granted(new Set(granted));
  const across = await everySource(ctx, asked);
  if (searchOf(lookup.filters) !== undefined) {
    return await readFeeds(ctx, across, lookup);
  }
  // What is looked at in vain costs at most as much as the other way does.
  const probed = Math.min(MAX_PROBED, ranges * RANGE_COST);
  const probe = await readFeeds(ctx, across, { ...lookup, maxScanned: probed });
  const found = probe.documents.length;
  if (probe.cursor === undefined || found === lookup.limit || probe.scanned < probed) {
    return probe;
  }
  if (isMergedCheaper(ranges, lookup.limit, { probed, found, wanted: asked.asked })) {
    return await readFeeds(ctx, merged, lookup);
  }
  const rest = { ...lookup, cursor: probe.cursor, limit: lookup.limit - found, maxScanned: MAX_SCANNED - probed };
  const more = await readFeeds(ctx, across, rest);
  return { ...more, documents: [...probe.documents, ...more.documents] };
}

/**
 * Compare what the two ways cost from here, in documents.
 *
 * Of those probed so many were `wanted`, that is, passed the filters, and of these so many were `found` to be granted.
 */
function isMergedCheaper(
  ranges: number,
  limit: number,
  { probed, found, wanted }: { readonly probed: number; readonly found: number; readonly wanted: number },
): boolean {
  const merging = ranges * RANGE_COST + Math.min(MAX_SCANNED, (MERGED_COST * limit * probed) / Math.max(wanted, 1));
  const goingOn = Math.min(MAX_SCANNED - probed, ((limit - found) * probed) / Math.max(found, 0.5));
  return ranges <= MAX_RANGES && merging < goingOn;
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
