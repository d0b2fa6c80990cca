import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import {
  codeOf,
  mailsOf,
  newTown,
  openTicket,
  OWNER,
  REQUESTER,
  setTicket,
  stored,
  type Town,
} from "./tickets.setup";

const LEASE = { limit: 50, lease_ms: 60_000 };

let town: Town;

beforeEach(async () => {
  vi.useFakeTimers({ now: 1_750_000_000_000, toFake: ["Date"] });
  town = await newTown();
});

afterEach(() => {
  vi.useRealTimers();
});

async function claim(more: object = {}) {
  return (await town.t.mutation(internal.outbox.claimMail, { ...LEASE, ...more })).mails;
}

function settle(mail: { id: string; attempt: number }, outcome: "sent" | "retry" | "drop", error = "busy") {
  const { id: mail_id, attempt } = mail;
  return town.t.mutation(internal.outbox.settleMail, { mail_id, attempt, outcome, error });
}

/** A mail to the requester: their ticket was closed. */
async function closedTicket(): Promise<string> {
  const id = await openTicket(town);
  await setTicket(town, id, { stage: "implementation" });
  await town.t.run(async (ctx) => {
    for (const mail of await ctx.db.query("mailOutbox").take(50)) {
      await ctx.db.delete("mailOutbox", mail._id);
    }
  });
  await town.t.mutation(internal.tickets.transitionStage, { actor: OWNER, ticket_id: id, to_stage: "closed", comment: "Beres" });
  return id;
}

test("a claimed mail has all that its text needs", async () => {
  const id = await closedTicket();
  await town.t.run(async (ctx) => {
    const user = await ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerk_id", REQUESTER.user_id)).first();
    await ctx.db.patch("users", user!._id, { language: "id" });
  });
  expect(await claim()).toEqual([
    {
      id: expect.any(String) as string,
      attempt: 1,
      kind: "ticket_closed",
      ticket_id: id,
      recipient: { id: REQUESTER.user_id, full_name: "requester", email: "requester@example.com" },
      recipient_role: "requester",
      language: "id",
      is_routed: false,
      workspace: { id: town.client, name: "RUMAH-KULIAH", slug: "rumah-kuliah" },
      payload: {
        event: "step",
        title: "Robot tidak menjawab",
        category: "bug",
        priority: "high",
        actor: { id: OWNER.user_id, full_name: "owner", email: "owner@example.com" },
        requester_id: REQUESTER.user_id,
        requester: { id: REQUESTER.user_id, full_name: "requester", email: "requester@example.com" },
        from_stage: "implementation",
        to_stage: "closed",
        comment: "Beres",
        closed_at: 1_750_000_000_000,
        reopen_nonce: (await stored(town, id)).reopen_nonce,
      },
    },
  ]);
});

test("two workers at once get different mails", async () => {
  await openTicket(town);
  await openTicket(town);
  const claims = await Promise.all([claim({ limit: 2 }), claim({ limit: 2 }), claim({ limit: 2 })]);
  const ids = claims.flat().map((mail) => mail.id);
  expect(ids).toHaveLength(4);
  expect(new Set(ids).size).toBe(4);
});

test("a sent mail is not handed out again", async () => {
  await closedTicket();
  const [mail] = await claim();
  expect(await settle(mail!, "sent")).toEqual({ status: "sent" });
  vi.setSystemTime(Date.now() + 10 * 24 * 3600 * 1000);
  expect(await claim()).toEqual([]);
  expect(await settle(mail!, "sent")).toEqual({ status: "lost" });
});

test("a mail whose worker died is handed to the next, and the dead one settles nothing", async () => {
  await closedTicket();
  const [first] = await claim();
  expect(await claim()).toEqual([]);
  vi.setSystemTime(Date.now() + 60_000);
  const [second] = await claim();
  expect(second).toMatchObject({ id: first!.id, attempt: 2 });
  expect(await settle(first!, "sent")).toEqual({ status: "lost" });
  expect(await settle(second!, "sent")).toEqual({ status: "sent" });
});

test("a mail that could not be sent waits longer each time, and fails after eight attempts", async () => {
  await closedTicket();
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    const [mail] = await claim();
    const { status } = await settle(mail!, "retry");
    const [after] = await mailsOf(town, "ticket_closed");
    expect(status).toBe(attempt < 8 ? "pending" : "failed");
    waits.push(after!.next_attempt_at - Date.now());
    vi.setSystemTime(after!.next_attempt_at);
  }
  const minutes = waits.slice(0, 7).map((wait) => wait / 60_000);
  expect(minutes).toEqual([1, 4, 16, 64, 256, 720, 720]);
  expect(await mailsOf(town, "ticket_closed")).toMatchObject([{ status: "failed", last_error: "busy" }]);
  expect(await claim()).toEqual([]);
});

test("a reopen link is not sent when the ticket was reopened meanwhile", async () => {
  const id = await closedTicket();
  await town.t.mutation(internal.tickets.reopenTicket, { actor: REQUESTER, ticket_id: id, reason: "Lagi" });
  expect(await claim()).toEqual([]);
  expect(await mailsOf(town, "ticket_closed")).toMatchObject([{ status: "dropped" }]);
});

test("a mail to somebody without an address is dropped, and says so", async () => {
  await closedTicket();
  await town.t.run(async (ctx) => {
    const user = await ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerk_id", REQUESTER.user_id)).first();
    await ctx.db.delete("users", user!._id);
  });
  expect(await claim()).toEqual([]);
  expect(await mailsOf(town, "ticket_closed")).toMatchObject([
    { status: "dropped", last_error: "The recipient has no address." },
  ]);
});

test("staff without a grant get mail as superusers alone", async () => {
  const id = await openTicket(town, "routed");
  const root = { user_id: "staff:root", kind: "staff", superuser: true } as const;
  await town.t.mutation(internal.tickets.addComment, { actor: root, ticket_id: id, content: "Halo" });
  const said = { actor: REQUESTER, ticket_id: id, content: "Terima kasih", notify_participants: true };
  await town.t.mutation(internal.tickets.addComment, said);
  const staffMails = (await claim()).filter((mail) => mail.recipient.id.startsWith("staff:"));
  expect(staffMails.map((mail) => [mail.kind, mail.recipient.id, mail.superuser_only ?? false])).toEqual([
    ["ticket_created", "staff:act", false],
    ["ticket_updated", "staff:root", true],
  ]);
});

test.each([{ limit: 0 }, { limit: 51 }, { lease_ms: 0 }, { lease_ms: Number.NaN }, { lease_ms: 3_600_001 }])(
  "a claim with %j is refused",
  async (more) => {
    expect(await codeOf(claim(more))).toBe("invalid_value");
  },
);

test("sent and dropped mail is forgotten after a while, waiting mail is not", async () => {
  await closedTicket();
  await openTicket(town);
  const [mail] = await claim({ limit: 1 });
  await settle(mail!, "sent");
  vi.setSystemTime(Date.now() + 1);
  const purge = () => town.t.mutation(internal.outbox.purgeMail, { older_than: Date.now(), limit: 10 });
  expect(await purge()).toEqual({ purged: 1, more: false });
  expect(await purge()).toEqual({ purged: 0, more: false });
  expect(await claim()).toHaveLength(2);
});
