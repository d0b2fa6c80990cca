import { gzipSync } from "node:zlib";

import { afterAll, beforeAll, expect, test } from "vitest";

import { CLI_TEST_MS, TestDeployment } from "../fixtures/test_deployment.ts";

let deployment: TestDeployment;

beforeAll(async () => {
  deployment = await TestDeployment.startWithFixture();
}, CLI_TEST_MS);

afterAll(async () => {
  await deployment.stop();
});

test("runs an action on the site port and below /http of the API port", async () => {
  for (const origin of [deployment.siteUrl, `${deployment.url}/http`]) {
    const response = await fetch(`${origin}/send`, {
      method: "POST",
      body: JSON.stringify({ author: "web", body: origin }),
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ id: expect.stringMatching(/^[0-9a-z]{32}$/) as string });
  }
  expect(await deployment.value("query", "messages:listByAuthor", { author: "web" })).toHaveLength(2);
});

test("shows the action the path below its mount, the query and the scheme of the proxy", async () => {
  const response = await fetch(`${deployment.url}/http/echo?a=1%20b`, { headers: { "x-forwarded-proto": "https" } });
  expect(await response.json()).toEqual({ pathname: "/echo", search: "?a=1%20b", protocol: "https:", method: "GET" });
  expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
});

test("passes foreign Authorization headers through", async () => {
  for (const authorization of ["Bearer not-ours", "abc", "Basic Zm9vOmJhcg=="]) {
    const response = await fetch(`${deployment.siteUrl}/echo`, { headers: { authorization } });
    expect(response.headers.get("x-authorization")).toBe(authorization);
  }
});

test("a foreign token makes getUserIdentity throw and nothing else", async () => {
  const response = await fetch(`${deployment.siteUrl}/whoami`, { headers: { authorization: "Bearer a.b.c" } });
  expect(await response.json()).toEqual({ refused: expect.stringContaining("NoAuthProvider") as string });
  expect(await (await fetch(`${deployment.siteUrl}/whoami`)).json()).toEqual({ identity: null });
});

test("answers HEAD by the GET route without a body", async () => {
  const response = await fetch(`${deployment.siteUrl}/echo`, { method: "HEAD" });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("");
});

test("prefers the longest prefix", async () => {
  expect(await (await fetch(`${deployment.siteUrl}/files/a`)).text()).toBe("short /files/a");
  expect(await (await fetch(`${deployment.siteUrl}/files/deep/a`)).text()).toBe("deep /files/deep/a");
});

test("says which path no action is routed for", async () => {
  const response = await fetch(`${deployment.siteUrl}/nowhere`);
  expect(response.status).toBe(404);
  expect(await response.text()).toBe("No HttpAction routed for /nowhere");
});

test("turns an uncaught error into JSON with status 500", async () => {
  const response = await fetch(`${deployment.siteUrl}/fail`, {
    method: "POST",
    headers: { "convex-request-id": "abc" },
  });
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({
    code: "[Request ID: abc] Server Error: Uncaught Error: http failure",
    trace: expect.stringMatching(
      /^Uncaught Error: http failure\n {4}at .*\(\.\.\/convex\/http\.ts:\d+:\d+\)/,
    ) as string,
  });
});

test("streams what the action streams", async () => {
  expect(await (await fetch(`${deployment.siteUrl}/stream`)).text()).toBe("one two three");
});

test("takes compressed bodies", async () => {
  const headers = { "content-encoding": "gzip" };
  const response = await fetch(`${deployment.siteUrl}/size`, {
    method: "POST",
    headers,
    body: gzipSync(Buffer.alloc(5000)),
  });
  expect(await response.json()).toEqual({ bytes: 5000 });
});

test("takes bodies up to 20 MiB", async () => {
  const large = await fetch(`${deployment.siteUrl}/size`, { method: "POST", body: new Uint8Array(20 * 1024 * 1024) });
  expect(await large.json()).toEqual({ bytes: 20 * 1024 * 1024 });
  const tooLarge = await fetch(`${deployment.siteUrl}/size`, {
    method: "POST",
    body: new Uint8Array(20 * 1024 * 1024 + 1),
  });
  expect(tooLarge.status).toBe(413);
});

test("answers preflights only by what the router says", async () => {
  const headers = { origin: "http://a.example", "access-control-request-method": "POST" };
  expect((await fetch(`${deployment.siteUrl}/send`, { method: "OPTIONS", headers })).status).toBe(404);
});

test("runs many actions at the same time, each with its own calls", async () => {
  const authors = Array.from({ length: 40 }, (_each, i) => `parallel ${i}`);
  await Promise.all(
    authors.map((author) =>
      fetch(`${deployment.siteUrl}/send`, { method: "POST", body: JSON.stringify({ author, body: author }) }),
    ),
  );
  for (const author of authors) {
    expect(await deployment.value("query", "messages:listByAuthor", { author })).toEqual([
      expect.objectContaining({ author, body: author }),
    ]);
  }
});

test("without http.ts says that HTTP actions are not enabled", async () => {
  const empty = await TestDeployment.start();
  const response = await fetch(`${empty.siteUrl}/send`, { method: "POST" });
  expect([response.status, await response.text()]).toEqual([
    404,
    "This Convex deployment does not have HTTP actions enabled.",
  ]);
  await empty.stop();
});
