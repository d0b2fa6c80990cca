/**
 * The stored appointment: every write of one goes through here.
 *
 * So the history, the planned reminders and the notices to lead and consultant are written with it, in the
 * same transaction, or not at all.
 */

import type { WithoutSystemFields } from "convex/server";
import type { Infer } from "convex/values";
import type { MutationCtx } from "../../_generated/server";
import type { vAppointmentEvent, vAppointmentStatus } from "../tables/booking";
import { isOpen, type Appointment } from "./agenda";
import { sequenceOf, type Doer } from "./cases";
import { dropReminders, planReminders } from "./reminderRows";

export type AppointmentStatus = Infer<typeof vAppointmentStatus>;
export type AppointmentEvent = Infer<typeof vAppointmentEvent>;

type AppointmentFields = WithoutSystemFields<Appointment>;

/** A field that is undefined is removed. */
export type AppointmentChanges = { [Field in keyof AppointmentFields]?: AppointmentFields[Field] | undefined };

/** What happens to an appointment, for its history. */
export interface Happening {
  readonly event: AppointmentEvent;
  readonly doer: Doer;
  readonly reason?: string | undefined;
}

export async function insertAppointment(
  ctx: MutationCtx,
  fields: Omit<AppointmentFields, "status" | "created_at" | "updated_at" | "sequence" | "start_set_at" | "booked_way">,
  doer: Doer,
): Promise<Appointment> {
  const { now } = doer;
  const id = await ctx.db.insert("ariAppointments", {
    ...fields,
    status: "scheduled",
    sequence: 0,
    start_set_at: now,
    booked_way: doer.way,
    created_at: now,
    updated_at: now,
  });
  const appointment = await ctx.db.get("ariAppointments", id);
  if (appointment === null) {
    throw new Error("An appointment is gone in the transaction that inserted it.");
  }
  await record(ctx, undefined, appointment, { event: "booked", doer });
  return await planReminders(ctx, appointment);
}

/** Write the changes with what follows from them, and return the appointment as it is then. */
export async function changeAppointment(
  ctx: MutationCtx,
  appointment: Appointment,
  changes: AppointmentChanges,
  happening: Happening,
): Promise<Appointment> {
  const { now } = happening.doer;
  const isMoved = changes.scheduled_at !== undefined && changes.scheduled_at !== appointment.scheduled_at;
  const isEnded = isOpen(appointment) && changes.status !== undefined && !isOpen({ status: changes.status });
  const isForCalendars = happening.event === "moved" || happening.event === "cancelled";
  const next = {
    ...appointment,
    ...changes,
    ...(isMoved ? { start_set_at: now } : {}),
    sequence: sequenceOf(appointment) + (isForCalendars ? 1 : 0),
    // Later than any write before it, so that it tells two writes of one millisecond apart.
    updated_at: Math.max(now, Math.floor(appointment.updated_at) + 1),
  };
  const stored = withoutAbsent(next);
  await ctx.db.replace("ariAppointments", appointment._id, stored);
  await record(ctx, appointment, stored, happening);
  if (isMoved) {
    await dropReminders(ctx, appointment, "moved");
    return await planReminders(ctx, stored);
  }
  if (isEnded) {
    await dropReminders(ctx, appointment, happening.event);
  }
  return stored;
}

async function record(
  ctx: MutationCtx,
  before: Appointment | undefined,
  after: Appointment,
  { event, doer, reason }: Happening,
): Promise<void> {
  await ctx.db.insert("appointmentHistory", {
    appointment_id: after._id,
    workspace_id: after.workspace_id,
    event,
    way: doer.way,
    by: doer.by,
    ...(before === undefined
      ? { to_scheduled_at: after.scheduled_at }
      : { from_status: knownStatus(before.status), ...changed("scheduled_at", before, after) }),
    to_status: knownStatus(after.status),
    ...changed("consultant", { consultant: before?.consultant_id }, { consultant: after.consultant_id }),
    ...(reason === undefined ? {} : { reason }),
    created_at: doer.now,
  });
}

/** `from_…` and `to_…` of a field that became another. */
function changed<Name extends string>(
  name: Name,
  before: Readonly<Record<Name, unknown>>,
  after: Readonly<Record<Name, unknown>>,
): Record<string, never> {
  const told: Record<string, unknown> = {};
  if (before[name] !== after[name]) {
    for (const [end, value] of [["from", before[name]], ["to", after[name]]] as const) {
      if (value !== undefined) {
        told[`${end}_${name}`] = value;
      }
    }
  }
  return told as Record<string, never>;
}

const STATUSES: readonly string[] = ["scheduled", "confirmed", "completed", "cancelled", "no_show"];

/** The table takes any text, for the sake of what a migration brings; acts are refused on any but these. */
function knownStatus(status: string): AppointmentStatus {
  if (!STATUSES.includes(status)) {
    throw new Error(`An appointment has the status ${status}, which no act leads from or to.`);
  }
  return status as AppointmentStatus;
}

/** Convex removes undefined fields from what it stores; this removes them from our copy. */
function withoutAbsent(fields: { [Name in keyof Appointment]: Appointment[Name] | undefined }): Appointment {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Appointment;
}
