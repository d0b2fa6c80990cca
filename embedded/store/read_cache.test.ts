import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endOfPrefix, keyOf } from "../values/order.ts";
import { pick, seededRandom, type Random } from "../values/random_values.ts";
import type { TableRecord } from "./catalog.ts";
import { ReadCache, scanKey } from "./read_cache.ts";
import { Store } from "./store.ts";
import type { JsonObject, OpenTransaction, Reader, ScanRequest, StoredDocument } from "./types.ts";

const TABLES = ["left", "right"];
const GROUPS = ["a", "b", "c"];
const STEPS = 150;

let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "reads-"));
  store = Store.open(join(folder, "convex.sqlite3"));
  applyIndex("by_group");
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function applyIndex(name: string): void {
  const indexes = [{ name, fields: ["group"] }];
  store.applySchema({ schemaValidation: true, tables: TABLES.map((table) => ({ name: table, indexes, documentType: null })) });
}

/** What a table holds: its documents by their ids, in the order in which they were inserted. */
type Contents = Map<string, JsonObject>;
type World = Map<string, Contents>;

function copyOf(world: World): World {
  return new Map([...world].map(([table, contents]) => [table, new Map(contents)]));
}

function inGroup(table: string, group: string, limit: number): ScanRequest {
  const lower = keyOf([group]);
  return { table, index: "by_group", range: { lower, upper: endOfPrefix(lower) }, order: "asc", after: null, limit };
}

/** Read everything that a function might, each twice: the second time from what was kept. */
function expectWorld(reader: Reader, world: World): void {
  for (const [table, contents] of world) {
    for (const group of GROUPS) {
      const ids = [...contents].filter(([, fields]) => fields.group === group).map(([id]) => id);
      for (const limit of [1, 8, 8, 30]) {
        expect(reader.scan(inGroup(table, group, limit)).map(({ id }) => id)).toEqual(ids.slice(0, limit));
      }
    }
    for (const [id, fields] of [...contents, ...contents]) {
      expect(JSON.parse((reader.get(id) as StoredDocument).text)).toMatchObject(fields);
    }
  }
}

/** One write to the innermost transaction and to its world. Returns the id of a document that is gone. */
function write(random: Random, transaction: OpenTransaction, world: World): string | null {
  const table = pick(random, TABLES);
  const contents = world.get(table) as Contents;
  const fields = { group: pick(random, GROUPS), n: Math.floor(random() * 1000) };
  const id = contents.size > 0 && random() < 0.5 ? pick(random, [...contents.keys()]) : null;
  if (id === null) {
    contents.set(transaction.insert(table, fields), fields);
    return null;
  }
  // A replaced document keeps its place among those of its group, which is that of its creation.
  if (random() < 0.6) {
    transaction.replace(id, fields);
    contents.set(id, fields);
    return null;
  }
  transaction.remove(id);
  contents.delete(id);
  return id;
}

describe("what was read", () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    "is what is there, after any history of writes, nested transactions and rollbacks: seed %d",
    { timeout: 60_000 },
    (seed) => {
      const random = seededRandom(seed);
      let committed: World = new Map(TABLES.map((table) => [table, new Map<string, JsonObject>()]));
      for (let turn = 0; turn < 6; turn += 1) {
        const open: { transaction: OpenTransaction; world: World }[] = [{ transaction: store.begin(), world: copyOf(committed) }];
        for (let step = 0; step < STEPS / 6; step += 1) {
          const inner = open.at(-1)!;
          const what = random();
          if (what < 0.7) {
            const gone = write(random, inner.transaction, inner.world);
            if (gone !== null) expect(inner.transaction.get(gone)).toBeNull();
          } else if (what < 0.8) {
            open.push({ transaction: inner.transaction.begin(), world: copyOf(inner.world) });
          } else if (open.length > 1) {
            open.pop();
            if (random() < 0.5) inner.transaction.rollback();
            else {
              inner.transaction.commit();
              open.at(-1)!.world = inner.world;
            }
          }
          expectWorld(open.at(-1)!.transaction, open.at(-1)!.world);
        }
        while (open.length > 1) open.pop()!.transaction.rollback();
        const [outer] = open;
        if (random() < 0.4) outer!.transaction.rollback();
        else {
          outer!.transaction.commit();
          committed = outer!.world;
        }
        expectWorld(store.reader, committed);
      }
    },
  );

  it("is gone with the index that it was read by", () => {
    store.transact((transaction) => { transaction.insert("left", { group: "a" }); });
    expect(store.reader.scan(inGroup("left", "a", 8))).toHaveLength(1);
    applyIndex("by_another_name");
    expect(() => store.reader.scan(inGroup("left", "a", 8))).toThrow("by_group");
  });
});

