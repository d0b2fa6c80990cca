/**
 * Work that waits in conversations, taken by one worker at a time under a lease.
 *
 * Workers first ask what is ready, which is a query, and then take one conversation by its id: two workers meet only
 * where both chose the same one. A worker that dies loses its work to the next when its lease ends.
 */

import type { Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuseFields } from "./refusals";
import type { vWorkKind } from "./tables/work";

export type Work = Doc<"conversationWork">;
export type WorkKind = Infer<typeof vWorkKind>;

const MAX_LEASE_MS = 60 * 60 * 1000;

/** Find what waits in the conversation; null where nothing of the kind ever did. */
export async function findWork(
  ctx: QueryCtx,
  conversationId: Id<"conversations">,
  kind: WorkKind,
): Promise<Work | null> {
  return await ctx.db
    .query("conversationWork")
    .withIndex("by_conversation_kind", (q) => q.eq("conversation_id", conversationId).eq("kind", kind))
    .first();
}

/** Return the work, made when there is none yet. */
export async function ensureWork(ctx: MutationCtx, conversation: Doc<"conversations">, kind: WorkKind): Promise<Work> {
  const work = await findWork(ctx, conversation._id, kind);
  if (work !== null) {
    return work;
  }
  const id = await ctx.db.insert("conversationWork", {
    workspace_id: conversation.workspace_id,
    conversation_id: conversation._id,
    kind,
    is_taken: false,
    claim: 0,
    attempts: 0,
  });
  const made = await ctx.db.get("conversationWork", id);
  if (made === null) {
    throw new Error("Work is gone in the transaction that made it.");
  }
  return made;
}

/** Return the conversations in which something is ready, longest first, and when the next will be. */
export async function listReady(
  ctx: QueryCtx,
  kind: WorkKind,
  limit: number,
): Promise<{ conversation_ids: Id<"conversations">[]; next_at?: number }> {
  const now = Date.now();
  // The lower bound leaves out what has no moment at all: absent sorts before every number.
  const first = await ctx.db
    .query("conversationWork")
    .withIndex("by_kind_ready", (q) => q.eq("kind", kind).gte("ready_at", 0))
    .take(limit + 1);
  const ready = first.filter((work) => (work.ready_at ?? Infinity) <= now).slice(0, limit);
  const next = first.find((work) => (work.ready_at ?? 0) > now)?.ready_at;
  return { conversation_ids: ready.map((work) => work.conversation_id), ...(next === undefined ? {} : { next_at: next }) };
}

/** Test if a worker may take it: it waits and its time has come, or the lease of who has it has ended. */
export function isReady(work: Work): boolean {
  return work.ready_at !== undefined && work.ready_at <= Date.now();
}

/** Refuse a lease that is none. */
export function checkLease(leaseMs: number): void {
  if (!(leaseMs >= 1 && leaseMs <= MAX_LEASE_MS)) {
    refuseFields({ lease_ms: `The lease must be 1 to ${MAX_LEASE_MS} milliseconds.` });
  }
}

/** Take it for the time of the lease. The burst that it was due for is the worker's now. */
export async function takeWork(ctx: MutationCtx, work: Work, leaseMs: number): Promise<Work> {
  const { due_at: _due, deadline_at: _deadline, ...rest } = work;
  const taken: Work = {
    ...rest,
    is_taken: true,
    claim: work.claim + 1,
    attempts: work.attempts + 1,
    ready_at: Date.now() + leaseMs,
  };
  await ctx.db.replace("conversationWork", work._id, taken);
  return taken;
}

/** Test if the claim is still its holder's. One whose lease has ended is, until another worker takes the work. */
export function isHeld(work: Work | null, claim: number): work is Work {
  return work?.is_taken === true && work.claim === claim;
}

/** What becomes of work that is given back. */
export interface Outcome {
  /** When it is ready again; undefined: nothing waits. */
  readonly readyAt: number | undefined;
  /** Whether the claim came to something. */
  readonly isDone: boolean;
  readonly error?: string | undefined;
  readonly done?: NonNullable<Work["done"]>;
}

/** Give it back. What arrived while it was taken is ready when its burst ends, if that is earlier. */
export async function giveBack(ctx: MutationCtx, work: Work, outcome: Outcome): Promise<void> {
  const readyAt = earliest(outcome.readyAt, work.due_at);
  await ctx.db.patch("conversationWork", work._id, {
    is_taken: false,
    ready_at: readyAt,
    ...(outcome.isDone ? { attempts: 0, last_error: undefined } : {}),
    ...(outcome.error === undefined ? {} : { last_error: outcome.error.slice(0, 1_000) }),
    ...(outcome.done === undefined ? {} : { done: outcome.done }),
  });
}

/** Take it from whoever has it and let nothing wait. */
export async function cancelWork(ctx: MutationCtx, work: Work): Promise<void> {
  await ctx.db.patch("conversationWork", work._id, {
    is_taken: false,
    ready_at: undefined,
    due_at: undefined,
    deadline_at: undefined,
    attempts: 0,
  });
}

function earliest(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) {
    return left ?? right;
  }
  return Math.min(left, right);
}
