/** The stages of a ticket and the moves between them. Pure. */

import type { Infer } from "convex/values";
import type { vTicketStage } from "../tables/tickets";

export type Stage = Infer<typeof vTicketStage>;

/** In the order of the work. */
export const STAGES = ["report", "discuss", "outcome", "implementation", "closed"] as const satisfies readonly Stage[];

/** A step is made at once; a skip passes over stages and waits for the requester's word. */
export type Move = "step" | "skip";

/**
 * Return what a move from one stage to another is; undefined: there is no such move.
 *
 * Forward only, but for a closed ticket, whose one move is back to the start.
 */
export function moveBetween(from: Stage, to: Stage): Move | undefined {
  if (from === "closed") {
    return to === "report" ? "step" : undefined;
  }
  const distance = STAGES.indexOf(to) - STAGES.indexOf(from);
  if (distance < 1) {
    return undefined;
  }
  return distance === 1 ? "step" : "skip";
}

/** The moves out of a stage, nearest first. */
export function movesFrom(from: Stage): { to_stage: Stage; kind: Move }[] {
  return STAGES.flatMap((to) => {
    const kind = moveBetween(from, to);
    return kind === undefined ? [] : [{ to_stage: to, kind }];
  });
}
