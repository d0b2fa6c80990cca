/**
 * The JavaScript that gives a fresh `vm` context the globals of Convex's query and mutation runtime.
 *
 * It is text, not a module, because it has to be evaluated inside the context: objects made outside belong to another
 * realm, where `instanceof ArrayBuffer` and the promise queue are different ones. The function takes `host`, the bridge
 * described by `HostBridge`, and returns `{ start, load }`.
 */

/** Read once in the wrapper of the bundle: a global of a `vm` context costs an interceptor call each time it is read. */
const SHADOWED_GLOBALS = [
  "Object",
  "Array",
  "ArrayBuffer",
  "DataView",
  "Uint8Array",
  "Float64Array",
  "JSON",
  "Math",
  "Number",
  "String",
  "Boolean",
  "Symbol",
  "BigInt",
  "Promise",
  "Map",
  "Set",
  "WeakMap",
  "WeakSet",
  "Error",
  "TypeError",
  "RangeError",
  "Date",
  "RegExp",
  "Reflect",
  "Proxy",
  "Intl",
  "isNaN",
  "isFinite",
  "parseInt",
  "parseFloat",
  "encodeURIComponent",
  "decodeURIComponent",
  "Convex",
  "console",
  "process",
  "crypto",
  "URL",
  "URLSearchParams",
  "TextEncoder",
  "TextDecoder",
  "structuredClone",
] as const;

/** Lines that the wrapper puts before the bundle's first line; stack traces subtract them. */
export const WRAPPER_LINES = 2;

/** Wrap a bundle that assigns `__functions` into a function of the context's globals. */
export function wrapForContext(code: string): string {
  return `(function (globals) {
const { ${SHADOWED_GLOBALS.join(", ")} } = globals;
${code}
return __functions.modules; })`;
}

