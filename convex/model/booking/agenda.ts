/** What the database knows of some time of a workspace: its calendar, and what of it is taken. Read by index alone. */

import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { refuse } from "../refusals";
import type { Settings } from "./settings";
import type { AddedHours, Calendar, Closing, Start, Taken, WeeklyHours } from "./starts";
import { LONGEST_MS } from "./takenTime";
import { MINUTE_MS, minutesOf, weekdayOf } from "./zones";

export type Appointment = Doc<"ariAppointments">;

/** The statuses of appointments that take up their time. */
export const OPEN_STATUSES = ["scheduled", "confirmed"] as const;

/** No workspace has more patterns: `slots.ts` refuses to make them. The bound is Convex's, on what a query may read. */
export const MAX_SLOTS = 1_000;
/** As many exceptions a date has; the same bound. */
export const MAX_EXCEPTIONS_A_DATE = 200;
const MAX_HOLDS = 2_000;

export function isOpen(appointment: Pick<Appointment, "status">): boolean {
  return (OPEN_STATUSES as readonly string[]).includes(appointment.status);
}

export function endOf(appointment: Pick<Appointment, "scheduled_at" | "duration_minutes">): number {
  return appointment.scheduled_at + appointment.duration_minutes * MINUTE_MS;
}

/** Return the active weekly patterns of the dates' weekdays; the dates ascend without a gap. */
export async function weeklyHoursOf(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  dates: readonly string[],
): Promise<WeeklyHours[]> {
  const weekdays = [...new Set(dates.slice(0, 7).map(weekdayOf))];
  const slots = await Promise.all(
    weekdays.map((weekday) =>
      ctx.db
        .query("consultantSlots")
        .withIndex("by_workspace_day", (q) => q.eq("workspace_id", workspaceId).eq("day_of_week", weekday))
        .take(MAX_SLOTS),
    ),
  );
  return slots
    .flat()
    .filter((slot) => slot.is_active)
    .map(weeklyHours)
    .filter((hours) => hours !== undefined);
}

/** Return what a pattern offers; undefined where the source's times or numbers can mean no hours. */
export function weeklyHours(slot: Doc<"consultantSlots">): WeeklyHours | undefined {
  const startMinute = minutesOf(slot.start_time);
  const endMinute = minutesOf(slot.end_time);
  if (startMinute === undefined || endMinute === undefined || !(slot.duration_minutes >= 1)) {
    return undefined;
  }
  return {
    slotId: slot._id,
    consultantId: slot.consultant_id,
    dayOfWeek: slot.day_of_week,
    startMinute,
    endMinute,
    durationMinutes: slot.duration_minutes,
    capacity: slot.max_bookings_per_slot,
    windowDays: slot.booking_window_days,
  };
}

/** Return the hours that an exception adds; undefined where it adds none. */
export function addedHours(exception: Doc<"scheduleExceptions">): AddedHours | undefined {
  const startMinute = minutesOf(exception.start_time ?? "");
  const endMinute = minutesOf(exception.end_time ?? "");
  const { kind, duration_minutes: durationMinutes } = exception;
  if (kind !== "open" || startMinute === undefined || endMinute === undefined || durationMinutes === undefined) {
    return undefined;
  }
  return {
    slotId: exception._id,
    consultantId: exception.consultant_id,
    date: exception.date,
    startMinute,
    endMinute,
    durationMinutes,
    capacity: exception.max_bookings_per_slot ?? 1,
    windowDays: undefined,
  };
}

/** Return what makes some of the dates other than their weekday. */
export async function exceptionalDays(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  settings: Settings,
  dates: readonly string[],
): Promise<Pick<Calendar, "added" | "closings" | "holidays" | "working">> {
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined) {
    return { added: [], closings: [], holidays: new Map(), working: [] };
  }
  const exceptions = await ctx.db
    .query("scheduleExceptions")
    .withIndex("by_workspace_date", (q) => q.eq("workspace_id", workspaceId).gte("date", first).lte("date", last))
    .take(MAX_EXCEPTIONS_A_DATE * dates.length);
  const holidays = await holidaysOf(ctx, settings, dates);
  return {
    added: exceptions.map(addedHours).filter((hours) => hours !== undefined),
    closings: exceptions.filter((exception) => exception.kind === "closed").map(closingOf),
    holidays,
    working: exceptions
      .filter((exception) => exception.kind === "open" && exception.start_time === undefined)
      .map(({ date, consultant_id: consultantId }) => ({ date, consultantId })),
  };
}

function closingOf(exception: Doc<"scheduleExceptions">): Closing {
  return {
    date: exception.date,
    consultantId: exception.consultant_id,
    startMinute: minutesOf(exception.start_time ?? "00:00") ?? 0,
    endMinute: minutesOf(exception.end_time ?? "24:00") ?? 1440,
  };
}

/**
 * Return the holidays among the dates that the workspace observes, by date.
 *
 * Refuses where a year was not loaded: to book on a holiday because nobody looked would be worse. Django loads the year
 * and asks again.
 */
