import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { compareKeys } from "../../values/order.ts";
import { UnknownIndexError } from "../errors.ts";
import { Database } from "../sqlite.ts";
import { Store } from "../store.ts";
import type { JsonObject, SearchRequest, StoredDocument, Transaction } from "../types.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "search-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const SCHEMA = {
  tables: [
    {
      name: "notes",
      indexes: [{ name: "by_owner", fields: ["owner"] }],
      documentType: null,
      searchIndexes: [
        { name: "by_text", searchField: "text", filterFields: ["owner", "done"] },
        { name: "by_title", searchField: "meta.title", filterFields: [] },
      ],
    },
  ],
  schemaValidation: true,
};
const WITHOUT_INDEXES = { tables: [{ name: "notes", indexes: [], documentType: null }], schemaValidation: true };

/** Few words, so that searches meet many documents; some begin with others. */
const WORDS = ["a", "ab", "abc", "b", "ba", "Ä", "äb", "größe", "grö", "1", "12", "x1", "日本", "日"];
const word = fc.constantFrom(...WORDS);
const separator = fc.constantFrom(" ", ", ", "-", "'", "\n", "…", "_", "\0");
const text = fc.array(fc.tuple(word, separator), { maxLength: 12 }).map((parts) => parts.flat().join(""));
const owner = fc.constantFrom<JsonObject>(
  {},
  { owner: "o1" },
  { owner: "o2" },
  { owner: null },
  { owner: 1 },
  { owner: { $integer: "AQAAAAAAAAA=" } },
);
const fields = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: text.map((value): JsonObject => ({ text: value })) },
      { weight: 1, arbitrary: fc.constantFrom<JsonObject>({}, { text: 5 }) },
    ),
    owner,
    fc.constantFrom<JsonObject>({}, { done: true }, { done: false }),
    text,
  )
  .map(([searched, owned, done, title]): JsonObject => ({ ...searched, ...owned, ...done, meta: { title } }));

type Write =
  | { readonly kind: "insert"; readonly fields: JsonObject }
  | { readonly kind: "replace"; readonly at: number; readonly fields: JsonObject }
  | { readonly kind: "remove"; readonly at: number };
type WriteKind = "transaction" | "undone" | "nested undone";
type Step =
  | { readonly kind: WriteKind; readonly writes: readonly Write[] }
  | { readonly kind: "reopen" | "rebuild"; readonly writes: readonly [] };

const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 4, arbitrary: fields.map((value): Write => ({ kind: "insert", fields: value })) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(), fields).map(([at, value]): Write => ({ kind: "replace", at, fields: value })),
  },
  { weight: 1, arbitrary: fc.nat().map((at): Write => ({ kind: "remove", at })) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc
      .tuple(fc.constantFrom<WriteKind[]>("transaction", "undone", "nested undone"), fc.array(write, { maxLength: 8 }))
      .map(([kind, writes]): Step => ({ kind, writes })),
  },
  { weight: 1, arbitrary: fc.constantFrom<Step[]>({ kind: "reopen", writes: [] }, { kind: "rebuild", writes: [] }) },
);
const filter = fc.constantFrom<SearchRequest["filters"][number]>(
  { field: "owner", value: "o1" },
  { field: "owner", value: undefined },
  { field: "owner", value: null },
  { field: "owner", value: 1 },
  { field: "done", value: true },
  { field: "done", value: undefined },
);
const request: fc.Arbitrary<SearchRequest> = fc.oneof(
  fc.record({
    table: fc.constant("notes"),
    index: fc.constant("by_text"),
    words: fc.array(
      word.map((each) => each.toLowerCase()),
      { maxLength: 4 },
    ),
    filters: fc.array(filter, { maxLength: 3 }),
  }),
  fc.record({
    table: fc.constant("notes"),
    index: fc.constant("by_title"),
    words: fc.array(
      word.map((each) => each.toLowerCase()),
      { minLength: 1, maxLength: 4 },
    ),
    filters: fc.constant([]),
  }),
);

class Undone extends Error {}

interface Expected {
  readonly score: number;
  /** The same for documents that must have the same score, to the last bit. */
  readonly likeness: string;
  readonly time: number;
}

/** A plain map of the documents, which every search is held against. */
class Model {
  documents = new Map<string, JsonObject>();
  private readonly times = new Map<string, number>();

  apply(transaction: Transaction, writes: readonly Write[]): void {
    for (const change of writes) {
      const id = change.kind === "insert" ? transaction.insert("notes", change.fields) : this.pick(change.at);
      if (id === null) continue;
      if (change.kind === "replace") transaction.replace(id, change.fields);
      if (change.kind === "remove") {
        transaction.remove(id);
        this.documents.delete(id);
        continue;
      }
      this.documents.set(id, change.fields);
      const { _creationTime } = JSON.parse(transaction.get(id)!.text) as JsonObject;
      this.times.set(id, _creationTime as number);
    }
  }

  undoing(body: () => void): void {
    const before = new Map(this.documents);
    expect(body).toThrow(Undone);
    this.documents = before;
  }

