import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { CLI_TEST_MS, TestDeployment } from "../../fixtures/test_deployment.ts";

let deployment: TestDeployment;

beforeAll(async () => {
  deployment = await TestDeployment.startWithFixture();
}, CLI_TEST_MS);

afterAll(async () => {
  await deployment.stop();
});

interface PageAnswer {
  readonly page: number[];
  readonly isDone: boolean;
  readonly continueCursor: string;
  readonly splitCursor: string | null;
  readonly pageStatus: string | null;
}

async function add(group: string, from: number, count: number, note?: string): Promise<void> {
  await deployment.value("mutation", "items:addMany", { group, from, count, ...(note === undefined ? {} : { note }) });
}

async function page(group: string, options: Record<string, unknown>, order = "asc"): Promise<PageAnswer> {
  const paginationOpts = { cursor: null, numItems: 3, ...options };
  return (await deployment.value("query", "items:page", { group, order, paginationOpts })) as PageAnswer;
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_each, i) => from + i);

describe("ranges", () => {
  beforeAll(async () => {
    await add("ranges", 0, 10);
    await add("ranges2", 0, 3);
  });

  test.each([
    [{}, numbers(0, 9)],
    [{ gt: 3 }, numbers(4, 9)],
    [{ gte: 3, lt: 6 }, [3, 4, 5]],
    [{ gt: 3, lte: 6 }, [4, 5, 6]],
    [{ lte: 2, order: "desc" }, [2, 1, 0]],
    [{ gt: 9 }, []],
    [{ gte: 6, lte: 3 }, []],
  ])("%j", async (bounds, expected) => {
    expect(await deployment.value("query", "items:range", { group: "ranges", ...bounds })).toEqual(expected);
  });

  test("absent fields come first and are found below any bound", async () => {
    await add("absent", 0, 1);
    await add("noted", 0, 1, "b");
    await add("noted", 1, 1, "a");
    const all = (await deployment.value("query", "items:notes", { present: false })) as (string | null)[];
    expect(all.slice(-3)).toEqual([null, "a", "b"]);
    expect(await deployment.value("query", "items:notes", { present: false, below: "b" })).toEqual(all.slice(0, -1));
    expect(await deployment.value("query", "items:notes", { present: true })).toEqual(["a", "b"]);
  });

  test("filters apply before the limit that follows them", async () => {
    expect(await deployment.value("query", "items:evenRanks", { group: "ranges", take: 3 })).toEqual([0, 2, 4]);
  });

  test("a walk does not meet what was deleted ahead of it", async () => {
    await add("thin", 0, 50);
    expect(await deployment.value("mutation", "items:thinOut", { group: "thin" })).toEqual(
      numbers(0, 24).map((n) => 2 * n),
    );
  });
});

