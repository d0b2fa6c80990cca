/** The routes of the Convex CLI: pushes, configuration, logs. */
import type { Deployment } from "../runtime/deployment.ts";
import { RequestError } from "../runtime/errors.ts";
import { limits } from "../runtime/limits.ts";
import type { PreparedPush, PushService } from "../push/push_service.ts";
import { objectOf, readPushRequest } from "../push/push_request.ts";
import type { PushedIndex } from "../push/schema.ts";
import type { Credentials } from "./credentials.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { jsonAnswer } from "./exchange.ts";
import { parseJson, readBody } from "./request_body.ts";

type Json = Readonly<Record<string, unknown>>;

export class DeployApi {
  constructor(
    private readonly deployment: Deployment,
    private readonly pushes: PushService,
    private readonly credentials: Credentials,
  ) {}

  /** `get_canonical_urls`: what the CLI writes into `.env.local`. */
  canonicalUrls(exchange: Exchange): Answer {
    this.credentials.adminOf(exchange);
    const { api, site } = this.deployment.originUrls;
    return jsonAnswer({ convexCloudUrl: api, convexSiteUrl: site });
  }

  /** `get_config_hashes`: no hashes, so that each push brings all modules. */
  async configHashes(exchange: Exchange): Promise<Answer> {
    await this.authorizedBody(exchange);
    return jsonAnswer({
      config: { functions: "convex/" },
      moduleHashes: [],
      nodeDependencies: [],
      udfServerVersion: this.pushes.udfServerVersion,
      nodeVersion: null,
    });
  }

  /** `deploy2/evaluate_schema`: which indexes a push would add and drop, and how large their tables are. */
  async evaluateSchema(exchange: Exchange): Promise<Answer> {
    const request = readPushRequest(await this.authorizedBody(exchange));
    const { schema } = await this.pushes.schemaOf(request);
    const { added, removed, kept } = this.pushes.changesTo(schema);
    const indexes = [
      ...added.map((index) => this.predicted(index, "added")),
      ...removed.map((index) => this.predicted(index, "dropped")),
      ...kept.map((index) => this.predicted(index, "identical")),
    ];
    const prediction = { definitionPath: "", schemaValidation: schema?.schemaValidation ?? false, tables: [], indexes };
    return jsonAnswer({ componentSchemaEvaluations: { "": prediction }, newComponentDefinitions: [] });
  }

  async startPush(exchange: Exchange): Promise<Answer> {
    const request = readPushRequest(await this.authorizedBody(exchange));
    return jsonAnswer(startPushAnswer(await this.pushes.prepare(request)));
  }

  async waitForSchema(exchange: Exchange): Promise<Answer> {
    const body = await this.authorizedBody(exchange);
    return jsonAnswer(this.pushes.checkDocuments(pushIdOf(objectOf(body.schemaChange, "schemaChange"))));
  }

  async finishPush(exchange: Exchange): Promise<Answer> {
    const body = await this.authorizedBody(exchange);
    const startPush = objectOf(body.startPush, "startPush");
    const { prepared, previous } = this.pushes.finish(
      pushIdOf(objectOf(startPush.schemaChange, "schemaChange")),
      body.dryRun === true,
    );
    const before = new Set(previous?.code.modules ?? []);
    const after = new Set(prepared.push.code.modules);
    const moduleDiff = {
      added: [...after].filter((module) => !before.has(module)).map((module) => `${module}.js`),
      removed: [...before].filter((module) => !after.has(module)).map((module) => `${module}.js`),
    };
    const root = {
      diffType: { type: previous === null ? "create" : "modify" },
      moduleDiff,
      udfConfigDiff: null,
      cronDiff: { added: [], updated: [], deleted: [] },
      indexDiff: indexDiff(prepared),
      schemaDiff: null,
    };
    return jsonAnswer({ authDiff: { added: [], removed: [] }, definitionDiffs: {}, componentDiffs: { "": root } });
  }

  /** `deploy2/report_push_completed`: timings that nobody here needs. */
  async pushCompleted(exchange: Exchange): Promise<Answer> {
    await this.authorizedBody(exchange);
    return jsonAnswer(null);
  }

