/** Reading and changing the deployment's environment variables. */
import type { Deployment } from "../runtime/deployment.ts";
import type { EnvironmentChange } from "../runtime/environment_variables.ts";
import { RequestError } from "../runtime/errors.ts";
import { limits } from "../runtime/limits.ts";
import type { Credentials } from "./credentials.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { jsonAnswer } from "./exchange.ts";
import { readJson } from "./request_body.ts";

export class EnvironmentApi {
  constructor(
    private readonly deployment: Deployment,
    private readonly credentials: Credentials,
  ) {}

  list(exchange: Exchange): Answer {
    this.credentials.adminOf(exchange);
    const environmentVariables = Object.fromEntries(
      this.deployment.environment.list().map(({ name, value }) => [name, value]),
    );
    return jsonAnswer({ environmentVariables });
  }

  /** `{changes:[{name, value|null}]}`: all or none; functions see them at their next call. */
  async update(exchange: Exchange): Promise<Answer> {
    this.credentials.adminOf(exchange);
    const body = (await readJson(exchange.request, limits.requestBodyBytes)) as { changes?: unknown } | null;
    if (!Array.isArray(body?.changes)) throw badChange();
    this.deployment.updateEnvironment(body.changes.map(readChange));
    return jsonAnswer(null);
  }
}

function readChange(change: unknown): EnvironmentChange {
  const { name, value } = (change ?? {}) as { name?: unknown; value?: unknown };
  if (typeof name !== "string" || !(typeof value === "string" || value === null || value === undefined))
    throw badChange();
  return { name, value: value ?? null };
}

function badChange(): RequestError {
  return new RequestError(
    400,
    "BadJsonBody",
    "The body must be {changes: [{name, value}]}; a value of null removes the variable.",
  );
}
