/** Validators of arguments, results and documents, compiled once from their JSON into closures over encoded JSON. */
import type { JsonObject, JsonValue, ValidatorJson } from "../store/types.ts";
import { isTagged } from "./document.ts";
import { describeValidator, describeValue } from "./describe.ts";

/** Tells which ids a `v.id` accepts. */
export interface IdChecker {
  /** The canonical id when `text` is an id of `table`, else null. */
  normalizeId(table: string, text: string): string | null;
}

/** Return null when `value` matches, else what is wrong, where, and what the validator is. */
export type Validator = (value: JsonValue) => string | null;

/** Validator JSON that this version cannot compile. */
export class InvalidValidatorError extends Error {
  readonly code = "invalid_validator";

  constructor(json: JsonValue | undefined) {
    super(`${JSON.stringify(json)} is not a validator. Push functions built with a supported version of convex.`);
    this.name = "InvalidValidatorError";
  }
}

/** A difference on its way up to the root, which puts its steps before the path. */
class Mismatch {
  path = "";

  constructor(
    readonly problem: string,
    readonly value: JsonValue,
    readonly validator: ValidatorJson,
    /** Problems of a whole object show the object; others show value and path. */
    readonly ofObject: boolean,
  ) {}

  below(step: string): this {
    this.path = step + this.path;
    return this;
  }

  toString(): string {
    const path = this.path === "" ? "" : `Path: ${this.path}\n`;
    const shown = `${this.ofObject ? "Object" : "Value"}: ${describeValue(this.value)}`;
    return `${this.problem}\n${path}${shown}\nValidator: ${describeValidator(this.validator)}`;
  }
}

type Check = (value: JsonValue) => Mismatch | null;

const SYSTEM_FIELDS = ["_id", "_creationTime"];

/** Compile validator JSON (`{"type":"object",…}`). Throws `InvalidValidatorError`. */
export function compileValidator(json: ValidatorJson, ids: IdChecker): Validator {
  return asValidator(compile(json, ids));
}

/** Compile a table's document type; system fields of the documents it is given are not looked at. */
export function compileDocumentValidator(json: ValidatorJson, ids: IdChecker): Validator {
  if (!describesDocument(json)) throw new InvalidValidatorError(json);
  const validate = compileValidator(json, ids);
  return (document) => validate(withoutSystemFields(document as JsonObject));
}

/** A document's type is an object, a union of such, or anything. */
function describesDocument(json: ValidatorJson): boolean {
  if (json.type === "union") return Array.isArray(json.value) && json.value.every((member) => describesDocument(asObject(member)));
  return json.type === "object" || json.type === "any";
}

function withoutSystemFields(document: JsonObject): JsonObject {
  if (!SYSTEM_FIELDS.some((name) => name in document)) return document;
  const { _id, _creationTime, ...fields } = document;
  return fields;
}

function asValidator(check: Check): Validator {
  return (value) => check(value)?.toString() ?? null;
}

function compile(json: ValidatorJson, ids: IdChecker): Check {
  switch (json.type) {
    case "any":
      return () => null;
    case "null":
      return simple(json, (value) => value === null);
    case "number":
      return simple(json, (value) => typeof value === "number" || hasTag(value, "$float"));
    case "bigint":
    case "commitTs":
      return simple(json, (value) => hasTag(value, "$integer"));
    case "boolean":
      return simple(json, (value) => typeof value === "boolean");
    case "string":
      return simple(json, (value) => typeof value === "string");
    case "bytes":
      return simple(json, (value) => hasTag(value, "$bytes"));
    case "literal":
      return compileLiteral(json);
    case "id":
      return compileId(json, ids);
    case "array":
      return compileArray(json, ids);
    case "object":
      return compileObject(json, ids);
    case "record":
      return compileRecord(json, ids);
    case "union":
      return compileUnion(json, ids);
    default:
      throw new InvalidValidatorError(json);
  }
}

function simple(json: ValidatorJson, test: (value: JsonValue) => boolean): Check {
  return (value) => (test(value) ? null : new Mismatch("Value does not match validator.", value, json, false));
}

function hasTag(value: JsonValue, tag: string): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && tag in value && isTagged(value);
}

function compileLiteral(json: ValidatorJson): Check {
  const literal = json.value;
  if (literal === undefined || Array.isArray(literal)) throw new InvalidValidatorError(json);
  if (typeof literal !== "object" || literal === null) return simple(json, (value) => value === literal);
  const text = JSON.stringify(literal);
  return simple(json, (value) => typeof value === "object" && JSON.stringify(value) === text);
}

