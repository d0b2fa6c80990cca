/** What the booking tests share: a clock that stands still, the town of the tickets, leads, and patterns to book on. */

import { vi } from "vitest";
import { internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import type { Actor } from "./model/access";
import { newTown, OWNER, type Town } from "./tickets.setup";

/** A Monday, nine in the morning in Jakarta. */
export const MONDAY = "2026-03-02";
export const NOW = jakarta(MONDAY, "09:00");
export const MEMBER: Actor = { user_id: "user_member", kind: "user" };

export function jakarta(date: string, time: string): number {
  return Date.parse(`${date}T${time}:00+07:00`);
}

/** Show an instant as Jakarta's wall clock, to the minute. */
export function shown(instant: number): string {
  return new Date(instant + 7 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
}

export interface Agency extends Town {
  /** ARI's conversations with leads of the client. */
  readonly leads: Id<"ariConversations">[];
}

/** The client of the town as an agency with leads, on a clock that stands at NOW, holidays being known. */
export async function newAgency(leads = 4): Promise<Agency> {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  const town = await newTown();
  await town.t.run(async (ctx) => {
    await ctx.db.patch("workspaces", town.client, { kapso_phone_id: "100200300" });
    for (const year of [2025, 2026, 2027]) {
      const days = year === 2026 ? [{ date: "2026-03-19", name: "Hari Suci Nyepi" }] : [];
      await ctx.db.insert("publicHolidays", { country: "ID", year, days, loaded_at: NOW });
    }
  });
  const made = await Promise.all(Array.from({ length: leads }, (_, at) => addLead(town, at)));
  return { ...town, leads: made };
}

export async function addLead(
  { t, client }: Town,
  number: number,
  more: Partial<Doc<"contacts">> = {},
): Promise<Id<"ariConversations">> {
  return await t.run(async (ctx) => {
    const phone = `+62812000${String(number).padStart(4, "0")}`;
    const contact = await ctx.db.insert("contacts", {
      workspace_id: client,
      phone,
      phone_normalized: phone,
      name: `Lead ${number}`,
      email: `lead${number}@example.com`,
      lead_score: 80,
      lead_status: "hot_lead",
      created_at: NOW,
      updated_at: NOW,
      ...more,
    });
    return await ctx.db.insert("ariConversations", {
      workspace_id: client,
      contact_id: contact,
      state: "scheduling",
      lead_score: 80,
      created_at: NOW,
      updated_at: NOW,
    });
  });
}

type SlotWords = Partial<Omit<Doc<"consultantSlots">, "_id" | "_creationTime" | "workspace_id">>;

/** Make a pattern: Tuesdays from nine to twelve of nobody, unless told otherwise. */
export async function addSlot({ t, client }: Agency, words: SlotWords = {}): Promise<string> {
  const { slot } = await t.mutation(internal.consultantSlots.createSlot, {
    actor: OWNER,
    workspace_id: client,
    day_of_week: 2,
    start_time: "09:00",
    end_time: "12:00",
    ...words,
  });
  return slot.id;
}

/** Book for a lead by ARI. */
export async function book(
  { t, client, leads }: Agency,
  lead: number,
  slot_id: string,
  scheduled_at: number,
  more: { notes?: string; now?: number } = {},
) {
  const ari_conversation_id = leads[lead] ?? "";
  const call = { way: "ari", workspace_id: client, ari_conversation_id, slot_id, scheduled_at, ...more } as const;
  return await t.mutation(internal.ari.createAppointment, call);
}

export async function freeTimes(
  { t, client }: Agency,
  from: number,
  before: number,
  more: { consultant_id?: string; ari_conversation_id?: string; now?: number; limit?: number } = {},
): Promise<string[]> {
  const found = await t.query(internal.ari.getAvailableSlots, { workspace_id: client, from, before, ...more });
  return found.hours.flatMap((hours) => hours.starts).sort((left, right) => left - right).map(shown);
}

export async function stored({ t }: Agency, id: string): Promise<Doc<"ariAppointments">> {
  return await t.run(async (ctx) => {
    const appointment = await ctx.db.get("ariAppointments", id as Id<"ariAppointments">);
    if (appointment === null) {
      throw new Error(`The test's appointment ${id} is gone.`);
    }
    return appointment;
  });
}

export async function historyOf({ t }: Agency, id: string): Promise<Doc<"appointmentHistory">[]> {
  return await t.run(
    async (ctx) =>
      await ctx.db
        .query("appointmentHistory")
        .withIndex("by_appointment_time", (q) => q.eq("appointment_id", id as Id<"ariAppointments">))
        .take(100),
  );
}

export async function remindersOf({ t }: Agency, id: string): Promise<Doc<"appointmentReminders">[]> {
  return await t.run(
    async (ctx) =>
      await ctx.db
        .query("appointmentReminders")
        .withIndex("by_appointment_due", (q) => q.eq("appointment_id", id as Id<"ariAppointments">))
        .take(100),
  );
}

export async function noticesOf({ t }: Agency, id: string): Promise<Doc<"appointmentNotices">[]> {
  return await t.run(
    async (ctx) =>
      await ctx.db
        .query("appointmentNotices")
        .withIndex("by_appointment", (q) => q.eq("appointment_id", id as Id<"ariAppointments">))
        .take(100),
  );
}
