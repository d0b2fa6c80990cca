/** What WhatsApp's outbox asks and tells about messages of appointments: whether they still hold, and how they ended. */

import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { finish, objectionNow, stop, stopped } from "./deliveries";
import type { Notice } from "./notices";

type OutboxRow = Doc<"whatsappOutbox">;

/** Return why the message must not leave any more, as a sentence; undefined where it may, or is about no appointment. */
export async function staleness(ctx: MutationCtx, row: OutboxRow, now: number): Promise<string | undefined> {
  const notice = await queuedNotice(ctx, row);
  if (notice === null) {
    return row.notice_id === undefined ? undefined : "It was called back.";
  }
  const objection = await objectionNow(ctx, notice, now);
  return objection === undefined ? undefined : `The appointment does not bear it out any more: ${objection}.`;
}

/** Write down how the message of an appointment ended. */
export async function noteEnd(
  ctx: MutationCtx,
  row: OutboxRow,
  end: "sent" | "failed" | "dropped",
  now: number,
  reason?: string,
): Promise<void> {
  const notice = await queuedNotice(ctx, row);
  if (notice === null) {
    return;
  }
  if (end === "sent") {
    await finish(ctx, notice, now);
    return;
  }
  const objection = await objectionNow(ctx, notice, now);
  await stop(ctx, notice, stopped(objection ?? (end === "failed" ? "whatsapp_failed" : "opted_out")), now, reason);
}

async function queuedNotice(ctx: MutationCtx, row: OutboxRow): Promise<Notice | null> {
  const notice = row.notice_id === undefined ? null : await ctx.db.get("appointmentNotices", row.notice_id);
  return notice?.status === "queued" ? notice : null;
}
