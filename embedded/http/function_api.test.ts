import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { CLI_TEST_MS, TestDeployment } from "../fixtures/test_deployment.ts";

let deployment: TestDeployment;

beforeAll(async () => {
  deployment = await TestDeployment.startWithFixture();
}, CLI_TEST_MS);

afterAll(async () => {
  await deployment.stop();
});

const send = { path: "messages:send", args: { author: "ann", body: "hi" } };

describe("calls of one kind", () => {
  test("take the arguments as an object or as a list of it", async () => {
    const object = await deployment.post("/api/mutation", send);
    const list = await deployment.post("/api/mutation", { ...send, args: [send.args] });
    expect([object.status, list.status]).toEqual(["success", "success"]);
  });

  test("leave out logLines when there are none and keep them when there are", async () => {
    const quiet = await deployment.post("/api/mutation", send);
    expect(quiet).not.toHaveProperty("logLines");
    const talking = await deployment.post("/api/query", { path: "surroundings:talk", args: {} });
    expect(talking.logLines).toEqual(["[LOG] 'hello' 1 { a: [ true, null ] }", "[WARN] 'careful'", "[ERROR] 'seen'"]);
  });

  test("accept module paths with .js and modules in directories", async () => {
    const answer = await deployment.post("/api/action", { path: "tools/machine.js:sha256", args: { text: "abc" } });
    expect(answer.value).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  test("refuse a function of another kind by naming both kinds", async () => {
    const answer = await deployment.post("/api/mutation", { path: "messages:list", args: {} });
    expect(answer).toMatchObject({ http: 200, status: "error" });
    expect(answer.errorMessage).toMatch(
      /^\[Request ID: [0-9a-f]{16}\] Server Error\nTrying to execute messages\.js:list as Mutation, but it is defined as Query\.$/,
    );
  });

  test("name the validator, the path and the value of a wrong argument", async () => {
    const answer = await deployment.post("/api/mutation", { path: "messages:send", args: { author: 1, body: "x" } });
    expect(answer.errorMessage).toContain("ArgumentValidationError: ");
    expect(answer.errorMessage).toContain("Path: .author");
  });

  test("refuse an argument that the validator does not know", async () => {
    const answer = await deployment.post("/api/mutation", {
      path: "messages:send",
      args: { author: "a", body: "x", extra: 1 },
    });
    expect(answer.errorMessage).toContain("ArgumentValidationError: ");
    expect(answer.errorMessage).toContain("extra");
  });

  test("refuse an id of another table and an altered one as an argument", async () => {
    const id = (await deployment.post("/api/mutation", send)).value as string;
    const ok = await deployment.post("/api/mutation", { path: "surroundings:echoTyped", args: { id } });
    expect(ok.value).toEqual({ id });
    const noted = await deployment.post("/api/mutation", {
      path: "notes:add",
      args: { notes: [{ text: "hi", owner: "ann" }] },
    });
    const [foreign] = noted.value as [string];
    const altered = id.slice(0, -1) + (id.endsWith("0") ? "1" : "0");
    for (const wrong of [foreign, altered]) {
      const answer = await deployment.post("/api/mutation", { path: "surroundings:echoTyped", args: { id: wrong } });
      expect(answer.errorMessage).toContain("ArgumentValidationError: ");
      expect(answer.errorMessage).toContain("Path: .id");
    }
  });

  test("answer 200 and an error for a value that cannot be decoded", async () => {
    const answer = await deployment.post("/api/query", { path: "surroundings:echo", args: { value: { $nope: 1 } } });
    expect(answer).toMatchObject({ http: 200, status: "error" });
  });

  test("check what a function returns", async () => {
    const answer = await deployment.post("/api/query", { path: "surroundings:wrongReturn", args: {} });
    expect(answer.errorMessage).toContain("ReturnsValidationError: ");
  });
});

describe("internal functions", () => {
  const path = "messages:secretCount";

  test("do not exist without the admin key", async () => {
    const answer = await deployment.post("/api/query", { path, args: {} });
    expect(answer.errorMessage).toContain(`Server Error\nCould not find public function for '${path}'.`);
    const missing = await deployment.post("/api/query", { path: "messages:nothing", args: {} });
    expect(missing.errorMessage?.split("\n")[1]).toBe("Could not find public function for 'messages:nothing'.");
  });

  test("are called with the admin key, in the header or in the query string, with and without its prefix", async () => {
    const { adminKey } = deployment;
    const keys = [`Convex ${adminKey}`, `convex ${adminKey}`, `Convex prod:${adminKey}`];
    for (const authorization of keys) {
      expect((await deployment.post("/api/query", { path, args: {} }, { authorization })).status).toBe("success");
    }
    const byQuery = await deployment.post(`/api/query?adminKey=${encodeURIComponent(adminKey)}`, { path, args: {} });
    expect(byQuery.status).toBe("success");
  });

  test("are not called with a wrong key", async () => {
    const answer = await deployment.post("/api/query", { path, args: {} }, { authorization: "Convex embedded|0123" });
    expect(answer).toMatchObject({ http: 401, code: "BadAdminKey" });
  });
});

describe("identities", () => {
  const whoami = { path: "surroundings:whoami", args: {} };
  const encoded = (identity: object): string => Buffer.from(JSON.stringify(identity)).toString("base64");

  test("are null with the plain admin key", async () => {
    expect((await deployment.call("query", whoami.path)).value).toBeNull();
  });

  test("are acted as with what follows the key", async () => {
    const identity = { issuer: "https://issuer", subject: "user:1", email: "ä@example.com" };
    const authorization = `Convex ${deployment.adminKey}:${encoded(identity)}`;
    const answer = await deployment.post("/api/query", whoami, { authorization });
    expect(answer.value).toEqual({ ...identity, tokenIdentifier: "https://issuer|user:1" });
  });

  test("need an issuer and a subject", async () => {
    const authorization = `Convex ${deployment.adminKey}:${encoded({ email: "x" })}`;
    expect(await deployment.post("/api/query", whoami, { authorization })).toMatchObject({
      http: 400,
      code: "InvalidActingAs",
    });
  });

  test("of tokens are refused, since no provider is configured", async () => {
    const answer = await deployment.post("/api/query", whoami, { authorization: "Bearer a.b.c" });
    expect(answer).toMatchObject({ http: 401, code: "NoAuthProvider" });
  });

  test("are refused for other and for mutilated headers", async () => {
    expect(await deployment.post("/api/query", whoami, { authorization: "Basic abcdef" })).toMatchObject({
      http: 400,
      code: "InvalidAdminKey",
    });
    expect(await deployment.post("/api/query", whoami, { authorization: "Conv" })).toMatchObject({
      http: 400,
      code: "InvalidHeaderFailure",
    });
  });
});

describe("formats", () => {
  const value = { big: { $integer: "BwAAAAAAAAA=" }, nan: { $float: "AAAAAAAA+H8=" }, bytes: { $bytes: "YWI=" }, n: 5 };
  const echo = { path: "surroundings:echo", args: { value } };

  test("are clean JSON unless asked otherwise", async () => {
    const clean = { big: "7", nan: "NaN", bytes: "YWI=", n: 5 };
    expect((await deployment.post("/api/query", echo)).value).toEqual(clean);
    expect((await deployment.post("/api/query", { ...echo, format: "json" })).value).toEqual(clean);
  });

  test("carry every value in encoded JSON", async () => {
    expect((await deployment.post("/api/query", { ...echo, format: "convex_encoded_json" })).value).toEqual(value);
  });

  test("keep int64 and floats apart in export JSON", async () => {
    const response = await fetch(`${deployment.url}/api/query`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...echo, format: "export_json" }),
    });
    expect(await response.text()).toContain('"big":7,"bytes":{"$bytes":"YWI="},"n":5.0');
  });

  test("are checked after the function ran", async () => {
    const before = (await deployment.call("query", "messages:secretCount")).value as number;
    const answer = await deployment.post("/api/mutation", { ...send, format: "xml" });
    expect(answer).toMatchObject({ http: 400, code: "BadFormat" });
    expect((await deployment.call("query", "messages:secretCount")).value).toBe(before + 1);
  });

  test("are checked before any query of a batch", async () => {
    const answer = await deployment.post("/api/query_batch", { queries: [{ ...echo, format: "xml" }] });
    expect(answer).toMatchObject({ http: 400, code: "BadFormat" });
  });
});

