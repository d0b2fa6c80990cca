/** `ctx.storage` in actions: each call is a transaction of its own. */
import type { FunctionFiles } from "../../files/function_files.ts";
import type { Reader, Transaction } from "../../store/types.ts";
import { FunctionError } from "../errors.ts";

/** Runs a transaction and commits it. */
export type Transact = <T>(body: (transaction: Transaction) => T) => T;

export class ActionFiles {
  constructor(
    private readonly files: FunctionFiles,
    private readonly reader: Reader,
    private readonly transact: Transact,
  ) {}

  url(storageId: string): string | null {
    return this.files.url(this.reader, storageId);
  }

  metadata(storageId: string): unknown {
    return this.files.metadata(this.reader, storageId);
  }

  uploadUrl(): string {
    return this.files.uploadUrl(Date.now());
  }

  remove(storageId: string): void {
    this.transact((transaction) => {
      this.files.remove(transaction, storageId);
    });
  }

  /** Serve `storage/storeBlob` and `storage/getBlob`, whose payloads hold blobs and not only JSON. */
  async callJs(op: string, payload: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (op === "storage/storeBlob") return await this.storeBlob(payload.blob, payload.options);
    if (op === "storage/getBlob") return await this.getBlob(payload.storageId);
    throw new FunctionError(`The operation ${op} is not served in actions of the embedded deployment.`);
  }

  private async storeBlob(blob: unknown, options: unknown): Promise<string> {
    if (!(blob instanceof Blob)) {
      throw new FunctionError(
        "store() expects a Blob. If you are trying to store a Request, `await request.blob()` will give you the correct input.",
      );
    }
    const { sha256 } = (options ?? {}) as { sha256?: unknown };
    const contentType = this.files.contentType(blob.type);
    const received = await this.files.storage.receive(blob.stream() as AsyncIterable<Uint8Array>);
    this.files.checkDigest(received, typeof sha256 === "string" ? sha256 : null);
    return this.transact((transaction) => this.files.storage.keep(transaction, received, contentType));
  }

  private async getBlob(storageId: unknown): Promise<Blob | null> {
    if (typeof storageId !== "string") {
      throw new FunctionError(`storage.get requires a string storageId but received ${String(storageId)}`);
    }
    const file = this.files.find(this.reader, storageId, "get");
    const handle = file === null ? null : await this.files.storage.open(file);
    if (file === null || handle === null) return null;
    try {
      return new Blob([await handle.readFile()], { type: file.contentType ?? "" });
    } finally {
      await handle.close();
    }
  }
}
