/** The documents of one table: one SQL row each, one statement a write. */
import { compileDocumentValidator, type IdChecker, type Validator } from "../values/validator.ts";
import { InvalidValueError, measureDocument } from "../values/document.ts";
import { CREATION_TIME_COLUMN, sqlTable, type TableRecord } from "./catalog.ts";
import { InvalidDocumentError, MissingDocumentError, UnknownIndexError } from "./errors.ts";
import { KeyLayout } from "./keys.ts";
import { compareKeys } from "../values/order.ts";
import { RankedResults } from "./search/results.ts";
import { SearchTable } from "./search/search_table.ts";
import type { Database, SqlRow, SqlValue, Statement } from "./sqlite.ts";
import { IdentifiedDocument } from "./stored_document.ts";
import type { JsonObject, SearchRequest, SearchResults, StoredDocument, ValidatorJson } from "./types.ts";

export class DocumentTable {
  private readonly keys: KeyLayout;
  private readonly columns: readonly string[];
  private readonly sqlName: string;
  private readonly insertRow: Statement;
  private readonly selectRow: Statement;
  private readonly selectKeys: Statement;
  private readonly deleteRow: Statement;
  private readonly validate: Validator | null;
  private readonly searchTables: readonly SearchTable[];
  private readonly row: SqlValue[] = [];
  /** Counted when first asked for, then kept; null after a rollback. */
  private knownCount: number | null = null;

  constructor(
    private readonly db: Database,
    readonly record: TableRecord,
    ids: IdChecker,
  ) {
    this.sqlName = sqlTable(record);
    this.keys = new KeyLayout([[], ...record.indexes.map((index) => index.fields)]);
    this.columns = [CREATION_TIME_COLUMN, ...record.indexes.map((index) => index.column)];
    this.searchTables = record.searchIndexes.map((index) => new SearchTable(db, record, index));
    const columns = ["id", "creation_time", "size", "doc", ...this.columns];
    this.insertRow = db.prepare(
      `INSERT INTO ${this.sqlName} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
    );
    this.selectRow = db.prepare(`SELECT size, doc FROM ${this.sqlName} WHERE id = ?`);
    this.selectKeys = db.prepare(`SELECT rowid, creation_time, ${this.columns.join(", ")} FROM ${this.sqlName} WHERE id = ?`);
    this.deleteRow = db.prepare(`DELETE FROM ${this.sqlName} WHERE id = ? RETURNING 1`);
    this.validate =
      record.documentType === null ? null : compileDocumentValidator(JSON.parse(record.documentType) as ValidatorJson, ids);
  }

  get(id: string): StoredDocument | null {
    const row = this.selectRow.get(id);
    return row === undefined ? null : new IdentifiedDocument(id, row[0] as number, row[1] as string);
  }

  count(): number {
    this.knownCount ??= this.db.prepare(`SELECT COUNT(*) FROM ${this.sqlName}`).get()?.[0] as number;
    return this.knownCount;
  }

  forgetCount(): void {
    this.knownCount = null;
  }

  insert(id: string, creationTime: number, fields: JsonObject, checked: boolean): void {
    const size = this.check(id, fields, checked);
    const row = this.row;
    row.length = 0;
    row.push(id, creationTime, size, documentText(id, creationTime, fields));
    this.keys.build(fields, creationTime, id, row);
    const { lastInsertRowid } = this.insertRow.run(...row);
    for (const table of this.searchTables) table.insert(Number(lastInsertRowid), fields, creationTime);
    if (this.knownCount !== null) this.knownCount++;
  }

  /** Throws `MissingDocumentError`. Keys that stay as they are cost no index write. */
  replace(id: string, fields: JsonObject, checked: boolean): void {
    const size = this.check(id, fields, checked);
    const stored = this.selectKeys.get(id);
    if (stored === undefined) throw new MissingDocumentError(id, "replace");
    const rowid = stored[0] as number;
    const creationTime = stored[1] as number;
    const row = this.row;
    row.length = 0;
    row.push(size, documentText(id, creationTime, fields));
    this.keys.build(fields, creationTime, id, row);
    const assignments = this.keepChangedKeys(row, stored);
    row.push(rowid);
    this.db.prepare(`UPDATE ${this.sqlName} SET size = ?, doc = ?${assignments} WHERE rowid = ?`).run(...row);
    for (const table of this.searchTables) table.replace(rowid, fields, creationTime);
  }

  /** Drop from `row` (size, text, keys) the keys that equal those of `stored`; return the assignments of the others. */
  private keepChangedKeys(row: SqlValue[], stored: SqlRow): string {
    let assignments = "";
    let kept = 2;
    for (let i = 0; i < this.columns.length; i++) {
      const key = row[2 + i] as Uint8Array;
      if (compareKeys(key, stored[2 + i] as Uint8Array) === 0) continue;
      assignments += `, ${this.columns[i] as string} = ?`;
      row[kept++] = key;
    }
    row.length = kept;
    return assignments;
  }

  /** Throws `MissingDocumentError`. */
  remove(id: string): void {
    const isRemoved = this.searchTables.length === 0 ? this.deleteRow.get(id) !== undefined : this.removeSearched(id);
    if (!isRemoved) throw new MissingDocumentError(id, "remove");
    if (this.knownCount !== null) this.knownCount--;
  }

  /**
   * Remove a document of a table with search indexes; false when there is none.
   *
   * Without RETURNING, for which SQLite would open a savepoint of its own, and FTS5 write all that it has collected in
   * the transaction: three times the price of a bulk load.
   */
  private removeSearched(id: string): boolean {
    const rowid = this.selectKeys.get(id)?.[0];
    if (rowid === undefined) return false;
    this.db.prepare(`DELETE FROM ${this.sqlName} WHERE rowid = ?`).run(rowid);
    for (const table of this.searchTables) table.remove(rowid as number);
    return true;
  }

  /** Throws `UnknownIndexError`. */
  search({ index, words, filters }: SearchRequest): SearchResults {
    const table = this.searchTables.find((candidate) => candidate.index.name === index);
    if (table === undefined) throw new UnknownIndexError(this.record.name, index);
    return new RankedResults(this.db, this.record, table.search(words, filters, this.count()));
  }

  /** Return the size of a document that keeps all rules. Throws `InvalidDocumentError`. */
  private check(id: string, fields: JsonObject, checked: boolean): number {
    let size: number;
    try {
      size = measureDocument(fields, id.length);
    } catch (error) {
      if (error instanceof InvalidValueError) throw new InvalidDocumentError(this.record.name, error.message);
      throw error;
    }
    const mismatch = checked && this.validate !== null ? this.validate(fields) : null;
    if (mismatch !== null) {
      throw new InvalidDocumentError(this.record.name, `it does not match the schema. ${mismatch}`);
    }
    return size;
  }
}

/** The stored text: the system fields first, where names sorted by their letters have them. */
function documentText(id: string, creationTime: number, fields: JsonObject): string {
  const text = JSON.stringify(fields);
  const system = `{"_creationTime":${creationTime},"_id":"${id}"`;
  return text === "{}" ? `${system}}` : `${system},${text.slice(1)}`;
}
