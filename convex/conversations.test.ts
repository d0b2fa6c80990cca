/** What people do in conversations, and what they see of them. */

import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import type { Doc } from "./_generated/dataModel";
import {
  answer,
  ariOf,
  claimNow,
  commit,
  contactOf,
  conversationOf,
  conversationWith,
  decision,
  handBack,
  inbound,
  messagesOf,
  newInbox,
  receive,
  sendAll,
  takeOver,
} from "./inbox.setup";
import { codeOf, NEIGHBOUR, OWNER, person, refusalOf, staff, type Town } from "./tickets.setup";

const NOW = 1_760_000_000_000;
const DAY_MS = 24 * 60 * 60 * 1000;
const MEMBER = person("member");

let town: Town;
let id: string;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  town = await newInbox();
  id = await conversationWith(town, inbound("halo"));
  return () => vi.useRealTimers();
});

function lead(name: string, digits: string) {
  return { phone: `+62${digits}`, phone_spellings: [`62${digits}`], profile_name: name };
}

async function send(text: string, actor = MEMBER, more: object = {}) {
  return await town.t.mutation(internal.conversations.sendMessage, { actor, conversation_id: id, text, ...more });
}

async function eventsOf(conversation_id = id): Promise<[string, string][]> {
  const { events } = await town.t.query(internal.conversations.listEvents, { actor: OWNER, conversation_id });
  return events.map((event) => [event.event, event.by]);
}

test("whoever takes over has the conversation", async () => {
  const { conversation } = await takeOver(town, id, MEMBER);
  expect(conversation).toMatchObject({
    status: "handover",
    assigned_to: "user_member",
    assignee: { id: "user_member", full_name: "member" },
    epoch: 2,
  });
  await takeOver(town, id, OWNER);
  expect(await conversationOf(town, id)).toMatchObject({ assigned_to: "user_member" });
  expect(await eventsOf()).toEqual([["taken_over", "user_member"]]);
});

test("a message of staff takes the conversation over, answers it, and leaves in their name", async () => {
  const { message, conversation } = await send("  Halo, saya Budi  ");
  expect(message).toMatchObject({
    text: "Halo, saya Budi",
    sender_type: "user",
    sender: { id: "user_member", full_name: "member" },
    delivery_status: "queued",
  });
  expect(conversation).toMatchObject({ status: "handover", unread_count: 0, last_message_preview: "Halo, saya Budi" });
  expect(await claimNow(town, id)).toBeUndefined();
  expect(await sendAll(town, id)).toEqual(["Halo, saya Budi"]);
  await handBack(town, id, OWNER);
  expect(await claimNow(town, id)).toBeUndefined();
});

test("a message that is sent twice with one key is sent once", async () => {
  const key = { idempotency_key: "k1", fingerprint: "f" };
  const first = await send("Halo", MEMBER, key);
  expect(await send("Halo", MEMBER, key)).toEqual(first);
  expect(await sendAll(town, id)).toEqual(["Halo"]);
});

test.each([
  ["blank", "   ", "invalid_value"],
  ["too long", "x".repeat(4_097), "invalid_value"],
])("a message that is %s is refused", async (_what, text, code) => {
  expect(await codeOf(send(text))).toBe(code);
});

test("staff who may only see do nothing", async () => {
  const see = staff("see");
  const call = { actor: see, conversation_id: id };
  expect(await codeOf(town.t.mutation(internal.conversations.takeOver, call))).toBe("forbidden");
  expect(await codeOf(send("Halo", see))).toBe("forbidden");
  expect((await town.t.query(internal.conversations.get, call)).conversation.id).toBe(id);
});

test("what is handed back goes on with qualifying, counted anew", async () => {
  const memory = { format: 1, facts: { name: { value: "Sari" } }, idle_rounds: 3, nurture_turns: 5 };
  const handoff = { reason: "no_progress", summary: "Berputar-putar.", note_type: "handoff" };
  await answer(town, id, decision({ state: "handoff", handoff, memory }));
  const { conversation } = await handBack(town, id, OWNER);
  expect(conversation).toMatchObject({ status: "open", state: "qualifying" });
  expect(conversation.assigned_to).toBeUndefined();
  const ari = await ariOf(town, id);
  expect(ari.context).toEqual({ ...memory, idle_rounds: 0, nurture_turns: 0 });
  expect([ari.handoff_at, ari.handoff_reason]).toEqual([undefined, undefined]);
});

