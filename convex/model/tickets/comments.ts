/** What people say on a ticket: publicly, among staff, or with a move. */

import { v, type ObjectType } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { pageArgs, pageOf, type Order } from "../pages";
import { refuse } from "../refusals";
import { openCase, refuseAction, ticketArgs, writeArgs, writeCase, type TicketCase } from "./cases";
import { record } from "./history";
import { mailUpdated } from "./mail";
import { changeTicket, versionOf, type Ticket, type TicketChanges } from "./records";
import { replied, sideOf, type Side } from "./replies";
import { trimmed } from "./texts";
import type { CommentView } from "./views";

export const commentArgs = {
  ...writeArgs,
  content: v.string(),
  is_internal: v.optional(v.boolean()),
  notify_participants: v.optional(v.boolean()),
};

type CommentRequest = ObjectType<typeof commentArgs>;

/**
 * Add a comment, or a note that staff alone can read.
 *
 * A note asked for by somebody who may not write notes is refused: as a comment it would be read by the wrong people.
 * A note sends no mail, whatever is asked.
 */
export async function addComment(
  ctx: MutationCtx,
  request: CommentRequest,
): Promise<{ comment: CommentView; ticket_version: number; notified: number }> {
  const { content } = trimmed({ content: request.content });
  const isInternal = request.is_internal === true;
  return await writeCase(ctx, { name: "tickets:addComment", act: isInternal ? "note" : "comment" }, request, async (opened) => {
    checkMayWrite(opened, isInternal);
    const { ticket, views, actor } = opened;
    const comment = await insertComment(ctx, ticket, { author_id: actor.user_id, content, is_internal: isInternal });
    const changed = await changeTicket(ctx, ticket, isInternal ? {} : replied(ticket, actor.user_id, sideOf(opened.rights)));
    await record(ctx, ticket, { event: "commented", by: actor.user_id, isInternal });
    const news = { event: "commented" as const, actor_id: actor.user_id, comment: content };
    const shouldNotify = request.notify_participants === true && !isInternal;
    const notified = shouldNotify ? await mailUpdated(ctx, changed, news) : 0;
    return { comment: await views.comment(comment), ticket_version: versionOf(changed), notified };
  });
}

/** Refuse who may not write on the ticket, as it is, what they ask to. Files follow the same rule. */
export function checkMayWrite({ rights, ticket }: TicketCase, isInternal: boolean): void {
  if (isInternal && !rights.works) {
    refuseAction("comment_internally", "Only those who work this ticket may write internal notes.");
  }
  if (!rights.comments) {
    refuseAction("comment", "You may read this ticket, but not write on it.");
  }
  if (ticket.stage === "closed" && !rights.works) {
    refuse("conflict", "ticket_closed", "The ticket is closed. Its requester can reopen it.");
  }
}

export async function insertComment(
  ctx: MutationCtx,
  ticket: Ticket,
  fields: { author_id: string; content: string; is_internal: boolean; is_stage_change?: boolean },
): Promise<Doc<"ticketComments">> {
  const id = await ctx.db.insert("ticketComments", { ticket_id: ticket._id, ...fields, created_at: Date.now() });
  const comment = await ctx.db.get("ticketComments", id);
  if (comment === null) {
    throw new Error("A comment is gone in the transaction that inserted it.");
  }
  return comment;
}

/** Store the public comment that goes with a move, if there is one; return what it changes in the ticket. */
export async function stageComment(
  ctx: MutationCtx,
  ticket: Ticket,
  author: { readonly id: string; readonly side: Side },
  content: string | undefined,
): Promise<TicketChanges> {
  if (content === undefined) {
    return {};
  }
  await insertComment(ctx, ticket, { author_id: author.id, content, is_internal: false, is_stage_change: true });
  return replied(ticket, author.id, author.side);
}

export const commentListArgs = {
  ...ticketArgs,
  ...pageArgs,
  order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
};

/** A page of the comments, oldest first unless asked otherwise. Notes are read by an index that clients' pages skip. */
export async function listComments(
  ctx: QueryCtx,
  request: ObjectType<typeof commentListArgs>,
): Promise<{ comments: CommentView[]; cursor?: string }> {
  const { ticket, rights, views } = await openCase(ctx, request);
  const order: Order = request.order ?? "asc";
  const all = { index: "by_ticket_time", equal: [["ticket_id", ticket._id]], time: "created_at" } as const;
  const open = {
    index: "by_ticket_internal_time",
    equal: [
      ["ticket_id", ticket._id],
      ["is_internal", false],
    ],
    time: "created_at",
  } as const;
  const { documents, cursor } = await pageOf(ctx, {
    table: "ticketComments",
    ranges: [rights.readsNotes ? all : open],
    order,
    purpose: `comments ${ticket._id} ${order}`,
    request,
    defaultLimit: 50,
    maxLimit: 200,
  });
  const comments = await Promise.all(documents.map((comment) => views.comment(comment)));
  return { comments, ...(cursor === undefined ? {} : { cursor }) };
}
