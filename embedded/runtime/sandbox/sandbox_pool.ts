/** One sandbox for each depth of nested calls, made when first needed and kept. */
import type vm from "node:vm";

import { Sandbox } from "./sandbox.ts";

export class SandboxPool {
  private sandboxes: Sandbox[] = [];

  constructor(
    private readonly bundle: vm.Script,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  at(depth: number): Sandbox {
    const existing = this.sandboxes[depth];
    if (existing !== undefined) return existing;
    const sandbox = new Sandbox(this.bundle, this.environment);
    this.sandboxes[depth] = sandbox;
    return sandbox;
  }

  /** After a guard stopped a call, which may have been at any depth. */
  discardAll(): void {
    this.sandboxes = [];
  }
}
