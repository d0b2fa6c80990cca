/** Index keys: bytes whose memcmp order is the order of Convex values. */
import type { JsonValue } from "../store/types.ts";

/**
 * Tags in ascending order of types. An int64 takes the narrowest of 1, 2, 4 or 8 bytes; its tag tells sign and width,
 * so that negative wide < negative narrow < zero < positive narrow < positive wide.
 */
const TAG = {
  undefined: 0x01,
  null: 0x03,
  negative8: 0x04,
  negative4: 0x05,
  negative2: 0x06,
  negative1: 0x07,
  zero: 0x08,
  positive1: 0x09,
  positive2: 0x0a,
  positive4: 0x0b,
  positive8: 0x0c,
  float64: 0x0d,
  false: 0x0e,
  true: 0x0f,
  string: 0x10,
  bytes: 0x11,
  array: 0x12,
  object: 0x15,
} as const;

/** Ends strings, bytes, arrays and objects; a zero byte inside them is followed by ESCAPE. */
const END = 0x00;
const ESCAPE = 0xff;
/** Greater than every key: no tag reaches it. */
export const AFTER_ALL_KEYS: Uint8Array = Uint8Array.of(0xff);
export const BEFORE_ALL_KEYS: Uint8Array = new Uint8Array(0);
/** The marker of an absent field in ranges and filters. */
export const UNDEFINED: JsonValue = { $undefined: null };
export const FLOAT_KEY_BYTES = 9;

/** Builds keys in one buffer that is kept between keys. */
export class KeyWriter {
  private buffer: Buffer;
  private length = 0;

  constructor(initialBytes = 1024) {
    this.buffer = Buffer.allocUnsafe(initialBytes);
  }

  get position(): number {
    return this.length;
  }

  reset(): void {
    this.length = 0;
  }

  /** Append the key of an encoded JSON value; `undefined` and `{"$undefined":null}` are the absent field. */
  value(value: JsonValue | undefined): void {
    if (typeof value === "string") this.string(value);
    // JSON text keeps no sign of a bare zero; a true -0 comes as $float.
    else if (typeof value === "number") this.float(value === 0 ? 0 : value);
    else if (typeof value === "boolean") this.byte(value ? TAG.true : TAG.false);
    else if (value === undefined) this.byte(TAG.undefined);
    else if (value === null) this.byte(TAG.null);
    else if (Array.isArray(value)) this.array(value);
    else this.object(value);
  }

  float(value: number): void {
    this.reserve(FLOAT_KEY_BYTES);
    this.buffer[this.length] = TAG.float64;
    this.buffer.writeDoubleBE(value, this.length + 1);
    this.orderFloatBits(this.length + 1);
    this.length += FLOAT_KEY_BYTES;
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Append `count` bytes that stand at `start` already. */
  repeat(start: number, count: number): void {
    this.reserve(count);
    this.buffer.copyWithin(this.length, start, start + count);
    this.length += count;
  }

  /** Append `count` bytes that `write` fills in. */
  fill(count: number, write: (target: Uint8Array, offset: number) => void): void {
    this.reserve(count);
    write(this.buffer, this.length);
    this.length += count;
  }

  /** The bytes from `start` on, valid until the writer is next written to. */
  view(start: number, end = this.length): Uint8Array {
    return this.buffer.subarray(start, end);
  }

  /** A copy of all that was written since the last reset. */
  copy(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.buffer, 0, this.length);
  }

  private byte(byte: number): void {
    this.reserve(1);
    this.buffer[this.length++] = byte;
  }

  /** IEEE total order as unsigned bytes: negative numbers inverted, the others with the top bit set. */
  private orderFloatBits(at: number): void {
    const first = this.buffer[at] as number;
    if (first < 0x80) {
      this.buffer[at] = first | 0x80;
      return;
    }
    for (let i = at; i < at + 8; i++) this.buffer[i] = ~(this.buffer[i] as number);
  }

