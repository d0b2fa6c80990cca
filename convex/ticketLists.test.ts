/** Lists against a reference that filters and sorts everything in memory, on random tickets and random requests. */

import { beforeAll, describe, expect, test } from "vitest";
import { internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import type { Actor } from "./model/access";
import { insertTicket } from "./model/tickets/records";
import { STAGES } from "./model/tickets/stages";
import { HUB_OWNER, newTown, OWNER, person, refusalOf, REQUESTER, staff, SUPERUSER, type Town } from "./tickets.setup";

const CATEGORIES = ["bug", "feature", "question"] as const;
const PRIORITIES = ["low", "medium", "high"] as const;
const REQUESTERS = ["user_requester", "user_member", "user_owner"];
const ASSIGNEES = [undefined, "user_assignee", "user_hub_assignee", "user_admin"];

/** A small generator of numbers in [0, 1), the same on each run. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function pick<Item>(draw: () => number, items: readonly Item[]): Item {
  return items[Math.floor(draw() * items.length)] as Item;
}

let town: Town;
let tickets: Doc<"tickets">[];

beforeAll(async () => {
  town = await newTown();
  const draw = draws(7);
  const spread = (): number => 1_000 + Math.floor(draw() * 40);
  tickets = await town.t.run(async (ctx) => {
    const made: Doc<"tickets">[] = [];
    for (let n = 0; n < 160; n += 1) {
      const workspace_id = pick(draw, [town.client, town.client, town.neighbour, town.hub]);
      const isRouted = workspace_id !== town.hub && draw() < 0.5;
      const assigned_to = pick(draw, ASSIGNEES);
      made.push(
        await insertTicket(ctx, {
          workspace_id,
          ...(isRouted ? { admin_workspace_id: town.hub } : {}),
          requester_id: pick(draw, REQUESTERS),
          ...(assigned_to === undefined ? {} : { assigned_to }),
          title: `Tiket ${n}`,
          description: pick(draw, ["robot diam", "tagihan salah", "robot salah tagihan"]),
          category: pick(draw, CATEGORIES),
          priority: pick(draw, PRIORITIES),
          stage: pick(draw, STAGES),
          pending_approval: draw() < 0.2,
          // Few moments for many tickets: order and cursors must hold where many share one.
          created_at: spread(),
          updated_at: spread(),
        }),
      );
    }
    return made;
  });
});

interface Asked {
  actor: Actor;
  scope: "workspace" | "mine";
  workspace_id?: Id<"workspaces">;
  stages?: (typeof STAGES)[number][];
  category?: (typeof CATEGORIES)[number];
  priority?: (typeof PRIORITIES)[number];
  assignee?: string | null;
  requester_id?: string;
  routed?: boolean;
  pending_approval?: boolean;
  created_from?: number;
  created_before?: number;
  updated_from?: number;
  updated_before?: number;
  sort?: "created" | "updated" | "priority";
  order?: "asc" | "desc";
}

/** What each actor sees, said without regard to how it is read. */
function sees({ actor, scope, workspace_id: asked }: Asked, ticket: Doc<"tickets">): boolean {
  if (scope === "mine") {
    return ticket.requester_id === actor.user_id && (asked === undefined || ticket.workspace_id === asked);
  }
  const isRouted = ticket.admin_workspace_id === town.hub;
  if (asked === town.hub) {
    const isOwn = ticket.workspace_id === town.hub;
    const isFull = ["user_hub_owner", "staff:root"].includes(actor.user_id);
    return isOwn || (isRouted && (isFull || ticket.assigned_to === actor.user_id));
  }
  return ticket.workspace_id === asked && (actor.user_id !== "user_hub_owner" || isRouted);
}

function reference(asked: Asked): string[] {
  const within = (value: number, from = 0, before = Infinity) => from <= value && value < before;
  const key = (ticket: Doc<"tickets">): number[] => {
    const created = [ticket.created_at, ticket._creationTime];
    if (asked.sort === "updated") {
      return [ticket.updated_at, ticket._creationTime];
    }
    return asked.sort === "priority" ? [PRIORITIES.indexOf(ticket.priority), ...created] : created;
  };
  const direction = asked.order === "asc" ? 1 : -1;
  return tickets
    .filter((ticket) => sees(asked, ticket))
    .filter((ticket) => asked.stages?.includes(ticket.stage) ?? true)
    .filter((ticket) => (asked.category ?? ticket.category) === ticket.category)
    .filter((ticket) => (asked.priority ?? ticket.priority) === ticket.priority)
    .filter((ticket) => asked.assignee === undefined || (ticket.assigned_to ?? null) === asked.assignee)
    .filter((ticket) => (asked.requester_id ?? ticket.requester_id) === ticket.requester_id)
    .filter((ticket) => asked.routed === undefined || asked.routed === (ticket.admin_workspace_id !== undefined))
    .filter((ticket) => (asked.pending_approval ?? ticket.pending_approval) === ticket.pending_approval)
    .filter((ticket) => within(ticket.created_at, asked.created_from, asked.created_before))
    .filter((ticket) => within(ticket.updated_at, asked.updated_from, asked.updated_before))
    .sort((left, right) => {
      const rights = key(right);
      const at = key(left).findIndex((part, n) => part !== rights[n]);
      return at < 0 ? 0 : direction * (key(left)[at]! - rights[at]!);
    })
    .map((ticket) => ticket._id);
}

const VIEWS: (() => Pick<Asked, "actor" | "scope" | "workspace_id">)[] = [
  () => ({ actor: OWNER, scope: "workspace", workspace_id: town.client }),
  () => ({ actor: HUB_OWNER, scope: "workspace", workspace_id: town.hub }),
  () => ({ actor: HUB_OWNER, scope: "workspace", workspace_id: town.client }),
  () => ({ actor: person("hub_assignee"), scope: "workspace", workspace_id: town.hub }),
  () => ({ actor: SUPERUSER, scope: "workspace", workspace_id: town.hub }),
  () => ({ actor: staff("see"), scope: "workspace", workspace_id: town.client }),
  () => ({ actor: REQUESTER, scope: "mine" }),
  () => ({ actor: REQUESTER, scope: "mine", workspace_id: town.client }),
];

function randomRequest(draw: () => number): Asked {
  const maybe = <Name extends keyof Asked>(name: Name, value: NonNullable<Asked[Name]> | null, chance = 0.25) =>
    draw() < chance ? { [name]: value } : {};
  const moment = () => 1_000 + Math.floor(draw() * 40);
  return {
    ...pick(draw, VIEWS)(),
    ...maybe("stages", STAGES.filter(() => draw() < 0.4)),
    ...maybe("category", pick(draw, CATEGORIES)),
    ...maybe("priority", pick(draw, PRIORITIES)),
    ...maybe("assignee", pick(draw, ["user_assignee", "user_hub_assignee", null])),
    ...maybe("requester_id", pick(draw, REQUESTERS)),
    ...maybe("routed", draw() < 0.5),
    ...maybe("pending_approval", draw() < 0.5),
    ...maybe("created_from", moment()),
    ...maybe("created_before", moment()),
    ...maybe("updated_from", moment()),
    ...maybe("updated_before", moment()),
    ...maybe("sort", pick(draw, ["created", "updated", "priority"]), 0.8),
    ...maybe("order", pick(draw, ["asc", "desc"]), 0.8),
  };
}

async function allPages(asked: Asked & { search?: string }, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 500; pages += 1) {
    const page = await town.t.query(internal.tickets.listTickets, {
      ...asked,
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    expect(page.tickets.length).toBeLessThanOrEqual(limit);
    ids.push(...page.tickets.map((ticket) => ticket.id));
    if (page.cursor === undefined) {
      return ids;
    }
    cursor = page.cursor;
  }
  throw new Error("The pages do not end.");
}

test("agrees with the reference on random requests, whatever the length of the pages", async () => {
  const draw = draws(21);
  for (let n = 0; n < 200; n += 1) {
    const asked = randomRequest(draw);
    const limit = pick(draw, [1, 3, 10, 100]);
    expect([asked, limit, await allPages(asked, limit)]).toEqual([asked, limit, reference(asked)]);
  }
}, 60_000);

describe("each view, unfiltered", () => {
  test.each(VIEWS.map((_, n) => n))("%i", async (n) => {
    const asked = VIEWS[n]!();
    expect(reference(asked).length).toBeGreaterThan(0);
    expect(await allPages(asked, 7)).toEqual(reference(asked));
  });
});

test("finds the words of a search among what the actor sees, once each", async () => {
  const draw = draws(3);
  for (let n = 0; n < 40; n += 1) {
    const { sort: _sort, order: _order, ...asked } = randomRequest(draw);
    const search = pick(draw, ["robot", "tagihan"]);
    const expected = new Set(
      reference(asked).filter((id) => tickets.find((ticket) => ticket._id === id)!.description.includes(search)),
    );
    const found = await allPages({ ...asked, search }, pick(draw, [2, 25]));
    expect(found.length).toBe(expected.size);
    expect(new Set(found)).toEqual(expected);
  }
});

test("counts each stage as the list has it", async () => {
  for (const view of VIEWS.slice(0, 3)) {
    const asked = view();
    const page = await town.t.query(internal.tickets.listTickets, { ...asked, limit: 1, with_counts: true });
    const counts = Object.fromEntries(STAGES.map((stage) => [stage, reference({ ...asked, stages: [stage] }).length]));
    expect(page.counts).toEqual({ ...counts, total: reference(asked).length });
  }
});

test("counts routed and internal tickets apart", async () => {
  for (const routed of [true, false]) {
    const counts = await town.t.query(internal.tickets.countTickets, { actor: OWNER, workspace_id: town.client, routed });
    expect(counts.total).toBe(reference({ ...VIEWS[0]!(), routed }).length);
  }
});

test("a cursor of another list is refused", async () => {
  const asked = VIEWS[0]!();
  const { cursor } = await town.t.query(internal.tickets.listTickets, { ...asked, limit: 1 });
  const call = town.t.query(internal.tickets.listTickets, { ...asked, sort: "updated", limit: 1, cursor: cursor! });
  expect(await refusalOf(call)).toMatchObject({ code: "bad_cursor", kind: "invalid" });
});

test.each(["", "x", "%%%", "e30", "W10", "null", "WzEsMiwzXQ", "ü"])("the cursor %j is refused", async (cursor) => {
  for (const search of [undefined, "robot"]) {
    const asked = { ...VIEWS[0]!(), cursor, ...(search === undefined ? {} : { search }) };
    expect(await refusalOf(town.t.query(internal.tickets.listTickets, asked))).toMatchObject({ code: "bad_cursor" });
  }
});

test.each([0, -1, 101, 1.5, Number.NaN])("a limit of %d is refused", async (limit) => {
  const call = town.t.query(internal.tickets.listTickets, { ...VIEWS[0]!(), limit });
  expect(await refusalOf(call)).toMatchObject({ code: "invalid_value", fields: { limit: expect.any(String) as string } });
});

test("a list of a workspace must name it", async () => {
  const call = town.t.query(internal.tickets.listTickets, { actor: OWNER, scope: "workspace" });
  expect(await refusalOf(call)).toMatchObject({ code: "invalid_value" });
});

test("no answer shows what only serves indexes or opens a ticket", async () => {
  const page = await town.t.query(internal.tickets.listTickets, VIEWS[0]!());
  const hidden = ["reopen_nonce", "reopen_token", "search_text", "counted_stage", "counted_hub", "quiet_since", "_id"];
  expect(page.tickets.flatMap((ticket) => Object.keys(ticket)).filter((name) => hidden.includes(name))).toEqual([]);
});

test("a filter that hardly anything passes ends the page early, with a cursor that goes on", async () => {
  const crowded = await newTown();
  await crowded.t.run(async (ctx) => {
    for (let n = 0; n < 1_100; n += 1) {
      await insertTicket(ctx, {
        workspace_id: crowded.client,
        requester_id: "user_requester",
        title: `Tiket ${n}`,
        description: "Isi",
        category: "bug",
        priority: n === 0 ? "high" : "low",
        stage: "report",
        pending_approval: false,
        created_at: n,
        updated_at: n,
      });
    }
  });
  const asked = { actor: OWNER, scope: "workspace", workspace_id: crowded.client, priority: "high", sort: "updated" } as const;
  const first = await crowded.t.query(internal.tickets.listTickets, asked);
  expect(first.tickets).toEqual([]);
  const second = await crowded.t.query(internal.tickets.listTickets, { ...asked, cursor: first.cursor! });
  expect(second.tickets.map((ticket) => ticket.title)).toEqual(["Tiket 0"]);
  expect(second.cursor).toBeUndefined();
});
