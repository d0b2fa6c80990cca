/** Cross-origin rules of the API: any origin may call it, since the key or token decides. */
import type { IncomingMessage, ServerResponse } from "node:http";

import { headerOf } from "./exchange.ts";

const MAX_AGE_S = "86400";

export function setCorsHeaders(request: IncomingMessage, response: ServerResponse): void {
  const origin = headerOf(request, "origin");
  if (origin === null) return;
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader("access-control-allow-credentials", "true");
  response.setHeader("vary", "origin");
}

/** Answer a preflight request. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("access-control-allow-methods", "GET, POST, PUT, DELETE, PATCH, OPTIONS, HEAD");
  const headers = headerOf(request, "access-control-request-headers");
  if (headers !== null) response.setHeader("access-control-allow-headers", headers);
  response.setHeader("access-control-max-age", MAX_AGE_S);
  response.writeHead(204);
  response.end();
}

export function isPreflight(request: IncomingMessage): boolean {
  return request.method === "OPTIONS" && headerOf(request, "access-control-request-method") !== null;
}
