/** Giving a conversation to a human: who gets it, what they read first, and how they learn of it. */

import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { isInForce } from "../access";
import { changeContact } from "../inbox/contacts";
import { notify } from "../inbox/notices";
import { SIMULATED } from "../inbox/outgoing";
import { ARI_ID, changeConversation, recordEvent, type Contact, type Conversation, type Thread } from "../inbox/threads";
import { changeAri, type AriConversation } from "./records";

export const vHandoff = v.object({
  /** A code: human_requested, complaint, hot_lead, … */
  reason: v.string(),
  summary: v.string(),
  tag: v.optional(v.string()),
  note_type: v.string(),
  due_at: v.optional(v.number()),
});

export type Handoff = Infer<typeof vHandoff>;

/**
 * Hand the conversation off: ARI is silent in it from here on.
 *
 * Writes the note, the tag, the assignee, the event and the notice; the state of ARI is `handoff` unless the turn says
 * that the talk is completed.
 */
export async function handOff(
  ctx: MutationCtx,
  thread: Thread,
  ari: AriConversation,
  handoff: Handoff,
  state: "handoff" | "completed" = "handoff",
): Promise<Thread> {
  const now = Date.now();
  const contact = await tagged(ctx, thread.contact, handoff.tag);
  await writeNote(ctx, contact, handoff);
  // A simulated lead is nobody's work.
  const isSimulated = contact.source === SIMULATED;
  const assignee = isSimulated ? undefined : await assigneeOf(ctx, thread);
  await recordEvent(ctx, thread.conversation, { event: "handed_off", by: ARI_ID, reason: handoff.reason, value: assignee });
  const silenced = await changeConversation(ctx, thread.conversation, {
    status: "handover",
    assigned_to: assignee,
    ...(isSimulated ? {} : { handed_off_at: now }),
  });
  const conversation = await changeAri(ctx, ari, silenced, { state, handoff_at: now, handoff_reason: handoff.reason });
  const handed = { ...thread, contact, conversation };
  const news = { kind: "handoff", reason: handoff.reason, summary: handoff.summary } as const;
  for (const userId of isSimulated ? [] : await toldOf(ctx, thread, assignee)) {
    await notify(ctx, handed, userId, news);
  }
  return handed;
}

/**
 * Tell a human of a lead with whom ARI goes on talking: a consultation was booked, and may still be moved in the chat.
 *
 * Writes the note, the tag and the notice; the conversation stays ARI's.
 */
export async function briefHuman(ctx: MutationCtx, thread: Thread, handoff: Handoff): Promise<void> {
  const contact = await tagged(ctx, thread.contact, handoff.tag);
  await writeNote(ctx, contact, handoff);
  const assignee = contact.source === SIMULATED ? undefined : await assigneeOf(ctx, thread);
  if (assignee !== undefined) {
    const { reason, summary } = handoff;
    await notify(ctx, { ...thread, contact }, assignee, { kind: "handoff", reason, summary });
  }
}

/** Grants of a workspace that a handoff looks at. */
const MAX_GRANTS = 50;

/** Return who learns of a handoff: whose it is, and the staff accounts of the hub that may act in the workspace now. */
async function toldOf(ctx: QueryCtx, { workspace }: Thread, assignee: string | undefined): Promise<string[]> {
  const grants = await ctx.db
    .query("staffGrants")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspace._id))
    .take(MAX_GRANTS);
  const staff = grants.filter((grant) => grant.can_act && isInForce(grant)).map((grant) => grant.user_id);
  return assignee === undefined ? staff : [assignee, ...staff];
}

async function tagged(ctx: MutationCtx, contact: Contact, tag: string | undefined): Promise<Contact> {
  const tags = contact.tags ?? [];
  return tag === undefined || tags.includes(tag) ? contact : await changeContact(ctx, contact, { tags: [...tags, tag] });
}

async function writeNote(ctx: MutationCtx, contact: Contact, handoff: Handoff): Promise<void> {
  const now = Date.now();
  await ctx.db.insert("contactNotes", {
    workspace_id: contact.workspace_id,
    contact_id: contact._id,
    user_id: ARI_ID,
    content: handoff.summary,
    note_type: handoff.note_type,
    metadata: { reason: handoff.reason },
    ...(handoff.due_at === undefined ? {} : { due_date: handoff.due_at }),
    created_at: now,
    updated_at: now,
  });
}

/** Members among whom the load is compared, and conversations of one that are counted. */
const MAX_MEMBERS = 100;
const MAX_LOAD = 100;

/**
 * Return who gets the conversation: whoever has it or the contact already, else the member with the fewest in hand.
 *
 * Among equals the longest in the workspace; undefined where it has no members.
 */
async function assigneeOf(ctx: QueryCtx, { workspace, contact, conversation }: Thread): Promise<string | undefined> {
  const members = await ctx.db
    .query("workspaceMembers")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspace._id))
    .take(MAX_MEMBERS);
  const had = [conversation.assigned_to, contact.assigned_to].find((userId) =>
    members.some((member) => member.user_id === userId),
  );
  if (had !== undefined) {
    return had;
  }
  const loads = await Promise.all(members.map((member) => loadOf(ctx, workspace._id, member)));
  const least = Math.min(...loads);
  return members[loads.indexOf(least)]?.user_id;
}

async function loadOf(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  { user_id: userId }: Doc<"workspaceMembers">,
): Promise<number> {
  const inHand: Conversation[] = await ctx.db
    .query("conversations")
    .withIndex("by_workspace_assigned_status", (q) =>
      q.eq("workspace_id", workspaceId).eq("assigned_to", userId).eq("status", "handover"),
    )
    .take(MAX_LOAD);
  return inHand.length;
}
