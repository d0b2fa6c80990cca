/**
 * Handing out messages about appointments, each to one sender at a time, and what becomes of them.
 *
 * Django chooses the words. Mail it sends itself; a WhatsApp message it gives back worded, and the transaction that takes
 * it puts it into WhatsApp's outbox. At each of these steps the appointment is looked at anew: what it no longer bears
 * out is not sent. A sender that dies loses its messages to the next one, but for mail that it had begun to hand over:
 * whether that went out nobody knows, and twice would be worse than not at all.
 */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { limitOf } from "../pages";
import { refuseFields } from "../refusals";
import { vNoticeAudience, vNoticeChannel, vNoticeKind } from "../tables/booking";
import { findUser, People } from "../users";
import { isOpen, type Appointment } from "./agenda";
import { sequenceOf } from "./cases";
import type { Notice } from "./notices";
import { closeReminder, fallBackToMail, putOff } from "./reminderEnds";
import { settingsOf, type Settings } from "./settings";
import { quietStretchAt } from "./reminderPlan";
import { AppointmentViews, vAppointment } from "./views";
import { isFreeToWrite, isSimulated, queueWhatsApp, threadOf, vTemplate, type Thread } from "./whatsapp";

export const vLanguage = v.union(v.literal("id"), v.literal("en"));

export const vDelivery = v.object({
  id: v.string(),
  /** The number of the claim, which the settling must name. */
  attempt: v.number(),
  kind: vNoticeKind,
  audience: vNoticeAudience,
  channel: vNoticeChannel,
  language: vLanguage,
  recipient: v.object({ name: v.optional(v.string()), email: v.optional(v.string()) }),
  workspace: v.object({ id: v.string(), name: v.string() }),
  appointment: vAppointment,
  previous_scheduled_at: v.optional(v.number()),
  reason: v.optional(v.string()),
  /** Of WhatsApp: whether a text may be sent, or a template must be. */
  is_window_open: v.optional(v.boolean()),
  /** The workspace's approved template for this kind, if it has named one. */
  template_name: v.optional(v.string()),
});

export type Delivery = Infer<typeof vDelivery>;

const MAX_CLAIMED = 50;
const MAX_LEASE_MS = 60 * 60 * 1000;

/** After so many attempts a mail has failed. With the waits below that is about a day. */
const MAX_ATTEMPTS = 8;
const FIRST_WAIT_MS = 60 * 1000;
const LONGEST_WAIT_MS = 12 * 60 * 60 * 1000;

export const claimArgs = { limit: v.number(), lease_ms: v.number(), now: v.optional(v.number()) };

/** Take the messages that are due, oldest first, for the time of the lease. What must no longer be sent is dropped. */
export async function claimNotices(
  ctx: MutationCtx,
  { limit, lease_ms: leaseMs, now = Date.now() }: ObjectType<typeof claimArgs>,
): Promise<{ deliveries: Delivery[]; seen: number }> {
  const most = limitOf(limit, MAX_CLAIMED, MAX_CLAIMED);
  if (!(leaseMs >= 1 && leaseMs <= MAX_LEASE_MS)) {
    refuseFields({ lease_ms: `The lease must be 1 to ${MAX_LEASE_MS} milliseconds.` });
  }
  const due = await dueNotices(ctx, most, now);
  const deliveries: Delivery[] = [];
  for (const notice of due) {
    const prepared = notice.is_begun === true ? stopped("unknown_outcome") : await prepare(ctx, notice, now);
    if ("code" in prepared) {
      await stop(ctx, notice, prepared, now);
      continue;
    }
    const attempt = notice.attempts + 1;
    await ctx.db.patch("appointmentNotices", notice._id, {
      status: "sending",
      attempts: attempt,
      next_attempt_at: now + leaseMs,
    });
    deliveries.push({ ...prepared.delivery, attempt });
  }
  return { deliveries, seen: due.length };
}

/** Those waiting whose time has come, then those whose sender let the lease run out. */
async function dueNotices(ctx: QueryCtx, limit: number, now: number): Promise<Notice[]> {
  const due: Notice[] = [];
  for (const status of ["pending", "sending"] as const) {
    const some = await ctx.db
      .query("appointmentNotices")
      .withIndex("by_status_due", (q) => q.eq("status", status).lte("next_attempt_at", now))
      .take(limit - due.length);
    due.push(...some);
    if (due.length === limit) {
      break;
    }
  }
  return due;
}

