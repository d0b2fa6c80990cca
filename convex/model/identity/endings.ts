/** What has ended in Clerk, remembered so that an event from before, arriving late, does not bring it back. */

import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";

export type Ended = Doc<"clerkEndings">["kind"];

/** The id under which the end of memberships of one user in one organisation is remembered. */
export function pairId(clerkOrgId: string, clerkUserId: string): string {
  return `${clerkOrgId}/${clerkUserId}`;
}

/** When it ended: for a pair, the start of its last ended membership. Undefined: it has not ended. */
export async function endOf(ctx: QueryCtx, kind: Ended, clerkId: string): Promise<number | undefined> {
  return (await find(ctx, kind, clerkId))?.ended_at;
}

/** Remember the end. Users and organisations end once: Clerk gives no id twice. Of two ends, the later one is kept. */
export async function rememberEnd(ctx: MutationCtx, kind: Ended, clerkId: string, endedAt: number): Promise<void> {
  const known = await find(ctx, kind, clerkId);
  if (known === null) {
    await ctx.db.insert("clerkEndings", { kind, clerk_id: clerkId, ended_at: endedAt });
  } else if (known.ended_at < endedAt) {
    await ctx.db.patch("clerkEndings", known._id, { ended_at: endedAt });
  }
}

async function find(ctx: QueryCtx, kind: Ended, clerkId: string): Promise<Doc<"clerkEndings"> | null> {
  return await ctx.db
    .query("clerkEndings")
    .withIndex("by_kind_and_clerk_id", (q) => q.eq("kind", kind).eq("clerk_id", clerkId))
    .first();
}
