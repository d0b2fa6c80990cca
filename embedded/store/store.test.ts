import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getDocumentSize, jsonToConvex, type Value } from "convex/values";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeId, tableNumberOfId } from "../values/ids.ts";
import { endOfPrefix, keyOf } from "../values/order.ts";
import { nextDouble } from "./clock.ts";
import {
  InvalidDocumentError,
  InvalidIdError,
  InvalidSchemaError,
  MissingDocumentError,
  TransactionStateError,
  UnknownIndexError,
} from "./errors.ts";
import { Store } from "./store.ts";
import type { JsonObject, JsonValue } from "./types.ts";

let folder: string;
let path: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "store-"));
  path = join(folder, "convex.sqlite3");
  store = Store.open(path);
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function insert(table: string, fields: JsonObject): string {
  return store.transact((transaction) => transaction.insert(table, fields));
}

function documentOf(id: string): JsonObject | null {
  const document = store.reader.get(id);
  return document === null ? null : (JSON.parse(document.text) as JsonObject);
}

/** The values of field `n` in creation order. */
function numbersIn(table: string): (JsonValue | undefined)[] {
  const range = { lower: new Uint8Array(0), upper: null };
  const documents = store.reader.scan({ table, index: "by_creation_time", range, order: "asc", after: null, limit: 1000 });
  return documents.map((document) => (JSON.parse(document.text) as JsonObject).n);
}

function indexByN(): void {
  store.applySchema({ schemaValidation: true, tables: [{ name: "items", indexes: [{ name: "by_n", fields: ["n"] }], documentType: null }] });
}

function idsWithN(value: JsonValue): string[] {
  const lower = keyOf([value]);
  const range = { lower, upper: endOfPrefix(lower) };
  return store.reader.scan({ table: "items", index: "by_n", range, order: "asc", after: null, limit: 1000 }).map(({ id }) => id);
}

