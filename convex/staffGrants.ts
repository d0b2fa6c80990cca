/** What staff accounts may do in which workspace: what Django's admin calls, for superusers alone. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { vActor } from "./model/access";
import {
  grantArgs,
  listGrants as list,
  revokeGrant as revoke,
  setGrant as set,
  vGrant,
} from "./model/memberships";

export const setGrant = internalMutation({
  args: grantArgs,
  returns: v.object({ grant: vGrant }),
  handler: async (ctx, args) => await set(ctx, args),
});

export const revokeGrant = internalMutation({
  args: { actor: vActor, user_id: v.string(), workspace_id: v.string() },
  returns: v.object({ revoked: v.boolean() }),
  handler: async (ctx, args) => await revoke(ctx, args),
});

export const listGrants = internalQuery({
  args: { actor: vActor, user_id: v.optional(v.string()), workspace_id: v.optional(v.string()) },
  returns: v.object({ grants: v.array(vGrant) }),
  handler: async (ctx, args) => await list(ctx, args),
});
