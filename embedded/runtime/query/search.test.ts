import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { CLI_TEST_MS, TestDeployment } from "../../fixtures/test_deployment.ts";

let deployment: TestDeployment;

beforeAll(async () => {
  deployment = await TestDeployment.startWithFixture();
}, CLI_TEST_MS);

afterAll(async () => {
  await deployment.stop();
});

interface Note {
  readonly text?: unknown;
  readonly owner: string;
  readonly topic?: string;
  readonly length?: number;
  readonly meta?: unknown;
}

interface Search {
  readonly text: string;
  readonly owner?: string;
  readonly topic?: string | null;
  readonly place?: unknown;
}

interface PageAnswer {
  readonly page: string[];
  readonly isDone: boolean;
  readonly continueCursor: string;
}

const add = async (notes: readonly Note[]): Promise<string[]> =>
  (await deployment.value("mutation", "notes:add", { notes })) as string[];
const search = async (wanted: Search, take?: number): Promise<unknown> =>
  await deployment.value("query", "notes:search", { search: wanted, ...(take === undefined ? {} : { take }) });
const texts = (owner: string, list: readonly string[]): Note[] => list.map((text) => ({ owner, text }));

describe("a search finds", () => {
  beforeAll(async () => {
    await add(
      texts("words", [
        "Budi asks about VISA costs",
        "Größe matters, naïve café",
        "email: budi.santoso@example.com",
        "日本語 テスト",
        "don't snake_case v2.5",
        "x".repeat(32),
        "y".repeat(33),
      ]),
    );
  });

  test.each([
    ["visa", ["Budi asks about VISA costs"]],
    ["VISA!", ["Budi asks about VISA costs"]],
    ["grö", ["Größe matters, naïve café"]],
    ["grosse", []],
    ["cafe", []],
    ["CAFÉ", ["Größe matters, naïve café"]],
    ["example com", ["email: budi.santoso@example.com"]],
    ["日本", ["日本語 テスト"]],
    ["テスト", ["日本語 テスト"]],
    ["case", ["don't snake_case v2.5"]],
    ["t", ["don't snake_case v2.5"]],
    ["x".repeat(32), ["x".repeat(32)]],
    ["y".repeat(33), []],
    ["osts", []],
    ["", []],
    ["?! -", []],
    ['"visa" AND NOT costs*', ["Budi asks about VISA costs"]],
    ["visa\0", ["Budi asks about VISA costs"]],
  ])("%j in %j", async (text, expected) => {
    expect(await search({ text, owner: "words" })).toEqual(expected);
  });

  test("documents with any of the words, and beginnings of the last word alone", async () => {
    await add(texts("any", ["red apple", "green pear", "redder plum"]));
    expect(await search({ text: "red pear", owner: "any" })).toEqual(
      expect.arrayContaining(["red apple", "green pear"]) as unknown,
    );
    expect(await search({ text: "red plum", owner: "any" })).not.toContain("green pear");
    expect(await search({ text: "plum red", owner: "any" })).toEqual(["redder plum", "red apple"]);
  });

  test("by the first sixteen words", async () => {
    await add(texts("sixteen", ["w16", "w17"]));
    const words = Array.from({ length: 17 }, (_each, i) => `w${i + 1}`);
    expect(await search({ text: words.join(" "), owner: "sixteen" })).toEqual(["w16"]);
  });

  test("no document whose search field is no text", async () => {
    await add([
      { owner: "kinds", text: 5 },
      { owner: "kinds", text: ["five"] },
      { owner: "kinds", text: null },
      { owner: "kinds", text: "five" },
    ]);
    expect(await search({ text: "five 5", owner: "kinds" })).toEqual(["five"]);
  });
});

