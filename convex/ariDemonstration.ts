/** A workspace to try ARI in, for the operator's `manage.py chat`. The rules stand in `model/ari/demonstration.ts`. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { findStage, openArgs, openDemonstration, vOpened, vStage } from "./model/ari/demonstration";

/** What the operator's chat must know of a workspace; nothing where there is none of that name. */
export const find = internalQuery({
  args: { slug: v.string() },
  returns: v.object({ workspace: v.optional(vStage) }),
  handler: async (ctx, { slug }) => {
    const workspace = await findStage(ctx, slug);
    return workspace === null ? {} : { workspace };
  },
});

/** Open the demonstration's workspace with its knowledge, unless it is there. */
export const open = internalMutation({
  args: openArgs,
  returns: vOpened,
  handler: async (ctx, args) => await openDemonstration(ctx, args),
});
