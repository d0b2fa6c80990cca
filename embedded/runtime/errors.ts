/**
 * What can go wrong while a function runs, sorted by who has to act.
 *
 *   FunctionError    the author or the caller of the function can mend it: told in full, HTTP 200 with status "error"
 *   RequestError     the request itself is refused before or instead of a run: an HTTP status with a short code
 *   anything else    a fault of the deployment: HTTP 500, the stack goes to the log alone
 */
import type { JsonValue } from "../store/types.ts";

export class FunctionError extends Error {
  override readonly name = "FunctionError";

  /**
   * @param message what follows "Server Error" in `errorMessage`.
   * @param data the payload of a `ConvexError`, as encoded JSON.
   */
  constructor(
    message: string,
    readonly data?: JsonValue,
  ) {
    super(message);
  }
}

export class RequestError extends Error {
  override readonly name = "RequestError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The refusal of an operation that belongs to Convex but not to this deployment. */
export function notServed(what: string): FunctionError {
  return new FunctionError(
    `${what} is not served by the embedded deployment. Self-hosted Convex and Convex Cloud serve it: ` +
      "set CONVEX_URL and CONVEX_DEPLOY_KEY to use one of them.",
  );
}
