/** The workspaces that somebody of the support hub may see, and what they may do there. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { vActor, type Actor } from "../access";
import { decodeName, encodeName } from "../cursors";
import { limitOf, pageArgs } from "../pages";
import { refuseFields } from "../refusals";
import { openIn } from "../tickets/tallies";
import { vWorkspaceRef } from "../workspaceRefs";
import { figuresOf } from "./counting";
import { enterPortal, isHidden, workspaceFor, type Desk } from "./sight";

export const vPortalWorkspace = v.object({
  ...vWorkspaceRef.fields,
  /** The support hub itself. */
  is_hub: v.boolean(),
  /** Work on the tickets that are routed to the hub, and open some for the client. */
  can_act: v.boolean(),
  /** Until when, for a grant that ends. */
  expires_at: v.optional(v.number()),
  /** Tickets that are not closed; only for who sees all of the workspace's. */
  open: v.optional(v.number()),
});

type PortalWorkspace = Infer<typeof vPortalWorkspace>;

export const workspaceListArgs = {
  actor: vActor,
  /** Part of the name or the slug. */
  search: v.optional(v.string()),
  with_counts: v.optional(v.boolean()),
  ...pageArgs,
};

type WorkspaceListRequest = ObjectType<typeof workspaceListArgs>;

/** At most as many as a menu of the console offers, which so reads one page and not three. */
const LIMITS = { default: 50, max: 300 } as const;
const MAX_SEARCH_LENGTH = 100;
/** A search that hardly anything matches ends its page after so many workspaces. */
const MAX_LOOKED_AT = 1_000;

export const vWorkspacePage = v.object({ workspaces: v.array(vPortalWorkspace), cursor: v.optional(v.string()) });

/** A page of the workspaces in the order of their slugs. */
export async function listWorkspaces(
  ctx: QueryCtx,
  request: WorkspaceListRequest,
): Promise<Infer<typeof vWorkspacePage>> {
  const desk = await enterPortal(ctx, request.actor);
  const limit = limitOf(request.limit, LIMITS.default, LIMITS.max);
  const search = wordsOf(request.search);
  const purpose = `workspaces ${desk.actor.user_id} ${search}`;
  const after = request.cursor === undefined ? "" : decodeName(request.cursor, purpose);
  const { found, last } = isOfAll(desk)
    ? await findAny(ctx, { search, after, limit })
    : await findHeld(ctx, desk, { search, after, limit });
  const workspaces = await viewsOf(ctx, desk, found, request.with_counts === true);
  return { workspaces, ...(last === undefined ? {} : { cursor: encodeName(last, purpose) }) };
}

export const workspaceSearchArgs = { actor: vActor, words: v.string(), limit: v.optional(v.number()) };

const SEARCH_LIMITS = { default: 5, max: 50 } as const;

/**
 * The workspaces whose names fit the words best, and the one of that slug first. However many workspaces there are, it
 * costs what is found: `listWorkspaces` reads them one after the other, but finds any part of a name.
 */
export async function findWorkspaces(
  ctx: QueryCtx,
  request: ObjectType<typeof workspaceSearchArgs>,
): Promise<{ workspaces: PortalWorkspace[] }> {
  const desk = await enterPortal(ctx, request.actor);
  const limit = limitOf(request.limit, SEARCH_LIMITS.default, SEARCH_LIMITS.max);
  const search = wordsOf(request.words);
  if (search === "") {
    return { workspaces: [] };
  }
  const found = isOfAll(desk)
    ? await searchAny(ctx, search, limit)
    : (await findHeld(ctx, desk, { search, after: "", limit })).found;
  return { workspaces: await viewsOf(ctx, desk, found, false) };
}

async function searchAny(ctx: QueryCtx, search: string, limit: number): Promise<Doc<"workspaces">[]> {
  const named = await ctx.db
    .query("workspaces")
    .withSearchIndex("search_name", (q) => q.search("name", search))
    .take(limit);
  const exact = await ctx.db
    .query("workspaces")
    .withIndex("by_slug", (q) => q.eq("slug", search))
    .first();
  const others = named.filter((workspace) => workspace._id !== exact?._id);
  return (exact === null ? others : [exact, ...others]).slice(0, limit);
}

