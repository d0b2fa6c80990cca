/** Conversations, messages and what happened to them, as answers show them. */

import { v, type Infer } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { People, vPerson } from "../users";
import { vConversationEvent, vDeliveryStatus } from "../tables/work";
import { epochOf, type Contact, type Conversation } from "./threads";
import { windowClosesAt } from "./window";

export const vContactRef = v.object({
  id: v.string(),
  name: v.optional(v.string()),
  profile_name: v.optional(v.string()),
  phone: v.string(),
  email: v.optional(v.string()),
  lead_score: v.number(),
  lead_status: v.string(),
  tags: v.array(v.string()),
  opted_out_at: v.optional(v.number()),
});

export type ContactRef = Infer<typeof vContactRef>;

export const vConversation = v.object({
  id: v.string(),
  workspace_id: v.string(),
  contact: vContactRef,
  status: v.string(),
  /** ARI's state and how ready the lead is, where ARI has met them. */
  state: v.optional(v.string()),
  temperature: v.optional(v.string()),
  assigned_to: v.optional(v.string()),
  assignee: v.optional(vPerson),
  unread_count: v.number(),
  last_message_at: v.optional(v.number()),
  last_message_preview: v.optional(v.string()),
  last_inbound_at: v.optional(v.number()),
  created_at: v.number(),
  updated_at: v.number(),
  epoch: v.number(),
});

export type ConversationView = Infer<typeof vConversation>;

/** Beyond that, what one conversation alone is asked for. */
export const vConversationDetail = v.object({
  ...vConversation.fields,
  /** When the contact may no longer be written to freely; absent: they never wrote. */
  window_closes_at: v.optional(v.number()),
  handoff_at: v.optional(v.number()),
  handoff_reason: v.optional(v.string()),
});

export type ConversationDetail = Infer<typeof vConversationDetail>;

export const vMessage = v.object({
  id: v.string(),
  conversation_id: v.string(),
  direction: v.string(),
  sender_type: v.string(),
  sender: v.optional(vPerson),
  text: v.optional(v.string()),
  kind: v.string(),
  metadata: v.optional(v.any()),
  delivery_status: v.optional(vDeliveryStatus),
  delivery_error: v.optional(v.string()),
  created_at: v.number(),
});

export type MessageView = Infer<typeof vMessage>;

export const vEvent = v.object({
  id: v.string(),
  event: vConversationEvent,
  by: v.string(),
  by_person: vPerson,
  reason: v.optional(v.string()),
  value: v.optional(v.string()),
  created_at: v.number(),
});

export type EventView = Infer<typeof vEvent>;

/** What people call the contact: the name that was given, the profile's, else the number. */
export function nameOf(contact: Contact): string {
  return contact.name || contact.kapso_name || contact.phone_normalized || contact.phone;
}

export function contactRef(contact: Contact): ContactRef {
  return {
    id: contact._id,
    ...present({
      name: contact.name,
      profile_name: contact.kapso_name,
      email: contact.email,
      opted_out_at: contact.opted_out_at,
    }),
    phone: contact.phone_normalized ?? contact.phone,
    lead_score: contact.lead_score,
    lead_status: contact.lead_status,
    tags: contact.tags ?? [],
  };
}

/** Makes the answers of one call, looking each person up once. */
export class InboxViews {
  private readonly people: People;

  constructor(private readonly ctx: QueryCtx) {
    this.people = new People(ctx);
  }

  /** The conversation; undefined where its contact is gone. */
  async conversation(conversation: Conversation, known?: Contact): Promise<ConversationView | undefined> {
    const contact = known ?? (await this.ctx.db.get("contacts", conversation.contact_id));
    if (contact === null) {
      return undefined;
    }
    const assignee = conversation.assigned_to;
    return {
      id: conversation._id,
      workspace_id: conversation.workspace_id,
      contact: contactRef(contact),
      status: conversation.status,
      ...present({
        state: conversation.ari_state,
        temperature: conversation.lead_temperature,
        assigned_to: assignee,
        assignee: assignee === undefined ? undefined : await this.people.get(assignee),
        last_message_at: conversation.last_message_at,
        last_message_preview: conversation.last_message_preview,
        last_inbound_at: conversation.last_inbound_at,
      }),
      unread_count: conversation.unread_count,
      created_at: conversation.created_at,
      updated_at: conversation.updated_at,
      epoch: epochOf(conversation),
    };
  }

  async detail(conversation: Conversation, contact: Contact): Promise<ConversationDetail> {
    const view = await this.conversation(conversation, contact);
    if (view === undefined) {
      throw new Error("A conversation has no contact in the transaction that found both.");
    }
    const ari = await this.ctx.db
      .query("ariConversations")
      .withIndex("by_workspace_contact", (q) =>
        q.eq("workspace_id", conversation.workspace_id).eq("contact_id", conversation.contact_id),
      )
      .first();
    return {
      ...view,
      ...present({
        window_closes_at: await windowClosesAt(this.ctx, conversation),
        handoff_at: ari?.handoff_at,
        handoff_reason: ari?.handoff_reason,
      }),
    };
  }

  async message(message: Doc<"messages">): Promise<MessageView> {
    const sender = message.sender_type === "user" ? message.sender_id : undefined;
    return {
      id: message._id,
      conversation_id: message.conversation_id,
      direction: message.direction,
      sender_type: message.sender_type,
      kind: message.message_type,
      ...present({
        sender: sender === undefined ? undefined : await this.people.get(sender),
        text: message.content,
        metadata: message.metadata as unknown,
        delivery_status: message.delivery_status,
        delivery_error: message.delivery_error,
      }),
      created_at: message.created_at,
    };
  }

  async event(event: Doc<"conversationEvents">): Promise<EventView> {
    return {
      id: event._id,
      event: event.event,
      by: event.by,
      by_person: await this.people.get(event.by),
      ...present({ reason: event.reason, value: event.value }),
      created_at: event.created_at,
    };
  }
}

/** The fields that have a value. */
export function present<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}
