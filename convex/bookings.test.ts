/** Booking, moving, holding: one transaction decides, and says why not. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import {
  addLead,
  addSlot,
  book,
  freeTimes,
  historyOf,
  jakarta,
  MEMBER,
  MONDAY,
  newAgency,
  noticesOf,
  NOW,
  remindersOf,
  shown,
  stored,
  type Agency,
} from "./booking.setup";
import { codeOf, OWNER, refusalOf, type Refusal } from "./tickets.setup";

const TUESDAY = "2026-03-03";
const DAY_MS = 86_400_000;
const at = (time: string, date = TUESDAY): number => jakarta(date, time);

let agency: Agency;
let slot: string;

beforeEach(async () => {
  agency = await newAgency();
  slot = await addSlot(agency);
});

afterEach(() => {
  vi.useRealTimers();
});

function alternativesIn(refusal: Refusal | undefined): string[] {
  return (refusal?.alternatives as unknown as { scheduled_at: number }[]).map((start) => shown(start.scheduled_at));
}

describe("a booking", () => {
  test("takes the start, with its history, reminders and notices", async () => {
    const { appointment, created } = await book(agency, 0, slot, at("09:00"), { notes: " Skor 80 " });

    expect(created).toBe(true);
    expect(appointment).toMatchObject({
      contact: { name: "Lead 0", phone: "+628120000000", email: "lead0@example.com" },
      scheduled_at: at("09:00"),
      ends_at: at("10:00"),
      duration_minutes: 60,
      time_zone: "Asia/Jakarta",
      status: "scheduled",
      notes: "Skor 80",
      sequence: 0,
    });
    expect(await historyOf(agency, appointment.id)).toMatchObject([
      { event: "booked", by: "ari", way: "ari", to_status: "scheduled", to_scheduled_at: at("09:00") },
    ]);
    expect((await remindersOf(agency, appointment.id)).map((one) => shown(one.due_at))).toEqual([
      `${TUESDAY} 08:00`,
    ]);
    expect(await freeTimes(agency, at("00:00"), at("23:00"))).toEqual([`${TUESDAY} 10:00`, `${TUESDAY} 11:00`]);
  });

  test("tells the lead by mail alone where ARI's own reply does, and the consultant by mail and WhatsApp", async () => {
    const { appointment } = await book(agency, 0, slot, at("09:00"));
    const told = (await noticesOf(agency, appointment.id)).map((one) => `${one.audience} ${one.channel}`);
    expect(told.sort()).toEqual(["consultant email", "consultant whatsapp", "lead email"]);
  });

  test("by staff tells the lead on WhatsApp too", async () => {
    const { appointment } = await agency.t.mutation(internal.ari.createAppointment, {
      actor: MEMBER,
      workspace_id: agency.client,
      ari_conversation_id: agency.leads[0]!,
      slot_id: slot,
      scheduled_at: at("09:00"),
    });
    const told = (await noticesOf(agency, appointment.id)).filter((one) => one.audience === "lead");
    expect(told.map((one) => one.channel).sort()).toEqual(["email", "whatsapp"]);
  });

  test("of the same lead and start again is the same booking", async () => {
    const first = await book(agency, 0, slot, at("09:00"));
    const again = await book(agency, 0, slot, at("09:00"));
    expect(again).toEqual({ ...first, created: false });
    expect(await historyOf(agency, first.appointment.id)).toHaveLength(1);
  });

  test("for a contact that never talked to ARI makes what ARI keeps of it", async () => {
    await addLead(agency, 9);
    const contact = await agency.t.run(async (ctx) => {
      const { _id, _creationTime, ...fields } = (await ctx.db.query("contacts").order("desc").first())!;
      return await ctx.db.insert("contacts", { ...fields, phone: "+62899", phone_normalized: "+62899" });
    });
    const { appointment } = await agency.t.mutation(internal.ari.createAppointment, {
      actor: MEMBER,
      workspace_id: agency.client,
      contact_id: contact,
      slot_id: slot,
      scheduled_at: at("09:00"),
    });
    expect(appointment.contact?.id).toBe(contact);
  });
});

describe("a start that cannot be had is refused with its reason and the nearest alternatives:", () => {
  test("taken by somebody else", async () => {
    await book(agency, 0, slot, at("10:00"));
    const refusal = await refusalOf(book(agency, 1, slot, at("10:00")));
    expect(refusal).toMatchObject({ kind: "conflict", code: "slot_full" });
    expect(alternativesIn(refusal).slice(0, 2)).toEqual([`${TUESDAY} 09:00`, `${TUESDAY} 11:00`]);
    expect(alternativesIn(refusal)).toHaveLength(5);
  });

  test.each([
    ["past", at("09:00", "2026-02-24"), "in_the_past"],
    ["too far ahead", at("09:00", "2026-03-17"), "beyond_window"],
    ["between the starts", at("09:30"), "not_a_start"],
    ["after the last start that fits", at("11:30"), "not_a_start"],
    ["on another weekday", at("09:00", "2026-03-04"), "not_a_start"],
    ["centuries ahead", at("09:00", "2400-03-04"), "holidays_not_loaded"],
  ])("%s", async (_why, scheduledAt, code) => {
    expect(await codeOf(book(agency, 0, slot, scheduledAt))).toBe(code);
  });

  test("too near", async () => {
    vi.setSystemTime(at("08:01"));
    const refusal = await refusalOf(book(agency, 0, slot, at("09:00")));
    expect(refusal?.code).toBe("too_soon");
    expect(alternativesIn(refusal)[0]).toBe(`${TUESDAY} 10:00`);
  });

  test("on a national holiday", async () => {
    const thursdays = await addSlot(agency, { day_of_week: 4, booking_window_days: 30 });
    expect(await codeOf(book(agency, 0, thursdays, at("09:00", "2026-03-19")))).toBe("day_closed");
    expect(await codeOf(book(agency, 0, thursdays, at("09:00", "2026-03-12")))).toBe("ok");
  });

  test("of a pattern that is switched off", async () => {
    await agency.t.mutation(internal.consultantSlots.updateSlot, {
      actor: OWNER,
      workspace_id: agency.client,
      slot_id: slot,
      is_active: false,
    });
    expect(await refusalOf(book(agency, 0, slot, at("09:00")))).toMatchObject({ code: "slot_inactive", alternatives: [] });
  });

  test("of no pattern at all", async () => {
    expect(await refusalOf(book(agency, 0, "nonsense", at("09:00")))).toMatchObject({
      kind: "not_found",
      code: "slot_not_found",
    });
  });

  test("by a lead who has an appointment", async () => {
    const { appointment } = await book(agency, 0, slot, at("09:00"));
    const refusal = await refusalOf(book(agency, 0, slot, at("10:00")));
    expect(refusal).toMatchObject({ code: "appointment_open", appointment: { id: appointment.id } });
    expect(alternativesIn(refusal)[0]).toBe(`${TUESDAY} 10:00`);
  });

  test.each([-1, 0.5, Number.NaN, 1e15, Number.POSITIVE_INFINITY])("%d, which is no moment", async (scheduledAt) => {
    expect(await refusalOf(book(agency, 0, slot, scheduledAt))).toMatchObject({ code: "invalid_value" });
  });
});

test("a lead whose appointment is over may book again, also where nobody noted how it ended", async () => {
  await book(agency, 0, slot, at("09:00"));
  vi.setSystemTime(at("10:00"));
  expect(await codeOf(book(agency, 0, slot, at("11:00")))).toBe("ok");
});

describe("hours of nobody", () => {
  test("take as many at a time as their capacity, each with a consultant of their own", async () => {
    const shared = await addSlot(agency, { day_of_week: 3, max_bookings_per_slot: 3 });
    const when = at("09:00", "2026-03-04");
    const consultants = [];
    for (const lead of [0, 1, 2]) {
      consultants.push((await book(agency, lead, shared, when)).appointment.consultant_id);
    }
    expect(new Set(consultants).size).toBe(3);
    expect(await codeOf(book(agency, 3, shared, when))).toBe("slot_full");
  });

  test("go to whoever has the least to do that day, then in turn", async () => {
    await agency.t.mutation(internal.bookingSettings.updateSettings, {
      actor: OWNER,
      workspace_id: agency.client,
      consultant_ids: ["user_owner", "user_member"],
    });
    const got = [];
    for (const [lead, time] of [[0, "09:00"], [1, "10:00"], [2, "11:00"]] as const) {
      got.push((await book(agency, lead, slot, at(time))).appointment.consultant_id);
    }
    expect(got).toEqual(["user_member", "user_owner", "user_member"]);
    const next = await book(agency, 3, slot, at("09:00", "2026-03-10"));
    expect(next.appointment.consultant_id).toBe("user_owner");
  });

  test("belong to nobody while nobody is free", async () => {
    await agency.t.mutation(internal.bookingSettings.updateSettings, {
      actor: OWNER,
      workspace_id: agency.client,
      consultant_ids: ["user_owner"],
    });
    const shared = await addSlot(agency, { day_of_week: 3, max_bookings_per_slot: 2 });
    const when = at("09:00", "2026-03-04");
    expect((await book(agency, 0, shared, when)).appointment.consultant_id).toBe("user_owner");
    expect((await book(agency, 1, shared, when)).appointment.consultant_id).toBeUndefined();
  });
});

describe("hours of a consultant", () => {
  test("are not free while they are busy elsewhere", async () => {
    const own = await addSlot(agency, { consultant_id: "user_owner", start_time: "09:30", end_time: "11:30" });
    await book(agency, 0, own, at("09:30"));
    const other = await addSlot(agency, { consultant_id: "user_owner", start_time: "08:00" });
    expect(await codeOf(book(agency, 1, other, at("10:00")))).toBe("consultant_busy");
    expect(await codeOf(book(agency, 1, other, at("08:00")))).toBe("ok");
  });

  test("keep the buffer before and after", async () => {
    await agency.t.mutation(internal.bookingSettings.updateSettings, {
      actor: OWNER,
      workspace_id: agency.client,
      buffer_minutes: 15,
    });
    const own = await addSlot(agency, { consultant_id: "user_owner", day_of_week: 3 });
    await book(agency, 0, own, at("10:00", "2026-03-04"));
    const free = await freeTimes(agency, at("00:00", "2026-03-04"), at("23:00", "2026-03-04"));
    expect(free).toEqual([]);
  });

  test("with a capacity are a session that several leads share", async () => {
    const session = await addSlot(agency, { consultant_id: "user_owner", day_of_week: 3, max_bookings_per_slot: 2 });
    const when = at("09:00", "2026-03-04");
    await book(agency, 0, session, when);
    await book(agency, 1, session, when);
    expect(await codeOf(book(agency, 2, session, when))).toBe("slot_full");
  });
});

describe("exceptions", () => {
  async function except(fields: object): Promise<string> {
    const { exception } = await agency.t.mutation(internal.scheduleExceptions.createException, {
      actor: OWNER,
      workspace_id: agency.client,
      date: TUESDAY,
      kind: "closed",
      ...fields,
    });
    return exception.id;
  }
  const free = () => freeTimes(agency, at("00:00"), at("23:00"));

  test("close a day", async () => {
    await except({});
    expect(await free()).toEqual([]);
    expect(await codeOf(book(agency, 0, slot, at("09:00")))).toBe("day_closed");
  });

  test("close some hours", async () => {
    await except({ start_time: "09:30", end_time: "10:30" });
    expect(await free()).toEqual([`${TUESDAY} 11:00`]);
  });

  test("close for one consultant alone", async () => {
    await addSlot(agency, { consultant_id: "user_owner", start_time: "13:00", end_time: "14:00" });
    await except({ consultant_id: "user_owner" });
    expect(await free()).toEqual([`${TUESDAY} 09:00`, `${TUESDAY} 10:00`, `${TUESDAY} 11:00`]);
  });

  test("add hours, which are booked as patterns are", async () => {
    const added = await except({ kind: "open", start_time: "18:00", end_time: "19:00", duration_minutes: 30 });
    expect(await free()).toHaveLength(5);
    expect((await book(agency, 0, added, at("18:30"))).appointment.duration_minutes).toBe(30);
    expect(await codeOf(book(agency, 1, added, at("18:30")))).toBe("slot_full");
    expect(await codeOf(book(agency, 1, added, at("18:30", "2026-03-10")))).toBe("not_a_start");
  });

  test("let a holiday be worked", async () => {
    await addSlot(agency, { day_of_week: 4, booking_window_days: 30 });
    const holiday = [at("00:00", "2026-03-19"), at("23:00", "2026-03-19")] as const;
    expect(await freeTimes(agency, ...holiday)).toEqual([]);
    await except({ kind: "open", date: "2026-03-19" });
    expect(await freeTimes(agency, ...holiday)).toHaveLength(3);
  });
});

describe("a hold", () => {
  const hold = (lead: number, time: string) =>
    agency.t.mutation(internal.ari.holdSlot, {
      workspace_id: agency.client,
      ari_conversation_id: agency.leads[lead]!,
      slot_id: slot,
      scheduled_at: at(time),
    });

  test("keeps a start from others, for as long as it lasts", async () => {
    const { expires_at: expiresAt } = await hold(0, "09:00");
    expect(shown(expiresAt)).toBe(`${MONDAY} 09:10`);
    expect(await freeTimes(agency, at("00:00"), at("23:00"))).not.toContain(`${TUESDAY} 09:00`);
    expect(await codeOf(book(agency, 1, slot, at("09:00")))).toBe("slot_full");
    vi.setSystemTime(expiresAt);
    expect(await codeOf(book(agency, 1, slot, at("09:00")))).toBe("ok");
  });

  test("is no hindrance to its own lead, and is gone with the booking", async () => {
    await hold(0, "09:00");
    const mine = { ari_conversation_id: agency.leads[0]! };
    expect(await freeTimes(agency, at("00:00"), at("23:00"), mine)).toContain(`${TUESDAY} 09:00`);
    expect(await codeOf(book(agency, 0, slot, at("10:00")))).toBe("ok");
    expect(await codeOf(book(agency, 1, slot, at("09:00")))).toBe("ok");
  });

  test("on another start gives up the first", async () => {
    await hold(0, "09:00");
    await hold(0, "10:00");
    expect(await freeTimes(agency, at("00:00"), at("23:00"))).toEqual([`${TUESDAY} 09:00`, `${TUESDAY} 11:00`]);
  });

  test("is refused where the start is held or taken", async () => {
    await hold(0, "09:00");
    expect(await codeOf(hold(1, "09:00"))).toBe("slot_full");
  });

  test("can be given up, and is tidied away when it has run out", async () => {
    await hold(0, "09:00");
    const mine = { workspace_id: agency.client, ari_conversation_id: agency.leads[0]! };
    expect(await agency.t.mutation(internal.ari.releaseSlot, mine)).toEqual({ released: 1 });
    await hold(1, "09:00");
    const purge = () => agency.t.mutation(internal.ari.purgeExpiredHolds, { limit: 10 });
    expect(await purge()).toEqual({ purged: 0, more: false });
    vi.setSystemTime(NOW + 10 * 60_000);
    expect(await purge()).toEqual({ purged: 1, more: false });
  });
});

describe("a move", () => {
  const byMember = () => ({ actor: MEMBER, workspace_id: agency.client });
  const move = (id: string, scheduled_at: number, more: object = { way: "ari" }) =>
    agency.t.mutation(internal.ari.moveAppointment, { appointment_id: id, slot_id: slot, scheduled_at, ...more });

  test("frees the old start and takes the new one", async () => {
    const { appointment } = await book(agency, 0, slot, at("09:00"));
    await agency.t.mutation(internal.ari.confirmAppointment, { appointment_id: appointment.id, ...byMember() });
    const { appointment: moved } = await move(appointment.id, at("11:00"), byMember());
    expect(moved).toMatchObject({ id: appointment.id, status: "scheduled", sequence: 1 });
    expect(await freeTimes(agency, at("00:00"), at("23:00"))).toEqual([`${TUESDAY} 09:00`, `${TUESDAY} 10:00`]);
    expect((await historyOf(agency, appointment.id)).at(-1)).toMatchObject({
      event: "moved",
      by: "user_member",
      way: "api",
      from_scheduled_at: at("09:00"),
      to_scheduled_at: at("11:00"),
      from_status: "confirmed",
      to_status: "scheduled",
    });
    const reminders = await remindersOf(agency, appointment.id);
    expect(reminders.map((one) => [shown(one.due_at), one.status])).toEqual([
      [`${MONDAY} 11:00`, "planned"],
      [`${TUESDAY} 08:00`, "dropped"],
      [`${TUESDAY} 10:00`, "planned"],
    ]);
  });

  test("to a start that is taken changes nothing", async () => {
    const { appointment } = await book(agency, 0, slot, at("09:00"));
    await book(agency, 1, slot, at("10:00"));
    const before = await stored(agency, appointment.id);
    expect(alternativesIn(await refusalOf(move(appointment.id, at("10:00"))))).toContain(`${TUESDAY} 11:00`);
    expect(await stored(agency, appointment.id)).toEqual(before);
  });

  test("to where it is changes nothing", async () => {
    const { appointment } = await book(agency, 0, slot, at("09:00"));
    expect(await move(appointment.id, at("09:00"))).toMatchObject({ moved: false, appointment: { sequence: 0 } });
  });

  test("is not in its own way", async () => {
    const own = await addSlot(agency, { consultant_id: "user_owner", day_of_week: 3 });
    const half = await addSlot(agency, { consultant_id: "user_owner", day_of_week: 3, start_time: "09:30" });
    const { appointment } = await book(agency, 0, own, at("09:00", "2026-03-04"));
    const moved = await move(appointment.id, at("09:30", "2026-03-04"), { way: "ari", slot_id: half });
    expect(moved.moved).toBe(true);
  });

  test("keeps the consultant where they are free, else finds another", async () => {
    await agency.t.mutation(internal.bookingSettings.updateSettings, {
      actor: OWNER,
      workspace_id: agency.client,
      consultant_ids: ["user_owner", "user_member"],
    });
    const shared = await addSlot(agency, { day_of_week: 3, max_bookings_per_slot: 2 });
    const wednesday = (time: string) => at(time, "2026-03-04");
    const { appointment } = await book(agency, 0, shared, wednesday("09:00"));
    await agency.t.mutation(internal.ari.assignConsultant, {
      actor: OWNER,
      workspace_id: agency.client,
      appointment_id: appointment.id,
      consultant_id: "user_owner",
    });
    const kept = await move(appointment.id, wednesday("10:00"), { way: "ari", slot_id: shared });
    expect(kept.appointment.consultant_id).toBe("user_owner");
    const other = await book(agency, 1, shared, wednesday("11:00"));
    await agency.t.mutation(internal.ari.assignConsultant, {
      actor: OWNER,
      workspace_id: agency.client,
      appointment_id: other.appointment.id,
      consultant_id: "user_owner",
    });
    const given = await move(appointment.id, wednesday("11:00"), { way: "ari", slot_id: shared });
    expect(given.appointment.consultant_id).toBe("user_member");
  });

  test("by a lead is refused once it has begun, by staff it is not", async () => {
    const { appointment } = await book(agency, 0, slot, at("09:00"));
    vi.setSystemTime(at("09:00"));
    expect(await codeOf(move(appointment.id, at("11:00")))).toBe("appointment_started");
    expect(await codeOf(move(appointment.id, at("11:00"), byMember()))).toBe("ok");
  });

  test("of what is cancelled is refused", async () => {
    const { appointment } = await book(agency, 0, slot, at("09:00"));
    await agency.t.mutation(internal.ari.cancelAppointment, { appointment_id: appointment.id, way: "ari" });
    expect(await codeOf(move(appointment.id, at("11:00")))).toBe("appointment_not_open");
  });

  test("by a link that was used is refused", async () => {
    const { appointment } = await book(agency, 0, slot, at("09:00"));
    const byLink = { way: "link", expected_sequence: 0 };
    expect(await codeOf(move(appointment.id, at("10:00"), byLink))).toBe("ok");
    expect(await codeOf(move(appointment.id, at("11:00"), byLink))).toBe("link_used");
  });
});

describe("in the workspace's own zone", () => {
  test.each([
    ["Asia/Makassar", "08:00"],
    ["Asia/Jayapura", "07:00"],
    ["Asia/Jakarta", "09:00"],
  ])("nine o'clock in %s is %s in Jakarta", async (zone, time) => {
    await agency.t.run(async (ctx) => {
      await ctx.db.insert("ariConfig", {
        workspace_id: agency.client,
        bot_name: "ARI",
        greeting_style: "professional",
        language: "id",
        time_zone: zone,
        created_at: NOW,
        updated_at: NOW,
      });
    });
    const [first] = await freeTimes(agency, at("00:00"), at("23:00"));
    expect(first).toBe(`${TUESDAY} ${time}`);
    expect((await book(agency, 0, slot, at(time))).appointment.time_zone).toBe(zone);
  });
});

describe("the window of an availability", () => {
  const asked = (from: number, before: number, more: object = {}) =>
    agency.t.query(internal.ari.getAvailableSlots, { workspace_id: agency.client, from, before, ...more });

  test("is half-open", async () => {
    expect(await freeTimes(agency, at("10:00"), at("11:00"))).toEqual([`${TUESDAY} 10:00`]);
  });

  test("names what is left of each start, and the holidays in it", async () => {
    const found = await asked(at("00:00"), at("00:00", "2026-03-20"));
    expect(found.hours).toEqual([
      {
        slot_id: slot,
        duration_minutes: 60,
        capacity: 1,
        starts: ["2026-03-03", "2026-03-10"].flatMap((date) => ["09:00", "10:00", "11:00"].map((time) => at(time, date))),
        remaining: [1, 1, 1, 1, 1, 1],
      },
    ]);
    expect(found.holidays).toEqual([{ date: "2026-03-19", name: "Hari Suci Nyepi" }]);
    expect(found.time_zone).toBe("Asia/Jakarta");
  });

  test("of two months tells of each day what that day alone tells", async () => {
    const more = { consultant_id: MEMBER.user_id, start_time: "08:00", booking_window_days: 60 };
    const long = await addSlot(agency, more);
    for (const [lead, date] of ["2026-03-10", "2026-03-31", "2026-04-21"].entries()) {
      await book(agency, lead, long, at("10:00", date));
    }
    const [first, days] = [jakarta(MONDAY, "00:00"), 62];
    const starts = (await asked(first, first + days * DAY_MS)).hours.flatMap((hours) => hours.starts);
    const byDay: number[] = [];
    for (let day = 0; day < days; day += 1) {
      const alone = await asked(first + day * DAY_MS, first + (day + 1) * DAY_MS);
      byDay.push(...alone.hours.flatMap((hours) => hours.starts));
    }
    expect(starts.sort()).toEqual(byDay.sort());
    expect(starts).toContain(at("09:00", "2026-04-21"));
  });

  test("names the hours in one order, whichever of them is taken on the first day", async () => {
    const second = await addSlot(agency, { consultant_id: MEMBER.user_id });
    const before = (await asked(NOW, at("00:00", "2026-03-20"))).hours.map((hours) => hours.slot_id);
    for (const [lead, time] of ["09:00", "10:00", "11:00"].entries()) {
      await book(agency, lead, slot, at(time));
    }
    expect(before.sort()).toEqual([slot, second].sort());
    expect((await asked(NOW, at("00:00", "2026-03-20"))).hours.map((hours) => hours.slot_id)).toEqual(before);
  });

  test("is cut at a limit, which says where to go on", async () => {
    const first = await asked(NOW, at("00:00", "2026-03-20"), { limit: 4 });
    expect(shown(first.hours[0]!.starts.at(-1)!)).toBe("2026-03-10 09:00");
    const rest = await asked(first.next_from!, at("00:00", "2026-03-20"), { limit: 4 });
    expect(rest.hours[0]!.starts.map(shown)).toEqual(["2026-03-10 10:00", "2026-03-10 11:00"]);
    expect(rest.next_from).toBeUndefined();
  });

  test.each([
    [at("10:00"), at("10:00")],
    [at("10:00"), at("09:00")],
    [at("10:00"), at("10:00") + 63 * 86_400_000],
    [Number.NaN, at("10:00")],
  ])("from %d to %d is refused", async (from, before) => {
    expect(await refusalOf(asked(from, before))).toMatchObject({ code: "invalid_value", kind: "invalid" });
  });
});
