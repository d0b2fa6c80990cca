/** Runs actions and HTTP actions. */
import type { JsonObject } from "../../store/types.ts";
import type { Caller, CallResult, FunctionCall } from "../calls.ts";
import { FunctionError, RequestError } from "../errors.ts";
import type { ExecutionLog, LoggedKind } from "../execution_log.ts";
import type { FunctionTable, RegisteredFunction } from "../function_table.ts";
import { limits } from "../limits.ts";
import type { LoadedCode } from "../loaded_code.ts";
import { asFunctionError } from "../store_errors.ts";
import { ActionExecution } from "./action_execution.ts";
import type { ActionFiles } from "./action_files.ts";
import type { ModuleNamespaces } from "./instances.ts";
import { thrownByAction } from "./thrown.ts";

type RegisteredAction = { readonly invokeAction: (requestId: string, argsText: string) => Promise<string> };
type HttpAction = { readonly invokeHttpAction: (request: Request) => Promise<Response> };
type Router = { readonly lookup: (path: string, method: string) => readonly [HttpAction, string, string] | null };

/** Runs a function for an action: any kind, with the action's own caller. */
export type RunForAction = (fn: RegisteredFunction, call: FunctionCall) => Promise<CallResult>;

export class ActionRunner {
  /** @param functions those in force when an action calls one, which may be newer than the action's own code. */
  constructor(
    private readonly code: LoadedCode,
    private readonly functions: () => FunctionTable,
    private readonly files: ActionFiles,
    private readonly log: ExecutionLog,
    private readonly runFunction: RunForAction,
  ) {}

  /** Run an action. Rejects with `RequestError`, and on faults of the deployment. */
  async run(fn: RegisteredFunction, call: FunctionCall, parent: ActionExecution | null): Promise<CallResult> {
    const started = performance.now();
    const execution = this.execution(fn.path, call.caller, null);
    const result = await this.result(fn, call, execution, parent !== null);
    const { environment } = fn.definition;
    this.record(
      "Action",
      fn.path,
      environment,
      execution,
      result.status === "error" ? result.message : null,
      started,
      call.caller,
    );
    return result;
  }

  /** Run the HTTP action routed for this request; a fault of user code becomes Convex's JSON with status 500. */
  async runHttp(request: Request, path: string, caller: Caller, tokenRefusal: string | null): Promise<Response> {
    const started = performance.now();
    const name = `${request.method} ${path}`;
    const execution = this.execution(name, caller, tokenRefusal);
    let error: string | null = null;
    const response = await this.code.actions
      .use(execution, false, { name, limitMs: limits.httpCallMs }, (modules) => routed(modules, request, path))
      .catch((thrown: unknown) => {
        const known = this.known(thrown);
        error = known.message;
        return uncaughtResponse(known, caller.requestId);
      });
    this.record("HttpAction", name, "isolate", execution, error, started, caller);
    // The caller must be able to tell a full disk from a request that is at fault.
    if (execution.storageFull !== null) throw execution.storageFull;
    return response;
  }

  private execution(name: string, caller: Caller, tokenRefusal: string | null): ActionExecution {
    const execution: ActionExecution = new ActionExecution(
      name,
      this.functions,
      this.files,
      caller,
      (fn, args, argsText) =>
        fn.definition.kind === "action"
          ? this.run(fn, { path: fn.path, args, argsText, caller }, execution)
          : this.runFunction(fn, { path: fn.path, args, argsText, caller }),
      tokenRefusal === null ? null : { refusal: tokenRefusal },
    );
    return execution;
  }

  private async result(
    fn: RegisteredFunction,
    call: FunctionCall,
    execution: ActionExecution,
    isNested: boolean,
  ): Promise<CallResult> {
    try {
      const argsText = call.argsText ?? JSON.stringify(call.args);
      fn.checkArgs(call.args, argsText.length);
      const timing = { name: fn.path, limitMs: limits.actionMs };
      const valueText = await this.code.actions.use(execution, isNested, timing, (modules) =>
        invoke(modules, fn, call.caller, argsText),
      );
      fn.checkReturned(valueText);
      return { status: "success", valueText, logLines: execution.logs.texts() };
    } catch (thrown) {
      if (thrown instanceof RequestError) throw thrown;
      const { message, data } = this.known(thrown);
      const logLines = execution.logs.texts();
      return data === undefined ? { status: "error", message, logLines } : { status: "error", message, data, logLines };
    }
  }

  /** What user code threw, as its caller is told. */
  private known(thrown: unknown): FunctionError {
    if (thrown instanceof RequestError) throw thrown;
    return asFunctionError(thrown) ?? this.code.thrown(thrownByAction(thrown));
  }

  private record(
    kind: LoggedKind,
    identifier: string,
    environment: "isolate" | "node",
    execution: ActionExecution,
    error: string | null,
    started: number,
    caller: Caller,
  ): void {
    const ms = performance.now() - started;
    const { requestId } = caller;
    this.log.add({
      kind,
      identifier,
      requestId,
      environment,
      lines: execution.logs.lines,
      error,
      ms,
      userCodeMs: null,
    });
  }
}

async function invoke(
  modules: ModuleNamespaces,
  fn: RegisteredFunction,
  caller: Caller,
  argsText: string,
): Promise<string> {
  const { module, exportName } = fn.definition;
  const action = modules[module]?.[exportName] as RegisteredAction | undefined;
  if (action === undefined)
    throw new FunctionError(`${fn.path} is deployed, but its module no longer exports it. Deploy again.`);
  return await action.invokeAction(caller.requestId, `[${argsText}]`);
}

async function routed(modules: ModuleNamespaces, request: Request, path: string): Promise<Response> {
  const router = modules.http?.default as Router | undefined;
  const match = router?.lookup(path, request.method) ?? null;
  if (match === null) return new Response(`No HttpAction routed for ${path}`, { status: 404 });
  const response: unknown = await match[0].invokeHttpAction(request);
  if (response instanceof Response) return response;
  throw new TypeError("An HTTP action must return a Response.");
}

function uncaughtResponse(error: FunctionError, requestId: string): Response {
  const body: JsonObject = {
    code: `[Request ID: ${requestId}] Server Error: ${error.message.split("\n", 1)[0] ?? ""}`,
    trace: error.message,
    ...(error.data === undefined ? {} : { data: error.data }),
  };
  return Response.json(body, { status: 500 });
}
