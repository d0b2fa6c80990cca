/** Reminders as senders and lists see them: those that are due put on their way, those not planned yet planned. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { limitOf, pageArgs, pageOf } from "../pages";
import { vReminderStatus } from "../tables/booking";
import { openWorkspace } from "../workspaceAccess";
import { isOpen, OPEN_STATUSES, type Appointment } from "./agenda";
import { insertNotice, type NoticeChannel } from "./notices";
import { endReminder } from "./reminderEnds";
import { quietStretchAt } from "./reminderPlan";
import { forgetPlanned, planReminders, type Reminder } from "./reminderRows";
import { settingsOf, type Settings } from "./settings";
import { AppointmentViews, vAppointment } from "./views";
import { canReach } from "./whatsapp";

/** What is to be done with a reminder that is due. */
type Decision =
  | { readonly kind: "send"; readonly channel: NoticeChannel }
  | { readonly kind: "wait"; readonly until: number }
  | { readonly kind: "drop"; readonly reason: DropReason }
  | { readonly kind: "fail"; readonly reason: "no_address" };

type DropReason = "appointment_gone" | "moved" | "cancelled" | "over" | "too_late" | "quiet_hours" | "opted_out";

/** Decides by the appointment, the lead and the settings as they stand now, each workspace looked up once. */
class Judge {
  private readonly workspaces = new Map<string, Promise<[Doc<"workspaces"> | null, Settings]>>();

  constructor(
    private readonly ctx: QueryCtx,
    private readonly now: number,
  ) {}

  async decide(reminder: Reminder, appointment: Appointment | null): Promise<Decision> {
    if (appointment === null) {
      return { kind: "drop", reason: "appointment_gone" };
    }
    const dropped = this.whyDropped(reminder, appointment);
    if (dropped !== undefined) {
      return { kind: "drop", reason: dropped };
    }
    const [workspace, settings] = await this.workspace(reminder.workspace_id);
    const quiet = quietStretchAt(this.now, settings);
    if (quiet !== undefined) {
      return quiet.end < reminder.useful_until
        ? { kind: "wait", until: quiet.end }
        : { kind: "drop", reason: "quiet_hours" };
    }
    return await this.byWhat(workspace, appointment);
  }

  private whyDropped(reminder: Reminder, appointment: Appointment): DropReason | undefined {
    if (!isOpen(appointment)) {
      return appointment.status === "cancelled" ? "cancelled" : "over";
    }
    if (appointment.scheduled_at !== reminder.starts_at) {
      return "moved";
    }
    return this.now >= reminder.useful_until ? "too_late" : undefined;
  }

  private async byWhat(workspace: Doc<"workspaces"> | null, appointment: Appointment): Promise<Decision> {
    const lead = await new AppointmentViews(this.ctx).contactOf(appointment);
    if (lead?.opted_out_at !== undefined) {
      return { kind: "drop", reason: "opted_out" };
    }
    if (workspace !== null && lead !== null && canReach(workspace, lead)) {
      return { kind: "send", channel: "whatsapp" };
    }
    return lead?.email === undefined ? { kind: "fail", reason: "no_address" } : { kind: "send", channel: "email" };
  }

  private workspace(id: Id<"workspaces">): Promise<[Doc<"workspaces"> | null, Settings]> {
    const known = this.workspaces.get(id) ?? Promise.all([this.ctx.db.get("workspaces", id), settingsOf(this.ctx, id)]);
    this.workspaces.set(id, known);
    return known;
  }
}

export const dueArgs = { limit: v.number(), now: v.optional(v.number()) };

const vReasons = v.record(v.string(), v.number());

export const vDispatched = v.object({
  /** How many were put on their way. */
  started: v.number(),
  /** How many wait for the end of quiet hours. */
  waiting: v.number(),
  /** How many will not be sent, by why; those that could not be are `failed`. */
  dropped: vReasons,
  failed: vReasons,
  /** Whether there are more that are due. */
  more: v.boolean(),
});

const MAX_DISPATCHED = 100;

/** Put reminders that are due on their way, `limit` at most, each judged by what is true at this moment. */
export async function dispatchDue(
  ctx: MutationCtx,
  { limit, now = Date.now() }: ObjectType<typeof dueArgs>,
): Promise<Infer<typeof vDispatched>> {
  const most = limitOf(limit, MAX_DISPATCHED, MAX_DISPATCHED);
  const due = await dueReminders(ctx, now, most + 1);
  const judge = new Judge(ctx, now);
  const done = { started: 0, waiting: 0, dropped: {}, failed: {}, more: due.length > most };
  for (const reminder of due.slice(0, most)) {
    const appointment = await ctx.db.get("ariAppointments", reminder.appointment_id);
    await carryOut(ctx, reminder, appointment, await judge.decide(reminder, appointment), now, done);
  }
  return done;
}

