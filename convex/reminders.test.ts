/** Reminders and messages about appointments: what is due, who gets it, and what stops it on its way. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import { addSlot, book, jakarta, newAgency, noticesOf, remindersOf, shown, type Agency } from "./booking.setup";
import type { Changes } from "./model/changes";
import { OWNER } from "./tickets.setup";

const TUESDAY = "2026-03-10";
const at = (time: string, date = TUESDAY): number => jakarta(date, time);
const LEASE = { limit: 50, lease_ms: 60_000 };

let agency: Agency;
let slot: string;
let id: string;

beforeEach(async () => {
  agency = await newAgency();
  slot = await addSlot(agency, { start_time: "09:00", end_time: "17:00" });
  id = (await book(agency, 0, slot, at("10:00"))).appointment.id;
  await settleAll();
});

afterEach(() => {
  vi.useRealTimers();
});

const dispatch = (now = Date.now()) => agency.t.mutation(internal.reminders.dispatchDue, { limit: 100, now });
const claim = async (now = Date.now()) =>
  (await agency.t.mutation(internal.reminders.claimNotices, { ...LEASE, now })).deliveries;
const settle = (
  mail: { id: string; attempt: number },
  outcome: "sent" | "queue" | "retry" | "give_up",
  more: object = {},
) =>
  agency.t.mutation(internal.reminders.settleNotice, { notice_id: mail.id, attempt: mail.attempt, outcome, ...more });
const cancel = () => agency.t.mutation(internal.ari.cancelAppointment, { appointment_id: id, way: "ari" });
const move = (time: string) =>
  agency.t.mutation(internal.ari.moveAppointment, { appointment_id: id, way: "ari", slot_id: slot, scheduled_at: at(time) });
const settings = (fields: object) =>
  agency.t.mutation(internal.bookingSettings.updateSettings, { actor: OWNER, workspace_id: agency.client, ...fields });

/** Send everything that waits, so that a test counts its own messages alone. */
async function settleAll(): Promise<void> {
  for (const delivery of await claim()) {
    await settle(delivery, delivery.channel === "email" ? "sent" : "queue", { text: "Halo" });
  }
}

async function changeContact(fields: Changes<"contacts">): Promise<void> {
  await agency.t.run(async (ctx) => {
    const conversation = (await ctx.db.get("ariConversations", agency.leads[0]!))!;
    await ctx.db.patch("contacts", conversation.contact_id, fields);
  });
}

async function ends(): Promise<string[]> {
  return (await remindersOf(agency, id)).map((one) =>
    [one.offset_minutes, one.status, one.channel, one.reason].filter((part) => part !== undefined).join(" "),
  );
}

async function outbox(): Promise<Doc<"whatsappOutbox">[]> {
  return await agency.t.run(async (ctx) => await ctx.db.query("whatsappOutbox").take(50));
}

async function conversation(): Promise<Id<"conversations">> {
  return (await outbox())[0]!.conversation_id;
}

/** Carry the reminder of the hour before to the outbox of WhatsApp. */
async function queueReminder(): Promise<void> {
  vi.setSystemTime(at("09:00"));
  await dispatch();
  const [delivery] = await claim();
  await settle(delivery!, "queue", { text: "Jangan lupa" });
}

