/** The log of migration runs. */

import { v, type Infer, type Value } from "convex/values";
import type { Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { migrationRuns } from "../tables/migration";

export const vMigrationRun = migrationRuns.validator.extend({ _id: v.id("migrationRuns"), _creationTime: v.number() });

export async function recordRun(ctx: MutationCtx, report: Value): Promise<Id<"migrationRuns">> {
  return await ctx.db.insert("migrationRuns", { report, finished_at: Date.now() });
}

export async function listRuns(ctx: QueryCtx, limit: number): Promise<Infer<typeof vMigrationRun>[]> {
  return await ctx.db.query("migrationRuns").withIndex("by_finished").order("desc").take(limit);
}
