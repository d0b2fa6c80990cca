/** Tickets that the migration writes are in the lists and counters of the live system at once. */

import { beforeEach, expect, test } from "vitest";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { newTown, OWNER, REQUESTER, setTicket, stored, type Town } from "./tickets.setup";

let town: Town;

beforeEach(async () => {
  town = await newTown();
});

function row(n: number, more: object = {}): object {
  return {
    supabaseId: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    workspace_id: { id: "w-client", slug: "rumah-kuliah" },
    requester_id: REQUESTER.user_id,
    title: `Tiket lama ${n}`,
    description: "Isi lama",
    category: "bug",
    priority: "low",
    stage: "implementation",
    pending_approval: false,
    created_at: 1_000 + n,
    updated_at: 2_000 + n,
    ...more,
  };
}

async function send(...records: object[]) {
  return await town.t.mutation(internal.migrate.bulkInsertTickets, { records });
}

async function counts() {
  return await town.t.query(internal.tickets.countTickets, { actor: OWNER, workspace_id: town.client });
}

const ROUTED = { admin_workspace_id: { id: "w-hub", slug: "my21staff" } };

test("an import counts what it inserts, moves what it changes, and leaves the rest", async () => {
  await send(row(1), row(2, { stage: "report" }), row(3, { ...ROUTED, stage: "closed", closed_at: 5 }));
  expect(await counts()).toMatchObject({ implementation: 1, report: 1, closed: 1, total: 3 });
  expect(await send(row(1), row(2, { stage: "discuss" }))).toMatchObject({ updated: 1, unchanged: 1 });
  expect(await counts()).toMatchObject({ implementation: 1, report: 0, discuss: 1, closed: 1, total: 3 });
});

test("an import that comes again leaves the work done since in the fields it does not own", async () => {
  await send(row(1));
  const page = await town.t.query(internal.tickets.listTickets, { actor: OWNER, scope: "workspace", workspace_id: town.client });
  const ticket_id = page.tickets[0]!.id;
  await town.t.mutation(internal.tickets.addComment, { actor: OWNER, ticket_id, content: "Halo" });
  const before = await stored(town, ticket_id);
  await send(row(1, { title: "Judul lain" }));
  expect(await stored(town, ticket_id)).toMatchObject({
    title: "Judul lain",
    search_text: "Judul lain\nIsi lama",
    version: before.version,
    last_public_comment_at: before.last_public_comment_at,
  });
});

test("an imported ticket is found by its words, and closed when it is stale", async () => {
  await send(row(1));
  const asked = { actor: OWNER, scope: "workspace", workspace_id: town.client, search: "lama" } as const;
  expect((await town.t.query(internal.tickets.listTickets, asked)).tickets).toHaveLength(1);
  expect((await town.t.mutation(internal.tickets.closeStale, { quiet_before: 2_001, limit: 1 })).closed).toEqual([]);
  expect((await town.t.mutation(internal.tickets.closeStale, { quiet_before: 2_002, limit: 1 })).closed).toHaveLength(1);
});

test("what something wrote past the rules is repaired, once", async () => {
  const ids = await town.t.run(async (ctx) => {
    const fields = {
      workspace_id: town.client,
      requester_id: REQUESTER.user_id,
      title: "Tiket",
      description: "Isi",
      category: "bug",
      priority: "low",
      stage: "report",
      pending_approval: false,
      created_at: 1,
      updated_at: 1,
    } as const;
    const made: Id<"tickets">[] = [];
    for (let n = 0; n < 5; n += 1) {
      made.push(await ctx.db.insert("tickets", fields));
    }
    return made;
  });
  await setTicket(town, ids[0]!, { stage: "discuss" });
  expect((await counts()).total).toBe(1);
  const fixed: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await town.t.mutation(internal.housekeeping.refreshTickets, {
      limit: 2,
      ...(cursor === undefined ? {} : { cursor }),
    });
    fixed.push(page.fixed);
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(fixed.reduce((sum, count) => sum + count, 0)).toBe(4);
  expect(await counts()).toMatchObject({ report: 4, discuss: 1, total: 5 });
  expect((await town.t.mutation(internal.housekeeping.refreshTickets, { limit: 200 })).fixed).toBe(0);
});
