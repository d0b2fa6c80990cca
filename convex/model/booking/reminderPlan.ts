/** Which reminders an appointment is owed, when each is due and until when it is of use. Pure. */

import { DAY_MS, firstInstantFrom, MINUTE_MS, minutesOf, wallClockAt, addDays } from "./zones";

/** The rules of a workspace, as its settings have them. */
export interface ReminderRules {
  readonly time_zone: string;
  readonly reminder_offsets_minutes: readonly number[];
  readonly reminder_window?: { readonly opens_minutes: number; readonly closes_minutes: number };
  readonly quiet_hours?: { readonly start: string; readonly end: string };
}

export interface PlannedReminder {
  readonly offset_minutes: number;
  readonly due_at: number;
  /** From then on it is pointless: the next one is due, or the consultation begins. */
  readonly useful_until: number;
}

/**
 * Return the reminders owed for a start that was chosen at `setAt`, in the order in which they are due.
 *
 * One that would have been due before the start was chosen is not owed: the confirmation has just said the same. With
 * the single window of the original, a start chosen while the window is open is reminded of at once.
 */
export function reminderPlan(startsAt: number, setAt: number, rules: ReminderRules): PlannedReminder[] {
  const due = new Map<number, number>();
  for (const offset of offsetsOf(rules)) {
    const dueAt = dueTime(startsAt, setAt, offset, rules);
    if (dueAt !== undefined) {
      // Two that quiet hours move to one moment are one reminder: the nearer one.
      due.set(dueAt, offset);
    }
  }
  const moments = [...due].sort(([left], [right]) => left - right);
  return moments
    .map(([dueAt, offset], at) => ({
      offset_minutes: offset,
      due_at: dueAt,
      useful_until: moments[at + 1]?.[0] ?? startsAt - lastMinutesOf(rules) * MINUTE_MS,
    }))
    .filter((reminder) => reminder.due_at < reminder.useful_until);
}

/** Return the offsets, the farthest from the start first. */
export function offsetsOf(rules: ReminderRules): number[] {
  const { reminder_window: window, reminder_offsets_minutes: offsets } = rules;
  return window === undefined ? [...offsets].sort((left, right) => right - left) : [window.opens_minutes];
}

function lastMinutesOf(rules: ReminderRules): number {
  return rules.reminder_window?.closes_minutes ?? 0;
}

function dueTime(startsAt: number, setAt: number, offset: number, rules: ReminderRules): number | undefined {
  const wished = startsAt - offset * MINUTE_MS;
  const moment = rules.reminder_window === undefined ? wished : Math.max(wished, setAt + 1);
  const quiet = quietStretchAt(moment, rules);
  // After the quiet hours if that is still before the start, else before them.
  const dueAt = quiet === undefined ? moment : quiet.end < startsAt ? quiet.end : lastChanceBefore(quiet);
  return dueAt > setAt ? dueAt : undefined;
}

/** So long before quiet hours begin, a reminder is brought forward: senders may run every quarter of an hour. */
const AHEAD_OF_QUIET_MS = 30 * MINUTE_MS;

function lastChanceBefore(quiet: QuietStretch): number {
  return Math.max(quiet.begin - AHEAD_OF_QUIET_MS, quiet.previousEnd);
}

/** Some quiet hours, half-open, and when those of the day before ended. */
export interface QuietStretch {
  readonly begin: number;
  readonly end: number;
  readonly previousEnd: number;
}

/** Return the quiet hours that the instant lies in; undefined where it lies in none. */
export function quietStretchAt(instant: number, rules: ReminderRules): QuietStretch | undefined {
  const quiet = rules.quiet_hours;
  const [start, end] = [minutesOf(quiet?.start ?? ""), minutesOf(quiet?.end ?? "")];
  if (start === undefined || end === undefined) {
    return undefined;
  }
  const zone = rules.time_zone;
  const { date } = wallClockAt(zone, instant);
  // Those that began yesterday may reach into today.
  for (const first of [addDays(date, -1), date]) {
    const endDate = end > start ? first : addDays(first, 1);
    const stretch = { begin: firstInstantFrom(zone, first, start), end: firstInstantFrom(zone, endDate, end) };
    if (stretch.begin <= instant && instant < stretch.end) {
      return { ...stretch, previousEnd: firstInstantFrom(zone, addDays(endDate, -1), end) };
    }
  }
  return undefined;
}

/** The farthest ahead that anything of an appointment is due. */
export const LONGEST_OFFSET_MS = 28 * DAY_MS;
