/** The way from a worded message about an appointment to WhatsApp: through the outbox of the lead's conversation. */

import type { Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { queueMessages, SIMULATED } from "../inbox/outgoing";
import { ARI_ID, ensureConversation, type Thread } from "../inbox/threads";
import { windowClosesAt } from "../inbox/window";
import { vTemplate } from "../tables/work";
import type { Notice } from "./notices";

export { vTemplate };
export type { Thread };

/** Test if WhatsApp is a way to the contact. Who only tries ARI out reads everything in the conversation itself. */
export function canReach(workspace: Doc<"workspaces">, contact: Doc<"contacts">): boolean {
  return isSimulated(contact) || (workspace.kapso_phone_id !== undefined && contact.phone !== "");
}

export function isSimulated(contact: Doc<"contacts">): boolean {
  return contact.source === SIMULATED;
}

/** Return the conversation to write in, made where there is none; undefined where WhatsApp is no way to the contact. */
export async function threadOf(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  contact: Doc<"contacts"> | null,
): Promise<Thread | undefined> {
  if (contact === null || !canReach(workspace, contact)) {
    return undefined;
  }
  return { workspace, contact, conversation: await ensureConversation(ctx, contact) };
}

/** Test if the contact may be written to freely at that moment; else only a template may be sent. */
export async function isFreeToWrite(ctx: QueryCtx, { contact, conversation }: Thread, now: number): Promise<boolean> {
  const closesAt = await windowClosesAt(ctx, conversation);
  return isSimulated(contact) || (closesAt !== undefined && now < closesAt);
}

export interface Worded {
  /** The text or, of a template, what staff see in its place. */
  readonly text: string;
  readonly template?: Infer<typeof vTemplate> | undefined;
}

/** Put the message into the conversation and into the outbox; return the conversation's id. */
export async function queueWhatsApp(
  ctx: MutationCtx,
  thread: Thread,
  notice: Notice,
  { text, template }: Worded,
): Promise<Id<"conversations">> {
  const author = { sender_type: "bot", sender_id: ARI_ID } as const;
  const metadata = { appointment_id: notice.appointment_id, notice: notice.kind };
  const message = { text, template, metadata, expiresAt: notice.useful_until, noticeId: notice._id };
  await queueMessages(ctx, thread, author, [message]);
  return thread.conversation._id;
}
