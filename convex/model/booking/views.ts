/** Appointments as answers show them: with the lead, the consultant and the zone they are kept in. */

import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { vAppointmentEvent, vAppointmentStatus, vAppointmentWay } from "../tables/booking";
import { People, vPerson, type Person } from "../users";
import { endOf, type Appointment } from "./agenda";
import { zoneOf } from "./settings";

export const vContactRef = v.object({
  id: v.string(),
  name: v.optional(v.string()),
  phone: v.string(),
  email: v.optional(v.string()),
});

export type ContactRef = Infer<typeof vContactRef>;

export const vAppointment = v.object({
  id: v.string(),
  workspace_id: v.string(),
  ari_conversation_id: v.string(),
  /** Absent where the contact was deleted. */
  contact: v.optional(vContactRef),
  consultant_id: v.optional(v.string()),
  consultant: v.optional(vPerson),
  slot_id: v.optional(v.string()),
  payment_id: v.optional(v.string()),
  scheduled_at: v.number(),
  ends_at: v.number(),
  duration_minutes: v.number(),
  time_zone: v.string(),
  /** One of `vAppointmentStatus`, but for what a migration brought. */
  status: v.string(),
  meeting_link: v.optional(v.string()),
  notes: v.optional(v.string()),
  reminder_sent_at: v.optional(v.number()),
  cancelled_at: v.optional(v.number()),
  cancel_reason: v.optional(v.string()),
  sequence: v.number(),
  /** By what way it was booked; absent: a migration brought it. */
  booked_way: v.optional(vAppointmentWay),
  created_at: v.number(),
  updated_at: v.number(),
});

export type AppointmentView = Infer<typeof vAppointment>;

export const vHistoryRow = v.object({
  id: v.string(),
  appointment_id: v.string(),
  event: vAppointmentEvent,
  way: vAppointmentWay,
  by: v.string(),
  by_person: vPerson,
  from_scheduled_at: v.optional(v.number()),
  to_scheduled_at: v.optional(v.number()),
  from_status: v.optional(vAppointmentStatus),
  to_status: vAppointmentStatus,
  from_consultant: v.optional(v.string()),
  to_consultant: v.optional(v.string()),
  reason: v.optional(v.string()),
  created_at: v.number(),
});

export type HistoryRowView = Infer<typeof vHistoryRow>;

/** Makes the answers of one call; people, contacts and zones are looked up once each. */
export class AppointmentViews {
  readonly people: People;
  private readonly contacts = new Map<string, Promise<Doc<"contacts"> | null>>();
  private readonly zones = new Map<string, Promise<string>>();

  constructor(private readonly ctx: QueryCtx) {
    this.people = new People(ctx);
  }

  async appointment(appointment: Appointment): Promise<AppointmentView> {
    const [contact, consultant, zone] = await Promise.all([
      this.contactOf(appointment),
      this.consultantOf(appointment),
      this.zone(appointment.workspace_id),
    ]);
    return {
      id: appointment._id,
      ...shown(appointment),
      ends_at: endOf(appointment),
      sequence: appointment.sequence ?? 0,
      time_zone: zone,
      ...(contact === null ? {} : { contact: contactRef(contact) }),
      ...(consultant === undefined ? {} : { consultant }),
    };
  }

  async appointments(appointments: readonly Appointment[]): Promise<AppointmentView[]> {
    return await Promise.all(appointments.map((appointment) => this.appointment(appointment)));
  }

  async historyRow(row: Doc<"appointmentHistory">): Promise<HistoryRowView> {
    const { _id, _creationTime, workspace_id: _workspace, ...told } = row;
    return { id: _id, ...told, by_person: await this.people.get(row.by) };
  }

  contactOf(appointment: Appointment): Promise<Doc<"contacts"> | null> {
    const id = appointment.ari_conversation_id;
    const known = this.contacts.get(id) ?? contactOfConversation(this.ctx, id);
    this.contacts.set(id, known);
    return known;
  }

  private zone(workspaceId: Id<"workspaces">): Promise<string> {
    const known = this.zones.get(workspaceId) ?? zoneOf(this.ctx, workspaceId);
    this.zones.set(workspaceId, known);
    return known;
  }

  private async consultantOf(appointment: Appointment): Promise<Person | undefined> {
    const id = appointment.consultant_id;
    return id === undefined ? undefined : await this.people.get(id);
  }
}

export async function appointmentView(ctx: QueryCtx, appointment: Appointment): Promise<AppointmentView> {
  return await new AppointmentViews(ctx).appointment(appointment);
}

async function contactOfConversation(ctx: QueryCtx, id: Id<"ariConversations">): Promise<Doc<"contacts"> | null> {
  const conversation = await ctx.db.get("ariConversations", id);
  return conversation === null ? null : await ctx.db.get("contacts", conversation.contact_id);
}

export function contactRef(contact: Doc<"contacts">): ContactRef {
  const name = contact.name ?? contact.kapso_name;
  return {
    id: contact._id,
    phone: contact.phone_normalized ?? contact.phone,
    ...(name === undefined ? {} : { name }),
    ...(contact.email === undefined ? {} : { email: contact.email }),
  };
}

const SHOWN_FIELDS = [
  "workspace_id",
  "ari_conversation_id",
  "consultant_id",
  "slot_id",
  "payment_id",
  "scheduled_at",
  "duration_minutes",
  "status",
  "meeting_link",
  "notes",
  "reminder_sent_at",
  "cancelled_at",
  "cancel_reason",
  "booked_way",
  "created_at",
  "updated_at",
] as const satisfies readonly (keyof Appointment)[];

/** The fields that an answer shows, those that are absent left out. */
function shown(appointment: Appointment): Pick<Appointment, (typeof SHOWN_FIELDS)[number]> {
  return Object.fromEntries(
    SHOWN_FIELDS.filter((name) => appointment[name] !== undefined).map((name) => [name, appointment[name]]),
  ) as Pick<Appointment, (typeof SHOWN_FIELDS)[number]>;
}
