/** A realm in which queries and mutations run to their end in one synchronous call. */
import vm from "node:vm";

import { GLOBALS_SOURCE } from "./globals_source.ts";
import { services } from "./host_bridge.ts";
import type { HostBridge, Invocation, LogLevel, SyscallFailure } from "./host_bridge.ts";

/** How a call ended inside the realm. `title` is "Name: message", `stack` the untranslated stack. */
export type SandboxOutcome =
  | { readonly kind: "returned"; readonly text: string }
  | { readonly kind: "threw"; readonly title: string; readonly stack: string; readonly dataText: string | null }
  | { readonly kind: "never_resolved" };

/** Whoever serves the calls of the function that runs. */
export interface SyscallHost {
  call(op: string, payloadText: string): string | SyscallFailure;
  log(level: LogLevel, values: readonly unknown[]): void;
}

interface Realm {
  readonly load: (wrapped: unknown) => void;
  readonly modules: () => Record<string, Record<string, unknown>>;
  readonly start: () => void;
}

const globalsScript = new vm.Script(GLOBALS_SOURCE, { filename: "convex-globals.js" });
const startScript = new vm.Script("__start()", { filename: "convex-start.js" });

const NO_HOST: SyscallHost = {
  call: (op) => ({
    message: `The operation ${op} cannot be used while a module is loaded: call it inside a function.`,
  }),
  log: () => undefined,
};

/**
 * `microtaskMode: "afterEvaluate"` gives the context a promise queue of its own, drained before `runInContext` returns:
 * an `async` handler whose syscalls answer synchronously is finished when it returns, whatever it awaited.
 * Module state survives from call to call, as it may in Convex. After a call that a guard stopped, half-run continuations
 * may wait in the promise queue: the sandbox must not be used again.
 */
export class Sandbox {
  private readonly context: vm.Context;
  private readonly realm: Realm;
  private host: SyscallHost = NO_HOST;
  private invocation: Invocation | null = null;
  private outcome: SandboxOutcome | null = null;

  constructor(bundle: vm.Script, environment: Readonly<Record<string, string>>) {
    this.context = vm.createContext(Object.create(null) as object, {
      microtaskMode: "afterEvaluate",
      codeGeneration: { strings: false, wasm: false },
    });
    const build = globalsScript.runInContext(this.context) as (host: HostBridge & typeof services) => Realm;
    this.realm = build({ ...services, ...this.bridge(environment) });
    Object.defineProperty(this.context, "__start", { value: this.realm.start });
    this.realm.load(bundle.runInContext(this.context));
  }

  /** The namespaces of the bundle's modules by path, objects of the sandbox's realm. */
  get modules(): Record<string, Record<string, unknown>> {
    return this.realm.modules();
  }

  /** Run one function to its end. A `Guard` around it stops a function without end. */
  run(invocation: Invocation, host: SyscallHost): SandboxOutcome {
    this.host = host;
    this.invocation = invocation;
    this.outcome = null;
    startScript.runInContext(this.context);
    this.host = NO_HOST;
    return this.ending() ?? { kind: "never_resolved" };
  }

  private ending(): SandboxOutcome | null {
    return this.outcome;
  }

  private bridge(environment: Readonly<Record<string, string>>): HostBridge {
    return {
      environment,
      take: () => this.taken(),
      done: (text) => {
        this.outcome = { kind: "returned", text };
      },
      fail: (title, stack, dataText) => {
        this.outcome = { kind: "threw", title, stack, dataText };
      },
      call: (op, payloadText) => this.host.call(op, payloadText),
      log: (level, values) => {
        this.host.log(level, values);
      },
    };
  }

  private taken(): Invocation {
    if (this.invocation === null) throw new Error("The sandbox was started without an invocation.");
    return this.invocation;
  }
}
