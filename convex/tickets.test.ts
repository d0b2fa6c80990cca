import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import {
  codeOf,
  historyOf,
  HUB_OWNER,
  mailsOf,
  newTown,
  openTicket,
  OWNER,
  person,
  recipientsOf,
  refusalOf,
  REQUESTER,
  staff,
  stored,
  SUPERUSER,
  WORDS,
  type Town,
} from "./tickets.setup";

const NOW = 1_750_000_000_000;
const DAY = 24 * 60 * 60 * 1000;

let town: Town;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  town = await newTown();
});

afterEach(() => {
  vi.useRealTimers();
});

function later(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

describe("creating", () => {
  test("stores the words trimmed, in the first stage, and answers with the people", async () => {
    const { ticket } = await town.t.mutation(internal.tickets.createTicket, {
      actor: REQUESTER,
      workspace_id: town.client,
      ...WORDS,
      title: `  ${WORDS.title} `,
    });
    expect(ticket).toEqual({
      id: ticket.id,
      workspace_id: town.client,
      is_routed: false,
      requester_id: REQUESTER.user_id,
      ...WORDS,
      stage: "report",
      pending_approval: false,
      created_at: NOW,
      updated_at: NOW,
      number: 1,
      waiting_on: "staff",
      version: 1,
      people: [{ id: REQUESTER.user_id, full_name: "requester", email: "requester@example.com" }],
      workspaces: [{ id: town.client, name: "RUMAH-KULIAH", slug: "rumah-kuliah" }],
      permissions: expect.objectContaining({ can_edit: true, can_assign: false }) as object,
    });
    expect(await historyOf(town, ticket.id)).toMatchObject([
      { event: "created", changed_by: REQUESTER.user_id, to_stage: "report" },
    ]);
  });

  test.each([
    ["title", "ab"],
    ["title", "   "],
    ["title", "x".repeat(256)],
    ["description", " \n "],
    ["description", "x".repeat(10_001)],
  ])("refuses a %s that breaks its rule", async (field, text) => {
    expect(await refusalOf(openTicket(town, "internal", { [field]: text }))).toMatchObject({
      code: "invalid_value",
      kind: "invalid",
      fields: { [field]: expect.any(String) as string },
    });
  });

  test("counts characters, not their encoding", async () => {
    const id = await openTicket(town, "internal", { title: "🙏".repeat(255), description: "👋".repeat(10_000) });
    expect((await stored(town, id)).title).toHaveLength(510);
  });

  test("routes to the hub, and tells its leads and the staff who act there", async () => {
    const id = await openTicket(town, "routed");
    expect(await stored(town, id)).toMatchObject({ admin_workspace_id: town.hub });
    expect(recipientsOf(await mailsOf(town, "ticket_created"))).toEqual(["staff:act", "user_hub_admin", "user_hub_owner"]);
  });

  test("tells the leads of the workspace of an internal ticket, not its requester", async () => {
    await openTicket(town);
    expect(recipientsOf(await mailsOf(town, "ticket_created"))).toEqual(["user_admin", "user_owner"]);
    await town.t.mutation(internal.tickets.createTicket, { actor: OWNER, workspace_id: town.client, ...WORDS });
    expect(recipientsOf(await mailsOf(town, "ticket_created"))).toEqual(["user_admin", "user_admin", "user_owner"]);
  });

  test("keeps a ticket of the hub with the hub", async () => {
    const { ticket } = await town.t.mutation(internal.tickets.createTicket, {
      actor: HUB_OWNER,
      workspace_id: town.hub,
      ...WORDS,
      route_to_hub: true,
    });
    expect(ticket).toMatchObject({ is_routed: false });
    expect(ticket.admin_workspace_id).toBeUndefined();
  });

  test("refuses to route where there is no hub", async () => {
    await town.t.run(async (ctx) => {
      await ctx.db.patch("workspaces", town.hub, { slug: "other" });
    });
    expect(await codeOf(openTicket(town, "routed"))).toBe("support_hub_missing");
  });

  test("lets staff who act for the hub open routed tickets only", async () => {
    const by = (route_to_hub: boolean) =>
      town.t.mutation(internal.tickets.createTicket, {
        actor: staff("act"),
        workspace_id: town.client,
        ...WORDS,
        route_to_hub,
      });
    expect([await codeOf(by(true)), await codeOf(by(false))]).toEqual(["ok", "forbidden"]);
  });
});

describe("editing", () => {
  test("changes what is given, and nothing where it says the same", async () => {
    const id = await openTicket(town);
    const edit = (fields: object) =>
      town.t.mutation(internal.tickets.updateTicket, { actor: OWNER, ticket_id: id, ...fields });
    expect((await edit({ title: " Judul baru ", priority: "low" })).ticket).toMatchObject({
      title: "Judul baru",
      priority: "low",
      category: "bug",
      version: 2,
    });
    expect((await edit({ title: "Judul baru" })).ticket.version).toBe(2);
    expect((await edit({})).ticket.version).toBe(2);
    expect((await historyOf(town, id)).map((row) => row.event)).toEqual(["created", "edited"]);
    expect((await stored(town, id)).search_text).toContain("Judul baru");
  });

  test("refuses all that is wrong at once", async () => {
    const id = await openTicket(town);
    const call = town.t.mutation(internal.tickets.updateTicket, { actor: OWNER, ticket_id: id, title: "x", description: "" });
    const fields = (await refusalOf(call))?.fields;
    expect(Object.keys(fields as object).sort()).toEqual(["description", "title"]);
  });
});

describe("versions", () => {
  test("a write on an older version is refused with the ticket as it is", async () => {
    const id = await openTicket(town);
    const edit = (title: string) =>
      town.t.mutation(internal.tickets.updateTicket, { actor: OWNER, ticket_id: id, title, expected_version: 1 });
    await edit("Judul satu");
    expect(await refusalOf(edit("Judul dua"))).toMatchObject({
      code: "version_conflict",
      kind: "conflict",
      ticket: { id, title: "Judul satu", version: 2 },
    });
  });

  test("of many writes on one version one is made", async () => {
    const id = await openTicket(town);
    const codes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        codeOf(
          town.t.mutation(internal.tickets.updateTicket, {
            actor: OWNER,
            ticket_id: id,
            title: `Judul ${n}`,
            expected_version: 1,
          }),
        ),
      ),
    );
    expect(codes.filter((code) => code === "ok")).toHaveLength(1);
  });
});

