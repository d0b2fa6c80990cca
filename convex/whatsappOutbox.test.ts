/** Messages on their way out: in their order, one attempt at a time, and only what may leave. */

import { beforeEach, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import type { Doc } from "./_generated/dataModel";
import {
  answer,
  claimDelivery,
  contactOf,
  conversationWith,
  decision,
  inbound,
  LEASE_MS,
  messagesOf,
  newInbox,
  receive,
  sendAll,
  settle,
  takeOver,
} from "./inbox.setup";
import { codeOf, OWNER, type Town } from "./tickets.setup";

const NOW = 1_760_000_000_000;
const DAY_MS = 24 * 60 * 60 * 1000;

let town: Town;
let id: string;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  town = await newInbox();
  id = await conversationWith(town, inbound("halo"));
  return () => vi.useRealTimers();
});

function replies(...texts: string[]) {
  return decision({ replies: texts.map((text) => ({ text, source: "script" })) });
}

async function outbox(): Promise<Doc<"whatsappOutbox">[]> {
  return await town.t.run(async (ctx) => await ctx.db.query("whatsappOutbox").take(50));
}

async function isDue(): Promise<boolean> {
  const { deliveries } = await town.t.query(internal.ariTurns.listDue, { limit: 10, nonce: 0 });
  return deliveries.conversation_ids.length > 0;
}

test("a claimed message has all that sending needs", async () => {
  await answer(town, id, replies("Halo kak"));
  const [, message] = await messagesOf(town, id);
  expect(await claimDelivery(town, id)).toEqual({
    claim: 1,
    conversation_id: id,
    outbox_id: (await outbox())[0]!._id,
    message_id: message!._id,
    workspace_id: town.client,
    phone_number_id: "phone-client",
    to: "+6281234567890",
    text: "Halo kak",
    attempt: 1,
  });
});

test("messages leave in their order, each after the one before", async () => {
  await answer(town, id, replies("satu", "dua"));
  const first = await claimDelivery(town, id);
  expect(await claimDelivery(town, id)).toBeUndefined();
  expect(await settle(town, first!, "retry")).toEqual({ status: "pending", is_more: false });
  expect(await claimDelivery(town, id)).toBeUndefined();
  vi.setSystemTime(NOW + 2_000);
  const again = await claimDelivery(town, id);
  expect(again).toMatchObject({ text: "satu", attempt: 2 });
  expect(await settle(town, again!, "sent")).toEqual({ status: "sent", is_more: true });
  expect(await sendAll(town, id)).toEqual(["dua"]);
  expect(await isDue()).toBe(false);
});

test("a message that waits after a failure is not overtaken by a new one", async () => {
  await answer(town, id, replies("satu"));
  await settle(town, (await claimDelivery(town, id))!, "retry");
  await receive(town, inbound("lalu?"));
  await answer(town, id, replies("dua"));
  expect(await claimDelivery(town, id)).toBeUndefined();
  vi.setSystemTime(NOW + 2_000);
  expect(await sendAll(town, id)).toEqual(["satu", "dua"]);
});

test("attempts wait longer each time, and end", async () => {
  await answer(town, id, replies("satu"));
  await town.t.run(async (ctx) => {
    const conversation = await ctx.db.query("conversations").first();
    await ctx.db.patch("conversations", conversation!._id, { last_inbound_at: NOW + DAY_MS });
  });
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 9; attempt += 1) {
    const delivery = await claimDelivery(town, id);
    const { status } = await settle(town, delivery!, "retry", { error: `no ${attempt}` });
    expect(status).toBe(attempt < 9 ? "pending" : "failed");
    const work = await town.t.run(async (ctx) =>
      (await ctx.db.query("conversationWork").take(5)).find((one) => one.kind === "delivery"),
    );
    const wait = (work!.ready_at ?? Date.now()) - Date.now();
    waits.push(wait / 1000);
    vi.setSystemTime(Date.now() + wait);
  }
  expect(waits).toEqual([2, 8, 32, 128, 512, 2048, 7200, 7200, 0]);
  expect((await messagesOf(town, id))[1]).toMatchObject({ delivery_status: "failed", delivery_error: "no 9" });
});

test("a pause that WhatsApp asks for is kept", async () => {
  await answer(town, id, replies("satu"));
  await settle(town, (await claimDelivery(town, id))!, "retry", { retry_after_ms: 45_000 });
  vi.setSystemTime(NOW + 44_999);
  expect(await claimDelivery(town, id)).toBeUndefined();
  vi.setSystemTime(NOW + 45_000);
  expect(await claimDelivery(town, id)).toBeDefined();
});

test("a message that never will go out fails, and the next leaves", async () => {
  await answer(town, id, replies("satu", "dua"));
  const settled = await settle(town, (await claimDelivery(town, id))!, "give_up", { error: "Undeliverable" });
  expect(settled).toEqual({ status: "failed", is_more: true });
  expect(await sendAll(town, id)).toEqual(["dua"]);
});

test("what may have gone out rests until its status tells, and is not sent again then", async () => {
  await answer(town, id, replies("satu", "dua"));
  const delivery = (await claimDelivery(town, id))!;
  await settle(town, delivery, "unknown", { error: "timeout" });
  vi.setSystemTime(NOW + 59_999);
  expect(await isDue()).toBe(false);
  const status = { phone_number_id: "phone-client", provider_id: "out.x", status: "sent", sign: delivery.message_id } as const;
  await town.t.mutation(internal.messages.receiveBatch, { messages: [], statuses: [status] });

  expect(await sendAll(town, id)).toEqual(["dua"]);
  expect((await messagesOf(town, id))[1]).toMatchObject({ delivery_status: "sent", kapso_message_id: "out.x" });
});

