/** Files on tickets: what Django calls. The rules stand in `model/tickets/attachments.ts`. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import {
  attachArgs,
  attachFile as attach,
  createUploadUrl as createUrl,
  deleteArgs,
  deleteAttachment as remove,
  discardUpload as discard,
  getAttachment as get,
  listAttachments as list,
  uploadArgs,
} from "./model/tickets/attachments";
import { ticketArgs } from "./model/tickets/cases";
import { vAttachment } from "./model/tickets/views";

export const createUploadUrl = internalMutation({
  args: uploadArgs,
  returns: v.object({ upload_url: v.string() }),
  handler: async (ctx, args) => await createUrl(ctx, args),
});

export const attachFile = internalMutation({
  args: attachArgs,
  returns: v.object({ attachment: vAttachment }),
  handler: async (ctx, args) => await attach(ctx, args),
});

export const discardUpload = internalMutation({
  args: { storage_id: v.string() },
  returns: v.object({ discarded: v.boolean() }),
  handler: async (ctx, args) => await discard(ctx, args.storage_id),
});

export const listAttachments = internalQuery({
  args: ticketArgs,
  returns: v.object({ attachments: v.array(vAttachment) }),
  handler: async (ctx, args) => await list(ctx, args),
});

export const getAttachment = internalQuery({
  args: { ...ticketArgs, attachment_id: v.string() },
  returns: v.object({ attachment: vAttachment, url: v.string() }),
  handler: async (ctx, args) => await get(ctx, args),
});

export const deleteAttachment = internalMutation({
  args: deleteArgs,
  returns: v.object({ deleted: v.literal(true) }),
  handler: async (ctx, args) => await remove(ctx, args),
});
