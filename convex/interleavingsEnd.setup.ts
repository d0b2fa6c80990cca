/** What is stored when everything has settled down, against the world's own account. */

import type { Doc } from "./_generated/dataModel";
import { check, isOpen, storedConversation, type Account } from "./interleavingsAccount.setup";
import type { Town } from "./tickets.setup";

/** Check what is stored in the end against the world's own account. */
export async function checkEnd(town: Town, account: Account): Promise<void> {
  const stored = await town.t.run(async (ctx) => await ctx.db.query("messages").take(2_000));
  checkStored(account, stored);
  await checkAnswers(town, account);
  checkOrder(account, stored);
  checkStatuses(account, stored);
  await checkLog(town, account);
}

function checkStored(account: Account, stored: readonly Doc<"messages">[]): void {
  const ids = stored.filter((message) => message.direction === "inbound").map((message) => message.kapso_message_id);
  const sent = [...account.said.keys()];
  check(ids.length === new Set(ids).size, "each message is stored once");
  check(sent.length === ids.length && sent.every((id) => ids.includes(id)), "what was sent is what is stored");
}

async function checkAnswers(town: Town, account: Account): Promise<void> {
  for (const said of account.said.values()) {
    const { text, wants_answer: wantsAnswer } = said.message;
    check(said.answers <= 1, `${text ?? ""} is answered once`);
    if (wantsAnswer && isOpen(said)) {
      check(said.lead.isWithHuman, `${text ?? ""} waits for nobody but a human`);
    }
  }
  for (const lead of account.leads.filter((one) => one.conversationId !== undefined)) {
    const conversation = await storedConversation(town, lead);
    const isWithHuman = conversation.status === "handover" || conversation.ari_state === "completed";
    check(isWithHuman === lead.isWithHuman || conversation.status === "closed", "the world knows who has a conversation");
  }
}

function checkOrder(account: Account, stored: readonly Doc<"messages">[]): void {
  const positions = [...account.queued.keys()];
  for (const lead of account.leads) {
    const left = account.sentInOrder.filter((id) => account.queuedOf(id).lead === lead).map((id) => positions.indexOf(id));
    check(left.every((position, at) => at === 0 || position > (left[at - 1] ?? -1)), "messages leave in their order");
  }
  const outbound = stored.filter((message) => message.direction === "outbound");
  check(outbound.length === account.queued.size, "staff see every message that was queued, and no other");
  for (const message of outbound) {
    const queued = account.queuedOf(message._id);
    check(message.delivery_status !== "queued", `no message is forgotten (${message._id})`);
    check(queued.sendings > 0 || message.delivery_status === "failed", "what did not leave has failed");
  }
}

function checkStatuses(account: Account, stored: readonly Doc<"messages">[]): void {
  for (const message of stored.filter((one) => one.direction === "outbound" && account.queuedOf(one._id).isKnownSent)) {
    const wasTold = account.log.filter((line) => line.includes(` status ${message.kapso_message_id ?? "none"} `));
    const best = ["read", "delivered", "failed"].find((word) => wasTold.some((line) => line.endsWith(word))) ?? "sent";
    check(message.delivery_status === best, `${message._id} is ${best}, not ${message.delivery_status ?? ""}`);
  }
}

async function checkLog(town: Town, account: Account): Promise<void> {
  const rows = await town.t.run(async (ctx) => await ctx.db.query("ariMessages").take(2_000));
  const logged = rows.filter((row) => row.role === "user").map((row) => (row.metadata as { message_id: string }).message_id);
  check(logged.length === new Set(logged).size, "each message is in the log once");
  const answered = [...account.said.values()].filter((said) => said.answers > 0).length;
  check(logged.length === answered, `the log has the ${answered} messages that were answered, not ${logged.length}`);
  const replies = rows.filter((row) => row.role === "assistant").length;
  const queued = [...account.queued.values()].filter((message) => message.isBot).length;
  check(replies === queued, `the log has the ${queued} replies that were queued, not ${replies}`);
}