describe("requests", () => {
  test("must be JSON", async () => {
    const response = await fetch(`${deployment.url}/api/query`, { method: "POST", body: JSON.stringify(send) });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "BadJsonBody" });
  });

  test.each([
    ["{"],
    ["[]"],
    ["null"],
    ['{"args":{}}'],
    ['{"path":"a:b"}'],
    ['{"path":"a:b","args":[1]}'],
    ['{"path":"a:b","args":[{},{}]}'],
  ])("are refused when the body is %s", async (body) => {
    expect(await deployment.post("/api/query", body)).toMatchObject({ http: 400, code: "BadJsonBody" });
  });

  test("over 16 MiB are refused with 400", async () => {
    const body = { path: "surroundings:echo", args: { value: "x".repeat(16 * 1024 * 1024 + 2000) } };
    expect(await deployment.post("/api/query", body)).toMatchObject({ http: 400, code: "BadJsonBody" });
  });

  test("with arguments over 16 MiB by Convex's metric are refused", async () => {
    const lists = Array.from({ length: 260 }, () => new Array<number>(8000).fill(1));
    const answer = await deployment.post("/api/query", { path: "surroundings:echo", args: { value: lists } });
    expect(answer.errorMessage).toContain("Arguments for surroundings.js:echo are too large");
  });

  test("may name their client, but not by a version alone", async () => {
    const call = { path: "messages:list", args: {} };
    expect((await deployment.post("/api/query", call, { "convex-client": "django-0.1.0" })).status).toBe("success");
    expect(await deployment.post("/api/query", call, { "convex-client": "1.0.0" })).toMatchObject({
      http: 400,
      code: "InvalidClientVersion",
    });
    expect(await deployment.post("/api/query", call, { "convex-client": "npm-0.19.1" })).toMatchObject({
      http: 400,
      code: "ClientVersionUnsupported",
    });
  });

  test("choose their id, which comes back and stands in error messages", async () => {
    const response = await fetch(`${deployment.url}/api/query`, {
      method: "POST",
      headers: { "content-type": "application/json", "convex-request-id": "my-id-1" },
      body: JSON.stringify({ path: "nothing:here", args: {} }),
    });
    expect(response.headers.get("convex-request-id")).toBe("my-id-1");
    expect(((await response.json()) as { errorMessage: string }).errorMessage).toMatch(
      /^\[Request ID: my-id-1\] Server Error\n/,
    );
  });

  test("are logged by function, without arguments or keys", async () => {
    deployment.requests.length = 0;
    await deployment.post(`/api/query?adminKey=${deployment.adminKey}`, { path: "messages:list", args: {} });
    expect(deployment.requests).toEqual([
      expect.objectContaining({ method: "POST", path: "/api/query", functionPath: "messages:list", status: 200 }),
    ]);
  });

  test("from other origins are allowed", async () => {
    const headers = {
      origin: "http://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type",
    };
    const preflight = await fetch(`${deployment.url}/api/query`, { method: "OPTIONS", headers });
    expect(preflight.headers.get("access-control-allow-origin")).toBe("http://app.example");
    expect(preflight.headers.get("access-control-max-age")).toBe("86400");
  });
});

