/** A document as it was read: its key is built only when asked for, mostly for the last of a page. */
import { keyOf } from "../values/order.ts";
import type { JsonObject, StoredDocument } from "./types.ts";

/** Builds the key of a document in the index that it was read by. */
export type KeyReader = (document: JsonObject, id: string) => Uint8Array;

/** Read by its id, or by `by_id`. */
export class IdentifiedDocument implements StoredDocument {
  constructor(
    readonly id: string,
    readonly size: number,
    readonly text: string,
  ) {}

  get key(): Uint8Array {
    return keyOf([this.id]);
  }
}

/** Read by the key column of an index. */
export class IndexedDocument implements StoredDocument {
  constructor(
    readonly id: string,
    readonly size: number,
    readonly text: string,
    private readonly readKey: KeyReader,
  ) {}

  get key(): Uint8Array {
    return this.readKey(JSON.parse(this.text) as JsonObject, this.id);
  }
}
