/** Support tickets: what Django calls. The rules stand in `model/tickets/`; see `rights.ts` for who may do what. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { vActor } from "./model/access";
import { membershipsOf, vMemberships } from "./model/memberships";
import { openCase, ticketArgs, writeArgs } from "./model/tickets/cases";
import { addComment as addTicketComment, commentArgs, commentListArgs, listComments } from "./model/tickets/comments";
import { vCounts } from "./model/tickets/counts";
import { createArgs, createTicket as openTicket } from "./model/tickets/creation";
import {
  assignArgs,
  assignTicket as assign,
  listAssignees as listPossibleAssignees,
  updateArgs,
  updateTicket as update,
} from "./model/tickets/editing";
import { historyListArgs, listHistory } from "./model/tickets/history";
import { countTickets as count, listArgs, listTickets as list, vTicketPage } from "./model/tickets/listing";
import { deleteTicket as remove, vDeleted } from "./model/tickets/removal";
import { reopenArgs, reopenTicket as reopen, vReopened } from "./model/tickets/reopening";
import { closeStale as closeStaleTickets, listStale as listStaleTickets, vClosed } from "./model/tickets/staleness";
import {
  approvalArgs,
  handleApproval as answerApproval,
  transitionArgs,
  transitionStage as transition,
  withdrawApproval as withdraw,
  withdrawArgs,
} from "./model/tickets/transitions";
import { vComment, vHistoryRow, vTicket } from "./model/tickets/views";
import { vPerson } from "./model/users";

export const listTickets = internalQuery({
  args: listArgs,
  returns: vTicketPage,
  handler: async (ctx, args) => await list(ctx, args),
});

export const countTickets = internalQuery({
  args: { actor: vActor, workspace_id: v.string(), routed: v.optional(v.boolean()) },
  returns: vCounts,
  handler: async (ctx, args) => await count(ctx, args),
});

export const getTicket = internalQuery({
  args: ticketArgs,
  returns: vTicket,
  handler: async (ctx, args) => {
    const { ticket, views } = await openCase(ctx, args);
    return await views.ticket(ticket);
  },
});

export const createTicket = internalMutation({
  args: createArgs,
  returns: v.object({ ticket: vTicket }),
  handler: async (ctx, args) => await openTicket(ctx, args),
});

export const updateTicket = internalMutation({
  args: updateArgs,
  returns: v.object({ ticket: vTicket }),
  handler: async (ctx, args) => await update(ctx, args),
});

export const assignTicket = internalMutation({
  args: assignArgs,
  returns: v.object({ ticket: vTicket, notified: v.number() }),
  handler: async (ctx, args) => await assign(ctx, args),
});

export const listAssignees = internalQuery({
  args: ticketArgs,
  returns: v.object({ assignees: v.array(vPerson) }),
  handler: async (ctx, args) => await listPossibleAssignees(ctx, args),
});

export const deleteTicket = internalMutation({
  args: writeArgs,
  returns: vDeleted,
  handler: async (ctx, args) => await remove(ctx, args),
});

export const getTicketComments = internalQuery({
  args: commentListArgs,
  returns: v.object({ comments: v.array(vComment), cursor: v.optional(v.string()) }),
  handler: async (ctx, args) => await listComments(ctx, args),
});

export const addComment = internalMutation({
  args: commentArgs,
  returns: v.object({ comment: vComment, ticket_version: v.number(), notified: v.number() }),
  handler: async (ctx, args) => await addTicketComment(ctx, args),
});

export const getTicketHistory = internalQuery({
  args: historyListArgs,
  returns: v.object({ history: v.array(vHistoryRow), cursor: v.optional(v.string()) }),
  handler: async (ctx, args) => await listHistory(ctx, args),
});

export const transitionStage = internalMutation({
  args: transitionArgs,
  returns: v.object({ ticket: vTicket, pending_approval: v.boolean(), notified: v.number() }),
  handler: async (ctx, args) => await transition(ctx, args),
});

export const withdrawApproval = internalMutation({
  args: withdrawArgs,
  returns: v.object({ ticket: vTicket, notified: v.number() }),
  handler: async (ctx, args) => await withdraw(ctx, args),
});

export const handleApproval = internalMutation({
  args: approvalArgs,
  returns: v.object({ ticket: vTicket, approved: v.boolean(), notified: v.number() }),
  handler: async (ctx, args) => await answerApproval(ctx, args),
});

export const reopenTicket = internalMutation({
  args: reopenArgs,
  returns: vReopened,
  handler: async (ctx, args) => await reopen(ctx, args),
});

export const listStale = internalQuery({
  args: { quiet_before: v.number(), limit: v.number() },
  returns: v.object({ ticket_ids: v.array(v.string()) }),
  handler: async (ctx, args) => await listStaleTickets(ctx, args.quiet_before, args.limit),
});

export const closeStale = internalMutation({
  args: { quiet_before: v.number(), limit: v.number(), ticket_ids: v.optional(v.array(v.string())) },
  returns: vClosed,
  handler: async (ctx, args) => await closeStaleTickets(ctx, args),
});

export const getMemberships = internalQuery({
  args: { user_id: v.string() },
  returns: vMemberships,
  handler: async (ctx, args) => await membershipsOf(ctx, args.user_id),
});
