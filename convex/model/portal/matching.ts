/** How many tickets a list has, whatever its filters: counted by reading it, so up to a bound. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { limitOf } from "../pages";
import type { Filters } from "../tickets/filters";
import { findPortalPage, portalFilterArgs } from "./listing";
import { enterPortal, workspacesAsked, type Desk } from "./sight";

export const vMatchCount = v.object({
  count: v.number(),
  /** False: there are more than were counted. */
  is_exact: v.boolean(),
});

export type MatchCount = Infer<typeof vMatchCount>;

export const countMatchingArgs = { actor: vActor, ...portalFilterArgs, up_to: v.optional(v.number()) };

const UP_TO = { default: 99, max: 500 } as const;

export async function countMatchingTickets(
  ctx: QueryCtx,
  request: ObjectType<typeof countMatchingArgs>,
): Promise<MatchCount> {
  const desk = await enterPortal(ctx, request.actor);
  const upTo = limitOf(request.up_to, UP_TO.default, UP_TO.max);
  return await countMatching(ctx, desk, request.workspaces ?? [], request, upTo);
}

/** Beyond the bound, and where too few of many tickets pass the filters, the count is a part. */
export async function countMatching(
  ctx: QueryCtx,
  desk: Desk,
  workspaceIds: readonly string[],
  filters: Filters,
  upTo: number,
): Promise<MatchCount> {
  const workspaces = await workspacesAsked(ctx, desk, workspaceIds);
  const lookup = { filters, purpose: "count", cursor: undefined, limit: upTo };
  const page = await findPortalPage(ctx, desk, workspaces, lookup);
  return { count: page.documents.length, is_exact: page.cursor === undefined };
}
