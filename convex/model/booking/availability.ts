/** Which starts are free in a window. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { QueryCtx } from "../../_generated/server";
import { findWorkspace, refuseWorkspace, vActor } from "../access";
import { limitOf } from "../pages";
import { refuseFields } from "../refusals";
import { People } from "../users";
import { openWorkspace } from "../workspaceAccess";
import { weeklyHoursOf, type Ignored } from "./agenda";
import { FreeTime, type Free } from "./freeTime";
import { settingsOf } from "./settings";
import type { Calendar, Hours } from "./starts";
import { datesBetween, DAY_MS, wallClockAt } from "./zones";

export const availabilityArgs = {
  /** Absent: ARI asks, or the lead by a link. */
  actor: v.optional(vActor),
  workspace_id: v.string(),
  /** Half-open, instants. */
  from: v.number(),
  before: v.number(),
  consultant_id: v.optional(v.string()),
  slot_id: v.optional(v.string()),
  limit: v.optional(v.number()),
  /** Whose own hold, and whose appointment that is to be moved, are no hindrance. */
  ari_conversation_id: v.optional(v.string()),
  appointment_id: v.optional(v.string()),
  now: v.optional(v.number()),
};

/**
 * The free starts of some hours.
 *
 * What is the same for all of them is said once, and their times are plain numbers: measured with 5,700 starts, to
 * encode an object for each takes Convex 31 ms of 85, and Django 38 ms to read in place of 25.
 */
const vFreeHours = v.object({
  slot_id: v.string(),
  consultant_id: v.optional(v.string()),
  consultant_name: v.optional(v.string()),
  duration_minutes: v.number(),
  capacity: v.number(),
  /** Ascending. */
  starts: v.array(v.number()),
  /** How many more bookings each of the starts takes. */
  remaining: v.array(v.number()),
});

type FreeHours = Infer<typeof vFreeHours>;

export const vAvailability = v.object({
  /** By time, and where several have the same, in this order. */
  hours: v.array(vFreeHours),
  /** Set where the limit cut the answer: it is complete up to here. */
  next_from: v.optional(v.number()),
  time_zone: v.string(),
  holidays: v.array(v.object({ date: v.string(), name: v.string() })),
});

const MAX_WINDOW_MS = 62 * DAY_MS;
const DEFAULT_LIMIT = 500;
/** An array of Convex has at most 8,192 elements. */
const MAX_LIMIT = 8_000;
/** The window is looked at a piece at a time, each as long as all before, so that a short answer does not read all. */
const FIRST_PIECE_DAYS = 7;

