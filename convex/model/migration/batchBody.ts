/** The body of a bulk request. It crosses from the HTTP action to the mutation as text: see `bulkUpsert`. */

import { ConvexError, type Value } from "convex/values";

/** One upsert needs a range read a record at worst, and a transaction has 4,096. */
export const MAX_RECORDS = 4_000;

/**
 * Return the records of `{"records": […]}`.
 *
 * Throws ConvexError `bad_body` for anything else, `batch_too_large` for more records than one transaction takes.
 */
export function recordsOf(body: string): Value[] {
  const records = parsedRecords(body);
  if (!Array.isArray(records)) {
    throw new ConvexError({ code: "bad_body", detail: 'The body must be JSON of the form {"records": [record, …]}.' });
  }
  if (records.length > MAX_RECORDS) {
    const detail = `The batch has ${records.length} records; send at most ${MAX_RECORDS}.`;
    throw new ConvexError({ code: "batch_too_large", detail });
  }
  return records as Value[];
}

function parsedRecords(body: string): unknown {
  try {
    return (JSON.parse(body) as { records?: unknown } | null)?.records;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}
