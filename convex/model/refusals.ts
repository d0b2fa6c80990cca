/** How a function says no: a code for programs, a kind that decides the HTTP status, a sentence for people. */

import { ConvexError, type Value } from "convex/values";

/** What the caller does about it: stop looking, stop trying, look again, or mend the request. */
export type RefusalKind = "not_found" | "forbidden" | "conflict" | "invalid";

/**
 * Throw the refusal. `facts` travel with it: `fields` names what is wrong with each argument.
 *
 * A missing thing and one that the actor may not see are refused in the same words.
 */
export function refuse(kind: RefusalKind, code: string, detail: string, facts: Record<string, Value> = {}): never {
  throw new ConvexError({ code, kind, detail, ...facts });
}

/** Refuse values that break a rule, with a sentence for each argument. */
export function refuseFields(fields: Record<string, string>): never {
  refuse("invalid", "invalid_value", Object.values(fields).join(" "), { fields });
}
