/** Events of Clerk, in random orders and repeated, against a plain reference; and the cases that read better alone. */

/// <reference types="vite/client" />
import { convexTest } from "convex-test";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import schema from "./schema";

function newDeployment() {
  return convexTest(schema, import.meta.glob(["./**/*.{ts,js}", "!./**/*.{test,setup}.ts"]));
}

type Deployment = ReturnType<typeof newDeployment>;

/** 4,000 runs pass too; these take about a second. */
const RUNS = 150;
const ORG = "org_1";
const PEOPLE = ["user_owner", "user_old_owner", "user_new"] as const;

type ClerkEvent =
  | { kind: "user"; id: string; at: number; who: string; name: string | null }
  | { kind: "organization"; id: string; at: number; name: string | null }
  | { kind: "membership"; id: string; at: number; who: string; began: number; role: string; isDeleted: boolean };

async function deliver(t: Deployment, event: ClerkEvent): Promise<string> {
  const envelope = { event_id: event.id, event_type: `${event.kind}.test`, occurred_at: event.at };
  const organization = { name: "Rumah", slug: "rumah", created_at: 1, updated_at: 1 };
  if (event.kind === "user") {
    const user = { created_at: 1, updated_at: event.at };
    return await t.mutation(internal.users.applyClerkEvent, {
      ...envelope,
      clerk_id: event.who,
      ...(event.name === null ? {} : { user: { ...user, ...(event.name === "" ? {} : { full_name: event.name }) } }),
    });
  }
  if (event.kind === "organization") {
    return await t.mutation(internal.organizations.applyClerkEvent, {
      ...envelope,
      clerk_org_id: ORG,
      ...(event.name === null ? {} : { organization: { ...organization, name: event.name, updated_at: event.at } }),
    });
  }
  return await t.mutation(internal.organizations.applyClerkMembershipEvent, {
    ...envelope,
    clerk_org_id: ORG,
    organization,
    clerk_user_id: event.who,
    role: event.role,
    created_at: event.began,
    updated_at: event.at,
    is_deleted: event.isDeleted,
  });
}

/** A workspace of the organisation with two migrated members, both owners; the workspace names only the first. */
async function seed(t: Deployment, clerkOrgId: string | null = ORG): Promise<Id<"workspaces">> {
  return await t.run(async (ctx) => {
    const workspaceId = await ctx.db.insert("workspaces", {
      name: "Rumah",
      slug: "rumah",
      owner_id: PEOPLE[0],
      created_at: 1,
      updated_at: 1,
      ...(clerkOrgId === null ? {} : { clerk_org_id: clerkOrgId }),
    });
    for (const user_id of [PEOPLE[0], PEOPLE[1]]) {
      await ctx.db.insert("workspaceMembers", { workspace_id: workspaceId, user_id, role: "owner", created_at: 1 });
    }
    return workspaceId;
  });
}

interface State {
  users: Record<string, string>;
  organization: string | undefined;
  memberships: Record<string, string>;
  members: Record<string, string>;
}

async function stateOf(t: Deployment): Promise<State> {
  return await t.run(async (ctx) => {
    const users = await ctx.db.query("users").collect();
    const organizations = await ctx.db.query("organizations").collect();
    const memberships = await ctx.db.query("organizationMembers").collect();
    const members = await ctx.db.query("workspaceMembers").collect();
    expect(organizations.length).toBeLessThanOrEqual(1);
    return {
      users: unique(users.map((user) => [user.clerk_id ?? "", user.full_name ?? ""])),
      organization: organizations[0]?.name,
      memberships: unique(memberships.map((membership) => [membership.clerk_user_id, membership.role])),
      members: unique(members.map((member) => [member.user_id, member.role])),
    };
  });
}

function unique(entries: [string, string][]): Record<string, string> {
  expect(new Set(entries.map(([key]) => key)).size).toBe(entries.length);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a set of events comes to, whatever their order. Written from the meaning, not from the code. */
function reference(events: readonly ClerkEvent[]): State {
  const newest = <E extends ClerkEvent>(found: E[]): E | undefined =>
    found.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).at(-1);
  const ofKind = <K extends ClerkEvent["kind"]>(kind: K) =>
    events.filter((event): event is Extract<ClerkEvent, { kind: K }> => event.kind === kind);
  const isUserGone = (who: string) => ofKind("user").some((event) => event.who === who && event.name === null);
  const isOrgGone = ofKind("organization").some((event) => event.name === null);
  const users: [string, string][] = [];
  const memberships: [string, string][] = [];
  const members: [string, string][] = [];
  for (const who of PEOPLE) {
    const profile = newest(ofKind("user").filter((event) => event.who === who));
    if (profile !== undefined && !isUserGone(who)) {
      users.push([who, profile.name ?? ""]);
    }
    const about = ofKind("membership").filter((event) => event.who === who);
    const starts = [...new Set(about.map((event) => event.began))].sort((a, b) => a - b);
    const last = about.filter((event) => event.began === starts.at(-1));
    const isMember = last.length > 0 && !last.some((event) => event.isDeleted) && !isUserGone(who) && !isOrgGone;
    const hasLeftOnce = starts.length > 1 || last.some((event) => event.isDeleted);
    const current = newest(last);
    if (isMember && current !== undefined) {
      memberships.push([who, current.role]);
      const isOwner = who === PEOPLE[0] || (who === PEOPLE[1] && !hasLeftOnce);
      members.push([who, isOwner ? "owner" : current.role === "org:admin" ? "admin" : "member"]);
    } else if (about.length === 0 && who !== PEOPLE[2] && !isUserGone(who)) {
      members.push([who, "owner"]);
    }
  }
  const about = newest(ofKind("organization"));
  // An event about a membership shows its organisation too.
  const isKnown = about !== undefined || ofKind("membership").length > 0;
  const name = about?.name ?? "Rumah";
  return {
    users: unique(users),
    organization: isOrgGone || !isKnown ? undefined : name,
    memberships: unique(memberships),
    members: unique(members),
  };
}

