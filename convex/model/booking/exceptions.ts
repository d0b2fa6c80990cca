/** Days on which the weekly patterns do not hold as they are, and the national holidays of a country. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { checkFresh, nextUpdate } from "../ari/settings/calls";
import { Complaints } from "../complaints";
import { idempotencyArgs, once } from "../idempotency";
import { limitOf, pageArgs } from "../pages";
import { refuse, refuseFields } from "../refusals";
import { openWorkspace, type WorkspaceNeed } from "../workspaceAccess";
import { MAX_EXCEPTIONS_A_DATE } from "./agenda";
import { checkConsultant } from "./settings";
import { complainAboutHours } from "./slots";
import { writtenText } from "./texts";
import { isDate, minutesOf } from "./zones";

type ScheduleException = Doc<"scheduleExceptions">;

const vKind = v.union(v.literal("closed"), v.literal("open"));

export const vException = v.object({
  id: v.string(),
  workspace_id: v.string(),
  kind: vKind,
  date: v.string(),
  consultant_id: v.optional(v.string()),
  start_time: v.optional(v.string()),
  end_time: v.optional(v.string()),
  duration_minutes: v.optional(v.number()),
  max_bookings_per_slot: v.optional(v.number()),
  reason: v.optional(v.string()),
  created_by: v.string(),
  created_at: v.number(),
  updated_at: v.number(),
});

export type ExceptionView = Infer<typeof vException>;

export const listArgs = {
  actor: vActor,
  workspace_id: v.string(),
  /** Dates, the last one included. */
  from: v.optional(v.string()),
  to: v.optional(v.string()),
  ...pageArgs,
};

export const vExceptionPage = v.object({ exceptions: v.array(vException), cursor: v.optional(v.string()) });

/** A page of the exceptions by date. */
export async function listExceptions(
  ctx: QueryCtx,
  request: ObjectType<typeof listArgs>,
): Promise<{ exceptions: ExceptionView[]; cursor?: string }> {
  const workspace = await openWorkspace(ctx, request.actor, request.workspace_id, "see");
  const { from = "", to = "9999", cursor = null } = request;
  const page = await ctx.db
    .query("scheduleExceptions")
    .withIndex("by_workspace_date", (q) => q.eq("workspace_id", workspace._id).gte("date", from).lte("date", to))
    .paginate({ numItems: limitOf(request.limit, 25, 100), cursor });
  return { exceptions: page.page.map(exceptionView), ...(page.isDone ? {} : { cursor: page.continueCursor }) };
}

function exceptionView({ _id, _creationTime, ...shown }: ScheduleException): ExceptionView {
  return { id: _id, ...shown };
}

export const exceptionArgs = { actor: vActor, workspace_id: v.string(), exception_id: v.string() };

type ExceptionCall = ObjectType<typeof exceptionArgs>;

export async function getException(ctx: QueryCtx, call: ExceptionCall): Promise<{ exception: ExceptionView }> {
  return { exception: exceptionView(await openException(ctx, call, "see")) };
}

async function openException(ctx: QueryCtx, call: ExceptionCall, need: WorkspaceNeed): Promise<ScheduleException> {
  const workspace = await openWorkspace(ctx, call.actor, call.workspace_id, need);
  const id = ctx.db.normalizeId("scheduleExceptions", call.exception_id);
  const exception = id === null ? null : await ctx.db.get("scheduleExceptions", id);
  return exception?.workspace_id === workspace._id ? exception : refuseException();
}

function refuseException(): never {
  refuse("not_found", "exception_not_found", "There is no such exception, or it is not yours to see.");
}

const exceptionFields = {
  consultant_id: v.optional(v.union(v.string(), v.null())),
  start_time: v.optional(v.union(v.string(), v.null())),
  end_time: v.optional(v.union(v.string(), v.null())),
  duration_minutes: v.optional(v.union(v.number(), v.null())),
  max_bookings_per_slot: v.optional(v.union(v.number(), v.null())),
  reason: v.optional(v.union(v.string(), v.null())),
};

export const createArgs = {
  actor: vActor,
  workspace_id: v.string(),
  ...idempotencyArgs,
  kind: vKind,
  date: v.string(),
  ...exceptionFields,
};

export async function createException(
  ctx: MutationCtx,
  request: ObjectType<typeof createArgs>,
): Promise<{ exception: ExceptionView }> {
  const { actor, kind, date } = request;
  return await once(ctx, "scheduleExceptions:createException", actor.user_id, request, async () => {
    const workspace = await openWorkspace(ctx, actor, request.workspace_id, "configure");
    const fields = { kind, date, ...checkedFields({ ...request }) };
    await checkConsultant(ctx, workspace._id, fields.consultant_id);
    await refuseTooMany(ctx, workspace._id, date);
    const now = Date.now();
    const made = { workspace_id: workspace._id, created_by: actor.user_id, created_at: now, updated_at: now };
    const id = await ctx.db.insert("scheduleExceptions", { ...fields, ...made });
    return { exception: exceptionView({ ...fields, ...made, _id: id, _creationTime: now }) };
  });
}

const seenArgs = { expected_updated_at: v.optional(v.union(v.number(), v.null())) };

export const deleteArgs = { ...exceptionArgs, ...idempotencyArgs, ...seenArgs };
export const updateArgs = { ...exceptionArgs, ...idempotencyArgs, ...seenArgs, date: v.optional(v.string()), ...exceptionFields };

const CHANGEABLE = ["date", ...(Object.keys(exceptionFields) as (keyof typeof exceptionFields)[])] as const;

