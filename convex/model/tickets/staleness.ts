/** Closing tickets that have been silent in `implementation` for too long. */

import { v } from "convex/values";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { limitOf } from "../pages";
import { SYSTEM_ID } from "../users";
import { findTicket } from "./cases";
import { record } from "./history";
import { mailClosed } from "./mail";
import { arrivalIn, changeTicket, quietSinceOf, type Ticket } from "./records";

export const vClosed = v.object({ closed: v.array(v.string()), more: v.boolean() });

const MAX_LISTED = 200;
const MAX_CLOSED = 50;

/** The tickets that would be closed, longest silent first. */
export async function listStale(ctx: QueryCtx, quietBefore: number, limit: number): Promise<{ ticket_ids: string[] }> {
  const stale = await staleTickets(ctx, quietBefore, limitOf(limit, MAX_LISTED, MAX_LISTED));
  return { ticket_ids: stale.map((ticket) => ticket._id) };
}

/**
 * Close stale tickets, `limit` at most, and say if there are more. Any number of runs at once close each once.
 *
 * `quiet_before` is the moment seven days ago. A ticket with a pending approval is left alone.
 */
export async function closeStale(
  ctx: MutationCtx,
  { quiet_before: quietBefore, limit, ticket_ids: ids }: { quiet_before: number; limit: number; ticket_ids?: string[] },
): Promise<{ closed: string[]; more: boolean }> {
  const most = limitOf(limit, MAX_CLOSED, MAX_CLOSED);
  const found =
    ids === undefined
      ? await staleTickets(ctx, quietBefore, most + 1)
      : (await Promise.all(ids.slice(0, most).map((id) => findTicket(ctx, id)))).filter((ticket) => ticket !== null);
  const closed: string[] = [];
  for (const ticket of found.slice(0, most)) {
    if (isStale(ticket, quietBefore)) {
      await closeSilent(ctx, ticket);
      closed.push(ticket._id);
    }
  }
  return { closed, more: ids === undefined ? found.length > most : ids.length > most };
}

async function staleTickets(ctx: QueryCtx, quietBefore: number, limit: number): Promise<Ticket[]> {
  return await ctx.db
    .query("tickets")
    .withIndex("by_stage_pending_quiet", (q) =>
      q.eq("stage", "implementation").eq("pending_approval", false).gte("quiet_since", 0).lt("quiet_since", quietBefore),
    )
    .take(limit);
}

function isStale(ticket: Ticket, quietBefore: number): boolean {
  return ticket.stage === "implementation" && !ticket.pending_approval && quietSinceOf(ticket) < quietBefore;
}

async function closeSilent(ctx: MutationCtx, ticket: Ticket): Promise<void> {
  const closed = await changeTicket(ctx, ticket, arrivalIn("closed", Date.now(), crypto.randomUUID()));
  await record(ctx, ticket, { event: "auto_closed", by: SYSTEM_ID, to: "closed" });
  await mailClosed(ctx, closed, {
    event: "auto_closed",
    actor_id: SYSTEM_ID,
    from_stage: ticket.stage,
    to_stage: "closed",
  });
}
