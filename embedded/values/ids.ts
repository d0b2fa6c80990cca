/** Document ids: Crockford base32 of table number, 16 internal bytes and a checksum, as the Convex cloud writes them. */

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const INTERNAL_BYTES = 16;
const CHECKSUM_BYTES = 2;
const MAX_TABLE_NUMBER = 0xffff_ffff;
/** 5 LEB128 bytes of a u32, 16 internal, 2 checksum. */
const MAX_ID_BYTES = 23;
const MIN_ID_CHARS = 31;
const MAX_ID_CHARS = 37;
const NOT_BASE32 = 0xff;

export interface DocumentId {
  readonly tableNumber: number;
  /** The 16 bytes that tell documents of one table apart. */
  readonly internal: Uint8Array;
}

const digitOf = new Uint8Array(128).fill(NOT_BASE32);
for (let digit = 0; digit < ALPHABET.length; digit++) digitOf[ALPHABET.charCodeAt(digit)] = digit;

// Ten bits at a time: an id of 20 bytes is 16 look-ups instead of 32.
const pairs: string[] = [];
for (const high of ALPHABET) for (const low of ALPHABET) pairs.push(high + low);

const encodeScratch = new Uint8Array(MAX_ID_BYTES);
const decodeScratch = new Uint8Array(MAX_ID_BYTES + 1);

/** Test if `text` is an id in its one canonical spelling (lower case, right checksum). */
export function isDocumentId(text: string): boolean {
  return tableNumberOfId(text) !== null;
}

/** Return the id of `internal`, 16 bytes that are unique in their table. */
export function encodeId(tableNumber: number, internal: Uint8Array): string {
  if (!Number.isInteger(tableNumber) || tableNumber < 1 || tableNumber > MAX_TABLE_NUMBER) {
    throw new RangeError(`A table number is an integer from 1 to ${MAX_TABLE_NUMBER}, not ${tableNumber}.`);
  }
  if (internal.length !== INTERNAL_BYTES) {
    throw new RangeError(`An id holds ${INTERNAL_BYTES} internal bytes, not ${internal.length}.`);
  }
  const start = writeLeb128(tableNumber, encodeScratch);
  encodeScratch.set(internal, start);
  const end = start + INTERNAL_BYTES;
  const checksum = fletcher16(encodeScratch, end);
  encodeScratch[end] = checksum & 0xff;
  encodeScratch[end + 1] = checksum >>> 8;
  return toBase32(encodeScratch, end + CHECKSUM_BYTES);
}

/** Return the parts of an id, or null when `text` is not an id in canonical spelling. */
export function decodeId(text: string): DocumentId | null {
  const tableNumber = tableNumberOfId(text);
  if (tableNumber === null) return null;
  return { tableNumber, internal: decodeScratch.slice(leb128Length(tableNumber), leb128Length(tableNumber) + INTERNAL_BYTES) };
}

/** Write the 16 internal bytes of an id known to be well formed to `target` at `offset`. */
export function writeInternalBytes(id: string, target: Uint8Array, offset: number): void {
  const length = fromBase32(id, decodeScratch);
  const start = length - CHECKSUM_BYTES - INTERNAL_BYTES;
  for (let i = 0; i < INTERNAL_BYTES; i++) target[offset + i] = decodeScratch[start + i] as number;
}

/** Return the table number of an id, or null when `text` is not an id in canonical spelling. */
export function tableNumberOfId(text: string): number | null {
  if (text.length < MIN_ID_CHARS || text.length > MAX_ID_CHARS) return null;
  const length = fromBase32(text, decodeScratch);
  if (length < 1 + INTERNAL_BYTES + CHECKSUM_BYTES) return null;
  const end = length - CHECKSUM_BYTES;
  const tableNumber = readLeb128(decodeScratch, end - INTERNAL_BYTES);
  if (tableNumber === null) return null;
  const checksum = fletcher16(decodeScratch, end);
  if (decodeScratch[end] !== (checksum & 0xff) || decodeScratch[end + 1] !== checksum >>> 8) return null;
  return tableNumber;
}

/** Write `value` as unsigned LEB128 and return how many bytes that took. */
function writeLeb128(value: number, target: Uint8Array): number {
  let length = 0;
  let rest = value;
  while (rest > 0x7f) {
    target[length++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[length++] = rest;
  return length;
}

function leb128Length(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;
}

/** Return the number in exactly the first `length` bytes in shortest form, or null; 0 is no table's number. */
function readLeb128(bytes: Uint8Array, length: number): number | null {
  if (length < 1 || length > 5) return null;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] as number;
    if (byte > 0x7f !== i < length - 1) return null;
    value += (byte & 0x7f) * 2 ** (7 * i);
  }
  if (value < 1 || value > MAX_TABLE_NUMBER || leb128Length(value) !== length) return null;
  return value;
}

/** Fletcher-16 with both sums modulo 256: low byte the first sum, high byte the second. */
function fletcher16(bytes: Uint8Array, length: number): number {
  let first = 0;
  let second = 0;
  for (let i = 0; i < length; i++) {
    first += bytes[i] as number;
    second += first;
  }
  return (first & 0xff) | ((second & 0xff) << 8);
}

function toBase32(bytes: Uint8Array, length: number): string {
  let text = "";
  let bits = 0;
  let bitCount = 0;
  for (let i = 0; i < length; i++) {
    bits = (bits << 8) | (bytes[i] as number);
    bitCount += 8;
    if (bitCount >= 10) {
      bitCount -= 10;
      text += pairs[(bits >>> bitCount) & 0x3ff] as string;
      bits &= (1 << bitCount) - 1;
    }
  }
  if (bitCount > 5) return text + (pairs[(bits << (10 - bitCount)) & 0x3ff] as string);
  return bitCount > 0 ? text + ALPHABET.charAt((bits << (5 - bitCount)) & 0x1f) : text;
}

/** Decode into `target` and return the byte count, or -1 for a foreign character or padding bits that are not zero. */
function fromBase32(text: string, target: Uint8Array): number {
  let length = 0;
  let bits = 0;
  let bitCount = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit = code < 128 ? (digitOf[code] as number) : NOT_BASE32;
    if (digit === NOT_BASE32) return -1;
    bits = (bits << 5) | digit;
    bitCount += 5;
    if (bitCount >= 8) {
      bitCount -= 8;
      target[length++] = bits >>> bitCount;
      bits &= (1 << bitCount) - 1;
    }
  }
  return bits === 0 && bitCount < 5 ? length : -1;
}
