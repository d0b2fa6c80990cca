/** WhatsApp's service window: for 24 hours after a contact wrote, they may be written to freely; then by templates. */

import type { QueryCtx } from "../../_generated/server";
import type { Conversation } from "./threads";

export const WINDOW_MS = 24 * 60 * 60 * 1000;

/** How far back a migrated conversation is searched for the contact's last message. */
const MAX_SEARCHED = 100;

/** Test if the contact may be written to freely now. */
export async function isWindowOpen(ctx: QueryCtx, conversation: Conversation): Promise<boolean> {
  const closesAt = await windowClosesAt(ctx, conversation);
  return closesAt !== undefined && Date.now() < closesAt;
}

/** Return when the window closes or closed; undefined: the contact never wrote. */
export async function windowClosesAt(ctx: QueryCtx, conversation: Conversation): Promise<number | undefined> {
  const lastInboundAt = conversation.last_inbound_at ?? (await searchLastInbound(ctx, conversation));
  return lastInboundAt === undefined ? undefined : lastInboundAt + WINDOW_MS;
}

/** Migrated conversations do not say when the contact wrote last; their messages do. */
async function searchLastInbound(ctx: QueryCtx, conversation: Conversation): Promise<number | undefined> {
  const latest = await ctx.db
    .query("messages")
    .withIndex("by_conversation_time", (q) =>
      q.eq("conversation_id", conversation._id).gt("created_at", Date.now() - WINDOW_MS),
    )
    .order("desc")
    .take(MAX_SEARCHED);
  return latest.find((message) => message.direction === "inbound")?.created_at;
}
