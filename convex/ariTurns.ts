/** The turns of ARI, for `manage.py run_ari`: claim a burst, commit its answer. See `model/ari/turns.ts`. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { commitArgs, commitTurn, vCommitted } from "./model/ari/commits";
import { vTurn } from "./model/ari/reading";
import {
  claimArgs,
  claimTurn,
  extendArgs,
  extendTurn,
  releaseArgs,
  releaseTurn,
  vSilence,
} from "./model/ari/turns";
import { limitOf } from "./model/pages";
import { listReady } from "./model/work";

const vReady = v.object({ conversation_ids: v.array(v.string()), next_at: v.optional(v.number()) });

/** What waits in conversations. `nonce` makes each question a new one: an answer out of a cache would be late. */
export const listDue = internalQuery({
  args: { limit: v.number(), nonce: v.number() },
  returns: v.object({ turns: vReady, deliveries: vReady, now: v.number() }),
  handler: async (ctx, args) => {
    const limit = limitOf(args.limit, 100, 100);
    const [turns, deliveries] = await Promise.all([
      listReady(ctx, "turn", limit),
      listReady(ctx, "delivery", limit),
    ]);
    return { turns, deliveries, now: Date.now() };
  },
});

export const claim = internalMutation({
  args: claimArgs,
  returns: v.object({ turn: v.optional(vTurn), silence: v.optional(vSilence) }),
  handler: async (ctx, args) => await claimTurn(ctx, args),
});

export const extend = internalMutation({
  args: extendArgs,
  returns: v.object({ is_held: v.boolean(), is_current: v.boolean() }),
  handler: async (ctx, args) => await extendTurn(ctx, args),
});

export const commit = internalMutation({
  args: commitArgs,
  returns: vCommitted,
  handler: async (ctx, args) => await commitTurn(ctx, args),
});

export const release = internalMutation({
  args: releaseArgs,
  returns: v.object({ released: v.boolean() }),
  handler: async (ctx, args) => await releaseTurn(ctx, args),
});
