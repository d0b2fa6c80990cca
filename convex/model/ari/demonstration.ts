/**
 * The demonstration: an imaginary business with knowledge of its own, in which anybody may try ARI.
 *
 * It belongs to no user. It is told from a real workspace by its owner, and a real one is never changed here.
 */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { refuse } from "../refusals";
import { findConfig } from "./settings/config";

/** Clerk's ids begin with `user_`, so that no user is ever the owner. */
const OWNER = "demonstration";

/** `has_knowledge`: there is an active entry or a destination to answer from. */
export const vStage = v.object({
  id: v.string(),
  name: v.string(),
  slug: v.string(),
  is_enabled: v.boolean(),
  has_knowledge: v.boolean(),
});

type Stage = Infer<typeof vStage>;

const vEntry = v.object({ category: v.string(), title: v.string(), content: v.string() });

const vDestination = v.object({
  country: v.string(),
  city: v.string(),
  university_name: v.string(),
  requirements: v.any(),
  programs: v.array(v.string()),
  is_promoted: v.boolean(),
  priority: v.number(),
});

export const openArgs = {
  slug: v.string(),
  name: v.string(),
  community_link: v.string(),
  entries: v.array(vEntry),
  destinations: v.array(vDestination),
};

export const vOpened = v.object({ workspace: vStage, is_new: v.boolean() });

export async function findStage(ctx: QueryCtx, slug: string): Promise<Stage | null> {
  const workspace = await findBySlug(ctx, slug);
  return workspace === null ? null : await stageOf(ctx, workspace);
}

export async function openDemonstration(
  ctx: MutationCtx,
  args: ObjectType<typeof openArgs>,
): Promise<Infer<typeof vOpened>> {
  const found = await findBySlug(ctx, args.slug);
  if (found !== null && found.owner_id !== OWNER) {
    refuse("conflict", "slug_taken", "A workspace of that name exists and is no demonstration.");
  }
  const workspace = found ?? (await createWorkspace(ctx, args));
  return { workspace: await stageOf(ctx, workspace), is_new: found === null };
}

async function createWorkspace(ctx: MutationCtx, args: ObjectType<typeof openArgs>): Promise<Doc<"workspaces">> {
  const made = { created_at: Date.now(), updated_at: Date.now() };
  const id = await ctx.db.insert("workspaces", { name: args.name, slug: args.slug, owner_id: OWNER, ...made });
  await ctx.db.insert("ariConfig", {
    workspace_id: id,
    bot_name: "ARI",
    greeting_style: "professional",
    language: "id",
    community_link: args.community_link,
    is_enabled: true,
    ...made,
  });
  const categories = await createCategories(ctx, id, args.entries);
  for (const { category, ...entry } of args.entries) {
    const category_id = categories.get(category);
    await ctx.db.insert("ariKnowledgeEntries", {
      workspace_id: id,
      ...entry,
      ...(category_id === undefined ? {} : { category_id }),
      is_active: true,
      ...made,
    });
  }
  for (const destination of args.destinations) {
    await ctx.db.insert("ariDestinations", { workspace_id: id, ...destination, ...made });
  }
  const workspace = await ctx.db.get("workspaces", id);
  if (workspace === null) {
    throw new Error("A workspace is gone in the transaction that made it.");
  }
  return workspace;
}

async function createCategories(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  entries: ObjectType<typeof openArgs>["entries"],
): Promise<Map<string, Id<"ariKnowledgeCategories">>> {
  const ids = new Map<string, Id<"ariKnowledgeCategories">>();
  for (const name of new Set(entries.map(({ category }) => category))) {
    const made = { display_order: ids.size, created_at: Date.now(), updated_at: Date.now() };
    ids.set(name, await ctx.db.insert("ariKnowledgeCategories", { workspace_id: workspaceId, name, ...made }));
  }
  return ids;
}

async function stageOf(ctx: QueryCtx, workspace: Doc<"workspaces">): Promise<Stage> {
  const [config, entry, destination] = await Promise.all([
    findConfig(ctx, workspace._id),
    ctx.db
      .query("ariKnowledgeEntries")
      .withIndex("by_workspace", (q) => q.eq("workspace_id", workspace._id))
      .first(),
    ctx.db
      .query("ariDestinations")
      .withIndex("by_workspace", (q) => q.eq("workspace_id", workspace._id))
      .first(),
  ]);
  return {
    id: workspace._id,
    name: workspace.name,
    slug: workspace.slug,
    is_enabled: config?.is_enabled === true,
    has_knowledge: entry !== null || destination !== null,
  };
}

async function findBySlug(ctx: QueryCtx, slug: string): Promise<Doc<"workspaces"> | null> {
  return await ctx.db
    .query("workspaces")
    .withIndex("by_slug", (q) => q.eq("slug", slug))
    .first();
}
