/** The budget holds whatever happens, and what models did is counted once. */

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { call } from "./ariSettings.setup";
import { countConversion } from "./model/ari/ledger/comparison";
import { codeOf, newTown, refusalOf, type Town } from "./tickets.setup";

const api = internal.ariLedger;

const MARCH = { period_start: Date.UTC(2026, 1, 28, 17), period_end: Date.UTC(2026, 2, 31, 17) };
const APRIL = { period_start: MARCH.period_end, period_end: Date.UTC(2026, 3, 30, 17) };
const DAY = "2026-03-14";
const LEASE_MS = 600_000;
const CALL = { ai_model: "grok", outcome: "ok" as const, latency_ms: 900, input_tokens: 1_000, output_tokens: 50, cost_micros: 40 };

let town: Town;
let keys: number;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.setSystemTime(new Date("2026-03-14T03:00:00Z"));
  town = await newTown();
  keys = 0;
});

afterEach(() => {
  vi.useRealTimers();
});

async function setBudget(micros: number | null): Promise<void> {
  await town.t.mutation(internal.ariSettings.saveConfig, { ...call(town), daily_budget_micros: micros });
}

async function reserve(micros: number, fields: object = {}): Promise<string | undefined> {
  keys += 1;
  const args = { workspace_id: town.client, key: `k${keys}`, day: DAY, ...MARCH, micros, lease_ms: LEASE_MS, ...fields };
  return (await town.t.mutation(api.reserve, args)).reservation;
}

async function settle(reservation: string, fields: Partial<typeof CALL> = {}): Promise<boolean> {
  return (await town.t.mutation(api.settle, { reservation, call: { ...CALL, ...fields } })).settled;
}

async function budget(day = DAY) {
  return await town.t.query(api.getBudget, { ...call(town), day });
}

async function comparison() {
  return (await town.t.query(api.listComparison, call(town))).comparison;
}

async function addConversation(): Promise<Id<"ariConversations">> {
  return await town.t.run(async (ctx) => {
    const made = { workspace_id: town.client, created_at: 1, updated_at: 1 };
    const contact_id = await ctx.db.insert("contacts", { ...made, phone: "+62811", lead_score: 0, lead_status: "new" });
    return await ctx.db.insert("ariConversations", { ...made, contact_id, state: "qualifying", lead_score: 0 });
  });
}

describe("the budget of a day", () => {
  test("has room up to its last millionth, and no further", async () => {
    await setBudget(100);
    expect(await reserve(60)).toBeDefined();
    expect(await reserve(41)).toBeUndefined();
    expect(await reserve(40)).toBeDefined();
    expect(await reserve(1)).toBeUndefined();
    expect(await budget()).toEqual({ day: DAY, budget_micros: 100, spent_micros: 0, reserved_micros: 100, lost_micros: 0 });
  });

  test("is freed to what the call did cost", async () => {
    await setBudget(100);
    const reservation = await reserve(100);
    await settle(reservation!, { cost_micros: 30 });
    expect(await budget()).toMatchObject({ spent_micros: 30, reserved_micros: 0 });
    expect(await reserve(71)).toBeUndefined();
    expect(await reserve(70)).toBeDefined();
  });

  test("of another day and another workspace is another one", async () => {
    await setBudget(100);
    await reserve(100);
    expect(await reserve(100, { day: "2026-03-15" })).toBeDefined();
    expect(await reserve(100, { workspace_id: town.neighbour })).toBeDefined();
  });

  test("where there is none everything has room, and where it is nothing only what is free", async () => {
    expect(await reserve(1_000_000)).toBeDefined();
    await setBudget(0);
    expect(await reserve(1, { day: "2026-03-15" })).toBeUndefined();
    expect(await reserve(0, { day: "2026-03-15" })).toBeDefined();
  });

  test("lowered during the day it stops further calls, not those that are being made", async () => {
    await setBudget(100);
    const reservation = await reserve(80);
    await setBudget(50);
    expect(await reserve(1)).toBeUndefined();
    expect(await settle(reservation!, { cost_micros: 20 })).toBe(true);
    expect(await reserve(30)).toBeDefined();
  });
});

