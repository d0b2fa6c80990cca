/** Keeping what follows from tickets in step with them where they were not written by `records.ts`: imports. */

import type { MutationCtx } from "../../_generated/server";
import { CountChanges } from "./counts";
import { countedPlaceOf, placeOf, servingFields, type Ticket } from "./records";

/**
 * Bring the fields that follow from the others, and the counters, in step with the tickets; return how many were not.
 *
 * Repeating it changes nothing.
 */
export async function refreshTickets(ctx: MutationCtx, tickets: readonly Ticket[]): Promise<number> {
  const counts = new CountChanges();
  let fixed = 0;
  for (const ticket of tickets) {
    const serving = servingFields(ticket);
    const fields = Object.keys(serving) as (keyof typeof serving)[];
    if (fields.every((field) => serving[field] === ticket[field])) {
      continue;
    }
    await ctx.db.patch("tickets", ticket._id, serving);
    counts.move(countedPlaceOf(ticket), placeOf(ticket));
    fixed += 1;
  }
  await counts.write(ctx);
  return fixed;
}

/**
 * Tickets on their way in by an import, which writes them itself: completes each, and counts them all at the end.
 *
 * A ticket that the import leaves as it was is not touched; `refreshTickets` is for those.
 */
export class ImportedTickets {
  private readonly counts = new CountChanges();

  /** The fields to store with a new ticket, beyond those of the record. */
  inserted(record: unknown): ReturnType<typeof servingFields> {
    const ticket = record as Ticket;
    this.counts.move(undefined, placeOf(ticket));
    return servingFields(ticket);
  }

  /** The changes to make with the record's own in a ticket that is there already. */
  changed(existing: unknown, changes: unknown): ReturnType<typeof servingFields> {
    const before = existing as Ticket;
    const after = { ...before, ...(changes as Partial<Ticket>) };
    this.counts.move(countedPlaceOf(before), placeOf(after));
    return servingFields(after);
  }

  async write(ctx: MutationCtx): Promise<void> {
    await this.counts.write(ctx);
  }
}
