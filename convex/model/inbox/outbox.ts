/**
 * Handing out messages to be sent, one of a conversation at a time and in their order.
 *
 * A claim holds the whole conversation, so the next message leaves when the one before is sent or given up. Whether a
 * message may leave is checked here, at the last moment: the contact's consent, the service window, its own time.
 */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { noteEnd, staleness } from "../booking/whatsappEnds";
import { checkLease, findWork, giveBack, isHeld, isReady, takeWork } from "../work";
import { isOptedOut } from "./contacts";
import { heedStrays } from "./progress";
import { findThread, type Thread } from "./threads";
import { isWindowOpen } from "./window";
import { vTemplate } from "../tables/work";

type OutboxRow = Doc<"whatsappOutbox">;

export const vDelivery = v.object({
  /** The number of the claim, which the settling must name. */
  claim: v.number(),
  conversation_id: v.string(),
  outbox_id: v.string(),
  message_id: v.string(),
  workspace_id: v.string(),
  /** The workspace's number at WhatsApp. */
  phone_number_id: v.string(),
  /** The contact's number: E.164 where it is known, else as stored. */
  to: v.string(),
  text: v.optional(v.string()),
  template: v.optional(vTemplate),
  attempt: v.number(),
});

export type Delivery = Infer<typeof vDelivery>;

/**
 * With the waits below, the last attempt is about six hours after the first.
 *
 * Later a reply would surprise more than help, and staff see that it failed.
 */
export const MAX_ATTEMPTS = 9;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 2 * 60 * 60 * 1000;

/**
 * How long a message whose sending has an unknown outcome rests before it is sent again.
 *
 * Its status carries our sign, so that it is known in this time if it went out after all.
 */
const UNKNOWN_WAIT_MS = 60_000;

/** Messages that may not leave are given up here, so many in one transaction. */
const MAX_STOPPED = 20;

export const claimArgs = { conversation_id: v.string(), lease_ms: v.number() };

/** Take the next message of the conversation, if it is ready and there is one. */
export async function claimDelivery(
  ctx: MutationCtx,
  { conversation_id: id, lease_ms: leaseMs }: ObjectType<typeof claimArgs>,
): Promise<{ delivery?: Delivery }> {
  checkLease(leaseMs);
  const thread = await findThread(ctx, id);
  const work = thread === null ? null : await findWork(ctx, thread.conversation._id, "delivery");
  if (thread === null || work === null || !isReady(work)) {
    return {};
  }
  const taken = await takeWork(ctx, work, leaseMs);
  for (let stopped = 0; stopped < MAX_STOPPED; stopped += 1) {
    const row = await nextRow(ctx, thread.conversation._id);
    if (row === null) {
      await giveBack(ctx, taken, { readyAt: undefined, isDone: true });
      return {};
    }
    const reason = await reasonToStop(ctx, thread, row);
    if (reason === undefined) {
      return { delivery: await handOut(ctx, thread, row, taken.claim) };
    }
    await stop(ctx, row, reason);
  }
  await giveBack(ctx, taken, { readyAt: Date.now(), isDone: true });
  return {};
}

/** The one whose worker died, which nobody else may overtake, else the oldest that waits. */
async function nextRow(ctx: MutationCtx, conversationId: Id<"conversations">): Promise<OutboxRow | null> {
  for (const status of ["sending", "pending"] as const) {
    const row = await ctx.db
      .query("whatsappOutbox")
      .withIndex("by_conversation_status", (q) => q.eq("conversation_id", conversationId).eq("status", status))
      .first();
    if (row !== null) {
      return row;
    }
  }
  return null;
}

interface Stop {
  readonly status: "failed" | "dropped";
  readonly reason: string;
}