describe("pages", () => {
  test("walk everything once, in both orders", async () => {
    await add("walk", 0, 10);
    for (const order of ["asc", "desc"]) {
      const seen: number[] = [];
      let cursor: string | null = null;
      let isDone = false;
      while (!isDone) {
        const answer: PageAnswer = await page("walk", { cursor }, order);
        seen.push(...answer.page);
        ({ isDone, continueCursor: cursor } = answer);
      }
      expect(seen).toEqual(order === "asc" ? numbers(0, 9) : numbers(0, 9).reverse());
    }
  });

  test("go on where they ended when documents come and go meanwhile", async () => {
    await add("moving", 0, 6);
    const first = await page("moving", {});
    await add("moving", -3, 3);
    await add("moving", 6, 2);
    await deployment.value("mutation", "items:thinOut", { group: "nothing" });
    const second = await page("moving", { cursor: first.continueCursor, numItems: 100 });
    expect([first.page, second.page, second.isDone]).toEqual([[0, 1, 2], [3, 4, 5, 6, 7], true]);
  });

  test("after the end are empty and done", async () => {
    await add("ended", 0, 2);
    const last = await page("ended", {});
    expect(last).toMatchObject({ page: [0, 1], isDone: true, splitCursor: null, pageStatus: null });
    expect(await page("ended", { cursor: last.continueCursor })).toMatchObject({ page: [], isDone: true });
  });

  test("with an end cursor keep their range, whatever lies in it now", async () => {
    await add("fixed", 0, 6);
    const first = await page("fixed", { numItems: 4 });
    await add("fixed", -2, 2);
    const again = await page("fixed", { numItems: 1, endCursor: first.continueCursor });
    expect(again).toMatchObject({ page: [-2, -1, 0, 1, 2, 3], isDone: false, continueCursor: first.continueCursor });
    const halves = [
      await page("fixed", { endCursor: again.splitCursor }),
      await page("fixed", { cursor: again.splitCursor, endCursor: again.continueCursor }),
    ];
    expect(halves.map((half) => half.page)).toEqual([
      [-2, -1, 0],
      [1, 2, 3],
    ]);
  });

  test("stop at the rows they may read and say so", async () => {
    await add("bounded", 0, 10);
    const answer = await page("bounded", { numItems: 100, maximumRowsRead: 4 });
    expect(answer).toMatchObject({ page: [0, 1, 2, 3], isDone: false, pageStatus: "SplitRequired" });
    expect(await page("bounded", { cursor: answer.continueCursor, numItems: 3, maximumRowsRead: 4 })).toMatchObject({
      page: [4, 5, 6],
      pageStatus: "SplitRecommended",
    });
  });

  test.each([0, -1, 1.5, 32_001])("of %s items are refused", async (numItems) => {
    const paginationOpts = { cursor: null, numItems };
    const answer = await deployment.call("query", "items:page", { group: "walk", order: "asc", paginationOpts });
    expect(answer.status).toBe("error");
  });

  test("refuse the cursor of another query and what is no cursor", async () => {
    const { continueCursor } = await page("walk", {});
    for (const cursor of [continueCursor, "nonsense", "a.b.c"]) {
      const paginationOpts = { cursor, numItems: 1 };
      const answer = await deployment.call("query", "items:page", { group: "other", order: "asc", paginationOpts });
      expect(answer.errorMessage).toContain("InvalidCursor");
    }
  });

  test("can be asked for once in a function", async () => {
    expect((await deployment.call("query", "items:pageTwice")).errorMessage).toContain(
      "MultiplePaginatedDatabaseQueries",
    );
  });
});

describe("limits of a transaction", () => {
  test("4,096 index ranges", async () => {
    expect((await deployment.call("query", "items:readRanges", { count: 4096 })).status).toBe("success");
    expect((await deployment.call("query", "items:readRanges", { count: 4097 })).errorMessage).toContain(
      "Too many reads in a single function execution (limit: 4096)",
    );
  });

  test("16,000 documents written, and none of them stays", async () => {
    const answer = await deployment.call("mutation", "items:addMany", { group: "too many", from: 0, count: 16_001 });
    expect(answer.errorMessage).toMatch(/Too many writes in a single function execution \(limit: 16000\)|timed out/);
    expect(await deployment.value("query", "items:readAll", { group: "too many" })).toBe(0);
  }, 30_000);

  test("32,000 documents read", async () => {
    for (let from = 0; from < 32_000; from += 4_000) await add("many", from, 4_000);
    expect(await deployment.value("query", "items:readAll", { group: "many" })).toBe(32_000);
    await add("many", 32_000, 1);
    expect((await deployment.call("query", "items:readAll", { group: "many" })).errorMessage).toContain(
      "Too many documents read in a single function execution (limit: 32000)",
    );
  }, 60_000);

  test("16 MiB written, and 1 MiB in one document", async () => {
    const large = await deployment.call("mutation", "items:writeBytes", { documents: 17, bytesEach: 1_000_000 });
    expect(large.errorMessage).toContain(
      "Too many bytes written in a single function execution (limit: 16777216 bytes)",
    );
    const one = await deployment.call("mutation", "items:writeBytes", { documents: 1, bytesEach: 1024 * 1024 });
    expect(one.errorMessage).toContain("the limit is 1048576");
  }, 30_000);

  test("16 MiB read", async () => {
    for (let i = 0; i < 2; i += 1)
      await deployment.value("mutation", "items:writeBytes", { documents: 9, bytesEach: 1_000_000 });
    expect((await deployment.call("query", "items:readAll", { group: "large" })).errorMessage).toContain(
      "Too many bytes read in a single function execution (limit: 16777216 bytes)",
    );
  }, 30_000);

  test("are told to the function", async () => {
    const metrics = (await deployment.value("query", "items:metrics")) as Record<
      string,
      { used: number; remaining: number }
    >;
    expect(metrics.documentsRead).toEqual({ used: 2, remaining: 31_998 });
    expect(metrics.databaseQueries).toEqual({ used: 1, remaining: 4_095 });
  });
});