describe("comments", () => {
  function say(ticket_id: string, actor = OWNER, more: object = {}) {
    return town.t.mutation(internal.tickets.addComment, { actor, ticket_id, content: " Halo ", ...more });
  }

  test("are trimmed, oldest first, with their authors, in pages", async () => {
    const id = await openTicket(town);
    for (let n = 0; n < 5; n += 1) {
      await say(id, OWNER, { content: ` ${n} ` });
    }
    const first = await town.t.query(internal.tickets.getTicketComments, { actor: REQUESTER, ticket_id: id, limit: 3 });
    const second = await town.t.query(internal.tickets.getTicketComments, {
      actor: REQUESTER,
      ticket_id: id,
      limit: 3,
      cursor: first.cursor!,
    });
    expect([...first.comments, ...second.comments].map((comment) => comment.content)).toEqual(["0", "1", "2", "3", "4"]);
    expect(second.cursor).toBeUndefined();
    expect(first.comments[0]?.author).toEqual({ id: OWNER.user_id, full_name: "owner", email: "owner@example.com" });
  });

  test("touch the ticket, and public ones its clock of silence", async () => {
    const id = await openTicket(town);
    later(DAY);
    expect(await say(id)).toMatchObject({ ticket_version: 2, notified: 0 });
    expect(await stored(town, id)).toMatchObject({ updated_at: NOW + DAY, last_public_comment_at: NOW + DAY });
    later(DAY);
    await say(id, OWNER, { is_internal: true });
    expect(await stored(town, id)).toMatchObject({ updated_at: NOW + 2 * DAY, last_public_comment_at: NOW + DAY });
  });

  test("that are internal appear in no answer to those who may not read them", async () => {
    const id = await openTicket(town, "routed");
    await say(id, HUB_OWNER, { content: "RAHASIA", is_internal: true, notify_participants: true });
    for (const actor of [REQUESTER, person("member"), OWNER, person("admin"), person("assignee")]) {
      const answers = [
        await town.t.query(internal.tickets.getTicketComments, { actor, ticket_id: id }),
        await town.t.query(internal.tickets.getTicketHistory, { actor, ticket_id: id }),
        await town.t.query(internal.tickets.getTicket, { actor, ticket_id: id }),
        await town.t.query(internal.attachments.listAttachments, { actor, ticket_id: id }),
      ];
      expect(JSON.stringify(answers)).not.toMatch(/RAHASIA|commented/);
    }
    const { comments } = await town.t.query(internal.tickets.getTicketComments, { actor: staff("see"), ticket_id: id });
    expect(comments).toMatchObject([{ content: "RAHASIA", is_internal: true }]);
    expect(await mailsOf(town, "ticket_updated")).toEqual([]);
  });

  test("can be told to the participants", async () => {
    const id = await openTicket(town);
    const { notified } = await say(id, OWNER, { notify_participants: true });
    expect(notified).toBe(1);
    expect(await mailsOf(town, "ticket_updated")).toMatchObject([
      { recipient_user_id: REQUESTER.user_id, payload: { event: "commented", comment: "Halo", actor_id: OWNER.user_id } },
    ]);
  });

  test.each(["", " \t", "x".repeat(10_001)])("must have 1 to 10,000 characters", async (content) => {
    const id = await openTicket(town);
    expect(await refusalOf(say(id, OWNER, { content }))).toMatchObject({ code: "invalid_value" });
  });
});

