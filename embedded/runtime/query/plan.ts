/** A query of the library, read and checked: which index keys to walk, and what to do with each document. */
import { createHash } from "node:crypto";

import type { JsonObject, JsonValue, KeyRange, Reader } from "../../store/types.ts";
import { FunctionError, notServed } from "../errors.ts";
import { limits } from "../limits.ts";
import { isObject, objectField, textField } from "../syscalls/payload.ts";
import { isReadableSystemTable, isSystemTable } from "../system_tables.ts";
import { compileFilter } from "./filter.ts";
import { keyRangeOf, WHOLE_INDEX } from "./index_range.ts";
import { readSearch } from "./search.ts";
import { type DocumentSource, IndexSource, SearchSource } from "./source.ts";

export type Operator =
  | { readonly kind: "filter"; readonly matches: (document: JsonObject) => boolean }
  | { readonly kind: "limit"; readonly count: number };

export interface QueryPlan {
  readonly table: string;
  readonly source: DocumentSource;
  readonly range: KeyRange;
  readonly order: "asc" | "desc";
  /** In the order in which they were written, which is the order in which they apply. */
  readonly operators: readonly Operator[];
}

/** Read the query of `1.0/queryStream` or `1.0/queryPage`. Throws `FunctionError`. */
export function planQuery(reader: Reader, query: JsonObject): QueryPlan {
  const source = objectField(query, "source");
  const operators = operatorsOf(query.operators);
  const type = textField(source, "type");
  const order = source.order === "desc" ? "desc" : "asc";
  switch (type) {
    case "FullTableScan":
      return { ...tableScan(reader, source, order), order, operators };
    case "IndexRange":
      return { ...indexRange(reader, source, order), order, operators };
    case "Search":
      return { ...search(reader, source), order: "asc", operators };
    default:
      throw new FunctionError(`${type} is not a kind of query source.`);
  }
}

/** A short text that two queries share only when they have the same source, filters and limits. */
export function fingerprintOf(query: JsonObject): string {
  const text = JSON.stringify([query.source, query.operators]);
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}

type Source = Pick<QueryPlan, "table" | "source" | "range">;

function tableScan(reader: Reader, source: JsonObject, order: "asc" | "desc"): Source {
  const table = readableTable(textField(source, "tableName"));
  return {
    table,
    range: WHOLE_INDEX,
    source: new IndexSource(reader, { table, index: "by_creation_time", range: WHOLE_INDEX, order }),
  };
}

function indexRange(reader: Reader, source: JsonObject, order: "asc" | "desc"): Source {
  const { name, table, index } = namedIndex(source);
  const fields = reader.indexFields(table, index);
  if (fields === null) throw unknownIndex(name, reader.searchIndex(table, index) !== null, `.index("${index}", [...])`);
  const expressions = Array.isArray(source.range) ? source.range : [];
  const range = keyRangeOf(name, fields, expressions);
  return { table, range, source: new IndexSource(reader, { table, index, range, order }) };
}

function search(reader: Reader, source: JsonObject): Source {
  const { name, table, index } = namedIndex(source);
  const definition = reader.searchIndex(table, index);
  if (definition === null)
    throw unknownIndex(name, reader.indexFields(table, index) !== null, `.searchIndex("${index}", {...})`);
  const filters = Array.isArray(source.filters) ? source.filters : [];
  return { table, range: WHOLE_INDEX, source: new SearchSource(reader, readSearch(name, table, definition, filters)) };
}

function namedIndex(source: JsonObject): { readonly name: string; readonly table: string; readonly index: string } {
  const name = textField(source, "indexName");
  const dot = name.indexOf(".");
  return { name, table: readableTable(name.slice(0, dot)), index: name.slice(dot + 1) };
}

function unknownIndex(name: string, isOtherKind: boolean, definition: string): FunctionError {
  if (!isOtherKind)
    return new FunctionError(
      `Index ${name} not found. Define it in convex/schema.ts with ${definition} and deploy the schema.`,
    );
  return new FunctionError(
    definition.startsWith(".searchIndex")
      ? `Index ${name} is not a search index. Read it with withIndex, or define a search index with ${definition}.`
      : `Index ${name} is a search index. Read it with withSearchIndex, or define an index with ${definition}.`,
  );
}

/** The library lets `ctx.db` and `ctx.db.system` name only tables of their own kind. */
function readableTable(table: string): string {
  if (isSystemTable(table) && !isReadableSystemTable(table)) throw notServed(`The system table ${table}`);
  return table;
}

function operatorsOf(operators: JsonValue | undefined): Operator[] {
  if (!Array.isArray(operators)) return [];
  if (operators.length > limits.queryOperators) {
    throw new FunctionError(
      `A query has more than ${limits.queryOperators} operators. Combine its filters with q.and(…).`,
    );
  }
  return operators.map(operatorOf);
}

function operatorOf(operator: JsonValue): Operator {
  if (isObject(operator) && operator.filter !== undefined) {
    return { kind: "filter", matches: compileFilter(operator.filter) };
  }
  if (isObject(operator) && typeof operator.limit === "number") return { kind: "limit", count: operator.limit };
  throw new FunctionError("A query has an operator that is neither a filter nor a limit.");
}
