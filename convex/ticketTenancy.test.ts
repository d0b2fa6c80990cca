/**
 * No function lets a neighbour in. The test walks over whatever the modules export, so a new function fails here until
 * it says how it keeps tenants apart.
 */

import { beforeEach, describe, expect, test } from "vitest";
import * as attachments from "./attachments";
import { internal } from "./_generated/api";
import * as housekeeping from "./housekeeping";
import * as outbox from "./outbox";
import * as staffGrants from "./staffGrants";
import * as tickets from "./tickets";
import type { Actor } from "./model/access";
import { describeExports, INTRUDERS, triedOf, type Attempts } from "./tenancy.setup";
import {
  HUB_OWNER,
  mailsOf,
  NEIGHBOUR,
  newTown,
  openTicket,
  OWNER,
  refusalOf,
  storeFile,
  type Kind,
  type Town,
} from "./tickets.setup";

const MODULES = { tickets, attachments, outbox, housekeeping, staffGrants };

/** Things of the client's, which the neighbour has got to know the ids of. */
interface Loot {
  readonly town: Town;
  readonly ticket_id: string;
  readonly attachment_id: string;
  readonly comment_id: string;
  readonly storage_id: string;
}

type Attempt = (loot: Loot, actor: Actor) => Promise<unknown>;

const ATTEMPTS: Attempts<Attempt> = {
  "tickets:listTickets": ({ town }, actor) =>
    town.t.query(internal.tickets.listTickets, { actor, scope: "workspace", workspace_id: town.client, with_counts: true }),
  "tickets:countTickets": ({ town }, actor) =>
    town.t.query(internal.tickets.countTickets, { actor, workspace_id: town.client }),
  "tickets:getTicket": ({ town, ticket_id }, actor) => town.t.query(internal.tickets.getTicket, { actor, ticket_id }),
  "tickets:createTicket": ({ town }, actor) =>
    town.t.mutation(internal.tickets.createTicket, {
      actor,
      workspace_id: town.client,
      title: "Judul",
      description: "Isi",
      category: "bug",
      priority: "low",
    }),
  "tickets:updateTicket": ({ town, ticket_id }, actor) =>
    town.t.mutation(internal.tickets.updateTicket, { actor, ticket_id, title: "Judul lain" }),
  "tickets:assignTicket": ({ town, ticket_id }, actor) =>
    town.t.mutation(internal.tickets.assignTicket, { actor, ticket_id, assignee: actor.user_id }),
  "tickets:listAssignees": ({ town, ticket_id }, actor) =>
    town.t.query(internal.tickets.listAssignees, { actor, ticket_id }),
  "tickets:deleteTicket": ({ town, ticket_id }, actor) =>
    town.t.mutation(internal.tickets.deleteTicket, { actor, ticket_id }),
  "tickets:getTicketComments": ({ town, ticket_id }, actor) =>
    town.t.query(internal.tickets.getTicketComments, { actor, ticket_id }),
  "tickets:addComment": ({ town, ticket_id }, actor) =>
    town.t.mutation(internal.tickets.addComment, { actor, ticket_id, content: "Halo" }),
  "tickets:getTicketHistory": ({ town, ticket_id }, actor) =>
    town.t.query(internal.tickets.getTicketHistory, { actor, ticket_id }),
  "tickets:transitionStage": ({ town, ticket_id }, actor) =>
    town.t.mutation(internal.tickets.transitionStage, { actor, ticket_id, to_stage: "discuss" }),
  "tickets:withdrawApproval": ({ town, ticket_id }, actor) =>
    town.t.mutation(internal.tickets.withdrawApproval, { actor, ticket_id }),
  "tickets:handleApproval": ({ town, ticket_id }, actor) =>
    town.t.mutation(internal.tickets.handleApproval, { actor, ticket_id, approved: true }),
  "tickets:reopenTicket": ({ town, ticket_id }, actor) =>
    town.t.mutation(internal.tickets.reopenTicket, { actor, ticket_id, reason: "Halo" }),
  "tickets:listStale": "the operator's command, which no caller reaches",
  "tickets:closeStale": "the operator's command, which no caller reaches",
  "tickets:getMemberships": "tells a caller about themselves, and Django takes the id from the verified session",
  "attachments:createUploadUrl": ({ town, ticket_id }, actor) =>
    town.t.mutation(internal.attachments.createUploadUrl, { actor, ticket_id }),
  "attachments:attachFile": ({ town, ticket_id, storage_id, comment_id }, actor) =>
    town.t.mutation(internal.attachments.attachFile, {
      actor,
      ticket_id,
      storage_id,
      comment_id,
      file_name: "x.png",
      content_type: "image/png",
      size: 10,
    }),
  "attachments:discardUpload": "Django's own, for an upload that it has just made; it deletes nothing a ticket holds",
  "attachments:listAttachments": ({ town, ticket_id }, actor) =>
    town.t.query(internal.attachments.listAttachments, { actor, ticket_id }),
  "attachments:getAttachment": ({ town, ticket_id, attachment_id }, actor) =>
    town.t.query(internal.attachments.getAttachment, { actor, ticket_id, attachment_id }),
  "attachments:deleteAttachment": ({ town, ticket_id, attachment_id }, actor) =>
    town.t.mutation(internal.attachments.deleteAttachment, { actor, ticket_id, attachment_id }),
  "outbox:claimMail": "the operator's command; it checks each recipient's right to read before it hands out a mail",
  "outbox:settleMail": "the operator's command, for a mail that it holds the claim of",
  "outbox:purgeMail": "the operator's command, which answers with numbers",
  "housekeeping:purgeIdempotencyKeys": "the operator's command, which answers with numbers",
  "housekeeping:sweepDeletedTickets": "the operator's command, which answers with a flag",
  "housekeeping:refreshTickets": "the operator's command, which answers with numbers",
  "housekeeping:numberTickets": "the operator's command, which answers with numbers",
  "housekeeping:foldTallies": "the operator's command, which answers with numbers",
  "housekeeping:purgePortal": "the operator's command, which answers with numbers",
  "staffGrants:setGrant": ({ town }, actor) =>
    town.t.mutation(internal.staffGrants.setGrant, {
      actor,
      user_id: "staff:elsewhere",
      workspace_id: town.client,
      can_act: true,
    }),
  "staffGrants:revokeGrant": ({ town }, actor) =>
    town.t.mutation(internal.staffGrants.revokeGrant, { actor, user_id: "staff:act", workspace_id: town.client }),
  "staffGrants:listGrants": ({ town }, actor) =>
    town.t.query(internal.staffGrants.listGrants, { actor, workspace_id: town.client }),
};

