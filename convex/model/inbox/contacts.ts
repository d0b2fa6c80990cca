/** Contacts: one person, one document, whatever spelling their number was stored in; and what they want of us. */

import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { Changes } from "../changes";
import type { Contact } from "./threads";

/** Whose number it is, as a webhook tells it. */
export interface Sender {
  /** E.164; undefined where the number could not be read as one. */
  readonly phone?: string | undefined;
  /** The spellings under which the contact may be stored, the one that came first. */
  readonly phone_spellings: readonly string[];
  readonly profile_name?: string | undefined;
}

/** Return the contact with that number, made when there is none yet. `source` says where a new one came from. */
export async function ensureContact(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  sender: Sender,
  source: string,
): Promise<Contact> {
  const contact = await findContact(ctx, workspaceId, sender);
  if (contact !== null) {
    return await refreshContact(ctx, contact, sender);
  }
  const now = Date.now();
  const { phone, profile_name: profileName } = sender;
  const id = await ctx.db.insert("contacts", {
    workspace_id: workspaceId,
    // The spelling that came is the one the source has too, so that a later migration adopts this contact.
    phone: sender.phone_spellings[0] ?? phone ?? "",
    ...(phone === undefined ? {} : { phone_normalized: phone }),
    ...(profileName === undefined ? {} : { kapso_name: profileName, cache_updated_at: now }),
    lead_score: 0,
    lead_status: "new",
    lead_status_by: "ari",
    tags: [],
    source,
    created_at: now,
    updated_at: now,
  });
  const made = await ctx.db.get("contacts", id);
  if (made === null) {
    throw new Error("A contact is gone in the transaction that made it.");
  }
  return made;
}

async function findContact(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  { phone, phone_spellings: spellings }: Sender,
): Promise<Contact | null> {
  if (phone !== undefined) {
    const known = await ctx.db
      .query("contacts")
      .withIndex("by_workspace_phone_normalized", (q) => q.eq("workspace_id", workspaceId).eq("phone_normalized", phone))
      .first();
    if (known !== null) {
      return known;
    }
  }
  for (const spelling of spellings) {
    const stored = await ctx.db
      .query("contacts")
      .withIndex("by_workspace_phone", (q) => q.eq("workspace_id", workspaceId).eq("phone", spelling))
      .first();
    if (stored !== null) {
      return stored;
    }
  }
  return null;
}

/**
 * Keep what the webhook knows better: the number's one form, and the name of the WhatsApp profile.
 *
 * `name` stays as it is. It is what the lead, a form or staff said; a profile may be called anything.
 */
async function refreshContact(ctx: MutationCtx, contact: Contact, sender: Sender): Promise<Contact> {
  const changes: Partial<Contact> = {};
  if (sender.phone !== undefined && contact.phone_normalized !== sender.phone) {
    changes.phone_normalized = sender.phone;
  }
  if (sender.profile_name !== undefined && contact.kapso_name !== sender.profile_name) {
    changes.kapso_name = sender.profile_name;
    changes.cache_updated_at = Date.now();
  }
  if (Object.keys(changes).length === 0) {
    return contact;
  }
  return await changeContact(ctx, contact, changes);
}

export type ContactChanges = Changes<"contacts">;

/** Write the changes and return the contact as it is then. */
export async function changeContact(ctx: MutationCtx, contact: Contact, changes: ContactChanges): Promise<Contact> {
  await ctx.db.patch("contacts", contact._id, { ...changes, updated_at: Date.now() });
  const changed: Doc<"contacts"> | null = await ctx.db.get("contacts", contact._id);
  if (changed === null) {
    throw new Error("A contact is gone in the transaction that wrote it.");
  }
  return changed;
}

export type Consent = "out" | "in";

/**
 * Heed what a message said about consent, and return the contact as it is then.
 *
 * `at` is when it was written: an older message that comes later changes nothing. At one moment, opting out counts. To
 * say "start" means nothing where nobody opted out, so that it cannot outweigh a "stop" that is still on its way.
 */
export async function heedConsent(ctx: MutationCtx, contact: Contact, consent: Consent, at: number): Promise<Contact> {
  const given = contact.consent_given_at ?? 0;
  if (at < given || (consent === "in" && at === given)) {
    return contact;
  }
  if (consent === "out") {
    return await changeContact(ctx, contact, { consent_given_at: at, opted_out_at: contact.opted_out_at ?? at });
  }
  const welcome = { consent_given_at: at, opted_out_at: undefined, opt_out_confirmed_at: undefined };
  let changed = contact;
  for (const person of [contact, ...(await twinsOf(ctx, contact))]) {
    if (person.opted_out_at !== undefined) {
      const welcomed = await changeContact(ctx, person, welcome);
      changed = person._id === contact._id ? welcomed : changed;
    }
  }
  return changed;
}

/**
 * Test if the person wants no messages of ours.
 *
 * The migration may have brought several contacts with one number. Whoever opted out as one of them did so as all.
 */
export async function isOptedOut(ctx: QueryCtx, contact: Contact): Promise<boolean> {
  if (contact.opted_out_at !== undefined) {
    return true;
  }
  return (await twinsOf(ctx, contact)).some((twin) => twin.opted_out_at !== undefined);
}

/** More documents than one person ever had. */
const MAX_TWINS = 10;

/** The contacts of the workspace with the same number, but this one. */
async function twinsOf(ctx: QueryCtx, contact: Contact): Promise<Contact[]> {
  const phone = contact.phone_normalized;
  if (phone === undefined) {
    return [];
  }
  const same = await ctx.db
    .query("contacts")
    .withIndex("by_workspace_phone_normalized", (q) =>
      q.eq("workspace_id", contact.workspace_id).eq("phone_normalized", phone),
    )
    .take(MAX_TWINS);
  return same.filter((twin) => twin._id !== contact._id);
}

/** Test if the person opted out and was not told yet that they did. */
export function isConfirmationDue(contact: Contact): boolean {
  return contact.opted_out_at !== undefined && contact.opt_out_confirmed_at === undefined;
}
