/**
 * Every combination of grants over three workspaces, and every other kind of caller, at every function of the portal,
 * against what a few lines say they may do.
 */

import { beforeAll, describe, expect, test } from "vitest";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import type { Actor } from "./model/access";
import { codeOf, HUB_OWNER, newTown, person, staff, SUPERUSER, type Town } from "./tickets.setup";

const STATES = ["none", "see", "act", "expired"] as const;
type State = (typeof STATES)[number];

const KINDS = ["internal", "routed"] as const;
type Kind = (typeof KINDS)[number];

interface Place {
  readonly id: Id<"workspaces">;
  readonly requester: string;
  readonly tickets: Record<Kind, string>;
}

interface Caller {
  readonly name: string;
  readonly actor: Actor;
  /** What they are to the three workspaces. */
  readonly holds: readonly ("all" | "lead" | "assignee" | State)[];
}

const combinations = STATES.flatMap((first) =>
  STATES.flatMap((second) => STATES.map((third) => [first, second, third] as const)),
);

const CALLERS: readonly Caller[] = [
  ...combinations.map((holds) => ({ name: holds.join(" "), actor: staff(holds.join("-")), holds })),
  { name: "superuser", actor: SUPERUSER, holds: ["all", "all", "all"] },
  { name: "owner of the hub", actor: HUB_OWNER, holds: ["lead", "lead", "lead"] },
  // Assigned to the routed ticket of the first workspace.
  { name: "member of the hub", actor: person("hub_assignee"), holds: ["assignee", "none", "none"] },
];

/** The reference: what may be done with a ticket of the kind, in a workspace that is so held. */
function may(hold: Caller["holds"][number], kind: Kind): { see: boolean; notes: boolean; work: boolean; lead: boolean } {
  const routed = kind === "routed";
  switch (hold) {
    case "all":
      return { see: true, notes: true, work: true, lead: true };
    case "act":
      return { see: true, notes: true, work: routed, lead: routed };
    case "see":
      return { see: true, notes: routed, work: false, lead: false };
    case "lead":
      return { see: routed, notes: routed, work: routed, lead: routed };
    case "assignee":
      return { see: routed, notes: routed, work: routed, lead: false };
    case "none":
    case "expired":
      return { see: false, notes: false, work: false, lead: false };
  }
}

let town: Town;
let places: Place[];

beforeAll(async () => {
  town = await newTown();
  places = [];
  for (const slug of ["dua", "satu", "tiga"]) {
    places.push(await addPlace(slug));
  }
  await town.t.run(async (ctx) => {
    for (const { actor, holds } of CALLERS.slice(0, combinations.length)) {
      for (const [at, state] of holds.entries()) {
        if (state !== "none") {
          const expired = state === "expired" ? { expires_at: Date.now() - 1 } : {};
          const grant = { user_id: actor.user_id, workspace_id: places[at]!.id, can_act: state !== "see", ...expired };
          await ctx.db.insert("staffGrants", { ...grant, created_at: 0 });
        }
      }
    }
  });
  const assign = { actor: HUB_OWNER, ticket_id: places[0]!.tickets.routed, assignee: "user_hub_assignee" };
  await town.t.mutation(internal.tickets.assignTicket, assign);
});

async function addPlace(slug: string): Promise<Place> {
  const requester = `user_${slug}`;
  const id = await town.t.run(async (ctx) => {
    const made = { created_at: 0, updated_at: 0 };
    const workspace = await ctx.db.insert("workspaces", { name: slug, slug, owner_id: requester, ...made });
    await ctx.db.insert("workspaceMembers", { workspace_id: workspace, user_id: requester, role: "owner", created_at: 0 });
    return workspace;
  });
  const tickets = { internal: "", routed: "" };
  for (const kind of KINDS) {
    const words = { title: `Tiket ${slug}`, description: "Isi", category: "bug", priority: "low" } as const;
    const actor = { user_id: requester, kind: "user" } as const;
    const opened = { actor, workspace_id: id, ...words, route_to_hub: kind === "routed" };
    tickets[kind] = (await town.t.mutation(internal.tickets.createTicket, opened)).ticket.id;
    const author = kind === "routed" ? HUB_OWNER : actor;
    const note = { actor: author, ticket_id: tickets[kind], content: "Rahasia", is_internal: true };
    await town.t.mutation(internal.tickets.addComment, note);
  }
  await addConsultation(id);
  return { id, requester, tickets };
}

