/** Doing one thing for many items at a time, within what Convex allows. */

/**
 * Convex runs at most 1,000 database operations of one function at a time, and its deployments answer operations that
 * arrive together faster than one after the other.
 */
const MAX_CONCURRENT = 500;

/** Do `work` for each item and return the results in the order of the items. */
export async function mapInChunks<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += MAX_CONCURRENT) {
    for (const result of await Promise.all(items.slice(start, start + MAX_CONCURRENT).map(work))) {
      results.push(result);
    }
  }
  return results;
}
