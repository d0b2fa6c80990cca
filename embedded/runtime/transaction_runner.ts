/** Runs queries and mutations, and the calls between them, to their end in one go. */
import { randomInt } from "node:crypto";

import type { FunctionFiles } from "../files/function_files.ts";
import type { JsonObject, Reader, Transaction } from "../store/types.ts";
import type { Caller, CallResult, FunctionCall } from "./calls.ts";
import { FunctionError, notServed } from "./errors.ts";
import { Execution } from "./execution.ts";
import type { TransactionScope } from "./execution.ts";
import type { RegisteredFunction } from "./function_table.ts";
import { limits } from "./limits.ts";
import type { LoadedCode } from "./loaded_code.ts";
import { LogLines } from "./log_lines.ts";
import { TransactionMeter, transactionTimeout, userCodeTimeout } from "./meter.ts";
import { handleOf, resolveReference } from "./resolution.ts";
import type { SandboxOutcome } from "./sandbox/sandbox.ts";
import { asFunctionError } from "./store_errors.ts";
import { objectField, textField } from "./syscalls/payload.ts";
import { transactionSyscalls } from "./syscalls/registry.ts";

const MAX_SEED = 2 ** 31;

/** A result with what the deployment's log wants to know of the run. */
export interface RunReport {
  readonly result: CallResult;
  readonly logs: LogLines;
  readonly meter: TransactionMeter;
}

export class TransactionRunner {
  /** The run that goes on, or the one that a guard stopped. */
  private running: TransactionScope | null = null;

  constructor(
    private readonly code: LoadedCode,
    private readonly files: FunctionFiles,
    private readonly snapshotTs: () => bigint,
  ) {}

  /** Run a query on what `reader` sees. Throws only faults of the deployment. */
  runQuery(reader: Reader, fn: RegisteredFunction, call: FunctionCall): RunReport {
    const scope = this.scopeOf(reader, null, call.caller);
    return this.report(scope, () => this.runIn(scope, fn, 0, call, null));
  }

  /** Run a mutation in its transaction, which the caller has to roll back when the result is an error. */
  runMutation(transaction: Transaction, fn: RegisteredFunction, call: FunctionCall): RunReport {
    const scope = this.scopeOf(transaction, transaction, call.caller);
    return this.report(scope, () => this.runIn(scope, fn, 0, call, transaction));
  }

  /**
   * What a run answers that a guard stopped: null when it was the database that took the time.
   *
   * The sandboxes it used are given up, with what waits in their promise queues.
   */
  stopped(): RunReport | null {
    this.code.sandboxes.discardAll();
    const scope = this.running;
    if (scope === null) return null;
    const { meter, logs } = scope;
    meter.stop();
    const isUserCode = meter.isUserCodeOverdue;
    if (!isUserCode && meter.totalMs <= limits.transactionMs) return null;
    const { message } = isUserCode ? userCodeTimeout() : transactionTimeout();
    return { result: { status: "error", message, logLines: logs.texts() }, logs, meter };
  }

  private scopeOf(reader: Reader, transaction: Transaction | null, caller: Caller): TransactionScope {
    const scope: TransactionScope = {
      reader,
      transaction,
      meter: new TransactionMeter(),
      logs: new LogLines(),
      caller,
      files: this.files,
      now: Date.now(),
      writes: new Map(),
      snapshotTs: this.snapshotTs(),
      runNested: (parent, payload) => this.runNested(parent, payload),
      createHandle: (payload) => handleOf(this.code.functions, payload),
      syscalls: transactionSyscalls,
    };
    this.running = scope;
    return scope;
  }

  private report(scope: TransactionScope, run: () => string): RunReport {
    const { logs, meter } = scope;
    const finish = (result: CallResult): RunReport => ({ result, logs, meter });
    try {
      const valueText = run();
      return finish({ status: "success", valueText, logLines: logs.texts() });
    } catch (error) {
      const known = asFunctionError(error);
      if (known === null) throw error;
      const { message, data } = known;
      const logLines = logs.texts();
      return finish(
        data === undefined ? { status: "error", message, logLines } : { status: "error", message, data, logLines },
      );
    }
  }

  /** Validate, run, validate. Returns the result as encoded JSON text. */
  private runIn(
    scope: TransactionScope,
    fn: RegisteredFunction,
    depth: number,
    call: Pick<FunctionCall, "args" | "argsText">,
    transaction: Transaction | null,
  ): string {
    const argsText = call.argsText ?? JSON.stringify(call.args);
    fn.checkArgs(call.args, argsText.length);
    const execution = new Execution(scope, fn, depth, transaction);
    const { module, exportName, kind } = fn.definition;
    const method = kind === "mutation" ? "invokeMutation" : "invokeQuery";
    const invocation = {
      module,
      exportName,
      method,
      args: `[${argsText}]`,
      now: scope.now,
      seed: randomInt(MAX_SEED),
    } as const;
    const sandbox = this.code.sandboxes.at(depth);
    scope.meter.enterUser();
    const outcome = sandbox.run(invocation, execution);
    scope.meter.enterHost();
    if (execution.fault !== null) throw execution.fault as Error;
    const text = this.textOf(outcome, fn);
    fn.checkReturned(text);
    return text;
  }

  private textOf(outcome: SandboxOutcome, fn: RegisteredFunction): string {
    switch (outcome.kind) {
      case "returned":
        return outcome.text;
      case "threw":
        throw this.code.thrown(outcome);
      case "never_resolved":
        throw new FunctionError(
          `The promise that ${fn.path} returned never resolves: it waits for something that nothing settles. ` +
            "Queries and mutations can await database calls, nested calls and promises made of them.",
        );
    }
  }

  private runNested(parent: Execution, payload: JsonObject): string {
    const depth = parent.depth + 1;
    if (depth > limits.callDepth) {
      throw new FunctionError(
        `Calls are nested more than ${limits.callDepth} deep. Call helper functions instead of ctx.runQuery and ctx.runMutation.`,
      );
    }
    if (payload.transactionLimits !== undefined)
      throw notServed("A nested call with limits of its own (transactionLimits)");
    const udfType = textField(payload, "udfType");
    const call = { args: objectField(payload, "args") };
    const { scope } = parent;
    if (udfType === "mutation") {
      const { transaction } = parent;
      if (transaction === null)
        throw new FunctionError(`${parent.fn.path} is a query, and a query cannot run a mutation.`);
      const fn = resolveReference(this.code.functions, payload, "mutation");
      return transaction.nested(() => this.runIn(scope, fn, depth, call, transaction));
    }
    if (udfType === "snapshotQuery" && scope.writes.size > 0) {
      throw notServed("A query of the snapshot (useStaleSnapshot) after the mutation has written");
    }
    return this.runIn(scope, resolveReference(this.code.functions, payload, "query"), depth, call, null);
  }
}
