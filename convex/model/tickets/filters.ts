/** What lists of tickets can be filtered and sorted by. */

import { v, type ObjectType } from "convex/values";
import { refuseFields } from "../refusals";
import { isRouted, isWithinLife, type Ticket } from "./records";
import { waitingOn } from "./replies";
import { vTicketCategory, vTicketPriority, vTicketStage, vWaitingOn } from "../tables/tickets";

export const filterArgs = {
  stages: v.optional(v.array(vTicketStage)),
  category: v.optional(vTicketCategory),
  priority: v.optional(vTicketPriority),
  /** Null asks for the tickets of nobody. */
  assignee: v.optional(v.union(v.string(), v.null())),
  requester_id: v.optional(v.string()),
  routed: v.optional(v.boolean()),
  pending_approval: v.optional(v.boolean()),
  waiting_on: v.optional(vWaitingOn),
  /** The bounds of time are half-open: from this moment, to before that one. */
  created_from: v.optional(v.number()),
  created_before: v.optional(v.number()),
  updated_from: v.optional(v.number()),
  updated_before: v.optional(v.number()),
  closed_from: v.optional(v.number()),
  closed_before: v.optional(v.number()),
  /** Of the first reply of staff. */
  replied_from: v.optional(v.number()),
  replied_before: v.optional(v.number()),
  search: v.optional(v.string()),
  /** By priority: high before low where descending, and those of one priority by their creation. */
  sort: v.optional(v.union(v.literal("created"), v.literal("updated"), v.literal("priority"))),
  order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
};

export type Filters = ObjectType<typeof filterArgs>;

const MAX_SEARCH_LENGTH = 200;

export function searchOf(filters: Filters): string | undefined {
  const search = filters.search?.trim() ?? "";
  if (search.length > MAX_SEARCH_LENGTH) {
    refuseFields({ search: `Search for at most ${MAX_SEARCH_LENGTH} characters.` });
  }
  return search === "" ? undefined : search;
}

/** The filters as one test, which every document must pass whatever index found it. */
export function filterOf(filters: Filters): (ticket: Ticket) => boolean {
  const stages = filters.stages === undefined ? undefined : new Set(filters.stages);
  return (ticket) =>
    (stages?.has(ticket.stage) ?? true) &&
    isAsked(filters.category, ticket.category) &&
    isAsked(filters.priority, ticket.priority) &&
    isAsked(filters.assignee, ticket.assigned_to ?? null) &&
    isAsked(filters.requester_id, ticket.requester_id) &&
    isAsked(filters.routed, isRouted(ticket)) &&
    isAsked(filters.pending_approval, ticket.pending_approval) &&
    isAsked(filters.waiting_on, waitingOn(ticket)) &&
    isWithin(ticket.created_at, filters.created_from, filters.created_before) &&
    isWithin(ticket.updated_at, filters.updated_from, filters.updated_before) &&
    happened(ticket, ticket.closed_at, filters.closed_from, filters.closed_before) &&
    happened(ticket, ticket.first_reply_at, filters.replied_from, filters.replied_before);
}

export function isAsked<Value>(asked: Value | undefined, value: Value): boolean {
  return asked === undefined || asked === value;
}

/** Without bounds also what never happened passes; with one, only what the figures count too. */
function happened(ticket: Ticket, moment: number | undefined, from?: number, before?: number): boolean {
  const isUnbounded = from === undefined && before === undefined;
  return isUnbounded || (isWithinLife(ticket, moment) && isWithin(moment, from, before));
}

function isWithin(moment: number, from = -Infinity, before = Infinity): boolean {
  return from <= moment && moment < before;
}

/** The bounds of the time that the list is sorted by, with those that follow: what was closed was opened before. */
export function boundsOf(filters: Filters, sort: "created" | "updated"): { from?: number; before?: number } {
  if (sort === "created") {
    const before = least(filters.created_before, filters.closed_before, filters.replied_before);
    return given(filters.created_from, before);
  }
  return given(greatest(filters.updated_from, filters.closed_from, filters.replied_from), filters.updated_before);
}

function given(from: number | undefined, before: number | undefined): { from?: number; before?: number } {
  return { ...(from === undefined ? {} : { from }), ...(before === undefined ? {} : { before }) };
}

function least(...moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function greatest(...moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
