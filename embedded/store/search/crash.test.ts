import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, it } from "vitest";

import { seededRandom } from "../../values/random_values.ts";
import { Database } from "../sqlite.ts";
import { Store } from "../store.ts";
import type { JsonObject } from "../types.ts";

const KILLS = 10;
const WRITER = fileURLToPath(new URL("crash_writer.ts", import.meta.url));

let folder: string;
let path: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "search-crash-"));
  path = join(folder, "convex.sqlite3");
  const store = Store.open(path);
  const searchIndexes = [{ name: "by_text", searchField: "text", filterFields: ["run"] }];
  store.applySchema({
    schemaValidation: true,
    tables: [{ name: "notes", indexes: [], documentType: null, searchIndexes }],
  });
  store.close();
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Let a process write for `milliseconds` and kill it; return the number of commits it told of. */
async function writeUntilKilled(run: number, milliseconds: number): Promise<number> {
  const args = ["--import", "tsx", WRITER, path, String(run)];
  const writer = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  writer.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  while (!output.includes("open")) await sleep(5);
  await sleep(milliseconds);
  writer.kill("SIGKILL");
  await once(writer, "close");
  return output.split("\n").length - 2;
}

function found(store: Store, words: readonly string[], run: number): JsonObject[] {
  const filters = [{ field: "run", value: String(run) }];
  const results = store.reader.search({ table: "notes", index: "by_text", words, filters });
  return results.read(0, results.count).map((document) => JSON.parse(document!.text) as JsonObject);
}

function stored(store: Store, run: number): JsonObject[] {
  const range = { lower: new Uint8Array(0), upper: null };
  const scan = { table: "notes", index: "by_creation_time", range, order: "asc", after: null, limit: 100_000 } as const;
  return store.reader
    .scan(scan)
    .map(({ text }) => JSON.parse(text) as JsonObject)
    .filter((document) => document.run === String(run));
}

it(`the index of a store killed ${KILLS} times holds exactly its documents`, { timeout: 120_000 }, async () => {
  const random = seededRandom(8);
  for (let run = 0; run < KILLS; run++) {
    const acknowledged = await writeUntilKilled(run, random() * 100);
    const store = Store.open(path);
    const documents = stored(store, run);
    expect(documents.length).toBeGreaterThanOrEqual(acknowledged - Math.ceil(acknowledged / 5));
    for (const version of ["first", "second"]) {
      const expected = documents.filter(({ text }) => (text as string).endsWith(version)).map(({ n }) => n as number);
      const matches = found(store, [version], run).map(({ n }) => n as number);
      // A search ranks 1,024 matches.
      if (expected.length <= 1024) expect(matches.sort((a, b) => a - b)).toEqual(expected);
    }
    for (const { n } of documents.slice(-20)) expect(found(store, [`note${n as number}`], run)[0]?.n).toBe(n);
    store.close();
  }
  const db = new Database(path);
  expect(db.pragma("integrity_check")).toBe("ok");
  db.close();
});
