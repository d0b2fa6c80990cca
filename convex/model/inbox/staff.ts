/** What people do in a conversation: take it over, write, hand it back to ARI, assign it, close it. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { roleOf } from "../access";
import { refuse, refuseFields } from "../refusals";
import { cancelWork, ensureWork, findWork } from "../work";
import { changeAri, findAriConversation, STATES } from "../ari/records";
import { changeContact, isOptedOut } from "./contacts";
import { MAX_TEXT, queueMessages, recallQueued } from "./outgoing";
import {
  changeConversation,
  epochOf,
  recordEvent,
  threadWriteArgs,
  writeThread,
  type Conversation,
  type Thread,
} from "./threads";
import { InboxViews, type ConversationDetail, type MessageView } from "./views";
import { isWindowOpen } from "./window";
import { vTemplate } from "../tables/work";

const MAX_REASON = 2_000;

export interface Changed {
  conversation: ConversationDetail;
}

export const reasonArgs = { ...threadWriteArgs, reason: v.optional(v.string()) };

type ReasonCall = ObjectType<typeof reasonArgs>;

/** Give the conversation to the actor. ARI falls silent at once: what it queued and has not left is called back. */
export async function takeOver(ctx: MutationCtx, call: ReasonCall): Promise<Changed> {
  const reason = reasonOf(call.reason);
  return await writeThread(ctx, "conversations:takeOver", call, async (thread) => {
    const conversation = await silenceAri(ctx, thread, call.actor.user_id, reason);
    return await shown(ctx, { ...thread, conversation });
  });
}

/** Make the conversation the person's, unless it is somebody's already; say so only where it was ARI's until now. */
async function silenceAri(
  ctx: MutationCtx,
  { conversation }: Thread,
  userId: string,
  reason?: string,
): Promise<Conversation> {
  await recallQueued(ctx, conversation);
  const work = await findWork(ctx, conversation._id, "turn");
  if (work !== null) {
    await cancelWork(ctx, work);
  }
  if (conversation.status !== "handover" || conversation.assigned_to === undefined) {
    await recordEvent(ctx, conversation, { event: "taken_over", by: userId, reason });
  }
  return await changeConversation(ctx, conversation, {
    status: "handover",
    assigned_to: conversation.assigned_to ?? userId,
    epoch: epochOf(conversation) + 1,
  });
}

/**
 * Give the conversation back to ARI, which answers what nobody has answered, if the contact wrote within a day.
 *
 * A talk that ARI had finished goes on with qualifying, and what counted towards a handoff is counted anew.
 */
export async function handBack(ctx: MutationCtx, call: ReasonCall): Promise<Changed> {
  const reason = reasonOf(call.reason);
  return await writeThread(ctx, "conversations:handBack", call, async (thread) => {
    await recordEvent(ctx, thread.conversation, { event: "handed_back", by: call.actor.user_id, reason });
    const isWaiting = await hasUnanswered(ctx, thread.conversation);
    let conversation = await changeConversation(ctx, thread.conversation, {
      status: "open",
      assigned_to: undefined,
      epoch: epochOf(thread.conversation) + 1,
      ...(isWaiting ? {} : { answered_epoch: epochOf(thread.conversation) }),
    });
    conversation = await resumeAri(ctx, { ...thread, conversation });
    if (isWaiting) {
      const work = await ensureWork(ctx, conversation, "turn");
      await ctx.db.patch("conversationWork", work._id, { is_taken: false, attempts: 0, ready_at: Date.now() });
    }
    return await shown(ctx, { ...thread, conversation });
  });
}

/** Test if the contact wrote something that nobody answered and that may still be answered freely. */
async function hasUnanswered(ctx: MutationCtx, conversation: Conversation): Promise<boolean> {
  const waiting = await ctx.db
    .query("messages")
    .withIndex("by_conversation_epoch", (q) =>
      q.eq("conversation_id", conversation._id).gt("epoch", conversation.answered_epoch ?? 0),
    )
    .first();
  return waiting !== null && (await isWindowOpen(ctx, conversation));
}

