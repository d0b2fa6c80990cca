/** One line of JSON on stderr for each request, and the sentences that the deployment has to say. Never arguments or keys. */

export interface RequestLine {
  readonly method: string;
  readonly path: string;
  readonly functionPath: string | null;
  readonly status: number;
  readonly ms: number;
  readonly requestId: string;
}

export interface Log {
  request(line: RequestLine): void;
  warning(sentence: string): void;
  /** A fault of the deployment itself, with its stack. */
  fault(what: string, error: unknown): void;
}

/** @param isQuiet leave out the lines of requests; warnings and faults are always written. */
export function stderrLog(isQuiet: boolean): Log {
  const write = (fields: Record<string, unknown>): void => {
    process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), ...fields })}\n`);
  };
  return {
    request: ({ method, path, functionPath, status, ms, requestId }) => {
      if (isQuiet) return;
      const fn = functionPath === null ? {} : { function: functionPath };
      write({ level: "info", method, path, ...fn, status, ms: Math.round(ms * 10) / 10, request_id: requestId });
    },
    warning: (sentence) => {
      write({ level: "warning", message: sentence });
    },
    fault: (what, error) => {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      write({ level: "error", message: what, stack });
    },
  };
}