/** A lead whom ARI booked a consultation that took place, and then handed to a human. */
async function addConsultation(workspace_id: Id<"workspaces">): Promise<void> {
  const now = Date.now();
  await town.t.run(async (ctx) => {
    const made = { workspace_id, created_at: now, updated_at: now };
    const lead = { lead_score: 0, lead_status: "prospect" };
    const contact_id = await ctx.db.insert("contacts", { ...made, phone: "+62812", ...lead });
    const talk = { contact_id, status: "handover", unread_count: 0, handed_off_at: now };
    await ctx.db.insert("conversations", { ...made, ...talk });
    const ari = { contact_id, state: "handoff", lead_score: 0 };
    const ari_conversation_id = await ctx.db.insert("ariConversations", { ...made, ...ari });
    const held = { scheduled_at: now, duration_minutes: 60, status: "completed", booked_way: "ari" } as const;
    await ctx.db.insert("ariAppointments", { ...made, ari_conversation_id, ...held });
  });
}

function as(caller: Caller): Actor {
  return { ...caller.actor, capacity: "hub" };
}

function seenBy({ holds }: Caller): string[] {
  return places.flatMap((place, at) => KINDS.filter((kind) => may(holds[at]!, kind).see).map((kind) => place.tickets[kind]));
}

/** Whether the workspace itself is shown: to the hub's own people any is. */
function meets({ actor }: Caller, hold: Caller["holds"][number]): boolean {
  return actor.kind === "user" || may(hold, "internal").see;
}

function code(allowed: boolean, seen: boolean, missing = "ticket_not_found"): string {
  return allowed ? "ok" : seen ? "forbidden" : missing;
}

