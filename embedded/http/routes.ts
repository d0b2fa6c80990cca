/** Which handler serves which route of the API port. */
import { RequestError } from "../runtime/errors.ts";
import type { DeployApi } from "./deploy_api.ts";
import type { EnvironmentApi } from "./environment_api.ts";
import type { Handler } from "./exchange.ts";
import { textAnswer } from "./exchange.ts";
import type { FunctionApi } from "./function_api.ts";
import type { StorageApi } from "./storage_api.ts";

export const INSTANCE_NAME = "embedded";

export interface Apis {
  readonly functions: FunctionApi;
  readonly deploys: DeployApi;
  readonly environment: EnvironmentApi;
  readonly storage: StorageApi;
  readonly version: string;
}

const RUN_PREFIX = "/api/run/";
const STORAGE_PREFIX = "/api/storage/";
/** What belongs to Convex's API and comes with later parts of this deployment, or not at all. */
const UNSERVED: readonly (readonly [prefix: string, what: string])[] = [
  ["/api/import", "Snapshot import"],
  ["/api/perform_import", "Snapshot import"],
  ["/api/cancel_import", "Snapshot import"],
  ["/api/export", "Snapshot export"],
  ["/api/streaming_import", "Streaming import"],
  ["/api/list_snapshot", "Streaming export"],
  ["/api/document_deltas", "Streaming export"],
  ["/api/json_schemas", "Streaming export"],
  ["/api/v1/data", "Streaming export"],
  ["/api/sync", "The WebSocket protocol"],
  ["/api/cancel_job", "The scheduler"],
  ["/api/cancel_all_jobs", "The scheduler"],
];

/** Return the handler of a route. Throws `RequestError` when there is none. */
export function routerOf(apis: Apis): (method: string, path: string) => Handler {
  const table = routeTable(apis);
  return (method, path) => {
    const handler = table.get(`${method === "HEAD" ? "GET" : method} ${path}`);
    if (handler !== undefined) return handler;
    if (method === "POST" && path.startsWith(RUN_PREFIX)) {
      return (exchange) => apis.functions.runPath(exchange, path.slice(RUN_PREFIX.length));
    }
    if ((method === "GET" || method === "HEAD") && path.startsWith(STORAGE_PREFIX)) {
      return (exchange) => apis.storage.download(exchange, path.slice(STORAGE_PREFIX.length));
    }
    throw noRoute(
      method,
      path,
      [...table.keys()].some((route) => route.endsWith(` ${path}`)),
    );
  };
}

function routeTable({ functions, deploys, environment, storage, version }: Apis): ReadonlyMap<string, Handler> {
  return new Map<string, Handler>([
    ["GET /", () => textAnswer("This is an embedded Convex deployment. See `npm run embedded -- --help`.")],
    ["GET /version", () => textAnswer(version)],
    ["GET /instance_version", () => textAnswer(version)],
    ["GET /instance_name", () => textAnswer(INSTANCE_NAME)],
    ["POST /api/query", (exchange) => functions.callKind(exchange, "query")],
    ["POST /api/mutation", (exchange) => functions.callKind(exchange, "mutation")],
    ["POST /api/action", (exchange) => functions.callKind(exchange, "action")],
    ["POST /api/function", (exchange) => functions.callAny(exchange)],
    ["POST /api/query_batch", (exchange) => functions.batch(exchange)],
    ["POST /api/query_ts", () => functions.timestamp()],
    ["POST /api/query_at_ts", (exchange) => functions.queryAtTimestamp(exchange)],
    ["GET /api/query", () => refuseGetQuery()],
    ["GET /api/v1/get_canonical_urls", (exchange) => deploys.canonicalUrls(exchange)],
    ["POST /api/get_config_hashes", (exchange) => deploys.configHashes(exchange)],
    ["POST /api/deploy2/evaluate_schema", (exchange) => deploys.evaluateSchema(exchange)],
    ["POST /api/deploy2/start_push", (exchange) => deploys.startPush(exchange)],
    ["POST /api/deploy2/wait_for_schema", (exchange) => deploys.waitForSchema(exchange)],
    ["POST /api/deploy2/finish_push", (exchange) => deploys.finishPush(exchange)],
    ["POST /api/deploy2/report_push_completed", (exchange) => deploys.pushCompleted(exchange)],
    ["GET /api/stream_function_logs", (exchange) => deploys.functionLogs(exchange)],
    ["GET /api/list_environment_variables", (exchange) => environment.list(exchange)],
    ["GET /api/v1/list_environment_variables", (exchange) => environment.list(exchange)],
    ["POST /api/update_environment_variables", (exchange) => environment.update(exchange)],
    ["POST /api/v1/update_environment_variables", (exchange) => environment.update(exchange)],
    ["POST /api/storage/upload", (exchange) => storage.upload(exchange)],
  ]);
}

function refuseGetQuery(): never {
  throw new RequestError(400, "BadQueryArgs", "Queries are called by POST with a JSON body: {path, args, format}.");
}

function noRoute(method: string, path: string, hasOtherMethod: boolean): RequestError {
  if (hasOtherMethod) return new RequestError(405, "MethodNotAllowed", `${method} is not a method of ${path}.`);
  const unserved = UNSERVED.find(([prefix]) => path.startsWith(prefix));
  // 400 and not 404: the CLI takes a 404 for a deployment that is still starting, and tries again for half a minute.
  if (unserved !== undefined) {
    return new RequestError(
      400,
      "NotServed",
      `${unserved[1]} is not served by the embedded deployment. Self-hosted Convex and Convex Cloud serve it.`,
    );
  }
  return new RequestError(404, "NotFound", `There is no route ${method} ${path}.`);
}
