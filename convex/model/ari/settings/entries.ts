/** The answers that a workspace wrote for ARI to give. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../../_generated/server";
import { Complaints } from "../../complaints";
import { pageArgs, pageOf, type OrderedRange } from "../../pages";
import { refuse, refuseFields } from "../../refusals";
import {
  changesIn,
  checkFresh,
  given,
  mustExist,
  nextUpdate,
  readSettings,
  settingsArgs,
  settingsWriteArgs,
  writeSettings,
} from "./calls";
import { categoryIn, findCategory } from "./categories";
import { checkRoom } from "./room";

type Entry = Doc<"ariKnowledgeEntries">;

export const vEntry = v.object({
  id: v.string(),
  category_id: v.optional(v.string()),
  title: v.string(),
  content: v.string(),
  is_active: v.boolean(),
  created_at: v.number(),
  updated_at: v.number(),
});

type EntryView = Infer<typeof vEntry>;

export const listEntriesArgs = {
  ...settingsArgs,
  ...pageArgs,
  /** Null asks for the entries without a category. */
  category_id: v.optional(v.union(v.string(), v.null())),
  is_active: v.optional(v.boolean()),
};

export const vEntryPage = v.object({ entries: v.array(vEntry), cursor: v.optional(v.string()) });

/** A page of the entries, newest first. */
export async function listEntries(
  ctx: QueryCtx,
  request: ObjectType<typeof listEntriesArgs>,
): Promise<Infer<typeof vEntryPage>> {
  const workspace = await readSettings(ctx, request);
  const { category_id, is_active } = request;
  if (typeof category_id === "string") {
    await categoryIn(ctx, workspace._id, category_id);
  }
  const { documents, cursor } = await pageOf(ctx, {
    table: "ariKnowledgeEntries",
    ranges: [rangeOf(workspace._id, category_id, (entry) => is_active === undefined || entry.is_active === is_active)],
    order: "desc",
    purpose: `entries ${workspace._id} ${String(category_id)} ${String(is_active)}`,
    request,
    defaultLimit: 50,
    maxLimit: 100,
  });
  return { entries: documents.map(entryView), ...(cursor === undefined ? {} : { cursor }) };
}

function rangeOf(
  workspaceId: Id<"workspaces">,
  categoryId: string | null | undefined,
  accepts: (entry: Entry) => boolean,
): OrderedRange<"ariKnowledgeEntries"> {
  const inWorkspace = ["workspace_id", workspaceId] as const;
  if (categoryId === undefined) {
    return { index: "by_workspace_time", equal: [inWorkspace], time: "created_at", accepts };
  }
  const inCategory = ["category_id", categoryId ?? undefined] as const;
  return { index: "by_workspace_category_time", equal: [inWorkspace, inCategory], time: "created_at", accepts };
}

export const entryArgs = { ...settingsArgs, entry_id: v.string() };

export async function getEntry(ctx: QueryCtx, call: ObjectType<typeof entryArgs>): Promise<EntryView> {
  const workspace = await readSettings(ctx, call);
  return entryView(await entryIn(ctx, workspace._id, call.entry_id));
}

export const createEntryArgs = {
  ...settingsWriteArgs,
  title: v.string(),
  content: v.string(),
  category_id: v.optional(v.union(v.string(), v.null())),
  is_active: v.optional(v.boolean()),
};

export async function createEntry(
  ctx: MutationCtx,
  request: ObjectType<typeof createEntryArgs>,
): Promise<{ entry: EntryView }> {
  return await writeSettings(ctx, "ariSettings:createEntry", request, async (workspace) => {
    const texts = checkedEntry(request);
    const category_id = await checkedCategoryId(ctx, workspace._id, request.category_id);
    const now = nextUpdate();
    const id = await ctx.db.insert("ariKnowledgeEntries", {
      workspace_id: workspace._id,
      ...texts,
      ...given({ category_id }),
      is_active: request.is_active ?? true,
      created_at: now,
      updated_at: now,
    });
    await checkKnowledge(ctx, workspace._id);
    return { entry: entryView(mustExist(await ctx.db.get("ariKnowledgeEntries", id))) };
  });
}

