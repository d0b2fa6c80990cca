/** What a search found: places in the order of relevance, and the documents when they are asked for. */
import { floatsOfKey, keyOf } from "../../values/order.ts";
import { sqlTable, type TableRecord } from "../catalog.ts";
import type { Database } from "../sqlite.ts";
import type { SearchResults, StoredDocument } from "../types.ts";
import type { Features, Match, RankedMatches } from "./ranking.ts";

export class RankedResults implements SearchResults {
  constructor(
    private readonly db: Database,
    private readonly table: TableRecord,
    private readonly ranked: RankedMatches,
  ) {}

  get count(): number {
    return this.ranked.matches.length;
  }

  read(start: number, end: number): (StoredDocument | null)[] {
    const select = this.db.prepare(`SELECT id, size, doc FROM ${sqlTable(this.table)} WHERE rowid = ?`);
    return this.ranked.matches.slice(start, end).map((match) => {
      const row = select.get(match.row);
      return row === undefined ? null : new RankedDocument(match, row[0] as string, row[1] as number, row[2] as string);
    });
  }

  placeAfter(key: Uint8Array): number {
    const features = featuresOf(key);
    return features === null ? 0 : this.ranked.placeAfter(features);
  }
}

class RankedDocument implements StoredDocument {
  constructor(
    private readonly match: Match,
    readonly id: string,
    readonly size: number,
    readonly text: string,
  ) {}

  /**
   * Orders as the results do; behind that it holds what the rank follows from, so that a later search, to which every
   * document is worth more or less because others came or went, can tell where this one would stand.
   */
  get key(): Uint8Array {
    const { score, creationTime, row, length, counts } = this.match;
    return keyOf([-score, -creationTime, -row, length, ...counts]);
  }
}

/** null for a key that no search made. */
function featuresOf(key: Uint8Array): Features | null {
  const [score, creationTime, row, length, ...counts] = floatsOfKey(key) ?? [];
  if (score === undefined || creationTime === undefined || row === undefined || length === undefined) return null;
  return { creationTime: -creationTime, row: -row, length, counts };
}
