/** What the dashboard tells of leads, against plain counting over all that was stored, and against the lists. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import type { Actor } from "./model/access";
import { answer, conversationWith, decision, handBack, inbound, NEIGHBOUR_NUMBER, newInbox } from "./inbox.setup";
import { HUB_OWNER, OWNER, refusalOf, staff, SUPERUSER, type Town } from "./tickets.setup";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Nine in the morning of a day in the west of Indonesia, whose first hour is TODAY. */
const NOW = Date.parse("2026-03-31T02:00:00Z");
const TODAY = Date.parse("2026-03-30T17:00:00Z");
const FROM = TODAY - 29 * DAY;
const BEFORE = TODAY + DAY;
const AHEAD = BEFORE + 30 * DAY;
const STATUSES = ["scheduled", "confirmed", "completed", "cancelled", "no_show"] as const;
const WAYS = ["api", "ari", undefined] as const;
const EDGES = [FROM, NOW, BEFORE, AHEAD];

type Appointment = Doc<"ariAppointments">;
type Fields = Partial<Omit<Appointment, "_id" | "_creationTime">>;

let town: Town;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  town = await newInbox();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Store appointments without the rules of booking: they are counted as they stand. */
async function store(workspace: Id<"workspaces">, all: readonly Fields[]): Promise<void> {
  await town.t.run(async (ctx) => {
    const made = { workspace_id: workspace, created_at: NOW, updated_at: NOW };
    const contact = { phone: "+62812", lead_score: 0, lead_status: "prospect" };
    const contact_id = await ctx.db.insert("contacts", { ...made, ...contact });
    const lead = { contact_id, state: "scheduling", lead_score: 0 };
    const ari_conversation_id = await ctx.db.insert("ariConversations", { ...made, ...lead });
    for (const fields of all) {
      const usual = { ari_conversation_id, scheduled_at: NOW, duration_minutes: 60, status: "scheduled" };
      await ctx.db.insert("ariAppointments", { ...made, ...usual, ...fields });
    }
  });
}

/** Numbers that look random and are the same in every run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state / 2_147_483_648;
  }
}

function randomAppointments(seed: number, count: number): Fields[] {
  const source = numbers(seed);
  const next = () => source.next().value;
  const oneOf = <Value>(values: readonly Value[]) => values[Math.floor(next() * values.length)] as Value;
  const moment = () => (next() < 0.4 ? oneOf(EDGES) + oneOf([-1, 0, 1]) : FROM - 5 * DAY + Math.floor(next() * 70 * DAY));
  return Array.from({ length: count }, () => {
    const way = oneOf(WAYS);
    const status = next() < 0.05 ? "rescheduled" : oneOf(STATUSES);
    return { status, scheduled_at: moment(), created_at: moment(), ...(way === undefined ? {} : { booked_way: way }) };
  });
}

async function figures(actor: Actor = SUPERUSER, workspaces: string[] = []) {
  return await town.t.query(internal.portal.leadFigures, { actor, workspaces });
}

/** Whose leads a caller sees, written down again from who was granted what. */
function sightOf(actor: Actor, workspaces: readonly string[]): ReadonlySet<string> {
  const held: Record<string, string[]> = {
    "staff:root": [town.client, town.neighbour, town.hub],
    "staff:see": [town.client],
    "staff:act": [town.client],
    "staff:elsewhere": [town.neighbour],
  };
  const seen = held[actor.user_id] ?? [];
  return new Set(workspaces.length === 0 ? seen : seen.filter((id) => workspaces.includes(id)));
}

/** Count by looking at everything that there is. */
async function countPlainly(actor: Actor, workspaces: readonly string[]) {
  const seen = sightOf(actor, workspaces);
  return await town.t.run(async (ctx) => {
    const all = (await ctx.db.query("ariAppointments").collect()).filter((each) => seen.has(each.workspace_id));
    const handed = (await ctx.db.query("conversationEvents").collect()).filter(
      (each) => seen.has(each.workspace_id) && each.event === "handed_off",
    );
    const lasts = new Map(handed.map((each) => [each.conversation_id, each.created_at]));
    const within = (moment: number, from: number, before: number) => from <= moment && moment < before;
    const ended = (status: string) =>
      all.filter((each) => each.status === status && within(each.scheduled_at, FROM, BEFORE)).length;
    const open = all.filter((each) => each.status === "scheduled" || each.status === "confirmed");
    return {
      completed: ended("completed"),
      no_show: ended("no_show"),
      cancelled: ended("cancelled"),
      unmarked: open.filter((each) => within(each.scheduled_at, FROM, NOW)).length,
      upcoming: open.filter((each) => within(each.scheduled_at, NOW, AHEAD)).length,
      booked_by_ari: all.filter((each) => each.booked_way === "ari" && within(each.created_at, FROM, BEFORE)).length,
      handed_off: [...lasts.values()].filter((moment) => within(moment, FROM, BEFORE)).length,
    };
  });
}

