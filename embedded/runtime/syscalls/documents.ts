/** Reading and writing single documents: get, insert, patch, replace, delete, and the ids they take. */
import type { JsonObject, StoredDocument, Transaction } from "../../store/types.ts";
import { measureDocument } from "../../values/document.ts";
import { FunctionError, notServed } from "../errors.ts";
import type { Execution, Syscall } from "../execution.ts";
import { isReadableSystemTable, isSystemTable } from "../system_tables.ts";
import { isTagged, objectField, optionalText, textField } from "./payload.ts";

const SYSTEM_FIELDS = ["_id", "_creationTime"] as const;

export const documentSyscalls: Readonly<Record<string, Syscall>> = {
  "1.0/get": get,
  "1.0/insert": insert,
  "1.0/shallowMerge": patch,
  "1.0/replace": replace,
  "1.0/remove": remove,
  "1.0/count": count,
  "1.0/db/normalizeId": normalizeId,
};

function get({ scope }: Execution, payload: JsonObject): string {
  const id = textField(payload, "id");
  const table = scope.reader.tableOf(id);
  checkTable(table, id, optionalText(payload, "table"), "get");
  if (table !== null) checkReadable(table, payload.isSystem === true);
  scope.meter.countRange();
  const document = scope.reader.get(id);
  if (document === null) return "null";
  scope.meter.countRead(document.size);
  return document.text;
}

function insert(execution: Execution, payload: JsonObject): string {
  const transaction = writable(execution, "insert");
  const table = userTable(textField(payload, "table"));
  const fields = objectField(payload, "value");
  const id = transaction.insert(table, fields);
  execution.countWrite(table, measureDocument(fields, id.length));
  return `{"_id":"${id}"}`;
}

function patch(execution: Execution, payload: JsonObject): string {
  const transaction = writable(execution, "patch");
  const { id, table, document } = existing(execution, payload, "patch");
  const merged = JSON.parse(document.text) as JsonObject;
  for (const [name, value] of Object.entries(objectField(payload, "value"))) {
    checkSystemField(name, value, merged);
    if (isTagged(value, "$undefined")) Reflect.deleteProperty(merged, name);
    else merged[name] = value;
  }
  replaceFields(execution, transaction, table, id, withoutSystemFields(merged));
  return "null";
}

function replace(execution: Execution, payload: JsonObject): string {
  const transaction = writable(execution, "replace");
  const { id, table, document } = existing(execution, payload, "replace");
  const fields = objectField(payload, "value");
  const hasSystemField = SYSTEM_FIELDS.some((name) => name in fields);
  if (hasSystemField) {
    const old = JSON.parse(document.text) as JsonObject;
    for (const [name, value] of Object.entries(fields)) checkSystemField(name, value, old);
  }
  replaceFields(execution, transaction, table, id, hasSystemField ? withoutSystemFields(fields) : fields);
  return "null";
}

function remove(execution: Execution, payload: JsonObject): string {
  const transaction = writable(execution, "delete");
  const { id, table } = existing(execution, payload, "delete");
  transaction.remove(id);
  execution.countWrite(table, 0);
  return "null";
}

function count({ scope }: Execution, payload: JsonObject): string {
  scope.meter.countRange();
  return String(scope.reader.count(userTable(textField(payload, "table"))));
}

function normalizeId({ scope }: Execution, payload: JsonObject): string {
  const table = textField(payload, "table");
  if (isSystemTable(table) && !isReadableSystemTable(table)) throw notServed(`The system table ${table}`);
  return JSON.stringify({ id: scope.reader.normalizeId(table, textField(payload, "idString")) });
}

/** The document that a write names, metered as a read. Throws `FunctionError` when there is none. */
function existing(
  { scope }: Execution,
  payload: JsonObject,
  method: string,
): { readonly id: string; readonly table: string; readonly document: StoredDocument } {
  const id = textField(payload, "id");
  const table = scope.reader.tableOf(id);
  checkTable(table, id, optionalText(payload, "table"), method);
  if (table !== null) userTable(table);
  const document = scope.reader.get(id);
  if (document === null || table === null) {
    const verb = method === "patch" ? "Update" : method === "replace" ? "Replace" : "Delete";
    throw new FunctionError(`${verb} on nonexistent document ID ${id}`);
  }
  scope.meter.countRead(document.size);
  return { id, table, document };
}

function checkTable(actual: string | null, id: string, expected: string | null, method: string): void {
  if (expected === null || actual === expected) return;
  const found = actual === null ? "no table has that number" : `it is an id of table '${actual}'`;
  throw new FunctionError(
    `Invalid argument \`id\` for \`db.${method}\`: expected an id of table '${expected}', but for ${id} ${found}.`,
  );
}

function writable({ transaction, fn }: Execution, method: string): Transaction {
  if (transaction !== null) return transaction;
  throw new FunctionError(`db.${method} was called in the query ${fn.path}. Only mutations can write.`);
}

/** System tables are read by `ctx.db.system`, and by it alone. */
function checkReadable(table: string, bySystem: boolean): void {
  if (isSystemTable(table) === bySystem) return;
  throw new FunctionError(
    bySystem
      ? `The table ${table} is no system table. Use db.get.`
      : `Cannot access system table ${table} from non-system read. Use db.system.get.`,
  );
}

function userTable(table: string): string {
  if (isSystemTable(table)) throw new FunctionError("System tables (prefixed with `_`) are read-only.");
  return table;
}

function checkSystemField(name: string, value: unknown, document: JsonObject): void {
  if (name !== "_id" && name !== "_creationTime") return;
  if (document[name] === value) return;
  throw new FunctionError(`The field ${name} cannot be changed: leave it out, or give the document's own value.`);
}

function withoutSystemFields({ _id, _creationTime, ...fields }: JsonObject): JsonObject {
  return fields;
}

function replaceFields(
  execution: Execution,
  transaction: Transaction,
  table: string,
  id: string,
  fields: JsonObject,
): void {
  transaction.replace(id, fields);
  execution.countWrite(table, measureDocument(fields, id.length));
}
