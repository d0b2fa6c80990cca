/** What a function can learn about its caller, itself and its transaction. */
import type { JsonObject } from "../../store/types.ts";
import { notServed } from "../errors.ts";
import type { Execution, Syscall } from "../execution.ts";
import { limits } from "../limits.ts";
import type { MeteredLimit } from "../meter.ts";

export const surroundingSyscalls: Readonly<Record<string, Syscall>> = {
  "1.0/getUserIdentity": ({ scope }) => JSON.stringify(scope.caller.identity),
  "1.0/getFunctionMetadata": ({ fn }) => JSON.stringify({ name: fn.path, componentPath: "" }),
  "1.0/getDeploymentMetadata": () => DEPLOYMENT_METADATA,
  "1.0/getRequestMetadata": requestMetadata,
  "1.0/getTransactionMetrics": transactionMetrics,
  "1.0/getSnapshotTs": snapshotTs,
  "1.0/runUdf": (execution, payload) => execution.scope.runNested(execution, payload),
  "1.0/createFunctionHandle": ({ scope }, payload) => JSON.stringify(scope.createHandle(payload)),
  "1.0/auditLog": () => "null",
  "1.0/schedule": () => refuse("The scheduler (ctx.scheduler)"),
  "1.0/cancel_job": () => refuse("The scheduler (ctx.scheduler)"),
  "1.0/signJwt": () => refuse("Signing of tokens (ctx.auth.signJwt)"),
};

export const DEPLOYMENT_METADATA = JSON.stringify({ name: "embedded", region: null, class: "s16" });

const METERED: readonly MeteredLimit[] = [
  "bytesRead",
  "bytesWritten",
  "databaseQueries",
  "documentsRead",
  "documentsWritten",
  "filesRead",
  "fileReadBytes",
  "filesWritten",
  "fileWriteBytes",
];
/** Nothing of this is served yet, so nothing is used and nothing remains. */
const UNSERVED_METRICS = ["functionsScheduled", "scheduledFunctionArgsBytes"];

function refuse(what: string): never {
  throw notServed(what);
}

function requestMetadata({ scope }: Execution): string {
  const { ip, userAgent, requestId } = scope.caller;
  return JSON.stringify({ ip, userAgent, requestId, scheduledFunctionId: null, authToken: null });
}

function transactionMetrics({ scope }: Execution): string {
  const metrics: JsonObject = {};
  for (const name of METERED) {
    const used = scope.meter.used[name];
    metrics[name] = { used, remaining: Math.max(0, limits[name] - used) };
  }
  for (const name of UNSERVED_METRICS) metrics[name] = { used: 0, remaining: 0 };
  return JSON.stringify(metrics);
}

function snapshotTs({ scope }: Execution): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(scope.snapshotTs);
  return JSON.stringify({ $integer: bytes.toString("base64") });
}