describe("the order is that of relevance:", () => {
  test("a word equal to the last before one that begins with it", async () => {
    await add(texts("exact", ["category", "cat", "catalogue"]));
    expect(await search({ text: "cat", owner: "exact" })).toEqual(["cat", "catalogue", "category"]);
  });

  test("more of the words, rarer words, more often, in a shorter text", async () => {
    await add(texts("order", ["common one", "common rare", "common common two", "common three with many more words"]));
    expect(await search({ text: "rare common.", owner: "order" })).toEqual([
      "common rare",
      "common common two",
      "common one",
      "common three with many more words",
    ]);
  });

  test("the younger of two equals first", async () => {
    await add(texts("ties", ["same a", "same b"]));
    await add(texts("ties", ["same c"]));
    expect(await search({ text: "same", owner: "ties" })).toEqual(["same c", "same b", "same a"]);
  });
});

describe("filters", () => {
  beforeAll(async () => {
    await add([
      { owner: "f1", text: "match one", topic: "a", meta: { place: 1 } },
      { owner: "f1", text: "match two", topic: "b", meta: { place: { deep: [1] } } },
      { owner: "f1", text: "match three" },
      { owner: "f2", text: "match four", topic: "a", meta: { place: null } },
      { owner: "f2", text: "match five", meta: { place: "1" } },
      { owner: "f2", text: "match six", meta: 5 },
    ]);
  });

  test.each<[Omit<Search, "text">, string[]]>([
    [{ owner: "f1" }, ["three", "two", "one"]],
    [{ owner: "f1", topic: "a" }, ["one"]],
    [{ owner: "f2", topic: "b" }, []],
    [{ owner: "f1", topic: null }, ["three"]],
    [{ owner: "f1", place: 1 }, ["one"]],
    [{ owner: "f1", place: { $integer: "AQAAAAAAAAA=" } }, []],
    [{ owner: "f1", place: { deep: [1] } }, ["two"]],
    [{ owner: "f2", place: null }, ["four"]],
    [{ owner: "f2", place: "1" }, ["five"]],
    [{ owner: "F1" }, []],
  ])("%j let through what equals them", async (filters, expected) => {
    expect(await search({ text: "match", ...filters })).toEqual(expected.map((word) => `match ${word}`));
  });
});

describe("what follows a search", () => {
  beforeAll(async () => {
    await add(
      texts(
        "many",
        Array.from({ length: 40 }, (_each, i) => `page number ${i}`),
      ),
    );
  });

  test("take() takes the best", async () => {
    expect(await search({ text: "page", owner: "many" }, 3)).toEqual([
      "page number 39",
      "page number 38",
      "page number 37",
    ]);
    expect(await search({ text: "page", owner: "many" }, 0)).toEqual([]);
  });

  test("filter() keeps the order", async () => {
    await add([1, 2, 3, 4].map((length) => ({ owner: "filtered", text: `long ${length}`, length })));
    const answer = await deployment.value("query", "notes:searchLong", {
      search: { text: "long", owner: "filtered" },
      longerThan: 1,
      take: 2,
    });
    expect(answer).toEqual(["long 4", "long 3"]);
  });

  const page = async (cursor: string | null, numItems: number, text = "page"): Promise<PageAnswer> =>
    (await deployment.value("query", "notes:page", {
      search: { text, owner: "many" },
      paginationOpts: { cursor, numItems },
    })) as PageAnswer;

  test("paginate() walks everything once, whatever comes or goes meanwhile", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let isDone = false; !isDone;) {
      const answer: PageAnswer = await page(cursor, 7);
      seen.push(...answer.page);
      ({ isDone, continueCursor: cursor } = answer);
      await add(texts("many", ["an unrelated note about other things"]));
    }
    expect(seen).toEqual(Array.from({ length: 40 }, (_each, i) => `page number ${39 - i}`));
  });

  test("paginate() goes on behind its last document, even when that one is gone", async () => {
    const ids = await add(texts("many", ["gone a", "gone b", "gone c", "gone d"]));
    const first = await page(null, 2, "gone");
    expect(first.page).toEqual(["gone d", "gone c"]);
    await deployment.value("mutation", "notes:rewrite", { id: ids[2], text: "no longer found" });
    expect((await page(first.continueCursor, 5, "gone")).page).toEqual(["gone b", "gone a"]);
  });

  test("a walk does not meet what was deleted ahead of it", async () => {
    await add(texts("walked", ["step 1", "step 2", "step 3", "step 4", "step 5"]));
    const met = await deployment.value("mutation", "notes:removeMatches", {
      search: { text: "step", owner: "walked" },
    });
    expect(met).toEqual(["step 5", "step 3", "step 1"]);
    expect(await search({ text: "step", owner: "walked" })).toEqual([]);
  });
});