const who = fc.constantFrom(...PEOPLE);
const at = fc.integer({ min: 10, max: 14 });
const anEvent: fc.Arbitrary<ClerkEvent> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("user" as const), id: fc.uuid(), at, who, name: fc.constantFrom("A", "B", "") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("user" as const), id: fc.uuid(), at, who, name: fc.constant(null) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("organization" as const), id: fc.uuid(), at, name: fc.constantFrom("X", "Y") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("organization" as const), id: fc.uuid(), at, name: fc.constant(null) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("membership" as const),
      id: fc.uuid(),
      at,
      who,
      began: fc.constantFrom(2, 3),
      role: fc.constantFrom("org:admin", "org:member", "org:billing"),
      isDeleted: fc.boolean(),
    }),
  },
);

describe("events of Clerk", () => {
  test("come to the same, in any order and repeated, as the plain reference says", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anEvent, { maxLength: 12, selector: (event) => event.id }),
        fc.infiniteStream(fc.nat()),
        async (events, numbers) => {
          const t = newDeployment();
          await seed(t);
          const repeated = [...events, ...events.filter((_event, index) => index % 3 === 0)];
          const order = repeated
            .map((event) => ({ event, place: Number(numbers.next().value) }))
            .sort((a, b) => a.place - b.place);
          for (const { event } of order) {
            await deliver(t, event);
          }
          expect(await stateOf(t)).toEqual(reference(events));
        },
      ),
      { numRuns: RUNS },
    );
  }, 60_000);

  test("are carried out once and noted without personal data", async () => {
    const t = newDeployment();
    const event: ClerkEvent = { kind: "user", id: "msg_1", at: 10, who: "user_new", name: "Sari Dewi" };
    expect(await deliver(t, event)).toBe("applied");
    expect(await deliver(t, event)).toBe("repeated");
    expect(await deliver(t, { ...event, id: "msg_0", at: 9, name: "Older" })).toBe("stale");
    const notes = await t.run(async (ctx) => await ctx.db.query("webhookAudit").collect());
    expect(notes.map((note) => note.event_id)).toEqual(["msg_1", "msg_0"]);
    expect(JSON.stringify(notes)).not.toMatch(/Sari|Older/);
  });

  test("give a migrated profile its Clerk account and leave what Clerk does not own", async () => {
    const t = newDeployment();
    const id = await t.run(async (ctx) => {
      const profile = { email: "old@example.com", phone: "+62811", is_admin: true, supabaseId: "uuid-1" };
      return await ctx.db.insert("users", { ...profile, created_at: 1, updated_at: 1 });
    });
    await t.mutation(internal.users.applyClerkEvent, {
      event_id: "msg_1",
      event_type: "user.created",
      occurred_at: 10,
      clerk_id: "user_new",
      user: { full_name: "Sari", external_id: "uuid-1", created_at: 9, updated_at: 9 },
    });
    const user = await t.run(async (ctx) => await ctx.db.get("users", id));
    expect(user).toMatchObject({ clerk_id: "user_new", full_name: "Sari", phone: "+62811", is_admin: true, created_at: 1 });
    expect(user).not.toHaveProperty("email");
  });

  test("reach a workspace that comes to name its organisation later", async () => {
    const t = newDeployment();
    const workspaceId = await seed(t, null);
    const membership = { kind: "membership" as const, at: 10, began: 2, role: "org:admin", isDeleted: false };
    await deliver(t, { ...membership, id: "msg_1", who: "user_new" });
    await deliver(t, { ...membership, id: "msg_2", who: "user_old_owner", isDeleted: true });
    expect((await stateOf(t)).members).toEqual({ user_old_owner: "owner", user_owner: "owner" });
    await t.run(async (ctx) => {
      await ctx.db.patch("workspaces", workspaceId, { clerk_org_id: ORG });
    });
    const paginationOpts = { numItems: 100, cursor: null };
    const answer = await t.mutation(internal.organizations.linkWorkspaces, { paginationOpts });
    expect(answer).toMatchObject({ linked: 1, done: true });
    expect((await stateOf(t)).members).toEqual({ user_new: "admin", user_owner: "owner" });
  });

  test("end a large organisation in several transactions", async () => {
    vi.useFakeTimers();
    const t = newDeployment();
    const workspaceId = await seed(t);
    await deliver(t, { kind: "organization", id: "msg_1", at: 10, name: "X" });
    await t.run(async (ctx) => {
      const organization = await ctx.db.query("organizations").first();
      for (let number = 0; number < 650; number += 1) {
        const user_id = `user_${number}`;
        const times = { created_at: 2, updated_at: 2 };
        await ctx.db.insert("organizationMembers", { organization_id: organization!._id, clerk_user_id: user_id, role: "org:member", ...times });
        await ctx.db.insert("workspaceMembers", { workspace_id: workspaceId, user_id, role: "member", created_at: 2 });
      }
    });
    await deliver(t, { kind: "organization", id: "msg_2", at: 11, name: null });
    await t.finishAllScheduledFunctions(vi.runAllTimers);
    const state = await stateOf(t);
    expect([state.organization, state.memberships]).toEqual([undefined, {}]);
    expect(Object.keys(state.members)).toEqual(["user_old_owner", "user_owner"]);
    vi.useRealTimers();
  });
});
