/** How many tickets stand in each stage, kept by the writes, so that reading costs the same whatever the number. */

import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { STAGES, type Stage } from "./stages";

export const vCounts = v.object({
  report: v.number(),
  discuss: v.number(),
  outcome: v.number(),
  implementation: v.number(),
  closed: v.number(),
  total: v.number(),
});

export type Counts = Infer<typeof vCounts>;

export type CountKind = Doc<"ticketCounts">["kind"];

/** Where a ticket is counted. `hub` is set for a routed one. */
export interface Counted {
  readonly workspace: Id<"workspaces">;
  readonly hub: Id<"workspaces"> | undefined;
  readonly stage: Stage;
}

/** Writers take one of so many documents at random: two at once collide once in eight times. */
const SHARDS = 8;

interface Difference {
  readonly workspace: Id<"workspaces">;
  readonly kind: CountKind;
  readonly stages: Map<Stage, number>;
}

/** What the writes of one transaction change in the counters, written by one patch to each. */
export class CountChanges {
  private readonly differences = new Map<string, Difference>();

  /** Take a ticket from one place to another; undefined: from or to nowhere. */
  move(from: Counted | undefined, to: Counted | undefined): void {
    if (from !== undefined) {
      this.add(from, -1);
    }
    if (to !== undefined) {
      this.add(to, 1);
    }
  }

  async write(ctx: MutationCtx): Promise<void> {
    const shard = Math.floor(Math.random() * SHARDS);
    for (const difference of this.differences.values()) {
      if ([...difference.stages.values()].some((change) => change !== 0)) {
        await applyDifference(ctx, difference, shard);
      }
    }
  }

  private add(place: Counted, change: number): void {
    if (place.hub === undefined) {
      this.addTo(place.workspace, "internal", place.stage, change);
    } else {
      this.addTo(place.workspace, "routed", place.stage, change);
      this.addTo(place.hub, "desk", place.stage, change);
    }
  }

  private addTo(workspace: Id<"workspaces">, kind: CountKind, stage: Stage, change: number): void {
    const key = `${kind} ${workspace}`;
    const difference = this.differences.get(key) ?? { workspace, kind, stages: new Map<Stage, number>() };
    difference.stages.set(stage, (difference.stages.get(stage) ?? 0) + change);
    this.differences.set(key, difference);
  }
}

async function applyDifference(ctx: MutationCtx, { workspace, kind, stages }: Difference, shard: number): Promise<void> {
  const counter = await ctx.db
    .query("ticketCounts")
    .withIndex("by_workspace_kind_shard", (q) =>
      q.eq("workspace_id", workspace).eq("kind", kind).eq("shard", shard),
    )
    .first();
  const counts = { report: 0, discuss: 0, outcome: 0, implementation: 0, closed: 0 };
  for (const stage of STAGES) {
    counts[stage] = (counter?.[stage] ?? 0) + (stages.get(stage) ?? 0);
  }
  if (counter === null) {
    await ctx.db.insert("ticketCounts", { workspace_id: workspace, kind, shard, ...counts });
  } else {
    await ctx.db.patch("ticketCounts", counter._id, counts);
  }
}

/** The counts of the kinds together. A single document may be negative; their sum is not. */
export async function countsOf(
  ctx: QueryCtx,
  workspace: Id<"workspaces">,
  kinds: readonly CountKind[],
): Promise<Counts> {
  const counts: Counts = { report: 0, discuss: 0, outcome: 0, implementation: 0, closed: 0, total: 0 };
  for (const kind of kinds) {
    const shards = await ctx.db
      .query("ticketCounts")
      .withIndex("by_workspace_kind_shard", (q) => q.eq("workspace_id", workspace).eq("kind", kind))
      .take(SHARDS);
    for (const shard of shards) {
      for (const stage of STAGES) {
        counts[stage] += shard[stage];
        counts.total += shard[stage];
      }
    }
  }
  return counts;
}
