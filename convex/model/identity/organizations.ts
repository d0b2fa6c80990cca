/** Keep `organizations` as Clerk has them, and tie each to the workspace that names it. */

import { v, type Infer } from "convex/values";
import { internal } from "../../_generated/api";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { endOf, pairId, rememberEnd } from "./endings";
import type { Envelope, Outcome } from "./events";
import { pairStateOf, settleWorkspaceMember } from "./memberships";
import { isNewer, versionOf } from "./versions";

/** An organisation as an event shows it. */
export const vClerkOrganization = v.object({
  name: v.string(),
  slug: v.string(),
  created_at: v.number(),
  updated_at: v.number(),
});

export type ClerkOrganization = Infer<typeof vClerkOrganization>;

/** How many memberships one transaction works on; the rest follows in transactions of their own. */
const MEMBERS_AT_ONCE = 300;

/** Keep the organisation, and return its document; null when it has ended. */
export async function keepOrganization(
  ctx: MutationCtx,
  envelope: Envelope,
  clerkOrgId: string,
  organization: ClerkOrganization,
): Promise<{ document: Doc<"organizations">; outcome: Outcome } | null> {
  if ((await endOf(ctx, "organization", clerkOrgId)) !== undefined) {
    return null;
  }
  const { name, slug, created_at, updated_at } = organization;
  const version = versionOf(updated_at, envelope);
  const known = await findOrganization(ctx, clerkOrgId);
  const fields = { name, slug, updated_at, clerk_version: version };
  let outcome: Outcome = "applied";
  if (known === null) {
    await ctx.db.insert("organizations", { clerk_org_id: clerkOrgId, created_at, ...fields });
  } else if (isNewer(version, known.clerk_version)) {
    await ctx.db.patch("organizations", known._id, fields);
  } else {
    outcome = "stale";
  }
  const document = await findOrganization(ctx, clerkOrgId);
  return document === null ? null : { document: await linkWorkspace(ctx, document), outcome };
}

/** Remove the organisation with its memberships, and its people from the workspace. The workspace's data stays. */
export async function endOrganization(ctx: MutationCtx, envelope: Envelope, clerkOrgId: string): Promise<Outcome> {
  if ((await endOf(ctx, "organization", clerkOrgId)) !== undefined) {
    return "stale";
  }
  await rememberEnd(ctx, "organization", clerkOrgId, envelope.occurred_at);
  const organization = await findOrganization(ctx, clerkOrgId);
  if (organization !== null) {
    await ctx.db.delete("organizations", organization._id);
    await endMemberships(ctx, organization._id, organization.workspace_id);
  }
  return "applied";
}

/** End the memberships of a removed organisation, a batch at a time. */
export async function endMemberships(
  ctx: MutationCtx,
  organizationId: Id<"organizations">,
  workspaceId: Id<"workspaces"> | undefined,
): Promise<void> {
  const memberships = await ctx.db
    .query("organizationMembers")
    .withIndex("by_org_user", (q) => q.eq("organization_id", organizationId))
    .take(MEMBERS_AT_ONCE);
  for (const membership of memberships) {
    await ctx.db.delete("organizationMembers", membership._id);
    if (workspaceId !== undefined) {
      await removeWorkspaceMember(ctx, workspaceId, membership.clerk_user_id);
    }
  }
  if (memberships.length === MEMBERS_AT_ONCE) {
    await ctx.scheduler.runAfter(0, internal.organizations.endMemberships, {
      organization_id: organizationId,
      ...(workspaceId === undefined ? {} : { workspace_id: workspaceId }),
    });
  }
}

/** Tie the organisation to the workspace that names it, once there is one, and settle its members there. */
export async function linkWorkspace(
  ctx: MutationCtx,
  organization: Doc<"organizations">,
): Promise<Doc<"organizations">> {
  if (organization.workspace_id !== undefined) {
    return organization;
  }
  const workspace = await findWorkspaceOf(ctx, organization.clerk_org_id);
  if (workspace === null) {
    return organization;
  }
  const linked = { ...organization, workspace_id: workspace._id };
  await ctx.db.patch("organizations", organization._id, { workspace_id: workspace._id });
  await settleMembers(ctx, linked, "");
  await removeWhoLeft(ctx, linked, workspace._id);
  return linked;
}

/** Take a person out of the workspace of an organisation that has ended, who came there by other ways than Clerk. */
export async function removeFromEnded(ctx: MutationCtx, clerkOrgId: string, userId: string): Promise<void> {
  const workspace = await findWorkspaceOf(ctx, clerkOrgId);
  if (workspace !== null) {
    await removeWorkspaceMember(ctx, workspace._id, userId);
  }
}

/** Take out of the workspace who left the organisation before the two were tied: a few dozen at most. */
async function removeWhoLeft(
  ctx: MutationCtx,
  organization: Doc<"organizations">,
  workspaceId: Id<"workspaces">,
): Promise<void> {
  const prefix = pairId(organization.clerk_org_id, "");
  for await (const ending of ctx.db
    .query("clerkEndings")
    .withIndex("by_kind_and_clerk_id", (q) =>
      q.eq("kind", "membership").gte("clerk_id", prefix).lt("clerk_id", `${prefix}\uffff`),
    )) {
    const userId = ending.clerk_id.slice(prefix.length);
    const membership = await ctx.db
      .query("organizationMembers")
      .withIndex("by_org_user", (q) => q.eq("organization_id", organization._id).eq("clerk_user_id", userId))
      .first();
    if (membership === null) {
      await removeWorkspaceMember(ctx, workspaceId, userId);
    }
  }
}

/** Settle the members after `afterUserId`, in the order of their ids, a batch at a time. */
export async function settleMembers(
  ctx: MutationCtx,
  organization: Doc<"organizations">,
  afterUserId: string,
): Promise<void> {
  const memberships = await ctx.db
    .query("organizationMembers")
    .withIndex("by_org_user", (q) => q.eq("organization_id", organization._id).gt("clerk_user_id", afterUserId))
    .take(MEMBERS_AT_ONCE);
  for (const membership of memberships) {
    const state = await pairStateOf(ctx, organization, membership);
    await settleWorkspaceMember(ctx, organization, membership.clerk_user_id, state);
  }
  const last = memberships.at(-1);
  if (memberships.length === MEMBERS_AT_ONCE && last !== undefined) {
    await ctx.scheduler.runAfter(0, internal.organizations.settleMembers, {
      organization_id: organization._id,
      after_user_id: last.clerk_user_id,
    });
  }
}

async function findOrganization(ctx: MutationCtx, clerkOrgId: string): Promise<Doc<"organizations"> | null> {
  return await ctx.db
    .query("organizations")
    .withIndex("by_clerk_org_id", (q) => q.eq("clerk_org_id", clerkOrgId))
    .first();
}

async function findWorkspaceOf(ctx: MutationCtx, clerkOrgId: string): Promise<Doc<"workspaces"> | null> {
  return await ctx.db
    .query("workspaces")
    .withIndex("by_clerk_org", (q) => q.eq("clerk_org_id", clerkOrgId))
    .first();
}

async function removeWorkspaceMember(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  userId: string,
): Promise<void> {
  const member = await ctx.db
    .query("workspaceMembers")
    .withIndex("by_user_workspace", (q) => q.eq("user_id", userId).eq("workspace_id", workspaceId))
    .first();
  if (member !== null) {
    await ctx.db.delete("workspaceMembers", member._id);
  }
}
