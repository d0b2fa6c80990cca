/**
 * No function of the portal lets in who is no staff of the hub, or staff granted something else. The test walks over
 * whatever the module exports, so a new function fails here until it is tried.
 */

import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import * as portal from "./portal";
import type { Actor } from "./model/access";
import { HUB_OWNER, newTown, openTicket, OWNER, NEIGHBOUR, person, refusalOf, REQUESTER, staff, SUPERUSER, type Town } from "./tickets.setup";

/** What of the client's an intruder has got to know the ids of. */
interface Loot {
  readonly town: Town;
  readonly ticket_id: string;
  readonly view_id: string;
  readonly reply_id: string;
}

type Attempt = (loot: Loot, actor: Actor) => Promise<unknown>;

const WORDS = { title: "Rahasia", content: "Rahasia" };

const ATTEMPTS: Record<string, Attempt> = {
  listTickets: ({ town }, actor) => town.t.query(internal.portal.listTickets, { actor, workspaces: [town.client] }),
  countTickets: ({ town }, actor) => town.t.query(internal.portal.countTickets, { actor, workspaces: [town.client] }),
  countMatching: ({ town }, actor) => town.t.query(internal.portal.countMatching, { actor, workspaces: [town.client] }),
  changesSince: ({ town }, actor) =>
    town.t.query(internal.portal.changesSince, { actor, since: 0, workspaces: [town.client] }),
  dashboard: ({ town }, actor) =>
    town.t.query(internal.portal.dashboard, { actor, workspaces: [town.client] }),
  leadFigures: ({ town }, actor) => town.t.query(internal.portal.leadFigures, { actor, workspaces: [town.client] }),
  listAppointments: ({ town }, actor) =>
    town.t.query(internal.portal.listAppointments, { actor, workspaces: [town.client] }),
  listConversations: ({ town }, actor) =>
    town.t.query(internal.portal.listConversations, { actor, workspaces: [town.client] }),
  countUnread: ({ town }, actor) => town.t.query(internal.portal.countUnread, { actor, workspaces: [town.client] }),
  findConversation: ({ town }, actor) =>
    town.t.query(internal.portal.findConversation, { actor, workspace_id: town.client, user_id: REQUESTER.user_id }),
  listWorkspaces: ({ town }, actor) => town.t.query(internal.portal.listWorkspaces, { actor }),
  findWorkspaces: ({ town }, actor) => town.t.query(internal.portal.findWorkspaces, { actor, words: "kuliah" }),
  getWorkspace: ({ town }, actor) => town.t.query(internal.portal.getWorkspace, { actor, workspace_id: town.client }),
  getHub: ({ town }, actor) => town.t.query(internal.portal.getHub, { actor }),
  listRequesters: ({ town }, actor) => town.t.query(internal.portal.listRequesters, { actor, workspace_id: town.client }),
  heartbeat: ({ town, ticket_id }, actor) =>
    town.t.mutation(internal.portal.heartbeat, { actor, ticket_id, is_typing: true }),
  leave: ({ town, ticket_id }, actor) => town.t.mutation(internal.portal.leave, { actor, ticket_id }),
  listPresence: ({ town, ticket_id }, actor) =>
    town.t.query(internal.portal.listPresence, { actor, ticket_ids: [ticket_id] }),
  listViews: ({ town }, actor) => town.t.query(internal.portal.listViews, { actor }),
  saveView: ({ town }, actor) =>
    town.t.mutation(internal.portal.saveView, { actor, name: "x", filters: { workspaces: [town.client] } }),
  deleteView: ({ town, view_id }, actor) => town.t.mutation(internal.portal.deleteView, { actor, view_id }),
  listReplies: ({ town }, actor) => town.t.query(internal.portal.listReplies, { actor, workspace_id: town.client }),
  saveReply: ({ town, reply_id }, actor) =>
    town.t.mutation(internal.portal.saveReply, { actor, workspace_id: town.client, reply_id, ...WORDS }),
  deleteReply: ({ town, reply_id }, actor) => town.t.mutation(internal.portal.deleteReply, { actor, reply_id }),
  listAudit: ({ town }, actor) => town.t.query(internal.portal.listAudit, { actor, workspace_id: town.client }),
};

interface Registered {
  readonly isInternal?: boolean;
  exportArgs(): string;
  exportReturns(): string;
}

