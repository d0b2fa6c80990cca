/** The steps of a push: prepare, check the documents, put in force. */
import { randomUUID } from "node:crypto";

import { InvalidSchemaError, SchemaMismatchError } from "../store/errors.ts";
import type { SchemaDefinition } from "../store/types.ts";
import type { Deployment } from "../runtime/deployment.ts";
import { RequestError } from "../runtime/errors.ts";
import type { Bundle } from "../runtime/loaded_code.ts";
import type { Analysis, DeclaredVariable } from "./analysis.ts";
import { analyzeDefinition, analyzeModules, analyzeSchema } from "./analysis.ts";
import type { Push } from "./active_push.ts";
import { checkSchema, loadPush, storePush } from "./active_push.ts";
import { bundleModules, isFunctionModule, modulePath } from "./bundle.ts";
import type { ModuleSource, PushRequest } from "./push_request.ts";
import type { IndexChanges } from "./schema.ts";
import { indexChanges, readSchema, unservedParts } from "./schema.ts";

export interface PreparedPush {
  readonly id: string;
  readonly request: PushRequest;
  readonly push: Push;
  readonly analysis: Analysis;
  readonly variables: readonly DeclaredVariable[] | null;
  /** What the push asks for and will not get, as phrases. */
  readonly unserved: readonly string[];
  readonly indexes: IndexChanges;
}

/** How the documents take the schema. */
export type SchemaState =
  | { readonly type: "complete" }
  | {
      readonly type: "failed";
      readonly error: string;
      readonly componentPath: string;
      readonly tableName: string | null;
    }
  | { readonly type: "raceDetected" };

/** A push that nobody finished is forgotten when this many newer ones were prepared. */
const KEPT_PREPARED = 8;

export class PushService {
  private active: Push | null;
  private prepared: PreparedPush[] = [];

  /** Loads the push that was in force, and puts it in force again. */
  constructor(
    private readonly deployment: Deployment,
    private readonly warn: (sentence: string) => void,
  ) {
    this.active = loadPush(deployment.store);
    if (this.active !== null) deployment.activate(this.active.code);
  }

  get udfServerVersion(): string | null {
    return this.active?.udfServerVersion ?? null;
  }

  /** How many documents a table has: what the CLI weighs before it changes a large index. */
  countDocuments(table: string): number {
    return this.deployment.store.reader.count(table);
  }

  /** Bundle and evaluate a push without any effect. Throws `RequestError`. */
  async prepare(request: PushRequest): Promise<PreparedPush> {
    const environment = this.deployment.functionEnvironment;
    const { functionsDir } = request;
    const isolateModules = request.modules.filter((module) => module.environment === "isolate");
    const nodeModules = request.modules.filter((module) => module.environment === "node");
    const variables = await this.variablesOf(request);
    const isolate = await bundleModules(isolateModules, { platform: "isolate", functionsDir });
    const node = nodeModules.length === 0 ? null : await bundleModules(nodeModules, { platform: "node", functionsDir });
    const analysis = analyzeModules(isolate, node, environment);
    const { schema, unserved } = await this.schemaOf(request);
    const modules = request.modules.filter(isFunctionModule).map((module) => modulePath(module.path));
    const code = { isolate, node, functions: analysis.functions, modules, hasRouter: analysis.routes !== null };
    const push = { code, schema, udfServerVersion: request.udfServerVersion };
    const prepared = {
      id: randomUUID(),
      request,
      push,
      analysis,
      variables,
      unserved,
      indexes: this.changesTo(schema),
    };
    this.prepared = [...this.prepared, prepared].slice(-KEPT_PREPARED);
    return prepared;
  }

  /** Evaluate only the schema of a push. Throws `RequestError`. */
  async schemaOf(
    request: PushRequest,
  ): Promise<{ readonly schema: SchemaDefinition | null; readonly unserved: readonly string[] }> {
    if (request.schema === null) return { schema: null, unserved: [] };
    const bundle = await this.bundleOne(request, request.schema, "schema.js");
    const text = analyzeSchema(bundle, this.deployment.functionEnvironment);
    return { schema: readSchema(text), unserved: unservedParts(text) };
  }

  /** The variables that convex.config.ts declares. Throws `RequestError` when a required one has no value. */
  private async variablesOf(request: PushRequest): Promise<DeclaredVariable[] | null> {
    if (request.definition === null) return null;
    const environment = this.deployment.functionEnvironment;
    const bundle = await this.bundleOne(request, request.definition, "definition.js");
    const variables = analyzeDefinition(bundle, environment);
    const missing = (variables ?? []).filter(
      ([name, { optional }]) => optional !== true && environment[name] === undefined,
    );
    if (missing.length === 0) return variables;
    // The CLI reads the names out of this sentence.
    const names = missing.map(([name]) => name).join(", ");
    throw new RequestError(
      400,
      "MissingEnvironmentVariables",
      `Environment variables that convex.config.ts requires are not set: ${names}.`,
    );
  }

  private async bundleOne({ functionsDir }: PushRequest, module: ModuleSource, path: string): Promise<Bundle> {
    return await bundleModules([{ ...module, path }], { platform: "isolate", functionsDir });
  }

  changesTo(schema: SchemaDefinition | null): IndexChanges {
    return indexChanges(this.active?.schema ?? null, schema);
  }

  /** Tell whether the stored documents fit the schema of a prepared push. */
  checkDocuments(id: string): SchemaState {
    const prepared = this.find(id);
    if (prepared === null) return { type: "raceDetected" };
    const { schema } = prepared.push;
    // The documents fit the schema in force already.
    if (JSON.stringify(schema) === JSON.stringify(this.active?.schema ?? null)) return { type: "complete" };
    try {
      checkSchema(this.deployment.store, schema);
      return { type: "complete" };
    } catch (error) {
      const failed = { type: "failed", componentPath: "" } as const;
      if (error instanceof SchemaMismatchError) return { ...failed, error: error.message, tableName: error.table };
      if (error instanceof InvalidSchemaError) return { ...failed, error: error.message, tableName: null };
      throw error;
    }
  }

  /** Put a prepared push in force. Throws `RequestError` when the documents do not fit, or it is forgotten. */
  finish(id: string, isDryRun: boolean): { readonly prepared: PreparedPush; readonly previous: Push | null } {
    const prepared = this.find(id);
    if (prepared === null) {
      throw new RequestError(400, "RaceDetected", "The deployment was restarted or pushed to meanwhile. Push again.");
    }
    const previous = this.active;
    if (!isDryRun && !prepared.request.isDryRun) this.activate(prepared);
    return { prepared, previous };
  }

  private activate({ push, analysis, request, unserved }: PreparedPush): void {
    try {
      storePush(this.deployment.store, push);
    } catch (error) {
      if (error instanceof SchemaMismatchError || error instanceof InvalidSchemaError) {
        throw new RequestError(400, "SchemaValidationFailed", error.message);
      }
      throw error;
    }
    this.active = push;
    this.deployment.activate(push.code);
    for (const part of unserved) this.warn(`The ${part} are not served and not built: queries of them fail.`);
    if (analysis.crons.length > 0)
      this.warn(`Crons are not served yet and will not run: ${analysis.crons.join(", ")}.`);
    if (request.hasAuthConfig) this.warn("convex/auth.config.ts is not served yet: user tokens are refused.");
  }

  private find(id: string): PreparedPush | null {
    return this.prepared.find((each) => each.id === id) ?? null;
  }
}
