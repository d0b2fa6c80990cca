/** The database file: its settings, and the proof that it is a store of this version. */
import { createCatalog } from "./catalog.ts";
import { StorageFullError, UnreadableStoreError } from "./errors.ts";
import { Database, isFull, isNotADatabase } from "./sqlite.ts";
import { createState } from "./state.ts";

/** "my21" as a number: tells our files from other SQLite databases. */
const APPLICATION_ID = 0x6d793231;
/** Counts incompatible changes of the layout. */
const LAYOUT_VERSION = 1;

/**
 * CPU time a document of 540 bytes with 5 keys, two of them random, medians of 7 paired rounds of 30,000 documents:
 *
 *     page     log until    2,000 a transaction    1 a transaction
 *      4 KiB        4 MiB                 31.6 µs             150 µs
 *      4 KiB       32 MiB                 29.6 µs             166 µs
 *      8 KiB        4 MiB                 29.0 µs
 *      8 KiB       32 MiB                 25.9 µs             183 µs
 *     16 KiB       32 MiB                 26.3 µs             199 µs
 *
 * Larger pages make a bulk load's commits smaller in pages and a single write's larger in bytes. A longer log holds
 * pages that would otherwise be copied into the database once a transaction.
 */
const PAGE_BYTES = 8192;
const CHECKPOINT_PAGES = (32 * 1024 * 1024) / PAGE_BYTES;
/** The working set of interior pages and of the tails of some hundred indexes; 256 MiB was not measurably faster. */
const CACHE_KIB = 64 * 1024;
/** A transaction larger than that leaves a larger log, which is cut back to this once it is checkpointed. */
const LOG_LIMIT_BYTES = 64 * 1024 * 1024;
/** A backup program may hold the file for a moment; this process has no competitor otherwise. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Open the file, or create it; at most `maxBytes` large where that is given.
 *
 * Throws `UnreadableStoreError`, and leaves the file as it was, when it is anything but a store of this version.
 */
export function openFile(path: string, maxBytes: number | null): Database {
  const db = new Database(path);
  try {
    const isNew = expectOurs(db, path);
    configure(db, maxBytes);
    if (isNew) createLayout(db);
    return db;
  } catch (error) {
    db.close();
    if (isNotADatabase(error)) throw new UnreadableStoreError(`${path} is not an SQLite database. Name another data directory.`);
    throw isFull(error) ? new StorageFullError() : error;
  }
}

/** Return whether the file is new, or one whose creation was interrupted before its first commit. */
function expectOurs(db: Database, path: string): boolean {
  if (db.pragma("schema_version") === 0) return true;
  if (db.pragma("application_id") !== APPLICATION_ID) {
    throw new UnreadableStoreError(`${path} is an SQLite database of another program. Name another data directory.`);
  }
  const version = db.pragma("user_version") as number;
  if (version === LAYOUT_VERSION) return false;
  throw new UnreadableStoreError(
    `${path} has layout version ${version}, and this program reads version ${LAYOUT_VERSION}. ` +
      (version > LAYOUT_VERSION
        ? "Use the newer program that wrote it."
        : "Export the data with the program that wrote it and import it into a new data directory."),
  );
}

/** No mmap: with it reads and writes were as fast as without, and a truncated file would kill the process. */
function configure(db: Database, maxBytes: number | null): void {
  db.exec(`
    PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS};
    PRAGMA page_size = ${PAGE_BYTES};
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA cache_size = -${CACHE_KIB};
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    PRAGMA journal_size_limit = ${LOG_LIMIT_BYTES};
  `);
  if (maxBytes !== null) {
    db.pragma(`max_page_count = ${Math.floor(maxBytes / (db.pragma("page_size") as number))}`);
  }
}

function createLayout(db: Database): void {
  db.exec("BEGIN IMMEDIATE");
  createCatalog(db);
  createState(db);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${LAYOUT_VERSION}; COMMIT`);
}
