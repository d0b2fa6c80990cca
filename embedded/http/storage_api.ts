/** Uploading and serving files. */
import { pipeline } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

import type { WrittenFile } from "../files/file_directory.ts";
import type { FileStorage, StoredFile } from "../files/file_storage.ts";
import type { Deployment } from "../runtime/deployment.ts";
import { RequestError } from "../runtime/errors.ts";
import { readRange } from "./byte_range.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { headerOf, jsonAnswer } from "./exchange.ts";

const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;.*)?$/;
const SHA256_DIGEST = /^sha-256=([A-Za-z0-9+/]{43}=)$/i;
/** A file never changes under its address. */
const CACHE_CONTROL = "private, max-age=2592000";

const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  br: createBrotliDecompress,
  gzip: createGunzip,
  deflate: createInflate,
};

export class StorageApi {
  private readonly files: FileStorage;

  constructor(private readonly deployment: Deployment) {
    this.files = deployment.files;
  }

  /** `POST /api/storage/upload?token=`: the body becomes a file. */
  async upload(exchange: Exchange): Promise<Answer> {
    this.checkToken(exchange.query.get("token"));
    const contentType = contentTypeOf(exchange);
    const digest = digestOf(exchange);
    const received = await this.receive(exchange);
    if (digest !== null && digest !== received.sha256) {
      this.files.discard(received);
      throw new RequestError(400, "Sha256Mismatch", `Sha256 mismatch. Expected: ${digest} Actual: ${received.sha256}`);
    }
    const storageId = this.deployment.transact((transaction) => this.files.keep(transaction, received, contentType));
    return jsonAnswer({ storageId });
  }

  /** `GET /api/storage/<uuid>`: the file, or one range of it. */
  async download(exchange: Exchange, name: string): Promise<Answer> {
    const id = this.files.idOfUuid(name);
    if (id === null) {
      throw new RequestError(
        400,
        "InvalidStoragePath",
        `Invalid storage path: "${name.slice(0, 64)}". Please use \`storage.getUrl()\` to generate a valid URL to retrieve files.`,
      );
    }
    const file = this.files.find(this.deployment.store.reader, id);
    if (file === null) throw notFound(name);
    const range = readRange(headerOf(exchange.request, "range"), file.size);
    if (range === "unsatisfiable")
      return { status: 416, headers: { "content-range": `bytes */${file.size}` }, body: "" };
    const { first, last } = range ?? { first: 0, last: file.size - 1 };
    const body = exchange.method === "HEAD" ? null : await this.files.open(file);
    if (exchange.method !== "HEAD" && body === null) throw notFound(name);
    return {
      status: range === null ? 200 : 206,
      headers: {
        ...commonHeaders(file),
        ...(range === null
          ? { digest: `sha-256=${file.sha256}` }
          : { "content-range": `bytes ${first}-${last}/${file.size}` }),
      },
      body: { handle: body, first, last },
    };
  }

  private checkToken(token: string | null): void {
    if (token === null)
      throw new RequestError(400, "BadQueryArgs", "An upload needs ?token=, as storage.generateUploadUrl() writes it.");
    const state = this.files.checkToken(token, Date.now());
    if (state === "invalid")
      throw new RequestError(401, "StorageTokenInvalid", "Couldn't decode the StoreFileAuthorization token");
    if (state === "expired") throw new RequestError(401, "StorageTokenExpired", "Store File Authorization expired");
  }

  private async receive(exchange: Exchange): Promise<WrittenFile> {
    const { request } = exchange;
    try {
      return await this.files.receive(decoded(exchange));
    } catch (error) {
      if (request.destroyed && !request.complete)
        throw new RequestError(408, "ClientDisconnected", "The upload ended before all of its body had arrived.");
      throw refusalOf(error) ?? error;
    }
  }
}

function decoded({ request }: Exchange): AsyncIterable<Uint8Array> {
  const encoding = headerOf(request, "content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") return request;
  const decoder = DECODERS[encoding];
  if (decoder === undefined)
    throw badHeader("content-encoding", `${encoding} is not served: use br, gzip, deflate or none`);
  // What goes wrong in either stream ends the second one with an error, which its reader gets.
  return pipeline(request, decoder(), () => undefined) as unknown as AsyncIterable<Uint8Array>;
}

/** What the sender can change about a failed upload, or null for a fault of the deployment. */
function refusalOf(error: unknown): RequestError | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  if (error.code === "ENOSPC")
    return new RequestError(
      503,
      "StorageFull",
      "The disk is full, so the file was not stored. Free some space and try again.",
    );
  if (error.code.startsWith("Z_") || error.code.startsWith("ERR__ERROR")) {
    return new RequestError(400, "BadBody", `The body cannot be decompressed: ${error.message}`);
  }
  return null;
}

function contentTypeOf({ request }: Exchange): string | null {
  const header = headerOf(request, "content-type");
  if (header === null) return null;
  if (!MEDIA_TYPE.test(header.trim())) throw badHeader("content-type", "it is no media type");
  return header.trim();
}

function digestOf({ request }: Exchange): string | null {
  const header = headerOf(request, "digest");
  if (header === null) return null;
  const digest = SHA256_DIGEST.exec(header.trim())?.[1];
  if (digest === undefined) throw badHeader("digest", "it must be sha-256=<base64>");
  return digest;
}

function badHeader(name: string, problem: string): RequestError {
  return new RequestError(400, "BadHeader", `Bad header for ${name}: ${problem}.`);
}

function commonHeaders({ contentType }: StoredFile): Record<string, string> {
  return {
    ...(contentType === null ? {} : { "content-type": contentType }),
    "accept-ranges": "bytes",
    "cache-control": CACHE_CONTROL,
  };
}

function notFound(name: string): RequestError {
  return new RequestError(404, "FileNotFound", `File ${name} not found`);
}
