/** Booking beyond the patterns and appointments themselves: rules, exceptions, holds, history, reminders, notices. */

import { defineTable } from "convex/server";
import { v } from "convex/values";

/** Where a consultation stands. `scheduled` and `confirmed` are open: they take up their time. */
export const vAppointmentStatus = v.union(
  v.literal("scheduled"),
  v.literal("confirmed"),
  v.literal("completed"),
  v.literal("cancelled"),
  v.literal("no_show"),
);

/** What a row of an appointment's history tells of. */
export const vAppointmentEvent = v.union(
  v.literal("booked"),
  v.literal("moved"),
  v.literal("cancelled"),
  v.literal("confirmed"),
  v.literal("completed"),
  v.literal("no_show"),
  v.literal("assigned"),
  v.literal("edited"),
);

/** By what way an act came: the API, ARI's conversation, or a link that the lead opened. */
export const vAppointmentWay = v.union(v.literal("api"), v.literal("ari"), v.literal("link"));

/** A stretch of the wall clock, "HH:MM" each; an end before its start is on the next day. */
export const vQuietHours = v.object({ start: v.string(), end: v.string() });

/** How a workspace takes bookings and reminds of them. What is absent has the default of `booking/settings.ts`. */
export const bookingSettings = defineTable({
  workspace_id: v.id("workspaces"),
  lead_time_minutes: v.optional(v.number()),
  buffer_minutes: v.optional(v.number()),
  hold_minutes: v.optional(v.number()),
  reminder_offsets_minutes: v.optional(v.array(v.number())),
  /** The original's way: one reminder, between so many minutes before the start. It replaces the offsets. */
  reminder_window: v.optional(v.object({ opens_minutes: v.number(), closes_minutes: v.number() })),
  quiet_hours: v.optional(vQuietHours),
  observes_holidays: v.optional(v.boolean()),
  /** ISO 3166, two letters. */
  holiday_country: v.optional(v.string()),
  /** Who can be given consultations of patterns that name nobody; absent: every member of the workspace. */
  consultant_ids: v.optional(v.array(v.string())),
  /** Meta's names of the approved WhatsApp templates, for leads who have not written for 24 hours. */
  reminder_template: v.optional(v.string()),
  notice_template: v.optional(v.string()),
  created_at: v.number(),
  updated_at: v.number(),
}).index("by_workspace", ["workspace_id"]);

/**
 * A day on which the weekly patterns do not hold as they are, on the workspace's calendar.
 *
 * `closed` takes away: the whole day, or the hours. `open` with hours adds them as a pattern of that day alone; without
 * hours it lets the weekly patterns hold although the day is a national holiday. With a consultant it is about theirs.
 */
export const scheduleExceptions = defineTable({
  workspace_id: v.id("workspaces"),
  kind: v.union(v.literal("closed"), v.literal("open")),
  /** "YYYY-MM-DD". */
  date: v.string(),
  consultant_id: v.optional(v.string()),
  start_time: v.optional(v.string()),
  end_time: v.optional(v.string()),
  /** Of added hours. */
  duration_minutes: v.optional(v.number()),
  max_bookings_per_slot: v.optional(v.number()),
  reason: v.optional(v.string()),
  created_by: v.string(),
  created_at: v.number(),
  updated_at: v.number(),
}).index("by_workspace_date", ["workspace_id", "date"]);

/** The national holidays of a year, as Python's `holidays` knows them: what booking checks, it must find here. */
export const publicHolidays = defineTable({
  country: v.string(),
  year: v.number(),
  days: v.array(v.object({ date: v.string(), name: v.string() })),
  loaded_at: v.number(),
}).index("by_country_year", ["country", "year"]);

/** A start kept for one conversation while the lead makes up their mind. Past `expires_at` it is none. */
export const slotHolds = defineTable({
  workspace_id: v.id("workspaces"),
  ari_conversation_id: v.id("ariConversations"),
  /** A weekly pattern or added hours. */
  slot_id: v.string(),
  consultant_id: v.optional(v.string()),
  starts_at: v.number(),
  ends_at: v.number(),
  expires_at: v.number(),
  created_at: v.number(),
})
  .index("by_workspace_time", ["workspace_id", "starts_at"])
  .index("by_conversation", ["ari_conversation_id"])
  .index("by_expires", ["expires_at"]);

