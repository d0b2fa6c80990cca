/** Weekly patterns of bookable hours, with the rules that the original's database kept. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { checkFresh, nextUpdate } from "../ari/settings/calls";
import { Complaints } from "../complaints";
import { idempotencyArgs, once } from "../idempotency";
import { refuse } from "../refusals";
import { People, vPerson } from "../users";
import { openWorkspace, type WorkspaceNeed } from "../workspaceAccess";
import { MAX_SLOTS } from "./agenda";
import { checkConsultant } from "./settings";
import { minutesOf } from "./zones";

type Slot = Doc<"consultantSlots">;

export const vSlot = v.object({
  id: v.string(),
  workspace_id: v.string(),
  consultant_id: v.optional(v.string()),
  consultant: v.optional(vPerson),
  day_of_week: v.number(),
  start_time: v.string(),
  end_time: v.string(),
  duration_minutes: v.number(),
  booking_window_days: v.number(),
  max_bookings_per_slot: v.number(),
  is_active: v.boolean(),
  created_at: v.number(),
  updated_at: v.number(),
});

export type SlotView = Infer<typeof vSlot>;

const slotFields = {
  consultant_id: v.optional(v.union(v.string(), v.null())),
  day_of_week: v.optional(v.number()),
  start_time: v.optional(v.string()),
  end_time: v.optional(v.string()),
  duration_minutes: v.optional(v.number()),
  booking_window_days: v.optional(v.number()),
  max_bookings_per_slot: v.optional(v.number()),
  is_active: v.optional(v.boolean()),
};

export const listArgs = { actor: vActor, workspace_id: v.string() };

/** The patterns of the workspace by weekday and start; there are at most a thousand. */
export async function listSlots(
  ctx: QueryCtx,
  { actor, workspace_id: workspaceId }: ObjectType<typeof listArgs>,
): Promise<{ slots: SlotView[] }> {
  const workspace = await openWorkspace(ctx, actor, workspaceId, "see");
  const slots = await ctx.db
    .query("consultantSlots")
    .withIndex("by_workspace_day", (q) => q.eq("workspace_id", workspace._id))
    .take(MAX_SLOTS);
  const order = (slot: Slot): string => `${slot.day_of_week} ${slot.start_time} ${slot.consultant_id ?? ""}`;
  slots.sort((left, right) => (order(left) < order(right) ? -1 : 1));
  const people = new People(ctx);
  return { slots: await Promise.all(slots.map((slot) => slotView(people, slot))) };
}

async function slotView(people: People, slot: Slot): Promise<SlotView> {
  const { _id, _creationTime, supabaseId: _source, ...shown } = slot;
  const consultant = slot.consultant_id === undefined ? {} : { consultant: await people.get(slot.consultant_id) };
  return { id: _id, ...shown, ...consultant };
}

export const slotArgs = { actor: vActor, workspace_id: v.string(), slot_id: v.string() };

export async function getSlot(ctx: QueryCtx, call: ObjectType<typeof slotArgs>): Promise<{ slot: SlotView }> {
  return { slot: await slotView(new People(ctx), await openSlot(ctx, call, "see")) };
}

async function openSlot(ctx: QueryCtx, call: ObjectType<typeof slotArgs>, need: WorkspaceNeed): Promise<Slot> {
  const workspace = await openWorkspace(ctx, call.actor, call.workspace_id, need);
  const id = ctx.db.normalizeId("consultantSlots", call.slot_id);
  const slot = id === null ? null : await ctx.db.get("consultantSlots", id);
  return slot?.workspace_id === workspace._id ? slot : refuseSlot();
}

function refuseSlot(): never {
  refuse("not_found", "slot_not_found", "There is no such slot, or it is not yours to see.");
}

export const createArgs = {
  actor: vActor,
  workspace_id: v.string(),
  ...idempotencyArgs,
  ...slotFields,
  day_of_week: v.number(),
  start_time: v.string(),
  end_time: v.string(),
};

/** What the original's database filled in. */
const DEFAULTS = { duration_minutes: 60, booking_window_days: 14, max_bookings_per_slot: 1, is_active: true };

export async function createSlot(
  ctx: MutationCtx,
  request: ObjectType<typeof createArgs>,
): Promise<{ slot: SlotView }> {
  return await once(ctx, "consultantSlots:createSlot", request.actor.user_id, request, async () => {
    const workspace = await openWorkspace(ctx, request.actor, request.workspace_id, "configure");
    const { day_of_week, start_time, end_time } = request;
    const fields = {
      day_of_week,
      start_time,
      end_time,
      duration_minutes: request.duration_minutes ?? DEFAULTS.duration_minutes,
      booking_window_days: request.booking_window_days ?? DEFAULTS.booking_window_days,
      max_bookings_per_slot: request.max_bookings_per_slot ?? DEFAULTS.max_bookings_per_slot,
      is_active: request.is_active ?? DEFAULTS.is_active,
      ...(request.consultant_id ? { consultant_id: request.consultant_id } : {}),
    };
    refuseBadHours(fields);
    await checkConsultant(ctx, workspace._id, fields.consultant_id);
    await refuseTwin(ctx, workspace._id, fields);
    await refuseTooMany(ctx, workspace._id);
    const now = Date.now();
    const made = { workspace_id: workspace._id, created_at: now, updated_at: now };
    const id = await ctx.db.insert("consultantSlots", { ...fields, ...made });
    return { slot: await slotView(new People(ctx), { ...fields, ...made, _id: id, _creationTime: now }) };
  });
}