  /** `stream_function_logs`: waits until there is something to tell. */
  async functionLogs(exchange: Exchange): Promise<Answer> {
    this.credentials.adminOf(exchange);
    const cursor = Number(exchange.query.get("cursor") ?? 0);
    if (Number.isNaN(cursor)) throw new RequestError(400, "BadQueryArgs", "`cursor` must be a number.");
    return jsonAnswer(await this.deployment.log.after(cursor, exchange.onGone));
  }

  /** The CLI sends its key in the body, and some calls without a JSON content type. */
  private async authorizedBody(exchange: Exchange): Promise<Json> {
    const bytes = await readBody(exchange.request, limits.pushBodyBytes);
    const body = objectOf(parseJson(bytes), "the body");
    this.credentials.checkBodyKey(body.adminKey);
    return body;
  }

  private predicted(index: PushedIndex, change: "added" | "dropped" | "identical"): Json {
    const numDocs = this.pushes.countDocuments(index.name.split(".")[0] ?? "");
    return { ...index, change, needsBackfill: change === "added" && numDocs > 0, numDocs };
  }
}

/** The id of the prepared push travels in a part of the answer that the CLI hands back untouched. */
function pushIdOf(schemaChange: Json): string {
  const ids = objectOf(schemaChange.schemaIds, "schemaIds");
  return typeof ids[""] === "string" ? ids[""] : "";
}

function startPushAnswer(prepared: PreparedPush): Json {
  const { id, push, analysis, variables } = prepared;
  const definition = variables === null ? ROOT_DEFINITION : { ...ROOT_DEFINITION, envVars: variables };
  const udfConfig = { serverVersion: push.udfServerVersion, importPhaseRngSeed: null, importPhaseUnixTimestamp: null };
  return {
    environmentVariables: {},
    externalDepsId: null,
    componentDefinitionPackages: {},
    appAuth: [],
    analysis: { "": { definition, schema: analyzedSchema(prepared), functions: analyzedModules(prepared), udfConfig } },
    app: {
      definitionPath: "",
      componentPath: "",
      args: {},
      childComponents: {},
      httpRoutes: { httpModuleRoutes: analysis.routes, mounts: [] },
      exports: {},
    },
    schemaChange: { allocatedComponentIds: {}, schemaIds: { "": id }, indexDiffs: { "": indexDiff(prepared) } },
  };
}

const ROOT_DEFINITION = {
  path: "",
  definitionType: { type: "app" },
  childComponents: [],
  httpMounts: {},
  exports: { type: "branch", branch: [] },
};

function indexDiff({ indexes }: PreparedPush): Json {
  return { added_indexes: indexes.added, removed_indexes: indexes.removed };
}

function analyzedSchema({ push }: PreparedPush): Json | null {
  if (push.schema === null) return null;
  const tables = push.schema.tables.map((table) => ({
    tableName: table.name,
    indexes: table.indexes.map(({ name, fields }) => ({ indexDescriptor: name, fields })),
    searchIndexes: (table.searchIndexes ?? []).map(({ name, ...fields }) => ({ indexDescriptor: name, ...fields })),
    vectorIndexes: [],
    documentType: table.documentType,
  }));
  return { tables, schemaValidation: push.schema.schemaValidation };
}

const UDF_TYPES = { query: "Query", mutation: "Mutation", action: "Action" } as const;

function analyzedModules({ push }: PreparedPush): Json {
  const modules: Record<string, { functions: Json[]; httpRoutes: null; cronSpecs: null; sourceMapped: null }> = {};
  for (const module of push.code.modules)
    modules[`${module}.js`] = { functions: [], httpRoutes: null, cronSpecs: null, sourceMapped: null };
  for (const fn of push.code.functions) {
    modules[`${fn.module}.js`]?.functions.push({
      name: fn.exportName,
      pos: null,
      udfType: UDF_TYPES[fn.kind],
      visibility: { kind: fn.isPublic ? "public" : "internal" },
      args: JSON.stringify(fn.args),
      returns: fn.returns === null ? null : JSON.stringify(fn.returns),
    });
  }
  return modules;
}
