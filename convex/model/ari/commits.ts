/**
 * Writing what a turn decided: all of it in one transaction, or nothing.
 *
 * The transaction checks who asks and what has happened since the claim. If a newer message came, a human took over,
 * the contact opted out or ARI was switched off, no reply is queued, whatever the model had worded.
 */

import { getConvexSize, v, type Infer, type ObjectType, type Value } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { changeContact, heedConsent } from "../inbox/contacts";
import { MAX_TEXT, queueMessages, type Outgoing } from "../inbox/outgoing";
import { ARI_ID, changeConversation, epochOf, recordEvent, type Contact, type Thread } from "../inbox/threads";
import { refuse } from "../refusals";
import { findWork, giveBack } from "../work";
import { briefHuman, handOff, vHandoff } from "./handoffs";
import { changeLead } from "./leads";
import { countConversion } from "./ledger/comparison";
import { changeAri, ensureAriConversation, STATES, type AriConversation } from "./records";
import { findConfig, unansweredOf } from "./reading";
import { beSilent, findHeld, heldArgs, silenceOf } from "./turns";

const vScore = v.object({
  total: v.number(),
  temperature: v.union(v.literal("hot"), v.literal("warm"), v.literal("cold")),
  basic: v.number(),
  qualification: v.number(),
  document: v.number(),
  engagement: v.number(),
  reasons: v.array(v.string()),
});

const vModelCall = v.object({
  model: v.string(),
  outcome: v.string(),
  latency_ms: v.number(),
  input_tokens: v.number(),
  output_tokens: v.number(),
  cost_micros: v.number(),
});

export const vDecision = v.object({
  state: v.union(...STATES.map((state) => v.literal(state))),
  memory: v.any(),
  replies: v.array(v.object({ text: v.string(), source: v.string() })),
  silence: v.optional(v.string()),
  score: v.optional(vScore),
  lead_status: v.optional(v.string()),
  name: v.optional(v.string()),
  email: v.optional(v.string()),
  add_tags: v.array(v.string()),
  handoff: v.optional(vHandoff),
  consent: v.optional(v.union(v.literal("out"), v.literal("in"))),
  model: v.optional(v.string()),
  model_calls: v.array(vModelCall),
  cited_entries: v.array(v.string()),
  trace: v.array(v.any()),
});

export type Decision = Infer<typeof vDecision>;

export const commitArgs = { ...heldArgs, epoch: v.number(), decision: vDecision };

/**
 * What became of the decision.
 *
 * "committed": it is written. "superseded": a newer message came, and the burst waits again. "lost": the claim is no
 * longer the caller's. The others say why ARI must be silent; of them, nothing is written but that.
 */
export const vCommitOutcome = v.union(
  v.literal("committed"),
  v.literal("superseded"),
  v.literal("lost"),
  v.literal("with_human"),
  v.literal("disabled"),
  v.literal("opted_out"),
  v.literal("outside_window"),
);

export const vCommitted = v.object({ outcome: vCommitOutcome, message_ids: v.array(v.string()) });

type Committed = Infer<typeof vCommitted>;
type Commit = ObjectType<typeof commitArgs>;

/** Write the decision of a claimed turn. Asked again after it was written, it answers the same and writes nothing. */
export async function commitTurn(ctx: MutationCtx, call: Commit): Promise<Committed> {
  checkDecision(call.decision);
  const { thread, work } = await findHeld(ctx, call);
  if (thread === null || work === null) {
    return await answerOfBefore(ctx, thread, call);
  }
  const silence = await silenceOf(ctx, thread, await findConfig(ctx, thread.workspace._id));
  if (silence === "with_human" || silence === "disabled" || silence === "opted_out" || silence === "outside_window") {
    await beSilent(ctx, thread, work, silence);
    return { outcome: silence, message_ids: [] };
  }
  if (epochOf(thread.conversation) !== call.epoch) {
    // What came meanwhile made itself due; what had been claimed waits with it.
    await giveBack(ctx, work, { readyAt: work.due_at ?? Date.now(), isDone: true });
    return { outcome: "superseded", message_ids: [] };
  }
  const messageIds = await writeTurn(ctx, thread, call.decision);
  await giveBack(ctx, work, {
    readyAt: undefined,
    isDone: true,
    done: { claim: call.claim, message_ids: messageIds },
  });
  return { outcome: "committed", message_ids: messageIds };
}

