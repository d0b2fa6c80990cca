/** What has to be tidied now and then, a bounded piece a call: the caller repeats until there is no more. */

import { v } from "convex/values";
import { internalMutation } from "./_generated/server";
import { purgeKeys } from "./model/idempotency";
import { limitOf } from "./model/pages";
import { sweepOldest } from "./model/tickets/removal";
import { refreshTickets as refresh } from "./model/tickets/upkeep";

export const purgeIdempotencyKeys = internalMutation({
  args: { older_than: v.number(), limit: v.number() },
  returns: v.object({ purged: v.number(), more: v.boolean() }),
  handler: async (ctx, args) => {
    const purged = await purgeKeys(ctx, args.older_than, args.limit);
    return { purged, more: purged === args.limit };
  },
});

/** Go on with the deletion of tickets with which too much hung for one transaction. */
export const sweepDeletedTickets = internalMutation({
  args: {},
  returns: v.object({ more: v.boolean() }),
  handler: async (ctx) => ({ more: await sweepOldest(ctx) }),
});

/** Walk over all tickets and repair the counters and the fields that serve indexes, where something wrote past them. */
export const refreshTickets = internalMutation({
  args: { cursor: v.optional(v.string()), limit: v.number() },
  returns: v.object({ seen: v.number(), fixed: v.number(), cursor: v.optional(v.string()) }),
  handler: async (ctx, args) => {
    const numItems = limitOf(args.limit, 200, 200);
    const page = await ctx.db.query("tickets").paginate({ numItems, cursor: args.cursor ?? null });
    const fixed = await refresh(ctx, page.page);
    return { seen: page.page.length, fixed, ...(page.isDone ? {} : { cursor: page.continueCursor }) };
  },
});
