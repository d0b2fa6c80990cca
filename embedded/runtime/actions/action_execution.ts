/** One run of an action or HTTP action, and the calls it makes to the deployment. */
import { StorageFullError } from "../../store/errors.ts";
import type { JsonObject } from "../../store/types.ts";
import type { Caller, CallResult, FunctionKind } from "../calls.ts";
import { FunctionError, notServed } from "../errors.ts";
import type { FunctionTable, RegisteredFunction } from "../function_table.ts";
import { LogLines } from "../log_lines.ts";
import { handleOf, resolveReference } from "../resolution.ts";
import type { LogLevel } from "../sandbox/host_bridge.ts";
import { objectField, textField } from "../syscalls/payload.ts";
import { DEPLOYMENT_METADATA } from "../syscalls/surroundings.ts";
import type { ActionFiles } from "./action_files.ts";
import type { ActionHost } from "./instances.ts";

/** Runs a function for an action, in a transaction of its own. */
export type CallFromAction = (fn: RegisteredFunction, args: JsonObject, argsText: string) => Promise<CallResult>;

/** The caller of an HTTP action whose Authorization header is no token of this deployment. */
export interface UnknownToken {
  readonly refusal: string;
}

export class ActionExecution implements ActionHost {
  readonly logs = new LogLines();
  /** Set when a mutation that this action called found no room: whatever the action makes of it, nothing is stored. */
  storageFull: StorageFullError | null = null;

  constructor(
    readonly name: string,
    private readonly functions: () => FunctionTable,
    readonly files: ActionFiles,
    private readonly caller: Caller,
    private readonly callFunction: CallFromAction,
    private readonly unknownToken: UnknownToken | null = null,
  ) {}

  async call(op: string, payloadText: string): Promise<string> {
    const payload = JSON.parse(payloadText) as JsonObject;
    const serve = SYSCALLS[op];
    if (serve === undefined) {
      throw new FunctionError(
        `The embedded deployment does not serve the operation "${op}" in actions. ` +
          "Self-hosted Convex and Convex Cloud may: set CONVEX_URL and CONVEX_DEPLOY_KEY to use one of them.",
      );
    }
    return await serve(this, payload, payloadText);
  }

  async callJs(op: string, payload: Readonly<Record<string, unknown>>): Promise<unknown> {
    return await this.files.callJs(op, payload);
  }

  log(level: LogLevel, values: readonly unknown[]): void {
    this.logs.add(level, values);
  }

  async run(kind: FunctionKind, payload: JsonObject, payloadText: string): Promise<string> {
    const fn = resolveReference(this.functions(), payload, kind);
    const args = objectField(payload, "args");
    const result = await this.callFunction(fn, args, argsTextOf(payload, payloadText)).catch((error: unknown) => {
      if (error instanceof StorageFullError) this.storageFull = error;
      throw error;
    });
    if (result.status === "success") return result.valueText;
    throw Object.assign(new Error(result.message), result.data === undefined ? {} : { data: result.data });
  }

  identity(): string {
    if (this.unknownToken !== null) throw new FunctionError(this.unknownToken.refusal);
    return JSON.stringify(this.caller.identity);
  }

  requestMetadata(): string {
    const { ip, userAgent, requestId } = this.caller;
    return JSON.stringify({ ip, userAgent, requestId, scheduledFunctionId: null, authToken: null });
  }

  handle(payload: JsonObject): string {
    return JSON.stringify(handleOf(this.functions(), payload));
  }
}

type ActionSyscall = (execution: ActionExecution, payload: JsonObject, payloadText: string) => string | Promise<string>;

const refuse =
  (what: string): ActionSyscall =>
  () => {
    throw notServed(what);
  };

const SYSCALLS: Readonly<Record<string, ActionSyscall>> = {
  "1.0/actions/query": (execution, payload, text) => execution.run("query", payload, text),
  "1.0/actions/mutation": (execution, payload, text) => execution.run("mutation", payload, text),
  "1.0/actions/action": (execution, payload, text) => execution.run("action", payload, text),
  "1.0/getUserIdentity": (execution) => execution.identity(),
  "1.0/getFunctionMetadata": (execution) => JSON.stringify({ name: execution.name, componentPath: "" }),
  "1.0/getDeploymentMetadata": () => DEPLOYMENT_METADATA,
  "1.0/getRequestMetadata": (execution) => execution.requestMetadata(),
  "1.0/createFunctionHandle": (execution, payload) => execution.handle(payload),
  "1.0/auditLog": () => "null",
  "1.0/actions/schedule": refuse("The scheduler (ctx.scheduler)"),
  "1.0/actions/cancel_job": refuse("The scheduler (ctx.scheduler)"),
  "1.0/actions/vectorSearch": refuse("Vector search (ctx.vectorSearch)"),
  "1.0/storageGetUrl": ({ files }, payload) => JSON.stringify(files.url(textField(payload, "storageId"))),
  "1.0/storageGetMetadata": ({ files }, payload) => JSON.stringify(files.metadata(textField(payload, "storageId"))),
  "1.0/storageGenerateUploadUrl": ({ files }) => JSON.stringify(files.uploadUrl()),
  "1.0/storageDelete": ({ files }, payload) => {
    files.remove(textField(payload, "storageId"));
    return "null";
  },
};

/**
 * The text of `args` inside the payload's text.
 *
 * The library prints `{"name":…,"args":…,"version":…,"requestId":…}`; what lies between the known ends is cut out, which
 * spares printing megabytes of a bulk import again. Any other shape is printed.
 */
export function argsTextOf(payload: JsonObject, payloadText: string): string {
  const head = `{"name":${JSON.stringify(payload.name)},"args":`;
  const tail = `,"version":${JSON.stringify(payload.version)},"requestId":${JSON.stringify(payload.requestId)}}`;
  const isKnownShape = payloadText.startsWith(head) && payloadText.endsWith(tail);
  return isKnownShape ? payloadText.slice(head.length, -tail.length) : JSON.stringify(payload.args);
}
