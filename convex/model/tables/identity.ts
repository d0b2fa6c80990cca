/** People and organisations as Clerk knows them. */

import { defineTable } from "convex/server";
import { v } from "convex/values";

export const users = defineTable({
  /** Absent for a migrated profile whose Clerk account is not known yet. */
  clerk_id: v.optional(v.string()),
  workspace_id: v.optional(v.id("workspaces")),
  email: v.optional(v.string()),
  full_name: v.optional(v.string()),
  phone: v.optional(v.string()),
  avatar_url: v.optional(v.string()),
  is_admin: v.optional(v.boolean()),
  /** Of the mail to this person: "id" or "en". */
  language: v.optional(v.string()),
  created_at: v.number(),
  updated_at: v.number(),
  /** Which state of Clerk's this is, see `model/identity/versions.ts`. Absent where Clerk has told nothing yet. */
  clerk_version: v.optional(v.string()),
  supabaseId: v.optional(v.string()),
})
  .index("by_clerk_id", ["clerk_id"])
  .index("by_workspace", ["workspace_id"])
  .index("by_supabase_id", ["supabaseId"]);

export const organizations = defineTable({
  clerk_org_id: v.string(),
  workspace_id: v.optional(v.id("workspaces")),
  name: v.string(),
  slug: v.string(),
  created_at: v.number(),
  updated_at: v.number(),
  clerk_version: v.optional(v.string()),
})
  .index("by_clerk_org_id", ["clerk_org_id"])
  .index("by_workspace", ["workspace_id"]);

export const organizationMembers = defineTable({
  organization_id: v.id("organizations"),
  clerk_user_id: v.string(),
  role: v.string(),
  created_at: v.number(),
  updated_at: v.number(),
  clerk_version: v.optional(v.string()),
})
  .index("by_org_user", ["organization_id", "clerk_user_id"])
  .index("by_user", ["clerk_user_id"]);

export const webhookAudit = defineTable({
  /** The sender's id of the message: an event that comes again is known by it. */
  event_id: v.optional(v.string()),
  event_type: v.string(),
  clerk_id: v.optional(v.string()),
  payload: v.any(),
  status: v.union(v.literal("success"), v.literal("error")),
  error_message: v.optional(v.string()),
  processed_at: v.number(),
})
  .index("by_event_id", ["event_id"])
  .index("by_event_type", ["event_type"])
  .index("by_clerk_id", ["clerk_id"])
  .index("by_processed_at", ["processed_at"]);

/** Users, organisations and memberships that have ended, so that a late event does not bring them back. */
export const clerkEndings = defineTable({
  kind: v.union(v.literal("user"), v.literal("organization"), v.literal("membership")),
  /** Clerk's id; of memberships "<organisation>/<user>". */
  clerk_id: v.string(),
  /** When it ended; of memberships, when the last ended one began. */
  ended_at: v.number(),
}).index("by_kind_and_clerk_id", ["kind", "clerk_id"]);
