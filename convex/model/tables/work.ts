/** What waits to be done in conversations: turns of ARI, messages to send, notices to staff; and what happened there. */

import { defineTable } from "convex/server";
import { v } from "convex/values";

export const vWorkKind = v.union(v.literal("turn"), v.literal("delivery"));

/**
 * What waits in a conversation: a burst for ARI to answer ("turn"), messages to send ("delivery").
 *
 * A conversation has one document a kind, made when it is first needed and then kept, so that the numbers of its claims
 * never repeat. One worker at a time holds it, which keeps replies and messages of a contact in order.
 */
export const conversationWork = defineTable({
  workspace_id: v.id("workspaces"),
  conversation_id: v.id("conversations"),
  kind: vWorkKind,
  /** When a worker may take it; while it is taken, when the lease ends. Absent: nothing waits. */
  ready_at: v.optional(v.number()),
  is_taken: v.boolean(),
  /** Counts the claims; who extends, commits or settles must name the number of theirs. */
  claim: v.number(),
  /** Claims in a row that came to nothing. */
  attempts: v.number(),
  /** Of a turn: when the burst that came after the claim is over; and when it is over in any case. */
  due_at: v.optional(v.number()),
  deadline_at: v.optional(v.number()),
  last_error: v.optional(v.string()),
  /** The last claim that was carried out, and the messages that it queued: the answer for who asks again. */
  done: v.optional(v.object({ claim: v.number(), message_ids: v.array(v.id("messages")) })),
})
  .index("by_kind_ready", ["kind", "ready_at"])
  .index("by_conversation_kind", ["conversation_id", "kind"]);

export const vOutboxStatus = v.union(
  v.literal("pending"),
  v.literal("sending"),
  v.literal("sent"),
  v.literal("failed"),
  v.literal("dropped"),
);

/** A WhatsApp template that the workspace has had approved. `components` has the shape of Meta's API. */
export const vTemplate = v.object({
  name: v.string(),
  language: v.string(),
  components: v.optional(v.array(v.any())),
});

/** Messages on their way to WhatsApp, written by the transaction that decided on them. They leave in this order. */
export const whatsappOutbox = defineTable({
  workspace_id: v.id("workspaces"),
  contact_id: v.id("contacts"),
  conversation_id: v.id("conversations"),
  /** What staff see of it. */
  message_id: v.id("messages"),
  /** "bot" for ARI's and the system's, "user" for staff's. */
  sender_type: v.string(),
  text: v.optional(v.string()),
  template: v.optional(vTemplate),
  status: vOutboxStatus,
  /** Counts the attempts to send. */
  attempts: v.number(),
  /** The one message that may reach a contact who opted out: it says that they did. */
  is_opt_out_confirmation: v.optional(v.boolean()),
  /** After this it is of no use any more, such as a reminder of what has begun. */
  expires_at: v.optional(v.number()),
  /** The message about an appointment that it is: whether it still holds is asked when it leaves. */
  notice_id: v.optional(v.id("appointmentNotices")),
  /** A human took over while it was being sent: if that attempt fails there is no other. */
  is_recalled: v.optional(v.boolean()),
  created_at: v.number(),
  settled_at: v.optional(v.number()),
  last_error: v.optional(v.string()),
})
  .index("by_conversation_status", ["conversation_id", "status"])
  .index("by_message", ["message_id"])
  .index("by_status_created", ["status", "created_at"]);

export const vDeliveryStatus = v.union(
  v.literal("queued"),
  v.literal("sent"),
  v.literal("delivered"),
  v.literal("read"),
  v.literal("failed"),
);

/** Delivery statuses of messages that are not known, or not yet: the status may overtake the answer to the sending. */
export const strayStatuses = defineTable({
  workspace_id: v.id("workspaces"),
  provider_id: v.string(),
  status: vDeliveryStatus,
  error: v.optional(v.string()),
  created_at: v.number(),
})
  .index("by_workspace_provider_id", ["workspace_id", "provider_id"])
  .index("by_created", ["created_at"]);

export const vConversationEvent = v.union(
  v.literal("taken_over"),
  v.literal("handed_back"),
  v.literal("handed_off"),
  v.literal("assigned"),
  v.literal("closed"),
  v.literal("reopened"),
  v.literal("opted_out"),
  v.literal("opted_in"),
  v.literal("state_changed"),
  v.literal("lead_status_changed"),
);

/** What happened to a conversation beside its messages, and who did it: "ari", "contact", or a user. */
export const conversationEvents = defineTable({
  workspace_id: v.id("workspaces"),
  conversation_id: v.id("conversations"),
  event: vConversationEvent,
  by: v.string(),
  reason: v.optional(v.string()),
  /** What it became, where that is a matter of words: the assignee, the state, the lead status. */
  value: v.optional(v.string()),
  created_at: v.number(),
}).index("by_conversation_time", ["conversation_id", "created_at"]);

export const vNotificationKind = v.union(v.literal("handoff"), v.literal("booking"));

export const vNoticeMailStatus = v.union(
  v.literal("pending"),
  v.literal("sending"),
  v.literal("sent"),
  v.literal("failed"),
  v.literal("dropped"),
);

/** What a member should know: shown in the portal until it is read, and sent by mail. */
export const staffNotifications = defineTable({
  workspace_id: v.id("workspaces"),
  user_id: v.string(),
  kind: vNotificationKind,
  conversation_id: v.id("conversations"),
  contact_id: v.id("contacts"),
  /** A code, such as `human_requested`; its words are the reader's language's. */
  reason: v.string(),
  summary: v.string(),
  created_at: v.number(),
  read_at: v.optional(v.number()),
  mail_status: vNoticeMailStatus,
  /** Counts the claims of the mail. It is also the claim's own number: who settles must name it. */
  mail_attempts: v.number(),
  mail_due_at: v.number(),
  mail_error: v.optional(v.string()),
})
  .index("by_user_created", ["user_id", "created_at"])
  .index("by_user_read", ["user_id", "read_at"])
  .index("by_mail_due", ["mail_status", "mail_due_at"]);
