import { expect, test } from "vitest";

import { FunctionError } from "./errors.ts";
import { LogLines } from "./log_lines.ts";
import { TransactionMeter } from "./meter.ts";
import type { Job, Turn } from "./run_queue.ts";
import { RunQueue } from "./run_queue.ts";
import type { RunReport } from "./transaction_runner.ts";

type Session = { readonly wrote: string[] };

/** A queue whose turns keep what their jobs wrote when they are committed. */
function queueOf(kept: string[], longestMs = 16): RunQueue<Session> {
  return new RunQueue((): Turn<Session> => {
    const wrote: string[] = [];
    return {
      longestMs,
      run: (job) => job.run({ wrote }),
      commit: () => {
        kept.push(...wrote);
      },
      rollback: () => undefined,
    };
  });
}

function reportOf(text: string): RunReport {
  return {
    result: { status: "success", valueText: text, logLines: [] },
    logs: new LogLines(),
    meter: new TransactionMeter(),
  };
}

function writing(text: string, ms = 0, stopped: Job<Session>["stopped"] = () => null): Job<Session> {
  const run = ({ wrote }: Session): RunReport[] => {
    const end = performance.now() + ms;
    while (performance.now() < end);
    wrote.push(text);
    return [reportOf(text)];
  };
  return { run, stopped };
}

test("runs jobs in their order and answers after the commit", async () => {
  const kept: string[] = [];
  const queue = queueOf(kept);
  const seen: string[][] = [];
  await Promise.all(["a", "b", "c"].map((text) => queue.add(writing(text)).then(() => seen.push([...kept]))));
  expect(seen).toEqual([
    ["a", "b", "c"],
    ["a", "b", "c"],
    ["a", "b", "c"],
  ]);
});

test("answers what a turn has done before the rest begins, once it has lasted its time", async () => {
  const kept: string[] = [];
  const queue = queueOf(kept, 4);
  const seen: string[][] = [];
  await Promise.all(["a", "b", "c"].map((text) => queue.add(writing(text, 5)).then(() => seen.push([...kept]))));
  expect(seen).toEqual([["a"], ["a", "b"], ["a", "b", "c"]]);
});

test(
  "runs a long job again with more time, and what its turn had done before it as well",
  { timeout: 30_000 },
  async () => {
    const kept: string[] = [];
    const queue = queueOf(kept);
    let stops = 0;
    const long = writing("long", 2_500, () => {
      stops += 1;
      return null;
    });
    await Promise.all([queue.add(writing("before")), queue.add(long), queue.add(writing("after"))]);
    expect(stops).toBe(1);
    expect(kept).toEqual(["before", "after", "long"]);
  },
);

test("answers for a job that was stopped for good, and keeps nothing of it", { timeout: 30_000 }, async () => {
  const kept: string[] = [];
  const queue = queueOf(kept);
  const endless = writing("endless", Infinity, () => [reportOf("stopped")]);
  const [[report]] = await Promise.all([queue.add(endless), queue.add(writing("other"))]);
  expect(report?.result).toMatchObject({ valueText: "stopped" });
  expect(kept).toEqual(["other"]);
});

test("rejects every job of a turn that could not be committed", async () => {
  const full = new FunctionError("no room");
  const queue = new RunQueue<Session>(() => ({
    longestMs: 16,
    run: (job) => job.run({ wrote: [] }),
    commit: () => {
      throw full;
    },
    rollback: () => undefined,
  }));
  const results = await Promise.allSettled([queue.add(writing("a")), queue.add(writing("b"))]);
  expect(results).toEqual([
    { status: "rejected", reason: full },
    { status: "rejected", reason: full },
  ]);
});

test("rejects what waits when no turn can be opened", async () => {
  const broken = new FunctionError("no turn");
  const queue = new RunQueue<Session>(() => {
    throw broken;
  });
  await expect(queue.add(writing("a"))).rejects.toBe(broken);
});
