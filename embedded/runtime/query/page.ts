/** One page of a paginated query. */
import type { JsonObject, Reader, StoredDocument } from "../../store/types.ts";
import { compareKeys } from "../../values/order.ts";
import { FunctionError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { TransactionMeter } from "../meter.ts";
import { numberField, objectField, optionalNumber, optionalText } from "../syscalls/payload.ts";
import type { Position } from "./cursor.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { WriteCount } from "./document_stream.ts";
import { DocumentStream } from "./document_stream.ts";
import type { QueryPlan } from "./plan.ts";
import { fingerprintOf, planQuery } from "./plan.ts";

type PageStatus = "SplitRecommended" | "SplitRequired" | null;

interface PageRequest {
  readonly plan: QueryPlan;
  readonly start: Position | null;
  /** A page that was read before keeps its end, however many documents lie in it now. */
  readonly end: Position | null;
  readonly pageSize: number;
  readonly maximumRows: number;
  readonly maximumBytes: number;
}

interface Page {
  readonly documents: StoredDocument[];
  readonly next: Position;
  readonly status: PageStatus;
}

/** Serve `1.0/queryPage`; the documents go into the answer as the text in which they are stored. */
export function queryPage(
  reader: Reader,
  meter: TransactionMeter,
  writeCount: WriteCount,
  payload: JsonObject,
): string {
  const query = objectField(payload, "query");
  const fingerprint = fingerprintOf(query);
  const request = readRequest(reader, query, fingerprint, payload);
  const page = readPage(request, () => streamOf(meter, writeCount, request));
  const { documents } = page;
  const middle = documents.length > 2 ? documents[Math.floor(documents.length / 2) - 1]?.key : undefined;
  const splitCursor = middle === undefined ? null : encodeCursor(fingerprint, { kind: "after", key: middle });
  const rest = {
    isDone: page.next.kind === "end",
    continueCursor: encodeCursor(fingerprint, page.next),
    splitCursor,
    pageStatus: page.status,
  };
  return `{"page":[${documents.map((document) => document.text).join(",")}],${JSON.stringify(rest).slice(1)}`;
}

function readRequest(reader: Reader, query: JsonObject, fingerprint: string, payload: JsonObject): PageRequest {
  const pageSize = numberField(payload, "pageSize");
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > limits.pageItems) {
    throw new FunctionError(
      `paginate() takes a whole number of items from 1 to ${limits.pageItems}, and got ${pageSize}.`,
    );
  }
  const cursor = optionalText(payload, "cursor");
  const endCursor = optionalText(payload, "endCursor");
  return {
    plan: planQuery(reader, query),
    start: cursor === null ? null : decodeCursor(fingerprint, cursor),
    end: endCursor === null ? null : decodeCursor(fingerprint, endCursor),
    pageSize,
    maximumRows: optionalNumber(payload, "maximumRowsRead") ?? limits.documentsRead,
    maximumBytes: optionalNumber(payload, "maximumBytesRead") ?? limits.bytesRead,
  };
}

function streamOf(meter: TransactionMeter, writeCount: WriteCount, request: PageRequest): DocumentStream {
  const after = request.start?.kind === "after" ? keyInsideRange(request.plan, request.start.key) : null;
  return new DocumentStream(request.plan, meter, writeCount, after);
}

/** A cursor that lies before the range (in the order of the walk) starts at the range's own beginning. */
function keyInsideRange(plan: QueryPlan, key: Uint8Array): Uint8Array | null {
  const { lower, upper } = plan.range;
  if (plan.order === "asc") return compareKeys(key, lower) < 0 ? null : key;
  return upper !== null && compareKeys(key, upper) >= 0 ? null : key;
}

function readPage(request: PageRequest, open: () => DocumentStream): Page {
  if (request.start?.kind === "end") return { documents: [], next: { kind: "end" }, status: null };
  const stream = open();
  const documents: StoredDocument[] = [];
  const end = (next: Position, status: PageStatus = softStatus(stream, request)): Page => ({ documents, next, status });
  while (true) {
    const step = stream.step();
    if (step === null) return end(request.end ?? { kind: "end" });
    // A page with a fixed end goes on at that end, whatever lies behind it.
    if (request.end !== null && isPast(request, step.document)) return end(request.end);
    if (step.kept) documents.push(step.document);
    if (request.end === null && documents.length >= request.pageSize)
      return end(stream.limitReached ? { kind: "end" } : after(step.document));
    if (stream.rowsRead >= request.maximumRows || stream.bytesRead >= request.maximumBytes) {
      return end(after(step.document), "SplitRequired");
    }
  }
}

function after(document: StoredDocument): Position {
  return { kind: "after", key: document.key };
}

/** Test if a document lies beyond the fixed end of the page. */
function isPast({ end, plan }: PageRequest, document: StoredDocument): boolean {
  if (end?.kind !== "after") return false;
  const order = compareKeys(document.key, end.key);
  return plan.order === "asc" ? order > 0 : order < 0;
}

function softStatus(stream: DocumentStream, request: PageRequest): PageStatus {
  const isFull =
    stream.rowsRead >= request.maximumRows * limits.softShare ||
    stream.bytesRead >= request.maximumBytes * limits.softShare;
  return isFull ? "SplitRecommended" : null;
}
