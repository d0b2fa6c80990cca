/**
 * One text search index: the words of each document in an FTS5 table, which finds, and beside it, which ranks.
 *
 * A document's FTS row holds its distinct words and one token for the value of each filter field. So SQLite walks the
 * documents of a tenant and those of a word in step, and a search costs what its tenant has, not what all have: among
 * 100,000 documents of 40 words in 100 workspaces 0.5 ms for rare words, 3 to 8 ms for words that most of them hold.
 * FTS5 keeps no positions (`detail=none`), no text (`content=''`), and lists for beginnings of one to three letters;
 * without those lists the search for a single letter takes 24 ms instead of 1, and with them an insert 41 µs instead of
 * 32. Ranking needs how often a word occurs, so the words are kept a second time, in an ordinary table. FTS5's own
 * `bm25()` counts the documents of all tenants for each word, takes a word of more than half of them for none, and took
 * as long (4 to 11 ms).
 *
 * Rows are found by SQLite's rowid, which stays the same for a table that has an index, through VACUUM as well.
 */
import { createHash } from "node:crypto";

import { keyOf } from "../../values/order.ts";
import type { SearchIndexRecord, TableRecord } from "../catalog.ts";
import { fieldGetter, type FieldGetter } from "../keys.ts";
import type { Database, Statement } from "../sqlite.ts";
import type { JsonObject, JsonValue } from "../types.ts";
import { type Candidate, type RankedMatches, Ranking } from "./ranking.ts";
import { wordsOf } from "./words.ts";

/** The beginnings that FTS5 keeps lists for, one longer than the words' since a mark stands before each word. */
const PREFIX_CHARS = "2 3 4";
const LISTED_CHARS = 3;
/**
 * Up to this many documents behind the filters, a longer last word is looked up by its listed beginning, and the ranking
 * drops what does not go on with it: 1 to 8 ms. FTS5 would merge the documents of all words that begin with it, of all
 * tenants: 7 ms for a word in 60,000 documents, whoever asks.
 */
const SMALL_POPULATION = 2000;
const WORD_MARK = "w";
const FILTER_MARK = "f";
/** 80 bits: two values of a field have the same token once in 10^12 fields of 10^6 values. */
const FILTER_HEX_CHARS = 20;
/** Candidates in memory with their words at the same time. */
const CANDIDATE_BATCH = 500;

/** The value that a filter field must have; undefined is the absent field. */
export interface FilterCondition {
  readonly field: string;
  readonly value: JsonValue | undefined;
}

interface Entry {
  readonly words: readonly string[];
  /** The words as `Candidate.words` has them. */
  readonly text: string;
  readonly filters: string;
}

export class SearchTable {
  private readonly found: string;
  private readonly ranked: string;
  private readonly searchField: FieldGetter;
  private readonly filterFields: readonly FieldGetter[];

  constructor(
    private readonly db: Database,
    table: Pick<TableRecord, "number">,
    readonly index: SearchIndexRecord,
  ) {
    this.found = foundTable(table, index);
    this.ranked = rankedTable(table, index);
    this.searchField = fieldGetter(index.searchField);
    this.filterFields = index.filterFields.map(fieldGetter);
  }

  create(): void {
    this.db.exec(
      `CREATE VIRTUAL TABLE ${this.found} USING fts5(
         tokens, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='${PREFIX_CHARS}'
       );
       CREATE TABLE ${this.ranked} (
         row INTEGER PRIMARY KEY, creation_time REAL NOT NULL, length INTEGER NOT NULL, words TEXT NOT NULL, filters TEXT NOT NULL
       );`,
    );
  }

  drop(): void {
    this.db.exec(`DROP TABLE ${this.found}; DROP TABLE ${this.ranked};`);
  }

  /** Index the document in `row`, which is not indexed yet. One without words in its search field is left out. */
  insert(row: number, document: JsonObject, creationTime: number): void {
    const entry = this.entryOf(document, creationTime);
    if (entry !== null) this.insertEntry(row, entry, creationTime);
  }

  /** Index what became of the document in `row`. Nothing is written when neither its words nor its filters changed. */
  replace(row: number, document: JsonObject, creationTime: number): void {
    const entry = this.entryOf(document, creationTime);
    const stored = this.statement(`SELECT words, filters FROM ${this.ranked} WHERE row = ?`).get(row);
    if (entry === null || stored === undefined) {
      if (stored !== undefined) this.remove(row);
      if (entry !== null) this.insertEntry(row, entry, creationTime);
      return;
    }
    if (stored[0] === entry.text && stored[1] === entry.filters) return;
    this.statement(`UPDATE ${this.found} SET tokens = ? WHERE rowid = ?`).run(tokensOf(entry), row);
    this.statement(`UPDATE ${this.ranked} SET length = ?, words = ?, filters = ? WHERE row = ?`).run(
      entry.words.length,
      entry.text,
      entry.filters,
      row,
    );
  }

