/** Which starts are free, in a window, or near to one that is not. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { findWorkspace, refuseWorkspace, vActor } from "../access";
import { limitOf } from "../pages";
import { refuseFields } from "../refusals";
import { People } from "../users";
import { openWorkspace } from "../workspaceAccess";
import { calendarOf, takenIn, type Ignored } from "./agenda";
import { settingsOf, type Settings } from "./settings";
import { roomAt, startsOn, timeObstacle, type Calendar, type Start } from "./starts";
import { TakenTime } from "./takenTime";
import { addDays, datesBetween, DAY_MS, wallClockAt } from "./zones";

export const vFreeStart = v.object({
  slot_id: v.string(),
  consultant_id: v.optional(v.string()),
  consultant_name: v.optional(v.string()),
  scheduled_at: v.number(),
  ends_at: v.number(),
  duration_minutes: v.number(),
  capacity: v.number(),
  /** How many more bookings it takes. */
  remaining: v.number(),
});

export type FreeStart = Infer<typeof vFreeStart>;

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

export const vAvailability = v.object({
  starts: v.array(vFreeStart),
  /** Set where the limit cut the answer: it is complete up to here. */
  next_from: v.optional(v.number()),
  time_zone: v.string(),
  holidays: v.array(v.object({ date: v.string(), name: v.string() })),
});

const MAX_WINDOW_MS = 62 * DAY_MS;
const DEFAULT_LIMIT = 500;
const MAX_LIMIT = 10_000;
/** The window is looked at a piece at a time, so that a short answer does not read a long window. */
const PIECE_DAYS = 7;

/** Return the free starts of the window by time, those of one moment in the order of the patterns. */
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
  const first = wallClockAt(zone, Math.max(from, now)).date;
  const last = wallClockAt(zone, before - 1).date;
  const ignored = ignoredOf(ctx, request, now);
  const found: FreeStart[] = [];
  const holidays: { date: string; name: string }[] = [];
  for (let date = first; date <= last; date = addDays(date, PIECE_DAYS)) {
    const dates = datesBetween(date, earlier(addDays(date, PIECE_DAYS - 1), last));
    const piece = await freeStartsOn(ctx, workspace._id, settings, dates, ignored);
    holidays.push(...piece.holidays);
    for (const start of piece.starts) {
      if (start.scheduled_at < from || start.scheduled_at >= before || !isAsked(start, request)) {
        continue;
      }
      if (found.length >= limit && start.scheduled_at > (found.at(-1)?.scheduled_at ?? 0)) {
        return { starts: await named(ctx, found), next_from: start.scheduled_at, time_zone: zone, holidays };
      }
      found.push(start);
    }
  }
  return { starts: await named(ctx, found), time_zone: zone, holidays };
}