/** Why a message must not go out. `dropped`: it is not to be told any more; `failed`: it could not be. */
export interface Stopped {
  readonly code: StopCode;
  readonly status: "dropped" | "failed";
}

type StopCode =
  | "appointment_gone"
  | "overtaken"
  | "moved"
  | "cancelled"
  | "over"
  | "too_late"
  | "quiet_hours"
  | "opted_out"
  | "no_whatsapp"
  | "no_email"
  | "unknown_outcome"
  | "senders_died"
  | "whatsapp_failed"
  | "given_up";

const FAILURES: ReadonlySet<StopCode> = new Set([
  "no_whatsapp",
  "no_email",
  "unknown_outcome",
  "senders_died",
  "whatsapp_failed",
  "given_up",
]);

export function stopped(code: StopCode): Stopped {
  return { code, status: FAILURES.has(code) ? "failed" : "dropped" };
}

interface Prepared {
  readonly delivery: Omit<Delivery, "attempt">;
  readonly thread: Thread | undefined;
}

/** Return the message with the people as they are now, or why it must not go out. */
async function prepare(ctx: MutationCtx, notice: Notice, now: number): Promise<Prepared | Stopped> {
  const appointment = await ctx.db.get("ariAppointments", notice.appointment_id);
  const workspace = await ctx.db.get("workspaces", notice.workspace_id);
  if (appointment === null || workspace === null) {
    return stopped("appointment_gone");
  }
  const settings = await settingsOf(ctx, workspace._id);
  const objection = objectionTo(notice, appointment, settings, now);
  if (objection !== undefined) {
    return stopped(objection);
  }
  if (notice.attempts >= MAX_ATTEMPTS) {
    return stopped("senders_died");
  }
  const views = new AppointmentViews(ctx);
  const lead = await views.contactOf(appointment);
  if (notice.audience === "lead" && lead?.opted_out_at !== undefined) {
    return stopped("opted_out");
  }
  const reader = notice.audience === "lead" ? await leadReader(ctx, appointment, lead) : await userReader(ctx, notice);
  const thread = notice.channel === "whatsapp" ? await threadOf(ctx, workspace, reader.contact) : undefined;
  const obstacle = reachObstacle(notice, reader, thread);
  if (obstacle !== undefined) {
    return stopped(obstacle);
  }
  const template = notice.kind === "reminder" ? settings.reminder_template : settings.notice_template;
  return {
    thread,
    delivery: {
      id: notice._id,
      kind: notice.kind,
      audience: notice.audience,
      channel: notice.channel,
      language: reader.language,
      recipient: reader.recipient,
      workspace: { id: workspace._id, name: workspace.name },
      appointment: await views.appointment(appointment),
      ...(notice.previous_starts_at === undefined ? {} : { previous_scheduled_at: notice.previous_starts_at }),
      ...(notice.reason === undefined ? {} : { reason: notice.reason }),
      ...(thread === undefined ? {} : { is_window_open: await isFreeToWrite(ctx, thread, now) }),
      ...(template === undefined ? {} : { template_name: template }),
    },
  };
}

/** Return what speaks against the message now; undefined where nothing does. */
export async function objectionNow(ctx: QueryCtx, notice: Notice, now: number): Promise<StopCode | undefined> {
  const appointment = await ctx.db.get("ariAppointments", notice.appointment_id);
  return appointment === null
    ? "appointment_gone"
    : objectionTo(notice, appointment, await settingsOf(ctx, notice.workspace_id), now);
}

function objectionTo(notice: Notice, appointment: Appointment, settings: Settings, now: number): StopCode | undefined {
  const { kind } = notice;
  if (now >= notice.useful_until) {
    return "too_late";
  }
  if (kind === "reminder") {
    return reminderObjection(notice, appointment) ?? (quietStretchAt(now, settings) && "quiet_hours");
  }
  if (sequenceOf(appointment) !== notice.sequence) {
    return "overtaken";
  }
  if (kind === "cancelled") {
    return undefined;
  }
  if (!isOpen(appointment) && kind !== "unassigned") {
    return "over";
  }
  const isTheirs = appointment.consultant_id === notice.user_id;
  if (notice.audience === "consultant" && isTheirs === (kind === "unassigned")) {
    return "overtaken";
  }
  return undefined;
}

function reminderObjection(notice: Notice, appointment: Appointment): StopCode | undefined {
  if (appointment.scheduled_at !== notice.starts_at) {
    return "moved";
  }
  if (isOpen(appointment)) {
    return undefined;
  }
  return appointment.status === "cancelled" ? "cancelled" : "over";
}

