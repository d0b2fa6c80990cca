/** Moving a ticket from stage to stage: steps, skips that the requester decides on, and the withdrawal of a request. */

import { v, type ObjectType } from "convex/values";
import type { MutationCtx } from "../../_generated/server";
import { refuse } from "../refusals";
import { refuseAction, writeArgs, writeCase, type TicketCase } from "./cases";
import { stageComment } from "./comments";
import { record, type TicketEvent } from "./history";
import { mailApprovalWanted, mailClosed, mailUpdated, type MailNews } from "./mail";
import { arrivalIn, changeTicket, NOTHING_PENDING, type Ticket, type TicketChanges } from "./records";
import { sideOf, type Side } from "./replies";
import { moveBetween, type Move, type Stage } from "./stages";
import { vTicketStage } from "../tables/tickets";
import { trimmedIfGiven } from "./texts";
import type { TicketView } from "./views";

export const transitionArgs = {
  ...writeArgs,
  to_stage: vTicketStage,
  /** The stage the actor saw: the move is refused if the ticket has left it. */
  from_stage: v.optional(vTicketStage),
  reason: v.optional(v.string()),
  comment: v.optional(v.string()),
  notify_participants: v.optional(v.boolean()),
};

type TransitionRequest = ObjectType<typeof transitionArgs>;

export interface Moved {
  ticket: TicketView;
  notified: number;
}

/** Make a step, or ask the requester to approve a skip, which leaves the ticket where it is until they answer. */
export async function transitionStage(
  ctx: MutationCtx,
  request: TransitionRequest,
): Promise<Moved & { pending_approval: boolean }> {
  const reason = trimmedIfGiven("reason", request.reason);
  const comment = trimmedIfGiven("comment", request.comment);
  return await writeCase(ctx, { name: "tickets:transitionStage", act: "transition" }, request, async (opened) => {
    const move = checkMove(opened, request);
    const news = { reason, comment, shouldNotify: request.notify_participants === true };
    const moved = await (move === "step" ? step : requestSkip)(ctx, opened, request.to_stage, news);
    return { ...moved, pending_approval: move === "skip" };
  });
}

function checkMove({ ticket, rights }: TicketCase, { to_stage: to, from_stage: from }: TransitionRequest): Move {
  if (!rights.works) {
    refuseAction("transition", "Only those who work this ticket may move it.");
  }
  if (from !== undefined && from !== ticket.stage) {
    refuseMove(ticket, to, `The ticket left the stage ${from} meanwhile: it is in ${ticket.stage}. Look at it again.`);
  }
  if (ticket.pending_approval) {
    refusePending(ticket);
  }
  const move = moveBetween(ticket.stage, to);
  if (move === undefined) {
    refuseMove(ticket, to, `The ticket is in the stage ${ticket.stage}, from which it cannot move to ${to}.`);
  }
  if (move === "skip" && !rights.manages) {
    refuseAction("request_skip", "Only those who lead the work on this ticket may ask to skip a stage.");
  }
  return move;
}

function refuseMove(ticket: Ticket, to: Stage, detail: string): never {
  refuse("conflict", "stage_conflict", detail, { stage: ticket.stage, to_stage: to });
}

function refusePending(ticket: Ticket): never {
  refuse(
    "conflict",
    "approval_pending",
    "The requester has not yet answered the request to skip. Wait for the answer, or withdraw the request.",
    ticket.pending_stage === undefined ? {} : { pending_stage: ticket.pending_stage },
  );
}

interface News {
  readonly reason: string | undefined;
  readonly comment?: string | undefined;
  readonly shouldNotify: boolean;
}

async function step(ctx: MutationCtx, opened: TicketCase, to: Stage, news: News): Promise<Moved> {
  const event = opened.ticket.stage === "closed" ? "reopened" : "step";
  return await arrive(ctx, opened, to, event, news);
}

/** Bring the ticket into a stage, with its history, its comment and its mail. */
async function arrive(
  ctx: MutationCtx,
  opened: TicketCase,
  to: Stage,
  event: TicketEvent,
  { reason, comment, shouldNotify }: News,
): Promise<Moved> {
  const now = Date.now();
  const { ticket, views, actor } = opened;
  const commented = await stageComment(ctx, ticket, authorOf(opened), comment);
  const changed = await changeTicket(ctx, ticket, { ...commented, ...arrivalIn(to, now, crypto.randomUUID()) });
  await record(ctx, ticket, { event, by: actor.user_id, to, reason });
  const mail = newsOf(event, actor.user_id, ticket.stage, to, reason, comment);
  const closes = to === "closed";
  if (closes) {
    await mailClosed(ctx, changed, mail);
  }
  const except = closes ? [ticket.requester_id] : [];
  const notified = shouldNotify ? await mailUpdated(ctx, changed, mail, { except }) : 0;
  return { ticket: await views.ticket(changed), notified };
}

