/** The bulk import over HTTP: who may call it, and how each refusal of a whole batch is answered. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { documentsIn, MIGRATION_KEY, newDeployment, RECORDS, WORKSPACE, type Deployment } from "./migration.setup";

let t: Deployment;

beforeEach(() => {
  t = newDeployment();
  vi.stubEnv("MIGRATION_KEY", MIGRATION_KEY);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const BATCH = JSON.stringify({ records: [RECORDS.workspaces] });

async function post(path: string, body: string, authorization = `Bearer ${MIGRATION_KEY}`) {
  const answer = await t.fetch(path, { method: "POST", headers: { authorization }, body });
  return { status: answer.status, body: (await answer.json()) as { code?: string } };
}

test("stores the batch and answers its counts", async () => {
  const answer = await post("/migrate/workspaces", BATCH);
  const body = { inserted: 1, updated: 0, unchanged: 0, skipped: [], failed: [] };
  expect(answer).toEqual({ status: 200, body });
  expect(await documentsIn(t, "workspaces")).toMatchObject([{ supabaseId: WORKSPACE.id }]);
});

test.each([
  "",
  "Bearer",
  "Bearer ",
  "Bearer a key of this tesT",
  "Bearer a key of this test!",
  `Basic ${MIGRATION_KEY}`,
])("refuses the authorization %j", async (authorization) => {
  const answer = await post("/migrate/workspaces", BATCH, authorization);
  expect(answer).toMatchObject({ status: 401, body: { code: "bad_migration_key" } });
  expect(await documentsIn(t, "workspaces")).toEqual([]);
});

test.each(["", undefined])("refuses everyone while the deployment's key is %j", async (key) => {
  vi.stubEnv("MIGRATION_KEY", key);
  const answer = await post("/migrate/workspaces", BATCH, "Bearer ");
  expect(answer).toMatchObject({ status: 503, body: { code: "migration_key_missing" } });
});

test.each(["nothing", "migrationRuns", "organizations", "constructor", "workspaces/more", ""])(
  "does not know the table %j",
  async (table) => {
    const answer = await post(`/migrate/${table}`, BATCH);
    expect(answer).toMatchObject({ status: 404, body: { code: "unknown_table" } });
  },
);

test.each(["", "{", "[]", "null", "{}", '{"records": {}}', '{"records": null}'])(
  "refuses the body %j",
  async (body) => {
    expect(await post("/migrate/workspaces", body)).toMatchObject({ status: 400, body: { code: "bad_body" } });
  },
);

test("refuses more records than one transaction takes", async () => {
  const body = JSON.stringify({ records: Array.from({ length: 4_001 }, () => ({})) });
  expect(await post("/migrate/workspaces", body)).toMatchObject({ status: 413, body: { code: "batch_too_large" } });
});

test("refuses a body over the limit of function arguments", async () => {
  const body = JSON.stringify({ records: [], padding: "é".repeat(8_500_000) });
  expect(await post("/migrate/workspaces", body)).toMatchObject({ status: 413, body: { code: "batch_too_large" } });
});

test("refuses a batch that needs too many lookups", async () => {
  await post("/migrate/workspaces", BATCH);
  // No conversation is there, so each is searched by a contact of its own, which takes two lookups.
  const records = Array.from({ length: 3_000 }, (_, n) => ({
    ...RECORDS.messages,
    supabaseId: `message-${n}`,
    conversation_id: { id: `conversation-${n}`, contact: { id: `contact-${n}`, phone: `08${n}` } },
  }));
  const answer = await post("/migrate/messages", JSON.stringify({ records }));
  expect(answer).toMatchObject({ status: 413, body: { code: "batch_too_large" } });
});

test("answers other methods with 405", async () => {
  const answer = await t.fetch("/migrate/workspaces", { method: "GET" });
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
});
