import { createHash } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { CLI_TEST_MS, TestDeployment } from "../fixtures/test_deployment.ts";

let deployment: TestDeployment;

beforeAll(async () => {
  deployment = await TestDeployment.startWithFixture();
}, CLI_TEST_MS);

afterAll(async () => {
  await deployment.stop();
});

async function messagesOf(author: string): Promise<{ _id: string; body: string }[]> {
  return (await deployment.value("query", "messages:listByAuthor", { author })) as { _id: string; body: string }[];
}

async function sent(author: string): Promise<string> {
  return (await deployment.value("mutation", "messages:send", { author, body: "hi" })) as string;
}

describe("a mutation that fails", () => {
  test("leaves nothing and hands over its payload", async () => {
    const answer = await deployment.call("mutation", "messages:sendAndFail", { author: "atomic" });
    expect(answer).toMatchObject({
      http: 200,
      status: "error",
      errorData: { code: "changed_my_mind", count: { $integer: "AwAAAAAAAAA=" } },
    });
    expect(answer.errorMessage).toMatch(
      /Uncaught ConvexError: .*changed_my_mind.*\n {4}at handler \(\.\.\/convex\/messages\.ts:\d+:\d+\)/,
    );
    expect(await messagesOf("atomic")).toEqual([]);
  });

  test("inside another one loses its own writes only", async () => {
    const result = await deployment.value("mutation", "messages:sendAround", { author: "around" });
    expect(result).toEqual({ caught: { code: "inner_failed" }, seenByInner: 2 });
    expect((await messagesOf("around")).map(({ body }) => body)).toEqual(["outer", "inner"]);
  });

  test("does not touch mutations that ran in the same turn", async () => {
    const authors = Array.from({ length: 30 }, (_each, i) => `turn ${i}`);
    const answers = await Promise.all(
      authors.map((author, i) =>
        i % 3 === 0
          ? deployment.call("mutation", "messages:sendAndFail", { author })
          : deployment.call("mutation", "messages:send", { author, body: "kept" }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      authors.map((_author, i) => (i % 3 === 0 ? "error" : "success")),
    );
    for (const [i, author] of authors.entries()) expect(await messagesOf(author)).toHaveLength(i % 3 === 0 ? 0 : 1);
  });

  test("in an action hands its payload to the action", async () => {
    expect(await deployment.value("action", "surroundings:relayFailure")).toEqual({
      code: "changed_my_mind",
      count: { $integer: "AwAAAAAAAAA=" },
    });
  });
});

describe("nested calls", () => {
  test("go eight deep and no deeper", async () => {
    expect(await deployment.value("mutation", "messages:nestTo", { depth: 8, author: "deep" })).toBe(8);
    const answer = await deployment.call("mutation", "messages:nestTo", { depth: 9, author: "too deep" });
    expect(answer.errorMessage).toContain("Calls are nested more than 8 deep");
    expect(await messagesOf("too deep")).toEqual([]);
  });

  test("of actions run", async () => {
    expect(await deployment.value("action", "surroundings:outer")).toMatchObject({ sent: 3 });
  });
});

describe("documents", () => {
  test("are patched field by field, and undefined removes a field", async () => {
    const id = await sent("patched");
    await deployment.value("mutation", "messages:edit", { id, likes: 3 });
    expect(await deployment.value("query", "messages:get", { id })).toMatchObject({ body: "hi", likes: 3 });
    await deployment.value("mutation", "messages:edit", { id, likes: null, body: "new" });
    expect(await deployment.value("query", "messages:get", { id })).toEqual({
      _id: id,
      _creationTime: expect.any(Number) as number,
      author: "patched",
      body: "new",
    });
  });

  test("keep their id and creation time when they are replaced", async () => {
    const id = await sent("before");
    const old = (await deployment.value("query", "messages:get", { id })) as { _creationTime: number };
    await deployment.value("mutation", "messages:overwrite", { id, author: "after", body: "x" });
    expect(await deployment.value("query", "messages:get", { id })).toEqual({
      _id: id,
      _creationTime: old._creationTime,
      author: "after",
      body: "x",
    });
  });

  test("that are gone are null to get and an error to patch, replace and delete", async () => {
    const id = await sent("gone");
    await deployment.value("mutation", "messages:remove", { id });
    expect(await deployment.value("query", "messages:get", { id })).toBeNull();
    for (const [path, args] of [
      ["messages:edit", { id, body: "x" }],
      ["messages:overwrite", { id, author: "x", body: "x" }],
      ["messages:remove", { id }],
    ] as const) {
      expect((await deployment.call("mutation", path, args)).errorMessage).toContain(
        `on nonexistent document ID ${id}`,
      );
    }
  });

  test("have ids that normalize to their own table only", async () => {
    const id = await sent("normal");
    expect(await deployment.value("query", "messages:normalize", { table: "messages", text: id })).toBe(id);
    expect(await deployment.value("query", "messages:normalize", { table: "items", text: id })).toBeNull();
    expect(await deployment.value("query", "messages:normalize", { table: "messages", text: "nonsense" })).toBeNull();
  });
});

describe("determinism", () => {
  test("the clock stands still at a whole millisecond, and dates made of numbers are untouched", async () => {
    const before = Date.now();
    const { first, second, made, called, fixed } = (await deployment.value("query", "surroundings:clock")) as Record<
      string,
      number | string
    >;
    expect([second, made]).toEqual([first, first]);
    expect(Number.isInteger(first)).toBe(true);
    expect(first).toBeGreaterThanOrEqual(before);
    expect(Math.floor(Date.parse(String(called)) / 1000)).toBe(Math.floor(Number(first) / 1000));
    expect(fixed).toBe(new Date(2020, 0, 1).getTime());
  });

  test("random numbers differ within and between executions and lie in [0, 1)", async () => {
    const rolls = [
      await deployment.value("query", "surroundings:dice"),
      await deployment.value("query", "surroundings:dice"),
    ].flat() as number[];
    expect(new Set(rolls).size).toBe(6);
    expect(rolls.every((roll) => roll >= 0 && roll < 1)).toBe(true);
  });

  test.each(["fetch", "setTimeout", "setInterval"])("%s is refused with the way out", async (what) => {
    expect(await deployment.value("query", "surroundings:reach", { what })).toBe(
      `Can't use ${what} in queries and mutations. Please consider using an action. ` +
        "See https://docs.convex.dev/functions/actions for more details.",
    );
  });

  test("code cannot be made of text", async () => {
    expect(await deployment.value("query", "surroundings:reach", { what: "eval" })).toContain(
      "Code generation from strings disallowed",
    );
  });

  test("the web's globals work in the function's own realm", async () => {
    expect(await deployment.value("query", "surroundings:globals")).toEqual({
      bytes: { $bytes: Buffer.from("halo €").toString("base64") },
      isArrayBuffer: true,
      text: "halo €",
      host: "c",
      badUrl: "TypeError",
      base64: "YWJjabc",
      digest: { $bytes: createHash("sha256").update("halo €").digest("base64") },
      random: 8,
      uuid: 36,
      cloned: 5,
    });
  });
});

describe("environment variables", () => {
  const admin = (): Record<string, string> => ({ authorization: `Convex ${deployment.adminKey}` });

  test("are those of the deployment, changed without a push, and none of the process", async () => {
    expect(await deployment.value("query", "surroundings:variables")).toEqual({
      greeting: null,
      cloud: deployment.url,
      site: deployment.siteUrl,
    });
    const changes = [{ name: "GREETING", value: "halo" }];
    expect((await deployment.post("/api/update_environment_variables", { changes }, admin())).http).toBe(200);
    expect(await deployment.value("query", "surroundings:variables")).toMatchObject({ greeting: "halo" });
    const response = await fetch(`${deployment.url}/api/v1/list_environment_variables`, { headers: admin() });
    expect(await response.json()).toEqual({ environmentVariables: { GREETING: "halo" } });
    await deployment.post(
      "/api/v1/update_environment_variables",
      { changes: [{ name: "GREETING", value: null }] },
      admin(),
    );
    expect(await deployment.value("query", "surroundings:variables")).toMatchObject({ greeting: null });
  });

  test("are refused with a bad name or value, all changes together", async () => {
    const changes = [
      { name: "FINE", value: "1" },
      { name: "NOT-FINE", value: "2" },
    ];
    const answer = await deployment.post("/api/update_environment_variables", { changes }, admin());
    expect(answer).toMatchObject({ http: 400, code: "EnvironmentVariableInvalid" });
    const response = await fetch(`${deployment.url}/api/list_environment_variables`, { headers: admin() });
    expect(await response.json()).toEqual({ environmentVariables: {} });
  });

  test("are for the admin", async () => {
    expect(await deployment.post("/api/update_environment_variables", { changes: [] })).toMatchObject({ http: 403 });
    expect((await fetch(`${deployment.url}/api/list_environment_variables`)).status).toBe(403);
  });
});

describe("what functions throw", () => {
  test.each([
    [
      "error",
      /Server Error\nUncaught Error: plain failure\n {4}at handler \(\.\.\/convex\/surroundings\.ts:\d+:\d+\)$/,
    ],
    ["text", /Server Error\nUncaught ConvexError: a sentence\n/],
    ["string", /Server Error\nUncaught no error at all$/],
    ["pending", /Server Error\nThe promise that surroundings:fail returned never resolves/],
  ])("is told: %s", async (how, message) => {
    expect((await deployment.call("query", "surroundings:fail", { how })).errorMessage).toMatch(message);
  });

  test("in actions is told with the line", async () => {
    const answer = await deployment.call("action", "surroundings:failingAction");
    expect(answer.errorMessage).toMatch(
      /Uncaught Error: action failure\n {4}at handler \(\.\.\/convex\/surroundings\.ts:\d+:\d+\)$/,
    );
  });

  test("names what is not served and where it is", async () => {
    const answer = await deployment.call("mutation", "surroundings:schedules");
    expect(answer.errorMessage).toContain("The scheduler (ctx.scheduler) is not served by the embedded deployment");
  });

  test("never counts as a fault of the deployment", () => {
    expect(deployment.faults).toEqual([]);
  });
});

describe("time limits", () => {
  test.each(["spin", "spinAfterAwait"])(
    "stop a function without end: %s",
    async (how) => {
      const others = Promise.all([
        sent("beside the loop"),
        deployment.call("query", "surroundings:echo", { value: 1 }),
      ]);
      const answer = await deployment.call("query", "surroundings:fail", { how });
      expect(answer.errorMessage).toContain("Function execution timed out (maximum duration: 1s)");
      await others;
      expect(await deployment.value("query", "surroundings:echo", { value: 2 })).toBe(2);
    },
    60_000,
  );

  test("stop user code that spends its second between database calls, and undo its writes", async () => {
    const answer = await deployment.call("mutation", "surroundings:burn", { steps: 200 });
    expect(answer.errorMessage).toContain("Function execution timed out (maximum duration: 1s)");
    expect(await messagesOf("burner")).toEqual([]);
  }, 60_000);
});
