/** The functions of a push by path, with their validators compiled when first used. */
import type { JsonObject, JsonValue, ValidatorJson } from "../store/types.ts";
import { InvalidValueError, measureValue } from "../values/document.ts";
import type { IdChecker, Validator } from "../values/validator.ts";
import { compileValidator } from "../values/validator.ts";
import type { FunctionKind } from "./calls.ts";
import { FunctionError } from "./errors.ts";
import { limits } from "./limits.ts";

export interface FunctionDefinition {
  /** `dir/module`, without `.js`. */
  readonly module: string;
  readonly exportName: string;
  readonly kind: FunctionKind;
  readonly isPublic: boolean;
  readonly args: ValidatorJson;
  readonly returns: ValidatorJson | null;
  readonly environment: "isolate" | "node";
}

/** A value of n characters of JSON has at most 4.5 n bytes by Convex's metric: `1,` counts as 9. */
const LARGEST_GROWTH = 4.5;

export class RegisteredFunction {
  readonly path: string;
  private argsValidator: Validator | null = null;
  private returnsValidator: Validator | null = null;

  constructor(
    readonly definition: FunctionDefinition,
    private readonly ids: IdChecker,
  ) {
    this.path = `${definition.module}:${definition.exportName}`;
  }

  /** Throws `FunctionError` when `args` are too large or do not match the validator. */
  checkArgs(args: JsonObject, chars: number): void {
    checkSize(`Arguments for ${this.displayPath}`, args, chars, limits.argsBytes);
    this.argsValidator ??= compileValidator(this.definition.args, this.ids);
    const problem = this.argsValidator(args);
    if (problem !== null) throw new FunctionError(`ArgumentValidationError: ${problem}`);
  }

  /** Throws `FunctionError` when what the function returned is too large or does not match the validator. */
  checkReturned(text: string): void {
    const { returns } = this.definition;
    if (returns === null && text.length * LARGEST_GROWTH <= limits.returnBytes) return;
    const value = JSON.parse(text) as JsonValue;
    checkSize(`The return value of ${this.displayPath}`, value, text.length, limits.returnBytes);
    if (returns === null) return;
    this.returnsValidator ??= compileValidator(returns, this.ids);
    const problem = this.returnsValidator(value);
    if (problem !== null) throw new FunctionError(`ReturnsValidationError: ${problem}`);
  }

  /** With `.js`, as Convex prints it. */
  get displayPath(): string {
    return `${this.definition.module}.js:${this.definition.exportName}`;
  }
}

export class FunctionTable {
  private readonly functions: ReadonlyMap<string, RegisteredFunction>;
  private readonly modules: ReadonlySet<string>;

  constructor(definitions: readonly FunctionDefinition[], modules: readonly string[], ids: IdChecker) {
    const registered = definitions.map((definition) => new RegisteredFunction(definition, ids));
    this.functions = new Map(registered.map((each) => [each.path, each]));
    this.modules = new Set(modules);
  }

  find(path: string): RegisteredFunction | null {
    return this.functions.get(canonicalPath(path)) ?? null;
  }

  hasModule(path: string): boolean {
    return this.modules.has(canonicalPath(path).split(":")[0] ?? "");
  }

  all(): RegisteredFunction[] {
    return [...this.functions.values()];
  }
}

/** `module` and `module.js:fn` and `module:fn` as `module:fn`; no export means the default export. */
export function canonicalPath(path: string): string {
  const [module = "", exportName = "default"] = path.split(":", 2);
  return `${module.replace(/\.js$/, "")}:${exportName}`;
}

function checkSize(what: string, value: JsonValue, chars: number, limit: number): void {
  if (chars * LARGEST_GROWTH <= limit) return;
  const size = sizeOf(what, value);
  if (size > limit) throw new FunctionError(`${what} are too large (actual: ${size} bytes, limit: ${limit} bytes).`);
}

function sizeOf(what: string, value: JsonValue): number {
  try {
    return measureValue(value);
  } catch (error) {
    if (error instanceof InvalidValueError) throw new FunctionError(`${what} hold an invalid value: ${error.message}`);
    throw error;
  }
}
