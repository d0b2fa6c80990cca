/** Support tickets with all that hangs on them: comments, history, files, counts, mail, and the rights of hub staff. */

import { defineTable } from "convex/server";
import { v } from "convex/values";

export const vTicketCategory = v.union(v.literal("bug"), v.literal("feature"), v.literal("question"));
export const vTicketPriority = v.union(v.literal("low"), v.literal("medium"), v.literal("high"));
export const vTicketStage = v.union(
  v.literal("report"),
  v.literal("discuss"),
  v.literal("outcome"),
  v.literal("implementation"),
  v.literal("closed"),
);

/** What a row of the history tells of. Migrated rows carry none. */
export const vTicketEvent = v.union(
  v.literal("created"),
  v.literal("step"),
  v.literal("skip_requested"),
  v.literal("approved"),
  v.literal("rejected"),
  v.literal("withdrawn"),
  v.literal("reopened"),
  v.literal("auto_closed"),
  v.literal("assigned"),
  v.literal("edited"),
  v.literal("commented"),
);

/** Whose turn it is: to answer, to approve, or, on a closed ticket, nobody's. */
export const vWaitingOn = v.union(v.literal("staff"), v.literal("requester"), v.literal("nobody"));

/** Who spoke: somebody who works the ticket, or the requester and their colleagues. */
export const vSide = v.union(v.literal("staff"), v.literal("requester"));

/** A ticket as the figures of `ticketTallies` and `ticketMonths` have it. */
export const vTally = v.object({
  workspace_id: v.id("workspaces"),
  stage: vTicketStage,
  opened_at: v.number(),
  closed_at: v.optional(v.number()),
  replied_at: v.optional(v.number()),
});

/**
 * A list is read along one of these indexes, so that a page costs the same in a workspace of any size.
 *
 * Each pairs what lists are filtered by with what they are sorted by; a workspace reads by `workspace_id`, the support
 * hub by `admin_workspace_id`, a requester by `requester_id`. See `listing.ts` for which filter takes which.
 */
