/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type * as ari from "../ari.js";
import type * as ariConversations from "../ariConversations.js";
import type * as ariDemonstration from "../ariDemonstration.js";
import type * as ariLedger from "../ariLedger.js";
import type * as ariSettings from "../ariSettings.js";
import type * as ariTurns from "../ariTurns.js";
import type * as attachments from "../attachments.js";
import type * as bookingSettings from "../bookingSettings.js";
import type * as consultantSlots from "../consultantSlots.js";
import type * as conversations from "../conversations.js";
import type * as housekeeping from "../housekeeping.js";
import type * as http from "../http.js";
import type * as messages from "../messages.js";
import type * as migrate from "../migrate.js";
import type * as model_access from "../model/access.js";
import type * as model_ari_commits from "../model/ari/commits.js";
import type * as model_ari_demonstration from "../model/ari/demonstration.js";
import type * as model_ari_handoffs from "../model/ari/handoffs.js";
import type * as model_ari_leads from "../model/ari/leads.js";
import type * as model_ari_ledger_calls from "../model/ari/ledger/calls.js";
import type * as model_ari_ledger_comparison from "../model/ari/ledger/comparison.js";
import type * as model_ari_ledger_days from "../model/ari/ledger/days.js";
import type * as model_ari_reading from "../model/ari/reading.js";
import type * as model_ari_records from "../model/ari/records.js";
import type * as model_ari_scoringSample from "../model/ari/scoringSample.js";
import type * as model_ari_settings_calls from "../model/ari/settings/calls.js";
import type * as model_ari_settings_categories from "../model/ari/settings/categories.js";
import type * as model_ari_settings_config from "../model/ari/settings/config.js";
import type * as model_ari_settings_destinations from "../model/ari/settings/destinations.js";
import type * as model_ari_settings_entries from "../model/ari/settings/entries.js";
import type * as model_ari_settings_flowStages from "../model/ari/settings/flowStages.js";
import type * as model_ari_settings_room from "../model/ari/settings/room.js";
import type * as model_ari_settings_scoring from "../model/ari/settings/scoring.js";
import type * as model_ari_turns from "../model/ari/turns.js";
import type * as model_ari_viewing from "../model/ari/viewing.js";
import type * as model_audit from "../model/audit.js";
import type * as model_booking_acts from "../model/booking/acts.js";
import type * as model_booking_agenda from "../model/booking/agenda.js";
import type * as model_booking_alternatives from "../model/booking/alternatives.js";
import type * as model_booking_assignment from "../model/booking/assignment.js";
import type * as model_booking_availability from "../model/booking/availability.js";
import type * as model_booking_bookings from "../model/booking/bookings.js";
import type * as model_booking_cases from "../model/booking/cases.js";
import type * as model_booking_checks from "../model/booking/checks.js";
import type * as model_booking_deliveries from "../model/booking/deliveries.js";
import type * as model_booking_exceptions from "../model/booking/exceptions.js";
import type * as model_booking_freeTime from "../model/booking/freeTime.js";
import type * as model_booking_holds from "../model/booking/holds.js";
import type * as model_booking_listing from "../model/booking/listing.js";
import type * as model_booking_notices from "../model/booking/notices.js";
import type * as model_booking_payments from "../model/booking/payments.js";
import type * as model_booking_records from "../model/booking/records.js";
import type * as model_booking_reminderEnds from "../model/booking/reminderEnds.js";
import type * as model_booking_reminderPlan from "../model/booking/reminderPlan.js";
import type * as model_booking_reminderRows from "../model/booking/reminderRows.js";
import type * as model_booking_reminders from "../model/booking/reminders.js";
import type * as model_booking_settings from "../model/booking/settings.js";
import type * as model_booking_slots from "../model/booking/slots.js";
import type * as model_booking_starts from "../model/booking/starts.js";
import type * as model_booking_takenTime from "../model/booking/takenTime.js";
import type * as model_booking_texts from "../model/booking/texts.js";
import type * as model_booking_views from "../model/booking/views.js";
import type * as model_booking_whatsapp from "../model/booking/whatsapp.js";
import type * as model_booking_whatsappEnds from "../model/booking/whatsappEnds.js";
import type * as model_booking_zones from "../model/booking/zones.js";
import type * as model_changes from "../model/changes.js";
import type * as model_complaints from "../model/complaints.js";
import type * as model_cursors from "../model/cursors.js";
import type * as model_grants from "../model/grants.js";
import type * as model_idempotency from "../model/idempotency.js";
import type * as model_identity_endings from "../model/identity/endings.js";
import type * as model_identity_events from "../model/identity/events.js";
import type * as model_identity_membershipOrder from "../model/identity/membershipOrder.js";
import type * as model_identity_memberships from "../model/identity/memberships.js";
import type * as model_identity_organizations from "../model/identity/organizations.js";
import type * as model_identity_users from "../model/identity/users.js";
import type * as model_identity_versions from "../model/identity/versions.js";
import type * as model_inbox_contacts from "../model/inbox/contacts.js";
import type * as model_inbox_listing from "../model/inbox/listing.js";
import type * as model_inbox_notes from "../model/inbox/notes.js";
import type * as model_inbox_notices from "../model/inbox/notices.js";
import type * as model_inbox_outbox from "../model/inbox/outbox.js";
import type * as model_inbox_outgoing from "../model/inbox/outgoing.js";
import type * as model_inbox_progress from "../model/inbox/progress.js";
import type * as model_inbox_receiving from "../model/inbox/receiving.js";
import type * as model_inbox_simulations from "../model/inbox/simulations.js";
import type * as model_inbox_staff from "../model/inbox/staff.js";
import type * as model_inbox_statuses from "../model/inbox/statuses.js";
import type * as model_inbox_threads from "../model/inbox/threads.js";
import type * as model_inbox_views from "../model/inbox/views.js";
import type * as model_inbox_window from "../model/inbox/window.js";
import type * as model_memberships from "../model/memberships.js";
import type * as model_migration_access from "../model/migration/access.js";
import type * as model_migration_batchBody from "../model/migration/batchBody.js";
import type * as model_migration_concurrency from "../model/migration/concurrency.js";
import type * as model_migration_indexReader from "../model/migration/indexReader.js";
import type * as model_migration_matching from "../model/migration/matching.js";
import type * as model_migration_pages from "../model/migration/pages.js";
import type * as model_migration_references from "../model/migration/references.js";
import type * as model_migration_request from "../model/migration/request.js";
import type * as model_migration_runs from "../model/migration/runs.js";
import type * as model_migration_shapes from "../model/migration/shapes.js";
import type * as model_migration_tables from "../model/migration/tables.js";
import type * as model_migration_upsert from "../model/migration/upsert.js";
import type * as model_migration_values from "../model/migration/values.js";
import type * as model_pages from "../model/pages.js";
import type * as model_portal_appointments from "../model/portal/appointments.js";
import type * as model_portal_cannedReplies from "../model/portal/cannedReplies.js";
import type * as model_portal_changes from "../model/portal/changes.js";
import type * as model_portal_conversations from "../model/portal/conversations.js";
import type * as model_portal_counting from "../model/portal/counting.js";
import type * as model_portal_dashboard from "../model/portal/dashboard.js";
import type * as model_portal_leadFigures from "../model/portal/leadFigures.js";
import type * as model_portal_listing from "../model/portal/listing.js";
import type * as model_portal_matching from "../model/portal/matching.js";
import type * as model_portal_presence from "../model/portal/presence.js";
import type * as model_portal_requesters from "../model/portal/requesters.js";
import type * as model_portal_sight from "../model/portal/sight.js";
import type * as model_portal_talks from "../model/portal/talks.js";
import type * as model_portal_views from "../model/portal/views.js";
import type * as model_portal_workspaces from "../model/portal/workspaces.js";
import type * as model_refusals from "../model/refusals.js";
import type * as model_tables_ari from "../model/tables/ari.js";
import type * as model_tables_booking from "../model/tables/booking.js";
import type * as model_tables_identity from "../model/tables/identity.js";
import type * as model_tables_inbox from "../model/tables/inbox.js";
import type * as model_tables_ledger from "../model/tables/ledger.js";
import type * as model_tables_migration from "../model/tables/migration.js";
import type * as model_tables_portal from "../model/tables/portal.js";
import type * as model_tables_tickets from "../model/tables/tickets.js";
import type * as model_tables_website from "../model/tables/website.js";
import type * as model_tables_work from "../model/tables/work.js";
import type * as model_tables_workspaces from "../model/tables/workspaces.js";
import type * as model_tickets_attachments from "../model/tickets/attachments.js";
import type * as model_tickets_cases from "../model/tickets/cases.js";
import type * as model_tickets_comments from "../model/tickets/comments.js";
import type * as model_tickets_counts from "../model/tickets/counts.js";
import type * as model_tickets_creation from "../model/tickets/creation.js";
import type * as model_tickets_editing from "../model/tickets/editing.js";
import type * as model_tickets_feeds from "../model/tickets/feeds.js";
import type * as model_tickets_filters from "../model/tickets/filters.js";
import type * as model_tickets_history from "../model/tickets/history.js";
import type * as model_tickets_listing from "../model/tickets/listing.js";
import type * as model_tickets_mail from "../model/tickets/mail.js";
import type * as model_tickets_numbers from "../model/tickets/numbers.js";
import type * as model_tickets_outbox from "../model/tickets/outbox.js";
import type * as model_tickets_records from "../model/tickets/records.js";
import type * as model_tickets_removal from "../model/tickets/removal.js";
import type * as model_tickets_reopening from "../model/tickets/reopening.js";
import type * as model_tickets_replies from "../model/tickets/replies.js";
import type * as model_tickets_rights from "../model/tickets/rights.js";
import type * as model_tickets_searching from "../model/tickets/searching.js";
import type * as model_tickets_stages from "../model/tickets/stages.js";
import type * as model_tickets_staleness from "../model/tickets/staleness.js";
import type * as model_tickets_standing from "../model/tickets/standing.js";
import type * as model_tickets_tallies from "../model/tickets/tallies.js";
import type * as model_tickets_texts from "../model/tickets/texts.js";
import type * as model_tickets_transitions from "../model/tickets/transitions.js";
import type * as model_tickets_upkeep from "../model/tickets/upkeep.js";
import type * as model_tickets_views from "../model/tickets/views.js";
import type * as model_users from "../model/users.js";
import type * as model_work from "../model/work.js";
import type * as model_workspaceAccess from "../model/workspaceAccess.js";
import type * as model_workspaceRefs from "../model/workspaceRefs.js";
import type * as organizations from "../organizations.js";
import type * as outbox from "../outbox.js";
import type * as payments from "../payments.js";
import type * as portal from "../portal.js";
import type * as reminders from "../reminders.js";
import type * as scheduleExceptions from "../scheduleExceptions.js";
import type * as staffGrants from "../staffGrants.js";
import type * as staffNotifications from "../staffNotifications.js";
import type * as tickets from "../tickets.js";
import type * as users from "../users.js";
import type * as whatsappOutbox from "../whatsappOutbox.js";

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";

