/** The catalog: which tables and indexes there are, kept in SQLite and cached in memory. */
import { isIdentifier } from "../values/document.ts";
import { InvalidSchemaError, UnreadableStoreError } from "./errors.ts";
import type { Database } from "./sqlite.ts";
import type { IndexDefinition, SearchIndexDefinition } from "./types.ts";

/** Convex keeps 1 to 10,000 for itself. */
const FIRST_USER_TABLE = 10_001;
/** From 128 on an id has 32 characters, as those of `_storage` and `_scheduled_functions` in the cloud have. */
const FIRST_SYSTEM_TABLE = 512;
const MAX_TABLES = 10_000;
/** Another kind gets a row of its own name, and versions that do not know it refuse the file. */
const ORDERED = "ordered";
const SEARCH = "search";

export const BY_ID = "by_id";
export const BY_CREATION_TIME = "by_creation_time";
/** The key column of `by_creation_time`, which every table has. */
export const CREATION_TIME_COLUMN = "k0";

/** An index over a key column with a native index of SQLite's on it. */
export interface IndexRecord extends IndexDefinition {
  readonly column: string;
}

/** A text search index, kept in SQL tables whose names end in `suffix`. */
export interface SearchIndexRecord extends SearchIndexDefinition {
  readonly suffix: string;
}

export interface TableRecord {
  readonly number: number;
  readonly name: string;
  /** Validator JSON as text; null where any document is accepted. */
  readonly documentType: string | null;
  /** The document type that every stored document is known to match; null: not known. */
  readonly validatedType: string | null;
  readonly indexes: readonly IndexRecord[];
  readonly searchIndexes: readonly SearchIndexRecord[];
}