test("what the contact wrote more than a day ago is not answered when it is handed back", async () => {
  await takeOver(town, id, OWNER);
  vi.setSystemTime(NOW + DAY_MS);
  await handBack(town, id, OWNER);
  expect(await claimNow(town, id)).toBeUndefined();
  await receive(town, inbound("saya lagi"));
  expect((await claimNow(town, id))?.messages.map((message) => message.text)).toEqual(["saya lagi"]);
});

test("reading changes the count and nothing else", async () => {
  const call = { actor: MEMBER, conversation_id: id };
  await town.t.mutation(internal.conversations.markRead, call);
  expect(await conversationOf(town, id)).toMatchObject({ unread_count: 0, status: "open", epoch: 1 });
  expect(await claimNow(town, id)).toBeDefined();
});

test("a conversation is assigned to members alone", async () => {
  const assign = (assignee: string | null) =>
    town.t.mutation(internal.conversations.assign, { actor: OWNER, conversation_id: id, assignee });
  expect((await assign("user_member")).conversation.assigned_to).toBe("user_member");
  expect(await codeOf(assign("user_neighbour_owner"))).toBe("invalid_value");
  expect((await assign(null)).conversation.assigned_to).toBeUndefined();
  expect(await eventsOf()).toEqual([
    ["assigned", "user_owner"],
    ["assigned", "user_owner"],
  ]);
});

test("a closed conversation waits for nothing, and opens when the contact writes", async () => {
  await town.t.mutation(internal.conversations.close, { actor: OWNER, conversation_id: id, reason: "selesai" });
  expect(await claimNow(town, id)).toBeUndefined();
  await receive(town, inbound("halo lagi"));
  expect(await conversationOf(town, id)).toMatchObject({ status: "open" });
  expect((await claimNow(town, id))?.messages).toHaveLength(1);
});

test("one that ARI had given away is a human's again when the contact writes", async () => {
  const handoff = { reason: "complaint", summary: "Mengeluh.", note_type: "handoff" };
  await answer(town, id, decision({ state: "handoff", handoff }));
  await town.t.mutation(internal.conversations.close, { actor: OWNER, conversation_id: id });
  await receive(town, inbound("masih bermasalah"));
  expect(await conversationOf(town, id)).toMatchObject({ status: "handover" });
});

test("a state that staff set keeps ARI from saying what it worded in the old one", async () => {
  await answer(town, id);
  await receive(town, inbound("lanjut"));
  const turn = (await claimNow(town, id))!;
  const call = { actor: OWNER, conversation_id: id, state: "scoring" } as const;
  expect(await town.t.mutation(internal.ariConversations.updateState, call)).toEqual({ state: "scoring", epoch: turn.epoch + 1 });
  expect(await commit(town, turn)).toMatchObject({ outcome: "superseded" });
  expect(await ariOf(town, id)).toMatchObject({ state: "scoring" });
});

test("a state of a contact whom ARI has not met is not found", async () => {
  const call = { actor: OWNER, conversation_id: id, state: "scoring" } as const;
  expect(await codeOf(town.t.mutation(internal.ariConversations.updateState, call))).toBe("ari_conversation_not_found");
});

describe("a lead status", () => {
  async function decide(lead_status: "client" | "lost" | "cold_lead") {
    const call = { actor: OWNER, conversation_id: id, lead_status };
    return await town.t.mutation(internal.conversations.setLeadStatus, call);
  }

  async function ariSays(lead_status: string): Promise<string> {
    await receive(town, inbound("x"));
    await answer(town, id, decision({ lead_status }));
    return (await contactOf(town, id)).lead_status;
  }

  test("that a human set is raised and never lowered", async () => {
    await decide("cold_lead");
    expect(await ariSays("hot_lead")).toBe("hot_lead");
    expect(await ariSays("prospect")).toBe("prospect");
    await decide("client");
    expect(await ariSays("hot_lead")).toBe("client");
    await decide("lost");
    expect(await ariSays("prospect")).toBe("prospect");
  });

  test.each([
    ["client", "client"],
    ["VIP", "VIP"],
    ["prospect", "cold_lead"],
  ])("that was migrated as %s is %s after ARI says cold_lead", async (before, after) => {
    const { _id } = await contactOf(town, id);
    await town.t.run(async (ctx) => {
      await ctx.db.patch("contacts", _id, { lead_status: before, lead_status_by: undefined });
    });
    expect(await ariSays("cold_lead")).toBe(after);
  });
});

