/** ARI, the assistant: settings, knowledge, conversations, payments and consultations. */

import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vAppointmentWay } from "./booking";

export const ariConfig = defineTable({
  workspace_id: v.id("workspaces"),
  bot_name: v.string(),
  greeting_style: v.string(),
  language: v.string(),
  tone: v.optional(v.any()),
  community_link: v.optional(v.string()),
  /** ARI answers only where this is true: a migrated workspace is silent until somebody switches it on. */
  is_enabled: v.optional(v.boolean()),
  /** An IANA name; absent: Asia/Jakarta. */
  time_zone: v.optional(v.string()),
  greeting_template: v.optional(v.string()),
  /** Of leads that go to Grok rather than to Sea-Lion, in percent. */
  grok_weight: v.optional(v.number()),
  /** What models may cost a day of the workspace's zone, in millionths of a US dollar; absent: no limit. */
  daily_budget_micros: v.optional(v.number()),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace", ["workspace_id"])
  .index("by_supabase_id", ["supabaseId"]);

export const ariConversations = defineTable({
  workspace_id: v.id("workspaces"),
  contact_id: v.id("contacts"),
  /** The conversation of the inbox that ARI answers in. */
  conversation_id: v.optional(v.id("conversations")),
  state: v.string(),
  lead_score: v.number(),
  lead_temperature: v.optional(v.string()),
  context: v.optional(v.any()),
  ai_model: v.optional(v.string()),
  handoff_at: v.optional(v.number()),
  handoff_reason: v.optional(v.string()),
  /** Since when it is in its state: `updated_at` moves with every write. */
  state_entered_at: v.optional(v.number()),
  last_ai_message_at: v.optional(v.number()),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace_contact", ["workspace_id", "contact_id"])
  .index("by_workspace", ["workspace_id"])
  .index("by_supabase_id", ["supabaseId"]);

export const ariMessages = defineTable({
  ari_conversation_id: v.id("ariConversations"),
  workspace_id: v.id("workspaces"),
  role: v.string(),
  content: v.string(),
  ai_model: v.optional(v.string()),
  tokens_used: v.optional(v.number()),
  response_time_ms: v.optional(v.number()),
  metadata: v.optional(v.any()),
  created_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_conversation_time", ["ari_conversation_id", "created_at"])
  .index("by_workspace", ["workspace_id"])
  .index("by_supabase_id", ["supabaseId"]);

export const ariDestinations = defineTable({
  workspace_id: v.id("workspaces"),
  country: v.string(),
  city: v.optional(v.string()),
  university_name: v.string(),
  requirements: v.optional(v.any()),
  programs: v.optional(v.array(v.string())),
  is_promoted: v.boolean(),
  priority: v.number(),
  notes: v.optional(v.string()),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace", ["workspace_id"])
  .index("by_workspace_country", ["workspace_id", "country"])
  .index("by_workspace_place", ["workspace_id", "country", "city", "university_name"])
  .index("by_workspace_promoted_priority", ["workspace_id", "is_promoted", "priority"])
  .index("by_supabase_id", ["supabaseId"]);

export const ariPayments = defineTable({
  ari_conversation_id: v.id("ariConversations"),
  workspace_id: v.id("workspaces"),
  /** Whole rupiah. */
  amount: v.number(),
  currency: v.string(),
  payment_method: v.optional(v.string()),
  gateway: v.string(),
  gateway_transaction_id: v.optional(v.string()),
  gateway_response: v.optional(v.any()),
  status: v.string(),
  expires_at: v.optional(v.number()),
  paid_at: v.optional(v.number()),
  notes: v.optional(v.string()),
  /** Who wrote it down; absent in migrated payments. */
  recorded_by: v.optional(v.string()),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace", ["workspace_id"])
  .index("by_conversation", ["ari_conversation_id"])
  .index("by_status", ["workspace_id", "status"])
  .index("by_supabase_id", ["supabaseId"])
  .index("by_workspace_created", ["workspace_id", "created_at"])
  .index("by_workspace_status_created", ["workspace_id", "status", "created_at"])
  .index("by_conversation_created", ["ari_conversation_id", "created_at"])
  .index("by_gateway_transaction", ["workspace_id", "gateway", "gateway_transaction_id"]);

export const ariAppointments = defineTable({
  ari_conversation_id: v.id("ariConversations"),
  workspace_id: v.id("workspaces"),
  payment_id: v.optional(v.id("ariPayments")),
  consultant_id: v.optional(v.string()),
  scheduled_at: v.number(),
  duration_minutes: v.number(),
  meeting_link: v.optional(v.string()),
  status: v.string(),
  reminder_sent_at: v.optional(v.number()),
  notes: v.optional(v.string()),
  /** The weekly pattern, or the added hours of `scheduleExceptions`, that it was booked on. */
  slot_id: v.optional(v.string()),
  /** When its start was chosen: reminders due before then were never owed. Absent: when it was made. */
  start_set_at: v.optional(v.number()),
  /** The start that its reminders are planned for; absent: not planned yet. */
  reminders_planned_for: v.optional(v.number()),
  cancelled_at: v.optional(v.number()),
  cancel_reason: v.optional(v.string()),
  /** Counts the moves and the cancellation, from 0: calendars and links go by it. */
  sequence: v.optional(v.number()),
  /** By what way it was booked; absent: a migration brought it. */
  booked_way: v.optional(vAppointmentWay),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace", ["workspace_id"])
  .index("by_conversation", ["ari_conversation_id"])
  .index("by_consultant", ["workspace_id", "consultant_id"])
  .index("by_supabase_id", ["supabaseId"])
  .index("by_workspace_time", ["workspace_id", "scheduled_at"])
  .index("by_workspace_status_time", ["workspace_id", "status", "scheduled_at"])
  .index("by_consultant_status_time", ["workspace_id", "consultant_id", "status", "scheduled_at"])
  .index("by_consultant_time", ["workspace_id", "consultant_id", "scheduled_at"])
  .index("by_slot_status_time", ["workspace_id", "slot_id", "status", "scheduled_at"])
  .index("by_conversation_status_time", ["ari_conversation_id", "status", "scheduled_at"])
  .index("by_conversation_time", ["ari_conversation_id", "scheduled_at"])
  .index("by_planned_status_time", ["reminders_planned_for", "status", "scheduled_at"])
  .index("by_workspace_way_booked", ["workspace_id", "booked_way", "created_at"])
  .index("by_time", ["scheduled_at"])
  .index("by_status_time", ["status", "scheduled_at"])
  .index("by_way_booked", ["booked_way", "created_at"]);

export const ariAiComparison = defineTable({
  workspace_id: v.id("workspaces"),
  ai_model: v.string(),
  conversation_count: v.number(),
  avg_response_time_ms: v.optional(v.number()),
  total_tokens_used: v.number(),
  conversion_count: v.number(),
  satisfaction_score: v.optional(v.number()),
  period_start: v.optional(v.number()),
  period_end: v.optional(v.number()),
  /** All calls, and those of them that were answered: only these count for the response time. */
  call_count: v.optional(v.number()),
  answered_count: v.optional(v.number()),
  response_time_total_ms: v.optional(v.number()),
  cost_micros: v.optional(v.number()),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace_model", ["workspace_id", "ai_model"])
  .index("by_workspace_period", ["workspace_id", "period_start"])
  .index("by_workspace_model_period", ["workspace_id", "ai_model", "period_start"])
  .index("by_supabase_id", ["supabaseId"]);

export const ariFlowStages = defineTable({
  workspace_id: v.id("workspaces"),
  name: v.string(),
  goal: v.string(),
  sample_script: v.optional(v.string()),
  exit_criteria: v.optional(v.string()),
  stage_order: v.number(),
  is_active: v.boolean(),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace", ["workspace_id"])
  .index("by_workspace_order", ["workspace_id", "stage_order"])
  .index("by_supabase_id", ["supabaseId"]);

export const ariKnowledgeCategories = defineTable({
  workspace_id: v.id("workspaces"),
  name: v.string(),
  description: v.optional(v.string()),
  display_order: v.number(),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace", ["workspace_id"])
  .index("by_workspace_order", ["workspace_id", "display_order"])
  .index("by_workspace_name", ["workspace_id", "name"])
  .index("by_supabase_id", ["supabaseId"]);

export const ariKnowledgeEntries = defineTable({
  workspace_id: v.id("workspaces"),
  category_id: v.optional(v.id("ariKnowledgeCategories")),
  title: v.string(),
  content: v.string(),
  is_active: v.boolean(),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace", ["workspace_id"])
  .index("by_category", ["category_id"])
  .index("by_workspace_time", ["workspace_id", "created_at"])
  .index("by_workspace_category_time", ["workspace_id", "category_id", "created_at"])
  .index("by_supabase_id", ["supabaseId"]);

export const ariScoringConfig = defineTable({
  workspace_id: v.id("workspaces"),
  hot_threshold: v.number(),
  warm_threshold: v.number(),
  weight_basic: v.number(),
  weight_qualification: v.number(),
  weight_document: v.number(),
  weight_engagement: v.number(),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace", ["workspace_id"])
  .index("by_supabase_id", ["supabaseId"]);

export const consultantSlots = defineTable({
  workspace_id: v.id("workspaces"),
  consultant_id: v.optional(v.string()),
  /** 0 is Sunday. */
  day_of_week: v.number(),
  /** "HH:MM" on the workspace's wall clock; a slot may end at "24:00". */
  start_time: v.string(),
  end_time: v.string(),
  duration_minutes: v.number(),
  booking_window_days: v.number(),
  max_bookings_per_slot: v.number(),
  is_active: v.boolean(),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace", ["workspace_id"])
  .index("by_workspace_day", ["workspace_id", "day_of_week"])
  .index("by_workspace_consultant_day_start", ["workspace_id", "consultant_id", "day_of_week", "start_time"])
  .index("by_supabase_id", ["supabaseId"]);
