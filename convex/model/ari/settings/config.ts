/** How ARI behaves in a workspace: whether it answers at all, its name and tone, its link, zone, models and budget. */

import { v, type Infer, type ObjectType, type Value } from "convex/values";
import type { Doc, Id } from "../../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../../_generated/server";
import { Complaints } from "../../complaints";
import {
  changesIn,
  checkFresh,
  given,
  isPlainObject,
  merged,
  mustExist,
  nextUpdate,
  readSettings,
  settingsWriteArgs,
  writeSettings,
  type Asked,
  type SettingsCall,
} from "./calls";

export const vGreetingStyle = v.union(
  v.literal("professional"),
  v.literal("friendly"),
  v.literal("casual"),
  v.literal("formal"),
);

export const vLanguage = v.union(v.literal("id"), v.literal("en"));

export const vTone = v.object({
  supportive: v.boolean(),
  clear: v.boolean(),
  encouraging: v.boolean(),
  description: v.optional(v.string()),
});

/** `is_default`: nothing is stored yet. Style and language are texts, because migrated ones may be any. */
export const vConfig = v.object({
  workspace_id: v.string(),
  is_default: v.boolean(),
  is_enabled: v.boolean(),
  bot_name: v.string(),
  greeting_style: v.string(),
  language: v.string(),
  tone: vTone,
  greeting_template: v.optional(v.string()),
  community_link: v.optional(v.string()),
  time_zone: v.string(),
  grok_weight: v.number(),
  daily_budget_micros: v.optional(v.number()),
  updated_at: v.optional(v.number()),
});

export type ConfigView = Infer<typeof vConfig>;

export const DEFAULT_CONFIG = {
  is_enabled: false,
  bot_name: "ARI",
  greeting_style: "professional",
  language: "id",
  time_zone: "Asia/Jakarta",
  grok_weight: 50,
} as const;

const MAX_TEXT = 500;
const MAX_LINK = 500;

export async function getConfig(ctx: QueryCtx, call: SettingsCall): Promise<ConfigView> {
  const workspace = await readSettings(ctx, call);
  return configOf(workspace._id, await findConfig(ctx, workspace._id));
}

export async function findConfig(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Doc<"ariConfig"> | null> {
  return await ctx.db
    .query("ariConfig")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspaceId))
    .first();
}

/** Return what is stored, completed by the defaults. */
export function configOf(workspaceId: Id<"workspaces">, stored: Doc<"ariConfig"> | null): ConfigView {
  return {
    workspace_id: workspaceId,
    is_default: stored === null,
    is_enabled: stored?.is_enabled ?? DEFAULT_CONFIG.is_enabled,
    bot_name: stored?.bot_name ?? DEFAULT_CONFIG.bot_name,
    greeting_style: stored?.greeting_style ?? DEFAULT_CONFIG.greeting_style,
    language: stored?.language ?? DEFAULT_CONFIG.language,
    tone: toneOf(stored?.tone),
    time_zone: stored?.time_zone ?? DEFAULT_CONFIG.time_zone,
    grok_weight: stored?.grok_weight ?? DEFAULT_CONFIG.grok_weight,
    ...given({
      greeting_template: stored === null ? undefined : greetingOf(stored),
      community_link: stored?.community_link,
      daily_budget_micros: stored?.daily_budget_micros,
      updated_at: stored?.updated_at,
    }),
  };
}

/** The original kept the greeting in the JSON of the tone. */
export function greetingOf(stored: Doc<"ariConfig">): string | undefined {
  return stored.greeting_template ?? textIn(stored.tone, "greeting_template");
}

/** The original kept any JSON here. */
function toneOf(tone: unknown): Infer<typeof vTone> {
  const description = textIn(tone, "description");
  return {
    supportive: fieldOf(tone, "supportive") !== false,
    clear: fieldOf(tone, "clear") !== false,
    encouraging: fieldOf(tone, "encouraging") !== false,
    ...(description === undefined ? {} : { description }),
  };
}

function fieldOf(value: unknown, name: string): unknown {
  return isPlainObject(value) ? value[name] : undefined;
}

function textIn(value: unknown, name: string): string | undefined {
  const text = fieldOf(value, name);
  return typeof text === "string" && text.trim() !== "" ? text : undefined;
}

