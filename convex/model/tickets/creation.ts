/** Opening a ticket. */

import { v, type ObjectType } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { findHub, findWorkspace, refuseWorkspace, Standings, vActor } from "../access";
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
  ...idempotencyArgs,
};

type CreateRequest = ObjectType<typeof createArgs>;

/** Open a ticket whose requester is the actor, and tell those who will work it. */
export async function createTicket(ctx: MutationCtx, request: CreateRequest): Promise<{ ticket: TicketView }> {
  return await once(ctx, "tickets:createTicket", request.actor.user_id, request, async () => {
    const texts = trimmed({ title: request.title, description: request.description });
    const standings = new Standings(ctx, request.actor);
    const workspace = (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
    const hub = request.route_to_hub === true ? await hubFor(ctx) : null;
    const isRouted = hub !== null && hub._id !== workspace._id;
    await checkMayCreate(standings, workspace, isRouted);
    const now = Date.now();
    const ticket = await insertTicket(ctx, {
      workspace_id: workspace._id,
      ...(isRouted ? { admin_workspace_id: hub._id } : {}),
      requester_id: request.actor.user_id,
      ...texts,
      category: request.category,
      priority: request.priority,
      stage: "report",
      pending_approval: false,
      created_at: now,
      updated_at: now,
    });
    await record(ctx, ticket, { event: "created", by: request.actor.user_id });
    await mailCreated(ctx, ticket);
    return { ticket: await new TicketViews(ctx, standings).ticket(ticket) };
  });
}

async function hubFor(ctx: MutationCtx): Promise<Doc<"workspaces">> {
  return (
    (await findHub(ctx)) ??
    refuse("conflict", "support_hub_missing", "There is no support hub: SUPPORT_HUB_SLUG names no workspace.")
  );
}

/** Members open tickets in their workspace; staff who act for the hub open routed ones; a superuser any. */
async function checkMayCreate(standings: Standings, workspace: Doc<"workspaces">, isRouted: boolean): Promise<void> {
  const [role, grant] = await Promise.all([standings.roleIn(workspace._id), standings.grantIn(workspace._id)]);
  if (role !== undefined || grant === "all" || (grant === "act" && isRouted)) {
    return;
  }
  if (grant === undefined) {
    refuseWorkspace();
  }
  refuseAction("create", "You may read the tickets of this workspace, but not open one.");
}
