/** The figures of the dashboard, each against the list that it counts, whatever was done to the tickets. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import type { Actor } from "./model/access";
import { startOfDay } from "./model/tickets/tallies";
import { HUB_OWNER, newTown, OWNER, refusalOf, REQUESTER, staff, SUPERUSER, type Town } from "./tickets.setup";

const NOW = 1_750_000_000_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WORDS = { title: "Judul", description: "Isi", category: "bug", priority: "low" } as const;

let town: Town;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  town = await newTown();
});

afterEach(() => {
  vi.useRealTimers();
});

async function open(workspace: Id<"workspaces"> = town.client, routed = true): Promise<string> {
  const asked = { actor: SUPERUSER, workspace_id: workspace, ...WORDS, route_to_hub: routed };
  return (await town.t.mutation(internal.tickets.createTicket, asked)).ticket.id;
}

async function say(ticket_id: string, actor: Actor, content = "Halo"): Promise<void> {
  await town.t.mutation(internal.tickets.addComment, { actor, ticket_id, content });
}

async function move(ticket_id: string, ...stages: ("discuss" | "outcome" | "implementation" | "closed" | "report")[]) {
  for (const to_stage of stages) {
    await town.t.mutation(internal.tickets.transitionStage, { actor: SUPERUSER, ticket_id, to_stage });
  }
}

async function figures(actor: Actor = SUPERUSER, workspaces: string[] = []) {
  return await town.t.query(internal.portal.dashboard, { actor, workspaces });
}

type Filters = Record<string, string | number | boolean | string[]>;

async function listed(actor: Actor, filters: Filters): Promise<number> {
  const page = await town.t.query(internal.portal.listTickets, { actor, limit: 100, ...filters });
  expect(page.cursor).toBeUndefined();
  return page.tickets.length;
}

/** Every figure of the dashboard is the number of tickets in the list that it opens. */
async function checkAgainstLists(actor: Actor, workspaces: string[] = []): Promise<void> {
  const shown = await figures(actor, workspaces);
  const where: Filters = workspaces.length > 0 ? { workspaces } : {};
  for (const stage of ["report", "discuss", "outcome", "implementation", "closed"] as const) {
    expect([stage, shown.stages[stage]]).toEqual([stage, await listed(actor, { ...where, stages: [stage] })]);
    for (const row of shown.workspaces) {
      expect(row.stages[stage]).toBe(await listed(actor, { workspaces: [row.workspace.id], stages: [stage] }));
    }
  }
  for (const { from, before, opened, closed, replied } of shown.days) {
    expect(opened).toBe(await listed(actor, { ...where, created_from: from, created_before: before }));
    expect(closed).toBe(await listed(actor, { ...where, closed_from: from, closed_before: before, sort: "updated" }));
    expect(replied).toBe(await listed(actor, { ...where, replied_from: from, replied_before: before, sort: "updated" }));
  }
  const { from, before } = shown;
  expect(shown.first_reply.count).toBe(await listed(actor, { ...where, replied_from: from, replied_before: before }));
  expect(shown.closing.count).toBe(await listed(actor, { ...where, closed_from: from, closed_before: before }));
}

test("an empty deployment has thirty days on which nothing happened", async () => {
  const shown = await figures();
  expect(shown.days).toHaveLength(30);
  expect(shown).toMatchObject({ first_reply: { count: 0 }, closing: { count: 0 }, workspaces: [], stages: { total: 0 } });
  expect(shown.before - shown.from).toBe(30 * DAY);
  expect([shown.days[0]!.from, shown.days[29]!.before]).toEqual([shown.from, shown.before]);
});

test("days begin at midnight in the west of Indonesia", () => {
  expect(new Date(startOfDay(Date.parse("2026-01-22T17:00:00Z"))).toISOString()).toBe("2026-01-22T17:00:00.000Z");
  expect(new Date(startOfDay(Date.parse("2026-01-22T16:59:59Z"))).toISOString()).toBe("2026-01-21T17:00:00.000Z");
});

