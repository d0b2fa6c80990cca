/** Saved views: lists of tickets that somebody of the hub comes back to, each with how many tickets it has now. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { idempotencyArgs, once } from "../idempotency";
import { refuse, refuseFields } from "../refusals";
import { searchOf, type Filters } from "../tickets/filters";
import { vTicketFilters } from "../tables/portal";
import { countMatching, vMatchCount, type MatchCount } from "./matching";
import { enterPortal, workspacesAsked, type Desk } from "./sight";

export const vSavedView = v.object({
  id: v.string(),
  name: v.string(),
  filters: vTicketFilters,
  created_at: v.number(),
  updated_at: v.number(),
  /** Absent where it was not asked for, or where a workspace of the view is no longer to be seen. */
  tickets: v.optional(vMatchCount),
});

type SavedView = Infer<typeof vSavedView>;
type TicketFilters = Infer<typeof vTicketFilters>;

const MAX_VIEWS = 50;
const MAX_NAME_LENGTH = 60;

/** The actor's views by name. */
export async function listViews(
  ctx: QueryCtx,
  request: { actor: Desk["actor"]; with_counts?: boolean },
): Promise<{ views: SavedView[] }> {
  const desk = await enterPortal(ctx, request.actor);
  const views = await viewsOf(ctx, desk);
  return { views: await Promise.all(views.map((view) => shown(ctx, desk, view, request.with_counts === true))) };
}

async function viewsOf(ctx: QueryCtx, desk: Desk): Promise<Doc<"savedViews">[]> {
  return await ctx.db
    .query("savedViews")
    .withIndex("by_user_name", (q) => q.eq("user_id", desk.actor.user_id))
    .take(MAX_VIEWS);
}

async function shown(ctx: QueryCtx, desk: Desk, view: Doc<"savedViews">, withCount: boolean): Promise<SavedView> {
  const { _id: id, name, filters, created_at, updated_at } = view;
  const tickets = withCount ? await countOfView(ctx, desk, filters) : undefined;
  return { id, name, filters, created_at, updated_at, ...(tickets === undefined ? {} : { tickets }) };
}

async function countOfView(ctx: QueryCtx, desk: Desk, filters: TicketFilters): Promise<MatchCount | undefined> {
  const { workspaces = [] } = filters;
  const found = await Promise.all(workspaces.map((id) => isSeen(ctx, desk, id)));
  if (found.includes(false)) {
    return undefined;
  }
  return await countMatching(ctx, desk, workspaces, filtersOf(filters, desk.actor.user_id), SHOWN_COUNT);
}

async function isSeen(ctx: QueryCtx, desk: Desk, id: string): Promise<boolean> {
  const workspaceId = ctx.db.normalizeId("workspaces", id);
  if (workspaceId === null || (await ctx.db.get("workspaces", workspaceId)) === null) {
    return false;
  }
  return desk.actor.kind !== "staff" || (await desk.standings.grantIn(workspaceId)) !== undefined;
}

/** What the filters of a view, or of an address, mean for this person: "me" is them. */
export function filtersOf(filters: TicketFilters, userId: string): Filters {
  const { workspaces: _workspaces, assignee, is_unassigned: isUnassigned, requester, ...rest } = filters;
  const assigned = isUnassigned === true ? null : assignee === "me" ? userId : assignee;
  const requested = requester === "me" ? userId : requester;
  return {
    ...rest,
    ...(assigned === undefined ? {} : { assignee: assigned }),
    ...(requested === undefined ? {} : { requester_id: requested }),
  };
}

/** A badge shows no larger number. */
const SHOWN_COUNT = 99;

export const saveViewArgs = {
  actor: vActor,
  /** A view of the same name is replaced. */
  name: v.string(),
  filters: vTicketFilters,
  ...idempotencyArgs,
};

export async function saveView(
  ctx: MutationCtx,
  request: ObjectType<typeof saveViewArgs>,
): Promise<{ view: SavedView }> {
  return await once(ctx, "portal:saveView", request.actor.user_id, request, async () => {
    const desk = await enterPortal(ctx, request.actor);
    const name = checkedName(request.name);
    searchOf(filtersOf(request.filters, desk.actor.user_id));
    await workspacesAsked(ctx, desk, request.filters.workspaces ?? []);
    const views = await viewsOf(ctx, desk);
    const existing = views.find((view) => view.name === name);
    const now = Date.now();
    const fields = { user_id: desk.actor.user_id, name, filters: request.filters, updated_at: now };
    if (existing === undefined && views.length >= MAX_VIEWS) {
      refuse("conflict", "too_many_views", `You can keep ${MAX_VIEWS} views. Delete one that you no longer need.`);
    }
    const created = existing?.created_at ?? now;
    const id = existing?._id ?? (await ctx.db.insert("savedViews", { ...fields, created_at: created }));
    if (existing !== undefined) {
      await ctx.db.replace("savedViews", id, { ...fields, created_at: created });
    }
    return { view: { id, name, filters: request.filters, created_at: created, updated_at: now } };
  });
}

function checkedName(text: string): string {
  const name = text.trim();
  const length = Array.from(name).length;
  if (length < 1 || length > MAX_NAME_LENGTH) {
    refuseFields({ name: `The name must have 1 to ${MAX_NAME_LENGTH} characters.` });
  }
  return name;
}

/** Delete a view of the actor's. */
export async function deleteView(
  ctx: MutationCtx,
  request: { actor: Desk["actor"]; view_id: string },
): Promise<{ deleted: true }> {
  const desk = await enterPortal(ctx, request.actor);
  const viewId = ctx.db.normalizeId("savedViews", request.view_id);
  const view = viewId === null ? null : await ctx.db.get("savedViews", viewId);
  if (view === null || view.user_id !== desk.actor.user_id) {
    refuse("not_found", "view_not_found", "There is no such view, or it is not yours.");
  }
  await ctx.db.delete("savedViews", view._id);
  return { deleted: true as const };
}
