import { convexToJson, type Value } from "convex/values";
import { describe, expect, it } from "vitest";
import { cleanJson, encodedJson, exportJson } from "./format.ts";

const CASES: readonly [string, Value, string, string][] = [
  ["null", null, "null", "null"],
  ["an int64", -5n, '"-5"', "-5"],
  ["a whole float", 5, "5", "5.0"],
  ["a fraction", 0.5, "0.5", "0.5"],
  ["a large float", 1e21, "1e+21", "1e+21"],
  ["-0", -0, "-0.0", '{"$float":"AAAAAAAAAIA="}'],
  ["NaN", NaN, '"NaN"', '{"$float":"AAAAAAAA+H8="}'],
  ["infinity", -Infinity, '"-Infinity"', '{"$float":"AAAAAAAA8P8="}'],
  ["text", 'a"😀', '"a\\"😀"', '"a\\"😀"'],
  ["bytes", Uint8Array.of(1, 2).buffer, '"AQI="', '{"$bytes":"AQI="}'],
  ["a tree", { a: [1n, { b: 2 }], c: true }, '{"a":["1",{"b":2}],"c":true}', '{"a":[1,{"b":2.0}],"c":true}'],
  ["a tree without tags", { a: [1, { b: "x" }] }, '{"a":[1,{"b":"x"}]}', '{"a":[1.0,{"b":"x"}]}'],
];

describe("output formats", () => {
  it.each(CASES)("write %s", (_name, value, clean, exported) => {
    expect(cleanJson(convexToJson(value))).toBe(clean);
    expect(exportJson(convexToJson(value))).toBe(exported);
  });
});

it("keeps tags in encoded JSON and tags and prints whole floats with a point", () => {
  const value = { whole: 5, part: 1.5, large: 1e21, tagged: { $integer: "AQAAAAAAAAA=" }, list: [0, null, "5"] };
  expect(encodedJson(value)).toBe(
    '{"whole":5.0,"part":1.5,"large":1e+21,"tagged":{"$integer":"AQAAAAAAAAA="},"list":[0.0,null,"5"]}',
  );
});
