/** A thread: a conversation together with its contact and workspace. Every write of a conversation goes through here. */

import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { Changes } from "../changes";
import { Standings, vActor, type Actor } from "../access";
import { recordAct, type Act } from "../audit";
import { idempotencyArgs, once, type Repeatable } from "../idempotency";
import { refuse } from "../refusals";
import { openWorkspace, type WorkspaceNeed } from "../workspaceAccess";
import type { vConversationEvent } from "../tables/work";

export type Workspace = Doc<"workspaces">;
export type Contact = Doc<"contacts">;
export type Conversation = Doc<"conversations">;

export interface Thread {
  readonly workspace: Workspace;
  readonly contact: Contact;
  readonly conversation: Conversation;
}

/** Who ARI is, as the author of messages, notes and events. */
export const ARI_ID = "ari";
/** The contact, as who brought an event about. */
export const CONTACT_ID = "contact";

/** The statuses of a conversation. Where it is `handover`, a human has it and ARI is silent. */
export const vConversationStatus = v.union(
  v.literal("open"),
  v.literal("handover"),
  v.literal("closed"),
  v.literal("snoozed"),
);

/** The states of ARI in which it says nothing until the conversation is handed back. */
export const SILENT_STATES: ReadonlySet<string> = new Set(["handoff", "completed"]);

/** The arguments that name a conversation to somebody; `workspace_id`, where given, must be its own. */
export const threadArgs = { actor: vActor, conversation_id: v.string(), workspace_id: v.optional(v.string()) };

/** The arguments of every write on a conversation. */
export const threadWriteArgs = { ...threadArgs, ...idempotencyArgs };

export interface ThreadCall {
  readonly actor: Actor;
  readonly conversation_id: string;
  readonly workspace_id?: string;
}

export interface ThreadWrite extends ThreadCall, Repeatable {}

export function refuseConversation(): never {
  refuse("not_found", "conversation_not_found", "There is no such conversation, or it is not yours to see.");
}

/** Find the thread for the actor, or refuse: as if there were none where they may not see it. */
export async function openThread(ctx: QueryCtx, call: ThreadCall, need: WorkspaceNeed): Promise<Thread> {
  const thread = await findThread(ctx, call.conversation_id);
  if (thread === null || (call.workspace_id !== undefined && call.workspace_id !== thread.workspace._id)) {
    refuseConversation();
  }
  const standings = new Standings(ctx, call.actor);
  const role = await standings.roleIn(thread.workspace._id);
  if (role === undefined && (await standings.grantIn(thread.workspace._id)) === undefined) {
    refuseConversation();
  }
  await openWorkspace(ctx, call.actor, thread.workspace._id, need);
  return thread;
}

/** Run a write on a conversation: once for its key, for an actor who may work there. */
export async function writeThread<Answer>(
  ctx: MutationCtx,
  name: string,
  call: ThreadWrite,
  write: (thread: Thread) => Promise<Answer>,
): Promise<Answer> {
  return await once(ctx, name, call.actor.user_id, call, async () => {
    const thread = await openThread(ctx, call, "work");
    const answer = await write(thread);
    const act = ACTS[name];
    if (act !== undefined) {
      await recordAct(ctx, call.actor, thread.workspace._id, act, thread.conversation._id);
    }
    return answer;
  });
}

/** What the audit calls the writes; reading messages is no act. */
const ACTS: Readonly<Record<string, Act | undefined>> = {
  "conversations:takeOver": "take_over",
  "conversations:handBack": "hand_back",
  "conversations:sendMessage": "send_message",
  "conversations:assign": "assign_conversation",
  "conversations:close": "close_conversation",
  "conversations:setLeadStatus": "set_lead_status",
  "ariConversations:updateState": "set_ari_state",
};

export async function findThread(ctx: QueryCtx, id: string): Promise<Thread | null> {
  const conversationId = ctx.db.normalizeId("conversations", id);
  const conversation = conversationId === null ? null : await ctx.db.get("conversations", conversationId);
  if (conversation === null) {
    return null;
  }
  const [workspace, contact] = await Promise.all([
    ctx.db.get("workspaces", conversation.workspace_id),
    ctx.db.get("contacts", conversation.contact_id),
  ]);
  return workspace === null || contact === null ? null : { workspace, contact, conversation };
}

/** Return the conversation of the contact, made when there is none yet. */
export async function ensureConversation(ctx: MutationCtx, contact: Contact): Promise<Conversation> {
  const conversation = await findConversation(ctx, contact);
  if (conversation !== null) {
    return conversation;
  }
  const now = Date.now();
  const id = await ctx.db.insert("conversations", {
    workspace_id: contact.workspace_id,
    contact_id: contact._id,
    status: "open",
    unread_count: 0,
    epoch: 0,
    created_at: now,
    updated_at: now,
  });
  return await present(ctx, id);
}

export async function findConversation(ctx: QueryCtx, contact: Contact): Promise<Conversation | null> {
  return await ctx.db
    .query("conversations")
    .withIndex("by_contact", (q) => q.eq("contact_id", contact._id))
    .first();
}

async function present(ctx: QueryCtx, id: Id<"conversations">): Promise<Conversation> {
  const conversation = await ctx.db.get("conversations", id);
  if (conversation === null) {
    throw new Error("A conversation is gone in the transaction that wrote it.");
  }
  return conversation;
}

export type ConversationChanges = Changes<"conversations">;

/** Write the changes and return the conversation as it is then. */
export async function changeConversation(
  ctx: MutationCtx,
  conversation: Conversation,
  changes: ConversationChanges,
): Promise<Conversation> {
  await ctx.db.patch("conversations", conversation._id, { ...changes, updated_at: Date.now() });
  return await present(ctx, conversation._id);
}

export function epochOf(conversation: Conversation): number {
  return conversation.epoch ?? 0;
}

/** Test if a human has the conversation, or ARI has finished with it. */
export function isWithHuman(conversation: Conversation): boolean {
  return conversation.status === "handover" || SILENT_STATES.has(conversation.ari_state ?? "");
}

type ConversationEvent = Infer<typeof vConversationEvent>;

interface Happening {
  readonly event: ConversationEvent;
  readonly by: string;
  readonly reason?: string | undefined;
  readonly value?: string | undefined;
}

/** Write down what happens to the conversation. */
export async function recordEvent(ctx: MutationCtx, conversation: Conversation, happening: Happening): Promise<void> {
  const { event, by, reason, value } = happening;
  await ctx.db.insert("conversationEvents", {
    workspace_id: conversation.workspace_id,
    conversation_id: conversation._id,
    event,
    by,
    ...(reason === undefined ? {} : { reason }),
    ...(value === undefined ? {} : { value }),
    created_at: Date.now(),
  });
}

const MAX_PREVIEW = 100;

/** Return the beginning of a text for a list, in characters and not in UTF-16 units. */
export function previewOf(text: string): string {
  return Array.from(text.slice(0, 4 * MAX_PREVIEW).replace(/\s+/gu, " ").trim()).slice(0, MAX_PREVIEW).join("");
}
