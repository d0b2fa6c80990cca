/** Turns of ARI from the burst to the queued reply, and what keeps a reply from being queued. */

import { beforeEach, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import {
  answer,
  ariOf,
  claimed,
  claimNow,
  commit,
  contactOf,
  conversationOf,
  conversationWith,
  decision,
  handBack,
  inbound,
  LEASE_MS,
  messagesOf,
  newInbox,
  receive,
  sendAll,
  takeOver,
  textsOf,
} from "./inbox.setup";
import { codeOf, OWNER, type Town } from "./tickets.setup";

let town: Town;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_760_000_000_000 });
  town = await newInbox();
  return () => vi.useRealTimers();
});

function pass(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

async function due(): Promise<string[]> {
  const { turns } = await town.t.query(internal.ariTurns.listDue, { limit: 10, nonce: 0 });
  return turns.conversation_ids;
}

test("a burst is due when it is over, and answered once", async () => {
  const id = await conversationWith(town, inbound("halo"));
  pass(3_000);
  await receive(town, inbound("mau tanya"));
  pass(3_999);
  expect(await due()).toEqual([]);
  pass(1);
  expect(await due()).toEqual([id]);

  const turn = await claimed(town, id);
  expect(turn.messages.map((message) => message.text)).toEqual(["halo", "mau tanya"]);
  expect(await commit(town, turn)).toMatchObject({ outcome: "committed" });

  expect(await due()).toEqual([]);
  expect(await claimNow(town, id)).toBeUndefined();
  expect(await sendAll(town, id)).toEqual(["Halo kak, dengan siapa ya?"]);
  expect(await textsOf(town, id)).toEqual(["halo", "mau tanya", "Halo kak, dengan siapa ya?"]);
});

test("a reply to a burst to which something was added is not sent", async () => {
  const id = await conversationWith(town, inbound("halo"));
  const turn = await claimed(town, id);
  await receive(town, inbound("eh, stop dulu"));

  expect(await commit(town, turn)).toEqual({ outcome: "superseded", message_ids: [] });
  expect(await due()).toEqual([]);
  pass(4_000);
  expect((await claimed(town, id)).messages.map((message) => message.text)).toEqual(["halo", "eh, stop dulu"]);
});

test("a reply that comes after a takeover is not sent, nor one that was queued before", async () => {
  const id = await conversationWith(town, inbound("halo"));
  await answer(town, id);
  await receive(town, inbound("saya mau daftar"));
  const turn = await claimed(town, id);
  await takeOver(town, id, OWNER);

  expect(await commit(town, turn)).toEqual({ outcome: "with_human", message_ids: [] });
  expect(await sendAll(town, id)).toEqual([]);
  expect(await messagesOf(town, id)).toMatchObject([{}, { delivery_status: "failed" }, {}]);
});

test("what nobody answered while a human had it is ARI's when it is handed back", async () => {
  const id = await conversationWith(town, inbound("halo"));
  await takeOver(town, id, OWNER);
  await receive(town, inbound("ada orang?"));
  expect(await due()).toEqual([]);
  await handBack(town, id, OWNER);

  expect(await due()).toEqual([id]);
  expect((await claimed(town, id)).messages.map((message) => message.text)).toEqual(["halo", "ada orang?"]);
});

test("a handoff gives the conversation to somebody and ARI is silent from then on", async () => {
  const id = await conversationWith(town, inbound("saya mau bicara dengan orang"));
  const handoff = { reason: "human_requested", summary: "Sari ingin bicara.", tag: "butuh-orang", note_type: "handoff" };
  await answer(town, id, decision({ state: "handoff", handoff, replies: [{ text: "Baik kak.", source: "script" }] }));

  expect(await sendAll(town, id)).toEqual(["Baik kak."]);
  expect(await conversationOf(town, id)).toMatchObject({ status: "handover", ari_state: "handoff" });
  expect((await contactOf(town, id)).tags).toEqual(["butuh-orang"]);
  await receive(town, inbound("halo?"));
  pass(60_000);
  expect(await due()).toEqual([]);
  await handBack(town, id, OWNER);
  expect(await ariOf(town, id)).toMatchObject({ state: "qualifying" });
});

test("a burst whose worker died is the next one's, and the dead one's reply is lost", async () => {
  const id = await conversationWith(town, inbound("halo"));
  const dead = await claimed(town, id);
  expect(await claimNow(town, id)).toBeUndefined();
  pass(LEASE_MS);
  const turn = await claimed(town, id);

  expect(await commit(town, dead)).toEqual({ outcome: "lost", message_ids: [] });
  expect(await commit(town, turn)).toMatchObject({ outcome: "committed" });
  expect(await sendAll(town, id)).toHaveLength(1);
});

test("a commit that is repeated because its answer was lost writes nothing more", async () => {
  const id = await conversationWith(town, inbound("halo"));
  const turn = await claimed(town, id);
  const first = await commit(town, turn);

  expect(await commit(town, turn)).toEqual(first);
  expect(await textsOf(town, id)).toHaveLength(2);
});

test("a handoff without its reason is refused", async () => {
  const id = await conversationWith(town, inbound("halo"));
  expect(await codeOf(answer(town, id, decision({ state: "handoff" })))).toBe("handoff_missing");
});

test.each([
  [{ replies: [{ text: " ", source: "script" }] }, "invalid_reply"],
  [{ replies: [{ text: "x".repeat(4_097), source: "script" }] }, "invalid_reply"],
  [{ replies: Array.from({ length: 11 }, () => ({ text: "x", source: "script" })) }, "invalid_reply"],
])("a turn that decides what no turn may is refused (%#)", async (changes, code) => {
  const id = await conversationWith(town, inbound("halo"));
  expect(await codeOf(answer(town, id, decision(changes)))).toBe(code);
});

test("a turn reads what it needs, and nothing that never reached the contact", async () => {
  const id = await conversationWith(town, inbound("halo"));
  await town.t.run(async (ctx) => {
    const workspace_id = town.client;
    const made = { created_at: 0, updated_at: 0 };
    const category = { workspace_id, name: "Biaya", display_order: 0, ...made };
    const category_id = await ctx.db.insert("ariKnowledgeCategories", category);
    const entry = { workspace_id, category_id, title: "Harga", content: "Rp 500.000", ...made };
    await ctx.db.insert("ariKnowledgeEntries", { ...entry, is_active: true });
    await ctx.db.insert("ariKnowledgeEntries", { ...entry, title: "Lama", is_active: false });
    const place = { workspace_id, country: "Japan", university_name: "Todai", priority: 1, ...made };
    await ctx.db.insert("ariDestinations", { ...place, is_promoted: false });
    await ctx.db.insert("ariDestinations", { ...place, university_name: "Waseda", is_promoted: true });
    const stage = { workspace_id, name: "Sapa", goal: "Kenalan", stage_order: 0, is_active: true, ...made };
    await ctx.db.insert("ariFlowStages", stage);
    const weights = { weight_basic: 20, weight_qualification: 40, weight_document: 30, weight_engagement: 10 };
    await ctx.db.insert("ariScoringConfig", { workspace_id, hot_threshold: 80, warm_threshold: 50, ...weights, ...made });
  });
  await answer(town, id, decision({ memory: { format: 1, facts: { name: { value: "Sari" } } }, model: "grok" }));
  const failed = (await messagesOf(town, id))[1]!;
  await town.t.run(async (ctx) => {
    await ctx.db.patch("messages", failed._id, { delivery_status: "failed" });
  });
  pass(1_000);
  await receive(town, inbound("berapa biayanya?"));
  const turn = await claimed(town, id);

  expect(turn).toMatchObject({
    claim: 2,
    attempt: 1,
    epoch: 3,
    workspace: { id: town.client, name: "RUMAH-KULIAH", slug: "rumah-kuliah" },
    settings: { is_enabled: true, bot_name: "ARI", language: "id" },
    scoring: { hot_threshold: 80, weight_qualification: 40 },
    flow_stages: [{ name: "Sapa", goal: "Kenalan" }],
    contact: { phone: "+6281234567890", profile_name: "Sari 🌸", lead_status: "new", is_status_human: false, tags: [] },
    state: "qualifying",
    memory: { format: 1, facts: { name: { value: "Sari" } } },
    model: "grok",
    messages: [{ text: "berapa biayanya?", direction: "inbound", sender: "contact", kind: "text" }],
    history: [{ text: "halo" }],
    knowledge: [{ title: "Harga", content: "Rp 500.000", category: "Biaya" }],
    destinations: [{ university_name: "Waseda" }, { university_name: "Todai" }],
  });
});

test("a burst beyond all measure is answered by its newest messages, once", async () => {
  const id = await conversationWith(town, ...Array.from({ length: 60 }, (_, number) => inbound(`${number}`)));
  const turn = await claimed(town, id);
  expect(turn.messages.map((message) => message.text)).toEqual(Array.from({ length: 50 }, (_, at) => `${at + 10}`));
  expect(turn.history.map((message) => message.text)).toEqual(Array.from({ length: 10 }, (_, at) => `${at}`));
  await commit(town, turn);
  expect(await claimNow(town, id)).toBeUndefined();
});

test("ARI is silent where it is switched off, and answers nothing of that time later", async () => {
  const switchTo = async (is_enabled: boolean) => {
    await town.t.run(async (ctx) => {
      const configs = await ctx.db.query("ariConfig").take(5);
      const config = configs.find((one) => one.workspace_id === town.client);
      await ctx.db.patch("ariConfig", config!._id, { is_enabled });
    });
  };
  const id = await conversationWith(town, inbound("halo"));
  const turn = await claimed(town, id);
  await switchTo(false);
  expect(await commit(town, turn)).toEqual({ outcome: "disabled", message_ids: [] });
  await receive(town, inbound("ada?"));
  expect(await claimNow(town, id)).toBeUndefined();
  await switchTo(true);
  await receive(town, inbound("sudah buka?"));
  expect((await claimed(town, id)).messages.map((message) => message.text)).toEqual(["sudah buka?"]);
});

test("a suspended workspace is silent", async () => {
  const id = await conversationWith(town, inbound("halo"));
  await town.t.run(async (ctx) => {
    await ctx.db.patch("workspaces", town.client, { status: "suspended" });
  });
  const claim = { conversation_id: id, lease_ms: LEASE_MS, even_if_not_due: true };
  expect(await town.t.mutation(internal.ariTurns.claim, claim)).toEqual({ silence: "disabled" });
});

test("a burst that waited for more than a day is not answered any more", async () => {
  const id = await conversationWith(town, inbound("halo"));
  pass(24 * 60 * 60 * 1000);
  const claim = { conversation_id: id, lease_ms: LEASE_MS };
  expect(await town.t.mutation(internal.ariTurns.claim, claim)).toEqual({ silence: "outside_window" });
  expect(await due()).toEqual([]);
});

test("a burst that cannot be answered waits longer each time, and then goes to a human", async () => {
  const id = await conversationWith(town, inbound("halo"));
  pass(4_000);
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    const turn = await claimed(town, id);
    expect(turn.attempt).toBe(attempt);
    const release = { conversation_id: id, claim: turn.claim, error: "ValueError" };
    expect(await town.t.mutation(internal.ariTurns.release, release)).toEqual({ released: true });
    expect(await town.t.mutation(internal.ariTurns.release, release)).toEqual({ released: false });
    const { turns } = await town.t.query(internal.ariTurns.listDue, { limit: 1, nonce: 0 });
    waits.push(turns.next_at! - Date.now());
    vi.setSystemTime(turns.next_at!);
  }
  expect(waits).toEqual([2_000, 8_000, 32_000, 128_000, 300_000, 300_000]);
  const claim = { conversation_id: id, lease_ms: LEASE_MS };
  expect(await town.t.mutation(internal.ariTurns.claim, claim)).toEqual({ silence: "given_up" });
  expect(await conversationOf(town, id)).toMatchObject({ status: "handover", ari_state: "handoff" });
  expect(await ariOf(town, id)).toMatchObject({ handoff_reason: "ari_failed" });
});

