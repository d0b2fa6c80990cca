/** Who sends a request: the admin key, an identity acted as, a user's token, or nobody. */
import { createHash, timingSafeEqual } from "node:crypto";

import type { JsonObject } from "../store/types.ts";
import type { Caller, Identity } from "../runtime/calls.ts";
import { RequestError } from "../runtime/errors.ts";
import type { Exchange } from "./exchange.ts";
import { headerOf } from "./exchange.ts";

const SHORTEST_HEADER = 7;

export class Credentials {
  constructor(private readonly adminKey: string) {}

  /** Read the caller of an API route. Throws `RequestError` for keys and tokens that are not accepted. */
  callerOf(exchange: Exchange): Caller {
    const header = headerOf(exchange.request, "authorization");
    if (header !== null) return this.fromHeader(exchange, header);
    const key = exchange.query.get("adminKey");
    return key === null ? callerFor(exchange, false, null) : this.fromKey(exchange, key);
  }

  /** As `callerOf`, for routes of the admin alone. */
  adminOf(exchange: Exchange): Caller {
    const caller = this.callerOf(exchange);
    if (!caller.isAdmin) {
      throw new RequestError(
        403,
        "OperationNotPermitted",
        "This route needs the deployment's admin key: Authorization: Convex <key>.",
      );
    }
    return caller;
  }

  /** Check the key that the CLI puts into the body of a push. Throws `RequestError`. */
  checkBodyKey(key: unknown): void {
    if (typeof key === "string" && this.isAdminKey(withoutActingAs(key).key)) return;
    throw new RequestError(
      403,
      "BadDeployKey",
      "The deploy key of this push is not the embedded deployment's. It is in the file admin_key of the data directory.",
    );
  }

  /**
   * Read the caller of an HTTP action, whose Authorization header may be meant for the action itself.
   *
   * A header that is no key of ours refuses nothing: it only makes `getUserIdentity` throw.
   */
  httpActionCaller(exchange: Exchange): { readonly caller: Caller; readonly tokenRefusal: string | null } {
    try {
      return { caller: this.callerOf(exchange), tokenRefusal: null };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return { caller: callerFor(exchange, false, null), tokenRefusal: `${error.code}: ${error.message}` };
    }
  }

  private fromHeader(exchange: Exchange, header: string): Caller {
    if (header.length < SHORTEST_HEADER) {
      throw new RequestError(400, "InvalidHeaderFailure", "The Authorization header is too short to be one.");
    }
    const space = header.indexOf(" ");
    const scheme = header.slice(0, space).toLowerCase();
    const value = header.slice(space + 1).trim();
    if (scheme === "convex") return this.fromKey(exchange, value);
    if (scheme === "bearer") {
      throw new RequestError(
        401,
        "NoAuthProvider",
        "No auth provider found matching the given token: the embedded deployment does not verify user tokens yet. " +
          "Call with the admin key, and act as a user with `Convex <key>:<base64 of the identity's JSON>`.",
      );
    }
    throw new RequestError(
      400,
      "InvalidAdminKey",
      "The Authorization header must be `Convex <key>` or `Bearer <token>`.",
    );
  }

  private fromKey(exchange: Exchange, value: string): Caller {
    const { key, actingAs } = withoutActingAs(value);
    if (!this.isAdminKey(key)) {
      throw new RequestError(
        401,
        "BadAdminKey",
        "The provided admin key was invalid for this instance. It is in the file admin_key of the data directory.",
      );
    }
    return callerFor(exchange, true, actingAs === null ? null : readIdentity(actingAs));
  }

  private isAdminKey(key: string): boolean {
    // Digests have one length, so the comparison tells nothing about the key.
    return timingSafeEqual(digest(withoutPrefix(key)), digest(withoutPrefix(this.adminKey)));
  }
}

function callerFor(exchange: Exchange, isAdmin: boolean, identity: Identity | null): Caller {
  const { request, requestId } = exchange;
  const forwarded = headerOf(request, "x-forwarded-for")?.split(",")[0]?.trim();
  const ip = forwarded ?? request.socket.remoteAddress ?? null;
  return { isAdmin, identity, requestId, ip, userAgent: headerOf(request, "user-agent") };
}

/** `prod:name|secret:identity` is the key `prod:name|secret` and an identity: the colon that counts follows the bar. */
function withoutActingAs(value: string): { readonly key: string; readonly actingAs: string | null } {
  const colon = value.indexOf(":", value.indexOf("|") + 1);
  return colon < 0 || !value.includes("|")
    ? { key: value, actingAs: null }
    : { key: value.slice(0, colon), actingAs: value.slice(colon + 1) };
}

/** Drop the type of deployment (`prod:`) before the bar, which is no part of the secret. */
function withoutPrefix(key: string): string {
  const bar = key.indexOf("|");
  const colon = key.indexOf(":");
  return colon >= 0 && colon < bar ? key.slice(colon + 1) : key;
}

function readIdentity(base64: string): Identity {
  const identity = parsedIdentity(base64);
  const { issuer, subject, tokenIdentifier } = identity;
  if (typeof tokenIdentifier === "string") return identity;
  if (typeof issuer === "string" && typeof subject === "string")
    return { ...identity, tokenIdentifier: `${issuer}|${subject}` };
  throw new RequestError(
    400,
    "InvalidActingAs",
    "The identity to act as needs tokenIdentifier, or issuer and subject.",
  );
}

function parsedIdentity(base64: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(base64, "base64").toString("utf8"));
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as JsonObject;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new RequestError(
    400,
    "InvalidActingAs",
    "What follows the admin key must be the base64 of an identity's JSON object.",
  );
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
