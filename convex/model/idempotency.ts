/** A write that arrives twice happens once: its first answer is kept under the caller's key and given again. */

import { v } from "convex/values";
import type { Doc } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { refuse, refuseFields } from "./refusals";

/** The arguments of a write that may be repeated. `fingerprint` is a digest of the request, made by the caller. */
export const idempotencyArgs = {
  idempotency_key: v.optional(v.string()),
  fingerprint: v.optional(v.string()),
};

export interface Repeatable {
  readonly idempotency_key?: string;
  readonly fingerprint?: string;
}

const MAX_KEY_LENGTH = 200;

/**
 * Run the write, or return what it answered the first time it came with this key.
 *
 * Only answers are kept, never refusals: those roll the transaction back, and the repeated request is judged anew.
 * The key belongs to `actorId`. The same key with another request is refused.
 */
export async function once<Answer>(
  ctx: MutationCtx,
  name: string,
  actorId: string,
  request: Repeatable,
  write: () => Promise<Answer>,
): Promise<Answer> {
  const key = request.idempotency_key;
  if (key === undefined) {
    return await write();
  }
  const kept = await findKept(ctx, name, actorId, { key, fingerprint: request.fingerprint });
  if (kept !== undefined) {
    return kept.response as Answer;
  }
  const response = await write();
  await ctx.db.insert("idempotencyKeys", {
    actor_id: actorId,
    key,
    fingerprint: request.fingerprint ?? "",
    function: name,
    response,
    created_at: Date.now(),
  });
  return response;
}

/** Find what was answered to the key of `actorId`; refuse a key that belongs to another request. */
export async function findKept(
  ctx: QueryCtx,
  name: string,
  actorId: string,
  { key, fingerprint = "" }: { key: string; fingerprint?: string | undefined },
): Promise<Doc<"idempotencyKeys"> | undefined> {
  if (key === "" || key.length > MAX_KEY_LENGTH) {
    refuseFields({ idempotency_key: `The idempotency key must have 1 to ${MAX_KEY_LENGTH} characters.` });
  }
  const kept = await ctx.db
    .query("idempotencyKeys")
    .withIndex("by_actor_key", (q) => q.eq("actor_id", actorId).eq("key", key))
    .first();
  if (kept !== null && (kept.fingerprint !== fingerprint || kept.function !== name)) {
    refuse("invalid", "idempotency_key_reused", "This idempotency key belongs to another request. Use a new one.");
  }
  return kept ?? undefined;
}

/** Forget the oldest keys, `limit` at most. */
export async function purgeKeys(ctx: MutationCtx, olderThan: number, limit: number): Promise<number> {
  const old = await ctx.db
    .query("idempotencyKeys")
    .withIndex("by_created", (q) => q.lt("created_at", olderThan))
    .take(limit);
  await Promise.all(old.map((entry) => ctx.db.delete("idempotencyKeys", entry._id)));
  return old.length;
}
