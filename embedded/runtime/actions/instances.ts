/** Copies of the deployed modules in the process's own realm, where actions and HTTP actions run. */
import { createRequire } from "node:module";
import vm from "node:vm";

import { FunctionError, RequestError } from "../errors.ts";
import type { Bundle, DeployedCode } from "../loaded_code.ts";
import { ISOLATE_FILENAME, NODE_FILENAME } from "../loaded_code.ts";
import type { LogLevel } from "../sandbox/host_bridge.ts";

/** Whoever serves the calls of the action that runs. */
export interface ActionHost {
  call(op: string, payloadText: string): Promise<string>;
  /** Serves the operations whose payloads and answers hold more than JSON. */
  callJs(op: string, payload: Readonly<Record<string, unknown>>): Promise<unknown>;
  log(level: LogLevel, values: readonly unknown[]): void;
}

export type ModuleNamespaces = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Convex runs 64 actions at a time on its smallest class of machine. */
const MAX_RUNNING = 64;
const QUEUE_MS = 10_000;

/**
 * `convex/server` reaches its deployment through the global `Convex`, so each instance is the bundle evaluated with a
 * `Convex`, `console` and `process` of its own, and serves one execution at a time: a call belongs to that execution.
 */
export class ActionInstance {
  readonly modules: ModuleNamespaces;
  private host: ActionHost | null = null;
  private isRunning = false;
  private openCalls = 0;

  constructor(deployed: DeployedCode, environment: Readonly<Record<string, string>>) {
    const isolate = evaluate(deployed.isolate, ISOLATE_FILENAME, this.globals({ env: { ...environment } }), null);
    if (deployed.node === null) {
      this.modules = isolate;
      return;
    }
    const nodeProcess = Object.create(process, {
      env: { value: { ...environment } },
      exit: { value: refuseExit },
    }) as NodeJS.Process;
    const require = createRequire(`${process.cwd()}/`);
    this.modules = { ...isolate, ...evaluate(deployed.node, NODE_FILENAME, this.globals(nodeProcess), require) };
  }

  /** Run `work` with its calls served by `host`. */
  async run<T>(host: ActionHost, work: (modules: ModuleNamespaces) => Promise<T>): Promise<T> {
    this.host = host;
    this.isRunning = true;
    try {
      return await work(this.modules);
    } finally {
      this.isRunning = false;
    }
  }

  /** Refuse the calls of whatever still runs. */
  release(): void {
    this.host = null;
  }

  /** False while the action still runs, or has calls that nobody awaited: they must not meet the next action's host. */
  get isQuiet(): boolean {
    return !this.isRunning && this.openCalls === 0;
  }

  private globals(processLike: unknown): readonly unknown[] {
    const refuse = (op: string): never => {
      throw new Error(`The operation ${op} is not served in actions of the embedded deployment.`);
    };
    const convex = Object.freeze({
      syscall: refuse,
      jsSyscall: (op: string, payload: Readonly<Record<string, unknown>>) =>
        this.call(op, (host) => host.callJs(op, payload)),
      asyncSyscall: (op: string, payload: string) => this.call(op, (host) => host.call(op, payload)),
    });
    return [convex, this.console(), processLike];
  }

  private async call<T>(op: string, serve: (host: ActionHost) => Promise<T>): Promise<T> {
    if (this.host === null)
      throw new Error(
        `The operation ${op} was used outside of a running action. Await every call before the action ends.`,
      );
    this.openCalls += 1;
    try {
      return await serve(this.host);
    } finally {
      this.openCalls -= 1;
    }
  }

  private console(): Record<string, (...values: unknown[]) => void> {
    const line =
      (level: LogLevel) =>
      (...values: unknown[]): void =>
        this.host?.log(level, values);
    const ignore = (): void => undefined;
    return {
      log: line("LOG"),
      debug: line("DEBUG"),
      info: line("INFO"),
      warn: line("WARN"),
      error: line("ERROR"),
      trace: line("LOG"),
      dir: line("LOG"),
      table: line("LOG"),
      group: ignore,
      groupCollapsed: ignore,
      groupEnd: ignore,
      count: ignore,
      time: ignore,
      timeEnd: ignore,
      timeLog: ignore,
      assert: (condition: unknown, ...values: unknown[]) => {
        if (condition !== true) line("ERROR")("Assertion failed", ...values);
      },
    };
  }
}

function refuseExit(): never {
  throw new Error("An action cannot end the process that serves the deployment.");
}

function evaluate(
  bundle: Bundle,
  filename: string,
  globals: readonly unknown[],
  require: NodeJS.Require | null,
): ModuleNamespaces {
  const parameters = ["Convex", "console", "process", "require", "module", "exports", "__filename", "__dirname"];
  const body = `${bundle.code}\nreturn __functions.modules;`;
  const load = vm.compileFunction(body, parameters, { filename }) as (...values: unknown[]) => ModuleNamespaces;
  return load(...globals, require ?? undefined);
}

/** A pool: an instance is made when none is idle. */
export class ActionInstances {
  private readonly idle: ActionInstance[] = [];
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(
    private readonly deployed: DeployedCode,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /**
   * Run `work` on an instance of its own, for at most the limit of `timing`.
   *
   * @param isNested called by another action: it does not wait for a place, since its caller holds one already.
   */
  async use<T>(
    host: ActionHost,
    isNested: boolean,
    timing: Timing,
    work: (modules: ModuleNamespaces) => Promise<T>,
  ): Promise<T> {
    if (!isNested) await this.enter();
    const instance = this.idle.pop() ?? new ActionInstance(this.deployed, this.environment);
    try {
      return await withinLimit(timing, instance.run(host, work));
    } finally {
      instance.release();
      // An action that ran out of time may go on: its instance is not used again.
      if (instance.isQuiet) this.idle.push(instance);
      if (!isNested) this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.running >= MAX_RUNNING) await this.place();
    this.running += 1;
  }

  private place(): Promise<void> {
    return new Promise((resolve, reject) => {
      const granted = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(granted), 1);
        reject(
          new RequestError(
            429,
            "TooManyConcurrentRequests",
            `More than ${MAX_RUNNING} actions are running. Try again in a moment.`,
          ),
        );
      }, QUEUE_MS);
      this.waiting.push(granted);
    });
  }

  private leave(): void {
    this.running -= 1;
    this.waiting.shift()?.();
  }
}

/** How long an action may run, and what it is called when it does not end. */
export interface Timing {
  readonly name: string;
  readonly limitMs: number;
}

async function withinLimit<T>({ name, limitMs }: Timing, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new FunctionError(`${name} ran longer than ${limitMs / 1000} seconds. Split the work over several actions.`),
      );
    }, limitMs);
  });
  return await Promise.race([work, timeout]).finally(() => {
    clearTimeout(timer);
  });
}
