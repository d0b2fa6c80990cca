/** Values and validators as a developer would write them, for error messages. */
import type { JsonObject, JsonValue, ValidatorJson } from "../store/types.ts";
import { isTagged } from "./document.ts";

/** Long enough to recognise a document, short enough for a log line. */
const MAX_CHARS = 1000;

/** Return an encoded JSON value as a JavaScript literal, cut at 1,000 characters. */
export function describeValue(value: JsonValue): string {
  return shortened(valueText(value));
}

/** Return validator JSON as the calls of `v` that make it, cut at 1,000 characters. */
export function describeValidator(json: ValidatorJson): string {
  return shortened(validatorText(json));
}

function shortened(text: string): string {
  return text.length <= MAX_CHARS ? text : `${text.slice(0, MAX_CHARS)}…`;
}

function valueText(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isTagged(value)) return taggedText(value);
  return `{${Object.entries(value).map(([name, field]) => `${fieldName(name)}: ${valueText(field)}`).join(", ")}}`;
}

function taggedText(value: JsonObject): string {
  const [tag, payload] = Object.entries(value)[0] ?? ["", null];
  if (typeof payload !== "string") return JSON.stringify(value);
  const bytes = Buffer.from(payload, "base64");
  if (tag === "$integer" && bytes.length === 8) return `${bytes.readBigInt64LE()}n`;
  if (tag === "$float" && bytes.length === 8) return Object.is(bytes.readDoubleLE(), -0) ? "-0" : String(bytes.readDoubleLE());
  return tag === "$bytes" ? `Bytes("${payload}")` : JSON.stringify(value);
}

function fieldName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function validatorText(json: JsonValue | undefined): string {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return "v.any()";
  switch (json.type) {
    case "number":
      return "v.float64()";
    case "bigint":
      return "v.int64()";
    case "literal":
      return `v.literal(${valueText(json.value ?? null)})`;
    case "id":
      return `v.id(${JSON.stringify(json.tableName)})`;
    case "array":
      return `v.array(${validatorText(json.value)})`;
    case "union":
      return `v.union(${Array.isArray(json.value) ? json.value.map(validatorText).join(", ") : ""})`;
    case "record":
      return `v.record(${validatorText(json.keys)}, ${fieldText(json.values)})`;
    case "object":
      return `v.object({${fieldTexts(json.value).join(", ")}})`;
    default:
      return typeof json.type === "string" ? `v.${json.type}()` : "v.any()";
  }
}

function fieldTexts(fields: JsonValue | undefined): string[] {
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) return [];
  return Object.entries(fields).map(([name, field]) => `${fieldName(name)}: ${fieldText(field)}`);
}

function fieldText(field: JsonValue | undefined): string {
  if (typeof field !== "object" || field === null || Array.isArray(field)) return validatorText(field);
  const type = validatorText(field.fieldType);
  return field.optional === true ? `v.optional(${type})` : type;
}
