/** Lists of the tickets that hold the words of a search, the best match first. */

import type { QueryCtx } from "../../_generated/server";
import { decodeOffset, encodeOffset } from "../cursors";
import type { Page } from "../pages";
import type { Feed, ListRequest } from "./listing";
import type { Ticket } from "./records";

interface SearchSpec {
  readonly search: string;
  readonly feeds: readonly Feed[];
  readonly request: ListRequest;
  readonly accepts: (ticket: Ticket) => boolean;
  readonly purpose: string;
  readonly limit: number;
}

/** Convex ranks no more matches than this. */
const MAX_MATCHES = 1_024;

/**
 * Return a page of one feed's matches; the next feed begins with the page after.
 *
 * Matches have no place in an index, so a cursor counts how many are behind it, and a page reads those again.
 */
export async function searchPage(ctx: QueryCtx, spec: SearchSpec): Promise<Page<Ticket>> {
  const { request, purpose, feeds } = spec;
  const start = request.cursor === undefined ? { part: 0, offset: 0 } : decodeOffset(request.cursor, purpose, MAX_MATCHES);
  const feed = feeds[start.part];
  if (feed === undefined) {
    return { documents: [] };
  }
  const found = await readMatches(ctx, spec, feed, start.offset);
  if (found.next !== undefined) {
    return { documents: found.documents, cursor: encodeOffset(start.part, found.next, purpose) };
  }
  const hasMore = start.part + 1 < feeds.length;
  return { documents: found.documents, ...(hasMore ? { cursor: encodeOffset(start.part + 1, 0, purpose) } : {}) };
}

/** Read twice as many matches each time until the page is full. `next` is absent where no match is left. */
async function readMatches(
  ctx: QueryCtx,
  spec: SearchSpec,
  feed: Feed,
  offset: number,
): Promise<{ documents: Ticket[]; next?: number }> {
  for (let wanted = spec.limit + 1; ; wanted *= 2) {
    const reach = Math.min(offset + wanted, MAX_MATCHES);
    const matches = await matchesOf(ctx, spec, feed, reach);
    const documents: Ticket[] = [];
    for (const [at, ticket] of matches.entries()) {
      if (at < offset) {
        continue;
      }
      if (documents.length === spec.limit) {
        return { documents, next: at };
      }
      if (ticket[feed.by] === feed.value && feed.accepts(ticket) && spec.accepts(ticket)) {
        documents.push(ticket);
      }
    }
    if (matches.length < reach || reach === MAX_MATCHES) {
      return { documents };
    }
  }
}

async function matchesOf(ctx: QueryCtx, spec: SearchSpec, feed: Feed, reach: number): Promise<Ticket[]> {
  const { stages, category, priority, assignee, pending_approval: pending } = spec.request;
  const onlyStage = stages?.length === 1 ? stages[0] : undefined;
  const assigned = feed.assignee ?? assignee ?? undefined;
  return await ctx.db
    .query("tickets")
    .withSearchIndex("by_search_text", (q) => {
      let matching = q.search("search_text", spec.search);
      matching = matching.eq(feed.by, feed.value);
      matching = onlyStage === undefined ? matching : matching.eq("stage", onlyStage);
      matching = category === undefined ? matching : matching.eq("category", category);
      matching = priority === undefined ? matching : matching.eq("priority", priority);
      matching = assigned === undefined ? matching : matching.eq("assigned_to", assigned);
      return pending === undefined ? matching : matching.eq("pending_approval", pending);
    })
    .take(reach);
}
