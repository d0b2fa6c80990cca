/**
 * What came of leads in the days of the dashboard: consultations, and what ARI handed to humans and booked.
 *
 * Each figure is the number of rows of a list with certain filters: of the appointments by status and start, of the
 * appointments that ARI booked by the moment of the booking, of the conversations by their handoff. It is counted along
 * the ranges of that list, up to a bound, so that it costs about the same however many tenants there are.
 */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id, TableNames } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { OPEN_STATUSES } from "../booking/agenda";
import { rangeFor } from "../inbox/listing";
import { pageOf, type OrderedRange } from "../pages";
import { appointmentRanges, type AppointmentFilters } from "./appointments";
import { DAY_MS, enterDashboard, shownDays } from "./dashboard";
import { vMatchCount, type MatchCount } from "./matching";
import { placesOf } from "./sight";

type WorkspaceId = Id<"workspaces">;

export const leadFiguresArgs = { actor: vActor, workspaces: v.optional(v.array(v.string())) };

export const vLeadFigures = v.object({
  /** The days' bounds, half-open. */
  from: v.number(),
  before: v.number(),
  /** What is open and begins from `now` to `ahead_before` is upcoming; what began before `now`, nobody has marked. */
  now: v.number(),
  ahead_before: v.number(),
  completed: vMatchCount,
  no_show: vMatchCount,
  cancelled: vMatchCount,
  unmarked: vMatchCount,
  upcoming: vMatchCount,
  booked_by_ari: vMatchCount,
  handed_off: vMatchCount,
});

type LeadFigures = Infer<typeof vLeadFigures>;

const AHEAD_DAYS = 30;

export async function showLeadFigures(
  ctx: QueryCtx,
  request: ObjectType<typeof leadFiguresArgs>,
): Promise<LeadFigures> {
  const desk = await enterDashboard(ctx, request.actor);
  const places = await placesOf(ctx, desk, request.workspaces ?? []);
  const now = Date.now();
  const days = shownDays(now);
  const ahead_before = days.before + AHEAD_DAYS * DAY_MS;
  const open = { statuses: [...OPEN_STATUSES] };
  const booked = { booked_way: "ari", booked_from: days.from, booked_before: days.before } as const;
  const count = (filters: AppointmentFilters) =>
    countIn(ctx, "ariAppointments", rangesOf(places, (place) => appointmentRanges(place, filters)));
  const handed = { handed_off_from: days.from, handed_off_before: days.before };
  const [completed, no_show, cancelled, unmarked, upcoming, booked_by_ari, handed_off] = await Promise.all([
    count({ ...days, statuses: ["completed"] }),
    count({ ...days, statuses: ["no_show"] }),
    count({ ...days, statuses: ["cancelled"] }),
    count({ ...open, from: days.from, before: now }),
    count({ ...open, from: now, before: ahead_before }),
    count(booked),
    countIn(ctx, "conversations", rangesOf(places, (place) => [rangeFor(place, handed)])),
  ]);
  const appointments = { completed, no_show, cancelled, unmarked, upcoming, booked_by_ari };
  return { ...days, now, ahead_before, ...appointments, handed_off };
}

/** As many documents are looked at for one figure, some 20 ms on two busy cores; beyond, it is "at least". */
const MAX_COUNTED = 500;
/** Of so many workspaces a range each costs about as much. */
const MAX_RANGES = 50;
/** What is read of a range at once, so that most ranges are read in one go: with MAX_RANGES twice MAX_COUNTED at most. */
const MIN_SHARE = 20;

type Counted = "ariAppointments" | "conversations";

interface Placed {
  readonly workspace_id: WorkspaceId;
}

/** The ranges of each workspace; of very many, those of all tenants, where what is not granted is passed over. */
function rangesOf<Table extends Counted>(
  places: readonly WorkspaceId[] | undefined,
  rangesAt: (place: WorkspaceId | undefined) => OrderedRange<Table>[],
): OrderedRange<Table>[] {
  if (places !== undefined && places.length <= MAX_RANGES) {
    return places.flatMap(rangesAt);
  }
  const granted = places === undefined ? undefined : new Set<string>(places);
  // Of a table that is not known by name, the types do not know the fields.
  const isSeen = (document: Doc<Table>) => granted?.has((document as unknown as Placed).workspace_id) ?? true;
  return rangesAt(undefined).map((range) => ({
    ...range,
    accepts: (document) => isSeen(document) && (range.accepts?.(document) ?? true),
  }));
}

interface Open<Table extends TableNames> {
  readonly range: OrderedRange<Table>;
  readonly cursor?: string;
}

/** Count what the ranges have. What may still be looked at is shared out among those that are not read to their ends. */
async function countIn<Table extends Counted>(
  ctx: QueryCtx,
  table: Table,
  ranges: readonly OrderedRange<Table>[],
): Promise<MatchCount> {
  let open: Open<Table>[] = ranges.map((range) => ({ range }));
  let count = 0;
  let left = MAX_COUNTED;
  while (open.length > 0 && left > 0) {
    const share = Math.max(Math.ceil(left / open.length), MIN_SHARE);
    const read = await Promise.all(open.map((each) => readShare(ctx, table, each, share)));
    count += read.reduce((sum, { page }) => sum + page.documents.length, 0);
    left -= read.reduce((sum, { page }) => sum + page.scanned, 0);
    open = read.flatMap(({ range, page: { cursor } }) => (cursor === undefined ? [] : [{ range, cursor }]));
  }
  return { count, is_exact: open.length === 0 };
}

async function readShare<Table extends Counted>(ctx: QueryCtx, table: Table, { range, cursor }: Open<Table>, share: number) {
  const page = await pageOf(ctx, {
    table,
    ranges: [range],
    order: "desc",
    purpose: "figure",
    request: { limit: share, ...(cursor === undefined ? {} : { cursor }) },
    defaultLimit: share,
    maxLimit: share,
    maxScanned: share,
  });
  return { range, page };
}