describe("what is undone", () => {
  const named = { group: "a" };

  it("is read no more when one mutation of a group is rolled back, nor when the group is", () => {
    const group = store.beginGroup();
    const kept = group.begin();
    const id = kept.insert("left", named);
    expect(kept.get(id)).not.toBeNull();
    kept.commit();
    const undone = group.begin();
    undone.replace(id, { group: "b" });
    expect(undone.scan(inGroup("left", "b", 8))).toHaveLength(1);
    undone.rollback();
    expect(store.reader.scan(inGroup("left", "b", 8))).toEqual([]);
    expect(store.reader.scan(inGroup("left", "a", 8))).toHaveLength(1);
    group.rollback();
    expect([store.reader.get(id), store.reader.scan(inGroup("left", "a", 8))]).toEqual([null, []]);
  });

  it("leaves no table behind that an outer transaction made, when it ends after an inner one", () => {
    const outer = store.begin();
    const id = outer.insert("made", named);
    const inner = outer.begin();
    inner.insert("made_too", named);
    inner.rollback();
    expect([outer.hasTable("made"), outer.hasTable("made_too")]).toEqual([true, false]);
    outer.rollback();
    expect([store.reader.hasTable("made"), store.reader.get(id)]).toEqual([false, null]);
    store.transact((transaction) => { transaction.insert("made", named); });
    expect(store.reader.count("made")).toBe(1);
  });
});

describe("the cache", () => {
  const table = (number: number): TableRecord => ({
    number,
    name: `t${number}`,
    documentType: null,
    validatedType: null,
    indexes: [],
    searchIndexes: [],
  });
  const document = (text: string): StoredDocument => ({ id: "x", text, size: text.length, key: new Uint8Array(0) });

  it("keeps no long reads and no large ones", () => {
    const [cache, one] = [new ReadCache(), table(1)];
    cache.keep(one, "long", Array.from({ length: 9 }, () => document("{}")));
    cache.keep(one, "large", [document("x".repeat(32 * 1024))]);
    cache.keep(one, "k".repeat(1025), []);
    cache.keep(one, "none", []);
    expect(["long", "large", "k".repeat(1025), "none"].map((key) => cache.find(one, key))).toEqual([
      undefined,
      undefined,
      undefined,
      [],
    ]);
  });

  it("forgets everything before it holds more than 64 MiB", () => {
    const [cache, one] = [new ReadCache(), table(1)];
    const text = "世".repeat(30_000);
    const kept = () => Array.from({ length: 2_000 }, (_, n) => n).filter((n) => cache.find(one, String(n)) !== undefined);
    for (let n = 0; n < 2_000; n += 1) {
      cache.keep(one, String(n), [document(text)]);
      expect(kept().length * Buffer.byteLength(text, "utf16le")).toBeLessThan(64 * 1024 * 1024);
    }
    expect(kept().length).toBeGreaterThan(0);
  });

  it("has room again for what a table that changed had", () => {
    const [cache, one, other] = [new ReadCache(), table(1), table(2)];
    cache.keep(other, "stays", []);
    for (let n = 0; n < 2_000; n += 1) {
      cache.keep(one, "goes", [document("x".repeat(30_000))]);
      cache.forget(one);
    }
    expect([cache.find(one, "goes"), cache.find(other, "stays")]).toEqual([undefined, []]);
  });

  it("tells scans apart by everything that they ask for", () => {
    const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
    const scan: ScanRequest = { table: "t", index: "i", range: { lower: bytes(1), upper: bytes(2) }, order: "asc", after: null, limit: 8 };
    const others: Partial<ScanRequest>[] = [
      { index: "j" },
      { order: "desc" },
      { limit: 9 },
      { after: bytes(1) },
      { range: { lower: bytes(1), upper: null } },
      { range: { lower: bytes(), upper: bytes(2) } },
      { range: { lower: bytes(1, 0x20), upper: bytes(2) } },
      { range: { lower: bytes(1), upper: bytes(2, 0x20, 0x30) } },
    ];
    const keys = [scan, ...others.map((other) => ({ ...scan, ...other }))].map(scanKey);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
