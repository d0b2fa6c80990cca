/** The categories of a workspace's knowledge. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../../_generated/server";
import { Complaints } from "../../complaints";
import { pageOf } from "../../pages";
import { refuse } from "../../refusals";
import {
  changesIn,
  checkFresh,
  given,
  mustExist,
  nextUpdate,
  readSettings,
  settingsWriteArgs,
  writeSettings,
  type SettingsCall,
} from "./calls";

type Category = Doc<"ariKnowledgeCategories">;

/** More than somebody sorts by hand. */
const MAX_CATEGORIES = 200;

export const vCategory = v.object({
  id: v.string(),
  name: v.string(),
  description: v.optional(v.string()),
  display_order: v.number(),
  created_at: v.number(),
  updated_at: v.number(),
});

type CategoryView = Infer<typeof vCategory>;

export async function listCategories(ctx: QueryCtx, call: SettingsCall): Promise<{ categories: CategoryView[] }> {
  const workspace = await readSettings(ctx, call);
  return { categories: (await storedCategories(ctx, workspace._id)).map(categoryView) };
}

/** In the order in which they are displayed. */
export async function storedCategories(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Category[]> {
  return await ctx.db
    .query("ariKnowledgeCategories")
    .withIndex("by_workspace_order", (q) => q.eq("workspace_id", workspaceId))
    .take(2 * MAX_CATEGORIES);
}

export const createCategoryArgs = {
  ...settingsWriteArgs,
  name: v.string(),
  description: v.optional(v.union(v.string(), v.null())),
};

/** Add a category behind the others. */
export async function createCategory(
  ctx: MutationCtx,
  request: ObjectType<typeof createCategoryArgs>,
): Promise<{ category: CategoryView }> {
  return await writeSettings(ctx, "ariSettings:createCategory", request, async (workspace) => {
    const { name, description } = checkedCategory(request);
    await checkNameIsFree(ctx, workspace._id, name);
    const others = await storedCategories(ctx, workspace._id);
    if (others.length >= MAX_CATEGORIES) {
      const detail = `A workspace has at most ${MAX_CATEGORIES} categories. Delete one first.`;
      refuse("conflict", "too_many_categories", detail);
    }
    const now = nextUpdate();
    const id = await ctx.db.insert("ariKnowledgeCategories", {
      workspace_id: workspace._id,
      name,
      ...given({ description }),
      display_order: (others.at(-1)?.display_order ?? -1) + 1,
      created_at: now,
      updated_at: now,
    });
    return { category: categoryView(mustExist(await ctx.db.get("ariKnowledgeCategories", id))) };
  });
}

export const updateCategoryArgs = {
  ...settingsWriteArgs,
  category_id: v.string(),
  name: v.optional(v.string()),
  description: v.optional(v.union(v.string(), v.null())),
  display_order: v.optional(v.number()),
};

/** Change what is given; null clears the description. */
export async function updateCategory(
  ctx: MutationCtx,
  request: ObjectType<typeof updateCategoryArgs>,
): Promise<{ category: CategoryView }> {
  return await writeSettings(ctx, "ariSettings:updateCategory", request, async (workspace) => {
    const asked = checkedCategory(request);
    const category = await categoryIn(ctx, workspace._id, request.category_id);
    checkFresh(request, category.updated_at);
    const changes = changesIn(category, asked);
    if (changes === undefined) {
      return { category: categoryView(category) };
    }
    if (changes.name !== undefined) {
      await checkNameIsFree(ctx, workspace._id, changes.name);
    }
    const updated_at = nextUpdate(category.updated_at);
    await ctx.db.patch("ariKnowledgeCategories", category._id, { ...changes, updated_at });
    return { category: categoryView(mustExist(await ctx.db.get("ariKnowledgeCategories", category._id))) };
  });
}

export const categoryArgs = { ...settingsWriteArgs, category_id: v.string() };

/** `deleted` false: its entries are more than one transaction deletes, and the caller goes on. */
export const vCategoryDeleted = v.object({ deleted: v.boolean(), entries_deleted: v.number() });

/** Far from what one transaction may read and write; `pageOf` ends a page by its bytes too. */
const MAX_ENTRIES_DELETED = 500;

/** Delete a category with its entries. Until the last of them is gone the category is there to go on with. */
export async function deleteCategory(
  ctx: MutationCtx,
  request: ObjectType<typeof categoryArgs>,
): Promise<Infer<typeof vCategoryDeleted>> {
  return await writeSettings(ctx, "ariSettings:deleteCategory", request, async (workspace) => {
    const category = await categoryIn(ctx, workspace._id, request.category_id);
    checkFresh(request, category.updated_at);
    const { documents, cursor } = await pageOf(ctx, {
      table: "ariKnowledgeEntries",
      ranges: [
        {
          index: "by_workspace_category_time",
          equal: [
            ["workspace_id", workspace._id],
            ["category_id", category._id],
          ],
          time: "created_at",
        },
      ],
      order: "asc",
      purpose: `deletion of ${category._id}`,
      request: { limit: MAX_ENTRIES_DELETED },
      defaultLimit: MAX_ENTRIES_DELETED,
      maxLimit: MAX_ENTRIES_DELETED,
    });
    for (const entry of documents) {
      await ctx.db.delete("ariKnowledgeEntries", entry._id);
    }
    const deleted = cursor === undefined;
    if (deleted) {
      await ctx.db.delete("ariKnowledgeCategories", category._id);
    }
    return { deleted, entries_deleted: documents.length };
  });
}

/** Find the category, which must be of the workspace; null: it is not. */
export async function findCategory(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  id: string,
): Promise<Category | null> {
  const categoryId = ctx.db.normalizeId("ariKnowledgeCategories", id);
  const category = categoryId === null ? null : await ctx.db.get("ariKnowledgeCategories", categoryId);
  return category?.workspace_id === workspaceId ? category : null;
}

export async function categoryIn(ctx: QueryCtx, workspaceId: Id<"workspaces">, id: string): Promise<Category> {
  return (
    (await findCategory(ctx, workspaceId, id)) ??
    refuse("not_found", "category_not_found", "There is no such category in this workspace.")
  );
}

async function checkNameIsFree(ctx: QueryCtx, workspaceId: Id<"workspaces">, name: string): Promise<void> {
  const taken = await ctx.db
    .query("ariKnowledgeCategories")
    .withIndex("by_workspace_name", (q) => q.eq("workspace_id", workspaceId).eq("name", name))
    .first();
  if (taken !== null) {
    refuse("conflict", "category_name_taken", "There is a category of this name already.", { category_id: taken._id });
  }
}

interface CategoryValues {
  readonly name?: string;
  readonly description?: string | null;
  readonly display_order?: number;
}

function checkedCategory<Values extends CategoryValues>(values: Values): Pick<Values, keyof Values & keyof CategoryValues> {
  const complaints = new Complaints();
  const order = { name: "The place in the order", min: 0, max: 1_000_000 };
  const checked = {
    name: complaints.text("name", values.name, { name: "The name", min: 1, max: 100 }),
    description: complaints.text("description", values.description, { name: "The description", min: 1, max: 1_000 }),
    display_order: complaints.number("display_order", values.display_order, order),
  };
  complaints.refuse();
  return checked as Pick<Values, keyof Values & keyof CategoryValues>;
}

function categoryView(category: Category): CategoryView {
  const { name, description, display_order, created_at, updated_at } = category;
  return { id: category._id, name, display_order, created_at, updated_at, ...given({ description }) };
}
