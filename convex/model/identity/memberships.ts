/** Keep `organizationMembers` as Clerk has them, and with them the members of the workspace of the organisation. */

import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { endOf, pairId, rememberEnd } from "./endings";
import type { Envelope, Outcome } from "./events";
import { afterEvent, type LiveMembership, type PairState } from "./membershipOrder";
import { versionOf } from "./versions";

/** A membership as an event shows it. `created_at` tells it from other memberships of the same user. */
export interface ClerkMembership {
  readonly clerk_user_id: string;
  readonly role: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly is_deleted: boolean;
}

/** Apply one membership event of an organisation that has not ended. */
export async function keepMembership(
  ctx: MutationCtx,
  envelope: Envelope,
  organization: Doc<"organizations">,
  event: ClerkMembership,
): Promise<Outcome> {
  const userId = event.clerk_user_id;
  if ((await endOf(ctx, "user", userId)) !== undefined) {
    return "stale";
  }
  const pair = pairId(organization.clerk_org_id, userId);
  const known = await ctx.db
    .query("organizationMembers")
    .withIndex("by_org_user", (q) => q.eq("organization_id", organization._id).eq("clerk_user_id", userId))
    .first();
  const before: PairState = { live: liveFrom(known), endedAt: await endOf(ctx, "membership", pair) };
  const after = afterEvent(before, { ...event, version: versionOf(event.updated_at, envelope) });
  if (after.endedAt !== undefined) {
    await rememberEnd(ctx, "membership", pair, after.endedAt);
  }
  await storeLive(ctx, organization._id, userId, known, after.live);
  await settleWorkspaceMember(ctx, organization, userId, after);
  const isChanged = after.live?.version !== before.live?.version || after.endedAt !== before.endedAt;
  return isChanged ? "applied" : "stale";
}

/** Bring the members of the organisation's workspace in line with one of its memberships. */
export async function settleWorkspaceMember(
  ctx: MutationCtx,
  organization: Doc<"organizations">,
  userId: string,
  { live, endedAt }: PairState,
): Promise<void> {
  const workspace =
    organization.workspace_id === undefined ? null : await ctx.db.get("workspaces", organization.workspace_id);
  if (workspace === null) {
    return;
  }
  const member = await ctx.db
    .query("workspaceMembers")
    .withIndex("by_user_workspace", (q) => q.eq("user_id", userId).eq("workspace_id", workspace._id))
    .first();
  if (live === undefined) {
    if (member !== null && endedAt !== undefined) {
      await ctx.db.delete("workspaceMembers", member._id);
    }
    return;
  }
  const isOwner = workspace.owner_id === userId || (member?.role === "owner" && endedAt === undefined);
  const role = isOwner ? "owner" : workspaceRoleOf(live.role);
  if (member === null) {
    const created_at = live.created_at;
    await ctx.db.insert("workspaceMembers", { workspace_id: workspace._id, user_id: userId, role, created_at });
  } else if (member.role !== role) {
    await ctx.db.patch("workspaceMembers", member._id, { role });
  }
}

/** The role in a workspace that goes with a role in an organisation: the least, where Clerk has roles of its own. */
export function workspaceRoleOf(clerkRole: string): "admin" | "member" {
  return clerkRole === "org:admin" || clerkRole === "admin" ? "admin" : "member";
}

/** The state of a pair as it is stored. */
export async function pairStateOf(
  ctx: MutationCtx,
  organization: Doc<"organizations">,
  membership: Doc<"organizationMembers">,
): Promise<PairState> {
  const pair = pairId(organization.clerk_org_id, membership.clerk_user_id);
  return { live: liveFrom(membership), endedAt: await endOf(ctx, "membership", pair) };
}

function liveFrom(membership: Doc<"organizationMembers"> | null): LiveMembership | undefined {
  if (membership === null) {
    return undefined;
  }
  const { role, created_at, updated_at, clerk_version } = membership;
  return { role, created_at, updated_at, version: clerk_version ?? "" };
}

async function storeLive(
  ctx: MutationCtx,
  organizationId: Id<"organizations">,
  userId: string,
  known: Doc<"organizationMembers"> | null,
  live: LiveMembership | undefined,
): Promise<void> {
  if (live === undefined) {
    if (known !== null) {
      await ctx.db.delete("organizationMembers", known._id);
    }
    return;
  }
  const { role, created_at, updated_at, version } = live;
  const fields = { role, created_at, updated_at, clerk_version: version };
  if (known === null) {
    await ctx.db.insert("organizationMembers", { organization_id: organizationId, clerk_user_id: userId, ...fields });
  } else if (known.clerk_version !== version) {
    await ctx.db.patch("organizationMembers", known._id, fields);
  }
}
