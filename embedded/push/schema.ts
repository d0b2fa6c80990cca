/** The schema as `schema.export()` prints it, the parts of it that are kept, and how two of them differ. */
import type {
  IndexDefinition,
  SchemaDefinition,
  SearchIndexDefinition,
  TableDefinition,
  ValidatorJson,
} from "../store/types.ts";

interface ExportedTable {
  readonly tableName: string;
  readonly indexes: readonly { readonly indexDescriptor: string; readonly fields: readonly string[] }[];
  readonly stagedDbIndexes?: readonly unknown[];
  readonly searchIndexes?: readonly ExportedSearchIndex[];
  readonly stagedSearchIndexes?: readonly unknown[];
  readonly vectorIndexes?: readonly unknown[];
  readonly documentType: ValidatorJson | null;
}

interface ExportedSearchIndex {
  readonly indexDescriptor: string;
  readonly searchField: string;
  readonly filterFields: readonly string[];
}

/** An index as the CLI prints it: `table.index` and its fields, the implicit one included. */
export interface DatabaseIndex {
  readonly type: "database";
  readonly name: string;
  readonly fields: readonly string[];
  readonly staged: boolean;
}

export interface TextIndex {
  readonly type: "search";
  readonly name: string;
  readonly searchField: string;
  readonly filterFields: readonly string[];
  readonly staged: boolean;
}

export type PushedIndex = DatabaseIndex | TextIndex;

export interface IndexChanges {
  readonly added: readonly PushedIndex[];
  readonly removed: readonly PushedIndex[];
  readonly kept: readonly PushedIndex[];
}

export function readSchema(text: string): SchemaDefinition {
  const exported = JSON.parse(text) as { tables: readonly ExportedTable[]; schemaValidation: boolean };
  return { tables: exported.tables.map(readTable), schemaValidation: exported.schemaValidation };
}

/** The parts of an exported schema that are accepted but not served, as sentences for the log. */
export function unservedParts(text: string): string[] {
  const { tables } = JSON.parse(text) as { tables: readonly ExportedTable[] };
  return tables.flatMap(({ tableName, vectorIndexes, stagedDbIndexes, stagedSearchIndexes }) => [
    ...((vectorIndexes ?? []).length > 0 ? [`vector indexes of ${tableName}`] : []),
    ...(isStaged(stagedDbIndexes) || isStaged(stagedSearchIndexes) ? [`staged indexes of ${tableName}`] : []),
  ]);
}

function isStaged(indexes: readonly unknown[] | undefined): boolean {
  return (indexes ?? []).length > 0;
}

function readTable(table: ExportedTable): TableDefinition {
  const indexes = table.indexes.map(({ indexDescriptor, fields }): IndexDefinition => ({
    name: indexDescriptor,
    fields,
  }));
  const searchIndexes = (table.searchIndexes ?? []).map(
    ({ indexDescriptor, searchField, filterFields }): SearchIndexDefinition => ({
      name: indexDescriptor,
      searchField,
      filterFields,
    }),
  );
  return { name: table.tableName, indexes, searchIndexes, documentType: table.documentType };
}

/** How the indexes change from one schema to the next. An index whose fields changed is removed and added. */
export function indexChanges(from: SchemaDefinition | null, to: SchemaDefinition | null): IndexChanges {
  const before = new Map(indexesOf(from).map((index) => [identityOf(index), index]));
  const after = new Map(indexesOf(to).map((index) => [identityOf(index), index]));
  return {
    added: [...after].filter(([id]) => !before.has(id)).map(([, index]) => index),
    removed: [...before].filter(([id]) => !after.has(id)).map(([, index]) => index),
    kept: [...after].filter(([id]) => before.has(id)).map(([, index]) => index),
  };
}

function indexesOf(schema: SchemaDefinition | null): PushedIndex[] {
  return (schema?.tables ?? []).flatMap((table): PushedIndex[] => [
    ...table.indexes.map((index): DatabaseIndex => ({
      type: "database",
      name: `${table.name}.${index.name}`,
      fields: [...index.fields, "_creationTime"],
      staged: false,
    })),
    ...(table.searchIndexes ?? []).map((index): TextIndex => ({
      ...index,
      type: "search",
      name: `${table.name}.${index.name}`,
      staged: false,
    })),
  ]);
}

function identityOf(index: PushedIndex): string {
  const fields = index.type === "search" ? [index.searchField, index.filterFields] : index.fields;
  return JSON.stringify([index.type, index.name, fields]);
}
