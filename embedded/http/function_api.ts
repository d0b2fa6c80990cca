/** Calling functions: /api/query, /api/mutation, /api/action, /api/function, /api/run/…, batches and timestamps. */
import type { JsonObject, JsonValue } from "../store/types.ts";
import { cleanJson, encodedJson, exportJson } from "../values/format.ts";
import type { Caller, CallResult, FunctionCall, FunctionKind } from "../runtime/calls.ts";
import type { Deployment } from "../runtime/deployment.ts";
import { FunctionError, RequestError } from "../runtime/errors.ts";
import type { RegisteredFunction } from "../runtime/function_table.ts";
import { canonicalPath } from "../runtime/function_table.ts";
import { limits } from "../runtime/limits.ts";
import { resolveAnyKind, resolvePublic } from "../runtime/resolution.ts";
import type { Credentials } from "./credentials.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { headerOf, jsonAnswer, jsonTextAnswer } from "./exchange.ts";
import { readJson } from "./request_body.ts";

type Format = "encoded" | "dotted" | "clean" | "export";
type Resolve = (path: string, caller: Caller) => RegisteredFunction;

const FORMATS: Readonly<Record<string, Format>> = {
  json: "clean",
  convex_clean_json: "clean",
  convex_encoded_json: "encoded",
  convex_json: "encoded",
  export_json: "export",
};

interface CallBody {
  readonly path: string;
  readonly args: JsonObject;
  /** As it was sent: it is checked after the function ran, as Convex does. */
  readonly format: unknown;
}

export class FunctionApi {
  constructor(
    private readonly deployment: Deployment,
    private readonly credentials: Credentials,
  ) {}

  /** `/api/query`, `/api/mutation`, `/api/action`: public functions of one kind; with the admin key internal ones too. */
  async callKind(exchange: Exchange, kind: FunctionKind): Promise<Answer> {
    const caller = this.begin(exchange);
    const body = readCall(await readJson(exchange.request, limits.requestBodyBytes));
    return await this.answer(exchange, caller, body, (path) =>
      resolvePublic(this.deployment.functions, path, kind, caller),
    );
  }

  /** `/api/function`: any function, for the admin alone. */
  async callAny(exchange: Exchange): Promise<Answer> {
    checkClientVersion(exchange);
    const caller = this.credentials.adminOf(exchange);
    const json = await readJson(exchange.request, limits.requestBodyBytes);
    const component = (json as { componentPath?: unknown }).componentPath;
    if (typeof component === "string" && component !== "") {
      throw new RequestError(
        400,
        "ComponentsNotServed",
        "The embedded deployment has no components: leave componentPath out.",
      );
    }
    return await this.answer(exchange, caller, readCall(json), (path) =>
      resolveAnyKind(this.deployment.functions, path, caller),
    );
  }

  /** `/api/run/{dir}/{module}/{function}`. */
  async runPath(exchange: Exchange, rest: string): Promise<Answer> {
    const caller = this.begin(exchange);
    const segments = rest.split("/").map(decodeSegment);
    const exportName = segments.pop();
    if (segments.length === 0 || exportName === undefined || exportName === "") {
      throw new RequestError(
        400,
        "MissingIdentifier",
        "The path needs a module and a function: /api/run/module/function.",
      );
    }
    const json = await readJson(exchange.request, limits.requestBodyBytes);
    const body = { ...readCall({ path: "", ...(json as object) }), path: `${segments.join("/")}:${exportName}` };
    return await this.answer(exchange, caller, body, (path) => resolveAnyKind(this.deployment.functions, path, caller));
  }

  /** `/api/query_batch`: several queries on the same commit. */
  async batch(exchange: Exchange): Promise<Answer> {
    const caller = this.begin(exchange);
    const json = (await readJson(exchange.request, limits.requestBodyBytes)) as { queries?: unknown };
    if (!Array.isArray(json.queries)) throw badJson("`queries` must be a list of {path, args, format?}");
    const calls = json.queries.map(readCall);
    const formats = calls.map((call) => formatFor(exchange, call.format));
    const results = await this.queries(calls, caller, null);
    const texts = results.map((result, at) => resultText(result, formats[at] ?? "clean", caller));
    exchange.functionPath = calls.map((call) => call.path).join(",");
    return jsonTextAnswer(`{"results":[${texts.join(",")}]}`);
  }

  /** `/api/query_ts`: a timestamp for `/api/query_at_ts`. */
  timestamp(): Answer {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(this.deployment.currentTs);
    return jsonAnswer({ ts: bytes.toString("base64") });
  }

  /** `/api/query_at_ts`: served as long as nothing was committed after the timestamp. */
  async queryAtTimestamp(exchange: Exchange): Promise<Answer> {
    const caller = this.begin(exchange);
    const json = await readJson(exchange.request, limits.requestBodyBytes);
    const body = readCall(json);
    const ts = (json as { ts?: unknown }).ts;
    const bytes = typeof ts === "string" ? Buffer.from(ts, "base64") : Buffer.alloc(0);
    if (bytes.length !== 8) throw badJson("`ts` must be the text that /api/query_ts answered");
    exchange.functionPath = canonicalPath(body.path);
    const [result] = await this.queries([body], caller, bytes.readBigUInt64LE());
    return callAnswer(result as CallResult, formatFor(exchange, body.format), caller);
  }

  private begin(exchange: Exchange): Caller {
    checkClientVersion(exchange);
    return this.credentials.callerOf(exchange);
  }

