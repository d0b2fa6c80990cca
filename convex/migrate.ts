/** The migration's end in Convex: the import of batches, one function a table, and what verifies a run. */

import { ConvexError, v, type Value } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { recordsOf } from "./model/migration/batchBody";
import {
  countPage as countMigrated,
  readPage as readMigrated,
  vCountPage,
  vDocumentPage,
} from "./model/migration/pages";
import { listRuns as listMigrationRuns, recordRun as recordMigrationRun, vMigrationRun } from "./model/migration/runs";
import { isMigratedTable, MIGRATED_TABLES, vMigratedTable, type MigratedTable } from "./model/migration/tables";
import { upsertBatch, vBatchResult } from "./model/migration/upsert";

/** Raised when a change of the tables makes an older sender's records wrong. */
const SCHEMA_VERSION = 1;

/**
 * Import the body of a bulk request as it came in.
 *
 * The body travels as one text because Convex would otherwise decode and encode every value of it twice on the way
 * from the HTTP action to this mutation: measured, 10 to 24 µs a row as values, 4 to 16 as text.
 */
export const bulkUpsert = internalMutation({
  args: { table: v.string(), body: v.string() },
  returns: vBatchResult,
  handler: async (ctx, { table, body }) => {
    if (!isMigratedTable(table)) {
      throw new ConvexError({ code: "unknown_table", detail: `${table} is not a table that can be migrated.` });
    }
    return await upsertBatch(ctx, table, recordsOf(body));
  },
});

function bulkInsert(table: MigratedTable) {
  return internalMutation({
    args: { records: v.array(v.any()) },
    returns: vBatchResult,
    handler: async (ctx, { records }) => await upsertBatch(ctx, table, records as Value[]),
  });
}

export const bulkInsertWorkspaces = bulkInsert("workspaces");
export const bulkInsertWorkspaceMembers = bulkInsert("workspaceMembers");
export const bulkInsertUsers = bulkInsert("users");
export const bulkInsertContacts = bulkInsert("contacts");
export const bulkInsertConversations = bulkInsert("conversations");
export const bulkInsertMessages = bulkInsert("messages");
export const bulkInsertContactNotes = bulkInsert("contactNotes");
export const bulkInsertTickets = bulkInsert("tickets");
export const bulkInsertTicketComments = bulkInsert("ticketComments");
export const bulkInsertTicketStatusHistory = bulkInsert("ticketStatusHistory");
export const bulkInsertAriConfig = bulkInsert("ariConfig");
export const bulkInsertAriConversations = bulkInsert("ariConversations");
export const bulkInsertAriMessages = bulkInsert("ariMessages");
export const bulkInsertAriDestinations = bulkInsert("ariDestinations");
export const bulkInsertAriPayments = bulkInsert("ariPayments");
export const bulkInsertAriAppointments = bulkInsert("ariAppointments");
export const bulkInsertAriAiComparison = bulkInsert("ariAiComparison");
export const bulkInsertAriFlowStages = bulkInsert("ariFlowStages");
export const bulkInsertAriKnowledgeCategories = bulkInsert("ariKnowledgeCategories");
export const bulkInsertAriKnowledgeEntries = bulkInsert("ariKnowledgeEntries");
export const bulkInsertAriScoringConfig = bulkInsert("ariScoringConfig");
export const bulkInsertConsultantSlots = bulkInsert("consultantSlots");
export const bulkInsertArticles = bulkInsert("articles");
export const bulkInsertWebinars = bulkInsert("webinars");
export const bulkInsertWebinarRegistrations = bulkInsert("webinarRegistrations");

/** What this deployment can take, so that a sender may refuse to start against one that is too old. */
export const describe = internalQuery({
  args: {},
  returns: v.object({ schema_version: v.number(), tables: v.array(vMigratedTable) }),
  handler: async () => ({ schema_version: SCHEMA_VERSION, tables: MIGRATED_TABLES }),
});

export const readPage = internalQuery({
  args: { table: vMigratedTable, cursor: v.union(v.string(), v.null()), limit: v.number() },
  returns: vDocumentPage,
  handler: async (ctx, { table, cursor, limit }) => await readMigrated(ctx, table, cursor, limit),
});

export const countPage = internalQuery({
  args: { table: vMigratedTable, cursor: v.union(v.string(), v.null()) },
  returns: vCountPage,
  handler: async (ctx, { table, cursor }) => await countMigrated(ctx, table, cursor),
});

export const recordRun = internalMutation({
  args: { report: v.any() },
  returns: v.id("migrationRuns"),
  handler: async (ctx, { report }) => await recordMigrationRun(ctx, report as Value),
});

/** The latest runs, newest first. */
export const listRuns = internalQuery({
  args: { limit: v.number() },
  returns: v.array(vMigrationRun),
  handler: async (ctx, { limit }) => await listMigrationRuns(ctx, limit),
});
