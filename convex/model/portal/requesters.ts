/** On whose behalf somebody of the hub can open a ticket. */

import { v, type Infer } from "convex/values";
import type { QueryCtx } from "../../_generated/server";
import { refuseAction } from "../tickets/cases";
import { People, vPerson } from "../users";
import { enterPortal, workspaceFor, type Desk } from "./sight";

export const vRequesters = v.object({ requesters: v.array(v.object({ person: vPerson, role: v.string() })) });

/** More people than a menu can show. */
const MAX_REQUESTERS = 200;

/** The members of a workspace, for who may open a ticket there. */
export async function listRequesters(
  ctx: QueryCtx,
  request: { actor: Desk["actor"]; workspace_id: string },
): Promise<Infer<typeof vRequesters>> {
  const desk = await enterPortal(ctx, request.actor);
  const workspace = await workspaceFor(ctx, desk, request.workspace_id);
  const grant = await desk.standings.grantIn(workspace._id);
  if (desk.reach !== "lead" && grant !== "act" && grant !== "all") {
    refuseAction("create", "You may read the tickets of this workspace, but not open one.");
  }
  const members = await ctx.db
    .query("workspaceMembers")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspace._id))
    .take(MAX_REQUESTERS);
  const people = new People(ctx);
  return {
    requesters: await Promise.all(members.map(async ({ user_id, role }) => ({ person: await people.get(user_id), role }))),
  };
}
