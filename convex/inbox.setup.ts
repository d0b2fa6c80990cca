/** What the tests of conversations share: workspaces with numbers and ARI switched on, messages, decisions, workers. */

import { internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import type { Actor } from "./model/access";
import type { Decision } from "./model/ari/commits";
import type { Turn } from "./model/ari/reading";
import type { Delivery } from "./model/inbox/outbox";
import type { Inbound, Received } from "./model/inbox/receiving";
import { newTown, type Town } from "./tickets.setup";

export const CLIENT_NUMBER = "phone-client";
export const NEIGHBOUR_NUMBER = "phone-neighbour";
export const LEASE_MS = 30_000;

/** The town of the ticket tests, in which the client and its neighbour have WhatsApp and ARI. */
export async function newInbox(): Promise<Town> {
  const town = await newTown();
  await switchOn(town, town.client, CLIENT_NUMBER);
  await switchOn(town, town.neighbour, NEIGHBOUR_NUMBER);
  return town;
}

async function switchOn({ t }: Town, workspaceId: Id<"workspaces">, number: string): Promise<void> {
  await t.run(async (ctx) => {
    await ctx.db.patch("workspaces", workspaceId, { kapso_phone_id: number });
    await ctx.db.insert("ariConfig", {
      workspace_id: workspaceId,
      bot_name: "ARI",
      greeting_style: "professional",
      language: "id",
      is_enabled: true,
      created_at: 0,
      updated_at: 0,
    });
  });
}

let counted = 0;

/** A message as the webhook passes it on; by default Sari's, of this moment. */
export function inbound(text: string, changes: Partial<Inbound> = {}): Inbound {
  counted += 1;
  return {
    phone_number_id: CLIENT_NUMBER,
    provider_id: `wamid.${counted}`,
    phone: "+6281234567890",
    phone_spellings: ["6281234567890", "+6281234567890", "081234567890"],
    profile_name: "Sari 🌸",
    kind: "text",
    text,
    sent_at: Date.now(),
    wants_answer: true,
    wait_ms: 4_000,
    limit_ms: 20_000,
    ...changes,
  };
}

export async function receive({ t }: Town, ...messages: Inbound[]): Promise<Received> {
  return await t.mutation(internal.messages.receiveBatch, { messages, statuses: [] });
}

/** The conversation into which one message goes. */
export async function conversationWith(town: Town, ...messages: Inbound[]): Promise<Id<"conversations">> {
  const { conversation_ids } = await receive(town, ...messages);
  return conversation_ids[0] as Id<"conversations">;
}

export function decision(changes: Partial<Decision> = {}): Decision {
  return {
    state: "qualifying",
    memory: { format: 1, facts: {} },
    replies: [{ text: "Halo kak, dengan siapa ya?", source: "script" }],
    add_tags: [],
    model_calls: [],
    cited_entries: [],
    trace: [],
    ...changes,
  };
}

/** Claim the burst, over or not. */
export async function claimNow({ t }: Town, conversation_id: string): Promise<Turn | undefined> {
  const claimed = { conversation_id, lease_ms: LEASE_MS, even_if_not_due: true };
  return (await t.mutation(internal.ariTurns.claim, claimed)).turn;
}

export async function claimed(town: Town, conversationId: string): Promise<Turn> {
  const turn = await claimNow(town, conversationId);
  if (turn === undefined) {
    throw new Error("The test expected a burst to be claimed.");
  }
  return turn;
}

export async function commit({ t }: Town, turn: Turn, decided: Decision = decision()) {
  const { conversation_id, claim, epoch } = turn;
  return await t.mutation(internal.ariTurns.commit, { conversation_id, claim, epoch, decision: decided });
}

/** Answer the burst from the claim to the commit. */
export async function answer(town: Town, conversationId: string, decided: Decision = decision()) {
  return await commit(town, await claimed(town, conversationId), decided);
}

export async function claimDelivery({ t }: Town, conversation_id: string): Promise<Delivery | undefined> {
  return (await t.mutation(internal.whatsappOutbox.claim, { conversation_id, lease_ms: LEASE_MS })).delivery;
}

type Outcome = "sent" | "retry" | "unknown" | "give_up";

export async function settle({ t }: Town, delivery: Delivery, outcome: Outcome, more: object = {}) {
  const { conversation_id, claim, outbox_id } = delivery;
  const provider_id = outcome === "sent" ? { provider_id: `sent.${delivery.message_id}` } : {};
  return await t.mutation(internal.whatsappOutbox.settle, {
    conversation_id,
    claim,
    outbox_id,
    outcome,
    ...provider_id,
    ...more,
  });
}

/** Send all that may leave the conversation now, and return the texts in their order. */
export async function sendAll(town: Town, conversationId: string): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const delivery = await claimDelivery(town, conversationId);
    if (delivery === undefined) {
      return texts;
    }
    texts.push(delivery.text ?? delivery.template?.name ?? "");
    await settle(town, delivery, "sent");
  }
}

/** The messages of the conversation, oldest first. */
export async function messagesOf({ t }: Town, conversationId: string): Promise<Doc<"messages">[]> {
  return await t.run(
    async (ctx) =>
      await ctx.db
        .query("messages")
        .withIndex("by_conversation_time", (q) => q.eq("conversation_id", conversationId as Id<"conversations">))
        .take(1_000),
  );
}

export async function textsOf(town: Town, conversationId: string): Promise<string[]> {
  return (await messagesOf(town, conversationId)).map((message) => message.content ?? "");
}

export async function conversationOf({ t }: Town, id: string): Promise<Doc<"conversations">> {
  return await t.run(async (ctx) => found(await ctx.db.get("conversations", id as Id<"conversations">)));
}

export async function contactOf({ t }: Town, conversationId: string): Promise<Doc<"contacts">> {
  return await t.run(async (ctx) => {
    const conversation = found(await ctx.db.get("conversations", conversationId as Id<"conversations">));
    return found(await ctx.db.get("contacts", conversation.contact_id));
  });
}

export async function ariOf({ t }: Town, conversationId: string): Promise<Doc<"ariConversations">> {
  return await t.run(async (ctx) => {
    const conversation = found(await ctx.db.get("conversations", conversationId as Id<"conversations">));
    return found(
      await ctx.db
        .query("ariConversations")
        .withIndex("by_workspace_contact", (q) =>
          q.eq("workspace_id", conversation.workspace_id).eq("contact_id", conversation.contact_id),
        )
        .first(),
    );
  });
}

export async function takeOver({ t }: Town, conversation_id: string, actor: Actor) {
  return await t.mutation(internal.conversations.takeOver, { actor, conversation_id });
}

export async function handBack({ t }: Town, conversation_id: string, actor: Actor) {
  return await t.mutation(internal.conversations.handBack, { actor, conversation_id });
}

function found<Document>(document: Document | null): Document {
  if (document === null) {
    throw new Error("The test's document is gone.");
  }
  return document;
}