describe("a reservation", () => {
  test("asked for twice with one key is made once", async () => {
    await setBudget(100);
    const first = await reserve(60, { key: "once" });
    expect(await reserve(60, { key: "once" })).toBe(first);
    expect(await budget()).toMatchObject({ reserved_micros: 60 });
  });

  test("is settled once", async () => {
    const reservation = await reserve(60);
    expect(await settle(reservation!)).toBe(true);
    expect(await settle(reservation!, { cost_micros: 999 })).toBe(false);
    expect(await budget()).toMatchObject({ spent_micros: 40 });
    expect(await comparison()).toMatchObject([{ call_count: 1, cost_micros: 40 }]);
  });

  test("that nobody settles expires and counts as lost, because the call may have been made", async () => {
    await setBudget(100);
    await reserve(60);
    vi.advanceTimersByTime(LEASE_MS - 1);
    expect((await town.t.mutation(api.expireReservations, { limit: 10 })).expired).toBe(0);
    vi.advanceTimersByTime(1);
    expect(await reserve(41)).toBeUndefined();
    expect(await reserve(40)).toBeDefined();
    expect(await budget()).toMatchObject({ spent_micros: 0, reserved_micros: 40, lost_micros: 60 });
  });

  test("that expired and is settled after all gives back what it did not cost", async () => {
    await setBudget(100);
    const reservation = await reserve(60);
    vi.advanceTimersByTime(LEASE_MS);
    expect(await town.t.mutation(api.expireReservations, { limit: 10 })).toEqual({ expired: 1, more: false });
    expect(await settle(reservation!, { cost_micros: 10 })).toBe(true);
    expect(await budget()).toMatchObject({ spent_micros: 10, reserved_micros: 0, lost_micros: 0 });
  });

  test("expires with others in bounded steps", async () => {
    for (let count = 0; count < 5; count += 1) {
      await reserve(1, { day: `2026-03-1${count}` });
    }
    vi.advanceTimersByTime(LEASE_MS);
    expect(await town.t.mutation(api.expireReservations, { limit: 3 })).toEqual({ expired: 3, more: true });
    expect(await town.t.mutation(api.expireReservations, { limit: 3 })).toEqual({ expired: 2, more: false });
  });

  test.each([
    [{ day: "2026-02-30" }, "day"],
    [{ day: "14.3.2026" }, "day"],
    [{ micros: -1 }, "micros"],
    [{ micros: 1.5 }, "micros"],
    [{ lease_ms: 0 }, "lease_ms"],
    [{ key: "" }, "key"],
    [{ period_end: MARCH.period_start }, "period_end"],
  ])("with %j is refused", async (fields, field) => {
    expect(Object.keys((await refusalOf(reserve(1, fields)))?.fields as object)).toEqual([field]);
  });

  test("that there is not cannot be settled, nor one with impossible figures", async () => {
    const reservation = await reserve(1);
    expect(await codeOf(settle("nonsense"))).toBe("reservation_not_found");
    expect(await codeOf(settle(reservation!, { cost_micros: -1 }))).toBe("invalid_value");
    expect(await codeOf(settle(reservation!, { ai_model: " " }))).toBe("invalid_value");
  });

  test("is for no conversation of another workspace", async () => {
    const ari_conversation_id = await addConversation();
    const args = { ari_conversation_id, workspace_id: town.neighbour };
    expect(await codeOf(reserve(1, args))).toBe("conversation_not_found");
  });
});

type Step = { kind: "reserve"; micros: number } | { kind: "settle"; which: number; share: number } | { kind: "wait"; ms: number };

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("reserve" as const), micros: fc.integer({ min: 0, max: 50 }) }),
    fc.record({ kind: fc.constant("settle" as const), which: fc.nat(20), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 2 * LEASE_MS }) }),
  ),
  { maxLength: 40 },
);

