/** What ARI keeps of each lead. Every write of its state goes through here, so that lists of conversations know it. */

import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { Changes } from "../changes";
import { changeConversation, type Contact, type Conversation } from "../inbox/threads";

export type AriConversation = Doc<"ariConversations">;

/** The states of ARI, in the order of a talk that goes well. `ari/state_machine.py` tells which may follow which. */
export const STATES = [
  "greeting",
  "qualifying",
  "scoring",
  "booking",
  "payment",
  "scheduling",
  "handoff",
  "completed",
] as const;

export async function findAriConversation(ctx: QueryCtx, contact: Contact): Promise<AriConversation | null> {
  return await ctx.db
    .query("ariConversations")
    .withIndex("by_workspace_contact", (q) =>
      q.eq("workspace_id", contact.workspace_id).eq("contact_id", contact._id),
    )
    .first();
}

/** Return what ARI keeps of the contact, made when there is nothing yet. */
export async function ensureAriConversation(
  ctx: MutationCtx,
  contact: Contact,
  conversation: Conversation,
): Promise<AriConversation> {
  const known = await findAriConversation(ctx, contact);
  if (known !== null) {
    return known;
  }
  const now = Date.now();
  const id = await ctx.db.insert("ariConversations", {
    workspace_id: contact.workspace_id,
    contact_id: contact._id,
    conversation_id: conversation._id,
    state: "greeting",
    lead_score: 0,
    state_entered_at: now,
    created_at: now,
    updated_at: now,
  });
  const made = await ctx.db.get("ariConversations", id);
  if (made === null) {
    throw new Error("What ARI keeps is gone in the transaction that made it.");
  }
  return made;
}

export type AriChanges = Changes<"ariConversations">;

/** Write the changes, and their copies in the conversation; return the conversation as it is then. */
export async function changeAri(
  ctx: MutationCtx,
  ari: AriConversation,
  conversation: Conversation,
  changes: AriChanges,
): Promise<Conversation> {
  const now = Date.now();
  const entered = changes.state !== undefined && changes.state !== ari.state ? { state_entered_at: now } : {};
  await ctx.db.patch("ariConversations", ari._id, {
    ...changes,
    ...entered,
    conversation_id: conversation._id,
    updated_at: now,
  });
  const temperature = changes.lead_temperature ?? ari.lead_temperature;
  return await changeConversation(ctx, conversation, {
    ari_state: changes.state ?? ari.state,
    ...(temperature === undefined ? {} : { lead_temperature: temperature }),
  });
}
