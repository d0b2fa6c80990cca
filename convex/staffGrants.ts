/** What staff accounts may do in which workspace: what the portal calls, for superusers alone. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { vActor } from "./model/access";
import {
  grantArgs,
  grantListArgs,
  listGrants as list,
  revokeGrant as revoke,
  setGrant as set,
  vGrant,
  vGrantPage,
} from "./model/grants";

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
  args: grantListArgs,
  returns: vGrantPage,
  handler: async (ctx, args) => await list(ctx, args),
});
