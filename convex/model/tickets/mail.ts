/** Which mail a change of a ticket causes, and to whom. It is written with the change; `outbox.ts` hands it out. */

import type { Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { isInForce, isLead } from "../access";
import { SYSTEM_ID } from "../users";
import { isRouted, type Ticket } from "./records";
import type { vMailFacts } from "../tables/tickets";

type MailKind = Doc<"mailOutbox">["kind"];
type MailFacts = Infer<typeof vMailFacts>;

/** What a mail tells beyond the ticket itself. */
export type MailNews = Pick<
  MailFacts,
  "event" | "actor_id" | "from_stage" | "to_stage" | "reason" | "comment" | "assigned_to"
>;

/** No discussion has so many people; the bound is Convex's, on what one transaction may read. */
const MAX_PARTICIPANTS = 200;
const MAX_MEMBERS = 500;

/** Tell those who will work a new ticket: the leads of its workspace, or of the hub and whom the hub granted it. */
export async function mailCreated(ctx: MutationCtx, ticket: Ticket, actorId: string): Promise<number> {
  const recipients = new Set(await leadsOf(ctx, isRouted(ticket) ? hubOf(ticket) : ticket.workspace_id));
  if (isRouted(ticket)) {
    for (const staff of await actingStaffOf(ctx, ticket.workspace_id)) {
      recipients.add(staff);
    }
  }
  recipients.delete(ticket.requester_id);
  recipients.delete(actorId);
  return await queue(ctx, "ticket_created", ticket, recipients, { event: "created", actor_id: actorId });
}

/** Tell the participants but the actor. `also` adds people, `except` leaves out who learns of it by another mail. */
export async function mailUpdated(
  ctx: MutationCtx,
  ticket: Ticket,
  news: MailNews,
  { also = [], except = [] }: { also?: readonly string[]; except?: readonly string[] } = {},
): Promise<number> {
  const recipients = new Set([...(await participantsOf(ctx, ticket)), ...also]);
  for (const left of [news.actor_id, ...except]) {
    recipients.delete(left);
  }
  return await queue(ctx, "ticket_updated", ticket, recipients, news);
}

/** Ask the requester for their word on a skip, unless they asked for it themselves. */
export async function mailApprovalWanted(ctx: MutationCtx, ticket: Ticket, news: MailNews): Promise<number> {
  const recipients = ticket.requester_id === news.actor_id ? [] : [ticket.requester_id];
  return await queue(ctx, "approval_wanted", ticket, recipients, news);
}

/** Tell the requester that the ticket is closed, with what makes their reopen link. `ticket` is the closed one. */
export async function mailClosed(ctx: MutationCtx, ticket: Ticket, news: MailNews): Promise<number> {
  return await queue(ctx, "ticket_closed", ticket, [ticket.requester_id], news);
}

async function queue(
  ctx: MutationCtx,
  kind: MailKind,
  ticket: Ticket,
  recipients: Iterable<string>,
  news: MailNews,
): Promise<number> {
  const now = Date.now();
  const payload: MailFacts = {
    ...present(news),
    title: ticket.title,
    category: ticket.category,
    priority: ticket.priority,
    requester_id: ticket.requester_id,
    ...(kind === "ticket_closed" ? present({ reopen_nonce: ticket.reopen_nonce, closed_at: ticket.closed_at }) : {}),
  };
  let queued = 0;
  for (const recipient of recipients) {
    if (recipient === "" || recipient === SYSTEM_ID) {
      continue;
    }
    await ctx.db.insert("mailOutbox", {
      kind,
      ticket_id: ticket._id,
      workspace_id: ticket.workspace_id,
      recipient_user_id: recipient,
      payload,
      status: "pending",
      attempts: 0,
      next_attempt_at: now,
      created_at: now,
    });
    queued += 1;
  }
  return queued;
}

/**
 * The requester and whoever wrote a public comment. An internal note makes nobody a participant.
 *
 * The index skips from author to author, so that a long discussion costs no more than its number of people.
 */
export async function participantsOf(ctx: QueryCtx, ticket: Ticket): Promise<Set<string>> {
  const participants = new Set([ticket.requester_id]);
  let author = "";
  while (participants.size < MAX_PARTICIPANTS) {
    const after = author;
    const next = await ctx.db
      .query("ticketComments")
      .withIndex("by_ticket_internal_author", (q) =>
        q.eq("ticket_id", ticket._id).eq("is_internal", false).gt("author_id", after),
      )
      .first();
    if (next === null) {
      break;
    }
    author = next.author_id;
    participants.add(author);
  }
  return participants;
}

function hubOf(ticket: Ticket): Id<"workspaces"> {
  return ticket.admin_workspace_id ?? ticket.workspace_id;
}

async function leadsOf(ctx: QueryCtx, workspace: Id<"workspaces">): Promise<string[]> {
  const members = await ctx.db
    .query("workspaceMembers")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspace))
    .take(MAX_MEMBERS);
  return members.filter((member) => isLead(member.role)).map((member) => member.user_id);
}

async function actingStaffOf(ctx: QueryCtx, workspace: Id<"workspaces">): Promise<string[]> {
  const grants = await ctx.db
    .query("staffGrants")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspace))
    .take(MAX_MEMBERS);
  return grants.filter((grant) => grant.can_act && isInForce(grant)).map((grant) => grant.user_id);
}

/** The fields that have a value. */
function present<Fields extends object>(fields: Fields): { [Name in keyof Fields]: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]: Exclude<Fields[Name], undefined>;
  };
}
