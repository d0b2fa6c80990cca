/**
 * The dashboard: how many tickets stand where, what each of the last days brought, how long clients waited.
 *
 * Each figure is kept by the writes, and each is the number of tickets that a list with certain filters has: by stage,
 * by workspace, by `created_from`, `closed_from`, `replied_from`.
 */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { vActor, type Actor } from "../access";
import { refuse } from "../refusals";
import {
  ALL,
  busiest,
  dayOf,
  daysOf,
  mergeDays,
  openIn,
  startOfDay,
  sumOfDays,
  type DayFigures,
  type StageFigures,
} from "../tickets/tallies";
import { vWorkspaceRef, workspaceRef } from "../workspaceRefs";
import { countStages, figuresOf, vStageCounts } from "./counting";
import { enterPortal, workspacesAsked, type Desk } from "./sight";

export const dashboardArgs = { actor: vActor, workspaces: v.optional(v.array(v.string())) };

const vStageFigures = v.object({
  report: v.number(),
  discuss: v.number(),
  outcome: v.number(),
  implementation: v.number(),
  closed: v.number(),
});

/** How many waits ended in the days of the dashboard, and how long they were on average; absent where there were none. */
const vWait = v.object({ count: v.number(), mean_ms: v.optional(v.number()) });

export const vDashboard = v.object({
  /** The days' bounds, half-open. */
  from: v.number(),
  before: v.number(),
  stages: vStageCounts,
  /** Those with the most open tickets. */
  workspaces: v.array(v.object({ workspace: vWorkspaceRef, stages: vStageFigures, open: v.number() })),
  days: v.array(
    v.object({ from: v.number(), before: v.number(), opened: v.number(), closed: v.number(), replied: v.number() }),
  ),
  first_reply: vWait,
  closing: vWait,
});

type Dashboard = Infer<typeof vDashboard>;

const SHOWN_WORKSPACES = 25;
const SHOWN_DAYS = 30;
export const DAY_MS = 86_400_000;

/** Return who looks at the dashboard, or refuse who is no staff account. */
export async function enterDashboard(ctx: QueryCtx, actor: Actor): Promise<Desk> {
  const desk = await enterPortal(ctx, actor);
  if (desk.actor.kind !== "staff") {
    refuse("forbidden", "staff_account_only", "The dashboard is for staff accounts of the portal.");
  }
  return desk;
}

/** The bounds of the days that are shown, half-open: the last is the one that has the moment. */
export function shownDays(now: number): { from: number; before: number } {
  const before = startOfDay(now) + DAY_MS;
  return { from: before - SHOWN_DAYS * DAY_MS, before };
}

export async function showDashboard(ctx: QueryCtx, request: ObjectType<typeof dashboardArgs>): Promise<Dashboard> {
  const desk = await enterDashboard(ctx, request.actor);
  const asked = await workspacesAsked(ctx, desk, request.workspaces ?? []);
  const { from: first, before } = shownDays(Date.now());
  const days = await daysSeen(ctx, desk, asked, first, before - DAY_MS);
  const sum = Object.values(days).reduce<DayFigures>(sumOfDays, sumOfDays(undefined, {}));
  return {
    from: first,
    before,
    stages: await countStages(ctx, desk, asked),
    workspaces: await busiestSeen(ctx, desk, asked),
    days: Array.from({ length: SHOWN_DAYS }, (_, at) => dayShown(first + at * DAY_MS, days)),
    first_reply: waitOf(sum.replied, sum.replying_ms),
    closing: waitOf(sum.closed, sum.closing_ms),
  };
}

function dayShown(from: number, days: Readonly<Record<string, DayFigures>>): Dashboard["days"][number] {
  const { opened, closed, replied } = sumOfDays(days[dayOf(from)], {});
  return { from, before: from + DAY_MS, opened, closed, replied };
}

function waitOf(count: number, total: number): Infer<typeof vWait> {
  return { count, ...(count > 0 ? { mean_ms: total / count } : {}) };
}

async function daysSeen(
  ctx: QueryCtx,
  desk: Desk,
  asked: readonly Doc<"workspaces">[],
  first: number,
  last: number,
): Promise<Record<string, DayFigures>> {
  const bounds = [dayOf(first), dayOf(last)] as const;
  const ids = await idsSeen(desk, asked);
  const scopes: readonly string[] = ids ?? [ALL];
  const figures = await Promise.all(scopes.map((scope) => daysOf(ctx, scope, ...bounds)));
  return figures.reduce<Record<string, DayFigures>>(mergeDays, {});
}

/** The workspaces that the figures are of; undefined: of all there are. */
async function idsSeen(desk: Desk, asked: readonly Doc<"workspaces">[]): Promise<Id<"workspaces">[] | undefined> {
  if (asked.length > 0) {
    return asked.map(({ _id }) => _id);
  }
  if (desk.reach === "all") {
    return undefined;
  }
  return (await desk.standings.grantsHeld()).map((grant) => grant.workspace_id);
}

async function busiestSeen(
  ctx: QueryCtx,
  desk: Desk,
  asked: readonly Doc<"workspaces">[],
): Promise<Dashboard["workspaces"]> {
  const ids = (await idsSeen(desk, asked)) ?? (await busiest(ctx, SHOWN_WORKSPACES));
  const figures = [...(await figuresOf(ctx, ids))]
    .map(([id, stages]) => ({ id, stages, open: openIn(stages) }))
    .filter(({ open }) => open > 0)
    .sort((left, right) => right.open - left.open)
    .slice(0, SHOWN_WORKSPACES);
  return await Promise.all(figures.map(async ({ id, stages, open }) => await shownWorkspace(ctx, id, stages, open)));
}

async function shownWorkspace(
  ctx: QueryCtx,
  id: Id<"workspaces">,
  { report, discuss, outcome, implementation, closed }: StageFigures,
  open: number,
): Promise<Dashboard["workspaces"][number]> {
  const stages = { report, discuss, outcome, implementation, closed };
  return { workspace: await workspaceRef(ctx, id), stages, open };
}
