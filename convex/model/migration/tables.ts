/** What the import must know of each table beyond its schema. The rest is read off the schema's validators. */

import { v } from "convex/values";

/** How a document is recognised by what it says, where its source id does not help. */
export interface NaturalKey {
  readonly index: string;
  /** The index's own fields, in its order. */
  readonly fields: readonly string[];
  /** Further fields of the key, compared after the read. */
  readonly also?: readonly string[];
}

export interface MigrationRules {
  readonly naturalKey?: NaturalKey;
  /**
   * The optional fields that the source owns: a record without one empties it.
   *
   * They are listed, not read off the schema, so that a field which an app adds to its table is never wiped by a rerun.
   */
  readonly optional: readonly string[];
  /** Fields the source may know nothing of: written when sent, left alone when not. */
  readonly kept?: readonly string[];
  /** Patterns that values of text fields must match. */
  readonly patterns?: Readonly<Record<string, RegExp>>;
}

const CLOCK_TIME = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

const RULES = {
  workspaces: {
    naturalKey: { index: "by_slug", fields: ["slug"] },
    optional: [
      "kapso_phone_id",
      "meta_access_token",
      "settings",
      "description",
      "meta_business_account_id",
      "status",
      "suspended_at",
      "suspended_by",
      "suspension_reason",
      "wa_phone_number",
      "workspace_type",
    ],
    kept: ["clerk_org_id"],
  },
  workspaceMembers: {
    naturalKey: { index: "by_user_workspace", fields: ["user_id", "workspace_id"] },
    optional: ["settings", "must_change_password"],
  },
  users: {
    naturalKey: { index: "by_clerk_id", fields: ["clerk_id"] },
    optional: ["email", "full_name", "avatar_url", "is_admin"],
    kept: ["clerk_id", "phone"],
  },
  contacts: {
    naturalKey: { index: "by_workspace_phone", fields: ["workspace_id", "phone"] },
    optional: [
      "phone_normalized",
      "name",
      "email",
      "tags",
      "assigned_to",
      "source",
      "metadata",
      "kapso_name",
      "kapso_profile_pic",
      "kapso_is_online",
      "kapso_last_seen",
      "cache_updated_at",
    ],
  },
  conversations: {
    naturalKey: { index: "by_contact", fields: ["contact_id"], also: ["workspace_id"] },
    optional: ["assigned_to", "last_message_at", "last_message_preview"],
  },
  messages: {
    optional: ["sender_id", "content", "media_url", "kapso_message_id", "metadata"],
  },
  contactNotes: {
    optional: ["metadata", "due_date", "completed_at"],
  },
  ariConfig: {
    naturalKey: { index: "by_workspace", fields: ["workspace_id"] },
    optional: ["tone", "community_link"],
  },
  ariConversations: {
    naturalKey: { index: "by_workspace_contact", fields: ["workspace_id", "contact_id"] },
    optional: [
      "conversation_id",
      "lead_temperature",
      "context",
      "ai_model",
      "handoff_at",
      "handoff_reason",
      "last_ai_message_at",
    ],
  },
  ariMessages: {
    optional: ["ai_model", "tokens_used", "response_time_ms", "metadata"],
  },
  tickets: {
    optional: [
      "admin_workspace_id",
      "assigned_to",
      "pending_stage",
      "approval_requested_at",
      "reopen_token",
      "closed_at",
    ],
  },
  ticketComments: {
    optional: ["is_stage_change"],
  },
  ticketStatusHistory: {
    optional: ["from_stage", "reason"],
  },
  ariDestinations: {
    optional: ["city", "requirements", "programs", "notes"],
  },
  ariPayments: {
    optional: ["payment_method", "gateway_transaction_id", "gateway_response", "expires_at", "paid_at"],
  },
  ariAppointments: {
    optional: ["payment_id", "consultant_id", "meeting_link", "reminder_sent_at", "notes"],
  },
  ariAiComparison: {
    optional: ["avg_response_time_ms", "satisfaction_score", "period_start", "period_end"],
  },
  ariFlowStages: {
    naturalKey: { index: "by_workspace_order", fields: ["workspace_id", "stage_order"] },
    optional: ["sample_script", "exit_criteria"],
  },
  ariKnowledgeCategories: {
    naturalKey: { index: "by_workspace_name", fields: ["workspace_id", "name"] },
    optional: ["description"],
  },
  ariKnowledgeEntries: {
    optional: ["category_id"],
  },
  ariScoringConfig: {
    naturalKey: { index: "by_workspace", fields: ["workspace_id"] },
    optional: [],
  },
  consultantSlots: {
    optional: ["consultant_id"],
    patterns: { start_time: CLOCK_TIME, end_time: CLOCK_TIME },
  },
  articles: {
    naturalKey: { index: "by_workspace_slug", fields: ["workspace_id", "slug"] },
    optional: ["excerpt", "content", "cover_image_url", "published_at"],
  },
  webinars: {
    naturalKey: { index: "by_workspace_slug", fields: ["workspace_id", "slug"] },
    optional: ["description", "cover_image_url", "meeting_url", "max_registrations", "published_at"],
  },
  webinarRegistrations: {
    naturalKey: { index: "by_contact", fields: ["contact_id"], also: ["webinar_id"] },
    optional: [],
  },
} as const satisfies Record<string, MigrationRules>;

export type MigratedTable = keyof typeof RULES;

export const MIGRATED_TABLES = Object.keys(RULES).sort() as MigratedTable[];

export const vMigratedTable = v.union(...MIGRATED_TABLES.map((table) => v.literal(table)));

export function isMigratedTable(name: string): name is MigratedTable {
  return Object.hasOwn(RULES, name);
}

export function rulesOf(table: MigratedTable): MigrationRules {
  return RULES[table];
}

/** Timestamps that a required field takes from the clock on insert where the source has none. */
export const CLOCK_FILLED: ReadonlySet<string> = new Set(["created_at", "updated_at", "registered_at"]);
