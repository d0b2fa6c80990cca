import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";
import { afterAll, beforeAll, expect, test } from "vitest";

import { CLI_TEST_MS, TestDeployment } from "../fixtures/test_deployment.ts";
import { Store } from "../store/store.ts";
import type { JsonObject } from "../store/types.ts";
import { seededRandom } from "../values/random_values.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const KILLS = 10;
const UPLOADERS = 4;
const LARGEST_BYTES = 300_000;

let directory: string;

beforeAll(async () => {
  const deployment = await TestDeployment.startWithFixture();
  directory = await deployment.handOver();
}, CLI_TEST_MS);

afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** What the deployment answered for; a deletion that was sent and not answered may have happened. */
class Acknowledged {
  readonly files = new Map<string, string>();
  readonly deleted = new Set<string>();
  readonly maybeDeleted = new Set<string>();
}

async function startProcess(): Promise<{ child: ChildProcess; url: string }> {
  const args = ["--import", "tsx", MAIN, "--data", directory, "--port", "0", "--site-port", "0", "--quiet"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  const output: AsyncIterable<string> = child.stdout.setEncoding("utf8");
  for await (const chunk of output) {
    const url = /^ready (\S+)/.exec(chunk)?.[1];
    if (url !== undefined) return { child, url };
  }
  throw new Error("The deployment ended before it was ready.");
}

/** Upload files, and delete every third again, until the deployment is gone. */
async function uploadUntilKilled(url: string, acknowledged: Acknowledged): Promise<void> {
  const client = new ConvexHttpClient(url, { logger: false });
  for (let n = 0; ; n++) {
    const bytes = randomBytes(Math.floor(Math.random() * LARGEST_BYTES));
    const uploadUrl = (await client.mutation(anyApi.files!.uploadUrl!)) as string;
    const response = await fetch(uploadUrl, { method: "POST", body: bytes });
    const { storageId } = (await response.json()) as { storageId: string };
    acknowledged.files.set(storageId, createHash("sha256").update(bytes).digest("base64"));
    if (n % 3 !== 2) continue;
    acknowledged.maybeDeleted.add(storageId);
    await client.mutation(anyApi.files!.remove!, { id: storageId });
    acknowledged.deleted.add(storageId);
  }
}

function storedFiles(): JsonObject[] {
  const store = Store.open(join(directory, "convex.sqlite3"));
  const range = { lower: new Uint8Array(0), upper: null };
  const documents = store.reader.scan({
    table: "_storage",
    index: "by_creation_time",
    range,
    order: "asc",
    after: null,
    limit: 100_000,
  });
  store.close();
  return documents.map(({ text }) => JSON.parse(text) as JsonObject);
}

test(
  `a deployment killed ${KILLS} times among uploads and deletions keeps each file whole or not at all`,
  { timeout: 180_000 },
  async () => {
    const random = seededRandom(5);
    const acknowledged = new Acknowledged();
    let leftovers = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const { child, url } = await startProcess();
      // Each of them ends with the error of a connection that the kill has cut.
      const uploads = Promise.allSettled(Array.from({ length: UPLOADERS }, () => uploadUntilKilled(url, acknowledged)));
      await sleep(200 + random() * 400);
      child.kill("SIGKILL");
      await once(child, "close");
      await uploads;
      const rows = new Map(storedFiles().map((document) => [document._id as string, document]));
      for (const [id, { sha256, size }] of rows) {
        const bytes = readFileSync(join(directory, "files", id));
        expect([bytes.length, createHash("sha256").update(bytes).digest("base64")]).toEqual([size, sha256]);
      }
      for (const [id, sha256] of acknowledged.files) {
        if (acknowledged.deleted.has(id)) expect(rows.has(id)).toBe(false);
        else if (!acknowledged.maybeDeleted.has(id)) expect([id, rows.get(id)?.sha256]).toEqual([id, sha256]);
      }
      leftovers += readdirSync(join(directory, "files")).filter((name) => !rows.has(name)).length;
    }
    expect(acknowledged.deleted.size).toBeGreaterThan(KILLS);
    // The kills did interrupt something, and the next start clears it away.
    expect(leftovers).toBeGreaterThan(0);
    const { child } = await startProcess();
    child.kill("SIGTERM");
    await once(child, "close");
    expect(readdirSync(join(directory, "files")).sort()).toEqual(
      storedFiles()
        .map((document) => document._id)
        .sort(),
    );
  },
);
