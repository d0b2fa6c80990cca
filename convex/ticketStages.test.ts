/** How tickets move: by steps, by skips that the requester decides on, and back by reopening. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import { STAGES } from "./model/tickets/stages";
import {
  codeOf,
  historyOf,
  mailsOf,
  newTown,
  openTicket,
  OWNER,
  person,
  recipientsOf,
  refusalOf,
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

describe("transitions", () => {
  function move(ticket_id: string, to_stage: (typeof STAGES)[number], more: object = {}, actor = OWNER) {
    return town.t.mutation(internal.tickets.transitionStage, { actor, ticket_id, to_stage, ...more });
  }

  const EXPECTED: Record<string, string> = {
    "report discuss": "discuss",
    "discuss outcome": "outcome",
    "outcome implementation": "implementation",
    "implementation closed": "closed",
    "closed report": "report",
    "report outcome": "pending",
    "report implementation": "pending",
    "report closed": "pending",
    "discuss implementation": "pending",
    "discuss closed": "pending",
    "outcome closed": "pending",
  };

  test.each(STAGES.flatMap((from) => STAGES.map((to) => [from, to] as const)))("from %s to %s", async (from, to) => {
    const id = await openTicket(town);
    await setTicket(town, id, { stage: from });
    const refusal = await refusalOf(move(id, to));
    const after = await stored(town, id);
    expect(after.pending_approval ? "pending" : (refusal?.code ?? after.stage)).toBe(
      EXPECTED[`${from} ${to}`] ?? "stage_conflict",
    );
    expect(after.stage === from).toBe(EXPECTED[`${from} ${to}`] !== to);
  });

  test("writes the stage, its history and its comment together", async () => {
    const id = await openTicket(town);
    later(1000);
    const answer = await move(id, "discuss", { reason: " perlu data ", comment: "Mohon kirim nomor pesanan." });
    expect(answer).toMatchObject({ pending_approval: false, ticket: { stage: "discuss", version: 2, updated_at: NOW + 1000 } });
    expect((await historyOf(town, id)).at(-1)).toMatchObject({
      event: "step",
      from_stage: "report",
      to_stage: "discuss",
      reason: "perlu data",
      changed_by: OWNER.user_id,
    });
    const { comments } = await town.t.query(internal.tickets.getTicketComments, { actor: REQUESTER, ticket_id: id });
    expect(comments).toMatchObject([{ content: "Mohon kirim nomor pesanan.", is_stage_change: true, is_internal: false }]);
  });

  test("takes a blank reason and comment for none", async () => {
    const id = await openTicket(town);
    await move(id, "discuss", { reason: "  ", comment: "\n" });
    expect((await historyOf(town, id)).at(-1)?.reason).toBeUndefined();
    expect((await town.t.query(internal.tickets.getTicketComments, { actor: OWNER, ticket_id: id })).comments).toEqual([]);
  });

  test("refuses a reason of more than 2,000 characters and a comment of more than 10,000", async () => {
    const id = await openTicket(town);
    expect(await refusalOf(move(id, "discuss", { reason: "x".repeat(2_001) }))).toMatchObject({ code: "invalid_value" });
    expect(await refusalOf(move(id, "discuss", { comment: "x".repeat(10_001) }))).toMatchObject({ code: "invalid_value" });
  });

  test("of two from the same stage one wins, the other is told", async () => {
    const id = await openTicket(town);
    const answers = await Promise.all([
      codeOf(move(id, "discuss", { from_stage: "report" })),
      codeOf(move(id, "discuss", { from_stage: "report" }, person("admin"))),
    ]);
    expect(answers.sort()).toEqual(["ok", "stage_conflict"]);
    expect((await historyOf(town, id)).filter((row) => row.event === "step")).toHaveLength(1);
  });

  test("an actor who saw another stage is told, though the move would be legal now", async () => {
    const id = await openTicket(town);
    await move(id, "discuss");
    expect(await refusalOf(move(id, "outcome", { from_stage: "report" }))).toMatchObject({
      code: "stage_conflict",
      stage: "discuss",
      to_stage: "outcome",
    });
  });

  test("closing makes a nonce and tells the requester", async () => {
    const id = await openTicket(town);
    await setTicket(town, id, { stage: "implementation" });
    await move(id, "closed", { notify_participants: true });
    const ticket = await stored(town, id);
    expect(ticket).toMatchObject({ closed_at: NOW, reopen_nonce: expect.stringMatching(/.{20,}/) as string });
    const closed = await mailsOf(town, "ticket_closed");
    expect(closed).toMatchObject([
      { recipient_user_id: REQUESTER.user_id, payload: { reopen_nonce: ticket.reopen_nonce, closed_at: NOW } },
    ]);
    expect(await mailsOf(town, "ticket_updated")).toEqual([]);
  });

  test("a step of staff from closed to report clears what closing set", async () => {
    const id = await openTicket(town);
    await setTicket(town, id, { stage: "closed" });
    await move(id, "report");
    const ticket = await stored(town, id);
    expect([ticket.closed_at, ticket.reopen_nonce, ticket.reopen_token]).toEqual([undefined, undefined, undefined]);
  });

  test("a plain assignee makes steps and asks for no skip", async () => {
    const id = await openTicket(town);
    await setTicket(town, id, { assignee: "user_assignee" });
    expect(await codeOf(move(id, "closed", {}, person("assignee")))).toBe("forbidden");
    expect(await codeOf(move(id, "discuss", {}, person("assignee")))).toBe("ok");
  });

  test("mails participants but the actor and authors of notes alone, only when asked", async () => {
    const id = await openTicket(town);
    const say = (name: string, is_internal: boolean) =>
      town.t.mutation(internal.tickets.addComment, { actor: person(name), ticket_id: id, content: "Halo", is_internal });
    await say("member", false);
    await say("admin", true);
    await say("owner", false);
    expect((await move(id, "discuss")).notified).toBe(0);
    const { notified } = await move(id, "outcome", { notify_participants: true, reason: "sepakat" });
    const mails = await mailsOf(town, "ticket_updated");
    expect(notified).toBe(2);
    expect(recipientsOf(mails)).toEqual(["user_member", "user_requester"]);
    expect(mails[0]?.payload).toMatchObject({ event: "step", from_stage: "discuss", to_stage: "outcome", reason: "sepakat" });
  });
});

describe("skips", () => {
  async function pendingTicket(): Promise<string> {
    const id = await openTicket(town);
    await town.t.mutation(internal.tickets.transitionStage, {
      actor: OWNER,
      ticket_id: id,
      to_stage: "closed",
      reason: "sudah beres",
      comment: "Sudah diperbaiki.",
    });
    return id;
  }

  function answer(ticket_id: string, approved: boolean, more: object = {}, actor = REQUESTER) {
    return town.t.mutation(internal.tickets.handleApproval, { actor, ticket_id, approved, ...more });
  }

  test("a request leaves the stage, keeps the note, and asks the requester", async () => {
    const id = await pendingTicket();
    expect(await stored(town, id)).toMatchObject({
      stage: "report",
      pending_approval: true,
      pending_stage: "closed",
      approval_requested_at: NOW,
    });
    expect((await historyOf(town, id)).at(-1)).toMatchObject({
      event: "skip_requested",
      from_stage: "report",
      to_stage: "report",
      pending_stage: "closed",
      reason: "sudah beres",
    });
    expect(await mailsOf(town, "approval_wanted")).toMatchObject([
      { recipient_user_id: REQUESTER.user_id, payload: { comment: "Sudah diperbaiki.", to_stage: "closed" } },
    ]);
  });

  test("while it is pending every other move is refused", async () => {
    const id = await pendingTicket();
    for (const to_stage of STAGES) {
      const call = town.t.mutation(internal.tickets.transitionStage, { actor: OWNER, ticket_id: id, to_stage });
      expect(await refusalOf(call)).toMatchObject({ code: "approval_pending", kind: "conflict", pending_stage: "closed" });
    }
    const { permissions } = await town.t.query(internal.tickets.getTicket, { actor: OWNER, ticket_id: id });
    expect(permissions).toMatchObject({ allowed_transitions: [], can_transition: false, can_withdraw_approval: true });
  });

  test("approval moves the ticket, writes from and to, and closes as a step would", async () => {
    const id = await pendingTicket();
    expect(await answer(id, true)).toMatchObject({ approved: true, ticket: { stage: "closed" } });
    const ticket = await stored(town, id);
    expect(ticket).toMatchObject({ stage: "closed", pending_approval: false, closed_at: NOW });
    expect([ticket.pending_stage, ticket.approval_requested_at]).toEqual([undefined, undefined]);
    expect(ticket.reopen_nonce).toBeDefined();
    expect((await historyOf(town, id)).at(-1)).toMatchObject({ event: "approved", from_stage: "report", to_stage: "closed" });
  });

  test("rejection leaves the stage, clears the request and says so in a comment", async () => {
    const id = await pendingTicket();
    await answer(id, false, { reason: "belum" });
    expect(await stored(town, id)).toMatchObject({ stage: "report", pending_approval: false });
    expect((await historyOf(town, id)).at(-1)).toMatchObject({
      event: "rejected",
      from_stage: "report",
      to_stage: "report",
      pending_stage: "closed",
      reason: "belum",
    });
    const { comments } = await town.t.query(internal.tickets.getTicketComments, { actor: OWNER, ticket_id: id });
    expect(comments.at(-1)).toMatchObject({
      author_id: REQUESTER.user_id,
      is_stage_change: true,
      content: "The skip to closed was declined.\n\nbelum",
    });
  });

  test("of many answers at once one counts", async () => {
    const id = await pendingTicket();
    const codes = await Promise.all(Array.from({ length: 20 }, (_, n) => codeOf(answer(id, n % 2 === 0))));
    expect(codes.filter((code) => code === "ok")).toHaveLength(1);
    expect(codes.filter((code) => code === "no_approval_pending")).toHaveLength(19);
  });

  test("an answer to another question than the one that is asked now is refused", async () => {
    const id = await pendingTicket();
    expect(await codeOf(answer(id, true, { pending_stage: "outcome" }))).toBe("stage_conflict");
    expect(await codeOf(answer(id, true, { pending_stage: "closed" }))).toBe("ok");
  });

  test("staff withdraw the request, and work goes on by steps", async () => {
    const id = await pendingTicket();
    await town.t.mutation(internal.tickets.withdrawApproval, { actor: OWNER, ticket_id: id, reason: "keliru" });
    expect((await historyOf(town, id)).at(-1)).toMatchObject({ event: "withdrawn", pending_stage: "closed", reason: "keliru" });
    expect(await codeOf(answer(id, true))).toBe("no_approval_pending");
    const step = town.t.mutation(internal.tickets.transitionStage, { actor: OWNER, ticket_id: id, to_stage: "discuss" });
    expect(await codeOf(step)).toBe("ok");
  });

  test("a stale request that an import brought cannot move a ticket backwards", async () => {
    const id = await openTicket(town);
    await setTicket(town, id, { stage: "implementation", pending: "discuss" });
    expect(await codeOf(answer(id, true))).toBe("stage_conflict");
    expect(await codeOf(answer(id, false))).toBe("ok");
  });
});

describe("reopening", () => {
  async function closedTicket(): Promise<{ id: string; nonce: string }> {
    const id = await openTicket(town);
    await setTicket(town, id, { stage: "implementation", assignee: "user_assignee" });
    await town.t.mutation(internal.tickets.transitionStage, { actor: OWNER, ticket_id: id, to_stage: "closed" });
    return { id, nonce: (await stored(town, id)).reopen_nonce! };
  }

  function byLink(ticket_id: string, reopen_nonce: string, requester_id = REQUESTER.user_id) {
    return town.t.mutation(internal.tickets.reopenTicket, { ticket_id, reopen_nonce, requester_id, reason: "Masih rusak" });
  }

  test("by the link goes back to report with the reason in history and comment, and keeps the assignee", async () => {
    const { id, nonce } = await closedTicket();
    expect(await byLink(id, nonce)).toEqual({ reopened: true });
    const ticket = await stored(town, id);
    expect(ticket).toMatchObject({ stage: "report", assigned_to: "user_assignee", pending_approval: false });
    expect([ticket.closed_at, ticket.reopen_nonce]).toEqual([undefined, undefined]);
    expect((await historyOf(town, id)).at(-1)).toMatchObject({
      event: "reopened",
      from_stage: "closed",
      to_stage: "report",
      reason: "Masih rusak",
      changed_by: REQUESTER.user_id,
    });
    const { comments } = await town.t.query(internal.tickets.getTicketComments, { actor: OWNER, ticket_id: id });
    expect(comments.at(-1)).toMatchObject({ content: "Masih rusak", is_stage_change: true });
  });

  test("by the link happens once, of fifty at once too", async () => {
    const { id, nonce } = await closedTicket();
    const codes = await Promise.all(Array.from({ length: 50 }, () => codeOf(byLink(id, nonce))));
    expect(codes.filter((code) => code === "ok")).toHaveLength(1);
    expect(codes.filter((code) => code === "reopen_token_used")).toHaveLength(49);
  });

  test("a link of an earlier closing is used up", async () => {
    const { id, nonce } = await closedTicket();
    await byLink(id, nonce);
    await setTicket(town, id, { stage: "closed" });
    expect(await codeOf(byLink(id, nonce))).toBe("reopen_token_used");
  });

  test("a link for another requester opens nothing", async () => {
    const { id, nonce } = await closedTicket();
    expect(await codeOf(byLink(id, nonce, "user_member"))).toBe("reopen_token_invalid");
  });

  test("without actor and token nothing happens", async () => {
    const { id } = await closedTicket();
    const call = town.t.mutation(internal.tickets.reopenTicket, { ticket_id: id, reason: "Halo" });
    expect(await codeOf(call)).toBe("invalid_value");
  });

  test("the signed-in requester may at any age, once", async () => {
    const { id } = await closedTicket();
    later(400 * DAY);
    const call = () => town.t.mutation(internal.tickets.reopenTicket, { actor: REQUESTER, ticket_id: id, reason: "Lagi" });
    expect(await call()).toMatchObject({ reopened: true, ticket: { stage: "report" } });
    expect(await codeOf(call())).toBe("ticket_not_closed");
  });

  test.each(["", "  ", "x".repeat(2_001)])("needs a reason of at most 2,000 characters", async (reason) => {
    const { id } = await closedTicket();
    const call = town.t.mutation(internal.tickets.reopenTicket, { actor: REQUESTER, ticket_id: id, reason });
    expect(await refusalOf(call)).toMatchObject({ code: "invalid_value", fields: { reason: expect.any(String) as string } });
  });
});
