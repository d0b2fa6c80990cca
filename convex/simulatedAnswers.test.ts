/** The simulator's answers, kept under the keys of those who asked. */

import { beforeEach, describe, expect, test } from "vitest";
import { internal } from "./_generated/api";
import { newInbox } from "./inbox.setup";
import { codeOf, OWNER, person, type Town } from "./tickets.setup";

let town: Town;

beforeEach(async () => {
  town = await newInbox();
});

describe("the simulator's answer to a request with a key", () => {
  const request = { actor: OWNER, idempotency_key: "k", fingerprint: "f" };
  const find = async (changes: object = {}) =>
    (await town.t.query(internal.messages.findSimulated, { ...request, workspace_id: town.client, ...changes })).answer;
  const keep = async (answer: string, changes: object = {}) => {
    const args = { ...request, workspace_id: town.client, answer, ...changes };
    return (await town.t.mutation(internal.messages.keepSimulated, args)).answer;
  };

  test("is kept once, for whoever asked", async () => {
    expect(await find()).toBeUndefined();
    expect([await keep("1"), await keep("2"), await find()]).toEqual(["1", "1", "1"]);
    expect(await find({ idempotency_key: "other" })).toBeUndefined();
    expect(await find({ actor: person("admin") })).toBeUndefined();
  });

  test("is no answer to another request", async () => {
    await keep("1");
    expect(await codeOf(find({ fingerprint: "other" }))).toBe("idempotency_key_reused");
    expect(await codeOf(keep("2", { fingerprint: "other" }))).toBe("idempotency_key_reused");
  });

  test("is for those alone who may configure", async () => {
    expect(await codeOf(find({ actor: person("member") }))).toBe("forbidden");
    expect(await codeOf(keep("1", { actor: person("member") }))).toBe("forbidden");
    expect(await codeOf(find({ idempotency_key: "" }))).toBe("invalid_value");
  });
});
