/** What members should know of conversations: shown in the portal until read, and mailed. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { checkActor, grantOf, roleOf, vActor } from "../access";
import { limitOf, pageArgs, pageOf } from "../pages";
import { refuse, refuseFields } from "../refusals";
import { findUser, isStaffId, People, vPerson } from "../users";
import { vNoticeMailStatus, vNotificationKind } from "../tables/work";
import { nameOf, vContactRef, contactRef } from "./views";
import { findThread, type Thread } from "./threads";

type Notice = Doc<"staffNotifications">;

interface News {
  readonly kind: Infer<typeof vNotificationKind>;
  readonly reason: string;
  readonly summary: string;
}

/** Tell the member, in the portal and by mail; staff of the hub, who are many, in the portal alone. */
export async function notify(ctx: MutationCtx, { contact, conversation }: Thread, userId: string, news: News): Promise<void> {
  const now = Date.now();
  await ctx.db.insert("staffNotifications", {
    workspace_id: conversation.workspace_id,
    user_id: userId,
    ...news,
    conversation_id: conversation._id,
    contact_id: contact._id,
    created_at: now,
    mail_status: isStaffId(userId) ? "dropped" : "pending",
    mail_attempts: 0,
    mail_due_at: now,
  });
}

export const vNotice = v.object({
  id: v.string(),
  workspace_id: v.string(),
  kind: vNotificationKind,
  reason: v.string(),
  summary: v.string(),
  conversation_id: v.string(),
  contact: vContactRef,
  created_at: v.number(),
  read_at: v.optional(v.number()),
});

export const noticeListArgs = { actor: vActor, unread: v.optional(v.boolean()), ...pageArgs };

/** The notices of the actor, newest first. Those of workspaces that they left are not theirs any more. */
export async function listNotices(
  ctx: QueryCtx,
  call: ObjectType<typeof noticeListArgs>,
): Promise<{ notifications: Infer<typeof vNotice>[]; cursor?: string }> {
  checkActor(call.actor);
  const userId = call.actor.user_id;
  const { documents, cursor } = await pageOf(ctx, {
    table: "staffNotifications",
    ranges: [
      {
        index: "by_user_created",
        equal: [["user_id", userId]],
        time: "created_at",
        accepts: (notice) => call.unread !== true || notice.read_at === undefined,
      },
    ],
    order: "desc",
    purpose: `notices ${userId} ${String(call.unread ?? false)}`,
    request: call,
    defaultLimit: 25,
    maxLimit: 100,
  });
  const seen = await Promise.all(documents.map((notice) => noticeFor(ctx, userId, notice)));
  const notifications = seen.filter((notice) => notice !== undefined);
  return { notifications, ...(cursor === undefined ? {} : { cursor }) };
}

async function noticeFor(ctx: QueryCtx, userId: string, notice: Notice): Promise<Infer<typeof vNotice> | undefined> {
  const contact = await ctx.db.get("contacts", notice.contact_id);
  if (contact === null || !(await isTheirs(ctx, userId, notice.workspace_id))) {
    return undefined;
  }
  return {
    id: notice._id,
    workspace_id: notice.workspace_id,
    kind: notice.kind,
    reason: notice.reason,
    summary: notice.summary,
    conversation_id: notice.conversation_id,
    contact: contactRef(contact),
    created_at: notice.created_at,
    ...(notice.read_at === undefined ? {} : { read_at: notice.read_at }),
  };
}

/** Test if the reader still belongs to the workspace, or still holds a grant for it. */
async function isTheirs(ctx: QueryCtx, userId: string, workspaceId: Id<"workspaces">): Promise<boolean> {
  const standing = isStaffId(userId) ? grantOf(ctx, userId, workspaceId) : roleOf(ctx, userId, workspaceId);
  return (await standing) !== undefined;
}

/** Notices that are marked as read at once. */
const MAX_READ = 500;

/** Mark the notices of the actor as read that they had by this moment. */
export async function readAllNotices(
  ctx: MutationCtx,
  call: { actor: Infer<typeof vActor>; until: number },
): Promise<{ read: number }> {
  checkActor(call.actor);
  const unread = await ctx.db
    .query("staffNotifications")
    .withIndex("by_user_read", (q) => q.eq("user_id", call.actor.user_id).eq("read_at", undefined))
    .take(MAX_READ);
  const seen = unread.filter((notice) => notice.created_at <= call.until);
  const readAt = Date.now();
  await Promise.all(seen.map((notice) => ctx.db.patch("staffNotifications", notice._id, { read_at: readAt })));
  return { read: seen.length };
}

/** Mark a notice of the actor as read. */
export async function readNotice(
  ctx: MutationCtx,
  call: { actor: Infer<typeof vActor>; notification_id: string },
): Promise<{ read_at: number }> {
  checkActor(call.actor);
  const id = ctx.db.normalizeId("staffNotifications", call.notification_id);
  const notice = id === null ? null : await ctx.db.get("staffNotifications", id);
  if (notice === null || notice.user_id !== call.actor.user_id) {
    refuse("not_found", "notification_not_found", "There is no such notification, or it is not yours to see.");
  }
  const readAt = notice.read_at ?? Date.now();
  await ctx.db.patch("staffNotifications", notice._id, { read_at: readAt });
  return { read_at: readAt };
}

