/** Reading request bodies, with their limits and encodings. */
import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";

import { RequestError } from "../runtime/errors.ts";
import { headerOf } from "./exchange.ts";

const JSON_TYPE = /^application\/(?:json|[^;\s]+\+json)\s*(?:;|$)/i;

const DECODERS = { br: promisify(brotliDecompress), gzip: promisify(gunzip), deflate: promisify(inflate) } as const;

/** The bytes of a body after its `Content-Encoding`. Throws `RequestError` when they are too many or malformed. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const raw = await readRaw(request, maxBytes);
  const encoding = headerOf(request, "content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") return raw;
  const decode = (DECODERS as Readonly<Record<string, (typeof DECODERS)[keyof typeof DECODERS]>>)[encoding];
  if (decode === undefined)
    throw badBody(`The content encoding ${encoding} is not served. Use br, gzip, deflate or none.`);
  return await decode(raw, { maxOutputLength: maxBytes }).catch((error: unknown) => {
    throw badBody(
      `The ${encoding} body cannot be decompressed: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
}

/** A JSON body. Throws `RequestError` when the content type is not JSON, the body is too large, or malformed. */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  if (!JSON_TYPE.test(headerOf(request, "content-type") ?? "")) {
    // The body is still read, so that the connection can serve the next request.
    await readRaw(request, maxBytes);
    throw badBody("Expected request with `Content-Type: application/json`");
  }
  return parseJson(await readBody(request, maxBytes));
}

export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw badBody(`Failed to parse the request body as JSON: ${error.message}`);
    throw error;
  }
}

async function readRaw(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      // The rest is read and dropped, so that the client reads the answer instead of a reset.
      if (length <= maxBytes) chunks.push(chunk);
    }
  } catch (error) {
    if (request.complete) throw error;
    throw badBody("The connection ended before the body did");
  }
  if (length > maxBytes)
    throw badBody(`length limit exceeded: the body has ${length} bytes, and the limit is ${maxBytes}`);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length);
}

function badBody(message: string): RequestError {
  return new RequestError(400, "BadJsonBody", message);
}
