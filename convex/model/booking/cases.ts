/** One call on one appointment: who acts and by what way, the appointment found, and the refusals that follow. */

import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { findWorkspace, refuseWorkspace, vActor, type Actor } from "../access";
import { idempotencyArgs, once, type Repeatable } from "../idempotency";
import { refuse, refuseFields } from "../refusals";
import type { vAppointmentWay } from "../tables/booking";
import { openWorkspace, type WorkspaceNeed } from "../workspaceAccess";
import { checkFresh } from "../ari/settings/calls";
import type { Appointment } from "./agenda";
import { appointmentView, type AppointmentView } from "./views";

export type Way = Infer<typeof vAppointmentWay>;

/**
 * Who acts: a person of the API by `actor`; without one, ARI in a conversation or the lead by a link, which `way` tells.
 *
 * `now` is the clock of tests and rehearsals; absent, it is the deployment's own.
 */
export const doerArgs = {
  actor: v.optional(vActor),
  way: v.optional(v.union(v.literal("ari"), v.literal("link"))),
  now: v.optional(v.number()),
};

export interface DoerCall {
  readonly actor?: Actor;
  readonly way?: "ari" | "link";
  readonly now?: number;
}

/** Who does it, as the history names them, by what way and when. */
export interface Doer {
  readonly by: string;
  readonly way: Way;
  readonly now: number;
}

export function doerOf({ actor, way, now = Date.now() }: DoerCall): Doer {
  if (actor !== undefined) {
    return { by: actor.user_id, way: "api", now };
  }
  if (way === undefined) {
    refuseFields({ way: "Say who acts: an actor, or ARI, or the lead by a link." });
  }
  return { by: way === "ari" ? "ari" : "lead", way, now };
}

/** Find the workspace for who acts. ARI and links are Django's own: it has verified what they name. */
export async function workspaceFor(
  ctx: QueryCtx,
  actor: Actor | undefined,
  workspaceId: string,
  need: WorkspaceNeed,
): Promise<Doc<"workspaces">> {
  return actor === undefined
    ? ((await findWorkspace(ctx, workspaceId)) ?? refuseWorkspace())
    : await openWorkspace(ctx, actor, workspaceId, need);
}

/**
 * The arguments of every write on an appointment.
 *
 * `workspace_id` and `ari_conversation_id`, where given, must be the appointment's. `expected_updated_at` is what
 * a reader has seen, `expected_sequence` what a link was made for.
 */
export const appointmentArgs = {
  ...doerArgs,
  ...idempotencyArgs,
  appointment_id: v.string(),
  workspace_id: v.optional(v.string()),
  ari_conversation_id: v.optional(v.string()),
  expected_updated_at: v.optional(v.union(v.number(), v.null())),
  expected_sequence: v.optional(v.number()),
};

export interface AppointmentCall extends DoerCall {
  readonly appointment_id: string;
  readonly workspace_id?: string;
  readonly ari_conversation_id?: string;
}

export interface AppointmentWrite extends AppointmentCall, Repeatable {
  readonly expected_updated_at?: number | null;
  readonly expected_sequence?: number;
}

/** Find the appointment for who acts, or refuse as if there were none. A person names the workspace that it is in. */
export async function openAppointment(
  ctx: QueryCtx,
  call: AppointmentCall,
  need: WorkspaceNeed,
): Promise<{ appointment: Appointment; workspace: Doc<"workspaces"> }> {
  const asked = call.actor === undefined ? null : await openWorkspace(ctx, call.actor, call.workspace_id ?? "", need);
  const id = ctx.db.normalizeId("ariAppointments", call.appointment_id);
  const appointment = (id === null ? null : await ctx.db.get("ariAppointments", id)) ?? refuseAppointment();
  const { workspace_id: workspaceId, ari_conversation_id: conversationId } = appointment;
  const isTheirs = (asked?._id ?? call.workspace_id ?? workspaceId) === workspaceId;
  if (!isTheirs || (call.ari_conversation_id ?? conversationId) !== conversationId) {
    refuseAppointment();
  }
  const workspace = asked ?? (await ctx.db.get("workspaces", workspaceId)) ?? refuseAppointment();
  return { appointment, workspace };
}

export const showArgs = {
  actor: v.optional(vActor),
  appointment_id: v.string(),
  workspace_id: v.optional(v.string()),
};

export async function getAppointment(
  ctx: QueryCtx,
  call: AppointmentCall,
): Promise<{ appointment: AppointmentView; workspace_name: string }> {
  const { appointment, workspace } = await openAppointment(ctx, call, "see");
  return { appointment: await appointmentView(ctx, appointment), workspace_name: workspace.name };
}

/** What a write on an appointment works with. */
export interface OpenedAppointment {
  readonly appointment: Appointment;
  readonly workspace: Doc<"workspaces">;
  readonly doer: Doer;
}

/** Run a write: once for its key, for somebody who may work in the workspace, on the state that they know. */
export async function writeAppointment<Answer>(
  ctx: MutationCtx,
  name: string,
  call: AppointmentWrite,
  write: (opened: OpenedAppointment) => Promise<Answer>,
): Promise<Answer> {
  const doer = doerOf(call);
  return await once(ctx, name, keyOwner(doer, call), call, async () => {
    const opened = await openAppointment(ctx, call, "work");
    checkFresh(call, opened.appointment.updated_at);
    checkSequence(opened.appointment, call.expected_sequence);
    return await write({ ...opened, doer });
  });
}

/** Whose idempotency key it is. ARI and leads are many: each has the keys of what they are about. */
export function keyOwner(doer: Doer, { appointment_id: about }: { appointment_id: string }): string {
  return doer.way === "api" ? doer.by : `${doer.by}:${about}`;
}

function checkSequence(appointment: Appointment, expected: number | undefined): void {
  if (expected !== undefined && expected !== sequenceOf(appointment)) {
    refuse("conflict", "link_used", "This link was used, or the appointment was changed since it was made.", {
      status: appointment.status,
      scheduled_at: appointment.scheduled_at,
    });
  }
}

export function sequenceOf(appointment: Pick<Appointment, "sequence">): number {
  return appointment.sequence ?? 0;
}

export function refuseAppointment(): never {
  refuse("not_found", "appointment_not_found", "There is no such appointment, or it is not yours to see.");
}

/** Find a conversation of ARI's in the workspace. */
export async function findAriConversation(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  id: string,
): Promise<Doc<"ariConversations">> {
  const conversationId = ctx.db.normalizeId("ariConversations", id);
  const conversation = conversationId === null ? null : await ctx.db.get("ariConversations", conversationId);
  if (conversation?.workspace_id !== workspaceId) {
    refuse("not_found", "conversation_not_found", "There is no such conversation, or it is not this workspace's.");
  }
  return conversation;
}
