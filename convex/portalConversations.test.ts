/** The conversations of all workspaces as one list, and what staff of the hub learn of handoffs. */

import { beforeEach, describe, expect, test } from "vitest";
import { internal } from "./_generated/api";
import { answer, CLIENT_NUMBER, conversationWith, decision, inbound, NEIGHBOUR_NUMBER, newInbox } from "./inbox.setup";
import type { Actor } from "./model/access";
import { refusalOf, staff, SUPERUSER, type Town } from "./tickets.setup";

let town: Town;

beforeEach(async () => {
  town = await newInbox();
});

/** Let somebody write to a workspace; returns the conversation. */
async function write(name: string, phone: string, number = CLIENT_NUMBER, minutesAgo = 0) {
  const sent_at = Date.now() - minutesAgo * 60_000;
  const who = { phone, phone_spellings: [phone], profile_name: name, phone_number_id: number, sent_at };
  return await conversationWith(town, inbound(`Halo dari ${name}`, who));
}

async function listed(actor: Actor, asked: object = {}) {
  const page = await town.t.query(internal.portal.listConversations, { actor, ...asked });
  return page.rows.map(({ conversation, workspace }) => `${conversation.contact.profile_name} @ ${workspace.slug}`);
}

describe("the list", () => {
  beforeEach(async () => {
    await write("Sari", "+6281200000001", CLIENT_NUMBER, 30);
    await write("Budi", "+6281200000002", NEIGHBOUR_NUMBER, 20);
    await write("Tini", "+6281200000003", CLIENT_NUMBER, 10);
  });

  test("merges what the asker may see, the latest message first", async () => {
    const all = await listed(SUPERUSER);

    expect(all.map((row) => row.split(" ")[0])).toEqual(["Tini", "Budi", "Sari"]);
    for (const granted of [staff("see"), staff("act")]) {
      expect((await listed(granted)).map((row) => row.split(" ")[0])).toEqual(["Tini", "Sari"]);
    }
    expect((await listed(staff("elsewhere"))).map((row) => row.split(" ")[0])).toEqual(["Budi"]);
    expect(await listed(staff("expired"))).toEqual([]);
    expect(await listed(staff("nobody"))).toEqual([]);
  });

  test.each([SUPERUSER, staff("see")])("leads on by its cursor", async (actor) => {
    const whole = await listed(actor);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const args = { actor, limit: 1, ...(cursor === undefined ? {} : { cursor }) };
      const page = await town.t.query(internal.portal.listConversations, args);
      seen.push(...page.rows.map(({ conversation, workspace }) => `${conversation.contact.profile_name} @ ${workspace.slug}`));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(whole);
  });

  // By names it is searched in the wire tests: the mock has no search over a field that a document may lack.
  test("is searched by number among what the asker may see", async () => {
    expect(await listed(SUPERUSER, { search: "0812 0000 000" })).toHaveLength(3);
    expect(await listed(staff("see"), { search: "0812 0000 000" })).toHaveLength(2);
  });

  test.each([
    [{ unread: true }, 3],
    [{ status: "handover" }, 0],
    [{ assigned_to: null }, 3],
    [{ temperature: "hot" }, 0],
    [{ state: "greeting" }, 0],
  ])("is narrowed by %j in both ways of reading", async (asked, count) => {
    expect(await listed(SUPERUSER, asked)).toHaveLength(count);
    expect(await listed(staff("see"), asked)).toHaveLength(Math.min(count, 2));
  });

  test("leaves simulated leads out", async () => {
    const { phone: _phone, ...anonymous } = inbound("Halo", { phone_spellings: ["simulator:x:1"] });
    await town.t.mutation(internal.messages.receiveSimulated, {
      actor: SUPERUSER,
      workspace_id: town.client,
      messages: [anonymous],
    });
    expect(await listed(SUPERUSER)).toHaveLength(3);
  });

  test("counts the unread ones of a workspace, for who may see it", async () => {
    const args = { actor: staff("see"), workspaces: [town.client] };
    expect(await town.t.query(internal.portal.countUnread, args)).toEqual({
      counts: [{ workspace_id: town.client, unread: 2, is_exact: true }],
    });
    const refused = town.t.query(internal.portal.countUnread, { ...args, workspaces: [town.neighbour] });
    expect(await refusalOf(refused)).toMatchObject({ code: "workspace_not_found" });
  });
});

