/** How much a workspace can tell ARI: all of it is read in each turn, and what is not read would never be said. */

import { getDocumentSize } from "convex/values";
import { refuse } from "../../refusals";

/** Of entries and of destinations each. A turn reads both, far from the 16 MiB that Convex lets a function read. */
export const MAX_DOCUMENTS = 300;
export const MAX_BYTES = 3 * 1024 * 1024;

/** Refuse the write that was just made if there is more now than a turn reads; the transaction takes it back. */
export async function checkRoom(
  documents: AsyncIterable<Record<string, unknown>>,
  what: "entries" | "destinations",
): Promise<void> {
  let count = 0;
  let bytes = 0;
  for await (const document of documents) {
    count += 1;
    bytes += getDocumentSize(document as Parameters<typeof getDocumentSize>[0]);
    if (count > MAX_DOCUMENTS || bytes > MAX_BYTES) {
      const detail = `A workspace has at most ${MAX_DOCUMENTS} ${what} of 3 MiB together. Shorten or delete some first.`;
      refuse("conflict", `too_many_${what}`, detail);
    }
  }
}
