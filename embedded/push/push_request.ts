/** The body of `/api/deploy2/start_push`, as far as this deployment reads it. */
import { RequestError } from "../runtime/errors.ts";

export interface ModuleSource {
  /** `dir/module.js`. */
  readonly path: string;
  readonly source: string;
  readonly sourceMap: string | null;
  readonly environment: "isolate" | "node";
}

export interface PushRequest {
  readonly isDryRun: boolean;
  /** The directory of the functions in the author's project, `convex/`. */
  readonly functionsDir: string;
  readonly modules: readonly ModuleSource[];
  readonly schema: ModuleSource | null;
  /** convex.config.ts, or what the CLI puts in its place. */
  readonly definition: ModuleSource | null;
  readonly udfServerVersion: string;
  readonly hasAuthConfig: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** Read a push. Throws `RequestError` when it is malformed, or needs what this deployment does not have. */
export function readPushRequest(body: unknown): PushRequest {
  const request = objectOf(body, "the body");
  const app = objectOf(request.appDefinition, "appDefinition");
  if (listOf(request.componentDefinitions ?? [], "componentDefinitions").length > 0) {
    throw new RequestError(
      400,
      "ComponentsNotServed",
      "The embedded deployment does not serve components (app.use in convex.config.ts). " +
        "Deploy to self-hosted Convex or Convex Cloud, or take the components out.",
    );
  }
  if (listOf(app.unchangedModuleHashes ?? [], "unchangedModuleHashes").length > 0) {
    throw malformed("unchangedModuleHashes names modules, but this deployment asks for all of them each time");
  }
  return {
    isDryRun: request.dryRun === true,
    functionsDir: typeof request.functions === "string" ? request.functions : "convex/",
    modules: listOf(app.changedModules, "appDefinition.changedModules").map(readModule),
    schema: optionalModule(app.schema),
    definition: optionalModule(app.definition),
    udfServerVersion: typeof app.udfServerVersion === "string" ? app.udfServerVersion : "unknown",
    hasAuthConfig: app.auth !== null && app.auth !== undefined,
  };
}

export function objectOf(value: unknown, name: string): Json {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
  throw malformed(`${name} is not an object`);
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  throw malformed(`${name} is not a list`);
}

function readModule(value: unknown): ModuleSource {
  const { path, source, sourceMap, environment } = objectOf(value, "a module");
  if (typeof path !== "string" || typeof source !== "string") throw malformed("a module lacks its path or source");
  return {
    path,
    source,
    sourceMap: typeof sourceMap === "string" ? sourceMap : null,
    environment: environment === "node" ? "node" : "isolate",
  };
}

function optionalModule(value: unknown): ModuleSource | null {
  return value === null || value === undefined ? null : readModule(value);
}

function malformed(problem: string): RequestError {
  return new RequestError(400, "BadJsonBody", `This is no push of the Convex CLI: ${problem}.`);
}
