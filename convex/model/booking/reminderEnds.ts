/** How a reminder ends: with its message, which is sent, given up, or followed by one through mail. */

import type { MutationCtx } from "../../_generated/server";
import { insertNotice, type Notice } from "./notices";
import { quietStretchAt } from "./reminderPlan";
import type { Reminder } from "./reminderRows";
import { settingsOf } from "./settings";

interface End {
  readonly status: "sent" | "failed" | "dropped";
  readonly reason?: string;
}

/** Write the end of the message into the reminder that it carries, if it carries one. */
export async function closeReminder(ctx: MutationCtx, notice: Notice, { status, reason }: End, now: number): Promise<void> {
  const reminder = notice.reminder_id === undefined ? null : await ctx.db.get("appointmentReminders", notice.reminder_id);
  if (reminder?.status !== "sending" || reminder.channel !== notice.channel) {
    return;
  }
  if (status !== "sent") {
    await endReminder(ctx, reminder, status, reason ?? "given_up", now);
    return;
  }
  const sent = { status, sent_at: now, reason: undefined, next_attempt_at: now };
  await ctx.db.patch("appointmentReminders", reminder._id, sent);
  const appointment = await ctx.db.get("ariAppointments", reminder.appointment_id);
  if (appointment !== null) {
    await ctx.db.patch("ariAppointments", appointment._id, { reminder_sent_at: now });
  }
}

/** Write down why a reminder is not sent. `next_attempt_at` is when it ended, so that a run can count what failed in it. */
export async function endReminder(
  ctx: MutationCtx,
  reminder: Reminder,
  status: "failed" | "dropped",
  reason: string,
  now: number,
): Promise<void> {
  await ctx.db.patch("appointmentReminders", reminder._id, { status, reason, next_attempt_at: now });
}

/** Send the reminder that WhatsApp did not deliver by mail; false where it cannot be, or carries no reminder. */
export async function fallBackToMail(ctx: MutationCtx, notice: Notice, now: number): Promise<boolean> {
  const reminder = notice.reminder_id === undefined ? null : await ctx.db.get("appointmentReminders", notice.reminder_id);
  const appointment = await ctx.db.get("ariAppointments", notice.appointment_id);
  if (reminder?.status !== "sending" || reminder.channel !== "whatsapp" || appointment === null) {
    return false;
  }
  const conversation = await ctx.db.get("ariConversations", appointment.ari_conversation_id);
  const lead = conversation === null ? null : await ctx.db.get("contacts", conversation.contact_id);
  if (lead?.email === undefined || now >= reminder.useful_until) {
    return false;
  }
  await ctx.db.patch("appointmentReminders", reminder._id, { channel: "email" });
  const mail = { kind: "reminder", audience: "lead", channel: "email" } as const;
  const what = { reminderId: reminder._id, usefulUntil: reminder.useful_until };
  await insertNotice(ctx, appointment, { ...mail, ...what }, now);
  return true;
}

/** Let a reminder that fell into quiet hours wait for their end; false where they last until it is pointless. */
export async function putOff(ctx: MutationCtx, notice: Notice, now: number): Promise<boolean> {
  const reminder = notice.reminder_id === undefined ? null : await ctx.db.get("appointmentReminders", notice.reminder_id);
  const quiet = quietStretchAt(now, await settingsOf(ctx, notice.workspace_id));
  if (reminder?.status !== "sending" || quiet === undefined || quiet.end >= reminder.useful_until) {
    return false;
  }
  await ctx.db.patch("appointmentReminders", reminder._id, {
    status: "planned",
    next_attempt_at: quiet.end,
    channel: undefined,
  });
  return true;
}
