/**
 * Calls of models: their money is set aside before, and their real cost written after.
 *
 * A reservation that nobody settles in time expires. Its maker most likely died while the model was working, so all of
 * it counts as lost, until somebody settles it after all: the budget holds whatever crashes.
 */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../../_generated/dataModel";
import type { MutationCtx } from "../../../_generated/server";
import { findWorkspace, refuseWorkspace } from "../../access";
import { Complaints } from "../../complaints";
import { refuse } from "../../refusals";
import { vCallOutcome } from "../../tables/ledger";
import { given } from "../settings/calls";
import { countCall } from "./comparison";
import { budgetOf, checkDay, hasRoom, moveMoney, vBudgetDay, type BudgetDay } from "./days";

type Call = Doc<"ariModelCalls">;

export const reserveArgs = {
  workspace_id: v.string(),
  /** Asked again with the same key, the reservation is the same. */
  key: v.string(),
  /** On the workspace's wall clock: "YYYY-MM-DD", and the calendar month that it lies in. */
  day: v.string(),
  period_start: v.number(),
  period_end: v.number(),
  micros: v.number(),
  lease_ms: v.number(),
  ari_conversation_id: v.optional(v.string()),
};

type ReserveRequest = ObjectType<typeof reserveArgs>;

/** Without a reservation the day's budget does not allow it. */
export const vReserved = v.object({ reservation: v.optional(v.string()), budget: vBudgetDay });

const MAX_MICROS = 1_000_000_000;
const MAX_LEASE_MS = 60 * 60 * 1000;
/** So many are expired on the way; more wait for the next call, and until then count as reserved. */
const MAX_EXPIRED = 20;

/** Set money aside for one call, if what is used of the day's budget leaves room for all of it. */
export async function reserveCall(ctx: MutationCtx, request: ReserveRequest): Promise<Infer<typeof vReserved>> {
  checkReservation(request);
  const { key, day, micros, period_start, period_end } = request;
  const workspace = (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
  const known = await findCall(ctx, workspace._id, key);
  if (known !== null) {
    return { reservation: known._id, budget: await budgetOf(ctx, workspace._id, known.day) };
  }
  await expireDay(ctx, workspace._id, day);
  const budget = await budgetOf(ctx, workspace._id, day);
  if (!hasRoom(budget, micros)) {
    return { budget };
  }
  const now = Date.now();
  const conversation = await conversationIn(ctx, workspace._id, request.ari_conversation_id);
  await moveMoney(ctx, workspace._id, day, { reserved: micros });
  const reservation = await ctx.db.insert("ariModelCalls", {
    workspace_id: workspace._id,
    ...given({ ari_conversation_id: conversation }),
    key,
    day,
    period_start,
    period_end,
    status: "reserved",
    reserved_micros: micros,
    expires_at: now + request.lease_ms,
    created_at: now,
  });
  return { reservation, budget: { ...budget, reserved_micros: budget.reserved_micros + micros } };
}

export const vModelCall = v.object({
  ai_model: v.string(),
  outcome: vCallOutcome,
  latency_ms: v.number(),
  input_tokens: v.number(),
  output_tokens: v.number(),
  cost_micros: v.number(),
});

export const settleArgs = { reservation: v.string(), call: vModelCall };

/** `settled` false: it was settled before, and this changed nothing. */
export const vSettled = v.object({ settled: v.boolean(), budget: vBudgetDay });

/** Put the real cost in the place of what was set aside, and count the call for its model. */
export async function settleCall(
  ctx: MutationCtx,
  request: ObjectType<typeof settleArgs>,
): Promise<{ settled: boolean; budget: BudgetDay }> {
  checkCall(request.call);
  const id = ctx.db.normalizeId("ariModelCalls", request.reservation);
  const reserved = id === null ? null : await ctx.db.get("ariModelCalls", id);
  if (reserved === null) {
    refuse("not_found", "reservation_not_found", "There is no such reservation.");
  }
  if (reserved.status !== "settled") {
    const freed = reserved.status === "reserved" ? "reserved" : "lost";
    const movement = { spent: request.call.cost_micros, [freed]: -reserved.reserved_micros };
    await moveMoney(ctx, reserved.workspace_id, reserved.day, movement);
    await ctx.db.patch("ariModelCalls", reserved._id, { ...request.call, status: "settled", settled_at: Date.now() });
    await countCall(ctx, reserved, request.call);
  }
  const budget = await budgetOf(ctx, reserved.workspace_id, reserved.day);
  return { settled: reserved.status !== "settled", budget };
}

/** Expire what is overdue of any day, `limit` at most; return how many that were. */
export async function expireCalls(ctx: MutationCtx, limit: number): Promise<number> {
  const overdue = await ctx.db
    .query("ariModelCalls")
    .withIndex("by_status_expiry", (q) => q.eq("status", "reserved").lte("expires_at", Date.now()))
    .take(limit);
  await expireAll(ctx, overdue);
  return overdue.length;
}

async function expireDay(ctx: MutationCtx, workspaceId: Id<"workspaces">, day: string): Promise<void> {
  const overdue = await ctx.db
    .query("ariModelCalls")
    .withIndex("by_workspace_day_status", (q) =>
      q.eq("workspace_id", workspaceId).eq("day", day).eq("status", "reserved").lte("expires_at", Date.now()),
    )
    .take(MAX_EXPIRED);
  await expireAll(ctx, overdue);
}

async function expireAll(ctx: MutationCtx, overdue: readonly Call[]): Promise<void> {
  for (const call of overdue) {
    await ctx.db.patch("ariModelCalls", call._id, { status: "expired" });
    const movement = { reserved: -call.reserved_micros, lost: call.reserved_micros };
    await moveMoney(ctx, call.workspace_id, call.day, movement);
  }
}

async function findCall(ctx: MutationCtx, workspaceId: Id<"workspaces">, key: string): Promise<Call | null> {
  return await ctx.db
    .query("ariModelCalls")
    .withIndex("by_workspace_key", (q) => q.eq("workspace_id", workspaceId).eq("key", key))
    .first();
}

async function conversationIn(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  id: string | undefined,
): Promise<Id<"ariConversations"> | undefined> {
  if (id === undefined) {
    return undefined;
  }
  const conversationId = ctx.db.normalizeId("ariConversations", id);
  const conversation = conversationId === null ? null : await ctx.db.get("ariConversations", conversationId);
  if (conversation?.workspace_id !== workspaceId) {
    refuse("not_found", "conversation_not_found", "There is no such conversation in this workspace.");
  }
  return conversation._id;
}

function checkReservation({ day, key, micros, lease_ms, period_start, period_end }: ReserveRequest): void {
  checkDay(day);
  const complaints = new Complaints();
  complaints.text("key", key, { name: "The key", min: 1, max: 200 });
  complaints.number("micros", micros, { name: "The amount", min: 0, max: MAX_MICROS });
  complaints.number("lease_ms", lease_ms, { name: "The lease", min: 1, max: MAX_LEASE_MS });
  if (!(period_start < period_end)) {
    complaints.add("period_end", "The period must end after it begins.");
  }
  complaints.refuse();
}

function checkCall(call: Infer<typeof vModelCall>): void {
  const complaints = new Complaints();
  complaints.text("ai_model", call.ai_model, { name: "The model", min: 1, max: 100 });
  for (const field of ["latency_ms", "input_tokens", "output_tokens", "cost_micros"] as const) {
    complaints.number(field, call[field], { name: `The value of ${field}`, min: 0, max: MAX_MICROS });
  }
  complaints.refuse();
}
