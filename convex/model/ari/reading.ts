/** What one turn of ARI reads: all that it needs, in one call, at a cost that does not grow with the conversation. */

import { getDocumentSize, v, type Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { SIMULATED } from "../inbox/outgoing";
import { epochOf, type Contact, type Conversation, type Thread } from "../inbox/threads";
import { present } from "../inbox/views";
import type { AriConversation } from "./records";
import { greetingOf } from "./settings/config";
import { MAX_BYTES, MAX_DOCUMENTS } from "./settings/room";

const vTurnMessage = v.object({
  id: v.string(),
  direction: v.string(),
  sender: v.string(),
  text: v.string(),
  kind: v.string(),
  metadata: v.optional(v.any()),
  created_at: v.number(),
});

/** The stored documents without what only Convex and the migration need. */
const vSettings = v.object({
  is_enabled: v.boolean(),
  bot_name: v.optional(v.string()),
  greeting_style: v.optional(v.string()),
  language: v.optional(v.string()),
  tone: v.optional(v.any()),
  greeting_template: v.optional(v.string()),
  community_link: v.optional(v.string()),
  time_zone: v.optional(v.string()),
  grok_weight: v.optional(v.number()),
  daily_budget_micros: v.optional(v.number()),
});

const vScoring = v.object({
  hot_threshold: v.number(),
  warm_threshold: v.number(),
  weight_basic: v.number(),
  weight_qualification: v.number(),
  weight_document: v.number(),
  weight_engagement: v.number(),
});

export const vTurn = v.object({
  /** The number of the claim, which extending and committing must name. */
  claim: v.number(),
  /** Which attempt at this burst it is, counted from 1. */
  attempt: v.number(),
  lease_until: v.number(),
  now: v.number(),
  epoch: v.number(),
  workspace: v.object({ id: v.string(), name: v.string(), slug: v.string() }),
  settings: vSettings,
  scoring: v.optional(vScoring),
  flow_stages: v.array(
    v.object({
      name: v.string(),
      goal: v.string(),
      sample_script: v.optional(v.string()),
      exit_criteria: v.optional(v.string()),
    }),
  ),
  contact: v.object({
    id: v.string(),
    phone: v.string(),
    name: v.optional(v.string()),
    profile_name: v.optional(v.string()),
    email: v.optional(v.string()),
    lead_score: v.number(),
    lead_status: v.string(),
    is_status_human: v.boolean(),
    is_opted_out: v.boolean(),
    tags: v.array(v.string()),
    form_answers: v.any(),
  }),
  conversation_id: v.string(),
  ari_conversation_id: v.string(),
  state: v.string(),
  memory: v.optional(v.any()),
  model: v.optional(v.string()),
  messages: v.array(vTurnMessage),
  history: v.array(vTurnMessage),
  knowledge: v.array(
    v.object({ id: v.string(), title: v.string(), content: v.string(), category: v.optional(v.string()) }),
  ),
  destinations: v.array(
    v.object({
      id: v.string(),
      country: v.string(),
      university_name: v.string(),
      city: v.optional(v.string()),
      requirements: v.optional(v.any()),
      programs: v.array(v.string()),
      is_promoted: v.boolean(),
      priority: v.number(),
      notes: v.optional(v.string()),
    }),
  ),
});

export type Turn = Infer<typeof vTurn>;

/** What a turn takes in of each. More of a burst than its newest messages is answered with them, unread. */
export const MAX_BURST = 50;
const MAX_HISTORY = 20;
const MAX_STAGES = 50;
const MAX_CATEGORIES = 200;

export async function findConfig(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Doc<"ariConfig"> | null> {
  return await ctx.db
    .query("ariConfig")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspaceId))
    .first();
}

/** Return the unanswered messages, the newest of them where there are very many, oldest first. */
export async function unansweredOf(ctx: QueryCtx, conversation: Conversation): Promise<Doc<"messages">[]> {
  const newest = await ctx.db
    .query("messages")
    .withIndex("by_conversation_epoch", (q) =>
      q.eq("conversation_id", conversation._id).gt("epoch", conversation.answered_epoch ?? 0),
    )
    .order("desc")
    .take(MAX_BURST);
  // In the order in which they were written, which deliveries may have mixed up.
  return newest.sort((left, right) => left.created_at - right.created_at || left._creationTime - right._creationTime);
}

interface Claimed {
  readonly claim: number;
  readonly attempt: number;
  readonly leaseUntil: number;
}

/** Read everything that the turn needs. `burst` are its unanswered messages. */
export async function readTurn(
  ctx: MutationCtx,
  thread: Thread,
  ari: AriConversation,
  config: Doc<"ariConfig"> | null,
  burst: readonly Doc<"messages">[],
  { claim, attempt, leaseUntil }: Claimed,
): Promise<Turn> {
  const { workspace, contact, conversation } = thread;
  const [history, scoring, stages, knowledge, destinations] = await Promise.all([
    historyOf(ctx, conversation, burst),
    scoringOf(ctx, workspace._id),
    stagesOf(ctx, workspace._id),
    knowledgeOf(ctx, workspace._id),
    destinationsOf(ctx, workspace._id),
  ]);
  return {
    claim,
    attempt,
    lease_until: leaseUntil,
    now: Date.now(),
    epoch: epochOf(conversation),
    workspace: { id: workspace._id, name: workspace.name, slug: workspace.slug },
    settings: { ...settingsOf(config), ...(contact.source === SIMULATED ? { is_enabled: true } : {}) },
    ...present({ scoring }),
    flow_stages: stages,
    contact: contactOf(contact),
    conversation_id: conversation._id,
    ari_conversation_id: ari._id,
    state: ari.state,
    ...present({ memory: ari.context as unknown, model: ari.ai_model }),
    messages: burst.map(messageOf),
    history: history.map(messageOf),
    knowledge,
    destinations,
  };
}

