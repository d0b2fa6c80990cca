import { convexToJson, v, type GenericValidator, type Value } from "convex/values";
import { describe, expect, it } from "vitest";
import type { JsonValue, ValidatorJson } from "../store/types.ts";
import { encodeId } from "./ids.ts";
import { compileDocumentValidator, compileValidator, InvalidValidatorError } from "./validator.ts";
import { tableNumberOfId } from "./ids.ts";

const TICKETS = 10_001;
const USERS = 10_002;
const ticketId = encodeId(TICKETS, new Uint8Array(16));
const userId = encodeId(USERS, new Uint8Array(16));
const numbers: Readonly<Record<string, number>> = { tickets: TICKETS, users: USERS };
const ids = { normalizeId: (table: string, text: string) => (numbers[table] !== undefined && tableNumberOfId(text) === numbers[table] ? text : null) };

function jsonOf(validator: GenericValidator): ValidatorJson {
  return (validator as unknown as { json: ValidatorJson }).json;
}

function check(validator: GenericValidator, value: Value): string | null {
  return compileValidator(jsonOf(validator), ids)(convexToJson(value));
}

const VALUES: Readonly<Record<string, Value>> = {
  null: null,
  float: 1.5,
  nan: NaN,
  minusZero: -0,
  int: 1n,
  bool: true,
  text: "a",
  bytes: new ArrayBuffer(2),
  list: [1],
  empty: {},
  record: { a: 1 },
  ticketId,
  userId,
};

const ACCEPTED: readonly [GenericValidator, readonly string[]][] = [
  [v.null(), ["null"]],
  [v.number(), ["float", "nan", "minusZero"]],
  [v.int64(), ["int"]],
  [v.boolean(), ["bool"]],
  [v.string(), ["text", "ticketId", "userId"]],
  [v.bytes(), ["bytes"]],
  [v.any(), Object.keys(VALUES)],
  [v.literal("a"), ["text"]],
  [v.literal(1.5), ["float"]],
  [v.literal(1n), ["int"]],
  [v.literal(true), ["bool"]],
  [v.id("tickets"), ["ticketId"]],
  [v.id("users"), ["userId"]],
  [v.id("nowhere" as "users"), []],
  [v.array(v.number()), ["list"]],
  [v.array(v.string()), []],
  [v.object({}), ["empty"]],
  [v.object({ a: v.number() }), ["record"]],
  [v.object({ a: v.optional(v.number()) }), ["empty", "record"]],
  [v.record(v.string(), v.number()), ["empty", "record"]],
  [v.record(v.string(), v.string()), ["empty"]],
  [v.record(v.id("users"), v.number()), ["empty"]],
  [v.union(v.literal("a"), v.literal("b")), ["text"]],
  [v.union(v.null(), v.number(), v.object({ a: v.any() })), ["null", "float", "nan", "minusZero", "record"]],
  [v.union(), []],
];

describe("validators", () => {
  it.each(ACCEPTED.map(([validator, accepted]) => [JSON.stringify(jsonOf(validator)), validator, accepted] as const))(
    "%s accepts exactly what it names",
    (_name, validator, accepted) => {
      expect(Object.keys(VALUES).filter((name) => check(validator, VALUES[name] as Value) === null)).toEqual(accepted);
    },
  );

  it("tells null from absent", () => {
    const validator = v.object({ a: v.optional(v.string()), b: v.union(v.string(), v.null()) });
    expect(check(validator, { b: null })).toBeNull();
    expect(check(validator, { a: null, b: null })).toContain("Path: .a\nValue: null\nValidator: v.string()");
    expect(check(validator, { a: "x" })).toContain("missing the required field `b`");
  });

  it("names the missing field", () => {
    expect(check(v.object({ title: v.string() }), {})).toBe(
      "Object is missing the required field `title`. Consider wrapping the field validator in `v.optional(...)` if this is expected.\n\n" +
        "Object: {}\nValidator: v.object({title: v.string()})",
    );
  });

  it("names the extra field", () => {
    expect(check(v.object({ a: v.number() }), { a: 1, b: "x" })).toBe(
      'Object contains extra field `b` that is not in the validator.\n\nObject: {a: 1, b: "x"}\nValidator: v.object({a: v.float64()})',
    );
  });

  it("names the path through arrays, objects and records", () => {
    const validator = v.object({ list: v.array(v.record(v.string(), v.object({ n: v.int64() }))) });
    expect(check(validator, { list: [{}, { key: { n: 1 } }] })).toBe(
      "Value does not match validator.\nPath: .list[1].key.n\nValue: 1\nValidator: v.int64()",
    );
  });

  it("says that an id is of another table", () => {
    expect(check(v.object({ user: v.id("users") }), { user: ticketId })).toMatch(/does not belong to table `users`.*\nPath: \.user/);
  });

  it("does not take inherited properties for fields", () => {
    const validator = v.object({ constructor: v.optional(v.string()), toString: v.string() });
    expect(check(validator, {})).toContain("required field `toString`");
    expect(check(validator, { toString: "x" })).toBeNull();
  });

  it.each(["", "_a"])("refuses the record key %j", (key) => {
    expect(check(v.record(v.string(), v.number()), { [key]: 1 })).toContain("keys of a record");
  });

  it("does not take a tagged value for an object", () => {
    expect(check(v.object({}), 1n)).not.toBeNull();
    expect(check(v.record(v.string(), v.string()), 1n)).not.toBeNull();
  });

  it("cuts long values in its messages", () => {
    expect(check(v.number(), "x".repeat(100_000))?.length).toBeLessThan(2000);
  });

  it.each<JsonValue>([{}, { type: "nope" }, { type: "object" }, { type: "array" }, { type: "id" }, { type: "literal" }, { type: "union" }])(
    "refuses to compile %j",
    (json) => {
      expect(() => compileValidator(json as ValidatorJson, ids)).toThrow(InvalidValidatorError);
    },
  );
});

describe("document types", () => {
  const stored = { _id: ticketId, _creationTime: 1, title: "x" };

  it("ignore system fields", () => {
    const validate = compileDocumentValidator(jsonOf(v.object({ title: v.string() })), ids);
    expect(validate(stored)).toBeNull();
    expect(validate({ title: "x" })).toBeNull();
    expect(validate({ ...stored, more: 1 })).toContain("extra field `more`");
  });

  it("can be unions of objects", () => {
    const validate = compileDocumentValidator(jsonOf(v.union(v.object({ a: v.number() }), v.object({ title: v.string() }))), ids);
    expect(validate(stored)).toBeNull();
    expect(validate({ title: 1 })).not.toBeNull();
  });

  it("cannot be anything but objects", () => {
    expect(() => compileDocumentValidator(jsonOf(v.string()), ids)).toThrow(InvalidValidatorError);
    expect(() => compileDocumentValidator(jsonOf(v.union(v.object({}), v.null())), ids)).toThrow(InvalidValidatorError);
  });
});
