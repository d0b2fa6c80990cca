/** `ctx.storage` in queries and mutations. */
import { STORAGE_TABLE } from "../../files/file_storage.ts";
import type { JsonObject, Transaction } from "../../store/types.ts";
import { FunctionError } from "../errors.ts";
import type { Execution, Syscall } from "../execution.ts";
import { optionalText, textField } from "./payload.ts";

export const storageSyscalls: Readonly<Record<string, Syscall>> = {
  "1.0/storageGetUrl": getUrl,
  "1.0/storageGetMetadata": getMetadata,
  "1.0/storageDelete": remove,
  "1.0/storageGenerateUploadUrl": generateUploadUrl,
  "1.0/storageStore": store,
  "1.0/storageGet": get,
};

function getUrl({ scope }: Execution, payload: JsonObject): string {
  scope.meter.countRange();
  return JSON.stringify(scope.files.url(scope.reader, textField(payload, "storageId")));
}

function getMetadata({ scope }: Execution, payload: JsonObject): string {
  scope.meter.countRange();
  return JSON.stringify(scope.files.metadata(scope.reader, textField(payload, "storageId")));
}

function remove(execution: Execution, payload: JsonObject): string {
  const transaction = writable(execution, "delete");
  execution.scope.files.remove(transaction, textField(payload, "storageId"));
  execution.countWrite(STORAGE_TABLE, 0);
  return "null";
}

function generateUploadUrl(execution: Execution): string {
  writable(execution, "generateUploadUrl");
  return JSON.stringify(execution.scope.files.uploadUrl(execution.scope.now));
}

/** Bytes travel as base64. They are on the disk before the mutation goes on, and gone again when it fails. */
function store(execution: Execution, payload: JsonObject): string {
  const transaction = writable(execution, "store");
  const { files, meter } = execution.scope;
  const contentType = files.contentType(optionalText(payload, "contentType"));
  const bytes = Buffer.from(textField(payload, "blob"), "base64");
  meter.countFileWrite(bytes.length);
  const received = files.storage.receiveNow(bytes);
  files.checkDigest(received, optionalText(payload, "sha256"));
  const id = files.storage.keep(transaction, received, contentType);
  execution.countWrite(STORAGE_TABLE, 0);
  return JSON.stringify(id);
}

function get(execution: Execution, payload: JsonObject): string {
  const transaction = writable(execution, "get");
  const { files, meter } = execution.scope;
  meter.countRange();
  const file = files.find(transaction, textField(payload, "storageId"), "get");
  if (file === null) return "null";
  meter.countFileRead(file.size);
  const blob = files.storage.readNow(file).toString("base64");
  return JSON.stringify({ blob, contentType: file.contentType });
}

function writable({ transaction, fn }: Execution, method: string): Transaction {
  if (transaction !== null) return transaction;
  throw new FunctionError(`storage.${method} was called in the query ${fn.path}. Only mutations and actions can.`);
}
