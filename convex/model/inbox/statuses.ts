/** What WhatsApp tells about outgoing messages, which may come twice, late, in any order, and before its message. */

import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { vDeliveryStatus } from "../tables/work";
import { settleBySign } from "./outbox";
import { keepStray, moveForward, type StatusOutcome } from "./progress";

export const vStatus = v.object({
  /** The number that the message was sent from. */
  phone_number_id: v.string(),
  provider_id: v.string(),
  status: vDeliveryStatus,
  error: v.optional(v.string()),
  /** What was sent along with the message to know it again by: its id here. */
  sign: v.optional(v.string()),
});

export type Status = Infer<typeof vStatus>;

/** Move the message forward; keep the status for later where the message is not known yet. */
export async function heedStatus(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  status: Status,
): Promise<StatusOutcome> {
  const message = await findMessage(ctx, workspaceId, status);
  if (message === null) {
    return await keepStray(ctx, workspaceId, status);
  }
  if (message.direction !== "outbound") {
    return "stale";
  }
  if (message.kapso_message_id === undefined) {
    // The answer to the sending never came, or is not stored yet: this is the answer.
    await ctx.db.patch("messages", message._id, { kapso_message_id: status.provider_id });
    await settleBySign(ctx, message._id);
  }
  return await moveForward(ctx, message, status);
}

async function findMessage(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  { provider_id: providerId, sign }: Status,
): Promise<Doc<"messages"> | null> {
  const known = await ctx.db
    .query("messages")
    .withIndex("by_workspace_kapso_id", (q) => q.eq("workspace_id", workspaceId).eq("kapso_message_id", providerId))
    .first();
  if (known !== null || sign === undefined) {
    return known;
  }
  const id = ctx.db.normalizeId("messages", sign);
  const signed = id === null ? null : await ctx.db.get("messages", id);
  // A message that has another provider id was sent twice; the first one is what staff see.
  const isIt = signed?.workspace_id === workspaceId && signed.kapso_message_id === undefined;
  return isIt ? signed : null;
}
