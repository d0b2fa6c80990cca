/** The reminders of one appointment in the table: planned with its start, dropped when that no longer holds. */

import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { isOpen, type Appointment } from "./agenda";
import { reminderPlan } from "./reminderPlan";
import { settingsOf, type Settings } from "./settings";

export type Reminder = Doc<"appointmentReminders">;

/** No appointment has more: at most ten offsets, and a move drops those of before. The bound is Convex's. */
const MAX_REMINDERS = 1_000;

/** Plan what the start owes and is not planned or sent yet, and return the appointment as it is then. */
export async function planReminders(
  ctx: MutationCtx,
  appointment: Appointment,
  rules?: Settings,
): Promise<Appointment> {
  if (isOpen(appointment)) {
    const settings = rules ?? (await settingsOf(ctx, appointment.workspace_id));
    const known = await knownOffsets(ctx, appointment);
    // What was due before the last reminder went out is told by it.
    const setAt = Math.max(appointment.start_set_at ?? appointment.created_at, appointment.reminder_sent_at ?? 0);
    for (const planned of reminderPlan(appointment.scheduled_at, setAt, settings)) {
      if (!known.has(planned.offset_minutes)) {
        await insertReminder(ctx, appointment, planned);
      }
    }
  }
  await ctx.db.patch("ariAppointments", appointment._id, { reminders_planned_for: appointment.scheduled_at });
  return { ...appointment, reminders_planned_for: appointment.scheduled_at };
}

async function insertReminder(
  ctx: MutationCtx,
  appointment: Appointment,
  planned: ReturnType<typeof reminderPlan>[number],
): Promise<void> {
  await ctx.db.insert("appointmentReminders", {
    workspace_id: appointment.workspace_id,
    appointment_id: appointment._id,
    ...planned,
    starts_at: appointment.scheduled_at,
    status: "planned",
    next_attempt_at: planned.due_at,
    created_at: Date.now(),
  });
}

/** The offsets that are planned, on their way or sent for the present start. */
async function knownOffsets(ctx: MutationCtx, appointment: Appointment): Promise<Set<number>> {
  const reminders = await remindersOf(ctx, appointment);
  return new Set(
    reminders
      .filter((one) => one.starts_at === appointment.scheduled_at && one.status !== "dropped")
      .map((one) => one.offset_minutes),
  );
}

/** Drop what is still to be sent. What is on its way is stopped where it is looked at next. */
export async function dropReminders(ctx: MutationCtx, appointment: Appointment, reason: string): Promise<void> {
  for (const reminder of await remindersOf(ctx, appointment)) {
    if (reminder.status === "planned" || reminder.status === "sending") {
      await ctx.db.patch("appointmentReminders", reminder._id, { status: "dropped", reason });
    }
  }
}

/**
 * Delete what is planned and not on its way, for the rules that planned it are no more.
 *
 * Dropped and kept, such rows would pile up with every change of the rules, until a transaction that plans a hundred
 * appointments anew reads more than Convex lets it.
 */
export async function forgetPlanned(ctx: MutationCtx, appointment: Appointment): Promise<void> {
  for (const reminder of await remindersOf(ctx, appointment)) {
    if (reminder.status === "planned") {
      await ctx.db.delete("appointmentReminders", reminder._id);
    }
  }
}

export async function remindersOf(ctx: MutationCtx, appointment: Appointment): Promise<Reminder[]> {
  return await ctx.db
    .query("appointmentReminders")
    .withIndex("by_appointment_due", (q) => q.eq("appointment_id", appointment._id))
    .order("desc")
    .take(MAX_REMINDERS);
}

/** What an import that moves an appointment, or changes where it stands, changes with it: its reminders are not planned. */
export function withoutPlan(changes: Readonly<Record<string, unknown>>): { reminders_planned_for?: undefined } {
  return "scheduled_at" in changes || "status" in changes ? { reminders_planned_for: undefined } : {};
}
