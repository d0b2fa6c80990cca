/** How a message that left moves from queued to read, and the statuses that came before it was known. */

import type { Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import type { vDeliveryStatus } from "../tables/work";

export type DeliveryStatus = Infer<typeof vDeliveryStatus>;

/**
 * The order in which a message moves.
 *
 * "Failed" comes after "sent", which only says that WhatsApp accepted it, and before "delivered": who has it, has it.
 */
const RANK: Record<DeliveryStatus, number> = { queued: 0, sent: 1, failed: 2, delivered: 3, read: 4 };

export type StatusOutcome = "moved" | "stale" | "stray";

/** Move the message, unless it is there already or further. */
export async function moveForward(
  ctx: MutationCtx,
  message: Doc<"messages">,
  { status, error }: { readonly status: DeliveryStatus; readonly error?: string },
): Promise<StatusOutcome> {
  if (RANK[status] <= RANK[message.delivery_status ?? "queued"]) {
    return "stale";
  }
  await ctx.db.patch("messages", message._id, {
    delivery_status: status,
    delivery_error: status === "failed" ? (error ?? "WhatsApp gave no reason.") : undefined,
  });
  return "moved";
}

/** Give a message that was just sent the statuses that overtook the answer. */
export async function heedStrays(ctx: MutationCtx, message: Doc<"messages">, providerId: string): Promise<void> {
  const strays = await ctx.db
    .query("strayStatuses")
    .withIndex("by_workspace_provider_id", (q) =>
      q.eq("workspace_id", message.workspace_id).eq("provider_id", providerId),
    )
    .take(10);
  for (const stray of strays) {
    const current = await ctx.db.get("messages", message._id);
    if (current !== null) {
      await moveForward(ctx, current, stray);
    }
    await ctx.db.delete("strayStatuses", stray._id);
  }
}

interface Stray {
  readonly provider_id: string;
  readonly status: DeliveryStatus;
  readonly error?: string;
}

/** Keep a status for later. A message has one of each at most, so that a repetition adds none. */
export async function keepStray(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  status: Stray,
): Promise<StatusOutcome> {
  const kept = await ctx.db
    .query("strayStatuses")
    .withIndex("by_workspace_provider_id", (q) =>
      q.eq("workspace_id", workspaceId).eq("provider_id", status.provider_id),
    )
    .take(10);
  if (kept.every((stray) => stray.status !== status.status)) {
    await ctx.db.insert("strayStatuses", {
      workspace_id: workspaceId,
      provider_id: status.provider_id,
      status: status.status,
      ...(status.error === undefined ? {} : { error: status.error }),
      created_at: Date.now(),
    });
  }
  return "stray";
}

/** Forget the oldest statuses whose message never came, `limit` at most: other programs send from the number too. */
export async function purgeStrays(ctx: MutationCtx, olderThan: number, limit: number): Promise<number> {
  const old = await ctx.db
    .query("strayStatuses")
    .withIndex("by_created", (q) => q.lt("created_at", olderThan))
    .take(limit);
  await Promise.all(old.map((stray) => ctx.db.delete("strayStatuses", stray._id)));
  return old.length;
}
