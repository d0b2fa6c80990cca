/** The history of a ticket: who did what, from which stage to which, and why. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { pageArgs, pageOf, type Order } from "../pages";
import { openCase, ticketArgs } from "./cases";
import type { Ticket } from "./records";
import type { Stage } from "./stages";
import type { vTicketEvent } from "../tables/tickets";
import type { HistoryRowView } from "./views";

export type TicketEvent = Infer<typeof vTicketEvent>;

interface Happening {
  readonly event: TicketEvent;
  readonly by: string;
  /** The stages before and after; the ticket's own, twice, where it stayed. */
  readonly from?: Stage;
  readonly to?: Stage;
  readonly pendingStage?: Stage | undefined;
  readonly reason?: string | undefined;
  readonly assignedTo?: string | undefined;
  readonly isInternal?: boolean;
}

/** Write down what happens to the ticket, which is passed as it was before. */
export async function record(ctx: MutationCtx, ticket: Ticket, happening: Happening): Promise<void> {
  const { event, by, from = ticket.stage, to = ticket.stage, pendingStage, reason, assignedTo } = happening;
  await ctx.db.insert("ticketStatusHistory", {
    ticket_id: ticket._id,
    changed_by: by,
    ...(event === "created" ? {} : { from_stage: from }),
    to_stage: to,
    event,
    ...(reason === undefined ? {} : { reason }),
    ...(pendingStage === undefined ? {} : { pending_stage: pendingStage }),
    ...(assignedTo === undefined ? {} : { assigned_to: assignedTo }),
    ...(happening.isInternal === true ? { is_internal: true } : {}),
    created_at: Date.now(),
  });
}

export const historyListArgs = {
  ...ticketArgs,
  ...pageArgs,
  order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
};

/**
 * A page of the history, oldest first unless asked otherwise. Rows that tell of an internal note are shown to those who
 * may read it.
 */
export async function listHistory(
  ctx: QueryCtx,
  call: ObjectType<typeof historyListArgs>,
): Promise<{ history: HistoryRowView[]; cursor?: string }> {
  const { ticket, rights, views } = await openCase(ctx, call);
  const order: Order = call.order ?? "asc";
  const { documents, cursor } = await pageOf(ctx, {
    table: "ticketStatusHistory",
    ranges: [
      {
        index: "by_ticket_time",
        equal: [["ticket_id", ticket._id]],
        time: "created_at",
        accepts: (row) => rights.readsNotes || row.is_internal !== true,
      },
    ],
    order,
    purpose: `history ${ticket._id} ${order}`,
    request: call,
    defaultLimit: 100,
    maxLimit: 200,
  });
  const history = await Promise.all(documents.map((row) => views.historyRow(row)));
  return { history, ...(cursor === undefined ? {} : { cursor }) };
}
