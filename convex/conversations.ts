/** Conversations as people work them: read, take over, write, hand back. See `model/inbox/staff.ts`. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { listArgs, listConversations, listEvents as listHappenings, vConversationPage } from "./model/inbox/listing";
import { listNotes as listContactNotes, noteListArgs, vNote } from "./model/inbox/notes";
import {
  assignArgs,
  assignConversation,
  closeConversation,
  handBack as giveBack,
  leadStatusArgs,
  markRead as read,
  reasonArgs,
  sendArgs,
  sendMessage as send,
  setLeadStatus as decideLeadStatus,
  takeOver as take,
} from "./model/inbox/staff";
import { openThread, threadArgs, threadWriteArgs } from "./model/inbox/threads";
import { InboxViews, vConversationDetail, vEvent, vMessage } from "./model/inbox/views";
import { pageArgs } from "./model/pages";

const vChanged = v.object({ conversation: vConversationDetail });

export const list = internalQuery({
  args: listArgs,
  returns: vConversationPage,
  handler: async (ctx, args) => await listConversations(ctx, args),
});

export const get = internalQuery({
  args: threadArgs,
  returns: vChanged,
  handler: async (ctx, args) => {
    const { conversation, contact } = await openThread(ctx, args, "see");
    return { conversation: await new InboxViews(ctx).detail(conversation, contact) };
  },
});

export const listEvents = internalQuery({
  args: { ...threadArgs, ...pageArgs },
  returns: v.object({ events: v.array(vEvent), cursor: v.optional(v.string()) }),
  handler: async (ctx, args) => await listHappenings(ctx, args),
});

export const listNotes = internalQuery({
  args: noteListArgs,
  returns: v.object({ notes: v.array(vNote) }),
  handler: async (ctx, args) => await listContactNotes(ctx, args),
});

export const takeOver = internalMutation({
  args: reasonArgs,
  returns: vChanged,
  handler: async (ctx, args) => await take(ctx, args),
});

export const handBack = internalMutation({
  args: reasonArgs,
  returns: vChanged,
  handler: async (ctx, args) => await giveBack(ctx, args),
});

export const sendMessage = internalMutation({
  args: sendArgs,
  returns: v.object({ message: vMessage, conversation: vConversationDetail }),
  handler: async (ctx, args) => await send(ctx, args),
});

export const markRead = internalMutation({
  args: threadWriteArgs,
  returns: vChanged,
  handler: async (ctx, args) => await read(ctx, args),
});

export const assign = internalMutation({
  args: assignArgs,
  returns: vChanged,
  handler: async (ctx, args) => await assignConversation(ctx, args),
});

export const close = internalMutation({
  args: reasonArgs,
  returns: vChanged,
  handler: async (ctx, args) => await closeConversation(ctx, args),
});

export const setLeadStatus = internalMutation({
  args: leadStatusArgs,
  returns: vChanged,
  handler: async (ctx, args) => await decideLeadStatus(ctx, args),
});
