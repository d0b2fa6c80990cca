/** ARI's turns: one worker claims a conversation's burst, answers it, and commits the answer. See also `commits.ts`. */

import { v, type ObjectType } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import {
  cancelWork,
  checkLease,
  findWork,
  giveBack,
  isHeld,
  isReady,
  takeWork,
  type Work,
} from "../work";
import { isConfirmationDue, isOptedOut } from "../inbox/contacts";
import { SIMULATED } from "../inbox/outgoing";
import { changeConversation, epochOf, findThread, isWithHuman, type Thread } from "../inbox/threads";
import { isWindowOpen } from "../inbox/window";
import { handOff } from "./handoffs";
import { ensureAriConversation } from "./records";
import { findConfig, readTurn, unansweredOf, type Turn } from "./reading";

export const claimArgs = {
  conversation_id: v.string(),
  lease_ms: v.number(),
  /** Take the burst before it is over: for a simulator, where nobody writes on. */
  even_if_not_due: v.optional(v.boolean()),
};

/** Why there is nothing to answer. */
export const vSilence = v.union(
  v.literal("not_ready"),
  v.literal("with_human"),
  v.literal("disabled"),
  v.literal("opted_out"),
  v.literal("outside_window"),
  v.literal("nothing_to_answer"),
  v.literal("given_up"),
);

type Silence = "not_ready" | "with_human" | "disabled" | "opted_out" | "outside_window" | "nothing_to_answer" | "given_up";

/**
 * After so many claims that came to nothing, a human gets the conversation.
 *
 * With the waits of `releaseTurn` that is after some minutes.
 */
const MAX_ATTEMPTS = 6;

/** Claim the burst of the conversation, and read what the turn needs; or say why ARI has nothing to do. */
export async function claimTurn(
  ctx: MutationCtx,
  { conversation_id: id, lease_ms: leaseMs, even_if_not_due: isEager }: ObjectType<typeof claimArgs>,
): Promise<{ turn?: Turn; silence?: Silence }> {
  checkLease(leaseMs);
  const thread = await findThread(ctx, id);
  const work = thread === null ? null : await findWork(ctx, thread.conversation._id, "turn");
  if (thread === null || work === null || !mayTake(work, isEager === true)) {
    return { silence: "not_ready" };
  }
  const config = await findConfig(ctx, thread.workspace._id);
  const silence = await silenceOf(ctx, thread, config);
  if (silence !== undefined) {
    await beSilent(ctx, thread, work, silence);
    return { silence };
  }
  const burst = await unansweredOf(ctx, thread.conversation);
  if (burst.length === 0) {
    await cancelWork(ctx, work);
    return { silence: "nothing_to_answer" };
  }
  if (work.attempts >= MAX_ATTEMPTS) {
    await giveUp(ctx, thread, work);
    return { silence: "given_up" };
  }
  const taken = await takeWork(ctx, work, leaseMs);
  const ari = await ensureAriConversation(ctx, thread.contact, thread.conversation);
  const claimed = { claim: taken.claim, attempt: taken.attempts, leaseUntil: Date.now() + leaseMs };
  return { turn: await readTurn(ctx, thread, ari, config, burst, claimed) };
}

function mayTake(work: Work, isEager: boolean): boolean {
  return isReady(work) || (isEager && !work.is_taken && work.ready_at !== undefined);
}

/** Return why ARI must not speak; undefined where it may. Asked at the claim and again at the commit. */
export async function silenceOf(
  ctx: MutationCtx,
  { workspace, contact, conversation }: Thread,
  config: Doc<"ariConfig"> | null,
): Promise<Silence | undefined> {
  if (isWithHuman(conversation)) {
    return "with_human";
  }
  // Whoever tries ARI out on a simulated lead may do so before it answers real ones.
  const isOn = config?.is_enabled === true || contact.source === SIMULATED;
  if (!isOn || workspace.status === "suspended") {
    return "disabled";
  }
  if ((await isOptedOut(ctx, contact)) && !isConfirmationDue(contact)) {
    return "opted_out";
  }
  return (await isWindowOpen(ctx, conversation)) ? undefined : "outside_window";
}

/** Let nothing wait. A human who has the conversation may hand it back: for ARI, what is unanswered stays so. */
export async function beSilent(ctx: MutationCtx, { conversation }: Thread, work: Work, silence: Silence): Promise<void> {
  await cancelWork(ctx, work);
  if (silence !== "with_human") {
    await changeConversation(ctx, conversation, { answered_epoch: epochOf(conversation) });
  }
}

async function giveUp(ctx: MutationCtx, thread: Thread, work: Work): Promise<void> {
  await cancelWork(ctx, work);
  const ari = await ensureAriConversation(ctx, thread.contact, thread.conversation);
  const summary = "ARI gagal menyusun balasan untuk pesan terakhir. Mohon dibaca dan dijawab langsung.";
  const { conversation } = await handOff(ctx, thread, ari, { reason: "ari_failed", summary, note_type: "handoff" });
  await changeConversation(ctx, conversation, { epoch: epochOf(conversation) + 1 });
}

export const heldArgs = { conversation_id: v.string(), claim: v.number() };

export const extendArgs = { ...heldArgs, epoch: v.number(), lease_ms: v.number() };

/**
 * Hold the claim for longer. `is_held` false: another worker has it, or may take it.
 *
 * `is_current` false: a newer message came, or a human took over, and what is being worded will not be sent.
 */
export async function extendTurn(
  ctx: MutationCtx,
  call: ObjectType<typeof extendArgs>,
): Promise<{ is_held: boolean; is_current: boolean }> {
  checkLease(call.lease_ms);
  const { thread, work } = await findHeld(ctx, call);
  if (thread === null || work === null) {
    return { is_held: false, is_current: false };
  }
  await ctx.db.patch("conversationWork", work._id, { ready_at: Date.now() + call.lease_ms });
  return { is_held: true, is_current: epochOf(thread.conversation) === call.epoch };
}

/** Find the work where the caller holds it. */
export async function findHeld(
  ctx: MutationCtx,
  { conversation_id: id, claim }: ObjectType<typeof heldArgs>,
): Promise<{ thread: Thread | null; work: Work | null }> {
  const thread = await findThread(ctx, id);
  const work = thread === null ? null : await findWork(ctx, thread.conversation._id, "turn");
  return { thread, work: isHeld(work, claim) ? work : null };
}

export const releaseArgs = {
  ...heldArgs,
  /** What went wrong; absent: nothing, the worker only ends. */
  error: v.optional(v.string()),
};

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60 * 1000;

/** Give the burst back unanswered: at once for the next worker, or after a pause that grows where it failed. */
export async function releaseTurn(
  ctx: MutationCtx,
  call: ObjectType<typeof releaseArgs>,
): Promise<{ released: boolean }> {
  const { work } = await findHeld(ctx, call);
  if (work === null) {
    return { released: false };
  }
  const wait = call.error === undefined ? 0 : Math.min(FIRST_WAIT_MS * 4 ** (work.attempts - 1), LONGEST_WAIT_MS);
  await giveBack(ctx, work, {
    readyAt: Date.now() + wait,
    isDone: call.error === undefined,
    error: call.error,
  });
  return { released: true };
}
