import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import {
  codeOf,
  historyOf,
  mailsOf,
  newTown,
  openTicket,
  OWNER,
  REQUESTER,
  setTicket,
  stored,
  type Town,
} from "./tickets.setup";

const NOW = 1_750_000_000_000;
const DAY = 24 * 60 * 60 * 1000;

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

describe("automatic closing", () => {
  const WEEK = 7 * DAY;

  function close(more: object = {}) {
    const quiet_before = Date.now() - WEEK;
    return town.t.mutation(internal.tickets.closeStale, { quiet_before, limit: 50, ...more });
  }

  async function inImplementation(): Promise<string> {
    const id = await openTicket(town);
    await setTicket(town, id, { stage: "implementation" });
    return id;
  }

  test("closes a ticket that was silent for seven days, by nobody, with a link that works", async () => {
    const id = await inImplementation();
    later(WEEK);
    expect(await close()).toEqual({ closed: [], more: false });
    later(1);
    expect(await town.t.query(internal.tickets.listStale, { quiet_before: Date.now() - WEEK, limit: 10 })).toEqual({
      ticket_ids: [id],
    });
    expect(await close()).toEqual({ closed: [id], more: false });
    expect((await historyOf(town, id)).at(-1)).toMatchObject({
      event: "auto_closed",
      changed_by: "system",
      from_stage: "implementation",
      to_stage: "closed",
    });
    const { reopen_nonce } = await stored(town, id);
    expect(await mailsOf(town, "ticket_closed")).toMatchObject([{ payload: { reopen_nonce, event: "auto_closed" } }]);
    const call = town.t.mutation(internal.tickets.reopenTicket, {
      ticket_id: id,
      requester_id: REQUESTER.user_id,
      reopen_nonce: reopen_nonce!,
      reason: "Belum",
    });
    expect(await codeOf(call)).toBe("ok");
  });

  test("a public comment starts the week anew, a note or an assignment does not", async () => {
    const commented = await inImplementation();
    const noted = await inImplementation();
    later(6 * DAY);
    const say = (ticket_id: string, is_internal: boolean) =>
      town.t.mutation(internal.tickets.addComment, { actor: OWNER, ticket_id, content: "Halo", is_internal });
    await say(commented, false);
    await say(noted, true);
    await town.t.mutation(internal.tickets.assignTicket, { actor: OWNER, ticket_id: noted, assignee: "user_member" });
    later(2 * DAY);
    expect((await close()).closed).toEqual([noted]);
    later(6 * DAY);
    expect((await close()).closed).toEqual([commented]);
  });

  test("leaves other stages and tickets with a pending approval alone", async () => {
    const pending = await inImplementation();
    await setTicket(town, pending, { pending: "closed" });
    const early = await openTicket(town);
    later(30 * DAY);
    expect((await close()).closed).toEqual([]);
    expect((await close({ ticket_ids: [pending, early, "nonsense"] })).closed).toEqual([]);
  });

  test("two runs at once close each once", async () => {
    const ids = [await inImplementation(), await inImplementation(), await inImplementation()];
    later(WEEK + 1);
    const runs = await Promise.all([close({ limit: 2 }), close({ limit: 2 }), close()]);
    expect(runs.flatMap((run) => run.closed).sort()).toEqual(ids.sort());
    expect(runs[0]).toMatchObject({ more: true });
    expect(await mailsOf(town, "ticket_closed")).toHaveLength(3);
  });
});
