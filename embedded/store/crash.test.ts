import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../values/random_values.ts";
import { StoreInUseError } from "./errors.ts";
import { Database } from "./sqlite.ts";
import { Store } from "./store.ts";
import type { JsonObject } from "./types.ts";

const KILLS = 20;
const WRITER = fileURLToPath(new URL("crash_writer.ts", import.meta.url));

let folder: string;
let path: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crash-"));
  path = join(folder, "convex.sqlite3");
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Let a process write for `milliseconds` and kill it; return the number of commits it told of. */
async function writeUntilKilled(run: number, milliseconds: number, meanwhile: () => void = () => undefined): Promise<number> {
  const writer = spawn(process.execPath, ["--import", "tsx", WRITER, path, String(run)], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  writer.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  while (!output.includes("open")) {
    expect(writer.exitCode).toBeNull();
    await sleep(5);
  }
  await sleep(milliseconds);
  meanwhile();
  writer.kill("SIGKILL");
  await once(writer, "close");
  // The last line may be cut; a commit was told of when its line is whole.
  return output.split("\n").length - 2;
}

function pairsOf(store: Store, run: number): Map<number, number> {
  const halves = new Map<number, number>();
  let after: Uint8Array | null = null;
  while (true) {
    const range = { lower: new Uint8Array(0), upper: null };
    const page = store.reader.scan({ table: "pairs", index: "by_creation_time", range, order: "asc", after, limit: 1000 });
    for (const { text } of page) {
      const document = JSON.parse(text) as JsonObject;
      if (document.run === String(run)) halves.set(document.n as number, (halves.get(document.n as number) ?? 0) + 1);
    }
    if (page.length < 1000) return halves;
    after = page.at(-1)!.key;
  }
}

describe("a killed process", () => {
  it(`loses no acknowledged transaction and leaves none half, ${KILLS} times`, { timeout: 240_000 }, async () => {
    const random = seededRandom(21);
    let acknowledgedInAll = 0;
    for (let run = 0; run < KILLS; run++) {
      const acknowledged = await writeUntilKilled(run, random() * 120);
      acknowledgedInAll += acknowledged;
      const store = Store.open(path);
      const pairs = pairsOf(store, run);
      store.close();
      for (let n = 0; n < acknowledged; n++) expect([run, n, pairs.get(n)]).toEqual([run, n, 2]);
      expect([...pairs.values()].every((halves) => halves === 2)).toBe(true);
      expect(pairs.has(-1)).toBe(false);
    }
    expect(acknowledgedInAll).toBeGreaterThan(KILLS);
    const db = new Database(path);
    expect(db.pragma("integrity_check")).toBe("ok");
    db.close();
  });

  it("holds the store while it lives, and not after", { timeout: 60_000 }, async () => {
    await writeUntilKilled(KILLS, 20, () => {
      expect(() => Store.open(path)).toThrow(StoreInUseError);
    });
    Store.open(path).close();
  });
});
