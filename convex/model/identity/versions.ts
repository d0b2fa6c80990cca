/** Which of two states of the same thing is the newer one, when events arrive in any order. */

import type { Envelope } from "./events";

const DIGITS = 16;

/**
 * The version of a state: versions compare as texts, and two events never have the same one.
 *
 * The state's own time of change decides. Where that is equal, the later event does; the event's id makes the order
 * total, so that the last state does not depend on which event came first.
 */
export function versionOf(updatedAt: number, envelope: Envelope): string {
  return `${padded(updatedAt)}.${padded(envelope.occurred_at)}.${envelope.event_id}`;
}

export function isNewer(version: string, known: string | undefined): boolean {
  return known === undefined || version > known;
}

function padded(moment: number): string {
  return Math.max(0, Math.floor(moment)).toString().padStart(DIGITS, "0");
}
