/** Users as Clerk tells of them, and the record of its events. Called by the webhook. */

import { v } from "convex/values";
import { internalMutation } from "./_generated/server";
import { carryOutOnce, envelopeArgs, noteFailure, vOutcome } from "./model/identity/events";
import { endUser, keepUser, vClerkUser } from "./model/identity/users";

/** A user was created, changed or, where `user` is absent, deleted. */
export const applyClerkEvent = internalMutation({
  args: { ...envelopeArgs, clerk_id: v.string(), user: v.optional(vClerkUser) },
  returns: vOutcome,
  handler: async (ctx, { clerk_id, user, ...envelope }) =>
    await carryOutOnce(ctx, envelope, clerk_id, async () =>
      user === undefined ? await endUser(ctx, envelope, clerk_id) : await keepUser(ctx, envelope, clerk_id, user),
    ),
});

/** An event of a type that changes nothing here. */
export const recordIgnoredClerkEvent = internalMutation({
  args: envelopeArgs,
  returns: vOutcome,
  handler: async (ctx, envelope) => await carryOutOnce(ctx, envelope, undefined, async () => "ignored"),
});

/** A genuine event that lacks something; `problem` names the field and holds no value. */
export const recordFailedClerkEvent = internalMutation({
  args: { event_id: v.string(), problem: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await noteFailure(ctx, args.event_id, args.problem);
    return null;
  },
});
