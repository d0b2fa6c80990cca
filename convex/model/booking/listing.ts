/** Lists of appointments and of what happened to one, each a cursor page along an index. */

import { v, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { pageArgs, pageOf, type OrderedRange, type PageRequest } from "../pages";
import { vAppointmentStatus } from "../tables/booking";
import { openWorkspace } from "../workspaceAccess";
import { findAriConversation, openAppointment, type AppointmentCall } from "./cases";
import { AppointmentViews, vAppointment, vHistoryRow, type AppointmentView, type HistoryRowView } from "./views";

export const listArgs = {
  actor: vActor,
  workspace_id: v.string(),
  statuses: v.optional(v.array(vAppointmentStatus)),
  /** Null: those of nobody. */
  consultant_id: v.optional(v.union(v.string(), v.null())),
  ari_conversation_id: v.optional(v.string()),
  contact_id: v.optional(v.string()),
  /** Half-open, of the start. */
  from: v.optional(v.number()),
  before: v.optional(v.number()),
  order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
  ...pageArgs,
};

type ListRequest = ObjectType<typeof listArgs>;

export const vAppointmentPage = v.object({ appointments: v.array(vAppointment), cursor: v.optional(v.string()) });

/** A page of the workspace's appointments in the order of their starts, the next ones first unless told otherwise. */
export async function listAppointments(
  ctx: QueryCtx,
  request: ListRequest,
): Promise<{ appointments: AppointmentView[]; cursor?: string }> {
  const workspace = await openWorkspace(ctx, request.actor, request.workspace_id, "see");
  const conversation = await conversationAsked(ctx, workspace._id, request);
  if (conversation === null) {
    return { appointments: [] };
  }
  const { cursor: _cursor, limit: _limit, actor: _actor, ...question } = request;
  const { documents, cursor } = await pageOf(ctx, {
    table: "ariAppointments",
    ranges: rangesOf(workspace._id, conversation?._id, request),
    order: request.order ?? "asc",
    purpose: `appointments ${JSON.stringify(question)}`,
    request,
    defaultLimit: 25,
    maxLimit: 100,
  });
  const appointments = await new AppointmentViews(ctx).appointments(documents);
  return { appointments, ...(cursor === undefined ? {} : { cursor }) };
}

/** The conversation asked for; null where the contact has none, undefined where none was asked for. */
async function conversationAsked(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  { ari_conversation_id: conversationId, contact_id: contact }: ListRequest,
): Promise<Doc<"ariConversations"> | null | undefined> {
  if (conversationId !== undefined) {
    return await findAriConversation(ctx, workspaceId, conversationId);
  }
  if (contact === undefined) {
    return undefined;
  }
  const contactId = ctx.db.normalizeId("contacts", contact);
  return contactId === null
    ? null
    : await ctx.db
        .query("ariConversations")
        .withIndex("by_workspace_contact", (q) => q.eq("workspace_id", workspaceId).eq("contact_id", contactId))
        .first();
}

type Range = OrderedRange<"ariAppointments">;

/** The index ranges whose merge is the list: one for each status, along the narrowest index that there is. */
function rangesOf(
  workspaceId: Id<"workspaces">,
  conversationId: Id<"ariConversations"> | undefined,
  request: ListRequest,
): Range[] {
  const consultant = request.consultant_id;
  const [name, equal, rest] = narrowest(workspaceId, conversationId, consultant);
  const bounds = { time: "scheduled_at", from: request.from, before: request.before, accepts: rest };
  const statuses = [...new Set(request.statuses ?? [])];
  if (statuses.length === 0) {
    return [{ index: `${name}_time`, equal, ...bounds }];
  }
  return statuses.map((status) => ({ index: `${name}_status_time`, equal: [...equal, ["status", status]], ...bounds }));
}

/** The beginning of the names of the indexes to use, what equals what in them, and the filter that they do not serve. */
function narrowest(
  workspaceId: Id<"workspaces">,
  conversationId: Id<"ariConversations"> | undefined,
  consultant: string | null | undefined,
): [name: string, equal: Range["equal"], rest: NonNullable<Range["accepts"]>] {
  const isTheirs = (one: Doc<"ariAppointments">): boolean =>
    consultant === undefined || one.consultant_id === (consultant ?? undefined);
  if (conversationId !== undefined) {
    return ["by_conversation", [["ari_conversation_id", conversationId]], isTheirs];
  }
  const own: Range["equal"] = [["workspace_id", workspaceId]];
  return consultant === undefined
    ? ["by_workspace", own, isTheirs]
    : ["by_consultant", [...own, ["consultant_id", consultant ?? undefined]], isTheirs];
}

export const vHistoryPage = v.object({ history: v.array(vHistoryRow), cursor: v.optional(v.string()) });

/** A page of what happened to the appointment, oldest first. */
export async function listHistory(
  ctx: QueryCtx,
  call: AppointmentCall & PageRequest,
): Promise<{ history: HistoryRowView[]; cursor?: string }> {
  const { appointment } = await openAppointment(ctx, call, "see");
  const { documents, cursor } = await pageOf(ctx, {
    table: "appointmentHistory",
    ranges: [{ index: "by_appointment_time", equal: [["appointment_id", appointment._id]], time: "created_at" }],
    order: "asc",
    purpose: `appointment history ${appointment._id}`,
    request: call,
    defaultLimit: 100,
    maxLimit: 200,
  });
  const views = new AppointmentViews(ctx);
  const history = await Promise.all(documents.map((row) => views.historyRow(row)));
  return { history, ...(cursor === undefined ? {} : { cursor }) };
}