describe("documents", () => {
  it("are read back with their system fields and size", () => {
    const id = insert("items", { n: 1, text: "Grüße 😀 \0", list: [{ $integer: "AQAAAAAAAAA=" }] });
    expect(documentOf(id)).toEqual({
      _id: id,
      _creationTime: expect.any(Number) as number,
      n: 1,
      text: "Grüße 😀 \0",
      list: [{ $integer: "AQAAAAAAAAA=" }],
    });
    expect(store.reader.get(id)?.size).toBe(getDocumentSize(jsonToConvex(documentOf(id)) as Record<string, Value>));
  });

  it("get ids of 32 characters, of their table's number, ascending", () => {
    const ids = store.transact((transaction) => Array.from({ length: 300 }, () => transaction.insert("items", {})));
    expect(new Set(ids).size).toBe(300);
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every((id) => id.length === 32 && store.reader.tableOf(id) === "items")).toBe(true);
  });

  it("are replaced but for their system fields", () => {
    const id = insert("items", { n: 1, old: true });
    const time = documentOf(id)?._creationTime;
    store.transact((transaction) => { transaction.replace(id, { n: 2 }); });
    expect(documentOf(id)).toEqual({ _id: id, _creationTime: time, n: 2 });
  });

  it("move in the indexes when they are replaced", () => {
    indexByN();
    const id = insert("items", { n: 1 });
    store.transact((transaction) => { transaction.replace(id, { n: 2 }); });
    expect([idsWithN(1), idsWithN(2)]).toEqual([[], [id]]);
    store.transact((transaction) => { transaction.replace(id, {}); });
    expect([idsWithN(2), idsWithN({ $undefined: null })]).toEqual([[], [id]]);
  });

  it("leave the indexes when they are removed", () => {
    indexByN();
    const id = insert("items", { n: 1 });
    store.transact((transaction) => { transaction.remove(id); });
    expect([documentOf(id), idsWithN(1), store.reader.count("items")]).toEqual([null, [], 0]);
  });

  it("are counted", () => {
    expect(store.reader.count("items")).toBe(0);
    const id = insert("items", {});
    expect(store.reader.count("items")).toBe(1);
    insert("items", {});
    store.transact((transaction) => { transaction.remove(id); });
    expect(store.reader.count("items")).toBe(1);
    const undone = store.begin();
    undone.insert("items", {});
    undone.rollback();
    expect(store.reader.count("items")).toBe(1);
  });

  it("that are absent are null to read, and an error to write", () => {
    const id = insert("items", {});
    store.transact((transaction) => { transaction.remove(id); });
    expect(store.reader.get(id)).toBeNull();
    expect(() => { store.transact((transaction) => { transaction.replace(id, {}); }); }).toThrow(MissingDocumentError);
    expect(() => { store.transact((transaction) => { transaction.remove(id); }); }).toThrow(MissingDocumentError);
  });

  it("of a table that there is not are absent", () => {
    const id = encodeId(12_345, new Uint8Array(16));
    expect([store.reader.get(id), store.reader.tableOf(id)]).toEqual([null, null]);
    expect(() => { store.transact((transaction) => { transaction.remove(id); }); }).toThrow(MissingDocumentError);
  });

  it("cannot be asked for by what is no id", () => {
    expect(() => store.reader.get("nonsense")).toThrow(InvalidIdError);
    expect(() => store.reader.tableOf("")).toThrow(InvalidIdError);
  });

  it.each<[string, JsonObject]>([
    ["a reserved field", { _id: "x" }],
    ["a bad field name", { "a b": 1 }],
    ["too many bytes", { text: "x".repeat(1024 * 1024) }],
  ])("with %s are refused", (_name, fields) => {
    expect(() => insert("items", fields)).toThrow(InvalidDocumentError);
    expect(store.reader.hasTable("items")).toBe(false);
  });

  it("know the ids of a table from others", () => {
    const item = insert("items", {});
    const other = insert("others", {});
    expect(["items", "others", "nowhere"].map((table) => store.reader.normalizeId(table, item))).toEqual([item, null, null]);
    expect(store.reader.normalizeId("items", other)).toBeNull();
    expect(store.reader.normalizeId("items", "nonsense")).toBeNull();
  });

  it("of system tables have low table numbers and ids of 32 characters", () => {
    store.applySystemTables([{ name: "_storage", indexes: [{ name: "by_sha256", fields: ["sha256"] }] }]);
    const id = insert("_storage", { sha256: "x" });
    expect([id.length, store.reader.tableOf(id), tableNumberOfId(id)]).toEqual([32, "_storage", 512]);
    expect(store.reader.indexFields("_storage", "by_sha256")).toEqual(["sha256"]);
  });

  it("need a table whose name is an identifier", () => {
    expect(() => insert("no table", {})).toThrow(InvalidSchemaError);
  });
});

describe("creation times", () => {
  it("start at the transaction's begin and take the next double", () => {
    store.close();
    store = Store.open(path, { now: () => 1_700_000_000_000.25 });
    const [first, second] = store.transact((transaction) => [transaction.insert("items", {}), transaction.insert("items", {})]);
    expect(documentOf(first)?._creationTime).toBe(1_700_000_000_000.25);
    expect(documentOf(second)?._creationTime).toBe(nextDouble(1_700_000_000_000.25));
  });

  it("never run backwards", () => {
    const times = [1000, 500, 2000];
    store.close();
    store = Store.open(path, { now: () => times.shift() ?? 2000 });
    const ids = [insert("items", {}), insert("items", {})];
    expect(documentOf(ids[1]!)?._creationTime).toBeGreaterThan(documentOf(ids[0]!)?._creationTime as number);
  });
});