async function lengthOf(read: (cursor?: string) => Promise<{ rows: unknown[]; cursor?: string }>): Promise<number> {
  let length = 0;
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    length += page.rows.length;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return length;
}

/** The lists that the figures count, each read to its end in short pages. */
async function lengthsOfLists(actor: Actor, workspaces: string[]) {
  const shown = await figures(actor, workspaces);
  const appointments = async (filters: object) =>
    await lengthOf(async (cursor) => {
      const asked = { actor, workspaces, limit: 7, ...filters, ...(cursor === undefined ? {} : { cursor }) };
      return await town.t.query(internal.portal.listAppointments, asked);
    });
  const { from, before, now, ahead_before: ahead } = shown;
  const open = { statuses: ["scheduled", "confirmed"] };
  const handed = { handed_off_from: from, handed_off_before: before };
  return {
    completed: await appointments({ statuses: ["completed"], from, before }),
    no_show: await appointments({ statuses: ["no_show"], from, before }),
    cancelled: await appointments({ statuses: ["cancelled"], from, before }),
    unmarked: await appointments({ ...open, from, before: now }),
    upcoming: await appointments({ ...open, from: now, before: ahead, order: "asc" }),
    booked_by_ari: await appointments({ booked_way: "ari", booked_from: from, booked_before: before }),
    handed_off: await lengthOf(async (cursor) => {
      const asked = { actor, workspaces, limit: 2, ...handed, ...(cursor === undefined ? {} : { cursor }) };
      return await town.t.query(internal.portal.listConversations, asked);
    }),
  };
}

async function countsShown(actor: Actor, workspaces: string[]) {
  const { from, before, now, ahead_before, ...counted } = await figures(actor, workspaces);
  expect([from, before, now, ahead_before]).toEqual([FROM, BEFORE, NOW, AHEAD]);
  expect(Object.values(counted).every(({ is_exact }) => is_exact)).toBe(true);
  return Object.fromEntries(Object.entries(counted).map(([name, { count }]) => [name, count]));
}

async function write(phone: string, number?: string): Promise<Id<"conversations">> {
  const from = { phone, phone_spellings: [phone], sent_at: Date.now(), ...(number === undefined ? {} : { phone_number_id: number }) };
  return await conversationWith(town, inbound("Halo", from));
}

async function handOff(conversationId: string): Promise<void> {
  const handoff = { reason: "legal", summary: "Visa ditolak.", note_type: "handoff" };
  await answer(town, conversationId, decision({ state: "handoff", handoff }));
}

/** Let ARI hand conversations off before, at the beginning of, and within the days; one of them twice. */
async function makeHandoffs(): Promise<void> {
  const moments = [FROM - 1, FROM, TODAY - 3 * DAY, TODAY];
  for (const [at, moment] of moments.entries()) {
    vi.setSystemTime(moment);
    await handOff(await write(`+62812000010${at}`, at === 2 ? NEIGHBOUR_NUMBER : undefined));
  }
  vi.setSystemTime(TODAY - 20 * DAY);
  const twice = await write("+62812000099");
  await handOff(twice);
  await handBack(town, twice, OWNER);
  vi.setSystemTime(TODAY - 2 * DAY);
  await write("+62812000099");
  await handOff(twice);
  vi.setSystemTime(NOW);
  await write("+62812000098");
}

const CALLERS = [
  ["a superuser", SUPERUSER, []],
  ["a superuser who asks for one workspace", SUPERUSER, ["client"]],
  ["a superuser who asks for two", SUPERUSER, ["client", "neighbour"]],
  ["an account granted one workspace", staff("see"), []],
  ["an account that asks for what it is granted", staff("act"), ["client"]],
  ["an account granted another", staff("elsewhere"), []],
  ["an account whose grant has ended", staff("expired"), []],
  ["an account granted nothing", staff("nobody"), []],
] as const satisfies readonly (readonly [string, Actor, readonly ("client" | "neighbour")[]])[];

