/** What becomes of an appointment besides moving: cancelled, confirmed, completed, missed, given to somebody, edited. */

import { v, type ObjectType } from "convex/values";
import type { MutationCtx } from "../../_generated/server";
import { refuse, refuseFields } from "../refusals";
import { endOf, isOpen, type Appointment } from "./agenda";
import { isConsultantFree, leastLoaded } from "./assignment";
import { appointmentArgs, writeAppointment, type AppointmentWrite, type OpenedAppointment } from "./cases";
import { tellOfAssignment, tellOfCancellation } from "./notices";
import { changeAppointment, type AppointmentChanges, type AppointmentEvent, type AppointmentStatus } from "./records";
import { checkConsultant, settingsOf } from "./settings";
import { writtenText } from "./texts";
import { appointmentView, vAppointment, type AppointmentView } from "./views";

/** What may follow each status. A mistaken "completed" or "no show" can be put right; a cancellation is final. */
export const NEXT_STATUSES: Readonly<Record<AppointmentStatus, readonly AppointmentStatus[]>> = {
  scheduled: ["confirmed", "completed", "cancelled", "no_show"],
  confirmed: ["completed", "cancelled", "no_show"],
  completed: ["no_show"],
  no_show: ["completed"],
  cancelled: [],
};

export const vChanged = v.object({ appointment: vAppointment });

export interface Changed {
  appointment: AppointmentView;
}

export const actArgs = appointmentArgs;
export const reasonArgs = { ...appointmentArgs, reason: v.optional(v.string()) };

type ReasonRequest = ObjectType<typeof reasonArgs>;

/** Cancel an open appointment: its time is free at once, and nobody is reminded of it. */
export async function cancelAppointment(ctx: MutationCtx, request: ReasonRequest): Promise<Changed> {
  return await writeAppointment(ctx, "ari:cancelAppointment", request, async (opened) => {
    const reason = writtenText("reason", request.reason);
    checkNext(opened.appointment, "cancelled");
    if (opened.doer.way !== "api" && opened.appointment.scheduled_at <= opened.doer.now) {
      refuse("conflict", "appointment_started", "The appointment has begun: it cannot be cancelled any more.", {
        scheduled_at: opened.appointment.scheduled_at,
      });
    }
    const changes = { cancelled_at: opened.doer.now, cancel_reason: reason };
    const cancelled = await setStatus(ctx, opened, "cancelled", "cancelled", changes, reason);
    await tellOfCancellation(ctx, cancelled, opened.doer);
    return { appointment: await appointmentView(ctx, cancelled) };
  });
}

/** Note that the lead will come. */
export async function confirmAppointment(ctx: MutationCtx, request: AppointmentWrite): Promise<Changed> {
  return await writeAppointment(ctx, "ari:confirmAppointment", request, async (opened) => {
    checkNext(opened.appointment, "confirmed");
    if (endOf(opened.appointment) <= opened.doer.now) {
      refuse("conflict", "appointment_over", "The appointment is over: it is completed, or was missed.");
    }
    return { appointment: await appointmentView(ctx, await setStatus(ctx, opened, "confirmed", "confirmed")) };
  });
}

/** Note that the consultation took place. */
export async function completeAppointment(ctx: MutationCtx, request: AppointmentWrite): Promise<Changed> {
  return await writeAppointment(ctx, "ari:completeAppointment", request, async (opened) => {
    checkBegun(opened, "completed");
    return { appointment: await appointmentView(ctx, await setStatus(ctx, opened, "completed", "completed")) };
  });
}

/** Note that the lead did not come. */
export async function markNoShow(ctx: MutationCtx, request: AppointmentWrite): Promise<Changed> {
  return await writeAppointment(ctx, "ari:markNoShow", request, async (opened) => {
    checkBegun(opened, "no_show");
    return { appointment: await appointmentView(ctx, await setStatus(ctx, opened, "no_show", "no_show")) };
  });
}

async function setStatus(
  ctx: MutationCtx,
  { appointment, doer }: OpenedAppointment,
  status: AppointmentStatus,
  event: AppointmentEvent,
  changes: AppointmentChanges = {},
  reason?: string,
): Promise<Appointment> {
  return await changeAppointment(ctx, appointment, { ...changes, status }, { event, doer, reason });
}

