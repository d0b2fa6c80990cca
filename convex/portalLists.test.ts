/** Lists across many tenants against a reference that filters and sorts everything in memory, and counts against lists. */

import { beforeAll, describe, expect, test } from "vitest";
import { internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import type { Actor } from "./model/access";
import { insertTicket } from "./model/tickets/records";
import { waitingOn } from "./model/tickets/replies";
import { STAGES } from "./model/tickets/stages";
import { HUB_OWNER, newTown, person, refusalOf, staff, SUPERUSER, type Town } from "./tickets.setup";

const CATEGORIES = ["bug", "feature", "question"] as const;
const PRIORITIES = ["low", "medium", "high"] as const;
const ASSIGNEES = [undefined, "user_hub_assignee", "staff:few", "staff:many"];

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

const WORKSPACES = 60;
const TICKETS = 500;

/** A few on each run; the same lists are asked for over the wire by tests/portal/test_random_lists.py. */
const REQUESTS = 12;

let town: Town;
let workspaces: Id<"workspaces">[];
let tickets: Doc<"tickets">[];
/** The workspaces granted to each account, by their place; undefined for those of the hub. */
let granted: Record<string, ReadonlySet<string>>;

beforeAll(async () => {
  town = await newTown();
  const draw = draws(11);
  workspaces = await town.t.run(async (ctx) => {
    const made: Id<"workspaces">[] = [];
    for (let n = 0; n < WORKSPACES; n += 1) {
      const slug = `w${String(n).padStart(3, "0")}`;
      made.push(await ctx.db.insert("workspaces", { name: slug, slug, owner_id: "user_x", created_at: 0, updated_at: 0 }));
    }
    return made;
  });
  // Most tickets lie in the first workspaces, so that those granted to "sparse" are few among many.
  const crowded = workspaces.slice(0, 20);
  const quiet = workspaces.slice(20);
  granted = {
    "staff:few": new Set(workspaces.slice(0, 4)),
    // Too many to be merged without a thought, too few for the figures of all to be read.
    "staff:seven": new Set([...workspaces.slice(0, 2), ...workspaces.slice(40, 45)]),
    "staff:many": new Set(workspaces.slice(0, 45)),
    "staff:sparse": new Set(quiet.slice(0, 36)),
  };
  await town.t.run(async (ctx) => {
    for (const [user_id, held] of Object.entries(granted)) {
      for (const id of held) {
        await ctx.db.insert("staffGrants", { user_id, workspace_id: id as Id<"workspaces">, can_act: true, created_at: 0 });
      }
      const expired = { user_id, workspace_id: workspaces.at(-1)!, can_act: true, expires_at: 1, created_at: 0 };
      await ctx.db.insert("staffGrants", expired);
    }
  });
  tickets = await town.t.run(async (ctx) => {
    const made: Doc<"tickets">[] = [];
    for (let n = 0; n < TICKETS; n += 1) {
      const workspace_id = draw() < 0.03 ? town.hub : pick(draw, draw() < 0.85 ? crowded : quiet);
      made.push(await insertTicket(ctx, { workspace_id, ...randomTicket(draw, n, workspace_id) }));
    }
    return made;
  });
}, 60_000);

function randomTicket(draw: () => number, n: number, workspace: Id<"workspaces">) {
  const spread = (from: number): number => from + Math.floor(draw() * 40);
  const created_at = spread(1_000);
  const updated_at = spread(created_at);
  const stage = pick(draw, STAGES);
  const within = () => created_at + Math.floor(draw() * (updated_at - created_at + 1));
  const assigned_to = pick(draw, ASSIGNEES);
  const side = pick(draw, [undefined, "staff", "requester"] as const);
  // A few were imported with a closing that cannot have been, or routed by a hub to itself.
  const closed_at = stage !== "closed" ? undefined : draw() < 0.1 ? created_at - 500 : within();
  const isRouted = draw() < (workspace === town.hub ? 0.3 : 0.5);
  return {
    ...(isRouted ? { admin_workspace_id: town.hub } : {}),
    requester_id: pick(draw, ["user_a", "user_b", "user_c"]),
    ...(assigned_to === undefined ? {} : { assigned_to }),
    title: `Tiket ${n}`,
    description: pick(draw, ["robot diam", "tagihan salah", "robot salah tagihan"]),
    category: pick(draw, CATEGORIES),
    priority: pick(draw, PRIORITIES),
    stage,
    pending_approval: stage !== "closed" && draw() < 0.2,
    // Few moments for many tickets: order and cursors must hold where many share one.
    created_at,
    updated_at,
    ...(closed_at === undefined ? {} : { closed_at }),
    ...(side === undefined ? {} : { last_reply_at: within(), last_reply_by: "user_a", last_reply_side: side }),
    ...(side === "staff" ? { first_reply_at: within() } : {}),
  };
}

interface Asked {
  workspaces?: string[];
  stages?: (typeof STAGES)[number][];
  category?: (typeof CATEGORIES)[number];
  priority?: (typeof PRIORITIES)[number];
  assignee?: string | null;
  requester_id?: string;
  routed?: boolean;
  pending_approval?: boolean;
  waiting_on?: "staff" | "requester" | "nobody";
  created_from?: number;
  created_before?: number;
  updated_from?: number;
  updated_before?: number;
  closed_from?: number;
  closed_before?: number;
  replied_from?: number;
  replied_before?: number;
  sort?: "created" | "updated" | "priority";
  order?: "asc" | "desc";
}

const CALLERS: Record<string, Actor> = {
  superuser: SUPERUSER,
  few: staff("few"),
  seven: staff("seven"),
  many: staff("many"),
  sparse: staff("sparse"),
  lead: HUB_OWNER,
  assignee: person("hub_assignee"),
};

function routes(ticket: Doc<"tickets">): boolean {
  return ticket.admin_workspace_id !== undefined && ticket.workspace_id !== town.hub;
}

function sees(actor: Actor, ticket: Doc<"tickets">): boolean {
  if (actor.superuser === true) {
    return true;
  }
  if (actor.kind === "staff") {
    return granted[actor.user_id]!.has(ticket.workspace_id);
  }
  const isMine = actor === HUB_OWNER || ticket.assigned_to === actor.user_id;
  return routes(ticket) ? isMine : ticket.workspace_id === town.hub;
}

function happened(ticket: Doc<"tickets">, moment: number | undefined, from?: number, before?: number): boolean {
  if (from === undefined && before === undefined) {
    return true;
  }
  return (
    moment !== undefined &&
    ticket.created_at <= moment &&
    moment <= ticket.updated_at &&
    within(moment, from, before)
  );
}

function within(value: number, from = 0, before = Infinity): boolean {
  return from <= value && value < before;
}

function reference(actor: Actor, asked: Asked): string[] {
  const key = (ticket: Doc<"tickets">): number[] => {
    const created = [ticket.created_at, ticket._creationTime];
    if (asked.sort === "updated") {
      return [ticket.updated_at, ticket._creationTime];
    }
    return asked.sort === "priority" ? [PRIORITIES.indexOf(ticket.priority), ...created] : created;
  };
  const direction = asked.order === "asc" ? 1 : -1;
  return tickets
    .filter((ticket) => sees(actor, ticket))
    .filter((ticket) => asked.workspaces?.includes(ticket.workspace_id) ?? true)
    .filter((ticket) => asked.stages?.includes(ticket.stage) ?? true)
    .filter((ticket) => (asked.category ?? ticket.category) === ticket.category)
    .filter((ticket) => (asked.priority ?? ticket.priority) === ticket.priority)
    .filter((ticket) => asked.assignee === undefined || (ticket.assigned_to ?? null) === asked.assignee)
    .filter((ticket) => (asked.requester_id ?? ticket.requester_id) === ticket.requester_id)
    .filter((ticket) => asked.routed === undefined || asked.routed === routes(ticket))
    .filter((ticket) => (asked.pending_approval ?? ticket.pending_approval) === ticket.pending_approval)
    .filter((ticket) => asked.waiting_on === undefined || asked.waiting_on === waitingOn(ticket))
    .filter((ticket) => within(ticket.created_at, asked.created_from, asked.created_before))
    .filter((ticket) => within(ticket.updated_at, asked.updated_from, asked.updated_before))
    .filter((ticket) => happened(ticket, ticket.closed_at, asked.closed_from, asked.closed_before))
    .filter((ticket) => happened(ticket, ticket.first_reply_at, asked.replied_from, asked.replied_before))
    .sort((left, right) => {
      const rights = key(right);
      const at = key(left).findIndex((part, n) => part !== rights[n]);
      return at < 0 ? 0 : direction * (key(left)[at]! - rights[at]!);
    })
    .map((ticket) => ticket._id);
}

function randomRequest(draw: () => number, actor: Actor): Asked {
  const maybe = <Name extends keyof Asked>(name: Name, value: NonNullable<Asked[Name]> | null, chance = 0.15) =>
    draw() < chance ? { [name]: value } : {};
  const moment = () => 1_000 + Math.floor(draw() * 80);
  const held = actor.kind === "staff" && actor.superuser !== true ? [...granted[actor.user_id]!] : workspaces;
  return {
    ...maybe("workspaces", [pick(draw, held), pick(draw, held)]),
    ...maybe("stages", STAGES.filter(() => draw() < 0.5), 0.3),
    ...maybe("category", pick(draw, CATEGORIES)),
    ...maybe("priority", pick(draw, PRIORITIES)),
    ...maybe("assignee", pick(draw, ["user_hub_assignee", "staff:few", null])),
    ...maybe("requester_id", pick(draw, ["user_a", "user_b"])),
    ...maybe("routed", draw() < 0.5),
    ...maybe("pending_approval", draw() < 0.5),
    ...maybe("waiting_on", pick(draw, ["staff", "requester", "nobody"] as const)),
    ...maybe("created_from", moment()),
    ...maybe("created_before", moment()),
    ...maybe("updated_from", moment()),
    ...maybe("updated_before", moment()),
    ...maybe("closed_from", moment()),
    ...maybe("closed_before", moment()),
    ...maybe("replied_from", moment()),
    ...maybe("replied_before", moment()),
    ...maybe("sort", pick(draw, ["created", "updated", "priority"]), 0.8),
    ...maybe("order", pick(draw, ["asc", "desc"]), 0.8),
  };
}

async function allPages(actor: Actor, asked: Asked & { search?: string }, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const page = await town.t.query(internal.portal.listTickets, {
      actor,
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

describe.each(Object.entries(CALLERS))("%s", (_name, actor) => {
  test("finds everything that they see, whatever the length of the pages", async () => {
    const expected = reference(actor, {});
    expect(expected.length).toBeGreaterThan(20);
    expect(await allPages(actor, {}, 100)).toEqual(expected);
  });

  test("finds what the reference finds, on random requests", async () => {
    const draw = draws(actor.user_id.length * 31);
    for (let n = 0; n < REQUESTS; n += 1) {
      const asked = randomRequest(draw, actor);
      const limit = pick(draw, [20, 50, 100]);
      expect([asked, limit, await allPages(actor, asked, limit)]).toEqual([asked, limit, reference(actor, asked)]);
    }
  }, 120_000);

  test("counts each stage as the list has it, in all workspaces and in some", async () => {
    const held = actor.kind === "staff" && actor.superuser !== true ? [...granted[actor.user_id]!] : workspaces;
    for (const asked of [{}, { workspaces: held.slice(0, 3) }, { workspaces: [...held.slice(1, 2)] }]) {
      const stages = STAGES.map((stage) => [stage, reference(actor, { ...asked, stages: [stage] }).length]);
      const total = reference(actor, asked).length;
      const counts = await town.t.query(internal.portal.countTickets, { actor, ...asked });
      expect(counts).toEqual({ ...Object.fromEntries(stages), total });
    }
  });

  test("counts what a list has, up to a bound", async () => {
    const draw = draws(5);
    for (let n = 0; n < 6; n += 1) {
      const asked = randomRequest(draw, actor);
      const found = reference(actor, asked).length;
      const counted = await town.t.query(internal.portal.countMatching, { actor, ...asked, up_to: 50 });
      expect(counted.count).toBeLessThanOrEqual(Math.min(found, 50));
      expect(counted.is_exact ? counted.count === found : counted.count < found).toBe(true);
    }
  });

  test("finds the words of a search among what they see, once each", async () => {
    const draw = draws(3);
    for (let n = 0; n < 5; n += 1) {
      const { sort: _sort, order: _order, ...asked } = randomRequest(draw, actor);
      const search = pick(draw, ["robot", "tagihan"]);
      const expected = reference(actor, asked).filter((id) => described(id).includes(search));
      const found = await allPages(actor, { ...asked, search }, pick(draw, [20, 100]));
      expect(found.sort()).toEqual(expected.sort());
    }
  }, 60_000);

  test("finds a ticket by its number, if it is theirs to see", async () => {
    for (const ticket of tickets.slice(0, 10)) {
      const page = await town.t.query(internal.portal.listTickets, { actor, search: ` #${ticket.number} ` });
      expect(page.tickets.map(({ id }) => id)).toEqual(sees(actor, ticket) ? [ticket._id] : []);
    }
  });

  test("is told of the changes since a moment, the first change first", async () => {
    const since = 1_040;
    const asked = { stages: ["report", "discuss"] as (typeof STAGES)[number][] };
    const told: { id: string; matches: boolean }[] = [];
    let cursor: string | undefined;
    do {
      const page = await town.t.query(internal.portal.changesSince, {
        actor,
        since,
        ...asked,
        limit: 30,
        ...(cursor === undefined ? {} : { cursor }),
      });
      told.push(...page.changes.map(({ ticket, matches }) => ({ id: ticket.id, matches })));
      cursor = page.cursor;
    } while (cursor !== undefined);
    const changed = reference(actor, { updated_from: since, sort: "updated", order: "asc" });
    const matching = new Set(reference(actor, asked));
    expect(told).toEqual(changed.map((id) => ({ id, matches: matching.has(id) })));
  });
});

function described(id: string): string {
  return tickets.find((ticket) => ticket._id === id)!.description;
}

test("a list shows the beginning of a long description", async () => {
  const id = await town.t.run(async (ctx) => {
    const made = await insertTicket(ctx, {
      workspace_id: workspaces[0]!,
      requester_id: "user_a",
      title: "Panjang",
      description: "🙏".repeat(1_000),
      category: "bug",
      priority: "low",
      stage: "report",
      pending_approval: false,
      created_at: 9_999,
      updated_at: 9_999,
    });
    return made._id;
  });
  const page = await town.t.query(internal.portal.listTickets, { actor: SUPERUSER, limit: 1 });
  expect(page.tickets[0]).toMatchObject({ id, description: `${"🙏".repeat(279)}…` });
  await town.t.mutation(internal.tickets.deleteTicket, { actor: SUPERUSER, ticket_id: id });
});

test("a cursor of another list, or of another caller, is refused", async () => {
  const { cursor } = await town.t.query(internal.portal.listTickets, { actor: staff("many"), limit: 1 });
  for (const asked of [
    { actor: staff("many"), sort: "updated" },
    { actor: staff("few") },
    { actor: staff("many"), workspaces: [workspaces[0]!] },
  ] as const) {
    const call = town.t.query(internal.portal.listTickets, { ...asked, workspaces: [...(asked.workspaces ?? [])], cursor: cursor! });
    expect(await refusalOf(call)).toMatchObject({ code: "bad_cursor" });
  }
});

test.each([0, 101, 1.5])("a limit of %d is refused", async (limit) => {
  const call = town.t.query(internal.portal.listTickets, { actor: SUPERUSER, limit });
  expect(await refusalOf(call)).toMatchObject({ code: "invalid_value" });
});

test("no more workspaces can be named than a menu lets choose", async () => {
  const call = town.t.query(internal.portal.listTickets, { actor: SUPERUSER, workspaces: workspaces.slice(0, 21) });
  expect(await refusalOf(call)).toMatchObject({ code: "invalid_value", fields: { workspaces: expect.any(String) as string } });
});
