/** The last executions and what they logged, for `npx convex logs` and `npx convex dev`. */
import { randomUUID } from "node:crypto";

import type { LogLine } from "./log_lines.ts";

export type LoggedKind = "Query" | "Mutation" | "Action" | "HttpAction";

export interface LoggedRun {
  readonly kind: LoggedKind;
  /** `module:fn`, or the method and path of an HTTP action. */
  readonly identifier: string;
  readonly requestId: string;
  readonly environment: "isolate" | "node";
  readonly lines: readonly LogLine[];
  readonly error: string | null;
  readonly ms: number;
  readonly userCodeMs: number | null;
}

interface Entry {
  /** Milliseconds since the epoch with a fraction, strictly ascending: the cursor of the log. */
  readonly at: number;
  readonly json: Readonly<Record<string, unknown>>;
}

const KEPT = 1_000;
/** How long a reader waits for something new, a little less than the client's own patience. */
const LONG_POLL_MS = 30_000;
const SMALLEST_STEP = 0.001;

export class ExecutionLog {
  private entries: Entry[] = [];
  private readonly waiting = new Set<() => void>();
  private last = 0;
  private isClosed = false;

  add(run: LoggedRun): void {
    this.last = Math.max(Date.now(), this.last + SMALLEST_STEP);
    this.entries.push({ at: this.last, json: entryJson(run, this.last) });
    if (this.entries.length > 2 * KEPT) this.entries = this.entries.slice(-KEPT);
    for (const wake of this.waiting) wake();
  }

  /** Return the entries after `cursor` as soon as there are any, or none after half a minute or when the reader has gone. */
  async after(
    cursor: number,
    onGone: (listener: () => void) => void,
  ): Promise<{ entries: unknown[]; newCursor: number }> {
    if (this.last <= cursor && !this.isClosed) await this.somethingNew(onGone);
    const entries = this.entries.filter((entry) => entry.at > cursor);
    return { entries: entries.map((entry) => entry.json), newCursor: entries.at(-1)?.at ?? cursor };
  }

  /** Send all readers home: the deployment stops. */
  close(): void {
    this.isClosed = true;
    for (const wake of this.waiting) wake();
  }

  private somethingNew(onGone: (listener: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, LONG_POLL_MS);
      this.waiting.add(wake);
      onGone(wake);
    });
  }
}

/** The form of `FunctionExecutionJson` of the CLI, kind "Completion". */
function entryJson(run: LoggedRun, at: number): Readonly<Record<string, unknown>> {
  return {
    kind: "Completion",
    udfType: run.kind,
    identifier: run.identifier,
    logLines: run.lines,
    timestamp: at / 1000,
    executionTimestamp: at / 1000,
    cachedResult: false,
    caller: run.kind === "HttpAction" ? "HttpEndpoint" : "HttpApi",
    executionTime: run.ms / 1000,
    userExecutionTime: run.userCodeMs === null ? null : run.userCodeMs / 1000,
    success: run.error === null ? null : undefined,
    error: run.error,
    requestId: run.requestId,
    executionId: randomUUID(),
    environment: run.environment,
    identityType: "unknown",
    willRetry: false,
  };
}