/** Return the starts with the names of their consultants, each looked up once. */
async function named(ctx: QueryCtx, starts: readonly FreeStart[]): Promise<FreeStart[]> {
  const people = new People(ctx);
  return await Promise.all(
    starts.map(async (start) => {
      const consultant = start.consultant_id === undefined ? undefined : await people.get(start.consultant_id);
      return consultant?.full_name === undefined ? start : { ...start, consultant_name: consultant.full_name };
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

function isAsked(start: FreeStart, { consultant_id: consultantId, slot_id: slotId }: AskedHours): boolean {
  return (
    (consultantId === undefined || start.consultant_id === consultantId) &&
    (slotId === undefined || start.slot_id === slotId)
  );
}

interface AskedHours {
  readonly consultant_id?: string;
  readonly slot_id?: string;
}

function earlier(left: string, right: string): string {
  return left < right ? left : right;
}

/** Return what is free on the dates, which ascend without a gap. */
async function freeStartsOn(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  settings: Settings,
  dates: readonly string[],
  ignored: Ignored,
): Promise<{ starts: FreeStart[]; holidays: { date: string; name: string }[] }> {
  const calendar = await calendarOf(ctx, workspaceId, settings, dates);
  const taken = new TakenTime(await takenIn(ctx, workspaceId, settings, dates, ignored));
  const starts = dates
    .flatMap((date) => startsOn(calendar, date))
    .map((start) => freeStart(start, calendar, settings, taken, ignored.now))
    .filter((start) => start !== undefined)
    .sort((left, right) => left.scheduled_at - right.scheduled_at);
  const holidays = dates
    .filter((date) => calendar.holidays.has(date))
    .map((date) => ({ date, name: calendar.holidays.get(date) ?? "" }));
  return { starts, holidays };
}

function freeStart(
  start: Start,
  calendar: Calendar,
  settings: Settings,
  taken: TakenTime,
  now: number,
): FreeStart | undefined {
  if (timeObstacle(start, calendar, bookingRules(settings), now) !== undefined) {
    return undefined;
  }
  const { remaining } = roomAt(start, taken.near(start, settings.buffer_minutes), settings.buffer_minutes);
  const { hours } = start;
  return remaining === 0
    ? undefined
    : {
        slot_id: hours.slotId,
        ...(hours.consultantId === undefined ? {} : { consultant_id: hours.consultantId }),
        scheduled_at: start.startsAt,
        ends_at: start.endsAt,
        duration_minutes: hours.durationMinutes,
        capacity: hours.capacity,
        remaining,
      };
}

export function bookingRules(settings: Settings): { leadTimeMinutes: number; bufferMinutes: number } {
  return { leadTimeMinutes: settings.lead_time_minutes, bufferMinutes: settings.buffer_minutes };
}

const MAX_ALTERNATIVES = 5;
/** How many days about the refused start are looked at, widening until enough is found. */
const WIDENING_DAYS = [1, 7, 28];
const FARTHEST_MS = 28 * DAY_MS;

/**
 * Return the free starts nearest to one that cannot be had, a moment once, the nearest first.
 *
 * Of several at one moment the one with the same hours is named, then the one with the same consultant.
 */
export async function alternativesTo(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  settings: Settings,
  wanted: { readonly scheduledAt: number; readonly slotId: string; readonly consultantId: string | undefined },
  ignored: Ignored,
): Promise<FreeStart[]> {
  const today = wallClockAt(settings.time_zone, ignored.now).date;
  // A time long past, or years ahead, has no neighbours: those nearest to it are meant.
  const wantedAt = Math.min(Math.max(wanted.scheduledAt, ignored.now), ignored.now + FARTHEST_MS);
  const middle = wallClockAt(settings.time_zone, wantedAt).date;
  let nearest: FreeStart[] = [];
  for (const days of WIDENING_DAYS) {
    const first = later(addDays(middle, -days), today);
    const dates = datesBetween(first, addDays(middle, days));
    const { starts } = await freeStartsOn(ctx, workspaceId, settings, dates, ignored);
    nearest = oneAMoment(starts, (start) => likenessTo(start, wanted))
      .sort((left, right) => Math.abs(left.scheduled_at - wantedAt) - Math.abs(right.scheduled_at - wantedAt))
      .slice(0, MAX_ALTERNATIVES);
    if (nearest.length === MAX_ALTERNATIVES) {
      break;
    }
  }
  return await named(ctx, nearest);
}

function likenessTo(start: FreeStart, wanted: { slotId: string; consultantId: string | undefined }): number {
  return start.slot_id === wanted.slotId ? 2 : start.consultant_id === wanted.consultantId ? 1 : 0;
}

/** Return for each moment the start that is most liked, the first of several. */
function oneAMoment(starts: readonly FreeStart[], liking: (start: FreeStart) => number): FreeStart[] {
  const best = new Map<number, FreeStart>();
  for (const start of starts) {
    const known = best.get(start.scheduled_at);
    if (known === undefined || liking(start) > liking(known)) {
      best.set(start.scheduled_at, start);
    }
  }
  return [...best.values()];
}

function later(left: string, right: string): string {
  return left > right ? left : right;
}
