/** Tenants and who belongs to them. */

import { defineTable } from "convex/server";
import { v } from "convex/values";

export const workspaces = defineTable({
  name: v.string(),
  slug: v.string(),
  owner_id: v.string(),
  description: v.optional(v.string()),
  workspace_type: v.optional(v.string()),
  status: v.optional(v.string()),
  suspended_at: v.optional(v.number()),
  suspended_by: v.optional(v.string()),
  suspension_reason: v.optional(v.string()),
  kapso_phone_id: v.optional(v.string()),
  wa_phone_number: v.optional(v.string()),
  /** Ciphertext, as in the source: the key that opens it never enters Convex. */
  meta_access_token: v.optional(v.string()),
  meta_business_account_id: v.optional(v.string()),
  clerk_org_id: v.optional(v.string()),
  settings: v.optional(v.any()),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_slug", ["slug"])
  .index("by_kapso_phone", ["kapso_phone_id"])
  .index("by_clerk_org", ["clerk_org_id"])
  .index("by_supabase_id", ["supabaseId"])
  .searchIndex("search_name", { searchField: "name" });

export const workspaceMembers = defineTable({
  workspace_id: v.id("workspaces"),
  user_id: v.string(),
  role: v.string(),
  must_change_password: v.optional(v.boolean()),
  settings: v.optional(v.any()),
  created_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_user_workspace", ["user_id", "workspace_id"])
  .index("by_workspace", ["workspace_id"])
  .index("by_supabase_id", ["supabaseId"]);
