import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convexToJson } from "convex/values";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeId, encodeId } from "../values/ids.ts";
import { compareKeys, endOfPrefix, keyOf, successorOf } from "../values/order.ts";
import { pick, randomValue, seededRandom } from "../values/random_values.ts";
import type { TableRecord } from "./catalog.ts";
import { idBound, idScanSql, keyScanSql } from "./scan.ts";
import { Database } from "./sqlite.ts";
import { Store } from "./store.ts";
import type { JsonObject, JsonValue, ScanRequest, StoredDocument } from "./types.ts";

const COUNT = 400;
const INDEXES: Readonly<Record<string, readonly string[]>> = {
  by_a: ["a"],
  by_a_and_b: ["a", "b"],
  by_inner: ["o.x", "a"],
  by_time_inside: ["_creationTime", "a"],
  by_creation_time: [],
};

let folder: string;
let store: Store;
/** All documents with the key that each index should give them, computed here from the parsed document. */
const documents: { readonly id: string; readonly keys: Readonly<Record<string, Uint8Array>> }[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scan-"));
  store = Store.open(join(folder, "convex.sqlite3"));
  const indexes = Object.entries(INDEXES)
    .filter(([name]) => name !== "by_creation_time")
    .map(([name, fields]) => ({ name, fields }));
  store.applySchema({ schemaValidation: true, tables: [{ name: "items", indexes, documentType: null }] });
  const random = seededRandom(11);
  const field = (): JsonValue => convexToJson(randomValue(random));
  store.transact((transaction) => {
    for (let i = 0; i < COUNT; i++) {
      const fields: JsonObject = {};
      if (random() < 0.9) fields.a = random() < 0.5 ? pick(random, [1, "x", null]) : field();
      if (random() < 0.9) fields.b = field();
      if (random() < 0.8) fields.o = random() < 0.7 ? { x: field() } : field();
      transaction.insert("items", fields);
    }
  });
  for (const { id, text } of scan({ index: "by_creation_time" })) {
    const document = JSON.parse(text) as JsonObject;
    const keys = Object.fromEntries(Object.entries(INDEXES).map(([name, paths]) => [name, expectedKey(id, document, paths)]));
    documents.push({ id, keys: { ...keys, by_id: keyOf([id]) } });
  }
});

afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function expectedKey(id: string, document: JsonObject, paths: readonly string[]): Uint8Array {
  const values = paths.map((path) => path.split(".").reduce<JsonValue | undefined>(stepInto, document));
  const internal = decodeId(id)!.internal;
  return Buffer.concat([keyOf([...values, document._creationTime]), internal]);
}

function stepInto(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value[name] : undefined;
}

function scan(request: Partial<ScanRequest>): readonly StoredDocument[] {
  const range = { lower: new Uint8Array(0), upper: null };
  return store.reader.scan({ table: "items", index: "by_id", range, order: "asc", after: null, limit: 10_000, ...request });
}

/** What a scan must answer, by sorting and filtering everything. */
function expected({ index, range, order, after, limit }: ScanRequest): string[] {
  const { lower, upper } = range;
  const found = documents
    .map(({ id, keys }) => ({ id, key: keys[index] as Uint8Array }))
    .filter(({ key }) => compareKeys(key, lower) >= 0 && (upper === null || compareKeys(key, upper) < 0))
    .sort((left, right) => compareKeys(left.key, right.key));
  if (order === "desc") found.reverse();
  const rest = after === null ? found : found.filter(({ key }) => (order === "asc" ? compareKeys(key, after) > 0 : compareKeys(key, after) < 0));
  return rest.slice(0, limit).map(({ id }) => id);
}