describe.each(CALLERS.map((caller) => [caller.name, caller] as const))("%s", (_name, caller) => {
  const { holds } = caller;
  const actor = as(caller);

  test("lists, counts and is told of the changes of exactly what they see", async () => {
    const { t } = town;
    const page = await t.query(internal.portal.listTickets, { actor: caller.actor, with_counts: true, limit: 100 });
    const changed = await t.query(internal.portal.changesSince, { actor: caller.actor, since: 0 });
    const matching = await t.query(internal.portal.countMatching, { actor: caller.actor });
    const seen = seenBy(caller).sort();
    expect(page.tickets.map((ticket) => ticket.id).sort()).toEqual(seen);
    expect(changed.changes.map(({ ticket }) => ticket.id).sort()).toEqual(seen);
    expect([page.counts?.total, matching]).toEqual([seen.length, { count: seen.length, is_exact: true }]);
    expect(await t.query(internal.portal.countTickets, { actor: caller.actor })).toEqual(page.counts);
  });

  test("is shown the leads of the workspaces that they are granted, and of no other", async () => {
    const { t } = town;
    const isStaff = actor.kind === "staff";
    const led = places.filter((_place, at) => isStaff && may(holds[at]!, "internal").see).map((place) => place.id);
    const listed = await t.query(internal.portal.listAppointments, { actor: caller.actor });
    const handed = { actor: caller.actor, handed_off_from: 0 };
    const talks = await t.query(internal.portal.listConversations, handed);
    for (const { rows } of [listed, talks]) {
      expect(rows.map(({ workspace }) => workspace.id).sort()).toEqual([...led].sort());
    }
    const figures = t.query(internal.portal.leadFigures, { actor: caller.actor });
    expect(await codeOf(figures)).toBe(isStaff ? "ok" : "staff_account_only");
    if (isStaff) {
      const counted = { count: led.length, is_exact: true };
      expect(await figures).toMatchObject({ completed: counted, booked_by_ari: counted, handed_off: counted });
    }
    for (const [at, place] of places.entries()) {
      const named = { actor: caller.actor, workspaces: [place.id] };
      const met = code(meets(caller, holds[at]!), false, "workspace_not_found");
      expect(await codeOf(t.query(internal.portal.listAppointments, named))).toBe(met);
      expect(await codeOf(t.query(internal.portal.leadFigures, named))).toBe(isStaff ? met : "staff_account_only");
    }
  });

  test("meets the workspaces that they are granted, and no other", async () => {
    const { t } = town;
    const listed = await t.query(internal.portal.listWorkspaces, { actor: caller.actor, limit: 100 });
    const ours = new Set<string>(places.map((place) => place.id));
    const acts = new Map(listed.workspaces.filter(({ id }) => ours.has(id)).map(({ id, can_act }) => [id, can_act]));
    if (caller.name !== "member of the hub") {
      const expected = places.flatMap((place, at) => (meets(caller, holds[at]!) ? [[place.id, may(holds[at]!, "routed").lead]] : []));
      expect([...acts]).toEqual(expected);
    }
    for (const [at, place] of places.entries()) {
      const met = meets(caller, holds[at]!);
      const asked = { actor: caller.actor, workspace_id: place.id };
      const leads = may(holds[at]!, "routed").lead;
      const named = t.query(internal.portal.listTickets, { actor: caller.actor, workspaces: [place.id] });
      expect(await codeOf(named)).toBe(code(met, false, "workspace_not_found"));
      expect(await codeOf(t.query(internal.portal.getWorkspace, asked))).toBe(code(met, false, "workspace_not_found"));
      expect(await codeOf(t.query(internal.portal.listReplies, asked))).toBe(code(met, false, "workspace_not_found"));
      const requesters = t.query(internal.portal.listRequesters, asked);
      expect(await codeOf(requesters)).toBe(code(leads, met, "workspace_not_found"));
    }
  });

  test("reads, and is present at, the tickets that they see", async () => {
    const { t } = town;
    for (const [at, place] of places.entries()) {
      for (const kind of KINDS) {
        const { see, notes } = may(holds[at]!, kind);
        const asked = { actor, ticket_id: place.tickets[kind] };
        expect(await codeOf(t.query(internal.tickets.getTicket, asked))).toBe(code(see, false));
        expect(await codeOf(t.query(internal.tickets.getTicketHistory, asked))).toBe(code(see, false));
        expect(await codeOf(t.query(internal.attachments.listAttachments, asked))).toBe(code(see, false));
        expect(await codeOf(t.mutation(internal.portal.heartbeat, { ...asked, is_typing: false }))).toBe(code(see, false));
        if (see) {
          const { comments } = await t.query(internal.tickets.getTicketComments, asked);
          expect(comments.some((comment) => comment.is_internal)).toBe(notes);
        }
      }
    }
    const ids = places.flatMap((place) => Object.values(place.tickets));
    const { present } = await t.query(internal.portal.listPresence, { actor: SUPERUSER, ticket_ids: ids });
    const own = present.filter((presence) => presence.person.id === actor.user_id).map((presence) => presence.ticket_id);
    expect(own.sort()).toEqual(caller.name === "superuser" ? [] : seenBy(caller).sort());
  });

  test("works the tickets that they may work", async () => {
    const { t } = town;
    for (const [at, place] of places.entries()) {
      for (const kind of KINDS) {
        const { see, work, lead } = may(holds[at]!, kind);
        const asked = { actor, ticket_id: place.tickets[kind] };
        const comment = t.mutation(internal.tickets.addComment, { ...asked, content: "Halo", is_internal: true });
        expect(await codeOf(comment)).toBe(code(work, see));
        const spoken = t.mutation(internal.tickets.addComment, { ...asked, content: "Halo" });
        expect(await codeOf(spoken)).toBe(code(work, see));
        const priority = at === 0 ? "high" : "medium";
        expect(await codeOf(t.mutation(internal.tickets.updateTicket, { ...asked, priority }))).toBe(code(work, see));
        // From a stage that it is not in, so that a right to move is seen by the refusal, and the ticket stays.
        const step = t.mutation(internal.tickets.transitionStage, { ...asked, from_stage: "closed", to_stage: "discuss" });
        expect(await codeOf(step)).toBe(work ? "stage_conflict" : code(false, see));
        const withdrawn = t.mutation(internal.tickets.withdrawApproval, asked);
        expect(await codeOf(withdrawn)).toBe(lead ? "no_approval_pending" : code(false, see));
        expect(await codeOf(t.query(internal.tickets.listAssignees, asked))).toBe(code(lead, see));
        const decided = t.mutation(internal.tickets.handleApproval, { ...asked, approved: true });
        expect(await codeOf(decided)).toBe(code(false, see));
      }
    }
  });

  test("opens tickets for clients where they act for the hub", async () => {
    const { t } = town;
    for (const [at, place] of places.entries()) {
      const words = { title: "Judul", description: "Isi", category: "bug", priority: "low" } as const;
      const asked = { actor, workspace_id: place.id, requester_id: place.requester, ...words };
      const { see } = may(holds[at]!, "internal");
      for (const kind of KINDS) {
        const opened = await t
          .mutation(internal.tickets.createTicket, { ...asked, route_to_hub: kind === "routed" })
          .catch((error: unknown) => error);
        const allowed = may(holds[at]!, kind).lead;
        expect(opened instanceof Error ? "refused" : "ok").toBe(allowed ? "ok" : "refused");
        if (!(opened instanceof Error)) {
          // Away with it, so that the other callers find what they expect.
          const { ticket } = opened as { ticket: { id: string } };
          await t.mutation(internal.tickets.deleteTicket, { actor: SUPERUSER, ticket_id: ticket.id });
        } else if (!see && actor.kind === "staff") {
          expect(opened.message).toContain("workspace_not_found");
        }
      }
    }
  });
});
