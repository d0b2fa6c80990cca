/**
 * The order of search results: Okapi BM25 (Robertson and Zaragoza 2009, with Lucene's idf, which is never negative).
 *
 * The statistics are those of the documents that pass the search's filters, not of the whole table: they cost nothing
 * beyond the matches, and one tenant's documents do not move the results of another.
 */

const K1 = 1.2;
const B = 0.75;
/** What a word that only begins with the last word of the search counts, beside one that is equal to it. */
const PREFIX_SHARE = 0.5;
const SPACE = 0x20;
/** Convex ranks no more matches than this. */
export const MAX_MATCHES = 1024;

/** A document that holds a word of the search, or a word that begins with the search's last one. */
export interface Candidate {
  /** Grows with each new document: the younger of two that were created in the same moment has the larger one. */
  readonly row: number;
  readonly creationTime: number;
  /** How many words the document has. */
  readonly length: number;
  /** The document's words, each with a space before it, and one behind the last. */
  readonly words: string;
}

/** What the rank of a document depends on, apart from the other documents. */
export interface Features {
  readonly row: number;
  readonly creationTime: number;
  readonly length: number;
  /** How often each word of the search occurs, then how many words merely begin with the last one. */
  readonly counts: readonly number[];
}

export interface Match extends Features {
  readonly score: number;
}

/** Collects the candidates of one search and puts them in order. Their features lie in flat lists: there may be many. */
export class Ranking {
  private readonly rows: number[] = [];
  private readonly creationTimes: number[] = [];
  private readonly lengths: number[] = [];
  private readonly counts: number[] = [];
  /** How many documents hold each word of the search; for the last, it or a word that begins with it. */
  private readonly holders: number[];
  private totalLength = 0;

  /** `words` are distinct and at least one; the last also matches as a prefix. */
  constructor(private readonly words: readonly string[]) {
    this.holders = words.map(() => 0);
  }

  /** A candidate that holds none of the words is no match, and is left out. */
  add({ row, creationTime, length, words }: Candidate): void {
    const last = this.words.length - 1;
    const start = this.counts.length;
    let isMatch = false;
    for (let i = 0; i < last; i++) {
      const [equal] = occurrences(words, this.words[i] as string);
      this.counts.push(equal);
      if (equal === 0) continue;
      isMatch = true;
      this.holders[i] = (this.holders[i] as number) + 1;
    }
    const [equal, longer] = occurrences(words, this.words[last] as string);
    if (!isMatch && equal + longer === 0) {
      this.counts.length = start;
      return;
    }
    this.counts.push(equal, longer);
    if (equal + longer > 0) this.holders[last] = (this.holders[last] as number) + 1;
    this.rows.push(row);
    this.creationTimes.push(creationTime);
    this.lengths.push(length);
    this.totalLength += length;
  }

  /** `population`: how many documents the search's filters let through. */
  finish(population: number): RankedMatches {
    const weights = this.holders.map((holders) => Math.log(1 + (population - holders + 0.5) / (holders + 0.5)));
    const formula = new Formula(weights, this.totalLength / this.rows.length);
    const scores = Float64Array.from(this.lengths, (length, i) =>
      formula.score(length, this.counts, i * (weights.length + 1)),
    );
    // Only those that reach the worst of the best are worth sorting by more than their number.
    const worst = scores.length <= MAX_MATCHES ? 0 : (scores.slice().sort().at(-MAX_MATCHES) as number);
    const matches: Match[] = [];
    for (let i = 0; i < scores.length; i++) {
      const score = scores[i] as number;
      if (score >= worst) matches.push(this.match(i, score));
    }
    return new RankedMatches(matches.sort(compareMatches).slice(0, MAX_MATCHES), formula);
  }

  private match(i: number, score: number): Match {
    const width = this.words.length + 1;
    return {
      row: this.rows[i] as number,
      creationTime: this.creationTimes[i] as number,
      length: this.lengths[i] as number,
      counts: this.counts.slice(i * width, (i + 1) * width),
      score,
    };
  }
}

/** The best matches of a search, best first; among equals, the youngest. */
export class RankedMatches {
  constructor(
    readonly matches: readonly Match[],
    private readonly formula: Formula,
  ) {}

  /** The place behind a document with these features, which need not be among the matches. */
  placeAfter(features: Features): number {
    const place = { ...features, score: this.formula.score(features.length, features.counts, 0) };
    const next = this.matches.findIndex((match) => compareMatches(place, match) < 0);
    return next < 0 ? this.matches.length : next;
  }
}

/** The score of one document, by the statistics of all that matched. */
class Formula {
  constructor(
    private readonly weights: readonly number[],
    private readonly meanLength: number,
  ) {}

  /** `counts` holds the document's counts from `start` on. */
  score(length: number, counts: readonly number[], start: number): number {
    const { weights } = this;
    const norm = K1 * (1 - B + (B * length) / this.meanLength);
    let score = PREFIX_SHARE * (weights.at(-1) ?? 0) * saturated(counts[start + weights.length] ?? 0, norm);
    for (let i = 0; i < weights.length; i++) score += (weights[i] as number) * saturated(counts[start + i] ?? 0, norm);
    return score;
  }
}

function compareMatches(left: Match, right: Match): number {
  return right.score - left.score || right.creationTime - left.creationTime || right.row - left.row;
}

/** Every further occurrence of a word counts less. */
function saturated(count: number, norm: number): number {
  return (count * (K1 + 1)) / (count + norm);
}

/**
 * How many words of a candidate are equal to `word`, and how many are longer and begin with it.
 *
 * The search is for the word itself and looks at what stands around it afterwards: each text has far more spaces than
 * first letters of one word, at which a search for the word with its spaces would stop.
 */
function occurrences(words: string, word: string): [equal: number, longer: number] {
  let equal = 0;
  let longer = 0;
  for (let at = words.indexOf(word); at >= 0; at = words.indexOf(word, at + word.length)) {
    if (words.charCodeAt(at - 1) !== SPACE) continue;
    if (words.charCodeAt(at + word.length) === SPACE) equal++;
    else longer++;
  }
  return [equal, longer];
}
