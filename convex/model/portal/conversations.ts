/**
 * The conversations of all workspaces that somebody of the support hub may see, as one list by the last message, or
 * those that ARI handed off in a time by the handoff.
 *
 * Who sees every workspace reads the order of all; for a staff account the ranges of its workspaces are merged, which
 * costs one range for each of its grants and nothing for workspaces that it does not hold.
 */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { filterOf, numberPrefixOf, rangeFor, type ConversationFilters } from "../inbox/listing";
import { SIMULATED } from "../inbox/outgoing";
import { findConversation, type Contact, type Conversation } from "../inbox/threads";
import { InboxViews, vConversation, type ConversationView } from "../inbox/views";
import { limitOf, pageArgs, pageOf, type OrderedRange } from "../pages";
import { refuseFields } from "../refusals";
import { vWorkspaceRef, workspaceRef } from "../workspaceRefs";
import { enterPortal, placesOf } from "./sight";

type WorkspaceId = Id<"workspaces">;

export const portalConversationArgs = {
  actor: vActor,
  /** Absent, or none named: all that the actor may see. */
  workspaces: v.optional(v.array(v.string())),
  status: v.optional(v.string()),
  state: v.optional(v.string()),
  temperature: v.optional(v.string()),
  /** Null asks for the conversations of nobody. */
  assigned_to: v.optional(v.union(v.string(), v.null())),
  unread: v.optional(v.boolean()),
  /** Half-open, of the moment when ARI last handed them off. */
  handed_off_from: v.optional(v.number()),
  handed_off_before: v.optional(v.number()),
  /** Words of the name, or the beginning of the number. A search has one page: the best. */
  search: v.optional(v.string()),
  ...pageArgs,
};

type ListRequest = ObjectType<typeof portalConversationArgs>;

const vRow = v.object({ conversation: vConversation, workspace: vWorkspaceRef });

export const vPortalConversationPage = v.object({ rows: v.array(vRow), cursor: v.optional(v.string()) });

type ConversationPage = Infer<typeof vPortalConversationPage>;

const LIMITS = { default: 25, max: 100 } as const;
const MAX_SEARCH_LENGTH = 100;

/** A page of the conversations. Those with simulated leads, who are nobody's work, are left out. */
export async function listPortalConversations(ctx: QueryCtx, request: ListRequest): Promise<ConversationPage> {
  const desk = await enterPortal(ctx, request.actor);
  const limit = limitOf(request.limit, LIMITS.default, LIMITS.max);
  const places = await placesOf(ctx, desk, request.workspaces ?? []);
  const search = request.search?.trim() ?? "";
  if (search !== "") {
    const found = await searchConversations(ctx, places, search, filterOf(request));
    return { rows: await rowsOf(ctx, found.slice(0, limit)) };
  }
  const { cursor, limit: _limit, actor, ...asked } = request;
  const accepts = filterOf(request);
  const { documents, cursor: next } = await pageOf(ctx, {
    table: "conversations",
    ranges: rangesOf(places, request).map((range) => ({ ...range, accepts })),
    order: "desc",
    purpose: JSON.stringify(["portal conversations", actor.user_id, ...sortedEntries(asked)]),
    request: { limit, ...(cursor === undefined ? {} : { cursor }) },
    defaultLimit: LIMITS.default,
    maxLimit: LIMITS.max,
  });
  return { rows: await rowsOf(ctx, documents), ...(next === undefined ? {} : { cursor: next }) };
}

function sortedEntries(asked: object): [string, unknown][] {
  return Object.entries(asked).sort(([left], [right]) => (left < right ? -1 : 1));
}

function rangesOf(
  places: readonly WorkspaceId[] | undefined,
  filters: ConversationFilters,
): OrderedRange<"conversations">[] {
  return places === undefined ? [rangeFor(undefined, filters)] : places.map((id) => rangeFor(id, filters));
}

interface Row {
  readonly conversation: Conversation;
  readonly contact: Contact;
}

export async function rowsOf(ctx: QueryCtx, found: readonly (Conversation | Row)[]): Promise<ConversationPage["rows"]> {
  const views = new InboxViews(ctx);
  const places = new Map<WorkspaceId, ReturnType<typeof workspaceRef>>();
  const rows = await Promise.all(
    found.map(async (each) => {
      const conversation = "conversation" in each ? each.conversation : each;
      const contact = "contact" in each ? each.contact : await ctx.db.get("contacts", conversation.contact_id);
      if (contact === null || contact.source === SIMULATED) {
        return undefined;
      }
      const view = await views.conversation(conversation, contact);
      const place = places.get(conversation.workspace_id) ?? workspaceRef(ctx, conversation.workspace_id);
      places.set(conversation.workspace_id, place);
      return view === undefined ? undefined : { conversation: view satisfies ConversationView, workspace: await place };
    }),
  );
  return rows.filter((row) => row !== undefined);
}