export async function holidaysOf(
  ctx: QueryCtx,
  settings: Pick<Settings, "observes_holidays" | "holiday_country">,
  dates: readonly string[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  if (!settings.observes_holidays) {
    return names;
  }
  const country = settings.holiday_country;
  const missing: number[] = [];
  for (const year of new Set(dates.map((date) => Number(date.slice(0, 4))))) {
    const stored = await ctx.db
      .query("publicHolidays")
      .withIndex("by_country_year", (q) => q.eq("country", country).eq("year", year))
      .first();
    if (stored === null) {
      missing.push(year);
    }
    for (const { date, name } of stored?.days ?? []) {
      names.set(date, name);
    }
  }
  if (missing.length > 0) {
    const detail = `The national holidays of ${country} in ${missing.join(", ")} are not known yet. Load them first.`;
    refuse("conflict", "holidays_not_loaded", detail, { country, years: missing });
  }
  return names;
}

/** Return what is taken and begins within the half-open range: open appointments, and holds of others. */
export async function takenBetween(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  from: number,
  before: number,
  { now, except }: Ignored,
): Promise<Taken[]> {
  const [appointments, holds] = await Promise.all([
    openAppointments(ctx, workspaceId, from, before),
    liveHolds(ctx, workspaceId, from, before, now, except),
  ]);
  return [...appointments.filter((one) => one._id !== except?.appointmentId).map(takenBy), ...holds];
}

/** Which taken time does not count: holds that have run out by `now`, and the lead's own. */
export interface Ignored {
  readonly now: number;
  readonly except?: {
    readonly conversationId: Id<"ariConversations">;
    /** The appointment that is being moved. */
    readonly appointmentId?: Id<"ariAppointments"> | undefined;
  };
}

/** Return the open appointments of the workspace that begin within the half-open range. */
export async function openAppointments(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  from: number,
  before: number,
): Promise<Appointment[]> {
  const found = await Promise.all(
    OPEN_STATUSES.map((status) =>
      ctx.db
        .query("ariAppointments")
        .withIndex("by_workspace_status_time", (q) =>
          q.eq("workspace_id", workspaceId).eq("status", status).gte("scheduled_at", from).lt("scheduled_at", before),
        )
        .take(MAX_APPOINTMENTS),
    ),
  );
  const appointments = found.flat();
  if (appointments.length >= MAX_APPOINTMENTS) {
    refuse("invalid", "window_too_wide", "So many appointments cannot be looked at in one go. Ask for fewer days.");
  }
  return appointments;
}

/** Half of the documents that Convex lets a function read. */
const MAX_APPOINTMENTS = 16_000;

/** Return what may be in the way of one start: of its consultant, or of its hours where they are nobody's. */
export async function takenNear(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  settings: Settings,
  start: Start,
  ignored: Ignored,
): Promise<Taken[]> {
  const buffer = settings.buffer_minutes * MINUTE_MS;
  const from = start.startsAt - LONGEST_MS - buffer;
  const before = start.endsAt + buffer;
  const { consultantId, slotId } = start.hours;
  const [appointments, holds] = await Promise.all([
    consultantId === undefined
      ? appointmentsOfSlot(ctx, workspaceId, slotId, from, before)
      : appointmentsOfConsultant(ctx, workspaceId, consultantId, from, before),
    liveHolds(ctx, workspaceId, from, before, ignored.now, ignored.except),
  ]);
  return [...appointments.filter((one) => one._id !== ignored.except?.appointmentId).map(takenBy), ...holds];
}

/** Return the consultant's open appointments that begin within the half-open range. */
export async function appointmentsOfConsultant(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  consultantId: string,
  from: number,
  before: number,
): Promise<Appointment[]> {
  const found = await Promise.all(
    OPEN_STATUSES.map((status) =>
      ctx.db
        .query("ariAppointments")
        .withIndex("by_consultant_status_time", (q) =>
          q
            .eq("workspace_id", workspaceId)
            .eq("consultant_id", consultantId)
            .eq("status", status)
            .gte("scheduled_at", from)
            .lt("scheduled_at", before),
        )
        .take(MAX_APPOINTMENTS),
    ),
  );
  return found.flat();
}

/** Those booked on the hours, and those of the source, which name no hours and no consultant. */
async function appointmentsOfSlot(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  slotId: string,
  from: number,
  before: number,
): Promise<Appointment[]> {
  const found = await Promise.all(
    [slotId, undefined].flatMap((slot) =>
      OPEN_STATUSES.map((status) =>
        ctx.db
          .query("ariAppointments")
          .withIndex("by_slot_status_time", (q) =>
            q
              .eq("workspace_id", workspaceId)
              .eq("slot_id", slot)
              .eq("status", status)
              .gte("scheduled_at", from)
              .lt("scheduled_at", before),
          )
          .take(MAX_APPOINTMENTS),
      ),
    ),
  );
  return found.flat();
}

async function liveHolds(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  from: number,
  before: number,
  now: number,
  except: Ignored["except"],
): Promise<Taken[]> {
  const holds = await ctx.db
    .query("slotHolds")
    .withIndex("by_workspace_time", (q) =>
      q.eq("workspace_id", workspaceId).gte("starts_at", from).lt("starts_at", before),
    )
    .take(MAX_HOLDS);
  return holds
    .filter((hold) => hold.expires_at > now && hold.ari_conversation_id !== except?.conversationId)
    .map((hold) => ({
      startsAt: hold.starts_at,
      endsAt: hold.ends_at,
      consultantId: hold.consultant_id,
      slotId: hold.slot_id,
    }));
}

function takenBy(appointment: Appointment): Taken {
  return {
    startsAt: appointment.scheduled_at,
    endsAt: endOf(appointment),
    consultantId: appointment.consultant_id,
    slotId: appointment.slot_id,
  };
}
