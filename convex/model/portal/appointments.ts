/**
 * The appointments of all workspaces that somebody of the support hub may see, as one list: by the start, or where it is
 * asked by what way they were booked, by the moment of the booking.
 *
 * Who sees every workspace reads the order of all; for others the ranges of their workspaces are merged.
 */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { AppointmentViews, vAppointment } from "../booking/views";
import { pageArgs, pageOf, type OrderedRange } from "../pages";
import { vAppointmentStatus, vAppointmentWay } from "../tables/booking";
import { vWorkspaceRef, workspaceRef } from "../workspaceRefs";
import { enterPortal, placesOf } from "./sight";

type WorkspaceId = Id<"workspaces">;
type Appointment = Doc<"ariAppointments">;

/** What narrows a list of appointments. */
const filterArgs = {
  statuses: v.optional(v.array(vAppointmentStatus)),
  /** Half-open, of the start. */
  from: v.optional(v.number()),
  before: v.optional(v.number()),
  /** By what way they were booked, and half-open, when. */
  booked_way: v.optional(vAppointmentWay),
  booked_from: v.optional(v.number()),
  booked_before: v.optional(v.number()),
};

export type AppointmentFilters = ObjectType<typeof filterArgs>;

export const portalAppointmentArgs = {
  actor: vActor,
  /** Absent, or none named: all that the actor may see. */
  workspaces: v.optional(v.array(v.string())),
  ...filterArgs,
  order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
  ...pageArgs,
};

const vRow = v.object({ appointment: vAppointment, workspace: vWorkspaceRef });

export const vPortalAppointmentPage = v.object({ rows: v.array(vRow), cursor: v.optional(v.string()) });

type AppointmentPage = Infer<typeof vPortalAppointmentPage>;

const LIMITS = { default: 25, max: 100 } as const;

/** A page of the appointments, the latest first unless told otherwise. */
export async function listPortalAppointments(
  ctx: QueryCtx,
  request: ObjectType<typeof portalAppointmentArgs>,
): Promise<AppointmentPage> {
  const desk = await enterPortal(ctx, request.actor);
  const places = await placesOf(ctx, desk, request.workspaces ?? []);
  const { cursor: _cursor, limit: _limit, actor, ...asked } = request;
  const sorted = Object.entries(asked).sort(([left], [right]) => (left < right ? -1 : 1));
  const { documents, cursor } = await pageOf(ctx, {
    table: "ariAppointments",
    ranges: (places ?? [undefined]).flatMap((place) => appointmentRanges(place, request)),
    order: request.order ?? "desc",
    purpose: JSON.stringify(["portal appointments", actor.user_id, ...sorted]),
    request,
    defaultLimit: LIMITS.default,
    maxLimit: LIMITS.max,
  });
  return { rows: await rowsOf(ctx, documents), ...(cursor === undefined ? {} : { cursor }) };
}

async function rowsOf(ctx: QueryCtx, appointments: readonly Appointment[]): Promise<AppointmentPage["rows"]> {
  const views = await new AppointmentViews(ctx).appointments(appointments);
  const ids = [...new Set(appointments.map((appointment) => appointment.workspace_id))];
  const refs = await Promise.all(ids.map((id) => workspaceRef(ctx, id)));
  const places = new Map(refs.map((ref) => [ref.id, ref]));
  return views.flatMap((appointment) => {
    const workspace = places.get(appointment.workspace_id);
    return workspace === undefined ? [] : [{ appointment, workspace }];
  });
}

/** The index ranges whose merge is the list of a workspace; without one, of all. Each index is there for both. */
export function appointmentRanges(
  workspaceId: WorkspaceId | undefined,
  filters: AppointmentFilters,
): OrderedRange<"ariAppointments">[] {
  const index = workspaceId === undefined ? "by" : "by_workspace";
  const first = workspaceId === undefined ? [] : ([["workspace_id", workspaceId]] as const);
  const accepts = filterOf(filters);
  if (filters.booked_way !== undefined) {
    const { booked_way: way, booked_from: from, booked_before: before } = filters;
    const equal = [...first, ["booked_way", way]] as const;
    return [{ index: `${index}_way_booked`, equal, time: "created_at", from, before, accepts }];
  }
  const bounds = { time: "scheduled_at", from: filters.from, before: filters.before, accepts };
  const statuses = [...new Set(filters.statuses ?? [])];
  return statuses.length === 0
    ? [{ index: `${index}_time`, equal: [...first], ...bounds }]
    : statuses.map((status) => ({ index: `${index}_status_time`, equal: [...first, ["status", status]], ...bounds }));
}

function filterOf(filters: AppointmentFilters): (appointment: Appointment) => boolean {
  const statuses: ReadonlySet<string> = new Set(filters.statuses ?? []);
  return ({ status, scheduled_at: start, booked_way: way, created_at: booked }) =>
    (statuses.size === 0 || statuses.has(status)) &&
    isWithin(start, filters.from, filters.before) &&
    (filters.booked_way === undefined || filters.booked_way === way) &&
    isWithin(booked, filters.booked_from, filters.booked_before);
}

function isWithin(moment: number, from = -Infinity, before = Infinity): boolean {
  return from <= moment && moment < before;
}
