/** `ctx.storage`: what functions can do with files. */
import { FunctionError } from "../runtime/errors.ts";
import type { JsonObject, Reader, Transaction } from "../store/types.ts";
import { tableNumberOfId } from "../values/ids.ts";
import type { WrittenFile } from "./file_directory.ts";
import { type FileStorage, STORAGE_TABLE, type StoredFile } from "./file_storage.ts";

const HEX_DIGEST = /^[0-9a-f]{64}$/i;
const HEADER_VALUE = /^[\x20-\x7e]+$/;
const DIGEST_PREFIX = "sha-256=";

export class FunctionFiles {
  constructor(
    readonly storage: FileStorage,
    /** Where the API is reached, for the URLs. */
    private readonly origin: string,
  ) {}

  /** The URL of a file, or null when there is none. `storageId` is an id or a UUID. Throws `FunctionError`. */
  url(reader: Reader, storageId: string): string | null {
    const file = this.find(reader, storageId, "getUrl");
    return file === null ? null : `${this.origin}/api/storage/${this.storage.uuidOf(file.id)}`;
  }

  /** What the deprecated `getMetadata` answers; its digest is hexadecimal. */
  metadata(reader: Reader, storageId: string): JsonObject | null {
    const file = this.find(reader, storageId, "getMetadata");
    if (file === null) return null;
    const { id, size, sha256, contentType } = file;
    return {
      storageId: this.storage.uuidOf(id),
      sha256: Buffer.from(sha256, "base64").toString("hex"),
      size,
      contentType,
    };
  }

  uploadUrl(now: number): string {
    return `${this.origin}/api/storage/upload?token=${this.storage.uploadToken(now)}`;
  }

  /** Throws `FunctionError` when there is no such file. */
  remove(transaction: Transaction, storageId: string): void {
    const file = this.find(transaction, storageId, "delete");
    if (file === null) throw new FunctionError(`storage id ${storageId} not found`);
    this.storage.remove(transaction, file.id);
  }

  /** Throws `FunctionError` for what is neither an id of a file nor a UUID. */
  find(reader: Reader, storageId: string, method: string): StoredFile | null {
    const id = reader.normalizeId(STORAGE_TABLE, storageId) ?? this.storage.idOfUuid(storageId);
    if (id === null) throw invalidId(reader, storageId, method);
    return this.storage.find(reader, id);
  }

  /** The content type to keep of a blob; "" is none. Throws `FunctionError` for one that no header can hold. */
  contentType(type: string | null): string | null {
    if (type === null || type === "") return null;
    if (HEADER_VALUE.test(type)) return type;
    throw new FunctionError("A content type can hold only printable ASCII characters. Give the Blob another type.");
  }

  /** Throws `FunctionError`, and drops the bytes, when they do not have the digest that was asked for. */
  checkDigest(file: WrittenFile, expected: string | null): void {
    if (expected === null) return;
    const wanted = expected.startsWith(DIGEST_PREFIX) ? expected.slice(DIGEST_PREFIX.length) : expected;
    const base64 = HEX_DIGEST.test(wanted) ? Buffer.from(wanted, "hex").toString("base64") : wanted;
    if (base64 === file.sha256) return;
    this.storage.discard(file);
    throw new FunctionError(`Sha256 mismatch. Expected: ${base64} Actual: ${file.sha256}`);
  }
}

function invalidId(reader: Reader, storageId: string, method: string): FunctionError {
  const isOther = isIdOfAnotherTable(reader, storageId);
  return new FunctionError(
    `Invalid argument \`storageId\` for \`storage.${method}\`: ` +
      (isOther
        ? "Invalid storage ID. Storage ID cannot be an ID on any table other than '_storage'."
        : `Invalid storage ID: "${storageId.slice(0, 64)}". Storage ID should be an Id of '_storage' table, or a UUID string.`),
  );
}

function isIdOfAnotherTable(reader: Reader, text: string): boolean {
  return tableNumberOfId(text) !== null && reader.normalizeId(STORAGE_TABLE, text) === null;
}
