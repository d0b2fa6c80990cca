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
import { takeNumbers } from "./numbers";
import type { Stage } from "./stages";
import { TallyChanges, type Tally } from "./tallies";

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
  const number = fields.number ?? (await takeNumbers(ctx, 1));
  const id = await ctx.db.insert(
    "tickets",
    withoutAbsent<TicketFields>({ ...fields, ...servingFields(fields), number, version: 1 }),
  );
  const ticket = await ctx.db.get("tickets", id);
  if (ticket === null) {
    throw new Error("A ticket is gone in the transaction that inserted it.");
  }
  await moveFigures(ctx, undefined, ticket);
  return ticket;
}

/** Write the changes and return the ticket as it is then. */
export async function changeTicket(ctx: MutationCtx, ticket: Ticket, changes: TicketChanges): Promise<Ticket> {
  const now = Date.now();
  const changed = withoutAbsent<Ticket>({ ...ticket, ...changes, updated_at: now, version: versionOf(ticket) + 1 });
  const entered = ticket.stage === "implementation" ? quietSinceOf(ticket) : now;
  const next = withoutAbsent<Ticket>({ ...changed, ...servingFields({ ...changed, quiet_since: entered }) });
  await ctx.db.replace("tickets", ticket._id, next);
  await moveFigures(ctx, ticket, next);
  return next;
}

/** Delete the ticket itself; what hangs on it is `removal.ts`'s. */
export async function deleteTicketRecord(ctx: MutationCtx, ticket: Ticket): Promise<void> {
  await ctx.db.delete("tickets", ticket._id);
  await moveFigures(ctx, ticket, undefined);
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
  readonly tally: Tally;
};

/** The fields that follow from the others and serve indexes, counters and the automatic closing. */
export function servingFields(fields: TicketFields): ServingFields {
  return {
    search_text: searchTextOf(fields),
    quiet_since: fields.stage === "implementation" ? quietSinceOf(fields) : undefined,
    counted_stage: fields.stage,
    counted_hub: isRouted(fields) ? fields.admin_workspace_id : undefined,
    tally: tallyOf(fields),
  };
}

/** What all that is counted depends on. */
type Countable = Pick<
  TicketFields,
  "workspace_id" | "admin_workspace_id" | "stage" | "created_at" | "updated_at" | "closed_at" | "first_reply_at"
>;

/** What the figures should have of a ticket. */
export function tallyOf(fields: Countable): Tally {
  return {
    workspace_id: fields.workspace_id,
    stage: fields.stage,
    opened_at: fields.created_at,
    ...(isWithinLife(fields, fields.closed_at) ? { closed_at: fields.closed_at } : {}),
    ...(isWithinLife(fields, fields.first_reply_at) ? { replied_at: fields.first_reply_at } : {}),
  };
}

/** Test if the moment is one at which the ticket can have been: imported ones may tell of closings before they opened. */
export function isWithinLife(
  { created_at: opened, updated_at: changed }: Pick<TicketFields, "created_at" | "updated_at">,
  moment: number | undefined,
): moment is number {
  return moment !== undefined && opened <= moment && moment <= changed;
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

async function moveFigures(ctx: MutationCtx, before: Ticket | undefined, after: Ticket | undefined): Promise<void> {
  const changes = new FigureChanges();
  changes.move(before, after);
  await changes.write(ctx);
}

/** What the writes of one transaction change in all that is counted. */
export class FigureChanges {
  private readonly counts = new CountChanges();
  private readonly tallies: TallyChanges;

  constructor(isImport = false) {
    this.tallies = new TallyChanges(isImport);
  }

  /** Take the ticket from where it was counted before to where it belongs; undefined: it was, or is, nowhere. */
  move(before: Ticket | undefined, after: Countable | undefined): void {
    this.counts.move(before && countedPlaceOf(before), after && placeOf(after));
    this.tallies.move(before?.tally, after && tallyOf(after));
  }

  async write(ctx: MutationCtx): Promise<void> {
    await this.counts.write(ctx);
    await this.tallies.write(ctx);
  }
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
