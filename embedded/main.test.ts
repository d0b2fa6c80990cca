import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const TEST_MS = 60_000;

let directory: string;
let processes: ChildProcess[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "embedded-main-"));
  processes = [];
});

afterEach(() => {
  for (const child of processes) child.kill("SIGKILL");
  rmSync(directory, { recursive: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  readonly ended: Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }>;
  /** The two origins of the ready line. */
  readonly ready: () => Promise<{ readonly url: string; readonly siteUrl: string }>;
}

function start(...flags: string[]): Started {
  const child = spawn(process.execPath, ["--import", "tsx", MAIN, "--data", join(directory, "data"), ...flags]);
  processes.push(child);
  const texts = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (texts.stderr += chunk.toString()));
  const ended = new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on("close", (status) => {
      resolve({ status, ...texts });
    });
  });
  const ready = async (): Promise<{ url: string; siteUrl: string }> => {
    while (!texts.stdout.includes("\n")) {
      if (child.exitCode !== null) throw new Error(`The deployment did not start: ${texts.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const [, url = "", siteUrl = ""] = /^ready (\S+) \(site (\S+)\)\n$/.exec(texts.stdout) ?? [];
    return { url, siteUrl };
  };
  return { child, stderr: () => texts.stderr, ended, ready };
}

const FREE = ["--port", "0", "--site-port", "0"];

test(
  "prints where it listens, makes a key for its owner alone, and ends with status 0 on SIGTERM",
  { timeout: TEST_MS },
  async () => {
    const { child, ended, ready } = start(...FREE);
    const { url, siteUrl } = await ready();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(siteUrl).not.toBe(url);
    expect(await (await fetch(`${url}/instance_name`)).text()).toBe("embedded");
    const keyFile = join(directory, "data", "admin_key");
    expect(readFileSync(keyFile, "utf8")).toMatch(/^embedded\|[0-9a-f]{64}\n$/);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    child.kill("SIGTERM");
    const { status, stderr } = await ended;
    expect(status).toBe(0);
    expect(JSON.parse(stderr.split("\n")[0] ?? "")).toMatchObject({
      level: "info",
      method: "GET",
      path: "/instance_name",
      status: 200,
    });
  },
);

test("--quiet writes no line for requests", { timeout: TEST_MS }, async () => {
  const { child, ended, ready } = start(...FREE, "--quiet");
  const { url } = await ready();
  await fetch(`${url}/version`);
  child.kill("SIGINT");
  expect((await ended).stderr).toBe("SIGINT: finishing what runs\n");
});

test("says which port is in use", { timeout: TEST_MS }, async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.on("listening", resolve));
  const { port } = other.address() as AddressInfo;
  const { status, stderr } = await start("--port", String(port), "--site-port", "0").ended;
  other.close();
  expect(status).toBe(1);
  expect(stderr).toBe(
    `Port ${port} is in use. Stop the program that listens there, or choose others with --port and --site-port.\n`,
  );
});

test("refuses data that another deployment has open", { timeout: TEST_MS }, async () => {
  const first = start(...FREE);
  await first.ready();
  const { status, stderr } = await start(...FREE).ended;
  expect(status).toBe(1);
  expect(stderr).toContain("open in another process");
});

test.each([["--port", "eighty"], ["--nonsense"]])(
  "refuses %s %s with a sentence",
  { timeout: TEST_MS },
  async (...flags) => {
    const { status, stderr } = await start(...flags).ended;
    expect(status).toBe(1);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(existsSync(join(directory, "data"))).toBe(false);
  },
);

test("--help explains every flag and the way to another deployment", { timeout: TEST_MS }, async () => {
  const { status, stdout } = await start("--help").ended;
  expect(status).toBe(0);
  for (const word of [
    "--data",
    "--host",
    "--port",
    "--site-port",
    "--admin-key-file",
    "--quiet",
    "CONVEX_URL",
    "CONVEX_DEPLOY_KEY",
  ]) {
    expect(stdout).toContain(word);
  }
});

test("starts again after it was killed", { timeout: TEST_MS }, async () => {
  const first = start(...FREE);
  const { url } = await first.ready();
  const key = readFileSync(join(directory, "data", "admin_key"), "utf8").trim();
  const headers = { "content-type": "application/json", authorization: `Convex ${key}` };
  const body = JSON.stringify({ changes: [{ name: "KEPT", value: "yes" }] });
  expect((await fetch(`${url}/api/update_environment_variables`, { method: "POST", headers, body })).status).toBe(200);
  first.child.kill("SIGKILL");
  await first.ended;
  const again = await start(...FREE).ready();
  const response = await fetch(`${again.url}/api/list_environment_variables`, { headers });
  expect(await response.json()).toEqual({ environmentVariables: { KEPT: "yes" } });
});
