/**
 * Which starts a pattern has on a date, and whether one of them is still free. Pure.
 *
 * `ari/scheduling.py` says the same in Python; a test holds the two against each other on random calendars.
 *
 * Times of day are minutes since midnight on the workspace's wall clock, instants milliseconds since 1970, stretches of
 * time half-open: a consultation may begin the moment another ends.
 */

import { addDays, clockOf, MINUTE_MS, wallClockAt, weekdayOf } from "./zones";

/** Hours in which consultations can be booked: a weekly pattern, or hours added on one date. */
export interface Hours {
  /** The id of the weekly pattern or of the exception. */
  readonly slotId: string;
  readonly consultantId: string | undefined;
  readonly startMinute: number;
  readonly endMinute: number;
  readonly durationMinutes: number;
  readonly capacity: number;
  /** Bookable from today to so many days on; undefined: however far ahead. */
  readonly windowDays: number | undefined;
}

export interface WeeklyHours extends Hours {
  readonly dayOfWeek: number;
}

/** Hours of one date alone. */
export interface AddedHours extends Hours {
  readonly date: string;
}

/** A part of a date that is taken away, for everybody or for one consultant. */
export interface Closing {
  readonly date: string;
  readonly consultantId: string | undefined;
  readonly startMinute: number;
  readonly endMinute: number;
}

/** What is known of some dates: the hours in them and what changes them. */
export interface Calendar {
  readonly zone: string;
  readonly weekly: readonly WeeklyHours[];
  readonly added: readonly AddedHours[];
  readonly closings: readonly Closing[];
  /** The national holidays that the workspace observes: their names by date. */
  readonly holidays: ReadonlyMap<string, string>;
  /** Dates on which weekly patterns hold in spite of a holiday: of everybody, or of the consultants named. */
  readonly working: readonly { readonly date: string; readonly consultantId: string | undefined }[];
}

/** What leads may book, and when. */
export interface BookingRules {
  readonly leadTimeMinutes: number;
  readonly bufferMinutes: number;
}

/** A start, free or not. */
export interface Start {
  readonly hours: Hours;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Time that is taken: an open appointment, or a hold that has not run out. */
export interface Taken {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly consultantId: string | undefined;
  /** Absent in migrated appointments. */
  readonly slotId: string | undefined;
}

/** Return the starts of a date in the order of the patterns and of time, whether they are taken or not. */
export function startsOn(calendar: Calendar, date: string): Start[] {
  return startsByHours(calendar, date).flat();
}

/** Return the starts of a date, those of each hours by themselves. */
export function startsByHours(calendar: Calendar, date: string): Start[][] {
  const clock = clockOf(calendar.zone, date);
  const closings = calendar.closings.filter((closing) => closing.date === date);
  return hoursOn(calendar, date).map((hours) => startsIn(hours, clock, closings));
}

/** Return the hours of a date: the weekly ones, unless it is a holiday, and the added ones. */
export function hoursOn(calendar: Calendar, date: string): Hours[] {
  const weekday = weekdayOf(date);
  const weekly = calendar.weekly.filter((hours) => hours.dayOfWeek === weekday && isWorked(calendar, date, hours));
  return [...weekly, ...calendar.added.filter((hours) => hours.date === date)];
}

function isWorked(calendar: Calendar, date: string, hours: Hours): boolean {
  return (
    !calendar.holidays.has(date) ||
    calendar.working.some(
      (day) => day.date === date && (day.consultantId === undefined || day.consultantId === hours.consultantId),
    )
  );
}

function startsIn(
  hours: Hours,
  clock: (minute: number) => number | undefined,
  closingsOfDate: readonly Closing[],
): Start[] {
  const closings = closingsOfDate.filter(
    ({ consultantId }) => consultantId === undefined || consultantId === hours.consultantId,
  );
  const length = hours.durationMinutes;
  const starts: Start[] = [];
  for (let minute = hours.startMinute; minute + length <= hours.endMinute; minute += length) {
    if (closings.some((closing) => minute < closing.endMinute && closing.startMinute < minute + length)) {
      continue;
    }
    const startsAt = clock(minute);
    if (startsAt !== undefined) {
      starts.push({ hours, startsAt, endsAt: startsAt + length * MINUTE_MS });
    }
  }
  return starts;
}

/** Why a start that is in the calendar cannot be booked now. */
export type TimeObstacle = "in_the_past" | "too_soon" | "beyond_window";

/** Says what speaks against starts as such, whoever has booked what: what depends on now alone is found out once. */
export class TimeRules {
  private readonly earliest: number;
  private readonly today: string;
  private readonly lastDates = new Map<number, string>();

