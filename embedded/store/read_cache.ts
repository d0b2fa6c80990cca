/**
 * Small reads, kept until something is written to their table: whose membership, whose workspace, which parent a row of
 * a migration has is asked again and again.
 *
 * One connection writes and no two executions interleave (ADR 2), so what was read stays true until the next write to
 * the table or the next rollback, and both are told to it.
 */
import type { TableRecord } from "./catalog.ts";
import type { ScanRequest, StoredDocument } from "./types.ts";

/** What a lookup by an index reads at first; pages of lists are rarely asked for again unchanged. */
const MOST_DOCUMENTS = 8;
/** Some 30,000 parents; 100,000 migrated rows have 8,000. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_BYTES_OF_A_READ = 64 * 1024;
const LONGEST_KEY = 1024;
/** Beside its key and the texts of its documents, a read has its place, a list and what wraps them. */
const BYTES_AROUND = 500;

export type Read = readonly StoredDocument[];

interface TableReads {
  readonly reads: Map<string, Read>;
  bytes: number;
}

export class ReadCache {
  /** By the record itself: a table that gets another index or type has another record, and nothing of the old one. */
  private readonly tables = new Map<TableRecord, TableReads>();
  private bytes = 0;

  find(table: TableRecord, key: string): Read | undefined {
    return this.tables.get(table)?.reads.get(key);
  }

  /** Keep a read of the table under its key, unless it is large. Where there are too many, all others are forgotten. */
  keep(table: TableRecord, key: string, read: Read): void {
    const bytes = bytesOf(key, read);
    if (read.length > MOST_DOCUMENTS || key.length > LONGEST_KEY || bytes > MOST_BYTES_OF_A_READ) return;
    if (this.bytes + bytes > MOST_BYTES) this.clear();
    const kept = this.tables.get(table) ?? this.open(table);
    kept.reads.set(key, read);
    kept.bytes += bytes;
    this.bytes += bytes;
  }

  /** The table is about to change. */
  forget(table: TableRecord): void {
    const kept = this.tables.get(table);
    if (kept === undefined) return;
    this.tables.delete(table);
    this.bytes -= kept.bytes;
  }

  clear(): void {
    this.tables.clear();
    this.bytes = 0;
  }

  private open(table: TableRecord): TableReads {
    const made: TableReads = { reads: new Map(), bytes: 0 };
    this.tables.set(table, made);
    return made;
  }
}

/** At most: a text takes one byte or two a character, as its letters need. */
function bytesOf(key: string, read: Read): number {
  return read.reduce((sum, document) => sum + 2 * document.text.length, BYTES_AROUND + key.length);
}

/** What tells a scan of a table from all others. */
export function scanKey({ index, range, order, after, limit }: ScanRequest): string {
  return `${index} ${order} ${limit} ${bound(range.lower)} ${bound(range.upper)} ${bound(after)}`;
}

/** Its length goes before a key, so that no two bounds can pass for two others. */
function bound(key: Uint8Array | null): string {
  return key === null ? "" : `${key.length}:${Buffer.from(key.buffer, key.byteOffset, key.length).toString("latin1")}`;
}
