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
  const { turns } = await town.t.query(internal.ariTurns.listDue, { limit: 10, asked_at: Date.now() });
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
