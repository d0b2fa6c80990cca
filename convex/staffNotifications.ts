/** What members should know of conversations: in the portal, and by mail. See `model/inbox/notices.ts`. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { vActor } from "./model/access";
import {
  claimNoticeMails,
  listNotices,
  noticeListArgs,
  readAllNotices,
  readNotice,
  settleNoticeArgs,
  settleNoticeMail,
  vNotice,
  vNoticeMail,
  vNoticeSettled,
} from "./model/inbox/notices";

export const list = internalQuery({
  args: noticeListArgs,
  returns: v.object({ notifications: v.array(vNotice), cursor: v.optional(v.string()) }),
  handler: async (ctx, args) => await listNotices(ctx, args),
});

export const markRead = internalMutation({
  args: { actor: vActor, notification_id: v.string() },
  returns: v.object({ read_at: v.number() }),
  handler: async (ctx, args) => await readNotice(ctx, args),
});

export const markAllRead = internalMutation({
  args: { actor: vActor, until: v.number() },
  returns: v.object({ read: v.number() }),
  handler: async (ctx, args) => await readAllNotices(ctx, args),
});

export const claimMail = internalMutation({
  args: { limit: v.number(), lease_ms: v.number() },
  returns: v.object({ mails: v.array(vNoticeMail), seen: v.number() }),
  handler: async (ctx, args) => await claimNoticeMails(ctx, args),
});

export const settleMail = internalMutation({
  args: settleNoticeArgs,
  returns: v.object({ status: vNoticeSettled }),
  handler: async (ctx, args) => await settleNoticeMail(ctx, args),
});
