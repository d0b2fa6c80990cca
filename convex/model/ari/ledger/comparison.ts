/** How the models do beside each other: a row for each model and calendar month, kept by the calls themselves. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../../_generated/server";
import { given, mustExist, readSettings, settingsArgs } from "../settings/calls";
import type { vModelCall } from "./calls";

type Comparison = Doc<"ariAiComparison">;

export const vComparison = v.object({
  id: v.string(),
  ai_model: v.string(),
  conversation_count: v.number(),
  conversion_count: v.number(),
  call_count: v.number(),
  answered_count: v.number(),
  avg_response_time_ms: v.optional(v.number()),
  total_tokens_used: v.number(),
  cost_micros: v.number(),
  satisfaction_score: v.optional(v.number()),
  period_start: v.optional(v.number()),
  period_end: v.optional(v.number()),
  updated_at: v.number(),
});

export const comparisonArgs = { ...settingsArgs, ai_model: v.optional(v.string()), from: v.optional(v.number()) };

/** Years of months of a handful of models. */
const MAX_ROWS = 400;

/** The rows, newest period first; with `from`, only of periods that begin then or later. */
export async function listComparison(
  ctx: QueryCtx,
  request: ObjectType<typeof comparisonArgs>,
): Promise<{ comparison: Infer<typeof vComparison>[] }> {
  const workspace = await readSettings(ctx, request);
  const { from, ai_model } = request;
  const rows = await ctx.db
    .query("ariAiComparison")
    .withIndex("by_workspace_period", (q) => {
      const ofWorkspace = q.eq("workspace_id", workspace._id);
      return from === undefined ? ofWorkspace : ofWorkspace.gte("period_start", from);
    })
    .order("desc")
    .take(MAX_ROWS);
  return { comparison: rows.filter((row) => ai_model === undefined || row.ai_model === ai_model).map(comparisonView) };
}

function comparisonView(row: Comparison): Infer<typeof vComparison> {
  const { ai_model, conversation_count, conversion_count, total_tokens_used, updated_at } = row;
  const { avg_response_time_ms, satisfaction_score, period_start, period_end } = row;
  return {
    id: row._id,
    ai_model,
    conversation_count,
    conversion_count,
    call_count: row.call_count ?? 0,
    answered_count: row.answered_count ?? 0,
    total_tokens_used,
    cost_micros: row.cost_micros ?? 0,
    updated_at,
    ...given({ avg_response_time_ms, satisfaction_score, period_start, period_end }),
  };
}

/** Count a call that is over for its model and month. Only answers have a response time. */
export async function countCall(
  ctx: MutationCtx,
  reserved: Doc<"ariModelCalls">,
  call: Infer<typeof vModelCall>,
): Promise<void> {
  const row = await rowFor(ctx, reserved, call.ai_model);
  const isAnswered = call.outcome === "ok" || call.outcome === "rejected";
  const answered_count = (row.answered_count ?? 0) + (isAnswered ? 1 : 0);
  const response_time_total_ms = (row.response_time_total_ms ?? 0) + (isAnswered ? call.latency_ms : 0);
  await ctx.db.patch("ariAiComparison", row._id, {
    call_count: (row.call_count ?? 0) + 1,
    answered_count,
    response_time_total_ms,
    ...(answered_count === 0 ? {} : { avg_response_time_ms: response_time_total_ms / answered_count }),
    total_tokens_used: row.total_tokens_used + call.input_tokens + call.output_tokens,
    cost_micros: (row.cost_micros ?? 0) + call.cost_micros,
    conversation_count: row.conversation_count + (await noteConversation(ctx, reserved, call.ai_model)),
    updated_at: Date.now(),
  });
}

async function findRow(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  aiModel: string,
  periodStart: number,
): Promise<Comparison | null> {
  return await ctx.db
    .query("ariAiComparison")
    .withIndex("by_workspace_model_period", (q) =>
      q.eq("workspace_id", workspaceId).eq("ai_model", aiModel).eq("period_start", periodStart),
    )
    .first();
}

async function rowFor(ctx: MutationCtx, call: Doc<"ariModelCalls">, aiModel: string): Promise<Comparison> {
  const { workspace_id, period_start, period_end } = call;
  const row = await findRow(ctx, workspace_id, aiModel, period_start);
  if (row !== null) {
    return row;
  }
  const now = Date.now();
  const nothing = { conversation_count: 0, total_tokens_used: 0, conversion_count: 0 };
  const times = { period_start, period_end, created_at: now, updated_at: now };
  const id = await ctx.db.insert("ariAiComparison", { workspace_id, ai_model: aiModel, ...nothing, ...times });
  return mustExist(await ctx.db.get("ariAiComparison", id));
}

/** Note that the model talked in the conversation; return how many conversations that adds: 1 the first time. */
async function noteConversation(ctx: MutationCtx, call: Doc<"ariModelCalls">, ai_model: string): Promise<0 | 1> {
  const { workspace_id, ari_conversation_id, period_start } = call;
  if (ari_conversation_id === undefined) {
    return 0;
  }
  const known = await ctx.db
    .query("ariModelConversations")
    .withIndex("by_conversation_model_period", (q) =>
      q.eq("ari_conversation_id", ari_conversation_id).eq("ai_model", ai_model).eq("period_start", period_start),
    )
    .first();
  const last_call_at = Date.now();
  if (known !== null) {
    await ctx.db.patch("ariModelConversations", known._id, { last_call_at });
    return 0;
  }
  const names = { workspace_id, ari_conversation_id, ai_model, period_start };
  await ctx.db.insert("ariModelConversations", { ...names, last_call_at, is_converted: false });
  return 1;
}

/** The handoffs that a conversation is for: a lead who is ready to talk, and one with a consultation booked. */
const CONVERSIONS: ReadonlySet<string> = new Set(["hot_lead", "booked"]);

/**
 * Count the handoff of a conversation, if it is one that conversations are for.
 *
 * A conversation converts once. It counts for the model that talked in it last; where none ever did, for none.
 */
export async function countConversion(
  ctx: MutationCtx,
  conversationId: Id<"ariConversations">,
  reason: string,
): Promise<void> {
  if (!CONVERSIONS.has(reason)) {
    return;
  }
  const converted = await ctx.db
    .query("ariModelConversations")
    .withIndex("by_conversation_converted", (q) => q.eq("ari_conversation_id", conversationId).eq("is_converted", true))
    .first();
  const last = await ctx.db
    .query("ariModelConversations")
    .withIndex("by_conversation_last", (q) => q.eq("ari_conversation_id", conversationId))
    .order("desc")
    .first();
  if (converted !== null || last === null) {
    return;
  }
  await ctx.db.patch("ariModelConversations", last._id, { is_converted: true });
  const row = await findRow(ctx, last.workspace_id, last.ai_model, last.period_start);
  if (row !== null) {
    const conversion_count = row.conversion_count + 1;
    await ctx.db.patch("ariAiComparison", row._id, { conversion_count, updated_at: Date.now() });
  }
}