describe("the conversation of one person", () => {
  const USER = "user_requester";

  beforeEach(async () => {
    await write("Sari", "+6281200000001", CLIENT_NUMBER, 30);
    await write("Budi", "+6281200000002", NEIGHBOUR_NUMBER, 20);
    await write("Tini", "+6281200000003", CLIENT_NUMBER, 10);
  });

  async function found(asked: { contact_id: string } | { user_id: string }, workspace_id: string = town.client) {
    const { conversation, matched_by } = await town.t.query(internal.portal.findConversation, {
      actor: SUPERUSER,
      workspace_id,
      ...asked,
    });
    return [conversation?.contact.profile_name, matched_by];
  }

  /** Let the user's profile, or the contact of that name, have these fields. */
  async function tell(name: string, fields: object) {
    await town.t.run(async (ctx) => {
      const user = (await ctx.db.query("users").take(50)).find((each) => each.clerk_id === name);
      const contact = (await ctx.db.query("contacts").take(50)).find((each) => each.kapso_name === name);
      await (user === undefined ? ctx.db.patch("contacts", contact!._id, fields) : ctx.db.patch("users", user._id, fields));
    });
  }

  test.each(["+62 812-0000-0001", "6281200000001", "081200000001"])(
    "is a user's by the number %s, whatever address others have",
    async (phone) => {
      await tell("Tini", { email: "requester@example.com" });
      await tell(USER, { phone });
      expect(await found({ user_id: USER })).toEqual(["Sari", "phone"]);
    },
  );

  test.each(["6281200000001", "081200000001", "+6281200000001"])("knows a contact stored as %s alone", async (phone) => {
    await tell(USER, { phone: "0812 0000 0001" });
    await tell("Sari", { phone, phone_normalized: undefined });
    expect(await found({ user_id: USER })).toEqual(["Sari", "phone"]);
  });

  test("is a user's by the address where the number is nobody's or none", async () => {
    await tell("Tini", { email: "requester@example.com" });
    for (const phone of [undefined, "0899 9999 999", "hubungi admin"]) {
      await tell(USER, { phone, email: "Requester@example.com" });
      expect(await found({ user_id: USER })).toEqual(["Tini", "email"]);
    }
  });

  test("is nobody's where nothing matches, in another workspace, or of a staff account", async () => {
    expect(await found({ user_id: USER })).toEqual([undefined, undefined]);
    expect(await found({ user_id: "staff:root" })).toEqual([undefined, undefined]);
    await tell(USER, { phone: "+6281200000001" });
    expect(await found({ user_id: USER }, town.neighbour)).toEqual([undefined, undefined]);
  });

  test("is the contact's own, in the contact's workspace alone", async () => {
    const contacts = await town.t.run(async (ctx) => await ctx.db.query("contacts").take(10));
    const contact_id = contacts.find(({ kapso_name }) => kapso_name === "Sari")!._id;
    expect(await found({ contact_id })).toEqual(["Sari", undefined]);
    expect(await found({ contact_id }, town.neighbour)).toEqual([undefined, undefined]);
    expect(await found({ contact_id: "nobody" })).toEqual([undefined, undefined]);
  });

  test("is of one person: neither of nobody nor of two", async () => {
    const ask = (asked: object) =>
      refusalOf(town.t.query(internal.portal.findConversation, { actor: SUPERUSER, workspace_id: town.client, ...asked }));
    for (const asked of [{}, { contact_id: "x", user_id: USER }]) {
      expect(await ask(asked)).toMatchObject({ code: "invalid_value" });
    }
  });
});

describe("a handoff", () => {
  const HANDOFF = { reason: "legal", summary: "Visa ditolak.", note_type: "handoff" };
  const unreadOf = async (actor: Actor) =>
    (await town.t.query(internal.staffNotifications.list, { actor, unread: true })).notifications.map(({ reason }) => reason);

  test("is told to staff who may act in the workspace, by no mail", async () => {
    const conversationId = await write("Sari", "+6281200000001");
    await answer(town, conversationId, decision({ state: "handoff", handoff: HANDOFF }));

    expect(await unreadOf(staff("act"))).toEqual(["legal"]);
    for (const other of ["see", "elsewhere", "expired", "nobody"]) {
      expect([other, await unreadOf(staff(other))]).toEqual([other, []]);
    }
    const { mails } = await town.t.mutation(internal.staffNotifications.claimMail, { limit: 10, lease_ms: 1_000 });
    expect(mails.filter(({ recipient }) => recipient.id.startsWith("staff:"))).toEqual([]);
  });

  test("is read with all others that the reader had by then", async () => {
    const conversationId = await write("Sari", "+6281200000001");
    await answer(town, conversationId, decision({ state: "handoff", handoff: HANDOFF }));
    const actor = staff("act");

    await town.t.mutation(internal.staffNotifications.markAllRead, { actor, until: 1 });
    expect(await unreadOf(actor)).toEqual(["legal"]);
    await town.t.mutation(internal.staffNotifications.markAllRead, { actor, until: Date.now() });
    expect(await unreadOf(actor)).toEqual([]);
  });
});

test("staff take a conversation themselves, and give it to no other of theirs; both is on record", async () => {
  const conversation_id = await write("Sari", "+6281200000001");
  const actor = staff("act");

  await town.t.mutation(internal.conversations.assign, { actor, conversation_id, assignee: "staff:act" });
  const refused = town.t.mutation(internal.conversations.assign, { actor, conversation_id, assignee: "staff:see" });

  expect(await refusalOf(refused)).toMatchObject({ kind: "invalid" });
  const { records } = await town.t.query(internal.portal.listAudit, { actor: SUPERUSER });
  expect(records.map(({ act, target }) => [act, target])).toContainEqual(["assign_conversation", conversation_id]);
});
