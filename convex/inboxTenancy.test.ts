/**
 * No function of conversations lets a neighbour in. The test walks over whatever the modules export, so a new function
 * fails here until it says how it keeps tenants apart.
 */

import { beforeEach, expect, test } from "vitest";
import { internal } from "./_generated/api";
import * as ariConversations from "./ariConversations";
import * as ariTurns from "./ariTurns";
import * as conversations from "./conversations";
import { answer, contactOf, conversationWith, decision, inbound, newInbox } from "./inbox.setup";
import * as messages from "./messages";
import type { Actor } from "./model/access";
import * as staffNotifications from "./staffNotifications";
import { describeExports, INTRUDERS, triedOf, type Attempts } from "./tenancy.setup";
import { NEIGHBOUR, person, refusalOf, type Town } from "./tickets.setup";
import * as whatsappOutbox from "./whatsappOutbox";

const MODULES = { ariConversations, ariTurns, conversations, messages, staffNotifications, whatsappOutbox };

/** Things of the client's, which the neighbour has got to know the ids of. */
interface Loot {
  readonly town: Town;
  readonly conversation_id: string;
  readonly contact_id: string;
  readonly notification_id: string;
}

type Attempt = (loot: Loot, actor: Actor) => Promise<unknown>;

const KEY = { idempotency_key: "k", fingerprint: "f" };
const WORKER = "the worker's own, which no caller reaches";

const ATTEMPTS: Attempts<Attempt> = {
  "ariConversations:getByContact": ({ town, contact_id }, actor) =>
    town.t.query(internal.ariConversations.getByContact, { actor, workspace_id: town.client, contact_id }),
  "ariConversations:listLog": ({ town, contact_id }, actor) =>
    town.t.query(internal.ariConversations.listLog, { actor, workspace_id: town.client, contact_id }),
  "ariConversations:sampleLeads": ({ town }, actor) =>
    town.t.query(internal.ariConversations.sampleLeads, { actor, workspace_id: town.client }),
  "ariConversations:updateState": ({ town, conversation_id }, actor) =>
    town.t.mutation(internal.ariConversations.updateState, { actor, conversation_id, state: "scoring" }),
  "ariTurns:listDue": WORKER,
  "ariTurns:claim": WORKER,
  "ariTurns:extend": WORKER,
  "ariTurns:commit": WORKER,
  "ariTurns:release": WORKER,
  "conversations:list": ({ town }, actor) =>
    town.t.query(internal.conversations.list, { actor, workspace_id: town.client }),
  "conversations:get": ({ town, conversation_id }, actor) =>
    town.t.query(internal.conversations.get, { actor, conversation_id }),
  "conversations:listEvents": ({ town, conversation_id }, actor) =>
    town.t.query(internal.conversations.listEvents, { actor, conversation_id }),
  "conversations:listNotes": ({ town, conversation_id }, actor) =>
    town.t.query(internal.conversations.listNotes, { actor, conversation_id }),
  "conversations:takeOver": ({ town, conversation_id }, actor) =>
    town.t.mutation(internal.conversations.takeOver, { actor, conversation_id }),
  "conversations:handBack": ({ town, conversation_id }, actor) =>
    town.t.mutation(internal.conversations.handBack, { actor, conversation_id }),
  "conversations:sendMessage": ({ town, conversation_id }, actor) =>
    town.t.mutation(internal.conversations.sendMessage, { actor, conversation_id, text: "Halo" }),
  "conversations:markRead": ({ town, conversation_id }, actor) =>
    town.t.mutation(internal.conversations.markRead, { actor, conversation_id }),
  "conversations:assign": ({ town, conversation_id }, actor) =>
    town.t.mutation(internal.conversations.assign, { actor, conversation_id, assignee: null }),
  "conversations:close": ({ town, conversation_id }, actor) =>
    town.t.mutation(internal.conversations.close, { actor, conversation_id }),
  "conversations:setLeadStatus": ({ town, conversation_id }, actor) =>
    town.t.mutation(internal.conversations.setLeadStatus, { actor, conversation_id, lead_status: "lost" }),
  "messages:receiveBatch": "the webhook's own: the number that a message came to tells its workspace",
  "messages:receiveChat": "the operator's command, which no caller reaches",
  "messages:receiveSimulated": ({ town }, actor) =>
    town.t.mutation(internal.messages.receiveSimulated, { actor, workspace_id: town.client, messages: [inbound("x")] }),
  "messages:findSimulated": ({ town }, actor) =>
    town.t.query(internal.messages.findSimulated, { actor, workspace_id: town.client, ...KEY }),
  "messages:keepSimulated": ({ town }, actor) =>
    town.t.mutation(internal.messages.keepSimulated, { actor, workspace_id: town.client, ...KEY, answer: "{}" }),
  "messages:list": ({ town, conversation_id }, actor) =>
    town.t.query(internal.messages.list, { actor, conversation_id }),
  "messages:purgeStrayStatuses": "the operator's command, which answers with numbers",
  "staffNotifications:list": async ({ town }, actor) => {
    // Everybody may ask for their own; a neighbour has none of the client's.
    const { notifications } = await town.t.query(internal.staffNotifications.list, { actor });
    expect(notifications).toEqual([]);
    return await town.t.query(internal.conversations.list, { actor, workspace_id: town.client });
  },
  "staffNotifications:markRead": ({ town, notification_id }, actor) =>
    town.t.mutation(internal.staffNotifications.markRead, { actor, notification_id }),
  "staffNotifications:markAllRead": async ({ town }, actor) => {
    // Everybody may read their own; a neighbour has none of the client's.
    expect(await town.t.mutation(internal.staffNotifications.markAllRead, { actor, until: Date.now() })).toEqual({ read: 0 });
    return await town.t.query(internal.conversations.list, { actor, workspace_id: town.client });
  },
  "staffNotifications:claimMail": "the worker's own; it checks that each recipient still belongs to the workspace",
  "staffNotifications:settleMail": "the worker's own, for a mail that it holds the claim of",
  "whatsappOutbox:claim": WORKER,
  "whatsappOutbox:settle": "the worker's own, for a message that it holds the claim of",
  "whatsappOutbox:purge": "the operator's command, which answers with numbers",
};

