/**
 * Wall clocks: which instant a date and a time of day are in a zone, and the other way round.
 *
 * A date is "YYYY-MM-DD", a time of day a number of minutes since midnight, an instant milliseconds since 1970. Where a
 * clock goes back, a time that comes twice is its first; where it goes forward, a time that is left out is no instant.
 */

import { refuse } from "../refusals";

export const DEFAULT_ZONE = "Asia/Jakarta";

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** The zones of Indonesia never change their clocks. So most workspaces need no data of zones at all. */
const FIXED_OFFSETS: Readonly<Record<string, number>> = {
  "Asia/Jakarta": 7 * 60 * MINUTE_MS,
  "Asia/Pontianak": 7 * 60 * MINUTE_MS,
  "Asia/Makassar": 8 * 60 * MINUTE_MS,
  "Asia/Jayapura": 9 * 60 * MINUTE_MS,
};
/** Before this year Indonesia's zones were others. */
const FIXED_SINCE = Date.UTC(1988, 0, 1);

const formats = new Map<string, Intl.DateTimeFormat>();

/** Return how far the zone's clock is ahead of UTC at an instant, in milliseconds. */
export function offsetAt(zone: string, instant: number): number {
  const fixed = Object.hasOwn(FIXED_OFFSETS, zone) ? FIXED_OFFSETS[zone] : undefined;
  if (fixed !== undefined && instant >= FIXED_SINCE) {
    return fixed;
  }
  // Seconds suffice: no zone has had finer offsets since 1972.
  const second = Math.floor(instant / 1000) * 1000;
  const shown = /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+):(\d+)$/.exec(formatOf(zone).format(second));
  if (shown === null) {
    throw new Error(`The runtime shows moments of ${zone} in another form than the one that is read here.`);
  }
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, seconds = 0] = shown.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, seconds) - second;
}

/** Test if the runtime knows the zone. */
export function isZone(zone: string): boolean {
  if (Object.hasOwn(FIXED_OFFSETS, zone)) {
    return true;
  }
  try {
    formatOf(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) {
      return false;
    }
    throw error;
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      calendar: "gregory",
      numberingSystem: "latn",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  return format;
}

/** Return the instant of a time on a date, undefined where the clock leaves it out. The minute may be 1440: midnight. */
export function instantOf(zone: string, date: string, minute: number): number | undefined {
  const wall = midnightOf(date) + minute * MINUTE_MS;
  const offsets = new Set([offsetAt(zone, wall - DAY_MS), offsetAt(zone, wall + DAY_MS)]);
  const instants = [...offsets].map((offset) => wall - offset).filter((at) => at + offsetAt(zone, at) === wall);
  return instants.length === 0 ? undefined : Math.min(...instants);
}

/** Return `instantOf` for the minutes of one date: where no clock changes about it, its offset is looked up once. */
export function clockOf(zone: string, date: string): (minute: number) => number | undefined {
  const midnight = midnightOf(date);
  const offset = offsetAt(zone, midnight - DAY_MS);
  // Those are the ends of all that `instantOf` looks at for any minute of the date.
  const isEven = [0, DAY_MS, 2 * DAY_MS].every((later) => offsetAt(zone, midnight + later) === offset);
  return isEven ? (minute) => midnight - offset + minute * MINUTE_MS : (minute) => instantOf(zone, date, minute);
}

/** Return the first instant at which the zone's clock shows this time of the date or a later one. */
export function firstInstantFrom(zone: string, date: string, minute: number): number {
  const exact = instantOf(zone, date, minute);
  if (exact !== undefined) {
    return exact;
  }
  // The clock jumps over it: what it showed before the jump leads there.
  const wall = midnightOf(date) + minute * MINUTE_MS;
  const before = wall - offsetAt(zone, wall - DAY_MS);
  let [low, high] = [before - DAY_MS, before + DAY_MS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (middle + offsetAt(zone, middle) >= wall) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return high;
}

/** What a zone's clock and calendar show at an instant. */
export interface WallClock {
  readonly date: string;
  readonly minute: number;
}

export function wallClockAt(zone: string, instant: number): WallClock {
  const wall = instant + offsetAt(zone, instant);
  const midnight = Math.floor(wall / DAY_MS) * DAY_MS;
  return { date: dateOf(midnight), minute: Math.floor((wall - midnight) / MINUTE_MS) };
}

export function addDays(date: string, days: number): string {
  return dateOf(midnightOf(date) + days * DAY_MS);
}

/** 0 is Sunday. */
export function weekdayOf(date: string): number {
  return new Date(midnightOf(date)).getUTCDay();
}

/** Return the dates from the first to the last, both included. */
export function datesBetween(first: string, last: string): string[] {
  const dates: string[] = [];
  for (let date = first; date <= last; date = addDays(date, 1)) {
    dates.push(date);
  }
  return dates;
}

const DATE_FORM = /^\d{4}-\d{2}-\d{2}$/;

/** Test if the text is a date of the calendar from 1970 to 2999. */
export function isDate(text: string): boolean {
  return DATE_FORM.test(text) && text >= "1970-01-01" && text < "3000-01-01" && dateOf(Date.parse(text)) === text;
}

const TIME_FORM = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** Return the minutes since midnight that "HH:MM" says, undefined for any other text. "24:00" ends a day. */
export function minutesOf(time: string): number | undefined {
  return TIME_FORM.test(time) ? Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) : undefined;
}

/** Refuse a zone that the runtime does not know; a workspace with one has no hours. */
export function checkedZone(zone: string): string {
  return isZone(zone)
    ? zone
    : refuse("conflict", "unknown_time_zone", `The workspace's time zone ${zone} is not one of the IANA database.`);
}

function midnightOf(date: string): number {
  return Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10)));
}

function dateOf(midnight: number): string {
  // `toISOString` throws for a time that is none.
  return Number.isFinite(midnight) ? new Date(midnight).toISOString().slice(0, 10) : "";
}
