/**
 * What is known of one user in one organisation after one more event, in whatever order events arrive. Pure.
 *
 * A user can leave an organisation and come back: then there are several memberships, one after the other, told apart
 * by when they began. Only the last can be in force, so a later one proves that the earlier ones have ended.
 */

import { isNewer } from "./versions";

/** A membership in force. */
export interface LiveMembership {
  readonly role: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly version: string;
}

/** `endedAt`: when the last membership that has ended began; undefined: none has ended, as far as is known. */
export interface PairState {
  readonly live: LiveMembership | undefined;
  readonly endedAt: number | undefined;
}

export interface MembershipEvent extends LiveMembership {
  readonly is_deleted: boolean;
}

export function afterEvent(state: PairState, event: MembershipEvent): PairState {
  const ends = [state.endedAt, event.is_deleted ? event.created_at : undefined, earlierOf(state.live, event)];
  const endedAt = latest(ends);
  const candidates = [state.live, event.is_deleted ? undefined : event].filter((membership) => membership !== undefined);
  let live: LiveMembership | undefined;
  for (const membership of candidates) {
    if (endedAt !== undefined && membership.created_at <= endedAt) {
      continue;
    }
    const isSameButOlder = live?.created_at === membership.created_at && !isNewer(membership.version, live.version);
    if (!isSameButOlder) {
      live = membership;
    }
  }
  return { live, endedAt };
}

/** The start of the earlier of two memberships; undefined where they are one and the same. */
function earlierOf(live: LiveMembership | undefined, event: MembershipEvent): number | undefined {
  if (live === undefined || live.created_at === event.created_at) {
    return undefined;
  }
  return Math.min(live.created_at, event.created_at);
}

function latest(moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
