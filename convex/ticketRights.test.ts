/** Every kind of caller does everything to both kinds of ticket; a table written down here says what must happen. */

import { beforeAll, describe, expect, test } from "vitest";
import { internal } from "./_generated/api";
import type { Actor } from "./model/access";
import {
  NEIGHBOUR,
  newTown,
  openTicket,
  person,
  refusalOf,
  setTicket,
  staff,
  SUPERUSER,
  type Kind,
  type Town,
} from "./tickets.setup";

const ACTORS = {
  requester: person("requester"),
  member: person("member"),
  assignee: person("assignee"),
  owner: person("owner"),
  admin: person("admin"),
  hub_owner: person("hub_owner"),
  hub_admin: person("hub_admin"),
  hub_member: person("hub_member"),
  hub_assignee: person("hub_assignee"),
  stranger: person("stranger"),
  neighbour: NEIGHBOUR,
  staff_see: staff("see"),
  staff_act: staff("act"),
  staff_expired: staff("expired"),
  staff_elsewhere: staff("elsewhere"),
  superuser: SUPERUSER,
} as const satisfies Record<string, Actor>;

type Role = keyof typeof ACTORS;

const ACTIONS = [
  "read",
  "list",
  "comment",
  "comment on a closed one",
  "note",
  "see notes",
  "step",
  "skip",
  "withdraw",
  "assign",
  "approve",
  "reopen",
  "edit in report",
  "edit in discuss",
  "attach",
  "delete",
] as const;

type Action = (typeof ACTIONS)[number];

const EVERY_WORK = ["comment", "comment on a closed one", "note", "see notes", "step", "edit in report", "edit in discuss", "attach"];
const EVERY_LEAD = [...EVERY_WORK, "skip", "withdraw", "assign", "delete"];
const SEEN = ["read", "list"];

/** What each may do. Who is not named may do nothing and sees nothing. */
const ALLOWED: Record<Kind, Partial<Record<Role, readonly string[]>>> = {
  internal: {
    requester: [...SEEN, "comment", "approve", "reopen", "edit in report", "attach"],
    member: [...SEEN, "comment", "attach"],
    assignee: [...SEEN, ...EVERY_WORK],
    owner: [...SEEN, ...EVERY_LEAD],
    admin: [...SEEN, ...EVERY_LEAD],
    staff_see: SEEN,
    staff_act: [...SEEN, "see notes"],
    superuser: [...SEEN, ...EVERY_LEAD],
  },
  routed: {
    requester: [...SEEN, "comment", "approve", "reopen", "edit in report", "attach"],
    member: [...SEEN, "comment", "attach"],
    // Assigned by mistake or before: no staff of the hub, so a member like any other.
    assignee: [...SEEN, "comment", "attach"],
    owner: [...SEEN, "comment", "attach"],
    admin: [...SEEN, "comment", "attach"],
    hub_owner: [...SEEN, ...EVERY_LEAD],
    hub_admin: [...SEEN, ...EVERY_LEAD],
    // Finds it in the hub's list, not in the client's.
    hub_assignee: ["read", ...EVERY_WORK],
    staff_see: [...SEEN, "see notes"],
    staff_act: [...SEEN, ...EVERY_LEAD],
    superuser: [...SEEN, ...EVERY_LEAD],
  },
};

/** What a caller who may not do it is told, beyond "forbidden" for what they see and "not found" for the rest. */
function expectedOf(kind: Kind, role: Role, action: Action): string {
  const allowed: readonly string[] = ALLOWED[kind][role] ?? [];
  if (allowed.includes(action)) {
    return "done";
  }
  if (!allowed.includes("read") || action === "list") {
    return "not_found";
  }
  const isStateOnly =
    (action === "comment on a closed one" && allowed.includes("comment")) ||
    (action === "edit in discuss" && allowed.includes("edit in report"));
  return isStateOnly ? "conflict" : "forbidden";
}

let town: Town;

beforeAll(async () => {
  town = await newTown();
});