describe.each([...Object.keys(INDEXES), "by_id"])("scans of %s", (index) => {
  it("answer as sorting everything does, for 500 ranges", { timeout: 60_000 }, () => {
    const random = seededRandom(12);
    const someKey = (): Uint8Array => {
      const key = pick(random, documents).keys[index] as Uint8Array;
      if (random() < 0.5) return key;
      if (random() < 0.3) return keyOf([convexToJson(randomValue(random))]);
      return random() < 0.5 ? endOfPrefix(key) : key.subarray(0, Math.floor(random() * key.length));
    };
    for (let i = 0; i < 500; i++) {
      const request: ScanRequest = {
        table: "items",
        index,
        range: { lower: random() < 0.3 ? new Uint8Array(0) : someKey(), upper: random() < 0.3 ? null : someKey() },
        order: random() < 0.5 ? "asc" : "desc",
        after: random() < 0.5 ? null : someKey(),
        limit: Math.floor(random() * 20),
      };
      expect(store.reader.scan(request).map(({ id }) => id)).toEqual(expected(request));
    }
  });

  it("give each document its key", () => {
    const byId = new Map(documents.map(({ id, keys }) => [id, keys[index]]));
    for (const document of scan({ index })) expect(Buffer.from(document.key)).toEqual(Buffer.from(byId.get(document.id)!));
  });

  it("walk everything page by page, both ways", () => {
    for (const order of ["asc", "desc"] as const) {
      const seen: string[] = [];
      let after: Uint8Array | null = null;
      for (let pages = 0; pages <= COUNT / 7; pages++) {
        const page: readonly StoredDocument[] = scan({ index, order, after, limit: 7 });
        seen.push(...page.map(({ id }) => id));
        after = page.at(-1)?.key ?? after;
      }
      expect(seen).toEqual(scan({ index, order }).map(({ id }) => id));
      expect(new Set(seen).size).toBe(COUNT);
    }
  });
});

describe("query plans", () => {
  const table: TableRecord = { number: 10_001, name: "items", documentType: null, validatedType: null, indexes: [], searchIndexes: [] };

  it.each<[string, (order: "asc" | "desc") => string, string]>([
    ["a key column", (order) => keyScanSql(table, "k1", order), "SEARCH d10001 USING INDEX i10001_k1 (k1>? AND k1<?)"],
    ["the ids", (order) => idScanSql(table, order), "SEARCH d10001 USING INDEX sqlite_autoindex_d10001_1 (id>? AND id<?)"],
  ])("search the index of %s and sort nothing", (_name, sqlOf, plan) => {
    const db = new Database(join(folder, "convex.sqlite3"));
    for (const order of ["asc", "desc"] as const) {
      const steps = db.prepare(`EXPLAIN QUERY PLAN ${sqlOf(order)}`).all(...["a", "b"].map((text) => Buffer.from(text)), 5);
      expect(steps.map((step) => step.at(-1))).toEqual([plan]);
    }
    db.close();
  });

  it.each([
    ["a read by id", "SELECT size, doc FROM d10001 WHERE id = ?", "SEARCH d10001 USING INDEX sqlite_autoindex_d10001_1 (id=?)"],
    ["an update", "UPDATE d10001 SET size = 1 WHERE rowid = ?", "SEARCH d10001 USING INTEGER PRIMARY KEY (rowid=?)"],
  ])("search for %s", (_name, sql, plan) => {
    const db = new Database(join(folder, "convex.sqlite3"));
    expect(db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(1).map((step) => step.at(-1))).toEqual([plan]);
    db.close();
  });
});

describe("bounds of ids", () => {
  it("agree with the order of keys for any bytes", () => {
    const random = seededRandom(13);
    const ids = Array.from({ length: 50 }, () => encodeId(10_001, Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256))));
    const bytes = [0x00, 0x01, 0x10, 0x2f, 0x30, 0x39, 0x61, 0x7a, 0x7b, 0xff];
    for (let i = 0; i < 20_000; i++) {
      const key = keyOf([pick(random, ids)]);
      const cut = random() < 0.5 ? key : key.subarray(0, Math.floor(random() * (key.length + 1)));
      const bound = random() < 0.5 ? cut : Uint8Array.from([...cut, pick(random, bytes), ...(random() < 0.3 ? [pick(random, bytes)] : [])]);
      for (const candidate of [bound, successorOf(bound)]) {
        const id = pick(random, ids);
        const isAbove = Buffer.compare(Buffer.from(id), Buffer.from(idBound(candidate))) >= 0;
        if (isAbove !== compareKeys(keyOf([id]), candidate) >= 0) expect.fail(`${id} against ${Buffer.from(candidate).toString("hex")}`);
      }
    }
  });

  it.each([[[]], [[0x03]], [[0x10]], [[0x12]], [[0xff]]])("agree for the bytes %j", (bytes) => {
    const id = encodeId(10_001, new Uint8Array(16));
    const key = Uint8Array.from(bytes);
    expect(id >= idBound(key)).toBe(compareKeys(keyOf([id]), key) >= 0);
  });
});