test("a worker that ends gives its burst back at once", async () => {
  const id = await conversationWith(town, inbound("halo"));
  const turn = await claimed(town, id);
  await town.t.mutation(internal.ariTurns.release, { conversation_id: id, claim: turn.claim });
  expect(await due()).toEqual([id]);
  expect((await claimed(town, id)).attempt).toBe(1);
});

test("a claim that is extended is held on, and tells when it has become vain", async () => {
  const id = await conversationWith(town, inbound("halo"));
  const { claim, epoch } = await claimed(town, id);
  const extend = { conversation_id: id, claim, epoch, lease_ms: LEASE_MS };
  pass(LEASE_MS - 1);
  expect(await town.t.mutation(internal.ariTurns.extend, extend)).toEqual({ is_held: true, is_current: true });
  pass(LEASE_MS - 1);
  expect(await claimNow(town, id)).toBeUndefined();
  await receive(town, inbound("lagi"));
  expect(await town.t.mutation(internal.ariTurns.extend, extend)).toEqual({ is_held: true, is_current: false });
  await takeOver(town, id, OWNER);
  expect(await town.t.mutation(internal.ariTurns.extend, extend)).toEqual({ is_held: false, is_current: false });
});

test("who asks what is due learns when the next will be", async () => {
  await receive(town, inbound("halo"));
  const asked = await town.t.query(internal.ariTurns.listDue, { limit: 10, nonce: 0 });
  expect(asked.turns).toEqual({ conversation_ids: [], next_at: Date.now() + 4_000 });
  expect(asked.now).toBe(Date.now());
});

test("a trace too large to keep is left out of the log", async () => {
  const id = await conversationWith(town, inbound("halo"));
  await answer(town, id, decision({ trace: [{ text: "x".repeat(300_000) }] }));
  const rows = await town.t.run(async (ctx) => await ctx.db.query("ariMessages").take(5));
  const assistant = rows.find((row) => row.role === "assistant")!;
  expect(assistant.metadata).toMatchObject({ trace: [{ note: "The trace was too large to keep." }] });
});

test("a turn without a reply is in the log too, with its reason and what models cost", async () => {
  const id = await conversationWith(town, inbound("halo"));
  const call = { model: "grok", outcome: "ok", latency_ms: 900, input_tokens: 10, output_tokens: 5, cost_micros: 7 };
  await answer(town, id, decision({ replies: [], silence: "nothing_to_say", model_calls: [call, call] }));
  const rows = await town.t.run(async (ctx) => await ctx.db.query("ariMessages").take(5));
  expect(rows).toMatchObject([
    { role: "user", content: "halo" },
    { role: "system", tokens_used: 30, response_time_ms: 1_800, metadata: { silence: "nothing_to_say" } },
  ]);
});
