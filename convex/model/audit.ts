/**
 * Who did what in whose workspace: one record for each thing that somebody did in a workspace they do not belong to,
 * written by the transaction that did it.
 */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { checkSuperuser, findWorkspace, refuseWorkspace, roleOf, vActor, type Actor } from "./access";
import { pageArgs, pageOf, type OrderedRange } from "./pages";
import { vAct } from "./tables/portal";
import { vWorkspaceRef, workspaceRef } from "./workspaceRefs";
import { People, vPerson } from "./users";

export type Act = Infer<typeof vAct>;

/** Note what the actor did, unless they belong to the workspace. */
export async function recordAct(
  ctx: MutationCtx,
  actor: Actor,
  workspaceId: Id<"workspaces">,
  act: Act,
  target: string,
): Promise<void> {
  const belongs = actor.kind === "user" && (await roleOf(ctx, actor.user_id, workspaceId)) !== undefined;
  if (!belongs) {
    const record = { actor_id: actor.user_id, workspace_id: workspaceId, act, target, created_at: Date.now() };
    await ctx.db.insert("auditRecords", record);
  }
}

export const vAuditRecord = v.object({
  id: v.string(),
  actor: vPerson,
  workspace: vWorkspaceRef,
  act: vAct,
  target: v.string(),
  created_at: v.number(),
});

export const auditListArgs = {
  actor: vActor,
  workspace_id: v.optional(v.string()),
  /** Whose acts. */
  actor_id: v.optional(v.string()),
  /** The bounds of time are half-open. */
  from: v.optional(v.number()),
  before: v.optional(v.number()),
  ...pageArgs,
};

type AuditRequest = ObjectType<typeof auditListArgs>;

export const vAuditPage = v.object({ records: v.array(vAuditRecord), cursor: v.optional(v.string()) });

/** A page of the records, the latest first; for superusers. */
export async function listAudit(ctx: QueryCtx, request: AuditRequest): Promise<Infer<typeof vAuditPage>> {
  checkSuperuser(request.actor, "read_audit");
  const { workspace_id: workspaceId, actor_id: actorId, from, before } = request;
  const workspace =
    workspaceId === undefined ? undefined : ((await findWorkspace(ctx, workspaceId)) ?? refuseWorkspace());
  const { documents, cursor } = await pageOf(ctx, {
    table: "auditRecords",
    ranges: [{ ...rangeOf(workspace?._id, actorId), time: "created_at", from, before }],
    order: "desc",
    purpose: JSON.stringify(["audit", workspaceId, actorId, from, before]),
    request,
    defaultLimit: 50,
    maxLimit: 100,
  });
  const people = new People(ctx);
  const records = await Promise.all(documents.map((record) => viewOf(ctx, people, record)));
  return { records, ...(cursor === undefined ? {} : { cursor }) };
}

function rangeOf(
  workspaceId: Id<"workspaces"> | undefined,
  actorId: string | undefined,
): Pick<OrderedRange<"auditRecords">, "index" | "equal"> {
  if (actorId === undefined) {
    return workspaceId === undefined
      ? { index: "by_created", equal: [] }
      : { index: "by_workspace_created", equal: [["workspace_id", workspaceId]] };
  }
  const ofActor = ["actor_id", actorId] as const;
  return workspaceId === undefined
    ? { index: "by_actor_created", equal: [ofActor] }
    : { index: "by_actor_workspace_created", equal: [ofActor, ["workspace_id", workspaceId]] };
}

async function viewOf(
  ctx: QueryCtx,
  people: People,
  record: Doc<"auditRecords">,
): Promise<Infer<typeof vAuditRecord>> {
  const { _id: id, actor_id: actorId, workspace_id: workspaceId, act, target, created_at } = record;
  return { id, actor: await people.get(actorId), workspace: await workspaceRef(ctx, workspaceId), act, target, created_at };
}
