/** The mail that waits to be sent: what Django's sender calls. */

import { v } from "convex/values";
import { internalMutation } from "./_generated/server";
import {
  claimMail as claim,
  purgeMail as purge,
  settleArgs,
  settleMail as settle,
  vMail,
  vSettled,
} from "./model/tickets/outbox";

export const claimMail = internalMutation({
  args: { limit: v.number(), lease_ms: v.number() },
  returns: v.object({ mails: v.array(vMail), seen: v.number() }),
  handler: async (ctx, args) => await claim(ctx, args),
});

export const settleMail = internalMutation({
  args: settleArgs,
  returns: v.object({ status: vSettled }),
  handler: async (ctx, args) => await settle(ctx, args),
});

export const purgeMail = internalMutation({
  args: { older_than: v.number(), limit: v.number() },
  returns: v.object({ purged: v.number(), more: v.boolean() }),
  handler: async (ctx, args) => {
    const purged = await purge(ctx, args.older_than, args.limit);
    return { purged, more: purged === args.limit };
  },
});
