/** Reminders and the messages about appointments: what `manage.py send_reminders` calls, and the list for staff. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import {
  beginArgs,
  beginNotice as begin,
  claimArgs,
  claimNotices as claim,
  purgeNotices as purge,
  settleArgs,
  settleNotice as settle,
  vDelivery,
  vSettled,
} from "./model/booking/deliveries";
import {
  countFailed as count,
  dispatchDue as dispatch,
  dueArgs,
  listArgs,
  listReminders as list,
  planMissing as plan,
  previewDue as preview,
  vDispatched,
  vDueReminder,
  vPlanned,
  vReminderPage,
} from "./model/booking/reminders";
import { limitOf } from "./model/pages";

export const listReminders = internalQuery({
  args: listArgs,
  returns: vReminderPage,
  handler: async (ctx, args) => await list(ctx, args),
});

/** Plan the reminders of appointments that a migration brought, or whose workspace changed its rules. */
export const planMissing = internalMutation({
  args: dueArgs,
  returns: vPlanned,
  handler: async (ctx, args) => await plan(ctx, args),
});

/** Put reminders that are due on their way: each becomes a notice, or is dropped with its reason. */
export const dispatchDue = internalMutation({
  args: dueArgs,
  returns: vDispatched,
  handler: async (ctx, args) => await dispatch(ctx, args),
});

export const previewDue = internalQuery({
  args: dueArgs,
  returns: v.object({ reminders: v.array(vDueReminder), more: v.boolean() }),
  handler: async (ctx, args) => await preview(ctx, args),
});

/** What failed while a run went on, however it came to that. */
export const countFailed = internalQuery({
  args: { since: v.number(), until: v.number() },
  returns: v.object({ failed: v.record(v.string(), v.number()) }),
  handler: async (ctx, args) => await count(ctx, args),
});

export const claimNotices = internalMutation({
  args: claimArgs,
  returns: v.object({ deliveries: v.array(vDelivery), seen: v.number() }),
  handler: async (ctx, args) => await claim(ctx, args),
});

export const beginNotice = internalMutation({
  args: beginArgs,
  returns: v.object({ may_send: v.boolean() }),
  handler: async (ctx, args) => await begin(ctx, args),
});

export const settleNotice = internalMutation({
  args: settleArgs,
  returns: vSettled,
  handler: async (ctx, args) => await settle(ctx, args),
});

export const purgeNotices = internalMutation({
  args: { older_than: v.number(), limit: v.number() },
  returns: v.object({ purged: v.number(), more: v.boolean() }),
  handler: async (ctx, args) => {
    const limit = limitOf(args.limit, 500, 500);
    const purged = await purge(ctx, args.older_than, limit);
    return { purged, more: purged === limit };
  },
});
