/** Presence, saved views, canned replies, the audit, ticket numbers: what the portal keeps besides tickets. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import type { Actor } from "./model/access";
import { codeOf, HUB_OWNER, newTown, openTicket, OWNER, person, refusalOf, REQUESTER, setTicket, staff, storeFile, SUPERUSER, type Town } from "./tickets.setup";

const NOW = 1_750_000_000_000;
const ACTING = staff("act");
const SEEING = staff("see");

let town: Town;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  town = await newTown();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("presence", () => {
  const beat = async (actor: Actor, ticket_id: string, is_typing = false) =>
    (await town.t.mutation(internal.portal.heartbeat, { actor, ticket_id, is_typing })).others;

  test("tells each who else has the ticket open, since when, and who writes", async () => {
    const id = await openTicket(town, "routed");
    expect(await beat(ACTING, id)).toEqual([]);
    vi.setSystemTime(NOW + 1_000);
    const first = { ticket_id: id, person: { id: "staff:act", full_name: "act" }, is_typing: false, since: NOW };
    expect(await beat(SEEING, id, true)).toEqual([first]);
    vi.setSystemTime(NOW + 9_000);
    expect(await beat(ACTING, id, true)).toMatchObject([{ person: { id: "staff:see" }, is_typing: true, since: NOW + 1_000 }]);
    expect(await beat(SEEING, id)).toEqual([{ ...first, is_typing: true }]);
  });

  test("ends with silence, and with leaving", async () => {
    const id = await openTicket(town, "routed");
    await beat(ACTING, id);
    await beat(HUB_OWNER, id);
    expect(await town.t.mutation(internal.portal.leave, { actor: HUB_OWNER, ticket_id: id })).toEqual({ left: true });
    vi.setSystemTime(NOW + 29_999);
    expect(await beat(SEEING, id)).toMatchObject([{ person: { id: "staff:act" } }]);
    vi.setSystemTime(NOW + 30_000);
    expect(await beat(SEEING, id)).toEqual([]);
    expect(await town.t.mutation(internal.portal.leave, { actor: HUB_OWNER, ticket_id: id })).toEqual({ left: false });
  });

  test("that begins anew after silence begins then", async () => {
    const id = await openTicket(town, "routed");
    await beat(ACTING, id);
    vi.setSystemTime(NOW + 60_000);
    await beat(ACTING, id);
    expect(await beat(SEEING, id)).toMatchObject([{ since: NOW + 60_000 }]);
  });

  test("on the tickets of a page is shown for those that may be seen", async () => {
    const shown = await openTicket(town, "routed");
    const hidden = await openTicket(town, "internal");
    await beat(ACTING, shown);
    await beat(ACTING, hidden);
    const asked = { ticket_ids: [shown, hidden, "nonsense"] };
    const ids = async (actor: Actor) =>
      (await town.t.query(internal.portal.listPresence, { actor, ...asked })).present.map(({ ticket_id }) => ticket_id);
    expect((await ids(SEEING)).sort()).toEqual([shown, hidden].sort());
    expect(await ids(HUB_OWNER)).toEqual([shown]);
    expect(await ids(ACTING)).toEqual([]);
    expect(await ids(staff("elsewhere"))).toEqual([]);
    vi.setSystemTime(NOW + 30_000);
    expect(await ids(SEEING)).toEqual([]);
  });

  test("that has ended is swept away", async () => {
    const id = await openTicket(town, "routed");
    await beat(ACTING, id);
    expect(await town.t.mutation(internal.housekeeping.purgePortal, { limit: 10 })).toEqual({ purged: 0, more: false });
    vi.setSystemTime(NOW + 30_000);
    expect(await town.t.mutation(internal.housekeeping.purgePortal, { limit: 10 })).toEqual({ purged: 1, more: false });
  });

  test("can be asked for of a page of tickets, not more", async () => {
    const call = town.t.query(internal.portal.listPresence, { actor: ACTING, ticket_ids: Array<string>(101).fill("x") });
    expect(await codeOf(call)).toBe("invalid_value");
  });
});

describe("saved views", () => {
  const save = (actor: Actor, name: string, filters: object = {}) =>
    town.t.mutation(internal.portal.saveView, { actor, name, filters });
  const list = async (actor: Actor, with_counts = false) =>
    (await town.t.query(internal.portal.listViews, { actor, with_counts })).views;

  test("are listed by name, each account its own, with how many tickets they have", async () => {
    await openTicket(town, "routed");
    await openTicket(town, "internal");
    await save(ACTING, " Terkirim ", { routed: true });
    await save(ACTING, "Semua");
    await save(SEEING, "Lain");
    const views = await list(ACTING, true);
    expect(views.map(({ name, tickets }) => [name, tickets])).toEqual([
      ["Semua", { count: 2, is_exact: true }],
      ["Terkirim", { count: 1, is_exact: true }],
    ]);
    expect((await list(SEEING))[0]).toEqual({
      id: expect.any(String) as string,
      name: "Lain",
      filters: {},
      created_at: NOW,
      updated_at: NOW,
    });
  });

  test("of the same name are replaced", async () => {
    const { view } = await save(ACTING, "Semua", { routed: true });
    vi.setSystemTime(NOW + 5);
    await save(ACTING, "Semua", { category: "bug" });
    expect(await list(ACTING)).toEqual([
      { id: view.id, name: "Semua", filters: { category: "bug" }, created_at: NOW, updated_at: NOW + 5 },
    ]);
  });

  test("mean whoever looks by me, and nobody by is_unassigned", async () => {
    const id = await openTicket(town, "routed");
    await openTicket(town, "routed");
    await town.t.mutation(internal.tickets.assignTicket, { actor: ACTING, ticket_id: id, assignee: "staff:act" });
    await save(ACTING, "Saya", { assignee: "me" });
    await save(ACTING, "Bebas", { is_unassigned: true });
    await save(ACTING, "Dari saya", { requester: "me" });
    await save(ACTING, "Dari klien", { requester: REQUESTER.user_id });
    const counts = (await list(ACTING, true)).map(({ name, tickets }) => [name, tickets?.count]);
    expect(counts).toEqual([
      ["Bebas", 1],
      ["Dari klien", 2],
      ["Dari saya", 0],
      ["Saya", 1],
    ]);
  });

  test("of a workspace that is no longer granted stay, without a count", async () => {
    await save(ACTING, "Klien", { workspaces: [town.client] });
    expect((await list(ACTING, true))[0]?.tickets).toEqual({ count: 0, is_exact: true });
    await town.t.mutation(internal.staffGrants.revokeGrant, { actor: SUPERUSER, user_id: "staff:act", workspace_id: town.client });
    expect((await list(ACTING, true))[0]).not.toHaveProperty("tickets");
  });

  test("can be fifty", async () => {
    for (let n = 0; n < 50; n += 1) {
      await save(ACTING, `Daftar ${n}`);
    }
    expect(await codeOf(save(ACTING, "Satu lagi"))).toBe("too_many_views");
    expect(await codeOf(save(ACTING, "Daftar 7"))).toBe("ok");
  });

  test.each(["", "   ", "x".repeat(61)])("are not called %j", async (name) => {
    expect(await refusalOf(save(ACTING, name))).toMatchObject({ code: "invalid_value", fields: { name: expect.any(String) as string } });
  });

  test("of somebody else are not found", async () => {
    const { view } = await save(ACTING, "Punyaku");
    const call = town.t.mutation(internal.portal.deleteView, { actor: SEEING, view_id: view.id });
    expect(await codeOf(call)).toBe("view_not_found");
    expect(await town.t.mutation(internal.portal.deleteView, { actor: ACTING, view_id: view.id })).toEqual({ deleted: true });
    expect(await list(ACTING)).toEqual([]);
  });

  test("are saved once for a key", async () => {
    const asked = { actor: ACTING, name: "Sekali", filters: {}, idempotency_key: "k", fingerprint: "f" };
    const first = await town.t.mutation(internal.portal.saveView, asked);
    vi.setSystemTime(NOW + 5);
    expect(await town.t.mutation(internal.portal.saveView, asked)).toEqual(first);
  });
});

describe("canned replies", () => {
  const save = (actor: Actor, workspace_id: string, title: string, reply_id?: string) =>
    town.t.mutation(internal.portal.saveReply, {
      actor,
      workspace_id,
      title,
      content: "Terima kasih, kami periksa dulu.",
      ...(reply_id === undefined ? {} : { reply_id }),
    });
  const titles = async (actor: Actor, workspace_id?: string) =>
    (await town.t.query(internal.portal.listReplies, { actor, ...(workspace_id === undefined ? {} : { workspace_id }) })).replies.map(
      ({ title, can_edit }) => [title, can_edit],
    );

  test("of the hub serve all of its staff, those of a workspace who sees it", async () => {
    await save(SUPERUSER, town.hub, "Salam");
    await save(ACTING, town.client, "Tutup");
    await save(ACTING, town.client, "Buka");
    expect(await titles(SEEING)).toEqual([["Salam", false]]);
    expect(await titles(SEEING, town.client)).toEqual([["Buka", false], ["Tutup", false], ["Salam", false]]);
    expect(await titles(ACTING, town.client)).toEqual([["Buka", true], ["Tutup", true], ["Salam", false]]);
    expect(await titles(HUB_OWNER)).toEqual([["Salam", true]]);
    expect(await titles(person("hub_member"))).toEqual([["Salam", false]]);
  });

  test("are changed and deleted by who may act there", async () => {
    const { reply } = await save(ACTING, town.client, "Tutup");
    await save(ACTING, town.client, "Selesai", reply.id);
    expect(await titles(ACTING, town.client)).toEqual([["Selesai", true]]);
    expect(await codeOf(save(SEEING, town.client, "Lain", reply.id))).toBe("forbidden");
    expect(await codeOf(save(SUPERUSER, town.hub, "Lain", reply.id))).toBe("reply_not_found");
    const remove = (actor: Actor) => town.t.mutation(internal.portal.deleteReply, { actor, reply_id: reply.id });
    expect(await codeOf(remove(SEEING))).toBe("forbidden");
    expect(await codeOf(remove(staff("elsewhere")))).toBe("reply_not_found");
    expect(await codeOf(remove(ACTING))).toBe("ok");
    expect(await codeOf(remove(ACTING))).toBe("reply_not_found");
  });

  test("have a title and a text", async () => {
    const call = town.t.mutation(internal.portal.saveReply, { actor: ACTING, workspace_id: town.client, title: "x", content: " " });
    expect(await refusalOf(call)).toMatchObject({ fields: { title: expect.any(String) as string, content: expect.any(String) as string } });
  });
});

describe("the audit", () => {
  const acts = async (asked: object = {}) =>
    (await town.t.query(internal.portal.listAudit, { actor: SUPERUSER, ...asked })).records.map(
      ({ actor, workspace, act, target }) => [actor.id, workspace.slug, act, target],
    );

  test("tells of everything that staff did to a client's ticket, and of nothing that they read", async () => {
    const id = await openTicket(town, "routed");
    const on = { actor: ACTING, ticket_id: id };
    await town.t.query(internal.tickets.getTicket, on);
    await town.t.query(internal.tickets.getTicketComments, on);
    await town.t.mutation(internal.portal.heartbeat, { ...on, is_typing: false });
    await town.t.mutation(internal.tickets.updateTicket, { ...on, priority: "low" });
    await town.t.mutation(internal.tickets.assignTicket, { ...on, assignee: "staff:act" });
    await town.t.mutation(internal.tickets.addComment, { ...on, content: "Halo" });
    await town.t.mutation(internal.tickets.addComment, { ...on, content: "Halo", is_internal: true });
    const file = { storage_id: await storeFile(town), file_name: "x.png", content_type: "image/png", size: 10 };
    const { attachment } = await town.t.mutation(internal.attachments.attachFile, { ...on, ...file });
    await town.t.mutation(internal.attachments.deleteAttachment, { ...on, attachment_id: attachment.id });
    await town.t.mutation(internal.tickets.transitionStage, { ...on, to_stage: "closed" });
    await town.t.mutation(internal.tickets.withdrawApproval, on);
    await town.t.mutation(internal.tickets.transitionStage, { ...on, to_stage: "discuss" });
    await town.t.mutation(internal.tickets.deleteTicket, on);
    const told = ["edit", "assign", "comment", "note", "attach", "delete_attachment", "transition", "withdraw_approval", "transition", "delete"];
    expect((await acts()).reverse()).toEqual(told.map((act) => ["staff:act", "rumah-kuliah", act, id]));
  });

  test("does not tell of what changed nothing, was refused, or came twice", async () => {
    const id = await openTicket(town, "routed", { priority: "high" });
    const on = { actor: ACTING, ticket_id: id };
    await town.t.mutation(internal.tickets.updateTicket, { ...on, priority: "high" });
    await town.t.mutation(internal.tickets.assignTicket, { ...on, assignee: null });
    await codeOf(town.t.mutation(internal.tickets.addComment, { ...on, actor: SEEING, content: "Halo" }));
    const once = { ...on, content: "Halo", idempotency_key: "k", fingerprint: "f" };
    await town.t.mutation(internal.tickets.addComment, once);
    await town.t.mutation(internal.tickets.addComment, once);
    expect(await acts()).toEqual([["staff:act", "rumah-kuliah", "comment", id]]);
  });

  test("does not tell of people in their own workspace, nor of a requester", async () => {
    const id = await openTicket(town, "internal");
    await town.t.mutation(internal.tickets.addComment, { actor: OWNER, ticket_id: id, content: "Halo" });
    await setTicket(town, id, { stage: "closed" });
    await town.t.run(async (ctx) => {
      for (const member of await ctx.db.query("workspaceMembers").take(50)) {
        if (member.user_id === REQUESTER.user_id) {
          await ctx.db.delete("workspaceMembers", member._id);
        }
      }
    });
    await town.t.mutation(internal.tickets.reopenTicket, { actor: REQUESTER, ticket_id: id, reason: "Lagi" });
    expect(await acts()).toEqual([]);
  });

  test("tells of the hub's people at a client's ticket, and not at their own", async () => {
    const id = await openTicket(town, "routed");
    await town.t.mutation(internal.tickets.addComment, { actor: HUB_OWNER, ticket_id: id, content: "Halo" });
    const own = { title: "Sendiri", description: "Isi", category: "bug", priority: "low" } as const;
    await town.t.mutation(internal.tickets.createTicket, { actor: HUB_OWNER, workspace_id: town.hub, ...own });
    expect(await acts()).toEqual([["user_hub_owner", "rumah-kuliah", "comment", id]]);
  });

  test("tells of tickets opened for clients, of grants, and of replies", async () => {
    const words = { title: "Judul", description: "Isi", category: "bug", priority: "low", route_to_hub: true } as const;
    const asked = { actor: ACTING, workspace_id: town.client, requester_id: REQUESTER.user_id, ...words };
    const { ticket } = await town.t.mutation(internal.tickets.createTicket, asked);
    const grant = { actor: SUPERUSER, user_id: "staff:new", workspace_id: town.client };
    await town.t.mutation(internal.staffGrants.setGrant, { ...grant, can_act: false });
    await town.t.mutation(internal.staffGrants.revokeGrant, grant);
    await town.t.mutation(internal.staffGrants.revokeGrant, grant);
    const saved = { actor: ACTING, workspace_id: town.client, title: "Judul", content: "Isi" };
    const { reply } = await town.t.mutation(internal.portal.saveReply, saved);
    await town.t.mutation(internal.portal.deleteReply, { actor: ACTING, reply_id: reply.id });
    expect((await acts()).reverse()).toEqual([
      ["staff:act", "rumah-kuliah", "create", ticket.id],
      ["staff:root", "rumah-kuliah", "set_grant", "staff:new"],
      ["staff:root", "rumah-kuliah", "revoke_grant", "staff:new"],
      ["staff:act", "rumah-kuliah", "save_reply", reply.id],
      ["staff:act", "rumah-kuliah", "delete_reply", reply.id],
    ]);
  });

  test("is read by workspace, by actor and by time, a page after the other", async () => {
    const id = await openTicket(town, "routed");
    const moments: number[] = [];
    for (const [at, actor] of [ACTING, HUB_OWNER, ACTING, SUPERUSER, ACTING].entries()) {
      vi.setSystemTime(NOW + at);
      moments.push(NOW + at);
      await town.t.mutation(internal.tickets.addComment, { actor, ticket_id: id, content: "Halo" });
    }
    const who = async (asked: object) => (await acts(asked)).map(([actor]) => actor);
    expect(await who({ actor_id: "staff:act" })).toHaveLength(3);
    expect(await who({ actor_id: "staff:act", workspace_id: town.client })).toHaveLength(3);
    expect(await who({ workspace_id: town.neighbour })).toEqual([]);
    expect(await who({ from: NOW + 1, before: NOW + 4 })).toEqual(["staff:root", "staff:act", "user_hub_owner"]);
    const first = await town.t.query(internal.portal.listAudit, { actor: SUPERUSER, limit: 3 });
    const rest = await town.t.query(internal.portal.listAudit, { actor: SUPERUSER, limit: 3, cursor: first.cursor! });
    expect([...first.records, ...rest.records].map(({ created_at }) => created_at)).toEqual(moments.reverse());
    expect(rest.cursor).toBeUndefined();
  });

  test.each([ACTING, HUB_OWNER, OWNER])("is for superusers alone: not for %j", async (actor) => {
    expect(await codeOf(town.t.query(internal.portal.listAudit, { actor }))).toBe("forbidden");
  });
});

describe("on behalf of a client", () => {
  const words = { title: "Judul", description: "Isi", category: "bug", priority: "low" } as const;
  const open = (actor: Actor, more: object = {}) =>
    town.t.mutation(internal.tickets.createTicket, {
      actor,
      workspace_id: town.client,
      requester_id: REQUESTER.user_id,
      route_to_hub: true,
      ...words,
      ...more,
    });

  test("the client is the requester, and the history tells who opened the ticket", async () => {
    const { ticket } = await open(ACTING);
    expect(ticket).toMatchObject({ requester_id: REQUESTER.user_id, is_routed: true });
    const { history } = await town.t.query(internal.tickets.getTicketHistory, { actor: REQUESTER, ticket_id: ticket.id });
    expect(history).toMatchObject([{ event: "created", changed_by: "staff:act" }]);
    const seen = await town.t.query(internal.tickets.getTicket, { actor: REQUESTER, ticket_id: ticket.id });
    expect(seen.permissions.can_edit).toBe(true);
  });

  test.each(["user_neighbour_owner", "user_nobody", "staff:act", ""])("nobody is who does not belong there: %j", async (requester_id) => {
    const call = open(SUPERUSER, { requester_id });
    expect(await refusalOf(call)).toMatchObject({ code: "requester_not_eligible", fields: { requester_id: expect.any(String) as string } });
  });

  test("the leads of a workspace open internal ones for their members, and members for nobody", async () => {
    expect(await codeOf(open(OWNER, { route_to_hub: false }))).toBe("ok");
    expect(await codeOf(open(person("member"), { route_to_hub: false }))).toBe("forbidden");
  });

  test("the members who can be named are told to who may open a ticket", async () => {
    const { requesters } = await town.t.query(internal.portal.listRequesters, { actor: ACTING, workspace_id: town.client });
    expect(requesters.map(({ person: { id }, role }) => [id, role])).toEqual(
      ["requester", "member", "assignee"].map((name) => [`user_${name}`, "member"]).concat([
        ["user_owner", "owner"],
        ["user_admin", "admin"],
      ]),
    );
  });
});

describe("tickets", () => {
  test("are numbered one after the other, whoever opens them where", async () => {
    const ids = [await openTicket(town), await openTicket(town, "routed"), await openTicket(town)];
    const numbers = await Promise.all(
      ids.map(async (ticket_id) => (await town.t.query(internal.tickets.getTicket, { actor: SUPERUSER, ticket_id })).number),
    );
    expect(numbers).toEqual([1, 2, 3]);
  });

  test("tell who spoke last and whose turn it is", async () => {
    const ticket_id = await openTicket(town, "routed");
    const state = async () => {
      const { last_reply, waiting_on } = await town.t.query(internal.tickets.getTicket, { actor: SUPERUSER, ticket_id });
      return [last_reply?.by, last_reply?.side, waiting_on];
    };
    const say = (actor: Actor, more: object = {}) =>
      town.t.mutation(internal.tickets.addComment, { actor, ticket_id, content: "Halo", ...more });
    expect(await state()).toEqual([undefined, undefined, "staff"]);
    await say(ACTING, { is_internal: true });
    expect(await state()).toEqual([undefined, undefined, "staff"]);
    await say(ACTING);
    expect(await state()).toEqual(["staff:act", "staff", "requester"]);
    // A colleague of the requester, who works nothing here.
    await say(OWNER);
    expect(await state()).toEqual(["user_owner", "requester", "staff"]);
    const skip = { actor: ACTING, ticket_id, to_stage: "closed", comment: "Boleh ditutup?" } as const;
    await town.t.mutation(internal.tickets.transitionStage, skip);
    expect(await state()).toEqual(["staff:act", "staff", "requester"]);
    await town.t.mutation(internal.tickets.handleApproval, { actor: REQUESTER, ticket_id, approved: false });
    expect(await state()).toEqual([REQUESTER.user_id, "requester", "staff"]);
    await town.t.mutation(internal.tickets.transitionStage, { ...skip, comment: "Sungguh?" });
    await town.t.mutation(internal.tickets.handleApproval, { actor: REQUESTER, ticket_id, approved: true });
    expect(await state()).toEqual(["staff:act", "staff", "nobody"]);
    await town.t.mutation(internal.tickets.reopenTicket, { actor: REQUESTER, ticket_id, reason: "Muncul lagi" });
    expect(await state()).toEqual([REQUESTER.user_id, "requester", "staff"]);
  });
});

describe("grants", () => {
  test("are listed page by page: of all, of an account, for a workspace", async () => {
    const list = async (asked: object = {}) => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const more = cursor === undefined ? {} : { cursor };
        const page = await town.t.query(internal.staffGrants.listGrants, { actor: SUPERUSER, limit: 1, ...asked, ...more });
        found.push(...page.grants.map(({ user_id, workspace }) => `${user_id} ${workspace.slug}`));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return found.sort();
    };
    expect(await list()).toEqual(["staff:act rumah-kuliah", "staff:elsewhere toko-sebelah", "staff:expired rumah-kuliah", "staff:see rumah-kuliah"]);
    expect(await list({ user_id: "staff:act" })).toEqual(["staff:act rumah-kuliah"]);
    expect(await list({ workspace_id: town.neighbour })).toEqual(["staff:elsewhere toko-sebelah"]);
    expect(await list({ workspace_id: town.neighbour, user_id: "staff:act" })).toEqual([]);
  });

  test("cannot have ended already, and cannot be more than can be read as a whole", async () => {
    const grant = { actor: SUPERUSER, user_id: "staff:new", workspace_id: town.client, can_act: true };
    const ended = town.t.mutation(internal.staffGrants.setGrant, { ...grant, expires_at: NOW });
    expect(await refusalOf(ended)).toMatchObject({ fields: { expires_at: expect.any(String) as string } });
    await town.t.run(async (ctx) => {
      for (let n = 0; n < 1_000; n += 1) {
        await ctx.db.insert("staffGrants", { user_id: "staff:new", workspace_id: town.neighbour, can_act: false, created_at: n });
      }
    });
    expect(await codeOf(town.t.mutation(internal.staffGrants.setGrant, grant))).toBe("too_many_grants");
  });
});