interface Reader {
  readonly recipient: Delivery["recipient"];
  readonly language: Infer<typeof vLanguage>;
  /** Who they are on WhatsApp. */
  readonly contact: Doc<"contacts"> | null;
}

async function leadReader(ctx: QueryCtx, appointment: Appointment, lead: Doc<"contacts"> | null): Promise<Reader> {
  const name = lead?.name ?? lead?.kapso_name;
  return {
    recipient: {
      ...(name === undefined ? {} : { name }),
      ...(lead?.email === undefined ? {} : { email: lead.email }),
    },
    language: await leadLanguage(ctx, appointment),
    contact: lead,
  };
}

/** The language that ARI and the lead speak, else the workspace's. */
async function leadLanguage(ctx: QueryCtx, appointment: Appointment): Promise<Reader["language"]> {
  const conversation = await ctx.db.get("ariConversations", appointment.ari_conversation_id);
  const memory = conversation?.context as { language?: unknown } | null | undefined;
  if (memory?.language === "id" || memory?.language === "en") {
    return memory.language;
  }
  const config = await ctx.db
    .query("ariConfig")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", appointment.workspace_id))
    .first();
  return config?.language === "en" ? "en" : "id";
}

async function userReader(ctx: QueryCtx, notice: Notice): Promise<Reader> {
  const userId = notice.user_id ?? "";
  const [person, user] = await Promise.all([new People(ctx).get(userId), findUser(ctx, userId)]);
  return {
    recipient: {
      ...(person.full_name === undefined ? {} : { name: person.full_name }),
      ...(person.email === undefined ? {} : { email: person.email }),
    },
    language: user?.language === "en" ? "en" : "id",
    contact: await contactWithPhone(ctx, notice, user?.phone),
  };
}

/** A consultant is written to on WhatsApp where their number has written to the workspace's: as that contact. */
async function contactWithPhone(
  ctx: QueryCtx,
  notice: Notice,
  phone: string | undefined,
): Promise<Doc<"contacts"> | null> {
  const digits = phone?.replaceAll(/\D/g, "") ?? "";
  if (digits === "") {
    return null;
  }
  const international = digits.startsWith("0") ? `+62${digits.slice(1)}` : `+${digits}`;
  return await ctx.db
    .query("contacts")
    .withIndex("by_workspace_phone_normalized", (q) =>
      q.eq("workspace_id", notice.workspace_id).eq("phone_normalized", international),
    )
    .first();
}

function reachObstacle(notice: Notice, { recipient }: Reader, thread: Thread | undefined): StopCode | undefined {
  if (notice.channel === "email") {
    return recipient.email === undefined ? "no_email" : undefined;
  }
  return thread === undefined ? "no_whatsapp" : undefined;
}

/** Write down that the message ends here, and let its reminder know. */
export async function stop(
  ctx: MutationCtx,
  notice: Notice,
  { code, status }: Stopped,
  now: number,
  error: string = code,
): Promise<void> {
  await ctx.db.patch("appointmentNotices", notice._id, { status, last_error: error.slice(0, 1_000) });
  if (code === "quiet_hours" && (await putOff(ctx, notice, now))) {
    return;
  }
  if (status === "failed" && notice.channel === "whatsapp" && (await fallBackToMail(ctx, notice, now))) {
    return;
  }
  await closeReminder(ctx, notice, { status, reason: code }, now);
}

export const beginArgs = { notice_id: v.string(), attempt: v.number(), now: v.optional(v.number()) };

/**
 * Note that a mail is being handed over from now on, if it still is to be sent by the caller.
 *
 * Whoever begins and dies leaves a mail that is not sent again.
 */
export async function beginNotice(
  ctx: MutationCtx,
  { notice_id: id, attempt, now = Date.now() }: ObjectType<typeof beginArgs>,
): Promise<{ may_send: boolean }> {
  const notice = await claimedNotice(ctx, id, attempt);
  if (notice === null) {
    return { may_send: false };
  }
  const prepared = await prepare(ctx, notice, now);
  if ("code" in prepared) {
    await stop(ctx, notice, prepared, now);
    return { may_send: false };
  }
  await ctx.db.patch("appointmentNotices", notice._id, { is_begun: true });
  return { may_send: true };
}

async function claimedNotice(ctx: QueryCtx, id: string, attempt: number): Promise<Notice | null> {
  const noticeId = ctx.db.normalizeId("appointmentNotices", id);
  const notice = noticeId === null ? null : await ctx.db.get("appointmentNotices", noticeId);
  return notice?.status === "sending" && notice.attempts === attempt ? notice : null;
}