/** Null clears a field; what is absent stays, within the tone as well. */
export const configArgs = {
  ...settingsWriteArgs,
  is_enabled: v.optional(v.boolean()),
  bot_name: v.optional(v.string()),
  greeting_style: v.optional(vGreetingStyle),
  language: v.optional(vLanguage),
  tone: v.optional(
    v.object({
      supportive: v.optional(v.boolean()),
      clear: v.optional(v.boolean()),
      encouraging: v.optional(v.boolean()),
      description: v.optional(v.union(v.string(), v.null())),
    }),
  ),
  greeting_template: v.optional(v.union(v.string(), v.null())),
  community_link: v.optional(v.union(v.string(), v.null())),
  time_zone: v.optional(v.string()),
  grok_weight: v.optional(v.number()),
  daily_budget_micros: v.optional(v.union(v.number(), v.null())),
};

type ConfigRequest = ObjectType<typeof configArgs>;

/** Change what is given, on whatever is stored or on the defaults. */
export async function saveConfig(ctx: MutationCtx, request: ConfigRequest): Promise<{ config: ConfigView }> {
  return await writeSettings(ctx, "ariSettings:saveConfig", request, async (workspace) => {
    const { fields, description } = checkedConfig(request);
    const stored = await findConfig(ctx, workspace._id);
    checkFresh(request, stored?.updated_at);
    const config = stored ?? (await insertDefaults(ctx, workspace._id));
    const changes = changesIn(config, { ...fields, ...toneChange(config.tone, request, description) });
    if (changes === undefined) {
      return { config: configOf(workspace._id, config) };
    }
    const updated_at = stored === null ? config.updated_at : nextUpdate(stored.updated_at);
    await ctx.db.patch("ariConfig", config._id, { ...changes, updated_at });
    return { config: configOf(workspace._id, mustExist(await ctx.db.get("ariConfig", config._id))) };
  });
}

interface AskedConfig {
  readonly fields: Asked;
  readonly description: string | null | undefined;
}

function checkedConfig(request: ConfigRequest): AskedConfig {
  const { is_enabled, greeting_style, language } = request;
  const complaints = new Complaints();
  const fields = {
    is_enabled,
    greeting_style,
    language,
    bot_name: complaints.text("bot_name", request.bot_name, { name: "The name", min: 1, max: 100 }),
    greeting_template: complaints.text("greeting_template", request.greeting_template, {
      name: "The greeting",
      min: 1,
      max: MAX_TEXT,
    }),
    community_link: checkedLink(complaints, request.community_link),
    time_zone: checkedZone(complaints, request.time_zone),
    grok_weight: complaints.number("grok_weight", request.grok_weight, { name: "The weight", min: 0, max: 100 }),
    daily_budget_micros: complaints.number("daily_budget_micros", request.daily_budget_micros, {
      name: "The budget",
      min: 0,
      max: 1_000_000_000_000,
    }),
  };
  const rule = { name: "The description of the tone", min: 1, max: MAX_TEXT };
  const description = complaints.text("tone.description", request.tone?.description, rule);
  complaints.refuse();
  return { fields, description };
}

/** A web address with a host, and nothing in it that would pass for another host. */
const LINK = /^https?:\/\/[^\s/?#@\\<>"]+(?:[/?#][^\s\\<>"]*)?$/i;

function checkedLink(complaints: Complaints, asked: string | null | undefined): string | null | undefined {
  const link = complaints.text("community_link", asked, { name: "The link", min: 1, max: MAX_LINK });
  if (typeof link === "string" && !LINK.test(link)) {
    complaints.add("community_link", "The link must be an address that begins with https:// or http://.");
  }
  return link;
}

/** The form of an IANA name. Whether there is such a zone, Django knows, which has the list. */
const ZONE = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/;

function checkedZone(complaints: Complaints, asked: string | undefined): string | undefined {
  if (asked !== undefined && (asked.length > 64 || !ZONE.test(asked))) {
    complaints.add("time_zone", "The time zone must be an IANA name, such as Asia/Jakarta.");
  }
  return asked;
}

async function insertDefaults(ctx: MutationCtx, workspaceId: Id<"workspaces">): Promise<Doc<"ariConfig">> {
  const now = nextUpdate();
  const id = await ctx.db.insert("ariConfig", {
    ...DEFAULT_CONFIG,
    workspace_id: workspaceId,
    tone: { supportive: true, clear: true, encouraging: true },
    created_at: now,
    updated_at: now,
  });
  return mustExist(await ctx.db.get("ariConfig", id));
}

/** The tone with what is asked for in it. A template that the original kept there gives way to the field of its own. */
function toneChange(stored: unknown, { tone, greeting_template }: ConfigRequest, description: Value | undefined): Asked {
  if (tone === undefined && greeting_template === undefined) {
    return {};
  }
  const template = greeting_template === undefined ? {} : { greeting_template: null };
  return { tone: merged(stored, { ...tone, description, ...template }) };
}