const MAX_REPLIES = 10;

/** Refuse what no turn may decide, before anything is asked. */
function checkDecision({ state, handoff, replies }: Decision): void {
  if (state === "handoff" && handoff === undefined) {
    refuse("invalid", "handoff_missing", "A turn that ends in a handoff must say why, and what the human should read.");
  }
  if (replies.length > MAX_REPLIES || replies.some(({ text }) => text.trim() === "" || text.length > MAX_TEXT)) {
    const rule = `A turn has at most ${MAX_REPLIES} replies, of 1 to ${MAX_TEXT} characters each.`;
    refuse("invalid", "invalid_reply", rule, { fields: { replies: rule } });
  }
}

async function answerOfBefore(ctx: MutationCtx, thread: Thread | null, { claim }: Commit): Promise<Committed> {
  const done = thread === null ? undefined : (await findWork(ctx, thread.conversation._id, "turn"))?.done;
  if (done?.claim === claim) {
    return { outcome: "committed", message_ids: done.message_ids };
  }
  return { outcome: thread?.conversation.status === "handover" ? "with_human" : "lost", message_ids: [] };
}

async function writeTurn(ctx: MutationCtx, thread: Thread, decision: Decision): Promise<Id<"messages">[]> {
  const burst = await unansweredOf(ctx, thread.conversation);
  const ari = await ensureAriConversation(ctx, thread.contact, thread.conversation);
  const replies = repliesOf(thread.contact, decision);
  let contact = await changeLead(ctx, thread.contact, {
    score: decision.score?.total,
    status: decision.lead_status,
    name: decision.name,
    email: decision.email,
    tags: decision.add_tags,
    known: knownFacts(ari),
  });
  contact = await heedDecidedConsent(ctx, { ...thread, contact }, decision, burst);
  const author = { sender_type: "bot", sender_id: ARI_ID } as const;
  const { conversation, messageIds } = await queueMessages(ctx, { ...thread, contact }, author, replies);
  await logTurn(ctx, ari, decision, burst, replies, messageIds);
  let changed = await changeAri(ctx, ari, conversation, ariChanges(decision, replies));
  if (decision.handoff !== undefined) {
    const told = { ...thread, contact, conversation: changed };
    const state = decision.state === "completed" ? "completed" : "handoff";
    if (decision.state === "scheduling") {
      await briefHuman(ctx, told, decision.handoff);
    } else {
      ({ conversation: changed } = await handOff(ctx, told, ari, decision.handoff, state));
    }
    await countConversion(ctx, ari._id, decision.handoff.reason);
  }
  const epoch = epochOf(thread.conversation);
  await changeConversation(ctx, changed, { epoch: epoch + 1, answered_epoch: epoch });
  return messageIds;
}

/** Who opted out gets the one message that says so, and only as that. */
function repliesOf(contact: Contact, decision: Decision): Outgoing[] {
  const said = decision.replies.map(({ text, source }) => ({ text, metadata: { source } }));
  if (decision.consent === "in") {
    return said;
  }
  if (decision.consent === "out") {
    return said.slice(0, 1).map((reply) => ({ ...reply, isOptOutConfirmation: true }));
  }
  return contact.opted_out_at === undefined ? said : [];
}

