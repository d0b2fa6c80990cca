/** What ARI keeps of each lead: its state, its memory, the log of its turns. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { contactArgs, getByContact as find, listLog as list, logArgs, vAriConversation, vLogRow } from "./model/ari/viewing";
import { sampleArgs, sampleLeads as sample, vSample } from "./model/ari/scoringSample";
import { setState, stateArgs, vState } from "./model/inbox/staff";

export const getByContact = internalQuery({
  args: contactArgs,
  returns: v.object({ ari_conversation: v.optional(vAriConversation) }),
  handler: async (ctx, args) => await find(ctx, args),
});

export const listLog = internalQuery({
  args: logArgs,
  returns: v.object({ log: v.array(vLogRow), cursor: v.optional(v.string()) }),
  handler: async (ctx, args) => await list(ctx, args),
});

export const sampleLeads = internalQuery({
  args: sampleArgs,
  returns: vSample,
  handler: async (ctx, args) => await sample(ctx, args),
});

export const updateState = internalMutation({
  args: stateArgs,
  returns: v.object({ state: vState, epoch: v.number() }),
  handler: async (ctx, args) => await setState(ctx, args),
});