describeExports(MODULES, ATTEMPTS);

const TRIED = triedOf(ATTEMPTS);

let town: Town;

beforeEach(async () => {
  town = await newTown();
});

async function lootOf(kind: Kind): Promise<Loot> {
  const ticket_id = await openTicket(town, kind);
  const worker = kind === "internal" ? OWNER : HUB_OWNER;
  const storage_id = await storeFile(town);
  const { comment } = await town.t.mutation(internal.tickets.addComment, { actor: worker, ticket_id, content: "Rahasia" });
  const { attachment } = await town.t.mutation(internal.attachments.attachFile, {
    actor: worker,
    ticket_id,
    storage_id,
    file_name: "rahasia.png",
    content_type: "image/png",
    size: 10,
  });
  const waiting = await storeFile(town);
  return { town, ticket_id, attachment_id: attachment.id, comment_id: comment.id, storage_id: waiting };
}

describe.each(["internal", "routed"] as const)("on an %s ticket", (kind) => {
  test.each(TRIED)("%s refuses whoever does not belong", async (name, attempt) => {
    const loot = await lootOf(kind);
    for (const [who, actor] of Object.entries(INTRUDERS)) {
      const refusal = await refusalOf(attempt(loot, actor));
      const expected = name.startsWith("staffGrants:") ? "forbidden" : "not_found";
      expect([who, refusal?.kind]).toEqual([who, expected]);
      expect(JSON.stringify(refusal)).not.toMatch(/rahasia|robot/i);
    }
  });
});

test("a ticket asked for in another workspace than its own is not found", async () => {
  const loot = await lootOf("internal");
  const asked = { actor: OWNER, ticket_id: loot.ticket_id, workspace_id: town.neighbour };
  expect(await refusalOf(town.t.query(internal.tickets.getTicket, asked))).toMatchObject({ code: "ticket_not_found" });
});

test("a missing ticket and a hidden one are refused in the same words", async () => {
  const { ticket_id } = await lootOf("internal");
  const missing = await refusalOf(town.t.query(internal.tickets.getTicket, { actor: NEIGHBOUR, ticket_id: "nonsense" }));
  expect(await refusalOf(town.t.query(internal.tickets.getTicket, { actor: NEIGHBOUR, ticket_id }))).toEqual(missing);
});

test("a file of one ticket is not found through another", async () => {
  const loot = await lootOf("internal");
  const other = await openTicket(town);
  const asked = { actor: OWNER, ticket_id: other, attachment_id: loot.attachment_id };
  expect(await refusalOf(town.t.query(internal.attachments.getAttachment, asked))).toMatchObject({
    code: "attachment_not_found",
  });
});

test("a stored file that a ticket holds cannot be attached to another one", async () => {
  const loot = await lootOf("internal");
  const held = await town.t.run(async (ctx) => (await ctx.db.query("ticketAttachments").first())!.storage_id);
  const other = await openTicket(town);
  const file = { storage_id: held, file_name: "x.png", content_type: "image/png", size: 10 };
  const call = town.t.mutation(internal.attachments.attachFile, { actor: OWNER, ticket_id: other, ...file });
  expect(await refusalOf(call)).toMatchObject({ code: "upload_not_found" });
  expect(loot.ticket_id).not.toBe(other);
});

test("mail goes to nobody who lost the right to read the ticket", async () => {
  await openTicket(town, "routed");
  await town.t.run(async (ctx) => {
    for (const member of await ctx.db.query("workspaceMembers").take(50)) {
      if (member.user_id === "user_hub_admin") {
        await ctx.db.delete("workspaceMembers", member._id);
      }
    }
  });
  const { mails } = await town.t.mutation(internal.outbox.claimMail, { limit: 50, lease_ms: 1000 });
  expect(mails.map((mail) => mail.recipient.id).sort()).toEqual(["staff:act", "user_hub_owner"]);
  const dropped = (await mailsOf(town, "ticket_created")).filter((mail) => mail.status === "dropped");
  expect(dropped.map((mail) => mail.recipient_user_id)).toEqual(["user_hub_admin"]);
});

test("the hub's list of a client shows routed tickets alone", async () => {
  await openTicket(town, "internal");
  const routed = await openTicket(town, "routed");
  const request = { actor: HUB_OWNER, scope: "workspace", workspace_id: town.client, with_counts: true } as const;
  const page = await town.t.query(internal.tickets.listTickets, request);
  expect(page.tickets.map((ticket) => ticket.id)).toEqual([routed]);
  expect(page.counts?.total).toBe(1);
});
