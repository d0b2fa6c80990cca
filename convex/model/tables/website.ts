/** What a workspace publishes: articles, webinars and the registrations for them. */

import { defineTable } from "convex/server";
import { v } from "convex/values";

export const articles = defineTable({
  workspace_id: v.id("workspaces"),
  title: v.string(),
  slug: v.string(),
  excerpt: v.optional(v.string()),
  content: v.optional(v.string()),
  cover_image_url: v.optional(v.string()),
  status: v.string(),
  published_at: v.optional(v.number()),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace", ["workspace_id"])
  .index("by_workspace_slug", ["workspace_id", "slug"])
  .index("by_status", ["workspace_id", "status"])
  .index("by_supabase_id", ["supabaseId"]);

export const webinars = defineTable({
  workspace_id: v.id("workspaces"),
  title: v.string(),
  slug: v.string(),
  description: v.optional(v.string()),
  cover_image_url: v.optional(v.string()),
  scheduled_at: v.number(),
  duration_minutes: v.number(),
  meeting_url: v.optional(v.string()),
  max_registrations: v.optional(v.number()),
  status: v.string(),
  published_at: v.optional(v.number()),
  created_at: v.number(),
  updated_at: v.number(),
  supabaseId: v.optional(v.string()),
})
  .index("by_workspace", ["workspace_id"])
  .index("by_workspace_slug", ["workspace_id", "slug"])
  .index("by_status", ["workspace_id", "status"])
  .index("by_scheduled", ["workspace_id", "scheduled_at"])
  .index("by_supabase_id", ["supabaseId"]);

export const webinarRegistrations = defineTable({
  webinar_id: v.id("webinars"),
  contact_id: v.id("contacts"),
  workspace_id: v.id("workspaces"),
  registered_at: v.number(),
  attended: v.boolean(),
  supabaseId: v.optional(v.string()),
})
  .index("by_webinar", ["webinar_id"])
  .index("by_contact", ["contact_id"])
  .index("by_workspace", ["workspace_id"])
  .index("by_supabase_id", ["supabaseId"]);
