/** Lists of conversations, their messages and what happened to them, by cursor pages. */

import { v, type ObjectType } from "convex/values";
import type { Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { limitOf, pageArgs, pageOf, type OrderedRange } from "../pages";
import { refuseFields } from "../refusals";
import { openWorkspace } from "../workspaceAccess";
import {
  findConversation,
  openThread,
  threadArgs,
  type Contact,
  type Conversation,
  type ThreadCall,
} from "./threads";
import { InboxViews, vConversation, type ConversationView, type EventView, type MessageView } from "./views";

export const listArgs = {
  actor: vActor,
  workspace_id: v.string(),
  status: v.optional(v.string()),
  state: v.optional(v.string()),
  temperature: v.optional(v.string()),
  /** Null asks for the conversations of nobody. */
  assigned_to: v.optional(v.union(v.string(), v.null())),
  unread: v.optional(v.boolean()),
  /** The beginning of a word of the name, or of the number. */
  search: v.optional(v.string()),
  ...pageArgs,
};

type ListRequest = ObjectType<typeof listArgs>;

export const vConversationPage = v.object({ conversations: v.array(vConversation), cursor: v.optional(v.string()) });

interface ConversationPage {
  conversations: ConversationView[];
  cursor?: string;
}

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;
const MAX_SEARCH_LENGTH = 100;

/** The conversations of the workspace, the one with the latest message first. A search has one page: the best. */
export async function listConversations(ctx: QueryCtx, request: ListRequest): Promise<ConversationPage> {
  const workspace = await openWorkspace(ctx, request.actor, request.workspace_id, "see");
  const limit = limitOf(request.limit, DEFAULT_LIMIT, MAX_LIMIT);
  const search = request.search?.trim() ?? "";
  if (search.length > MAX_SEARCH_LENGTH) {
    refuseFields({ search: `Search for at most ${MAX_SEARCH_LENGTH} characters.` });
  }
  if (search !== "") {
    return { conversations: await searchConversations(ctx, workspace._id, search, request, limit) };
  }
  const accepts = filterOf(request);
  const { cursor, limit: _limit, actor: _actor, ...asked } = request;
  const { documents, cursor: next } = await pageOf(ctx, {
    table: "conversations",
    ranges: [{ ...rangeFor(workspace._id, request), accepts }],
    order: "desc",
    purpose: JSON.stringify(["conversations", ...Object.entries(asked).sort(([a], [b]) => (a < b ? -1 : 1))]),
    request: { limit, ...(cursor === undefined ? {} : { cursor }) },
    defaultLimit: limit,
    maxLimit: MAX_LIMIT,
  });
  const views = new InboxViews(ctx);
  const seen = await Promise.all(documents.map((conversation) => views.conversation(conversation)));
  const conversations = seen.filter((view) => view !== undefined);
  return { conversations, ...(next === undefined ? {} : { cursor: next }) };
}

/** What narrows a list of conversations. */
export type ConversationFilters = Pick<ListRequest, "status" | "state" | "temperature" | "assigned_to" | "unread"> & {
  /** Half-open, of the moment when ARI last handed them off. */
  readonly handed_off_from?: number;
  readonly handed_off_before?: number;
};

/**
 * The index of the filter that usually leaves least. Without a workspace, that of all: each index is there twice, with
 * the workspace first and without. What was handed off in a time is in the order of the handoffs, else of the messages.
 */
export function rangeFor(
  workspaceId: Id<"workspaces"> | undefined,
  filters: ConversationFilters,
): OrderedRange<"conversations"> {
  const first = workspaceId === undefined ? [] : ([["workspace_id", workspaceId]] as const);
  const index = workspaceId === undefined ? "by" : "by_workspace";
  // A conversation without any message has no moment, which the order cannot place.
  const time = { time: "last_message_at", from: 0 };
  if (isOfHandoffs(filters)) {
    const { handed_off_from: from = 0, handed_off_before: before } = filters;
    return { index: `${index}_handed_off`, equal: [...first], time: "handed_off_at", from, before };
  }
  if (filters.assigned_to !== undefined) {
    const assignee = filters.assigned_to ?? undefined;
    return { index: `${index}_assigned_time`, equal: [...first, ["assigned_to", assignee]], ...time };
  }
  if (filters.temperature !== undefined) {
    const equal = [...first, ["lead_temperature", filters.temperature]] as const;
    return { index: `${index}_temperature_time`, equal, ...time };
  }
  if (filters.state !== undefined) {
    return { index: `${index}_state_time`, equal: [...first, ["ari_state", filters.state]], ...time };
  }
  if (filters.status !== undefined) {
    return { index: `${index}_status_time`, equal: [...first, ["status", filters.status]], ...time };
  }
  return { index: `${index}_time`, equal: [...first], ...time };
}

export function filterOf(filters: ConversationFilters): (conversation: Conversation) => boolean {
  return (conversation) =>
    isAsked(filters.status, conversation.status) &&
    isAsked(filters.state, conversation.ari_state) &&
    isAsked(filters.temperature, conversation.lead_temperature) &&
    isAsked(filters.assigned_to, conversation.assigned_to ?? null) &&
    isAsked(filters.unread, conversation.unread_count > 0) &&
    (!isOfHandoffs(filters) || wasHandedOff(filters, conversation.handed_off_at));
}

function isOfHandoffs({ handed_off_from: from, handed_off_before: before }: ConversationFilters): boolean {
  return from !== undefined || before !== undefined;
}

function wasHandedOff(
  { handed_off_from: from = 0, handed_off_before: before = Infinity }: ConversationFilters,
  at: number | undefined,
): boolean {
  return at !== undefined && from <= at && at < before;
}

function isAsked<Value>(asked: Value | undefined, value: Value | undefined): boolean {
  return asked === undefined || asked === value;
}

async function searchConversations(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  search: string,
  request: ListRequest,
  limit: number,
): Promise<ConversationView[]> {
  const accepts = filterOf(request);
  const views = new InboxViews(ctx);
  const found: ConversationView[] = [];
  for (const contact of await searchContacts(ctx, workspaceId, search)) {
    const conversation = await findConversation(ctx, contact);
    const view = conversation !== null && accepts(conversation) ? await views.conversation(conversation, contact) : undefined;
    if (view !== undefined) {
      found.push(view);
    }
    if (found.length === limit) {
      break;
    }
  }
  return found;
}

/** Contacts that one search looks at. */
const MAX_FOUND = 100;

/** Find by the beginning of the number where it is one, else by words of the given name or the profile's. */
async function searchContacts(ctx: QueryCtx, workspaceId: Id<"workspaces">, search: string): Promise<Contact[]> {
  const prefix = numberPrefixOf(search);
  if (prefix !== undefined) {
    return await ctx.db
      .query("contacts")
      .withIndex("by_workspace_phone_normalized", (q) =>
        q.eq("workspace_id", workspaceId).gte("phone_normalized", prefix).lt("phone_normalized", `${prefix}~`),
      )
      .take(MAX_FOUND);
  }
  const [named, profiled] = await Promise.all([
    ctx.db
      .query("contacts")
      .withSearchIndex("search_name", (q) => q.search("name", search).eq("workspace_id", workspaceId))
      .take(MAX_FOUND),
    ctx.db
      .query("contacts")
      .withSearchIndex("search_kapso_name", (q) => q.search("kapso_name", search).eq("workspace_id", workspaceId))
      .take(MAX_FOUND),
  ]);
  return [...new Map([...named, ...profiled].map((contact) => [contact._id, contact])).values()];
}

/** Return how an E.164 number begins that was typed as 0812…, 62812… or +62812…; undefined: no number was typed. */
export function numberPrefixOf(search: string): string | undefined {
  const typed = search.replace(/[\s().-]/g, "");
  if (!/^\+?\d{3,15}$/.test(typed)) {
    return undefined;
  }
  if (typed.startsWith("+")) {
    return typed;
  }
  return typed.startsWith("0") ? `+62${typed.slice(1)}` : `+${typed}`;
}

export const messageListArgs = { ...threadArgs, ...pageArgs };

/** The messages of the conversation, newest first. */
export async function listMessages(
  ctx: QueryCtx,
  call: ObjectType<typeof messageListArgs>,
): Promise<{ messages: MessageView[]; cursor?: string }> {
  const { conversation } = await openThread(ctx, call, "see");
  const { documents, cursor } = await pageOf(ctx, {
    table: "messages",
    ranges: [{ index: "by_conversation_time", equal: [["conversation_id", conversation._id]], time: "created_at" }],
    order: "desc",
    purpose: `messages ${conversation._id}`,
    request: call,
    defaultLimit: 50,
    maxLimit: 200,
  });
  const views = new InboxViews(ctx);
  const messages = await Promise.all(documents.map((message) => views.message(message)));
  return { messages, ...(cursor === undefined ? {} : { cursor }) };
}

/** What happened to the conversation, newest first. */
export async function listEvents(
  ctx: QueryCtx,
  call: ThreadCall & { cursor?: string; limit?: number },
): Promise<{ events: EventView[]; cursor?: string }> {
  const { conversation } = await openThread(ctx, call, "see");
  const { documents, cursor } = await pageOf(ctx, {
    table: "conversationEvents",
    ranges: [{ index: "by_conversation_time", equal: [["conversation_id", conversation._id]], time: "created_at" }],
    order: "desc",
    purpose: `events ${conversation._id}`,
    request: call,
    defaultLimit: 50,
    maxLimit: 200,
  });
  const views = new InboxViews(ctx);
  const events = await Promise.all(documents.map((event) => views.event(event)));
  return { events, ...(cursor === undefined ? {} : { cursor }) };
}
