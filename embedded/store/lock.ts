/** One process a store: an SQLite lock on a file of its own, which the operating system lifts when the process dies. */
import { StoreInUseError, UnreadableStoreError } from "./errors.ts";
import { Database, isBusy, isInaccessible } from "./sqlite.ts";

export class StoreLock {
  private constructor(private readonly db: Database) {}

  /**
   * Take the lock beside `path`. Throws `StoreInUseError` when it is taken, and
   * `UnreadableStoreError` when its folder is not there or not writable.
   *
   * The lock is not on the database itself, so that `sqlite3 convex.sqlite3 ".backup copy"` works while the deployment
   * runs.
   */
  static take(path: string): StoreLock {
    let db: Database | null = null;
    try {
      db = new Database(`${path}.lock`);
      db.exec("BEGIN EXCLUSIVE");
      return new StoreLock(db);
    } catch (error) {
      db?.close();
      if (isBusy(error)) throw new StoreInUseError(path);
      if (isInaccessible(error)) throw new UnreadableStoreError(`${path} cannot be written. Create its folder, and allow this user to write there.`);
      throw error;
    }
  }

  release(): void {
    this.db.exec("ROLLBACK");
    this.db.close();
  }
}
