import { readFileSync, writeFileSync } from "node:fs";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { CLI_TEST_MS, Project, TestDeployment } from "../fixtures/test_deployment.ts";

const DEPLOY = ["deploy", "-y", "--typecheck", "disable"] as const;

let deployment: TestDeployment;
let project: Project;

beforeEach(async () => {
  deployment = await TestDeployment.start();
  project = new Project();
});

afterEach(async () => {
  project.remove();
  await deployment.stop();
});

function edit(file: string, change: (source: string) => string): void {
  const path = project.path("convex", file);
  writeFileSync(path, change(readFileSync(path, "utf8")));
}

async function deploy(...flags: string[]): Promise<string> {
  const { status, output } = await deployment.cli(project, [...DEPLOY, ...flags]);
  expect(status, output).toBe(0);
  return output;
}

async function refusedDeploy(): Promise<string> {
  const { status, output } = await deployment.cli(project, DEPLOY);
  expect(status, output).not.toBe(0);
  return output;
}

describe("npx convex deploy", () => {
  test(
    "type-checks, puts functions and indexes in force, and names the indexes",
    { timeout: CLI_TEST_MS },
    async () => {
      const { status, output } = await deployment.cli(project, ["deploy", "-y"]);
      expect(status, output).toBe(0);
      expect(output).toMatch(/\[\+\] items\.by_group_and_rank\s+group, rank, _creationTime/);
      await deployment.value("mutation", "items:addMany", { group: "a", from: 0, count: 3 });
      expect(await deployment.value("query", "items:range", { group: "a", gt: 0 })).toEqual([1, 2]);
    },
  );

  test(
    "fills a new index with the documents that are there, and drops one that went",
    { timeout: CLI_TEST_MS },
    async () => {
      await deploy();
      await deployment.value("mutation", "items:addMany", { group: "a", from: 0, count: 100, note: "n" });
      edit("schema.ts", (source) => source.replace('.index("by_note", ["note"])', '.index("by_rank", ["rank"])'));
      edit(
        "items.ts",
        (source) => `${source}
      export const byRank = query({ args: {}, handler: async (ctx) =>
        (await ctx.db.query("items").withIndex("by_rank", (q) => q.gte("rank", 98)).collect()).map((item) => item.rank) });`,
      );
      const output = await deploy();
      expect(output).toContain("[-] items.by_note");
      expect(output).toContain("[+] items.by_rank");
      expect(await deployment.value("query", "items:byRank")).toEqual([98, 99]);
      expect((await deployment.call("query", "items:notes", { present: true })).errorMessage).toContain(
        "Index items.by_note not found",
      );
    },
  );

  test("is refused by documents that break the schema, and changes nothing", { timeout: CLI_TEST_MS }, async () => {
    await deploy();
    const id = (await deployment.value("mutation", "messages:send", { author: "a", body: "b" })) as string;
    edit("schema.ts", (source) =>
      source.replace("likes: v.optional(v.number())", "likes: v.number()").replace("by_author", "by_writer"),
    );
    edit("messages.ts", (source) => source.replaceAll("by_author", "by_writer"));
    const output = await refusedDeploy();
    expect(output).toContain("Schema validation failed");
    expect(output).toContain(id);
    expect(output).toContain("likes");
    expect(await deployment.value("query", "messages:listByAuthor", { author: "a" })).toHaveLength(1);
  });

  test("is refused by a module that throws when it is loaded, with its line", { timeout: CLI_TEST_MS }, async () => {
    edit("items.ts", (source) => `${source}\nthrow new Error("not today");\n`);
    const output = await refusedDeploy();
    expect(output).toMatch(/Uncaught Error: not today\s+at .*\(\.\.\/convex\/items\.ts:\d+:\d+\)/);
  });

  test("is refused by a query in a Node file", { timeout: CLI_TEST_MS }, async () => {
    edit("items.ts", (source) => `"use node";\n${source}`);
    expect(await refusedDeploy()).toMatch(/Only actions run in Node|only actions/i);
  });

  test("with --dry-run changes nothing", { timeout: CLI_TEST_MS }, async () => {
    // A dry run does not even write the generated modules that it needs.
    await deployment.cli(project, ["codegen", "--typecheck", "disable"]);
    await deploy("--dry-run");
    expect((await deployment.call("query", "messages:list")).errorMessage).toContain("Could not find public function");
  });

  test("says on the log what the push asks for and will not get", { timeout: CLI_TEST_MS }, async () => {
    writeFileSync(
      project.path("convex", "crons.ts"),
      `import { cronJobs } from "convex/server";
       import { internal } from "./_generated/api";
       const crons = cronJobs();
       crons.interval("count", { hours: 1 }, internal.messages.secretCount, {});
       export default crons;`,
    );
    edit("schema.ts", (source) =>
      source.replace(
        '.index("by_author"',
        '.vectorIndex("by_body", { vectorField: "body", dimensions: 2 }).index("by_author"',
      ),
    );
    await deploy();
    expect(deployment.warnings).toEqual([
      "The vector indexes of messages are not served and not built: queries of them fail.",
      "Crons are not served yet and will not run: count.",
    ]);
  });

  test("asks for the variables that convex.config.ts requires", { timeout: CLI_TEST_MS }, async () => {
    writeFileSync(
      project.path("convex", "convex.config.ts"),
      `import { defineApp } from "convex/server";
       import { v } from "convex/values";
       export default defineApp({ env: { MIGRATION_KEY: v.string(), EXTRA: v.optional(v.string()) } });`,
    );
    expect(await refusedDeploy()).toContain("MIGRATION_KEY is declared as required in convex.config.ts");
    const changes = [{ name: "MIGRATION_KEY", value: "k" }];
    await deployment.post(
      "/api/update_environment_variables",
      { changes },
      { authorization: `Convex ${deployment.adminKey}` },
    );
    await deploy();
    const declarations = readFileSync(project.path("convex", "_generated", "server.d.ts"), "utf8").split("\n");
    expect(declarations.filter((line) => /MIGRATION_KEY|EXTRA/.test(line)).map((line) => line.trim())).toEqual([
      "readonly MIGRATION_KEY: string;",
      "readonly EXTRA: string | undefined;",
    ]);
  });

  test("with a wrong key is refused", { timeout: CLI_TEST_MS }, async () => {
    const answer = await deployment.post("/api/deploy2/start_push", { adminKey: "embedded|no" });
    expect(answer).toMatchObject({ http: 403, code: "BadDeployKey" });
  });
});

