import { compareValues, convexToJson, type Value } from "convex/values";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../store/types.ts";
import { AFTER_ALL_KEYS, BEFORE_ALL_KEYS, compareKeys, endOfPrefix, keyOf, successorOf, UNDEFINED } from "./order.ts";
import { randomValue, seededRandom, type Random } from "./random_values.ts";

function encoded(value: Value | undefined): JsonValue {
  return value === undefined ? UNDEFINED : convexToJson(value);
}

function randomField(random: Random): Value | undefined {
  return random() < 0.1 ? undefined : randomValue(random);
}

function hex(value: JsonValue): string {
  return Buffer.from(keyOf([value])).toString("hex");
}

describe("index keys", () => {
  it.each([
    [{ $integer: "AQAAAAAAAAA=" }, "0901"],
    [{ $integer: "gAAAAAAAAAA=" }, "0a0080"],
    [{ $integer: "f/////////8=" }, "06ff7f"],
    [1, "0dbff0000000000000"],
    [{ $float: "AAAAAAAAAIA=" }, "0d7fffffffffffffff"],
    ["a\0b", "106100ff6200"],
    [[1, "x"], "120dbff000000000000010780000"],
    [null, "03"],
    [UNDEFINED, "01"],
    [{ "": true }, "1500ff0f00"],
  ] as [JsonValue, string][])("writes %j as %s", (value, expected) => {
    expect(hex(value)).toBe(expected);
  });

  it("orders 100,000 pairs as Convex does", { timeout: 60_000 }, () => {
    const random = seededRandom(2);
    for (let i = 0; i < 100_000; i++) {
      const left = randomField(random);
      const right = randomField(random);
      const order = compareKeys(keyOf([encoded(left)]), keyOf([encoded(right)]));
      if (Math.sign(order) !== Math.sign(compareValues(left, right))) expect.fail(`${show(left)} against ${show(right)}`);
    }
  });

  it("orders 100,000 pairs of two columns as Convex does", { timeout: 60_000 }, () => {
    const random = seededRandom(3);
    for (let i = 0; i < 100_000; i++) {
      const shared = randomField(random);
      const left = [random() < 0.5 ? shared : randomField(random), randomField(random)];
      const right = [random() < 0.5 ? shared : randomField(random), randomField(random)];
      const expected = compareValues(left[0], right[0]) || compareValues(left[1], right[1]);
      const order = compareKeys(keyOf(left.map(encoded)), keyOf(right.map(encoded)));
      if (Math.sign(order) !== Math.sign(expected)) expect.fail(`${left.map(show).join()} against ${right.map(show).join()}`);
    }
  });

  it("lies between the bounds of all keys", () => {
    const random = seededRandom(5);
    for (let i = 0; i < 1000; i++) {
      const key = keyOf([encoded(randomField(random))]);
      expect(compareKeys(BEFORE_ALL_KEYS, key)).toBeLessThan(0);
      expect(compareKeys(key, AFTER_ALL_KEYS)).toBeLessThan(0);
    }
  });

  it("grows its buffer for long values", () => {
    const long = "é".repeat(100_000);
    expect(keyOf([long, long])).toHaveLength(2 * (200_000 + 2));
  });

  it("takes a bare -0 for the 0 that JSON text makes of it", () => {
    expect(keyOf([-0])).toEqual(keyOf([0]));
  });

  it.each([{ $nope: "" }, { $integer: 5 }, { $integer: "AA==" }])("refuses %j", (value) => {
    expect(() => keyOf([value])).toThrow(TypeError);
  });
});

describe("bounds", () => {
  it("hold exactly the tuples that begin with the values of the prefix", { timeout: 60_000 }, () => {
    const random = seededRandom(8);
    for (let i = 0; i < 50_000; i++) {
      const first = randomField(random);
      const prefix = keyOf([encoded(first)]);
      const end = endOfPrefix(prefix);
      const other = random() < 0.2 ? first : randomField(random);
      const key = keyOf([encoded(other), encoded(randomField(random))]);
      const isInside = compareKeys(key, prefix) >= 0 && compareKeys(key, end) < 0;
      if (isInside !== (compareValues(first, other) === 0)) expect.fail(`${show(first)} against ${show(other)}`);
    }
  });

  it("tell the empty string from a string that begins with NUL", () => {
    expect(compareKeys(keyOf(["\0"]), endOfPrefix(keyOf([""])))).toBeGreaterThanOrEqual(0);
    expect(compareKeys(keyOf([{ "": 1 }]), endOfPrefix(keyOf([{}])))).toBeGreaterThanOrEqual(0);
  });

  it("of no values at all are the bounds of all keys", () => {
    expect(endOfPrefix(BEFORE_ALL_KEYS)).toEqual(AFTER_ALL_KEYS);
  });

  it("puts nothing between a key and its successor", () => {
    expect([...successorOf(Uint8Array.of(7))]).toEqual([7, 0]);
  });
});

function show(value: Value | undefined): string {
  return JSON.stringify(encoded(value));
}
