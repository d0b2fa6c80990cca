import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endOfPrefix, keyOf } from "../values/order.ts";
import { StorageFullError, StoreInUseError, UnreadableStoreError } from "./errors.ts";
import { Database } from "./sqlite.ts";
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

describe("the file", () => {
  it("keeps everything over a restart", () => {
    indexByN();
    const id = insert("items", { n: 1 });
    store.state.set("key", "value");
    store.close();
    store = Store.open(path);
    expect([documentOf(id)?.n, idsWithN(1), store.state.get("key")]).toEqual([1, [id], "value"]);
    expect(insert("items", { n: 2 }) > id).toBe(true);
  });

  it("opens once", () => {
    expect(() => Store.open(path)).toThrow(StoreInUseError);
  });

  it("can be read by a backup program while it is open", () => {
    insert("items", {});
    const backup = join(folder, "backup.sqlite3");
    const other = new Database(path);
    other.exec(`VACUUM INTO '${backup}'`);
    other.close();
    store.close();
    store = Store.open(backup);
    expect(store.reader.count("items")).toBe(1);
  });

  it.each([
    [99, "Use the newer program"],
    [0, "Export the data"],
  ])("of layout version %i is refused", (version, advice) => {
    store.close();
    setPragma("user_version", version);
    expect(() => Store.open(path)).toThrow(advice);
    setPragma("user_version", 1);
    store = Store.open(path);
  });

  it("of another program is refused and left as it is", () => {
    const foreign = join(folder, "foreign.sqlite3");
    const db = new Database(foreign);
    db.exec("CREATE TABLE theirs (a)");
    db.close();
    expect(() => Store.open(foreign)).toThrow(UnreadableStoreError);
    const again = new Database(foreign);
    expect(again.pragma("journal_mode")).toBe("delete");
    again.close();
  });

  it("needs a folder", () => {
    expect(() => Store.open(join(folder, "nowhere", "convex.sqlite3"))).toThrow(/Create its folder/);
  });

  it("that is no database is refused", () => {
    const text = join(folder, "notes.txt");
    writeFileSync(text, "not a database at all ".repeat(100));
    expect(() => Store.open(text)).toThrow(UnreadableStoreError);
  });

  it("with an index of an unknown kind is refused", () => {
    indexByN();
    store.close();
    const db = new Database(path);
    db.exec("UPDATE catalog_indexes SET kind = 'vector'");
    db.close();
    expect(() => Store.open(path)).toThrow(/kind "vector".*newer version/);
    const repaired = new Database(path);
    repaired.exec("UPDATE catalog_indexes SET kind = 'ordered'");
    repaired.close();
    store = Store.open(path);
  });

  function setPragma(name: string, value: number): void {
    const db = new Database(path);
    db.exec(`PRAGMA ${name} = ${value}`);
    db.close();
  }
});

describe("a full disk", () => {
  const maxBytes = 512 * 1024;
  const document = { text: "x".repeat(10_000) };

  beforeEach(() => {
    store.close();
    store = Store.open(path, { maxBytes });
    insert("items", { n: 1 });
  });

  function fillUp(run: (fill: () => void) => void): void {
    run(() => {
      for (let i = 0; i < 200; i++) insert("items", document);
    });
  }

  it("undoes the transaction and says so", () => {
    expect(() => {
      store.transact((transaction) => {
        for (let i = 0; i < 200; i++) transaction.insert("items", document);
      });
    }).toThrow(StorageFullError);
    expect([store.reader.count("items"), numbersIn("items")]).toEqual([1, [1]]);
    insert("items", { n: 2 });
    expect(numbersIn("items")).toEqual([1, 2]);
  });

  it("keeps what was committed before", () => {
    fillUp((fill) => { expect(fill).toThrow(StorageFullError); });
    const count = store.reader.count("items");
    expect(count).toBeGreaterThan(10);
    store.close();
    store = Store.open(path);
    expect(store.reader.count("items")).toBe(count);
  });

  it("cannot be swallowed: nothing of the transaction or its group commits", () => {
    const group = store.beginGroup();
    const first = group.begin();
    first.insert("items", { n: 2 });
    first.commit();
    const second = group.begin();
    expect(() => {
      for (let i = 0; i < 200; i++) second.insert("items", document);
    }).toThrow(StorageFullError);
    expect(() => { second.commit(); }).toThrow(StorageFullError);
    expect(() => group.begin()).toThrow(StorageFullError);
    expect(() => { group.commit(); }).toThrow(StorageFullError);
    expect(numbersIn("items")).toEqual([1]);
    insert("items", { n: 3 });
    expect(numbersIn("items")).toEqual([1, 3]);
  });
});
