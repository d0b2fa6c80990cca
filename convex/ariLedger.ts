/** What models cost a workspace, and how they compare: what Django calls. The rules stand in `model/ari/ledger/`. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { expireCalls, reserveArgs, reserveCall, settleArgs, settleCall, vReserved, vSettled } from "./model/ari/ledger/calls";
import { comparisonArgs, listComparison as comparisonOf, vComparison } from "./model/ari/ledger/comparison";
import { budgetArgs, getBudget as budgetFor, vBudgetDay } from "./model/ari/ledger/days";
import { limitOf } from "./model/pages";

/** Before a call of a model: for the worker alone. */
export const reserve = internalMutation({
  args: reserveArgs,
  returns: vReserved,
  handler: async (ctx, args) => await reserveCall(ctx, args),
});

/** After it. */
export const settle = internalMutation({
  args: settleArgs,
  returns: vSettled,
  handler: async (ctx, args) => await settleCall(ctx, args),
});

/** Close reservations that nobody settled: for the operator's command, which repeats until there is no more. */
export const expireReservations = internalMutation({
  args: { limit: v.number() },
  returns: v.object({ expired: v.number(), more: v.boolean() }),
  handler: async (ctx, args) => {
    const limit = limitOf(args.limit, 200, 200);
    const expired = await expireCalls(ctx, limit);
    return { expired, more: expired === limit };
  },
});

export const getBudget = internalQuery({
  args: budgetArgs,
  returns: vBudgetDay,
  handler: async (ctx, args) => await budgetFor(ctx, args),
});

export const listComparison = internalQuery({
  args: comparisonArgs,
  returns: v.object({ comparison: v.array(vComparison) }),
  handler: async (ctx, args) => await comparisonOf(ctx, args),
});
