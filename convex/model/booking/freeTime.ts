/** Which starts of some dates are free: those of the calendar, less the time that is taken. */

import { v, type Infer } from "convex/values";
import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { exceptionalDays, takenBetween, type Ignored } from "./agenda";
import type { Settings } from "./settings";
import { roomAt, startsByHours, TimeRules, type Calendar, type Hours, type Start, type WeeklyHours } from "./starts";
import { LONGEST_MS, TakenTime } from "./takenTime";
import { MINUTE_MS } from "./zones";

/** A start that can be booked. */
export interface Free extends Start {
  /** How many more bookings it takes. */
  readonly remaining: number;
}

export const vFreeStart = v.object({
  slot_id: v.string(),
  consultant_id: v.optional(v.string()),
  consultant_name: v.optional(v.string()),
  scheduled_at: v.number(),
  ends_at: v.number(),
  duration_minutes: v.number(),
  capacity: v.number(),
  remaining: v.number(),
});

export type FreeStart = Infer<typeof vFreeStart>;

export function freeStartView({ hours, startsAt, endsAt, remaining }: Free): FreeStart {
  return {
    slot_id: hours.slotId,
    ...(hours.consultantId === undefined ? {} : { consultant_id: hours.consultantId }),
    scheduled_at: startsAt,
    ends_at: endsAt,
    duration_minutes: hours.durationMinutes,
    capacity: hours.capacity,
    remaining,
  };
}

export function timeRules(settings: Settings, now: number): TimeRules {
  const rules = { leadTimeMinutes: settings.lead_time_minutes, bufferMinutes: settings.buffer_minutes };
  return new TimeRules(settings.time_zone, rules, now);
}

/** Whose time is looked at, and by which rules. */
export interface Outlook {
  readonly workspaceId: Id<"workspaces">;
  readonly settings: Settings;
  /** The weekly patterns of all dates that are asked for. */
  readonly weekly: readonly WeeklyHours[];
  readonly ignored: Ignored;
  /** Which hours are looked at; absent: all. */
  readonly isAsked?: (hours: Hours) => boolean;
}

/** Looks at dates, a piece after the other, and reads the time that is taken in them once. */
export class FreeTime {
  private readonly rules: TimeRules;
  private readonly taken = new TakenTime();
  /** What begins before this has been read. */
  private readTo = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly ctx: QueryCtx,
    private readonly outlook: Outlook,
  ) {
    this.rules = timeRules(outlook.settings, outlook.ignored.now);
  }

  /**
   * Return the free starts of the dates by time, those of one moment in the order of the patterns.
   *
   * The dates ascend without a gap, and lie after those that were asked for before.
   */
  async on(dates: readonly string[]): Promise<{ starts: Free[]; calendar: Calendar }> {
    const { settings, weekly, workspaceId, isAsked = () => true } = this.outlook;
    const exceptional = await exceptionalDays(this.ctx, workspaceId, settings, dates);
    const added = exceptional.added.filter(isAsked);
    const calendar = { zone: settings.time_zone, ...exceptional, weekly: weekly.filter(isAsked), added };
    const groups = dates.flatMap((date) =>
      startsByHours(calendar, date)
        .map((starts) => starts.filter((start) => this.rules.obstacleTo(start, date) === undefined))
        .filter((starts) => starts.length > 0),
    );
    await this.readAbout(groups);
    const starts = groups.flatMap((group) => this.freeOf(group));
    return { starts: starts.sort((left, right) => left.startsAt - right.startsAt), calendar };
  }

  /** Read what may be in the way of the starts, as far as it has not been read. */
  private async readAbout(groups: readonly (readonly Start[])[]): Promise<void> {
    const { settings, workspaceId, ignored } = this.outlook;
    const buffer = settings.buffer_minutes * MINUTE_MS;
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const group of groups) {
      first = Math.min(first, group[0]?.startsAt ?? first);
      last = Math.max(last, group.at(-1)?.endsAt ?? last);
    }
    const from = Math.max(this.readTo, first - LONGEST_MS - buffer);
    const before = last + buffer;
    if (from < before) {
      for (const entry of await takenBetween(this.ctx, workspaceId, from, before, ignored)) {
        this.taken.add(entry);
      }
      this.readTo = before;
    }
  }

  /** Return the free ones of the starts, which are of the same hours and ascend. */
  private freeOf(starts: readonly Start[]): Free[] {
    const [first, last] = [starts[0], starts.at(-1)];
    if (first === undefined || last === undefined) {
      return [];
    }
    const buffer = this.outlook.settings.buffer_minutes;
    const near = this.taken.near(first.hours, first.startsAt, last.endsAt, buffer);
    const free: Free[] = [];
    for (const { hours, startsAt, endsAt } of starts) {
      const { remaining } = roomAt({ hours, startsAt, endsAt }, near, buffer);
      if (remaining > 0) {
        free.push({ hours, startsAt, endsAt, remaining });
      }
    }
    return free;
  }
}
