/** Filters as Convex evaluates them: on the total order of all values, absent fields included. */
import type { JsonObject, JsonValue } from "../../store/types.ts";
import { compareKeys, keyOf } from "../../values/order.ts";
import { FunctionError } from "../errors.ts";
import { isObject, isTagged } from "../syscalls/payload.ts";

/** Encoded JSON, or undefined for an absent field. */
export type FilterValue = JsonValue | undefined;
export type Expression = (document: JsonObject) => FilterValue;
/** int64 and float64 are different types even where they are equal numbers. */
type Numeric =
  { readonly kind: "int64"; readonly value: bigint } | { readonly kind: "float64"; readonly value: number };

const MAX_EXPRESSION_DEPTH = 512;

/** Compile the expression of one `.filter(…)`. Throws `FunctionError` when it is malformed. */
export function compileFilter(expression: JsonValue): (document: JsonObject) => boolean {
  const evaluate = compile(expression, 0);
  return (document) => booleanOf(evaluate(document), "filter");
}

function compile(expression: JsonValue, depth: number): Expression {
  if (depth > MAX_EXPRESSION_DEPTH) throw new FunctionError("A filter expression is nested too deeply.");
  const [op, operand] = isObject(expression) ? (Object.entries(expression)[0] ?? []) : [];
  if (op === undefined || operand === undefined) throw new FunctionError("A filter expression is malformed.");
  if (op === "$field") return fieldExpression(operand);
  if (op === "$literal") return literalExpression(operand);
  if (op === "$and" || op === "$or") return logical(op, listOf(operand, op, depth));
  if (op === "$not" || op === "$neg") return unary(op, compile(operand, depth + 1));
  const [left, right, ...others] = listOf(operand, op, depth);
  if (left === undefined || right === undefined || others.length > 0) {
    throw new FunctionError(`The filter operator ${op} takes two operands.`);
  }
  return comparison(op, left, right) ?? arithmetic(op, left, right);
}

function listOf(operand: JsonValue, op: string, depth: number): Expression[] {
  if (!Array.isArray(operand)) throw new FunctionError(`The filter operator ${op} takes a list of operands.`);
  return operand.map((each) => compile(each, depth + 1));
}

function fieldExpression(path: JsonValue): Expression {
  if (typeof path !== "string") throw new FunctionError("q.field(…) takes the path of a field.");
  const names = path.split(".");
  return (document) => {
    let value: FilterValue = document;
    for (const name of names) {
      if (!isObject(value) || isScalarTag(value)) return undefined;
      value = Object.hasOwn(value, name) ? value[name] : undefined;
    }
    return value;
  };
}

function literalExpression(literal: JsonValue): Expression {
  const value = isTagged(literal, "$undefined") ? undefined : literal;
  return () => value;
}

function logical(op: "$and" | "$or", operands: readonly Expression[]): Expression {
  const stopsAt = op === "$or";
  return (document) => {
    for (const operand of operands) if (booleanOf(operand(document), op) === stopsAt) return stopsAt;
    return !stopsAt;
  };
}

function unary(op: "$not" | "$neg", operand: Expression): Expression {
  if (op === "$not") return (document) => !booleanOf(operand(document), op);
  return (document) => {
    const number = numericOf(operand(document), op);
    return number.kind === "int64" ? encodeInt64(-number.value) : encodeFloat(-number.value);
  };
}

function comparison(op: string, left: Expression, right: Expression): Expression | null {
  switch (op) {
    case "$eq":
      return (document) => isEqual(left(document), right(document));
    case "$neq":
      return (document) => !isEqual(left(document), right(document));
    case "$lt":
      return (document) => compareValues(left(document), right(document)) < 0;
    case "$lte":
      return (document) => compareValues(left(document), right(document)) <= 0;
    case "$gt":
      return (document) => compareValues(left(document), right(document)) > 0;
    case "$gte":
      return (document) => compareValues(left(document), right(document)) >= 0;
    default:
      return null;
  }
}

function arithmetic(op: string, left: Expression, right: Expression): Expression {
  if (!["$add", "$sub", "$mul", "$div", "$mod"].includes(op)) {
    throw new FunctionError(`${op} is not an operator of filters.`);
  }
  return (document) => {
    const a = numericOf(left(document), op);
    const b = numericOf(right(document), op);
    if (a.kind === "int64" && b.kind === "int64") return encodeInt64(int64Result(op, a.value, b.value));
    if (a.kind === "float64" && b.kind === "float64") return encodeFloat(floatResult(op, a.value, b.value));
    throw new FunctionError(`The filter operator ${op} needs two int64 or two float64 operands, not one of each.`);
  };
}

function int64Result(op: string, a: bigint, b: bigint): bigint {
  if ((op === "$div" || op === "$mod") && b === 0n) throw new FunctionError("A filter divides an int64 by zero.");
  const result = op === "$add" ? a + b : op === "$sub" ? a - b : op === "$mul" ? a * b : op === "$div" ? a / b : a % b;
  if (BigInt.asIntN(64, result) !== result) throw new FunctionError(`The filter operator ${op} overflows an int64.`);
  return result;
}

function floatResult(op: string, a: number, b: number): number {
  return op === "$add" ? a + b : op === "$sub" ? a - b : op === "$mul" ? a * b : op === "$div" ? a / b : a % b;
}

function isEqual(left: FilterValue, right: FilterValue): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object") return false;
  return compareValues(left, right) === 0;
}

function compareValues(left: FilterValue, right: FilterValue): number {
  // Encoded JSON spells -0 and NaN as objects, so two plain numbers compare as JavaScript compares them.
  if (typeof left === "number" && typeof right === "number") return left - right;
  return compareKeys(keyOf([left]), keyOf([right]));
}

function booleanOf(value: FilterValue, op: string): boolean {
  if (typeof value !== "boolean") throw new FunctionError(`A filter's ${op} needs booleans, and got ${kindOf(value)}.`);
  return value;
}

function numericOf(value: FilterValue, op: string): Numeric {
  if (typeof value === "number") return { kind: "float64", value };
  if (isObject(value)) {
    const { $float, $integer } = value;
    if (typeof $float === "string") return { kind: "float64", value: Buffer.from($float, "base64").readDoubleLE() };
    if (typeof $integer === "string") return { kind: "int64", value: Buffer.from($integer, "base64").readBigInt64LE() };
  }
  throw new FunctionError(`The filter operator ${op} needs numbers, and got ${kindOf(value)}.`);
}

function kindOf(value: FilterValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : typeof value;
}

/** `$integer`, `$float` and `$bytes` objects are values without fields. */
function isScalarTag(value: JsonObject): boolean {
  return "$integer" in value || "$float" in value || "$bytes" in value;
}

function encodeInt64(value: bigint): JsonValue {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return { $integer: bytes.toString("base64") };
}

function encodeFloat(value: number): JsonValue {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value;
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return { $float: bytes.toString("base64") };
}
