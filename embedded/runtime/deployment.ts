/** The deployment: one store, one active push, and every way to run its functions. */
import type { FileStorage } from "../files/file_storage.ts";
import { FunctionFiles } from "../files/function_files.ts";
import type { Store } from "../store/store.ts";
import type { OpenTransaction, Reader, Transaction } from "../store/types.ts";
import { ActionFiles } from "./actions/action_files.ts";
import { ActionRunner } from "./actions/action_runner.ts";
import type { Caller, CallResult, FunctionCall } from "./calls.ts";
import { EnvironmentVariables } from "./environment_variables.ts";
import type { EnvironmentChange } from "./environment_variables.ts";
import { RequestError } from "./errors.ts";
import type { LoggedKind } from "./execution_log.ts";
import { ExecutionLog } from "./execution_log.ts";
import type { FunctionTable, RegisteredFunction } from "./function_table.ts";
import type { DeployedCode } from "./loaded_code.ts";
import { LoadedCode } from "./loaded_code.ts";
import { mutationTurn, queryTurn, RunQueue } from "./run_queue.ts";
import type { RunReport } from "./transaction_runner.ts";
import { TransactionRunner } from "./transaction_runner.ts";

/** Where the deployment is reached, for `CONVEX_CLOUD_URL` and `CONVEX_SITE_URL`. */
export interface Origins {
  readonly api: string;
  readonly site: string;
}

const NOTHING_DEPLOYED: DeployedCode = {
  isolate: { code: "var __functions = { modules: {} };", map: '{"version":3,"sources":[],"names":[],"mappings":""}' },
  node: null,
  functions: [],
  modules: [],
  hasRouter: false,
};

export interface QueryCall {
  readonly fn: RegisteredFunction;
  readonly call: FunctionCall;
}

/** What stands and falls with the deployed code and the variables it was loaded with. */
interface Generation {
  readonly code: LoadedCode;
  readonly runner: TransactionRunner;
  readonly actions: ActionRunner;
}

export class Deployment {
  readonly environment: EnvironmentVariables;
  readonly log = new ExecutionLog();
  private readonly queries: RunQueue<Reader>;
  private readonly mutations: RunQueue<OpenTransaction>;
  private deployed: DeployedCode = NOTHING_DEPLOYED;
  private generation: Generation;
  private lastCommitTs = BigInt(Date.now()) * 1_000_000n;

  constructor(
    readonly store: Store,
    readonly files: FileStorage,
    private origins: Origins,
  ) {
    this.environment = new EnvironmentVariables(store);
    this.queries = new RunQueue(() => queryTurn(store.reader));
    this.mutations = new RunQueue(() =>
      mutationTurn(store, () => {
        this.countCommit();
        files.settle();
      }),
    );
    this.generation = this.load();
  }

  get functions(): FunctionTable {
    return this.generation.code.functions;
  }

  get hasRouter(): boolean {
    return this.generation.code.hasRouter;
  }

  get originUrls(): Origins {
    return this.origins;
  }

  /** The timestamp of the last commit, in nanoseconds. */
  get currentTs(): bigint {
    return this.lastCommitTs;
  }

  /** The variables that functions see, the built-in ones included. */
  get functionEnvironment(): Record<string, string> {
    return { ...this.environment.asRecord(), CONVEX_CLOUD_URL: this.origins.api, CONVEX_SITE_URL: this.origins.site };
  }

  /** Tell where the deployment is reached, once the ports are known. */
  setOrigins(origins: Origins): void {
    this.origins = origins;
    this.generation = this.load();
  }

  /** Run this code from now on; what runs already ends on the old one. */
  activate(deployed: DeployedCode): void {
    this.deployed = deployed;
    this.countCommit();
    this.generation = this.load();
  }

  updateEnvironment(changes: readonly EnvironmentChange[]): void {
    this.environment.update(changes);
    this.generation = this.load();
  }

