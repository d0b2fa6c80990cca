/** The world's own account of who said what to whom, kept beside what is stored and compared with it. */

import type { Doc, Id } from "./_generated/dataModel";
import type { Inbound } from "./model/inbox/receiving";
import type { Town } from "./tickets.setup";

export const START = 1_760_000_000_000;

/** Draws that a seed repeats. */
export class Draws {
  constructor(private state: number) {}

  /** A number from 0 to below 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** Take one out, any of them. */
  take<Item>(items: Item[]): Item {
    return items.splice(this.below(items.length), 1)[0] as Item;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}

/** What the world knows of a message of a lead. */
export interface Said {
  readonly message: Inbound;
  readonly lead: Lead;
  isStored: boolean;
  /** What settled it: ARI's reply, or a reason for which ARI need not answer. */
  answers: number;
  isExcused: boolean;
}

export interface Lead {
  readonly phone: string;
  conversationId: Id<"conversations"> | undefined;
  isWithHuman: boolean;
  /** Counts the takeovers: a reply that was queued before the latest must not leave. */
  takeovers: number;
  /** When each word about consent was written, and which it was. */
  optedOutAt: number | undefined;
  consentAt: number;
  /** Whether they were told that they opted out. */
  isConfirmed: boolean;
}

/** A message that was queued, in the order of queueing. */
export interface Queued {
  readonly id: string;
  readonly lead: Lead;
  readonly isBot: boolean;
  readonly isConfirmation: boolean;
  readonly takeovers: number;
  /** Set when Convex was told that it went out. */
  isKnownSent: boolean;
  sendings: number;
}

/** Everything that the world knows, and the story of how it came to be. */
export class Account {
  readonly said = new Map<string, Said>();
  readonly queued = new Map<string, Queued>();
  /** The queued messages in the order in which WhatsApp first got them. */
  readonly sentInOrder: string[] = [];
  readonly log: string[] = [];

  constructor(readonly leads: readonly Lead[]) {}

  note(what: string): void {
    this.log.push(`+${((Date.now() - START) / 1000).toFixed(1)} s ${what}`);
  }

  leadOf(conversationId: string): Lead {
    const lead = this.leads.find((one) => one.conversationId === conversationId);
    if (lead === undefined) {
      throw new Error("The world does not know this conversation.");
    }
    return lead;
  }

  saidOf(message: Inbound): Said {
    const said = this.said.get(message.provider_id);
    if (said === undefined) {
      throw new Error("Nobody said this.");
    }
    return said;
  }

  queuedOf(id: string): Queued {
    const queued = this.queued.get(id);
    if (queued === undefined) {
      throw new Error(`The message ${id} was never queued.`);
    }
    return queued;
  }

  /** Note that ARI need not answer what the lead said until now. */
  excuse(lead: Lead): void {
    for (const said of this.said.values()) {
      if (said.lead === lead && said.isStored && said.answers === 0) {
        said.isExcused = true;
      }
    }
  }
}

/** Fail where a fact does not hold. */
export function check(holds: boolean, fact: string): void {
  if (!holds) {
    throw new Error(`It does not hold that ${fact}.`);
  }
}

/** Test if ARI still owes an answer. */
export function isOpen(said: Said): boolean {
  return said.isStored && said.message.wants_answer && said.answers === 0 && !said.isExcused;
}

export async function storedConversation({ t }: Town, lead: Lead): Promise<Doc<"conversations">> {
  const id = lead.conversationId;
  const stored = await t.run(async (ctx) => (id === undefined ? null : await ctx.db.get("conversations", id)));
  if (stored === null) {
    throw new Error("A conversation of the world is gone.");
  }
  return stored;
}
