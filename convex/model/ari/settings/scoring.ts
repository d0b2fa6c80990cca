/** The thresholds and weights by which a workspace scores its leads. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../../_generated/server";
import { Complaints } from "../../complaints";
import {
  changesIn,
  checkFresh,
  given,
  mustExist,
  nextUpdate,
  readSettings,
  settingsWriteArgs,
  writeSettings,
  type SettingsCall,
} from "./calls";

const DEFAULT_SCORING = {
  hot_threshold: 70,
  warm_threshold: 40,
  weight_basic: 25,
  weight_qualification: 35,
  weight_document: 30,
  weight_engagement: 10,
} as const;

type ScoringField = keyof typeof DEFAULT_SCORING;

const FIELDS = Object.keys(DEFAULT_SCORING) as ScoringField[];
const WEIGHTS = FIELDS.filter((field) => field.startsWith("weight_"));

export const vScoring = v.object({
  is_default: v.boolean(),
  hot_threshold: v.number(),
  warm_threshold: v.number(),
  weight_basic: v.number(),
  weight_qualification: v.number(),
  weight_document: v.number(),
  weight_engagement: v.number(),
  updated_at: v.optional(v.number()),
});

export type ScoringView = Infer<typeof vScoring>;

export async function getScoring(ctx: QueryCtx, call: SettingsCall): Promise<ScoringView> {
  const workspace = await readSettings(ctx, call);
  return scoringOf(await findScoring(ctx, workspace._id));
}

export async function findScoring(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"ariScoringConfig"> | null> {
  return await ctx.db
    .query("ariScoringConfig")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspaceId))
    .first();
}

export function scoringOf(stored: Doc<"ariScoringConfig"> | null): ScoringView {
  const values = Object.fromEntries(FIELDS.map((field) => [field, (stored ?? DEFAULT_SCORING)[field]]));
  const times = stored === null ? {} : { updated_at: stored.updated_at };
  return { ...(values as Record<ScoringField, number>), is_default: stored === null, ...times };
}

export const scoringArgs = {
  ...settingsWriteArgs,
  hot_threshold: v.optional(v.number()),
  warm_threshold: v.optional(v.number()),
  weight_basic: v.optional(v.number()),
  weight_qualification: v.optional(v.number()),
  weight_document: v.optional(v.number()),
  weight_engagement: v.optional(v.number()),
};

type ScoringRequest = ObjectType<typeof scoringArgs>;

/** Change what is given; what is not keeps its present value, and the whole has to obey the rules. */
export async function saveScoring(ctx: MutationCtx, request: ScoringRequest): Promise<{ scoring: ScoringView }> {
  return await writeSettings(ctx, "ariSettings:saveScoring", request, async (workspace) => {
    const stored = await findScoring(ctx, workspace._id);
    checkFresh(request, stored?.updated_at);
    const { is_default: _isDefault, updated_at: _updatedAt, ...present } = scoringOf(stored);
    const wanted = { ...present, ...given(askedOf(request)) };
    checkScoring(wanted);
    if (stored === null) {
      const now = nextUpdate();
      const times = { created_at: now, updated_at: now };
      const id = await ctx.db.insert("ariScoringConfig", { workspace_id: workspace._id, ...wanted, ...times });
      return { scoring: scoringOf(mustExist(await ctx.db.get("ariScoringConfig", id))) };
    }
    if (changesIn(stored, wanted) === undefined) {
      return { scoring: scoringOf(stored) };
    }
    await ctx.db.patch("ariScoringConfig", stored._id, { ...wanted, updated_at: nextUpdate(stored.updated_at) });
    return { scoring: scoringOf(mustExist(await ctx.db.get("ariScoringConfig", stored._id))) };
  });
}

function askedOf(request: ScoringRequest): Partial<Record<ScoringField, number>> {
  return Object.fromEntries(
    FIELDS.map((field) => [field, request[field]]).filter(([, value]) => value !== undefined),
  ) as Partial<Record<ScoringField, number>>;
}

function checkScoring(wanted: Record<ScoringField, number>): void {
  const complaints = new Complaints();
  complaints.number("hot_threshold", wanted.hot_threshold, { name: "The threshold of hot", min: 1, max: 100 });
  complaints.number("warm_threshold", wanted.warm_threshold, { name: "The threshold of warm", min: 0, max: 99 });
  if (wanted.hot_threshold <= wanted.warm_threshold) {
    complaints.add("hot_threshold", "The threshold of hot must be above that of warm.");
  }
  for (const field of WEIGHTS) {
    complaints.number(field, wanted[field], { name: "A weight", min: 0, max: 100 });
  }
  const sum = WEIGHTS.reduce((total, field) => total + wanted[field], 0);
  if (sum !== 100) {
    complaints.add("weights", `The four weights must add up to 100, they add up to ${sum}.`);
  }
  complaints.refuse();
}
