/** Applying a schema: check it, hold existing documents against it, create and back-fill indexes, drop what went. */
import { isIdentifier } from "../values/document.ts";
import { compileDocumentValidator, InvalidValidatorError, type Validator } from "../values/validator.ts";
import { BY_CREATION_TIME, BY_ID, sqlIndex, sqlTable, type IndexRecord, type TableRecord } from "./catalog.ts";
import type { Engine } from "./engine.ts";
import { InvalidSchemaError, SchemaMismatchError } from "./errors.ts";
import { KeyLayout } from "./keys.ts";
import { addSearchIndexes, checkSearchIndexes, dropSearchIndexes } from "./search/search_schema.ts";
import type { SqlValue } from "./sqlite.ts";
import type { IndexDefinition, IndexDiff, SchemaDefinition, SchemaDiff, TableDefinition, ValidatorJson } from "./types.ts";
import { walkDocuments } from "./walk.ts";

const MAX_TABLES = 10_000;
const MAX_INDEXES = 32;
const MAX_INDEX_FIELDS = 16;

/** Make the store's tables those of `schema`. The caller provides the frame that makes it atomic. */
export function applySchema(engine: Engine, schema: SchemaDefinition): SchemaDiff {
  checkSchema(schema);
  const defined = new Map(schema.tables.map((table) => [table.name, table]));
  const createdTables = schema.tables.map((table) => table.name).filter((name) => engine.catalog.table(name) === undefined);
  // All tables first: a document type may name any of them in a `v.id`.
  for (const name of createdTables) engine.catalog.createTable(name);
  engine.catalog.setSchemaValidation(schema.schemaValidation);
  const indexes: IndexDiff[] = [];
  const validatedTables: string[] = [];
  for (const record of engine.catalog.tables()) {
    if (record.name.startsWith("_")) continue;
    const definition = defined.get(record.name) ?? { name: record.name, indexes: [], documentType: null };
    if (applyDocumentType(engine, record, definition, schema.schemaValidation)) validatedTables.push(record.name);
    // What went goes first: a new index of the other kind may have its name.
    dropSearchIndexes(engine, record.name, definition.searchIndexes ?? []);
    const diff = applyIndexes(engine, record.name, definition.indexes);
    if (diff !== null) indexes.push(diff);
    addSearchIndexes(engine, record.name, definition.searchIndexes ?? []);
  }
  return { createdTables, indexes, validatedTables };
}

/** Make sure that system tables exist with exactly these indexes. Their documents are never validated. */
export function applySystemTables(engine: Engine, tables: readonly Omit<TableDefinition, "documentType">[]): void {
  for (const { name, indexes } of tables) {
    if (engine.catalog.table(name) === undefined) engine.catalog.createTable(name);
    applyIndexes(engine, name, indexes);
  }
}

/** Set the table's document type and return whether its documents had to be read for it. */
function applyDocumentType(engine: Engine, record: TableRecord, definition: TableDefinition, enabled: boolean): boolean {
  const type = definition.documentType === null ? null : JSON.stringify(definition.documentType);
  const mustValidate = enabled && type !== null && type !== record.validatedType && definition.documentType?.type !== "any";
  if (mustValidate) validateDocuments(engine, record, compileType(engine, definition));
  // Without validation, later writes may break the type, so nothing is known of the documents any more.
  const validatedType = enabled ? type : null;
  if (type !== record.documentType || validatedType !== record.validatedType) {
    engine.catalog.setTypes(record, type, validatedType);
  }
  return mustValidate;
}

function compileType(engine: Engine, definition: TableDefinition): Validator {
  return compileDocumentValidator(definition.documentType as ValidatorJson, engine);
}

function validateDocuments(engine: Engine, record: TableRecord, validate: Validator): void {
  for (const { id, document } of walkDocuments(engine, record)) {
    const mismatch = validate(document);
    if (mismatch !== null) throw new SchemaMismatchError(record.name, id, mismatch);
  }
}

/** Make the table's indexes those defined; null when they are already. An index of unchanged fields is left alone. */
function applyIndexes(engine: Engine, tableName: string, defined: readonly IndexDefinition[]): IndexDiff | null {
  const record = engine.catalog.table(tableName) as TableRecord;
  const added = defined.filter((index) => !record.indexes.some((existing) => sameIndex(existing, index)));
  const dropped = record.indexes.filter((existing) => !defined.some((index) => sameIndex(existing, index)));
  if (added.length === 0 && dropped.length === 0) return null;
  const kept = record.indexes.filter((existing) => !dropped.includes(existing));
  const built = buildIndexes(engine, record, added, dropped);
  engine.catalog.setIndexes(record, [...kept, ...built]);
  return { table: tableName, added, dropped: dropped.map(({ name, fields }) => ({ name, fields })) };
}

