/** Reads and writes of documents, within the frames of the store. */
import { encodeId, tableNumberOfId } from "../values/ids.ts";
import type { Engine } from "./engine.ts";
import { InvalidIdError, UnknownIndexError } from "./errors.ts";
import type { Frame } from "./frames.ts";
import { indexFields } from "./scan.ts";
import type {
  JsonObject,
  OpenTransaction,
  Reader,
  ScanRequest,
  SearchIndexDefinition,
  SearchRequest,
  SearchResults,
  StoredDocument,
  TransactionGroup,
} from "./types.ts";

/** Reads the last commit, or what the open transaction made of it. */
export class StoreReader implements Reader {
  constructor(protected readonly engine: Engine) {}

  get(id: string): StoredDocument | null {
    this.expectUsable();
    return this.engine.get(id, tableNumberOf(id));
  }

  tableOf(id: string): string | null {
    this.expectUsable();
    return this.engine.catalog.tableByNumber(tableNumberOf(id))?.name ?? null;
  }

  normalizeId(table: string, text: string): string | null {
    return this.engine.normalizeId(table, text);
  }

  idOf(table: string, internal: Uint8Array): string | null {
    const record = this.engine.catalog.table(table);
    return record === undefined ? null : encodeId(record.number, internal);
  }

  scan(request: ScanRequest): readonly StoredDocument[] {
    this.expectUsable();
    return this.engine.scan(request);
  }

  indexFields(table: string, index: string): readonly string[] | null {
    const record = this.engine.catalog.table(table);
    return record === undefined ? null : indexFields(record, index);
  }

  searchIndex(table: string, index: string): SearchIndexDefinition | null {
    return this.engine.catalog.table(table)?.searchIndexes.find(({ name }) => name === index) ?? null;
  }

  search(request: SearchRequest): SearchResults {
    this.expectUsable();
    const record = this.engine.catalog.table(request.table);
    if (record === undefined) throw new UnknownIndexError(request.table, request.index);
    return this.engine.documents(record).search(request);
  }

  hasTable(table: string): boolean {
    return this.engine.catalog.table(table) !== undefined;
  }

  count(table: string): number {
    this.expectUsable();
    const record = this.engine.catalog.table(table);
    return record === undefined ? 0 : this.engine.documents(record).count();
  }

  /** Throws `TransactionStateError` in a transaction that has ended or that waits for a nested one. */
  protected expectUsable(): void {
    // A reader outside transactions has no end.
  }
}

export class StoreTransaction extends StoreReader implements OpenTransaction {
  /** The frame that operations go to; inside `nested`, the nested one. */
  private frame: Frame;

  /** Opens a frame: the outermost when none is open, else one nested in the innermost. */
  constructor(engine: Engine) {
    super(engine);
    this.frame = engine.frames.open();
  }

  insert(table: string, fields: JsonObject): string {
    this.expectUsable();
    return this.engine.insert(table, fields);
  }

  replace(id: string, fields: JsonObject): void {
    this.expectUsable();
    this.engine.replace(id, tableNumberOf(id), fields);
  }

  remove(id: string): void {
    this.expectUsable();
    this.engine.remove(id, tableNumberOf(id));
  }

  nested<T>(body: () => T): T {
    this.expectUsable();
    const around = this.frame;
    try {
      return this.engine.frames.run((frame) => {
        this.frame = frame;
        return body();
      });
    } finally {
      this.frame = around;
    }
  }

  begin(): OpenTransaction {
    this.expectUsable();
    return new StoreTransaction(this.engine);
  }

  commit(): void {
    this.engine.frames.commit(this.frame);
  }

  rollback(): void {
    this.engine.frames.rollback(this.frame);
  }

  protected override expectUsable(): void {
    this.engine.frames.expectInnermost(this.frame);
  }
}

export class StoreGroup implements TransactionGroup {
  private readonly frame: Frame;

  constructor(private readonly engine: Engine) {
    this.frame = engine.frames.open();
  }

  begin(): OpenTransaction {
    this.engine.frames.expectInnermost(this.frame);
    this.engine.beginTransaction();
    return new StoreTransaction(this.engine);
  }

  commit(): void {
    this.engine.frames.commit(this.frame);
  }

  rollback(): void {
    this.engine.frames.rollback(this.frame);
  }
}

/** Throws `InvalidIdError`. */
function tableNumberOf(id: string): number {
  const number = tableNumberOfId(id);
  if (number === null) throw new InvalidIdError(id);
  return number;
}
