/**
 * The answers of the simulator. A turn is decided by ARI between two mutations, so unlike other writes its answer is
 * kept by a call of its own, under the key of whoever asked.
 */

import { v, type ObjectType } from "convex/values";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { findKept, once } from "../idempotency";
import { openWorkspace } from "../workspaceAccess";

const FUNCTION = "messages:receiveSimulated";

export const simulationArgs = {
  actor: vActor,
  workspace_id: v.string(),
  idempotency_key: v.string(),
  fingerprint: v.string(),
};
/** `answer` is JSON as text: values would come back with every number a float. */
export const simulatedArgs = { ...simulationArgs, answer: v.string() };

type Simulation = ObjectType<typeof simulationArgs>;

/** Find what the simulator answered to this request before. */
export async function findSimulated(ctx: QueryCtx, request: Simulation): Promise<string | undefined> {
  await openWorkspace(ctx, request.actor, request.workspace_id, "configure");
  const { idempotency_key: key, fingerprint } = request;
  const kept = await findKept(ctx, FUNCTION, request.actor.user_id, { key, fingerprint });
  return kept?.response as string | undefined;
}

/** Keep what the simulator answers to this request, and return what it answered to it first. */
export async function keepSimulated(
  ctx: MutationCtx,
  { answer, ...request }: ObjectType<typeof simulatedArgs>,
): Promise<string> {
  await openWorkspace(ctx, request.actor, request.workspace_id, "configure");
  return await once(ctx, FUNCTION, request.actor.user_id, request, () => Promise.resolve(answer));
}
