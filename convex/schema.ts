/** Every table of the deployment; the definitions stand by subject in `model/tables/`. */

import { defineSchema } from "convex/server";
import {
  ariAiComparison,
  ariAppointments,
  ariConfig,
  ariConversations,
  ariDestinations,
  ariFlowStages,
  ariKnowledgeCategories,
  ariKnowledgeEntries,
  ariMessages,
  ariPayments,
  ariScoringConfig,
  consultantSlots,
} from "./model/tables/ari";
import { clerkEndings, organizationMembers, organizations, users, webhookAudit } from "./model/tables/identity";
import { contactNotes, contacts, conversations, messages } from "./model/tables/inbox";
import { ariBudgetDays, ariModelCalls, ariModelConversations } from "./model/tables/ledger";
import { migrationRuns } from "./model/tables/migration";
import {
  idempotencyKeys,
  mailOutbox,
  staffGrants,
  ticketAttachments,
  ticketComments,
  ticketCounts,
  ticketRemovals,
  tickets,
  ticketStatusHistory,
} from "./model/tables/tickets";
import { articles, webinarRegistrations, webinars } from "./model/tables/website";
import {
  conversationEvents,
  conversationWork,
  staffNotifications,
  strayStatuses,
  whatsappOutbox,
} from "./model/tables/work";
import { workspaceMembers, workspaces } from "./model/tables/workspaces";

export default defineSchema({
  workspaces,
  workspaceMembers,
  users,
  organizations,
  organizationMembers,
  webhookAudit,
  clerkEndings,
  contacts,
  conversations,
  messages,
  contactNotes,
  tickets,
  ticketComments,
  ticketStatusHistory,
  ticketAttachments,
  ticketCounts,
  ticketRemovals,
  staffGrants,
  idempotencyKeys,
  mailOutbox,
  ariConfig,
  ariConversations,
  ariMessages,
  ariDestinations,
  ariPayments,
  ariAppointments,
  ariAiComparison,
  ariFlowStages,
  ariKnowledgeCategories,
  ariKnowledgeEntries,
  ariScoringConfig,
  ariModelCalls,
  ariModelConversations,
  ariBudgetDays,
  consultantSlots,
  articles,
  webinars,
  webinarRegistrations,
  migrationRuns,
  conversationWork,
  whatsappOutbox,
  strayStatuses,
  conversationEvents,
  staffNotifications,
});