describe("a reminder that is due", () => {
  test("is put on its way once, the latest alone after an outage", async () => {
    vi.setSystemTime(at("09:00"));
    expect(await dispatch()).toEqual({ started: 1, waiting: 0, dropped: { too_late: 1 }, failed: {}, more: false });
    expect(await dispatch()).toMatchObject({ started: 0 });
    expect(await ends()).toEqual(["1440 dropped too_late", "60 sending whatsapp"]);
  });

  test("goes out a day before, and an hour before", async () => {
    expect(await dispatch(at("10:00", "2026-03-09") - 1)).toMatchObject({ started: 0 });
    expect(await dispatch(at("10:00", "2026-03-09"))).toMatchObject({ started: 1 });
    expect(await dispatch(at("09:00"))).toMatchObject({ started: 1 });
  });

  test("is not sent when the consultation has begun", async () => {
    expect(await dispatch(at("10:00"))).toMatchObject({ started: 0, dropped: { too_late: 2 } });
  });

  test("of a cancelled or moved appointment is not sent for the old time", async () => {
    await move("12:00");
    const due = (await remindersOf(agency, id)).filter((one) => one.status === "planned");
    expect(due.map((one) => shown(one.due_at))).toEqual(["2026-03-09 12:00", `${TUESDAY} 11:00`]);
    await cancel();
    expect(await dispatch(at("11:00"))).toMatchObject({ started: 0 });
    expect((await ends()).sort()).toEqual([
      "1440 dropped cancelled",
      "1440 dropped moved",
      "60 dropped cancelled",
      "60 dropped moved",
    ]);
  });

  test("waits for the end of quiet hours, and is dropped where they last too long", async () => {
    await settings({ quiet_hours: { start: "08:30", end: "09:30" } });
    expect(await dispatch(at("09:00"))).toMatchObject({ started: 0, waiting: 1 });
    expect(await dispatch(at("09:30"))).toMatchObject({ started: 1 });
    await settings({ quiet_hours: { start: "08:30", end: "16:00" } });
    const [delivery] = await claim(at("09:31"));
    expect(delivery).toBeUndefined();
    expect((await ends()).at(-1)).toBe("60 dropped whatsapp quiet_hours");
  });

  test("goes by mail where WhatsApp is no way, and nowhere where there is none", async () => {
    await changeContact({ phone: "" });
    expect(await dispatch(at("10:00", "2026-03-09"))).toMatchObject({ started: 1 });
    expect((await claim(at("10:00", "2026-03-09"))).map((one) => one.channel)).toEqual(["email"]);
    await changeContact({ email: undefined });
    expect(await dispatch(at("09:00"))).toMatchObject({ started: 0, failed: { no_address: 1 } });
    const failed = (since: string, until: string) =>
      agency.t.query(internal.reminders.countFailed, { since: at(since), until: at(until) });
    expect(await failed("09:00", "09:00")).toEqual({ failed: { no_address: 1 } });
    expect(await failed("09:01", "09:02")).toEqual({ failed: {} });
    expect(await failed("08:58", "08:59")).toEqual({ failed: {} });
  });

  test("is not for a lead who opted out", async () => {
    await changeContact({ opted_out_at: 1 });
    expect(await dispatch(at("09:00"))).toMatchObject({ started: 0, dropped: { opted_out: 1 } });
  });

  test("shows in a preview as what would become of it, and nothing is done", async () => {
    const { reminders, more } = await agency.t.query(internal.reminders.previewDue, { limit: 10, now: at("09:00") });
    expect(more).toBe(false);
    expect(reminders.map((one) => [one.offset_minutes, one.decision, one.channel ?? one.reason])).toEqual([
      [1440, "drop", "too_late"],
      [60, "send", "whatsapp"],
    ]);
    expect(await ends()).toEqual(["1440 planned", "60 planned"]);
  });
});

