/** Stops work in which user code never ends. */
import vm from "node:vm";

const script = new vm.Script("__body()");

/**
 * V8 can stop JavaScript only below a `vm` call with a time-out, and arming one costs about 80 µs (it starts a thread).
 * So a guard wraps a whole turn of queries or mutations, and the sandboxes inside run without a time-out of their own.
 *
 * What is stopped ends at once: neither `catch` nor `finally` below the guard runs. The caller has to roll back.
 */
export class Guard {
  private readonly context: vm.Context;
  private body: () => void = () => undefined;

  constructor() {
    this.context = vm.createContext({
      __body: () => {
        this.body();
      },
    });
  }

  /** Run `body`. Answers false when it was stopped after `limitMs`; throws what it throws. */
  run(limitMs: number, body: () => void): boolean {
    this.body = body;
    try {
      script.runInContext(this.context, { timeout: limitMs });
      return true;
    } catch (error) {
      if (isTimeout(error)) return false;
      throw error;
    }
  }
}

/** The error belongs to the context's realm, where it is no instance of this realm's `Error`. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === "object" && error !== null && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
