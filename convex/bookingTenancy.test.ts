/**
 * No function of booking lets a neighbour in. The test walks over whatever the modules export, so a new function fails
 * here until it says how it keeps tenants apart.
 */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as ari from "./ari";
import * as bookingSettings from "./bookingSettings";
import * as consultantSlots from "./consultantSlots";
import * as payments from "./payments";
import * as reminders from "./reminders";
import * as scheduleExceptions from "./scheduleExceptions";
import { internal } from "./_generated/api";
import { addSlot, book, jakarta, MEMBER, newAgency, type Agency } from "./booking.setup";
import type { Actor } from "./model/access";
import { describeExports, INTRUDERS, triedOf, type Attempts } from "./tenancy.setup";
import { NEIGHBOUR, OWNER, refusalOf, staff } from "./tickets.setup";

const MODULES = { ari, bookingSettings, consultantSlots, payments, reminders, scheduleExceptions };
const START = jakarta("2026-03-03", "10:00");

/** Things of the client's, which the neighbour has got to know the ids of. */
interface Loot {
  readonly agency: Agency;
  readonly slot_id: string;
  readonly exception_id: string;
  readonly appointment_id: string;
  readonly payment_id: string;
}

type Attempt = (loot: Loot, actor: Actor) => Promise<unknown>;

const OPERATOR = "the operator's command, which no caller reaches";