async function reasonToStop(ctx: MutationCtx, thread: Thread, row: OutboxRow): Promise<Stop | undefined> {
  if (row.is_recalled === true) {
    return { status: "dropped", reason: "A colleague took the conversation over before this was sent." };
  }
  if (row.is_opt_out_confirmation !== true && (await isOptedOut(ctx, thread.contact))) {
    return { status: "dropped", reason: "The contact wants no messages." };
  }
  if (row.expires_at !== undefined && row.expires_at <= Date.now()) {
    return { status: "failed", reason: "It could not be sent while it was of use." };
  }
  const staleReason = await staleness(ctx, row, Date.now());
  if (staleReason !== undefined) {
    return { status: "dropped", reason: staleReason };
  }
  if (row.attempts >= MAX_ATTEMPTS) {
    return { status: "failed", reason: row.last_error ?? "Its workers died too often." };
  }
  if (thread.workspace.kapso_phone_id === undefined) {
    return { status: "failed", reason: "The workspace has no WhatsApp number." };
  }
  if (row.template === undefined && !(await isWindowOpen(ctx, thread.conversation))) {
    return { status: "failed", reason: "The contact wrote more than 24 hours ago; only a template may be sent now." };
  }
  return undefined;
}

async function handOut(ctx: MutationCtx, thread: Thread, row: OutboxRow, claim: number): Promise<Delivery> {
  const attempt = row.attempts + 1;
  await ctx.db.patch("whatsappOutbox", row._id, { status: "sending", attempts: attempt });
  return {
    claim,
    conversation_id: thread.conversation._id,
    outbox_id: row._id,
    message_id: row.message_id,
    workspace_id: thread.workspace._id,
    phone_number_id: thread.workspace.kapso_phone_id ?? "",
    to: thread.contact.phone_normalized ?? thread.contact.phone,
    ...(row.text === undefined ? {} : { text: row.text }),
    ...(row.template === undefined ? {} : { template: row.template }),
    attempt,
  };
}

async function stop(ctx: MutationCtx, row: OutboxRow, { status, reason }: Stop): Promise<void> {
  await ctx.db.patch("whatsappOutbox", row._id, { status, last_error: reason, settled_at: Date.now() });
  await ctx.db.patch("messages", row.message_id, { delivery_status: "failed", delivery_error: reason });
  await noteEnd(ctx, row, status, Date.now(), reason);
}

export const settleArgs = {
  conversation_id: v.string(),
  claim: v.number(),
  outbox_id: v.string(),
  /** "retry": it did not go out, and may the next time. "unknown": it may have gone out. "give_up": it never will. */
  outcome: v.union(v.literal("sent"), v.literal("retry"), v.literal("unknown"), v.literal("give_up")),
  provider_id: v.optional(v.string()),
  error: v.optional(v.string()),
  /** How long WhatsApp asked us to wait. */
  retry_after_ms: v.optional(v.number()),
};

/** "lost": the claim is no longer the caller's, and only what cannot be wrong was stored: that the message went out. */
export const vSettled = v.union(
  v.literal("sent"),
  v.literal("pending"),
  v.literal("failed"),
  v.literal("lost"),
);

interface Settled {
  status: Infer<typeof vSettled>;
  is_more: boolean;
}

type Settlement = ObjectType<typeof settleArgs>;

/** Store what became of a claimed message, and give the conversation back; say if its next message is ready. */
export async function settleDelivery(ctx: MutationCtx, given: Settlement): Promise<Settled> {
  const rowId = ctx.db.normalizeId("whatsappOutbox", given.outbox_id);
  const row = rowId === null ? null : await ctx.db.get("whatsappOutbox", rowId);
  if (row === null || row.conversation_id !== given.conversation_id) {
    return { status: "lost", is_more: false };
  }
  if (given.outcome === "sent" && row.status !== "sent") {
    // True whoever holds the claim by now: to forget it would send the message again.
    await storeSent(ctx, row, given.provider_id);
  }
  const work = await findWork(ctx, row.conversation_id, "delivery");
  if (!isHeld(work, given.claim)) {
    return { status: "lost", is_more: false };
  }
  const isSent = row.status === "sent" || given.outcome === "sent";
  const { status, waitMs } = isSent ? ({ status: "sent", waitMs: 0 } as const) : await storeFailure(ctx, row, given);
  const isMore = (await nextRow(ctx, row.conversation_id)) !== null;
  await giveBack(ctx, work, {
    readyAt: isMore ? Date.now() + waitMs : undefined,
    isDone: waitMs === 0,
    error: given.error,
  });
  return { status, is_more: isMore && waitMs === 0 };
}

