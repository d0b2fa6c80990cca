/** The store's working parts on one connection: catalog, documents, frames, ids and times. */
import { encodeId, tableNumberOfId } from "../values/ids.ts";
import type { IdChecker } from "../values/validator.ts";
import { Catalog, type TableRecord } from "./catalog.ts";
import { CreationClock, IdSource, type Now } from "./clock.ts";
import { DocumentTable } from "./documents.ts";
import { MissingDocumentError } from "./errors.ts";
import { Frames, type FrameListener } from "./frames.ts";
import { ReadCache, scanKey } from "./read_cache.ts";
import { scanTable } from "./scan.ts";
import type { Database } from "./sqlite.ts";
import type { JsonObject, ScanRequest, StoredDocument } from "./types.ts";

export class Engine implements IdChecker, FrameListener {
  readonly catalog: Catalog;
  readonly frames: Frames;
  private readonly clock: CreationClock;
  private readonly idSource: IdSource;
  private readonly tables = new Map<number, DocumentTable>();
  private readonly reads = new ReadCache();

  constructor(
    readonly db: Database,
    now: Now,
  ) {
    this.catalog = new Catalog(db);
    this.frames = new Frames(db, this);
    this.clock = new CreationClock(now);
    this.idSource = new IdSource(now);
  }

  /** Start the creation times of a new transaction. */
  beginTransaction(): void {
    this.clock.beginTransaction();
  }

  documents(record: TableRecord): DocumentTable {
    let table = this.tables.get(record.number);
    if (table?.record !== record) {
      table = new DocumentTable(this.db, record, this);
      this.tables.set(record.number, table);
    }
    return table;
  }

  get(id: string, tableNumber: number): StoredDocument | null {
    const record = this.catalog.tableByNumber(tableNumber);
    if (record === undefined) return null;
    const kept = this.reads.find(record, id);
    if (kept !== undefined) return kept[0] ?? null;
    const document = this.documents(record).get(id);
    this.reads.keep(record, id, document === null ? [] : [document]);
    return document;
  }

  scan(request: ScanRequest): readonly StoredDocument[] {
    const record = this.catalog.table(request.table);
    if (record === undefined) return [];
    const key = scanKey(request);
    const kept = this.reads.find(record, key);
    if (kept !== undefined) return kept;
    const documents = scanTable(this.db, record, request);
    this.reads.keep(record, key, documents);
    return documents;
  }

  insert(tableName: string, fields: JsonObject): string {
    const record = this.catalog.table(tableName) ?? this.frames.guard(() => this.catalog.createTable(tableName));
    const id = encodeId(record.number, this.idSource.next());
    const documents = this.written(record);
    this.frames.guard(() => { documents.insert(id, this.clock.next(), fields, this.catalog.schemaValidation); });
    return id;
  }

  replace(id: string, tableNumber: number, fields: JsonObject): void {
    const record = this.catalog.tableByNumber(tableNumber);
    if (record === undefined) throw new MissingDocumentError(id, "replace");
    const documents = this.written(record);
    this.frames.guard(() => { documents.replace(id, fields, this.catalog.schemaValidation); });
  }

  remove(id: string, tableNumber: number): void {
    const record = this.catalog.tableByNumber(tableNumber);
    if (record === undefined) throw new MissingDocumentError(id, "remove");
    this.frames.guard(() => { this.written(record).remove(id); });
  }

  normalizeId(table: string, text: string): string | null {
    const record = this.catalog.table(table);
    return record !== undefined && tableNumberOfId(text) === record.number ? text : null;
  }

  /** The documents of a table that is about to change. */
  private written(record: TableRecord): DocumentTable {
    this.reads.forget(record);
    return this.documents(record);
  }

  committed(): void {
    this.catalog.changed = false;
  }

  rolledBack(): void {
    this.reads.clear();
    if (this.catalog.changed) {
      this.catalog.reload();
      // What a frame around made is in memory again, and may have to be undone in its turn.
      this.catalog.changed = this.frames.isOpen;
    }
    for (const table of this.tables.values()) table.forgetCount();
  }
}