test("what staff wrote of a lead stays, what ARI learned it may correct", async () => {
  const known = (name: string) => ({ format: 1, facts: { name: { value: name } } });
  await answer(town, id, decision({ name: "Sari", email: "sari@example.com", memory: known("Sari") }));
  await receive(town, inbound("eh, Sarah"));
  await answer(town, id, decision({ name: "Sarah", memory: known("Sarah") }));
  expect(await contactOf(town, id)).toMatchObject({ name: "Sarah", email: "sari@example.com" });
  const { _id } = await contactOf(town, id);
  await town.t.run(async (ctx) => {
    await ctx.db.patch("contacts", _id, { name: "Ibu Sarah Dewi" });
  });
  await receive(town, inbound("x"));
  await answer(town, id, decision({ name: "Sarah", memory: known("Sarah") }));
  expect(await contactOf(town, id)).toMatchObject({ name: "Ibu Sarah Dewi" });
});

describe("a list", () => {
  let dewi: string;
  let budi: string;

  beforeEach(async () => {
    vi.setSystemTime(NOW + 1_000);
    dewi = await conversationWith(town, inbound("1", lead("Dewi Lestari", "8110000001")));
    vi.setSystemTime(NOW + 2_000);
    budi = await conversationWith(town, inbound("2", lead("Budi", "8220000002")));
    await town.t.run(async (ctx) => {
      for (const contact of await ctx.db.query("contacts").take(10)) {
        // Convex does not find documents without the field; convex-test fails on them.
        await ctx.db.patch("contacts", contact._id, { name: "" });
      }
    });
  });

  async function list(wanted: object = {}, actor = OWNER): Promise<string[]> {
    const page = await town.t.query(internal.conversations.list, { actor, workspace_id: town.client, ...wanted });
    return page.conversations.map((conversation) => conversation.id);
  }

  test("has the latest message first, a page at a time", async () => {
    expect(await list()).toEqual([budi, dewi, id]);
    const call = { actor: OWNER, workspace_id: town.client, limit: 2 };
    const first = await town.t.query(internal.conversations.list, call);
    const second = await town.t.query(internal.conversations.list, { ...call, cursor: first.cursor! });
    expect([...first.conversations, ...second.conversations].map((one) => one.id)).toEqual([budi, dewi, id]);
    expect(second.cursor).toBeUndefined();
  });

  test("is narrowed by status, assignee, unread, state and temperature", async () => {
    await takeOver(town, dewi, MEMBER);
    await town.t.mutation(internal.conversations.markRead, { actor: MEMBER, conversation_id: dewi });
    const score = { total: 80, temperature: "hot" as const, basic: 25, qualification: 30, document: 20, engagement: 5, reasons: [] as string[] };
    await answer(town, budi, decision({ state: "booking", score }));
    expect(await list({ status: "handover" })).toEqual([dewi]);
    expect(await list({ assigned_to: "user_member" })).toEqual([dewi]);
    expect(await list({ assigned_to: null })).toEqual([budi, id]);
    expect(await list({ unread: true })).toEqual([budi, id]);
    expect(await list({ state: "booking" })).toEqual([budi]);
    expect(await list({ temperature: "hot", status: "open" })).toEqual([budi]);
    expect(await list({ temperature: "hot", status: "handover" })).toEqual([]);
  });

  test.each(["0811", "62811", "+62 811-0", "dewi", "lest"])("finds by %s", async (search) => {
    expect(await list({ search })).toEqual([dewi]);
  });

  test("finds by the name that was given, and nothing of a neighbour", async () => {
    const { _id } = await contactOf(town, budi);
    await town.t.run(async (ctx) => {
      await ctx.db.patch("contacts", _id, { name: "Santoso" });
    });
    expect(await list({ search: "santoso" })).toEqual([budi]);
    const theirs = { actor: NEIGHBOUR, workspace_id: town.neighbour, search: "santoso" };
    expect((await town.t.query(internal.conversations.list, theirs)).conversations).toEqual([]);
  });

  test.each([{ limit: 0 }, { limit: 101 }, { search: "x".repeat(101) }])("with %j is refused", async (wanted) => {
    expect(await codeOf(list(wanted))).toBe("invalid_value");
  });
});

