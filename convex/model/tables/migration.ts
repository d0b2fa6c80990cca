/** The record of each run of the migration. */

import { defineTable } from "convex/server";
import { v } from "convex/values";

export const migrationRuns = defineTable({
  /** The whole report, as the command that ran the migration wrote it. */
  report: v.any(),
  finished_at: v.number(),
}).index("by_finished", ["finished_at"]);
