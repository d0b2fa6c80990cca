/** What Convex takes as a value, how large it may be, and when two values are equal. */

import { getConvexSize, type Value } from "convex/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isEqual, maxSizeOf, refusalOf } from "./values";

const json = fc.jsonValue({ maxDepth: 4, stringUnit: "grapheme" }).map((value) => value as Value);

function nested(levels: number): Value {
  return levels === 0 ? "deep" : [nested(levels - 1)];
}

function keys(count: number): Value {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n]));
}

describe("a value that Convex takes", () => {
  const TAKEN: [string, Value][] = [
    ["null and emptiness", { a: null, b: [], c: {}, "": "" }],
    ["keys with spaces, an underscore or an inner dollar", { "Level Bahasa Inggris": 1, _x: 2, a$b: 3 }],
    ["63 levels of arrays", nested(63)],
    ["8,192 items", Array.from({ length: 8192 }, () => 0)],
    ["1,024 keys", keys(1024)],
    ["emoji", "👩‍🎓"],
  ];

  test.each(TAKEN)("%s", (_what, value) => {
    expect(refusalOf(value, "field")).toBeUndefined();
  });
});

describe("a value that Convex refuses", () => {
  const REFUSED: [string, Value, string][] = [
    ["64 levels of arrays", nested(64), "nested deeper than 64 levels"],
    ["8,193 items", Array.from({ length: 8193 }, () => 0), "field: 8193 items, Convex takes 8192"],
    ["1,025 keys", keys(1025), "field: 1025 keys, Convex takes 1024"],
    ["a key of 1,025 characters", { ["k".repeat(1025)]: 1 }, "field: Convex refuses the key"],
    ["half an emoji", { a: ["\ud83d"] }, "field.a[0]: the text is not valid Unicode"],
    ["a key that JavaScript would lose", JSON.parse('{"__proto__": 1}') as Value, 'Convex refuses the key "__proto__"'],
  ];

  test.each(REFUSED)("%s", (_what, value, reason) => {
    expect(refusalOf(value, "field")).toContain(reason);
  });
});

describe("equality", () => {
  const EQUAL: [Value | undefined, Value | undefined, boolean][] = [
    [undefined, undefined, true],
    [undefined, null, false],
    [null, {}, false],
    [0, false, false],
    ["1", 1, false],
    [[1, [2]], [1, [2]], true],
    [[1, 2], [1], false],
    [[], {}, false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: null }, { b: null }, false],
    [{ a: 1 }, { a: 1, b: 1 }, false],
  ];

  test.each(EQUAL)("of %j and %j is %s", (left, right, equal) => {
    expect([isEqual(left, right), isEqual(right, left)]).toEqual([equal, equal]);
  });

  test("holds between a value and its copy, and not between copies that say different JSON", () => {
    fc.assert(
      fc.property(json, json, (left, right) => {
        expect(isEqual(left, structuredClone(left))).toBe(true);
        expect(isEqual(left, right)).toBe(canonical(left) === canonical(right));
      }),
    );
  });
});

test("the bound of a size is never below the size", () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(maxSizeOf(value)).toBeGreaterThanOrEqual(getConvexSize(value));
    }),
  );
});

/** The value as JSON with sorted keys; -0 and 0 are one number to the import. */
function canonical(value: Value): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}