describeExports(MODULES, ATTEMPTS);

const TRIED = triedOf(ATTEMPTS);

let loot: Loot;

beforeEach(async () => {
  const town = await newInbox();
  const conversation_id = await conversationWith(town, inbound("rahasia"));
  const handoff = { reason: "legal", summary: "rahasia", note_type: "handoff" };
  await answer(town, conversation_id, decision({ state: "handoff", handoff }));
  const contact = await contactOf(town, conversation_id);
  const notice = await town.t.run(async (ctx) => await ctx.db.query("staffNotifications").first());
  loot = { town, conversation_id, contact_id: contact._id, notification_id: notice!._id };
});

test.each(TRIED)("%s refuses whoever does not belong", async (_name, attempt) => {
  for (const [who, actor] of Object.entries(INTRUDERS)) {
    const refusal = await refusalOf(attempt(loot, actor));
    expect([who, refusal?.kind]).toEqual([who, "not_found"]);
    expect(JSON.stringify(refusal)).not.toMatch(/rahasia|sari/i);
  }
});

test.each(["nonsense", ""])("a conversation called %j and a hidden one are refused in the same words", async (id) => {
  const ask = (conversation_id: string) =>
    refusalOf(loot.town.t.query(internal.conversations.get, { actor: NEIGHBOUR, conversation_id }));
  expect(await ask(id)).toEqual(await ask(loot.conversation_id));
});

test("a conversation asked for in another workspace than its own is not found", async () => {
  const { town, conversation_id } = loot;
  const call = { actor: person("owner"), conversation_id, workspace_id: town.neighbour };
  expect(await refusalOf(town.t.query(internal.conversations.get, call))).toMatchObject({ code: "conversation_not_found" });
});