test("how long clients waited is averaged over what was answered and closed", async () => {
  const [first, second, third] = [await open(), await open(), await open()];
  vi.setSystemTime(NOW + HOUR);
  await say(first, HUB_OWNER);
  vi.setSystemTime(NOW + 3 * HOUR);
  await say(second, HUB_OWNER);
  await say(first, HUB_OWNER, "Sekali lagi");
  await say(third, { user_id: "user_requester", kind: "user" });
  await move(first, "discuss", "outcome", "implementation", "closed");
  expect(await figures()).toMatchObject({
    first_reply: { count: 2, mean_ms: 2 * HOUR },
    closing: { count: 1, mean_ms: 3 * HOUR },
  });
});

test("a note is no reply, and a requester who leads the workspace does not answer themselves", async () => {
  const id = await open(town.client, false);
  await town.t.mutation(internal.tickets.addComment, { actor: OWNER, ticket_id: id, content: "x", is_internal: true });
  expect((await figures()).first_reply.count).toBe(0);
  const asked = { actor: OWNER, workspace_id: town.client, ...WORDS };
  const own = (await town.t.mutation(internal.tickets.createTicket, asked)).ticket.id;
  await say(own, OWNER);
  expect((await figures()).first_reply.count).toBe(0);
  await say(id, OWNER);
  expect((await figures()).first_reply.count).toBe(1);
});

test("every figure is that of its list, whatever was done", async () => {
  const ids: string[] = [];
  for (const [day, workspace] of [
    [0, town.client],
    [1, town.neighbour],
    [9, town.client],
    [28, town.hub],
    [29, town.client],
  ] as const) {
    vi.setSystemTime(NOW + day * DAY);
    ids.push(await open(workspace), await open(workspace, false));
  }
  vi.setSystemTime(NOW + 29 * DAY + HOUR);
  await say(ids[0]!, HUB_OWNER);
  await say(ids[4]!, HUB_OWNER);
  await move(ids[0]!, "discuss", "outcome", "implementation", "closed");
  await move(ids[1]!, "discuss");
  await move(ids[2]!, "discuss", "outcome", "implementation", "closed", "report");
  await town.t.mutation(internal.tickets.deleteTicket, { actor: SUPERUSER, ticket_id: ids[3]! });
  for (const [actor, workspaces] of [
    [SUPERUSER, []],
    [SUPERUSER, [town.client]],
    [SUPERUSER, [town.client, town.neighbour]],
    [staff("act"), []],
    [staff("elsewhere"), []],
    [staff("see"), [town.client]],
    [staff("nobody"), []],
  ] as const) {
    await checkAgainstLists(actor, [...workspaces]);
  }
});

test("what happened long ago is neither counted nor taken away", async () => {
  const id = await open();
  vi.setSystemTime(NOW + 100 * DAY);
  await move(id, "discuss", "outcome", "implementation", "closed");
  await checkAgainstLists(SUPERUSER);
  await town.t.mutation(internal.tickets.deleteTicket, { actor: SUPERUSER, ticket_id: id });
  await checkAgainstLists(SUPERUSER);
  expect((await figures()).stages.total).toBe(0);
});

