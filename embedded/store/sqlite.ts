/**
 * SQLite through the API of `node:sqlite`: Node's own where it needs no flag (22.13 on) and can search text, else the
 * package of that API.
 */
import { createRequire, isBuiltin } from "node:module";

export type SqlValue = null | number | string | Uint8Array;
export type SqlRow = readonly SqlValue[];

export interface RunResult {
  readonly lastInsertRowid: number | bigint;
}

export interface Statement {
  run(...parameters: SqlValue[]): RunResult;
  /** The first row, or undefined. */
  get(...parameters: SqlValue[]): SqlRow | undefined;
  all(...parameters: SqlValue[]): SqlRow[];
}

interface NativeStatement {
  run(...parameters: SqlValue[]): RunResult;
  get(...parameters: SqlValue[]): unknown;
  all(...parameters: SqlValue[]): unknown[];
  setReturnArrays?(enabled: boolean): void;
}

interface NativeDatabase {
  readonly isTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): NativeStatement;
  close(): void;
}

interface Binding {
  readonly DatabaseSync: new (path: string) => NativeDatabase;
}

const BUILT_IN = "node:sqlite";
const binding = loadBinding(createRequire(import.meta.url));

function loadBinding(require: NodeJS.Require): Binding {
  const builtIn = isBuiltin(BUILT_IN) ? (require(BUILT_IN) as Binding) : null;
  return builtIn !== null && hasTextSearch(builtIn) ? builtIn : (require("@photostructure/sqlite") as Binding);
}

/** Not every build of Node before 22.16 has FTS5 in its SQLite. */
function hasTextSearch({ DatabaseSync }: Binding): boolean {
  const db = new DatabaseSync(":memory:");
  try {
    return db.prepare("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").get() !== undefined;
  } finally {
    db.close();
  }
}

/** SQLite's primary result codes, the low byte of an error's `errcode`. */
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

/** Far above what tables and indexes need; it bounds the updates of unusual sets of changed keys. */
const MAX_STATEMENTS = 2000;

/** One connection; its statements are compiled once and kept. Text must hold no NUL, which the binding cuts at. */
export class Database {
  private readonly native: NativeDatabase;
  private readonly statements = new Map<string, Statement>();

  constructor(path: string) {
    this.native = new binding.DatabaseSync(path);
  }

  get inTransaction(): boolean {
    return this.native.isTransaction;
  }

  exec(sql: string): void {
    this.native.exec(sql);
  }

  /** Return the compiled statement of `sql`; rows are arrays in column order. */
  prepare(sql: string): Statement {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      if (this.statements.size >= MAX_STATEMENTS) this.statements.clear();
      statement = withArrayRows(this.native.prepare(sql));
      this.statements.set(sql, statement);
    }
    return statement;
  }

  /** Return the one value that a pragma answers. */
  pragma(name: string): SqlValue {
    return withArrayRows(this.native.prepare(`PRAGMA ${name}`)).get()?.[0] ?? null;
  }

  close(): void {
    this.statements.clear();
    this.native.close();
  }
}

/** Test if `error` says that the disk, or the size limit of the file, is full. */
export function isFull(error: unknown): boolean {
  return resultCode(error) === SQLITE_FULL;
}

export function isBusy(error: unknown): boolean {
  return resultCode(error) === SQLITE_BUSY;
}

export function isNotADatabase(error: unknown): boolean {
  return resultCode(error) === SQLITE_NOTADB;
}

/** Test if `error` says that the file or its folder is missing or cannot be written. */
export function isInaccessible(error: unknown): boolean {
  const code = resultCode(error);
  return code === SQLITE_CANTOPEN || code === SQLITE_READONLY;
}

function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return null;
  return error.errcode & 0xff;
}

/** `node:sqlite` of Node 22.13 to 22.15 cannot return arrays: there the columns of the row objects are taken in order. */
function withArrayRows(native: NativeStatement): Statement {
  if (native.setReturnArrays === undefined) return new ObjectRowStatement(native);
  native.setReturnArrays(true);
  return native as Statement;
}

class ObjectRowStatement implements Statement {
  constructor(private readonly native: NativeStatement) {}

  run(...parameters: SqlValue[]): RunResult {
    return this.native.run(...parameters);
  }

  get(...parameters: SqlValue[]): SqlRow | undefined {
    const row = this.native.get(...parameters);
    return row === undefined ? undefined : Object.values(row as Record<string, SqlValue>);
  }

  all(...parameters: SqlValue[]): SqlRow[] {
    return this.native.all(...parameters).map((row) => Object.values(row as Record<string, SqlValue>));
  }
}
