/** The push that is in force, kept in the store beside the documents that obey its schema. */
import type { Store } from "../store/store.ts";
import type { SchemaDefinition } from "../store/types.ts";
import type { DeployedCode } from "../runtime/loaded_code.ts";

const STATE_KEY = "active_push";

export interface Push {
  readonly code: DeployedCode;
  /** null: the project has no schema.ts. */
  readonly schema: SchemaDefinition | null;
  readonly udfServerVersion: string;
}

/** A project without schema.ts accepts any document in any table. */
export const NO_SCHEMA: SchemaDefinition = { tables: [], schemaValidation: false };

/** The push that was in force when the store was last open, or null. */
export function loadPush(store: Store): Push | null {
  const text = store.state.get(STATE_KEY);
  return text === null ? null : (JSON.parse(text) as Push);
}

/**
 * Put a push in force: its schema, its indexes and its code together, or nothing.
 *
 * Throws what `Store.applySchema` throws.
 */
export function storePush(store: Store, push: Push): void {
  store.atomically(() => {
    store.applySchema(push.schema ?? NO_SCHEMA);
    store.state.set(STATE_KEY, JSON.stringify(push));
  });
}

class CheckedOnly extends Error {}

/** Do all that `storePush` would do to the documents and undo it. Throws what `Store.applySchema` throws. */
export function checkSchema(store: Store, schema: SchemaDefinition | null): void {
  try {
    store.atomically(() => {
      store.applySchema(schema ?? NO_SCHEMA);
      throw new CheckedOnly();
    });
  } catch (error) {
    if (!(error instanceof CheckedOnly)) throw error;
  }
}
