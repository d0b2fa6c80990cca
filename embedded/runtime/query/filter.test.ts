import { describe, expect, test } from "vitest";

import type { JsonObject, JsonValue } from "../../store/types.ts";
import { FunctionError } from "../errors.ts";
import { compileFilter } from "./filter.ts";

const int64 = (value: bigint): JsonValue => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return { $integer: bytes.toString("base64") };
};
const float = (value: number): JsonValue => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return { $float: bytes.toString("base64") };
};
const literal = (value: JsonValue): JsonValue => ({ $literal: value });
const field = (path: string): JsonValue => ({ $field: path });
const UNDEFINED: JsonValue = { $undefined: null };

const document: JsonObject = {
  n: 5,
  zero: float(-0),
  nan: float(NaN),
  big: int64(1n),
  text: "é😀",
  nested: { deep: { flag: true } },
  list: [1, "a"],
  bytes: { $bytes: "YQ==" },
  nothing: null,
};

function matches(expression: JsonValue): boolean {
  return compileFilter(expression)(document);
}

/** Ascending by Convex's order of all values. */
const ASCENDING: readonly JsonValue[] = [
  UNDEFINED,
  null,
  int64(-5n),
  int64(7n),
  float(-Infinity),
  -1.5,
  float(-0),
  0,
  2,
  float(Infinity),
  float(NaN),
  false,
  true,
  "",
  "a",
  "\uffff",
  "😀",
  { $bytes: "" },
  { $bytes: "YQ==" },
  [],
  [1],
  [1, 2],
  [2],
  {},
  { a: 1 },
  { a: 1, b: 1 },
  { a: 2 },
];

describe("comparisons", () => {
  test("follow the order of all values, whatever their types", () => {
    for (const [i, left] of ASCENDING.entries()) {
      for (const [j, right] of ASCENDING.entries()) {
        const pair = [literal(left), literal(right)];
        expect(matches({ $lt: pair }), `${JSON.stringify(left)} < ${JSON.stringify(right)}`).toBe(i < j);
        expect(matches({ $lte: pair })).toBe(i <= j);
        expect(matches({ $gt: pair })).toBe(i > j);
        expect(matches({ $gte: pair })).toBe(i >= j);
        expect(matches({ $eq: pair })).toBe(i === j);
        expect(matches({ $neq: pair })).toBe(i !== j);
      }
    }
  });

  test("see the fields of the document, and absent ones as undefined", () => {
    expect(matches({ $eq: [field("nested.deep.flag"), literal(true)] })).toBe(true);
    expect(matches({ $eq: [field("nested.deep.other"), literal(UNDEFINED)] })).toBe(true);
    expect(matches({ $eq: [field("n.deep"), literal(UNDEFINED)] })).toBe(true);
    expect(matches({ $eq: [field("nothing"), literal(UNDEFINED)] })).toBe(false);
    expect(matches({ $eq: [field("toString"), literal(UNDEFINED)] })).toBe(true);
    expect(matches({ $eq: [field("big.$integer"), literal(UNDEFINED)] })).toBe(true);
  });

  test("hold 1n and 1 apart, and 0 and -0", () => {
    expect(matches({ $eq: [field("big"), literal(1)] })).toBe(false);
    expect(matches({ $eq: [field("zero"), literal(0)] })).toBe(false);
    expect(matches({ $eq: [field("nan"), literal(float(NaN))] })).toBe(true);
  });
});

describe("logic", () => {
  const yes = literal(true);
  const no = literal(false);

  test("combines booleans and stops at the first that decides", () => {
    const failing = { $add: [literal("a"), literal(1)] };
    expect(matches({ $and: [yes, yes] })).toBe(true);
    expect(matches({ $and: [no, failing] })).toBe(false);
    expect(matches({ $or: [yes, failing] })).toBe(true);
    expect(matches({ $or: [] })).toBe(false);
    expect(matches({ $and: [] })).toBe(true);
    expect(matches({ $not: no })).toBe(true);
  });

  test.each([[{ $and: [literal(1)] }], [{ $not: literal("a") }], [literal(5)]])(
    "refuses what is no boolean: %j",
    (expression) => {
      expect(() => matches(expression)).toThrow(FunctionError);
    },
  );
});

describe("arithmetic", () => {
  test.each<[JsonValue, JsonValue]>([
    [{ $add: [field("n"), literal(2)] }, 7],
    [{ $sub: [field("n"), literal(7)] }, -2],
    [{ $mul: [field("n"), literal(0.5)] }, 2.5],
    [{ $div: [field("n"), literal(0)] }, float(Infinity)],
    [{ $mod: [literal(-5), literal(3)] }, -2],
    [{ $neg: literal(0) }, float(-0)],
    [{ $add: [field("big"), literal(int64(2n))] }, int64(3n)],
    [{ $div: [literal(int64(-7n)), literal(int64(2n))] }, int64(-3n)],
    [{ $neg: field("big") }, int64(-1n)],
  ])("%j is %j", (expression, expected) => {
    expect(matches({ $eq: [expression, literal(expected)] })).toBe(true);
  });

  test.each([
    [{ $add: [field("big"), literal(1)] }],
    [{ $add: [literal(int64(2n ** 63n - 1n)), literal(int64(1n))] }],
    [{ $div: [field("big"), literal(int64(0n))] }],
    [{ $add: [literal("a"), literal("b")] }],
    [{ $pow: [literal(1), literal(2)] }],
    [{ $add: [literal(1)] }],
    ["nonsense"],
  ])("refuses %j", (expression) => {
    expect(() => matches({ $eq: [expression, literal(1)] })).toThrow(FunctionError);
  });
});
