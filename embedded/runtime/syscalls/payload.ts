/** Reading the JSON payload of a syscall; the library builds it, but user code can reach `Convex.syscall` as well. */
import type { JsonObject, JsonValue } from "../../store/types.ts";
import { FunctionError } from "../errors.ts";

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function textField(payload: JsonObject, name: string): string {
  const value = payload[name];
  if (typeof value !== "string") throw new FunctionError(`Invalid argument \`${name}\`: expected a string.`);
  return value;
}

export function optionalText(payload: JsonObject, name: string): string | null {
  const value = payload[name];
  return value === undefined || value === null ? null : textField(payload, name);
}

export function numberField(payload: JsonObject, name: string): number {
  const value = payload[name];
  if (typeof value !== "number") throw new FunctionError(`Invalid argument \`${name}\`: expected a number.`);
  return value;
}

export function optionalNumber(payload: JsonObject, name: string): number | null {
  const value = payload[name];
  return value === undefined || value === null ? null : numberField(payload, name);
}

export function objectField(payload: JsonObject, name: string): JsonObject {
  const value = payload[name];
  if (!isObject(value)) throw new FunctionError(`Invalid argument \`${name}\`: expected an object.`);
  return value;
}

/** An object whose single key is this `$` tag, as `{"$undefined": null}`. */
export function isTagged(value: JsonValue | undefined, tag: string): boolean {
  return isObject(value) && tag in value;
}
