/** Who of the hub has which ticket open, and who is writing: told by the browsers, and forgotten when they fall silent. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { refuseFields } from "../refusals";
import { openCase } from "../tickets/cases";
import { rightsOf } from "../tickets/rights";
import { standingTo } from "../tickets/standing";
import { People, vPerson } from "../users";
import { enterPortal, type Desk } from "./sight";

/** A browser says so every ten seconds; twice it may be late. */
export const PRESENCE_MS = 30_000;

export const vPresence = v.object({
  ticket_id: v.string(),
  person: vPerson,
  is_typing: v.boolean(),
  since: v.number(),
});

export type Presence = Infer<typeof vPresence>;

export const heartbeatArgs = { actor: vActor, ticket_id: v.string(), is_typing: v.boolean() };

/** Note that the actor has the ticket open, and return the others who have. */
export async function beat(
  ctx: MutationCtx,
  request: ObjectType<typeof heartbeatArgs>,
): Promise<{ others: Presence[] }> {
  const desk = await enterPortal(ctx, request.actor);
  const { ticket } = await openCase(ctx, { actor: desk.actor, ticket_id: request.ticket_id });
  const now = Date.now();
  const present = await presentOn(ctx, ticket._id);
  const fields = { is_typing: request.is_typing, expires_at: now + PRESENCE_MS };
  const own = present.find((entry) => entry.user_id === desk.actor.user_id);
  if (own === undefined) {
    await ctx.db.insert("portalPresence", { ticket_id: ticket._id, user_id: desk.actor.user_id, since: now, ...fields });
  } else {
    await ctx.db.patch("portalPresence", own._id, own.expires_at > now ? fields : { ...fields, since: now });
  }
  const others = present.filter((entry) => entry !== own && entry.expires_at > now);
  return { others: await viewsOf(ctx, others) };
}

/** Forget that the actor had the ticket open. */
export async function leave(ctx: MutationCtx, request: { actor: Desk["actor"]; ticket_id: string }): Promise<{ left: boolean }> {
  const desk = await enterPortal(ctx, request.actor);
  const ticketId = ctx.db.normalizeId("tickets", request.ticket_id);
  const own =
    ticketId === null ? undefined : (await presentOn(ctx, ticketId)).find((entry) => entry.user_id === desk.actor.user_id);
  if (own !== undefined) {
    await ctx.db.delete("portalPresence", own._id);
  }
  return { left: own !== undefined };
}

/** More people than work at one ticket at a time. */
const MAX_PRESENT = 50;

async function presentOn(ctx: QueryCtx, ticketId: Doc<"tickets">["_id"]): Promise<Doc<"portalPresence">[]> {
  return await ctx.db
    .query("portalPresence")
    .withIndex("by_ticket_user", (q) => q.eq("ticket_id", ticketId))
    .take(MAX_PRESENT);
}

const MAX_TICKETS = 100;
/** More than the staff of any hub have open; beyond, some presence is not shown. */
const MAX_READ = 1_000;

/** Who else has one of these tickets open, as far as the actor may see the tickets. */
export async function listPresence(
  ctx: QueryCtx,
  request: { actor: Desk["actor"]; ticket_ids: string[] },
): Promise<{ present: Presence[] }> {
  const desk = await enterPortal(ctx, request.actor);
  if (request.ticket_ids.length > MAX_TICKETS) {
    refuseFields({ ticket_ids: `Name at most ${MAX_TICKETS} tickets.` });
  }
  const asked = new Set(request.ticket_ids);
  const entries = await ctx.db
    .query("portalPresence")
    .withIndex("by_expiry", (q) => q.gt("expires_at", Date.now()))
    .take(MAX_READ);
  const others = entries.filter((entry) => asked.has(entry.ticket_id) && entry.user_id !== desk.actor.user_id);
  return { present: await viewsOf(ctx, await visible(ctx, desk, others)) };
}

async function visible(
  ctx: QueryCtx,
  desk: Desk,
  entries: readonly Doc<"portalPresence">[],
): Promise<Doc<"portalPresence">[]> {
  const seen = new Map<string, Promise<boolean>>();
  const isSeen = (id: Doc<"tickets">["_id"]): Promise<boolean> => {
    const known = seen.get(id) ?? canRead(ctx, desk, id);
    seen.set(id, known);
    return known;
  };
  const checks = await Promise.all(entries.map((entry) => isSeen(entry.ticket_id)));
  return entries.filter((_, at) => checks[at] === true);
}

async function canRead(ctx: QueryCtx, desk: Desk, id: Doc<"tickets">["_id"]): Promise<boolean> {
  const ticket = await ctx.db.get("tickets", id);
  return ticket !== null && rightsOf(await standingTo(desk.standings, ticket)).reads;
}

async function viewsOf(ctx: QueryCtx, entries: readonly Doc<"portalPresence">[]): Promise<Presence[]> {
  const people = new People(ctx);
  return await Promise.all(
    entries.map(async ({ ticket_id, user_id, is_typing, since }) => ({
      ticket_id,
      person: await people.get(user_id),
      is_typing,
      since,
    })),
  );
}

/** Delete what is no longer true, `limit` at most. */
export async function purgePresence(ctx: MutationCtx, limit: number): Promise<number> {
  const old = await ctx.db
    .query("portalPresence")
    .withIndex("by_expiry", (q) => q.lte("expires_at", Date.now()))
    .take(limit);
  await Promise.all(old.map((entry) => ctx.db.delete("portalPresence", entry._id)));
  return old.length;
}