test("a conversation tells when its window closes and why it was handed off", async () => {
  const handoff = { reason: "legal", summary: "Visa ditolak.", note_type: "handoff" };
  await answer(town, id, decision({ state: "handoff", handoff }));
  const { conversation } = await town.t.query(internal.conversations.get, { actor: OWNER, conversation_id: id });
  expect(conversation).toMatchObject({ window_closes_at: NOW + DAY_MS, handoff_at: NOW, handoff_reason: "legal" });
});

test("the window of a migrated conversation is read off its messages", async () => {
  const { conversation_id, workspace_id } = (await messagesOf(town, id))[0]!;
  await town.t.run(async (ctx) => {
    await ctx.db.patch("conversations", conversation_id, { last_inbound_at: undefined });
    const made = { direction: "outbound", sender_type: "user", message_type: "text", created_at: NOW + 5 };
    await ctx.db.insert("messages", { conversation_id, workspace_id, ...made });
  });
  expect((await send("Halo")).message.text).toBe("Halo");
});

test("what ARI keeps and its log are read by contact", async () => {
  await answer(town, id, decision({ trace: [{ step: "gate" }], cited_entries: ["e1"], model: "grok" }));
  const contact = await contactOf(town, id);
  const call = { actor: MEMBER, workspace_id: town.client, contact_id: contact._id };
  const { ari_conversation: ari } = await town.t.query(internal.ariConversations.getByContact, call);
  expect(ari).toMatchObject({ state: "qualifying", conversation_id: id, model: "grok" });
  const { log } = await town.t.query(internal.ariConversations.listLog, call);
  expect(log).toMatchObject([
    { role: "assistant", content: "Halo kak, dengan siapa ya?", metadata: { cited_entries: ["e1"], trace: [{ step: "gate" }] } },
    { role: "user", content: "halo" },
  ]);
  const elsewhere = { actor: NEIGHBOUR, workspace_id: town.neighbour, contact_id: contact._id };
  expect(await refusalOf(town.t.query(internal.ariConversations.getByContact, elsewhere))).toMatchObject({
    code: "contact_not_found",
  });
});