export const GLOBALS_SOURCE = String.raw`(function (host) {
"use strict";
const NativeDate = Date;
const NativeError = Error;
let now = NativeDate.now();
let seed = [1, 2, 3, 4];

// A copy of a typed array of the host, in this realm.
const localBytes = (bytes) => Uint8Array.from(bytes);

function random() {
  // sfc32: small, fast, and good enough for a function that promises no secrecy.
  let [a, b, c, d] = seed;
  const t = (((a + b) | 0) + d) | 0;
  d = (d + 1) | 0;
  a = b ^ (b >>> 9);
  b = (c + (c << 3)) | 0;
  c = (c << 21) | (c >>> 11);
  c = (c + t) | 0;
  seed = [a, b, c, d];
  return (t >>> 0) / 4294967296;
}
Math.random = () => (Math.floor(random() * 2097152) * 4294967296 + random() * 4294967296) / 9007199254740992;

const FrozenDate = new Proxy(NativeDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now] : args, newTarget),
  apply: () => new NativeDate(now).toString(),
  get: (target, key, receiver) => (key === "now" ? () => now : Reflect.get(target, key, receiver)),
});
NativeDate.prototype.constructor = FrozenDate;

function refused(name) {
  const refuse = function () {
    throw new NativeError(
      "Can't use " + name + " in queries and mutations. Please consider using an action. " +
        "See https://docs.convex.dev/functions/actions for more details.",
    );
  };
  Object.defineProperty(refuse, "name", { value: name });
  return refuse;
}

// Errors of the host belong to the other realm; user code expects its own classes.
function local(work) {
  try {
    return work();
  } catch (thrown) {
    throw new (thrown && thrown.name === "RangeError" ? RangeError : TypeError)(String(thrown && thrown.message));
  }
}

class LocalURL extends host.URL {
  constructor(url, base) {
    let parsed;
    local(() => { parsed = base === undefined ? new host.URL(String(url)) : new host.URL(String(url), String(base)); });
    super(parsed.href);
  }
}
Object.defineProperty(LocalURL, "name", { value: "URL" });

class TextEncoder {
  get encoding() { return "utf-8"; }
  encode(text = "") { return localBytes(host.encodeUtf8(String(text))); }
  encodeInto(text, target) { return host.encodeInto(String(text), target); }
}
class TextDecoder {
  #decoder;
  constructor(label, options) { this.#decoder = local(() => host.textDecoder(label, options)); }
  get encoding() { return this.#decoder.encoding; }
  get fatal() { return this.#decoder.fatal; }
  get ignoreBOM() { return this.#decoder.ignoreBOM; }
  decode(bytes, options) { return local(() => this.#decoder.decode(bytes, options)); }
}

// As much of the web's Blob as ctx.storage needs.
class Blob {
  #bytes;
  constructor(parts = [], options = {}) {
    const chunks = Array.from(parts, (part) => Blob.#bytesOf(part));
    this.#bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
    let at = 0;
    for (const chunk of chunks) {
      this.#bytes.set(chunk, at);
      at += chunk.length;
    }
    const type = String(options.type ?? "");
    this.type = /^[\x20-\x7e]*$/.test(type) ? type.toLowerCase() : "";
  }
  static #bytesOf(part) {
    if (part instanceof Blob) return part.#bytes;
    if (part instanceof ArrayBuffer) return new Uint8Array(part);
    if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    return localBytes(host.encodeUtf8(String(part)));
  }
  get size() { return this.#bytes.length; }
  slice(start, end, type = "") { return new Blob([this.#bytes.slice(start, end)], { type }); }
  async arrayBuffer() { return this.#bytes.slice().buffer; }
  async bytes() { return this.#bytes.slice(); }
  async text() { return new TextDecoder().decode(this.#bytes); }
  stream() { throw new NativeError("Can't use Blob.stream() in queries and mutations. Use arrayBuffer() or text()."); }
}

function clone(value, seen) {
  if (typeof value === "function" || typeof value === "symbol") throw new TypeError(String(value) + " could not be cloned.");
  if (typeof value !== "object" || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  const keep = (copy) => { seen.set(value, copy); return copy; };
  if (value instanceof NativeDate) return keep(new NativeDate(value.getTime()));
  if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
  if (value instanceof ArrayBuffer) return keep(value.slice(0));
  if (ArrayBuffer.isView(value)) {
    const buffer = clone(value.buffer, seen);
    return keep(new value.constructor(buffer, value.byteOffset, value.length ?? value.byteLength));
  }
  if (value instanceof Map) {
    const copy = keep(new Map());
    for (const [key, item] of value) copy.set(clone(key, seen), clone(item, seen));
    return copy;
  }
  if (value instanceof Set) {
    const copy = keep(new Set());
    for (const item of value) copy.add(clone(item, seen));
    return copy;
  }
  if (value instanceof NativeError) {
    const copy = keep(new NativeError(value.message));
    copy.name = value.name;
    copy.stack = value.stack;
    return copy;
  }
  const copy = keep(Array.isArray(value) ? new Array(value.length) : {});
  for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
  return copy;
}

const subtle = {
  digest: async (algorithm, data) => {
    const name = typeof algorithm === "string" ? algorithm : algorithm.name;
    return local(() => localBytes(host.digest(name, data)).buffer);
  },
};
for (const name of ["encrypt", "decrypt", "sign", "verify", "deriveKey", "deriveBits", "generateKey", "importKey", "exportKey", "wrapKey", "unwrapKey"]) {
  subtle[name] = async () => {
    throw new NativeError(
      "crypto.subtle." + name + " is not served in queries and mutations of the embedded deployment. Use an action.",
    );
  };
}

const console = {};
for (const [method, level] of Object.entries({ log: "LOG", debug: "DEBUG", info: "INFO", warn: "WARN", error: "ERROR", trace: "LOG", dir: "LOG", table: "LOG" })) {
  console[method] = (...values) => { host.log(level, values); };
}
console.assert = (condition, ...values) => { if (!condition) host.log("ERROR", ["Assertion failed", ...values]); };
for (const method of ["group", "groupCollapsed", "groupEnd", "count", "countReset"]) console[method] = () => {};
const timers = new Map();
console.time = (label = "default") => { timers.set(label, now); };
console.timeLog = (label = "default", ...values) => { host.log("INFO", [label + ": 0ms", ...values]); };
console.timeEnd = (label = "default") => { if (timers.delete(label)) host.log("INFO", [label + ": 0ms"]); };

function failure(answer) {
  const error = new NativeError(answer.message);
  if (answer.data !== undefined) error.data = JSON.parse(answer.data);
  return error;
}
function call(op, payload) {
  const answer = host.call(op, payload);
  if (typeof answer === "string") return answer;
  throw failure(answer);
}
const Convex = Object.freeze({
  syscall: call,
  asyncSyscall: async (op, payload) => call(op, payload),
  jsSyscall: (op) => { throw new NativeError("The operation " + op + " is not available in queries and mutations."); },
});

const added = {
  Convex, console, TextEncoder, TextDecoder, Blob, Date: FrozenDate, URL: LocalURL,
  URLSearchParams: host.URLSearchParams, Headers: host.Headers,
  process: Object.freeze({ env: Object.freeze({ ...host.environment }) }),
  crypto: Object.freeze({
    getRandomValues: (view) => { local(() => host.randomFill(view)); return view; },
    randomUUID: () => host.randomUUID(),
    subtle: Object.freeze(subtle),
  }),
  atob: (text) => local(() => host.atob(String(text))),
  btoa: (text) => local(() => host.btoa(String(text))),
  structuredClone: (value) => clone(value, new Map()),
  queueMicrotask: (task) => { void Promise.resolve().then(task); },
};
for (const name of ["fetch", "setTimeout", "setInterval", "setImmediate", "XMLHttpRequest", "WebSocket", "Request", "Response", "File", "FormData", "ReadableStream", "AbortController", "MessageChannel", "BroadcastChannel"]) {
  added[name] = refused(name);
}
for (const name of ["clearTimeout", "clearInterval", "clearImmediate"]) added[name] = () => {};
for (const [name, value] of Object.entries(added)) {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
}
globalThis.self = globalThis;
globalThis.global = globalThis;

let modules = {};
function titleOf(thrown) {
  if (typeof thrown !== "object" || thrown === null) return String(thrown);
  if (typeof thrown.message !== "string") return host.inspect(thrown);
  return (thrown.name ?? "Error") + (thrown.message === "" ? "" : ": " + thrown.message);
}
function fail(thrown) {
  const isObject = typeof thrown === "object" && thrown !== null;
  const data = isObject && Symbol.for("ConvexError") in thrown ? thrown.data : null;
  host.fail(titleOf(thrown), isObject && typeof thrown.stack === "string" ? thrown.stack : "", data);
}
return {
  load: (wrapped) => { modules = wrapped(globalThis); },
  modules: () => modules,
  start: () => {
    const request = host.take();
    now = request.now;
    seed = [request.seed, request.seed ^ 0x9e3779b9, request.seed ^ 0x85ebca6b, 1];
    for (let warm = 0; warm < 12; warm += 1) random();
    try {
      modules[request.module][request.exportName][request.method](request.args).then((text) => { host.done(text); }, fail);
    } catch (thrown) {
      fail(thrown);
    }
  },
};
})`;
