/** Range scans: O(log n + limit) by the native index of the key column, or by the primary key for `by_id`. */
import { AFTER_ALL_KEYS, compareKeys, successorOf } from "../values/order.ts";
import { BY_CREATION_TIME, BY_ID, CREATION_TIME_COLUMN, sqlIndex, sqlTable, type TableRecord } from "./catalog.ts";
import { UnknownIndexError } from "./errors.ts";
import { KeyLayout } from "./keys.ts";
import type { Database } from "./sqlite.ts";
import { IdentifiedDocument, IndexedDocument, type KeyReader } from "./stored_document.ts";
import type { ScanRequest, StoredDocument } from "./types.ts";

/** The tag of strings in keys. */
const STRING_TAG = 0x10;
/** The least and the greatest character of ids. */
const FIRST_ID_CHAR = 0x30;
const LAST_ID_CHAR = 0x7a;
const BELOW_ID_CHARS = "\x01";
const ABOVE_ID_CHARS = "{";
/** More rows than any table has; the binding passes larger numbers as floats, which LIMIT refuses. */
const MAX_LIMIT = 2 ** 31 - 1;

type ScannedRow = [id: string, size: number, text: string];

/** Return at most `limit` documents of the table in key order. Throws `UnknownIndexError`. */
export function scanTable(db: Database, table: TableRecord, request: ScanRequest): StoredDocument[] {
  const { range, order, after } = request;
  let lower = range.lower;
  let upper = range.upper ?? AFTER_ALL_KEYS;
  if (after !== null && order === "asc" && compareKeys(after, lower) >= 0) lower = successorOf(after);
  if (after !== null && order === "desc" && compareKeys(after, upper) < 0) upper = after;
  if (request.limit < 1 || compareKeys(lower, upper) >= 0) return [];
  const limit = Math.min(request.limit, MAX_LIMIT);
  if (request.index === BY_ID) {
    const rows = db.prepare(idScanSql(table, order)).all(idBound(lower), idBound(upper), limit) as ScannedRow[];
    return rows.map(([id, size, text]) => new IdentifiedDocument(id, size, text));
  }
  const { column, fields } = keyColumn(table, request.index);
  const rows = db.prepare(keyScanSql(table, column, order)).all(lower, upper, limit) as ScannedRow[];
  const readKey = keyReader(fields);
  return rows.map(([id, size, text]) => new IndexedDocument(id, size, text, readKey));
}

/** SQL that reads documents between two keys; it names its index so that no plan can miss it. */
export function keyScanSql(table: TableRecord, column: string, order: "asc" | "desc"): string {
  return (
    `SELECT id, size, doc FROM ${sqlTable(table)} INDEXED BY ${sqlIndex(table, column)} ` +
    `WHERE ${column} >= ? AND ${column} < ? ORDER BY ${column} ${order} LIMIT ?`
  );
}

export function idScanSql(table: TableRecord, order: "asc" | "desc"): string {
  return `SELECT id, size, doc FROM ${sqlTable(table)} WHERE id >= ? AND id < ? ORDER BY id ${order} LIMIT ?`;
}

/** Return the fields of an index, or null when the table has none of that name. */
export function indexFields(table: TableRecord, index: string): readonly string[] | null {
  if (index === BY_ID) return ["_id"];
  if (index === BY_CREATION_TIME) return ["_creationTime"];
  return table.indexes.find((candidate) => candidate.name === index)?.fields ?? null;
}

function keyColumn(table: TableRecord, index: string): { column: string; fields: readonly string[] } {
  if (index === BY_CREATION_TIME) return { column: CREATION_TIME_COLUMN, fields: [] };
  const found = table.indexes.find((candidate) => candidate.name === index);
  if (found === undefined) throw new UnknownIndexError(table.name, index);
  return found;
}

/**
 * Return the least text `bound` such that `id >= bound` exactly when the key of `id` is at or above `key`.
 *
 * A key of an id is the string tag, its letters and digits, and a zero byte; `key` may be any bytes.
 */
export function idBound(key: Uint8Array): string {
  const tag = key[0];
  if (tag === undefined || tag < STRING_TAG) return "";
  if (tag > STRING_TAG) return ABOVE_ID_CHARS;
  let end = 1;
  while (end < key.length && isIdChar(key[end] as number)) end++;
  const common = Buffer.from(key.subarray(1, end)).toString("latin1");
  if (end === key.length || (end === key.length - 1 && key[end] === 0)) return common;
  // The next byte decides against every id that goes on; only the id that ends here needs the zero's company.
  return common + ((key[end] as number) < FIRST_ID_CHAR ? BELOW_ID_CHARS : ABOVE_ID_CHARS);
}

function isIdChar(byte: number): boolean {
  return byte >= FIRST_ID_CHAR && byte <= LAST_ID_CHAR;
}

function keyReader(fields: readonly string[]): KeyReader {
  const layout = new KeyLayout([fields]);
  return (document, id) => layout.keyOf(document, document._creationTime as number, id);
}