function checkNext(appointment: Appointment, next: AppointmentStatus): void {
  const allowed = Object.entries(NEXT_STATUSES).some(([from, to]) => from === appointment.status && to.includes(next));
  if (!allowed) {
    refuse("conflict", "status_conflict", `The appointment is ${appointment.status}: it cannot become ${next}.`, {
      status: appointment.status,
      to_status: next,
    });
  }
}

function checkBegun({ appointment, doer }: OpenedAppointment, next: AppointmentStatus): void {
  checkNext(appointment, next);
  if (doer.now < appointment.scheduled_at) {
    refuse("conflict", "appointment_not_begun", "The appointment lies ahead: what came of it is not known yet.", {
      scheduled_at: appointment.scheduled_at,
    });
  }
}

/** `consultant_id` null takes the appointment from whoever has it; absent, the one with the least to do gets it. */
export const assignArgs = { ...appointmentArgs, consultant_id: v.optional(v.union(v.string(), v.null())) };

type AssignRequest = ObjectType<typeof assignArgs>;

/** Give an open appointment to a consultant who is free then. */
export async function assignConsultant(ctx: MutationCtx, request: AssignRequest): Promise<Changed> {
  return await writeAppointment(ctx, "ari:assignConsultant", request, async (opened) => {
    const { appointment, doer } = opened;
    if (!isOpen(appointment)) {
      refuse("conflict", "appointment_not_open", `The appointment is ${appointment.status}.`, {
        status: appointment.status,
      });
    }
    const consultant = await chosenConsultant(ctx, opened, request.consultant_id);
    if (consultant === appointment.consultant_id) {
      return { appointment: await appointmentView(ctx, appointment) };
    }
    const changes = { consultant_id: consultant };
    const assigned = await changeAppointment(ctx, appointment, changes, { event: "assigned", doer });
    await tellOfAssignment(ctx, assigned, appointment, doer);
    return { appointment: await appointmentView(ctx, assigned) };
  });
}

async function chosenConsultant(
  ctx: MutationCtx,
  { appointment, doer }: OpenedAppointment,
  asked: string | null | undefined,
): Promise<string | undefined> {
  if (asked === null) {
    return undefined;
  }
  const settings = await settingsOf(ctx, appointment.workspace_id);
  if (asked === undefined) {
    return (await freeConsultant(ctx, appointment, settings, doer.now)) ?? refuseNobodyFree();
  }
  await checkConsultant(ctx, appointment.workspace_id, asked);
  if (asked !== appointment.consultant_id && !(await isConsultantFree(ctx, settings, asked, appointment, doer.now))) {
    refuse("conflict", "consultant_busy", "The consultant has another appointment about this time.");
  }
  return asked;
}

async function freeConsultant(
  ctx: MutationCtx,
  appointment: Appointment,
  settings: Awaited<ReturnType<typeof settingsOf>>,
  now: number,
): Promise<string | undefined> {
  const need = { startsAt: appointment.scheduled_at, endsAt: endOf(appointment) };
  const except = { conversationId: appointment.ari_conversation_id, appointmentId: appointment._id };
  return await leastLoaded(ctx, appointment.workspace_id, settings, need, { now, except });
}

function refuseNobodyFree(): never {
  refuse("conflict", "nobody_free", "No consultant is free at this time.");
}

/** What is absent stays; null removes it. */
export const editArgs = {
  ...appointmentArgs,
  meeting_link: v.optional(v.union(v.string(), v.null())),
  notes: v.optional(v.union(v.string(), v.null())),
};

/** Change the meeting link or the notes. Without any difference nothing is written. */
export async function updateAppointment(ctx: MutationCtx, request: ObjectType<typeof editArgs>): Promise<Changed> {
  return await writeAppointment(ctx, "ari:updateAppointment", request, async ({ appointment, doer }) => {
    if (request.meeting_link === undefined && request.notes === undefined) {
      refuseFields({ meeting_link: "Name at least one field to change." });
    }
    const changes = {
      ...(request.meeting_link === undefined ? {} : { meeting_link: writtenText("meeting_link", request.meeting_link) }),
      ...(request.notes === undefined ? {} : { notes: writtenText("notes", request.notes) }),
    };
    const fields = Object.keys(changes) as (keyof typeof changes)[];
    if (fields.every((field) => changes[field] === appointment[field])) {
      return { appointment: await appointmentView(ctx, appointment) };
    }
    const edited = await changeAppointment(ctx, appointment, changes, { event: "edited", doer });
    return { appointment: await appointmentView(ctx, edited) };
  });
}