  /** Ids with their scores by the formula, straight from the documents. */
  search({ index, words, filters }: SearchRequest): Map<string, Expected> {
    const passing = [...this.documents].filter(([, document]) =>
      filters.every(({ field, value }) => JSON.stringify(document[field]) === JSON.stringify(value)),
    );
    const distinct = [...new Set([...words].reverse())];
    const found = passing
      .map(([id, document]) => ({
        id,
        has: tokens(index === "by_text" ? document.text : (document.meta as JsonObject).title),
      }))
      .map(({ id, has }) => ({ id, length: has.length, hits: distinct.map((each, i) => hitsOf(has, each, i === 0)) }))
      .filter(({ hits }) => hits.some(([exact, prefixed]) => exact + prefixed > 0));
    const meanLength = found.reduce((sum, { length }) => sum + length, 0) / found.length;
    const population =
      filters.length === 0
        ? this.documents.size
        : passing.filter(([, document]) => tokens(document.text).length > 0).length;
    const idf = distinct.map((_each, i) => {
      const holders = found.filter(({ hits }) => hits[i]![0] + hits[i]![1] > 0).length;
      return Math.log(1 + (population - holders + 0.5) / (holders + 0.5));
    });
    return new Map(
      found.map(({ id, length, hits }) => {
        const part = (count: number): number => (count * 2.2) / (count + 1.2 * (0.25 + (0.75 * length) / meanLength));
        const score = hits.reduce(
          (sum, [exact, prefixed], i) => sum + idf[i]! * (part(exact) + 0.5 * part(prefixed)),
          0,
        );
        return [id, { score, likeness: JSON.stringify([length, hits]), time: this.times.get(id)! }];
      }),
    );
  }

  private pick(at: number): string | null {
    const ids = [...this.documents.keys()];
    return ids.length === 0 ? null : ids[at % ids.length]!;
  }
}

function tokens(value: unknown): string[] {
  return typeof value === "string"
    ? value
        .split(/[^\p{L}\p{N}]+/u)
        .filter((each) => each !== "")
        .map((each) => each.toLowerCase())
    : [];
}

/** How often a word stands there, and for the last word of the search, how many words go on from it. */
function hitsOf(has: readonly string[], wanted: string, isLast: boolean): [number, number] {
  const exact = has.filter((each) => each === wanted).length;
  return [exact, isLast ? has.filter((each) => each.startsWith(wanted)).length - exact : 0];
}

function expectSame(reader: Store["reader"], model: Model, wanted: SearchRequest): void {
  const results = reader.search(wanted);
  const documents = results.read(0, results.count) as StoredDocument[];
  const expected = model.search(wanted);
  expect(documents.map(({ id }) => id).sort()).toEqual([...expected.keys()].sort());
  for (const [place, { id, key }] of documents.entries()) {
    expect(results.placeAfter(key)).toBe(place + 1);
    const next = documents[place + 1];
    if (next === undefined) continue;
    expect(compareKeys(key, next.key)).toBeLessThan(0);
    const [better, worse] = [expected.get(id)!, expected.get(next.id)!];
    expect(better.score).toBeGreaterThan(worse.score - 1e-9);
    if (better.likeness === worse.likeness) expect(better.time).toBeGreaterThan(worse.time);
  }
}

describe("a search", () => {
  let files = 0;

  it("finds and orders what a walk over all documents would, whatever was written before", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 12 }),
        fc.array(request, { minLength: 1, maxLength: 6 }),
        (steps, requests) => {
          const path = join(folder, `${files++}.sqlite3`);
          let store = Store.open(path);
          store.applySchema(SCHEMA);
          const model = new Model();
          const compare = (reader: Store["reader"]): void => {
            for (const each of requests) expectSame(reader, model, each);
          };
          try {
            for (const each of steps) {
              if (each.kind === "reopen") {
                store.close();
                store = Store.open(path);
              } else if (each.kind === "rebuild") {
                store.applySchema(WITHOUT_INDEXES);
                store.applySchema(SCHEMA);
              } else run(store, model, each.kind, each.writes, compare);
              compare(store.reader);
            }
          } finally {
            store.close();
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("finds the same after the file was vacuumed, which moves every row", () => {
    const path = join(folder, "vacuumed.sqlite3");
    let store = Store.open(path);
    store.applySchema(SCHEMA);
    const ids = store.transact((transaction) =>
      Array.from({ length: 300 }, (_each, i) => transaction.insert("notes", { text: `number ${i}` })),
    );
    store.transact((transaction) => {
      for (const [i, id] of ids.entries()) if (i % 3 !== 0) transaction.remove(id);
    });
    store.close();
    const db = new Database(path);
    db.exec("VACUUM");
    db.close();
    store = Store.open(path);
    for (const wanted of [0, 150, 297]) {
      const results = store.reader.search({ table: "notes", index: "by_text", words: [String(wanted)], filters: [] });
      expect(results.read(0, 1)[0]?.id).toBe(ids[wanted]);
    }
    store.close();
  });

  it("of an index that is not there is refused", () => {
    const store = Store.open(join(folder, "none.sqlite3"));
    store.applySchema(SCHEMA);
    for (const [table, index] of [
      ["notes", "by_owner"],
      ["notes", "by_nothing"],
      ["nothing", "by_text"],
    ] as const) {
      expect(() => store.reader.search({ table, index, words: ["a"], filters: [] })).toThrow(UnknownIndexError);
    }
    store.close();
  });
});

/** Apply the writes as the step says, and compare inside the transaction as well. */
function run(
  store: Store,
  model: Model,
  kind: WriteKind,
  writes: readonly Write[],
  compare: (reader: Transaction) => void,
): void {
  const apply = (transaction: Transaction): void => {
    model.apply(transaction, writes);
    compare(transaction);
  };
  const fail = (transaction: Transaction): void => {
    apply(transaction);
    throw new Undone();
  };
  if (kind === "transaction") store.transact(apply);
  else if (kind === "undone")
    model.undoing(() => {
      store.transact(fail);
    });
  else {
    store.transact((transaction) => {
      model.undoing(() => {
        transaction.nested(() => {
          fail(transaction);
        });
      });
      compare(transaction);
      apply(transaction);
    });
  }
}
