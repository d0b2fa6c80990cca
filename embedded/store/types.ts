/** What the runtime asks of the store, and the shapes that cross between them. */

/** A Convex value in encoded JSON: int64, bytes and special floats are `$integer`, `$bytes`, `$float` objects. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export type JsonObject = { [key: string]: JsonValue };

/** A validator as `validator.json` of convex/values prints it; the shapes are listed in `values/validator.ts`. */
export type ValidatorJson = JsonObject;

export interface StoredDocument {
  readonly id: string;
  /** The whole document as encoded JSON text, `_id` and `_creationTime` included. */
  readonly text: string;
  /** Bytes by Convex's size metric, system fields included. */
  readonly size: number;
  /**
   * The document's position in the index it was read by. Built each time it is asked for, by parsing `text`: keep the
   * document where a position is needed later, and ask for its key then.
   */
  readonly key: Uint8Array;
}

export interface IndexDefinition {
  readonly name: string;
  /** Field paths (`a.b`), without the implicit `_creationTime` and `_id` that end every key. */
  readonly fields: readonly string[];
}

/** A text search index: Convex's `searchIndex`. */
export interface SearchIndexDefinition {
  readonly name: string;
  readonly searchField: string;
  /** Fields that a search can ask to be equal to a value. */
  readonly filterFields: readonly string[];
}

export interface TableDefinition {
  readonly name: string;
  readonly indexes: readonly IndexDefinition[];
  readonly searchIndexes?: readonly SearchIndexDefinition[];
  /** null: any document is accepted. */
  readonly documentType: ValidatorJson | null;
}

export interface SchemaDefinition {
  readonly tables: readonly TableDefinition[];
  readonly schemaValidation: boolean;
}

/** Half-open range of index keys; an `upper` of null has no end. */
export interface KeyRange {
  readonly lower: Uint8Array;
  readonly upper: Uint8Array | null;
}

export interface ScanRequest {
  readonly table: string;
  /** A user index, or `by_id`, or `by_creation_time`. */
  readonly index: string;
  readonly range: KeyRange;
  readonly order: "asc" | "desc";
  /** Continue after this key in scan order (exclusive); null starts at the range's end that comes first. */
  readonly after: Uint8Array | null;
  readonly limit: number;
}

export interface SearchRequest {
  readonly table: string;
  /** A search index of the table. */
  readonly index: string;
  /** A document matches when it has one of these, or a word that begins with the last of them. Lower case, no space. */
  readonly words: readonly string[];
  /** All of them must hold. The fields are filter fields of the index; undefined is the absent field. */
  readonly filters: readonly { readonly field: string; readonly value: JsonValue | undefined }[];
}

/**
 * What a search found, the best match first: at most the 1,024 that Convex ranks.
 *
 * The order is that of the moment of the search; the documents are read when they are asked for.
 */
export interface SearchResults {
  readonly count: number;
  /** The documents in places `start` to `end` (exclusive); null for one that was deleted since. */
  read(start: number, end: number): (StoredDocument | null)[];
  /** The place behind the document whose `key` this is, even when its rank or the document itself has changed. */
  placeAfter(key: Uint8Array): number;
}

/** Reads see the open transaction's own writes, and otherwise the last commit. */
export interface Reader {
  /** The document, or null when there is none. Throws `InvalidIdError` when `id` is not a well-formed id. */
  get(id: string): StoredDocument | null;
  /** The table that a well-formed id belongs to, or null when no table has its number. */
  tableOf(id: string): string | null;
  /** The canonical id when `text` is an id of `table`, else null. */
  normalizeId(table: string, text: string): string | null;
  /** The id that these 16 internal bytes make in the table, or null when there is no such table. */
  idOf(table: string, internal: Uint8Array): string | null;
  /** At most `limit` documents in key order: O(log n + limit). An unknown table has none. */
  scan(request: ScanRequest): readonly StoredDocument[];
  /** The fields of an index, or null when the table has no such index. `by_id`: `["_id"]`; `by_creation_time`: `["_creationTime"]`. */
  indexFields(table: string, index: string): readonly string[] | null;
  /** The definition of a search index, or null when the table has none of that name. */
  searchIndex(table: string, index: string): SearchIndexDefinition | null;
  /** Throws `UnknownIndexError` when the table has no such search index. */
  search(request: SearchRequest): SearchResults;
  hasTable(table: string): boolean;
  count(table: string): number;
}

export interface Transaction extends Reader {
  /** Insert and return the new id. `fields` holds no system field. Throws `InvalidDocumentError`. */
  insert(table: string, fields: JsonObject): string;
  /** Replace all fields but the system fields. Throws `InvalidDocumentError`, `MissingDocumentError`. */
  replace(id: string, fields: JsonObject): void;
  remove(id: string): void;
  /** Run `body` as a nested transaction: when it throws, its writes alone are undone. */
  nested<T>(body: () => T): T;
}

/** A transaction over several turns of the event loop. Its holder ends it; until then nothing else may write. */
export interface OpenTransaction extends Transaction {
  /** Open a nested transaction. Until it ends, this one refuses every operation. */
  begin(): OpenTransaction;
  /** End and keep the writes: on the disk when this is the outermost transaction, else in the one around it. */
  commit(): void;
  /** End and undo the writes. Does nothing after the end, a failed commit included. */
  rollback(): void;
}

/** One SQL transaction for several mutations: `commit` puts all that were committed inside on the disk with one fsync. */
export interface TransactionGroup {
  begin(): OpenTransaction;
  /** Throws `StorageFullError` when nothing of the group could be kept. */
  commit(): void;
  /** End and undo everything, what was committed inside included. Does nothing after the end. */
  rollback(): void;
}

/** What a push of a schema changed. */
export interface SchemaDiff {
  readonly createdTables: readonly string[];
  readonly indexes: readonly IndexDiff[];
  /** Tables whose existing documents were held against a new document type. */
  readonly validatedTables: readonly string[];
}

export interface IndexDiff {
  readonly table: string;
  readonly added: readonly IndexDefinition[];
  readonly dropped: readonly IndexDefinition[];
}

/** Texts that the runtime keeps beside the documents: the modules of the current push, variables, keys. */
export interface DeploymentState {
  get(key: string): string | null;
  set(key: string, text: string): void;
  delete(key: string): void;
  /** The keys that start with `prefix`, ascending. */
  keys(prefix: string): string[];
}
