/** Opening a ticket. */

import { v, type ObjectType } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { findHub, findWorkspace, isLead, refuseWorkspace, roleOf, Standings, vActor } from "../access";
import { recordAct } from "../audit";
import { idempotencyArgs, once } from "../idempotency";
import { refuse } from "../refusals";
import { refuseAction } from "./cases";
import { record } from "./history";
import { mailCreated } from "./mail";
import { insertTicket } from "./records";
import { vTicketCategory, vTicketPriority } from "../tables/tickets";
import { trimmed } from "./texts";
import { TicketViews, type TicketView } from "./views";

export const createArgs = {
  actor: vActor,
  workspace_id: v.string(),
  title: v.string(),
  description: v.string(),
  category: vTicketCategory,
  priority: vTicketPriority,
  /** Send the ticket to the support hub. A ticket of the hub itself stays with it. */
  route_to_hub: v.optional(v.boolean()),
  /** On whose behalf it is opened: a member of the workspace. Absent: the actor's own. */
  requester_id: v.optional(v.string()),
  ...idempotencyArgs,
};

type CreateRequest = ObjectType<typeof createArgs>;

/** Open a ticket of the actor's, or on behalf of a member of the workspace, and tell those who will work it. */
export async function createTicket(ctx: MutationCtx, request: CreateRequest): Promise<{ ticket: TicketView }> {
  const { actor } = request;
  return await once(ctx, "tickets:createTicket", actor.user_id, request, async () => {
    const texts = trimmed({ title: request.title, description: request.description });
    const standings = new Standings(ctx, actor);
    const workspace = (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
    const hub = request.route_to_hub === true ? await hubFor(ctx) : null;
    const isRouted = hub !== null && hub._id !== workspace._id;
    const requesterId = request.requester_id ?? actor.user_id;
    await checkMayCreate(standings, workspace, { isRouted, isOwn: requesterId === actor.user_id });
    if (requesterId !== actor.user_id) {
      await checkRequester(ctx, workspace, requesterId);
    }
    const now = Date.now();
    const ticket = await insertTicket(ctx, {
      workspace_id: workspace._id,
      ...(isRouted ? { admin_workspace_id: hub._id } : {}),
      requester_id: requesterId,
      ...texts,
      category: request.category,
      priority: request.priority,
      stage: "report",
      pending_approval: false,
      created_at: now,
      updated_at: now,
    });
    await record(ctx, ticket, { event: "created", by: actor.user_id });
    await mailCreated(ctx, ticket, actor.user_id);
    await recordAct(ctx, actor, workspace._id, "create", ticket._id);
    return { ticket: await new TicketViews(ctx, standings).ticket(ticket) };
  });
}

async function checkRequester(ctx: QueryCtx, workspace: Doc<"workspaces">, userId: string): Promise<void> {
  if ((await roleOf(ctx, userId, workspace._id)) === undefined) {
    const sentence = "A ticket can be opened on behalf of a member of its workspace alone.";
    refuse("invalid", "requester_not_eligible", sentence, { fields: { requester_id: sentence } });
  }
}

async function hubFor(ctx: MutationCtx): Promise<Doc<"workspaces">> {
  return (
    (await findHub(ctx)) ??
    refuse("conflict", "support_hub_missing", "There is no support hub: SUPPORT_HUB_SLUG names no workspace.")
  );
}

/**
 * Members open tickets of their own in their workspace, and its leads for others. Staff who act for the hub, and its
 * leads on behalf of a client, open routed ones; a superuser any.
 */
async function checkMayCreate(
  standings: Standings,
  workspace: Doc<"workspaces">,
  { isRouted, isOwn }: { readonly isRouted: boolean; readonly isOwn: boolean },
): Promise<void> {
  const [role, grant, hub] = await Promise.all([
    standings.roleIn(workspace._id),
    standings.grantIn(workspace._id),
    standings.hub(),
  ]);
  const hubRole = hub === null ? undefined : await standings.roleIn(hub._id);
  const isForClient = isRouted && !isOwn && isLead(hubRole);
  if ((isOwn ? role !== undefined : isLead(role)) || grant === "all" || (grant === "act" && isRouted) || isForClient) {
    return;
  }
  if (role === undefined && grant === undefined && (isOwn || !isLead(hubRole))) {
    refuseWorkspace();
  }
  refuseAction("create", "You may read the tickets of this workspace, but not open this one.");
}
