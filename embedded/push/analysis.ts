/** What the modules of a push define: functions with their validators, the HTTP router, crons, the schema. */
import type { ValidatorJson } from "../store/types.ts";
import { ActionInstance } from "../runtime/actions/instances.ts";
import type { FunctionKind } from "../runtime/calls.ts";
import { RequestError } from "../runtime/errors.ts";
import type { FunctionDefinition } from "../runtime/function_table.ts";
import type { Bundle } from "../runtime/loaded_code.ts";
import { compileForSandbox, ISOLATE_FILENAME } from "../runtime/loaded_code.ts";
import { Sandbox } from "../runtime/sandbox/sandbox.ts";
import { StackTranslator } from "../runtime/stack_traces.ts";

type Namespaces = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A function object of `convex/server`. */
interface Registration {
  readonly isQuery?: boolean;
  readonly isMutation?: boolean;
  readonly isAction?: boolean;
  readonly isPublic?: boolean;
  readonly isInternal?: boolean;
  readonly exportArgs?: () => string;
  readonly exportReturns?: () => string;
}

export interface HttpRoute {
  readonly path: string;
  readonly method: string;
}

export interface Analysis {
  readonly functions: readonly FunctionDefinition[];
  /** null: there is no `http.ts`. */
  readonly routes: readonly HttpRoute[] | null;
  /** The names of the crons. */
  readonly crons: readonly string[];
}

/** Evaluate the modules as they will run and read what they register. Throws `RequestError` when one of them throws. */
export function analyzeModules(
  isolate: Bundle,
  node: Bundle | null,
  environment: Readonly<Record<string, string>>,
): Analysis {
  const sandboxed = evaluateInSandbox(isolate, environment);
  const functions = functionsOf(sandboxed, "isolate");
  if (node !== null) functions.push(...functionsOf(evaluateForNode(isolate, node, environment), "node"));
  return { functions, routes: routesOf(sandboxed), crons: cronsOf(sandboxed) };
}

/** Evaluate the schema module and return the schema as it exports itself, as JSON text. Throws `RequestError`. */
export function analyzeSchema(bundle: Bundle, environment: Readonly<Record<string, string>>): string {
  const definition = evaluateInSandbox(bundle, environment).schema?.default as
    { readonly export?: () => string } | undefined;
  if (typeof definition?.export !== "function") {
    throw new RequestError(
      400,
      "InvalidSchema",
      "The default export of schema.ts must be a schema: export default defineSchema({...}).",
    );
  }
  return definition.export();
}

/** An environment variable that convex.config.ts declares, in the form of the CLI. */
export type DeclaredVariable = readonly [
  name: string,
  declaration: { readonly type: "value"; readonly value: string; readonly optional?: boolean },
];

/** Evaluate convex.config.ts and return the variables it declares; null when it declares none. Throws `RequestError`. */
export function analyzeDefinition(
  bundle: Bundle,
  environment: Readonly<Record<string, string>>,
): DeclaredVariable[] | null {
  const app = evaluateInSandbox(bundle, environment).definition?.default as
    { readonly export?: () => { envVars?: DeclaredVariable[] } } | undefined;
  const envVars = app?.export?.().envVars;
  // A copy, since the list belongs to the sandbox's realm.
  return envVars === undefined ? null : (JSON.parse(JSON.stringify(envVars)) as DeclaredVariable[]);
}

function evaluateInSandbox(bundle: Bundle, environment: Readonly<Record<string, string>>): Namespaces {
  try {
    return new Sandbox(compileForSandbox(bundle), environment).modules;
  } catch (error) {
    throw importRefusal(error, new StackTranslator(ISOLATE_FILENAME, bundle.map));
  }
}

/** The namespaces of the Node modules alone. */
function evaluateForNode(isolate: Bundle, node: Bundle, environment: Readonly<Record<string, string>>): Namespaces {
  const deployed = {
    isolate: { ...isolate, code: "var __functions = { modules: {} };" },
    node,
    functions: [],
    modules: [],
    hasRouter: false,
  };
  try {
    return new ActionInstance(deployed, environment).modules;
  } catch (error) {
    throw importRefusal(error, null);
  }
}

function functionsOf(modules: Namespaces, environment: "isolate" | "node"): FunctionDefinition[] {
  return Object.entries(modules).flatMap(([module, namespace]) =>
    Object.entries(namespace).flatMap(([exportName, value]) => {
      const definition = definitionOf(module, exportName, value, environment);
      return definition === null ? [] : [definition];
    }),
  );
}

function definitionOf(
  module: string,
  exportName: string,
  value: unknown,
  environment: "isolate" | "node",
): FunctionDefinition | null {
  if (typeof value !== "function") return null;
  const registration = value as Registration;
  const kind = kindOf(registration);
  if (kind === null) return null;
  if (environment === "node" && kind !== "action") {
    throw new RequestError(
      400,
      "InvalidModules",
      `${module}.js:${exportName} is a ${kind} in a file that starts with "use node". Only actions run in Node: move it to another file.`,
    );
  }
  const returns = parsed(registration.exportReturns);
  return {
    module,
    exportName,
    kind,
    isPublic: registration.isPublic === true,
    args: parsed(registration.exportArgs) ?? { type: "any" },
    returns,
    environment,
  };
}

function kindOf(registration: Registration): FunctionKind | null {
  if (registration.isPublic !== true && registration.isInternal !== true) return null;
  if (registration.isQuery === true) return "query";
  if (registration.isMutation === true) return "mutation";
  return registration.isAction === true ? "action" : null;
}

function parsed(exported: (() => string) | undefined): ValidatorJson | null {
  return exported === undefined ? null : (JSON.parse(exported()) as ValidatorJson | null);
}

function routesOf(modules: Namespaces): HttpRoute[] | null {
  const { http } = modules;
  if (http === undefined) return null;
  const router = http.default as
    { readonly isRouter?: boolean; readonly getRoutes?: () => [string, string, unknown][] } | undefined;
  if (router?.isRouter !== true || router.getRoutes === undefined) {
    throw new RequestError(
      400,
      "InvalidModules",
      "The default export of http.ts must be a router: export default httpRouter().",
    );
  }
  return router.getRoutes().map(([path, method]) => ({ path, method }));
}

function cronsOf(modules: Namespaces): string[] {
  const crons = modules.crons?.default as { readonly isCrons?: boolean; readonly export?: () => string } | undefined;
  if (crons?.isCrons !== true || crons.export === undefined) return [];
  return Object.keys(JSON.parse(crons.export()) as Record<string, unknown>);
}

function importRefusal(error: unknown, translator: StackTranslator | null): unknown {
  if (error instanceof RequestError) return error;
  // The error may belong to the sandbox's realm, where it is no instance of this realm's classes.
  const {
    name = "Error",
    message = String(error),
    stack = "",
  } = error as { name?: string; message?: string; stack?: string };
  const frames = translator?.translate(stack) ?? "";
  return new RequestError(
    400,
    "InvalidModules",
    `Failed to load the pushed modules: Uncaught ${name}: ${message}${frames === "" ? "" : `\n${frames}`}`,
  );
}
