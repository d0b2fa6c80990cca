/** Messages of WhatsApp conversations: what the webhook stores, and what people read. See `model/inbox/receiving.ts`. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { listMessages, messageListArgs } from "./model/inbox/listing";
import {
  batchArgs,
  receiveBatch as receive,
  receiveChat as receiveFromChat,
  receiveSimulated as receiveFromSimulator,
  simulateArgs,
  vInbound,
  vReceived,
} from "./model/inbox/receiving";
import {
  findSimulated as findKeptAnswer,
  keepSimulated as keepAnswer,
  simulatedArgs,
  simulationArgs,
} from "./model/inbox/simulations";
import { purgeStrays } from "./model/inbox/progress";
import { vMessage } from "./model/inbox/views";
import { limitOf } from "./model/pages";

export const receiveBatch = internalMutation({
  args: batchArgs,
  returns: vReceived,
  handler: async (ctx, args) => await receive(ctx, args),
});

export const receiveSimulated = internalMutation({
  args: simulateArgs,
  returns: vReceived,
  handler: async (ctx, args) => await receiveFromSimulator(ctx, args),
});

export const findSimulated = internalQuery({
  args: simulationArgs,
  returns: v.object({ answer: v.optional(v.string()) }),
  handler: async (ctx, args) => {
    const answer = await findKeptAnswer(ctx, args);
    return answer === undefined ? {} : { answer };
  },
});

export const keepSimulated = internalMutation({
  args: simulatedArgs,
  returns: v.object({ answer: v.string() }),
  handler: async (ctx, args) => ({ answer: await keepAnswer(ctx, args) }),
});

export const receiveChat = internalMutation({
  args: { workspace_id: v.string(), messages: v.array(vInbound) },
  returns: vReceived,
  handler: async (ctx, args) => await receiveFromChat(ctx, args),
});

export const list = internalQuery({
  args: messageListArgs,
  returns: v.object({ messages: v.array(vMessage), cursor: v.optional(v.string()) }),
  handler: async (ctx, args) => await listMessages(ctx, args),
});

export const purgeStrayStatuses = internalMutation({
  args: { older_than: v.number(), limit: v.number() },
  returns: v.object({ purged: v.number(), more: v.boolean() }),
  handler: async (ctx, args) => {
    const limit = limitOf(args.limit, 1_000, 1_000);
    const purged = await purgeStrays(ctx, args.older_than, limit);
    return { purged, more: purged === limit };
  },
});
