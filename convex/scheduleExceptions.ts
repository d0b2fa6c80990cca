/** Days off, added hours and national holidays. The rules stand in `model/booking/exceptions.ts`. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import {
  createArgs,
  createException as create,
  deleteArgs,
  deleteException as remove,
  exceptionArgs,
  getException as show,
  holidayArgs,
  listArgs,
  listExceptions as list,
  storeHolidays as store,
  updateArgs,
  updateException as update,
  vException,
  vExceptionPage,
} from "./model/booking/exceptions";

export const listExceptions = internalQuery({
  args: listArgs,
  returns: vExceptionPage,
  handler: async (ctx, args) => await list(ctx, args),
});

export const getException = internalQuery({
  args: exceptionArgs,
  returns: v.object({ exception: vException }),
  handler: async (ctx, args) => await show(ctx, args),
});

export const createException = internalMutation({
  args: createArgs,
  returns: v.object({ exception: vException }),
  handler: async (ctx, args) => await create(ctx, args),
});

export const updateException = internalMutation({
  args: updateArgs,
  returns: v.object({ exception: vException }),
  handler: async (ctx, args) => await update(ctx, args),
});

export const deleteException = internalMutation({
  args: deleteArgs,
  returns: v.object({ deleted: v.literal(true) }),
  handler: async (ctx, args) => await remove(ctx, args),
});

/** Keep the national holidays of a country's year, as Django knows them. */
export const storeHolidays = internalMutation({
  args: holidayArgs,
  returns: v.object({ stored: v.number() }),
  handler: async (ctx, args) => await store(ctx, args),
});
