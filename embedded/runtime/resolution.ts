/** From the name a caller gives to the function that may be run for it. */
import type { JsonObject } from "../store/types.ts";
import type { Caller, FunctionKind } from "./calls.ts";
import { FunctionError, notServed } from "./errors.ts";
import type { FunctionTable, RegisteredFunction } from "./function_table.ts";
import { optionalText } from "./syscalls/payload.ts";

const KIND_NAMES: Record<FunctionKind, string> = { query: "Query", mutation: "Mutation", action: "Action" };
const HANDLE_PREFIX = "function://";

/**
 * Return the function of exactly this kind for a caller of `/api/query`, `/api/mutation` or `/api/action`.
 *
 * To a caller without the admin key an internal function does not exist. Throws `FunctionError`.
 */
export function resolvePublic(
  functions: FunctionTable,
  path: string,
  kind: FunctionKind,
  caller: Caller,
): RegisteredFunction {
  const fn = functions.find(path);
  if (fn === null || !(fn.definition.isPublic || caller.isAdmin)) {
    throw new FunctionError(`Could not find public function for '${path}'.${explanation(functions, path, caller)}`);
  }
  return ofKind(fn, kind);
}

/** As `resolvePublic`, for `/api/function` and `/api/run`, which take functions of any kind. */
export function resolveAnyKind(functions: FunctionTable, path: string, caller: Caller): RegisteredFunction {
  const fn = functions.find(path);
  if (fn === null || !(fn.definition.isPublic || caller.isAdmin)) {
    throw new FunctionError(`Could not find function for '${path}'. Did you forget to run \`npx convex dev\`?`);
  }
  return fn;
}

/** Return the function that another function names; internal ones are visible. Throws `FunctionError`. */
export function resolveReference(
  functions: FunctionTable,
  payload: JsonObject,
  kind: FunctionKind,
): RegisteredFunction {
  const path = referencedPath(payload);
  const fn = functions.find(path);
  if (fn === null) {
    throw new FunctionError(`Could not find function for '${path}'. Did you forget to run \`npx convex dev\`?`);
  }
  return ofKind(fn, kind);
}

/** The text that `createFunctionHandle` gives out for the function a payload names. */
export function handleOf(functions: FunctionTable, payload: JsonObject): string {
  const fn = functions.find(referencedPath(payload));
  if (fn === null) throw new FunctionError(`Could not find function for '${referencedPath(payload)}'.`);
  return `${HANDLE_PREFIX}${fn.path}`;
}

function referencedPath(payload: JsonObject): string {
  const name = optionalText(payload, "name");
  if (name !== null) return name;
  const handle = optionalText(payload, "functionHandle");
  if (handle?.startsWith(HANDLE_PREFIX) === true) return handle.slice(HANDLE_PREFIX.length);
  throw notServed("A call into a component");
}

function ofKind(fn: RegisteredFunction, kind: FunctionKind): RegisteredFunction {
  const actual = fn.definition.kind;
  if (actual === kind) return fn;
  throw new FunctionError(
    `Trying to execute ${fn.displayPath} as ${KIND_NAMES[kind]}, but it is defined as ${KIND_NAMES[actual]}.`,
  );
}

/** What only the holder of the admin key is told. */
function explanation(functions: FunctionTable, path: string, caller: Caller): string {
  if (!caller.isAdmin) return "";
  const module = path.split(":")[0] ?? "";
  return functions.hasModule(path)
    ? ` The module '${module}' is deployed, but it does not export this function.`
    : ` Couldn't find JavaScript module '${module}.js'. Did you forget to run \`npx convex dev\`?`;
}
