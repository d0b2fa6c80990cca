/** Deleting a ticket with all that hangs on it. */

import { getDocumentSize, v } from "convex/values";
import type { Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { refuseAction, writeCase, type TicketWrite } from "./cases";
import { deleteTicketRecord } from "./records";

/** `more`: not all that hung on the ticket is deleted yet; `housekeeping:sweepDeletedTickets` goes on with it. */
export const vDeleted = v.object({ deleted: v.literal(true), ticket_id: v.string(), more: v.boolean() });

interface Deleted {
  deleted: true;
  ticket_id: string;
  more: boolean;
}

/** Far from what one transaction may read and write: 16 MiB, 16,000 documents. */
const MAX_REMOVED = 1_000;
const MAX_BYTES = 6 * 1024 * 1024;
const CHUNK = 50;

/**
 * Delete the ticket. From then on nothing of it can be reached, since all that hangs on it is read through it.
 *
 * What one transaction cannot hold is noted, and deleted by the next ones.
 */
export async function deleteTicket(ctx: MutationCtx, call: TicketWrite): Promise<Deleted> {
  return await writeCase(ctx, { name: "tickets:deleteTicket", act: "delete" }, call, async ({ ticket, rights }) => {
    if (!rights.manages) {
      refuseAction("delete", "Only those who lead the work on this ticket may delete it.");
    }
    await deleteTicketRecord(ctx, ticket);
    const more = !(await sweepTicket(ctx, ticket._id));
    if (more) {
      await ctx.db.insert("ticketRemovals", { ticket_id: ticket._id, created_at: Date.now() });
    }
    return { deleted: true as const, ticket_id: ticket._id, more };
  });
}

/** Go on with the oldest deletion that is not finished; return whether there may be more to do. */
export async function sweepOldest(ctx: MutationCtx): Promise<boolean> {
  const removal = await ctx.db.query("ticketRemovals").first();
  if (removal === null) {
    return false;
  }
  if (await sweepTicket(ctx, removal.ticket_id)) {
    await ctx.db.delete("ticketRemovals", removal._id);
  }
  return true;
}

/** Delete what hung on a deleted ticket, as much as fits; return whether that was all. */
async function sweepTicket(ctx: MutationCtx, ticketId: Id<"tickets">): Promise<boolean> {
  const budget = { documents: MAX_REMOVED, bytes: MAX_BYTES };
  while (budget.documents > 0 && budget.bytes > 0) {
    const chunk = await hangingOn(ctx, ticketId);
    if (chunk.length === 0) {
      return true;
    }
    for (const { bytes, remove } of chunk) {
      await remove();
      budget.bytes -= bytes;
    }
    budget.documents -= chunk.length;
  }
  return false;
}

interface Hanging {
  readonly bytes: number;
  readonly remove: () => Promise<void>;
}

/** Some of what names the ticket; none: there is no more. */
async function hangingOn(ctx: MutationCtx, ticketId: Id<"tickets">): Promise<Hanging[]> {
  const { db, storage } = ctx;
  const kinds: (() => Promise<Hanging[]>)[] = [
    async () => {
      const found = db.query("ticketAttachments").withIndex("by_ticket_time", (q) => q.eq("ticket_id", ticketId));
      return (await found.take(CHUNK)).map((file) => ({
        bytes: getDocumentSize(file),
        remove: async () => {
          await storage.delete(file.storage_id);
          await db.delete("ticketAttachments", file._id);
        },
      }));
    },
    async () => {
      const found = db.query("ticketComments").withIndex("by_ticket_time", (q) => q.eq("ticket_id", ticketId));
      return (await found.take(CHUNK)).map((comment) => ({
        bytes: getDocumentSize(comment),
        remove: () => db.delete("ticketComments", comment._id),
      }));
    },
    async () => {
      const found = db.query("ticketStatusHistory").withIndex("by_ticket_time", (q) => q.eq("ticket_id", ticketId));
      return (await found.take(CHUNK)).map((row) => ({
        bytes: getDocumentSize(row),
        remove: () => db.delete("ticketStatusHistory", row._id),
      }));
    },
    async () => {
      const found = db.query("mailOutbox").withIndex("by_ticket", (q) => q.eq("ticket_id", ticketId));
      return (await found.take(CHUNK)).map((mail) => ({
        bytes: getDocumentSize(mail),
        remove: () => db.delete("mailOutbox", mail._id),
      }));
    },
  ];
  for (const kind of kinds) {
    const chunk = await kind();
    if (chunk.length > 0) {
      return chunk;
    }
  }
  return [];
}
