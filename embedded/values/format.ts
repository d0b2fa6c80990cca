/** The output formats: encoded JSON as Convex prints it, clean JSON for people, export JSON for lossless files. */
import type { JsonValue } from "../store/types.ts";

const POINT_OR_EXPONENT = /[.e]/;

/**
 * Return clean JSON (`format: "json"`) as text: int64 and bytes become strings, NaN and the infinities their names.
 *
 * It is text because `-0.0` is a JSON number that no JavaScript value prints. Lossy: a reader cannot tell an int64 from
 * a string.
 */
export function cleanJson(value: JsonValue): string {
  return hasTags(value) ? textOf(value, cleanTag, String) : JSON.stringify(value);
}

/** Return export JSON as text: int64 as bare integers, floats always with a point or an exponent. */
export function exportJson(value: JsonValue): string {
  return textOf(value, exportTag, dottedFloat);
}

/** Return encoded JSON as text, with floats always with a point or an exponent, as Convex itself prints it. */
export function encodedJson(value: JsonValue): string {
  return textOf(value, (tag, payload) => JSON.stringify({ [tag]: payload }), dottedFloat);
}

type TagText = (tag: string, payload: string) => string;

/** Most answers hold no `$` tag, and then the platform's own printer is the fastest. */
function hasTags(value: JsonValue): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(hasTags);
  for (const name in value) {
    if (name.startsWith("$") || hasTags(value[name] as JsonValue)) return true;
  }
  return false;
}

function textOf(value: JsonValue, tagText: TagText, numberText: (value: number) => string): string {
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((element) => textOf(element, tagText, numberText)).join(",")}]`;
  const entries = Object.entries(value);
  const [tag, payload] = entries[0] ?? ["", null];
  if (entries.length === 1 && tag.startsWith("$") && typeof payload === "string") return tagText(tag, payload);
  return `{${entries.map(([name, field]) => `${JSON.stringify(name)}:${textOf(field, tagText, numberText)}`).join(",")}}`;
}

function cleanTag(tag: string, payload: string): string {
  const bytes = Buffer.from(payload, "base64");
  if (tag === "$integer") return `"${bytes.readBigInt64LE()}"`;
  if (tag !== "$float") return JSON.stringify(payload);
  const float = bytes.readDoubleLE();
  return Object.is(float, -0) ? "-0.0" : `"${float}"`;
}

function exportTag(tag: string, payload: string): string {
  if (tag === "$integer") return String(Buffer.from(payload, "base64").readBigInt64LE());
  return JSON.stringify({ [tag]: payload });
}

function dottedFloat(value: number): string {
  const text = String(value);
  return POINT_OR_EXPONENT.test(text) ? text : `${text}.0`;
}
