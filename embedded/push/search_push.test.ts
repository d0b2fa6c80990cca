import { readFileSync, writeFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { CLI_TEST_MS, Project, TestDeployment } from "../fixtures/test_deployment.ts";

const BY_TEXT = '.searchIndex("by_text", { searchField: "text", filterFields: ["owner", "topic", "meta.place"] })';

let deployment: TestDeployment;
let project: Project;

beforeAll(async () => {
  deployment = await TestDeployment.start();
  project = new Project();
});

afterAll(async () => {
  project.remove();
  await deployment.stop();
});

const source = readFileSync(new URL("../fixtures/convex/schema.ts", import.meta.url), "utf8");

/** Deploy with the notes' search index replaced by what is given. */
async function deploy(indexes: string): Promise<string> {
  expect(source).toContain(BY_TEXT);
  writeFileSync(project.path("convex", "schema.ts"), source.replace(BY_TEXT, indexes));
  const { output } = await deployment.cli(project, ["deploy", "-y", "--typecheck", "disable"]);
  return output;
}

const search = async (text: string): Promise<unknown> => {
  const answer = await deployment.call("query", "notes:search", { search: { text } });
  return answer.value ?? answer.errorMessage?.split("\n").at(1);
};

describe("a push that", () => {
  test("adds a search index fills it with the documents there are, and says so", { timeout: CLI_TEST_MS }, async () => {
    await deploy("");
    await deployment.value("mutation", "notes:add", {
      notes: Array.from({ length: 1200 }, (_each, i) => ({ owner: "o", text: `note ${i}` })),
    });
    expect(await search("note")).toContain("Index notes.by_text not found");
    expect(await deploy(BY_TEXT)).toMatch(
      /\[\+\] notes\.by_text\s+\(text\)\s+text, filters on owner, topic, meta\.place/,
    );
    expect(await search("1150")).toEqual(["note 1150"]);
    expect(deployment.warnings).toEqual([]);
  });

  test("does not fit the documents changes no search index", { timeout: CLI_TEST_MS }, async () => {
    writeFileSync(
      project.path("convex", "schema.ts"),
      source.replace(BY_TEXT, "").replace("owner: v.string()", "owner: v.number()"),
    );
    const { status } = await deployment.cli(project, ["deploy", "-y", "--typecheck", "disable"]);
    expect(status).not.toBe(0);
    expect(await search("1150")).toEqual(["note 1150"]);
  });

  test("changes a search index fills it anew", { timeout: CLI_TEST_MS }, async () => {
    const output = await deploy('.searchIndex("by_text", { searchField: "owner", filterFields: ["topic"] })');
    expect(output).toMatch(/\[-\] notes\.by_text[\s\S]*\[\+\] notes\.by_text\s+\(text\)\s+owner, filter on topic/);
    expect(await search("1150")).toContain('which doesn\'t match the indexed `searchField` "owner"');
  });

  test("gives its name to an ordinary index and back keeps both right", { timeout: CLI_TEST_MS }, async () => {
    await deploy('.index("by_text", ["topic"])');
    expect(await search("1150")).toContain("Index notes.by_text is not a search index");
    await deploy(BY_TEXT);
    expect(await search("1150")).toEqual(["note 1150"]);
  });

  test("drops a search index forgets it", { timeout: CLI_TEST_MS }, async () => {
    expect(await deploy("")).toMatch(/\[-\] notes\.by_text/);
    expect(await search("1150")).toContain("Index notes.by_text not found");
    await deployment.value("mutation", "notes:add", { notes: [{ owner: "o", text: "unindexed" }] });
  });

  test.each([
    ["a name that is taken", '.searchIndex("by_owner", { searchField: "text" })', "name of another index"],
    [
      "the same fields twice",
      `${BY_TEXT}.searchIndex("by_other", { searchField: "text", filterFields: ["owner", "topic", "meta.place"] })`,
      "has the same fields",
    ],
    ["a field that is none", '.searchIndex("by_text", { searchField: "te xt" })', "not made of identifiers"],
    [
      "five of them",
      [1, 2, 3, 4, 5].map((n) => `.searchIndex("by_${n}", { searchField: "f${n}" })`).join(""),
      "the limit is 4",
    ],
    [
      "seventeen filters",
      `.searchIndex("by_text", { searchField: "text", filterFields: ${JSON.stringify(Array.from({ length: 17 }, (_each, i) => `f${i}`))} })`,
      "the limit is 16",
    ],
  ])("has a search index with %s is refused", { timeout: CLI_TEST_MS }, async (_name, indexes, message) => {
    expect(await deploy(indexes)).toContain(message);
  });

  test("stages a search index is told that it is not built", { timeout: CLI_TEST_MS }, async () => {
    await deploy('.searchIndex("by_text", { searchField: "text", staged: true })');
    expect(deployment.warnings).toContain(
      "The staged indexes of notes are not served and not built: queries of them fail.",
    );
    expect(await search("1150")).toContain("Index notes.by_text not found");
  });
});
