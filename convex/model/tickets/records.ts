/**
 * The stored ticket: every write of one goes through here.
 *
 * So the version, the time of the last change, the counters and the fields that only serve indexes are right after
 * each of them.
 */

import type { WithoutSystemFields } from "convex/server";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { CountChanges, type Counted } from "./counts";
import type { Stage } from "./stages";

export type Ticket = Doc<"tickets">;

type TicketFields = WithoutSystemFields<Ticket>;

/** A field that is undefined is removed. */
export type TicketChanges = { [Field in keyof TicketFields]?: TicketFields[Field] | undefined };

/** Test if another workspace works the ticket. One that a hub routed to itself is its own. */
export function isRouted(ticket: Pick<Ticket, "workspace_id" | "admin_workspace_id">): boolean {
  return ticket.admin_workspace_id !== undefined && ticket.admin_workspace_id !== ticket.workspace_id;
}

export function versionOf(ticket: Ticket): number {
  return ticket.version ?? 1;
}

export async function insertTicket(ctx: MutationCtx, fields: TicketFields): Promise<Ticket> {
  const id = await ctx.db.insert("tickets", withoutAbsent<TicketFields>({ ...fields, ...servingFields(fields), version: 1 }));
  const ticket = await ctx.db.get("tickets", id);
  if (ticket === null) {
    throw new Error("A ticket is gone in the transaction that inserted it.");
  }
  await moveCount(ctx, undefined, placeOf(ticket));
  return ticket;
}

/** Write the changes and return the ticket as it is then. */
export async function changeTicket(ctx: MutationCtx, ticket: Ticket, changes: TicketChanges): Promise<Ticket> {
  const now = Date.now();
  const changed = withoutAbsent<Ticket>({ ...ticket, ...changes, updated_at: now, version: versionOf(ticket) + 1 });
  const entered = ticket.stage === "implementation" ? quietSinceOf(ticket) : now;
  const next = withoutAbsent<Ticket>({ ...changed, ...servingFields({ ...changed, quiet_since: entered }) });
  await ctx.db.replace("tickets", ticket._id, next);
  await moveCount(ctx, countedPlaceOf(ticket), placeOf(next));
  return next;
}

/** Delete the ticket itself; what hangs on it is `removal.ts`'s. */
export async function deleteTicketRecord(ctx: MutationCtx, ticket: Ticket): Promise<void> {
  await ctx.db.delete("tickets", ticket._id);
  await moveCount(ctx, countedPlaceOf(ticket), undefined);
}

/** Since when the ticket has been silent, if it is in implementation. */
export function quietSinceOf(ticket: Pick<Ticket, "quiet_since" | "updated_at" | "last_public_comment_at">): number {
  return Math.max(ticket.quiet_since ?? ticket.updated_at, ticket.last_public_comment_at ?? 0);
}

type ServingFields = {
  readonly search_text: string;
  readonly quiet_since: number | undefined;
  readonly counted_stage: Stage;
  readonly counted_hub: Id<"workspaces"> | undefined;
};

/** The fields that follow from the others and serve indexes, counters and the automatic closing. */
export function servingFields(fields: TicketFields): ServingFields {
  return {
    search_text: searchTextOf(fields),
    quiet_since: fields.stage === "implementation" ? quietSinceOf(fields) : undefined,
    counted_stage: fields.stage,
    counted_hub: isRouted(fields) ? fields.admin_workspace_id : undefined,
  };
}

/** All that can be written into a ticket fits; what the source holds beyond that is not searched. */
const MAX_SEARCH_TEXT = 20_000;

function searchTextOf({ title, description }: Pick<TicketFields, "title" | "description">): string {
  // Half a surrogate pair at the cut would be no text that Convex stores.
  return `${title}\n${description}`.slice(0, MAX_SEARCH_TEXT).replace(/[\uD800-\uDBFF]$/, "");
}

/** Where the ticket belongs in the counters. */
export function placeOf(ticket: Pick<Ticket, "workspace_id" | "admin_workspace_id" | "stage">): Counted {
  return {
    workspace: ticket.workspace_id,
    hub: isRouted(ticket) ? ticket.admin_workspace_id : undefined,
    stage: ticket.stage,
  };
}

/** Where the counters have the ticket now; undefined: nowhere yet. */
export function countedPlaceOf(ticket: Ticket): Counted | undefined {
  if (ticket.counted_stage === undefined) {
    return undefined;
  }
  return {
    workspace: ticket.workspace_id,
    hub: ticket.counted_hub as Id<"workspaces"> | undefined,
    stage: ticket.counted_stage,
  };
}

async function moveCount(ctx: MutationCtx, from: Counted | undefined, to: Counted | undefined): Promise<void> {
  const changes = new CountChanges();
  changes.move(from, to);
  await changes.write(ctx);
}

/** What arriving in a stage means for the other fields. `nonce` is the reopen link's, used where the stage is closed. */
export function arrivalIn(stage: Stage, now: number, nonce: string): TicketChanges {
  return {
    stage,
    ...NOTHING_PENDING,
    closed_at: stage === "closed" ? now : undefined,
    reopen_nonce: stage === "closed" ? nonce : undefined,
    reopen_token: undefined,
  };
}

export const NOTHING_PENDING: TicketChanges = {
  pending_approval: false,
  pending_stage: undefined,
  approval_requested_at: undefined,
};

/** Convex removes undefined fields from what it stores; this removes them from our copy. */
function withoutAbsent<Fields extends object>(fields: WithAbsent<Fields>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}

type WithAbsent<Fields> = { [Name in keyof Fields]: Fields[Name] | undefined };
