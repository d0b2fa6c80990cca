/**
 * Storing what a webhook brought: messages of contacts and statuses of ours, once each, whatever comes twice or late.
 *
 * All that a message brings about stands or falls with it in one transaction: contact, conversation, unread count,
 * consent, and the work for ARI, so that a crash after the answer loses nothing and one before it is repeated.
 */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { findWorkspace, refuseWorkspace, vActor } from "../access";
import { ensureWork } from "../work";
import { refuse } from "../refusals";
import { openWorkspace } from "../workspaceAccess";
import { ensureContact, heedConsent } from "./contacts";
import { SIMULATED } from "./outgoing";
import { heedStatus, vStatus, type Status } from "./statuses";
import {
  changeConversation,
  CONTACT_ID,
  ensureConversation,
  epochOf,
  isWithHuman,
  previewOf,
  recordEvent,
  SILENT_STATES,
  type Contact,
  type Conversation,
  type ConversationChanges,
  type Workspace,
} from "./threads";

export const vInbound = v.object({
  /** The number that it came to, which tells the workspace. */
  phone_number_id: v.string(),
  provider_id: v.string(),
  phone: v.optional(v.string()),
  phone_spellings: v.array(v.string()),
  profile_name: v.optional(v.string()),
  /** WhatsApp's type: text, image, button, … */
  kind: v.string(),
  /** What can be read of it. */
  text: v.optional(v.string()),
  /** What a list shows of a message without text. */
  marker: v.optional(v.string()),
  metadata: v.optional(v.any()),
  sent_at: v.optional(v.number()),
  /** What it says about consent, if that is what it says. */
  consent: v.optional(v.union(v.literal("out"), v.literal("in"))),
  /** Whether it wants an answer: a reaction does not. */
  wants_answer: v.boolean(),
  /** How long after it the burst may be over, and how long after it the burst is over in any case. */
  wait_ms: v.number(),
  limit_ms: v.number(),
});

export type Inbound = Infer<typeof vInbound>;

export const batchArgs = { messages: v.array(vInbound), statuses: v.array(vStatus) };

export const vReceived = v.object({
  /** Messages that are new, and those that were stored before. */
  stored: v.number(),
  repeated: v.number(),
  statuses_moved: v.number(),
  statuses_stale: v.number(),
  /** Statuses of messages that are not known, or not yet. */
  statuses_stray: v.number(),
  /** The numbers to which no workspace belongs, and how much came to each. */
  unknown_numbers: v.array(v.object({ phone_number_id: v.string(), count: v.number() })),
  conversation_ids: v.array(v.string()),
});

export type Received = Infer<typeof vReceived>;

/** More would come near to the 4,096 index ranges that Convex lets a function read. */
const MAX_BATCH = 200;

/** Store the batch. */
export async function receiveBatch(ctx: MutationCtx, batch: ObjectType<typeof batchArgs>): Promise<Received> {
  const { messages, statuses } = batch;
  checkSize(messages.length + statuses.length);
  const numbers = new Numbers(ctx);
  const intake = new Intake(ctx, "whatsapp");
  for (const message of messages) {
    const workspace = await numbers.workspaceOf(message.phone_number_id);
    if (workspace !== null) {
      await intake.take(workspace, message);
    }
  }
  const outcomes = await heedStatuses(ctx, numbers, statuses);
  return { ...(await intake.finish()), ...outcomes, unknown_numbers: numbers.unknown() };
}

function checkSize(size: number): void {
  if (size > MAX_BATCH) {
    throw new Error(`A batch has at most ${MAX_BATCH} messages and statuses; send the rest in the next one.`);
  }
}

export const simulateArgs = {
  actor: vActor,
  workspace_id: v.string(),
  messages: v.array(vInbound),
};

/** Store messages as a webhook would, for somebody who tries ARI out. What is answered to them leaves for nowhere. */
export async function receiveSimulated(ctx: MutationCtx, call: ObjectType<typeof simulateArgs>): Promise<Received> {
  const workspace = await openWorkspace(ctx, call.actor, call.workspace_id, "configure");
  return await takeSimulated(ctx, workspace, call.messages);
}

/** The same for the operator's chat in the terminal. */
export async function receiveChat(
  ctx: MutationCtx,
  call: { workspace_id: string; messages: Inbound[] },
): Promise<Received> {
  const workspace = (await findWorkspace(ctx, call.workspace_id)) ?? refuseWorkspace();
  return await takeSimulated(ctx, workspace, call.messages);
}

