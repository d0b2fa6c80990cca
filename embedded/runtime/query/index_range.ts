/** From the bounds of `withIndex` to one range of index keys. */
import type { JsonObject, JsonValue, KeyRange } from "../../store/types.ts";
import { BEFORE_ALL_KEYS, endOfPrefix, keyOf } from "../../values/order.ts";
import { FunctionError } from "../errors.ts";
import { textField } from "../syscalls/payload.ts";

type Bound = { readonly value: JsonValue; readonly inclusive: boolean };

interface Bounds {
  readonly equal: Map<string, JsonValue>;
  lower: { readonly field: string; readonly bound: Bound } | null;
  upper: { readonly field: string; readonly bound: Bound } | null;
}

/**
 * Return the keys that match the range expressions.
 *
 * `fields` are the index's own fields; `_creationTime`, which ends every user index, may be bounded too. Equalities
 * must cover a prefix of the fields, in any order, and at most one further field may have a lower and an upper bound.
 * An upper bound alone includes documents without the field, since `undefined` sorts first.
 */
export function keyRangeOf(index: string, fields: readonly string[], expressions: readonly JsonValue[]): KeyRange {
  const bounds = boundsOf(index, expressions);
  const searchable = fields.includes("_creationTime") || fields.includes("_id") ? fields : [...fields, "_creationTime"];
  const prefix = equalPrefix(index, searchable, bounds.equal);
  checkBoundedField(index, searchable[bounds.equal.size], bounds);
  const lower = bounds.lower === null ? keyOf(prefix) : lowerKey(prefix, bounds.lower.bound);
  if (bounds.upper !== null) return { lower, upper: upperKey(prefix, bounds.upper.bound) };
  return prefix.length === 0 ? { lower, upper: null } : { lower, upper: endOfPrefix(keyOf(prefix)) };
}

export const WHOLE_INDEX: KeyRange = { lower: BEFORE_ALL_KEYS, upper: null };

function boundsOf(index: string, expressions: readonly JsonValue[]): Bounds {
  const bounds: Bounds = { equal: new Map(), lower: null, upper: null };
  for (const expression of expressions) addBound(index, bounds, expression as JsonObject);
  return bounds;
}

function addBound(index: string, bounds: Bounds, expression: JsonObject): void {
  const field = textField(expression, "fieldPath");
  const value = expression.value ?? null;
  const type = textField(expression, "type");
  switch (type) {
    case "Eq":
      if (bounds.equal.has(field)) throw rangeError(index, `\`${field}\` has two equality conditions`);
      bounds.equal.set(field, value);
      return;
    case "Gt":
    case "Gte":
      if (bounds.lower !== null) throw rangeError(index, "there is more than one lower bound");
      bounds.lower = { field, bound: { value, inclusive: type === "Gte" } };
      return;
    case "Lt":
    case "Lte":
      if (bounds.upper !== null) throw rangeError(index, "there is more than one upper bound");
      bounds.upper = { field, bound: { value, inclusive: type === "Lte" } };
      return;
    default:
      throw rangeError(index, `${type} is not a kind of bound`);
  }
}

function equalPrefix(index: string, fields: readonly string[], equal: ReadonlyMap<string, JsonValue>): JsonValue[] {
  const values: JsonValue[] = [];
  for (const field of fields.slice(0, equal.size)) {
    const value = equal.get(field);
    if (value === undefined) throw outOfOrder(index, fields);
    values.push(value);
  }
  if (values.length < equal.size) throw outOfOrder(index, fields);
  return values;
}

function checkBoundedField(index: string, next: string | undefined, bounds: Bounds): void {
  for (const side of [bounds.lower, bounds.upper]) {
    if (side !== null && side.field !== next) {
      throw rangeError(
        index,
        `\`${side.field}\` is bounded, but the field after the equality conditions is ${next === undefined ? "none" : `\`${next}\``}`,
      );
    }
  }
}

function lowerKey(prefix: readonly JsonValue[], bound: Bound): Uint8Array {
  const key = keyOf([...prefix, bound.value]);
  return bound.inclusive ? key : endOfPrefix(key);
}

function upperKey(prefix: readonly JsonValue[], bound: Bound): Uint8Array {
  const key = keyOf([...prefix, bound.value]);
  return bound.inclusive ? endOfPrefix(key) : key;
}

function outOfOrder(index: string, fields: readonly string[]): FunctionError {
  return rangeError(index, `the equality conditions do not cover the first fields of the index (${fields.join(", ")})`);
}

function rangeError(index: string, problem: string): FunctionError {
  return new FunctionError(
    `Invalid range of index ${index}: ${problem}. The order of an index's fields is the order of its conditions.`,
  );
}
