/** Values of the JSON columns: whether Convex takes them, how large they are, and whether two are equal. */

import type { Value } from "convex/values";

/** A record as the sender wrote it, or a document: JSON without Convex's `$` forms. */
export type JsonRecord = Record<string, Value>;

// Convex's limits on one value.
const MAX_NESTING = 64;
const MAX_ARRAY_LENGTH = 8192;
const MAX_OBJECT_FIELDS = 1024;
const MAX_FIELD_NAME_LENGTH = 1024;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Say why Convex would refuse the value, naming the place within it; undefined when it takes it. */
export function refusalOf(value: Value, path: string, depth = 1): string | undefined {
  if (typeof value === "string") {
    return value.isWellFormed() ? undefined : `${path}: the text is not valid Unicode (a lone surrogate)`;
  }
  if (typeof value !== "object" || value === null) {
    return undefined;
  }
  if (depth >= MAX_NESTING) {
    return `${path}: nested deeper than ${MAX_NESTING} levels`;
  }
  return Array.isArray(value) ? arrayRefusal(value, path, depth) : objectRefusal(value as JsonRecord, path, depth);
}

function arrayRefusal(items: Value[], path: string, depth: number): string | undefined {
  if (items.length > MAX_ARRAY_LENGTH) {
    return `${path}: ${items.length} items, Convex takes ${MAX_ARRAY_LENGTH}`;
  }
  for (const [position, item] of items.entries()) {
    const refusal = refusalOf(item, `${path}[${position}]`, depth + 1);
    if (refusal !== undefined) {
      return refusal;
    }
  }
  return undefined;
}

function objectRefusal(object: JsonRecord, path: string, depth: number): string | undefined {
  const entries = Object.entries(object);
  if (entries.length > MAX_OBJECT_FIELDS) {
    return `${path}: ${entries.length} keys, Convex takes ${MAX_OBJECT_FIELDS}`;
  }
  for (const [key, item] of entries) {
    if (!isFieldName(key)) {
      return `${path}: Convex refuses the key ${JSON.stringify(key)}`;
    }
    const refusal = refusalOf(item, `${path}.${key}`, depth + 1);
    if (refusal !== undefined) {
      return refusal;
    }
  }
  return undefined;
}

/** Test if Convex takes the key of a nested object. `__proto__` passes Convex, but JavaScript would lose it. */
function isFieldName(key: string): boolean {
  return (
    !key.startsWith("$") && key.length <= MAX_FIELD_NAME_LENGTH && key !== "__proto__" && PRINTABLE_ASCII.test(key)
  );
}

/**
 * Bound a value's size by Convex's metric from above, without encoding its text.
 *
 * A UTF-16 unit takes at most three bytes of UTF-8.
 */
export function maxSizeOf(value: Value | undefined): number {
  if (typeof value === "string") {
    return 2 + 3 * value.length;
  }
  if (typeof value !== "object" || value === null) {
    return 9;
  }
  let size = 2;
  if (Array.isArray(value)) {
    for (const item of value) {
      size += maxSizeOf(item);
    }
    return size;
  }
  for (const key in value as JsonRecord) {
    size += 3 * key.length + 1 + maxSizeOf((value as JsonRecord)[key]);
  }
  return size;
}

/** Test if two values are deeply equal; an absent field equals undefined alone, never null. */
export function isEqual(left: Value | undefined, right: Value | undefined): boolean {
  if (left === right) {
    return true;
  }
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) {
    return false;
  }
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, position) => isEqual(item, right[position] as Value))
    );
  }
  return areObjectsEqual(left as JsonRecord, right as JsonRecord);
}

function areObjectsEqual(left: JsonRecord, right: JsonRecord): boolean {
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key], right[key]))
  );
}
