/** Whether one start can be booked at this moment, decided in the transaction that books it. */

import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { refuse, refuseFields } from "../refusals";
import { addedHours, exceptionalDays, takenNear, weeklyHours, type Ignored } from "./agenda";
import { alternativesTo } from "./alternatives";
import { timeRules } from "./freeTime";
import type { Settings } from "./settings";
import { roomAt, startsOn, type Calendar, type Start } from "./starts";
import { wallClockAt } from "./zones";

/** The start that is asked for: the hours, and the instant. */
export interface Wanted {
  readonly slotId: string;
  readonly scheduledAt: number;
}

/** Every reason for which a start is refused. */
export type StartObstacle =
  | "slot_inactive"
  | "not_a_start"
  | "day_closed"
  | "in_the_past"
  | "too_soon"
  | "beyond_window"
  | "slot_full"
  | "consultant_busy";

const DETAILS: Readonly<Record<StartObstacle, string>> = {
  slot_inactive: "These hours are not offered any more.",
  not_a_start: "No consultation begins at this time.",
  day_closed: "There are no consultations at this time of that day.",
  in_the_past: "This time is past.",
  too_soon: "This time is too near to be booked any more.",
  beyond_window: "This time is too far ahead to be booked yet.",
  slot_full: "This time was taken meanwhile.",
  consultant_busy: "The consultant has another appointment about this time.",
};

/**
 * Return the start if it can be booked, or refuse with the reason and the nearest alternatives.
 *
 * `ignored` names the lead's own hold, and the appointment that is being moved: neither is in the way.
 */
export async function bookableStart(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  settings: Settings,
  wanted: Wanted,
  ignored: Ignored,
): Promise<Start> {
  checkInstant(wanted.scheduledAt);
  const offer = await findOffer(ctx, workspaceId, wanted.slotId);
  const calendar = await calendarAt(ctx, workspaceId, settings, offer, wanted.scheduledAt);
  const found = startAt(calendar, wanted, offer);
  const obstacle =
    typeof found === "string" ? found : await obstacleTo(ctx, workspaceId, settings, found, ignored);
  if (typeof found === "string" || obstacle !== undefined) {
    const consultantId = offer.doc.consultant_id;
    return await refuseStart(ctx, workspaceId, settings, { ...wanted, consultantId }, ignored, obstacle ?? "not_a_start");
  }
  return found;
}

/** Say why a start cannot be had, and what is free near to it. */
export async function refuseStart(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  settings: Settings,
  wanted: Wanted & { readonly consultantId: string | undefined },
  ignored: Ignored,
  obstacle: StartObstacle,
): Promise<never> {
  const alternatives = await alternativesTo(ctx, workspaceId, settings, wanted, ignored);
  refuse("conflict", obstacle, DETAILS[obstacle], { alternatives, time_zone: settings.time_zone });
}

type Offer =
  | { readonly kind: "weekly"; readonly doc: Doc<"consultantSlots"> }
  | { readonly kind: "added"; readonly doc: Doc<"scheduleExceptions"> };

/** Find the weekly pattern, or the added hours, of the workspace by the text of the id. */
async function findOffer(ctx: QueryCtx, workspaceId: Id<"workspaces">, id: string): Promise<Offer> {
  const slotId = ctx.db.normalizeId("consultantSlots", id);
  const slot = slotId === null ? null : await ctx.db.get("consultantSlots", slotId);
  if (slot?.workspace_id === workspaceId) {
    return { kind: "weekly", doc: slot };
  }
  const exceptionId = ctx.db.normalizeId("scheduleExceptions", id);
  const exception = exceptionId === null ? null : await ctx.db.get("scheduleExceptions", exceptionId);
  if (exception?.workspace_id === workspaceId && addedHours(exception) !== undefined) {
    return { kind: "added", doc: exception };
  }
  refuse("not_found", "slot_not_found", "There is no such slot, or it is not this workspace's.");
}

/** Return the calendar of the one date, with the hours in question as its only weekly pattern. */
async function calendarAt(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  settings: Settings,
  offer: Offer,
  instant: number,
): Promise<Calendar> {
  const { date } = wallClockAt(settings.time_zone, instant);
  const hours = offer.kind === "weekly" && offer.doc.is_active ? weeklyHours(offer.doc) : undefined;
  const exceptional = await exceptionalDays(ctx, workspaceId, settings, [date]);
  return { zone: settings.time_zone, weekly: hours === undefined ? [] : [hours], ...exceptional };
}

function startAt(calendar: Calendar, { slotId, scheduledAt }: Wanted, offer: Offer): Start | StartObstacle {
  const { date } = wallClockAt(calendar.zone, scheduledAt);
  const isWanted = (start: Start): boolean => start.hours.slotId === slotId && start.startsAt === scheduledAt;
  const found = startsOn(calendar, date).find(isWanted);
  if (found !== undefined) {
    return found;
  }
  if (offer.kind === "weekly" && calendar.weekly.length === 0) {
    return "slot_inactive";
  }
  const undisturbed: Calendar = { ...calendar, closings: [], holidays: new Map() };
  return startsOn(undisturbed, date).some(isWanted) ? "day_closed" : "not_a_start";
}

async function obstacleTo(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  settings: Settings,
  start: Start,
  ignored: Ignored,
): Promise<StartObstacle | undefined> {
  const { date } = wallClockAt(settings.time_zone, start.startsAt);
  const obstacle = timeRules(settings, ignored.now).obstacleTo(start, date);
  if (obstacle !== undefined) {
    return obstacle;
  }
  const taken = await takenNear(ctx, workspaceId, settings, start, ignored);
  return roomAt(start, taken, settings.buffer_minutes).obstacle;
}

/** The years in which clocks and calendars are sure. */
const LATEST = Date.UTC(2999, 0, 1);

/** Refuse a number that is no instant of these times. */
export function checkInstant(instant: number): void {
  if (!Number.isInteger(instant) || instant < 0 || instant >= LATEST) {
    refuseFields({ scheduled_at: "This is no moment between the years 1970 and 2999." });
  }
}
