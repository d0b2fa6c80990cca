/** What a caller belongs to: the workspaces of a user, the grants of a staff account. */

import { v, type Infer } from "convex/values";
import type { QueryCtx } from "../_generated/server";
import { findHub, isInForce } from "./access";
import { findUser, People, vPerson } from "./users";
import { vWorkspaceRef, workspaceRef } from "./workspaceRefs";

/** More than anybody belongs to; the bound is Convex's, on what one transaction may read. */
const MAX_MEMBERSHIPS = 200;

export const vMemberships = v.object({
  user: vPerson,
  language: v.optional(v.string()),
  hub_workspace_id: v.optional(v.string()),
  memberships: v.array(v.object({ workspace: vWorkspaceRef, role: v.string(), is_hub: v.boolean() })),
  grants: v.array(v.object({ workspace: vWorkspaceRef, can_act: v.boolean(), expires_at: v.optional(v.number()) })),
});

/** Return what the caller belongs to. Grants that have run out are left out. */
export async function membershipsOf(ctx: QueryCtx, userId: string): Promise<Infer<typeof vMemberships>> {
  const hub = await findHub(ctx);
  const members = await ctx.db
    .query("workspaceMembers")
    .withIndex("by_user_workspace", (q) => q.eq("user_id", userId))
    .take(MAX_MEMBERSHIPS);
  const language = (await findUser(ctx, userId))?.language;
  return {
    user: await new People(ctx).get(userId),
    ...(language === undefined ? {} : { language }),
    ...(hub === null ? {} : { hub_workspace_id: hub._id }),
    memberships: await Promise.all(
      members.map(async ({ workspace_id: id, role }) => ({
        workspace: await workspaceRef(ctx, id),
        role,
        is_hub: id === hub?._id,
      })),
    ),
    grants: await grantsOf(ctx, userId),
  };
}

async function grantsOf(ctx: QueryCtx, userId: string): Promise<Infer<typeof vMemberships>["grants"]> {
  const grants = await ctx.db
    .query("staffGrants")
    .withIndex("by_user_workspace", (q) => q.eq("user_id", userId))
    .take(MAX_MEMBERSHIPS);
  return await Promise.all(
    grants.filter(isInForce).map(async ({ workspace_id: id, can_act, expires_at: expires }) => ({
      workspace: await workspaceRef(ctx, id),
      can_act,
      ...(expires === undefined ? {} : { expires_at: expires }),
    })),
  );
}
