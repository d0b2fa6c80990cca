/** One call on one ticket: the ticket found, the actor's rights in it, and the refusals that follow. */

import { v } from "convex/values";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { Standings, vActor, type Actor } from "../access";
import { recordAct, type Act } from "../audit";
import { idempotencyArgs, once, type Repeatable } from "../idempotency";
import { refuse } from "../refusals";
import { versionOf, type Ticket } from "./records";
import { rightsOf, type Rights } from "./rights";
import { standingTo } from "./standing";
import { TicketViews } from "./views";

/** The arguments that name a ticket. `workspace_id`, where given, must be its workspace or the hub it is routed to. */
export const ticketArgs = { actor: vActor, ticket_id: v.string(), workspace_id: v.optional(v.string()) };

/** The arguments of every write on a ticket. */
export const writeArgs = { ...ticketArgs, ...idempotencyArgs, expected_version: v.optional(v.number()) };

export interface TicketCall {
  readonly actor: Actor;
  readonly ticket_id: string;
  readonly workspace_id?: string;
}

export interface TicketWrite extends TicketCall, Repeatable {
  readonly expected_version?: number;
}

export interface TicketCase {
  readonly actor: Actor;
  readonly ticket: Ticket;
  readonly rights: Rights;
  readonly views: TicketViews;
}

/** Find the ticket for the actor, or refuse as if there were none. */
export async function openCase(ctx: QueryCtx, call: TicketCall): Promise<TicketCase> {
  const standings = new Standings(ctx, call.actor);
  const ticket = await findTicket(ctx, call.ticket_id, call.workspace_id);
  const rights = ticket === null ? undefined : rightsOf(await standingTo(standings, ticket));
  if (ticket === null || rights?.reads !== true) {
    refuseTicket();
  }
  return { actor: call.actor, ticket, rights, views: new TicketViews(ctx, standings) };
}

/** What a write is called: by the function, and in the audit. */
interface WriteName {
  readonly name: string;
  readonly act: Act;
}

/** Run a write on a ticket: once for its key, for an actor who sees the ticket, on the version they know. */
export async function writeCase<Answer>(
  ctx: MutationCtx,
  { name, act }: WriteName,
  call: TicketWrite,
  write: (opened: TicketCase) => Promise<Answer>,
): Promise<Answer> {
  return await once(ctx, name, call.actor.user_id, call, async () => {
    const opened = await openCase(ctx, call);
    await checkVersion(opened, call.expected_version);
    const answer = await write(opened);
    await auditCase(ctx, opened, act);
    return answer;
  });
}

/**
 * Note a write that somebody made for the hub: who belongs to the ticket's workspace, or requested it, acts at home.
 *
 * What changed nothing was no act.
 */
export async function auditCase(ctx: MutationCtx, { actor, ticket, rights }: TicketCase, act: Act): Promise<void> {
  const now = await ctx.db.get("tickets", ticket._id);
  const isUnchanged = now !== null && versionOf(now) === versionOf(ticket);
  if (!isUnchanged && (actor.kind === "staff" || !rights.isRequester)) {
    await recordAct(ctx, actor, ticket.workspace_id, act, ticket._id);
  }
}

export async function checkVersion({ ticket, views }: TicketCase, expected: number | undefined): Promise<void> {
  const version = versionOf(ticket);
  if (expected !== undefined && expected !== version) {
    refuse("conflict", "version_conflict", "The ticket was changed meanwhile. Look at it again, then repeat.", {
      ticket: await views.ticket(ticket),
    });
  }
}

export async function findTicket(ctx: QueryCtx, id: string, workspaceId?: string): Promise<Ticket | null> {
  const ticketId = ctx.db.normalizeId("tickets", id);
  const ticket = ticketId === null ? null : await ctx.db.get("tickets", ticketId);
  if (ticket === null || workspaceId === undefined) {
    return ticket;
  }
  return workspaceId === ticket.workspace_id || workspaceId === ticket.admin_workspace_id ? ticket : null;
}

export function refuseTicket(): never {
  refuse("not_found", "ticket_not_found", "There is no such ticket, or it is not yours to see.");
}

/** Refuse what the actor sees and may not do. */
export function refuseAction(action: string, detail: string): never {
  refuse("forbidden", "forbidden", detail, { action });
}