describe("assignment", () => {
  function assign(ticket_id: string, assignee: string | null, actor = OWNER, more: object = {}) {
    return town.t.mutation(internal.tickets.assignTicket, { actor, ticket_id, assignee, ...more });
  }

  test("of an internal ticket goes to members of its workspace alone", async () => {
    const id = await openTicket(town);
    expect(await codeOf(assign(id, "user_member"))).toBe("ok");
    for (const other of ["user_hub_owner", "user_neighbour_owner", "user_stranger", "staff:act"]) {
      expect(await codeOf(assign(id, other))).toBe("assignee_not_eligible");
    }
  });

  test("of a routed ticket goes to hub staff alone", async () => {
    const id = await openTicket(town, "routed");
    for (const eligible of ["user_hub_member", "staff:act"]) {
      expect(await codeOf(assign(id, eligible, HUB_OWNER))).toBe("ok");
    }
    for (const other of ["user_member", "user_neighbour_owner", "staff:see", "staff:expired", "staff:elsewhere"]) {
      expect(await codeOf(assign(id, other, HUB_OWNER))).toBe("assignee_not_eligible");
    }
    expect(await codeOf(assign(id, SUPERUSER.user_id, SUPERUSER))).toBe("ok");
  });

  test("offers those whom it accepts", async () => {
    const id = await openTicket(town, "routed");
    const { assignees } = await town.t.query(internal.tickets.listAssignees, { actor: HUB_OWNER, ticket_id: id });
    expect(assignees.map((one) => one.id).sort()).toEqual([
      "staff:act",
      "user_hub_admin",
      "user_hub_assignee",
      "user_hub_member",
      "user_hub_owner",
    ]);
  });

  test("writes history, touches the ticket, tells the new assignee when asked, and null takes it back", async () => {
    const id = await openTicket(town);
    later(5);
    const { ticket, notified } = await assign(id, "user_member", OWNER, { notify_participants: true });
    expect(ticket).toMatchObject({ assigned_to: "user_member", updated_at: NOW + 5 });
    expect(ticket.people.map(({ full_name }) => full_name)).toEqual(["requester", "member"]);
    expect(notified).toBe(2);
    await assign(id, null);
    expect((await stored(town, id)).assigned_to).toBeUndefined();
    const rows = (await historyOf(town, id)).filter((row) => row.event === "assigned");
    expect(rows.map((row) => row.assigned_to)).toEqual(["user_member", undefined]);
  });

  test("to whom has the ticket already changes nothing", async () => {
    const id = await openTicket(town);
    await assign(id, "user_member");
    expect((await assign(id, "user_member")).ticket.version).toBe(2);
  });

  test("ends with the membership", async () => {
    const id = await openTicket(town);
    await assign(id, "user_assignee");
    await town.t.run(async (ctx) => {
      const membership = await ctx.db
        .query("workspaceMembers")
        .withIndex("by_user_workspace", (q) => q.eq("user_id", "user_assignee"))
        .first();
      await ctx.db.delete("workspaceMembers", membership!._id);
    });
    const call = town.t.query(internal.tickets.getTicket, { actor: person("assignee"), ticket_id: id });
    expect(await codeOf(call)).toBe("ticket_not_found");
  });
});