describe("a message that is claimed", () => {
  beforeEach(async () => {
    vi.setSystemTime(at("09:00"));
    await dispatch();
  });

  test("has all that its words need", async () => {
    const [delivery] = await claim();
    expect(delivery).toMatchObject({
      attempt: 1,
      kind: "reminder",
      audience: "lead",
      channel: "whatsapp",
      language: "id",
      recipient: { name: "Lead 0", email: "lead0@example.com" },
      workspace: { name: "RUMAH-KULIAH" },
      appointment: { id, time_zone: "Asia/Jakarta", scheduled_at: at("10:00") },
      is_window_open: false,
    });
  });

  test("is one sender's until the lease ends", async () => {
    expect(await claim()).toHaveLength(1);
    expect(await claim()).toHaveLength(0);
    expect(await claim(at("09:01"))).toMatchObject([{ attempt: 2 }]);
  });

  test("is not settled by who lost it", async () => {
    const [first] = await claim();
    const [second] = await claim(at("09:01"));
    expect(await settle(first!, "queue", { text: "Halo" })).toEqual({ status: "lost" });
    expect(await settle(second!, "queue", { text: "Halo" })).toMatchObject({ status: "queued" });
    expect(await settle(second!, "queue", { text: "Halo" })).toEqual({ status: "lost" });
    expect(await outbox()).toHaveLength(1);
  });

  test("is dropped when the appointment was cancelled meanwhile", async () => {
    const [delivery] = await claim();
    await cancel();
    expect(await settle(delivery!, "queue", { text: "Halo" })).toEqual({ status: "dropped" });
    expect((await ends()).at(-1)).toBe("60 dropped whatsapp cancelled");
  });

  test("may be a text while the lead wrote in the last day", async () => {
    await settleAll();
    const [row] = await outbox();
    await agency.t.run(async (ctx) => {
      await ctx.db.patch("conversations", row!.conversation_id, { last_inbound_at: at("08:00") });
    });
    await move("12:00");
    vi.setSystemTime(at("11:00"));
    await dispatch();
    expect((await claim()).find((one) => one.kind === "reminder")).toMatchObject({ is_window_open: true });
  });
});

describe("in the outbox of WhatsApp", () => {
  const deliver = async () =>
    (await agency.t.mutation(internal.whatsappOutbox.claim, { conversation_id: await conversation(), lease_ms: 1000 }))
      .delivery;

  async function openWindow(): Promise<void> {
    const conversationId = await conversation();
    await agency.t.run(async (ctx) => {
      await ctx.db.patch("conversations", conversationId, { last_inbound_at: at("08:59") });
    });
  }

  beforeEach(async () => {
    await agency.t.run(async (ctx) => {
      for (const row of await ctx.db.query("whatsappOutbox").take(10)) {
        await ctx.db.delete("whatsappOutbox", row._id);
      }
    });
    await queueReminder();
  });

  test("a reminder ends as sent when it was sent", async () => {
    await openWindow();
    const delivery = (await deliver())!;
    expect(delivery.text).toBe("Jangan lupa");
    const { conversation_id, claim: number, outbox_id } = delivery;
    const sent = { conversation_id, claim: number, outbox_id, outcome: "sent" as const, provider_id: "wamid.1" };
    await agency.t.mutation(internal.whatsappOutbox.settle, sent);
    expect((await ends()).at(-1)).toBe("60 sent whatsapp");
    const { appointment } = await agency.t.query(internal.ari.getAppointment, {
      actor: OWNER,
      workspace_id: agency.client,
      appointment_id: id,
    });
    expect(appointment.reminder_sent_at).toBe(at("09:00"));
  });

  test("it is not sent when the appointment was moved meanwhile", async () => {
    await openWindow();
    await move("12:00");
    expect(await deliver()).toBeUndefined();
    expect((await outbox())[0]).toMatchObject({ status: "dropped" });
    expect((await noticesOf(agency, id)).find((one) => one.kind === "reminder")?.last_error).toMatch(/bear it out/);
  });

  test("mail takes over where WhatsApp refuses", async () => {
    // The window is closed and this is no template.
    expect(await deliver()).toBeUndefined();
    expect((await ends()).at(-1)).toBe("60 sending email");
    const [mail] = await claim();
    expect(mail).toMatchObject({ channel: "email", kind: "reminder" });
    await settle(mail!, "sent");
    expect((await ends()).at(-1)).toBe("60 sent email");
  });

  test("it fails where there is no address for mail", async () => {
    await changeContact({ email: undefined });
    expect(await deliver()).toBeUndefined();
    expect((await ends()).at(-1)).toBe("60 failed whatsapp whatsapp_failed");
  });

  test("it is put off where quiet hours have begun", async () => {
    await openWindow();
    await settings({ quiet_hours: { start: "08:30", end: "09:15" } });
    expect(await deliver()).toBeUndefined();
    expect((await ends()).at(-1)).toBe("60 planned");
    expect(await dispatch(at("09:15"))).toMatchObject({ started: 1 });
  });

  test("it stays when a colleague takes the conversation over", async () => {
    await openWindow();
    await agency.t.mutation(internal.conversations.takeOver, { actor: OWNER, conversation_id: await conversation() });
    expect(await deliver()).toMatchObject({ text: "Jangan lupa" });
  });
});

