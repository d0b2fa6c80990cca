/** The numbers by which people call tickets: 1, 2, 3 through the whole deployment, in the order of opening. */

import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { Ticket } from "./records";

/**
 * Take the next numbers, `count` of them, and return the first.
 *
 * Two that take at once both read the counter, so one of them is run again by Convex: no number is given twice.
 */
export async function takeNumbers(ctx: MutationCtx, count: number): Promise<number> {
  const counter = await ctx.db.query("ticketNumbers").first();
  if (counter === null) {
    await ctx.db.insert("ticketNumbers", { last: count });
    return 1;
  }
  await ctx.db.patch("ticketNumbers", counter._id, { last: counter.last + count });
  return counter.last + 1;
}

/** Tickets that an import brought and nobody numbered yet, the oldest first. */
export async function unnumbered(ctx: QueryCtx, limit: number): Promise<Ticket[]> {
  return await ctx.db
    .query("tickets")
    .withIndex("by_number", (q) => q.eq("number", undefined))
    .take(limit);
}

export async function findByNumber(ctx: QueryCtx, number: number): Promise<Ticket | null> {
  return await ctx.db
    .query("tickets")
    .withIndex("by_number", (q) => q.eq("number", number))
    .first();
}
