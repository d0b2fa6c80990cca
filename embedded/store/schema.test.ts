import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endOfPrefix, keyOf } from "../values/order.ts";
import { InvalidDocumentError, InvalidSchemaError, SchemaMismatchError, UnknownIndexError } from "./errors.ts";
import { Database } from "./sqlite.ts";
import { Store } from "./store.ts";
import type { IndexDefinition, JsonObject, JsonValue, SchemaDefinition, TableDefinition, ValidatorJson } from "./types.ts";

let folder: string;
let path: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "schema-"));
  path = join(folder, "convex.sqlite3");
  store = Store.open(path);
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const titled = typeOf({ title: v.string() });
const ranked = typeOf({ title: v.string(), rank: v.optional(v.number()) });

/** The document type that `defineSchema` exports for a table of these fields. */
function typeOf(fields: Parameters<typeof v.object>[0]): ValidatorJson {
  const exported = JSON.parse((defineSchema({ t: defineTable(fields) }) as unknown as { export(): string }).export()) as {
    tables: { documentType: ValidatorJson }[];
  };
  return exported.tables[0]!.documentType;
}

function table(name: string, documentType: ValidatorJson | null, indexes: Record<string, readonly string[]> = {}): TableDefinition {
  return { name, documentType, indexes: Object.entries(indexes).map(([index, fields]) => ({ name: index, fields })) };
}

function schemaOf(...tables: TableDefinition[]): SchemaDefinition {
  return { schemaValidation: true, tables };
}

function insert(name: string, fields: JsonObject): string {
  return store.transact((transaction) => transaction.insert(name, fields));
}

function titlesWhere(index: string, values: JsonValue[]): (JsonValue | undefined)[] {
  const lower = keyOf(values);
  const range = { lower, upper: endOfPrefix(lower) };
  return store.reader
    .scan({ table: "items", index, range, order: "asc", after: null, limit: 100_000 })
    .map(({ text }) => (JSON.parse(text) as JsonObject).title);
}

describe("documents under a schema", () => {
  it("must match their table's type", () => {
    store.applySchema(schemaOf(table("items", titled)));
    insert("items", { title: "a" });
    expect(() => insert("items", { title: 1 })).toThrow(/Path: \.title\nValue: 1\nValidator: v\.string\(\)/);
    const id = insert("items", { title: "b" });
    expect(() => { store.transact((transaction) => { transaction.replace(id, { more: 1 }); }); }).toThrow(InvalidDocumentError);
  });

  it("may be anything in tables that are not in it", () => {
    store.applySchema(schemaOf(table("items", titled)));
    expect(insert("others", { any: [1] })).toHaveLength(32);
  });

  it("may be anything where validation is off", () => {
    store.applySchema({ ...schemaOf(table("items", titled)), schemaValidation: false });
    expect(insert("items", { other: 1 })).toHaveLength(32);
  });

  it("refer to documents of the right table", () => {
    store.applySchema(schemaOf(table("items", typeOf({ parent: v.id("parents") })), table("parents", null)));
    const parent = insert("parents", {});
    const item = insert("items", { parent });
    expect(() => insert("items", { parent: item })).toThrow(InvalidDocumentError);
  });

  it("keep the schema over a restart", () => {
    store.applySchema(schemaOf(table("items", titled, { by_title: ["title"] })));
    store.close();
    store = Store.open(path);
    expect(() => insert("items", {})).toThrow(InvalidDocumentError);
    insert("items", { title: "a" });
    expect(titlesWhere("by_title", ["a"])).toEqual(["a"]);
  });
});

