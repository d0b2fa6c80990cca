/** Consultations as ARI, staff and leads book them: what Django calls. The rules stand in `model/booking/`. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import {
  actArgs,
  assignArgs,
  assignConsultant as assign,
  cancelAppointment as cancel,
  completeAppointment as complete,
  confirmAppointment as confirm,
  editArgs,
  markNoShow as markMissed,
  reasonArgs,
  updateAppointment as update,
  vChanged,
} from "./model/booking/acts";
import { availabilityArgs, getAvailableSlots as findFreeStarts, vAvailability } from "./model/booking/availability";
import {
  bookArgs,
  createAppointment as book,
  currentArgs,
  findCurrent,
  moveAppointment as move,
  moveArgs,
  vBooked,
  vMoved,
} from "./model/booking/bookings";
import { getAppointment as show, showArgs } from "./model/booking/cases";
import { holdArgs, holdStart, purgeHolds, releaseArgs, releaseHold, vHold } from "./model/booking/holds";
import {
  listAppointments as list,
  listArgs,
  listHistory,
  vAppointmentPage,
  vHistoryPage,
} from "./model/booking/listing";
import { vAppointment } from "./model/booking/views";
import { limitOf, pageArgs } from "./model/pages";

export const getAvailableSlots = internalQuery({
  args: availabilityArgs,
  returns: vAvailability,
  handler: async (ctx, args) => await findFreeStarts(ctx, args),
});

export const createAppointment = internalMutation({
  args: bookArgs,
  returns: vBooked,
  handler: async (ctx, args) => await book(ctx, args),
});

export const moveAppointment = internalMutation({
  args: moveArgs,
  returns: vMoved,
  handler: async (ctx, args) => await move(ctx, args),
});

export const cancelAppointment = internalMutation({
  args: reasonArgs,
  returns: vChanged,
  handler: async (ctx, args) => await cancel(ctx, args),
});

export const confirmAppointment = internalMutation({
  args: actArgs,
  returns: vChanged,
  handler: async (ctx, args) => await confirm(ctx, args),
});

export const completeAppointment = internalMutation({
  args: actArgs,
  returns: vChanged,
  handler: async (ctx, args) => await complete(ctx, args),
});

export const markNoShow = internalMutation({
  args: actArgs,
  returns: vChanged,
  handler: async (ctx, args) => await markMissed(ctx, args),
});

export const assignConsultant = internalMutation({
  args: assignArgs,
  returns: vChanged,
  handler: async (ctx, args) => await assign(ctx, args),
});

export const updateAppointment = internalMutation({
  args: editArgs,
  returns: vChanged,
  handler: async (ctx, args) => await update(ctx, args),
});

/** One appointment: for somebody of the workspace, or for the lead whose link Django has verified. */
export const getAppointment = internalQuery({
  args: showArgs,
  returns: v.object({ appointment: vAppointment, workspace_name: v.string() }),
  handler: async (ctx, args) => await show(ctx, args),
});

/** The conversation's open appointment, if it has one: for ARI. */
export const getCurrentAppointment = internalQuery({
  args: currentArgs,
  returns: v.object({ appointment: v.optional(vAppointment) }),
  handler: async (ctx, args) => await findCurrent(ctx, args),
});

export const listAppointments = internalQuery({
  args: listArgs,
  returns: vAppointmentPage,
  handler: async (ctx, args) => await list(ctx, args),
});

export const getAppointmentHistory = internalQuery({
  args: { ...showArgs, ...pageArgs },
  returns: vHistoryPage,
  handler: async (ctx, args) => await listHistory(ctx, args),
});

export const holdSlot = internalMutation({
  args: holdArgs,
  returns: vHold,
  handler: async (ctx, args) => await holdStart(ctx, args),
});

export const releaseSlot = internalMutation({
  args: releaseArgs,
  returns: v.object({ released: v.number() }),
  handler: async (ctx, args) => await releaseHold(ctx, args),
});

export const purgeExpiredHolds = internalMutation({
  args: { limit: v.number(), now: v.optional(v.number()) },
  returns: v.object({ purged: v.number(), more: v.boolean() }),
  handler: async (ctx, args) => {
    const limit = limitOf(args.limit, 500, 500);
    const purged = await purgeHolds(ctx, args.now ?? Date.now(), limit);
    return { purged, more: purged === limit };
  },
});
