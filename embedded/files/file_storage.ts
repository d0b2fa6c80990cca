/**
 * Stored files: a document of `_storage` for each, and its bytes on the disk under the document's id.
 *
 * The bytes come first: written, synced and renamed before the document is committed. They go last: removed after the
 * commit that deleted the document. So every document has its bytes, whatever is interrupted, and bytes without a
 * document are swept at the next start.
 */
import type { FileHandle } from "node:fs/promises";

import type { Store } from "../store/store.ts";
import type { JsonObject, Reader, Transaction } from "../store/types.ts";
import { decodeId } from "../values/ids.ts";
import { FileDirectory, type WrittenFile } from "./file_directory.ts";
import { FileSecret, type TokenState } from "./file_secret.ts";

export const STORAGE_TABLE = "_storage";

export interface StoredFile {
  readonly id: string;
  readonly size: number;
  /** In base64. */
  readonly sha256: string;
  readonly contentType: string | null;
}

export class FileStorage {
  /** Files whose bytes have to go unless the last commit has their document. */
  private unsettled = new Set<string>();

  private constructor(
    private readonly reader: Reader,
    private readonly directory: FileDirectory,
    private readonly secret: FileSecret,
    private readonly reportFault: (what: string, error: unknown) => void,
  ) {}

  /** Open the files in `path`, and remove what an interruption left there. */
  static open(store: Store, path: string, reportFault: (what: string, error: unknown) => void): FileStorage {
    store.applySystemTables([{ name: STORAGE_TABLE, indexes: [] }]);
    const { reader } = store;
    const directory = new FileDirectory(path);
    directory.sweep((name) => reader.normalizeId(STORAGE_TABLE, name) === name && reader.get(name) !== null);
    return new FileStorage(reader, directory, FileSecret.of(store.state), reportFault);
  }

  /** Write bytes that no document names yet. */
  async receive(source: AsyncIterable<Uint8Array>): Promise<WrittenFile> {
    return await this.directory.write(source);
  }

  receiveNow(bytes: Uint8Array): WrittenFile {
    return this.directory.writeNow(bytes);
  }

  /** Drop received bytes that nobody wants. */
  discard(file: WrittenFile): void {
    this.directory.discard(file);
  }

  /** Make received bytes a stored file and return its id. Undone with the transaction. */
  keep(transaction: Transaction, file: WrittenFile, contentType: string | null): string {
    const { sha256, size } = file;
    const id = transaction.insert(STORAGE_TABLE, { sha256, size, ...(contentType === null ? {} : { contentType }) });
    this.unsettled.add(id);
    this.directory.publish(file, id);
    return id;
  }

  /** Delete a file: its document now, its bytes once the transaction is committed. */
  remove(transaction: Transaction, id: string): void {
    transaction.remove(id);
    this.unsettled.add(id);
  }

  /** Remove the bytes that the end of a transaction left without a document. To be called outside transactions. */
  settle(): void {
    if (this.unsettled.size === 0) return;
    const ids = this.unsettled;
    this.unsettled = new Set();
    for (const id of ids) {
      if (this.reader.get(id) !== null) continue;
      this.directory.remove(id).catch((error: unknown) => {
        this.reportFault(`The bytes of the deleted file ${id} cannot be removed; the next start tries again`, error);
      });
    }
  }

  find(reader: Reader, id: string): StoredFile | null {
    const document = reader.get(id);
    if (document === null) return null;
    const { size, sha256, contentType } = JSON.parse(document.text) as JsonObject;
    return { id, size: size as number, sha256: sha256 as string, contentType: (contentType ?? null) as string | null };
  }

  /** Open the bytes of a file that was found, or null when it was deleted meanwhile. */
  async open(file: StoredFile): Promise<FileHandle | null> {
    return await this.directory.open(file.id).catch((error: unknown) => {
      if (this.reader.get(file.id) === null) return null;
      throw error;
    });
  }

  /** The bytes of a file that was found in the transaction that runs. */
  readNow(file: StoredFile): Buffer {
    return this.directory.readNow(file.id);
  }

  uuidOf(id: string): string {
    const decoded = decodeId(id);
    if (decoded === null) throw new TypeError(`${id} is no document id.`);
    return this.secret.uuidOf(decoded.internal);
  }

  /** The id that a UUID stands for, whether there is such a file or not; null when `text` is no UUID. */
  idOfUuid(text: string): string | null {
    const internal = this.secret.internalOf(text);
    return internal === null ? null : this.reader.idOf(STORAGE_TABLE, internal);
  }

  uploadToken(now: number): string {
    return this.secret.uploadToken(now);
  }

  checkToken(token: string, now: number): TokenState {
    return this.secret.checkToken(token, now);
  }
}
