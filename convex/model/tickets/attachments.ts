/**
 * Files on tickets. Django takes the bytes, recognises what they are and stores them; here the record is made, the
 * stored file checked again, and every read goes through the ticket's own rules.
 */

import type { SystemDataModel } from "convex/server";
import { v, type ObjectType } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { refuse, refuseFields } from "../refusals";
import { openCase, refuseAction, ticketArgs, writeArgs, writeCase, type TicketCall, type TicketCase } from "./cases";
import { checkMayWrite } from "./comments";
import { changeTicket, type Ticket } from "./records";
import { trimmed } from "./texts";
import type { AttachmentView } from "./views";

type StoredFile = SystemDataModel["_storage"]["document"];

const MAX_BYTES = 5 * 1024 * 1024;
const CONTENT_TYPES: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/gif", "image/webp"]);
/** A list of them is one answer, without pages. */
const MAX_ATTACHMENTS = 50;

export const uploadArgs = { ...ticketArgs, is_internal: v.optional(v.boolean()) };

/** Return a URL that takes the bytes of one file, for an actor who may attach it. */
export async function createUploadUrl(
  ctx: MutationCtx,
  request: ObjectType<typeof uploadArgs>,
): Promise<{ upload_url: string }> {
  const opened = await openCase(ctx, request);
  checkMayWrite(opened, request.is_internal === true);
  await checkRoom(ctx, opened.ticket);
  return { upload_url: await ctx.storage.generateUploadUrl() };
}

export const attachArgs = {
  ...writeArgs,
  storage_id: v.string(),
  file_name: v.string(),
  content_type: v.string(),
  size: v.number(),
  /** The comment the file belongs to. A file of an internal note is internal. */
  comment_id: v.optional(v.string()),
  is_internal: v.optional(v.boolean()),
};

type AttachRequest = ObjectType<typeof attachArgs>;

/** Make the stored file one of the ticket's. A file belongs to one ticket at most. */
export async function attachFile(ctx: MutationCtx, request: AttachRequest): Promise<{ attachment: AttachmentView }> {
  const { file_name: fileName } = trimmed({ file_name: request.file_name });
  return await writeCase(ctx, { name: "attachments:attachFile", act: "attach" }, request, async (opened) => {
    const { ticket, views, actor } = opened;
    const comment = await findComment(ctx, opened, request.comment_id);
    const isInternal = request.is_internal === true || comment?.is_internal === true;
    checkMayWrite(opened, isInternal);
    await checkRoom(ctx, ticket);
    const file = await checkedFile(ctx, request);
    const id = await ctx.db.insert("ticketAttachments", {
      ticket_id: ticket._id,
      ...(comment === null ? {} : { comment_id: comment._id }),
      storage_id: file._id,
      uploaded_by: actor.user_id,
      file_name: fileName,
      content_type: request.content_type,
      size: file.size,
      is_internal: isInternal,
      created_at: Date.now(),
    });
    await changeTicket(ctx, ticket, isInternal ? {} : { last_public_comment_at: Date.now() });
    const attachment = await ctx.db.get("ticketAttachments", id);
    if (attachment === null) {
      throw new Error("An attachment is gone in the transaction that inserted it.");
    }
    return { attachment: await views.attachment(attachment) };
  });
}

async function findComment(
  ctx: QueryCtx,
  { ticket, rights }: TicketCase,
  id: string | undefined,
): Promise<Doc<"ticketComments"> | null> {
  if (id === undefined) {
    return null;
  }
  const commentId = ctx.db.normalizeId("ticketComments", id);
  const comment = commentId === null ? null : await ctx.db.get("ticketComments", commentId);
  if (comment === null || comment.ticket_id !== ticket._id || (comment.is_internal && !rights.readsNotes)) {
    refuse("not_found", "comment_not_found", "There is no such comment on this ticket.");
  }
  return comment;
}

async function checkRoom(ctx: QueryCtx, ticket: Ticket): Promise<void> {
  if ((await filesOf(ctx, ticket)).length >= MAX_ATTACHMENTS) {
    const detail = `A ticket holds at most ${MAX_ATTACHMENTS} files. Delete one that is no longer needed.`;
    refuse("conflict", "too_many_attachments", detail);
  }
}