const ATTEMPTS: Attempts<Attempt> = {
  "ari:getAvailableSlots": ({ agency: { t, client: workspace_id } }, actor) =>
    t.query(internal.ari.getAvailableSlots, { actor, workspace_id, from: START, before: START + 1000 }),
  "ari:createAppointment": ({ agency: { t, client: workspace_id, leads }, slot_id }, actor) =>
    t.mutation(internal.ari.createAppointment, {
      actor,
      workspace_id,
      ari_conversation_id: leads[1]!,
      slot_id,
      scheduled_at: START,
    }),
  "ari:moveAppointment": ({ agency, appointment_id, slot_id }, actor) =>
    agency.t.mutation(internal.ari.moveAppointment, { actor, workspace_id: agency.client, appointment_id, slot_id, scheduled_at: START }),
  "ari:cancelAppointment": ({ agency, appointment_id }, actor) =>
    agency.t.mutation(internal.ari.cancelAppointment, { actor, workspace_id: agency.client, appointment_id }),
  "ari:confirmAppointment": ({ agency, appointment_id }, actor) =>
    agency.t.mutation(internal.ari.confirmAppointment, { actor, workspace_id: agency.client, appointment_id }),
  "ari:completeAppointment": ({ agency, appointment_id }, actor) =>
    agency.t.mutation(internal.ari.completeAppointment, { actor, workspace_id: agency.client, appointment_id }),
  "ari:markNoShow": ({ agency, appointment_id }, actor) =>
    agency.t.mutation(internal.ari.markNoShow, { actor, workspace_id: agency.client, appointment_id }),
  "ari:assignConsultant": ({ agency, appointment_id }, actor) =>
    agency.t.mutation(internal.ari.assignConsultant, { actor, workspace_id: agency.client, appointment_id, consultant_id: null }),
  "ari:updateAppointment": ({ agency, appointment_id }, actor) =>
    agency.t.mutation(internal.ari.updateAppointment, { actor, workspace_id: agency.client, appointment_id, notes: "Milik saya" }),
  "ari:getAppointment": ({ agency, appointment_id }, actor) =>
    agency.t.query(internal.ari.getAppointment, { actor, workspace_id: agency.client, appointment_id }),
  "ari:getAppointmentHistory": ({ agency, appointment_id }, actor) =>
    agency.t.query(internal.ari.getAppointmentHistory, { actor, workspace_id: agency.client, appointment_id }),
  "ari:listAppointments": ({ agency: { t, client: workspace_id } }, actor) =>
    t.query(internal.ari.listAppointments, { actor, workspace_id }),
  "ari:getCurrentAppointment": "ARI's own, for the conversation that it answers",
  "ari:holdSlot": "ARI's own, for the conversation that it answers",
  "ari:releaseSlot": "ARI's own, for the conversation that it answers",
  "ari:purgeExpiredHolds": "the operator's command, which answers with numbers",
  "bookingSettings:getSettings": ({ agency: { t, client: workspace_id } }, actor) =>
    t.query(internal.bookingSettings.getSettings, { actor, workspace_id }),
  "bookingSettings:updateSettings": ({ agency: { t, client: workspace_id } }, actor) =>
    t.mutation(internal.bookingSettings.updateSettings, { actor, workspace_id, hold_minutes: 1 }),
  "consultantSlots:listSlots": ({ agency: { t, client: workspace_id } }, actor) =>
    t.query(internal.consultantSlots.listSlots, { actor, workspace_id }),
  "consultantSlots:getSlot": ({ agency, slot_id }, actor) =>
    agency.t.query(internal.consultantSlots.getSlot, { actor, workspace_id: agency.client, slot_id }),
  "consultantSlots:createSlot": ({ agency: { t, client: workspace_id } }, actor) =>
    t.mutation(internal.consultantSlots.createSlot, {
      actor,
      workspace_id,
      day_of_week: 1,
      start_time: "09:00",
      end_time: "10:00",
    }),
  "consultantSlots:updateSlot": ({ agency, slot_id }, actor) =>
    agency.t.mutation(internal.consultantSlots.updateSlot, { actor, workspace_id: agency.client, slot_id, is_active: false }),
  "consultantSlots:deleteSlot": ({ agency, slot_id }, actor) =>
    agency.t.mutation(internal.consultantSlots.deleteSlot, { actor, workspace_id: agency.client, slot_id }),
  "payments:listPayments": ({ agency: { t, client: workspace_id } }, actor) =>
    t.query(internal.payments.listPayments, { actor, workspace_id }),
  "payments:getPayment": ({ agency, payment_id }, actor) =>
    agency.t.query(internal.payments.getPayment, { actor, workspace_id: agency.client, payment_id }),
  "payments:recordPayment": ({ agency: { t, client: workspace_id }, appointment_id }, actor) =>
    t.mutation(internal.payments.recordPayment, { actor, workspace_id, appointment_id, amount: 1 }),
  "payments:changeStatus": ({ agency, payment_id }, actor) =>
    agency.t.mutation(internal.payments.changeStatus, { actor, workspace_id: agency.client, payment_id, to_status: "success" }),
  "reminders:listReminders": ({ agency: { t, client: workspace_id } }, actor) =>
    t.query(internal.reminders.listReminders, { actor, workspace_id }),
  "reminders:planMissing": "the operator's command, which answers with numbers",
  "reminders:dispatchDue": "the operator's command, which answers with numbers",
  "reminders:previewDue": OPERATOR,
  "reminders:countFailed": "the operator's command, which answers with numbers",
  "reminders:claimNotices": OPERATOR,
  "reminders:beginNotice": OPERATOR,
  "reminders:settleNotice": OPERATOR,
  "reminders:purgeNotices": "the operator's command, which answers with numbers",
  "scheduleExceptions:listExceptions": ({ agency: { t, client: workspace_id } }, actor) =>
    t.query(internal.scheduleExceptions.listExceptions, { actor, workspace_id }),
  "scheduleExceptions:getException": ({ agency, exception_id }, actor) =>
    agency.t.query(internal.scheduleExceptions.getException, { actor, workspace_id: agency.client, exception_id }),
  "scheduleExceptions:createException": ({ agency: { t, client: workspace_id } }, actor) =>
    t.mutation(internal.scheduleExceptions.createException, { actor, workspace_id, kind: "closed", date: "2026-03-03" }),
  "scheduleExceptions:updateException": ({ agency, exception_id }, actor) =>
    agency.t.mutation(internal.scheduleExceptions.updateException, { actor, workspace_id: agency.client, exception_id, reason: "Milik saya" }),
  "scheduleExceptions:deleteException": ({ agency, exception_id }, actor) =>
    agency.t.mutation(internal.scheduleExceptions.deleteException, { actor, workspace_id: agency.client, exception_id }),
  "scheduleExceptions:storeHolidays": "of a country, which no tenant owns, by Django's own command",
};

describeExports(MODULES, ATTEMPTS);

const TRIED = triedOf(ATTEMPTS);

let loot: Loot;

beforeEach(async () => {
  const agency = await newAgency();
  const slot_id = await addSlot(agency);
  const { t, client: workspace_id } = agency;
  const closed = { actor: OWNER, workspace_id, kind: "closed", date: "2026-03-30", reason: "Rahasia" } as const;
  const { exception } = await t.mutation(internal.scheduleExceptions.createException, closed);
  const { appointment } = await book(agency, 0, slot_id, jakarta("2026-03-03", "09:00"), { notes: "Rahasia" });
  const paid = { actor: MEMBER, workspace_id, appointment_id: appointment.id, amount: 1, notes: "Rahasia" };
  const { payment } = await t.mutation(internal.payments.recordPayment, paid);
  loot = { agency, slot_id, exception_id: exception.id, appointment_id: appointment.id, payment_id: payment.id };
});

