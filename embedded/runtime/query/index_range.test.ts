import { describe, expect, test } from "vitest";

import type { JsonValue, KeyRange } from "../../store/types.ts";
import { compareKeys, keyOf } from "../../values/order.ts";
import { FunctionError } from "../errors.ts";
import { keyRangeOf } from "./index_range.ts";

const FIELDS = ["a", "b"];
const UNDEFINED: JsonValue = { $undefined: null };

type Bound = readonly [type: "Eq" | "Gt" | "Gte" | "Lt" | "Lte", fieldPath: string, value: JsonValue];

function rangeOf(...bounds: readonly Bound[]): KeyRange {
  return keyRangeOf(
    "t.i",
    FIELDS,
    bounds.map(([type, fieldPath, value]) => ({ type, fieldPath, value })),
  );
}

/** Test if a document with these index fields and creation time lies in the range. */
function holds({ lower, upper }: KeyRange, values: readonly JsonValue[]): boolean {
  const key = keyOf([...values, 1_700_000_000_000, "id"]);
  return compareKeys(key, lower) >= 0 && (upper === null || compareKeys(key, upper) < 0);
}

describe("a range of index keys", () => {
  test("without bounds is the whole index", () => {
    expect(holds(rangeOf(), [UNDEFINED, UNDEFINED])).toBe(true);
    expect(holds(rangeOf(), [{ z: 1 }, [1]])).toBe(true);
  });

  test("of equalities on a prefix holds every continuation and nothing else", () => {
    const range = rangeOf(["Eq", "a", "x"]);
    expect(holds(range, ["x", UNDEFINED])).toBe(true);
    expect(holds(range, ["x", { any: 1 }])).toBe(true);
    expect(holds(range, ["x\0", 1])).toBe(false);
    expect(holds(range, ["w", 1])).toBe(false);
    expect(holds(range, ["xa", 1])).toBe(false);
  });

  test("takes equalities in any order", () => {
    expect(rangeOf(["Eq", "b", 2], ["Eq", "a", 1])).toEqual(rangeOf(["Eq", "a", 1], ["Eq", "b", 2]));
  });

  test.each([
    [["Gt", "b", "m"], { "": false, m: false, "m\0": true, n: true }],
    [["Gte", "b", "m"], { "": false, l: false, m: true, n: true }],
    [["Lt", "b", "m"], { "": true, l: true, m: false, "m\0": false }],
    [["Lte", "b", "m"], { "": true, m: true, "m\0": false, n: false }],
  ] as const)("with the bound %j holds what it says", (bound, expected) => {
    const range = rangeOf(["Eq", "a", 1], bound);
    const actual = Object.fromEntries(Object.keys(expected).map((text) => [text, holds(range, [1, text])]));
    expect(actual).toEqual(expected);
  });

  test("below a bound holds absent fields, and above undefined it does not", () => {
    expect(holds(rangeOf(["Lt", "a", 5]), [UNDEFINED, 1])).toBe(true);
    expect(holds(rangeOf(["Gt", "a", UNDEFINED]), [UNDEFINED, 1])).toBe(false);
    expect(holds(rangeOf(["Gt", "a", UNDEFINED]), [null, 1])).toBe(true);
  });

  test("can bound the creation time that ends the index", () => {
    const range = rangeOf(["Eq", "a", 1], ["Eq", "b", 2], ["Gt", "_creationTime", 1_600_000_000_000]);
    expect(holds(range, [1, 2])).toBe(true);
    expect(holds(rangeOf(["Eq", "a", 1], ["Eq", "b", 2], ["Gt", "_creationTime", 1_800_000_000_000]), [1, 2])).toBe(
      false,
    );
  });
});

describe("a range is refused", () => {
  test.each<[string, readonly Bound[]]>([
    ["when its equalities leave a gap", [["Eq", "b", 1]]],
    ["when it names a field that the index lacks", [["Eq", "c", 1]]],
    [
      "when it has the same equality twice",
      [
        ["Eq", "a", 1],
        ["Eq", "a", 1],
      ],
    ],
    [
      "when it has two lower bounds",
      [
        ["Gt", "a", 1],
        ["Gte", "a", 2],
      ],
    ],
    [
      "when it has two upper bounds",
      [
        ["Lt", "a", 1],
        ["Lte", "a", 2],
      ],
    ],
    [
      "when it bounds two fields",
      [
        ["Gt", "a", 1],
        ["Lt", "b", 2],
      ],
    ],
    ["when it bounds a field after a gap", [["Gt", "b", 1]]],
  ])("%s", (_why, bounds) => {
    expect(() => rangeOf(...bounds)).toThrow(FunctionError);
  });
});