/** Consent that only the turn understood; what the webhook understood is heeded already. */
async function heedDecidedConsent(
  ctx: MutationCtx,
  { contact, conversation }: Thread,
  decision: Decision,
  burst: readonly Doc<"messages">[],
): Promise<Contact> {
  const at = burst.at(-1)?.created_at ?? Date.now();
  const present = contact.opted_out_at === undefined ? "in" : "out";
  // To confirm what was said before is no new word of the contact's: it must not outweigh one that is on its way.
  const heeded =
    decision.consent === undefined || decision.consent === present
      ? contact
      : await heedConsent(ctx, contact, decision.consent, at);
  if ((heeded.opted_out_at === undefined) !== (contact.opted_out_at === undefined)) {
    const event = heeded.opted_out_at === undefined ? "opted_in" : "opted_out";
    await recordEvent(ctx, conversation, { event, by: ARI_ID });
  }
  return heeded.opted_out_at === undefined || heeded.opt_out_confirmed_at !== undefined
    ? heeded
    : await changeContact(ctx, heeded, { opt_out_confirmed_at: Date.now() });
}

/** The facts of ARI's memory that are also fields of the contact. */
function knownFacts(ari: AriConversation): { name?: unknown; email?: unknown } {
  const memory = ari.context as { facts?: Record<string, { value?: unknown } | undefined> } | undefined;
  return { name: memory?.facts?.name?.value, email: memory?.facts?.email?.value };
}

function ariChanges(decision: Decision, replies: readonly Outgoing[]): Partial<AriConversation> {
  return {
    state: decision.state,
    context: decision.memory as unknown,
    ...(decision.score === undefined
      ? {}
      : { lead_score: decision.score.total, lead_temperature: decision.score.temperature }),
    ...(decision.model === undefined ? {} : { ai_model: decision.model }),
    ...(replies.length === 0 ? {} : { last_ai_message_at: Date.now() }),
  };
}

/** A trace that is larger is not kept: a document has at most 1 MiB. */
const MAX_TRACE_BYTES = 256 * 1024;

/** Write both sides of the turn into ARI's log: what was asked, and what was queued to be sent. */
async function logTurn(
  ctx: MutationCtx,
  ari: AriConversation,
  decision: Decision,
  burst: readonly Doc<"messages">[],
  replies: readonly Outgoing[],
  messageIds: readonly Id<"messages">[],
): Promise<void> {
  const now = Date.now();
  const common = { ari_conversation_id: ari._id, workspace_id: ari.workspace_id, created_at: now };
  for (const message of burst) {
    await ctx.db.insert("ariMessages", {
      ...common,
      role: "user",
      content: message.content ?? "",
      metadata: { message_id: message._id, kind: message.message_type },
    });
  }
  const account = accountOf(decision);
  for (const [position, reply] of replies.entries()) {
    await ctx.db.insert("ariMessages", {
      ...common,
      role: "assistant",
      content: reply.text,
      ...(position === 0 ? account.figures : {}),
      metadata: { message_id: messageIds[position] ?? null, ...reply.metadata, ...(position === 0 ? account.reasons : {}) },
    });
  }
  if (replies.length === 0) {
    await ctx.db.insert("ariMessages", { ...common, role: "system", content: "", ...account.figures, metadata: account.reasons });
  }
}

interface Account {
  readonly figures: { ai_model?: string; tokens_used?: number; response_time_ms?: number };
  readonly reasons: Record<string, unknown>;
}

function accountOf(decision: Decision): Account {
  const { model_calls: calls, trace } = decision;
  const sum = (read: (call: (typeof calls)[number]) => number) => calls.reduce((total, call) => total + read(call), 0);
  const isKept = getConvexSize(trace as Value) <= MAX_TRACE_BYTES;
  return {
    figures: {
      ...(decision.model === undefined ? {} : { ai_model: decision.model }),
      ...(calls.length === 0
        ? {}
        : {
            tokens_used: sum((call) => call.input_tokens + call.output_tokens),
            response_time_ms: sum((call) => call.latency_ms),
          }),
    },
    reasons: {
      state: decision.state,
      cited_entries: decision.cited_entries,
      ...(decision.silence === undefined ? {} : { silence: decision.silence }),
      ...(decision.handoff === undefined ? {} : { handoff: decision.handoff.reason }),
      ...(decision.score === undefined ? {} : { score: decision.score }),
      ...(calls.length === 0 ? {} : { model_calls: calls }),
      trace: isKept ? trace : [{ note: "The trace was too large to keep." }],
    },
  };
}
