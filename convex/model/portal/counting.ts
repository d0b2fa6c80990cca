/** How many tickets somebody of the hub sees in each stage, by counters; and how many a list has, up to a bound. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { countsOf, vCounts } from "../tickets/counts";
import { readFeeds } from "../tickets/feeds";
import { STAGES, type Stage } from "../tickets/stages";
import { ALL, everyTally, noStages, openIn, stagesOf, sumOfStages, type StageFigures } from "../tickets/tallies";
import { enterPortal, hubSources, sourcesOf, workspacesAsked, type Desk } from "./sight";

/** `is_partial`: there are more, which were not counted. */
export const vStageCounts = v.object({ ...vCounts.fields, is_partial: v.optional(v.boolean()) });

export type StageCounts = Infer<typeof vStageCounts>;

export const countArgs = { actor: vActor, workspaces: v.optional(v.array(v.string())) };

export async function countPortalTickets(
  ctx: QueryCtx,
  request: ObjectType<typeof countArgs>,
): Promise<StageCounts> {
  const desk = await enterPortal(ctx, request.actor);
  return await countStages(ctx, desk, await workspacesAsked(ctx, desk, request.workspaces ?? []));
}

/** The tickets that the desk sees in these workspaces, by stage; none named: in all. */
export async function countStages(
  ctx: QueryCtx,
  desk: Desk,
  workspaces: readonly Doc<"workspaces">[],
): Promise<StageCounts> {
  if (desk.reach === "all" || desk.reach === "granted") {
    return withTotal(await figuresOfStaff(ctx, desk, workspaces));
  }
  return await countForHub(ctx, desk, workspaces);
}

async function figuresOfStaff(
  ctx: QueryCtx,
  desk: Desk,
  workspaces: readonly Doc<"workspaces">[],
): Promise<StageFigures> {
  if (workspaces.length > 0) {
    return sumOf((await figuresOf(ctx, workspaces.map(({ _id }) => _id))).values());
  }
  if (desk.reach === "all") {
    return await stagesOf(ctx, ALL);
  }
  const grants = await desk.standings.grantsHeld();
  return sumOf((await figuresOf(ctx, grants.map((grant) => grant.workspace_id))).values());
}

function sumOf(figures: Iterable<StageFigures>): StageFigures {
  return [...figures].reduce<StageFigures>(sumOfStages, noStages());
}

export function withTotal(figures: StageFigures): StageCounts {
  return { ...figures, total: openIn(figures) + figures.closed };
}

/** Of so few workspaces the figures are read one by one. */
const FEW_WORKSPACES = 6;
/** What the figures of one workspace cost that are read by themselves, in such as are read with all others. */
const OWN_COST = 8;

/** The figures of each of these workspaces. */
export async function figuresOf(
  ctx: QueryCtx,
  workspaces: readonly Id<"workspaces">[],
): Promise<Map<Id<"workspaces">, StageFigures>> {
  const isFew = workspaces.length <= FEW_WORKSPACES;
  const all = isFew ? undefined : await everyTally(ctx, workspaces.length * OWN_COST);
  if (all === undefined) {
    return new Map(await Promise.all(workspaces.map(async (id) => [id, await stagesOf(ctx, id)] as const)));
  }
  return new Map(workspaces.map((id) => [id, all.get(id) ?? noStages()]));
}

/** Own tickets of the hub and routed ones have counters of their own; those of one assignee are looked at. */
async function countForHub(
  ctx: QueryCtx,
  desk: Desk,
  workspaces: readonly Doc<"workspaces">[],
): Promise<StageCounts> {
  const hub = desk.hub;
  if (hub === null) {
    return withTotal(noStages());
  }
  const asked = workspaces.length === 0 ? undefined : workspaces.map(({ _id }) => _id);
  const own = asked?.includes(hub._id) === false ? noStages() : await countsOf(ctx, hub._id, ["internal"]);
  if (desk.reach === "assigned") {
    const { figures, isPartial } = await countAssigned(ctx, desk, hub._id, asked);
    return { ...withTotal(sumOfStages(own, figures)), ...(isPartial ? { is_partial: true } : {}) };
  }
  const routed =
    asked === undefined
      ? [await countsOf(ctx, hub._id, ["desk"])]
      : await Promise.all(asked.filter((id) => id !== hub._id).map((id) => countsOf(ctx, id, ["routed"])));
  return withTotal(sumOf([own, ...routed]));
}

const MAX_LOOKED_AT = 1_000;

async function countAssigned(
  ctx: QueryCtx,
  desk: Desk,
  hub: Id<"workspaces">,
  asked: readonly Id<"workspaces">[] | undefined,
): Promise<{ figures: StageFigures; isPartial: boolean }> {
  const { feeds } = asked === undefined ? hubSources(desk, hub) : sourcesOf(desk, asked);
  const routed = feeds.filter((feed) => feed.kind === "routed");
  const lookup = { filters: {}, purpose: "count", cursor: undefined, limit: MAX_LOOKED_AT };
  const page = await readFeeds(ctx, { feeds: routed, hub }, lookup);
  return { figures: stagesIn(page.documents), isPartial: page.cursor !== undefined };
}

export function stagesIn(tickets: readonly { readonly stage: Stage }[]): StageFigures {
  const figures = noStages();
  for (const stage of STAGES) {
    figures[stage] = tickets.filter((ticket) => ticket.stage === stage).length;
  }
  return figures;
}