describe("mail", () => {
  beforeEach(async () => {
    await changeContact({ phone: "" });
    vi.setSystemTime(at("09:00"));
    await dispatch();
  });

  const begin = (mail: { id: string; attempt: number }, now = Date.now()) =>
    agency.t.mutation(internal.reminders.beginNotice, { notice_id: mail.id, attempt: mail.attempt, now });

  test("that was begun and never settled is not sent again", async () => {
    const [mail] = await claim();
    expect(await begin(mail!)).toEqual({ may_send: true });
    expect(await begin(mail!)).toEqual({ may_send: true });
    expect(await claim(at("09:01"))).toEqual([]);
    expect((await ends()).at(-1)).toBe("60 failed email unknown_outcome");
  });

  test("that was claimed and not begun is sent by the next", async () => {
    const [lost] = await claim();
    const [mail] = await claim(at("09:01"));
    expect(await begin(lost!)).toEqual({ may_send: false });
    expect(await begin(mail!, at("09:01"))).toEqual({ may_send: true });
  });

  test("is not begun when the appointment was cancelled meanwhile", async () => {
    const [mail] = await claim();
    await cancel();
    expect(await begin(mail!)).toEqual({ may_send: false });
  });

  test("that cannot go out now is tried again while it is of use", async () => {
    const [mail] = await claim();
    await begin(mail!);
    expect(await settle(mail!, "retry", { error: "busy" })).toEqual({ status: "pending" });
    expect(await claim(at("09:00"))).toEqual([]);
    const [again] = await claim(at("09:01"));
    expect(await settle(again!, "retry", { error: "busy", now: at("09:57") })).toEqual({ status: "failed" });
    expect((await ends()).at(-1)).toBe("60 failed email given_up");
  });
});

describe("news of a change", () => {
  test("is overtaken by later news", async () => {
    await move("12:00");
    await move("14:00");
    const told = (await claim()).filter((one) => one.audience === "lead");
    expect(told.map((one) => [one.kind, one.previous_scheduled_at, one.appointment.scheduled_at])).toEqual([
      ["moved", at("12:00"), at("14:00")],
    ]);
    const dropped = (await noticesOf(agency, id)).filter((one) => one.status === "dropped");
    expect(dropped.map((one) => one.last_error)).toEqual(expect.arrayContaining(["overtaken"]));
  });

  test("reaches a consultant on WhatsApp as the contact whose number is theirs", async () => {
    const consultant = (await agency.t.query(internal.ari.getAppointment, {
      actor: OWNER,
      workspace_id: agency.client,
      appointment_id: id,
    })).appointment
      .consultant_id!;
    await agency.t.run(async (ctx) => {
      const user = await ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerk_id", consultant)).first();
      await ctx.db.patch("users", user!._id, { phone: "0812-0000-003", language: "en" });
    });
    await move("12:00");
    const told = (await claim()).filter((one) => one.audience === "consultant");
    expect(told.map((one) => [one.channel, one.language]).sort()).toEqual([
      ["email", "en"],
      ["whatsapp", "en"],
    ]);
  });

  test("is given up where nobody can be reached, which no reminder suffers from", async () => {
    await move("12:00");
    const whatsapp = (await noticesOf(agency, id)).filter((one) => one.audience === "consultant" && one.channel === "whatsapp");
    await claim();
    const after = (await noticesOf(agency, id)).filter((one) => whatsapp.some((before) => before._id === one._id));
    expect(after.map((one) => [one.status, one.last_error])).toContainEqual(["failed", "no_whatsapp"]);
  });

  test("that was sent is forgotten in time", async () => {
    const purge = () =>
      agency.t.mutation(internal.reminders.purgeNotices, { older_than: Date.now() + 1, limit: 100 });
    expect((await purge()).purged).toBeGreaterThan(0);
    expect(await purge()).toEqual({ purged: 0, more: false });
  });
});

