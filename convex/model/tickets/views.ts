/** Tickets as answers show them: with the people, the workspace, and what the actor may do next. */

import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import type { Standings } from "../access";
import { People, vPerson, type Person } from "../users";
import { refOf, vWorkspaceRef, workspaceRef, type WorkspaceRef } from "../workspaceRefs";
import { isRouted, versionOf, type Ticket } from "./records";
import { permissionsIn, rightsOf, vPermissions } from "./rights";
import { waitingOn } from "./replies";
import { standingTo } from "./standing";
import { vSide, vTicketCategory, vTicketEvent, vTicketPriority, vTicketStage, vWaitingOn } from "../tables/tickets";

/** What no answer shows: the nonce and token of reopening, and the fields that only serve indexes. */
const listedFields = {
  id: v.string(),
  workspace_id: v.string(),
  admin_workspace_id: v.optional(v.string()),
  is_routed: v.boolean(),
  requester_id: v.string(),
  assigned_to: v.optional(v.string()),
  title: v.string(),
  description: v.string(),
  category: vTicketCategory,
  priority: vTicketPriority,
  stage: vTicketStage,
  pending_approval: v.boolean(),
  pending_stage: v.optional(vTicketStage),
  approval_requested_at: v.optional(v.number()),
  closed_at: v.optional(v.number()),
  created_at: v.number(),
  updated_at: v.number(),
  last_public_comment_at: v.optional(v.number()),
  number: v.optional(v.number()),
  last_reply: v.optional(v.object({ at: v.number(), by: v.string(), side: vSide })),
  waiting_on: vWaitingOn,
  version: v.number(),
};

/**
 * A ticket as lists show it. What the actor may do is told of one ticket at a time: with it the answer for 25 had 30 kB
 * instead of 21, and took a fifth more of the processor, here and in Django.
 */
export const vListedTicket = v.object(listedFields);

export type ListedTicket = Infer<typeof vListedTicket>;

/** Whom the tickets of an answer name, and the workspaces: each once, for a list has many tickets and few of those. */
export const namedFields = { people: v.array(vPerson), workspaces: v.array(vWorkspaceRef) };

export interface Named {
  people: Person[];
  workspaces: WorkspaceRef[];
}

export interface TicketRows extends Named {
  tickets: ListedTicket[];
}

/** A ticket with those it names, and what the actor may do next. */
export const vTicket = v.object({ ...listedFields, ...namedFields, permissions: vPermissions });

export type TicketView = Infer<typeof vTicket>;

export const vComment = v.object({
  id: v.string(),
  ticket_id: v.string(),
  author_id: v.string(),
  author: vPerson,
  content: v.string(),
  is_internal: v.boolean(),
  is_stage_change: v.boolean(),
  created_at: v.number(),
});

export type CommentView = Infer<typeof vComment>;

export const vHistoryRow = v.object({
  id: v.string(),
  ticket_id: v.string(),
  event: v.optional(vTicketEvent),
  changed_by: v.string(),
  changed_by_person: vPerson,
  from_stage: v.optional(v.string()),
  to_stage: v.string(),
  pending_stage: v.optional(vTicketStage),
  reason: v.optional(v.string()),
  assigned_to: v.optional(v.string()),
  assignee: v.optional(vPerson),
  created_at: v.number(),
});

export type HistoryRowView = Infer<typeof vHistoryRow>;

export const vAttachment = v.object({
  id: v.string(),
  ticket_id: v.string(),
  comment_id: v.optional(v.string()),
  uploaded_by: v.string(),
  uploader: vPerson,
  file_name: v.string(),
  content_type: v.string(),
  size: v.number(),
  is_internal: v.boolean(),
  created_at: v.number(),
});

export type AttachmentView = Infer<typeof vAttachment>;

/** Makes the answers of one call for one actor; people, workspaces and roles are looked up once each. */
export class TicketViews {
  readonly people: People;
  private readonly workspaces = new Map<string, Promise<WorkspaceRef>>();

  constructor(
    private readonly ctx: QueryCtx,
    private readonly standings: Standings,
    /** A workspace that was read already. */
    known?: Doc<"workspaces">,
  ) {
    this.people = new People(ctx);
    if (known !== undefined) {
      this.workspaces.set(known._id, Promise.resolve(refOf(known)));
    }
  }

