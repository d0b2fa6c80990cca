/** Keeping an offered start for one conversation for some minutes, while the lead makes up their mind. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { findWorkspace, refuseWorkspace } from "../access";
import { bookableStart } from "./checks";
import { findAriConversation } from "./cases";
import { settingsOf } from "./settings";
import { MINUTE_MS } from "./zones";

/** ARI alone holds: staff book at once. `appointment_id` is the appointment that the start is meant for. */
export const holdArgs = {
  workspace_id: v.string(),
  ari_conversation_id: v.string(),
  appointment_id: v.optional(v.string()),
  slot_id: v.string(),
  scheduled_at: v.number(),
  now: v.optional(v.number()),
};

export const vHold = v.object({
  slot_id: v.string(),
  consultant_id: v.optional(v.string()),
  scheduled_at: v.number(),
  ends_at: v.number(),
  expires_at: v.number(),
});

/** Hold a start that can be booked; the conversation's earlier hold is released. The same again holds it anew. */
export async function holdStart(ctx: MutationCtx, request: ObjectType<typeof holdArgs>): Promise<Infer<typeof vHold>> {
  const { now = Date.now() } = request;
  const workspace = (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
  const conversation = await findAriConversation(ctx, workspace._id, request.ari_conversation_id);
  const settings = await settingsOf(ctx, workspace._id);
  const appointmentId = await ownAppointment(ctx, conversation._id, request.appointment_id);
  const wanted = { slotId: request.slot_id, scheduledAt: request.scheduled_at };
  const ignored = { now, except: { conversationId: conversation._id, appointmentId } };
  const { hours, startsAt, endsAt } = await bookableStart(ctx, workspace._id, settings, wanted, ignored);
  await releaseHolds(ctx, conversation._id);
  const consultant = hours.consultantId === undefined ? {} : { consultant_id: hours.consultantId };
  const expiresAt = now + settings.hold_minutes * MINUTE_MS;
  await ctx.db.insert("slotHolds", {
    workspace_id: workspace._id,
    ari_conversation_id: conversation._id,
    slot_id: hours.slotId,
    ...consultant,
    starts_at: startsAt,
    ends_at: endsAt,
    expires_at: expiresAt,
    created_at: now,
  });
  return { slot_id: hours.slotId, ...consultant, scheduled_at: startsAt, ends_at: endsAt, expires_at: expiresAt };
}

/** The appointment that is to be moved, which is not in its own way. */
async function ownAppointment(
  ctx: MutationCtx,
  conversationId: Id<"ariConversations">,
  asked: string | undefined,
): Promise<Id<"ariAppointments"> | undefined> {
  const id = ctx.db.normalizeId("ariAppointments", asked ?? "");
  const appointment = id === null ? null : await ctx.db.get("ariAppointments", id);
  return appointment?.ari_conversation_id === conversationId ? appointment._id : undefined;
}

export const releaseArgs = { workspace_id: v.string(), ari_conversation_id: v.string() };

/** Give up what the conversation holds. */
export async function releaseHold(
  ctx: MutationCtx,
  request: ObjectType<typeof releaseArgs>,
): Promise<{ released: number }> {
  const workspace = (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
  const conversation = await findAriConversation(ctx, workspace._id, request.ari_conversation_id);
  return { released: await releaseHolds(ctx, conversation._id) };
}

/** A conversation has one hold: the bound is Convex's. */
const MAX_HOLDS = 10;

/** Give up what the conversation holds, and say how many holds that were. */
export async function releaseHolds(ctx: MutationCtx, conversationId: Id<"ariConversations">): Promise<number> {
  const holds = await ctx.db
    .query("slotHolds")
    .withIndex("by_conversation", (q) => q.eq("ari_conversation_id", conversationId))
    .take(MAX_HOLDS);
  await Promise.all(holds.map((hold) => ctx.db.delete("slotHolds", hold._id)));
  return holds.length;
}

/** Delete holds that have run out, `limit` at most: they hold nothing, but take room. */
export async function purgeHolds(ctx: MutationCtx, now: number, limit: number): Promise<number> {
  const expired = await ctx.db
    .query("slotHolds")
    .withIndex("by_expires", (q) => q.lte("expires_at", now))
    .take(limit);
  await Promise.all(expired.map((hold) => ctx.db.delete("slotHolds", hold._id)));
  return expired.length;
}