describe("a mutation", () => {
  test("searches what it wrote itself", async () => {
    const seen = await deployment.value("mutation", "notes:writeAndSearch", {
      text: "fresh",
      owner: "own",
      fails: false,
    });
    expect(seen).toEqual([[], ["fresh"], ["fresh changed"], []]);
    expect(await search({ text: "fresh", owner: "own" })).toEqual(["fresh kept"]);
  });

  test("that fails leaves nothing to be found", async () => {
    const answer = await deployment.call("mutation", "notes:writeAndSearch", {
      text: "undone",
      owner: "own",
      fails: true,
    });
    expect(answer.errorMessage).toContain('[[],["undone"],["undone changed"],[]]');
    expect(await search({ text: "undone", owner: "own" })).toEqual([]);
  });

  test("that changes only a filter field moves the document", async () => {
    const [id] = await add(texts("from", ["movable"]));
    await deployment.value("mutation", "notes:rewrite", { id, owner: "to" });
    expect([await search({ text: "movable", owner: "from" }), await search({ text: "movable", owner: "to" })]).toEqual([
      [],
      ["movable"],
    ]);
  });
});

describe("Convex refuses", () => {
  test.each([
    ["unknown index", "Index notes.by_nothing not found"],
    ["ordinary index", "Index notes.by_owner is not a search index"],
    ["search index as index", "Index notes.by_text is a search index"],
    [
      "wrong field",
      'Search query against notes.by_text contains a search filter against "owner", which doesn\'t match the indexed `searchField` "text"',
    ],
    [
      "filter not indexed",
      'Search query against notes.by_text contains an equality filter on "text" but that field isn\'t indexed for filtering in `filterFields`',
    ],
    [
      "two searches",
      'Search query against notes.by_text contains multiple search filters against "text". Only one is allowed',
    ],
    [
      "no search",
      'Search query against notes.by_text does not contain any search filters. You must include a search filter like `q.search("text", searchText)`',
    ],
    ["nine filters", "Search query against notes.by_text has too many filter conditions. Max: 8 Actual: 9"],
    ["order", "Search queries must always be in relevance order. Can not set order manually."],
  ])("%s", async (how, message) => {
    expect((await deployment.call("query", "notes:misuse", { how })).errorMessage).toContain(message);
  });
});

describe("of more than 1,024 matches", () => {
  beforeAll(async () => {
    await add(
      texts(
        "crowd",
        Array.from({ length: 1030 }, (_each, i) => `crowd ${i}`),
      ),
    );
  });

  test("collect() is refused, and take() and paginate() reach 1,024", async () => {
    expect(
      (await deployment.call("query", "notes:search", { search: { text: "crowd", owner: "crowd" } })).errorMessage,
    ).toContain("Search query scanned too many documents (fetched 1024)");
    expect(await search({ text: "crowd", owner: "crowd" }, 1024)).toHaveLength(1024);
    let seen = 0;
    let cursor: string | null = null;
    for (let isDone = false; !isDone;) {
      const paginationOpts = { cursor, numItems: 500 };
      const answer = (await deployment.value("query", "notes:page", {
        search: { text: "crowd", owner: "crowd" },
        paginationOpts,
      })) as PageAnswer;
      seen += answer.page.length;
      ({ isDone, continueCursor: cursor } = answer);
    }
    expect(seen).toBe(1024);
  });
});

test("the index outlives a restart", async () => {
  await deployment.restart();
  expect(await search({ text: "visa", owner: "words" })).toEqual(["Budi asks about VISA costs"]);
  await add(texts("words", ["another visa"]));
  expect(await search({ text: "visa", owner: "words" })).toEqual(["another visa", "Budi asks about VISA costs"]);
});
