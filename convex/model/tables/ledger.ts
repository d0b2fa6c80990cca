/** What models cost: each call of one, and each day's money of a workspace. */

import { defineTable } from "convex/server";
import { v } from "convex/values";

/**
 * "reserved": the call is being made, or its maker died. "settled": it is over and its cost is known. "expired": nobody
 * settled it in time; it may have cost all that was reserved.
 */
export const vCallStatus = v.union(v.literal("reserved"), v.literal("settled"), v.literal("expired"));

export const vCallOutcome = v.union(
  v.literal("ok"),
  v.literal("timeout"),
  v.literal("refused"),
  v.literal("error"),
  /** Answered, and the answer did not pass the checks of what ARI may say. */
  v.literal("rejected"),
);

/** One call of a model, from the moment its money was set aside. Moneys are millionths of a US dollar. */
export const ariModelCalls = defineTable({
  workspace_id: v.id("workspaces"),
  ari_conversation_id: v.optional(v.id("ariConversations")),
  /** The caller's own key of the reservation, so that asking twice reserves once. */
  key: v.string(),
  /** "YYYY-MM-DD" on the workspace's wall clock, whose budget it is. */
  day: v.string(),
  /** The calendar month there, half-open, whose comparison it counts for. */
  period_start: v.number(),
  period_end: v.number(),
  status: vCallStatus,
  reserved_micros: v.number(),
  /** Until when it may be settled without being counted as lost meanwhile. */
  expires_at: v.number(),
  ai_model: v.optional(v.string()),
  outcome: v.optional(vCallOutcome),
  latency_ms: v.optional(v.number()),
  input_tokens: v.optional(v.number()),
  output_tokens: v.optional(v.number()),
  cost_micros: v.optional(v.number()),
  created_at: v.number(),
  settled_at: v.optional(v.number()),
})
  .index("by_workspace_key", ["workspace_id", "key"])
  .index("by_workspace_day_status", ["workspace_id", "day", "status", "expires_at"])
  .index("by_status_expiry", ["status", "expires_at"])
  .index("by_workspace_time", ["workspace_id", "created_at"]);

/** What a day's budget of a workspace is used up by: the sum of the three. */
export const ariBudgetDays = defineTable({
  workspace_id: v.id("workspaces"),
  day: v.string(),
  reserved_micros: v.number(),
  spent_micros: v.number(),
  /** Of reservations that expired. */
  lost_micros: v.number(),
  updated_at: v.number(),
}).index("by_workspace_day", ["workspace_id", "day"]);

/** That a model talked in a conversation in a period: what `ariAiComparison` counts conversations and conversions by. */
export const ariModelConversations = defineTable({
  workspace_id: v.id("workspaces"),
  ari_conversation_id: v.id("ariConversations"),
  ai_model: v.string(),
  period_start: v.number(),
  last_call_at: v.number(),
  is_converted: v.boolean(),
})
  .index("by_conversation_model_period", ["ari_conversation_id", "ai_model", "period_start"])
  .index("by_conversation_last", ["ari_conversation_id", "last_call_at"])
  .index("by_conversation_converted", ["ari_conversation_id", "is_converted"]);
