/** What a function writes to its console, in the form in which Convex answers it. */
import { inspect } from "node:util";

import { limits } from "./limits.ts";
import type { LogLevel } from "./sandbox/host_bridge.ts";

export interface LogLine {
  readonly level: LogLevel;
  readonly messages: readonly string[];
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly isTruncated: boolean;
}

export class LogLines {
  readonly lines: LogLine[] = [];

  add(level: LogLevel, values: readonly unknown[]): void {
    if (this.lines.length > limits.logLines) return;
    if (this.lines.length === limits.logLines) {
      this.push("ERROR", [`'Log overflow (maximum ${limits.logLines} lines). Remaining log lines omitted.'`], true);
      return;
    }
    const messages = values.map((value) => inspect(value, { depth: 8 }));
    const isTruncated = messages.some((message) => message.length > limits.logLineChars);
    this.push(
      level,
      messages.map((message) => message.slice(0, limits.logLineChars)),
      isTruncated,
    );
  }

  /** As `logLines` of an answer: `[LOG] 'text' 5`. */
  texts(): string[] {
    return this.lines.map(({ level, messages }) => `[${level}] ${messages.join(" ")}`.slice(0, limits.logLineChars));
  }

  private push(level: LogLevel, messages: readonly string[], isTruncated: boolean): void {
    this.lines.push({ level, messages, timestamp: Date.now(), isTruncated });
  }
}