async function perform(kind: Kind, role: Role, action: Action): Promise<string> {
  const { t, client } = town;
  const actor = ACTORS[role];
  const ticket_id = await openTicket(town, kind);
  const assignee = role === "assignee" || role === "hub_assignee" ? actor.user_id : undefined;
  await setTicket(town, ticket_id, {
    ...(assignee === undefined ? {} : { assignee }),
    ...(action === "comment on a closed one" || action === "reopen" ? { stage: "closed" } : {}),
    ...(action === "edit in discuss" ? { stage: "discuss" } : {}),
    ...(action === "withdraw" || action === "approve" ? { pending: "outcome" } : {}),
  });
  const on = { actor, ticket_id };
  const calls: Record<Action, () => Promise<unknown>> = {
    read: () => t.query(internal.tickets.getTicket, on),
    list: async () => {
      const request = { actor, scope: "workspace", workspace_id: client } as const;
      const { tickets } = await t.query(internal.tickets.listTickets, request);
      return tickets.some((ticket) => ticket.id === ticket_id) ? "done" : "not_found";
    },
    comment: () => t.mutation(internal.tickets.addComment, { ...on, content: "Terima kasih" }),
    "comment on a closed one": () => t.mutation(internal.tickets.addComment, { ...on, content: "Terima kasih" }),
    note: () => t.mutation(internal.tickets.addComment, { ...on, content: "Di antara kita", is_internal: true }),
    "see notes": async () => {
      const { permissions } = await t.query(internal.tickets.getTicket, on);
      return permissions.can_read_internal ? "done" : "forbidden";
    },
    step: () => t.mutation(internal.tickets.transitionStage, { ...on, to_stage: "discuss" }),
    skip: () => t.mutation(internal.tickets.transitionStage, { ...on, to_stage: "closed" }),
    withdraw: () => t.mutation(internal.tickets.withdrawApproval, on),
    assign: () => t.mutation(internal.tickets.assignTicket, { ...on, assignee: null }),
    approve: () => t.mutation(internal.tickets.handleApproval, { ...on, approved: true }),
    reopen: () => t.mutation(internal.tickets.reopenTicket, { ...on, reason: "Masih rusak" }),
    "edit in report": () => t.mutation(internal.tickets.updateTicket, { ...on, title: "Judul baru" }),
    "edit in discuss": () => t.mutation(internal.tickets.updateTicket, { ...on, title: "Judul baru" }),
    attach: () => t.mutation(internal.attachments.createUploadUrl, on),
    delete: () => t.mutation(internal.tickets.deleteTicket, on),
  };
  const call = calls[action]();
  const refusal = await refusalOf(call);
  const answer = refusal === undefined ? await call : refusal.kind;
  return typeof answer === "string" ? answer : "done";
}

describe.each(["internal", "routed"] as const)("on an %s ticket", (kind) => {
  describe.each(Object.keys(ACTORS) as Role[])("%s", (role) => {
    test.each(ACTIONS)("%s", async (action) => {
      expect(await perform(kind, role, action)).toBe(expectedOf(kind, role, action));
    });
  });
});

/** What the permissions of an answer say must be what the functions then do. */
const PROMISED: Partial<Record<Action, string>> = {
  comment: "can_comment",
  note: "can_comment_internally",
  "see notes": "can_read_internal",
  step: "can_transition",
  skip: "can_request_skip",
  assign: "can_assign",
  "edit in report": "can_edit",
  attach: "can_attach",
  delete: "can_delete",
};

describe.each(["internal", "routed"] as const)("the permissions of an %s ticket", (kind) => {
  test.each((Object.keys(ACTORS) as Role[]).filter((role) => ALLOWED[kind][role] !== undefined))("to %s", async (role) => {
    const ticket_id = await openTicket(town, kind);
    await setTicket(town, ticket_id, role.endsWith("assignee") ? { assignee: ACTORS[role].user_id } : {});
    const { permissions } = await town.t.query(internal.tickets.getTicket, { actor: ACTORS[role], ticket_id });
    const promised = Object.fromEntries(
      Object.entries(PROMISED).map(([action, name]) => [action, permissions[name as keyof typeof permissions]]),
    );
    const allowed = Object.fromEntries(
      Object.keys(PROMISED).map((action) => [action, ALLOWED[kind][role]?.includes(action) ?? false]),
    );
    expect(promised).toEqual(allowed);
  });
});

test("a person whose id looks like a staff account is refused", async () => {
  const ticket_id = await openTicket(town, "routed");
  const actor: Actor = { user_id: "staff:act", kind: "user" };
  expect(await refusalOf(town.t.query(internal.tickets.getTicket, { actor, ticket_id }))).toMatchObject({ kind: "forbidden" });
});

test("a person is no superuser, whatever the call says", async () => {
  const ticket_id = await openTicket(town, "internal");
  const actor: Actor = { ...NEIGHBOUR, superuser: true };
  expect(await refusalOf(town.t.query(internal.tickets.getTicket, { actor, ticket_id }))).toMatchObject({
    code: "ticket_not_found",
  });
});
