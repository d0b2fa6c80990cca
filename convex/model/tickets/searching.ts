/** Lists of the tickets that hold the words of a search, the best match first. */

import type { QueryCtx } from "../../_generated/server";
import { decodeOffset, encodeOffset } from "../cursors";
import type { Page } from "../pages";
import type { Filters } from "./filters";
import type { Ticket } from "./records";

/** What is searched: the tickets with a value in one field of the index, or all. */
export interface SearchSource {
  readonly by?: "workspace_id" | "admin_workspace_id" | "requester_id";
  readonly value?: string | undefined;
  readonly accepts: (ticket: Ticket) => boolean;
  /** Much of what is found may be none of the actor's. */
  readonly isSparse?: boolean;
  readonly assignee?: string;
}

interface SearchSpec {
  readonly search: string;
  readonly sources: readonly SearchSource[];
  readonly filters: Filters;
  readonly accepts: (ticket: Ticket) => boolean;
  readonly purpose: string;
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** Convex ranks no more matches than this. */
const MAX_MATCHES = 1_024;
/** Sources without a match cost as much as others: after so many the page ends as it is. */
const MAX_SOURCES = 8;

/**
 * Return a page of the sources' matches, one source after the other.
 *
 * Matches have no place in an index, so a cursor counts how many are behind it, and a page reads those again.
 */
export async function searchPage(ctx: QueryCtx, spec: SearchSpec): Promise<Page<Ticket>> {
  const { cursor, purpose, sources, limit } = spec;
  const start = cursor === undefined ? { part: 0, offset: 0 } : decodeOffset(cursor, purpose, MAX_MATCHES);
  const documents: Ticket[] = [];
  let { part, offset } = start;
  for (; part < sources.length && part < start.part + MAX_SOURCES; part += 1, offset = 0) {
    const source = sources[part];
    if (source === undefined || documents.length === limit) {
      break;
    }
    const found = await readMatches(ctx, spec, source, { offset, limit: limit - documents.length });
    documents.push(...found.documents);
    if (found.next !== undefined) {
      return { documents, scanned: documents.length, cursor: encodeOffset(part, found.next, purpose) };
    }
  }
  const hasMore = part < sources.length;
  return { documents, scanned: documents.length, ...(hasMore ? { cursor: encodeOffset(part, 0, purpose) } : {}) };
}

/**
 * Read more matches each time until there are enough. `next` is absent where no match is left.
 *
 * To search costs more than to read what was found, so where much is left out all is read at once.
 */
async function readMatches(
  ctx: QueryCtx,
  spec: SearchSpec,
  source: SearchSource,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ documents: Ticket[]; next?: number }> {
  for (let wanted = source.isSparse === true ? MAX_MATCHES : limit + 1; ; wanted *= 4) {
    const reach = Math.min(offset + wanted, MAX_MATCHES);
    const matches = await matchesOf(ctx, spec, source, reach);
    const documents: Ticket[] = [];
    for (const [at, ticket] of matches.entries()) {
      if (at < offset) {
        continue;
      }
      if (documents.length === limit) {
        return { documents, next: at };
      }
      if (isOf(ticket, source) && spec.accepts(ticket)) {
        documents.push(ticket);
      }
    }
    if (matches.length < reach || reach === MAX_MATCHES) {
      return { documents };
    }
  }
}

function isOf(ticket: Ticket, source: SearchSource): boolean {
  return (source.by === undefined || ticket[source.by] === source.value) && source.accepts(ticket);
}

async function matchesOf(ctx: QueryCtx, spec: SearchSpec, source: SearchSource, reach: number): Promise<Ticket[]> {
  const { stages, category, priority, assignee, pending_approval: pending } = spec.filters;
  const onlyStage = stages?.length === 1 ? stages[0] : undefined;
  const assigned = source.assignee ?? assignee ?? undefined;
  return await ctx.db
    .query("tickets")
    .withSearchIndex("by_search_text", (q) => {
      let matching = q.search("search_text", spec.search);
      matching = source.by === undefined ? matching : matching.eq(source.by, source.value);
      matching = onlyStage === undefined ? matching : matching.eq("stage", onlyStage);
      matching = category === undefined ? matching : matching.eq("category", category);
      matching = priority === undefined ? matching : matching.eq("priority", priority);
      matching = assigned === undefined ? matching : matching.eq("assigned_to", assigned);
      return pending === undefined ? matching : matching.eq("pending_approval", pending);
    })
    .take(reach);
}
