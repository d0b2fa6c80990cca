/** What user code of the process's own realm threw, read as the sandbox reads it in its realm. */
import { inspect } from "node:util";

const CONVEX_ERROR = Symbol.for("ConvexError");

/** The parts of a thrown value: "Name: message", its stack, and the payload text of a ConvexError. */
export function thrownByAction(thrown: unknown): { title: string; stack: string; dataText: string | null } {
  if (!(thrown instanceof Error)) return { title: titleOfOther(thrown), stack: "", dataText: null };
  const title = thrown.message === "" ? thrown.name : `${thrown.name}: ${thrown.message}`;
  const isConvexError = CONVEX_ERROR in thrown;
  // The library replaces the payload by its encoded JSON text on the way out.
  const data: unknown = isConvexError && "data" in thrown ? thrown.data : null;
  return { title, stack: thrown.stack ?? "", dataText: typeof data === "string" ? data : null };
}

function titleOfOther(thrown: unknown): string {
  return typeof thrown === "string" ? thrown : inspect(thrown);
}
