/** Events of Clerk: each carried out once, and noted without personal data. */

import { v, type Infer } from "convex/values";
import type { MutationCtx } from "../../_generated/server";

/** What every event carries. `event_id` is the sender's message id, the same when an event is sent again. */
export const envelopeArgs = {
  event_id: v.string(),
  event_type: v.string(),
  /** When it happened, in milliseconds; 0 where the sender does not say. */
  occurred_at: v.number(),
};

export interface Envelope {
  readonly event_id: string;
  readonly event_type: string;
  readonly occurred_at: number;
}

/** What became of an event. Stale: something newer was known already. */
export const vOutcome = v.union(
  v.literal("applied"),
  v.literal("stale"),
  v.literal("repeated"),
  v.literal("ignored"),
);

export type Outcome = Infer<typeof vOutcome>;

const KEEP_NOTES_MS = 90 * 24 * 60 * 60 * 1000;
const NOTES_PURGED_AT_ONCE = 5;

/** Carry out the event, unless that was done already, and note it in the same transaction. */
export async function carryOutOnce(
  ctx: MutationCtx,
  envelope: Envelope,
  clerkId: string | undefined,
  carryOut: () => Promise<Outcome>,
): Promise<Outcome> {
  const note = await ctx.db
    .query("webhookAudit")
    .withIndex("by_event_id", (q) => q.eq("event_id", envelope.event_id))
    .first();
  if (note?.status === "success") {
    return "repeated";
  }
  const outcome = await carryOut();
  if (note !== null) {
    await ctx.db.delete("webhookAudit", note._id);
  }
  await ctx.db.insert("webhookAudit", {
    event_id: envelope.event_id,
    event_type: envelope.event_type,
    ...(clerkId === undefined ? {} : { clerk_id: clerkId }),
    payload: { outcome, occurred_at: envelope.occurred_at },
    status: "success",
    processed_at: Date.now(),
  });
  await purgeNotes(ctx);
  return outcome;
}

/** Note a genuine event that could not be read. `problem` names a field and never holds a value. */
export async function noteFailure(ctx: MutationCtx, eventId: string, problem: string): Promise<void> {
  const note = await ctx.db
    .query("webhookAudit")
    .withIndex("by_event_id", (q) => q.eq("event_id", eventId))
    .first();
  if (note === null) {
    await ctx.db.insert("webhookAudit", {
      event_id: eventId,
      event_type: "unreadable",
      payload: null,
      status: "error",
      error_message: problem,
      processed_at: Date.now(),
    });
  }
}

/** Forget a few notes that are too old to matter: the sender gives up long before, and signatures expire sooner. */
async function purgeNotes(ctx: MutationCtx): Promise<void> {
  const old = await ctx.db
    .query("webhookAudit")
    .withIndex("by_processed_at", (q) => q.lt("processed_at", Date.now() - KEEP_NOTES_MS))
    .take(NOTES_PURGED_AT_ONCE);
  await Promise.all(old.map((note) => ctx.db.delete("webhookAudit", note._id)));
}
