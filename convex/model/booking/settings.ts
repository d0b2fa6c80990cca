/** How a workspace takes bookings: its own settings over the defaults, and the zone its clock is in. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { roleOf, vActor } from "../access";
import { idempotencyArgs, once } from "../idempotency";
import { checkFresh, nextUpdate } from "../ari/settings/calls";
import { refuseFields } from "../refusals";
import { vQuietHours } from "../tables/booking";
import { openWorkspace } from "../workspaceAccess";
import { checkedZone, DEFAULT_ZONE, minutesOf } from "./zones";

export const vSettings = v.object({
  lead_time_minutes: v.number(),
  buffer_minutes: v.number(),
  hold_minutes: v.number(),
  reminder_offsets_minutes: v.array(v.number()),
  reminder_window: v.optional(v.object({ opens_minutes: v.number(), closes_minutes: v.number() })),
  quiet_hours: v.optional(vQuietHours),
  observes_holidays: v.boolean(),
  holiday_country: v.string(),
  consultant_ids: v.optional(v.array(v.string())),
  reminder_template: v.optional(v.string()),
  notice_template: v.optional(v.string()),
  time_zone: v.string(),
  /** Absent: nothing is stored yet. */
  updated_at: v.optional(v.number()),
});

export type Settings = Infer<typeof vSettings>;

const DEFAULTS = {
  /** Long enough that a consultant sees the booking before the lead arrives. */
  lead_time_minutes: 60,
  buffer_minutes: 0,
  /** As long as a lead may think about an offer before another one gets it. */
  hold_minutes: 10,
  /** A day and an hour before the start. */
  reminder_offsets_minutes: [1440, 60],
  observes_holidays: true,
  holiday_country: "ID",
} as const satisfies Partial<Settings>;

/** Return the settings of the workspace, complete. */
export async function settingsOf(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Settings> {
  const [stored, zone] = await Promise.all([storedSettings(ctx, workspaceId), zoneOf(ctx, workspaceId)]);
  return completed(stored, zone);
}

function completed(stored: Doc<"bookingSettings"> | null, zone: string): Settings {
  const own = stored === null ? {} : ownSettings(stored);
  return { ...DEFAULTS, reminder_offsets_minutes: [...DEFAULTS.reminder_offsets_minutes], ...own, time_zone: zone };
}

function ownSettings(stored: Doc<"bookingSettings">): Partial<Settings> {
  const { _id, _creationTime, workspace_id: _workspace, created_at: _created, ...own } = stored;
  return own;
}

async function storedSettings(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Doc<"bookingSettings"> | null> {
  return await ctx.db
    .query("bookingSettings")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspaceId))
    .first();
}

/** Return the zone that the workspace's hours are in. */
export async function zoneOf(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<string> {
  const config = await ctx.db
    .query("ariConfig")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspaceId))
    .first();
  return checkedZone(config?.time_zone ?? DEFAULT_ZONE);
}

export async function getSettings(
  ctx: QueryCtx,
  { actor, workspace_id: workspaceId }: { actor: Infer<typeof vActor>; workspace_id: string },
): Promise<Settings> {
  const workspace = await openWorkspace(ctx, actor, workspaceId, "see");
  return await settingsOf(ctx, workspace._id);
}

/** What is absent stays as it is; null goes back to the default. */
export const settingsArgs = {
  actor: vActor,
  workspace_id: v.string(),
  expected_updated_at: v.optional(v.union(v.number(), v.null())),
  ...idempotencyArgs,
  lead_time_minutes: v.optional(v.union(v.number(), v.null())),
  buffer_minutes: v.optional(v.union(v.number(), v.null())),
  hold_minutes: v.optional(v.union(v.number(), v.null())),
  reminder_offsets_minutes: v.optional(v.union(v.array(v.number()), v.null())),
  reminder_window: v.optional(
    v.union(v.object({ opens_minutes: v.number(), closes_minutes: v.number() }), v.null()),
  ),
  quiet_hours: v.optional(v.union(vQuietHours, v.null())),
  observes_holidays: v.optional(v.union(v.boolean(), v.null())),
  holiday_country: v.optional(v.union(v.string(), v.null())),
  consultant_ids: v.optional(v.union(v.array(v.string()), v.null())),
  reminder_template: v.optional(v.union(v.string(), v.null())),
  notice_template: v.optional(v.union(v.string(), v.null())),
};

type SettingsRequest = ObjectType<typeof settingsArgs>;

const CHANGEABLE = [
  "lead_time_minutes",
  "buffer_minutes",
  "hold_minutes",
  "reminder_offsets_minutes",
  "reminder_window",
  "quiet_hours",
  "observes_holidays",
  "holiday_country",
  "consultant_ids",
  "reminder_template",
  "notice_template",
] as const satisfies readonly (keyof SettingsRequest & keyof Doc<"bookingSettings">)[];

/** What a change of these means for reminders that are planned already. */
const REMINDER_SETTINGS = new Set<string>(["reminder_offsets_minutes", "reminder_window", "quiet_hours"]);

