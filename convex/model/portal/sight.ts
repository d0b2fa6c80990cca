/**
 * What somebody of the support hub may see across tenants, and where it is read.
 *
 *   superuser            every ticket
 *   staff account        the tickets of the workspaces granted to it
 *   owner, admin of the  the hub's own tickets and all that are routed to it
 *     hub, by token
 *   member of the hub    the hub's own tickets and those routed ones that they are assigned to
 */

import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { findWorkspace, isLead, refuseWorkspace, Standings, type Actor } from "../access";
import { refuse, refuseFields } from "../refusals";
import type { Feed, Sources } from "../tickets/feeds";
import { hubSight } from "../tickets/listing";
import { isRouted, type Ticket } from "../tickets/records";

type WorkspaceId = Id<"workspaces">;

const MAX_ASKED = 20;

/** Who is at the portal, acting for the hub alone. */
export interface Desk {
  readonly actor: Actor;
  readonly standings: Standings;
  readonly reach: "all" | "granted" | "lead" | "assigned";
  /** The hub; the reaches "lead" and "assigned" are never without it. */
  readonly hub: Doc<"workspaces"> | null;
}

/** Return who is at the portal, or refuse whoever is no staff of the hub. */
export async function enterPortal(ctx: QueryCtx, caller: Actor): Promise<Desk> {
  const actor: Actor = { ...caller, capacity: "hub" };
  const standings = new Standings(ctx, actor);
  const hub = await standings.hub();
  if (actor.kind === "staff") {
    return { actor, standings, hub, reach: actor.superuser === true ? "all" : "granted" };
  }
  const role = hub === null ? undefined : await standings.roleIn(hub._id);
  if (role === undefined) {
    refuse("forbidden", "hub_staff_only", "This is for the staff of the support hub.");
  }
  return { actor, standings, hub, reach: isLead(role) ? "lead" : "assigned" };
}

/** Find the workspaces by their ids, each of which must be one that the desk may see. */
export async function workspacesAsked(
  ctx: QueryCtx,
  desk: Desk,
  ids: readonly string[],
): Promise<Doc<"workspaces">[]> {
  if (ids.length > MAX_ASKED) {
    refuseFields({ workspaces: `Name at most ${MAX_ASKED} workspaces.` });
  }
  return await Promise.all([...new Set(ids)].map((id) => workspaceFor(ctx, desk, id)));
}

/** Find the workspace, or refuse as if there were none. The hub's own staff meet any workspace in what is routed. */
export async function workspaceFor(ctx: QueryCtx, desk: Desk, id: string): Promise<Doc<"workspaces">> {
  const workspace = (await findWorkspace(ctx, id)) ?? refuseWorkspace();
  return (await isHidden(desk, workspace)) ? refuseWorkspace() : workspace;
}

/** Test if the workspace is not the desk's to know of: a staff account knows of those that it is granted. */
export async function isHidden(desk: Desk, workspace: Doc<"workspaces">): Promise<boolean> {
  return desk.actor.kind === "staff" && (await desk.standings.grantIn(workspace._id)) === undefined;
}

/**
 * The workspaces whose leads the desk sees, of those asked for where any are; undefined: every workspace that there is.
 *
 * The hub's own people belong to the hub alone: what is routed to it are tickets.
 */
export async function placesOf(
  ctx: QueryCtx,
  desk: Desk,
  asked: readonly string[],
): Promise<WorkspaceId[] | undefined> {
  if (asked.length > 0) {
    const named = (await workspacesAsked(ctx, desk, asked)).map((workspace) => workspace._id);
    return desk.actor.kind === "staff" ? named : named.filter((id) => id === desk.hub?._id);
  }
  if (desk.reach === "all") {
    return undefined;
  }
  if (desk.reach === "granted") {
    return (await desk.standings.grantsHeld()).map((grant) => grant.workspace_id);
  }
  return desk.hub === null ? [] : [desk.hub._id];
}

