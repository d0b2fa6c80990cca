/** Booking and moving: each one transaction that checks everything and writes all that follows, or nothing. */

import { v, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { idempotencyArgs, once } from "../idempotency";
import { countConversion } from "../ari/ledger/comparison";
import { ensureAriConversation } from "../ari/records";
import { ensureConversation } from "../inbox/threads";
import { refuse, refuseFields } from "../refusals";
import { endOf, isOpen, OPEN_STATUSES, type Appointment, type Ignored } from "./agenda";
import { alternativesTo } from "./alternatives";
import { isConsultantFree, leastLoaded } from "./assignment";
import {
  appointmentArgs,
  doerArgs,
  doerOf,
  findAriConversation,
  workspaceFor,
  writeAppointment,
  type Doer,
  type OpenedAppointment,
} from "./cases";
import { bookableStart, checkInstant } from "./checks";
import { releaseHolds } from "./holds";
import { tellOfBooking, tellOfMove } from "./notices";
import { changeAppointment, insertAppointment } from "./records";
import { settingsOf, type Settings } from "./settings";
import type { Start } from "./starts";
import { LONGEST_MS } from "./takenTime";
import { writtenText } from "./texts";
import { appointmentView, vAppointment, type AppointmentView } from "./views";

export const bookArgs = {
  ...doerArgs,
  ...idempotencyArgs,
  workspace_id: v.string(),
  /** Either the conversation of ARI, or the contact whose it is. */
  ari_conversation_id: v.optional(v.string()),
  contact_id: v.optional(v.string()),
  slot_id: v.string(),
  scheduled_at: v.number(),
  notes: v.optional(v.string()),
};

type BookRequest = ObjectType<typeof bookArgs>;

export const vBooked = v.object({
  appointment: vAppointment,
  /** False where the lead had booked this very start before: the appointment is that one. */
  created: v.boolean(),
});

export interface Booked {
  appointment: AppointmentView;
  created: boolean;
}

/**
 * Book a start for a lead.
 *
 * The same lead and start again give the appointment that there is. A lead with an open appointment is refused another.
 */
export async function createAppointment(ctx: MutationCtx, request: BookRequest): Promise<Booked> {
  const doer = doerOf(request);
  const about = request.ari_conversation_id ?? request.contact_id ?? "";
  const owner = doer.way === "api" ? doer.by : `${doer.by}:${about}`;
  return await once(ctx, "ari:createAppointment", owner, request, async () => {
    const workspace = await workspaceFor(ctx, request.actor, request.workspace_id, "work");
    const conversation = await conversationFor(ctx, workspace._id, request);
    const settings = await settingsOf(ctx, workspace._id);
    const { appointment, created } = await book(ctx, workspace, conversation, settings, request, doer);
    return { appointment: await appointmentView(ctx, appointment), created };
  });
}

async function book(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  conversation: Doc<"ariConversations">,
  settings: Settings,
  request: BookRequest,
  doer: Doer,
): Promise<{ appointment: Appointment; created: boolean }> {
  const wanted = { slotId: request.slot_id, scheduledAt: request.scheduled_at };
  const notes = writtenText("notes", request.notes);
  checkInstant(wanted.scheduledAt);
  const ignored = { now: doer.now, except: { conversationId: conversation._id } };
  const open = await openAppointmentOf(ctx, conversation._id, doer.now);
  if (open?.scheduled_at === wanted.scheduledAt) {
    return { appointment: open, created: false };
  }
  if (open !== undefined) {
    return await refuseSecond(ctx, workspace._id, settings, wanted, ignored, open);
  }
  const start = await bookableStart(ctx, workspace._id, settings, wanted, ignored);
  const consultant = start.hours.consultantId ?? (await leastLoaded(ctx, workspace._id, settings, start, ignored));
  const fields = {
    workspace_id: workspace._id,
    ari_conversation_id: conversation._id,
    ...placeOf(start),
    ...(consultant === undefined ? {} : { consultant_id: consultant }),
    ...(notes === undefined ? {} : { notes }),
  };
  const appointment = await insertAppointment(ctx, fields, doer);
  await releaseHolds(ctx, conversation._id);
  await tellOfBooking(ctx, appointment, doer);
  await countConversion(ctx, conversation._id, "booked");
  return { appointment, created: true };
}

function placeOf(start: Start): Pick<Appointment, "scheduled_at" | "duration_minutes"> & { slot_id: string } {
  const { hours, startsAt } = start;
  return { slot_id: hours.slotId, scheduled_at: startsAt, duration_minutes: hours.durationMinutes };
}

async function refuseSecond(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  settings: Settings,
  wanted: { slotId: string; scheduledAt: number },
  ignored: Ignored,
  open: Appointment,
): Promise<never> {
  const alternatives = await alternativesTo(ctx, workspaceId, settings, { ...wanted, consultantId: undefined }, ignored);
  const detail = "This lead has an appointment already. Move it, or cancel it first.";
  refuse("conflict", "appointment_open", detail, {
    appointment: await appointmentView(ctx, open),
    alternatives,
    time_zone: settings.time_zone,
  });
}

/** Return the conversation's appointment that is open and not over; there is at most one. */
export async function openAppointmentOf(
  ctx: QueryCtx,
  conversationId: Id<"ariConversations">,
  now: number,
): Promise<Appointment | undefined> {
  for (const status of OPEN_STATUSES) {
    const some = await ctx.db
      .query("ariAppointments")
      .withIndex("by_conversation_status_time", (q) =>
        q.eq("ari_conversation_id", conversationId).eq("status", status).gt("scheduled_at", now - LONGEST_MS),
      )
      .take(MAX_OPEN);
    const open = some.find((appointment) => endOf(appointment) > now);
    if (open !== undefined) {
      return open;
    }
  }
  return undefined;
}

/** A migrated conversation may have several. */
const MAX_OPEN = 20;

export const currentArgs = { workspace_id: v.string(), ari_conversation_id: v.string(), now: v.optional(v.number()) };

export async function findCurrent(
  ctx: QueryCtx,
  { workspace_id: workspaceId, ari_conversation_id: id, now = Date.now() }: ObjectType<typeof currentArgs>,
): Promise<{ appointment?: AppointmentView }> {
  const workspace = await workspaceFor(ctx, undefined, workspaceId, "see");
  const conversation = await findAriConversation(ctx, workspace._id, id);
  const open = await openAppointmentOf(ctx, conversation._id, now);
  return open === undefined ? {} : { appointment: await appointmentView(ctx, open) };
}

/** Find whom the booking is for. A contact that never talked to ARI gets a conversation, as its first message would. */
async function conversationFor(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  request: BookRequest,
): Promise<Doc<"ariConversations">> {
  if (request.ari_conversation_id !== undefined) {
    return await findAriConversation(ctx, workspaceId, request.ari_conversation_id);
  }
  if (request.contact_id === undefined) {
    refuseFields({ contact_id: "Name the contact, or the conversation, that the booking is for." });
  }
  const id = ctx.db.normalizeId("contacts", request.contact_id);
  const contact = id === null ? null : await ctx.db.get("contacts", id);
  if (contact?.workspace_id !== workspaceId) {
    refuse("not_found", "contact_not_found", "There is no such contact, or it is not this workspace's.");
  }
  return await ensureAriConversation(ctx, contact, await ensureConversation(ctx, contact));
}

export const moveArgs = { ...appointmentArgs, slot_id: v.string(), scheduled_at: v.number(), reason: v.optional(v.string()) };

type MoveRequest = ObjectType<typeof moveArgs>;

export const vMoved = v.object({ appointment: vAppointment, moved: v.boolean() });

/**
 * Move an open appointment to another start: the old one is free and the new one taken, or nothing happens.
 *
 * A confirmed one must be confirmed again. Moved to where it is already, it stays as it is.
 */
export async function moveAppointment(
  ctx: MutationCtx,
  request: MoveRequest,
): Promise<{ appointment: AppointmentView; moved: boolean }> {
  return await writeAppointment(ctx, "ari:moveAppointment", request, async (opened) => {
    const reason = writtenText("reason", request.reason);
    checkMovable(opened);
    checkInstant(request.scheduled_at);
    const { appointment } = opened;
    if (request.scheduled_at === appointment.scheduled_at && request.slot_id === appointment.slot_id) {
      return { appointment: await appointmentView(ctx, appointment), moved: false };
    }
    const moved = await move(ctx, opened, { slotId: request.slot_id, scheduledAt: request.scheduled_at }, reason);
    return { appointment: await appointmentView(ctx, moved), moved: true };
  });
}

async function move(
  ctx: MutationCtx,
  { appointment, workspace, doer }: OpenedAppointment,
  wanted: { slotId: string; scheduledAt: number },
  reason: string | undefined,
): Promise<Appointment> {
  const settings = await settingsOf(ctx, workspace._id);
  const except = { conversationId: appointment.ari_conversation_id, appointmentId: appointment._id };
  const ignored = { now: doer.now, except };
  const start = await bookableStart(ctx, workspace._id, settings, wanted, ignored);
  const place = placeOf(start);
  const consultant = start.hours.consultantId ?? (await consultantAfterMove(ctx, appointment, place, settings, ignored));
  const changes = { ...place, consultant_id: consultant, status: "scheduled" as const };
  const moved = await changeAppointment(ctx, appointment, changes, { event: "moved", doer, reason });
  await releaseHolds(ctx, appointment.ari_conversation_id);
  await tellOfMove(ctx, moved, appointment, doer);
  return moved;
}

/** Where the new hours name nobody, who has the appointment keeps it if they are free then. */
async function consultantAfterMove(
  ctx: QueryCtx,
  appointment: Appointment,
  place: Pick<Appointment, "scheduled_at" | "duration_minutes"> & { slot_id: string },
  settings: Settings,
  ignored: Ignored,
): Promise<string | undefined> {
  const { consultant_id: present, workspace_id: workspaceId } = appointment;
  const moved = { ...appointment, ...place };
  if (present !== undefined && (await isConsultantFree(ctx, settings, present, moved, ignored.now))) {
    return present;
  }
  const need = { startsAt: moved.scheduled_at, endsAt: endOf(moved) };
  return await leastLoaded(ctx, workspaceId, settings, need, ignored);
}

/** Leads move what lies ahead; staff also what has begun and was never closed. */
function checkMovable({ appointment, doer }: OpenedAppointment): void {
  if (!isOpen(appointment)) {
    refuse("conflict", "appointment_not_open", `The appointment is ${appointment.status}: it cannot be moved.`, {
      status: appointment.status,
    });
  }
  if (doer.way !== "api" && appointment.scheduled_at <= doer.now) {
    refuse("conflict", "appointment_started", "The appointment has begun: it cannot be moved any more.", {
      scheduled_at: appointment.scheduled_at,
    });
  }
}
