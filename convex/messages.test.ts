/** What a webhook brings: stored once, for one person, in one conversation, with the work that it makes. */

import { beforeEach, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import {
  answer,
  CLIENT_NUMBER,
  contactOf,
  conversationOf,
  conversationWith,
  decision,
  inbound,
  messagesOf,
  NEIGHBOUR_NUMBER,
  newInbox,
  receive,
  sendAll,
  textsOf,
} from "./inbox.setup";
import type { Status } from "./model/inbox/statuses";
import { codeOf, NEIGHBOUR, OWNER, type Town } from "./tickets.setup";

const NOW = 1_760_000_000_000;
const HOUR_MS = 60 * 60 * 1000;

let town: Town;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  town = await newInbox();
  return () => vi.useRealTimers();
});

async function contacts(): Promise<Doc<"contacts">[]> {
  return await town.t.run(async (ctx) => await ctx.db.query("contacts").take(50));
}

async function addContact(fields: Partial<Doc<"contacts">>): Promise<Id<"contacts">> {
  return await town.t.run(
    async (ctx) =>
      await ctx.db.insert("contacts", {
        workspace_id: town.client,
        phone: "081234567890",
        lead_score: 0,
        lead_status: "new",
        created_at: 0,
        updated_at: 0,
        ...fields,
      }),
  );
}

test("a first message makes contact, conversation and the burst's work", async () => {
  const id = await conversationWith(town, inbound("halo", { provider_id: "wamid.first" }));

  expect(await contactOf(town, id)).toMatchObject({
    phone: "6281234567890",
    phone_normalized: "+6281234567890",
    kapso_name: "Sari 🌸",
    lead_status: "new",
    source: "whatsapp",
  });
  expect((await contactOf(town, id)).name).toBeUndefined();
  expect(await conversationOf(town, id)).toMatchObject({
    status: "open",
    unread_count: 1,
    epoch: 1,
    last_message_at: NOW,
    last_inbound_at: NOW,
    last_message_preview: "halo",
  });
  expect(await messagesOf(town, id)).toMatchObject([
    { direction: "inbound", sender_type: "contact", content: "halo", kapso_message_id: "wamid.first", created_at: NOW },
  ]);
  const work = await town.t.run(async (ctx) => await ctx.db.query("conversationWork").take(5));
  expect(work).toMatchObject([{ kind: "turn", ready_at: NOW + 4_000, deadline_at: NOW + 20_000 }]);
});

test("a message that comes twice, in one webhook or two, is stored once", async () => {
  const message = inbound("halo");
  expect(await receive(town, message, message)).toMatchObject({ stored: 1, repeated: 1 });
  const again = await receive(town, message);

  expect(again).toMatchObject({ stored: 0, repeated: 1, conversation_ids: [] });
  const [conversation] = await town.t.run(async (ctx) => await ctx.db.query("conversations").take(5));
  expect(conversation).toMatchObject({ unread_count: 1, epoch: 1 });
});

test("the same id in two workspaces is two messages", async () => {
  const ours = inbound("halo", { provider_id: "wamid.same" });
  const theirs = { ...ours, phone_number_id: NEIGHBOUR_NUMBER };
  expect(await receive(town, ours, theirs)).toMatchObject({ stored: 2 });
  expect((await contacts()).map((contact) => contact.workspace_id).sort()).toEqual([town.client, town.neighbour].sort());
});

test("what comes to a number of no workspace is counted, and nothing else", async () => {
  const lost = inbound("halo", { phone_number_id: "nobody's" });
  const answerOf = await receive(town, lost, { ...lost, provider_id: "wamid.x" }, inbound("halo"));
  expect(answerOf).toMatchObject({ stored: 1, unknown_numbers: [{ phone_number_id: "nobody's", count: 2 }] });
});

