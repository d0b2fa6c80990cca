/** Texts that are sent often: those of a workspace for who works its tickets, those of the hub for all of its staff. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { recordAct } from "../audit";
import { idempotencyArgs, once } from "../idempotency";
import { refuse } from "../refusals";
import { trimmed } from "../tickets/texts";
import { vWorkspaceRef, workspaceRef } from "../workspaceRefs";
import { enterPortal, workspaceFor, type Desk } from "./sight";

export const vReply = v.object({
  id: v.string(),
  workspace: vWorkspaceRef,
  title: v.string(),
  content: v.string(),
  updated_at: v.number(),
  /** Change and delete it. */
  can_edit: v.boolean(),
});

type Reply = Infer<typeof vReply>;

const MAX_REPLIES = 200;

export const replyListArgs = {
  actor: vActor,
  /** The replies of this workspace, and those of the hub; absent: those of the hub alone. */
  workspace_id: v.optional(v.string()),
};

/** The replies by title, the workspace's first. */
export async function listReplies(
  ctx: QueryCtx,
  request: ObjectType<typeof replyListArgs>,
): Promise<{ replies: Reply[] }> {
  const desk = await enterPortal(ctx, request.actor);
  const asked = request.workspace_id === undefined ? undefined : await workspaceFor(ctx, desk, request.workspace_id);
  const holders = new Map([asked, desk.hub ?? undefined].filter((holder) => holder !== undefined).map((holder) => [holder._id, holder]));
  const replies = await Promise.all([...holders.values()].map((holder) => repliesOf(ctx, holder)));
  return { replies: await Promise.all(replies.flat().map((reply) => shown(ctx, desk, reply))) };
}

async function repliesOf(ctx: QueryCtx, { _id: id }: Doc<"workspaces">): Promise<Doc<"cannedReplies">[]> {
  return await ctx.db
    .query("cannedReplies")
    .withIndex("by_workspace_title", (q) => q.eq("workspace_id", id))
    .take(MAX_REPLIES);
}

async function shown(ctx: QueryCtx, desk: Desk, reply: Doc<"cannedReplies">): Promise<Reply> {
  const { _id: id, title, content, updated_at } = reply;
  const workspace = await workspaceRef(ctx, reply.workspace_id);
  return { id, workspace, title, content, updated_at, can_edit: await mayEdit(desk, reply.workspace_id) };
}

/** Those who lead the hub edit its replies; a workspace's are edited by staff with a grant to act there. */
async function mayEdit(desk: Desk, workspaceId: Doc<"workspaces">["_id"]): Promise<boolean> {
  if (desk.actor.kind === "staff") {
    const grant = await desk.standings.grantIn(workspaceId);
    return grant === "act" || grant === "all";
  }
  return desk.reach === "lead";
}

async function checkMayEdit(desk: Desk, workspaceId: Doc<"workspaces">["_id"]): Promise<void> {
  if (!(await mayEdit(desk, workspaceId))) {
    refuse("forbidden", "forbidden", "You may use these replies, but not change them.", { action: "edit_replies" });
  }
}

export const saveReplyArgs = {
  actor: vActor,
  /** Absent: a new reply. */
  reply_id: v.optional(v.string()),
  workspace_id: v.string(),
  title: v.string(),
  content: v.string(),
  ...idempotencyArgs,
};

export async function saveReply(
  ctx: MutationCtx,
  request: ObjectType<typeof saveReplyArgs>,
): Promise<{ reply: Reply }> {
  return await once(ctx, "portal:saveReply", request.actor.user_id, request, async () => {
    const desk = await enterPortal(ctx, request.actor);
    const workspace = await workspaceFor(ctx, desk, request.workspace_id);
    await checkMayEdit(desk, workspace._id);
    const texts = trimmed({ title: request.title, content: request.content });
    const existing = request.reply_id === undefined ? undefined : await findReply(ctx, request.reply_id);
    if (existing !== undefined && existing.workspace_id !== workspace._id) {
      refuseReply();
    }
    const actorId = desk.actor.user_id;
    const fields = { workspace_id: workspace._id, ...texts, updated_by: actorId, updated_at: Date.now() };
    const id = existing?._id ?? (await insertReply(ctx, workspace, fields));
    if (existing !== undefined) {
      await ctx.db.patch("cannedReplies", id, fields);
    }
    await recordAct(ctx, desk.actor, workspace._id, "save_reply", id);
    const { title, content, updated_at } = fields;
    return { reply: { id, workspace: await workspaceRef(ctx, workspace._id), title, content, updated_at, can_edit: true } };
  });
}

async function insertReply(
  ctx: MutationCtx,
  workspace: Doc<"workspaces">,
  fields: Pick<Doc<"cannedReplies">, "workspace_id" | "title" | "content" | "updated_by" | "updated_at">,
): Promise<Doc<"cannedReplies">["_id"]> {
  if ((await repliesOf(ctx, workspace)).length >= MAX_REPLIES) {
    refuse("conflict", "too_many_replies", `A workspace keeps ${MAX_REPLIES} replies. Delete one that is not used.`);
  }
  return await ctx.db.insert("cannedReplies", { ...fields, created_by: fields.updated_by, created_at: fields.updated_at });
}

export async function deleteReply(
  ctx: MutationCtx,
  request: { actor: Desk["actor"]; reply_id: string },
): Promise<{ deleted: true }> {
  const desk = await enterPortal(ctx, request.actor);
  const reply = await findReply(ctx, request.reply_id);
  if (desk.hub?._id !== reply.workspace_id) {
    await checkSeen(desk, reply);
  }
  await checkMayEdit(desk, reply.workspace_id);
  await ctx.db.delete("cannedReplies", reply._id);
  await recordAct(ctx, desk.actor, reply.workspace_id, "delete_reply", reply._id);
  return { deleted: true as const };
}

/** A reply of a workspace that is not to be seen is not to be found. */
async function checkSeen(desk: Desk, reply: Doc<"cannedReplies">): Promise<void> {
  if (desk.actor.kind === "staff" && (await desk.standings.grantIn(reply.workspace_id)) === undefined) {
    refuseReply();
  }
}

async function findReply(ctx: QueryCtx, id: string): Promise<Doc<"cannedReplies">> {
  const replyId = ctx.db.normalizeId("cannedReplies", id);
  return (replyId === null ? null : await ctx.db.get("cannedReplies", replyId)) ?? refuseReply();
}

function refuseReply(): never {
  refuse("not_found", "reply_not_found", "There is no such reply, or it is not yours to see.");
}