/** The newest messages that are not the burst's, oldest first. What never reached the contact was never said. */
async function historyOf(
  ctx: QueryCtx,
  conversation: Conversation,
  burst: readonly Doc<"messages">[],
): Promise<Doc<"messages">[]> {
  const unanswered = new Set(burst.map((message) => message._id));
  const newest = await ctx.db
    .query("messages")
    .withIndex("by_conversation_time", (q) => q.eq("conversation_id", conversation._id))
    .order("desc")
    .take(MAX_HISTORY + unanswered.size);
  return newest
    .filter((message) => !unanswered.has(message._id) && message.delivery_status !== "failed")
    .slice(0, MAX_HISTORY)
    .reverse();
}

function messageOf(message: Doc<"messages">): Infer<typeof vTurnMessage> {
  return {
    id: message._id,
    direction: message.direction,
    sender: message.sender_type,
    text: message.content ?? "",
    kind: message.message_type,
    ...present({ metadata: message.metadata as unknown }),
    created_at: message.created_at,
  };
}

function settingsOf(config: Doc<"ariConfig"> | null): Infer<typeof vSettings> {
  if (config === null) {
    return { is_enabled: false };
  }
  return {
    is_enabled: config.is_enabled === true,
    ...present({
      bot_name: config.bot_name,
      greeting_style: config.greeting_style,
      language: config.language,
      tone: config.tone as unknown,
      greeting_template: greetingOf(config),
      community_link: config.community_link,
      time_zone: config.time_zone,
      grok_weight: config.grok_weight,
      daily_budget_micros: config.daily_budget_micros,
    }),
  };
}

async function scoringOf(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Infer<typeof vScoring> | undefined> {
  const stored = await ctx.db
    .query("ariScoringConfig")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspaceId))
    .first();
  if (stored === null) {
    return undefined;
  }
  const { hot_threshold, warm_threshold, weight_basic, weight_qualification, weight_document, weight_engagement } = stored;
  return { hot_threshold, warm_threshold, weight_basic, weight_qualification, weight_document, weight_engagement };
}

async function stagesOf(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Turn["flow_stages"]> {
  const stages = await ctx.db
    .query("ariFlowStages")
    .withIndex("by_workspace_order", (q) => q.eq("workspace_id", workspaceId))
    .take(MAX_STAGES);
  return stages
    .filter((stage) => stage.is_active)
    .map(({ name, goal, sample_script, exit_criteria }) => ({ name, goal, ...present({ sample_script, exit_criteria }) }));
}

function contactOf(contact: Contact): Turn["contact"] {
  const metadata = contact.metadata as { form_answers?: unknown } | undefined;
  return {
    id: contact._id,
    phone: contact.phone_normalized ?? contact.phone,
    ...present({ name: contact.name, profile_name: contact.kapso_name, email: contact.email }),
    lead_score: contact.lead_score,
    lead_status: contact.lead_status,
    is_status_human: contact.lead_status_by === "human",
    is_opted_out: contact.opted_out_at !== undefined,
    tags: contact.tags ?? [],
    form_answers: metadata?.form_answers ?? {},
  };
}

async function knowledgeOf(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Turn["knowledge"]> {
  const categories = await ctx.db
    .query("ariKnowledgeCategories")
    .withIndex("by_workspace_order", (q) => q.eq("workspace_id", workspaceId))
    .take(MAX_CATEGORIES);
  const names = new Map(categories.map((category) => [category._id, category.name]));
  const entries = ctx.db
    .query("ariKnowledgeEntries")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspaceId));
  const active = (await takeWithin(entries, MAX_DOCUMENTS)).filter((entry) => entry.is_active);
  return active.map((entry) => ({
    id: entry._id,
    title: entry.title,
    content: entry.content,
    ...present({ category: entry.category_id === undefined ? undefined : names.get(entry.category_id) }),
  }));
}

/** The promoted ones first, then by priority, so that the bound leaves out what matters least. */
async function destinationsOf(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Turn["destinations"]> {
  const stored = ctx.db.query("ariDestinations").withIndex("by_workspace", (q) => q.eq("workspace_id", workspaceId));
  const destinations = await takeWithin(stored, MAX_DOCUMENTS);
  return destinations
    .sort((left, right) => Number(right.is_promoted) - Number(left.is_promoted) || right.priority - left.priority)
    .map((destination) => ({
      id: destination._id,
      country: destination.country,
      university_name: destination.university_name,
      ...present({
        city: destination.city,
        requirements: destination.requirements as unknown,
        notes: destination.notes,
      }),
      programs: destination.programs ?? [],
      is_promoted: destination.is_promoted,
      priority: destination.priority,
    }));
}

/** Take documents until there are so many, or they are too large to go on. */
async function takeWithin<Document extends Record<string, unknown>>(
  documents: AsyncIterable<Document>,
  count: number,
): Promise<Document[]> {
  const taken: Document[] = [];
  let bytes = 0;
  for await (const document of documents) {
    taken.push(document);
    bytes += getDocumentSize(document as Parameters<typeof getDocumentSize>[0]);
    if (taken.length === count || bytes > MAX_BYTES) {
      break;
    }
  }
  return taken;
}