test.each(["081234567890", "6281234567890", "+6281234567890"])(
  "a contact stored as %s is the person who writes",
  async (phone) => {
    const stored = await addContact({ phone, name: "Sari Dewi", metadata: { form_answers: { Budget: "<100jt" } } });
    const id = await conversationWith(
      town,
      inbound("halo", { phone_spellings: ["6281234567890", "+6281234567890", "081234567890"] }),
    );
    expect(await contacts()).toHaveLength(1);
    expect(await contactOf(town, id)).toMatchObject({
      _id: stored,
      name: "Sari Dewi",
      phone,
      phone_normalized: "+6281234567890",
      kapso_name: "Sari 🌸",
    });
  },
);

test("a conversation that was there already goes on", async () => {
  const contact_id = await addContact({ phone_normalized: "+6281234567890" });
  const made = await town.t.run(
    async (ctx) =>
      await ctx.db.insert("conversations", {
        workspace_id: town.client,
        contact_id,
        status: "closed",
        unread_count: 2,
        created_at: 0,
        updated_at: 0,
      }),
  );
  expect(await conversationWith(town, inbound("halo lagi"))).toBe(made);
  expect(await conversationOf(town, made)).toMatchObject({ status: "open", unread_count: 3 });
});

test("messages stand in the order in which they were written, whatever the order of the webhooks", async () => {
  const early = inbound("pertama", { sent_at: NOW - 30_000 });
  const late = inbound("kedua", { sent_at: NOW - 10_000 });
  const id = await conversationWith(town, late);
  await receive(town, early);

  expect(await textsOf(town, id)).toEqual(["pertama", "kedua"]);
  expect(await conversationOf(town, id)).toMatchObject({ last_message_preview: "kedua", last_message_at: NOW - 10_000 });
});

test("a clock that is ahead does not hold the service window open", async () => {
  const id = await conversationWith(town, inbound("halo", { sent_at: NOW + 48 * HOUR_MS }));
  expect(await conversationOf(town, id)).toMatchObject({ last_inbound_at: NOW });
});

test("a message without text is shown by its marker, a long one by its beginning", async () => {
  const { text: _text, ...picture } = inbound("");
  const id = await conversationWith(town, { ...picture, kind: "image", marker: "[image]" });
  expect(await conversationOf(town, id)).toMatchObject({ last_message_preview: "[image]" });
  await receive(town, inbound("😀".repeat(200)));
  expect(await conversationOf(town, id)).toMatchObject({ last_message_preview: "😀".repeat(100) });
});

test("a reaction is stored and wants no answer", async () => {
  const id = await conversationWith(town, inbound("👍", { kind: "reaction", wants_answer: false }));
  expect(await conversationOf(town, id)).toMatchObject({ unread_count: 0, epoch: 0 });
  expect(await town.t.run(async (ctx) => await ctx.db.query("conversationWork").take(5))).toEqual([]);
});

test("a burst that never ends is over after its limit", async () => {
  for (let sent = 0; sent < 10; sent += 1) {
    await receive(town, inbound(`${sent}`));
    vi.setSystemTime(Date.now() + 3_000);
  }
  const [work] = await town.t.run(async (ctx) => await ctx.db.query("conversationWork").take(5));
  expect(work!.ready_at).toBe(NOW + 20_000);
});

test("an urgent message in a burst is not made to wait for the next", async () => {
  await receive(town, inbound("tolong darurat", { wait_ms: 800, limit_ms: 2_000 }));
  await receive(town, inbound("halo"));
  const [work] = await town.t.run(async (ctx) => await ctx.db.query("conversationWork").take(5));
  expect(work!.ready_at).toBe(NOW + 2_000);
});

test("a batch beyond the bound is refused whole", async () => {
  const many = Array.from({ length: 201 }, () => inbound("x"));
  await expect(receive(town, ...many)).rejects.toThrow(/at most 200/);
});