async function dueReminders(ctx: QueryCtx, now: number, limit: number): Promise<Reminder[]> {
  return await ctx.db
    .query("appointmentReminders")
    .withIndex("by_status_next", (q) => q.eq("status", "planned").lte("next_attempt_at", now))
    .take(limit);
}

async function carryOut(
  ctx: MutationCtx,
  reminder: Reminder,
  appointment: Appointment | null,
  decision: Decision,
  now: number,
  done: Infer<typeof vDispatched>,
): Promise<void> {
  switch (decision.kind) {
    case "send":
      if (appointment !== null) {
        await start(ctx, reminder, appointment, decision.channel, now);
        done.started += 1;
      }
      return;
    case "wait":
      await ctx.db.patch("appointmentReminders", reminder._id, { next_attempt_at: decision.until });
      done.waiting += 1;
      return;
    case "drop":
    case "fail": {
      const [status, counts] = decision.kind === "drop" ? (["dropped", done.dropped] as const) : (["failed", done.failed] as const);
      await endReminder(ctx, reminder, status, decision.reason, now);
      counts[decision.reason] = (counts[decision.reason] ?? 0) + 1;
    }
  }
}

async function start(
  ctx: MutationCtx,
  reminder: Reminder,
  appointment: Appointment,
  channel: NoticeChannel,
  now: number,
): Promise<void> {
  await ctx.db.patch("appointmentReminders", reminder._id, { status: "sending", channel });
  const what = { reminderId: reminder._id, usefulUntil: reminder.useful_until };
  await insertNotice(ctx, appointment, { kind: "reminder", audience: "lead", channel, ...what }, now);
}

export const vDueReminder = v.object({
  id: v.string(),
  appointment: v.optional(vAppointment),
  offset_minutes: v.number(),
  due_at: v.number(),
  /** What a run at this moment would do: by what it would send, or why it would not. */
  decision: v.union(v.literal("send"), v.literal("wait"), v.literal("drop"), v.literal("fail")),
  channel: v.optional(v.union(v.literal("whatsapp"), v.literal("email"))),
  reason: v.optional(v.string()),
});

/** Return what `dispatchDue` would do now, and do nothing. */
export async function previewDue(
  ctx: QueryCtx,
  { limit, now = Date.now() }: ObjectType<typeof dueArgs>,
): Promise<{ reminders: Infer<typeof vDueReminder>[]; more: boolean }> {
  const most = limitOf(limit, MAX_DISPATCHED, MAX_DISPATCHED);
  const due = await dueReminders(ctx, now, most + 1);
  const judge = new Judge(ctx, now);
  const views = new AppointmentViews(ctx);
  const reminders = await Promise.all(
    due.slice(0, most).map(async (reminder) => {
      const appointment = await ctx.db.get("ariAppointments", reminder.appointment_id);
      const decision = await judge.decide(reminder, appointment);
      return {
        id: reminder._id,
        ...(appointment === null ? {} : { appointment: await views.appointment(appointment) }),
        offset_minutes: reminder.offset_minutes,
        due_at: reminder.due_at,
        decision: decision.kind,
        ...("channel" in decision ? { channel: decision.channel } : {}),
        ...("reason" in decision ? { reason: decision.reason } : {}),
      };
    }),
  );
  return { reminders, more: due.length > most };
}

/** As many as one answer counts; more are as bad. */
const MAX_COUNTED = 1_000;

/** Count the reminders that failed from that moment on, by why; a thousand at most. */
export async function countFailed(
  ctx: QueryCtx,
  { since, until }: { readonly since: number; readonly until: number },
): Promise<{ failed: Record<string, number> }> {
  const some = await ctx.db
    .query("appointmentReminders")
    .withIndex("by_status_next", (q) => 
      q.eq("status", "failed").gte("next_attempt_at", since).lte("next_attempt_at", until),
    )
    .take(MAX_COUNTED);
  const failed: Record<string, number> = {};
  for (const { reason = "given_up" } of some) {
    failed[reason] = (failed[reason] ?? 0) + 1;
  }
  return { failed };
}

export const vPlanned = v.object({ planned: v.number(), more: v.boolean() });

const MAX_PLANNED = 100;

/**
 * Plan reminders of coming appointments that have none: those that a migration brought or changed, and those of
 * workspaces whose rules were changed. `limit` appointments at most; the caller repeats while there are more.
 */
export async function planMissing(
  ctx: MutationCtx,
  { limit, now = Date.now() }: ObjectType<typeof dueArgs>,
): Promise<Infer<typeof vPlanned>> {
  const most = limitOf(limit, MAX_PLANNED, MAX_PLANNED);
  const planned = await planUnplanned(ctx, now, most);
  const replanned = planned === most ? 0 : await replanNext(ctx, most - planned);
  const isAsked = (await ctx.db.query("reminderReplans").first()) !== null;
  return { planned: planned + replanned, more: planned === most || isAsked };
}

