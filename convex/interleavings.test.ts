/**
 * Whatever happens in whatever order: no reply after a takeover, no message lost or answered twice, each in its order.
 *
 * `INTERLEAVINGS` says how many are tried, `INTERLEAVING` tries one again by its seed and prints what happened in it.
 */

import { afterAll, beforeAll, test, vi } from "vitest";
import { World } from "./interleavings.setup";
import { checkEnd } from "./interleavingsEnd.setup";

declare const process: { readonly env: Readonly<Record<string, string | undefined>> };

/** Enough to meet the common faults within some seconds of each run of the tests. */
const USUAL = 100;
const STEPS = 60;

beforeAll(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});

afterAll(() => {
  vi.useRealTimers();
});

async function play(seed: number): Promise<void> {
  const world = await World.create(seed);
  try {
    for (let step = 0; step < STEPS; step += 1) {
      await world.step();
    }
    await world.settleDown();
    await checkEnd(world.town, world.account);
  } catch (error) {
    throw new Error(`interleaving ${seed}: ${String(error)}\n${world.account.log.join("\n")}`, { cause: error });
  }
}

const only = process.env["INTERLEAVING"];
const count = Number(process.env["INTERLEAVINGS"] ?? USUAL);

test.skipIf(only !== undefined)(`${count} interleavings keep what they must`, { timeout: count * 1_000 }, async () => {
  for (let seed = 1; seed <= count; seed += 1) {
    await play(seed);
  }
});

test.runIf(only !== undefined)("one interleaving keeps what it must", async () => {
  await play(Number(only));
});