  /** Run queries on one commit; those that cannot be run are answered in their places. */
  private async queries(bodies: readonly CallBody[], caller: Caller, atTs: bigint | null): Promise<CallResult[]> {
    const resolved = bodies.map(({ path, args }) =>
      refusedAsResult(() => ({
        fn: resolvePublic(this.deployment.functions, path, "query", caller),
        call: { path, args, caller },
      })),
    );
    const ran = await this.deployment.runQueries(
      resolved.filter((each) => "fn" in each),
      atTs,
    );
    return resolved.map((each) => ("fn" in each ? (ran.shift() as CallResult) : each));
  }

  private async run(fn: RegisteredFunction, call: FunctionCall): Promise<CallResult> {
    const run = this.deployment.run(fn, call);
    // Queries and mutations have shorter limits of their own.
    return await (fn.definition.kind === "action" ? withinCallLimit(run) : run);
  }

  private async answer(exchange: Exchange, caller: Caller, body: CallBody, resolve: Resolve): Promise<Answer> {
    exchange.functionPath = canonicalPath(body.path);
    const call: FunctionCall = { path: body.path, args: body.args, caller };
    const fn = refusedAsResult(() => resolve(body.path, caller));
    const result = "status" in fn ? fn : await this.run(fn, call);
    return callAnswer(result, formatFor(exchange, body.format), caller);
  }
}

function callAnswer(result: CallResult, format: Format, caller: Caller): Answer {
  return jsonTextAnswer(resultText(result, format, caller));
}

/** The JSON of a result; empty parts are left out. */
function resultText(result: CallResult, format: Format, { requestId }: Caller): string {
  const logLines = result.logLines.length === 0 ? "" : `,"logLines":${JSON.stringify(result.logLines)}`;
  if (result.status === "success")
    return `{"status":"success","value":${formatted(result.valueText, format)}${logLines}}`;
  const message = JSON.stringify(`[Request ID: ${requestId}] Server Error\n${result.message}`);
  const data = result.data === undefined ? "" : `,"errorData":${formatted(JSON.stringify(result.data), format)}`;
  return `{"status":"error","errorMessage":${message}${data}${logLines}}`;
}

function formatted(encodedText: string, format: Format): string {
  if (format === "encoded") return encodedText;
  const value = JSON.parse(encodedText) as JsonValue;
  if (format === "dotted") return encodedJson(value);
  return format === "clean" ? cleanJson(value) : exportJson(value);
}

/** A refusal that is the function caller's doing is an answer with status "error", not an HTTP error. */
function refusedAsResult<T>(resolve: () => T): T | CallResult {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof FunctionError) return { status: "error", message: error.message, logLines: [] };
    throw error;
  }
}

async function withinCallLimit(work: Promise<CallResult>): Promise<CallResult> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new RequestError(
          408,
          "RequestTimeout",
          `The function did not finish within ${limits.httpCallMs / 1000} seconds. It may still finish: look before repeating the call.`,
        ),
      );
    }, limits.httpCallMs);
  });
  return await Promise.race([work, timeout]).finally(() => {
    clearTimeout(timer);
  });
}

function readCall(body: unknown): CallBody {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw badJson("the body must be an object with `path` and `args`");
  const { path, args, format } = body as { path?: unknown; args?: unknown; format?: unknown };
  if (typeof path !== "string") throw badJson("missing field `path`");
  if (args === undefined) throw badJson("missing field `args`");
  return { path, args: readArgs(args), format };
}

/** The arguments are an object, or the old positional form: a list of that one object. */
function readArgs(args: unknown): JsonObject {
  const object: unknown = Array.isArray(args) && args.length <= 1 ? (args[0] ?? {}) : args;
  if (typeof object !== "object" || object === null || Array.isArray(object)) {
    throw badJson("`args` must be an object, or a list that holds one object");
  }
  return object as JsonObject;
}

/**
 * The form in which the caller reads the answer.
 *
 * Convex prints whole floats as `5.0`. Clients that read JSON numbers as floats do not mind `5`, which the store holds
 * and which costs nothing to answer; the official Python client refuses it.
 */
function formatFor({ request }: Exchange, format: unknown): Format {
  const read = readFormat(format);
  return read === "encoded" && headerOf(request, "convex-client")?.startsWith("python-") === true ? "dotted" : read;
}

function readFormat(format: unknown): Format {
  if (format === undefined || format === null) return "clean";
  const known = typeof format === "string" ? FORMATS[format] : undefined;
  if (known !== undefined) return known;
  throw new RequestError(
    400,
    "BadFormat",
    `format param must be one of ${Object.keys(FORMATS).join(", ")}. Got ${JSON.stringify(format)}`,
  );
}

/** `Convex-Client: name-1.2.3`; its absence is fine. */
function checkClientVersion(exchange: Exchange): void {
  const client = headerOf(exchange.request, "convex-client");
  if (client === null) return;
  const [, name, major, minor, patch] = /^(.+?)-(\d+)\.(\d+)\.(\d+)/.exec(client) ?? [];
  if (!client.includes("-")) {
    throw new RequestError(
      400,
      "InvalidClientVersion",
      "The header Convex-Client must be a name and a version: my-client-1.0.0.",
    );
  }
  const isTooOld = name === "npm" && major === "0" && (Number(minor) < 19 || (minor === "19" && Number(patch) <= 1));
  if (isTooOld) {
    throw new RequestError(
      400,
      "ClientVersionUnsupported",
      "This version of the npm package convex is too old. Update it: npm install convex@latest.",
    );
  }
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError)
      throw new RequestError(400, "BadPathArgs", `"${segment}" is not a percent-encoded path segment.`);
    throw error;
  }
}

function badJson(problem: string): RequestError {
  return new RequestError(400, "BadJsonBody", `Failed to read the request: ${problem}.`);
}
