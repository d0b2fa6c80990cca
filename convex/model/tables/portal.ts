/** What the portal keeps across tenants: figures, who did what where, who looks at what, and what staff keep at hand. */

import { defineTable } from "convex/server";
import { v } from "convex/values";
import { vTicketCategory, vTicketPriority, vTicketStage, vWaitingOn } from "./tickets";

/**
 * How many tickets stand in each stage, by scope: a workspace's id, or "all".
 *
 * A workspace has one document, of shard 0, so that the figures of many are read cheaply, and those with the most open
 * tickets at once. Imports, which run several at a time, write to others of high shards, which the upkeep folds into it.
 */
export const ticketTallies = defineTable({
  scope: v.string(),
  shard: v.number(),
  report: v.number(),
  discuss: v.number(),
  outcome: v.number(),
  implementation: v.number(),
  closed: v.number(),
  /** Those that are not closed. */
  open: v.number(),
})
  .index("by_scope_shard", ["scope", "shard"])
  .index("by_shard_open", ["shard", "open"]);

/** What happened on a day of Indonesia's west, UTC+7: of each kind of event how many, and how long they took. */
export const vDayFigures = v.object({
  opened: v.number(),
  closed: v.number(),
  /** From opening to closing, all of the day's closings together. */
  closing_ms: v.number(),
  replied: v.number(),
  /** From opening to the first reply of staff. */
  replying_ms: v.number(),
});

/** The days of a month, by scope as in `ticketTallies`. Of months long past nothing is kept up, and nothing read. */
export const ticketMonths = defineTable({
  scope: v.string(),
  /** As "2026-01". */
  month: v.string(),
  shard: v.number(),
  /** By day as "2026-01-23". */
  days: v.record(v.string(), vDayFigures),
})
  .index("by_scope_month_shard", ["scope", "month", "shard"])
  .index("by_month", ["month"])
  .index("by_shard", ["shard"]);

/** The last number that a ticket was given: one document. */
export const ticketNumbers = defineTable({ last: v.number() });

export const vAct = v.union(
  v.literal("create"),
  v.literal("edit"),
  v.literal("assign"),
  v.literal("transition"),
  v.literal("withdraw_approval"),
  v.literal("decide_approval"),
  v.literal("reopen"),
  v.literal("comment"),
  v.literal("note"),
  v.literal("attach"),
  v.literal("delete_attachment"),
  v.literal("delete"),
  v.literal("set_grant"),
  v.literal("revoke_grant"),
  v.literal("save_reply"),
  v.literal("delete_reply"),
  v.literal("take_over"),
  v.literal("hand_back"),
  v.literal("send_message"),
  v.literal("assign_conversation"),
  v.literal("close_conversation"),
  v.literal("set_lead_status"),
  v.literal("set_ari_state"),
);

/** Each thing that somebody did in a workspace they do not belong to. Nothing ever changes or deletes one. */
export const auditRecords = defineTable({
  actor_id: v.string(),
  workspace_id: v.id("workspaces"),
  act: vAct,
  /** The id of what it was done to: a ticket, a canned reply; for a grant, the staff account. */
  target: v.string(),
  created_at: v.number(),
})
  .index("by_created", ["created_at"])
  .index("by_workspace_created", ["workspace_id", "created_at"])
  .index("by_actor_created", ["actor_id", "created_at"])
  .index("by_actor_workspace_created", ["actor_id", "workspace_id", "created_at"]);

/** Somebody of the hub has a ticket open. The browser says so again and again; silence ends it. */
export const portalPresence = defineTable({
  ticket_id: v.id("tickets"),
  user_id: v.string(),
  is_typing: v.boolean(),
  /** When they opened it. */
  since: v.number(),
  expires_at: v.number(),
})
  .index("by_ticket_user", ["ticket_id", "user_id"])
  .index("by_expiry", ["expires_at"]);

/** Which tickets a list shows. `assignee` and `requester` may be "me"; moments are fixed. */
export const vTicketFilters = v.object({
  workspaces: v.optional(v.array(v.string())),
  stages: v.optional(v.array(vTicketStage)),
  category: v.optional(vTicketCategory),
  priority: v.optional(vTicketPriority),
  assignee: v.optional(v.string()),
  is_unassigned: v.optional(v.boolean()),
  requester: v.optional(v.string()),
  routed: v.optional(v.boolean()),
  pending_approval: v.optional(v.boolean()),
  waiting_on: v.optional(vWaitingOn),
  created_from: v.optional(v.number()),
  created_before: v.optional(v.number()),
  updated_from: v.optional(v.number()),
  updated_before: v.optional(v.number()),
  closed_from: v.optional(v.number()),
  closed_before: v.optional(v.number()),
  replied_from: v.optional(v.number()),
  replied_before: v.optional(v.number()),
  search: v.optional(v.string()),
  sort: v.optional(v.union(v.literal("created"), v.literal("updated"), v.literal("priority"))),
  order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
});

/** A list of tickets that a staff account comes back to. */
export const savedViews = defineTable({
  user_id: v.string(),
  name: v.string(),
  filters: vTicketFilters,
  created_at: v.number(),
  updated_at: v.number(),
})
  .index("by_user_name", ["user_id", "name"]);

/** A text that is sent often: of a workspace for who works its tickets, of the hub for all of its staff. */
export const cannedReplies = defineTable({
  workspace_id: v.id("workspaces"),
  title: v.string(),
  content: v.string(),
  created_by: v.string(),
  updated_by: v.string(),
  created_at: v.number(),
  updated_at: v.number(),
}).index("by_workspace_title", ["workspace_id", "title"]);
