/** The runtime's own texts, in the same file and transactions as the documents. */
import type { Frames } from "./frames.ts";
import type { Database } from "./sqlite.ts";
import type { DeploymentState } from "./types.ts";

export function createState(db: Database): void {
  // Blobs, because the binding cuts text at a NUL.
  db.exec("CREATE TABLE deployment_state (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID");
}

export class StateTable implements DeploymentState {
  constructor(
    private readonly db: Database,
    private readonly frames: Frames,
  ) {}

  get(key: string): string | null {
    const row = this.db.prepare("SELECT value FROM deployment_state WHERE key = ?").get(bytesOf(key));
    return row === undefined ? null : textOf(row[0] as Uint8Array);
  }

  set(key: string, text: string): void {
    const insert = this.db.prepare("INSERT OR REPLACE INTO deployment_state (key, value) VALUES (?, ?)");
    this.frames.guard(() => insert.run(bytesOf(key), bytesOf(text)));
  }

  delete(key: string): void {
    this.frames.guard(() => this.db.prepare("DELETE FROM deployment_state WHERE key = ?").run(bytesOf(key)));
  }

  keys(prefix: string): string[] {
    const start = bytesOf(prefix);
    // No UTF-8 text holds the byte 0xff, so it ends the range of a prefix.
    const end = Buffer.concat([start, Buffer.of(0xff)]);
    const rows = this.db.prepare("SELECT key FROM deployment_state WHERE key >= ? AND key < ? ORDER BY key").all(start, end);
    return rows.map((row) => textOf(row[0] as Uint8Array));
  }
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, "utf8");
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}
