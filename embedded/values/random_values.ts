/** Convex values by chance, for tests that compare our codecs with Convex's own. Edge cases come up often. */
import type { Value } from "convex/values";

export type Random = () => number;

/** Return numbers in [0, 1) that depend on `seed` alone (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// Neighbours of every width of the key's integers, and what sorts differently in UTF-16.
const INTEGERS = [0n, 1n, -1n, 127n, 128n, -128n, -129n, 32767n, 32768n, -32768n, -32769n, 2147483647n, 2147483648n, -2147483648n, -2147483649n, 2n ** 63n - 1n, -(2n ** 63n)];
const FLOATS = [0, -0, NaN, Infinity, -Infinity, 1, -1, 0.1, 5e-324, -5e-324, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, 1.5, 2];
const CHARACTERS = ["a", "b", "A", "\0", "\x01", "\x7f", "é", "\u07ff", "\u0800", "\uffff", "\ud7ff", "\ue000", "😀", "𐀀", "~", " "];
const FIELD_NAMES = ["", "a", "b", "aa", "ab", "a b", "~", "constructor", "z9"];

export function randomValue(random: Random, depth = 0): Value {
  const kinds = depth < 3 ? 9 : 7;
  switch (Math.floor(random() * kinds)) {
    case 0:
      return null;
    case 1:
      return random() < 0.7 ? pick(random, INTEGERS) : BigInt.asIntN(64, BigInt(Math.floor(random() * 2 ** 53)) << BigInt(Math.floor(random() * 12)));
    case 2:
      return random() < 0.7 ? pick(random, FLOATS) : (random() - 0.5) * 10 ** Math.floor(random() * 20);
    case 3:
      return random() < 0.5;
    case 4:
    case 5:
      return randomText(random);
    case 6:
      return Uint8Array.from({ length: Math.floor(random() * 4) }, () => pick(random, [0, 1, 127, 128, 254, 255])).buffer;
    case 7:
      return Array.from({ length: Math.floor(random() * 4) }, () => randomValue(random, depth + 1));
    default:
      return randomObject(random, depth + 1);
  }
}

export function randomObject(random: Random, depth = 0, names: readonly string[] = FIELD_NAMES): Record<string, Value> {
  const object: Record<string, Value> = {};
  const count = Math.floor(random() * 4);
  for (let i = 0; i < count; i++) object[pick(random, names)] = randomValue(random, depth);
  return object;
}

function randomText(random: Random): string {
  return Array.from({ length: Math.floor(random() * 4) }, () => pick(random, CHARACTERS)).join("");
}

export function pick<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}
