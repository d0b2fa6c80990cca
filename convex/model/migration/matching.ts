/** Which stored document, if any, a record is about. */

import { mapInChunks } from "./concurrency";
import type { IndexReader, StoredDocument } from "./indexReader";
import { rulesOf, type MigratedTable } from "./tables";
import type { JsonRecord } from "./values";

/** A record on its way into its table: checked, with resolved references, and with its document once that is known. */
export interface Row {
  readonly id: string;
  readonly record: JsonRecord;
  existing?: StoredDocument;
}

interface Matched {
  readonly rows: Row[];
  readonly failed: { id: string; reason: string }[];
}

/**
 * Find the document of each row: the one with its source id, else the one of its natural key that no migration wrote.
 *
 * A row whose source id several documents carry is refused: writing to one of them would leave the others to differ.
 */
export async function matchRows(reader: IndexReader, table: MigratedTable, rows: Row[]): Promise<Matched> {
  const documents = await documentsOf(
    reader,
    table,
    rows.map((row) => row.id),
  );
  const matched: Matched = { rows: [], failed: [] };
  for (const row of rows) {
    const [document, twin] = documents.get(row.id) ?? [];
    if (twin !== undefined) {
      const reason = `supabaseId: several documents of ${table} carry it; delete all but one`;
      matched.failed.push({ id: row.id, reason });
      continue;
    }
    if (document !== undefined) {
      row.existing = document;
    }
    matched.rows.push(row);
  }
  await adoptDocuments(
    reader,
    table,
    matched.rows.filter((row) => row.existing === undefined),
  );
  return matched;
}

/** The stored documents by source id. One read where the batch lies dense in the table, one a record otherwise. */
async function documentsOf(reader: IndexReader, table: MigratedTable, ids: readonly string[]) {
  const documents = new Map<string, StoredDocument[]>();
  const sorted = ids.toSorted();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) {
    return documents;
  }
  // Twice the batch: beyond that, reading strangers costs more than asking for each record.
  const page = await reader.pageBySource(table, first, last, 2 * ids.length);
  for (const document of page.documents) {
    addTo(documents, document);
  }
  if (!page.complete) {
    const reached = page.documents.at(-1)?.supabaseId as string | undefined;
    // The last document of the page may have a twin behind it, so its own record is asked for again.
    const beyond = sorted.filter((id) => reached === undefined || id >= reached);
    await mapInChunks(beyond, async (id) => documents.set(id, await reader.findTwinsBySource(table, id)));
  }
  return documents;
}

function addTo(documents: Map<string, StoredDocument[]>, document: StoredDocument): void {
  const id = document.supabaseId as string;
  const same = documents.get(id);
  if (same === undefined) {
    documents.set(id, [document]);
  } else {
    same.push(document);
  }
}

/** Give rows without a document the one of their natural key, where exactly one such document has no source id yet. */
async function adoptDocuments(reader: IndexReader, table: MigratedTable, rows: Row[]): Promise<void> {
  if (rows.length === 0 || rulesOf(table).naturalKey === undefined || !(await reader.hasUnmigrated(table))) {
    return;
  }
  const candidates = await mapInChunks(rows, (row) => reader.findByNaturalKey(table, row.record));
  const adopted = new Set<string>();
  for (const [at, row] of rows.entries()) {
    const free = (candidates[at] ?? []).filter((document) => !document.supabaseId && !adopted.has(document._id));
    const [only] = free;
    if (only !== undefined && free.length === 1) {
      adopted.add(only._id);
      row.existing = only;
    }
  }
}