export const tickets = defineTable({
  workspace_id: v.id("workspaces"),
  /** Set for a ticket routed to the support hub, which is the workspace named here. */
  admin_workspace_id: v.optional(v.id("workspaces")),
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
  /** The original's stored token. It opens nothing here. */
  reopen_token: v.optional(v.string()),
  closed_at: v.optional(v.number()),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
  /** Counts the writes, from 1; absent until the first. */
  version: v.optional(v.number()),
  /** Fresh at each closing and gone with the reopening: what makes a reopen link work once. */
  reopen_nonce: v.optional(v.string()),
  last_public_comment_at: v.optional(v.number()),
  /** Since when a ticket in implementation has been silent: the clock of the automatic closing. */
  quiet_since: v.optional(v.number()),
  /** Title and description in one text, because a search index reads one field. */
  search_text: v.optional(v.string()),
  /** What people call the ticket by, counted through the deployment; absent until the upkeep numbers an imported one. */
  number: v.optional(v.number()),
  /** The first public comment of those who work the ticket. */
  first_reply_at: v.optional(v.number()),
  /** The last public comment, whoever wrote it. */
  last_reply_at: v.optional(v.number()),
  last_reply_by: v.optional(v.string()),
  last_reply_side: v.optional(vSide),
  /** What the figures have of this ticket; absent while they have nothing. */
  tally: v.optional(vTally),
  /** Where the counters of `ticketCounts` have this ticket; absent while they have not. */
  counted_stage: v.optional(vTicketStage),
  counted_hub: v.optional(v.string()),
})
  .index("by_workspace_stage", ["workspace_id", "stage"])
  .index("by_workspace", ["workspace_id"])
  .index("by_requester", ["requester_id"])
  .index("by_assigned", ["assigned_to"])
  .index("by_supabase_id", ["supabaseId"])
  .index("by_workspace_created", ["workspace_id", "created_at"])
  .index("by_workspace_updated", ["workspace_id", "updated_at"])
  .index("by_workspace_stage_created", ["workspace_id", "stage", "created_at"])
  .index("by_workspace_stage_updated", ["workspace_id", "stage", "updated_at"])
  .index("by_workspace_assigned_created", ["workspace_id", "assigned_to", "created_at"])
  .index("by_workspace_assigned_updated", ["workspace_id", "assigned_to", "updated_at"])
  .index("by_workspace_pending_created", ["workspace_id", "pending_approval", "created_at"])
  .index("by_workspace_priority_created", ["workspace_id", "priority", "created_at"])
  .index("by_workspace_category_created", ["workspace_id", "category", "created_at"])
  .index("by_workspace_admin_created", ["workspace_id", "admin_workspace_id", "created_at"])
  .index("by_admin_workspace_created", ["admin_workspace_id", "created_at"])
  .index("by_admin_workspace_updated", ["admin_workspace_id", "updated_at"])
  .index("by_admin_workspace_stage_created", ["admin_workspace_id", "stage", "created_at"])
  .index("by_admin_workspace_stage_updated", ["admin_workspace_id", "stage", "updated_at"])
  .index("by_admin_workspace_assigned_created", ["admin_workspace_id", "assigned_to", "created_at"])
  .index("by_admin_workspace_assigned_updated", ["admin_workspace_id", "assigned_to", "updated_at"])
  .index("by_admin_workspace_pending_created", ["admin_workspace_id", "pending_approval", "created_at"])
  .index("by_admin_workspace_priority_created", ["admin_workspace_id", "priority", "created_at"])
  .index("by_admin_workspace_category_created", ["admin_workspace_id", "category", "created_at"])
  .index("by_requester_created", ["requester_id", "created_at"])
  .index("by_requester_updated", ["requester_id", "updated_at"])
  .index("by_requester_priority_created", ["requester_id", "priority", "created_at"])
  /** Those without a number come first, the oldest of them foremost. */
  .index("by_number", ["number", "created_at"])
  .index("by_stage_pending_quiet", ["stage", "pending_approval", "quiet_since"])
  .searchIndex("by_search_text", {
    searchField: "search_text",
    filterFields: [
      "workspace_id",
      "admin_workspace_id",
      "requester_id",
      "assigned_to",
      "stage",
      "category",
      "priority",
      "pending_approval",
    ],
  });

