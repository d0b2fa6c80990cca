/** What becomes of an appointment: every status and act, who has it, what is written about it, and lists. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import {
  addSlot,
  book,
  freeTimes,
  historyOf,
  jakarta,
  MEMBER,
  newAgency,
  noticesOf,
  remindersOf,
  shown,
  stored,
  type Agency,
} from "./booking.setup";
import type { Id } from "./_generated/dataModel";
import { NEXT_STATUSES } from "./model/booking/acts";
import type { AppointmentStatus } from "./model/booking/records";
import { codeOf, OWNER, refusalOf } from "./tickets.setup";

const TUESDAY = "2026-03-03";
const at = (time: string, date = TUESDAY): number => jakarta(date, time);

let agency: Agency;
let slot: string;
let id: string;

beforeEach(async () => {
  agency = await newAgency();
  slot = await addSlot(agency);
  id = (await book(agency, 0, slot, at("09:00"))).appointment.id;
});

afterEach(() => {
  vi.useRealTimers();
});

const ACTS = {
  confirmed: () => agency.t.mutation(internal.ari.confirmAppointment, { actor: MEMBER, workspace_id: agency.client, appointment_id: id }),
  completed: () => agency.t.mutation(internal.ari.completeAppointment, { actor: MEMBER, workspace_id: agency.client, appointment_id: id }),
  cancelled: () => agency.t.mutation(internal.ari.cancelAppointment, { actor: MEMBER, workspace_id: agency.client, appointment_id: id }),
  no_show: () => agency.t.mutation(internal.ari.markNoShow, { actor: MEMBER, workspace_id: agency.client, appointment_id: id }),
};

const STATUSES = Object.keys(NEXT_STATUSES) as AppointmentStatus[];
const PAIRS = STATUSES.flatMap((from) => (Object.keys(ACTS) as (keyof typeof ACTS)[]).map((to) => [from, to] as const));

test.each(PAIRS)("from %s to %s goes as the table says", async (from, to) => {
  vi.setSystemTime(at("09:30"));
  await agency.t.run(async (ctx) => {
    await ctx.db.patch("ariAppointments", id as Id<"ariAppointments">, { status: from });
  });
  const code = await codeOf(ACTS[to]());
  expect(code).toBe(NEXT_STATUSES[from].includes(to) ? "ok" : "status_conflict");
  expect((await stored(agency, id)).status).toBe(code === "ok" ? to : from);
  expect(await historyOf(agency, id)).toHaveLength(code === "ok" ? 2 : 1);
});

test("what came of it is not known before it begins", async () => {
  expect(await codeOf(ACTS.completed())).toBe("appointment_not_begun");
  expect(await codeOf(ACTS.no_show())).toBe("appointment_not_begun");
});

test("it is not confirmed when it is over", async () => {
  vi.setSystemTime(at("10:00"));
  expect(await codeOf(ACTS.confirmed())).toBe("appointment_over");
});

describe("a cancellation", () => {
  const cancel = (more: object) =>
    agency.t.mutation(internal.ari.cancelAppointment, { appointment_id: id, way: "ari", ...more });

  test("frees the time, drops the reminders and tells everybody why", async () => {
    const { appointment } = await cancel({ reason: " Sakit " });
    expect(appointment).toMatchObject({ status: "cancelled", cancel_reason: "Sakit", sequence: 1 });
    expect(await freeTimes(agency, at("00:00"), at("23:00"))).toContain(`${TUESDAY} 09:00`);
    expect((await remindersOf(agency, id)).map((one) => [one.status, one.reason])).toEqual([["dropped", "cancelled"]]);
    const told = (await noticesOf(agency, id)).filter((one) => one.kind === "cancelled");
    expect(told.map((one) => `${one.audience} ${one.channel} ${one.reason}`).sort()).toEqual([
      "consultant email Sakit",
      "consultant whatsapp Sakit",
      "lead email Sakit",
    ]);
  });

  test("lets the lead book anew, the same start too", async () => {
    await cancel({});
    const again = await book(agency, 0, slot, at("09:00"));
    expect(again).toMatchObject({ created: true });
    expect(again.appointment.id).not.toBe(id);
  });

  test("by a lead is refused once it has begun", async () => {
    vi.setSystemTime(at("09:00"));
    expect(await codeOf(cancel({}))).toBe("appointment_started");
    expect(await codeOf(cancel({ way: "link" }))).toBe("appointment_started");
    expect(await codeOf(ACTS.cancelled())).toBe("ok");
  });

  test("by a link works once, and not after a move", async () => {
    const byLink = { way: "link", expected_sequence: 0 };
    const move = { appointment_id: id, way: "ari", slot_id: slot, scheduled_at: at("11:00") } as const;
    await agency.t.mutation(internal.ari.moveAppointment, move);
    expect(await refusalOf(cancel(byLink))).toMatchObject({ code: "link_used", status: "scheduled" });
    expect(await codeOf(cancel({ ...byLink, expected_sequence: 1 }))).toBe("ok");
    expect(await codeOf(cancel({ ...byLink, expected_sequence: 1 }))).toBe("link_used");
  });
});

describe("assigning", () => {
  const assign = (consultant_id?: string | null, appointment_id = id) =>
    agency.t.mutation(internal.ari.assignConsultant, {
      actor: MEMBER,
      workspace_id: agency.client,
      appointment_id,
      ...(consultant_id === undefined ? {} : { consultant_id }),
    });

  test("gives it to a member, who is told, as is who had it", async () => {
    const before = (await stored(agency, id)).consultant_id;
    await assign("user_owner");
    expect((await historyOf(agency, id)).at(-1)).toMatchObject({
      event: "assigned",
      ...(before === undefined ? {} : { from_consultant: before }),
      to_consultant: "user_owner",
    });
    const told = (await noticesOf(agency, id)).filter((one) => one.kind.endsWith("assigned"));
    expect(told.map((one) => `${one.kind} ${one.user_id}`)).toContain("assigned user_owner");
  });

  test("to who has it already changes nothing", async () => {
    const before = (await stored(agency, id)).updated_at;
    await assign((await stored(agency, id)).consultant_id);
    expect((await stored(agency, id)).updated_at).toBe(before);
  });

  test("to somebody outside the workspace is refused", async () => {
    expect(await refusalOf(assign("user_neighbour_owner"))).toMatchObject({
      code: "invalid_value",
      fields: { consultant_id: expect.any(String) as string },
    });
  });

  test("to somebody busy is refused, also where both appointments are of one pattern", async () => {
    const shared = await addSlot(agency, { day_of_week: 3, max_bookings_per_slot: 2 });
    const first = await book(agency, 1, shared, at("09:00", "2026-03-04"));
    const second = await book(agency, 2, shared, at("09:00", "2026-03-04"));
    const busy = first.appointment.consultant_id;
    expect(await codeOf(assign(busy, second.appointment.id))).toBe("consultant_busy");
  });

  test("to nobody, and to the one with the least to do", async () => {
    await assign(null);
    expect((await stored(agency, id)).consultant_id).toBeUndefined();
    await assign();
    expect((await stored(agency, id)).consultant_id).toMatch(/^user_/);
  });
});

describe("editing", () => {
  const edit = (fields: object) =>
    agency.t.mutation(internal.ari.updateAppointment, { actor: MEMBER, workspace_id: agency.client, appointment_id: id, ...fields });

  test("changes what is given and removes what is null", async () => {
    await edit({ meeting_link: "https://meet.example.com/abc", notes: "Bawa rapor" });
    expect(await stored(agency, id)).toMatchObject({ meeting_link: "https://meet.example.com/abc", notes: "Bawa rapor" });
    await edit({ notes: null });
    expect((await stored(agency, id)).notes).toBeUndefined();
    expect((await stored(agency, id)).sequence).toBe(0);
  });

  test.each([
    [{}, "meeting_link"],
    [{ meeting_link: "http://meet.example.com" }, "meeting_link"],
    [{ meeting_link: "javascript:alert(1)" }, "meeting_link"],
    [{ notes: "x".repeat(2001) }, "notes"],
  ])("%j is refused", async (fields, field) => {
    expect(Object.keys((await refusalOf(edit(fields)))!.fields as object)).toEqual([field]);
  });

  test("of what was changed meanwhile is refused", async () => {
    const seen = (await stored(agency, id)).updated_at;
    await edit({ notes: "Satu", expected_updated_at: seen });
    expect(await refusalOf(edit({ notes: "Dua", expected_updated_at: seen }))).toMatchObject({
      code: "stale_write",
      updated_at: seen + 1,
    });
  });
});

test("the same write with the same key is done once", async () => {
  const call = { actor: MEMBER, workspace_id: agency.client, appointment_id: id, idempotency_key: "k", fingerprint: "f" };
  const first = await agency.t.mutation(internal.ari.confirmAppointment, call);
  expect(await agency.t.mutation(internal.ari.confirmAppointment, call)).toEqual(first);
});

test("somebody must act", async () => {
  expect(await codeOf(agency.t.mutation(internal.ari.cancelAppointment, { appointment_id: id }))).toBe("invalid_value");
});

test("the open appointment of a conversation is found until it is over", async () => {
  const current = async () =>
    (
      await agency.t.query(internal.ari.getCurrentAppointment, {
        workspace_id: agency.client,
        ari_conversation_id: agency.leads[0]!,
      })
    ).appointment?.id;
  expect(await current()).toBe(id);
  vi.setSystemTime(at("09:59"));
  expect(await current()).toBe(id);
  vi.setSystemTime(at("10:00"));
  expect(await current()).toBeUndefined();
});

describe("lists", () => {
  const list = async (more: object = {}) => {
    const call = { actor: MEMBER, workspace_id: agency.client, ...more };
    const page = await agency.t.query(internal.ari.listAppointments, call);
    return { times: page.appointments.map((one) => shown(one.scheduled_at).slice(11)), cursor: page.cursor };
  };

  beforeEach(async () => {
    await book(agency, 1, slot, at("11:00"));
    const { appointment } = await book(agency, 2, slot, at("10:00"));
    await agency.t.mutation(internal.ari.cancelAppointment, { appointment_id: appointment.id, way: "ari" });
  });

  test("are in the order of the starts, either way", async () => {
    expect((await list()).times).toEqual(["09:00", "10:00", "11:00"]);
    expect((await list({ order: "desc" })).times).toEqual(["11:00", "10:00", "09:00"]);
  });

  test("are filtered by status, time, lead and consultant", async () => {
    expect((await list({ statuses: ["cancelled"] })).times).toEqual(["10:00"]);
    expect((await list({ statuses: ["scheduled", "cancelled"] })).times).toEqual(["09:00", "10:00", "11:00"]);
    expect((await list({ from: at("10:00"), before: at("11:00") })).times).toEqual(["10:00"]);
    expect((await list({ ari_conversation_id: agency.leads[1] })).times).toEqual(["11:00"]);
    const { consultant_id } = await stored(agency, id);
    expect((await list({ consultant_id })).times).toContain("09:00");
    expect((await list({ consultant_id: null })).times).toEqual([]);
    expect((await list({ contact_id: "nonsense" })).times).toEqual([]);
  });

  test("of a lead by contact", async () => {
    const conversation = await agency.t.run(async (ctx) => await ctx.db.get("ariConversations", agency.leads[1]!));
    expect((await list({ contact_id: conversation!.contact_id })).times).toEqual(["11:00"]);
  });

  test("come page by page", async () => {
    const first = await list({ limit: 2 });
    expect(first.times).toEqual(["09:00", "10:00"]);
    expect(await list({ limit: 2, cursor: first.cursor })).toEqual({ times: ["11:00"], cursor: undefined });
  });

  test("refuse a cursor of another list", async () => {
    const { cursor } = await list({ limit: 1 });
    const call = { actor: MEMBER, workspace_id: agency.client, order: "desc" as const, cursor: cursor! };
    expect(await codeOf(agency.t.query(internal.ari.listAppointments, call))).toBe("bad_cursor");
  });
});

test("the history names the people", async () => {
  await ACTS.confirmed();
  const { history } = await agency.t.query(internal.ari.getAppointmentHistory, {
    actor: OWNER,
    workspace_id: agency.client,
    appointment_id: id,
  });
  expect(history.map((row) => [row.event, row.by_person.full_name ?? row.by])).toEqual([
    ["booked", "ari"],
    ["confirmed", "member"],
  ]);
});
