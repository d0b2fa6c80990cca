/** What of a day's budget is used up. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../../_generated/server";
import { refuseFields } from "../../refusals";
import { given, mustExist, readSettings, settingsArgs } from "../settings/calls";
import { findConfig } from "../settings/config";

/**
 * `budget_micros` absent: no limit. Spent, reserved and lost together are never above it, but where it was lowered during
 * the day, or a call cost more than was reserved for it.
 */
export const vBudgetDay = v.object({
  day: v.string(),
  budget_micros: v.optional(v.number()),
  spent_micros: v.number(),
  reserved_micros: v.number(),
  lost_micros: v.number(),
});

export type BudgetDay = Infer<typeof vBudgetDay>;

export const budgetArgs = { ...settingsArgs, day: v.string() };

export async function getBudget(ctx: QueryCtx, request: ObjectType<typeof budgetArgs>): Promise<BudgetDay> {
  const workspace = await readSettings(ctx, request);
  checkDay(request.day);
  return await budgetOf(ctx, workspace._id, request.day);
}

export async function budgetOf(ctx: QueryCtx, workspaceId: Id<"workspaces">, day: string): Promise<BudgetDay> {
  const [config, used] = await Promise.all([findConfig(ctx, workspaceId), findDay(ctx, workspaceId, day)]);
  return {
    day,
    ...given({ budget_micros: config?.daily_budget_micros }),
    spent_micros: used?.spent_micros ?? 0,
    reserved_micros: used?.reserved_micros ?? 0,
    lost_micros: used?.lost_micros ?? 0,
  };
}

/** Test if so much more can be set aside. */
export function hasRoom(budget: BudgetDay, micros: number): boolean {
  const used = budget.spent_micros + budget.reserved_micros + budget.lost_micros;
  return budget.budget_micros === undefined || used + micros <= budget.budget_micros;
}

export interface Movement {
  readonly reserved?: number;
  readonly spent?: number;
  readonly lost?: number;
}

/** Add to what the day has used up, or take away. */
export async function moveMoney(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  day: string,
  { reserved = 0, spent = 0, lost = 0 }: Movement,
): Promise<void> {
  const used = (await findDay(ctx, workspaceId, day)) ?? (await beginDay(ctx, workspaceId, day));
  await ctx.db.patch("ariBudgetDays", used._id, {
    reserved_micros: used.reserved_micros + reserved,
    spent_micros: used.spent_micros + spent,
    lost_micros: used.lost_micros + lost,
    updated_at: Date.now(),
  });
}

async function findDay(ctx: QueryCtx, workspaceId: Id<"workspaces">, day: string): Promise<Doc<"ariBudgetDays"> | null> {
  return await ctx.db
    .query("ariBudgetDays")
    .withIndex("by_workspace_day", (q) => q.eq("workspace_id", workspaceId).eq("day", day))
    .first();
}

async function beginDay(ctx: MutationCtx, workspaceId: Id<"workspaces">, day: string): Promise<Doc<"ariBudgetDays">> {
  const nothing = { reserved_micros: 0, spent_micros: 0, lost_micros: 0 };
  const id = await ctx.db.insert("ariBudgetDays", { workspace_id: workspaceId, day, ...nothing, updated_at: Date.now() });
  return mustExist(await ctx.db.get("ariBudgetDays", id));
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Refuse what is no day of the calendar. Which day it is where the workspace is, Django knows. */
export function checkDay(day: string): void {
  const moment = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  // 30 February parses, as 2 March.
  if (Number.isNaN(moment) || new Date(moment).toISOString().slice(0, 10) !== day) {
    refuseFields({ day: "The day must be a date, such as 2026-02-28." });
  }
}