export const ticketComments = defineTable({
  ticket_id: v.id("tickets"),
  author_id: v.string(),
  content: v.string(),
  /** Staff alone see internal notes: losing this flag would publish them. */
  is_internal: v.boolean(),
  is_stage_change: v.optional(v.boolean()),
  created_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_ticket_time", ["ticket_id", "created_at"])
  .index("by_ticket_internal_time", ["ticket_id", "is_internal", "created_at"])
  .index("by_ticket_internal_author", ["ticket_id", "is_internal", "author_id"])
  .index("by_supabase_id", ["supabaseId"]);

export const ticketStatusHistory = defineTable({
  ticket_id: v.id("tickets"),
  changed_by: v.string(),
  from_stage: v.optional(v.string()),
  to_stage: v.string(),
  reason: v.optional(v.string()),
  created_at: v.number(),
  supabaseId: v.optional(v.string()),
  event: v.optional(vTicketEvent),
  /** Where a skip that was asked for, declined or withdrawn would have led: the stage did not change. */
  pending_stage: v.optional(vTicketStage),
  /** Who got the ticket; absent in a row "assigned": nobody. */
  assigned_to: v.optional(v.string()),
  /** Set on rows that tell of an internal note. */
  is_internal: v.optional(v.boolean()),
})
  .index("by_ticket_time", ["ticket_id", "created_at"])
  .index("by_supabase_id", ["supabaseId"]);

/** A file of a ticket. The bytes lie in Convex's file storage and are read through a check of the ticket. */
export const ticketAttachments = defineTable({
  ticket_id: v.id("tickets"),
  comment_id: v.optional(v.id("ticketComments")),
  storage_id: v.id("_storage"),
  uploaded_by: v.string(),
  file_name: v.string(),
  content_type: v.string(),
  size: v.number(),
  is_internal: v.boolean(),
  created_at: v.number(),
})
  .index("by_ticket_time", ["ticket_id", "created_at"])
  .index("by_storage", ["storage_id"]);

/** Deleted tickets of which something is still stored, to be deleted by the next transactions. */
export const ticketRemovals = defineTable({ ticket_id: v.id("tickets"), created_at: v.number() });

/**
 * How many tickets stand in each stage: what a workspace sent to nobody ("internal"), what it routed ("routed"), what
 * was routed to it ("desk").
 *
 * The figure is the sum over a few documents, so that writers of one workspace rarely meet on one of them.
 */
export const ticketCounts = defineTable({
  workspace_id: v.id("workspaces"),
  kind: v.union(v.literal("internal"), v.literal("routed"), v.literal("desk")),
  shard: v.number(),
  report: v.number(),
  discuss: v.number(),
  outcome: v.number(),
  implementation: v.number(),
  closed: v.number(),
}).index("by_workspace_kind_shard", ["workspace_id", "kind", "shard"]);

/** What a staff account of Django may do with the tickets of a workspace. A row is the right to read them. */
export const staffGrants = defineTable({
  /** "staff:" and the username. */
  user_id: v.string(),
  workspace_id: v.id("workspaces"),
  can_act: v.boolean(),
  expires_at: v.optional(v.number()),
  granted_by: v.optional(v.string()),
  created_at: v.number(),
})
  .index("by_user_workspace", ["user_id", "workspace_id"])
  .index("by_workspace", ["workspace_id"]);

/** The answers of writes that carried an idempotency key. */
export const idempotencyKeys = defineTable({
  /** Whose key it is: two callers may choose the same text. */
  actor_id: v.string(),
  key: v.string(),
  fingerprint: v.string(),
  function: v.string(),
  response: v.any(),
  created_at: v.number(),
})
  .index("by_actor_key", ["actor_id", "key"])
  .index("by_created", ["created_at"]);

export const vMailKind = v.union(
  v.literal("ticket_created"),
  v.literal("ticket_updated"),
  v.literal("approval_wanted"),
  v.literal("ticket_closed"),
);

export const vMailStatus = v.union(
  v.literal("pending"),
  v.literal("sending"),
  v.literal("sent"),
  v.literal("failed"),
  v.literal("dropped"),
);

/** The facts of a mail as they were when it was caused; never its text, which depends on the reader's language. */
export const vMailFacts = v.object({
  event: vTicketEvent,
  actor_id: v.string(),
  title: v.string(),
  category: vTicketCategory,
  priority: vTicketPriority,
  requester_id: v.string(),
  from_stage: v.optional(vTicketStage),
  to_stage: v.optional(vTicketStage),
  reason: v.optional(v.string()),
  comment: v.optional(v.string()),
  assigned_to: v.optional(v.string()),
  reopen_nonce: v.optional(v.string()),
  closed_at: v.optional(v.number()),
});

/** Mail to be sent, written by the transaction that caused it. */
export const mailOutbox = defineTable({
  kind: vMailKind,
  ticket_id: v.id("tickets"),
  workspace_id: v.id("workspaces"),
  recipient_user_id: v.string(),
  payload: vMailFacts,
  status: vMailStatus,
  /** Counts the claims. It is also the claim's own number: who settles must name it. */
  attempts: v.number(),
  /** When a worker may take it; while it is being sent, when the lease ends. */
  next_attempt_at: v.number(),
  created_at: v.number(),
  sent_at: v.optional(v.number()),
  last_error: v.optional(v.string()),
})
  .index("by_status_due", ["status", "next_attempt_at"])
  .index("by_ticket", ["ticket_id"])
  .index("by_status_created", ["status", "created_at"]);