async function resumeAri(ctx: MutationCtx, { contact, conversation }: Thread): Promise<Conversation> {
  const ari = await findAriConversation(ctx, contact);
  if (ari === null) {
    return conversation;
  }
  const isFinished = ari.state === "handoff" || ari.state === "completed";
  return await changeAri(ctx, ari, conversation, {
    state: isFinished ? "qualifying" : ari.state,
    context: countedAnew(ari.context),
    handoff_at: undefined,
    handoff_reason: undefined,
  });
}

/** The memory of ARI without what would lead to the next handoff at once. The rest of it is ARI's own business. */
function countedAnew(context: unknown): unknown {
  if (typeof context !== "object" || context === null || !("format" in context)) {
    return context;
  }
  return { ...context, idle_rounds: 0, nurture_turns: 0 };
}

export const sendArgs = {
  ...threadWriteArgs,
  /** What is sent; with a template, what staff see in its place. */
  text: v.string(),
  template: v.optional(vTemplate),
};

/**
 * Send a message in the name of the actor, and take the conversation over: ARI and a person do not talk at once.
 *
 * Outside the 24 hours after the contact's last message WhatsApp takes templates alone, so other messages are refused.
 */
export async function sendMessage(
  ctx: MutationCtx,
  call: ObjectType<typeof sendArgs>,
): Promise<{ message: MessageView; conversation: ConversationDetail }> {
  const text = textOf(call.text);
  return await writeThread(ctx, "conversations:sendMessage", call, async (thread) => {
    await checkMayWrite(ctx, thread, call.template !== undefined);
    const silenced = await silenceAri(ctx, thread, call.actor.user_id);
    const author = { sender_type: "user", sender_id: call.actor.user_id } as const;
    const { conversation, messageIds } = await queueMessages(ctx, { ...thread, conversation: silenced }, author, [
      { text, template: call.template },
    ]);
    const answered = await changeConversation(ctx, conversation, {
      answered_epoch: epochOf(conversation),
      unread_count: 0,
    });
    const { conversation: detail } = await shown(ctx, { ...thread, conversation: answered });
    return { message: await messageView(ctx, messageIds), conversation: detail };
  });
}

async function checkMayWrite(ctx: MutationCtx, thread: Thread, isTemplate: boolean): Promise<void> {
  if (await isOptedOut(ctx, thread.contact)) {
    refuse("conflict", "contact_opted_out", "This contact asked to get no more messages. They can write first.");
  }
  if (!isTemplate && !(await isWindowOpen(ctx, thread.conversation))) {
    refuse(
      "conflict",
      "outside_service_window",
      "The contact wrote more than 24 hours ago. WhatsApp only takes an approved template now.",
    );
  }
}

async function messageView(ctx: MutationCtx, ids: readonly Id<"messages">[]): Promise<MessageView> {
  const id = ids[0];
  const message = id === undefined ? null : await ctx.db.get("messages", id);
  if (message === null) {
    throw new Error("A message is gone in the transaction that queued it.");
  }
  return await new InboxViews(ctx).message(message);
}

/** Note that the messages were read. Nothing else changes: ARI goes on. */
export async function markRead(ctx: MutationCtx, call: ObjectType<typeof threadWriteArgs>): Promise<Changed> {
  return await writeThread(ctx, "conversations:markRead", call, async (thread) => {
    const conversation =
      thread.conversation.unread_count === 0
        ? thread.conversation
        : await changeConversation(ctx, thread.conversation, { unread_count: 0 });
    return await shown(ctx, { ...thread, conversation });
  });
}

export const assignArgs = { ...threadWriteArgs, assignee: v.union(v.string(), v.null()) };

/**
 * Give the conversation to a member of the workspace, or to nobody; staff who may work there can take it themselves.
 *
 * Whether ARI speaks does not change.
 */
