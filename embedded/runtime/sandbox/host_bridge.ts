/** What the globals of a sandbox may ask of the process around them. */
import { createHash, randomFillSync, randomUUID } from "node:crypto";
import { inspect } from "node:util";

/** A refused syscall; the sandbox turns it into an error of its own realm. */
export interface SyscallFailure {
  readonly message: string;
  /** Encoded JSON text of a ConvexError's payload. */
  readonly data?: string;
}

export interface HostBridge {
  readonly environment: Readonly<Record<string, string>>;
  take(): Invocation;
  done(resultText: string): void;
  fail(title: string, stack: string, dataText: string | null): void;
  call(op: string, payloadText: string): string | SyscallFailure;
  log(level: LogLevel, values: readonly unknown[]): void;
}

export type LogLevel = "DEBUG" | "ERROR" | "INFO" | "LOG" | "WARN";
export type InvokeMethod = "invokeQuery" | "invokeMutation";

/** One call of one registered function. */
export interface Invocation {
  readonly module: string;
  readonly exportName: string;
  readonly method: InvokeMethod;
  /** The JSON text of the array of arguments. */
  readonly args: string;
  /** The frozen clock, in whole milliseconds since the epoch. */
  readonly now: number;
  readonly seed: number;
}

const DIGESTS: Readonly<Record<string, string>> = {
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** Services without state, the same for every sandbox. Their results are copied into the sandbox's realm there. */
export const services = {
  URL,
  URLSearchParams,
  Headers,
  atob,
  btoa,
  inspect: (value: unknown): string => inspect(value),
  encodeUtf8: (text: string): Uint8Array => new TextEncoder().encode(text),
  encodeInto: (text: string, target: Uint8Array): { read: number; written: number } =>
    new TextEncoder().encodeInto(text, target),
  textDecoder: (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }): InstanceType<typeof TextDecoder> =>
    new TextDecoder(label, options),
  randomFill: (view: NodeJS.ArrayBufferView): void => {
    randomFillSync(view);
  },
  randomUUID: (): string => randomUUID(),
  digest: (algorithm: string, data: ArrayBuffer | NodeJS.ArrayBufferView): Uint8Array => {
    const name = DIGESTS[algorithm.toUpperCase()];
    if (name === undefined)
      throw new TypeError(`${algorithm} is not a digest: use SHA-1, SHA-256, SHA-384 or SHA-512.`);
    return createHash(name).update(bytesOf(data)).digest();
  },
} as const;

function bytesOf(data: ArrayBuffer | NodeJS.ArrayBufferView): Uint8Array {
  // A buffer of another realm is no `instanceof ArrayBuffer` here, so views are told by their own method.
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