describe("/api/function and /api/run", () => {
  test("run functions of any kind", async () => {
    const admin = { authorization: `Convex ${deployment.adminKey}` };
    expect((await deployment.post("/api/function", { path: "messages:secretCount", args: {} }, admin)).status).toBe(
      "success",
    );
    expect((await deployment.post("/api/run/messages/list", { args: {} })).status).toBe("success");
    expect((await deployment.post("/api/run/tools/machine/sha256", { args: { text: "" } })).status).toBe("success");
  });

  test("/api/function is for the admin", async () => {
    expect(await deployment.post("/api/function", send)).toMatchObject({ http: 403 });
  });

  test("/api/run needs a module and a function", async () => {
    expect(await deployment.post("/api/run/messages", { args: {} })).toMatchObject({
      http: 400,
      code: "MissingIdentifier",
    });
  });

  test("say that a function is missing in their own words", async () => {
    const answer = await deployment.post("/api/run/messages/secretCount", { args: {} });
    expect(answer.errorMessage).toContain(
      "Could not find function for 'messages:secretCount'. Did you forget to run `npx convex dev`?",
    );
  });
});

describe("several queries", () => {
  test("of a batch are answered in order, failures in their places", async () => {
    const queries = [
      { path: "messages:list", args: {} },
      { path: "nothing:here", args: {} },
      { path: "surroundings:echo", args: { value: 1 } },
    ];
    const { results } = (await deployment.post("/api/query_batch", { queries })) as unknown as {
      results: { status: string }[];
    };
    expect(results.map(({ status }) => status)).toEqual(["success", "error", "success"]);
  });

  test("at one timestamp see the same commit or are refused", async () => {
    const { ts } = (await (await fetch(`${deployment.url}/api/query_ts`, { method: "POST" })).json()) as { ts: string };
    const body = { path: "messages:secretCount", args: {}, ts };
    const admin = { authorization: `Convex ${deployment.adminKey}` };
    expect((await deployment.post("/api/query_at_ts", body, admin)).status).toBe("success");
    await deployment.post("/api/mutation", send);
    expect(await deployment.post("/api/query_at_ts", body, admin)).toMatchObject({ http: 503, code: "OutOfRetention" });
  });
});

