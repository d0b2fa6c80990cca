/** Changing what a ticket says, and who works it. */

import { v, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { grantOf, isInForce, roleOf } from "../access";
import { refuse } from "../refusals";
import { isStaffId, type Person } from "../users";
import { openCase, refuseAction, writeArgs, writeCase, type TicketCall, type TicketCase } from "./cases";
import { record } from "./history";
import { mailUpdated } from "./mail";
import { changeTicket, isRouted, type Ticket, type TicketChanges } from "./records";
import { vTicketCategory, vTicketPriority } from "../tables/tickets";
import { trimmed, type TextField } from "./texts";
import type { TicketView } from "./views";

export const updateArgs = {
  ...writeArgs,
  title: v.optional(v.string()),
  description: v.optional(v.string()),
  category: v.optional(vTicketCategory),
  priority: v.optional(vTicketPriority),
};

type UpdateRequest = ObjectType<typeof updateArgs>;

/** Change title, description, category or priority. What says the same as before is no write. */
export async function updateTicket(ctx: MutationCtx, request: UpdateRequest): Promise<{ ticket: TicketView }> {
  const asked = askedChanges(request);
  return await writeCase(ctx, { name: "tickets:updateTicket", act: "edit" }, request, async (opened) => {
    checkMayEdit(opened);
    const { ticket, views, actor } = opened;
    const fields = Object.keys(asked) as (keyof typeof asked)[];
    if (fields.every((field) => asked[field] === ticket[field])) {
      return { ticket: await views.ticket(ticket) };
    }
    const changed = await changeTicket(ctx, ticket, asked);
    await record(ctx, ticket, { event: "edited", by: actor.user_id });
    return { ticket: await views.ticket(changed) };
  });
}

type Edits = Pick<TicketChanges, "title" | "description" | "category" | "priority">;

function askedChanges({ title, description, category, priority }: UpdateRequest): Edits {
  const texts: Partial<Record<TextField, string>> = {};
  if (title !== undefined) {
    texts.title = title;
  }
  if (description !== undefined) {
    texts.description = description;
  }
  const changes: Edits = trimmed(texts as Record<TextField, string>);
  if (category !== undefined) {
    changes.category = category;
  }
  if (priority !== undefined) {
    changes.priority = priority;
  }
  return changes;
}

function checkMayEdit({ rights, ticket }: TicketCase): void {
  if (rights.works || (rights.isRequester && ticket.stage === "report")) {
    return;
  }
  if (rights.isRequester) {
    refuse("conflict", "stage_conflict", "A requester can edit the ticket only until work on it begins. Comment on it.", {
      stage: ticket.stage,
    });
  }
  refuseAction("edit", "Only the requester and those who work this ticket may edit it.");
}

export const assignArgs = {
  ...writeArgs,
  /** Null takes the ticket from whoever has it. */
  assignee: v.union(v.string(), v.null()),
  notify_participants: v.optional(v.boolean()),
};

type AssignRequest = ObjectType<typeof assignArgs>;

/** Give the ticket to somebody who may work it, or to nobody. The new assignee is told with the participants. */
export async function assignTicket(
  ctx: MutationCtx,
  request: AssignRequest,
): Promise<{ ticket: TicketView; notified: number }> {
  return await writeCase(ctx, { name: "tickets:assignTicket", act: "assign" }, request, async ({ ticket, rights, views, actor }) => {
    if (!rights.manages) {
      refuseAction("assign", "Only those who lead the work on this ticket may assign it.");
    }
    const assignee = request.assignee ?? undefined;
    if (assignee === ticket.assigned_to) {
      return { ticket: await views.ticket(ticket), notified: 0 };
    }
    const isOwnStaff = assignee === actor.user_id && actor.kind === "staff";
    if (assignee !== undefined && !isOwnStaff && !(await isEligible(ctx, ticket, assignee))) {
      const sentence = isRouted(ticket)
        ? "A routed ticket can be assigned to staff of the support hub alone."
        : "A ticket can be assigned to members of its workspace alone.";
      refuse("invalid", "assignee_not_eligible", sentence, { fields: { assigned_to: sentence } });
    }
    const changed = await changeTicket(ctx, ticket, { assigned_to: assignee });
    await record(ctx, ticket, { event: "assigned", by: actor.user_id, assignedTo: assignee });
    const news = { event: "assigned" as const, actor_id: actor.user_id, ...(assignee === undefined ? {} : { assigned_to: assignee }) };
    const also = assignee === undefined ? [] : [assignee];
    const notified = request.notify_participants === true ? await mailUpdated(ctx, changed, news, { also }) : 0;
    return { ticket: await views.ticket(changed), notified };
  });
}

/** Routed tickets go to members of the hub and to staff who act for it; internal ones to members of the workspace. */
async function isEligible(ctx: QueryCtx, ticket: Ticket, userId: string): Promise<boolean> {
  if (isStaffId(userId)) {
    return isRouted(ticket) && (await grantOf(ctx, userId, ticket.workspace_id)) === "act";
  }
  return (await roleOf(ctx, userId, poolOf(ticket))) !== undefined;
}

function poolOf(ticket: Ticket): Id<"workspaces"> {
  return isRouted(ticket) && ticket.admin_workspace_id !== undefined ? ticket.admin_workspace_id : ticket.workspace_id;
}

/** More people than a menu can show. */
const MAX_ASSIGNEES = 200;

/** Everybody to whom the ticket can be assigned. */
export async function listAssignees(ctx: QueryCtx, call: TicketCall): Promise<{ assignees: Person[] }> {
  const { ticket, rights, views } = await openCase(ctx, call);
  if (!rights.manages) {
    refuseAction("assign", "Only those who lead the work on this ticket may assign it.");
  }
  const members = await ctx.db
    .query("workspaceMembers")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", poolOf(ticket)))
    .take(MAX_ASSIGNEES);
  const staff = isRouted(ticket) ? await grantsOf(ctx, ticket.workspace_id) : [];
  const ids = new Set([...members, ...staff].map((person) => person.user_id));
  return { assignees: await Promise.all([...ids].map((id) => views.people.get(id))) };
}

async function grantsOf(ctx: QueryCtx, workspace: Id<"workspaces">): Promise<Doc<"staffGrants">[]> {
  const grants = await ctx.db
    .query("staffGrants")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspace))
    .take(MAX_ASSIGNEES);
  return grants.filter((grant) => grant.can_act && isInForce(grant));
}