declare const fullApi: ApiFromModules<{
  ari: typeof ari;
  ariConversations: typeof ariConversations;
  ariDemonstration: typeof ariDemonstration;
  ariLedger: typeof ariLedger;
  ariSettings: typeof ariSettings;
  ariTurns: typeof ariTurns;
  attachments: typeof attachments;
  bookingSettings: typeof bookingSettings;
  consultantSlots: typeof consultantSlots;
  conversations: typeof conversations;
  housekeeping: typeof housekeeping;
  http: typeof http;
  messages: typeof messages;
  migrate: typeof migrate;
  "model/access": typeof model_access;
  "model/ari/commits": typeof model_ari_commits;
  "model/ari/demonstration": typeof model_ari_demonstration;
  "model/ari/handoffs": typeof model_ari_handoffs;
  "model/ari/leads": typeof model_ari_leads;
  "model/ari/ledger/calls": typeof model_ari_ledger_calls;
  "model/ari/ledger/comparison": typeof model_ari_ledger_comparison;
  "model/ari/ledger/days": typeof model_ari_ledger_days;
  "model/ari/reading": typeof model_ari_reading;
  "model/ari/records": typeof model_ari_records;
  "model/ari/scoringSample": typeof model_ari_scoringSample;
  "model/ari/settings/calls": typeof model_ari_settings_calls;
  "model/ari/settings/categories": typeof model_ari_settings_categories;
  "model/ari/settings/config": typeof model_ari_settings_config;
  "model/ari/settings/destinations": typeof model_ari_settings_destinations;
  "model/ari/settings/entries": typeof model_ari_settings_entries;
  "model/ari/settings/flowStages": typeof model_ari_settings_flowStages;
  "model/ari/settings/room": typeof model_ari_settings_room;
  "model/ari/settings/scoring": typeof model_ari_settings_scoring;
  "model/ari/turns": typeof model_ari_turns;
  "model/ari/viewing": typeof model_ari_viewing;
  "model/audit": typeof model_audit;
  "model/booking/acts": typeof model_booking_acts;
  "model/booking/agenda": typeof model_booking_agenda;
  "model/booking/alternatives": typeof model_booking_alternatives;
  "model/booking/assignment": typeof model_booking_assignment;
  "model/booking/availability": typeof model_booking_availability;
  "model/booking/bookings": typeof model_booking_bookings;
  "model/booking/cases": typeof model_booking_cases;
  "model/booking/checks": typeof model_booking_checks;
  "model/booking/deliveries": typeof model_booking_deliveries;
  "model/booking/exceptions": typeof model_booking_exceptions;
  "model/booking/freeTime": typeof model_booking_freeTime;
  "model/booking/holds": typeof model_booking_holds;
  "model/booking/listing": typeof model_booking_listing;
  "model/booking/notices": typeof model_booking_notices;
  "model/booking/payments": typeof model_booking_payments;
  "model/booking/records": typeof model_booking_records;
  "model/booking/reminderEnds": typeof model_booking_reminderEnds;
  "model/booking/reminderPlan": typeof model_booking_reminderPlan;
  "model/booking/reminderRows": typeof model_booking_reminderRows;
  "model/booking/reminders": typeof model_booking_reminders;
  "model/booking/settings": typeof model_booking_settings;
  "model/booking/slots": typeof model_booking_slots;
  "model/booking/starts": typeof model_booking_starts;
  "model/booking/takenTime": typeof model_booking_takenTime;
  "model/booking/texts": typeof model_booking_texts;
  "model/booking/views": typeof model_booking_views;
  "model/booking/whatsapp": typeof model_booking_whatsapp;
  "model/booking/whatsappEnds": typeof model_booking_whatsappEnds;
  "model/booking/zones": typeof model_booking_zones;
  "model/changes": typeof model_changes;
  "model/complaints": typeof model_complaints;
  "model/cursors": typeof model_cursors;
  "model/grants": typeof model_grants;
  "model/idempotency": typeof model_idempotency;
  "model/identity/endings": typeof model_identity_endings;
  "model/identity/events": typeof model_identity_events;
  "model/identity/membershipOrder": typeof model_identity_membershipOrder;
  "model/identity/memberships": typeof model_identity_memberships;
  "model/identity/organizations": typeof model_identity_organizations;
  "model/identity/users": typeof model_identity_users;
  "model/identity/versions": typeof model_identity_versions;
  "model/inbox/contacts": typeof model_inbox_contacts;
  "model/inbox/listing": typeof model_inbox_listing;
  "model/inbox/notes": typeof model_inbox_notes;
  "model/inbox/notices": typeof model_inbox_notices;
  "model/inbox/outbox": typeof model_inbox_outbox;
  "model/inbox/outgoing": typeof model_inbox_outgoing;
  "model/inbox/progress": typeof model_inbox_progress;
  "model/inbox/receiving": typeof model_inbox_receiving;
  "model/inbox/simulations": typeof model_inbox_simulations;
  "model/inbox/staff": typeof model_inbox_staff;
  "model/inbox/statuses": typeof model_inbox_statuses;
  "model/inbox/threads": typeof model_inbox_threads;
  "model/inbox/views": typeof model_inbox_views;
  "model/inbox/window": typeof model_inbox_window;
  "model/memberships": typeof model_memberships;
  "model/migration/access": typeof model_migration_access;
  "model/migration/batchBody": typeof model_migration_batchBody;
  "model/migration/concurrency": typeof model_migration_concurrency;
  "model/migration/indexReader": typeof model_migration_indexReader;
  "model/migration/matching": typeof model_migration_matching;
  "model/migration/pages": typeof model_migration_pages;
  "model/migration/references": typeof model_migration_references;
  "model/migration/request": typeof model_migration_request;
  "model/migration/runs": typeof model_migration_runs;
  "model/migration/shapes": typeof model_migration_shapes;
  "model/migration/tables": typeof model_migration_tables;
  "model/migration/upsert": typeof model_migration_upsert;
  "model/migration/values": typeof model_migration_values;
  "model/pages": typeof model_pages;
  "model/portal/appointments": typeof model_portal_appointments;
  "model/portal/cannedReplies": typeof model_portal_cannedReplies;
  "model/portal/changes": typeof model_portal_changes;
  "model/portal/conversations": typeof model_portal_conversations;
  "model/portal/counting": typeof model_portal_counting;
  "model/portal/dashboard": typeof model_portal_dashboard;
  "model/portal/leadFigures": typeof model_portal_leadFigures;
  "model/portal/listing": typeof model_portal_listing;
  "model/portal/matching": typeof model_portal_matching;
  "model/portal/presence": typeof model_portal_presence;
  "model/portal/requesters": typeof model_portal_requesters;
  "model/portal/sight": typeof model_portal_sight;
  "model/portal/talks": typeof model_portal_talks;
  "model/portal/views": typeof model_portal_views;
  "model/portal/workspaces": typeof model_portal_workspaces;
  "model/refusals": typeof model_refusals;
  "model/tables/ari": typeof model_tables_ari;
  "model/tables/booking": typeof model_tables_booking;
  "model/tables/identity": typeof model_tables_identity;
  "model/tables/inbox": typeof model_tables_inbox;
  "model/tables/ledger": typeof model_tables_ledger;
  "model/tables/migration": typeof model_tables_migration;
  "model/tables/portal": typeof model_tables_portal;
  "model/tables/tickets": typeof model_tables_tickets;
  "model/tables/website": typeof model_tables_website;
  "model/tables/work": typeof model_tables_work;
  "model/tables/workspaces": typeof model_tables_workspaces;
  "model/tickets/attachments": typeof model_tickets_attachments;
  "model/tickets/cases": typeof model_tickets_cases;
  "model/tickets/comments": typeof model_tickets_comments;
  "model/tickets/counts": typeof model_tickets_counts;
  "model/tickets/creation": typeof model_tickets_creation;
  "model/tickets/editing": typeof model_tickets_editing;
  "model/tickets/feeds": typeof model_tickets_feeds;
  "model/tickets/filters": typeof model_tickets_filters;
  "model/tickets/history": typeof model_tickets_history;
  "model/tickets/listing": typeof model_tickets_listing;
  "model/tickets/mail": typeof model_tickets_mail;
  "model/tickets/numbers": typeof model_tickets_numbers;
  "model/tickets/outbox": typeof model_tickets_outbox;
  "model/tickets/records": typeof model_tickets_records;
  "model/tickets/removal": typeof model_tickets_removal;
  "model/tickets/reopening": typeof model_tickets_reopening;
  "model/tickets/replies": typeof model_tickets_replies;
  "model/tickets/rights": typeof model_tickets_rights;
  "model/tickets/searching": typeof model_tickets_searching;
  "model/tickets/stages": typeof model_tickets_stages;
  "model/tickets/staleness": typeof model_tickets_staleness;
  "model/tickets/standing": typeof model_tickets_standing;
  "model/tickets/tallies": typeof model_tickets_tallies;
  "model/tickets/texts": typeof model_tickets_texts;
  "model/tickets/transitions": typeof model_tickets_transitions;
  "model/tickets/upkeep": typeof model_tickets_upkeep;
  "model/tickets/views": typeof model_tickets_views;
  "model/users": typeof model_users;
  "model/work": typeof model_work;
  "model/workspaceAccess": typeof model_workspaceAccess;
  "model/workspaceRefs": typeof model_workspaceRefs;
  organizations: typeof organizations;
  outbox: typeof outbox;
  payments: typeof payments;
  portal: typeof portal;
  reminders: typeof reminders;
  scheduleExceptions: typeof scheduleExceptions;
  staffGrants: typeof staffGrants;
  staffNotifications: typeof staffNotifications;
  tickets: typeof tickets;
  users: typeof users;
  whatsappOutbox: typeof whatsappOutbox;
}>;

/**
 * A utility for referencing Convex functions in your app's public API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;

/**
 * A utility for referencing Convex functions in your app's internal API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = internal.myModule.myFunction;
 * ```
 */
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;

export declare const components: {};