async function planUnplanned(ctx: MutationCtx, now: number, limit: number): Promise<number> {
  let planned = 0;
  for (const status of OPEN_STATUSES) {
    const some = await ctx.db
      .query("ariAppointments")
      .withIndex("by_planned_status_time", (q) =>
        q.eq("reminders_planned_for", undefined).eq("status", status).gt("scheduled_at", now),
      )
      .take(limit - planned);
    for (const appointment of some) {
      await planReminders(ctx, appointment);
    }
    planned += some.length;
    if (planned === limit) {
      break;
    }
  }
  return planned;
}

/** Plan anew for the workspace that waits the longest, from where the last piece ended. */
async function replanNext(ctx: MutationCtx, limit: number): Promise<number> {
  const asked = await ctx.db.query("reminderReplans").first();
  if (asked === null) {
    return 0;
  }
  const coming = await ctx.db
    .query("ariAppointments")
    .withIndex("by_workspace_time", (q) =>
      q.eq("workspace_id", asked.workspace_id).gt("scheduled_at", asked.asked_at),
    )
    .paginate({ numItems: limit, cursor: asked.cursor ?? null });
  const settings = await settingsOf(ctx, asked.workspace_id);
  for (const appointment of coming.page.filter(isOpen)) {
    await forgetPlanned(ctx, appointment);
    await planReminders(ctx, appointment, settings);
  }
  if (coming.isDone) {
    await ctx.db.delete("reminderReplans", asked._id);
  } else {
    await ctx.db.patch("reminderReplans", asked._id, { cursor: coming.continueCursor });
  }
  return coming.page.length;
}

export const listArgs = {
  actor: vActor,
  workspace_id: v.string(),
  statuses: v.optional(v.array(vReminderStatus)),
  appointment_id: v.optional(v.string()),
  /** Half-open, of the moment at which it is due. */
  from: v.optional(v.number()),
  before: v.optional(v.number()),
  order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
  ...pageArgs,
};

export const vReminder = v.object({
  id: v.string(),
  appointment_id: v.string(),
  offset_minutes: v.number(),
  starts_at: v.number(),
  due_at: v.number(),
  useful_until: v.number(),
  status: vReminderStatus,
  channel: v.optional(v.union(v.literal("whatsapp"), v.literal("email"))),
  sent_at: v.optional(v.number()),
  reason: v.optional(v.string()),
});

export type ReminderView = Infer<typeof vReminder>;

export const vReminderPage = v.object({ reminders: v.array(vReminder), cursor: v.optional(v.string()) });

/** A page of the workspace's reminders in the order in which they are due. */
export async function listReminders(
  ctx: QueryCtx,
  request: ObjectType<typeof listArgs>,
): Promise<{ reminders: ReminderView[]; cursor?: string }> {
  const workspace = await openWorkspace(ctx, request.actor, request.workspace_id, "see");
  const { cursor: _cursor, limit: _limit, actor: _actor, ...question } = request;
  const { documents, cursor } = await pageOf(ctx, {
    table: "appointmentReminders",
    ranges: rangesOf(ctx, workspace._id, request),
    order: request.order ?? "asc",
    purpose: `reminders ${JSON.stringify(question)}`,
    request,
    defaultLimit: 25,
    maxLimit: 100,
  });
  return { reminders: documents.map(reminderView), ...(cursor === undefined ? {} : { cursor }) };
}

function rangesOf(ctx: QueryCtx, workspaceId: Id<"workspaces">, request: ObjectType<typeof listArgs>) {
  const bounds = { time: "due_at", from: request.from, before: request.before };
  const statuses = [...new Set(request.statuses ?? [])];
  if (request.appointment_id !== undefined) {
    const appointmentId = ctx.db.normalizeId("ariAppointments", request.appointment_id);
    const accepts = (one: Reminder): boolean =>
      one.workspace_id === workspaceId && (statuses.length === 0 || statuses.includes(one.status));
    return appointmentId === null
      ? []
      : [{ index: "by_appointment_due", equal: [["appointment_id", appointmentId]] as const, ...bounds, accepts }];
  }
  if (statuses.length === 0) {
    return [{ index: "by_workspace_due", equal: [["workspace_id", workspaceId]] as const, ...bounds }];
  }
  return statuses.map((status) => ({
    index: "by_workspace_status_due",
    equal: [["workspace_id", workspaceId], ["status", status]] as const,
    ...bounds,
  }));
}

function reminderView(reminder: Reminder): ReminderView {
  const { _id, _creationTime, workspace_id: _workspace, next_attempt_at: _next, created_at: _created, ...told } = reminder;
  return { id: _id, ...told };
}