/** What happened to an appointment, written with it. */
export const appointmentHistory = defineTable({
  appointment_id: v.id("ariAppointments"),
  workspace_id: v.id("workspaces"),
  event: vAppointmentEvent,
  way: vAppointmentWay,
  /** A user, a staff account, "ari" or "lead". */
  by: v.string(),
  from_scheduled_at: v.optional(v.number()),
  to_scheduled_at: v.optional(v.number()),
  from_status: v.optional(vAppointmentStatus),
  to_status: vAppointmentStatus,
  from_consultant: v.optional(v.string()),
  to_consultant: v.optional(v.string()),
  reason: v.optional(v.string()),
  created_at: v.number(),
}).index("by_appointment_time", ["appointment_id", "created_at"]);

export const vReminderStatus = v.union(
  v.literal("planned"),
  v.literal("sending"),
  v.literal("sent"),
  v.literal("failed"),
  v.literal("dropped"),
);

/**
 * A reminder, planned by the write that set the appointment's start, and what became of it.
 *
 * Senders find what is due along `by_status_next`, so that a run costs what is due, however many appointments there are.
 * One that is due becomes a notice (`appointmentNotices`), which carries it; its end is written here too.
 */
export const appointmentReminders = defineTable({
  workspace_id: v.id("workspaces"),
  appointment_id: v.id("ariAppointments"),
  offset_minutes: v.number(),
  /** The start that it reminds of: an appointment moved meanwhile has another. */
  starts_at: v.number(),
  due_at: v.number(),
  /** From then on it would be pointless: the next reminder is due, or the consultation begins. */
  useful_until: v.number(),
  status: vReminderStatus,
  /** When to look at it: when it is due, or when the quiet hours end that it fell into. Once it has ended: when it did. */
  next_attempt_at: v.number(),
  /** By what it was sent, or is being sent. */
  channel: v.optional(v.union(v.literal("whatsapp"), v.literal("email"))),
  sent_at: v.optional(v.number()),
  /** Why it was dropped or failed, as a code. */
  reason: v.optional(v.string()),
  created_at: v.number(),
})
  .index("by_status_next", ["status", "next_attempt_at"])
  .index("by_appointment_due", ["appointment_id", "due_at"])
  .index("by_workspace_due", ["workspace_id", "due_at"])
  .index("by_workspace_status_due", ["workspace_id", "status", "due_at"]);

/** Workspaces whose reminders must be planned anew because their rules changed, and how far that has come. */
export const reminderReplans = defineTable({
  workspace_id: v.id("workspaces"),
  /** What had begun then needs no reminders. */
  asked_at: v.number(),
  /** Where the next piece begins; absent: nothing is done yet. */
  cursor: v.optional(v.string()),
}).index("by_workspace", ["workspace_id"]);

export const vNoticeKind = v.union(
  v.literal("booked"),
  v.literal("moved"),
  v.literal("cancelled"),
  v.literal("assigned"),
  v.literal("unassigned"),
  v.literal("reminder"),
);

export const vNoticeAudience = v.union(v.literal("lead"), v.literal("consultant"));

export const vNoticeChannel = v.union(v.literal("whatsapp"), v.literal("email"));

export const vNoticeStatus = v.union(
  v.literal("pending"),
  v.literal("sending"),
  /** In the outbox of WhatsApp, which tells how it ends. */
  v.literal("queued"),
  v.literal("sent"),
  v.literal("failed"),
  v.literal("dropped"),
);

/**
 * A message about an appointment to its lead or consultant, written by the transaction that it tells of.
 *
 * It holds facts and never a text: the words depend on the reader's language and are chosen when it is sent.
 */
export const appointmentNotices = defineTable({
  workspace_id: v.id("workspaces"),
  appointment_id: v.id("ariAppointments"),
  kind: vNoticeKind,
  audience: vNoticeAudience,
  channel: vNoticeChannel,
  /** Of a consultant: who, because a later one may have the appointment when it is sent. */
  user_id: v.optional(v.string()),
  /** The appointment's when it was written: a later one has a notice of its own. */
  sequence: v.number(),
  starts_at: v.number(),
  previous_starts_at: v.optional(v.number()),
  reason: v.optional(v.string()),
  reminder_id: v.optional(v.id("appointmentReminders")),
  /** From then on it would be pointless. */
  useful_until: v.number(),
  status: vNoticeStatus,
  /** Counts the claims, and is the claim's own number: who settles must name it. */
  attempts: v.number(),
  /** Of mail: the sender has begun to hand it over, so that nobody may do it again. */
  is_begun: v.optional(v.boolean()),
  /** When a sender may take it; while it is being sent, when the lease ends. */
  next_attempt_at: v.number(),
  created_at: v.number(),
  sent_at: v.optional(v.number()),
  last_error: v.optional(v.string()),
})
  .index("by_status_due", ["status", "next_attempt_at"])
  .index("by_appointment", ["appointment_id"])
  .index("by_status_created", ["status", "created_at"]);