test("whatever is reserved, settled, settled again, late or never: the budget is never exceeded", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken: readonly Step[]) => {
      town = await newTown();
      await setBudget(100);
      const made: { id: string; micros: number }[] = [];
      for (const step of taken) {
        if (step.kind === "reserve") {
          const id = await reserve(step.micros);
          made.push(...(id === undefined ? [] : [{ id, micros: step.micros }]));
        } else if (step.kind === "wait") {
          vi.advanceTimersByTime(step.ms);
        } else if (made.length > 0) {
          const { id, micros } = made[step.which % made.length]!;
          await settle(id, { cost_micros: Math.floor(step.share * micros) });
        }
        const { spent_micros, reserved_micros, lost_micros } = await budget();
        expect(Math.min(spent_micros, reserved_micros, lost_micros)).toBeGreaterThanOrEqual(0);
        expect(spent_micros + reserved_micros + lost_micros).toBeLessThanOrEqual(100);
      }
    }),
    { numRuns: 40 },
  );
});

describe("the comparison", () => {
  test("has a row for each model and month, with what the calls came to", async () => {
    const conversation = { ari_conversation_id: await addConversation() };
    await settle((await reserve(50, conversation))!);
    await settle((await reserve(50, conversation))!, { latency_ms: 300, outcome: "ok" });
    await settle((await reserve(50, { ari_conversation_id: await addConversation() }))!, { latency_ms: 9_000, outcome: "ok" });
    await settle((await reserve(50, { ...APRIL, day: "2026-04-01", ...conversation }))!, { ai_model: "sealion" });
    expect(await comparison()).toMatchObject([
      { ai_model: "sealion", ...APRIL, conversation_count: 1, call_count: 1, conversion_count: 0 },
      {
        ai_model: "grok",
        ...MARCH,
        conversation_count: 2,
        call_count: 3,
        answered_count: 3,
        avg_response_time_ms: 3_400,
        total_tokens_used: 3_150,
        cost_micros: 120,
      },
    ]);
    const only = await town.t.query(api.listComparison, { ...call(town), from: APRIL.period_start });
    expect(only.comparison.map(({ ai_model }) => ai_model)).toEqual(["sealion"]);
    const grok = await town.t.query(api.listComparison, { ...call(town), ai_model: "grok" });
    expect(grok.comparison.map(({ ai_model }) => ai_model)).toEqual(["grok"]);
  });

  test("counts failed calls without a response time", async () => {
    await settle((await reserve(50))!, { outcome: "timeout" as "ok", latency_ms: 20_000, output_tokens: 0 });
    const [row] = await comparison();
    expect(row).toMatchObject({ call_count: 1, answered_count: 0, total_tokens_used: 1_000 });
    expect(row).not.toHaveProperty("avg_response_time_ms");
  });

  test("counts a conversion once, for the model that talked last", async () => {
    const [conversation, silent] = [await addConversation(), await addConversation()];
    await settle((await reserve(50, { ari_conversation_id: conversation }))!, { ai_model: "sealion" });
    vi.advanceTimersByTime(1);
    await settle((await reserve(50, { ari_conversation_id: conversation }))!);
    await town.t.run(async (ctx) => {
      await countConversion(ctx, conversation, "complaint");
    });
    expect(await comparison()).toMatchObject([{ conversion_count: 0 }, { conversion_count: 0 }]);
    await town.t.run(async (ctx) => {
      await countConversion(ctx, conversation, "hot_lead");
      await countConversion(ctx, conversation, "booked");
      await countConversion(ctx, silent, "booked");
    });
    const counts = (await comparison()).map(({ ai_model, conversion_count }) => [ai_model, conversion_count]);
    expect(Object.fromEntries(counts)).toEqual({ grok: 1, sealion: 0 });
  });

  test("goes on with a row that the migration brought", async () => {
    await town.t.run(async (ctx) => {
      const figures = { conversation_count: 3, total_tokens_used: 10, conversion_count: 1, avg_response_time_ms: 5 };
      const times = { ...MARCH, created_at: 1, updated_at: 1 };
      await ctx.db.insert("ariAiComparison", { workspace_id: town.client, ai_model: "grok", ...figures, ...times });
    });
    await settle((await reserve(50, { ari_conversation_id: await addConversation() }))!);
    expect(await comparison()).toMatchObject([{ conversation_count: 4, total_tokens_used: 1_060, conversion_count: 1 }]);
  });
});