test("opting out takes effect with the message, and is confirmed once", async () => {
  const id = await conversationWith(town, inbound("halo"));
  await answer(town, id);
  await receive(town, inbound("stop", { consent: "out" }));
  expect(await contactOf(town, id)).toMatchObject({ opted_out_at: NOW });
  expect(await sendAll(town, id)).toEqual([]);

  await answer(town, id, decision({ consent: "out", replies: [{ text: "Baik, kami berhenti.", source: "script" }] }));
  expect(await sendAll(town, id)).toEqual(["Baik, kami berhenti."]);

  await receive(town, inbound("apa kabar"));
  vi.setSystemTime(NOW + 60_000);
  const claim = { conversation_id: id, lease_ms: 1_000 };
  expect(await town.t.mutation(internal.ariTurns.claim, claim)).toEqual({ silence: "opted_out" });
});

test("opting in again is heeded, and an older opting out that comes late is not", async () => {
  const id = await conversationWith(town, inbound("stop", { consent: "out", sent_at: NOW - 9_000 }));
  await receive(town, inbound("mulai", { consent: "in", sent_at: NOW - 3_000 }));
  expect((await contactOf(town, id)).opted_out_at).toBeUndefined();
  await receive(town, inbound("stop", { consent: "out", sent_at: NOW - 6_000 }));
  expect((await contactOf(town, id)).opted_out_at).toBeUndefined();
  const events = await town.t.query(internal.conversations.listEvents, { actor: OWNER, conversation_id: id });
  expect(events.events.map((event) => event.event)).toEqual(["opted_in", "opted_out"]);
});

test("confirming that somebody opted out does not outweigh their opting in again", async () => {
  const id = await conversationWith(town, inbound("stop", { consent: "out", sent_at: NOW - 9_000 }));
  await receive(town, inbound("halo?"));
  await answer(town, id, decision({ consent: "out" }));
  await receive(town, inbound("mulai", { consent: "in" }));
  expect((await contactOf(town, id)).opted_out_at).toBeUndefined();
});

test("to say start means nothing where nobody opted out", async () => {
  const id = await conversationWith(town, inbound("mulai", { consent: "in" }));
  await receive(town, inbound("stop", { consent: "out", sent_at: NOW - 6_000 }));
  expect(await contactOf(town, id)).toMatchObject({ opted_out_at: NOW - 6_000 });
});

test("whoever opted out did so under every document that has the number", async () => {
  await addContact({ phone: "0812-3456-7890", phone_normalized: "+6281234567890", opted_out_at: 1 });
  const twin = await addContact({ phone: "lain", phone_normalized: "+6281234567890" });
  const conversation_id = await town.t.run(async (ctx) => {
    const made = { status: "open", unread_count: 0, last_inbound_at: NOW, created_at: 0, updated_at: 0 };
    return await ctx.db.insert("conversations", { workspace_id: town.client, contact_id: twin, ...made });
  });
  const call = { actor: OWNER, conversation_id, text: "Halo" };
  expect(await codeOf(town.t.mutation(internal.conversations.sendMessage, call))).toBe("contact_opted_out");
});

async function tell(...statuses: Partial<Status>[]) {
  const whole = statuses.map((status) => ({
    phone_number_id: CLIENT_NUMBER,
    provider_id: "out.1",
    status: "sent" as const,
    ...status,
  }));
  return await town.t.mutation(internal.messages.receiveBatch, { messages: [], statuses: whole });
}

async function sentMessage(): Promise<{ id: string; message: Doc<"messages"> }> {
  const id = await conversationWith(town, inbound("halo"));
  await answer(town, id);
  await sendAll(town, id);
  return { id, message: (await messagesOf(town, id))[1]! };
}

