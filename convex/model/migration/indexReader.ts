/** Reads of one import transaction, counted so that a batch that needs too many is refused in words. */

import type {
  GenericDataModel,
  GenericDatabaseReader,
  GenericDatabaseWriter,
  GenericDocument,
  GenericIndexFields,
  IndexRangeBuilder,
} from "convex/server";
import { ConvexError, type Value } from "convex/values";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { rulesOf, type MigratedTable } from "./tables";
import { isEqual, type JsonRecord } from "./values";

/**
 * The database, blind to which table is meant: the import handles all of them by one code.
 *
 * `db` itself cannot be typed so, because its overloads tie each index to the fields of one table.
 */
export type AnyTableReader = GenericDatabaseReader<GenericDataModel>;
export type AnyTableWriter = GenericDatabaseWriter<GenericDataModel>;

export function anyTableReader(ctx: QueryCtx): AnyTableReader {
  return ctx.db as unknown as AnyTableReader;
}

export function anyTableWriter(ctx: MutationCtx): AnyTableWriter {
  return ctx.db;
}

export interface StoredDocument extends JsonRecord {
  readonly _id: string;
  readonly _creationTime: number;
}

/** Convex allows 4,096 index ranges in one transaction. */
const MAX_RANGES = 4_096;

/** More documents than this under one natural key are as ambiguous as two. */
const MAX_SAME_KEY = 256;

export class IndexReader {
  private ranges = 0;

  constructor(private readonly db: AnyTableReader) {}

  /** The first document, in index order, whose `supabaseId` is the one given. */
  async findBySource(table: MigratedTable, supabaseId: string): Promise<StoredDocument | undefined> {
    this.countRange(table);
    const found = this.db.query(table).withIndex("by_supabase_id", (q) => q.eq("supabaseId", supabaseId));
    // Leaving the loop costs one round trip to the database less than `first()`, which asks for the end as well.
    for await (const document of found) {
      return document as StoredDocument;
    }
    return undefined;
  }

  /** All documents, two at most, whose `supabaseId` is the one given. */
  async findTwinsBySource(table: MigratedTable, supabaseId: string): Promise<StoredDocument[]> {
    this.countRange(table);
    const found = this.db.query(table).withIndex("by_supabase_id", (q) => q.eq("supabaseId", supabaseId));
    return (await found.take(2)) as StoredDocument[];
  }

  /**
   * The documents of a closed range of source ids, ascending, in a single read; at most about `limit`.
   *
   * `complete` is false where the range holds more. One transaction can do this once, because Convex allows one
   * `paginate` a function, and `take` would cost a round trip for every document.
   */
  async pageBySource(table: MigratedTable, first: string, last: string, limit: number): Promise<SourcePage> {
    this.countRange(table);
    const page = await this.db
      .query(table)
      .withIndex("by_supabase_id", (q) => q.gte("supabaseId", first).lte("supabaseId", last))
      .paginate({ numItems: limit, cursor: null });
    return { documents: page.page as StoredDocument[], complete: page.isDone };
  }

  /** Test if the table has any document that no migration has written. */
  async hasUnmigrated(table: MigratedTable): Promise<boolean> {
    this.countRange(table);
    const unmigrated = this.db.query(table).withIndex("by_supabase_id", (q) => q.lte("supabaseId", ""));
    for await (const _document of unmigrated) {
      return true;
    }
    return false;
  }

  /**
   * The documents of the table that agree with `values` in the natural key; none where a part of the key is absent.
   *
   * `values.workspace_id`, where given, also keeps out the documents of other workspaces.
   */
  async findByNaturalKey(table: MigratedTable, values: Record<string, Value | undefined>): Promise<StoredDocument[]> {
    const key = rulesOf(table).naturalKey;
    if (key === undefined || [...key.fields, ...(key.also ?? [])].some((field) => values[field] === undefined)) {
      return [];
    }
    this.countRange(table);
    const candidates = await this.db
      .query(table)
      .withIndex(key.index, (q) => equalities(q, key.fields, values))
      .take(MAX_SAME_KEY);
    return (candidates as StoredDocument[]).filter((candidate) =>
      (key.also ?? []).every((field) => isEqual(candidate[field], values[field])),
    );
  }

  private countRange(table: MigratedTable): void {
    this.ranges += 1;
    if (this.ranges > MAX_RANGES) {
      throw new ConvexError({
        code: "batch_too_large",
        detail: `This batch for ${table} needs more than ${MAX_RANGES} lookups; send it in halves.`,
      });
    }
  }
}

export interface SourcePage {
  readonly documents: StoredDocument[];
  readonly complete: boolean;
}

type AnyRange = IndexRangeBuilder<GenericDocument, GenericIndexFields>;

function equalities(start: AnyRange, fields: readonly string[], values: Record<string, Value | undefined>): AnyRange {
  // Each `eq` answers a builder for the next field, which the types count and a loop cannot.
  return fields.reduce((range, field) => range.eq(field, values[field] as Value) as AnyRange, start);
}