export async function assignConversation(ctx: MutationCtx, call: ObjectType<typeof assignArgs>): Promise<Changed> {
  return await writeThread(ctx, "conversations:assign", call, async (thread) => {
    const assignee = call.assignee ?? undefined;
    const isOwn = assignee === call.actor.user_id;
    if (assignee !== undefined && !isOwn && (await roleOf(ctx, assignee, thread.workspace._id)) === undefined) {
      refuseFields({ assignee: "Only members of the workspace can have its conversations." });
    }
    await recordEvent(ctx, thread.conversation, { event: "assigned", by: call.actor.user_id, value: assignee });
    const conversation = await changeConversation(ctx, thread.conversation, { assigned_to: assignee });
    return await shown(ctx, { ...thread, conversation });
  });
}

/** Put the conversation away until the contact writes again. What waits for an answer is taken as answered. */
export async function closeConversation(ctx: MutationCtx, call: ReasonCall): Promise<Changed> {
  const reason = reasonOf(call.reason);
  return await writeThread(ctx, "conversations:close", call, async (thread) => {
    const work = await findWork(ctx, thread.conversation._id, "turn");
    if (work !== null) {
      await cancelWork(ctx, work);
    }
    await recordEvent(ctx, thread.conversation, { event: "closed", by: call.actor.user_id, reason });
    const conversation = await changeConversation(ctx, thread.conversation, {
      status: "closed",
      unread_count: 0,
      answered_epoch: epochOf(thread.conversation),
      epoch: epochOf(thread.conversation) + 1,
    });
    return await shown(ctx, { ...thread, conversation });
  });
}

/** The lead statuses that people choose from. */
export const LEAD_STATUSES = [
  "new",
  "prospect",
  "cold_lead",
  "hot_lead",
  "client",
  "student",
  "alumni",
  "lost",
] as const;

export const vLeadStatus = v.union(...LEAD_STATUSES.map((status) => v.literal(status)));

export const leadStatusArgs = { ...threadWriteArgs, lead_status: vLeadStatus };

/** Say what the lead is. ARI may raise it from there, and never lowers it. */
export async function setLeadStatus(ctx: MutationCtx, call: ObjectType<typeof leadStatusArgs>): Promise<Changed> {
  return await writeThread(ctx, "conversations:setLeadStatus", call, async (thread) => {
    const { lead_status: status } = call;
    await recordEvent(ctx, thread.conversation, { event: "lead_status_changed", by: call.actor.user_id, value: status });
    const contact = await changeContact(ctx, thread.contact, { lead_status: status, lead_status_by: "human" });
    return await shown(ctx, { ...thread, contact });
  });
}

export const vState = v.union(...STATES.map((state) => v.literal(state)));

export const stateArgs = { ...threadWriteArgs, state: vState, reason: v.optional(v.string()) };

/** Put ARI into a state, for staff who know better. What ARI is about to say in the old one is not said. */
export async function setState(
  ctx: MutationCtx,
  call: ObjectType<typeof stateArgs>,
): Promise<{ state: Infer<typeof vState>; epoch: number }> {
  const reason = reasonOf(call.reason);
  return await writeThread(ctx, "ariConversations:updateState", call, async (thread) => {
    const ari = await findAriConversation(ctx, thread.contact);
    if (ari === null) {
      refuse("not_found", "ari_conversation_not_found", "ARI has not met this contact yet.");
    }
    await recordEvent(ctx, thread.conversation, {
      event: "state_changed",
      by: call.actor.user_id,
      reason,
      value: call.state,
    });
    const conversation = await changeAri(ctx, ari, thread.conversation, { state: call.state });
    const epoch = epochOf(conversation) + 1;
    await changeConversation(ctx, conversation, { epoch });
    return { state: call.state, epoch };
  });
}

async function shown(ctx: MutationCtx, { conversation, contact }: Thread): Promise<Changed> {
  return { conversation: await new InboxViews(ctx).detail(conversation, contact) };
}

function reasonOf(reason: string | undefined): string | undefined {
  const trimmed = reason?.trim() ?? "";
  if (trimmed.length > MAX_REASON) {
    refuseFields({ reason: `A reason has at most ${MAX_REASON} characters.` });
  }
  return trimmed === "" ? undefined : trimmed;
}

function textOf(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > MAX_TEXT) {
    refuseFields({ text: `A message has 1 to ${MAX_TEXT} characters.` });
  }
  return trimmed;
}