/** Return the free starts of the window, those of a pattern together. */
export async function getAvailableSlots(
  ctx: QueryCtx,
  request: ObjectType<typeof availabilityArgs>,
): Promise<Infer<typeof vAvailability>> {
  const workspace =
    request.actor === undefined
      ? ((await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace())
      : await openWorkspace(ctx, request.actor, request.workspace_id, "see");
  const { from, before, now = Date.now() } = request;
  if (!(from < before && before - from <= MAX_WINDOW_MS)) {
    refuseFields({ before: `The window must end after it begins, within ${MAX_WINDOW_MS / DAY_MS} days.` });
  }
  const limit = limitOf(request.limit, DEFAULT_LIMIT, MAX_LIMIT);
  const settings = await settingsOf(ctx, workspace._id);
  const zone = settings.time_zone;
  const dates = datesBetween(wallClockAt(zone, Math.max(from, now)).date, wallClockAt(zone, before - 1).date);
  const weekly = await weeklyHoursOf(ctx, workspace._id, dates);
  const ignored = ignoredOf(ctx, request, now);
  const isAsked = (hours: Hours): boolean => isOneOf(hours, request);
  const freeTime = new FreeTime(ctx, { workspaceId: workspace._id, settings, weekly, ignored, isAsked });
  const listing = new Listing(limit);
  const holidays: { date: string; name: string }[] = [];
  for (const piece of piecesOf(dates)) {
    const { starts, calendar } = await freeTime.on(piece);
    holidays.push(...holidaysIn(calendar, piece));
    listing.expect(calendar);
    const nextFrom = listing.take(starts.filter(({ startsAt }) => startsAt >= from && startsAt < before));
    if (nextFrom !== undefined) {
      return { hours: await named(ctx, listing.shown()), next_from: nextFrom, time_zone: zone, holidays };
    }
  }
  return { hours: await named(ctx, listing.shown()), time_zone: zone, holidays };
}

function piecesOf(dates: readonly string[]): string[][] {
  const pieces: string[][] = [];
  for (let [first, days] = [0, FIRST_PIECE_DAYS]; first < dates.length; [first, days] = [first + days, first + days]) {
    pieces.push(dates.slice(first, first + days));
  }
  return pieces;
}

function holidaysIn({ holidays }: Calendar, dates: readonly string[]): { date: string; name: string }[] {
  return dates.filter((date) => holidays.has(date)).map((date) => ({ date, name: holidays.get(date) ?? "" }));
}

/** The free starts that were found, by their hours. */
class Listing {
  private readonly hours = new Map<string, FreeHours>();
  private count = 0;
  private last = Number.NEGATIVE_INFINITY;

  constructor(private readonly limit: number) {}

  /** Fix the order of the calendar's hours, whichever has the first free start. */
  expect({ weekly, added }: Calendar): void {
    for (const hours of [...weekly, ...added]) {
      if (!this.hours.has(hours.slotId)) {
        this.hours.set(hours.slotId, freeHoursOf(hours));
      }
    }
  }

  /** Take the starts, which ascend; return where to go on if that is more than the limit, cut between moments. */
  take(starts: readonly Free[]): number | undefined {
    for (const { hours, startsAt, remaining } of starts) {
      if (this.count >= this.limit && startsAt > this.last) {
        return startsAt;
      }
      const shown = this.hours.get(hours.slotId);
      shown?.starts.push(startsAt);
      shown?.remaining.push(remaining);
      this.count += 1;
      this.last = startsAt;
    }
    return undefined;
  }

  shown(): FreeHours[] {
    return [...this.hours.values()].filter((hours) => hours.starts.length > 0);
  }
}

function freeHoursOf({ slotId, consultantId, durationMinutes, capacity }: Hours): FreeHours {
  return {
    slot_id: slotId,
    ...(consultantId === undefined ? {} : { consultant_id: consultantId }),
    duration_minutes: durationMinutes,
    capacity,
    starts: [],
    remaining: [],
  };
}

/** Return the hours with the names of their consultants, each looked up once. */
async function named(ctx: QueryCtx, hours: readonly FreeHours[]): Promise<FreeHours[]> {
  const people = new People(ctx);
  return await Promise.all(
    hours.map(async (one) => {
      const name = one.consultant_id === undefined ? undefined : (await people.get(one.consultant_id)).full_name;
      return name === undefined ? one : { ...one, consultant_name: name };
    }),
  );
}

function ignoredOf(
  ctx: QueryCtx,
  request: { ari_conversation_id?: string; appointment_id?: string },
  now: number,
): Ignored {
  const conversationId = ctx.db.normalizeId("ariConversations", request.ari_conversation_id ?? "");
  const appointmentId = ctx.db.normalizeId("ariAppointments", request.appointment_id ?? "") ?? undefined;
  return conversationId === null ? { now } : { now, except: { conversationId, appointmentId } };
}

function isOneOf(hours: Hours, asked: { readonly consultant_id?: string; readonly slot_id?: string }): boolean {
  return (
    (asked.consultant_id === undefined || hours.consultantId === asked.consultant_id) &&
    (asked.slot_id === undefined || hours.slotId === asked.slot_id)
  );
}