async function requestSkip(
  ctx: MutationCtx,
  opened: TicketCase,
  to: Stage,
  { reason, comment, shouldNotify }: News,
): Promise<Moved> {
  const { ticket, views, actor } = opened;
  const commented = await stageComment(ctx, ticket, authorOf(opened), comment);
  const changed = await changeTicket(ctx, ticket, {
    ...commented,
    pending_approval: true,
    pending_stage: to,
    approval_requested_at: Date.now(),
  });
  await record(ctx, ticket, { event: "skip_requested", by: actor.user_id, pendingStage: to, reason });
  const mail = newsOf("skip_requested", actor.user_id, ticket.stage, to, reason, comment);
  await mailApprovalWanted(ctx, changed, mail);
  const except = [ticket.requester_id];
  const notified = shouldNotify ? await mailUpdated(ctx, changed, mail, { except }) : 0;
  return { ticket: await views.ticket(changed), notified };
}

export const withdrawArgs = {
  ...writeArgs,
  reason: v.optional(v.string()),
  notify_participants: v.optional(v.boolean()),
};

/** Take back the request to skip, so that the ticket can move by steps again. */
export async function withdrawApproval(ctx: MutationCtx, request: ObjectType<typeof withdrawArgs>): Promise<Moved> {
  const reason = trimmedIfGiven("reason", request.reason);
  return await writeCase(ctx, { name: "tickets:withdrawApproval", act: "withdraw_approval" }, request, async (opened) => {
    if (!opened.rights.manages) {
      refuseAction("withdraw_approval", "Only those who lead the work on this ticket may withdraw the request.");
    }
    checkPending(opened.ticket);
    return await stay(ctx, opened, "withdrawn", {}, { reason, shouldNotify: request.notify_participants === true });
  });
}

export const approvalArgs = {
  ...writeArgs,
  approved: v.boolean(),
  /** The stage the requester was asked about: the answer is refused if the question is another now. */
  pending_stage: v.optional(vTicketStage),
  reason: v.optional(v.string()),
  notify_participants: v.optional(v.boolean()),
};

type ApprovalRequest = ObjectType<typeof approvalArgs>;

/** The requester's answer to a request to skip. */
export async function handleApproval(
  ctx: MutationCtx,
  request: ApprovalRequest,
): Promise<Moved & { approved: boolean }> {
  const reason = trimmedIfGiven("reason", request.reason);
  return await writeCase(ctx, { name: "tickets:handleApproval", act: "decide_approval" }, request, async (opened) => {
    const { ticket, rights } = opened;
    if (!rights.isRequester) {
      refuseAction("approve", "Only the requester of this ticket may approve or reject.");
    }
    const target = checkPending(ticket, request.pending_stage);
    const news = { reason, shouldNotify: request.notify_participants === true };
    if (request.approved) {
      if (target === undefined || moveBetween(ticket.stage, target) === undefined || ticket.stage === "closed") {
        refuseMove(ticket, target ?? ticket.stage, "The ticket can no longer move to that stage. Reject the request.");
      }
      return { ...(await arrive(ctx, opened, target, "approved", news)), approved: true };
    }
    const sentence = target === undefined ? "The skip was declined." : `The skip to ${target} was declined.`;
    const content = reason === undefined ? sentence : `${sentence}\n\n${reason}`;
    const commented = await stageComment(ctx, ticket, authorOf(opened), content);
    return { ...(await stay(ctx, opened, "rejected", commented, news)), approved: false };
  });
}

function authorOf({ actor, rights }: TicketCase): { id: string; side: Side } {
  return { id: actor.user_id, side: sideOf(rights) };
}

/** Return the stage that is asked for, or refuse if nothing is, or something else than the actor saw. */
function checkPending(ticket: Ticket, seen?: Stage): Stage | undefined {
  if (!ticket.pending_approval) {
    refuse("conflict", "no_approval_pending", "No request to skip is waiting for an answer on this ticket.");
  }
  if (seen !== undefined && seen !== ticket.pending_stage) {
    refuseMove(ticket, seen, "The request to skip is another one now. Look at the ticket again.");
  }
  return ticket.pending_stage;
}

/** End a request to skip with the ticket where it is. */
async function stay(
  ctx: MutationCtx,
  { ticket, views, actor }: TicketCase,
  event: "rejected" | "withdrawn",
  changes: TicketChanges,
  { reason, shouldNotify }: News,
): Promise<Moved> {
  const changed = await changeTicket(ctx, ticket, { ...changes, ...NOTHING_PENDING });
  const pendingStage = ticket.pending_stage;
  await record(ctx, ticket, { event, by: actor.user_id, pendingStage, reason });
  const mail = newsOf(event, actor.user_id, ticket.stage, pendingStage, reason);
  const notified = shouldNotify ? await mailUpdated(ctx, changed, mail) : 0;
  return { ticket: await views.ticket(changed), notified };
}

/** For a request that was not granted, `to` is the stage it was for. */
function newsOf(
  event: TicketEvent,
  actorId: string,
  from: Stage,
  to: Stage | undefined,
  reason?: string,
  comment?: string,
): MailNews {
  return {
    event,
    actor_id: actorId,
    from_stage: from,
    ...(to === undefined ? {} : { to_stage: to }),
    ...(reason === undefined ? {} : { reason }),
    ...(comment === undefined ? {} : { comment }),
  };
}