function compileId(json: ValidatorJson, ids: IdChecker): Check {
  const table = json.tableName;
  if (typeof table !== "string") throw new InvalidValidatorError(json);
  return (value) => {
    if (typeof value === "string" && ids.normalizeId(table, value) === value) return null;
    if (typeof value !== "string") return new Mismatch("Value does not match validator.", value, json, false);
    return new Mismatch(`Found an ID that does not belong to table \`${table}\`, or no ID at all.`, value, json, false);
  };
}

function compileArray(json: ValidatorJson, ids: IdChecker): Check {
  const element = compile(asObject(json.value), ids);
  return (value) => {
    if (!Array.isArray(value)) return new Mismatch("Value does not match validator.", value, json, false);
    for (let i = 0; i < value.length; i++) {
      const mismatch = element(value[i] as JsonValue);
      if (mismatch !== null) return mismatch.below(`[${i}]`);
    }
    return null;
  };
}

interface Field {
  readonly name: string;
  readonly check: Check;
  readonly optional: boolean;
  /** The name is also a property of every object, such as `constructor`. */
  readonly inherited: boolean;
}

function compileObject(json: ValidatorJson, ids: IdChecker): Check {
  const fields = Object.entries(asObject(json.value)).map(([name, field]) => compileField(name, asObject(field), ids));
  const known = new Set(fields.map((field) => field.name));
  return (value) => {
    if (!isPlainObject(value)) return new Mismatch("Value does not match validator.", value, json, false);
    let found = 0;
    for (const { name, check, optional, inherited } of fields) {
      const fieldValue = inherited && !Object.hasOwn(value, name) ? undefined : value[name];
      if (fieldValue === undefined) {
        if (!optional) return missingField(name, value, json);
        continue;
      }
      found++;
      const mismatch = check(fieldValue);
      if (mismatch !== null) return mismatch.below(`.${name}`);
    }
    for (const _name in value) found--;
    return found === 0 ? null : extraField(known, value, json);
  };
}

function compileField(name: string, json: JsonObject, ids: IdChecker): Field {
  const check = compile(asObject(json.fieldType), ids);
  return { name, check, optional: json.optional === true, inherited: name in Object.prototype };
}

function missingField(name: string, value: JsonObject, json: ValidatorJson): Mismatch {
  return new Mismatch(
    `Object is missing the required field \`${name}\`. ` +
      "Consider wrapping the field validator in `v.optional(...)` if this is expected.\n",
    value,
    json,
    true,
  );
}

function extraField(known: ReadonlySet<string>, value: JsonObject, json: ValidatorJson): Mismatch {
  const extra = Object.keys(value).find((name) => !known.has(name)) ?? "";
  return new Mismatch(`Object contains extra field \`${extra}\` that is not in the validator.\n`, value, json, true);
}

function compileRecord(json: ValidatorJson, ids: IdChecker): Check {
  const checkKey = compile(asObject(json.keys), ids);
  const checkValue = compile(asObject(asObject(json.values).fieldType), ids);
  return (value) => {
    if (!isPlainObject(value)) return new Mismatch("Value does not match validator.", value, json, false);
    for (const key in value) {
      if (key === "" || key.startsWith("_")) {
        return new Mismatch("The keys of a record are not empty and do not start with `_`.", key, json, false);
      }
      const mismatch = checkKey(key) ?? checkValue(value[key] as JsonValue)?.below(`.${key}`) ?? null;
      if (mismatch !== null) return mismatch;
    }
    return null;
  };
}

function compileUnion(json: ValidatorJson, ids: IdChecker): Check {
  if (!Array.isArray(json.value)) throw new InvalidValidatorError(json);
  const members = json.value.map((member) => asObject(member));
  const texts = literalTexts(members);
  if (texts !== null) return simple(json, (value) => typeof value === "string" && texts.has(value));
  const checks = members.map((member) => compile(member, ids));
  return (value) => {
    for (const check of checks) if (check(value) === null) return null;
    return new Mismatch("Value does not match validator.", value, json, false);
  };
}

/** The values of a union of string literals, the usual enumeration; null when it is another union. */
function literalTexts(members: readonly JsonObject[]): ReadonlySet<string> | null {
  const texts = members.map((member) => (member.type === "literal" ? member.value : null));
  return texts.every((text) => typeof text === "string") ? new Set(texts) : null;
}

function isPlainObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isTagged(value);
}

function asObject(json: JsonValue | undefined): JsonObject {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw new InvalidValidatorError(json);
  return json;
}
