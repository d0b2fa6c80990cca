/** Contacts (leads), their WhatsApp conversations and messages, and the staff's notes. */

import { defineTable } from "convex/server";
import { v } from "convex/values";

export const contacts = defineTable({
  workspace_id: v.id("workspaces"),
  /** Raw as received; three formats coexist, so equality of this field is not equality of the person. */
  phone: v.string(),
  phone_normalized: v.optional(v.string()),
  name: v.optional(v.string()),
  email: v.optional(v.string()),
  lead_score: v.number(),
  /** Three vocabularies mix in the source, so this is no union of literals. */
  lead_status: v.string(),
  tags: v.optional(v.array(v.string())),
  assigned_to: v.optional(v.string()),
  source: v.optional(v.string()),
  metadata: v.optional(v.any()),
  kapso_name: v.optional(v.string()),
  kapso_profile_pic: v.optional(v.string()),
  kapso_is_online: v.optional(v.boolean()),
  kapso_last_seen: v.optional(v.number()),
  cache_updated_at: v.optional(v.number()),
  /** Who chose `lead_status`: ARI never lowers what a human chose. Absent in migrated contacts. */
  lead_status_by: v.optional(v.union(v.literal("human"), v.literal("ari"))),
  /** Set while the person wants no messages of ours. */
  opted_out_at: v.optional(v.number()),
  /** When the person was told that they get none: the one message after opting out. */
  opt_out_confirmed_at: v.optional(v.number()),
  /** When the person wrote what `opted_out_at` follows: an older message that comes later changes nothing. */
  consent_given_at: v.optional(v.number()),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace_phone", ["workspace_id", "phone"])
  .index("by_workspace_phone_normalized", ["workspace_id", "phone_normalized"])
  .index("by_workspace", ["workspace_id"])
  .index("by_workspace_created", ["workspace_id", "created_at"])
  .index("by_phone_normalized", ["phone_normalized"])
  .index("by_workspace_email", ["workspace_id", "email"])
  .index("by_assigned", ["workspace_id", "assigned_to"])
  .index("by_supabase_id", ["supabaseId"])
  .searchIndex("search_name", { searchField: "name", filterFields: ["workspace_id"] })
  .searchIndex("search_kapso_name", { searchField: "kapso_name", filterFields: ["workspace_id"] });

export const conversations = defineTable({
  workspace_id: v.id("workspaces"),
  contact_id: v.id("contacts"),
  status: v.string(),
  assigned_to: v.optional(v.string()),
  unread_count: v.number(),
  last_message_at: v.optional(v.number()),
  last_message_preview: v.optional(v.string()),
  /** When the contact last wrote: WhatsApp lets us write freely for 24 hours from then. */
  last_inbound_at: v.optional(v.number()),
  /** Grows with each takeover, hand-back, new message and turn: who decides on an older one decides nothing. */
  epoch: v.optional(v.number()),
  /** The epoch up to which the contact's messages are answered, or need no answer. */
  answered_epoch: v.optional(v.number()),
  /** Copies of ARI's state and temperature, by which lists are filtered. */
  ari_state: v.optional(v.string()),
  lead_temperature: v.optional(v.string()),
  /** When ARI last handed it to a human; of simulated leads, who are nobody's work, it is absent. */
  handed_off_at: v.optional(v.number()),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace_time", ["workspace_id", "last_message_at"])
  .index("by_workspace_status_time", ["workspace_id", "status", "last_message_at"])
  .index("by_workspace_assigned_time", ["workspace_id", "assigned_to", "last_message_at"])
  .index("by_workspace_state_time", ["workspace_id", "ari_state", "last_message_at"])
  .index("by_workspace_temperature_time", ["workspace_id", "lead_temperature", "last_message_at"])
  .index("by_workspace_assigned_status", ["workspace_id", "assigned_to", "status"])
  .index("by_workspace_handed_off", ["workspace_id", "handed_off_at"])
  .index("by_time", ["last_message_at"])
  .index("by_handed_off", ["handed_off_at"])
  .index("by_status_time", ["status", "last_message_at"])
  .index("by_assigned_time", ["assigned_to", "last_message_at"])
  .index("by_state_time", ["ari_state", "last_message_at"])
  .index("by_temperature_time", ["lead_temperature", "last_message_at"])
  .index("by_workspace_unread", ["workspace_id", "unread_count"])
  .index("by_contact", ["contact_id"])
  .index("by_workspace", ["workspace_id"])
  .index("by_supabase_id", ["supabaseId"]);

export const messages = defineTable({
  conversation_id: v.id("conversations"),
  workspace_id: v.id("workspaces"),
  direction: v.string(),
  sender_type: v.string(),
  /** A user where `sender_type` is "user". */
  sender_id: v.optional(v.string()),
  content: v.optional(v.string()),
  message_type: v.string(),
  media_url: v.optional(v.string()),
  kapso_message_id: v.optional(v.string()),
  metadata: v.optional(v.any()),
  /** Of outgoing messages: queued, sent, delivered, read or failed; it only moves forward. */
  delivery_status: v.optional(
    v.union(v.literal("queued"), v.literal("sent"), v.literal("delivered"), v.literal("read"), v.literal("failed")),
  ),
  delivery_error: v.optional(v.string()),
  /** Of a contact's message that wants an answer: the conversation's epoch that it brought about. */
  epoch: v.optional(v.number()),
  created_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_conversation_time", ["conversation_id", "created_at"])
  .index("by_conversation_epoch", ["conversation_id", "epoch"])
  .index("by_workspace_kapso_id", ["workspace_id", "kapso_message_id"])
  .index("by_workspace", ["workspace_id"])
  .index("by_supabase_id", ["supabaseId"]);

export const contactNotes = defineTable({
  workspace_id: v.id("workspaces"),
  contact_id: v.id("contacts"),
  user_id: v.string(),
  content: v.string(),
  note_type: v.string(),
  metadata: v.optional(v.any()),
  due_date: v.optional(v.number()),
  completed_at: v.optional(v.number()),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_contact", ["contact_id"])
  .index("by_workspace", ["workspace_id"])
  .index("by_supabase_id", ["supabaseId"]);