test(
  "a push survives a restart, with its functions, indexes, variables and documents",
  { timeout: CLI_TEST_MS },
  async () => {
    await deploy();
    await deployment.value("mutation", "messages:send", { author: "before", body: "b" });
    const changes = [{ name: "GREETING", value: "halo" }];
    await deployment.post(
      "/api/update_environment_variables",
      { changes },
      { authorization: `Convex ${deployment.adminKey}` },
    );
    await deployment.restart();
    expect(await deployment.value("query", "messages:listByAuthor", { author: "before" })).toHaveLength(1);
    expect(await deployment.value("query", "surroundings:variables")).toMatchObject({
      greeting: "halo",
      cloud: deployment.url,
    });
    expect(await deployment.value("action", "tools/machine:sha256", { text: "" })).toMatch(/^e3b0c442/);
    expect(await deploy()).toContain("Deployed Convex functions");
  },
);

describe("the other commands", () => {
  test("dev --once deploys and writes the addresses", { timeout: CLI_TEST_MS }, async () => {
    const { status, output } = await deployment.cli(project, ["dev", "--once", "--typecheck", "disable"]);
    expect(status, output).toBe(0);
    expect(readFileSync(project.path(".env.local"), "utf8")).toContain(`CONVEX_URL=${deployment.url}`);
    expect(await deployment.value("query", "messages:list")).toEqual([]);
  });

  test("run runs internal functions and prints what they return", { timeout: CLI_TEST_MS }, async () => {
    await deploy();
    const { status, output } = await deployment.cli(project, ["run", "messages:secretCount"]);
    expect([status, output.trim().split("\n").at(-1)]).toEqual([0, "0"]);
    const failing = await deployment.cli(project, ["run", "surroundings:fail", '{"how":"error"}']);
    expect(failing.status).toBe(1);
    expect(failing.output).toContain("plain failure");
    const identity = await deployment.cli(project, ["run", "surroundings:whoami", "--identity", '{"name":"Ann"}']);
    expect(identity.output).toContain('"name": "Ann"');
  });

  test("codegen writes the types", { timeout: CLI_TEST_MS }, async () => {
    writeFileSync(project.path("convex", "_generated", "api.d.ts"), "");
    const { status, output } = await deployment.cli(project, ["codegen", "--typecheck", "disable"]);
    expect(status, output).toBe(0);
    expect(readFileSync(project.path("convex", "_generated", "api.d.ts"), "utf8")).toContain("surroundings");
  });

  test.each([["env", "list"], ["data"], ["function-spec"]])(
    "that need live queries fail at once with a sentence: %s %s",
    async (...args) => {
      const started = Date.now();
      const { status, output } = await deployment.cli(project, args);
      expect(status).not.toBe(0);
      expect(output).toContain("does not serve live queries");
      expect(Date.now() - started).toBeLessThan(20_000);
    },
    CLI_TEST_MS,
  );

  test("env set changes a variable", { timeout: CLI_TEST_MS }, async () => {
    const { status, output } = await deployment.cli(project, ["env", "set", "GREETING", "halo"]);
    expect(status, output).toBe(0);
    await deploy();
    expect(await deployment.value("query", "surroundings:variables")).toMatchObject({ greeting: "halo" });
  });

  test("logs shows what functions wrote", { timeout: CLI_TEST_MS }, async () => {
    await deploy();
    const polled = fetch(`${deployment.url}/api/stream_function_logs?cursor=${Date.now()}`, {
      headers: { authorization: `Convex ${deployment.adminKey}` },
    });
    await deployment.call("query", "surroundings:talk");
    const { entries, newCursor } = (await (await polled).json()) as {
      entries: Record<string, unknown>[];
      newCursor: number;
    };
    expect(entries).toEqual([
      expect.objectContaining({
        kind: "Completion",
        udfType: "Query",
        identifier: "surroundings:talk",
        error: null,
        logLines: expect.arrayContaining([
          expect.objectContaining({ level: "LOG", messages: ["'hello'", "1", "{ a: [ true, null ] }"] }),
        ]) as unknown,
      }),
    ]);
    expect(newCursor).toBeGreaterThan(0);
  });
});
