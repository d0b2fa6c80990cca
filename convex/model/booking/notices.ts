/** Which messages a change of an appointment causes, and to whom. Written with the change; `deliveries.ts` hands them out. */

import type { Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import type { vNoticeAudience, vNoticeChannel, vNoticeKind } from "../tables/booking";
import { endOf, type Appointment } from "./agenda";
import { sequenceOf, type Doer } from "./cases";
import { DAY_MS } from "./zones";

export type Notice = Doc<"appointmentNotices">;
export type NoticeKind = Infer<typeof vNoticeKind>;
export type NoticeChannel = Infer<typeof vNoticeChannel>;
type NoticeAudience = Infer<typeof vNoticeAudience>;

/** What a notice tells beyond the appointment itself. */
interface News {
  readonly previousStartsAt?: number | undefined;
  readonly reason?: string | undefined;
}

/** Tell lead and consultant of a new appointment. */
export async function tellOfBooking(ctx: MutationCtx, appointment: Appointment, doer: Doer): Promise<void> {
  await tellLead(ctx, "booked", appointment, doer);
  await tellConsultant(ctx, "booked", appointment, appointment.consultant_id, doer);
}

/** Tell of a new time. A consultant who lost it to another by the move learns that, the new one that it is theirs. */
export async function tellOfMove(ctx: MutationCtx, moved: Appointment, before: Appointment, doer: Doer): Promise<void> {
  const news = { previousStartsAt: before.scheduled_at };
  await tellLead(ctx, "moved", moved, doer, news);
  if (moved.consultant_id === before.consultant_id) {
    await tellConsultant(ctx, "moved", moved, moved.consultant_id, doer, news);
    return;
  }
  await tellConsultant(ctx, "unassigned", moved, before.consultant_id, doer, news);
  await tellConsultant(ctx, "assigned", moved, moved.consultant_id, doer);
}

export async function tellOfCancellation(ctx: MutationCtx, cancelled: Appointment, doer: Doer): Promise<void> {
  const news = { reason: cancelled.cancel_reason };
  await tellLead(ctx, "cancelled", cancelled, doer, news);
  await tellConsultant(ctx, "cancelled", cancelled, cancelled.consultant_id, doer, news);
}

/** Tell the consultants concerned. For the lead nothing changes. */
export async function tellOfAssignment(
  ctx: MutationCtx,
  assigned: Appointment,
  before: Appointment,
  doer: Doer,
): Promise<void> {
  await tellConsultant(ctx, "unassigned", assigned, before.consultant_id, doer);
  await tellConsultant(ctx, "assigned", assigned, assigned.consultant_id, doer);
}

/** In a conversation with ARI its own reply tells the lead; everywhere else WhatsApp does. Mail comes in any case. */
async function tellLead(
  ctx: MutationCtx,
  kind: NoticeKind,
  appointment: Appointment,
  doer: Doer,
  news: News = {},
): Promise<void> {
  const channels = doer.way === "ari" ? (["email"] as const) : (["whatsapp", "email"] as const);
  for (const channel of channels) {
    await insertNotice(ctx, appointment, { kind, audience: "lead", channel, ...news }, doer.now);
  }
}

async function tellConsultant(
  ctx: MutationCtx,
  kind: NoticeKind,
  appointment: Appointment,
  userId: string | undefined,
  doer: Doer,
  news: News = {},
): Promise<void> {
  if (userId === undefined) {
    return;
  }
  for (const channel of ["whatsapp", "email"] as const) {
    await insertNotice(ctx, appointment, { kind, audience: "consultant", channel, userId, ...news }, doer.now);
  }
}

/** That a time is free again is of use for a while after it. */
const LATE_NEWS_MS = DAY_MS;

function usefulUntil(kind: NoticeKind, appointment: Appointment): number {
  const isOfEnd = kind === "cancelled" || kind === "unassigned";
  return isOfEnd ? endOf(appointment) + LATE_NEWS_MS : appointment.scheduled_at;
}

interface Message extends News {
  readonly kind: NoticeKind;
  readonly audience: NoticeAudience;
  readonly channel: NoticeChannel;
  readonly userId?: string;
  readonly reminderId?: Id<"appointmentReminders">;
  readonly usefulUntil?: number;
}

/** Put a message on its way. Whether its reader can be reached, and may be, is seen when it leaves. */
export async function insertNotice(
  ctx: MutationCtx,
  appointment: Appointment,
  message: Message,
  now: number,
): Promise<Id<"appointmentNotices">> {
  const { kind, audience, channel, userId, reminderId, previousStartsAt, reason } = message;
  return await ctx.db.insert("appointmentNotices", {
    workspace_id: appointment.workspace_id,
    appointment_id: appointment._id,
    kind,
    audience,
    channel,
    ...(userId === undefined ? {} : { user_id: userId }),
    sequence: sequenceOf(appointment),
    starts_at: appointment.scheduled_at,
    ...(previousStartsAt === undefined ? {} : { previous_starts_at: previousStartsAt }),
    ...(reason === undefined ? {} : { reason }),
    ...(reminderId === undefined ? {} : { reminder_id: reminderId }),
    useful_until: message.usefulUntil ?? usefulUntil(kind, appointment),
    status: "pending",
    attempts: 0,
    next_attempt_at: now,
    created_at: now,
  });
}