describe("the official client", () => {
  test("queries, mutates and runs actions", async () => {
    const client = deployment.client();
    const admin = deployment.adminClient();
    const author = "official";
    await client.mutation("messages:send" as never, { author, body: "1" } as never);
    const messages = (await client.query("messages:listByAuthor" as never, { author } as never)) as { body: string }[];
    expect(messages.map(({ body }) => body)).toEqual(["1"]);
    expect(await client.action("surroundings:relay" as never, { author: "by action" } as never)).toEqual({
      sent: 3,
      stored: 3,
      hasFetch: true,
    });
    expect(await admin.function("messages:secretCount", undefined, {})).toEqual(expect.any(Number));
  });

  test("carries every kind of value there and back", async () => {
    const value = {
      big: 7n,
      small: -0,
      nan: NaN,
      bytes: new Uint8Array([1, 2]).buffer,
      list: [null, true, "é😀"],
      nested: { "": { "a b": 1 } },
    };
    const echoed = await deployment.client().query("surroundings:echo" as never, { value } as never);
    expect(echoed).toEqual(value);
  });

  test("reads a consistent snapshot", async () => {
    const client = deployment.client();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- clients in use still call it
    const read = client.consistentQuery("messages:list" as never);
    expect(await read).toEqual(expect.any(Array));
  });

  test("turns the payload of a ConvexError back into values", async () => {
    const failing = deployment.client().query("surroundings:fail" as never, { how: "convex" } as never);
    await expect(failing).rejects.toMatchObject({ data: { code: "told", big: 5n } });
  });
});

describe("other routes", () => {
  test("tell the version and the name of the instance", async () => {
    expect(await (await fetch(`${deployment.url}/instance_name`)).text()).toBe("embedded");
    expect(await (await fetch(`${deployment.url}/version`)).text()).toMatch(/^embedded-1\./);
  });

  test("that are not served say so at once with 400", async () => {
    const answer = await deployment.post("/api/import?mode=append", {});
    expect(answer).toMatchObject({
      http: 400,
      code: "NotServed",
      message: expect.stringContaining("Snapshot import") as string,
    });
  });

  test("that do not exist are 404, and a wrong method is 405", async () => {
    expect(await deployment.post("/api/nothing", {})).toMatchObject({ http: 404, code: "NotFound" });
    expect((await fetch(`${deployment.url}/api/mutation`)).status).toBe(405);
  });
});
