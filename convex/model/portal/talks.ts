/**
 * The conversation of one person: of a contact, or of the user who opened a ticket.
 *
 * A user is no contact: they sign in with Clerk, the contact writes on WhatsApp. In the ticket's workspace they are
 * taken for one person by the number that the user's profile has, in whatever spelling either side stored it; where
 * nobody has that number, or the profile has none, by the e-mail address. Names are never compared.
 */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { numberPrefixOf } from "../inbox/listing";
import { findConversation, type Contact } from "../inbox/threads";
import { vConversation, type ConversationView } from "../inbox/views";
import { refuseFields } from "../refusals";
import { findUser } from "../users";
import { rowsOf } from "./conversations";
import { enterPortal, placesOf } from "./sight";

type WorkspaceId = Id<"workspaces">;

/** Whose conversation is meant: a contact's, or a user's. */
export const talkArgs = {
  actor: vActor,
  workspace_id: v.string(),
  contact_id: v.optional(v.string()),
  user_id: v.optional(v.string()),
};

export const vTalk = v.object({
  conversation: v.optional(vConversation),
  /** Of a user's: by what the contact was found. */
  matched_by: v.optional(v.union(v.literal("phone"), v.literal("email"))),
});

type Talk = Infer<typeof vTalk>;

/** More documents than one person ever had. */
const MAX_TWINS = 10;

/** The conversation of the contact, or of the user, in a workspace that the actor may see; nothing: there is none. */
export async function findTalk(ctx: QueryCtx, request: ObjectType<typeof talkArgs>): Promise<Talk> {
  const { contact_id: contactId, user_id: userId } = request;
  if ((contactId === undefined) === (userId === undefined)) {
    refuseFields({ contact_id: "Name either the contact or the user." });
  }
  const desk = await enterPortal(ctx, request.actor);
  const [place] = (await placesOf(ctx, desk, [request.workspace_id])) ?? [];
  if (place === undefined) {
    return {};
  }
  if (userId !== undefined) {
    return await talkOfUser(ctx, place, userId);
  }
  const contact = await contactIn(ctx, place, contactId ?? "");
  const conversation = contact === null ? undefined : await latestTalk(ctx, [contact]);
  return conversation === undefined ? {} : { conversation };
}

async function contactIn(ctx: QueryCtx, place: WorkspaceId, id: string): Promise<Contact | null> {
  const contactId = ctx.db.normalizeId("contacts", id);
  const contact = contactId === null ? null : await ctx.db.get("contacts", contactId);
  return contact?.workspace_id === place ? contact : null;
}

async function talkOfUser(ctx: QueryCtx, place: WorkspaceId, userId: string): Promise<Talk> {
  const user = await findUser(ctx, userId);
  const ways = [
    ["phone", await contactsWithNumber(ctx, place, user?.phone)],
    ["email", await contactsWithAddress(ctx, place, user?.email)],
  ] as const;
  for (const [matched_by, contacts] of ways) {
    const conversation = await latestTalk(ctx, contacts);
    if (conversation !== undefined) {
      return { conversation, matched_by };
    }
  }
  return {};
}

async function contactsWithNumber(ctx: QueryCtx, place: WorkspaceId, phone: string | undefined): Promise<Contact[]> {
  const number = phone === undefined ? undefined : numberPrefixOf(phone);
  if (phone === undefined || number === undefined) {
    return [];
  }
  const normalized = await ctx.db
    .query("contacts")
    .withIndex("by_workspace_phone_normalized", (q) => q.eq("workspace_id", place).eq("phone_normalized", number))
    .take(MAX_TWINS);
  const spelled = [...spellingsOf(phone, number)].map((spelling) =>
    ctx.db
      .query("contacts")
      .withIndex("by_workspace_phone", (q) => q.eq("workspace_id", place).eq("phone", spelling))
      .take(MAX_TWINS),
  );
  return [...normalized, ...(await Promise.all(spelled)).flat()];
}

/** The forms in which a migrated contact may hold the number; `ari/phones.py` knows the same. */
function spellingsOf(typed: string, number: string): Set<string> {
  const digits = number.slice(1);
  const local = digits.startsWith("62") ? [`0${digits.slice(2)}`] : [];
  return new Set([typed, number, digits, ...local]);
}

async function contactsWithAddress(ctx: QueryCtx, place: WorkspaceId, email: string | undefined): Promise<Contact[]> {
  const written = email === undefined ? [] : [...new Set([email, email.toLowerCase()])];
  const found = written.map((address) =>
    ctx.db
      .query("contacts")
      .withIndex("by_workspace_email", (q) => q.eq("workspace_id", place).eq("email", address))
      .take(MAX_TWINS),
  );
  return (await Promise.all(found)).flat();
}

/** Of these contacts' conversations the one with the latest message. Those of simulated leads are nobody's. */
async function latestTalk(ctx: QueryCtx, contacts: readonly Contact[]): Promise<ConversationView | undefined> {
  const talks: Doc<"conversations">[] = [];
  for (const contact of new Map(contacts.map((each) => [each._id, each])).values()) {
    const conversation = await findConversation(ctx, contact);
    if (conversation !== null) {
      talks.push(conversation);
    }
  }
  const rows = await rowsOf(ctx, talks);
  const latestFirst = rows.sort(
    ({ conversation: one }, { conversation: other }) => (other.last_message_at ?? 0) - (one.last_message_at ?? 0),
  );
  return latestFirst[0]?.conversation;
}
