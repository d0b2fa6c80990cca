/** What has to be tidied now and then, a bounded piece a call: the caller repeats until there is no more. */

import { v } from "convex/values";
import { internalMutation } from "./_generated/server";
import { purgeKeys } from "./model/idempotency";
import { limitOf } from "./model/pages";
import { purgePresence } from "./model/portal/presence";
import { sweepOldest } from "./model/tickets/removal";
import { foldTallies as fold, purgeMonths } from "./model/tickets/tallies";
import { numberTickets as number, refreshTickets as refresh } from "./model/tickets/upkeep";

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

/** Number the tickets that an import brought, the oldest first. */
export const numberTickets = internalMutation({
  args: { limit: v.number() },
  returns: v.object({ numbered: v.number(), more: v.boolean() }),
  handler: async (ctx, args) => {
    const limit = limitOf(args.limit, 200, 200);
    const numbered = await number(ctx, limit);
    return { numbered, more: numbered === limit };
  },
});

/** Put together the figures that imports wrote apart. */
export const foldTallies = internalMutation({
  args: { limit: v.number() },
  returns: v.object({ folded: v.number(), more: v.boolean() }),
  handler: async (ctx, args) => {
    const limit = limitOf(args.limit, 500, 500);
    const folded = await fold(ctx, limit);
    return { folded, more: folded === limit };
  },
});

/** Forget who looked at tickets, and the figures of months long past. */
export const purgePortal = internalMutation({
  args: { limit: v.number() },
  returns: v.object({ purged: v.number(), more: v.boolean() }),
  handler: async (ctx, args) => {
    const limit = limitOf(args.limit, 500, 500);
    const purged = [await purgePresence(ctx, limit), await purgeMonths(ctx, limit)];
    return { purged: purged.reduce((sum, count) => sum + count, 0), more: purged.includes(limit) };
  },
});
