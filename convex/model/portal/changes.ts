/** What changed in a list since the browser looked last. */

import { v, type ObjectType } from "convex/values";
import type { QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { limitOf, pageArgs } from "../pages";
import { LIMITS } from "../tickets/feeds";
import { filterOf } from "../tickets/filters";
import { purposeOf } from "../tickets/listing";
import { namedFields, vListedTicket, type ListedTicket, type Named } from "../tickets/views";
import { findPortalPage, portalFilterArgs, rowsOf } from "./listing";
import { enterPortal, workspacesAsked } from "./sight";

export const changesArgs = {
  actor: vActor,
  since: v.number(),
  /** Of the list that is shown. A search is not told of. */
  ...portalFilterArgs,
  ...pageArgs,
};

type ChangesRequest = ObjectType<typeof changesArgs>;

export const vChanges = v.object({
  /** `matches`: the ticket belongs to the list as it is now; one that does not may have belonged to it before. */
  changes: v.array(v.object({ ticket: vListedTicket, matches: v.boolean() })),
  ...namedFields,
  /** From when to ask next time; with a cursor there is more before. */
  since: v.number(),
  cursor: v.optional(v.string()),
});

interface Changes extends Named {
  changes: { ticket: ListedTicket; matches: boolean }[];
  since: number;
  cursor?: string;
}

/**
 * A write bears the moment at which it began, and is seen when it is committed: to miss none, the next question goes
 * back so far. A change may so be told of twice; the ticket's version tells that.
 */
const OVERLAP_MS = 3_000;

/** The tickets that changed since then, the first change first, whether or not they belong to the list. */
export async function listChanges(ctx: QueryCtx, request: ChangesRequest): Promise<Changes> {
  const desk = await enterPortal(ctx, request.actor);
  const limit = limitOf(request.limit, LIMITS.max, LIMITS.max);
  const workspaces = await workspacesAsked(ctx, desk, request.workspaces ?? []);
  const now = Date.now();
  const { documents, cursor } = await findPortalPage(ctx, desk, workspaces, {
    filters: { updated_from: request.since, sort: "updated", order: "asc" },
    purpose: `changes ${purposeOf({ actor: request.actor, since: request.since, workspaces: request.workspaces })}`,
    cursor: request.cursor,
    limit,
  });
  const { search: _search, ...filters } = request;
  const accepts = filterOf(filters);
  const { tickets, ...named } = await rowsOf(ctx, desk, documents);
  return {
    changes: tickets.map((ticket, at) => {
      const document = documents[at];
      return { ticket, matches: document !== undefined && accepts(document) };
    }),
    ...named,
    since: Math.max(request.since, now - OVERLAP_MS),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
