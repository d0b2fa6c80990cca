/** The deployment's admin key: a file that only its owner can read. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { INSTANCE_NAME } from "./routes.ts";

const SECRET_BYTES = 32;
const OWNER_ONLY = 0o600;
const FORM = /^[^|\s]+\|[^\s:]+$/;

/** The file does not hold a key. */
export class AdminKeyError extends Error {
  override readonly name = "AdminKeyError";
}

/** Return the key in `path`; where there is no file, make one. Throws `AdminKeyError` when it holds something else. */
export function readOrCreateAdminKey(path: string): string {
  if (!existsSync(path)) return createAdminKey(path);
  const key = readFileSync(path, "utf8").trim();
  if (FORM.test(key)) return key;
  throw new AdminKeyError(
    `${path} does not hold an admin key (<name>|<secret>). Delete the file to have a new one made.`,
  );
}

function createAdminKey(path: string): string {
  const key = `${INSTANCE_NAME}|${randomBytes(SECRET_BYTES).toString("hex")}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${key}\n`, { mode: OWNER_ONLY, flag: "wx" });
  return key;
}
