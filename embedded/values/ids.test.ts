import { describe, expect, it } from "vitest";
import { decodeId, encodeId, isDocumentId, tableNumberOfId, writeInternalBytes } from "./ids.ts";
import { seededRandom } from "./random_values.ts";

const counting = Uint8Array.from({ length: 16 }, (_, i) => i);
const powers = new Uint8Array(16);
powers[0] = 251;
for (let i = 1; i < 16; i++) powers[i] = (powers[i - 1]! * 251) % 256;

const GOLDEN: readonly [number, Uint8Array, string][] = [
  [1, counting, "040020g30g2gc1r81450p30d1r7qke8"],
  [10_001, counting, "j57000820c20a1g7104gm2rc1m70ynr8"],
  [10_001, new Uint8Array(16).fill(0xff), "j57fzzzzzzzzzzzzzzzzzzzzzzzzzkyr"],
  [127, new Uint8Array(16), "fw00000000000000000000000007yvr"],
  [128, new Uint8Array(16), "g00g000000000000000000000000108h"],
  [16_384, new Uint8Array(16).fill(7), "g20021r70w3ge1r70w3ge1r70w3ge1vh94"],
  [1017, powers, "z43zp6c3e75gkmz1kfwj6mbbx5sw281h"],
];

describe("document ids", () => {
  it.each(GOLDEN)("writes and reads the golden id of table %i", (tableNumber, internal, text) => {
    expect(encodeId(tableNumber, internal)).toBe(text);
    expect(decodeId(text)).toEqual({ tableNumber, internal });
  });

  it("refuses the golden id with a wrong checksum", () => {
    expect(isDocumentId("mz1xn7tymdnktmmzqy5xxhn7tjs2nkkfmtjjr")).toBe(false);
  });

  it.each([
    "",
    "j57",
    "J57000820C20A1G7104GM2RC1M70YNR8",
    "j57000820c20a1g7104gm2rc1m70ynri",
    "j57000820c20a1g7104gm2rc1m70ynr",
    "j57000820c20a1g7104gm2rc1m70ynr80",
    " j57000820c20a1g7104gm2rc1m70ynr8",
    "é57000820c20a1g7104gm2rc1m70ynr8",
    "0".repeat(32),
    "z".repeat(37),
  ])("refuses %j", (text) => {
    expect(decodeId(text)).toBeNull();
  });

  it("refuses every change of one character", () => {
    const id = "j57000820c20a1g7104gm2rc1m70ynr8";
    for (let i = 0; i < id.length; i++) {
      for (const char of "0123456789abcdefghjkmnpqrstvwxyz") {
        if (char !== id[i]) expect(tableNumberOfId(id.slice(0, i) + char + id.slice(i + 1))).not.toBe(10_001);
      }
    }
  });

  it("refuses a table number that is not in its shortest form", () => {
    // 0x81 0x00 is 1 in two bytes; the checksum is right, so only the form can tell.
    const bytes = [0x81, 0x00, ...counting];
    let first = 0;
    let second = 0;
    for (const byte of bytes) second += first += byte;
    expect(isDocumentId(base32([...bytes, first & 0xff, second & 0xff]))).toBe(false);
  });

  it("reads back whatever it writes", () => {
    const random = seededRandom(1);
    for (let i = 0; i < 3000; i++) {
      const tableNumber = 1 + Math.floor(random() * 2 ** Math.floor(random() * 32));
      const internal = Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256));
      const id = encodeId(tableNumber, internal);
      expect(decodeId(id)).toEqual({ tableNumber, internal });
      const target = new Uint8Array(17);
      writeInternalBytes(id, target, 1);
      expect(target.subarray(1)).toEqual(internal);
    }
  });

  it("keeps the order of the internal bytes within a table", () => {
    const smaller = encodeId(10_001, Uint8Array.of(...counting.subarray(0, 15), 3));
    const larger = encodeId(10_001, Uint8Array.of(...counting.subarray(0, 14), 15, 0));
    expect(smaller < larger).toBe(true);
  });

  it.each([0, -1, 1.5, 2 ** 32])("refuses to write table number %d", (tableNumber) => {
    expect(() => encodeId(tableNumber, counting)).toThrow(RangeError);
  });
});

function base32(bytes: readonly number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => "0123456789abcdefghjkmnpqrstvwxyz"[parseInt(group.padEnd(5, "0"), 2)]).join("");
}
