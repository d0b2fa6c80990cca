/** Reading back what was imported, for verification: pages in the order of the source ids. */

import { v, type Infer } from "convex/values";
import type { QueryCtx } from "../../_generated/server";
import { anyTableReader } from "./indexReader";
import type { MigratedTable } from "./tables";

export const vDocumentPage = v.object({ documents: v.array(v.any()), cursor: v.string(), done: v.boolean() });
export const vCountPage = v.object({ count: v.number(), cursor: v.string(), done: v.boolean() });

// A transaction reads, and a function answers, 16 MiB at most: half of it leaves room for one more large document.
const MAX_PAGE_BYTES = 8 * 1024 * 1024;
const MAX_COUNTED = 8_000;

export async function readPage(
  ctx: QueryCtx,
  table: MigratedTable,
  cursor: string | null,
  limit: number,
): Promise<Infer<typeof vDocumentPage>> {
  const page = await migratedPage(ctx, table, cursor, limit);
  return { documents: page.page, cursor: page.continueCursor, done: page.isDone };
}

export async function countPage(
  ctx: QueryCtx,
  table: MigratedTable,
  cursor: string | null,
): Promise<Infer<typeof vCountPage>> {
  const page = await migratedPage(ctx, table, cursor, MAX_COUNTED);
  return { count: page.page.length, cursor: page.continueCursor, done: page.isDone };
}

async function migratedPage(ctx: QueryCtx, table: MigratedTable, cursor: string | null, numItems: number) {
  return await anyTableReader(ctx)
    .query(table)
    .withIndex("by_supabase_id", (q) => q.gt("supabaseId", ""))
    .paginate({ numItems, cursor, maximumBytesRead: MAX_PAGE_BYTES });
}
