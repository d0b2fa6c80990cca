/** The portal of the support hub across tenants: what Django calls for it. The rules stand in `model/portal/`. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { vActor } from "./model/access";
import { auditListArgs, listAudit as listAuditRecords, vAuditPage } from "./model/audit";
import {
  deleteReply as removeReply,
  listReplies as listCannedReplies,
  replyListArgs,
  saveReply as saveCannedReply,
  saveReplyArgs,
  vReply,
} from "./model/portal/cannedReplies";
import { changesArgs, listChanges, vChanges } from "./model/portal/changes";
import {
  listPortalAppointments,
  portalAppointmentArgs,
  vPortalAppointmentPage,
} from "./model/portal/appointments";
import { countArgs, countPortalTickets, vStageCounts } from "./model/portal/counting";
import {
  countUnread as countUnreadConversations,
  listPortalConversations,
  portalConversationArgs,
  unreadArgs,
  vPortalConversationPage,
  vUnread,
} from "./model/portal/conversations";
import { dashboardArgs, showDashboard, vDashboard } from "./model/portal/dashboard";
import { leadFiguresArgs, showLeadFigures, vLeadFigures } from "./model/portal/leadFigures";
import { listPortalTickets, portalListArgs, vPortalPage } from "./model/portal/listing";
import { countMatchingArgs, countMatchingTickets, vMatchCount } from "./model/portal/matching";
import { beat, heartbeatArgs, leave as leaveTicket, listPresence as listPresent, vPresence } from "./model/portal/presence";
import { listRequesters as listPossibleRequesters, vRequesters } from "./model/portal/requesters";
import { findTalk, talkArgs, vTalk } from "./model/portal/talks";
import { deleteView as removeView, listViews as listSavedViews, saveView as save, saveViewArgs, vSavedView } from "./model/portal/views";
import {
  findWorkspaces as findPortalWorkspaces,
  getHub as findHub,
  getWorkspace as findPortalWorkspace,
  listWorkspaces as listPortalWorkspaces,
  vPortalWorkspace,
  vWorkspacePage,
  workspaceListArgs,
  workspaceSearchArgs,
} from "./model/portal/workspaces";

export const listTickets = internalQuery({
  args: portalListArgs,
  returns: vPortalPage,
  handler: async (ctx, args) => await listPortalTickets(ctx, args),
});

export const countTickets = internalQuery({
  args: countArgs,
  returns: vStageCounts,
  handler: async (ctx, args) => await countPortalTickets(ctx, args),
});

export const countMatching = internalQuery({
  args: countMatchingArgs,
  returns: vMatchCount,
  handler: async (ctx, args) => await countMatchingTickets(ctx, args),
});

export const changesSince = internalQuery({
  args: changesArgs,
  returns: vChanges,
  handler: async (ctx, args) => await listChanges(ctx, args),
});

export const listConversations = internalQuery({
  args: portalConversationArgs,
  returns: vPortalConversationPage,
  handler: async (ctx, args) => await listPortalConversations(ctx, args),
});

export const countUnread = internalQuery({
  args: unreadArgs,
  returns: vUnread,
  handler: async (ctx, args) => await countUnreadConversations(ctx, args),
});

export const findConversation = internalQuery({
  args: talkArgs,
  returns: vTalk,
  handler: async (ctx, args) => await findTalk(ctx, args),
});

export const dashboard = internalQuery({
  args: dashboardArgs,
  returns: vDashboard,
  handler: async (ctx, args) => await showDashboard(ctx, args),
});

export const leadFigures = internalQuery({
  args: leadFiguresArgs,
  returns: vLeadFigures,
  handler: async (ctx, args) => await showLeadFigures(ctx, args),
});

export const listAppointments = internalQuery({
  args: portalAppointmentArgs,
  returns: vPortalAppointmentPage,
  handler: async (ctx, args) => await listPortalAppointments(ctx, args),
});

export const listWorkspaces = internalQuery({
  args: workspaceListArgs,
  returns: vWorkspacePage,
  handler: async (ctx, args) => await listPortalWorkspaces(ctx, args),
});

export const getWorkspace = internalQuery({
  args: { actor: vActor, workspace_id: v.string() },
  returns: vPortalWorkspace,
  handler: async (ctx, args) => await findPortalWorkspace(ctx, args),
});

export const findWorkspaces = internalQuery({
  args: workspaceSearchArgs,
  returns: v.object({ workspaces: v.array(vPortalWorkspace) }),
  handler: async (ctx, args) => await findPortalWorkspaces(ctx, args),
});

export const getHub = internalQuery({
  args: { actor: vActor },
  returns: v.object({ workspace: v.optional(vPortalWorkspace) }),
  handler: async (ctx, args) => await findHub(ctx, args),
});

export const listRequesters = internalQuery({
  args: { actor: vActor, workspace_id: v.string() },
  returns: vRequesters,
  handler: async (ctx, args) => await listPossibleRequesters(ctx, args),
});

export const heartbeat = internalMutation({
  args: heartbeatArgs,
  returns: v.object({ others: v.array(vPresence) }),
  handler: async (ctx, args) => await beat(ctx, args),
});

export const leave = internalMutation({
  args: { actor: vActor, ticket_id: v.string() },
  returns: v.object({ left: v.boolean() }),
  handler: async (ctx, args) => await leaveTicket(ctx, args),
});

export const listPresence = internalQuery({
  args: { actor: vActor, ticket_ids: v.array(v.string()) },
  returns: v.object({ present: v.array(vPresence) }),
  handler: async (ctx, args) => await listPresent(ctx, args),
});

export const listViews = internalQuery({
  args: { actor: vActor, with_counts: v.optional(v.boolean()) },
  returns: v.object({ views: v.array(vSavedView) }),
  handler: async (ctx, args) => await listSavedViews(ctx, args),
});

export const saveView = internalMutation({
  args: saveViewArgs,
  returns: v.object({ view: vSavedView }),
  handler: async (ctx, args) => await save(ctx, args),
});

export const deleteView = internalMutation({
  args: { actor: vActor, view_id: v.string() },
  returns: v.object({ deleted: v.literal(true) }),
  handler: async (ctx, args) => await removeView(ctx, args),
});

export const listReplies = internalQuery({
  args: replyListArgs,
  returns: v.object({ replies: v.array(vReply) }),
  handler: async (ctx, args) => await listCannedReplies(ctx, args),
});

export const saveReply = internalMutation({
  args: saveReplyArgs,
  returns: v.object({ reply: vReply }),
  handler: async (ctx, args) => await saveCannedReply(ctx, args),
});

export const deleteReply = internalMutation({
  args: { actor: vActor, reply_id: v.string() },
  returns: v.object({ deleted: v.literal(true) }),
  handler: async (ctx, args) => await removeReply(ctx, args),
});

export const listAudit = internalQuery({
  args: auditListArgs,
  returns: vAuditPage,
  handler: async (ctx, args) => await listAuditRecords(ctx, args),
});
