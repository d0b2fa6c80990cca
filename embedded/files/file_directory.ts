/** The bytes of stored files: one file on the disk each, in a directory of their own beside the database. */
import { createHash, randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";

/** Bytes that are on the disk under a temporary name. */
export interface WrittenFile {
  readonly temporaryPath: string;
  readonly size: number;
  /** In base64. */
  readonly sha256: string;
}

const OWNER_ONLY = 0o600;
const TEMPORARY = "upload-";

export class FileDirectory {
  constructor(private readonly path: string) {
    mkdirSync(path, { recursive: true });
  }

  /** Write what `source` yields, durably, under a temporary name; memory holds one chunk at a time. */
  async write(source: AsyncIterable<Uint8Array>): Promise<WrittenFile> {
    const temporaryPath = this.temporaryPath();
    const hash = createHash("sha256");
    let size = 0;
    const handle = await open(temporaryPath, "wx", OWNER_ONLY);
    try {
      for await (const chunk of source) {
        hash.update(chunk);
        size += chunk.length;
        await handle.appendFile(chunk);
      }
      await handle.sync();
    } catch (error) {
      await rm(temporaryPath, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    return { temporaryPath, size, sha256: hash.digest("base64") };
  }

  /** As `write`, for bytes that a mutation has in hand. */
  writeNow(bytes: Uint8Array): WrittenFile {
    const temporaryPath = this.temporaryPath();
    const descriptor = openSync(temporaryPath, "wx", OWNER_ONLY);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
      fsyncSync(descriptor);
    } catch (error) {
      rmSync(temporaryPath, { force: true });
      throw error;
    } finally {
      closeSync(descriptor);
    }
    return { temporaryPath, size: bytes.length, sha256: createHash("sha256").update(bytes).digest("base64") };
  }

  /** Give written bytes their name, durably. A second call with the same name replaces the first one's bytes. */
  publish({ temporaryPath }: WrittenFile, name: string): void {
    renameSync(temporaryPath, join(this.path, name));
    // The name is an entry of the directory, which is a file of its own to the disk.
    const directory = openSync(this.path, "r");
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  }

  discard({ temporaryPath }: WrittenFile): void {
    rmSync(temporaryPath, { force: true });
  }

  /** Open a file for reading. Rejects with Node's error `ENOENT` when there is none. */
  async open(name: string): Promise<FileHandle> {
    return await open(join(this.path, name), "r");
  }

  readNow(name: string): Buffer {
    return readFileSync(join(this.path, name));
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.path, name), { force: true });
  }

  /** Remove what an interrupted upload or deletion left: temporary files, and every file that `isKnown` does not know. */
  sweep(isKnown: (name: string) => boolean): void {
    for (const name of readdirSync(this.path)) {
      if (name.startsWith(TEMPORARY) || !isKnown(name)) rmSync(join(this.path, name), { force: true, recursive: true });
    }
  }

  private temporaryPath(): string {
    return join(this.path, `${TEMPORARY}${randomUUID()}`);
  }
}
