/** Payments for consultations. The rules stand in `model/booking/payments.ts`. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import {
  changeStatus as change,
  getPayment as show,
  listArgs,
  listPayments as list,
  paymentArgs,
  recordArgs,
  recordPayment as record,
  transitionArgs,
  vPayment,
  vPaymentPage,
} from "./model/booking/payments";

export const listPayments = internalQuery({
  args: listArgs,
  returns: vPaymentPage,
  handler: async (ctx, args) => await list(ctx, args),
});

export const getPayment = internalQuery({
  args: paymentArgs,
  returns: v.object({ payment: vPayment }),
  handler: async (ctx, args) => await show(ctx, args),
});

export const recordPayment = internalMutation({
  args: recordArgs,
  returns: v.object({ payment: vPayment }),
  handler: async (ctx, args) => await record(ctx, args),
});

export const changeStatus = internalMutation({
  args: transitionArgs,
  returns: v.object({ payment: vPayment }),
  handler: async (ctx, args) => await change(ctx, args),
});
