/** Search indexes in a schema: check them, create and back-fill those that are new, drop those that went. */
import { isIdentifier } from "../../values/document.ts";
import { BY_CREATION_TIME, BY_ID, type SearchIndexRecord, type TableRecord } from "../catalog.ts";
import type { Engine } from "../engine.ts";
import { InvalidSchemaError } from "../errors.ts";
import type { SearchIndexDefinition, TableDefinition } from "../types.ts";
import { walkDocuments } from "../walk.ts";
import { SearchTable } from "./search_table.ts";

const MAX_SEARCH_INDEXES = 4;
const MAX_FILTER_FIELDS = 16;

export function dropSearchIndexes(engine: Engine, tableName: string, defined: readonly SearchIndexDefinition[]): void {
  const record = engine.catalog.table(tableName) as TableRecord;
  const kept = record.searchIndexes.filter((existing) => defined.some((index) => isSame(index, existing)));
  if (kept.length === record.searchIndexes.length) return;
  for (const index of record.searchIndexes) if (!kept.includes(index)) new SearchTable(engine.db, record, index).drop();
  engine.catalog.setSearchIndexes(record, kept);
}

export function addSearchIndexes(engine: Engine, tableName: string, defined: readonly SearchIndexDefinition[]): void {
  const record = engine.catalog.table(tableName) as TableRecord;
  const all: SearchIndexRecord[] = [...record.searchIndexes];
  for (const index of defined) {
    if (!all.some((existing) => isSame(index, existing))) all.push({ ...index, suffix: freeSuffix(all) });
  }
  const tables = all.slice(record.searchIndexes.length).map((index) => new SearchTable(engine.db, record, index));
  if (tables.length === 0) return;
  for (const table of tables) table.create();
  for (const { rowid, document } of walkDocuments(engine, record)) {
    for (const table of tables) table.insert(rowid, document, document._creationTime as number);
  }
  engine.catalog.setSearchIndexes(record, all);
}

/** Throws `InvalidSchemaError` for what Convex refuses in the search indexes of a table. */
export function checkSearchIndexes(table: TableDefinition): void {
  const indexes = table.searchIndexes ?? [];
  if (indexes.length > MAX_SEARCH_INDEXES) {
    throw new InvalidSchemaError(
      `Table "${table.name}" has ${indexes.length} search indexes, and the limit is ${MAX_SEARCH_INDEXES}.`,
    );
  }
  for (const [i, index] of indexes.entries()) {
    const problem = indexProblem(index) ?? twinProblem(index, table, indexes.slice(0, i));
    if (problem !== null)
      throw new InvalidSchemaError(`Search index "${index.name}" of table "${table.name}" ${problem}`);
  }
}

function indexProblem({ name, searchField, filterFields }: SearchIndexDefinition): string | null {
  if (!isIdentifier(name) || name.startsWith("_"))
    return "has a name that is no identifier: use letters, digits and underscores, a letter first.";
  if (name === BY_ID || name === BY_CREATION_TIME) return "has the name of a built-in index. Choose another name.";
  if (filterFields.length > MAX_FILTER_FIELDS)
    return `has ${filterFields.length} filter fields, and the limit is ${MAX_FILTER_FIELDS}.`;
  const bad = [searchField, ...filterFields].find((path) => !isFieldPath(path));
  return bad === undefined ? null : `has the field path "${bad}", which is not made of identifiers.`;
}

function isFieldPath(path: string): boolean {
  return path.split(".").every((step) => isIdentifier(step) && !step.startsWith("_"));
}

function twinProblem(
  index: SearchIndexDefinition,
  table: TableDefinition,
  earlier: readonly SearchIndexDefinition[],
): string | null {
  if ([...table.indexes, ...earlier].some(({ name }) => name === index.name))
    return "has the name of another index. Choose another name.";
  const twin = earlier.find((other) => hasSameFields(index, other));
  return twin === undefined ? null : `has the same fields as search index "${twin.name}". Remove one of them.`;
}

function isSame(left: SearchIndexDefinition, right: SearchIndexDefinition): boolean {
  return left.name === right.name && hasSameFields(left, right);
}

function hasSameFields(left: SearchIndexDefinition, right: SearchIndexDefinition): boolean {
  return (
    left.searchField === right.searchField &&
    left.filterFields.length === right.filterFields.length &&
    left.filterFields.every((field, i) => field === right.filterFields[i])
  );
}

function freeSuffix(taken: readonly SearchIndexRecord[]): string {
  let number = 1;
  while (taken.some((index) => index.suffix === `s${number}`)) number++;
  return `s${number}`;
}
