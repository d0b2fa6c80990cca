/** One walk over an encoded JSON value: its size by Convex's metric, and the rules that every stored value keeps. */
import type { JsonObject, JsonValue } from "../store/types.ts";

export const MAX_FIELDS = 1024;
export const MAX_ELEMENTS = 8192;
/** What Convex's code enforces; its documentation promises only 16 levels. */
export const MAX_NESTING = 64;
export const MAX_FIELD_NAME_CHARS = 1024;
export const MAX_DOCUMENT_BYTES = 1024 * 1024;
export const MAX_IDENTIFIER_CHARS = 64;
/** `_creationTime` in every document: 13 letters and a separator, and a float. */
const CREATION_TIME_BYTES = 14 + 9;

declare global {
  interface String {
    /** In Node since version 20; TypeScript knows it from ES2024 on. */
    isWellFormed(): boolean;
  }
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;
const IDENTIFIER = /^(?=.*[A-Za-z0-9])[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const DOLLAR = 0x24;
const UNDERSCORE = 0x5f;
/** Above this the native counters win over a loop in JavaScript (measured: they cross between 60 and 120 chars). */
const LONG_STRING_CHARS = 100;

/** A value that Convex does not store. `path` leads to it: `.tags[3].name`, empty for the value itself. */
export class InvalidValueError extends Error {
  readonly code = "invalid_value";

  constructor(
    readonly problem: string,
    readonly path: string,
  ) {
    super(path === "" ? problem : `${problem} (at ${path})`);
    this.name = "InvalidValueError";
  }
}

/** Test if `name` can name a table, an index or a top-level field. */
export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name);
}

/**
 * Return the size of an encoded JSON value in bytes, as `getConvexSize` counts it.
 *
 * Throws `InvalidValueError` when the value breaks a rule: field names, counts, nesting, tags, lone surrogates.
 */
export function measureValue(value: JsonValue): number {
  return sizeOf(value, 0);
}

/**
 * Return the size of a document in bytes, the system fields included, as `getDocumentSize` counts it.
 *
 * `fields` holds no system field; `idChars` is the length of the document's id. Throws `InvalidValueError` as
 * `measureValue` does, and when a top-level field is no identifier or the document is larger than 1 MiB.
 */
export function measureDocument(fields: JsonObject, idChars: number): number {
  const size = objectSize(fields, 1, topLevelNameSize) + idChars + 6 + CREATION_TIME_BYTES;
  if (size > MAX_DOCUMENT_BYTES) {
    throw new InvalidValueError(
      `The document has ${size} bytes, and the limit is ${MAX_DOCUMENT_BYTES} (1 MiB). ` +
        "Keep large content in file storage, or spread it over several documents.",
      "",
    );
  }
  return size;
}

/** Return what base64 text decodes to in bytes. Throws `InvalidValueError` when it is not canonical base64. */
function base64Bytes(tag: string, text: JsonValue | undefined): number {
  if (typeof text !== "string" || !BASE64.test(text)) {
    throw new InvalidValueError(`The value of ${tag} is not base64 text. Encode the bytes with the standard alphabet and padding.`, "");
  }
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}

function sizeOf(value: JsonValue, depth: number): number {
  switch (typeof value) {
    case "string":
      return 2 + utf8Length(value);
    case "number":
      if (!Number.isFinite(value)) throw new InvalidValueError(`${value} is written {"$float": …} in encoded JSON.`, "");
      return 9;
    case "boolean":
      return 1;
    default:
      if (value === null) return 1;
      if (Array.isArray(value)) return arraySize(value, depth + 1);
      return objectSize(value, depth + 1, nestedNameSize);
  }
}

function arraySize(elements: readonly JsonValue[], depth: number): number {
  if (depth > MAX_NESTING) throw tooDeep();
  if (elements.length > MAX_ELEMENTS) {
    throw new InvalidValueError(
      `The array has ${elements.length} elements, and the limit is ${MAX_ELEMENTS}. Keep the elements as documents of their own.`,
      "",
    );
  }
  let size = 2;
  let index = 0;
  try {
    for (; index < elements.length; index++) size += sizeOf(elements[index] as JsonValue, depth);
  } catch (error) {
    throw at(`[${index}]`, error);
  }
  return size;
}

function objectSize(object: JsonObject, depth: number, nameSize: (name: string, object: JsonObject) => number): number {
  // The tags of int64, bytes and special floats are no level of nesting.
  if (depth > MAX_NESTING && !isTagged(object)) throw tooDeep();
  let size = 2;
  let count = 0;
  let name = "";
  try {
    for (name in object) {
      count++;
      const nameBytes = nameSize(name, object);
      if (nameBytes < 0) return taggedSize(name, object[name]);
      size += nameBytes + 1 + sizeOf(object[name] as JsonValue, depth);
    }
  } catch (error) {
    throw at(`.${name}`, error);
  }
  if (count > MAX_FIELDS) {
    throw new InvalidValueError(
      `The object has ${count} fields, and the limit is ${MAX_FIELDS}. Use an array, or documents of their own.`,
      "",
    );
  }
  return size;
}

