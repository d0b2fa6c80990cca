/** Who spoke last on a ticket, and whose turn it is. */

import type { Infer } from "convex/values";
import type { QueryCtx } from "../../_generated/server";
import { isLead, roleOf } from "../access";
import { isStaffId } from "../users";
import { isRouted, type Ticket } from "./records";
import type { Rights } from "./rights";
import type { vSide, vWaitingOn } from "../tables/tickets";

export type Side = Infer<typeof vSide>;
export type WaitingOn = Infer<typeof vWaitingOn>;

/** The fields of a ticket that tell who spoke. */
export type Replies = Partial<
  Pick<Ticket, "first_reply_at" | "last_reply_at" | "last_reply_by" | "last_reply_side" | "last_public_comment_at">
>;

/** A requester stays one, also where they lead the workspace; their colleagues stand beside them. */
export function sideOf({ isRequester, works }: Rights): Side {
  return works && !isRequester ? "staff" : "requester";
}

/** What a public comment changes in the ticket. */
export function replied(ticket: Ticket, authorId: string, side: Side): Replies {
  const now = Date.now();
  const isFirst = side === "staff" && ticket.first_reply_at === undefined;
  return {
    last_public_comment_at: now,
    last_reply_at: now,
    last_reply_by: authorId,
    last_reply_side: side,
    ...(isFirst ? { first_reply_at: now } : {}),
  };
}

/** The requester's turn is to approve a skip, and to answer who answered them. */
export function waitingOn(ticket: Pick<Ticket, "stage" | "pending_approval" | "last_reply_side">): WaitingOn {
  if (ticket.stage === "closed") {
    return "nobody";
  }
  return ticket.pending_approval || ticket.last_reply_side === "staff" ? "requester" : "staff";
}

/** Beyond so many comments the first reply of staff is not looked for. */
const MAX_LOOKED_AT = 50;

/** What the comments say that the ticket does not yet know of, because an import wrote them; nothing: it knows. */
export async function missedReplies(ctx: QueryCtx, ticket: Ticket): Promise<Replies> {
  const spoken = (order: "asc" | "desc") =>
    ctx.db
      .query("ticketComments")
      .withIndex("by_ticket_internal_time", (q) => q.eq("ticket_id", ticket._id).eq("is_internal", false))
      .order(order);
  const last = await spoken("desc").first();
  if (last === null || last.created_at <= (ticket.last_reply_at ?? -Infinity)) {
    return {};
  }
  let first = ticket.first_reply_at;
  if (first === undefined) {
    for (const comment of await spoken("asc").take(MAX_LOOKED_AT)) {
      if ((await sideOfAuthor(ctx, ticket, comment.author_id)) === "staff") {
        first = comment.created_at;
        break;
      }
    }
  }
  return {
    last_public_comment_at: Math.max(last.created_at, ticket.last_public_comment_at ?? 0),
    last_reply_at: last.created_at,
    last_reply_by: last.author_id,
    last_reply_side: await sideOfAuthor(ctx, ticket, last.author_id),
    ...(first === undefined ? {} : { first_reply_at: first }),
  };
}

/** The side of somebody who wrote before, judged by what they are now. */
async function sideOfAuthor(ctx: QueryCtx, ticket: Ticket, authorId: string): Promise<Side> {
  if (authorId === ticket.requester_id) {
    return "requester";
  }
  if (isStaffId(authorId) || authorId === ticket.assigned_to) {
    return "staff";
  }
  const pool = isRouted(ticket) && ticket.admin_workspace_id !== undefined ? ticket.admin_workspace_id : ticket.workspace_id;
  return isLead(await roleOf(ctx, authorId, pool)) ? "staff" : "requester";
}
