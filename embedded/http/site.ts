/** HTTP actions: from a Node request to the router's action and back. */
import type { IncomingMessage, ServerResponse } from "node:http";

import type { Deployment } from "../runtime/deployment.ts";
import { RequestError } from "../runtime/errors.ts";
import { limits } from "../runtime/limits.ts";
import type { Credentials } from "./credentials.ts";
import type { Exchange } from "./exchange.ts";
import { headerOf } from "./exchange.ts";
import { readBody } from "./request_body.ts";

const BODYLESS: readonly string[] = ["GET", "HEAD", "OPTIONS"];
const ROUTABLE: readonly string[] = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];

export class Site {
  constructor(
    private readonly deployment: Deployment,
    private readonly credentials: Credentials,
  ) {}

  /** Run the HTTP action for `target`, the path and query below the site's origin. Returns the status sent. */
  async serve(exchange: Exchange, target: string, response: ServerResponse): Promise<number> {
    const body = await this.bodyOf(exchange);
    const answer = await this.answerTo(exchange, target, body);
    return await sendResponse(response, answer, exchange.method === "HEAD");
  }

  private async bodyOf({ request, method }: Exchange): Promise<Buffer | null> {
    const body = await readBody(request, limits.httpActionBytes).catch((error: unknown) => {
      if (!(error instanceof RequestError)) throw error;
      throw new RequestError(413, "RequestTooLarge", `An HTTP action takes at most ${limits.httpActionBytes} bytes.`);
    });
    return BODYLESS.includes(method) ? null : body;
  }

  private async answerTo(exchange: Exchange, target: string, body: Buffer | null): Promise<Response> {
    if (!this.deployment.hasRouter) {
      return new Response("This Convex deployment does not have HTTP actions enabled.", { status: 404 });
    }
    if (!ROUTABLE.includes(exchange.method))
      return new Response(`The method ${exchange.method} cannot be routed.`, { status: 405 });
    const { caller, tokenRefusal } = this.credentials.httpActionCaller(exchange);
    const request = webRequest(exchange.request, target, exchange.method, body);
    const path = new URL(request.url).pathname;
    exchange.functionPath = path;
    return await this.deployment.runHttpAction(request, path, caller, tokenRefusal);
  }
}

/** The standard `Request` of a Node request; its scheme is the one the outermost proxy was asked with. */
function webRequest(request: IncomingMessage, target: string, method: string, body: Buffer | null): Request {
  const scheme = headerOf(request, "x-forwarded-proto")?.split(",")[0]?.trim() ?? "http";
  const host = headerOf(request, "host") ?? "localhost";
  const headers = new Headers();
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    headers.append(request.rawHeaders[i] ?? "", request.rawHeaders[i + 1] ?? "");
  }
  const url = `${scheme}://${host}${target}`;
  if (!URL.canParse(url))
    throw new RequestError(400, "BadRequest", "The host and path of the request do not make a URL.");
  return new Request(url, { method, headers, body });
}

/** Stream a standard `Response` to a Node one, up to the limit of Convex. */
async function sendResponse(response: ServerResponse, answer: Response, isHead: boolean): Promise<number> {
  for (const [name, value] of answer.headers) if (name !== "set-cookie") response.setHeader(name, value);
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.writeHead(answer.status);
  if (isHead || answer.body === null) {
    await answer.body?.cancel();
    response.end();
    return answer.status;
  }
  let sent = 0;
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    sent += chunk.length;
    if (sent > limits.httpActionBytes) {
      // The status is sent already: only an abrupt end tells the client that the answer is incomplete.
      response.destroy();
      return answer.status;
    }
    if (response.destroyed) return answer.status;
    if (!response.write(chunk)) await roomToWrite(response);
  }
  response.end();
  return answer.status;
}

/** Wait until the client has read enough, or has gone. */
function roomToWrite(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off("drain", settle);
      response.off("close", settle);
      resolve();
    };
    response.on("drain", settle);
    response.on("close", settle);
  });
}
