/** Walking indexes: streams of documents and pages. */
import type { JsonObject } from "../../store/types.ts";
import { FunctionError } from "../errors.ts";
import type { Execution, Syscall } from "../execution.ts";
import { DocumentStream } from "../query/document_stream.ts";
import { queryPage } from "../query/page.ts";
import { planQuery } from "../query/plan.ts";
import { numberField, objectField } from "./payload.ts";

export const querySyscalls: Readonly<Record<string, Syscall>> = {
  "1.0/queryStream": openStream,
  "1.0/queryStreamNext": nextOfStream,
  "1.0/queryCleanup": closeStream,
  "1.0/queryPage": page,
};

function openStream(execution: Execution, payload: JsonObject): string {
  const { reader, meter } = execution.scope;
  const plan = planQuery(reader, objectField(payload, "query"));
  const stream = new DocumentStream(plan, meter, execution.writeCount);
  return `{"queryId":${execution.addStream(stream)}}`;
}

function nextOfStream(execution: Execution, payload: JsonObject): string {
  const stream = execution.streams.get(numberField(payload, "queryId"));
  if (stream === undefined) throw new FunctionError("This query is closed and can't emit any more values.");
  const document = stream.next();
  return document === null ? '{"value":null,"done":true}' : `{"value":${document.text},"done":false}`;
}

function closeStream(execution: Execution, payload: JsonObject): string {
  return String(execution.streams.delete(numberField(payload, "queryId")));
}

function page(execution: Execution, payload: JsonObject): string {
  if (execution.paginated) {
    throw new FunctionError(
      "MultiplePaginatedDatabaseQueries: a function can call paginate() once only. Paginate one query, and read the " +
        "others with take() or an index range.",
    );
  }
  execution.paginated = true;
  const { reader, meter } = execution.scope;
  return queryPage(reader, meter, execution.writeCount, payload);
}
