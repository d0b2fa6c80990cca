/** Which free starts are nearest to one that cannot be had. */

import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { People } from "../users";
import { weeklyHoursOf, type Ignored } from "./agenda";
import { FreeTime, freeStartView, type Free, type FreeStart } from "./freeTime";
import type { Settings } from "./settings";
import { addDays, datesBetween, DAY_MS, firstInstantFrom, wallClockAt } from "./zones";

const MAX_ALTERNATIVES = 5;
/** How many days about the refused start are looked at, widening until nothing nearer can lie beyond them. */
const WIDENING_DAYS = [0, 1, 7, 28];
const FARTHEST_MS = 28 * DAY_MS;

interface Wanted {
  readonly scheduledAt: number;
  readonly slotId: string;
  readonly consultantId: string | undefined;
}

/**
 * Return the free starts nearest to one that cannot be had, a moment once, the nearest first.
 *
 * Of several at one moment the one with the same hours is named, then the one with the same consultant.
 */
export async function alternativesTo(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  settings: Settings,
  wanted: Wanted,
  ignored: Ignored,
): Promise<FreeStart[]> {
  const zone = settings.time_zone;
  const today = wallClockAt(zone, ignored.now).date;
  // A time long past, or years ahead, has no neighbours: those nearest to it are meant.
  const wantedAt = Math.min(Math.max(wanted.scheduledAt, ignored.now), ignored.now + FARTHEST_MS);
  const middle = wallClockAt(zone, wantedAt).date;
  let nearest: Free[] = [];
  for (const days of WIDENING_DAYS) {
    const [first, last] = [later(addDays(middle, -days), today), addDays(middle, days)];
    const dates = datesBetween(first, last);
    const weekly = await weeklyHoursOf(ctx, workspaceId, dates);
    const { starts } = await new FreeTime(ctx, { workspaceId, settings, weekly, ignored }).on(dates);
    nearest = nearestTo(wantedAt, starts, wanted);
    // What was not looked at is farther away than this.
    const before = first === today ? Number.POSITIVE_INFINITY : wantedAt - firstInstantFrom(zone, first, 0);
    const after = firstInstantFrom(zone, last, 1440) - wantedAt;
    const farthest = Math.abs((nearest.at(-1)?.startsAt ?? wantedAt) - wantedAt);
    if (nearest.length === MAX_ALTERNATIVES && farthest <= Math.min(before, after)) {
      break;
    }
  }
  const people = new People(ctx);
  return await Promise.all(nearest.map((free) => named(people, free)));
}

function nearestTo(wantedAt: number, starts: readonly Free[], wanted: Wanted): Free[] {
  return oneAMoment(starts, wanted)
    .sort((left, right) => Math.abs(left.startsAt - wantedAt) - Math.abs(right.startsAt - wantedAt))
    .slice(0, MAX_ALTERNATIVES);
}

/** Return for each moment the start that is most like the one wanted, the first of several. */
function oneAMoment(starts: readonly Free[], wanted: Wanted): Free[] {
  const best = new Map<number, Free>();
  for (const start of starts) {
    const known = best.get(start.startsAt);
    if (known === undefined || likeness(start, wanted) > likeness(known, wanted)) {
      best.set(start.startsAt, start);
    }
  }
  return [...best.values()];
}

function likeness({ hours }: Free, { slotId, consultantId }: Wanted): number {
  return hours.slotId === slotId ? 2 : hours.consultantId === consultantId ? 1 : 0;
}

async function named(people: People, free: Free): Promise<FreeStart> {
  const { consultantId } = free.hours;
  const name = consultantId === undefined ? undefined : (await people.get(consultantId)).full_name;
  return { ...freeStartView(free), ...(name === undefined ? {} : { consultant_name: name }) };
}

function later(left: string, right: string): string {
  return left > right ? left : right;
}
