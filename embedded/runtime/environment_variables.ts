/** The deployment's environment variables: what functions read as `process.env`. */
import type { Store } from "../store/store.ts";
import { RequestError } from "./errors.ts";
import { limits } from "./limits.ts";

const STATE_KEY = "environment_variables";
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export interface EnvironmentChange {
  readonly name: string;
  /** null removes the variable. */
  readonly value: string | null;
}

/** Convex sets these itself. */
const BUILT_IN: readonly string[] = ["CONVEX_CLOUD_URL", "CONVEX_SITE_URL"];

export class EnvironmentVariables {
  private values: ReadonlyMap<string, string>;

  constructor(private readonly store: Store) {
    const text = store.state.get(STATE_KEY);
    this.values = new Map(text === null ? [] : (JSON.parse(text) as [string, string][]));
  }

  /** Ascending by name. */
  list(): { readonly name: string; readonly value: string }[] {
    return [...this.values].map(([name, value]) => ({ name, value })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  asRecord(): Record<string, string> {
    return Object.fromEntries(this.values);
  }

  /** Apply all changes or none. Throws `RequestError` when one of them breaks a rule. */
  update(changes: readonly EnvironmentChange[]): void {
    const next = new Map(this.values);
    for (const { name, value } of changes) {
      checkName(name);
      if (value === null) next.delete(name);
      else next.set(name, checkedValue(name, value));
    }
    if (next.size > limits.environmentVariables) {
      throw invalid(
        `There are at most ${limits.environmentVariables} environment variables, and this would make ${next.size}.`,
      );
    }
    this.store.state.set(STATE_KEY, JSON.stringify([...next]));
    this.values = next;
  }
}

function checkName(name: string): void {
  if (BUILT_IN.includes(name)) throw invalid(`${name} is set by the deployment itself and cannot be changed.`);
  if (!NAME.test(name) || name.length > limits.environmentNameChars) {
    throw invalid(
      `"${name}" is not a name for an environment variable: letters, digits and underscores, not starting with a digit, ` +
        `at most ${limits.environmentNameChars} characters.`,
    );
  }
}

function checkedValue(name: string, value: string): string {
  if (Buffer.byteLength(value) > limits.environmentValueBytes) {
    throw invalid(`The value of ${name} is longer than ${limits.environmentValueBytes} bytes.`);
  }
  return value;
}

function invalid(message: string): RequestError {
  return new RequestError(400, "EnvironmentVariableInvalid", message);
}