export async function updateSettings(ctx: MutationCtx, request: SettingsRequest): Promise<{ settings: Settings }> {
  const { actor } = request;
  return await once(ctx, "bookingSettings:updateSettings", actor.user_id, request, async () => {
    const workspace = await openWorkspace(ctx, actor, request.workspace_id, "configure");
    const given = CHANGEABLE.filter((name) => request[name] !== undefined);
    refuseBadSettings(request);
    await checkConsultants(ctx, workspace._id, request.consultant_ids ?? []);
    const stored = await storedSettings(ctx, workspace._id);
    checkFresh(request, stored?.updated_at);
    await write(ctx, workspace._id, stored, Object.fromEntries(given.map((name) => [name, request[name] ?? undefined])));
    if (given.some((name) => REMINDER_SETTINGS.has(name))) {
      await askForReplan(ctx, workspace._id);
    }
    return { settings: await settingsOf(ctx, workspace._id) };
  });
}

async function write(
  ctx: MutationCtx,
  workspaceId: Id<"workspaces">,
  stored: Doc<"bookingSettings"> | null,
  changes: Partial<Doc<"bookingSettings">>,
): Promise<void> {
  const fields = { ...changes, updated_at: nextUpdate(stored?.updated_at) };
  if (stored === null) {
    await ctx.db.insert("bookingSettings", { ...fields, workspace_id: workspaceId, created_at: Date.now() });
  } else {
    await ctx.db.patch("bookingSettings", stored._id, fields);
  }
}

/** Note that the workspace's reminders must be planned anew; `reminders:planMissing` does it piece by piece. */
async function askForReplan(ctx: MutationCtx, workspaceId: Id<"workspaces">): Promise<void> {
  const now = Date.now();
  const asked = await ctx.db
    .query("reminderReplans")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspaceId))
    .first();
  if (asked === null) {
    await ctx.db.insert("reminderReplans", { workspace_id: workspaceId, asked_at: now });
  } else {
    await ctx.db.patch("reminderReplans", asked._id, { asked_at: now, cursor: undefined });
  }
}

/** Meta's names of templates. */
const TEMPLATE_FORM = /^[a-z0-9_]{1,512}$/;
const MAX_OFFSETS = 10;
const WEEK_MINUTES = 7 * 24 * 60;

function refuseBadSettings(request: SettingsRequest): void {
  const complaints: Record<string, string> = {};
  const bounds = { lead_time_minutes: [0, 4 * WEEK_MINUTES], buffer_minutes: [0, 480], hold_minutes: [1, 120] } as const;
  for (const [name, [least, most]] of Object.entries(bounds)) {
    const value = request[name as keyof typeof bounds];
    if (typeof value === "number" && !isWithin(value, least, most)) {
      complaints[name] = `Must be a whole number from ${least} to ${most}.`;
    }
  }
  const { reminder_offsets_minutes: offsets, reminder_window: window, quiet_hours: quiet } = request;
  if (offsets && (offsets.length > MAX_OFFSETS || offsets.some((offset) => !isWithin(offset, 5, 4 * WEEK_MINUTES)))) {
    complaints.reminder_offsets_minutes = `At most ${MAX_OFFSETS} whole numbers from 5 to ${4 * WEEK_MINUTES}.`;
  } else if (offsets && new Set(offsets).size < offsets.length) {
    complaints.reminder_offsets_minutes = "Name each offset once.";
  }
  if (window && !(isWithin(window.closes_minutes, 0, WEEK_MINUTES) && isWithin(window.opens_minutes, 1, WEEK_MINUTES))) {
    complaints.reminder_window = `Both must be whole numbers to ${WEEK_MINUTES}.`;
  } else if (window && window.opens_minutes <= window.closes_minutes) {
    complaints.reminder_window = "The window must open earlier before the start than it closes.";
  }
  if (quiet && !isQuietHours(quiet)) {
    complaints.quiet_hours = 'Two different times of day as "HH:MM".';
  }
  if (typeof request.holiday_country === "string" && !/^[A-Z]{2}$/.test(request.holiday_country)) {
    complaints.holiday_country = "Two capital letters, such as ID.";
  }
  for (const name of ["reminder_template", "notice_template"] as const) {
    const template = request[name];
    if (typeof template === "string" && !TEMPLATE_FORM.test(template)) {
      complaints[name] = "The name of an approved template: small letters, digits and underscores.";
    }
  }
  if (Object.keys(complaints).length > 0) {
    refuseFields(complaints);
  }
}

function isQuietHours({ start, end }: { start: string; end: string }): boolean {
  const times = [minutesOf(start), minutesOf(end)];
  return times.every((minute) => minute !== undefined && minute < 1440) && start !== end;
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** A workspace has not so many people; the bound is Convex's, on what one transaction may read. */
export const MAX_CONSULTANTS = 200;

async function checkConsultants(ctx: QueryCtx, workspaceId: Id<"workspaces">, ids: readonly string[]): Promise<void> {
  if (ids.length > MAX_CONSULTANTS || new Set(ids).size < ids.length) {
    refuseFields({ consultant_ids: `Name each consultant once, and at most ${MAX_CONSULTANTS}.` });
  }
  const roles = await Promise.all(ids.map((id) => roleOf(ctx, id, workspaceId)));
  if (roles.includes(undefined)) {
    refuseFields({ consultant_ids: "Every consultant must be a member of the workspace." });
  }
}

/** Refuse a consultant who does not belong to the workspace. */
export async function checkConsultant(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  consultantId: string | undefined,
): Promise<void> {
  if (consultantId !== undefined && (await roleOf(ctx, consultantId, workspaceId)) === undefined) {
    refuseFields({ consultant_id: "The consultant must be a member of the workspace." });
  }
}
