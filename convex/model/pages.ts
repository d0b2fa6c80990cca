/**
 * Pages of documents along one or several index ranges merged, under a filter, in a time that the page bounds.
 *
 * Convex's own `paginate` reads one range, once in a function. A list of several stages, or of what a hub works, is
 * several ranges; each is in order already, so merging their heads gives the order of the whole.
 */

import type {
  GenericDataModel,
  GenericDatabaseReader,
  GenericDocument,
  GenericIndexFields,
  IndexRange,
  IndexRangeBuilder,
} from "convex/server";
import { getDocumentSize, v, type Value } from "convex/values";
import type { Doc, TableNames } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { decodeCursor, encodeCursor, type Position } from "./cursors";
import { refuseFields } from "./refusals";

/** The arguments that ask for a page. */
export const pageArgs = { cursor: v.optional(v.string()), limit: v.optional(v.number()) };

export interface PageRequest {
  readonly cursor?: string;
  readonly limit?: number;
}

export type Order = "asc" | "desc";

/** The documents that have the values of `equal`, in the order of the field `time`, which ends the index. */
export interface OrderedRange<Table extends TableNames> {
  readonly index: string;
  readonly equal: readonly (readonly [field: string, value: Value | undefined])[];
  readonly time: string;
  /** Half-open bounds of the time. */
  readonly from?: number | undefined;
  readonly before?: number | undefined;
  /** All of a lower rank come before any of a higher one. */
  readonly rank?: number;
  /** The filter that the index does not serve. */
  readonly accepts?: (document: Doc<Table>) => boolean;
}

export interface PageSpec<Table extends TableNames> {
  readonly table: Table;
  readonly ranges: readonly OrderedRange<Table>[];
  readonly order: Order;
  /** Tells apart the lists a cursor may belong to. */
  readonly purpose: string;
  readonly request: PageRequest;
  readonly defaultLimit: number;
  readonly maxLimit: number;
  /** The page ends after so many documents, however few of them pass; MAX_SCANNED unless given. */
  readonly maxScanned?: number;
}

/** Without a cursor the page is the last. A page may be short, even empty, and have one. */
export interface Page<Document> {
  readonly documents: Document[];
  readonly cursor?: string;
  /** How many documents were looked at. */
  readonly scanned: number;
}

/**
 * A filter that no index serves may refuse nearly everything: after so many documents the page ends as it is.
 *
 * The bound in bytes keeps far from the 16 MiB that Convex lets a function read.
 */
export const MAX_SCANNED = 1_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** Return the page of the list that the request asks for. */
export async function pageOf<Table extends TableNames>(
  ctx: QueryCtx,
  spec: PageSpec<Table>,
): Promise<Page<Doc<Table>>> {
  const limit = limitOf(spec.request.limit, spec.defaultLimit, spec.maxLimit);
  const after = spec.request.cursor === undefined ? undefined : decodeCursor(spec.request.cursor, spec.purpose);
  const maxScanned = spec.maxScanned ?? MAX_SCANNED;
  const budget: Budget = { bytes: MAX_BYTES };
  const documents: Doc<Table>[] = [];
  let last: Position | undefined;
  let scanned = 0;
  for (const rank of ranksOf(spec.ranges)) {
    const ranges = spec.ranges.filter((range) => (range.rank ?? 0) === rank);
    const chunk = Math.min(limit + 1, Math.max(MIN_CHUNK, Math.ceil((2 * limit) / ranges.length)));
    const readers = ranges.map((range) => new RangeReader(ctx, spec.table, range, spec.order, after, chunk, budget));
    for (;;) {
      await Promise.all(readers.map((reader) => reader.fill()));
      const reader = nearestOf(readers, spec.order);
      if (reader?.head === undefined) {
        break;
      }
      if (documents.length === limit || scanned === maxScanned || (budget.bytes <= 0 && scanned > 0)) {
        return { documents, scanned, ...(last === undefined ? {} : { cursor: encodeCursor(last, spec.purpose) }) };
      }
      const document = reader.head as unknown as Doc<Table>;
      last = reader.positionOf(reader.head);
      reader.drop();
      scanned += 1;
      if (reader.range.accepts?.(document) ?? true) {
        documents.push(document);
      }
    }
  }
  return { documents, scanned };
}

/** Return how many documents a page has, or refuse a number that is none. */
export function limitOf(asked: number | undefined, defaultLimit: number, maxLimit: number): number {
  const limit = asked ?? defaultLimit;
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    refuseFields({ limit: `The limit must be a whole number from 1 to ${maxLimit}.` });
  }
  return limit;
}

function ranksOf(ranges: readonly { readonly rank?: number }[]): number[] {
  return [...new Set(ranges.map((range) => range.rank ?? 0))].sort((left, right) => left - right);
}

/** What all readers of a page may still read. */
interface Budget {
  bytes: number;
}

interface StoredDocument extends GenericDocument {
  readonly _id: string;
  readonly _creationTime: number;
}

