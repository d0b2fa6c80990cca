/**
 * Handing out the mail that changes of tickets caused, each to one worker at a time, until it is sent or given up.
 *
 * A worker that dies loses its mail to the next one when its lease ends: a mail may then go out twice, never not at all.
 */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { grantOf, Standings } from "../access";
import { limitOf } from "../pages";
import { refuseFields } from "../refusals";
import { findUser, isStaffId, People, vPerson } from "../users";
import { vWorkspaceRef, workspaceRef } from "../workspaceRefs";
import { isRouted, type Ticket } from "./records";
import { rightsOf } from "./rights";
import { standingTo } from "./standing";
import { vMailKind, vTicketEvent, vTicketCategory, vTicketPriority, vTicketStage } from "../tables/tickets";

const vPayload = v.object({
  event: vTicketEvent,
  title: v.string(),
  category: vTicketCategory,
  priority: vTicketPriority,
  actor: vPerson,
  requester_id: v.string(),
  requester: vPerson,
  from_stage: v.optional(vTicketStage),
  to_stage: v.optional(vTicketStage),
  reason: v.optional(v.string()),
  comment: v.optional(v.string()),
  assigned_to: v.optional(vPerson),
  reopen_nonce: v.optional(v.string()),
  closed_at: v.optional(v.number()),
});

export const vMail = v.object({
  id: v.string(),
  /** The number of the claim, which the settling must name. */
  attempt: v.number(),
  kind: vMailKind,
  ticket_id: v.string(),
  recipient: vPerson,
  /** What the recipient is to the ticket, which decides where a link may lead: staff work it, clients do not. */
  recipient_role: v.union(v.literal("requester"), v.literal("staff"), v.literal("client")),
  /** Set where a staff account holds no grant: send only if Django knows it as an active superuser. */
  superuser_only: v.optional(v.boolean()),
  language: v.optional(v.union(v.literal("id"), v.literal("en"))),
  is_routed: v.boolean(),
  workspace: vWorkspaceRef,
  payload: vPayload,
});

type Mail = Infer<typeof vMail>;

const MAX_CLAIMED = 50;
const MAX_LEASE_MS = 60 * 60 * 1000;

/** After so many attempts a mail has failed. With the waits below that is about a day. */
const MAX_ATTEMPTS = 8;
const FIRST_WAIT_MS = 60 * 1000;
const LONGEST_WAIT_MS = 12 * 60 * 60 * 1000;

/**
 * Take the mails that are due, oldest first, for the time of the lease. What must no longer be sent is dropped: of those
 * `seen`, all may have been, and more may be due behind them.
 */
export async function claimMail(
  ctx: MutationCtx,
  { limit, lease_ms: leaseMs }: { limit: number; lease_ms: number },
): Promise<{ mails: Mail[]; seen: number }> {
  const most = limitOf(limit, MAX_CLAIMED, MAX_CLAIMED);
  if (!(leaseMs >= 1 && leaseMs <= MAX_LEASE_MS)) {
    refuseFields({ lease_ms: `The lease must be 1 to ${MAX_LEASE_MS} milliseconds.` });
  }
  const due = await dueMails(ctx, most);
  const mails: Mail[] = [];
  for (const waiting of due) {
    const mail = await prepared(ctx, waiting);
    if ("status" in mail) {
      await ctx.db.patch("mailOutbox", waiting._id, mail);
      continue;
    }
    await ctx.db.patch("mailOutbox", waiting._id, {
      status: "sending",
      attempts: mail.attempt,
      next_attempt_at: Date.now() + leaseMs,
    });
    mails.push(mail);
  }
  return { mails, seen: due.length };
}

/** Those waiting whose time has come, then those whose worker let the lease run out. */
async function dueMails(ctx: MutationCtx, limit: number): Promise<Doc<"mailOutbox">[]> {
  const due: Doc<"mailOutbox">[] = [];
  for (const status of ["pending", "sending"] as const) {
    const some = await ctx.db
      .query("mailOutbox")
      .withIndex("by_status_due", (q) => q.eq("status", status).lte("next_attempt_at", Date.now()))
      .take(limit - due.length);
    due.push(...some);
    if (due.length === limit) {
      break;
    }
  }
  return due;
}

/** Why a mail must not go out, as it is stored. */
interface Stopped {
  readonly status: "dropped" | "failed";
  readonly last_error: string;
}

function dropped(reason: string): Stopped {
  return { status: "dropped", last_error: reason };
}