test("a message moves forward alone, in whatever order its statuses come", async () => {
  const { id, message } = await sentMessage();
  const provider_id = message.kapso_message_id!;
  const counted = await tell(
    { provider_id, status: "read" },
    { provider_id, status: "delivered" },
    { provider_id, status: "failed", error: "late" },
  );
  expect(counted).toMatchObject({ statuses_moved: 1, statuses_stale: 2 });
  expect((await messagesOf(town, id))[1]).toMatchObject({ delivery_status: "read" });
});

test("a message that failed says why, until it turns out to have arrived", async () => {
  const { id, message } = await sentMessage();
  const provider_id = message.kapso_message_id!;
  await tell({ provider_id, status: "failed", error: "Undeliverable (131026)" });
  expect((await messagesOf(town, id))[1]).toMatchObject({
    delivery_status: "failed",
    delivery_error: "Undeliverable (131026)",
  });
  await tell({ provider_id, status: "delivered" });
  const [, arrived] = await messagesOf(town, id);
  expect([arrived!.delivery_status, arrived!.delivery_error]).toEqual(["delivered", undefined]);
});

test("a status that comes before its message is known is kept for it", async () => {
  const id = await conversationWith(town, inbound("halo"));
  await answer(town, id);
  const reply = (await messagesOf(town, id))[1]!;
  expect(await tell({ provider_id: `sent.${reply._id}`, status: "delivered" })).toMatchObject({ statuses_stray: 1 });
  await tell({ provider_id: `sent.${reply._id}`, status: "delivered" });
  await sendAll(town, id);

  expect((await messagesOf(town, id))[1]).toMatchObject({ delivery_status: "delivered" });
  expect(await town.t.run(async (ctx) => await ctx.db.query("strayStatuses").take(5))).toEqual([]);
});

test("a status of another workspace's message moves nothing", async () => {
  const { message } = await sentMessage();
  const told = { provider_id: message.kapso_message_id!, phone_number_id: NEIGHBOUR_NUMBER, sign: message._id };
  expect(await tell({ ...told, status: "read" })).toMatchObject({ statuses_stray: 1 });
});

test("strays are forgotten after a while", async () => {
  await tell({ provider_id: "out.unknown" });
  vi.setSystemTime(NOW + 1);
  const purge = { older_than: NOW + 1, limit: 10 };
  expect(await town.t.mutation(internal.messages.purgeStrayStatuses, purge)).toEqual({ purged: 1, more: false });
});

test("a simulated lead is answered and nothing leaves", async () => {
  const call = { actor: OWNER, workspace_id: town.client, messages: [inbound("halo")] };
  const { conversation_ids } = await town.t.mutation(internal.messages.receiveSimulated, call);
  const id = conversation_ids[0]!;
  await answer(town, id);
  expect(await sendAll(town, id)).toEqual([]);
  expect((await messagesOf(town, id))[1]).toMatchObject({ delivery_status: "delivered" });
  await receive(town, inbound("halo, saya yang asli"));
  expect((await contacts()).map((contact) => contact.phone)).toEqual(["simulator:+6281234567890", "6281234567890"]);
  const stranger = { ...call, actor: NEIGHBOUR };
  expect(await codeOf(town.t.mutation(internal.messages.receiveSimulated, stranger))).toBe("workspace_not_found");
});

test("the messages of a conversation are read newest first, a page at a time", async () => {
  const id = await conversationWith(town, inbound("1"));
  for (const text of ["2", "3", "4", "5"]) {
    vi.setSystemTime(Date.now() + 1_000);
    await receive(town, inbound(text));
  }
  const call = { actor: OWNER, conversation_id: id, limit: 2 };
  const first = await town.t.query(internal.messages.list, call);
  const second = await town.t.query(internal.messages.list, { ...call, cursor: first.cursor! });
  const third = await town.t.query(internal.messages.list, { ...call, cursor: second.cursor! });
  const pages = [first, second, third].map((page) => page.messages.map((message) => message.text));
  expect(pages).toEqual([["5", "4"], ["3", "2"], ["1"]]);
  expect(third.cursor).toBeUndefined();
});
