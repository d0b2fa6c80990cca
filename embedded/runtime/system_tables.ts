/** The tables of Convex's own that functions may read, by `ctx.db.system`. */
import { STORAGE_TABLE } from "../files/file_storage.ts";

const READABLE: ReadonlySet<string> = new Set([STORAGE_TABLE]);

export function isSystemTable(table: string): boolean {
  return table.startsWith("_");
}

export function isReadableSystemTable(table: string): boolean {
  return READABLE.has(table);
}