  async ticket(ticket: Ticket): Promise<TicketView> {
    const [named, standing] = await Promise.all([this.namedIn([ticket]), standingTo(this.standings, ticket)]);
    return { ...listedTicket(ticket), ...named, permissions: permissionsIn(rightsOf(standing), ticket) };
  }

  async rows(tickets: readonly Ticket[]): Promise<TicketRows> {
    return { tickets: tickets.map(listedTicket), ...(await this.namedIn(tickets)) };
  }

  private async namedIn(tickets: readonly Ticket[]): Promise<Named> {
    const people = new Set(tickets.flatMap(peopleOf));
    const workspaces = new Set(tickets.map((ticket) => ticket.workspace_id));
    return {
      people: await Promise.all([...people].map((id) => this.people.get(id))),
      workspaces: await Promise.all([...workspaces].map((id) => this.workspace(id))),
    };
  }

  async comment(comment: Doc<"ticketComments">): Promise<CommentView> {
    return {
      id: comment._id,
      ...picked(comment, ["ticket_id", "author_id", "content", "is_internal", "created_at"]),
      author: await this.people.get(comment.author_id),
      is_stage_change: comment.is_stage_change === true,
    };
  }

  async historyRow(row: Doc<"ticketStatusHistory">): Promise<HistoryRowView> {
    const assignee = await this.personOrNone(row.assigned_to);
    return {
      id: row._id,
      ...picked(row, [
        "ticket_id",
        "event",
        "changed_by",
        "from_stage",
        "to_stage",
        "pending_stage",
        "reason",
        "assigned_to",
        "created_at",
      ]),
      changed_by_person: await this.people.get(row.changed_by),
      ...(assignee === undefined ? {} : { assignee }),
    };
  }

  async attachment(attachment: Doc<"ticketAttachments">): Promise<AttachmentView> {
    return {
      id: attachment._id,
      ...picked(attachment, [
        "ticket_id",
        "comment_id",
        "uploaded_by",
        "file_name",
        "content_type",
        "size",
        "is_internal",
        "created_at",
      ]),
      uploader: await this.people.get(attachment.uploaded_by),
    };
  }

  workspace(id: Id<"workspaces">): Promise<WorkspaceRef> {
    const known = this.workspaces.get(id) ?? workspaceRef(this.ctx, id);
    this.workspaces.set(id, known);
    return known;
  }

  private async personOrNone(userId: string | undefined) {
    return userId === undefined ? undefined : await this.people.get(userId);
  }
}

function peopleOf(ticket: Ticket): string[] {
  return [ticket.requester_id, ticket.assigned_to, ticket.last_reply_by].filter((id) => id !== undefined);
}

function listedTicket(ticket: Ticket): ListedTicket {
  const { last_reply_at: at, last_reply_by: by, last_reply_side: side } = ticket;
  const listed: ListedTicket = {
    id: ticket._id,
    ...picked(ticket, SHOWN_FIELDS),
    is_routed: isRouted(ticket),
    waiting_on: waitingOn(ticket),
    version: versionOf(ticket),
  };
  if (at !== undefined && by !== undefined && side !== undefined) {
    listed.last_reply = { at, by, side };
  }
  return listed;
}

const SHOWN_FIELDS = [
  "workspace_id",
  "admin_workspace_id",
  "requester_id",
  "assigned_to",
  "title",
  "description",
  "category",
  "priority",
  "stage",
  "pending_approval",
  "pending_stage",
  "approval_requested_at",
  "closed_at",
  "created_at",
  "updated_at",
  "last_public_comment_at",
  "number",
] as const satisfies readonly (keyof Ticket)[];

/** The named fields of a document, those that are absent left out. */
function picked<Fields extends object, Name extends keyof Fields>(fields: Fields, names: readonly Name[]): Pick<Fields, Name> {
  const kept: Partial<Pick<Fields, Name>> = {};
  for (const name of names) {
    if (fields[name] !== undefined) {
      kept[name] = fields[name];
    }
  }
  return kept as Pick<Fields, Name>;
}