/** Workspaces among which a search looks; whoever holds more of them says where to look. */
const MAX_SEARCHED = 20;
/** Contacts that one search looks at in a workspace. */
const MAX_FOUND = 50;

async function searchConversations(
  ctx: QueryCtx,
  places: readonly WorkspaceId[] | undefined,
  search: string,
  accepts: (conversation: Conversation) => boolean,
): Promise<Row[]> {
  if (search.length > MAX_SEARCH_LENGTH) {
    refuseFields({ search: `Search for at most ${MAX_SEARCH_LENGTH} characters.` });
  }
  if (places !== undefined && places.length > MAX_SEARCHED) {
    refuseFields({ search: `Choose a workspace to search in: this looks through at most ${MAX_SEARCHED}.` });
  }
  const among = places === undefined ? [undefined] : places;
  const contacts = (await Promise.all(among.map((place) => searchContacts(ctx, place, search)))).flat();
  const rows = await Promise.all(
    [...new Map(contacts.map((contact) => [contact._id, contact])).values()].map(async (contact) => {
      const conversation = await findConversation(ctx, contact);
      return conversation !== null && accepts(conversation) ? { conversation, contact } : undefined;
    }),
  );
  return rows.filter((row) => row !== undefined);
}

/** Find by the beginning of the number where it is one, else by words of the given name or the profile's. */
async function searchContacts(ctx: QueryCtx, place: WorkspaceId | undefined, search: string): Promise<Contact[]> {
  const prefix = numberPrefixOf(search);
  if (prefix !== undefined) {
    return await contactsNumbered(ctx, place, prefix);
  }
  const [named, profiled] = await Promise.all([
    ctx.db
      .query("contacts")
      .withSearchIndex("search_name", (q) => {
        const words = q.search("name", search);
        return place === undefined ? words : words.eq("workspace_id", place);
      })
      .take(MAX_FOUND),
    ctx.db
      .query("contacts")
      .withSearchIndex("search_kapso_name", (q) => {
        const words = q.search("kapso_name", search);
        return place === undefined ? words : words.eq("workspace_id", place);
      })
      .take(MAX_FOUND),
  ]);
  return [...named, ...profiled];
}

async function contactsNumbered(
  ctx: QueryCtx,
  place: WorkspaceId | undefined,
  prefix: string,
): Promise<Doc<"contacts">[]> {
  const after = `${prefix}~`;
  const contacts = ctx.db.query("contacts");
  const range =
    place === undefined
      ? contacts.withIndex("by_phone_normalized", (q) => q.gte("phone_normalized", prefix).lt("phone_normalized", after))
      : contacts.withIndex("by_workspace_phone_normalized", (q) =>
          q.eq("workspace_id", place).gte("phone_normalized", prefix).lt("phone_normalized", after),
        );
  return await range.take(MAX_FOUND);
}

export const unreadArgs = { actor: vActor, workspaces: v.array(v.string()) };

export const vUnread = v.object({
  counts: v.array(v.object({ workspace_id: v.string(), unread: v.number(), is_exact: v.boolean() })),
});

const MAX_COUNTED = 99;
const MAX_COUNTED_IN = 100;

/** How many conversations of each workspace have messages that nobody read, counting no further than MAX_COUNTED. */
export async function countUnread(
  ctx: QueryCtx,
  request: ObjectType<typeof unreadArgs>,
): Promise<Infer<typeof vUnread>> {
  const desk = await enterPortal(ctx, request.actor);
  if (request.workspaces.length > MAX_COUNTED_IN) {
    refuseFields({ workspaces: `Count in at most ${MAX_COUNTED_IN} workspaces.` });
  }
  const places: WorkspaceId[] = [];
  for (let from = 0; from < request.workspaces.length; from += MAX_SEARCHED) {
    places.push(...((await placesOf(ctx, desk, request.workspaces.slice(from, from + MAX_SEARCHED))) ?? []));
  }
  const counts = places.map(async (place) => {
    const unread = await ctx.db
      .query("conversations")
      .withIndex("by_workspace_unread", (q) => q.eq("workspace_id", place).gt("unread_count", 0))
      .take(MAX_COUNTED + 1);
    return { workspace_id: place, unread: Math.min(unread.length, MAX_COUNTED), is_exact: unread.length <= MAX_COUNTED };
  });
  return { counts: await Promise.all(counts) };
}
