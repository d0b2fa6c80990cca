/** A call of a function and its answer, whichever way it came in. */
import type { JsonObject, JsonValue } from "../store/types.ts";

export type FunctionKind = "query" | "mutation" | "action";

/** What `ctx.auth.getUserIdentity()` answers. */
export type Identity = JsonObject;

export interface Caller {
  /** The deployment's admin key was given: internal functions are visible. */
  readonly isAdmin: boolean;
  readonly identity: Identity | null;
  readonly requestId: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

export interface FunctionCall {
  /** `dir/module:export`, without `.js`. */
  readonly path: string;
  readonly args: JsonObject;
  /** `args` as JSON text, where the caller has it: it saves printing megabytes again. */
  readonly argsText?: string;
  readonly caller: Caller;
}

export type CallResult =
  | { readonly status: "success"; readonly valueText: string; readonly logLines: readonly string[] }
  | {
      readonly status: "error";
      /** All that follows "Server Error" and a line break. */
      readonly message: string;
      readonly data?: JsonValue;
      readonly logLines: readonly string[];
    };