describe("a handoff", () => {
  const handoff = { reason: "hot_lead", summary: "Siap daftar.", tag: "hot", note_type: "call", due_at: NOW + DAY_MS };

  async function handOffTo(conversationId: string): Promise<string | undefined> {
    await answer(town, conversationId, decision({ state: "handoff", handoff }));
    return (await conversationOf(town, conversationId)).assigned_to;
  }

  async function notes(): Promise<Doc<"contactNotes">[]> {
    return await town.t.run(async (ctx) => await ctx.db.query("contactNotes").take(10));
  }

  test("writes what the human reads first", async () => {
    await handOffTo(id);
    expect(await notes()).toMatchObject([
      { user_id: "ari", content: "Siap daftar.", note_type: "call", due_date: NOW + DAY_MS, metadata: { reason: "hot_lead" } },
    ]);
    expect(await contactOf(town, id)).toMatchObject({ tags: ["hot"] });
    expect(await ariOf(town, id)).toMatchObject({ state: "handoff", handoff_at: NOW, handoff_reason: "hot_lead" });
    expect(await eventsOf()).toEqual([["handed_off", "ari"]]);
  });

  test("with the state scheduling only tells the human: the conversation stays ARI's", async () => {
    const booked = { ...handoff, reason: "booked", summary: "Konsultasi: 01/12/2026 10:00 WIB." };
    await answer(town, id, decision({ state: "scheduling", handoff: booked }));
    expect(await conversationOf(town, id)).toMatchObject({ status: "open", ari_state: "scheduling" });
    expect((await ariOf(town, id)).handoff_at).toBeUndefined();
    expect(await contactOf(town, id)).toMatchObject({ tags: ["hot"] });
    expect(await notes()).toMatchObject([{ content: booked.summary, metadata: { reason: "booked" } }]);
    const notified = await town.t.run(async (ctx) => await ctx.db.query("staffNotifications").take(10));
    expect(notified).toMatchObject([{ kind: "handoff", reason: "booked", summary: booked.summary }]);
    await receive(town, inbound("kak, bisa dipindah?"));
    await answer(town, id, decision({ state: "scheduling" }));
  });

  test("goes to whoever has least in hand", async () => {
    const others = ["8110000001", "8110000002", "8110000003", "8110000004", "8110000005"];
    const got = [await handOffTo(id)];
    for (const digits of others) {
      got.push(await handOffTo(await conversationWith(town, inbound("x", lead("Lead", digits)))));
    }
    const members = ["user_requester", "user_member", "user_assignee", "user_owner", "user_admin"];
    expect([...got].slice(0, 5).sort()).toEqual([...members].sort());
    expect(got[5]).toBe(got[0]);
  });

  test("goes to whoever the contact belongs to", async () => {
    const { _id } = await contactOf(town, id);
    await town.t.run(async (ctx) => {
      await ctx.db.patch("contacts", _id, { assigned_to: "user_admin" });
    });
    expect(await handOffTo(id)).toBe("user_admin");
  });

  test("is told to the assignee, in the portal and by mail", async () => {
    const assignee = await handOffTo(id);
    const actor = { user_id: assignee!, kind: "user" } as const;
    const { notifications } = await town.t.query(internal.staffNotifications.list, { actor, unread: true });
    expect(notifications).toMatchObject([{ kind: "handoff", reason: "hot_lead", summary: "Siap daftar.", conversation_id: id }]);
    const { mails } = await town.t.mutation(internal.staffNotifications.claimMail, { limit: 10, lease_ms: 1_000 });
    expect(mails).toMatchObject([
      { attempt: 1, kind: "handoff", recipient: { id: assignee }, contact_name: "Sari 🌸", workspace: { slug: "rumah-kuliah" } },
    ]);
    await town.t.mutation(internal.staffNotifications.markRead, { actor, notification_id: notifications[0]!.id });
    expect((await town.t.query(internal.staffNotifications.list, { actor, unread: true })).notifications).toEqual([]);
    const other = { actor: NEIGHBOUR, notification_id: notifications[0]!.id };
    expect(await codeOf(town.t.mutation(internal.staffNotifications.markRead, other))).toBe("notification_not_found");
  });

  test("is mailed to nobody who left the workspace", async () => {
    const assignee = await handOffTo(id);
    await town.t.run(async (ctx) => {
      for (const member of await ctx.db.query("workspaceMembers").take(50)) {
        if (member.user_id === assignee) {
          await ctx.db.delete("workspaceMembers", member._id);
        }
      }
    });
    const claimed = await town.t.mutation(internal.staffNotifications.claimMail, { limit: 10, lease_ms: 1_000 });
    expect(claimed).toEqual({ mails: [], seen: 1 });
    const actor = { user_id: assignee!, kind: "user" } as const;
    expect((await town.t.query(internal.staffNotifications.list, { actor })).notifications).toEqual([]);
  });

  test("whose mail cannot be sent is tried again, and given up in the end", async () => {
    await handOffTo(id);
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const { mails } = await town.t.mutation(internal.staffNotifications.claimMail, { limit: 1, lease_ms: 1_000 });
      const settled = { notification_id: mails[0]!.id, attempt, outcome: "retry" } as const;
      const expected = attempt < 8 ? "pending" : "failed";
      expect(await town.t.mutation(internal.staffNotifications.settleMail, settled)).toEqual({ status: expected });
      expect(await town.t.mutation(internal.staffNotifications.settleMail, settled)).toEqual({ status: "lost" });
      vi.setSystemTime(Date.now() + DAY_MS);
    }
    const claimed = await town.t.mutation(internal.staffNotifications.claimMail, { limit: 1, lease_ms: 1_000 });
    expect(claimed).toEqual({ mails: [], seen: 0 });
  });
});