export const settleArgs = {
  notice_id: v.string(),
  attempt: v.number(),
  /** "queue": it is worded and may leave by WhatsApp. "give_up": it never will go out. */
  outcome: v.union(v.literal("sent"), v.literal("queue"), v.literal("retry"), v.literal("give_up")),
  text: v.optional(v.string()),
  template: v.optional(vTemplate),
  error: v.optional(v.string()),
  now: v.optional(v.number()),
};

export const vSettled = v.object({
  /** "lost": the claim is no longer the caller's, and nothing is stored. */
  status: v.union(
    v.literal("sent"),
    v.literal("queued"),
    v.literal("pending"),
    v.literal("failed"),
    v.literal("dropped"),
    v.literal("lost"),
  ),
  /** Where a WhatsApp message was queued: the conversation of the inbox that it leaves from. */
  conversation_id: v.optional(v.string()),
});

type Settled = Infer<typeof vSettled>;

/** Store what became of a claimed message. */
export async function settleNotice(ctx: MutationCtx, given: ObjectType<typeof settleArgs>): Promise<Settled> {
  const { now = Date.now() } = given;
  const notice = await claimedNotice(ctx, given.notice_id, given.attempt);
  if (notice === null) {
    return { status: "lost" };
  }
  switch (given.outcome) {
    case "sent":
      await finish(ctx, notice, now);
      return { status: "sent" };
    case "queue":
      return await queue(ctx, notice, given, now);
    case "give_up":
      await stop(ctx, notice, stopped("given_up"), now, given.error);
      return { status: "failed" };
    case "retry":
      return await tryLater(ctx, notice, now, given.error);
  }
}

/** Write down that the message went out. */
export async function finish(ctx: MutationCtx, notice: Notice, now: number): Promise<void> {
  await ctx.db.patch("appointmentNotices", notice._id, { status: "sent", sent_at: now, last_error: undefined });
  await closeReminder(ctx, notice, { status: "sent" }, now);
}

async function queue(
  ctx: MutationCtx,
  notice: Notice,
  { text, template }: ObjectType<typeof settleArgs>,
  now: number,
): Promise<Settled> {
  if (text === undefined) {
    refuseFields({ text: "A message to be queued needs its text; with a template, what staff see in its place." });
  }
  const prepared = await prepare(ctx, notice, now);
  if ("code" in prepared || prepared.thread === undefined) {
    const reason = "code" in prepared ? prepared : stopped("no_whatsapp");
    await stop(ctx, notice, reason, now);
    return { status: reason.status };
  }
  await ctx.db.patch("appointmentNotices", notice._id, { status: "queued" });
  const conversationId = await queueWhatsApp(ctx, prepared.thread, notice, { text, template });
  if (isSimulated(prepared.thread.contact)) {
    // What is said to nobody has no further way to go.
    await finish(ctx, notice, now);
    return { status: "sent" };
  }
  return { status: "queued", conversation_id: conversationId };
}

async function tryLater(
  ctx: MutationCtx,
  notice: Notice,
  now: number,
  error: string | undefined,
): Promise<Settled> {
  const wait = Math.min(FIRST_WAIT_MS * 4 ** (notice.attempts - 1), LONGEST_WAIT_MS);
  if (notice.attempts >= MAX_ATTEMPTS || now + wait >= notice.useful_until) {
    await stop(ctx, notice, stopped("given_up"), now, error);
    return { status: "failed" };
  }
  await ctx.db.patch("appointmentNotices", notice._id, {
    status: "pending",
    next_attempt_at: now + wait,
    is_begun: undefined,
    ...(error === undefined ? {} : { last_error: error.slice(0, 1_000) }),
  });
  return { status: "pending" };
}

/** Delete the oldest messages that are done, `limit` at most; failed ones stay until somebody looks. */
export async function purgeNotices(ctx: MutationCtx, olderThan: number, limit: number): Promise<number> {
  let purged = 0;
  for (const status of ["sent", "dropped"] as const) {
    const old = await ctx.db
      .query("appointmentNotices")
      .withIndex("by_status_created", (q) => q.eq("status", status).lt("created_at", olderThan))
      .take(limit - purged);
    await Promise.all(old.map((notice) => ctx.db.delete("appointmentNotices", notice._id)));
    purged += old.length;
    if (purged === limit) {
      break;
    }
  }
  return purged;
}
