/** One run of a query or mutation: its transaction, its open streams, and the calls it makes to the deployment. */
import type { FunctionFiles } from "../files/function_files.ts";
import type { JsonObject, Reader, Transaction } from "../store/types.ts";
import type { Caller } from "./calls.ts";
import { FunctionError } from "./errors.ts";
import type { RegisteredFunction } from "./function_table.ts";
import type { LogLines } from "./log_lines.ts";
import type { TransactionMeter } from "./meter.ts";
import type { DocumentStream } from "./query/document_stream.ts";
import type { LogLevel, SyscallFailure } from "./sandbox/host_bridge.ts";
import type { SyscallHost } from "./sandbox/sandbox.ts";
import { asFunctionError } from "./store_errors.ts";

/** Serves one operation: the payload's JSON in, the answer as JSON text out. Throws `FunctionError`. */
export type Syscall = (execution: Execution, payload: JsonObject) => string;

/** Runs a function inside the transaction of another one. */
export type NestedRunner = (parent: Execution, payload: JsonObject) => string;

/** What the functions of one transaction share, however deeply they call each other. */
export interface TransactionScope {
  readonly reader: Reader;
  /** null in a query. */
  readonly transaction: Transaction | null;
  readonly meter: TransactionMeter;
  readonly logs: LogLines;
  readonly caller: Caller;
  readonly files: FunctionFiles;
  /** The frozen clock, in whole milliseconds. */
  readonly now: number;
  /** Writes to each table so far. */
  readonly writes: Map<string, number>;
  /** The timestamp of the snapshot, in nanoseconds. */
  readonly snapshotTs: bigint;
  readonly runNested: NestedRunner;
  /** Serves `createFunctionHandle`. */
  readonly createHandle: (payload: JsonObject) => string;
  readonly syscalls: ReadonlyMap<string, Syscall>;
}

export class Execution implements SyscallHost {
  readonly streams = new Map<number, DocumentStream>();
  paginated = false;
  /** A fault of the deployment itself that happened in a syscall; the run ends with it, whatever user code does. */
  fault: unknown = null;
  private lastStream = 0;

  constructor(
    readonly scope: TransactionScope,
    readonly fn: RegisteredFunction,
    readonly depth: number,
    /** null: this function may not write. */
    readonly transaction: Transaction | null,
  ) {}

  call(op: string, payloadText: string): string | SyscallFailure {
    const { meter, syscalls } = this.scope;
    try {
      meter.enterHost();
      const serve = syscalls.get(op);
      if (serve === undefined) throw unknownOperation(op);
      return serve(this, JSON.parse(payloadText) as JsonObject);
    } catch (error) {
      return this.failure(error);
    } finally {
      meter.enterUser();
    }
  }

  log(level: LogLevel, values: readonly unknown[]): void {
    this.scope.logs.add(level, values);
  }

  addStream(stream: DocumentStream): number {
    this.lastStream += 1;
    this.streams.set(this.lastStream, stream);
    return this.lastStream;
  }

  writeCount = (table: string): number => this.scope.writes.get(table) ?? 0;

  countWrite(table: string, bytes: number): void {
    this.scope.writes.set(table, this.writeCount(table) + 1);
    this.scope.meter.countWrite(bytes);
  }

  private failure(error: unknown): SyscallFailure {
    const known = asFunctionError(error);
    if (known === null) {
      this.fault = error;
      return { message: "The deployment failed to serve this operation." };
    }
    return known.data === undefined
      ? { message: known.message }
      : { message: known.message, data: JSON.stringify(known.data) };
  }
}

function unknownOperation(op: string): FunctionError {
  return new FunctionError(
    `The embedded deployment does not serve the operation "${op}" in queries and mutations. ` +
      "It belongs to a part of Convex that only self-hosted Convex and Convex Cloud have, or to a newer convex package.",
  );
}