const CATALOG_SQL = `
  CREATE TABLE catalog_tables (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, document_type TEXT, validated_type TEXT
  );
  CREATE TABLE catalog_indexes (
    table_number INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, fields TEXT NOT NULL, key_column TEXT NOT NULL,
    PRIMARY KEY (table_number, name)
  ) WITHOUT ROWID;
  CREATE TABLE catalog_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

export function createCatalog(db: Database): void {
  db.exec(CATALOG_SQL);
}

/** The SQL table that holds a Convex table's documents. */
export function sqlTable(table: { readonly number: number }): string {
  return `d${table.number}`;
}

export function sqlIndex(table: { readonly number: number }, column: string): string {
  return `i${table.number}_${column}`;
}

export class Catalog {
  private readonly byName = new Map<string, TableRecord>();
  private readonly byNumber = new Map<number, TableRecord>();
  /** Whether documents are held against their table's document type. */
  schemaValidation = false;
  /** The cache holds changes of the open transaction, which a rollback must undo. */
  changed = false;

  constructor(private readonly db: Database) {
    this.reload();
  }

  table(name: string): TableRecord | undefined {
    return this.byName.get(name);
  }

  tableByNumber(number: number): TableRecord | undefined {
    return this.byNumber.get(number);
  }

  tables(): TableRecord[] {
    return [...this.byName.values()];
  }

  /** Read everything again from SQLite. */
  reload(): void {
    this.byName.clear();
    this.byNumber.clear();
    const indexes = this.readIndexes();
    const searchIndexes = this.readSearchIndexes();
    for (const [number, name, documentType, validatedType] of this.db
      .prepare("SELECT number, name, document_type, validated_type FROM catalog_tables ORDER BY number")
      .all() as [number, string, string | null, string | null][]) {
      this.remember({
        number,
        name,
        documentType,
        validatedType,
        indexes: indexes.get(number) ?? [],
        searchIndexes: searchIndexes.get(number) ?? [],
      });
    }
    this.schemaValidation = this.db.prepare("SELECT value FROM catalog_settings WHERE name = 'schema_validation'").get()?.[0] === "1";
    this.changed = false;
  }

  /** Create an empty table. */
  createTable(name: string): TableRecord {
    const isSystem = name.startsWith("_");
    if (!isIdentifier(name)) {
      throw new InvalidSchemaError(`"${name}" cannot name a table: use 1 to 64 letters, digits and underscores, a letter first.`);
    }
    if (this.byName.size >= MAX_TABLES) throw new InvalidSchemaError(`There are ${MAX_TABLES} tables already, the limit.`);
    const table = { number: this.freeNumber(isSystem), name, documentType: null, validatedType: null, indexes: [], searchIndexes: [] };
    const sqlName = sqlTable(table);
    this.db.exec(
      `CREATE TABLE ${sqlName} (
         id TEXT PRIMARY KEY NOT NULL, creation_time REAL NOT NULL, size INTEGER NOT NULL, doc TEXT NOT NULL,
         ${CREATION_TIME_COLUMN} BLOB NOT NULL
       );
       CREATE INDEX ${sqlIndex(table, CREATION_TIME_COLUMN)} ON ${sqlName} (${CREATION_TIME_COLUMN});`,
    );
    this.db.prepare("INSERT INTO catalog_tables (number, name) VALUES (?, ?)").run(table.number, name);
    this.changed = true;
    return this.remember(table);
  }

  setTypes(table: TableRecord, documentType: string | null, validatedType: string | null): TableRecord {
    this.db
      .prepare("UPDATE catalog_tables SET document_type = ?, validated_type = ? WHERE number = ?")
      .run(documentType, validatedType, table.number);
    this.changed = true;
    return this.remember({ ...table, documentType, validatedType });
  }

  setIndexes(table: TableRecord, indexes: readonly IndexRecord[]): TableRecord {
    this.replaceRows(table, ORDERED, indexes.map(({ name, fields, column }) => [name, JSON.stringify(fields), column]));
    return this.remember({ ...table, indexes });
  }

  setSearchIndexes(table: TableRecord, searchIndexes: readonly SearchIndexRecord[]): TableRecord {
    const rows = searchIndexes.map(({ name, suffix, ...fields }) => [name, JSON.stringify(fields), suffix] as const);
    this.replaceRows(table, SEARCH, rows);
    return this.remember({ ...table, searchIndexes });
  }

  setSchemaValidation(enabled: boolean): void {
    this.db
      .prepare("INSERT OR REPLACE INTO catalog_settings (name, value) VALUES ('schema_validation', ?)")
      .run(enabled ? "1" : "0");
    this.schemaValidation = enabled;
    this.changed = true;
  }

  private remember(table: TableRecord): TableRecord {
    this.byName.set(table.name, table);
    this.byNumber.set(table.number, table);
    return table;
  }

  /** Make these the table's rows of one kind: name, fields as JSON, and the SQL name of what holds the index. */
  private replaceRows(table: TableRecord, kind: string, rows: readonly (readonly [string, string, string])[]): void {
    this.db.prepare("DELETE FROM catalog_indexes WHERE table_number = ? AND kind = ?").run(table.number, kind);
    const insert = this.db.prepare(
      "INSERT INTO catalog_indexes (table_number, name, kind, fields, key_column) VALUES (?, ?, ?, ?, ?)",
    );
    for (const [name, fields, sqlName] of rows) insert.run(table.number, name, kind, fields, sqlName);
    this.changed = true;
  }

  private readSearchIndexes(): Map<number, SearchIndexRecord[]> {
    const indexes = new Map<number, SearchIndexRecord[]>();
    for (const [number, name, fields, suffix] of this.db
      .prepare("SELECT table_number, name, fields, key_column FROM catalog_indexes WHERE kind = ? ORDER BY table_number, name")
      .all(SEARCH) as [number, string, string, string][]) {
      const list = indexes.get(number) ?? [];
      list.push({ name, suffix, ...(JSON.parse(fields) as Omit<SearchIndexDefinition, "name">) });
      indexes.set(number, list);
    }
    return indexes;
  }

  private readIndexes(): Map<number, IndexRecord[]> {
    const indexes = new Map<number, IndexRecord[]>();
    for (const [number, name, kind, fields, column] of this.db
      .prepare("SELECT table_number, name, kind, fields, key_column FROM catalog_indexes ORDER BY table_number, name")
      .all() as [number, string, string, string, string][]) {
      if (kind === SEARCH) continue;
      if (kind !== ORDERED) {
        throw new UnreadableStoreError(`Index "${name}" is of kind "${kind}", which this version does not know. Use the newer version.`);
      }
      const list = indexes.get(number) ?? [];
      list.push({ name, fields: JSON.parse(fields) as string[], column });
      indexes.set(number, list);
    }
    return indexes;
  }

  private freeNumber(isSystem: boolean): number {
    const first = isSystem ? FIRST_SYSTEM_TABLE : FIRST_USER_TABLE;
    let number = first;
    while (this.byNumber.has(number)) number++;
    return number;
  }
}