afterEach(() => {
  vi.useRealTimers();
});

test.each(TRIED)("%s refuses whoever does not belong", async (_name, attempt) => {
  for (const [who, actor] of Object.entries(INTRUDERS)) {
    const refusal = await refusalOf(attempt(loot, actor));
    expect([who, refusal?.code]).toEqual([who, "workspace_not_found"]);
    expect(JSON.stringify(refusal)).not.toMatch(/rahasia|lead 0/i);
  }
});

test.each(TRIED)("%s is open to those who lead the workspace", async (_name, attempt) => {
  vi.setSystemTime(_name === "ari:completeAppointment" || _name === "ari:markNoShow" ? START : Date.now());
  expect(await refusalOf(attempt(loot, OWNER))).toBeUndefined();
});

const READS = /:(get|list)/;
const CONFIGURES = /^(consultantSlots|scheduleExceptions|bookingSettings):(create|update|delete)/;

test.each(TRIED)("%s lets staff who may only see, see", async (name, attempt) => {
  const refusal = await refusalOf(attempt(loot, staff("see")));
  expect(refusal?.kind).toBe(READS.test(name) ? undefined : "forbidden");
});

test.each(TRIED)("%s lets a member work, not configure", async (name, attempt) => {
  vi.setSystemTime(name === "ari:completeAppointment" || name === "ari:markNoShow" ? START : Date.now());
  const refusal = await refusalOf(attempt(loot, MEMBER));
  expect(refusal?.kind).toBe(CONFIGURES.test(name) ? "forbidden" : undefined);
});

describe("the neighbour, in their own workspace, does not get at", () => {
  const mine = () => ({ actor: NEIGHBOUR, workspace_id: loot.agency.neighbour });

  test("the client's slot, lead or appointment by booking or paying", async () => {
    const { t, leads } = loot.agency;
    const booking = { ...mine(), ari_conversation_id: leads[1]!, slot_id: loot.slot_id, scheduled_at: START };
    expect(await refusalOf(t.mutation(internal.ari.createAppointment, booking))).toMatchObject({
      code: "conversation_not_found",
    });
    const payment = { ...mine(), appointment_id: loot.appointment_id, amount: 1 };
    expect(await refusalOf(t.mutation(internal.payments.recordPayment, payment))).toMatchObject({
      code: "appointment_not_found",
    });
    const lists = { ...mine(), ari_conversation_id: leads[1]! };
    expect(await refusalOf(t.query(internal.payments.listPayments, lists))).toMatchObject({
      code: "conversation_not_found",
    });
  });

  test("the client's reminders by naming the appointment", async () => {
    const call = { ...mine(), appointment_id: loot.appointment_id };
    expect((await loot.agency.t.query(internal.reminders.listReminders, call)).reminders).toEqual([]);
  });

  test("anything by calling it theirs", async () => {
    const { t } = loot.agency;
    const workspace = mine();
    for (const call of [
      t.query(internal.ari.getAppointment, { ...workspace, appointment_id: loot.appointment_id }),
      t.query(internal.consultantSlots.getSlot, { ...workspace, slot_id: loot.slot_id }),
      t.query(internal.scheduleExceptions.getException, { ...workspace, exception_id: loot.exception_id }),
      t.query(internal.payments.getPayment, { ...workspace, payment_id: loot.payment_id }),
    ]) {
      expect(await refusalOf(call)).toMatchObject({ kind: "not_found" });
    }
  });
});

test("ARI in one conversation does not get at the appointment of another", async () => {
  const call = {
    way: "ari",
    appointment_id: loot.appointment_id,
    workspace_id: loot.agency.client,
    ari_conversation_id: loot.agency.leads[1]!,
  } as const;
  expect(await refusalOf(loot.agency.t.mutation(internal.ari.cancelAppointment, call))).toMatchObject({
    code: "appointment_not_found",
  });
});

test("a missing appointment and one of another workspace are refused in the same words", async () => {
  const mine = { actor: NEIGHBOUR, workspace_id: loot.agency.neighbour };
  const ask = (appointment_id: string) =>
    refusalOf(loot.agency.t.query(internal.ari.getAppointment, { ...mine, appointment_id }));
  expect(await ask("nonsense")).toEqual(await ask(loot.appointment_id));
  expect(await ask("nonsense")).toMatchObject({ code: "appointment_not_found" });
});
