/** The index keys of a document: the indexed fields, then the creation time, then the 16 internal bytes of the id. */
import { writeInternalBytes } from "../values/ids.ts";
import { FLOAT_KEY_BYTES, KeyWriter } from "../values/order.ts";
import type { SqlValue } from "./sqlite.ts";
import type { JsonObject, JsonValue } from "./types.ts";

const INTERNAL_BYTES = 16;
const SUFFIX_BYTES = FLOAT_KEY_BYTES + INTERNAL_BYTES;

export type FieldGetter = (document: JsonObject, creationTime: number) => JsonValue | undefined;

/** Builds the keys of one table's indexes. */
export class KeyLayout {
  private readonly writer = new KeyWriter();
  private readonly indexes: readonly (readonly FieldGetter[])[];
  private readonly ends: number[] = [];

  /** `fieldLists`: the fields of each index, in the order of its key in the result. */
  constructor(fieldLists: readonly (readonly string[])[]) {
    this.indexes = fieldLists.map((fields) => fields.map(fieldGetter));
  }

  /** Append one key an index to `into`. The keys are views, valid until the next call. */
  build(document: JsonObject, creationTime: number, id: string, into: SqlValue[]): void {
    const { writer, ends } = this;
    writer.reset();
    let suffix = -1;
    for (let i = 0; i < this.indexes.length; i++) {
      for (const field of this.indexes[i] as readonly FieldGetter[]) writer.value(field(document, creationTime));
      suffix = writeSuffix(writer, creationTime, id, suffix);
      ends[i] = writer.position;
    }
    let start = 0;
    for (let i = 0; i < this.indexes.length; i++) {
      into.push(writer.view(start, ends[i]));
      start = ends[i] as number;
    }
  }

  /** Return a copy of the key of the one index this layout was made for. */
  keyOf(document: JsonObject, creationTime: number, id: string): Uint8Array {
    const keys: Uint8Array[] = [];
    this.build(document, creationTime, id, keys);
    return Uint8Array.from(keys[0] as Uint8Array);
  }
}

/** Write creation time and id, copied from position `earlier` when they stand there already; return their position. */
function writeSuffix(writer: KeyWriter, creationTime: number, id: string, earlier: number): number {
  const start = writer.position;
  if (earlier >= 0) {
    writer.repeat(earlier, SUFFIX_BYTES);
    return start;
  }
  writer.float(creationTime);
  writer.fill(INTERNAL_BYTES, (target, offset) => { writeInternalBytes(id, target, offset); });
  return start;
}

/** Return what reads a field path; a step into anything but an object finds nothing. */
export function fieldGetter(path: string): FieldGetter {
  if (path === "_creationTime") return (_document, creationTime) => creationTime;
  const [first, ...rest] = path.split(".") as [string, ...string[]];
  if (rest.length === 0) return (document) => ownField(document, first);
  return (document) => rest.reduce<JsonValue | undefined>(fieldOf, ownField(document, first));
}

function fieldOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return ownField(value, name);
}

/** Every object inherits names such as `constructor`, which are no fields. */
function ownField(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