/** Give every added index a filled column and every dropped one's column back. */
function buildIndexes(
  engine: Engine,
  record: TableRecord,
  added: readonly IndexDefinition[],
  dropped: readonly IndexRecord[],
): IndexRecord[] {
  const free = [...dropped];
  const built: IndexRecord[] = [];
  const toFill: IndexRecord[] = [];
  for (const { name, fields } of added) {
    // A new name for the same fields takes over the finished column.
    const same = free.findIndex((index) => sameFields(index.fields, fields));
    if (same >= 0) {
      built.push({ name, fields, column: (free.splice(same, 1)[0] as IndexRecord).column });
      continue;
    }
    toFill.push({ name, fields, column: freeColumn([...record.indexes, ...toFill]) });
  }
  for (const index of free) dropColumn(engine, record, index);
  for (const index of toFill) engine.db.exec(`ALTER TABLE ${sqlTable(record)} ADD COLUMN ${index.column} BLOB`);
  fillColumns(engine, record, toFill);
  for (const { column } of toFill) {
    engine.db.exec(`CREATE INDEX ${sqlIndex(record, column)} ON ${sqlTable(record)} (${column})`);
  }
  return [...built, ...toFill];
}

function dropColumn(engine: Engine, record: TableRecord, index: IndexRecord): void {
  engine.db.exec(`DROP INDEX ${sqlIndex(record, index.column)}`);
  engine.db.exec(`ALTER TABLE ${sqlTable(record)} DROP COLUMN ${index.column}`);
}

function fillColumns(engine: Engine, record: TableRecord, indexes: readonly IndexRecord[]): void {
  if (indexes.length === 0) return;
  const layout = new KeyLayout(indexes.map((index) => index.fields));
  const update = engine.db.prepare(
    `UPDATE ${sqlTable(record)} SET ${indexes.map((index) => `${index.column} = ?`).join(", ")} WHERE rowid = ?`,
  );
  for (const { rowid, id, document } of walkDocuments(engine, record)) {
    const parameters: SqlValue[] = [];
    layout.build(document, document._creationTime as number, id, parameters);
    update.run(...parameters, rowid);
  }
}

function freeColumn(taken: readonly IndexRecord[]): string {
  let number = 1;
  while (taken.some((index) => index.column === `k${number}`)) number++;
  return `k${number}`;
}

function sameIndex(left: IndexDefinition, right: IndexDefinition): boolean {
  return left.name === right.name && sameFields(left.fields, right.fields);
}

function sameFields(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((field, i) => field === right[i]);
}

/** Throws `InvalidSchemaError` for what Convex refuses in a schema. */
function checkSchema(schema: SchemaDefinition): void {
  if (schema.tables.length > MAX_TABLES) throw new InvalidSchemaError(`A schema has at most ${MAX_TABLES} tables.`);
  const names = new Set<string>();
  for (const table of schema.tables) {
    if (!isIdentifier(table.name) || table.name.startsWith("_")) {
      throw new InvalidSchemaError(`"${table.name}" cannot name a table: use 1 to 64 letters, digits and underscores, a letter first.`);
    }
    if (names.has(table.name)) throw new InvalidSchemaError(`Table "${table.name}" is defined twice. Remove one definition.`);
    names.add(table.name);
    checkDocumentType(table);
    checkIndexes(table);
    checkSearchIndexes(table);
  }
}

function checkDocumentType(table: TableDefinition): void {
  if (table.documentType === null) return;
  try {
    compileDocumentValidator(table.documentType, { normalizeId: () => null });
  } catch (error) {
    if (!(error instanceof InvalidValidatorError)) throw error;
    throw new InvalidSchemaError(`The document type of table "${table.name}" is wrong: ${error.message}`);
  }
}

function checkIndexes(table: TableDefinition): void {
  if (table.indexes.length > MAX_INDEXES) {
    throw new InvalidSchemaError(`Table "${table.name}" has ${table.indexes.length} indexes, and the limit is ${MAX_INDEXES}.`);
  }
  for (const [i, index] of table.indexes.entries()) {
    const problem = indexProblem(index) ?? twinProblem(index, table.indexes.slice(0, i));
    if (problem !== null) throw new InvalidSchemaError(`Index "${index.name}" of table "${table.name}" ${problem}`);
  }
}

function indexProblem({ name, fields }: IndexDefinition): string | null {
  if (!isIdentifier(name) || name.startsWith("_")) return "has a name that is no identifier: use letters, digits and underscores, a letter first.";
  if (name === BY_ID || name === BY_CREATION_TIME) return "has the name of a built-in index. Choose another name.";
  if (fields.length === 0) return "has no fields. Name at least one.";
  if (fields.length > MAX_INDEX_FIELDS) return `has ${fields.length} fields, and the limit is ${MAX_INDEX_FIELDS}.`;
  if (fields.includes("_id")) return "names `_id`, which ends every index already. Leave it out.";
  if (fields.at(-1) === "_creationTime") return "ends with `_creationTime`, which ends every index already. Leave it out.";
  if (new Set(fields).size < fields.length) return "names a field twice. Name each field once.";
  const bad = fields.find((path) => path !== "_creationTime" && !path.split(".").every((step) => isIdentifier(step)));
  return bad === undefined ? null : `has the field path "${bad}", which is not made of identifiers.`;
}

function twinProblem(index: IndexDefinition, earlier: readonly IndexDefinition[]): string | null {
  if (earlier.some(({ name }) => name === index.name)) return "is defined twice. Choose another name.";
  const twin = earlier.find(({ fields }) => sameFields(fields, index.fields));
  return twin === undefined ? null : `has the same fields as index "${twin.name}". Remove one of them.`;
}
