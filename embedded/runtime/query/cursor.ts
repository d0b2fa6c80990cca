/** The opaque text that says where a page ended. */
import { FunctionError } from "../errors.ts";

/** After a document's index key, or past the end of the query. */
export type Position = { readonly kind: "after"; readonly key: Uint8Array } | { readonly kind: "end" };

export function encodeCursor(fingerprint: string, position: Position): string {
  const place = position.kind === "end" ? "" : Buffer.from(position.key).toString("base64url");
  return `${fingerprint}.${place}`;
}

/** Read a cursor of the query with this fingerprint. Throws `FunctionError` when it belongs to another query. */
export function decodeCursor(fingerprint: string, cursor: string): Position {
  const [owner, place, ...rest] = cursor.split(".");
  if (place === undefined || rest.length > 0) throw invalidCursor("it is not a cursor of this deployment");
  if (owner !== fingerprint) throw invalidCursor("it belongs to another query");
  return place === "" ? { kind: "end" } : { kind: "after", key: Buffer.from(place, "base64url") };
}

function invalidCursor(reason: string): FunctionError {
  return new FunctionError(
    `InvalidCursor: Tried to run a query starting from a cursor, but ${reason}. ` +
      "Start again from the first page (cursor: null), with the same table, index, range, order and filters on every page.",
  );
}