const EXPORTED = Object.entries(portal).map(([name, registered]) => [name, registered as unknown as Registered] as const);

test("every exported function is tried here, and nothing else", () => {
  expect(Object.keys(ATTEMPTS).sort()).toEqual(EXPORTED.map(([name]) => name).sort());
});

test.each(EXPORTED)("%s is internal, says who acts, and checks what comes in and goes out", (_name, registered) => {
  const { type, value } = JSON.parse(registered.exportArgs()) as { type: string; value: object };
  expect([registered.isInternal, type, Object.keys(value)]).toEqual([true, "object", expect.arrayContaining(["actor"])]);
  expect(JSON.parse(registered.exportReturns())).not.toBeNull();
});

let loot: Loot;

function savedBy(actor: Actor, town: Town) {
  return { actor, workspace_id: town.client, ...WORDS };
}

beforeEach(async () => {
  const town = await newTown();
  const ticket_id = await openTicket(town, "routed", { title: "Rahasia" });
  const actor = staff("act");
  await town.t.mutation(internal.portal.heartbeat, { actor, ticket_id, is_typing: false });
  const { view } = await town.t.mutation(internal.portal.saveView, { actor, name: "Rahasia", filters: {} });
  const { reply } = await town.t.mutation(internal.portal.saveReply, savedBy(actor, town));
  loot = { town, ticket_id, view_id: view.id, reply_id: reply.id };
});

const OUTSIDERS: Record<string, Actor> = {
  "the neighbour's owner": NEIGHBOUR,
  "a stranger": person("stranger"),
  "the client's own owner": OWNER,
  "the requester": REQUESTER,
};

test.each(Object.entries(ATTEMPTS))("%s is for staff of the hub alone", async (name, attempt) => {
  for (const [who, actor] of Object.entries(OUTSIDERS)) {
    const refusal = await refusalOf(attempt(loot, actor));
    expect([who, refusal?.code]).toEqual([who, name === "listAudit" ? "forbidden" : "hub_staff_only"]);
    expect(JSON.stringify(refusal)).not.toMatch(/rahasia/i);
  }
});

/** What an account that is granted nothing here is answered, where it is answered. */
const HARMLESS: Record<string, object> = {
  findWorkspaces: { workspaces: [] },
  getHub: {},
  leave: { left: false },
  listPresence: { present: [] },
  listViews: { views: [] },
};

test.each(Object.entries(ATTEMPTS))("%s shows and changes nothing for staff granted something else", async (name, attempt) => {
  for (const actor of [staff("elsewhere"), staff("expired"), staff("nobody")]) {
    if (name === "listWorkspaces") {
      expect(JSON.stringify(await attempt(loot, actor))).not.toMatch(/rumah-kuliah/);
    } else if (name in HARMLESS) {
      expect(await attempt(loot, actor)).toEqual(HARMLESS[name]);
    } else {
      const kind = name === "listAudit" ? "forbidden" : "not_found";
      expect(await refusalOf(attempt(loot, actor))).toMatchObject({ kind });
    }
  }
});

test.each(Object.entries(ATTEMPTS))("%s knows nobody who passes for another", async (_name, attempt) => {
  for (const actor of [
    { user_id: "staff:root", kind: "user" },
    { user_id: "user_hub_owner", kind: "staff", superuser: true },
    { user_id: "system", kind: "staff", superuser: true },
    { user_id: "", kind: "staff", superuser: true },
  ] as const) {
    expect(await refusalOf(attempt(loot, actor))).toMatchObject({ kind: "forbidden" });
  }
});

describe("a grant that ends", () => {
  const granted = Object.entries(ATTEMPTS).filter(
    ([name]) => !(name in HARMLESS) && name !== "listAudit" && name !== "deleteView",
  );

  test.each(granted)(
    "ends for %s with the next call",
    async (name, attempt) => {
      const now = Date.now();
      vi.useFakeTimers({ now, toFake: ["Date"] });
      try {
        const { town } = loot;
        const grant = { actor: SUPERUSER, user_id: "staff:guest", workspace_id: town.client, can_act: true };
        await town.t.mutation(internal.staffGrants.setGrant, { ...grant, expires_at: now + 1_000 });
        vi.setSystemTime(now + 999);
        expect(await refusalOf(attempt(loot, staff("guest")))).toBeUndefined();
        vi.setSystemTime(now + 1_000);
        if (name === "deleteReply") {
          loot = { ...loot, reply_id: (await town.t.mutation(internal.portal.saveReply, savedBy(staff("act"), town))).reply.id };
        }
        if (name === "listWorkspaces") {
          expect(await attempt(loot, staff("guest"))).toEqual({ workspaces: [] });
        } else {
          expect(await refusalOf(attempt(loot, staff("guest")))).toMatchObject({ kind: "not_found" });
        }
      } finally {
        vi.useRealTimers();
      }
    },
  );
});