const seenArgs = { expected_updated_at: v.optional(v.union(v.number(), v.null())) };

export const updateArgs = { ...slotArgs, ...idempotencyArgs, ...seenArgs, ...slotFields };
export const deleteArgs = { ...slotArgs, ...idempotencyArgs, ...seenArgs };

const CHANGEABLE = Object.keys(slotFields) as (keyof typeof slotFields)[];

/** Change what is given. Appointments that were booked on the pattern stay as they are. */
export async function updateSlot(
  ctx: MutationCtx,
  request: ObjectType<typeof updateArgs>,
): Promise<{ slot: SlotView }> {
  return await once(ctx, "consultantSlots:updateSlot", request.actor.user_id, request, async () => {
    const slot = await openSlot(ctx, request, "configure");
    checkFresh(request, slot.updated_at);
    const given = CHANGEABLE.filter((name) => request[name] !== undefined);
    const changes = Object.fromEntries(given.map((name) => [name, request[name] ?? undefined])) as Partial<Slot>;
    const next = { ...slot, ...changes };
    refuseBadHours(next);
    if (next.consultant_id !== slot.consultant_id) {
      await checkConsultant(ctx, slot.workspace_id, next.consultant_id);
    }
    await refuseTwin(ctx, slot.workspace_id, next, slot._id);
    const updated = { ...changes, updated_at: nextUpdate(slot.updated_at) };
    await ctx.db.patch("consultantSlots", slot._id, updated);
    const stored = (await ctx.db.get("consultantSlots", slot._id)) ?? refuseSlot();
    return { slot: await slotView(new People(ctx), stored) };
  });
}

/** Delete the pattern. Appointments that were booked on it stay, and keep their time taken. */
export async function deleteSlot(
  ctx: MutationCtx,
  request: ObjectType<typeof deleteArgs>,
): Promise<{ deleted: true }> {
  return await once(ctx, "consultantSlots:deleteSlot", request.actor.user_id, request, async () => {
    const slot = await openSlot(ctx, request, "configure");
    checkFresh(request, slot.updated_at);
    await ctx.db.delete("consultantSlots", slot._id);
    return { deleted: true as const };
  });
}

/** Hours of any kind: `endMinute` after `startMinute`, and room for at least one consultation. */
export function complainAboutHours(
  complaints: Complaints,
  { start_time: start, end_time: end, duration_minutes: duration }: HoursTexts,
): void {
  const [startMinute, endMinute] = [minutesOf(start), minutesOf(end)];
  if (startMinute === undefined || startMinute === 1440) {
    complaints.add("start_time", 'The start must be a time of day as "HH:MM".');
  }
  if (endMinute === undefined) {
    complaints.add("end_time", 'The end must be a time of day as "HH:MM", at the latest "24:00".');
  }
  complaints.number("duration_minutes", duration, { name: "The duration", min: 1, max: 1440 });
  if (startMinute !== undefined && endMinute !== undefined) {
    if (endMinute <= startMinute) {
      complaints.add("end_time", "The end must be after the start.");
    } else if (startMinute + duration > endMinute) {
      complaints.add("duration_minutes", "Not even one consultation fits between start and end.");
    }
  }
}

interface HoursTexts {
  readonly start_time: string;
  readonly end_time: string;
  readonly duration_minutes: number;
}

type SlotRules = HoursTexts & Pick<Slot, "day_of_week" | "booking_window_days" | "max_bookings_per_slot">;

function refuseBadHours(slot: SlotRules): void {
  const complaints = new Complaints();
  complaints.number("day_of_week", slot.day_of_week, { name: "The weekday, Sunday being 0,", min: 0, max: 6 });
  complainAboutHours(complaints, slot);
  complaints.number("booking_window_days", slot.booking_window_days, { name: "The window", min: 1, max: 365 });
  complaints.number("max_bookings_per_slot", slot.max_bookings_per_slot, { name: "The capacity", min: 1, max: 1000 });
  complaints.refuse();
}

/** A consultant, or nobody, has one pattern that begins at a time of a weekday. */
async function refuseTwin(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  slot: Pick<Slot, "day_of_week" | "start_time"> & { readonly consultant_id?: string | undefined },
  except?: Id<"consultantSlots">,
): Promise<void> {
  const twins = await ctx.db
    .query("consultantSlots")
    .withIndex("by_workspace_consultant_day_start", (q) =>
      q
        .eq("workspace_id", workspaceId)
        .eq("consultant_id", slot.consultant_id)
        .eq("day_of_week", slot.day_of_week)
        .eq("start_time", slot.start_time),
    )
    .take(2);
  const twin = twins.find((one) => one._id !== except);
  if (twin !== undefined) {
    refuse("conflict", "slot_exists", "There is a slot of this consultant that begins then already.", {
      slot_id: twin._id,
    });
  }
}

async function refuseTooMany(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<void> {
  const slots = await ctx.db
    .query("consultantSlots")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspaceId))
    .take(MAX_SLOTS);
  if (slots.length === MAX_SLOTS) {
    refuse("conflict", "too_many_slots", `A workspace has at most ${MAX_SLOTS} slots.`);
  }
}
