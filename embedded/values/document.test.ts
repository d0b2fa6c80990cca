import { convexToJson, getConvexSize, getDocumentSize } from "convex/values";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../store/types.ts";
import { InvalidValueError, MAX_DOCUMENT_BYTES, measureDocument, measureValue } from "./document.ts";
import { randomObject, randomValue, seededRandom } from "./random_values.ts";

const ID = "j57000820c20a1g7104gm2rc1m70ynr8";

function refusal(run: () => unknown): InvalidValueError {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidValueError) return error;
    throw error;
  }
  return expect.fail("nothing was refused");
}

function nested(levels: number): JsonValue {
  let value: JsonValue = null;
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

describe("the size of a value", () => {
  it("is that of getConvexSize for 50,000 random values", () => {
    const random = seededRandom(6);
    for (let i = 0; i < 50_000; i++) {
      const value = randomValue(random);
      const json = convexToJson(value);
      if (measureValue(json) !== getConvexSize(value)) expect.fail(JSON.stringify(json));
    }
  });

  it("is that of getDocumentSize for 20,000 random documents", () => {
    const random = seededRandom(7);
    for (let i = 0; i < 20_000; i++) {
      const fields = randomObject(random, 0, ["a", "b_2", "Title", "x9"]);
      const document = { ...fields, _id: ID, _creationTime: 1.5 };
      const json = convexToJson(fields) as JsonObject;
      if (measureDocument(json, ID.length) !== getDocumentSize(document)) expect.fail(JSON.stringify(json));
    }
  });

  it.each(["a".repeat(300), "é".repeat(300), "😀".repeat(300), "\uffff".repeat(101)])("counts long text in UTF-8", (text) => {
    expect(measureValue(text)).toBe(getConvexSize(text));
  });
});

describe("value rules", () => {
  it("names the path and what to do", () => {
    expect(refusal(() => measureDocument({ tags: [{ ok: 1 }, { "ä": 1 }] }, 32))).toMatchObject({
      path: ".tags[1].ä",
      message: "A field name can hold only printable ASCII characters. Rename the field. (at .tags[1].ä)",
    });
  });

  it.each<[string, JsonValue, RegExp]>([
    ["a `$` name beside others", { $a: 1, b: 2 }, /cannot start with `\$`/],
    ["a tag beside another field", { $integer: "AAAAAAAAAAA=", b: 2 }, /cannot start with `\$`/],
    ["an unknown tag", { $nope: 1 }, /not a kind of Convex value/],
    ["undefined", { $undefined: null }, /Leave the field out/],
    ["a commit timestamp", { $commitTs: null }, /no commit timestamps/],
    ["an int64 of 7 bytes", { $integer: "AAAAAAAAAA==" }, /has 7 bytes instead of 8/],
    ["bytes that are no base64", { $bytes: "a" }, /not base64/],
    ["base64 with stray bits", { $bytes: "AB==" }, /not base64/],
    ["a number as bytes", { $bytes: 1 }, /not base64/],
    ["an ordinary float in a tag", { $float: "AAAAAAAA8D8=" }, /1 is an ordinary float/],
    ["a bare infinity", Infinity, /written \{"\$float"/],
    ["half a surrogate pair", "a\ud800", /half of a surrogate pair/],
    ["half a pair in long text", `${"a".repeat(200)}\udc00`, /half of a surrogate pair/],
    ["a low surrogate first", "\udc00\ud800", /half of a surrogate pair/],
    ["a name of 1,025 characters", { ["a".repeat(1025)]: 1 }, /limit is 1024/],
    ["1,025 fields", Object.fromEntries(Array.from({ length: 1025 }, (_, i) => [`f${i}`, 1])), /1025 fields, and the limit is 1024/],
    ["8,193 elements", Array.from({ length: 8193 }, () => 1), /8193 elements, and the limit is 8192/],
    ["65 levels", nested(65), /more than 64 levels/],
    ["very many levels", nested(5000), /more than 64 levels/],
  ])("refuse %s", (_name, value, message) => {
    expect(refusal(() => measureValue(value)).message).toMatch(message);
  });

  it.each<[string, JsonValue]>([
    ["an empty nested name", { "": 1 }],
    ["a nested name with spaces and `_`", { "_a b~": 1 }],
    ["64 levels", nested(64)],
    ["an int64 below 64 levels", JSON.parse(JSON.stringify(nested(64)).replace("null", '{"$integer":"AAAAAAAAAAA="}')) as JsonValue],
    ["8,192 elements", Array.from({ length: 8192 }, () => 1)],
    ["an emoji", "😀"],
    ["names of Object.prototype", JSON.parse('{"__proto__":1,"constructor":2}') as JsonValue],
  ])("allow %s", (_name, value) => {
    expect(measureValue(value)).toBeGreaterThan(0);
  });

  it.each(["", "_id", "_creationTime", "_own", "9a", "a b", "a-b", "é", "$a", "a".repeat(65)])(
    "refuse the top-level field %j",
    (name) => {
      expect(refusal(() => measureDocument({ [name]: 1 }, 32)).path).toBe(`.${name}`);
    },
  );

  it.each(["a", "A_9", "a".repeat(64), "constructor"])("allow the top-level field %j", (name) => {
    expect(measureDocument({ [name]: 1 }, 32)).toBe(getDocumentSize({ [name]: 1, _id: ID, _creationTime: 1 }));
  });

  it("allow a document of exactly 1 MiB and refuse one byte more", () => {
    const room = MAX_DOCUMENT_BYTES - measureDocument({ a: "" }, 32);
    expect(measureDocument({ a: "x".repeat(room) }, 32)).toBe(MAX_DOCUMENT_BYTES);
    expect(refusal(() => measureDocument({ a: "x".repeat(room + 1) }, 32)).message).toMatch(/1048577 bytes.*file storage/);
  });

  it("count a tag as a document's only field for what it is", () => {
    expect(refusal(() => measureDocument({ $integer: "AAAAAAAAAAA=" }, 32)).path).toBe(".$integer");
  });
});