  constructor(
    zone: string,
    rules: BookingRules,
    private readonly now: number,
  ) {
    this.earliest = now + rules.leadTimeMinutes * MINUTE_MS;
    this.today = wallClockAt(zone, now).date;
  }

  /** Return the obstacle of a start that is one of the date's. */
  obstacleTo({ hours, startsAt }: Start, date: string): TimeObstacle | undefined {
    if (startsAt <= this.now) {
      return "in_the_past";
    }
    if (startsAt < this.earliest) {
      return "too_soon";
    }
    return hours.windowDays !== undefined && date > this.lastDate(hours.windowDays) ? "beyond_window" : undefined;
  }

  private lastDate(windowDays: number): string {
    const known = this.lastDates.get(windowDays) ?? addDays(this.today, windowDays);
    this.lastDates.set(windowDays, known);
    return known;
  }
}

/** Why somebody else's booking rules a start out. */
export type TakenObstacle = "slot_full" | "consultant_busy";

/** How many more bookings a start takes; with none left, why. */
export interface Room {
  readonly remaining: number;
  readonly obstacle?: TakenObstacle;
}

/**
 * Return how much room is left at a start.
 *
 * Hours of a consultant: their other appointments may not come nearer than the buffer; up to the capacity share the very
 * same start, as one session. Hours of nobody: as many consultations as the capacity says run at the same time, each
 * followed by the buffer. An appointment that names no pattern counts for the hours of its consultant, or of nobody.
 */
export function roomAt(start: Start, taken: readonly Taken[], bufferMinutes: number): Room {
  const buffer = bufferMinutes * MINUTE_MS;
  return start.hours.consultantId === undefined
    ? roomForAnybody(start, taken, buffer)
    : roomWithConsultant(start, start.hours.consultantId, taken, buffer);
}

function roomWithConsultant(start: Start, consultantId: string, taken: readonly Taken[], buffer: number): Room {
  let guests = 0;
  for (const entry of taken) {
    if (entry.consultantId !== consultantId) {
      continue;
    }
    if (isSameSession(entry, start)) {
      guests += 1;
    } else if (entry.startsAt < start.endsAt + buffer && start.startsAt < entry.endsAt + buffer) {
      return { remaining: 0, obstacle: "consultant_busy" };
    }
  }
  return roomOf(start.hours.capacity - guests);
}

function isSameSession(entry: Taken, start: Start): boolean {
  return entry.startsAt === start.startsAt && (entry.slotId ?? start.hours.slotId) === start.hours.slotId;
}

function roomForAnybody(start: Start, taken: readonly Taken[], buffer: number): Room {
  const { slotId, capacity } = start.hours;
  const end = start.endsAt + buffer;
  const touching = taken.filter(
    (entry) =>
      (entry.slotId === slotId || (entry.slotId === undefined && entry.consultantId === undefined)) &&
      entry.startsAt < end &&
      start.startsAt < entry.endsAt + buffer,
  );
  // The most that run at once within the start's time is reached at its own begin or at that of another.
  const begins = [start.startsAt, ...touching.map((entry) => entry.startsAt)].filter((at) => at >= start.startsAt);
  const most = begins.map((at) => touching.filter((one) => one.startsAt <= at && at < one.endsAt + buffer).length);
  return roomOf(capacity - Math.max(...most));
}

function roomOf(remaining: number): Room {
  return remaining > 0 ? { remaining } : { remaining: 0, obstacle: "slot_full" };
}