test("the hub's own people see no internal ticket of a client through the portal", async () => {
  const { town } = loot;
  const secret = await openTicket(town, "internal", { title: "Urusan dapur" });
  const page = await town.t.query(internal.portal.listTickets, { actor: HUB_OWNER });
  expect(page.tickets.map((ticket) => ticket.title)).toEqual(["Rahasia"]);
  const asked = { actor: { ...HUB_OWNER, capacity: "hub" }, ticket_id: secret } as const;
  expect(await refusalOf(town.t.query(internal.tickets.getTicket, asked))).toMatchObject({ code: "ticket_not_found" });
});

test("who also belongs to a client acts at the portal for the hub alone", async () => {
  const { town } = loot;
  const secret = await openTicket(town, "internal");
  await town.t.run(async (ctx) => {
    const both = { workspace_id: town.client, user_id: HUB_OWNER.user_id, role: "owner", created_at: 0 };
    await ctx.db.insert("workspaceMembers", both);
  });
  const asked = { ticket_id: secret, actor: HUB_OWNER };
  expect((await town.t.query(internal.tickets.getTicket, asked)).id).toBe(secret);
  const narrowed = { ...asked, actor: { ...HUB_OWNER, capacity: "hub" } } as const;
  expect(await refusalOf(town.t.query(internal.tickets.getTicket, narrowed))).toMatchObject({ code: "ticket_not_found" });
});

test("as a requester, an owner reads and writes no more than a requester", async () => {
  const { town } = loot;
  const actor = { ...OWNER, capacity: "requester" } as const;
  const others = await openTicket(town, "internal");
  expect(await refusalOf(town.t.query(internal.tickets.getTicket, { actor, ticket_id: others }))).toMatchObject({
    code: "ticket_not_found",
  });
  const own = await town.t.mutation(internal.tickets.createTicket, {
    actor: OWNER,
    workspace_id: town.client,
    title: "Punya sendiri",
    description: "Isi",
    category: "bug",
    priority: "low",
  });
  const ticket_id = own.ticket.id;
  await town.t.mutation(internal.tickets.addComment, { actor: OWNER, ticket_id, content: "Catatan", is_internal: true });
  expect((await town.t.query(internal.tickets.getTicketComments, { actor: OWNER, ticket_id })).comments).toHaveLength(1);
  expect((await town.t.query(internal.tickets.getTicketComments, { actor, ticket_id })).comments).toEqual([]);
  const note = town.t.mutation(internal.tickets.addComment, { actor, ticket_id, content: "x", is_internal: true });
  expect(await refusalOf(note)).toMatchObject({ kind: "forbidden" });
});

test("a staff account keeps nothing of what it requested when its grant has gone", async () => {
  const { town } = loot;
  const opened = await town.t.mutation(internal.tickets.createTicket, {
    actor: staff("act"),
    workspace_id: town.client,
    title: "Dibuka staf",
    description: "Isi",
    category: "bug",
    priority: "low",
    route_to_hub: true,
  });
  const asked = { actor: staff("act"), ticket_id: opened.ticket.id };
  const mine = { actor: staff("act"), scope: "mine" } as const;
  expect((await town.t.query(internal.tickets.listTickets, mine)).tickets).toHaveLength(1);
  const grant = { actor: SUPERUSER, user_id: "staff:act", workspace_id: town.client };
  await town.t.mutation(internal.staffGrants.revokeGrant, grant);
  expect(await refusalOf(town.t.query(internal.tickets.getTicket, asked))).toMatchObject({ code: "ticket_not_found" });
  expect((await town.t.query(internal.tickets.listTickets, mine)).tickets).toEqual([]);
});