const MAX_CHUNK = 128;
/** Of many ranges most give nothing to a page: the first read of each takes little. */
const MIN_CHUNK = 3;

/** Reads one range a chunk at a time, from its start or from behind a position. */
class RangeReader<Table extends TableNames> {
  private waiting: StoredDocument[] = [];
  private isAtEnd: boolean;
  private after: Position | undefined;

  constructor(
    private readonly ctx: QueryCtx,
    private readonly table: Table,
    readonly range: OrderedRange<Table>,
    private readonly order: Order,
    after: Position | undefined,
    private chunk: number,
    private readonly budget: Budget,
  ) {
    const rank = range.rank ?? 0;
    this.isAtEnd = after !== undefined && after.rank > rank;
    this.after = after?.rank === rank ? after : undefined;
  }

  get head(): StoredDocument | undefined {
    return this.waiting[0];
  }

  drop(): void {
    this.waiting.shift();
  }

  positionOf(document: StoredDocument): Position {
    return {
      rank: this.range.rank ?? 0,
      time: document[this.range.time] as number,
      created: document._creationTime,
      id: document._id,
    };
  }

  /** Make sure that a document is waiting, if there is one left. */
  async fill(): Promise<void> {
    if (this.waiting.length > 0 || this.isAtEnd) {
      return;
    }
    const read = await this.readChunk();
    const last = read.at(-1);
    if (last !== undefined) {
      this.after = this.positionOf(last);
      this.waiting = read;
      this.budget.bytes -= read.reduce((bytes, document) => bytes + getDocumentSize(document), 0);
    }
    this.chunk = Math.min(2 * this.chunk, MAX_CHUNK);
  }

  /** First the documents of the very moment that the last one bears, then those of later ones in reading order. */
  private async readChunk(): Promise<StoredDocument[]> {
    const { after, chunk } = this;
    let behind: StoredDocument[] = [];
    if (after !== undefined) {
      const twins = await this.take((range) => this.twinsOf(range, after), chunk);
      behind = twins.filter((twin) => isBehind(this.positionOf(twin), after, this.order));
      if (twins.length === chunk) {
        return behind;
      }
    }
    const wanted = chunk - behind.length;
    const rest = await this.take((range) => this.bounded(range, after), wanted);
    this.isAtEnd = rest.length < wanted;
    return [...behind, ...rest];
  }

  private async take(bound: (range: BoundedRange) => IndexRange, count: number): Promise<StoredDocument[]> {
    // The types of `withIndex` tie an index to its table; here both are data.
    const db = this.ctx.db as unknown as GenericDatabaseReader<GenericDataModel>;
    const query = db.query(this.table).withIndex(this.range.index, (range) => {
      const start = this.range.equal.reduce<AnyRange>(
        (narrowed, [field, value]) => narrowed.eq(field, value as Value) as AnyRange,
        range,
      );
      return bound(start as unknown as BoundedRange);
    });
    return (await query.order(this.order).take(count)) as StoredDocument[];
  }

  private twinsOf(range: BoundedRange, after: Position): IndexRange {
    const twins = range.eq(this.range.time, after.time);
    return this.order === "asc"
      ? twins.gte("_creationTime", after.created)
      : twins.lte("_creationTime", after.created);
  }

  private bounded(range: BoundedRange, after?: Position): IndexRange {
    const { time, from, before } = this.range;
    if (this.order === "asc") {
      const low = after !== undefined ? range.gt(time, after.time) : from !== undefined ? range.gte(time, from) : range;
      return before === undefined ? low : low.lt(time, before);
    }
    const low = from === undefined ? range : range.gte(time, from);
    const high = after?.time ?? before;
    return high === undefined ? low : low.lt(time, high);
  }
}

type AnyRange = IndexRangeBuilder<GenericDocument, GenericIndexFields>;

/** The builder as it is when all equalities are set: any bound may come next. */
interface BoundedRange extends IndexRange {
  eq(field: string, value: Value): BoundedRange;
  gt(field: string, value: Value): BoundedRange;
  gte(field: string, value: Value): BoundedRange;
  lt(field: string, value: Value): BoundedRange;
  lte(field: string, value: Value): BoundedRange;
}

function nearestOf<Table extends TableNames>(
  readers: readonly RangeReader<Table>[],
  order: Order,
): RangeReader<Table> | undefined {
  let nearest: RangeReader<Table> | undefined;
  for (const reader of readers) {
    if (reader.head === undefined) {
      continue;
    }
    if (
      nearest?.head === undefined ||
      isBehind(nearest.positionOf(nearest.head), reader.positionOf(reader.head), order)
    ) {
      nearest = reader;
    }
  }
  return nearest;
}

/** Test if a position comes after another of the same rank in reading order. */
function isBehind(position: Position, other: Position, order: Order): boolean {
  const difference =
    position.time - other.time ||
    position.created - other.created ||
    (position.id === other.id ? 0 : position.id > other.id ? 1 : -1);
  return order === "asc" ? difference > 0 : difference < 0;
}
