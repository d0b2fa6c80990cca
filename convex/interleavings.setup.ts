/**
 * A small world in which everything happens in any order: leads write, webhooks come late and twice, workers die, staff
 * take over, WhatsApp answers or does not. What must hold is checked at each step, and in the end.
 *
 * The real functions run; the world keeps its own account of who said what to whom, and compares.
 */

import { vi } from "vitest";
import { internal } from "./_generated/api";
import { claimDelivery, decision, inbound, LEASE_MS, newInbox } from "./inbox.setup";
import type { Decision } from "./model/ari/commits";
import type { Turn } from "./model/ari/reading";
import type { Delivery } from "./model/inbox/outbox";
import type { Inbound } from "./model/inbox/receiving";
import type { Status } from "./model/inbox/statuses";
import {
  Account,
  check,
  Draws,
  isOpen,
  START,
  storedConversation,
  type Lead,
  type Said,
} from "./interleavingsAccount.setup";
import { OWNER, person, type Town } from "./tickets.setup";

const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60_000;
const MEMBER = person("member");

type Step = () => Promise<void>;

export class World {
  private readonly channel: Inbound[] = [];
  private readonly statusChannel: Status[] = [];
  readonly account: Account;
  private readonly held = new Map<Lead, { turn: Turn; until: number }>();
  /** Turns of workers that are not done with them, or whose commit is still on its way. */
  private readonly turns: Turn[] = [];
  private readonly deliveries: Delivery[] = [];
  /** What WhatsApp took, and answered so slowly that its statuses may come first. */
  private readonly answers: { delivery: Delivery; providerId: string }[] = [];
  private readonly providerIds = new Map<string, string>();
  private isOn = true;
  /** Whether WhatsApp's statuses carry what was sent along with the message. */
  private readonly hasSigns: boolean;

  private constructor(
    readonly town: Town,
    private readonly draws: Draws,
  ) {
    const leads = ["+6281200000001", "+6281200000002"].slice(0, 1 + draws.below(2)).map((phone) => ({
      phone,
      conversationId: undefined,
      isWithHuman: false,
      takeovers: 0,
      optedOutAt: undefined,
      consentAt: 0,
      isConfirmed: false,
    }));
    this.account = new Account(leads);
    this.hasSigns = draws.chance(0.5);
  }

  static async create(seed: number): Promise<World> {
    vi.setSystemTime(START);
    return new World(await newInbox(), new Draws(seed));
  }

  /** Do one thing out of all that may happen. */
  async step(): Promise<void> {
    const { draws } = this;
    const roll = draws.next();
    const steps: [share: number, step: Step][] = [
      [0.15, () => this.leadWrites()],
      [0.15, () => this.webhookComes()],
      [0.12, () => this.timePasses()],
      [0.13, () => this.workerClaims()],
      [0.12, () => this.workerGoesOn()],
      [0.09, () => this.courierClaims()],
      [0.08, () => this.courierGoesOn()],
      [0.08, () => this.statusComes()],
      [0.08, () => this.staffAct()],
    ];
    let sum = 0;
    for (const [share, step] of steps) {
      sum += share;
      if (roll < sum) {
        await step();
        return;
      }
    }
  }