export const vNoticeMail = v.object({
  id: v.string(),
  /** The number of the claim, which the settling must name. */
  attempt: v.number(),
  kind: vNotificationKind,
  recipient: vPerson,
  language: v.optional(v.union(v.literal("id"), v.literal("en"))),
  workspace: v.object({ id: v.string(), name: v.string(), slug: v.string() }),
  conversation_id: v.string(),
  contact_name: v.string(),
  reason: v.string(),
  summary: v.string(),
});

export type NoticeMail = Infer<typeof vNoticeMail>;

const MAX_CLAIMED = 50;
const MAX_LEASE_MS = 60 * 60 * 1000;
const MAX_ATTEMPTS = 8;
const FIRST_WAIT_MS = 60 * 1000;
const LONGEST_WAIT_MS = 12 * 60 * 60 * 1000;

/** Take the mails that are due, for the time of the lease. What must no longer be sent is dropped. */
export async function claimNoticeMails(
  ctx: MutationCtx,
  { limit, lease_ms: leaseMs }: { limit: number; lease_ms: number },
): Promise<{ mails: NoticeMail[]; seen: number }> {
  const most = limitOf(limit, MAX_CLAIMED, MAX_CLAIMED);
  if (!(leaseMs >= 1 && leaseMs <= MAX_LEASE_MS)) {
    refuseFields({ lease_ms: `The lease must be 1 to ${MAX_LEASE_MS} milliseconds.` });
  }
  const due = await dueNotices(ctx, most);
  const mails: NoticeMail[] = [];
  for (const notice of due) {
    const mail = await mailOf(ctx, notice);
    if (typeof mail === "string") {
      await ctx.db.patch("staffNotifications", notice._id, { mail_status: "dropped", mail_error: mail });
      continue;
    }
    await ctx.db.patch("staffNotifications", notice._id, {
      mail_status: "sending",
      mail_attempts: mail.attempt,
      mail_due_at: Date.now() + leaseMs,
    });
    mails.push(mail);
  }
  return { mails, seen: due.length };
}

async function dueNotices(ctx: MutationCtx, limit: number): Promise<Notice[]> {
  const due: Notice[] = [];
  for (const status of ["pending", "sending"] as const) {
    const some = await ctx.db
      .query("staffNotifications")
      .withIndex("by_mail_due", (q) => q.eq("mail_status", status).lte("mail_due_at", Date.now()))
      .take(limit - due.length);
    due.push(...some);
    if (due.length === limit) {
      break;
    }
  }
  return due;
}

/** Return the mail with the people as they are now, or why it must not go out. */
async function mailOf(ctx: MutationCtx, notice: Notice): Promise<NoticeMail | string> {
  const thread = await findThread(ctx, notice.conversation_id);
  if (thread === null) {
    return "The conversation is gone.";
  }
  if (notice.mail_attempts >= MAX_ATTEMPTS) {
    return "Its workers died too often.";
  }
  if ((await roleOf(ctx, notice.user_id, notice.workspace_id)) === undefined) {
    return "The recipient no longer belongs to the workspace.";
  }
  const recipient = await new People(ctx).get(notice.user_id);
  if (recipient.email === undefined) {
    return "The recipient has no address.";
  }
  const language = (await findUser(ctx, notice.user_id))?.language;
  return {
    id: notice._id,
    attempt: notice.mail_attempts + 1,
    kind: notice.kind,
    recipient,
    ...(language === "id" || language === "en" ? { language } : {}),
    workspace: { id: thread.workspace._id, name: thread.workspace.name, slug: thread.workspace.slug },
    conversation_id: notice.conversation_id,
    contact_name: nameOf(thread.contact),
    reason: notice.reason,
    summary: notice.summary,
  };
}

export const settleNoticeArgs = {
  notification_id: v.string(),
  attempt: v.number(),
  outcome: v.union(v.literal("sent"), v.literal("retry"), v.literal("drop")),
  error: v.optional(v.string()),
};

export const vNoticeSettled = v.union(vNoticeMailStatus, v.literal("lost"));

/** Store what became of a claimed mail. "lost": the claim is no longer the caller's, and nothing is stored. */
export async function settleNoticeMail(
  ctx: MutationCtx,
  given: ObjectType<typeof settleNoticeArgs>,
): Promise<{ status: Infer<typeof vNoticeSettled> }> {
  const id = ctx.db.normalizeId("staffNotifications", given.notification_id);
  const notice = id === null ? null : await ctx.db.get("staffNotifications", id);
  if (notice === null || notice.mail_status !== "sending" || notice.mail_attempts !== given.attempt) {
    return { status: "lost" };
  }
  const isLast = given.attempt >= MAX_ATTEMPTS;
  const status = ({ sent: "sent", drop: "dropped", retry: isLast ? "failed" : "pending" } as const)[given.outcome];
  const wait = Math.min(FIRST_WAIT_MS * 4 ** (given.attempt - 1), LONGEST_WAIT_MS);
  await ctx.db.patch("staffNotifications", notice._id, {
    mail_status: status,
    mail_due_at: Date.now() + wait,
    ...(given.error === undefined ? {} : { mail_error: given.error.slice(0, 1_000) }),
  });
  return { status };
}
