/** What staff accounts may do in which workspace, as superusers set it. Whether a grant is in force, `access.ts` says. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { checkSuperuser, findWorkspace, MAX_GRANTS, refuseWorkspace, vActor, type Actor } from "./access";
import { recordAct } from "./audit";
import { limitOf, pageArgs } from "./pages";
import { refuse, refuseFields } from "./refusals";
import { isStaffId, People, vPerson } from "./users";
import { vWorkspaceRef, workspaceRef } from "./workspaceRefs";

const LIMITS = { default: 100, max: 200 } as const;

export const vGrant = v.object({
  user_id: v.string(),
  workspace: vWorkspaceRef,
  can_act: v.boolean(),
  expires_at: v.optional(v.number()),
  granted_by: v.optional(vPerson),
  created_at: v.number(),
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
  checkSuperuser(request.actor, "manage_grants");
  checkGrant(request);
  const workspace = (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
  const existing = await findGrant(ctx, request.user_id, workspace._id);
  const fields = {
    user_id: request.user_id,
    workspace_id: workspace._id,
    can_act: request.can_act,
    granted_by: request.actor.user_id,
    ...(request.expires_at === undefined ? {} : { expires_at: request.expires_at }),
    created_at: existing?.created_at ?? Date.now(),
  };
  if (existing === null) {
    await checkRoom(ctx, request.user_id);
    await ctx.db.insert("staffGrants", fields);
  } else {
    await ctx.db.replace("staffGrants", existing._id, fields);
  }
  await recordAct(ctx, request.actor, workspace._id, "set_grant", request.user_id);
  return { grant: await grantView(ctx, new People(ctx), fields) };
}

function checkGrant({ user_id: userId, expires_at: expires }: ObjectType<typeof grantArgs>): void {
  if (!isStaffId(userId)) {
    refuseFields({ user_id: 'Grants are for staff accounts: "staff:" and the username.' });
  }
  if (expires !== undefined && expires <= Date.now()) {
    refuseFields({ expires_at: "This moment has passed. Revoke a grant to end it now." });
  }
}

async function checkRoom(ctx: MutationCtx, userId: string): Promise<void> {
  const grants = await ctx.db
    .query("staffGrants")
    .withIndex("by_user_workspace", (q) => q.eq("user_id", userId))
    .take(MAX_GRANTS);
  if (grants.length === MAX_GRANTS) {
    const detail = `An account can hold ${MAX_GRANTS} grants. Make it a superuser, which sees every workspace.`;
    refuse("conflict", "too_many_grants", detail);
  }
}

export async function revokeGrant(
  ctx: MutationCtx,
  request: { actor: Actor; user_id: string; workspace_id: string },
): Promise<{ revoked: boolean }> {
  checkSuperuser(request.actor, "manage_grants");
  const workspace = (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
  const grant = await findGrant(ctx, request.user_id, workspace._id);
  if (grant !== null) {
    await ctx.db.delete("staffGrants", grant._id);
    await recordAct(ctx, request.actor, workspace._id, "revoke_grant", request.user_id);
  }
  return { revoked: grant !== null };
}

export const grantListArgs = {
  actor: vActor,
  user_id: v.optional(v.string()),
  workspace_id: v.optional(v.string()),
  ...pageArgs,
};

export const vGrantPage = v.object({ grants: v.array(vGrant), cursor: v.optional(v.string()) });

/** A page of the grants of an account, for a workspace, or of all; those that ran out are among them. */
export async function listGrants(
  ctx: QueryCtx,
  request: ObjectType<typeof grantListArgs>,
): Promise<Infer<typeof vGrantPage>> {
  checkSuperuser(request.actor, "manage_grants");
  const numItems = limitOf(request.limit, LIMITS.default, LIMITS.max);
  const query = await queryAsked(ctx, request);
  const page = await query.paginate({ numItems, cursor: request.cursor ?? null });
  const people = new People(ctx);
  const grants = await Promise.all(page.page.map((grant) => grantView(ctx, people, grant)));
  return { grants, ...(page.isDone ? {} : { cursor: page.continueCursor }) };
}

async function queryAsked(
  ctx: QueryCtx,
  { user_id: userId, workspace_id: workspaceId }: { user_id?: string; workspace_id?: string },
) {
  const grants = ctx.db.query("staffGrants");
  const workspace =
    workspaceId === undefined ? undefined : ((await findWorkspace(ctx, workspaceId)) ?? refuseWorkspace());
  if (userId !== undefined) {
    return grants.withIndex("by_user_workspace", (q) => {
      const ofUser = q.eq("user_id", userId);
      return workspace === undefined ? ofUser : ofUser.eq("workspace_id", workspace._id);
    });
  }
  return workspace === undefined
    ? grants.withIndex("by_user_workspace")
    : grants.withIndex("by_workspace", (q) => q.eq("workspace_id", workspace._id));
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

type GrantFields = Omit<Doc<"staffGrants">, "_id" | "_creationTime">;

async function grantView(ctx: QueryCtx, people: People, grant: GrantFields): Promise<GrantView> {
  return {
    user_id: grant.user_id,
    workspace: await workspaceRef(ctx, grant.workspace_id),
    can_act: grant.can_act,
    ...(grant.expires_at === undefined ? {} : { expires_at: grant.expires_at }),
    ...(grant.granted_by === undefined ? {} : { granted_by: await people.get(grant.granted_by) }),
    created_at: grant.created_at,
  };
}