/** Change what is given; null removes it. Appointments that are booked already stay as they are. */
export async function updateException(
  ctx: MutationCtx,
  request: ObjectType<typeof updateArgs>,
): Promise<{ exception: ExceptionView }> {
  return await once(ctx, "scheduleExceptions:updateException", request.actor.user_id, request, async () => {
    const exception = await openException(ctx, request, "configure");
    checkFresh(request, exception.updated_at);
    const given = CHANGEABLE.filter((name) => request[name] !== undefined);
    const asked = { ...exception, ...Object.fromEntries(given.map((name) => [name, request[name]])) } as Asked;
    const { _id, _creationTime, workspace_id, kind, created_by, created_at } = exception;
    const fields = { kind, date: asked.date, ...checkedFields(asked) };
    await checkConsultant(ctx, workspace_id, fields.consultant_id);
    const next = { ...fields, workspace_id, created_by, created_at, updated_at: nextUpdate(exception.updated_at) };
    await ctx.db.replace("scheduleExceptions", _id, next);
    return { exception: exceptionView({ ...next, _id, _creationTime }) };
  });
}

export async function deleteException(
  ctx: MutationCtx,
  request: ObjectType<typeof deleteArgs>,
): Promise<{ deleted: true }> {
  return await once(ctx, "scheduleExceptions:deleteException", request.actor.user_id, request, async () => {
    const exception = await openException(ctx, request, "configure");
    checkFresh(request, exception.updated_at);
    await ctx.db.delete("scheduleExceptions", exception._id);
    return { deleted: true as const };
  });
}

type Asked = Pick<ScheduleException, "kind" | "date"> & {
  readonly [Name in keyof typeof exceptionFields]?: ScheduleException[Name] | null | undefined;
};

type Checked = Pick<
  ScheduleException,
  "consultant_id" | "start_time" | "end_time" | "duration_minutes" | "max_bookings_per_slot" | "reason"
>;

const DEFAULT_DURATION = 60;

/** Return the fields as they are stored, or refuse those that make no sense together. */
function checkedFields(asked: Asked): Checked {
  const { start_time: start, end_time: end } = asked;
  const complaints = new Complaints();
  if (!isDate(asked.date)) {
    complaints.add("date", 'The date must be one of the calendar, as "YYYY-MM-DD".');
  }
  const addsHours = asked.kind === "open" && Boolean(start);
  const duration = asked.duration_minutes ?? DEFAULT_DURATION;
  if (Boolean(start) !== Boolean(end)) {
    complaints.add(start ? "end_time" : "start_time", "Give both a start and an end, or neither for the whole day.");
  } else if (addsHours) {
    complainAboutHours(complaints, { start_time: start ?? "", end_time: end ?? "", duration_minutes: duration });
    const capacity = asked.max_bookings_per_slot ?? 1;
    complaints.number("max_bookings_per_slot", capacity, { name: "The capacity", min: 1, max: 1000 });
  } else {
    complainAboutPart(complaints, asked);
  }
  complaints.refuse();
  const reason = writtenText("reason", asked.reason);
  return {
    ...(asked.consultant_id ? { consultant_id: asked.consultant_id } : {}),
    ...(start && end ? { start_time: start, end_time: end } : {}),
    ...(addsHours ? { duration_minutes: duration, max_bookings_per_slot: asked.max_bookings_per_slot ?? 1 } : {}),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Hours that are taken away need no room for a consultation, and have neither length nor capacity. */
function complainAboutPart(complaints: Complaints, asked: Asked): void {
  for (const name of ["duration_minutes", "max_bookings_per_slot"] as const) {
    if (asked[name] != null) {
      complaints.add(name, "Only added hours have this: an exception that opens, with a start and an end.");
    }
  }
  if (!asked.start_time || !asked.end_time) {
    return;
  }
  const [start, end] = [minutesOf(asked.start_time), minutesOf(asked.end_time)];
  if (start === undefined || end === undefined || end <= start) {
    complaints.add("end_time", 'Start and end must be times of day as "HH:MM", the end after the start.');
  }
}

async function refuseTooMany(ctx: QueryCtx, workspaceId: Id<"workspaces">, date: string): Promise<void> {
  const some = await ctx.db
    .query("scheduleExceptions")
    .withIndex("by_workspace_date", (q) => q.eq("workspace_id", workspaceId).eq("date", date))
    .take(MAX_EXCEPTIONS_A_DATE);
  if (some.length === MAX_EXCEPTIONS_A_DATE) {
    refuse("conflict", "too_many_exceptions", `A date has at most ${MAX_EXCEPTIONS_A_DATE} exceptions.`);
  }
}

export const holidayArgs = {
  country: v.string(),
  year: v.number(),
  days: v.array(v.object({ date: v.string(), name: v.string() })),
};

/** A year has 366 days. */
const MAX_HOLIDAYS = 366;

/** Keep the national holidays of a year: those that were kept before are replaced. Repeating it changes nothing. */
export async function storeHolidays(
  ctx: MutationCtx,
  { country, year, days }: ObjectType<typeof holidayArgs>,
): Promise<{ stored: number }> {
  if (!/^[A-Z]{2}$/.test(country) || !Number.isInteger(year) || days.length > MAX_HOLIDAYS) {
    refuseFields({ country: "Two capital letters, and a year with its holidays." });
  }
  if (days.some(({ date }) => !isDate(date) || !date.startsWith(`${year}-`))) {
    refuseFields({ days: "Every holiday must be a date of the year." });
  }
  const stored = await ctx.db
    .query("publicHolidays")
    .withIndex("by_country_year", (q) => q.eq("country", country).eq("year", year))
    .first();
  const fields = { country, year, days, loaded_at: Date.now() };
  if (stored === null) {
    await ctx.db.insert("publicHolidays", fields);
  } else if (JSON.stringify(stored.days) !== JSON.stringify(days)) {
    await ctx.db.replace("publicHolidays", stored._id, fields);
  }
  return { stored: days.length };
}
