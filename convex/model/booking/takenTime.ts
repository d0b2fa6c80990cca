/** Taken time, kept so that what may be in the way of a start is found without looking at everything. Pure. */

import type { Hours, Taken } from "./starts";
import { DAY_MS, MINUTE_MS } from "./zones";

/** Longer than any consultation: what began earlier has ended. Patterns are shorter by rule. */
export const LONGEST_MS = DAY_MS;

export class TakenTime {
  /** By whose time it is, or which hours of nobody it fills, and the day of UTC in which it begins. */
  private readonly entries = new Map<string, Taken[]>();

  add(entry: Taken): void {
    const day = dayOf(entry.startsAt);
    if (entry.consultantId !== undefined) {
      this.put(`consultant ${entry.consultantId} ${day}`, entry);
    }
    if (entry.slotId !== undefined) {
      this.put(`slot ${entry.slotId} ${day}`, entry);
    } else if (entry.consultantId === undefined) {
      this.put(`nobody ${day}`, entry);
    }
  }

  /** Return what could be in the way of the hours between two instants: too much rather than too little. */
  near(hours: Hours, startsAt: number, endsAt: number, bufferMinutes: number): Taken[] {
    const buffer = bufferMinutes * MINUTE_MS;
    const found: Taken[] = [];
    for (let day = dayOf(startsAt - LONGEST_MS - buffer); day <= dayOf(endsAt + buffer); day += 1) {
      if (hours.consultantId !== undefined) {
        found.push(...(this.entries.get(`consultant ${hours.consultantId} ${day}`) ?? []));
      } else {
        found.push(...(this.entries.get(`slot ${hours.slotId} ${day}`) ?? []));
        found.push(...(this.entries.get(`nobody ${day}`) ?? []));
      }
    }
    return found;
  }

  private put(key: string, entry: Taken): void {
    const entries = this.entries.get(key);
    if (entries === undefined) {
      this.entries.set(key, [entry]);
    } else {
      entries.push(entry);
    }
  }
}

function dayOf(instant: number): number {
  return Math.floor(instant / DAY_MS);
}
