/** Messages on their way to WhatsApp, for `manage.py run_ari`. See `model/inbox/outbox.ts`. */

import { v } from "convex/values";
import { internalMutation } from "./_generated/server";
import {
  claimArgs,
  claimDelivery,
  purgeOutbox,
  settleArgs,
  settleDelivery,
  vDelivery,
  vSettled,
} from "./model/inbox/outbox";
import { limitOf } from "./model/pages";

export const claim = internalMutation({
  args: claimArgs,
  returns: v.object({ delivery: v.optional(vDelivery) }),
  handler: async (ctx, args) => await claimDelivery(ctx, args),
});

export const settle = internalMutation({
  args: settleArgs,
  returns: v.object({ status: vSettled, is_more: v.boolean() }),
  handler: async (ctx, args) => await settleDelivery(ctx, args),
});

export const purge = internalMutation({
  args: { older_than: v.number(), limit: v.number() },
  returns: v.object({ purged: v.number(), more: v.boolean() }),
  handler: async (ctx, args) => {
    const limit = limitOf(args.limit, 1_000, 1_000);
    const purged = await purgeOutbox(ctx, args.older_than, limit);
    return { purged, more: purged === limit };
  },
});
