/** One SQLite file with the documents, indexes and state of a deployment. */
import { wallClock, type Now } from "./clock.ts";
import { Engine } from "./engine.ts";
import { openFile } from "./layout.ts";
import { StoreLock } from "./lock.ts";
import { applySchema, applySystemTables } from "./schema.ts";
import { isFull, isInaccessible, type Database } from "./sqlite.ts";
import { StateTable } from "./state.ts";
import { StoreGroup, StoreReader, StoreTransaction } from "./transaction.ts";
import type {
  DeploymentState,
  OpenTransaction,
  Reader,
  SchemaDefinition,
  SchemaDiff,
  TableDefinition,
  Transaction,
  TransactionGroup,
} from "./types.ts";

export interface StoreOptions {
  readonly now?: Now;
  /** At most this many bytes in the file; without it the disk is the limit. */
  readonly maxBytes?: number;
}

export class Store {
  readonly state: DeploymentState;
  /** Reads outside transactions see the last commit; while one is open they see its writes. */
  readonly reader: Reader;

  private constructor(
    private readonly db: Database,
    private readonly lock: StoreLock,
    private readonly engine: Engine,
  ) {
    this.state = new StateTable(db, engine.frames);
    this.reader = new StoreReader(engine);
  }

  /**
   * Open the store at `path`, or create it.
   *
   * Throws `StoreInUseError` when a process has it open, `UnreadableStoreError` when the file is something else.
   */
  static open(path: string, options: StoreOptions = {}): Store {
    const lock = StoreLock.take(path);
    let db: Database | null = null;
    try {
      db = openFile(path, options.maxBytes ?? null);
      return new Store(db, lock, new Engine(db, options.now ?? wallClock));
    } catch (error) {
      db?.close();
      lock.release();
      throw error;
    }
  }

  /** Put everything in the one file and let others open it. An open transaction is undone. */
  close(): void {
    if (this.db.inTransaction) this.db.exec("ROLLBACK");
    try {
      this.db.pragma("wal_checkpoint(TRUNCATE)");
    } catch (error) {
      // On a full disk the log keeps what was acknowledged; the next start reads it from there.
      if (!isFull(error) && !isInaccessible(error)) throw error;
    } finally {
      this.db.close();
      this.lock.release();
    }
  }

  read<T>(body: (reader: Reader) => T): T {
    return body(this.reader);
  }

  /** Run one transaction: on the disk when this returns, undone when `body` throws. */
  transact<T>(body: (transaction: Transaction) => T): T {
    const transaction = this.begin();
    let result: T;
    try {
      result = body(transaction);
    } catch (error) {
      transaction.rollback();
      throw error;
    }
    transaction.commit();
    return result;
  }

  /** Open a transaction whose holder ends it. */
  begin(): OpenTransaction {
    this.engine.beginTransaction();
    return new StoreTransaction(this.engine);
  }

  /** Open a group: transactions begun in it reach the disk together, with one fsync. */
  beginGroup(): TransactionGroup {
    return new StoreGroup(this.engine);
  }

  /** Make everything that `body` does one step: schema, state, transactions. Calls may nest. */
  atomically<T>(body: () => T): T {
    return this.engine.frames.run(body);
  }

  /**
   * Make tables and indexes those of `schema`, in one step.
   *
   * Throws `InvalidSchemaError`, and `SchemaMismatchError` when a stored document does not fit.
   */
  applySchema(schema: SchemaDefinition): SchemaDiff {
    return this.atomically(() => this.engine.frames.guard(() => applySchema(this.engine, schema)));
  }

  /** Make sure that the runtime's own tables (`_storage`, …) exist with exactly these indexes. */
  applySystemTables(tables: readonly Omit<TableDefinition, "documentType">[]): void {
    this.atomically(() => { this.engine.frames.guard(() => { applySystemTables(this.engine, tables); }); });
  }
}