/** What the caller says of the file must be what the storage says, and within the limits. */
async function checkedFile(ctx: MutationCtx, request: AttachRequest): Promise<StoredFile> {
  const storageId = ctx.db.system.normalizeId("_storage", request.storage_id);
  const file = storageId === null ? null : await ctx.db.system.get("_storage", storageId);
  if (file === null || (await holderOf(ctx, file)) !== null) {
    refuse("invalid", "upload_not_found", "There is no such upload waiting. Upload the file again.");
  }
  if (file.size > MAX_BYTES) {
    const detail = `The file has ${file.size} bytes, at most ${MAX_BYTES} (5 MiB) are taken.`;
    refuse("invalid", "file_too_large", detail, { fields: { file: detail } });
  }
  if (!CONTENT_TYPES.has(request.content_type)) {
    const detail = "Only images can be attached: JPEG, PNG, GIF or WebP.";
    refuse("invalid", "file_type_not_allowed", detail, { fields: { file: detail } });
  }
  if (file.size !== request.size || file.contentType !== request.content_type) {
    refuseFields({ file: "The stored file is not the one that was described. Upload it again." });
  }
  return file;
}

async function holderOf(ctx: QueryCtx, file: StoredFile): Promise<Doc<"ticketAttachments"> | null> {
  return await ctx.db
    .query("ticketAttachments")
    .withIndex("by_storage", (q) => q.eq("storage_id", file._id))
    .first();
}

/** Delete an upload that became nobody's; one that a ticket holds stays. */
export async function discardUpload(ctx: MutationCtx, id: string): Promise<{ discarded: boolean }> {
  const storageId = ctx.db.system.normalizeId("_storage", id);
  const file = storageId === null ? null : await ctx.db.system.get("_storage", storageId);
  if (file === null || (await holderOf(ctx, file)) !== null) {
    return { discarded: false };
  }
  await ctx.storage.delete(file._id);
  return { discarded: true };
}

/** The files the actor may see, oldest first. */
export async function listAttachments(ctx: QueryCtx, call: TicketCall): Promise<{ attachments: AttachmentView[] }> {
  const { ticket, rights, views } = await openCase(ctx, call);
  const seen = (await filesOf(ctx, ticket)).filter((file) => rights.readsNotes || !file.is_internal);
  return { attachments: await Promise.all(seen.map((file) => views.attachment(file))) };
}

async function filesOf(ctx: QueryCtx, ticket: Ticket): Promise<Doc<"ticketAttachments">[]> {
  return await ctx.db
    .query("ticketAttachments")
    .withIndex("by_ticket_time", (q) => q.eq("ticket_id", ticket._id))
    .take(MAX_ATTACHMENTS);
}

/**
 * Return the record with the storage's URL of the bytes.
 *
 * Whoever has the URL can read the file, so it is for Django to fetch and never leaves it.
 */
export async function getAttachment(
  ctx: QueryCtx,
  call: TicketCall & { attachment_id: string },
): Promise<{ attachment: AttachmentView; url: string }> {
  const opened = await openCase(ctx, call);
  const file = await findAttachment(ctx, opened, call.attachment_id);
  const url = (await ctx.storage.getUrl(file.storage_id)) ?? refuseAttachment();
  return { attachment: await opened.views.attachment(file), url };
}

/** Delete a file and its record: by who uploaded it, while they may write on the ticket, or by who works the ticket. */
export async function deleteAttachment(
  ctx: MutationCtx,
  request: ObjectType<typeof deleteArgs>,
): Promise<{ deleted: true }> {
  return await writeCase(ctx, { name: "attachments:deleteAttachment", act: "delete_attachment" }, request, async (opened) => {
    const { ticket, rights, actor } = opened;
    const file = await findAttachment(ctx, opened, request.attachment_id);
    if (!rights.works && file.uploaded_by !== actor.user_id) {
      refuseAction("delete_attachment", "Only who uploaded this file and those who work the ticket may delete it.");
    }
    checkMayWrite(opened, false);
    await ctx.storage.delete(file.storage_id);
    await ctx.db.delete("ticketAttachments", file._id);
    await changeTicket(ctx, ticket, {});
    return { deleted: true as const };
  });
}

export const deleteArgs = { ...writeArgs, attachment_id: v.string() };

async function findAttachment(
  ctx: QueryCtx,
  { ticket, rights }: TicketCase,
  id: string,
): Promise<Doc<"ticketAttachments">> {
  const attachmentId = ctx.db.normalizeId("ticketAttachments", id);
  const file = attachmentId === null ? null : await ctx.db.get("ticketAttachments", attachmentId);
  if (file === null || file.ticket_id !== ticket._id || (file.is_internal && !rights.readsNotes)) {
    refuseAttachment();
  }
  return file;
}

function refuseAttachment(): never {
  refuse("not_found", "attachment_not_found", "There is no such file on this ticket.");
}
