/** One HTTP request on its way through the deployment, and the answer to it. */
import type { IncomingMessage } from "node:http";

import type { JsonValue } from "../store/types.ts";
import type { FilePart } from "./file_part.ts";

export interface Exchange {
  readonly request: IncomingMessage;
  readonly method: string;
  /** Without the query string, as it stands in the request line. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Chosen by the client, or 16 hexadecimal digits. */
  readonly requestId: string;
  /** Call `listener` when the client has gone, or has its answer. */
  readonly onGone: (listener: () => void) => void;
  /** What the request log names instead of the path, once it is known. */
  functionPath: string | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | FilePart;
}

export type Handler = (exchange: Exchange) => Answer | Promise<Answer>;

export function jsonAnswer(value: unknown, status = 200): Answer {
  return jsonTextAnswer(JSON.stringify(value), status);
}

export function jsonTextAnswer(body: string, status = 200): Answer {
  return { status, headers: { "content-type": "application/json" }, body };
}

export function textAnswer(body: string, status = 200): Answer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body };
}

/** The form of every refusal: a short code for programs and a sentence for people. */
export function errorAnswer(status: number, code: string, message: string): Answer {
  return jsonAnswer({ code, message } satisfies Record<string, JsonValue>, status);
}

/** Return a request header's only value, or null. */
export function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === "string" ? value : null;
}