  private async leadWrites(): Promise<void> {
    const lead = this.draws.pick(this.account.leads);
    const roll = this.draws.next();
    const consent = roll < 0.06 ? ("out" as const) : roll < 0.14 ? ("in" as const) : undefined;
    const kind = roll > 0.95 ? "reaction" : "text";
    const message = inbound(`m${this.account.said.size}`, {
      phone: lead.phone,
      phone_spellings: [lead.phone.slice(1), lead.phone],
      kind,
      wants_answer: kind === "text",
      // WhatsApp tells the second.
      sent_at: Math.floor(Date.now() / 1000) * 1000,
      ...(consent === undefined ? {} : { consent, wait_ms: 800, limit_ms: 2_000 }),
    });
    this.account.said.set(message.provider_id, { message, lead, isStored: false, answers: 0, isExcused: false });
    const copies = this.draws.chance(0.3) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.channel.push(message);
    }
    this.account.note(`${lead.phone} writes ${message.provider_id} ${message.text ?? ""} ${consent ?? ""}`);
  }

  /** A webhook with some messages, in any order; now and then its answer is lost, so that it comes again. */
  private async webhookComes(): Promise<void> {
    if (this.channel.length === 0) {
      return;
    }
    const count = 1 + this.draws.below(Math.min(3, this.channel.length));
    const batch = Array.from({ length: count }, () => this.draws.take(this.channel));
    await this.deliverBatch(batch);
    if (this.draws.chance(0.1)) {
      this.channel.push(...batch);
    }
  }

  private async deliverBatch(batch: Inbound[]): Promise<void> {
    this.account.note(`webhook ${batch.map((message) => message.provider_id).join(" ")}`);
    const received = await this.town.t.mutation(internal.messages.receiveBatch, { messages: batch, statuses: [] });
    const fresh = batch.filter((message, at) => !this.account.saidOf(message).isStored && batch.indexOf(message) === at);
    check(received.stored === fresh.length, `${fresh.length} of the messages were new, not ${received.stored}`);
    for (const message of fresh) {
      const said = this.account.saidOf(message);
      said.isStored = true;
      this.heedConsent(said);
    }
    await this.learnConversations(batch);
  }

  private heedConsent({ message, lead }: Said): void {
    const { consent } = message;
    const at = message.sent_at ?? 0;
    if (consent === "out" && at >= lead.consentAt) {
      lead.consentAt = at;
      lead.optedOutAt ??= at;
    } else if (consent === "in" && lead.optedOutAt !== undefined && at > lead.consentAt) {
      lead.consentAt = at;
      lead.optedOutAt = undefined;
      lead.isConfirmed = false;
    }
  }

  private async learnConversations(batch: readonly Inbound[]): Promise<void> {
    for (const { lead } of batch.map((message) => this.account.saidOf(message))) {
      lead.conversationId ??= await this.town.t.run(async (ctx) => {
        const contact = await ctx.db
          .query("contacts")
          .withIndex("by_workspace_phone_normalized", (q) =>
            q.eq("workspace_id", this.town.client).eq("phone_normalized", lead.phone),
          )
          .first();
        const conversation =
          contact === null
            ? null
            : await ctx.db
                .query("conversations")
                .withIndex("by_contact", (q) => q.eq("contact_id", contact._id))
                .first();
        return conversation?._id;
      });
    }
  }

  private async timePasses(): Promise<void> {
    const roll = this.draws.next();
    const ms = roll < 0.6 ? this.draws.below(6_000) : roll < 0.97 ? this.draws.below(90_000) : DAY_MS + MINUTE_MS;
    vi.setSystemTime(Date.now() + ms);
    this.account.note(`${ms} ms pass`);
  }

  private async workerClaims(): Promise<void> {
    const { turns } = await this.town.t.query(internal.ariTurns.listDue, { limit: 10, nonce: 0 });
    const due = turns.conversation_ids;
    const known = this.account.leads.filter((lead) => lead.conversationId !== undefined);
    // Mostly what is due; now and then anything, as a worker that asked a while ago does.
    const id = due.length > 0 && this.draws.chance(0.9) ? this.draws.pick(due) : undefined;
    const lead = known.find((one) => one.conversationId === id) ?? (known.length > 0 ? this.draws.pick(known) : undefined);
    if (lead !== undefined) {
      await this.claimFor(lead, this.draws.chance(0.1));
    }
  }

  private async claimFor(lead: Lead, isEager: boolean): Promise<Turn | undefined> {
    const { turn, silence } = await this.town.t.mutation(internal.ariTurns.claim, {
      conversation_id: lead.conversationId ?? "",
      lease_ms: LEASE_MS,
      ...(isEager ? { even_if_not_due: true } : {}),
    });
    this.account.note(`claim for ${lead.phone}: ${turn === undefined ? (silence ?? "") : `turn ${turn.claim}`}`);
    if (turn === undefined) {
      this.excuseFor(lead, silence);
      return undefined;
    }
    const holder = this.held.get(lead);
    check(holder === undefined || holder.until <= Date.now(), "one worker at a time holds a conversation");
    check(!lead.isWithHuman, "nothing is claimed of a conversation that a human has");
    this.held.set(lead, { turn, until: Date.now() + LEASE_MS });
    this.turns.push(turn);
    return turn;
  }

  private excuseFor(lead: Lead, silence: string | undefined): void {
    if (silence === "disabled" || silence === "opted_out" || silence === "outside_window") {
      this.account.excuse(lead);
    } else if (silence === "given_up") {
      lead.isWithHuman = true;
    }
  }

  /** A worker commits, dies, holds on, or gives up. One that dies may come back to life much later, and commit then. */
  private async workerGoesOn(): Promise<void> {
    if (this.turns.length === 0) {
      return;
    }
    const roll = this.draws.next();
    if (roll < 0.12) {
      this.account.note("a worker dies");
      this.draws.take(this.turns);
    } else if (roll < 0.2) {
      await this.extend(this.draws.pick(this.turns));
    } else if (roll < 0.3) {
      await this.release(this.draws.take(this.turns));
    } else {
      const turn = this.draws.take(this.turns);
      await this.commit(turn, this.draw());
      if (this.draws.chance(0.1)) {
        await this.commit(turn, this.draw(), true);
      }
    }
  }

  private async extend({ conversation_id, claim, epoch }: Turn): Promise<void> {
    const { is_held: isHeld } = await this.town.t.mutation(internal.ariTurns.extend, {
      conversation_id,
      claim,
      epoch,
      lease_ms: LEASE_MS,
    });
    const lead = this.account.leadOf(conversation_id);
    const holder = this.held.get(lead);
    if (isHeld && holder?.turn.claim === claim) {
      holder.until = Date.now() + LEASE_MS;
    }
    this.account.note(`extend ${claim}: ${String(isHeld)}`);
  }

  private async release({ conversation_id, claim }: Turn): Promise<void> {
    const error = this.draws.chance(0.5) ? { error: "ModelError" } : {};
    const { released } = await this.town.t.mutation(internal.ariTurns.release, { conversation_id, claim, ...error });
    if (released) {
      this.held.delete(this.account.leadOf(conversation_id));
    }
    this.account.note(`release ${claim}: ${String(released)}`);
  }

  private draw(): "reply" | "two" | "silent" | "handoff" {
    const roll = this.draws.next();
    return roll < 0.75 ? "reply" : roll < 0.85 ? "two" : roll < 0.93 ? "silent" : "handoff";
  }

  private async commit(turn: Turn, kind: "reply" | "two" | "silent" | "handoff", isRepeated = false): Promise<void> {
    const lead = this.account.leadOf(turn.conversation_id);
    const { conversation_id, claim, epoch } = turn;
    const decided = decisionOf(turn, kind);
    const { outcome, message_ids: ids } = await this.town.t.mutation(internal.ariTurns.commit, {
      conversation_id,
      claim,
      epoch,
      decision: decided,
    });
    this.account.note(`commit ${claim} (${kind}${isRepeated ? ", again" : ""}): ${outcome} ${ids.length}`);
    if (isRepeated || outcome === "lost") {
      check(ids.every((id) => this.account.queued.has(id)), "a repeated commit queues nothing new");
      return;
    }
    if (this.held.get(lead)?.turn.claim === claim) {
      this.held.delete(lead);
    }
    if (outcome === "committed") {
      this.heedTurn(lead, turn, decided, ids);
    } else {
      check(ids.length === 0, "a turn that is not committed queues nothing");
      this.excuseFor(lead, outcome);
    }
  }

  private heedTurn(lead: Lead, turn: Turn, decided: Decision, ids: readonly string[]): void {
    check(this.isOn, "nothing is committed while ARI is off");
    check(!lead.isWithHuman, "nothing is committed after a takeover");
    const isOut = lead.optedOutAt !== undefined;
    check(!isOut || ids.length === (lead.isConfirmed ? 0 : 1), "who opted out is told so, once");
    lead.isConfirmed = isOut;
    for (const message of turn.messages) {
      const said = [...this.account.said.values()].find((one) => one.message.text === message.text);
      const isWaiting = said?.lead === lead && said.isStored && said.answers === 0 && !said.isExcused;
      check(isWaiting, `${message.text} is answered once, and only where nobody else answered it`);
      if (said !== undefined) {
        said.answers += 1;
      }
    }
    const waiting = [...this.account.said.values()].filter((said) => said.lead === lead && isOpen(said));
    check(waiting.length === 0, `all that waited was answered, also ${waiting.map((said) => said.message.text).join(" ")}`);
    for (const id of ids) {
      this.enqueue(id, lead, true, isOut);
    }
    if (decided.handoff !== undefined) {
      lead.isWithHuman = true;
    }
  }

  private enqueue(id: string, lead: Lead, isBot: boolean, isConfirmation: boolean): void {
    this.account.queued.set(id, { id, lead, isBot, isConfirmation, takeovers: lead.takeovers, isKnownSent: false, sendings: 0 });
  }

  private async courierClaims(): Promise<void> {
    const { deliveries } = await this.town.t.query(internal.ariTurns.listDue, { limit: 10, nonce: 0 });
    const due = deliveries.conversation_ids;
    if (due.length > 0) {
      await this.claimDeliveryOf(this.draws.pick(due));
    }
  }

  private async claimDeliveryOf(conversationId: string): Promise<Delivery | undefined> {
    const delivery = await claimDelivery(this.town, conversationId);
    this.account.note(`delivery claimed: ${delivery?.message_id ?? "none"}`);
    if (delivery === undefined) {
      return undefined;
    }
    const queued = this.account.queuedOf(delivery.message_id);
    const { lead } = queued;
    check(!queued.isKnownSent, "what is known to be sent is not sent again");
    check(
      !queued.isBot || queued.isConfirmation || queued.takeovers === lead.takeovers,
      "no reply leaves that was queued before a takeover",
    );
    check(lead.optedOutAt === undefined || queued.isConfirmation, "nothing but the confirmation leaves after opting out");
    this.deliveries.push(delivery);
    return delivery;
  }

  /** WhatsApp takes the message, refuses it, or nobody learns which; the worker settles at once, later, or never. */
  private async courierGoesOn(): Promise<void> {
    if (this.answers.length > 0 && this.draws.chance(0.5)) {
      const { delivery, providerId } = this.draws.take(this.answers);
      await this.settle(delivery, "sent", providerId);
      return;
    }
    if (this.deliveries.length === 0) {
      return;
    }
    const delivery = this.draws.take(this.deliveries);
    const roll = this.draws.next();
    if (roll < 0.4) {
      await this.settle(delivery, "sent", this.send(delivery));
    } else if (roll < 0.6) {
      this.answers.push({ delivery, providerId: this.send(delivery) });
    } else if (roll < 0.7) {
      await this.settle(delivery, "retry");
    } else if (roll < 0.8) {
      if (this.draws.chance(0.5)) {
        this.send(delivery);
      }
      await this.settle(delivery, "unknown");
    } else if (roll < 0.9) {
      this.account.note("a courier dies after sending");
      this.send(delivery);
    } else if (roll < 0.95) {
      this.account.note("a courier dies before sending");
    } else {
      await this.settle(delivery, "give_up");
    }
  }

  /** WhatsApp takes the message, and will tell of it. */
  private send(delivery: Delivery): string {
    const queued = this.account.queuedOf(delivery.message_id);
    queued.sendings += 1;
    if (queued.sendings === 1) {
      this.account.sentInOrder.push(queued.id);
    }
    const providerId = `out.${delivery.message_id}.${queued.sendings}`;
    this.providerIds.set(providerId, queued.id);
    const words = this.draws.chance(0.1) ? (["sent", "failed"] as const) : (["sent", "delivered", "read"] as const);
    for (const status of words) {
      const sign = this.hasSigns ? { sign: queued.id } : {};
      const update: Status = { phone_number_id: "phone-client", provider_id: providerId, status, ...sign };
      this.statusChannel.push(update, ...(this.draws.chance(0.2) ? [update] : []));
    }
    return providerId;
  }

  private async settle(delivery: Delivery, outcome: "sent" | "retry" | "unknown" | "give_up", providerId?: string): Promise<void> {
    const { conversation_id, claim, outbox_id } = delivery;
    const { status } = await this.town.t.mutation(internal.whatsappOutbox.settle, {
      conversation_id,
      claim,
      outbox_id,
      outcome,
      ...(providerId === undefined ? { error: "no luck" } : { provider_id: providerId }),
    });
    if (outcome === "sent") {
      this.account.queuedOf(delivery.message_id).isKnownSent = true;
    }
    this.account.note(`settle ${delivery.message_id} ${outcome}: ${status}`);
  }

  private async statusComes(): Promise<void> {
    if (this.statusChannel.length === 0) {
      return;
    }
    const update = this.draws.take(this.statusChannel);
    if (this.draws.chance(0.1)) {
      return;
    }
    await this.tellStatus(update);
  }

  private async tellStatus(update: Status): Promise<void> {
    this.account.note(`status ${update.provider_id} ${update.status}`);
    await this.town.t.mutation(internal.messages.receiveBatch, { messages: [], statuses: [update] });
    if (this.hasSigns) {
      this.account.queuedOf(this.providerIds.get(update.provider_id) ?? "").isKnownSent = true;
    }
  }

  private async staffAct(): Promise<void> {
    const known = this.account.leads.filter((lead) => lead.conversationId !== undefined);
    if (known.length === 0) {
      return;
    }
    const lead = this.draws.pick(known);
    const actor = this.draws.pick([OWNER, MEMBER]);
    const call = { actor, conversation_id: lead.conversationId ?? "" };
    const roll = this.draws.next();
    if (roll < 0.3) {
      await this.town.t.mutation(internal.conversations.takeOver, call);
      this.account.note(`take over ${lead.phone}`);
      this.markTakenOver(lead);
    } else if (roll < 0.65) {
      await this.handBack(lead);
    } else if (roll < 0.8) {
      await this.staffWrites(lead);
    } else if (roll < 0.85) {
      await this.town.t.mutation(internal.conversations.close, call);
      this.account.note(`close ${lead.phone}`);
      this.held.delete(lead);
      this.account.excuse(lead);
      await this.readHolder(lead);
    } else if (roll < 0.88) {
      await this.town.t.mutation(internal.conversations.markRead, call);
    } else if (roll < 0.92) {
      await this.setState(lead);
    } else {
      await this.switchAri(!this.isOn);
    }
  }

  /** Staff put ARI into a state. In one that is silent, it falls silent. */
  private async setState(lead: Lead): Promise<void> {
    const state = this.draws.pick(["qualifying", "completed"] as const);
    const call = { actor: OWNER, conversation_id: lead.conversationId ?? "", state };
    const set = await this.town.t.mutation(internal.ariConversations.updateState, call).catch(() => undefined);
    this.account.note(`state of ${lead.phone}: ${set?.state ?? "ARI has not met them"}`);
    if (set !== undefined) {
      const { status } = await storedConversation(this.town, lead);
      lead.isWithHuman = status === "handover" || set.state === "completed";
    }
  }

  private markTakenOver(lead: Lead): void {
    lead.isWithHuman = true;
    lead.takeovers += 1;
    this.held.delete(lead);
  }

  private async handBack(lead: Lead): Promise<void> {
    const before = await storedConversation(this.town, lead);
    await this.town.t.mutation(internal.conversations.handBack, { actor: OWNER, conversation_id: before._id });
    this.account.note(`hand back ${lead.phone}`);
    lead.isWithHuman = false;
    this.held.delete(lead);
    if (Date.now() >= (before.last_inbound_at ?? 0) + DAY_MS) {
      this.account.excuse(lead);
    }
  }

  private async staffWrites(lead: Lead): Promise<void> {
    const conversation = await storedConversation(this.town, lead);
    const isOpenNow = Date.now() < (conversation.last_inbound_at ?? 0) + DAY_MS;
    const call = { actor: MEMBER, conversation_id: conversation._id, text: `staff ${this.account.queued.size}` };
    const mayWrite = lead.optedOutAt === undefined && isOpenNow;
    const sent = await this.town.t.mutation(internal.conversations.sendMessage, call).catch(() => undefined);
    this.account.note(`staff write to ${lead.phone}: ${String(sent !== undefined)}`);
    check((sent !== undefined) === mayWrite, "staff may write to whom they may");
    if (sent !== undefined) {
      this.markTakenOver(lead);
      this.account.excuse(lead);
      this.enqueue(sent.message.id, lead, false, false);
    }
  }

  private async switchAri(isOn: boolean): Promise<void> {
    this.isOn = isOn;
    this.account.note(`ARI is ${isOn ? "on" : "off"}`);
    await this.town.t.run(async (ctx) => {
      const config = await ctx.db
        .query("ariConfig")
        .withIndex("by_workspace", (q) => q.eq("workspace_id", this.town.client))
        .first();
      if (config !== null) {
        await ctx.db.patch("ariConfig", config._id, { is_enabled: isOn });
      }
    });
  }

  /** A closed conversation is ARI's again, unless ARI had given it away. */
  private async readHolder(lead: Lead): Promise<void> {
    const { ari_state: state } = await storedConversation(this.town, lead);
    lead.isWithHuman = state === "handoff" || state === "completed";
  }

  /** Let everything that is on its way arrive, and everybody finish; then look at what there is. */
  async settleDown(): Promise<void> {
    this.account.note("everything settles down");
    await this.switchAri(true);
    this.turns.length = 0;
    this.deliveries.length = 0;
    this.answers.length = 0;
    while (this.channel.length > 0) {
      await this.deliverBatch([this.draws.take(this.channel)]);
    }
    for (let round = 0; round < 40; round += 1) {
      // Longer than a lease and than most pauses, and all together less than a day.
      vi.setSystemTime(Date.now() + 10 * MINUTE_MS);
      while (this.statusChannel.length > 0) {
        await this.tellStatus(this.draws.take(this.statusChannel));
      }
      const { turns, deliveries } = await this.town.t.query(internal.ariTurns.listDue, { limit: 10, nonce: 0 });
      for (const id of turns.conversation_ids) {
        const turn = await this.claimFor(this.account.leadOf(id), false);
        if (turn !== undefined) {
          this.turns.length = 0;
          await this.commit(turn, "reply");
        }
      }
      for (const id of deliveries.conversation_ids) {
        const delivery = await this.claimDeliveryOf(id);
        if (delivery !== undefined) {
          await this.settle(delivery, "sent", this.send(delivery));
        }
      }
      if (turns.conversation_ids.length + deliveries.conversation_ids.length === 0) {
        break;
      }
    }
  }

}

function decisionOf(turn: Turn, kind: "reply" | "two" | "silent" | "handoff"): Decision {
  const text = `re ${turn.messages.map((message) => message.text).join(" ")}`;
  const one = { text, source: "script" };
  if (turn.contact.is_opted_out) {
    return decision({ consent: "out", replies: kind === "two" ? [one, one] : [one] });
  }
  if (kind === "handoff") {
    const handoff = { reason: "human_requested", summary: text, note_type: "handoff" };
    return decision({ state: "handoff", handoff, replies: [one] });
  }
  return decision({ replies: kind === "silent" ? [] : kind === "two" ? [one, { ...one, text: `${text} (2)` }] : [one] });
}
