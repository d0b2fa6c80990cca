/** What a caller may do in a workspace outside tickets: its contacts, conversations, consultations, ARI's settings. */

import type { Doc } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { findWorkspace, isLead, refuseWorkspace, Standings, type Actor } from "./access";
import { refuse } from "./refusals";

/** Read; talk with leads and book; change how ARI works. */
export type WorkspaceNeed = "see" | "work" | "configure";

/**
 * Find the workspace for the actor, or refuse: as if there were none when they may not see it, else as forbidden.
 *
 * Members see and work, owners and admins also configure. Staff see with any grant, and do everything with one to act.
 */
export async function openWorkspace(
  ctx: QueryCtx,
  actor: Actor,
  workspaceId: string,
  need: WorkspaceNeed,
): Promise<Doc<"workspaces">> {
  const standings = new Standings(ctx, actor);
  const workspace = (await findWorkspace(ctx, workspaceId)) ?? refuseWorkspace();
  const role = await standings.roleIn(workspace._id);
  const grant = await standings.grantIn(workspace._id);
  if (role === undefined && grant === undefined) {
    refuseWorkspace();
  }
  const works = role !== undefined || grant === "act" || grant === "all";
  const configures = isLead(role) || grant === "act" || grant === "all";
  if ((need === "work" && !works) || (need === "configure" && !configures)) {
    refuse("forbidden", "forbidden", "You may see this workspace, but not do this in it.", { action: need });
  }
  return workspace;
}