/** What the desk sees of each of these workspaces. */
export function sourcesOf(desk: Desk, workspaces: readonly WorkspaceId[]): Sources {
  return { feeds: workspaces.map((id) => feedOf(desk, id)), hub: desk.hub?._id };
}

function feedOf({ reach, hub, actor }: Desk, id: WorkspaceId): Feed {
  const whole: Feed = { by: "workspace_id", value: id, accepts: () => true };
  if (reach === "all" || reach === "granted" || hub === null) {
    return whole;
  }
  if (id === hub._id) {
    return { ...whole, accepts: (ticket) => !isRouted(ticket), kind: "internal" };
  }
  const isOfHub = (ticket: Ticket) => isRouted(ticket) && ticket.admin_workspace_id === hub._id;
  const routed: Feed = { ...whole, accepts: isOfHub, kind: "routed", hub: hub._id };
  if (reach === "lead") {
    return routed;
  }
  return {
    ...routed,
    accepts: (ticket) => isOfHub(ticket) && ticket.assigned_to === actor.user_id,
    assignee: actor.user_id,
  };
}

/** What the hub's own staff see. */
export function hubSources({ reach, actor }: Desk, hub: WorkspaceId): Sources {
  return hubSight(hub, actor.user_id, reach === "lead" ? "admin" : "member", undefined);
}

/**
 * The tickets of all tenants, in ranges whose number does not depend on that of the tenants: what is routed to no hub,
 * and what is routed to each.
 *
 * With `granted`, what of them lies in these workspaces.
 */
export async function everySource(ctx: QueryCtx, granted?: Granted): Promise<Sources> {
  const isSeen = (ticket: Ticket) => granted?.has(ticket.workspace_id) ?? true;
  const feeds: Feed[] = [{ by: "admin_workspace_id", value: undefined, accepts: isSeen, kind: "internal" }];
  for (const hub of await hubsRoutedTo(ctx)) {
    const routed = (ticket: Ticket) => isRouted(ticket) && isSeen(ticket);
    feeds.push({ by: "admin_workspace_id", value: hub, accepts: routed, kind: "routed" });
    if (await routesToItself(ctx, hub)) {
      const own = (ticket: Ticket) => ticket.admin_workspace_id === hub && isSeen(ticket);
      feeds.push({ by: "workspace_id", value: hub, accepts: own, kind: "internal", hub });
    }
  }
  return { feeds, searched: [{ accepts: isSeen, isSparse: granted !== undefined }] };
}

/** The workspaces granted to an account; counts how often it is asked, which is once for each ticket that is wanted. */
export class Granted {
  asked = 0;

  constructor(private readonly ids: ReadonlySet<string>) {}

  has(id: string): boolean {
    this.asked += 1;
    return this.ids.has(id);
  }
}

/** There is one hub; imports and a change of SUPPORT_HUB_SLUG may leave tickets with a former one. */
const MAX_HUBS = 50;

/** The workspaces to which tickets are routed. The index skips from one to the next. */
async function hubsRoutedTo(ctx: QueryCtx): Promise<WorkspaceId[]> {
  const hubs: WorkspaceId[] = [];
  for (;;) {
    const last = hubs.at(-1);
    const next = await ctx.db
      .query("tickets")
      .withIndex("by_admin_workspace_created", (q) => q.gt("admin_workspace_id", last))
      .first();
    if (next?.admin_workspace_id === undefined) {
      return hubs;
    }
    if (hubs.length === MAX_HUBS) {
      throw new Error(`Tickets are routed to more than ${MAX_HUBS} workspaces; there is one support hub.`);
    }
    hubs.push(next.admin_workspace_id);
  }
}

/** Only an import can bring a ticket that a hub routed to itself, which is its own. */
async function routesToItself(ctx: QueryCtx, hub: WorkspaceId): Promise<boolean> {
  const found = await ctx.db
    .query("tickets")
    .withIndex("by_workspace_admin_created", (q) => q.eq("workspace_id", hub).eq("admin_workspace_id", hub))
    .first();
  return found !== null;
}