  private string(text: string): void {
    // Room for the tag, ASCII without escapes, and the end.
    this.reserve(text.length + 2);
    this.buffer[this.length++] = TAG.string;
    const start = this.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 0 || code > 0x7f) {
        this.length = start + i;
        this.escaped(Buffer.from(text.slice(i), "utf8"));
        return;
      }
      this.buffer[start + i] = code;
    }
    this.length = start + text.length;
    this.buffer[this.length++] = END;
  }

  private escaped(bytes: Uint8Array): void {
    this.reserve(bytes.length * 2 + 1);
    for (const byte of bytes) {
      this.buffer[this.length++] = byte;
      if (byte === 0) this.buffer[this.length++] = ESCAPE;
    }
    this.buffer[this.length++] = END;
  }

  private array(elements: readonly JsonValue[]): void {
    this.byte(TAG.array);
    for (const element of elements) this.value(element);
    this.byte(END);
  }

  private object(object: Readonly<Record<string, JsonValue>>): void {
    const names = Object.keys(object);
    if (names.length === 1 && names[0]?.startsWith("$")) {
      this.tagged(names[0], object[names[0]]);
      return;
    }
    this.byte(TAG.object);
    // Field names are ASCII, so the order of code units is the order of bytes.
    for (const name of names.sort()) {
      this.fieldName(name);
      this.value(object[name]);
    }
    this.byte(END);
  }

  private fieldName(name: string): void {
    this.escaped(Buffer.from(name, "utf8"));
    // An empty name would look like the object's end.
    if (name === "") this.byte(ESCAPE);
  }

  private tagged(tag: string, payload: JsonValue | undefined): void {
    if (tag === "$undefined") {
      this.byte(TAG.undefined);
      return;
    }
    if (typeof payload !== "string") throw new TypeError(`The value of ${tag} is not base64 text.`);
    const bytes = Buffer.from(payload, "base64");
    if (tag === "$bytes") {
      this.byte(TAG.bytes);
      this.escaped(bytes);
    } else if (tag === "$float") this.float(eightBytes(tag, bytes).readDoubleLE());
    else if (tag === "$integer") this.integer(eightBytes(tag, bytes).readBigInt64LE());
    else throw new TypeError(`${tag} is not a kind of Convex value.`);
  }

  private integer(value: bigint): void {
    this.reserve(9);
    const at = this.length + 1;
    const magnitude = value < 0n ? -value - 1n : value;
    const width = value === 0n ? 0 : magnitude < 0x80n ? 1 : magnitude < 0x8000n ? 2 : magnitude < 0x8000_0000n ? 4 : 8;
    this.buffer[this.length] = integerTag(value < 0n, width);
    if (width === 8) this.buffer.writeBigInt64BE(value, at);
    else if (width > 0) this.buffer.writeIntBE(Number(value), at, width);
    this.length = at + width;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + count));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

function eightBytes(tag: string, bytes: Buffer): Buffer {
  if (bytes.length !== 8) throw new TypeError(`The value of ${tag} is not the base64 of 8 bytes.`);
  return bytes;
}

function integerTag(negative: boolean, width: number): number {
  if (width === 0) return TAG.zero;
  if (width === 1) return negative ? TAG.negative1 : TAG.positive1;
  if (width === 2) return negative ? TAG.negative2 : TAG.positive2;
  if (width === 4) return negative ? TAG.negative4 : TAG.positive4;
  return negative ? TAG.negative8 : TAG.positive8;
}

const shared = new KeyWriter();

/** Return the key of several encoded JSON values, one after the other. Keys of tuples order as the tuples do. */
export function keyOf(values: readonly (JsonValue | undefined)[]): Uint8Array {
  shared.reset();
  for (const value of values) shared.value(value);
  return shared.copy();
}

/** Return the floats of a key that `keyOf` made of floats alone, or null for any other key. */
export function floatsOfKey(key: Uint8Array): number[] | null {
  if (key.length % FLOAT_KEY_BYTES !== 0) return null;
  const floats: number[] = [];
  for (let at = 0; at < key.length; at += FLOAT_KEY_BYTES) {
    if (key[at] !== TAG.float64) return null;
    const bits = Buffer.from(key.subarray(at + 1, at + FLOAT_KEY_BYTES));
    const isNegative = (bits[0] as number) < 0x80;
    for (let i = 0; i < bits.length; i++) bits[i] = isNegative ? ~(bits[i] as number) : (bits[i] as number);
    if (!isNegative) bits[0] = (bits[0] as number) & 0x7f;
    floats.push(bits.readDoubleBE());
  }
  return floats;
}

/**
 * Return the end of the range of tuples that begin with the values of `prefix`: at or above `prefix` and below its end.
 *
 * In a longer tuple a tag follows, and every tag is below 0xff. What goes on with 0xff is another value: `"\0"` is
 * `""` with an escape behind it, so the next prefix by plain increment would be too far.
 */
export function endOfPrefix(prefix: Uint8Array): Uint8Array {
  const end = new Uint8Array(prefix.length + 1);
  end.set(prefix);
  end[prefix.length] = ESCAPE;
  return end;
}

/** Return the least key above `key`. */
export function successorOf(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1);
  next.set(key);
  return next;
}

/** Negative, zero or positive, as memcmp. */
export function compareKeys(left: Uint8Array, right: Uint8Array): number {
  return Buffer.compare(left, right);
}