describe("imports", () => {
  const row = (n: number, more: object = {}) => ({
    supabaseId: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    workspace_id: { id: "w-client", slug: "rumah-kuliah" },
    requester_id: REQUESTER.user_id,
    ...WORDS,
    stage: "report",
    pending_approval: false,
    created_at: NOW - n * HOUR,
    updated_at: NOW - n * HOUR + 10,
    ...more,
  });

  async function send(...records: object[]): Promise<void> {
    await town.t.mutation(internal.migrate.bulkInsertTickets, { records });
  }

  async function tidy(): Promise<void> {
    await town.t.mutation(internal.housekeeping.numberTickets, { limit: 200 });
    await town.t.mutation(internal.housekeeping.foldTallies, { limit: 500 });
  }

  test("are in the figures at once, and still when they were folded in", async () => {
    await open();
    await send(row(1), row(2, { stage: "closed", closed_at: NOW - 2 * HOUR + 5 }), row(3, { stage: "closed", closed_at: 1 }));
    await checkAgainstLists(SUPERUSER);
    await checkAgainstLists(staff("see"));
    await tidy();
    const shards = await town.t.run(async (ctx) => (await ctx.db.query("ticketTallies").take(100)).map((tally) => tally.shard));
    expect(Math.max(...shards)).toBeLessThan(100);
    await checkAgainstLists(SUPERUSER);
    expect((await figures()).workspaces.map(({ open: count }) => count)).toEqual([2]);
    await send(row(1, { stage: "discuss" }), row(2, { workspace_id: { id: "w-next", slug: "toko-sebelah" } }));
    await checkAgainstLists(SUPERUSER);
    await tidy();
    await checkAgainstLists(SUPERUSER);
    expect(await town.t.mutation(internal.housekeeping.foldTallies, { limit: 500 })).toEqual({ folded: 0, more: false });
  });

  test("are numbered in the order of their opening, behind what has a number", async () => {
    await open();
    await send(row(3), row(1), row(2));
    expect(await town.t.mutation(internal.housekeeping.numberTickets, { limit: 2 })).toEqual({ numbered: 2, more: true });
    expect(await town.t.mutation(internal.housekeeping.numberTickets, { limit: 2 })).toEqual({ numbered: 1, more: false });
    const page = await town.t.query(internal.portal.listTickets, { actor: SUPERUSER, order: "asc" });
    expect(page.tickets.map((ticket) => ticket.number)).toEqual([2, 3, 4, 1]);
  });

  test("bring with their comments who spoke last, once they are numbered", async () => {
    await send(row(1), row(2));
    const comment = (n: number, ticket: number, author_id: string, at: number, more: object = {}) => ({
      supabaseId: `00000000-0000-4000-9000-${String(n).padStart(12, "0")}`,
      ticket_id: { id: row(ticket).supabaseId },
      author_id,
      content: "Halo",
      is_internal: false,
      created_at: NOW - ticket * HOUR + at,
      ...more,
    });
    const records = [
      comment(1, 1, "user_member", 2),
      comment(2, 1, "user_owner", 4),
      comment(3, 1, REQUESTER.user_id, 6),
      comment(4, 1, "user_owner", 8, { is_internal: true }),
      comment(5, 2, "user_admin", 3),
    ];
    await town.t.mutation(internal.migrate.bulkInsertTicketComments, { records });
    await tidy();
    const page = await town.t.query(internal.portal.listTickets, { actor: SUPERUSER });
    expect(page.tickets.map(({ last_reply, waiting_on }) => [last_reply?.by, last_reply?.side, waiting_on])).toEqual([
      [REQUESTER.user_id, "requester", "staff"],
      ["user_admin", "staff", "requester"],
    ]);
    expect((await figures()).first_reply).toEqual({ count: 2, mean_ms: 3.5 });
    await checkAgainstLists(SUPERUSER);
    expect((await town.t.mutation(internal.housekeeping.refreshTickets, { limit: 200 })).fixed).toBe(0);
  });
});

test("figures of months long past are forgotten", async () => {
  await open();
  vi.setSystemTime(NOW + 120 * DAY);
  await open();
  expect(await town.t.mutation(internal.housekeeping.purgePortal, { limit: 100 })).toEqual({ purged: 2, more: false });
  await checkAgainstLists(SUPERUSER);
});

test("the dashboard is for staff accounts", async () => {
  expect(await refusalOf(figures(HUB_OWNER))).toMatchObject({ code: "staff_account_only" });
  expect(await refusalOf(figures(OWNER))).toMatchObject({ code: "hub_staff_only" });
  expect(await refusalOf(figures(staff("elsewhere"), [town.client]))).toMatchObject({ code: "workspace_not_found" });
});