function tooDeep(): InvalidValueError {
  return new InvalidValueError(
    `The value is nested more than ${MAX_NESTING} levels deep (Convex promises only 16). Flatten it, or keep it as text.`,
    "",
  );
}

/** Test if `object` is an encoded int64, bytes or special float: its one key starts with `$`. */
export function isTagged(object: JsonObject): boolean {
  for (const name in object) return name.charCodeAt(0) === DOLLAR && Object.keys(object).length === 1;
  return false;
}

/** Return the length of a field name, or -1 when it is the single `$` key that makes `object` a tagged value. */
function nestedNameSize(name: string, object: JsonObject): number {
  const length = name.length;
  if (length > 0 && name.charCodeAt(0) === DOLLAR) {
    if (Object.keys(object).length === 1) return -1;
    throw new InvalidValueError("A field name cannot start with `$`, which is reserved. Rename the field.", "");
  }
  if (length > MAX_FIELD_NAME_CHARS) {
    throw new InvalidValueError(`A field name has ${length} characters, and the limit is ${MAX_FIELD_NAME_CHARS}.`, "");
  }
  for (let i = 0; i < length; i++) {
    const code = name.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) {
      throw new InvalidValueError("A field name can hold only printable ASCII characters. Rename the field.", "");
    }
  }
  return length;
}

function topLevelNameSize(name: string): number {
  const length = name.length;
  if (name.charCodeAt(0) === UNDERSCORE) {
    throw new InvalidValueError("Field names that start with `_` are reserved for system fields. Rename the field.", "");
  }
  if (length === 0 || length > MAX_IDENTIFIER_CHARS || !isWord(name)) {
    throw new InvalidValueError(
      "A top-level field name holds 1 to 64 ASCII letters, digits and underscores, and starts with a letter. Rename the field.",
      "",
    );
  }
  return length;
}

/** Test if `name` starts with a letter and goes on with letters, digits and underscores. */
function isWord(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
    if (!isLetter && (i === 0 || !((code >= 0x30 && code <= 0x39) || code === UNDERSCORE))) return false;
  }
  return true;
}

function taggedSize(tag: string, payload: JsonValue | undefined): number {
  switch (tag) {
    case "$integer":
      expectEightBytes(tag, payload);
      return 9;
    case "$float":
      expectEightBytes(tag, payload);
      expectSpecialFloat(payload as string);
      return 9;
    case "$bytes":
      return 2 + base64Bytes(tag, payload);
    case "$undefined":
      throw new InvalidValueError("`undefined` is not a value that can be stored. Leave the field out.", "");
    case "$commitTs":
      throw new InvalidValueError("The embedded deployment has no commit timestamps. Store the time yourself.", "");
    default:
      throw new InvalidValueError(`\`${tag}\` is not a kind of Convex value, and field names cannot start with \`$\`.`, "");
  }
}

function expectEightBytes(tag: string, payload: JsonValue | undefined): void {
  const length = base64Bytes(tag, payload);
  if (length !== 8) throw new InvalidValueError(`The value of ${tag} has ${length} bytes instead of 8.`, "");
}

function expectSpecialFloat(payload: string): void {
  const value = Buffer.from(payload, "base64").readDoubleLE();
  if (Number.isFinite(value) && !Object.is(value, -0)) {
    throw new InvalidValueError(`${value} is an ordinary float: write it as a number, not as $float.`, "");
  }
}

/** Put `step` before the path of an error that came from below. */
function at(step: string, error: unknown): unknown {
  return error instanceof InvalidValueError ? new InvalidValueError(error.problem, step + error.path) : error;
}

/** Return the length of `text` in UTF-8. Throws `InvalidValueError` when a surrogate stands alone. */
function utf8Length(text: string): number {
  const chars = text.length;
  if (chars > LONG_STRING_CHARS) {
    if (!text.isWellFormed()) throw loneSurrogate();
    return Buffer.byteLength(text, "utf8");
  }
  let bytes = chars;
  for (let i = 0; i < chars; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else if (code < 0xd800 || code > 0xdfff) bytes += 2;
    else {
      const next = code > 0xdbff || i + 1 === chars ? 0 : text.charCodeAt(i + 1);
      if (next < 0xdc00 || next > 0xdfff) throw loneSurrogate();
      bytes += 2;
      i++;
    }
  }
  return bytes;
}

function loneSurrogate(): InvalidValueError {
  return new InvalidValueError("The string holds half of a surrogate pair, which UTF-8 cannot express. Cut text between characters.", "");
}
