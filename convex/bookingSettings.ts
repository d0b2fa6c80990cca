/** How a workspace takes bookings and reminds of them. The rules stand in `model/booking/settings.ts`. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { vActor } from "./model/access";
import { getSettings as show, settingsArgs, updateSettings as update, vSettings } from "./model/booking/settings";

export const getSettings = internalQuery({
  args: { actor: vActor, workspace_id: v.string() },
  returns: vSettings,
  handler: async (ctx, args) => await show(ctx, args),
});

export const updateSettings = internalMutation({
  args: settingsArgs,
  returns: v.object({ settings: vSettings }),
  handler: async (ctx, args) => await update(ctx, args),
});