describe("deleting", () => {
  test("takes comments, history, files and waiting mail along", async () => {
    const id = await openTicket(town);
    await town.t.mutation(internal.tickets.addComment, { actor: OWNER, ticket_id: id, content: "Halo" });
    const left = await town.t.run(async (ctx) => {
      const storage_id = await ctx.storage.store(new Blob(["x"]));
      await ctx.db.insert("ticketAttachments", {
        ticket_id: id as Id<"tickets">,
        storage_id,
        uploaded_by: OWNER.user_id,
        file_name: "x.png",
        content_type: "image/png",
        size: 1,
        is_internal: false,
        created_at: 0,
      });
      return storage_id;
    });
    expect(await town.t.mutation(internal.tickets.deleteTicket, { actor: OWNER, ticket_id: id })).toEqual({
      deleted: true,
      ticket_id: id,
      more: false,
    });
    await town.t.run(async (ctx) => {
      for (const table of ["tickets", "ticketComments", "ticketStatusHistory", "ticketAttachments", "mailOutbox"] as const) {
        expect([table, await ctx.db.query(table).first()]).toEqual([table, null]);
      }
      expect(await ctx.db.system.get("_storage", left)).toBeNull();
    });
    const counts = await town.t.query(internal.tickets.countTickets, { actor: OWNER, workspace_id: town.client });
    expect(counts.total).toBe(0);
  });

  test("leaves what one transaction cannot hold to the next ones", async () => {
    const id = await openTicket(town);
    await town.t.run(async (ctx) => {
      for (let n = 0; n < 1_500; n += 1) {
        const ticket_id = id as Id<"tickets">;
        await ctx.db.insert("ticketComments", { ticket_id, author_id: "a", content: "x", is_internal: false, created_at: n });
      }
    });
    const call = { actor: OWNER, ticket_id: id };
    expect(await town.t.mutation(internal.tickets.deleteTicket, call)).toMatchObject({ more: true });
    expect(await codeOf(town.t.query(internal.tickets.getTicketComments, call))).toBe("ticket_not_found");
    const sweep = () => town.t.mutation(internal.housekeeping.sweepDeletedTickets, {});
    expect([await sweep(), await sweep(), await sweep()]).toEqual([{ more: true }, { more: false }, { more: false }]);
    await town.t.run(async (ctx) => {
      for (const table of ["ticketComments", "ticketStatusHistory", "mailOutbox", "ticketRemovals"] as const) {
        expect([table, await ctx.db.query(table).first()]).toEqual([table, null]);
      }
    });
  });
});