  remove(row: number): void {
    this.statement(`DELETE FROM ${this.ranked} WHERE row = ?`).run(row);
    this.statement(`DELETE FROM ${this.found} WHERE rowid = ?`).run(row);
  }

  /**
   * The best of the documents that hold one of `words` and pass all `filters`; the last word matches as a prefix too.
   *
   * @param documents how many documents the table has.
   */
  search(words: readonly string[], filters: readonly FilterCondition[], documents: number): RankedMatches {
    const distinct = distinctWords(words);
    const passing = filters.map(
      ({ field, value }) => `"${filterToken(this.index.filterFields.indexOf(field), value)}"`,
    );
    const population = passing.length === 0 ? documents : this.countPassing(passing);
    const rows = distinct.length === 0 ? [] : this.rowsOf([wordExpression(distinct, population), ...passing]);
    const ranking = new Ranking(distinct);
    for (let at = 0; at < rows.length; at += CANDIDATE_BATCH) {
      for (const candidate of this.candidates(rows.slice(at, at + CANDIDATE_BATCH))) ranking.add(candidate);
    }
    return ranking.finish(population);
  }

  private rowsOf(expressions: readonly string[]): number[] {
    const sql = `SELECT rowid FROM ${this.found} WHERE ${this.found} MATCH ?`;
    return this.statement(sql)
      .all(expressions.join(" AND "))
      .map((row) => row[0] as number);
  }

  private candidates(rows: readonly number[]): Candidate[] {
    const sql = `SELECT row, creation_time, length, words FROM json_each(?) JOIN ${this.ranked} ON row = value`;
    return this.statement(sql)
      .all(JSON.stringify(rows))
      .map(([row, creationTime, length, words]) => ({ row, creationTime, length, words }) as Candidate);
  }

  private countPassing(tokens: readonly string[]): number {
    const sql = `SELECT COUNT(*) FROM ${this.found} WHERE ${this.found} MATCH ?`;
    return this.statement(sql).get(tokens.join(" AND "))?.[0] as number;
  }

  private entryOf(document: JsonObject, creationTime: number): Entry | null {
    const text = this.searchField(document, creationTime);
    const words = typeof text === "string" ? wordsOf(text) : [];
    if (words.length === 0) return null;
    const filters = this.filterFields.map((field, at) => filterToken(at, field(document, creationTime)));
    return { words, text: ` ${words.join(" ")} `, filters: filters.join(" ") };
  }

  private insertEntry(row: number, entry: Entry, creationTime: number): void {
    this.statement(`INSERT INTO ${this.found} (rowid, tokens) VALUES (?, ?)`).run(row, tokensOf(entry));
    this.statement(
      `INSERT INTO ${this.ranked} (row, creation_time, length, words, filters) VALUES (?, ?, ?, ?, ?)`,
    ).run(row, creationTime, entry.words.length, entry.text, entry.filters);
  }

  private statement(sql: string): Statement {
    return this.db.prepare(sql);
  }
}

function foundTable(table: Pick<TableRecord, "number">, { suffix }: SearchIndexRecord): string {
  return `f${table.number}_${suffix}`;
}

function rankedTable(table: Pick<TableRecord, "number">, { suffix }: SearchIndexRecord): string {
  return `w${table.number}_${suffix}`;
}

/** Each word once, the last one still last. */
function distinctWords(words: readonly string[]): string[] {
  const last = words.at(-1);
  return last === undefined ? [] : [...new Set(words.filter((word) => word !== last)), last];
}

/** The FTS5 query that at least all documents match which hold one of the words, or a word that begins with the last. */
function wordExpression(words: readonly string[], population: number): string {
  const last = words.at(-1) as string;
  const beginning = population <= SMALL_POPULATION ? Array.from(last).slice(0, LISTED_CHARS).join("") : last;
  return `(${[...words.slice(0, -1), beginning].map((word) => `"${WORD_MARK}${word}"`).join(" OR ")} *)`;
}

function tokensOf({ words, filters }: Entry): string {
  const marked = [...new Set(words)].map((word) => WORD_MARK + word);
  return `${marked.join(" ")} ${filters}`;
}

/** The token of a filter field's value: equal exactly for values that have the same index key. */
function filterToken(position: number, value: JsonValue | undefined): string {
  const digest = createHash("sha256")
    .update(keyOf([value]))
    .digest("hex");
  return `${FILTER_MARK}${position}x${digest.slice(0, FILTER_HEX_CHARS)}`;
}
