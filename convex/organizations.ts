/** Organisations and memberships as Clerk tells of them. Called by the webhook, and by themselves for what is large. */

import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { internalMutation } from "./_generated/server";
import { carryOutOnce, envelopeArgs, vOutcome } from "./model/identity/events";
import { keepMembership } from "./model/identity/memberships";
import * as model from "./model/identity/organizations";

/** An organisation was created, changed or, where `organization` is absent, deleted. */
export const applyClerkEvent = internalMutation({
  args: { ...envelopeArgs, clerk_org_id: v.string(), organization: v.optional(model.vClerkOrganization) },
  returns: vOutcome,
  handler: async (ctx, { clerk_org_id, organization, ...envelope }) =>
    await carryOutOnce(ctx, envelope, clerk_org_id, async () => {
      if (organization === undefined) {
        return await model.endOrganization(ctx, envelope, clerk_org_id);
      }
      const kept = await model.keepOrganization(ctx, envelope, clerk_org_id, organization);
      return kept?.outcome ?? "stale";
    }),
});

/** A membership began, changed or ended. The event also shows its organisation, which may be news. */
export const applyClerkMembershipEvent = internalMutation({
  args: {
    ...envelopeArgs,
    clerk_org_id: v.string(),
    organization: model.vClerkOrganization,
    clerk_user_id: v.string(),
    role: v.string(),
    created_at: v.number(),
    updated_at: v.number(),
    is_deleted: v.boolean(),
  },
  returns: vOutcome,
  handler: async (ctx, { clerk_org_id, organization, event_id, event_type, occurred_at, ...membership }) => {
    const envelope = { event_id, event_type, occurred_at };
    return await carryOutOnce(ctx, envelope, membership.clerk_user_id, async () => {
      const kept = await model.keepOrganization(ctx, envelope, clerk_org_id, organization);
      if (kept === null) {
        await model.removeFromEnded(ctx, clerk_org_id, membership.clerk_user_id);
        return "stale";
      }
      return await keepMembership(ctx, envelope, kept.document, membership);
    });
  },
});

/** Tie organisations to workspaces that came to name them later, a page at a time. */
export const linkWorkspaces = internalMutation({
  args: { paginationOpts: paginationOptsValidator },
  returns: v.object({ linked: v.number(), cursor: v.string(), done: v.boolean() }),
  handler: async (ctx, { paginationOpts }) => {
    const page = await ctx.db.query("organizations").paginate(paginationOpts);
    let linked = 0;
    for (const organization of page.page) {
      const after = await model.linkWorkspace(ctx, organization);
      linked += after.workspace_id === organization.workspace_id ? 0 : 1;
    }
    return { linked, cursor: page.continueCursor, done: page.isDone };
  },
});

/** The rest of what `applyClerkEvent` began for a deleted organisation. */
export const endMemberships = internalMutation({
  args: { organization_id: v.id("organizations"), workspace_id: v.optional(v.id("workspaces")) },
  returns: v.null(),
  handler: async (ctx, { organization_id, workspace_id }) => {
    await model.endMemberships(ctx, organization_id, workspace_id);
    return null;
  },
});

/** The rest of what linking a large organisation began. */
export const settleMembers = internalMutation({
  args: { organization_id: v.id("organizations"), after_user_id: v.string() },
  returns: v.null(),
  handler: async (ctx, { organization_id, after_user_id }) => {
    const organization = await ctx.db.get("organizations", organization_id);
    if (organization !== null) {
      await model.settleMembers(ctx, organization, after_user_id);
    }
    return null;
  },
});
