/** Weekly patterns of bookable hours. The rules stand in `model/booking/slots.ts`. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import {
  createArgs,
  createSlot as create,
  deleteArgs,
  deleteSlot as remove,
  getSlot as show,
  listArgs,
  listSlots as list,
  slotArgs,
  updateArgs,
  updateSlot as update,
  vSlot,
} from "./model/booking/slots";

export const listSlots = internalQuery({
  args: listArgs,
  returns: v.object({ slots: v.array(vSlot) }),
  handler: async (ctx, args) => await list(ctx, args),
});

export const getSlot = internalQuery({
  args: slotArgs,
  returns: v.object({ slot: vSlot }),
  handler: async (ctx, args) => await show(ctx, args),
});

export const createSlot = internalMutation({
  args: createArgs,
  returns: v.object({ slot: vSlot }),
  handler: async (ctx, args) => await create(ctx, args),
});

export const updateSlot = internalMutation({
  args: updateArgs,
  returns: v.object({ slot: vSlot }),
  handler: async (ctx, args) => await update(ctx, args),
});

export const deleteSlot = internalMutation({
  args: deleteArgs,
  returns: v.object({ deleted: v.literal(true) }),
  handler: async (ctx, args) => await remove(ctx, args),
});
