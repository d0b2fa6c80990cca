/**
 * The form a record must have, read off the schema once.
 *
 * Convex itself checks every document it stores, but refuses a whole batch for one bad record and says little about
 * it. Checking here lets the bad record fail alone, with its field, what the schema expects there, and what came.
 */

import { getDocumentSize, type GenericValidator, type Value } from "convex/values";
import schema from "../../schema";
import { CLOCK_FILLED, isMigratedTable, rulesOf, type MigratedTable } from "./tables";
import { maxSizeOf, refusalOf, type JsonRecord } from "./values";

/** Returns the complaint about a value, or undefined. */
type Check = (value: Value, path: string) => string | undefined;

interface FieldShape {
  readonly check: Check;
  /** Whether a record without a value empties the field of its document, because the source owns the field. */
  readonly owned: boolean;
}

/** A field that names a document of another migrated table. */
export interface Reference {
  readonly field: string;
  readonly parent: MigratedTable;
}

export interface TableShape {
  readonly table: MigratedTable;
  /** The fields that the import writes; those an app keeps for itself are not among them. */
  readonly fields: ReadonlyMap<string, FieldShape>;
  /** Fields that every record must carry. */
  readonly required: readonly string[];
  /** Required timestamps that may be missing in a record: the clock fills them on insert. */
  readonly filled: readonly string[];
  /** The workspace comes first: the others are looked up within it. */
  readonly references: readonly Reference[];
}

/** Convex's limit on one document. */
const MAX_DOCUMENT_BYTES = 1024 * 1024;
/** `_id` and `_creationTime`, by Convex's metric, with room to spare. */
const SYSTEM_FIELDS_BYTES = 100;

const shapes = new Map<MigratedTable, TableShape>();

export function shapeOf(table: MigratedTable): TableShape {
  const known = shapes.get(table) ?? buildShape(table);
  shapes.set(table, known);
  return known;
}

function buildShape(table: MigratedTable): TableShape {
  const validators = schema.tables[table].validator.fields as Record<string, GenericValidator>;
  const { optional, kept = [], patterns = {} } = rulesOf(table);
  const required = Object.keys(validators).filter((field) => validators[field]?.isOptional === "required");
  const filled = required.filter((field) => CLOCK_FILLED.has(field));
  const sent = [...required, ...optional, ...kept, "supabaseId"];
  const shapeOfField = (field: string): FieldShape => ({
    check: withPattern(checkFor(validatorOf(table, validators, field)), patterns[field]),
    owned: !kept.includes(field) && !filled.includes(field),
  });
  return {
    table,
    fields: new Map(sent.map((field) => [field, shapeOfField(field)])),
    required: required.filter((field) => !CLOCK_FILLED.has(field)),
    filled,
    references: sent
      .flatMap((field) => referencesOf(field, validatorOf(table, validators, field)))
      .sort(workspaceFirst),
  };
}

function validatorOf(table: string, validators: Record<string, GenericValidator>, field: string): GenericValidator {
  const validator = validators[field];
  if (validator === undefined) {
    throw new Error(`The schema has no field ${table}.${field}, which the import writes.`);
  }
  return validator;
}

function referencesOf(field: string, validator: GenericValidator): Reference[] {
  return validator.kind === "id" && isMigratedTable(validator.tableName)
    ? [{ field, parent: validator.tableName }]
    : [];
}

function workspaceFirst(left: Reference, right: Reference): number {
  return Number(right.field === "workspace_id") - Number(left.field === "workspace_id");
}

function checkFor(validator: GenericValidator): Check {
  switch (validator.kind) {
    case "string":
      return checkText;
    case "float64":
      return checkKind("number", (value) => typeof value === "number");
    case "boolean":
      return checkKind("boolean", (value) => typeof value === "boolean");
    case "any":
      return refusalOf;
    case "id":
      return checkReference;
    case "array":
      return checkItems(checkFor(validator.element));
    case "union":
      return checkLiterals(validator.members as GenericValidator[]);
    default:
      throw new Error(`The import does not know how to check a validator of kind ${validator.kind}: add it here.`);
  }
}

const isText: Check = checkKind("string", (value) => typeof value === "string");

function checkText(value: Value, path: string): string | undefined {
  return isText(value, path) ?? refusalOf(value, path);
}

function checkKind(expected: string, test: (value: Value) => boolean): Check {
  return (value, path) => (test(value) ? undefined : `${path}: expected ${expected}, got ${kindOf(value)}`);
}

/** A reference is sent as the source id with what finds the parent otherwise; see `references.ts`. */
function checkReference(value: Value, path: string): string | undefined {
  const id = typeof value === "object" && value !== null ? (value as JsonRecord).id : undefined;
  return typeof id === "string" && id !== ""
    ? undefined
    : `${path}: expected {"id": "<source id>", …}, got ${kindOf(value)}`;
}

function checkItems(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) {
      return `${path}: expected array, got ${kindOf(value)}`;
    }
    return refusalOf(value, path) ?? value.map((item, at) => check(item, `${path}[${at}]`)).find(isComplaint);
  };
}

function checkLiterals(members: GenericValidator[]): Check {
  const allowed = new Set<Value>(
    members.map((member) => {
      if (member.kind !== "literal") {
        throw new Error(`The import checks unions of literals alone, not of ${member.kind}: add it here.`);
      }
      return member.value as Value;
    }),
  );
  const expected = [...allowed].map((literal) => JSON.stringify(literal)).join(", ");
  return (value, path) => {
    return allowed.has(value) ? undefined : `${path}: expected one of ${expected}, got ${shown(value)}`;
  };
}

function withPattern(check: Check, pattern: RegExp | undefined): Check {
  if (pattern === undefined) {
    return check;
  }
  return (value, path) =>
    check(value, path) ??
    (pattern.test(value as string) ? undefined : `${path}: ${shown(value)} does not match ${pattern.source}`);
}

function isComplaint(complaint: string | undefined): complaint is string {
  return complaint !== undefined;
}

function kindOf(value: Value): string {
  if (value === null) {
    return "null";
  }
  return Array.isArray(value) ? "array" : typeof value;
}

/** A value short enough for a reason: the first 40 characters of a text, the kind of anything else. */
function shown(value: Value): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : kindOf(value);
}

/** Say what is wrong with the record, or return undefined; the first complaint suffices. */
export function complaintAbout(shape: TableShape, record: JsonRecord): string | undefined {
  for (const field in record) {
    const known = shape.fields.get(field);
    if (known === undefined) {
      return `${field}: the import of ${shape.table} has no such field`;
    }
    const complaint = known.check(record[field] as Value, field);
    if (complaint !== undefined) {
      return complaint;
    }
  }
  const missing = shape.required.find((field) => record[field] === undefined);
  return missing === undefined ? sizeComplaint(record) : `${missing}: required, but absent`;
}

function sizeComplaint(record: JsonRecord): string | undefined {
  if (maxSizeOf(record) + SYSTEM_FIELDS_BYTES <= MAX_DOCUMENT_BYTES) {
    return undefined;
  }
  const bytes = getDocumentSize(record);
  return bytes <= MAX_DOCUMENT_BYTES
    ? undefined
    : `the document has ${bytes} bytes, Convex takes ${MAX_DOCUMENT_BYTES}`;
}