describe("applying a schema", () => {
  it("tells what it changed", () => {
    expect(store.applySchema(schemaOf(table("items", titled, { by_title: ["title"] })))).toEqual({
      createdTables: ["items"],
      indexes: [{ table: "items", added: [{ name: "by_title", fields: ["title"] }], dropped: [] }],
      validatedTables: ["items"],
    });
    expect(store.applySchema(schemaOf(table("items", ranked, { by_rank: ["rank"] })))).toEqual({
      createdTables: [],
      indexes: [{ table: "items", added: [{ name: "by_rank", fields: ["rank"] }], dropped: [{ name: "by_title", fields: ["title"] }] }],
      validatedTables: ["items"],
    });
    expect(store.applySchema(schemaOf(table("items", ranked, { by_rank: ["rank"] })))).toEqual({ createdTables: [], indexes: [], validatedTables: [] });
  });

  it("back-fills a new index with what is there", () => {
    for (let i = 0; i < 1203; i++) insert("items", { title: `t${i % 3}`, rank: i });
    store.applySchema(schemaOf(table("items", ranked, { by_title: ["title"], by_rank: ["rank"] })));
    expect(titlesWhere("by_title", ["t1"])).toHaveLength(401);
    expect(titlesWhere("by_rank", [1202])).toEqual(["t2"]);
    insert("items", { title: "t1" });
    expect(titlesWhere("by_title", ["t1"])).toHaveLength(402);
  });

  it("rebuilds an index whose fields changed and keeps one that was renamed", () => {
    for (const rank of [2, 1]) insert("items", { title: `t${rank}`, rank });
    store.applySchema(schemaOf(table("items", ranked, { by_one: ["title"], by_two: ["rank"] })));
    store.applySchema(schemaOf(table("items", ranked, { by_one: ["rank", "title"], by_name: ["title"] })));
    expect([titlesWhere("by_one", [1]), titlesWhere("by_name", ["t2"])]).toEqual([["t1"], ["t2"]]);
    expect(() => titlesWhere("by_two", [1])).toThrow(UnknownIndexError);
    store.applySchema(schemaOf(table("items", ranked, { by_one: ["title"], by_name: ["rank", "title"] })));
    expect([titlesWhere("by_one", ["t1"]), titlesWhere("by_name", [2, "t2"])]).toEqual([["t1"], ["t2"]]);
  });

  it("drops the indexes of a table that left it, and its type", () => {
    store.applySchema(schemaOf(table("items", titled, { by_title: ["title"] })));
    insert("items", { title: "a" });
    expect(store.applySchema(schemaOf()).indexes).toEqual([{ table: "items", added: [], dropped: [{ name: "by_title", fields: ["title"] }] }]);
    insert("items", { other: 1 });
    expect(store.reader.count("items")).toBe(2);
  });

  it("leaves system tables alone", () => {
    const bySha: IndexDefinition = { name: "by_sha256", fields: ["sha256"] };
    store.applySystemTables([{ name: "_storage", indexes: [bySha] }]);
    expect(store.applySchema(schemaOf()).indexes).toEqual([]);
    expect(store.reader.indexFields("_storage", "by_sha256")).toEqual(["sha256"]);
  });

  it("refuses when a document does not fit, names it, and changes nothing", () => {
    store.applySchema(schemaOf(table("items", null, { by_title: ["title"] })));
    for (let i = 0; i < 700; i++) insert("items", { title: "ok" });
    const id = insert("items", { title: 5 });
    const refused = schemaOf(table("items", titled, { by_title: ["title", "rank"] }), table("news", titled));
    expect(() => store.applySchema(refused)).toThrow(SchemaMismatchError);
    expect(() => store.applySchema(refused)).toThrow(`Document ${id} in table "items" does not match the schema: Value does not match validator.\nPath: .title`);
    expect([store.reader.hasTable("news"), store.reader.indexFields("items", "by_title")]).toEqual([false, ["title"]]);
    expect(titlesWhere("by_title", [5])).toEqual([5]);
    insert("items", { title: 6 });
  });

  it("reads documents again when validation was off meanwhile", () => {
    store.applySchema(schemaOf(table("items", titled)));
    store.applySchema({ ...schemaOf(table("items", titled)), schemaValidation: false });
    insert("items", { title: 5 });
    expect(() => store.applySchema(schemaOf(table("items", titled)))).toThrow(SchemaMismatchError);
  });

  it("is undone with what it stands in", () => {
    expect(() =>
      store.atomically(() => {
        store.applySchema(schemaOf(table("items", titled, { by_title: ["title"] })));
        store.transact((transaction) => transaction.insert("items", { title: "a" }));
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(store.reader.hasTable("items")).toBe(false);
    store.applySchema(schemaOf(table("items", titled, { by_title: ["title"] })));
    insert("items", { title: "b" });
    expect(titlesWhere("by_title", ["b"])).toEqual(["b"]);
  });

  it("gives the space of dropped indexes back", () => {
    for (let i = 0; i < 50; i++) insert("items", { title: "x".repeat(1000) });
    const columns = (): unknown => {
      const db = new Database(path);
      const row = db.prepare("SELECT COUNT(*) FROM pragma_table_info('d10001')").get();
      db.close();
      return row?.[0];
    };
    store.applySchema(schemaOf(table("items", titled, { by_title: ["title"] })));
    expect(columns()).toBe(6);
    store.applySchema(schemaOf(table("items", titled)));
    expect(columns()).toBe(5);
  });

  it("does not read 100,000 documents when nothing changed", { timeout: 60_000 }, () => {
    const schema = schemaOf(table("items", titled, { by_title: ["title"] }));
    store.applySchema(schema);
    for (let batch = 0; batch < 10; batch++) {
      store.transact((transaction) => {
        for (let i = 0; i < 10_000; i++) transaction.insert("items", { title: `t${i}` });
      });
    }
    const started = performance.now();
    expect(store.applySchema(schema)).toEqual({ createdTables: [], indexes: [], validatedTables: [] });
    // It takes 1 ms; reading the documents takes 300.
    expect(performance.now() - started).toBeLessThan(100);
  });
});

describe("schemas that cannot be", () => {
  const many = (count: number): Record<string, readonly string[]> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`by_${i}`, [`f${i}`]]));

  it.each<[string, TableDefinition[], RegExp]>([
    ["a table name with a space", [table("a b", null)], /cannot name a table/],
    ["a system table", [table("_a", null)], /cannot name a table/],
    ["a table name of 65 letters", [table("a".repeat(65), null)], /cannot name a table/],
    ["a table twice", [table("a", null), table("a", null)], /defined twice/],
    ["a built-in index name", [table("a", null, { by_id: ["x"] })], /built-in/],
    ["an index name with `_`", [table("a", null, { _by: ["x"] })], /no identifier/],
    ["an index without fields", [table("a", null, { by: [] })], /no fields/],
    ["17 fields", [table("a", null, { by: Array.from({ length: 17 }, (_, i) => `f${i}`) })], /17 fields/],
    ["`_id` in an index", [table("a", null, { by: ["_id"] })], /`_id`/],
    ["`_creationTime` last", [table("a", null, { by: ["x", "_creationTime"] })], /ends with `_creationTime`/],
    ["a field twice", [table("a", null, { by: ["x", "x"] })], /field twice/],
    ["a bad field path", [table("a", null, { by: ["x..y"] })], /field path/],
    ["two indexes of the same fields", [table("a", null, { one: ["x"], two: ["x"] })], /same fields as index "one"/],
    ["33 indexes", [table("a", null, many(33))], /33 indexes, and the limit is 32/],
    ["a type that is no object", [table("a", { type: "string" })], /document type of table "a"/],
    ["an unknown validator", [table("a", { type: "object", value: { x: { fieldType: { type: "nope" }, optional: false } } })], /document type of table "a"/],
  ])("with %s are refused", (_name, tables, message) => {
    expect(() => store.applySchema(schemaOf(...tables))).toThrow(InvalidSchemaError);
    expect(() => store.applySchema(schemaOf(...tables))).toThrow(message);
  });

  it("with 32 indexes are accepted", () => {
    store.applySchema(schemaOf(table("a", null, many(32))));
    expect(store.reader.indexFields("a", "by_31")).toEqual(["f31"]);
    insert("a", { f31: 1 });
  });
});
