/** Workspaces as answers name them. */

import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";

export const vWorkspaceRef = v.object({ id: v.string(), name: v.string(), slug: v.string() });

export type WorkspaceRef = Infer<typeof vWorkspaceRef>;

export async function workspaceRef(ctx: QueryCtx, id: Id<"workspaces">): Promise<WorkspaceRef> {
  const workspace = await ctx.db.get("workspaces", id);
  return workspace === null ? { id, name: "", slug: "" } : refOf(workspace);
}

export function refOf({ _id: id, name, slug }: Doc<"workspaces">): WorkspaceRef {
  return { id, name, slug };
}
