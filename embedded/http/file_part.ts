/** Sending bytes of an open file. */
import type { FileHandle } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";

/** Both ends are included; `last` is below `first` where there is nothing to send. */
export interface FilePart {
  /** Closed once the bytes are sent; null in answers to HEAD. */
  readonly handle: FileHandle | null;
  readonly first: number;
  readonly last: number;
}

/** Send the bytes as the response's body, whose head is written. A client that leaves is no error. */
export async function sendFilePart(response: ServerResponse, { handle, first, last }: FilePart): Promise<void> {
  if (handle === null || last < first) {
    await handle?.close();
    response.end();
    return;
  }
  try {
    await pipeline(handle.createReadStream({ start: first, end: last }), response);
  } catch (error) {
    if (!isPrematureClose(error)) throw error;
  }
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
}