describe("transactions", () => {
  it("that throw leave nothing behind, a new table included", () => {
    insert("items", { n: 1 });
    expect(store.reader.count("items")).toBe(1);
    expect(() =>
      store.transact((transaction) => {
        transaction.insert("items", { n: 2 });
        transaction.insert("news", { n: 3 });
        throw new Error("no");
      }),
    ).toThrow("no");
    expect([numbersIn("items"), store.reader.hasTable("news"), store.reader.count("items")]).toEqual([[1], false, 1]);
    insert("news", { n: 4 });
    expect(numbersIn("news")).toEqual([4]);
  });

  it("see their own writes", () => {
    store.transact((transaction) => {
      const id = transaction.insert("items", { n: 1 });
      expect(transaction.get(id)?.text).toContain('"n":1');
      expect(transaction.count("items")).toBe(1);
    });
  });

  it("can nest, and undo the nested part alone", () => {
    store.transact((transaction) => {
      transaction.insert("items", { n: 1 });
      expect(() =>
        transaction.nested(() => {
          transaction.insert("items", { n: 2 });
          transaction.nested(() => transaction.insert("news", { n: 3 }));
          throw new Error("no");
        }),
      ).toThrow("no");
      transaction.nested(() => transaction.insert("items", { n: 4 }));
    });
    expect([numbersIn("items"), store.reader.hasTable("news")]).toEqual([[1, 4], false]);
  });

  it("refuse work while a nested one is open, and after their end", () => {
    const outer = store.begin();
    const inner = outer.begin();
    expect(() => outer.insert("items", {})).toThrow(TransactionStateError);
    expect(() => { outer.commit(); }).toThrow(TransactionStateError);
    inner.insert("items", { n: 1 });
    inner.commit();
    expect(() => inner.insert("items", {})).toThrow(TransactionStateError);
    outer.commit();
    expect(() => outer.get(encodeId(1, new Uint8Array(16)))).toThrow(TransactionStateError);
    outer.rollback();
    expect(numbersIn("items")).toEqual([1]);
  });

  it("undo open nested ones with them", () => {
    const outer = store.begin();
    outer.begin().insert("items", { n: 1 });
    outer.rollback();
    expect(store.reader.hasTable("items")).toBe(false);
    insert("items", { n: 2 });
    expect(numbersIn("items")).toEqual([2]);
  });

  it("in a group commit together and fail alone", () => {
    const group = store.beginGroup();
    for (const n of [1, 2, 3]) {
      const transaction = group.begin();
      transaction.insert("items", { n });
      if (n === 2) transaction.rollback();
      else transaction.commit();
    }
    group.commit();
    expect(numbersIn("items")).toEqual([1, 3]);
  });

  it("in a group that is rolled back leave nothing", () => {
    const group = store.beginGroup();
    const transaction = group.begin();
    transaction.insert("items", {});
    transaction.commit();
    group.rollback();
    expect(store.reader.hasTable("items")).toBe(false);
  });
});

describe("state", () => {
  it("keeps text of any kind", () => {
    const text = `a\0b ${"é😀".repeat(10_000)}`;
    store.state.set("module", text);
    expect(store.state.get("module")).toBe(text);
    store.state.set("module", "");
    expect(store.state.get("module")).toBe("");
    store.state.delete("module");
    expect(store.state.get("module")).toBeNull();
  });

  it("lists keys by prefix", () => {
    for (const key of ["a/2", "b/1", "a/1", "a", "a%", "a0"]) store.state.set(key, "");
    expect(store.state.keys("a/")).toEqual(["a/1", "a/2"]);
  });

  it("changes with a schema or not at all", () => {
    expect(() => { store.atomically(() => {
        store.state.set("push", "2");
        store.applySchema({ schemaValidation: true, tables: [{ name: "_bad", indexes: [], documentType: null }] });
      }); },
    ).toThrow(InvalidSchemaError);
    expect(store.state.get("push")).toBeNull();
  });
});

describe("indexes", () => {
  it("that a table lacks cannot be scanned", () => {
    insert("items", {});
    const range = { lower: new Uint8Array(0), upper: null };
    expect(() => store.reader.scan({ table: "items", index: "by_n", range, order: "asc", after: null, limit: 1 })).toThrow(UnknownIndexError);
    expect(store.reader.scan({ table: "nowhere", index: "by_n", range, order: "asc", after: null, limit: 1 })).toEqual([]);
  });

  it("tell their fields", () => {
    indexByN();
    const names = ["by_n", "by_id", "by_creation_time", "nope"];
    expect(names.map((index) => store.reader.indexFields("items", index))).toEqual([["n"], ["_id"], ["_creationTime"], null]);
    expect(store.reader.indexFields("nowhere", "by_id")).toBeNull();
  });
});