async function takeSimulated(ctx: MutationCtx, workspace: Workspace, messages: readonly Inbound[]): Promise<Received> {
  checkSize(messages.length);
  const intake = new Intake(ctx, SIMULATED);
  for (const message of messages) {
    await intake.take(workspace, asNobody(message));
  }
  return { ...(await intake.finish()), ...NO_STATUSES, unknown_numbers: [] };
}


/** Give the message a sender whom no number reaches, so that nobody real is mistaken for them, nor they for somebody. */
function asNobody({ phone, ...message }: Inbound): Inbound {
  return { ...message, phone_spellings: [`${SIMULATED}:${phone ?? message.phone_spellings[0] ?? ""}`] };
}

const NO_STATUSES = { statuses_moved: 0, statuses_stale: 0, statuses_stray: 0 };

async function heedStatuses(
  ctx: MutationCtx,
  numbers: Numbers,
  statuses: readonly Status[],
): Promise<typeof NO_STATUSES> {
  const counts = { ...NO_STATUSES };
  for (const status of statuses) {
    const workspace = await numbers.workspaceOf(status.phone_number_id);
    if (workspace !== null) {
      counts[`statuses_${await heedStatus(ctx, workspace._id, status)}`] += 1;
    }
  }
  return counts;
}

/** The workspaces behind the numbers of one batch, each looked up once. */
class Numbers {
  private readonly known = new Map<string, Workspace | null>();
  private readonly missed = new Map<string, number>();

  constructor(private readonly ctx: MutationCtx) {}

  async workspaceOf(phoneNumberId: string): Promise<Workspace | null> {
    if (!this.known.has(phoneNumberId)) {
      this.known.set(
        phoneNumberId,
        await this.ctx.db
          .query("workspaces")
          .withIndex("by_kapso_phone", (q) => q.eq("kapso_phone_id", phoneNumberId))
          .first(),
      );
    }
    const workspace = this.known.get(phoneNumberId) ?? null;
    if (workspace === null) {
      this.missed.set(phoneNumberId, (this.missed.get(phoneNumberId) ?? 0) + 1);
    }
    return workspace;
  }

  unknown(): { phone_number_id: string; count: number }[] {
    return [...this.missed].map(([phone_number_id, count]) => ({ phone_number_id, count }));
  }
}

/** A conversation into which messages of the batch go: what it becomes is written once, at the end. */
interface Opened {
  contact: Contact;
  readonly conversation: Conversation;
  epoch: number;
  unread: number;
  lastMessageAt: number;
  lastInboundAt: number;
  preview: string | undefined;
  /** When the burst is over after the messages of this batch; undefined: none of them wants an answer. */
  burst: { dueAt: number; deadlineAt: number } | undefined;
}

class Intake {
  private readonly opened = new Map<Id<"contacts">, Opened>();
  private stored = 0;
  private repeated = 0;
  private readonly now = Date.now();

  constructor(
    private readonly ctx: MutationCtx,
    private readonly source: string,
  ) {}

  /** Store the message, unless it is there. */
  async take(workspace: Workspace, message: Inbound): Promise<void> {
    if (await this.isKnown(workspace, message.provider_id)) {
      this.repeated += 1;
      return;
    }
    const opened = await this.open(workspace, message);
    const at = this.momentOf(message);
    if (message.consent !== undefined) {
      await this.heed(opened, message.consent, at);
    }
    if (message.wants_answer) {
      opened.epoch += 1;
      opened.unread += 1;
      opened.burst = this.longer(opened.burst, message);
    }
    await this.insert(opened, message, at);
    if (at >= opened.lastMessageAt) {
      opened.lastMessageAt = at;
      opened.preview = previewOf(message.text ?? "") || message.marker;
    }
    opened.lastInboundAt = Math.max(opened.lastInboundAt, at);
    this.stored += 1;
  }

  /** Write what the conversations became, and the work that waits in them. */
  async finish(): Promise<Pick<Received, "stored" | "repeated" | "conversation_ids">> {
    for (const opened of this.opened.values()) {
      const conversation = await changeConversation(this.ctx, opened.conversation, changesOf(opened));
      if (opened.burst !== undefined && !isWithHuman(conversation)) {
        await armTurn(this.ctx, conversation, opened.burst);
      }
    }
    const ids = [...this.opened.values()].map(({ conversation }) => conversation._id);
    return { stored: this.stored, repeated: this.repeated, conversation_ids: ids };
  }

