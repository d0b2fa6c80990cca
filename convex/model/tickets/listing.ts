/** Lists of the tickets of a workspace, or of the actor's own: what the actor may see decides what is read. */

import { v, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { findWorkspace, isLead, refuseWorkspace, Standings, vActor, type Grant } from "../access";
import { limitOf, pageArgs } from "../pages";
import { refuseFields } from "../refusals";
import { countsOf, vCounts, type CountKind, type Counts } from "./counts";
import { LIMITS, readFeeds, type Feed, type Sources } from "./feeds";
import { filterArgs } from "./filters";
import { isRouted, type Ticket } from "./records";
import { namedFields, TicketViews, vListedTicket, type TicketRows } from "./views";

export const listArgs = {
  actor: vActor,
  /** "workspace": what a workspace sent or, for the hub, what it works. "mine": what the actor requested, anywhere. */
  scope: v.union(v.literal("workspace"), v.literal("mine")),
  workspace_id: v.optional(v.string()),
  ...filterArgs,
  with_counts: v.optional(v.boolean()),
  ...pageArgs,
};

export type ListRequest = ObjectType<typeof listArgs>;

export const vTicketPage = v.object({
  tickets: v.array(vListedTicket),
  ...namedFields,
  cursor: v.optional(v.string()),
  counts: v.optional(vCounts),
});

export interface TicketPage extends TicketRows {
  cursor?: string;
  counts?: Counts;
}

/** What an actor may see of a workspace, and the counters that add up to the same. */
export interface Sight extends Sources {
  readonly counted: readonly CountKind[];
}

export async function listTickets(ctx: QueryCtx, request: ListRequest): Promise<TicketPage> {
  const standings = new Standings(ctx, request.actor);
  const limit = limitOf(request.limit, LIMITS.default, LIMITS.max);
  const workspace = await workspaceAsked(ctx, request);
  const sight =
    request.scope === "mine" || workspace === undefined
      ? await ownSight(standings, workspace)
      : await sightOf(standings, workspace);
  const { cursor } = request;
  const page = await readFeeds(ctx, sight, { filters: request, purpose: purposeOf(request), cursor, limit });
  const rows = await new TicketViews(ctx, standings, workspace).rows(page.documents);
  const answer: TicketPage = { ...rows, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
  if (request.with_counts === true && request.scope === "workspace" && workspace !== undefined) {
    answer.counts = await countsOf(ctx, workspace._id, sight.counted);
  }
  return answer;
}

/** A text that is the same for all pages of one list, and for no other list. */
export function purposeOf(request: { readonly actor: ListRequest["actor"]; readonly [name: string]: unknown }): string {
  const { actor, cursor: _cursor, limit: _limit, with_counts: _counts, ...asked } = request;
  return JSON.stringify([actor.user_id, Object.entries(asked).sort(([left], [right]) => (left < right ? -1 : 1))]);
}

/** The tickets of a workspace that the actor may see, counted by stage. */
export async function countTickets(
  ctx: QueryCtx,
  request: { actor: ListRequest["actor"]; workspace_id: string; routed?: boolean },
): Promise<Counts> {
  const workspace = (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
  const { counted } = await sightOf(new Standings(ctx, request.actor), workspace);
  const kinds = counted.filter((kind) => request.routed === undefined || request.routed === (kind !== "internal"));
  return await countsOf(ctx, workspace._id, kinds);
}

async function workspaceAsked(ctx: QueryCtx, request: ListRequest): Promise<Doc<"workspaces"> | undefined> {
  if (request.workspace_id === undefined) {
    if (request.scope === "workspace") {
      refuseFields({ workspace_id: "Name the workspace whose tickets are to be listed." });
    }
    return undefined;
  }
  return (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
}

/** A staff account keeps nothing of what it requested where it has no grant any more. */
async function ownSight(standings: Standings, workspace: Doc<"workspaces"> | undefined): Promise<Sight> {
  const { actor } = standings;
  const granted = await grantedTo(standings);
  const accepts = ({ workspace_id: id }: Ticket) =>
    (workspace === undefined || id === workspace._id) && (granted === undefined || granted.has(id));
  return { feeds: [{ by: "requester_id", value: actor.user_id, accepts }], counted: [] };
}

/** The workspaces that a staff account is granted; undefined for a user, and for a superuser, who needs no grant. */
async function grantedTo(standings: Standings): Promise<Set<string> | undefined> {
  const { kind, superuser } = standings.actor;
  if (kind !== "staff" || superuser === true) {
    return undefined;
  }
  return new Set((await standings.grantsHeld()).map((grant) => grant.workspace_id));
}

/** Return what the actor may see of the workspace's tickets, or refuse as if there were no such workspace. */
export async function sightOf(standings: Standings, workspace: Doc<"workspaces">): Promise<Sight> {
  const hub = await standings.hub();
  const [role, grant] = await Promise.all([standings.roleIn(workspace._id), standings.grantIn(workspace._id)]);
  if (hub?._id === workspace._id) {
    return hubSight(hub._id, standings.actor.user_id, role, grant);
  }
  if (role !== undefined || grant !== undefined) {
    const feed: Feed = { by: "workspace_id", value: workspace._id, accepts: () => true };
    return { feeds: [feed], counted: ["internal", "routed"], hub: hub?._id };
  }
  if (hub !== null && isLead(await standings.roleIn(hub._id))) {
    const accepts = (ticket: Ticket) => isRouted(ticket) && ticket.admin_workspace_id === hub._id;
    const feed: Feed = { by: "workspace_id", value: workspace._id, accepts, kind: "routed", hub: hub._id };
    return { feeds: [feed], counted: ["routed"] };
  }
  return refuseWorkspace();
}

/**
 * The hub sees its own tickets and those routed to it; a plain member of it only those they are assigned to.
 *
 * A grant for the hub's own workspace tells nothing about the clients': those have their own.
 */
export function hubSight(hub: Id<"workspaces">, userId: string, role: string | undefined, grant: Grant | undefined): Sight {
  const own: Feed = {
    by: "workspace_id",
    value: hub,
    accepts: (ticket) => !isRouted(ticket),
    kind: "internal",
  };
  const desk: Feed = { by: "admin_workspace_id", value: hub, accepts: isRouted, kind: "routed" };
  if (grant === "all" || isLead(role)) {
    return { feeds: [own, desk], counted: ["internal", "desk"] };
  }
  if (role !== undefined) {
    const accepts = (ticket: Ticket) => isRouted(ticket) && ticket.assigned_to === userId;
    return { feeds: [own, { ...desk, accepts, assignee: userId }], counted: ["internal"] };
  }
  return grant === undefined ? refuseWorkspace() : { feeds: [own], counted: ["internal"] };
}
