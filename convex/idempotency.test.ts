import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import {
  codeOf,
  historyOf,
  mailsOf,
  newTown,
  openTicket,
  OWNER,
  refusalOf,
  REQUESTER,
  setTicket,
  WORDS,
  type Town,
} from "./tickets.setup";

const NOW = 1_750_000_000_000;

let town: Town;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  town = await newTown();
});

afterEach(() => {
  vi.useRealTimers();
});

function later(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

describe("idempotency", () => {
  const KEY = { idempotency_key: "k1", fingerprint: "f1" };

  function create(more: object = KEY, actor = REQUESTER) {
    return town.t.mutation(internal.tickets.createTicket, { actor, workspace_id: town.client, ...WORDS, ...more });
  }

  async function countOfTickets(): Promise<number> {
    return await town.t.run(async (ctx) => (await ctx.db.query("tickets").take(100)).length);
  }

  test("twenty equal requests at once make one ticket and get one answer", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => create()));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await countOfTickets()).toBe(1);
    expect(await mailsOf(town, "ticket_created")).toHaveLength(2);
  });

  test("the same key with another request is refused", async () => {
    await create();
    expect(await refusalOf(create({ ...KEY, fingerprint: "f2" }))).toMatchObject({
      code: "idempotency_key_reused",
      kind: "invalid",
    });
  });

  test("the same key for another function is refused", async () => {
    const { ticket } = await create();
    const call = town.t.mutation(internal.tickets.addComment, {
      actor: REQUESTER,
      ticket_id: ticket.id,
      content: "Halo",
      ...KEY,
    });
    expect(await codeOf(call)).toBe("idempotency_key_reused");
  });

  test("another caller may use the same key", async () => {
    await create();
    await create(KEY, OWNER);
    expect(await countOfTickets()).toBe(2);
  });

  test("a refusal is not kept", async () => {
    const id = await openTicket(town);
    const move = () =>
      town.t.mutation(internal.tickets.transitionStage, { actor: OWNER, ticket_id: id, to_stage: "outcome", from_stage: "discuss", ...KEY });
    expect(await codeOf(move())).toBe("stage_conflict");
    await setTicket(town, id, { stage: "discuss" });
    expect(await codeOf(move())).toBe("ok");
    expect(await codeOf(move())).toBe("ok");
    expect((await historyOf(town, id)).filter((row) => row.event === "step")).toHaveLength(1);
  });

  test.each(["", "x".repeat(201)])("a key must have 1 to 200 characters", async (idempotency_key) => {
    expect(await codeOf(create({ idempotency_key }))).toBe("invalid_value");
  });

  test("old keys are forgotten a piece at a time", async () => {
    for (const key of ["a", "b", "c"]) {
      await create({ idempotency_key: key, fingerprint: "" });
    }
    later(1);
    const purge = (limit: number) =>
      town.t.mutation(internal.housekeeping.purgeIdempotencyKeys, { older_than: Date.now(), limit });
    expect(await purge(2)).toEqual({ purged: 2, more: true });
    expect(await purge(2)).toEqual({ purged: 1, more: false });
  });
});