  private async isKnown(workspace: Workspace, providerId: string): Promise<boolean> {
    const known = await this.ctx.db
      .query("messages")
      .withIndex("by_workspace_kapso_id", (q) =>
        q.eq("workspace_id", workspace._id).eq("kapso_message_id", providerId),
      )
      .first();
    return known !== null;
  }

  private async open(workspace: Workspace, message: Inbound): Promise<Opened> {
    const contact = await ensureContact(this.ctx, workspace._id, message, this.source);
    if (this.source === SIMULATED && contact.source !== SIMULATED) {
      refuse("conflict", "contact_is_real", "This is the number of a real contact, to whom ARI would really write.");
    }
    const known = this.opened.get(contact._id);
    if (known !== undefined) {
      known.contact = contact;
      return known;
    }
    const conversation = await ensureConversation(this.ctx, contact);
    const opened: Opened = {
      contact,
      conversation,
      epoch: epochOf(conversation),
      unread: conversation.unread_count,
      lastMessageAt: conversation.last_message_at ?? 0,
      lastInboundAt: conversation.last_inbound_at ?? 0,
      preview: conversation.last_message_preview,
      burst: undefined,
    };
    this.opened.set(contact._id, opened);
    return opened;
  }

  /** When it was written. A clock that is ahead of ours would hold the service window open, so ours is the limit. */
  private momentOf({ sent_at: sentAt }: Inbound): number {
    return sentAt === undefined || !(sentAt > 0) ? this.now : Math.min(sentAt, this.now);
  }

  private async heed(opened: Opened, consent: "out" | "in", at: number): Promise<void> {
    const before = opened.contact.opted_out_at;
    opened.contact = await heedConsent(this.ctx, opened.contact, consent, at);
    if ((before === undefined) !== (opened.contact.opted_out_at === undefined)) {
      const event = consent === "out" ? "opted_out" : "opted_in";
      await recordEvent(this.ctx, opened.conversation, { event, by: CONTACT_ID });
    }
  }

  private longer(burst: Opened["burst"], { wait_ms: wait, limit_ms: limit }: Inbound): Opened["burst"] {
    const deadlineAt = Math.min(burst?.deadlineAt ?? Infinity, this.now + limit);
    return { dueAt: Math.min(this.now + wait, deadlineAt), deadlineAt };
  }

  private async insert(opened: Opened, message: Inbound, at: number): Promise<void> {
    await this.ctx.db.insert("messages", {
      conversation_id: opened.conversation._id,
      workspace_id: opened.conversation.workspace_id,
      direction: "inbound",
      sender_type: "contact",
      ...(message.text === undefined ? {} : { content: message.text }),
      message_type: message.kind,
      kapso_message_id: message.provider_id,
      ...(message.metadata === undefined ? {} : { metadata: message.metadata as unknown }),
      ...(message.wants_answer ? { epoch: opened.epoch } : {}),
      created_at: at,
    });
  }
}

function changesOf(opened: Opened): ConversationChanges {
  const { conversation } = opened;
  const wasAway = conversation.status === "closed" || conversation.status === "snoozed";
  // What a human finished with stays theirs when the contact writes again.
  const status = SILENT_STATES.has(conversation.ari_state ?? "") ? "handover" : "open";
  return {
    epoch: opened.epoch,
    unread_count: opened.unread,
    last_message_at: opened.lastMessageAt,
    last_inbound_at: opened.lastInboundAt,
    ...(opened.preview === undefined ? {} : { last_message_preview: opened.preview }),
    ...(wasAway && opened.burst !== undefined ? { status } : {}),
  };
}

/** Make ARI's turn due when the burst is over. Messages that came before in the same burst can only make it earlier. */
async function armTurn(
  ctx: MutationCtx,
  conversation: Conversation,
  burst: { dueAt: number; deadlineAt: number },
): Promise<void> {
  const work = await ensureWork(ctx, conversation, "turn");
  const deadlineAt = Math.min(work.deadline_at ?? Infinity, burst.deadlineAt);
  const dueAt = Math.min(burst.dueAt, deadlineAt);
  await ctx.db.patch("conversationWork", work._id, {
    due_at: dueAt,
    deadline_at: deadlineAt,
    // While a worker has it, `ready_at` is the end of its lease; what it gives back is ready when this burst is over.
    ...(work.is_taken ? {} : { ready_at: dueAt }),
  });
}