describe("with appointments of every kind and handoffs of every moment", () => {
  beforeEach(async () => {
    await store(town.client, randomAppointments(1, 150));
    await store(town.neighbour, randomAppointments(2, 60));
    await store(town.hub, randomAppointments(3, 20));
    await makeHandoffs();
  });

  test.each(CALLERS)("%s is shown what there is, and lists as long", async (who, actor, named) => {
    const workspaces = named.map((name) => town[name]);

    const plain = await countPlainly(actor, workspaces);

    expect(await countsShown(actor, workspaces)).toEqual(plain);
    expect(await lengthsOfLists(actor, workspaces)).toEqual(plain);
    const isBlind = who.includes("ended") || who.includes("nothing");
    expect(Object.values(plain).every((count) => (isBlind ? count === 0 : count > 0))).toBe(true);
  });

  test.each([SUPERUSER, staff("act")])("a list of appointments is in order, whatever narrows it", async (actor) => {
    for (const order of ["asc", "desc"] as const) {
      const asked = { actor, order, limit: 100, statuses: ["completed", "no_show"] as ("completed" | "no_show")[] };
      const starts = (await town.t.query(internal.portal.listAppointments, asked)).rows.map((row) => row.appointment.scheduled_at);
      expect(starts).toEqual([...starts].sort((left, right) => (order === "asc" ? left - right : right - left)));
      const booked = await town.t.query(internal.portal.listAppointments, { actor, order, limit: 100, booked_way: "ari" });
      const moments = booked.rows.map((row) => row.appointment.created_at);
      expect(moments).toEqual([...moments].sort((left, right) => (order === "asc" ? left - right : right - left)));
      expect(new Set(booked.rows.map((row) => row.appointment.booked_way))).toEqual(new Set(["ari"]));
    }
  });

  test("filters of a list of appointments hold together", async () => {
    const asked = { statuses: ["completed" as const], booked_way: "ari" as const, from: FROM, before: BEFORE };
    const { rows } = await town.t.query(internal.portal.listAppointments, { actor: SUPERUSER, limit: 100, ...asked });
    const plain = await town.t.run(async (ctx) =>
      (await ctx.db.query("ariAppointments").collect()).filter(
        (each) =>
          each.status === "completed" && each.booked_way === "ari" && FROM <= each.scheduled_at && each.scheduled_at < BEFORE,
      ),
    );
    expect(plain.length).toBeGreaterThan(0);
    expect(new Set(rows.map((row) => row.appointment.id))).toEqual(new Set(plain.map((each) => each._id)));
  });
});

test("a simulated lead is nobody's work, and no figure", async () => {
  const { phone: _phone, ...anonymous } = inbound("Halo", { phone_spellings: ["simulator:x:1"] });
  const { conversation_ids } = await town.t.mutation(internal.messages.receiveChat, {
    workspace_id: town.client,
    messages: [{ ...anonymous, phone_number_id: "" }],
  });
  await handOff(conversation_ids[0] as string);
  expect((await figures()).handed_off).toEqual({ count: 0, is_exact: true });
});

test("beyond its bound a figure is at least so many; what stays below is exact", async () => {
  await store(town.client, Array.from({ length: 500 }, (_, at) => ({ status: "completed", scheduled_at: NOW - at })));
  expect((await figures()).completed).toEqual({ count: 500, is_exact: true });
  await store(town.neighbour, [{ status: "completed" }, { status: "no_show" }]);
  const all = await figures();
  expect([all.completed, all.no_show]).toEqual([{ count: 500, is_exact: false }, { count: 1, is_exact: true }]);
  expect((await figures(staff("act"))).completed).toEqual({ count: 500, is_exact: true });
  expect((await figures(staff("elsewhere"))).completed).toEqual({ count: 1, is_exact: true });
});

test("of very many workspaces the figures are those of all tenants without what is not granted", async () => {
  const granted = await town.t.run(async (ctx) => {
    const made = { owner_id: "user_owner", created_at: 0, updated_at: 0 };
    const ids = [town.client];
    while (ids.length <= 50) {
      ids.push(await ctx.db.insert("workspaces", { name: "x", slug: `x-${ids.length}`, ...made }));
    }
    for (const workspace_id of ids) {
      await ctx.db.insert("staffGrants", { user_id: "staff:many", workspace_id, can_act: false, created_at: 0 });
    }
    return ids;
  });
  await store(town.client, [{ status: "completed" }]);
  await store(granted[50]!, [{ status: "completed" }]);
  await store(town.neighbour, Array.from({ length: 498 }, () => ({ status: "completed", scheduled_at: NOW + 1 })));
  expect((await figures(staff("many"))).completed).toEqual({ count: 2, is_exact: true });
  await store(town.neighbour, [{ status: "completed", scheduled_at: NOW + 1 }]);
  expect((await figures(staff("many"))).completed).toEqual({ count: 1, is_exact: false });
});

test("the figures are for staff accounts", async () => {
  expect(await refusalOf(figures(HUB_OWNER))).toMatchObject({ code: "staff_account_only" });
  expect(await refusalOf(figures(OWNER))).toMatchObject({ code: "hub_staff_only" });
  expect(await refusalOf(figures(staff("elsewhere"), [town.client]))).toMatchObject({ code: "workspace_not_found" });
});

test("the hub's own people list the appointments of the hub alone", async () => {
  await store(town.client, [{}]);
  await store(town.hub, [{}, {}]);
  const listed = async (workspaces: string[]) =>
    (await town.t.query(internal.portal.listAppointments, { actor: HUB_OWNER, workspaces })).rows.map((row) => row.workspace.id);
  expect(await listed([])).toEqual([town.hub, town.hub]);
  expect(await listed([town.client])).toEqual([]);
});
