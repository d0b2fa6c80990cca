/** Walking whole tables, for checks and back-fills. */
import { sqlTable, type TableRecord } from "./catalog.ts";
import type { Database } from "./sqlite.ts";
import type { JsonObject } from "./types.ts";

/** Documents in memory at once. */
const WALK_BATCH = 500;

export interface WalkedDocument {
  readonly rowid: number;
  readonly id: string;
  readonly document: JsonObject;
}

/** Every document of the table, a batch in memory at a time; the caller may update the rows it was given. */
export function* walkDocuments({ db }: { readonly db: Database }, record: TableRecord): Generator<WalkedDocument> {
  const select = db.prepare(`SELECT rowid, id, doc FROM ${sqlTable(record)} WHERE rowid > ? ORDER BY rowid LIMIT ${WALK_BATCH}`);
  let last = 0;
  while (true) {
    const rows = select.all(last) as unknown as [number, string, string][];
    for (const [rowid, id, text] of rows) yield { rowid, id, document: JSON.parse(text) as JsonObject };
    if (rows.length < WALK_BATCH) return;
    last = rows.at(-1)?.[0] as number;
  }
}