/** Return the mail with the people as they are now, or why it must not go out. */
async function prepared(ctx: MutationCtx, due: Doc<"mailOutbox">): Promise<Mail | Stopped> {
  const ticket = await ctx.db.get("tickets", due.ticket_id);
  if (ticket === null) {
    return dropped("The ticket was deleted.");
  }
  if (due.attempts >= MAX_ATTEMPTS) {
    return { status: "failed", last_error: "Its workers died too often." };
  }
  const { reopen_nonce: nonce } = due.payload;
  if (nonce !== undefined && nonce !== ticket.reopen_nonce) {
    return dropped("The ticket was reopened meanwhile.");
  }
  const reader = await readerOf(ctx, ticket, due.recipient_user_id);
  if (reader === undefined) {
    return dropped("The recipient may no longer read the ticket.");
  }
  const people = new People(ctx);
  const recipient = await people.get(due.recipient_user_id);
  if (recipient.email === undefined && !isStaffId(recipient.id)) {
    return dropped("The recipient has no address.");
  }
  const { actor_id: actorId, assigned_to: assignedTo, ...facts } = due.payload;
  const language = await languageOf(ctx, due.recipient_user_id);
  return {
    id: due._id,
    attempt: due.attempts + 1,
    kind: due.kind,
    ticket_id: due.ticket_id,
    recipient,
    ...reader,
    ...(language === undefined ? {} : { language }),
    is_routed: isRouted(ticket),
    workspace: await workspaceRef(ctx, ticket.workspace_id),
    payload: {
      ...facts,
      actor: await people.get(actorId),
      requester: await people.get(ticket.requester_id),
      ...(assignedTo === undefined ? {} : { assigned_to: await people.get(assignedTo) }),
    },
  };
}

async function readerOf(
  ctx: MutationCtx,
  ticket: Ticket,
  userId: string,
): Promise<Pick<Mail, "recipient_role" | "superuser_only"> | undefined> {
  if (isStaffId(userId)) {
    const grant = await grantOf(ctx, userId, ticket.workspace_id);
    return { recipient_role: "staff", ...(grant === undefined ? { superuser_only: true } : {}) };
  }
  const rights = rightsOf(await standingTo(new Standings(ctx, { user_id: userId, kind: "user" }), ticket));
  if (!rights.reads) {
    return undefined;
  }
  return { recipient_role: rights.works ? "staff" : rights.isRequester ? "requester" : "client" };
}

async function languageOf(ctx: MutationCtx, userId: string): Promise<Mail["language"]> {
  const user = await findUser(ctx, userId);
  const language = user?.language;
  return language === "id" || language === "en" ? language : undefined;
}

export const vSettled = v.union(
  v.literal("sent"),
  v.literal("pending"),
  v.literal("failed"),
  v.literal("dropped"),
  v.literal("lost"),
);

export const settleArgs = {
  mail_id: v.string(),
  attempt: v.number(),
  outcome: v.union(v.literal("sent"), v.literal("retry"), v.literal("drop")),
  error: v.optional(v.string()),
};

/** Store what became of a claimed mail. "lost": the claim is no longer the caller's, and nothing is stored. */
export async function settleMail(
  ctx: MutationCtx,
  { mail_id: id, attempt, outcome, error }: ObjectType<typeof settleArgs>,
): Promise<{ status: Infer<typeof vSettled> }> {
  const mailId = ctx.db.normalizeId("mailOutbox", id);
  const mail = mailId === null ? null : await ctx.db.get("mailOutbox", mailId);
  if (mail === null || mail.status !== "sending" || mail.attempts !== attempt) {
    return { status: "lost" };
  }
  const failure = error === undefined ? {} : { last_error: error.slice(0, 1_000) };
  if (outcome === "sent") {
    await ctx.db.patch("mailOutbox", mail._id, { status: "sent", sent_at: Date.now() });
    return { status: "sent" };
  }
  if (outcome === "drop") {
    await ctx.db.patch("mailOutbox", mail._id, { status: "dropped", ...failure });
    return { status: "dropped" };
  }
  if (attempt >= MAX_ATTEMPTS) {
    await ctx.db.patch("mailOutbox", mail._id, { status: "failed", ...failure });
    return { status: "failed" };
  }
  const wait = Math.min(FIRST_WAIT_MS * 4 ** (attempt - 1), LONGEST_WAIT_MS);
  await ctx.db.patch("mailOutbox", mail._id, { status: "pending", next_attempt_at: Date.now() + wait, ...failure });
  return { status: "pending" };
}

/** Delete the oldest mails that are sent or dropped; failed ones stay until somebody looks. */
export async function purgeMail(ctx: MutationCtx, olderThan: number, limit: number): Promise<number> {
  let purged = 0;
  for (const status of ["sent", "dropped"] as const) {
    const old = await ctx.db
      .query("mailOutbox")
      .withIndex("by_status_created", (q) => q.eq("status", status).lt("created_at", olderThan))
      .take(limit - purged);
    await Promise.all(old.map((mail) => ctx.db.delete("mailOutbox", mail._id)));
    purged += old.length;
    if (purged === limit) {
      break;
    }
  }
  return purged;
}
