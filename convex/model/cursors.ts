/** Opaque texts that say where a page ended. They grant nothing: each page checks the reader's rights anew. */

import { refuse } from "./refusals";

/** The place of a document in a list. */
export interface Position {
  readonly rank: number;
  readonly time: number;
  readonly created: number;
  readonly id: string;
}

export function encodeCursor(position: Position, purpose: string): string {
  return encode([digestOf(purpose), position.rank, position.time, position.created, position.id]);
}

/** Return the position, or refuse a text that is no cursor of this list. */
export function decodeCursor(cursor: string, purpose: string): Position {
  const [digest, rank, time, created, id] = decode(cursor);
  if (
    digest !== digestOf(purpose) ||
    typeof rank !== "number" ||
    typeof time !== "number" ||
    typeof created !== "number" ||
    typeof id !== "string"
  ) {
    refuseCursor();
  }
  return { rank, time, created, id };
}

/** The cursor of a list that has no positions of its own: which part, and how many of its documents are behind. */
export function encodeOffset(part: number, offset: number, purpose: string): string {
  return encode([digestOf(purpose), part, offset]);
}

export function decodeOffset(cursor: string, purpose: string, maxOffset: number): { part: number; offset: number } {
  const [digest, part, offset] = decode(cursor);
  if (digest !== digestOf(purpose) || !isCount(part, maxOffset) || !isCount(offset, maxOffset)) {
    refuseCursor();
  }
  return { part, offset };
}

/** The cursor of a list that is sorted by a text which no two things share. */
export function encodeName(name: string, purpose: string): string {
  return encode([digestOf(purpose), encodeURIComponent(name)]);
}

export function decodeName(cursor: string, purpose: string): string {
  const [digest, name, ...rest] = decode(cursor);
  if (digest !== digestOf(purpose) || typeof name !== "string" || rest.length > 0) {
    refuseCursor();
  }
  return decodeURIComponent(name);
}

function isCount(value: unknown, max: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max;
}

function encode(parts: readonly (string | number)[]): string {
  return btoa(JSON.stringify(parts)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decode(cursor: string): unknown[] {
  if (!/^[A-Za-z0-9_-]+$/.test(cursor) || cursor.length % 4 === 1) {
    return [];
  }
  try {
    const parts: unknown = JSON.parse(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")));
    return Array.isArray(parts) ? parts : [];
  } catch (error) {
    if (error instanceof SyntaxError) {
      return [];
    }
    throw error;
  }
}

function refuseCursor(): never {
  refuse("invalid", "bad_cursor", "This cursor does not belong to this list. Start again without one.", {
    fields: { cursor: "This is not a cursor of this list." },
  });
}

/** FNV-1a, 32 bits: enough to notice that a cursor is used with other filters than it was made with. */
function digestOf(purpose: string): number {
  let digest = 0x811c9dc5;
  for (let at = 0; at < purpose.length; at += 1) {
    digest = Math.imul(digest ^ purpose.charCodeAt(at), 0x01000193) >>> 0;
  }
  return digest;
}
