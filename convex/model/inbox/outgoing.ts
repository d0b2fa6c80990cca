/** Putting messages on their way: what staff see in the conversation, and what the outbox will send, in one step. */

import type { Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { refuseFields } from "../refusals";
import { ensureWork } from "../work";
import { changeConversation, previewOf, type Conversation, type Thread } from "./threads";
import type { vTemplate } from "../tables/work";

export type Template = Infer<typeof vTemplate>;

/** WhatsApp's own limit on the text of a message. */
export const MAX_TEXT = 4096;

export interface Outgoing {
  /** The text that leaves or, of a template, what staff see in its place. */
  readonly text: string;
  readonly template?: Template | undefined;
  readonly expiresAt?: number | undefined;
  readonly isOptOutConfirmation?: boolean;
  /** The message about an appointment that it is. */
  readonly noticeId?: Id<"appointmentNotices">;
  readonly metadata?: Record<string, unknown>;
}

/** Who says it: ARI and the system are "bot", people "user" with their id. */
export interface Author {
  readonly sender_type: "bot" | "user";
  readonly sender_id: string;
}

/** The source of contacts that are nobody: nothing is sent to them. */
export const SIMULATED = "simulator";

/**
 * Queue the messages in their order, behind those that wait already, and return them.
 *
 * Whether they may be sent is checked when they leave: see `outbox.ts`. Callers check first what they can tell a person.
 */
export async function queueMessages(
  ctx: MutationCtx,
  thread: Thread,
  author: Author,
  outgoing: readonly Outgoing[],
): Promise<{ conversation: Conversation; messageIds: Id<"messages">[] }> {
  const messageIds: Id<"messages">[] = [];
  const now = Date.now();
  for (const message of outgoing) {
    messageIds.push(await queueMessage(ctx, thread, author, message, now));
  }
  const last = outgoing.at(-1);
  if (last === undefined) {
    return { conversation: thread.conversation, messageIds };
  }
  const conversation = await changeConversation(ctx, thread.conversation, {
    last_message_at: Math.max(now, thread.conversation.last_message_at ?? 0),
    last_message_preview: previewOf(last.text),
  });
  if (thread.contact.source !== SIMULATED) {
    await wakeDelivery(ctx, conversation);
  }
  return { conversation, messageIds };
}

async function queueMessage(
  ctx: MutationCtx,
  { contact, conversation }: Thread,
  author: Author,
  message: Outgoing,
  now: number,
): Promise<Id<"messages">> {
  if (message.text.length > MAX_TEXT) {
    refuseFields({ text: `A message has at most ${MAX_TEXT} characters.` });
  }
  const isSimulated = contact.source === SIMULATED;
  const messageId = await ctx.db.insert("messages", {
    conversation_id: conversation._id,
    workspace_id: conversation.workspace_id,
    direction: "outbound",
    ...author,
    content: message.text,
    message_type: message.template === undefined ? "text" : "template",
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
    delivery_status: isSimulated ? "delivered" : "queued",
    created_at: now,
  });
  if (!isSimulated) {
    await ctx.db.insert("whatsappOutbox", {
      workspace_id: conversation.workspace_id,
      contact_id: contact._id,
      conversation_id: conversation._id,
      message_id: messageId,
      sender_type: author.sender_type,
      ...(message.template === undefined ? { text: message.text } : { template: message.template }),
      status: "pending",
      attempts: 0,
      ...(message.isOptOutConfirmation === true ? { is_opt_out_confirmation: true } : {}),
      ...(message.expiresAt === undefined ? {} : { expires_at: message.expiresAt }),
      ...(message.noticeId === undefined ? {} : { notice_id: message.noticeId }),
      created_at: now,
    });
  }
  return messageId;
}

/** Make the delivery ready now, unless a worker has it, which then looks again itself, or it waits after a failure. */
async function wakeDelivery(ctx: MutationCtx, conversation: Conversation): Promise<void> {
  const work = await ensureWork(ctx, conversation, "delivery");
  if (!work.is_taken && work.ready_at === undefined) {
    await ctx.db.patch("conversationWork", work._id, { ready_at: Date.now() });
  }
}

/**
 * Call back what ARI queued in the conversation and what has not left: a human speaks now.
 *
 * What is being sent at this moment cannot be called back, but it is not tried again.
 */
export async function recallQueued(ctx: MutationCtx, conversation: Conversation): Promise<number> {
  let recalled = 0;
  for (const status of ["pending", "sending"] as const) {
    const rows = await ctx.db
      .query("whatsappOutbox")
      .withIndex("by_conversation_status", (q) => q.eq("conversation_id", conversation._id).eq("status", status))
      .take(MAX_RECALLED);
    for (const row of rows) {
      if (row.sender_type === "bot" && row.is_opt_out_confirmation !== true && row.notice_id === undefined) {
        await recall(ctx, row);
        recalled += 1;
      }
    }
  }
  return recalled;
}

/** More than ARI queues in a conversation. */
const MAX_RECALLED = 200;

async function recall(ctx: MutationCtx, row: Doc<"whatsappOutbox">): Promise<void> {
  if (row.status === "sending") {
    await ctx.db.patch("whatsappOutbox", row._id, { is_recalled: true });
    return;
  }
  const reason = "A colleague took the conversation over before this was sent.";
  await ctx.db.patch("whatsappOutbox", row._id, { status: "dropped", last_error: reason, settled_at: Date.now() });
  await ctx.db.patch("messages", row.message_id, { delivery_status: "failed", delivery_error: reason });
}
