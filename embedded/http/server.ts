/** The two HTTP servers of a deployment: the API, and the site of HTTP actions. */
import { randomBytes } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { RequestError } from "../runtime/errors.ts";
import { StorageFullError } from "../store/errors.ts";
import { answerPreflight, isPreflight, setCorsHeaders } from "./cors.ts";
import type { Answer, Exchange, Handler } from "./exchange.ts";
import { errorAnswer, headerOf } from "./exchange.ts";
import type { FilePart } from "./file_part.ts";
import { sendFilePart } from "./file_part.ts";
import type { Log } from "./request_log.ts";
import type { Site } from "./site.ts";
import { refuseSync } from "./sync_refusal.ts";

export interface ServerParts {
  readonly route: (method: string, path: string) => Handler;
  readonly site: Site;
  readonly log: Log;
}

/** How long idle connections are kept: longer than clients keep theirs, so that it is never the server that hangs up. */
const KEEP_ALIVE_MS = 75_000;
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;
const SITE_PREFIX = "/http";

export class HttpServers {
  private readonly api: Server;
  private readonly site: Server;
  private running = 0;
  private whenIdle: (() => void) | null = null;

  constructor(private readonly parts: ServerParts) {
    this.api = this.server((exchange, response) => this.serveApi(exchange, response));
    this.site = this.server((exchange, response) => this.serveSite(exchange, response, exchange.request.url ?? "/"));
    this.api.on("upgrade", refuseSync);
  }

  /** Start listening; port 0 takes any free one. Rejects with Node's error, `EADDRINUSE` among them. */
  async listen(
    host: string,
    port: number,
    sitePort: number,
  ): Promise<{ readonly port: number; readonly sitePort: number }> {
    const bound = await listen(this.api, host, port);
    const siteBound = await listen(this.site, host, sitePort).catch((error: unknown) => {
      this.api.close();
      throw error;
    });
    return { port: bound, sitePort: siteBound };
  }

  /** Take no more requests, let those that run finish for at most `patienceMs`, then close every connection. */
  async close(patienceMs: number): Promise<void> {
    const servers = [this.api, this.site];
    for (const server of servers) {
      server.close();
      server.closeIdleConnections();
    }
    await this.idle(patienceMs);
    for (const server of servers) server.closeAllConnections();
  }

  private server(serve: (exchange: Exchange, response: ServerResponse) => Promise<number>): Server {
    const server = createServer((request, response) => {
      void this.handle(request, response, serve);
    });
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    // A request of 20 MiB over a slow line takes minutes.
    server.requestTimeout = 0;
    return server;
  }

  /** Serve one request, whatever happens; nothing that goes wrong in it reaches the process. */
  private async handle(
    request: IncomingMessage,
    response: ServerResponse,
    serve: (exchange: Exchange, response: ServerResponse) => Promise<number>,
  ): Promise<void> {
    const started = performance.now();
    const exchange = exchangeOf(request, response);
    this.running += 1;
    let status = 0;
    try {
      response.setHeader("convex-request-id", exchange.requestId);
      setCorsHeaders(request, response);
      status = await serve(exchange, response);
    } catch (error) {
      status = await this.sendError(exchange, response, error);
    }
    this.running -= 1;
    if (this.running === 0) this.whenIdle?.();
    const { method, path, functionPath, requestId } = exchange;
    this.parts.log.request({ method, path, functionPath, status, ms: performance.now() - started, requestId });
  }

  private async serveApi(exchange: Exchange, response: ServerResponse): Promise<number> {
    const { request, method, path } = exchange;
    if (path === SITE_PREFIX || path.startsWith(`${SITE_PREFIX}/`)) {
      const target = (request.url ?? "").slice(SITE_PREFIX.length);
      return await this.serveSite(exchange, response, target.startsWith("/") ? target : `/${target}`);
    }
    if (isPreflight(request)) {
      answerPreflight(request, response);
      return response.statusCode;
    }
    return await send(response, await this.parts.route(method, path)(exchange));
  }

  /** HTTP actions answer preflights themselves, if they want any. */
  private async serveSite(exchange: Exchange, response: ServerResponse, target: string): Promise<number> {
    return await this.parts.site.serve(exchange, target, response);
  }

  private async sendError(exchange: Exchange, response: ServerResponse, error: unknown): Promise<number> {
    if (!(error instanceof RequestError)) {
      this.parts.log.fault(`${exchange.method} ${exchange.path} failed (request ${exchange.requestId})`, error);
    }
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return response.statusCode;
    }
    // A body that was not read would be taken for the next request.
    if (!exchange.request.complete) response.setHeader("connection", "close");
    return await send(response, errorOf(error));
  }

  private async idle(patienceMs: number): Promise<void> {
    if (this.running === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      this.whenIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function errorOf(error: unknown): Answer {
  if (error instanceof RequestError) return errorAnswer(error.status, error.code, error.message);
  if (error instanceof StorageFullError) return errorAnswer(507, "StorageFull", error.message);
  return errorAnswer(500, "InternalServerError", "Your request couldn't be completed. Try again later.");
}

function exchangeOf(request: IncomingMessage, response: ServerResponse): Exchange {
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  const given = headerOf(request, "convex-request-id");
  return {
    request,
    method: request.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1)),
    requestId: given !== null && REQUEST_ID.test(given) ? given : randomBytes(8).toString("hex"),
    onGone: (listener) => {
      response.on("close", listener);
    },
    functionPath: null,
  };
}

async function send(response: ServerResponse, { status, headers, body }: Answer): Promise<number> {
  if (isFilePart(body)) {
    response.writeHead(status, { ...headers, "content-length": body.last - body.first + 1 });
    await sendFilePart(response, body);
    return status;
  }
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  response.writeHead(status, { ...headers, "content-length": bytes.length });
  response.end(response.req.method === "HEAD" ? undefined : bytes);
  return status;
}

function isFilePart(body: Answer["body"]): body is FilePart {
  return typeof body === "object" && "handle" in body;
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}
