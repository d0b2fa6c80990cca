/** Reopening a closed ticket: by its requester, signed in at any time, or by the link in the mail, once. */

import { v, type ObjectType } from "convex/values";
import type { MutationCtx } from "../../_generated/server";
import { vActor, type Actor } from "../access";
import { idempotencyArgs, once } from "../idempotency";
import { refuse, refuseFields } from "../refusals";
import { isStaffId } from "../users";
import { auditCase, checkVersion, findTicket, openCase, refuseAction, refuseTicket } from "./cases";
import { stageComment } from "./comments";
import { record } from "./history";
import { mailUpdated } from "./mail";
import { arrivalIn, changeTicket, type Ticket } from "./records";
import { trimmed } from "./texts";
import { vTicket, type TicketView } from "./views";

/**
 * Either `actor`, or what the token says that Django verified: the ticket, `requester_id` and `reopen_nonce`.
 *
 * The nonce is fresh at each closing and gone with the reopening, so a token works once, and one of an earlier closing
 * not at all.
 */
export const reopenArgs = {
  actor: v.optional(vActor),
  requester_id: v.optional(v.string()),
  reopen_nonce: v.optional(v.string()),
  ticket_id: v.string(),
  workspace_id: v.optional(v.string()),
  reason: v.string(),
  expected_version: v.optional(v.number()),
  notify_participants: v.optional(v.boolean()),
  ...idempotencyArgs,
};

type ReopenRequest = ObjectType<typeof reopenArgs>;

/** The bearer of a link sees no ticket: they may not be signed in. */
export const vReopened = v.object({ reopened: v.literal(true), ticket: v.optional(vTicket) });

export interface Reopened {
  reopened: true;
  ticket?: TicketView;
}

export async function reopenTicket(ctx: MutationCtx, request: ReopenRequest): Promise<Reopened> {
  const { reason } = trimmed({ reason: request.reason });
  const { actor } = request;
  if (actor === undefined) {
    return await reopenByLink(ctx, request, reason);
  }
  return await once(ctx, "tickets:reopenTicket", actor.user_id, request, async () => {
    const opened = await openCase(ctx, { ...request, actor });
    await checkVersion(opened, request.expected_version);
    if (!opened.rights.isRequester) {
      refuseAction("reopen", "Only the requester of this ticket may reopen it.");
    }
    checkClosed(opened.ticket);
    const ticket = await reopen(ctx, opened.ticket, actor, reason, request.notify_participants === true);
    await auditCase(ctx, opened, "reopen");
    return { reopened: true as const, ticket: await opened.views.ticket(ticket) };
  });
}

async function reopenByLink(ctx: MutationCtx, request: ReopenRequest, reason: string): Promise<Reopened> {
  const { requester_id: requester, reopen_nonce: nonce } = request;
  if (requester === undefined || nonce === undefined) {
    refuseFields({ token: "Send the token of the reopen link, or sign in." });
  }
  return await once(ctx, "tickets:reopenTicket", `link ${request.ticket_id}`, request, async () => {
    const ticket = (await findTicket(ctx, request.ticket_id, request.workspace_id)) ?? refuseTicket();
    if (ticket.requester_id !== requester) {
      refuse("forbidden", "reopen_token_invalid", "This link is not for the requester of this ticket.");
    }
    if (ticket.reopen_nonce !== nonce) {
      refuse("conflict", "reopen_token_used", "This link was used already, or the ticket was closed again since.");
    }
    checkClosed(ticket);
    const kind = isStaffId(requester) ? "staff" : "user";
    await reopen(ctx, ticket, { user_id: requester, kind }, reason, request.notify_participants === true);
    return { reopened: true as const };
  });
}

function checkClosed(ticket: Ticket): void {
  if (ticket.stage !== "closed") {
    refuse("conflict", "ticket_not_closed", "The ticket is not closed, so there is nothing to reopen.", {
      stage: ticket.stage,
    });
  }
}

/** Back to `report`, with the reason as a comment of the requester. The assignee stays. */
async function reopen(
  ctx: MutationCtx,
  ticket: Ticket,
  actor: Actor,
  reason: string,
  shouldNotify: boolean,
): Promise<Ticket> {
  const by = actor.user_id;
  const commented = await stageComment(ctx, ticket, { id: by, side: "requester" }, reason);
  const changed = await changeTicket(ctx, ticket, { ...commented, ...arrivalIn("report", Date.now(), "") });
  await record(ctx, ticket, { event: "reopened", by, to: "report", reason });
  if (shouldNotify) {
    await mailUpdated(ctx, changed, {
      event: "reopened",
      actor_id: by,
      from_stage: "closed",
      to_stage: "report",
      reason,
    });
  }
  return changed;
}
