/** The store's working parts on one connection: catalog, documents, frames, ids and times. */
import { encodeId, tableNumberOfId } from "../values/ids.ts";
import type { IdChecker } from "../values/validator.ts";
import { Catalog, type TableRecord } from "./catalog.ts";
import { CreationClock, IdSource, type Now } from "./clock.ts";
import { DocumentTable } from "./documents.ts";
import { MissingDocumentError } from "./errors.ts";
import { Frames, type FrameListener } from "./frames.ts";
import type { Database } from "./sqlite.ts";
import type { JsonObject } from "./types.ts";

export class Engine implements IdChecker, FrameListener {
  readonly catalog: Catalog;
  readonly frames: Frames;
  private readonly clock: CreationClock;
  private readonly idSource: IdSource;
  private readonly tables = new Map<number, DocumentTable>();

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

  insert(tableName: string, fields: JsonObject): string {
    const record = this.catalog.table(tableName) ?? this.frames.guard(() => this.catalog.createTable(tableName));
    const id = encodeId(record.number, this.idSource.next());
    const documents = this.documents(record);
    this.frames.guard(() => { documents.insert(id, this.clock.next(), fields, this.catalog.schemaValidation); });
    return id;
  }

  replace(id: string, tableNumber: number, fields: JsonObject): void {
    const record = this.catalog.tableByNumber(tableNumber);
    if (record === undefined) throw new MissingDocumentError(id, "replace");
    const documents = this.documents(record);
    this.frames.guard(() => { documents.replace(id, fields, this.catalog.schemaValidation); });
  }

  remove(id: string, tableNumber: number): void {
    const record = this.catalog.tableByNumber(tableNumber);
    if (record === undefined) throw new MissingDocumentError(id, "remove");
    this.frames.guard(() => { this.documents(record).remove(id); });
  }

  normalizeId(table: string, text: string): string | null {
    const record = this.catalog.table(table);
    return record !== undefined && tableNumberOfId(text) === record.number ? text : null;
  }

  committed(): void {
    this.catalog.changed = false;
  }

  rolledBack(): void {
    if (this.catalog.changed) this.catalog.reload();
    for (const table of this.tables.values()) table.forgetCount();
  }
}
