/** Who gives a consultation: the consultant of the hours, or of those who are free the one with the least to do. */

import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { roleOf } from "../access";
import { takenBetween, takenNear, weeklyHours, type Appointment, type Ignored } from "./agenda";
import { MAX_CONSULTANTS, type Settings } from "./settings";
import { roomAt, type Start } from "./starts";
import { LONGEST_MS } from "./takenTime";
import { firstInstantFrom, MINUTE_MS, wallClockAt } from "./zones";

/** When somebody is needed. */
export interface Need {
  readonly startsAt: number;
  readonly endsAt: number;
}

/**
 * Return who has the fewest open appointments on that day and is free then; undefined where nobody is.
 *
 * Of several, whose last appointment was booked the longest ago: so turns go round.
 */
export async function leastLoaded(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  settings: Settings,
  need: Need,
  ignored: Ignored,
): Promise<string | undefined> {
  const zone = settings.time_zone;
  const { date } = wallClockAt(zone, need.startsAt);
  const [dayBegin, dayEnd] = [firstInstantFrom(zone, date, 0), firstInstantFrom(zone, date, 1440)];
  const buffer = settings.buffer_minutes * MINUTE_MS;
  const busy = new Set<string | undefined>();
  const loads = new Map<string | undefined, number>();
  const reach = [dayBegin - LONGEST_MS - buffer, Math.max(dayEnd, need.endsAt + buffer)] as const;
  for (const one of await takenBetween(ctx, workspaceId, ...reach, ignored)) {
    if (one.startsAt < need.endsAt + buffer && need.startsAt < one.endsAt + buffer) {
      busy.add(one.consultantId);
    }
    if (dayBegin <= one.startsAt && one.startsAt < dayEnd) {
      loads.set(one.consultantId, (loads.get(one.consultantId) ?? 0) + 1);
    }
  }
  const loadOf = (id: string): number => loads.get(id) ?? 0;
  const free = (await consultantsOf(ctx, workspaceId, settings)).filter((id) => !busy.has(id));
  const least = Math.min(...free.map(loadOf));
  return await longestUnbooked(
    ctx,
    workspaceId,
    free.filter((id) => loadOf(id) === least),
  );
}

/** Who can be given consultations, by id. */
async function consultantsOf(ctx: QueryCtx, workspaceId: Id<"workspaces">, settings: Settings): Promise<string[]> {
  if (settings.consultant_ids === undefined) {
    const members = await ctx.db
      .query("workspaceMembers")
      .withIndex("by_workspace", (q) => q.eq("workspace_id", workspaceId))
      .take(MAX_CONSULTANTS);
    return [...new Set(members.map((member) => member.user_id))].sort();
  }
  const roles = await Promise.all(settings.consultant_ids.map((id) => roleOf(ctx, id, workspaceId)));
  return settings.consultant_ids.filter((_, at) => roles[at] !== undefined).sort();
}

async function longestUnbooked(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  ids: readonly string[],
): Promise<string | undefined> {
  if (ids.length < 2) {
    return ids[0];
  }
  const lasts = await Promise.all(
    ids.map(async (id) => {
      const last = await ctx.db
        .query("ariAppointments")
        .withIndex("by_consultant", (q) => q.eq("workspace_id", workspaceId).eq("consultant_id", id))
        .order("desc")
        .first();
      return { id, at: last?._creationTime ?? 0 };
    }),
  );
  return lasts.reduce((first, one) => (one.at < first.at ? one : first)).id;
}

/** Test if the consultant can give the appointment when it is. */
export async function isConsultantFree(
  ctx: QueryCtx,
  settings: Settings,
  consultantId: string,
  appointment: Appointment,
  now: number,
): Promise<boolean> {
  const need = { startsAt: appointment.scheduled_at, slotId: appointment.slot_id };
  const length = appointment.duration_minutes;
  const except = { conversationId: appointment.ari_conversation_id, appointmentId: appointment._id };
  const start = await startOf(ctx, consultantId, { ...need, endsAt: need.startsAt + length * MINUTE_MS }, length);
  const taken = await takenNear(ctx, appointment.workspace_id, settings, start, { now, except });
  return roomAt(start, taken, settings.buffer_minutes).remaining > 0;
}

/** The start as the consultant's own: in a session of theirs there may be others, elsewhere they must be alone. */
export async function startOf(
  ctx: QueryCtx,
  consultantId: string,
  need: Need & { readonly slotId: string | undefined },
  durationMinutes: number,
): Promise<Start> {
  const slotId = ctx.db.normalizeId("consultantSlots", need.slotId ?? "");
  const slot = slotId === null ? null : await ctx.db.get("consultantSlots", slotId);
  const own = slot?.consultant_id === consultantId ? slot : undefined;
  return { hours: hoursOf(own, consultantId, durationMinutes), startsAt: need.startsAt, endsAt: need.endsAt };
}

function hoursOf(
  own: Doc<"consultantSlots"> | undefined,
  consultantId: string,
  durationMinutes: number,
): Start["hours"] {
  const hours = own === undefined ? undefined : weeklyHours(own);
  const alone = { slotId: "", startMinute: 0, endMinute: 0, durationMinutes, capacity: 1, windowDays: undefined };
  return hours ?? { ...alone, consultantId };
}
