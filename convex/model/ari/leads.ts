/** What a turn changes in a contact: never below what a human said. */

import type { MutationCtx } from "../../_generated/server";
import { changeContact, type ContactChanges } from "../inbox/contacts";
import type { Contact } from "../inbox/threads";

/**
 * How far along a lead is, by the statuses of the original's three vocabularies.
 *
 * "Lost" is lowest, so that somebody who comes back may rise.
 */
const RANK: Readonly<Record<string, number>> = {
  lost: 0,
  new: 1,
  cold: 2,
  cold_lead: 2,
  warm: 3,
  prospect: 3,
  hot: 4,
  hot_lead: 4,
  converted: 5,
  client: 5,
  student: 6,
  alumni: 7,
};

/** What ARI and the webhooks of the original wrote. Whatever else a migrated contact has, a human chose. */
const MACHINE_STATUSES: ReadonlySet<string> = new Set(["new", "cold_lead", "prospect", "hot_lead"]);

/** Test if a human chose the contact's lead status. */
export function isStatusHuman(contact: Contact): boolean {
  return contact.lead_status_by === undefined
    ? !MACHINE_STATUSES.has(contact.lead_status)
    : contact.lead_status_by === "human";
}

/** Test if ARI may set the status: any where no human chose, else only a higher one. An unknown word stays. */
export function mayBecome(contact: Contact, status: string): boolean {
  if (!isStatusHuman(contact)) {
    return true;
  }
  const [from, to] = [RANK[contact.lead_status], RANK[status]];
  return from !== undefined && to !== undefined && to > from;
}

const MAX_TAGS = 50;

export interface LeadNews {
  readonly score?: number | undefined;
  readonly status?: string | undefined;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly tags: readonly string[];
  /** What ARI knew before the turn: what it wrote then, it may correct. */
  readonly known: { readonly name?: unknown; readonly email?: unknown };
}

/** Write what the turn learned of the lead, and return the contact as it is then. */
export async function changeLead(ctx: MutationCtx, contact: Contact, news: LeadNews): Promise<Contact> {
  const changes: ContactChanges = {};
  if (news.score !== undefined && news.score !== contact.lead_score) {
    changes.lead_score = news.score;
  }
  if (news.status !== undefined && news.status !== contact.lead_status && mayBecome(contact, news.status)) {
    changes.lead_status = news.status;
    changes.lead_status_by = "ari";
  }
  for (const field of ["name", "email"] as const) {
    const value = news[field]?.trim();
    if (value !== undefined && value !== "" && value !== contact[field] && mayReplace(contact[field], news.known[field])) {
      changes[field] = value;
    }
  }
  const tags = [...new Set([...(contact.tags ?? []), ...news.tags])].slice(0, Math.max(MAX_TAGS, contact.tags?.length ?? 0));
  if (tags.length > (contact.tags?.length ?? 0)) {
    changes.tags = tags;
  }
  return Object.keys(changes).length === 0 ? contact : await changeContact(ctx, contact, changes);
}

/** What staff or a form wrote stays; what is missing, or what ARI itself had learned, may be replaced. */
function mayReplace(present: string | undefined, known: unknown): boolean {
  return present === undefined || present === "" || present === known;
}