async function storeSent(ctx: MutationCtx, row: OutboxRow, providerId: string | undefined): Promise<void> {
  await ctx.db.patch("whatsappOutbox", row._id, { status: "sent", settled_at: Date.now(), last_error: undefined });
  await noteEnd(ctx, row, "sent", Date.now());
  const message = await ctx.db.get("messages", row.message_id);
  if (message === null) {
    return;
  }
  const wasGivenUp = message.delivery_status === "failed" && (row.status === "failed" || row.status === "dropped");
  const isBehind = message.delivery_status === "queued" || message.delivery_status === undefined || wasGivenUp;
  await ctx.db.patch("messages", message._id, {
    ...(isBehind ? { delivery_status: "sent", delivery_error: undefined } : {}),
    ...(providerId === undefined || message.kapso_message_id !== undefined ? {} : { kapso_message_id: providerId }),
  });
  if (providerId !== undefined) {
    await heedStrays(ctx, message, providerId);
  }
}

async function storeFailure(
  ctx: MutationCtx,
  row: OutboxRow,
  given: Settlement,
): Promise<{ status: "pending" | "failed"; waitMs: number }> {
  const reason = given.error ?? "It could not be sent.";
  if (given.outcome === "give_up" || row.attempts >= MAX_ATTEMPTS) {
    await stop(ctx, row, { status: "failed", reason });
    return { status: "failed", waitMs: 0 };
  }
  await ctx.db.patch("whatsappOutbox", row._id, { status: "pending", last_error: reason });
  return { status: "pending", waitMs: waitAfter(row.attempts, given) };
}

function waitAfter(attempts: number, { outcome, retry_after_ms: asked }: Settlement): number {
  const growing = Math.min(FIRST_WAIT_MS * 4 ** (attempts - 1), LONGEST_WAIT_MS);
  return Math.max(growing, outcome === "unknown" ? UNKNOWN_WAIT_MS : 0, Math.min(asked ?? 0, LONGEST_WAIT_MS));
}

/** Store that a message went out whose sending nobody saw the end of: WhatsApp's own status told it. */
export async function settleBySign(ctx: MutationCtx, messageId: Id<"messages">): Promise<void> {
  const row = await ctx.db
    .query("whatsappOutbox")
    .withIndex("by_message", (q) => q.eq("message_id", messageId))
    .first();
  if (row === null || row.status === "sent") {
    return;
  }
  await ctx.db.patch("whatsappOutbox", row._id, { status: "sent", settled_at: Date.now(), last_error: undefined });
  await noteEnd(ctx, row, "sent", Date.now());
  const work = await findWork(ctx, row.conversation_id, "delivery");
  if (work !== null && !work.is_taken && work.ready_at !== undefined) {
    // The next message need not wait any longer.
    await ctx.db.patch("conversationWork", work._id, { ready_at: Date.now() });
  }
}

/** Delete the oldest rows that are done, `limit` at most; the messages themselves stay. */
export async function purgeOutbox(ctx: MutationCtx, olderThan: number, limit: number): Promise<number> {
  let purged = 0;
  for (const status of ["sent", "dropped", "failed"] as const) {
    const old = await ctx.db
      .query("whatsappOutbox")
      .withIndex("by_status_created", (q) => q.eq("status", status).lt("created_at", olderThan))
      .take(limit - purged);
    await Promise.all(old.map((row) => ctx.db.delete("whatsappOutbox", row._id)));
    purged += old.length;
    if (purged === limit) {
      break;
    }
  }
  return purged;
}
