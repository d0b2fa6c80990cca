/** What a caller belongs to: the workspaces of a user, the grants of a staff account. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { findHub, findWorkspace, isInForce, refuseWorkspace, vActor, type Actor } from "./access";
import { refuse, refuseFields } from "./refusals";
import { vWorkspaceRef, workspaceRef } from "./tickets/views";
import { findUser, isStaffId, People, vPerson } from "./users";

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

export const vGrant = v.object({
  user_id: v.string(),
  workspace: vWorkspaceRef,
  can_act: v.boolean(),
  expires_at: v.optional(v.number()),
});

type GrantView = Infer<typeof vGrant>;

export const grantArgs = {
  actor: vActor,
  user_id: v.string(),
  workspace_id: v.string(),
  can_act: v.boolean(),
  expires_at: v.optional(v.number()),
};

/** Let a staff account read the tickets of a workspace, or also act on those routed to the hub. */
export async function setGrant(ctx: MutationCtx, request: ObjectType<typeof grantArgs>): Promise<{ grant: GrantView }> {
  checkSuperuser(request.actor);
  if (!isStaffId(request.user_id)) {
    refuseFields({ user_id: 'Grants are for staff accounts: "staff:" and the username.' });
  }
  const workspace = (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
  const existing = await findGrant(ctx, request.user_id, workspace._id);
  const fields = {
    user_id: request.user_id,
    workspace_id: workspace._id,
    can_act: request.can_act,
    granted_by: request.actor.user_id,
    ...(request.expires_at === undefined ? {} : { expires_at: request.expires_at }),
  };
  if (existing === null) {
    await ctx.db.insert("staffGrants", { ...fields, created_at: Date.now() });
  } else {
    await ctx.db.replace("staffGrants", existing._id, { ...fields, created_at: existing.created_at });
  }
  return { grant: await grantView(ctx, fields) };
}

export async function revokeGrant(
  ctx: MutationCtx,
  request: { actor: Actor; user_id: string; workspace_id: string },
): Promise<{ revoked: boolean }> {
  checkSuperuser(request.actor);
  const workspace = (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
  const grant = await findGrant(ctx, request.user_id, workspace._id);
  if (grant !== null) {
    await ctx.db.delete("staffGrants", grant._id);
  }
  return { revoked: grant !== null };
}

/** The grants of an account, or those for a workspace; one of the two must be named. */
export async function listGrants(
  ctx: QueryCtx,
  request: { actor: Actor; user_id?: string; workspace_id?: string },
): Promise<{ grants: GrantView[] }> {
  checkSuperuser(request.actor);
  const grants = await grantsAsked(ctx, request);
  return { grants: await Promise.all(grants.map((grant) => grantView(ctx, grant))) };
}

async function grantsAsked(
  ctx: QueryCtx,
  { user_id: userId, workspace_id: workspaceId }: { user_id?: string; workspace_id?: string },
): Promise<Doc<"staffGrants">[]> {
  if (userId !== undefined) {
    const grants = await ctx.db
      .query("staffGrants")
      .withIndex("by_user_workspace", (q) => q.eq("user_id", userId))
      .take(MAX_MEMBERSHIPS);
    return grants.filter((grant) => workspaceId === undefined || grant.workspace_id === workspaceId);
  }
  if (workspaceId === undefined) {
    refuseFields({ user_id: "Name a staff account or a workspace." });
  }
  const workspace = (await findWorkspace(ctx, workspaceId)) ?? refuseWorkspace();
  return await ctx.db
    .query("staffGrants")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspace._id))
    .take(MAX_MEMBERSHIPS);
}

function checkSuperuser(actor: Actor): void {
  if (actor.kind !== "staff" || actor.superuser !== true) {
    refuse("forbidden", "forbidden", "Only a superuser may see and change what staff are granted.", {
      action: "manage_grants",
    });
  }
}

async function findGrant(
  ctx: QueryCtx,
  userId: string,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"staffGrants"> | null> {
  return await ctx.db
    .query("staffGrants")
    .withIndex("by_user_workspace", (q) => q.eq("user_id", userId).eq("workspace_id", workspaceId))
    .first();
}

async function grantView(
  ctx: QueryCtx,
  grant: Pick<Doc<"staffGrants">, "user_id" | "workspace_id" | "can_act"> & { expires_at?: number },
): Promise<GrantView> {
  return {
    user_id: grant.user_id,
    workspace: await workspaceRef(ctx, grant.workspace_id),
    can_act: grant.can_act,
    ...(grant.expires_at === undefined ? {} : { expires_at: grant.expires_at }),
  };
}
