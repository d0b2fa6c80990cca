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
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace_phone", ["workspace_id", "phone"])
  .index("by_workspace", ["workspace_id"])
  .index("by_workspace_created", ["workspace_id", "created_at"])
  .index("by_assigned", ["workspace_id", "assigned_to"])
  .index("by_supabase_id", ["supabaseId"]);

export const conversations = defineTable({
  workspace_id: v.id("workspaces"),
  contact_id: v.id("contacts"),
  status: v.string(),
  assigned_to: v.optional(v.string()),
  unread_count: v.number(),
  last_message_at: v.optional(v.number()),
  last_message_preview: v.optional(v.string()),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace_time", ["workspace_id", "last_message_at"])
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
  created_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_conversation_time", ["conversation_id", "created_at"])
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