  /** Run a transaction of the deployment's own, outside the turns of mutations. */
  transact<T>(body: (transaction: Transaction) => T): T {
    try {
      const result = this.store.transact(body);
      this.countCommit();
      return result;
    } finally {
      this.files.settle();
    }
  }

  /** Run a function, whatever its kind. Rejects with `RequestError`, and on faults of the deployment. */
  async run(fn: RegisteredFunction, call: FunctionCall): Promise<CallResult> {
    switch (fn.definition.kind) {
      case "query":
        return await this.runQuery(fn, call);
      case "mutation":
        return await this.runMutation(fn, call);
      case "action":
        return await this.generation.actions.run(fn, call, null);
    }
  }

  /**
   * Run queries, all on the same commit.
   *
   * @param atTs the timestamp that commit must have; when it is no longer the last one, rejects with `OutOfRetention`.
   */
  async runQueries(calls: readonly QueryCall[], atTs: bigint | null): Promise<CallResult[]> {
    const { runner } = this.generation;
    const run = (reader: Reader): RunReport[] => {
      if (atTs !== null && atTs !== this.lastCommitTs) throw outOfRetention();
      return calls.map(({ fn, call }) => runner.runQuery(reader, fn, call));
    };
    const stopped = (): RunReport[] | null => {
      const report = runner.stopped();
      return report === null ? null : calls.map(() => report);
    };
    const reports = await this.queries.add({ run, stopped });
    return calls.map(({ fn, call }, at) => this.logged("Query", fn, call.caller, reports[at] as RunReport));
  }

  async runHttpAction(request: Request, path: string, caller: Caller, tokenRefusal: string | null): Promise<Response> {
    return await this.generation.actions.runHttp(request, path, caller, tokenRefusal);
  }

  private async runQuery(fn: RegisteredFunction, call: FunctionCall): Promise<CallResult> {
    const [result] = await this.runQueries([{ fn, call }], null);
    return result as CallResult;
  }

  private async runMutation(fn: RegisteredFunction, call: FunctionCall): Promise<CallResult> {
    const { runner } = this.generation;
    const run = (transaction: OpenTransaction): RunReport[] => [runner.runMutation(transaction, fn, call)];
    const [report] = await this.mutations.add({ run, stopped: () => asList(runner.stopped()) });
    return this.logged("Mutation", fn, call.caller, report as RunReport);
  }

  private logged(kind: LoggedKind, fn: RegisteredFunction, caller: Caller, report: RunReport): CallResult {
    const { result, logs, meter } = report;
    this.log.add({
      kind,
      identifier: fn.path,
      requestId: caller.requestId,
      environment: "isolate",
      lines: logs.lines,
      error: result.status === "error" ? result.message : null,
      ms: meter.totalMs,
      userCodeMs: meter.userCodeMs,
    });
    return result;
  }

  private load(): Generation {
    const code = new LoadedCode(this.deployed, this.functionEnvironment, this.store.reader);
    const files = new FunctionFiles(this.files, this.origins.api);
    const runner = new TransactionRunner(code, files, () => this.lastCommitTs);
    const actions = new ActionRunner(
      code,
      () => this.functions,
      new ActionFiles(files, this.store.reader, (body) => this.transact(body)),
      this.log,
      (fn, call) => this.run(fn, call),
    );
    return { code, runner, actions };
  }

  private countCommit(): void {
    const now = BigInt(Date.now()) * 1_000_000n;
    this.lastCommitTs = now > this.lastCommitTs ? now : this.lastCommitTs + 1n;
  }
}

function asList(report: RunReport | null): RunReport[] | null {
  return report === null ? null : [report];
}

/** Refuse a read of a snapshot that is no longer the last commit. */
function outOfRetention(): RequestError {
  return new RequestError(
    503,
    "OutOfRetention",
    "The embedded deployment keeps only its last commit, and there was one after this timestamp. Ask /api/query_ts for a new one.",
  );
}