describe("planning what was not planned", () => {
  const plan = (limit = 100) => agency.t.mutation(internal.reminders.planMissing, { limit });

  async function migrated(fields: Partial<Doc<"ariAppointments">> = {}): Promise<string> {
    return await agency.t.run(
      async (ctx) =>
        await ctx.db.insert("ariAppointments", {
          workspace_id: agency.client,
          ari_conversation_id: agency.leads[1]!,
          scheduled_at: at("15:00"),
          duration_minutes: 60,
          status: "scheduled",
          created_at: 1,
          updated_at: 1,
          ...fields,
        }),
    );
  }

  test("plans what a migration brought and lies ahead", async () => {
    const [ahead, past, cancelled] = [await migrated(), await migrated({ scheduled_at: 1 }), await migrated({ status: "cancelled" })];
    expect(await plan()).toEqual({ planned: 1, more: false });
    expect(await plan()).toEqual({ planned: 0, more: false });
    expect((await remindersOf(agency, ahead)).map((one) => shown(one.due_at))).toEqual([
      "2026-03-09 15:00",
      `${TUESDAY} 14:00`,
    ]);
    expect([...(await remindersOf(agency, past)), ...(await remindersOf(agency, cancelled))]).toEqual([]);
  });

  test("owes nothing that the source's own reminder told", async () => {
    const told = await migrated({ reminder_sent_at: at("15:30", "2026-03-09") });
    await plan();
    expect((await remindersOf(agency, told)).map((one) => one.offset_minutes)).toEqual([60]);
  });

  test("follows the rules of a workspace when they change, piece by piece", async () => {
    const twin = await migrated({ scheduled_at: at("10:00"), reminders_planned_for: at("10:00") });
    await book(agency, 2, slot, at("12:00"));
    await settings({ reminder_offsets_minutes: [120] });
    const rounds = [];
    do {
      rounds.push(await plan(1));
    } while (rounds.at(-1)!.more && rounds.length < 10);
    expect(rounds.map((round) => round.planned)).toEqual([1, 1, 1, 0].slice(0, rounds.length));
    expect((await remindersOf(agency, twin)).map((one) => one.offset_minutes)).toEqual([120]);
    expect(await ends()).toEqual(["120 planned"]);
  });

  test("leaves nothing behind of rules that were changed often", async () => {
    const twin = await migrated();
    for (const offset of [120, 180, 240, 300]) {
      await settings({ reminder_offsets_minutes: [offset, 60] });
      await plan();
    }
    expect((await remindersOf(agency, twin)).map((one) => [one.offset_minutes, one.status])).toEqual([
      [300, "planned"],
      [60, "planned"],
    ]);
  });

  test("does not remind twice when the rules come back", async () => {
    await dispatch(at("10:00", "2026-03-09"));
    await settings({ reminder_offsets_minutes: [1440] });
    await plan();
    await settings({ reminder_offsets_minutes: [1440, 60] });
    await plan();
    expect(await ends()).toEqual(["1440 sending whatsapp", "60 planned"]);
  });
});

describe("the list", () => {
  const list = async (more: object = {}) => {
    const call = { actor: OWNER, workspace_id: agency.client, ...more };
    return (await agency.t.query(internal.reminders.listReminders, call)).reminders.map((one) => shown(one.due_at));
  };

  test("is in the order in which they are due, filtered by state, time and appointment", async () => {
    await dispatch(at("10:00", "2026-03-09"));
    expect(await list()).toEqual(["2026-03-09 10:00", `${TUESDAY} 09:00`]);
    expect(await list({ statuses: ["sending"] })).toEqual(["2026-03-09 10:00"]);
    expect(await list({ statuses: ["planned", "sent"], before: at("09:00") })).toEqual([]);
    expect(await list({ appointment_id: id, order: "desc" })).toEqual([`${TUESDAY} 09:00`, "2026-03-09 10:00"]);
    expect(await list({ appointment_id: "nonsense" })).toEqual([]);
  });
});