export const updateEntryArgs = {
  ...settingsWriteArgs,
  entry_id: v.string(),
  title: v.optional(v.string()),
  content: v.optional(v.string()),
  /** Null takes the entry out of its category. */
  category_id: v.optional(v.union(v.string(), v.null())),
  is_active: v.optional(v.boolean()),
};

/** Change what is given. */
export async function updateEntry(
  ctx: MutationCtx,
  request: ObjectType<typeof updateEntryArgs>,
): Promise<{ entry: EntryView }> {
  return await writeSettings(ctx, "ariSettings:updateEntry", request, async (workspace) => {
    const texts = checkedEntry(request);
    const entry = await entryIn(ctx, workspace._id, request.entry_id);
    checkFresh(request, entry.updated_at);
    const category_id = await checkedCategoryId(ctx, workspace._id, request.category_id);
    const changes = changesIn(entry, { ...texts, category_id, is_active: request.is_active });
    if (changes === undefined) {
      return { entry: entryView(entry) };
    }
    await ctx.db.patch("ariKnowledgeEntries", entry._id, { ...changes, updated_at: nextUpdate(entry.updated_at) });
    if ("title" in changes || "content" in changes) {
      await checkKnowledge(ctx, workspace._id);
    }
    return { entry: entryView(mustExist(await ctx.db.get("ariKnowledgeEntries", entry._id))) };
  });
}

export const deleteEntryArgs = { ...settingsWriteArgs, entry_id: v.string() };

export async function deleteEntry(
  ctx: MutationCtx,
  request: ObjectType<typeof deleteEntryArgs>,
): Promise<{ deleted: true }> {
  return await writeSettings(ctx, "ariSettings:deleteEntry", request, async (workspace) => {
    const entry = await entryIn(ctx, workspace._id, request.entry_id);
    checkFresh(request, entry.updated_at);
    await ctx.db.delete("ariKnowledgeEntries", entry._id);
    return { deleted: true as const };
  });
}

async function checkKnowledge(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<void> {
  const entries = ctx.db
    .query("ariKnowledgeEntries")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspaceId));
  await checkRoom(entries, "entries");
}

async function entryIn(ctx: QueryCtx, workspaceId: Id<"workspaces">, id: string): Promise<Entry> {
  const entryId = ctx.db.normalizeId("ariKnowledgeEntries", id);
  const entry = entryId === null ? null : await ctx.db.get("ariKnowledgeEntries", entryId);
  if (entry?.workspace_id !== workspaceId) {
    refuse("not_found", "entry_not_found", "There is no such entry in this workspace.");
  }
  return entry;
}

/** Refuse a category of another workspace in the words for one that does not exist. */
async function checkedCategoryId(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  asked: string | null | undefined,
): Promise<Id<"ariKnowledgeCategories"> | null | undefined> {
  if (asked === undefined || asked === null) {
    return asked;
  }
  const category = await findCategory(ctx, workspaceId, asked);
  return category?._id ?? refuseFields({ category_id: "There is no such category in this workspace." });
}

interface EntryTexts {
  readonly title?: string;
  readonly content?: string;
}

function checkedEntry<Texts extends EntryTexts>(texts: Texts): Pick<Texts, keyof Texts & keyof EntryTexts> {
  const complaints = new Complaints();
  const checked = {
    title: complaints.text("title", texts.title, { name: "The title", min: 1, max: 255 }),
    content: complaints.text("content", texts.content, { name: "The content", min: 1, max: 20_000 }),
  };
  complaints.refuse();
  return checked as Pick<Texts, keyof Texts & keyof EntryTexts>;
}

function entryView(entry: Entry): EntryView {
  const { title, content, category_id, is_active, created_at, updated_at } = entry;
  return { id: entry._id, title, content, is_active, created_at, updated_at, ...given({ category_id }) };
}
