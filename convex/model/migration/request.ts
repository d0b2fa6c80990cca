/** The bulk import as an HTTP request: who asks, for which table, and how each refusal is answered. */

import { ConvexError } from "convex/values";
import { internal } from "../../_generated/api";
import type { ActionCtx } from "../../_generated/server";
import { bearsKey } from "./access";
import { isMigratedTable } from "./tables";

/** The variables of the deployment: the isolate has no other part of Node's `process`. */
declare const process: { readonly env: Readonly<Record<string, string | undefined>> };

/** A function takes arguments of 16 MiB: the body, its table's name and a little room. */
const MAX_BODY_BYTES = 16 * 1024 * 1024 - 1024;

const STATUS_OF: Readonly<Record<string, number>> = { bad_body: 400, unknown_table: 404, batch_too_large: 413 };

/** Answer `POST /migrate/<table>`: 200 with the counts of the batch, or a refusal of all of it. */
export async function receiveBatch(ctx: ActionCtx, request: Request): Promise<Response> {
  const refusal = await refusalOfCaller(request);
  if (refusal !== undefined) {
    return refusal;
  }
  const table = tableOf(request);
  if (!isMigratedTable(table)) {
    return refuse(404, "unknown_table", `${table} is not a table that can be migrated.`);
  }
  const body = await request.text();
  // Only a body near the limit is worth encoding to know its bytes.
  if (3 * body.length > MAX_BODY_BYTES && new TextEncoder().encode(body).length > MAX_BODY_BYTES) {
    return refuse(413, "batch_too_large", `The body is over ${MAX_BODY_BYTES} bytes; send fewer records at a time.`);
  }
  try {
    return Response.json(await ctx.runMutation(internal.migrate.bulkUpsert, { table, body }));
  } catch (error) {
    return answerTo(error);
  }
}

export async function refuseMethod(): Promise<Response> {
  return refuse(405, "method_not_allowed", "Batches are sent with POST.", { Allow: "POST" });
}

async function refusalOfCaller(request: Request): Promise<Response | undefined> {
  const key = process.env.MIGRATION_KEY;
  if (key === undefined || key === "") {
    const detail = "This deployment has no MIGRATION_KEY: set it with `npx convex env set MIGRATION_KEY <key>`.";
    return refuse(503, "migration_key_missing", detail);
  }
  if (!(await bearsKey(request, key))) {
    return refuse(401, "bad_migration_key", "The bearer token is not this deployment's MIGRATION_KEY.");
  }
  return undefined;
}

function tableOf(request: Request): string {
  return new URL(request.url).pathname.split("/migrate/")[1] ?? "";
}

/**
 * Tell the sender why the batch was not stored, so that it can try halves and name the row that breaks it.
 *
 * Whatever the transaction threw is answered here: a production deployment would hide the reason from its caller.
 */
function answerTo(error: unknown): Response {
  if (error instanceof ConvexError) {
    const { code, detail } = error.data as { code: string; detail: string };
    return refuse(STATUS_OF[code] ?? 500, code, detail);
  }
  console.error("The batch was not stored.", error);
  return refuse(500, "batch_failed", error instanceof Error ? error.message : String(error));
}

function refuse(status: number, code: string, detail: string, headers: Record<string, string> = {}): Response {
  return Response.json({ code, detail }, { status, headers });
}