/** Whether the desk knows of every workspace. */
function isOfAll({ reach }: Desk): boolean {
  return reach === "all" || reach === "lead";
}

export async function getWorkspace(
  ctx: QueryCtx,
  request: { actor: WorkspaceListRequest["actor"]; workspace_id: string },
): Promise<PortalWorkspace> {
  const desk = await enterPortal(ctx, request.actor);
  return await viewOf(desk, await workspaceFor(ctx, desk, request.workspace_id));
}

/** The support hub, where there is one and it is the asker's to see. */
export async function getHub(ctx: QueryCtx, { actor }: { actor: Actor }): Promise<{ workspace?: PortalWorkspace }> {
  const desk = await enterPortal(ctx, actor);
  const { hub } = desk;
  return hub === null || (await isHidden(desk, hub)) ? {} : { workspace: await viewOf(desk, hub) };
}

function wordsOf(search = ""): string {
  if (search.length > MAX_SEARCH_LENGTH) {
    refuseFields({ search: `Search for at most ${MAX_SEARCH_LENGTH} characters.` });
  }
  return search.trim().toLowerCase();
}

function matches(workspace: Doc<"workspaces">, search: string): boolean {
  return workspace.name.toLowerCase().includes(search) || workspace.slug.toLowerCase().includes(search);
}

interface Wanted {
  readonly search: string;
  readonly after: string;
  readonly limit: number;
}

/** `last` is the slug behind which there may be more. */
interface Found {
  readonly found: Doc<"workspaces">[];
  readonly last?: string;
}

/** Of all workspaces. */
async function findAny(ctx: QueryCtx, { search, after, limit }: Wanted): Promise<Found> {
  const found: Doc<"workspaces">[] = [];
  let looked = 0;
  let last = after;
  const wanted = search === "" ? limit + 1 : MAX_LOOKED_AT + 1;
  const read = await ctx.db
    .query("workspaces")
    .withIndex("by_slug", (q) => q.gt("slug", after))
    .take(wanted);
  for (const workspace of read) {
    if (found.length === limit || looked === MAX_LOOKED_AT) {
      return { found, last };
    }
    looked += 1;
    last = workspace.slug;
    if (matches(workspace, search)) {
      found.push(workspace);
    }
  }
  return { found };
}

/** Of those that a staff account is granted, or of the hub alone for its plain members. */
async function findHeld(ctx: QueryCtx, desk: Desk, { search, after, limit }: Wanted): Promise<Found> {
  const grants = desk.reach === "granted" ? await desk.standings.grantsHeld() : [];
  const granted = await Promise.all(grants.map((grant) => ctx.db.get("workspaces", grant.workspace_id)));
  const held = desk.reach === "granted" ? granted : [desk.hub];
  const found = held
    .filter((workspace) => workspace !== null)
    .filter((workspace) => workspace.slug > after && matches(workspace, search))
    .sort((left, right) => (left.slug < right.slug ? -1 : 1));
  const page = found.slice(0, limit);
  const last = page.at(-1)?.slug;
  return { found: page, ...(found.length > limit && last !== undefined ? { last } : {}) };
}

async function viewsOf(
  ctx: QueryCtx,
  desk: Desk,
  workspaces: readonly Doc<"workspaces">[],
  withCounts: boolean,
): Promise<PortalWorkspace[]> {
  const seesAll = desk.reach === "all" || desk.reach === "granted";
  const figures = withCounts && seesAll ? await figuresOf(ctx, workspaces.map(({ _id }) => _id)) : undefined;
  return await Promise.all(
    workspaces.map(async (workspace) => {
      const view = await viewOf(desk, workspace);
      const counted = figures?.get(workspace._id);
      const open = counted && openIn(counted);
      return { ...view, ...(open === undefined ? {} : { open }) };
    }),
  );
}

async function viewOf(desk: Desk, workspace: Doc<"workspaces">): Promise<PortalWorkspace> {
  const grant = desk.reach === "granted" ? await desk.standings.grantHeld(workspace._id) : undefined;
  return {
    id: workspace._id,
    name: workspace.name,
    slug: workspace.slug,
    is_hub: workspace._id === desk.hub?._id,
    can_act: grant?.can_act ?? (desk.reach === "all" || desk.reach === "lead"),
    ...(grant?.expires_at === undefined ? {} : { expires_at: grant.expires_at }),
  };
}
