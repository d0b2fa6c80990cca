/** Patterns, exceptions, settings, holidays and payments: the rules of their values, and who may change them. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import { addSlot, book, jakarta, MEMBER, newAgency, type Agency } from "./booking.setup";
import { NEXT_STATUSES, type PaymentStatus } from "./model/booking/payments";
import { codeOf, OWNER, refusalOf } from "./tickets.setup";

let agency: Agency;

beforeEach(async () => {
  agency = await newAgency();
});

afterEach(() => {
  vi.useRealTimers();
});

async function fieldsOf(call: Promise<unknown>): Promise<string[]> {
  return Object.keys(((await refusalOf(call))?.fields ?? {}) as object).sort();
}

describe("a slot", () => {
  const update = (slot_id: string, fields: object) =>
    agency.t.mutation(internal.consultantSlots.updateSlot, {
      actor: OWNER,
      workspace_id: agency.client,
      slot_id,
      ...fields,
    });

  test("has the original's defaults", async () => {
    await addSlot(agency);
    const { slots } = await agency.t.query(internal.consultantSlots.listSlots, { actor: MEMBER, workspace_id: agency.client });
    expect(slots).toMatchObject([
      { day_of_week: 2, duration_minutes: 60, booking_window_days: 14, max_bookings_per_slot: 1, is_active: true },
    ]);
  });

  test.each([
    [{ day_of_week: 7 }, ["day_of_week"]],
    [{ day_of_week: 1.5 }, ["day_of_week"]],
    [{ start_time: "9:00" }, ["start_time"]],
    [{ start_time: "24:00" }, ["end_time", "start_time"]],
    [{ end_time: "09:00" }, ["end_time"]],
    [{ end_time: "24:30" }, ["end_time"]],
    [{ duration_minutes: 0 }, ["duration_minutes"]],
    [{ duration_minutes: 181 }, ["duration_minutes"]],
    [{ booking_window_days: 0 }, ["booking_window_days"]],
    [{ max_bookings_per_slot: 0 }, ["max_bookings_per_slot"]],
    [{ consultant_id: "user_neighbour_owner" }, ["consultant_id"]],
  ])("with %j is refused", async (fields, expected) => {
    expect(await fieldsOf(addSlot(agency, fields))).toEqual(expected);
    const slot = await addSlot(agency);
    expect(await fieldsOf(update(slot, fields))).toEqual(expected);
  });

  test("may last until midnight", async () => {
    expect(await codeOf(addSlot(agency, { start_time: "22:00", end_time: "24:00" }))).toBe("ok");
  });

  test("is unique by consultant, weekday and start, also where it is nobody's", async () => {
    const first = await addSlot(agency);
    expect(await refusalOf(addSlot(agency))).toMatchObject({ kind: "conflict", code: "slot_exists", slot_id: first });
    expect(await codeOf(addSlot(agency, { consultant_id: "user_owner" }))).toBe("ok");
    const other = await addSlot(agency, { start_time: "10:00" });
    expect(await codeOf(update(other, { start_time: "09:00" }))).toBe("slot_exists");
    expect(await codeOf(update(first, { end_time: "13:00" }))).toBe("ok");
  });

  test("is taken from its consultant by null", async () => {
    const slot = await addSlot(agency, { consultant_id: "user_owner" });
    expect((await update(slot, { consultant_id: null })).slot.consultant_id).toBeUndefined();
  });

  test("is made once for a key", async () => {
    const call = {
      actor: OWNER,
      workspace_id: agency.client,
      day_of_week: 1,
      start_time: "09:00",
      end_time: "10:00",
      idempotency_key: "k",
      fingerprint: "f",
    };
    const first = await agency.t.mutation(internal.consultantSlots.createSlot, call);
    expect(await agency.t.mutation(internal.consultantSlots.createSlot, call)).toEqual(first);
  });

  test("leaves its appointments when it is deleted, and their time taken", async () => {
    const slot = await addSlot(agency, { consultant_id: "user_owner" });
    await book(agency, 0, slot, jakarta("2026-03-03", "09:00"));
    await agency.t.mutation(internal.consultantSlots.deleteSlot, {
      actor: OWNER,
      workspace_id: agency.client,
      slot_id: slot,
    });
    const again = await addSlot(agency, { consultant_id: "user_owner" });
    expect(await codeOf(book(agency, 1, again, jakarta("2026-03-03", "09:00")))).toBe("consultant_busy");
  });

  test("that was changed meanwhile is not changed or deleted", async () => {
    const slot = await addSlot(agency);
    const seen = { actor: OWNER, workspace_id: agency.client, slot_id: slot, expected_updated_at: Date.now() };
    await update(slot, { ...seen, is_active: false });
    expect(await codeOf(update(slot, { ...seen, is_active: true }))).toBe("stale_write");
    expect(await codeOf(agency.t.mutation(internal.consultantSlots.deleteSlot, seen))).toBe("stale_write");
  });

  test("is changed by those who lead the workspace alone", async () => {
    const slot = await addSlot(agency);
    const call = { actor: MEMBER, workspace_id: agency.client, slot_id: slot };
    expect(await codeOf(agency.t.mutation(internal.consultantSlots.updateSlot, { ...call, is_active: false }))).toBe("forbidden");
    expect(await codeOf(agency.t.mutation(internal.consultantSlots.deleteSlot, call))).toBe("forbidden");
    expect(await codeOf(agency.t.query(internal.consultantSlots.getSlot, call))).toBe("ok");
  });
});

describe("an exception", () => {
  const create = (fields: object) =>
    agency.t.mutation(internal.scheduleExceptions.createException, {
      actor: OWNER,
      workspace_id: agency.client,
      kind: "closed",
      date: "2026-03-03",
      ...fields,
    });

  test.each([
    [{ date: "2026-02-30" }, ["date"]],
    [{ date: "3 Maret" }, ["date"]],
    [{ start_time: "09:00" }, ["end_time"]],
    [{ end_time: "09:00" }, ["start_time"]],
    [{ start_time: "10:00", end_time: "09:00" }, ["end_time"]],
    [{ duration_minutes: 60 }, ["duration_minutes"]],
    [{ kind: "open", max_bookings_per_slot: 2 }, ["max_bookings_per_slot"]],
    [{ kind: "open", start_time: "09:00", end_time: "09:30" }, ["duration_minutes"]],
    [{ kind: "open", start_time: "09:00", end_time: "10:00", max_bookings_per_slot: 0 }, ["max_bookings_per_slot"]],
    [{ consultant_id: "user_neighbour_owner" }, ["consultant_id"]],
    [{ reason: "x".repeat(501) }, ["reason"]],
  ])("with %j is refused", async (fields, expected) => {
    expect(await fieldsOf(create(fields))).toEqual(expected);
  });

  test("is changed, and loses what becomes null", async () => {
    const { exception } = await create({ start_time: "09:00", end_time: "10:00", reason: "Rapat" });
    const call = {
      actor: OWNER,
      workspace_id: agency.client,
      exception_id: exception.id,
      start_time: null,
      end_time: null,
      date: "2026-03-04",
    };
    const changed = await agency.t.mutation(internal.scheduleExceptions.updateException, call);
    expect(changed.exception).toMatchObject({ date: "2026-03-04", reason: "Rapat" });
    expect(changed.exception.start_time).toBeUndefined();
  });

  test("is listed by date, page by page, within dates that are both included", async () => {
    for (const date of ["2026-03-05", "2026-03-03", "2026-03-04"]) {
      await create({ date });
    }
    const list = async (more: object) => {
      const call = { actor: MEMBER, workspace_id: agency.client, ...more };
      const page = await agency.t.query(internal.scheduleExceptions.listExceptions, call);
      return [page.exceptions.map((one) => one.date.slice(8)), page.cursor] as const;
    };
    const [first, cursor] = await list({ limit: 2 });
    expect(first).toEqual(["03", "04"]);
    expect((await list({ limit: 2, cursor }))[0]).toEqual(["05"]);
    expect((await list({ from: "2026-03-04", to: "2026-03-04" }))[0]).toEqual(["04"]);
  });

  test("is deleted", async () => {
    const { exception } = await create({});
    const call = { actor: OWNER, workspace_id: agency.client, exception_id: exception.id };
    await agency.t.mutation(internal.scheduleExceptions.deleteException, call);
    expect(await codeOf(agency.t.query(internal.scheduleExceptions.getException, call))).toBe("exception_not_found");
  });
});

describe("the settings", () => {
  const update = (fields: object) =>
    agency.t.mutation(internal.bookingSettings.updateSettings, { actor: OWNER, workspace_id: agency.client, ...fields });
  const settings = () =>
    agency.t.query(internal.bookingSettings.getSettings, { actor: MEMBER, workspace_id: agency.client });

  test("have defaults", async () => {
    expect(await settings()).toEqual({
      lead_time_minutes: 60,
      buffer_minutes: 0,
      hold_minutes: 10,
      reminder_offsets_minutes: [1440, 60],
      observes_holidays: true,
      holiday_country: "ID",
      time_zone: "Asia/Jakarta",
    });
  });

  test("keep what is given, and go back to the default by null", async () => {
    await update({ lead_time_minutes: 120, quiet_hours: { start: "21:00", end: "07:00" } });
    expect(await settings()).toMatchObject({ lead_time_minutes: 120, hold_minutes: 10 });
    await update({ lead_time_minutes: null, quiet_hours: null });
    const now = await settings();
    expect(now).toMatchObject({ lead_time_minutes: 60 });
    expect(now.quiet_hours).toBeUndefined();
  });

  test.each([
    [{ lead_time_minutes: -1 }, ["lead_time_minutes"]],
    [{ buffer_minutes: 481 }, ["buffer_minutes"]],
    [{ hold_minutes: 0 }, ["hold_minutes"]],
    [{ reminder_offsets_minutes: [60, 60] }, ["reminder_offsets_minutes"]],
    [{ reminder_offsets_minutes: [4] }, ["reminder_offsets_minutes"]],
    [{ reminder_offsets_minutes: Array.from({ length: 11 }, (_, at) => 10 + at) }, ["reminder_offsets_minutes"]],
    [{ reminder_window: { opens_minutes: 45, closes_minutes: 75 } }, ["reminder_window"]],
    [{ quiet_hours: { start: "21:00", end: "21:00" } }, ["quiet_hours"]],
    [{ quiet_hours: { start: "21:00", end: "24:00" } }, ["quiet_hours"]],
    [{ holiday_country: "Indonesia" }, ["holiday_country"]],
    [{ consultant_ids: ["user_neighbour_owner"] }, ["consultant_ids"]],
    [{ consultant_ids: ["user_owner", "user_owner"] }, ["consultant_ids"]],
    [{ reminder_template: "Halo {{1}}" }, ["reminder_template"]],
  ])("refuse %j", async (fields, expected) => {
    expect(await fieldsOf(update(fields))).toEqual(expected);
  });

  test("that were changed meanwhile are not written over", async () => {
    await update({ hold_minutes: 5, expected_updated_at: null });
    expect(await codeOf(update({ hold_minutes: 6, expected_updated_at: null }))).toBe("stale_write");
  });

  test("are changed by those who lead the workspace alone", async () => {
    expect(await codeOf(update({ actor: MEMBER, hold_minutes: 5 }))).toBe("forbidden");
  });

  test("where no holiday is observed, none need be known", async () => {
    await agency.t.run(async (ctx) => {
      for (const year of await ctx.db.query("publicHolidays").take(10)) {
        await ctx.db.delete("publicHolidays", year._id);
      }
    });
    const slot = await addSlot(agency);
    const when = jakarta("2026-03-03", "09:00");
    expect(await refusalOf(book(agency, 0, slot, when))).toMatchObject({
      code: "holidays_not_loaded",
      country: "ID",
      years: [2026],
    });
    await update({ observes_holidays: false });
    expect(await codeOf(book(agency, 0, slot, when))).toBe("ok");
  });
});

describe("the holidays of a year", () => {
  const store = (days: { date: string; name: string }[], more: object = {}) =>
    agency.t.mutation(internal.scheduleExceptions.storeHolidays, { country: "SG", year: 2026, days, ...more });

  test("are replaced by those that come", async () => {
    await store([{ date: "2026-08-09", name: "National Day" }]);
    await store([{ date: "2026-12-25", name: "Christmas Day" }]);
    const kept = await agency.t.run(
      async (ctx) =>
        await ctx.db
          .query("publicHolidays")
          .withIndex("by_country_year", (q) => q.eq("country", "SG"))
          .take(10),
    );
    expect(kept.map((one) => one.days)).toEqual([[{ date: "2026-12-25", name: "Christmas Day" }]]);
  });

  test.each([
    [[{ date: "2025-08-09", name: "x" }], {}],
    [[{ date: "2026-02-30", name: "x" }], {}],
    [[], { country: "singapore" }],
    [[], { year: 2026.5 }],
  ])("%j with %j are refused", async (days, more) => {
    expect(await codeOf(store(days, more))).toBe("invalid_value");
  });
});

describe("a payment", () => {
  const record = (fields: object = {}) =>
    agency.t.mutation(internal.payments.recordPayment, {
      actor: MEMBER,
      workspace_id: agency.client,
      ari_conversation_id: agency.leads[0]!,
      amount: 500_000,
      ...fields,
    });
  const change = (payment_id: string, to_status: PaymentStatus, more: object = {}) =>
    agency.t.mutation(internal.payments.changeStatus, {
      actor: MEMBER,
      workspace_id: agency.client,
      payment_id,
      to_status,
      ...more,
    });

  test("is written down as pending, or as paid", async () => {
    expect((await record()).payment).toMatchObject({
      amount: 500_000,
      currency: "IDR",
      gateway: "manual",
      status: "pending",
      recorded_by: "user_member",
    });
    expect((await record({ status: "success", payment_method: "qris" })).payment.paid_at).toBe(Date.now());
  });

  test("for an appointment stands in it", async () => {
    const { appointment } = await book(agency, 0, await addSlot(agency), jakarta("2026-03-03", "09:00"));
    const { payment } = await record({ ari_conversation_id: undefined, appointment_id: appointment.id });
    const shown = await agency.t.query(internal.ari.getAppointment, {
      actor: MEMBER,
      workspace_id: agency.client,
      appointment_id: appointment.id,
    });
    expect(shown.appointment.payment_id).toBe(payment.id);
  });

  test.each([
    [{ amount: 0 }, ["amount"]],
    [{ amount: 1.5 }, ["amount"]],
    [{ currency: "rupiah" }, ["currency"]],
    [{ status: "refunded" }, ["status"]],
    [{ gateway: "" }, ["gateway"]],
    [{ gateway_transaction_id: "x".repeat(256) }, ["gateway_transaction_id"]],
    [{ ari_conversation_id: undefined }, ["appointment_id"]],
  ])("with %j is refused", async (fields, expected) => {
    expect(await fieldsOf(record(fields))).toEqual(expected);
  });

  test("of a gateway's transaction is written down once", async () => {
    const transaction = { gateway: "midtrans", gateway_transaction_id: "T-1" };
    const { payment } = await record(transaction);
    expect(await refusalOf(record(transaction))).toMatchObject({ code: "payment_exists", payment_id: payment.id });
    expect(await codeOf(record({ ...transaction, gateway: "xendit" }))).toBe("ok");
  });

  const STATUSES = Object.keys(NEXT_STATUSES) as PaymentStatus[];
  test.each(STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const)))(
    "from %s to %s goes as the table says",
    async (from, to) => {
      const { payment } = await record();
      await agency.t.run(async (ctx) => {
        await ctx.db.patch("ariPayments", ctx.db.normalizeId("ariPayments", payment.id)!, { status: from });
      });
      expect(await codeOf(change(payment.id, to))).toBe(NEXT_STATUSES[from].includes(to) ? "ok" : "payment_status_conflict");
    },
  );

  test("that was changed meanwhile is not changed", async () => {
    const { payment } = await record();
    const seen = { expected_updated_at: payment.updated_at };
    await change(payment.id, "success", seen);
    expect(await codeOf(change(payment.id, "refunded", seen))).toBe("stale_write");
  });

  test("is listed by state and lead, the newest first", async () => {
    const first = (await record()).payment.id;
    const second = (await record({ ari_conversation_id: agency.leads[1] })).payment.id;
    await change(first, "success");
    const list = async (more: object = {}) => {
      const call = { actor: MEMBER, workspace_id: agency.client, ...more };
      return (await agency.t.query(internal.payments.listPayments, call)).payments.map((one) => one.id);
    };
    expect(await list()).toEqual([second, first]);
    expect(await list({ status: "success" })).toEqual([first]);
    expect(await list({ ari_conversation_id: agency.leads[1] })).toEqual([second]);
  });
});
