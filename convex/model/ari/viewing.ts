/** What ARI keeps of a lead, as staff see it. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { present } from "../inbox/views";
import { pageArgs, pageOf } from "../pages";
import { refuse } from "../refusals";
import { openWorkspace } from "../workspaceAccess";
import { findAriConversation, type AriConversation } from "./records";

export const vAriConversation = v.object({
  id: v.string(),
  workspace_id: v.string(),
  contact_id: v.string(),
  conversation_id: v.optional(v.string()),
  state: v.string(),
  state_entered_at: v.optional(v.number()),
  lead_score: v.number(),
  lead_temperature: v.optional(v.string()),
  memory: v.optional(v.any()),
  model: v.optional(v.string()),
  handoff_at: v.optional(v.number()),
  handoff_reason: v.optional(v.string()),
  last_ai_message_at: v.optional(v.number()),
  created_at: v.number(),
  updated_at: v.number(),
});

export const contactArgs = { actor: vActor, workspace_id: v.string(), contact_id: v.string() };

type ContactCall = ObjectType<typeof contactArgs>;

/** Return what ARI keeps of the contact; absent where it has not met them. */
export async function getByContact(
  ctx: QueryCtx,
  call: ContactCall,
): Promise<{ ari_conversation?: Infer<typeof vAriConversation> }> {
  const ari = await openAri(ctx, call);
  return ari === null ? {} : { ari_conversation: view(ari) };
}

async function openAri(ctx: QueryCtx, call: ContactCall): Promise<AriConversation | null> {
  const workspace = await openWorkspace(ctx, call.actor, call.workspace_id, "see");
  const contactId = ctx.db.normalizeId("contacts", call.contact_id);
  const contact = contactId === null ? null : await ctx.db.get("contacts", contactId);
  if (contact?.workspace_id !== workspace._id) {
    refuse("not_found", "contact_not_found", "There is no such contact, or it is not yours to see.");
  }
  return await findAriConversation(ctx, contact);
}

function view(ari: AriConversation): Infer<typeof vAriConversation> {
  return {
    id: ari._id,
    workspace_id: ari.workspace_id,
    contact_id: ari.contact_id,
    state: ari.state,
    lead_score: ari.lead_score,
    ...present({
      conversation_id: ari.conversation_id,
      state_entered_at: ari.state_entered_at,
      lead_temperature: ari.lead_temperature,
      memory: ari.context as unknown,
      model: ari.ai_model,
      handoff_at: ari.handoff_at,
      handoff_reason: ari.handoff_reason,
      last_ai_message_at: ari.last_ai_message_at,
    }),
    created_at: ari.created_at,
    updated_at: ari.updated_at,
  };
}

export const vLogRow = v.object({
  id: v.string(),
  role: v.string(),
  content: v.string(),
  model: v.optional(v.string()),
  tokens_used: v.optional(v.number()),
  response_time_ms: v.optional(v.number()),
  metadata: v.optional(v.any()),
  created_at: v.number(),
});

export const logArgs = { ...contactArgs, ...pageArgs };

/** The log of ARI's turns with the contact, newest first: what was said, by which model, why. */
export async function listLog(
  ctx: QueryCtx,
  call: ObjectType<typeof logArgs>,
): Promise<{ log: Infer<typeof vLogRow>[]; cursor?: string }> {
  const ari = await openAri(ctx, call);
  if (ari === null) {
    return { log: [] };
  }
  const { documents, cursor } = await pageOf(ctx, {
    table: "ariMessages",
    ranges: [{ index: "by_conversation_time", equal: [["ari_conversation_id", ari._id]], time: "created_at" }],
    order: "desc",
    purpose: `ari log ${ari._id}`,
    request: call,
    defaultLimit: 50,
    maxLimit: 200,
  });
  const log = documents.map((row) => ({
    id: row._id,
    role: row.role,
    content: row.content,
    ...present({
      model: row.ai_model,
      tokens_used: row.tokens_used,
      response_time_ms: row.response_time_ms,
      metadata: row.metadata as unknown,
    }),
    created_at: row.created_at,
  }));
  return { log, ...(cursor === undefined ? {} : { cursor }) };
}