test("without a status it is sent again", async () => {
  await answer(town, id, replies("satu"));
  await settle(town, (await claimDelivery(town, id))!, "unknown");
  vi.setSystemTime(NOW + 60_000);
  expect(await sendAll(town, id)).toEqual(["satu"]);
});

test("a worker that died gives its message back, and may still say that it went out", async () => {
  await answer(town, id, replies("satu"));
  const dead = (await claimDelivery(town, id))!;
  vi.setSystemTime(NOW + LEASE_MS);
  const next = await claimDelivery(town, id);
  expect(next).toMatchObject({ outbox_id: dead.outbox_id, attempt: 2 });
  expect(await settle(town, dead, "sent")).toEqual({ status: "lost", is_more: false });
  expect((await messagesOf(town, id))[1]).toMatchObject({ delivery_status: "sent" });
  expect(await settle(town, next!, "retry")).toEqual({ status: "sent", is_more: false });
});

test("a settlement with a row of another conversation is lost", async () => {
  await answer(town, id, replies("satu"));
  const delivery = (await claimDelivery(town, id))!;
  const other = await conversationWith(town, inbound("x", { phone: "+6281299999999", phone_spellings: ["6281299999999"] }));
  expect(await settle(town, { ...delivery, conversation_id: other }, "sent")).toMatchObject({ status: "lost" });
  expect((await outbox())[0]).toMatchObject({ status: "sending" });
});

test("nothing leaves a day after the contact wrote but templates", async () => {
  await answer(town, id, replies("satu"));
  vi.setSystemTime(NOW + DAY_MS);
  expect(await claimDelivery(town, id)).toBeUndefined();
  expect((await messagesOf(town, id))[1]).toMatchObject({ delivery_status: "failed" });

  const call = { actor: OWNER, conversation_id: id, text: "Pengingat konsultasi" };
  expect(await codeOf(town.t.mutation(internal.conversations.sendMessage, call))).toBe("outside_service_window");
  const template = { name: "reminder", language: "id", components: [{ type: "body" }] };
  await town.t.mutation(internal.conversations.sendMessage, { ...call, template });
  expect(await claimDelivery(town, id)).toMatchObject({ template });
});

test("what was queued before the contact opted out does not leave", async () => {
  await answer(town, id, replies("satu", "dua"));
  await receive(town, inbound("stop", { consent: "out" }));
  expect(await sendAll(town, id)).toEqual([]);
  expect((await outbox()).map((row) => [row.status, row.last_error])).toEqual([
    ["dropped", "The contact wants no messages."],
    ["dropped", "The contact wants no messages."],
  ]);
  expect((await contactOf(town, id)).opted_out_at).toBe(NOW);
});

test("what is of no use any more does not leave", async () => {
  await answer(town, id, replies("satu"));
  await town.t.run(async (ctx) => {
    await ctx.db.patch("whatsappOutbox", (await ctx.db.query("whatsappOutbox").first())!._id, { expires_at: NOW });
  });
  expect(await sendAll(town, id)).toEqual([]);
  expect((await outbox())[0]).toMatchObject({ status: "failed" });
});

test("a workspace without a number sends nothing, and says so", async () => {
  await answer(town, id, replies("satu"));
  await town.t.run(async (ctx) => {
    await ctx.db.patch("workspaces", town.client, { kapso_phone_id: undefined });
  });
  expect(await sendAll(town, id)).toEqual([]);
  expect((await messagesOf(town, id))[1]).toMatchObject({ delivery_error: "The workspace has no WhatsApp number." });
});

test("a reply that is being sent while a human takes over is not tried again", async () => {
  await answer(town, id, replies("satu"));
  const delivery = (await claimDelivery(town, id))!;
  await takeOver(town, id, OWNER);
  await settle(town, delivery, "retry");
  vi.setSystemTime(NOW + 60_000);
  expect(await sendAll(town, id)).toEqual([]);
  expect((await outbox())[0]).toMatchObject({ status: "dropped" });
});

test("a reply that was being sent when a human took over is sent, if it was", async () => {
  await answer(town, id, replies("satu"));
  const delivery = (await claimDelivery(town, id))!;
  await takeOver(town, id, OWNER);
  await settle(town, delivery, "sent");
  expect((await messagesOf(town, id))[1]).toMatchObject({ delivery_status: "sent" });
});

test.each([0, Number.NaN, 3_600_001])("a lease of %d ms is refused", async (lease_ms) => {
  const claim = { conversation_id: id, lease_ms };
  expect(await codeOf(town.t.mutation(internal.whatsappOutbox.claim, claim))).toBe("invalid_value");
  expect(await codeOf(town.t.mutation(internal.ariTurns.claim, claim))).toBe("invalid_value");
});

test("a claim of nonsense is nothing", async () => {
  expect(await claimDelivery(town, "nonsense")).toBeUndefined();
});

test("what was sent long ago is forgotten, what waits is not", async () => {
  await answer(town, id, replies("satu", "dua"));
  await settle(town, (await claimDelivery(town, id))!, "sent");
  vi.setSystemTime(NOW + 1);
  const purge = { older_than: NOW + 1, limit: 10 };
  expect(await town.t.mutation(internal.whatsappOutbox.purge, purge)).toEqual({ purged: 1, more: false });
  expect(await sendAll(town, id)).toEqual(["dua"]);
});
