/**
 * What the store refuses, sorted by what the caller does about it.
 *
 *     StoreError
 *       InvalidIdError          the text is no document id
 *       InvalidDocumentError    a value rule or the table's document type is broken
 *       MissingDocumentError    replace or remove of a document that is not there
 *       UnknownIndexError       the table has no such index
 *       InvalidSchemaError      a schema that cannot be: names, fields, validators
 *       SchemaMismatchError     existing documents do not fit the new schema
 *       StorageFullError        no room on the disk; nothing of the transaction was kept
 *       StoreInUseError         another process has the file open
 *       UnreadableStoreError    not a store, or one of another layout version
 *       TransactionStateError   a transaction used after its end, or around an open nested one
 */
export abstract class StoreError extends Error {
  abstract readonly code: string;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

export class InvalidIdError extends StoreError {
  readonly code = "invalid_id";

  constructor(readonly id: string) {
    super(`\`${id.slice(0, 64)}\` is not a document id. Pass an id as the database returned it.`);
  }
}

export class InvalidDocumentError extends StoreError {
  readonly code = "invalid_document";

  constructor(
    readonly table: string,
    readonly reason: string,
  ) {
    super(`Failed to insert or update a document in table "${table}": ${reason}`);
  }
}

export class MissingDocumentError extends StoreError {
  readonly code = "missing_document";

  constructor(
    readonly id: string,
    deed: "replace" | "remove",
  ) {
    super(`Cannot ${deed} nonexistent document ID ${id}. Read it first in the same transaction.`);
  }
}

export class UnknownIndexError extends StoreError {
  readonly code = "unknown_index";

  constructor(
    readonly table: string,
    readonly index: string,
  ) {
    super(`Table "${table}" has no index "${index}". Define it in convex/schema.ts and push the schema.`);
  }
}

export class InvalidSchemaError extends StoreError {
  readonly code = "invalid_schema";
}

export class SchemaMismatchError extends StoreError {
  readonly code = "schema_mismatch";

  constructor(
    readonly table: string,
    readonly documentId: string,
    readonly reason: string,
  ) {
    super(
      `Document ${documentId} in table "${table}" does not match the schema: ${reason}\n` +
        "Change the schema to accept it, or change the document, and push again. Nothing was changed.",
    );
  }
}

export class StorageFullError extends StoreError {
  readonly code = "storage_full";

  constructor() {
    super("The disk or the database's size limit is full, so nothing of this transaction was stored. Free some space and try again.");
  }
}

export class StoreInUseError extends StoreError {
  readonly code = "store_in_use";

  constructor(readonly path: string) {
    super(`${path} is open in another process. Stop the other deployment, or give this one a data directory of its own.`);
  }
}

export class UnreadableStoreError extends StoreError {
  readonly code = "unreadable_store";
}

export class TransactionStateError extends StoreError {
  readonly code = "transaction_state";
}
