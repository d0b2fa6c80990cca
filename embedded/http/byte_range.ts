/** The `Range` header of requests for files. */

/** Both ends included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

const FORM = /^bytes\s*=\s*(.*)$/i;
const ONE_RANGE = /^(\d*)\s*-\s*(\d*)$/;

/**
 * Read a `Range` header for a file of `size` bytes.
 *
 * null: the whole file is asked for, as it is by a header that cannot be read (RFC 9110, 14.2). "unsatisfiable": no byte of
 * the file lies in the range, or several ranges are asked for, which Convex does not serve.
 */
export function readRange(header: string | null, size: number): ByteRange | "unsatisfiable" | null {
  const listed = header === null ? null : (FORM.exec(header.trim())?.[1] ?? null);
  if (listed === null || size === 0) return null;
  const parts = listed.split(",").map((part) => part.trim());
  const ranges = parts.filter((part) => part !== "").map((part) => ONE_RANGE.exec(part));
  if (ranges.length === 0 || ranges.some((match) => match === null || !isRange(match))) return null;
  const [range, ...others] = ranges as RegExpExecArray[];
  if (range === undefined || others.length > 0) return "unsatisfiable";
  return resolve(range[1] ?? "", range[2] ?? "", size);
}

function isRange([, first = "", last = ""]: RegExpExecArray): boolean {
  if (first === "") return last !== "";
  return last === "" || Number(first) <= Number(last);
}

function resolve(first: string, last: string, size: number): ByteRange | "unsatisfiable" {
  if (first === "") {
    const count = Math.min(Number(last), size);
    return count === 0 ? "unsatisfiable" : { first: size - count, last: size - 1 };
  }
  if (Number(first) >= size) return "unsatisfiable";
  return { first: Number(first), last: last === "" ? size - 1 : Math.min(Number(last), size - 1) };
}
