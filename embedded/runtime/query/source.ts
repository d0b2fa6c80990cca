/** Where the documents of a query come from: an index, in the order of its keys, or a search, in the order of relevance. */
import { MAX_MATCHES } from "../../store/search/ranking.ts";
import type { Reader, ScanRequest, SearchRequest, SearchResults, StoredDocument } from "../../store/types.ts";
import { FunctionError } from "../errors.ts";

export interface Chunk {
  readonly documents: readonly StoredDocument[];
  /** Nothing follows. */
  readonly isLast: boolean;
}

export interface DocumentSource {
  /** The next documents after the one with this key, or the first ones; at most `limit`. */
  read(after: Uint8Array | null, limit: number): Chunk;
}

export class IndexSource implements DocumentSource {
  constructor(
    private readonly reader: Reader,
    private readonly scan: Pick<ScanRequest, "table" | "index" | "range" | "order">,
  ) {}

  read(after: Uint8Array | null, limit: number): Chunk {
    const documents = this.reader.scan({ ...this.scan, after, limit });
    return { documents, isLast: documents.length < limit };
  }
}

/** The search runs once, at the first read: what the function writes later does not change its order. */
export class SearchSource implements DocumentSource {
  private results: SearchResults | null = null;
  private start = 0;

  constructor(
    private readonly reader: Reader,
    private readonly request: SearchRequest,
  ) {}

  read(after: Uint8Array | null, limit: number): Chunk {
    const results = this.results ?? this.open(after);
    let place = after === null ? 0 : results.placeAfter(after);
    if (place - this.start >= MAX_MATCHES) throw tooManyMatches();
    const documents: StoredDocument[] = [];
    while (documents.length < limit && place < results.count) {
      const end = Math.min(results.count, place + limit - documents.length);
      documents.push(...results.read(place, end).filter((document) => document !== null));
      place = end;
    }
    return { documents, isLast: place === results.count && place - this.start < MAX_MATCHES };
  }

  private open(after: Uint8Array | null): SearchResults {
    this.results = this.reader.search(this.request);
    this.start = after === null ? 0 : this.results.placeAfter(after);
    return this.results;
  }
}

function tooManyMatches(): FunctionError {
  return new FunctionError(
    `Search query scanned too many documents (fetched ${MAX_MATCHES}). Consider using a smaller limit, paginating the query, ` +
      "or using a filter field to limit the number of documents pulled from the search index.",
  );
}
