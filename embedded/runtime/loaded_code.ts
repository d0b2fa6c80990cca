/** A deployed bundle made ready to run: compiled, with its sandboxes, its instances for actions and its functions. */
import vm from "node:vm";

import type { JsonValue } from "../store/types.ts";
import type { IdChecker } from "../values/validator.ts";
import { ActionInstances } from "./actions/instances.ts";
import { FunctionError } from "./errors.ts";
import type { FunctionDefinition } from "./function_table.ts";
import { FunctionTable } from "./function_table.ts";
import { WRAPPER_LINES, wrapForContext } from "./sandbox/globals_source.ts";
import { SandboxPool } from "./sandbox/sandbox_pool.ts";
import { StackTranslator } from "./stack_traces.ts";

/** A script that assigns `__functions`, whose `modules` maps module paths to namespaces. */
export interface Bundle {
  readonly code: string;
  /** Its source map, as JSON text. */
  readonly map: string;
}

/** What a push leaves behind: plain data, kept in the store, so that a restart needs no bundler. */
export interface DeployedCode {
  /** Every module of Convex's default runtime. */
  readonly isolate: Bundle;
  /** The `"use node"` modules, or null when there are none. */
  readonly node: Bundle | null;
  readonly functions: readonly FunctionDefinition[];
  readonly modules: readonly string[];
  readonly hasRouter: boolean;
}

export const ISOLATE_FILENAME = "convex-functions.js";
export const NODE_FILENAME = "convex-node-functions.js";

/** Compile a bundle for sandboxes. */
export function compileForSandbox(bundle: Bundle): vm.Script {
  return new vm.Script(wrapForContext(bundle.code), { filename: ISOLATE_FILENAME, lineOffset: -WRAPPER_LINES });
}

export class LoadedCode {
  readonly functions: FunctionTable;
  readonly sandboxes: SandboxPool;
  readonly actions: ActionInstances;
  readonly hasRouter: boolean;
  private readonly translators: readonly StackTranslator[];

  constructor(deployed: DeployedCode, environment: Readonly<Record<string, string>>, ids: IdChecker) {
    this.functions = new FunctionTable(deployed.functions, deployed.modules, ids);
    this.sandboxes = new SandboxPool(compileForSandbox(deployed.isolate), environment);
    this.actions = new ActionInstances(deployed, environment);
    this.hasRouter = deployed.hasRouter;
    this.translators = [
      new StackTranslator(ISOLATE_FILENAME, deployed.isolate.map),
      ...(deployed.node === null ? [] : [new StackTranslator(NODE_FILENAME, deployed.node.map)]),
    ];
  }

  /** The error that a thrown value becomes for the caller: its text, and where in the author's files it came from. */
  thrown(what: { readonly title: string; readonly stack: string; readonly dataText: string | null }): FunctionError {
    const frames = this.frames(what.stack);
    const message = `Uncaught ${what.title}${frames === "" ? "" : `\n${frames}`}`;
    if (what.dataText === null) return new FunctionError(message);
    return new FunctionError(message, JSON.parse(what.dataText) as JsonValue);
  }

  /** The part of a stack that lies in the author's files. */
  frames(stack: string): string {
    return this.translators
      .map((each) => each.translate(stack))
      .filter((text) => text !== "")
      .join("\n");
  }
}
