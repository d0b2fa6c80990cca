/** Keeping what follows from tickets in step with them where they were not written by `records.ts`: imports. */

import type { MutationCtx } from "../../_generated/server";
import { takeNumbers, unnumbered } from "./numbers";
import { FigureChanges, servingFields, type Ticket } from "./records";
import { missedReplies, type Replies } from "./replies";
import { isSameTally } from "./tallies";

/**
 * Bring the fields that follow from others, and the figures, in step with the tickets; return how many were not.
 *
 * Repeating it changes nothing.
 */
export async function refreshTickets(ctx: MutationCtx, tickets: readonly Ticket[]): Promise<number> {
  const figures = new FigureChanges();
  let fixed = 0;
  for (const ticket of tickets) {
    const changes = await completions(ctx, ticket);
    if (isInStep(ticket, changes)) {
      continue;
    }
    await ctx.db.patch("tickets", ticket._id, changes);
    figures.move(ticket, { ...ticket, ...changes });
    fixed += 1;
  }
  await figures.write(ctx);
  return fixed;
}

type Completions = Replies & ReturnType<typeof servingFields>;

/** What the ticket should have in the fields that follow from others and from its comments. */
async function completions(ctx: MutationCtx, ticket: Ticket): Promise<Completions> {
  const missed = await missedReplies(ctx, ticket);
  return { ...missed, ...servingFields({ ...ticket, ...missed }) };
}

function isInStep(ticket: Ticket, { tally, ...fields }: Completions): boolean {
  const names = Object.keys(fields) as (keyof typeof fields)[];
  return isSameTally(ticket.tally, tally) && names.every((name) => fields[name] === ticket[name]);
}

/** Number the oldest tickets that have no number, and note who spoke on them; return how many. */
export async function numberTickets(ctx: MutationCtx, limit: number): Promise<number> {
  const tickets = await unnumbered(ctx, limit);
  if (tickets.length === 0) {
    return 0;
  }
  const first = await takeNumbers(ctx, tickets.length);
  const figures = new FigureChanges();
  for (const [at, ticket] of tickets.entries()) {
    const changes = await completions(ctx, ticket);
    await ctx.db.patch("tickets", ticket._id, { ...changes, number: first + at });
    figures.move(ticket, { ...ticket, ...changes });
  }
  await figures.write(ctx);
  return tickets.length;
}

/**
 * Tickets on their way in by an import, which writes them itself: completes each, and counts them all at the end.
 *
 * A ticket that the import leaves as it was is not touched; `refreshTickets` is for those.
 */
export class ImportedTickets {
  private readonly figures = new FigureChanges(true);

  /** The fields to store with a new ticket, beyond those of the record. */
  inserted(record: unknown): ReturnType<typeof servingFields> {
    const ticket = record as Ticket;
    this.figures.move(undefined, ticket);
    return servingFields(ticket);
  }

  /** The changes to make with the record's own in a ticket that is there already. */
  changed(existing: unknown, changes: unknown): ReturnType<typeof servingFields> {
    const before = existing as Ticket;
    const after = { ...before, ...(changes as Partial<Ticket>) };
    this.figures.move(before, after);
    return servingFields(after);
  }

  async write(ctx: MutationCtx): Promise<void> {
    await this.figures.write(ctx);
  }
}
