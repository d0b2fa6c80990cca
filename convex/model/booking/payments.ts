/** Payments for consultations: written down by staff or a gateway's notice, and moved from state to state. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { Complaints } from "../complaints";
import { idempotencyArgs, once } from "../idempotency";
import { pageArgs, pageOf, type OrderedRange } from "../pages";
import { refuse, refuseFields } from "../refusals";
import { openWorkspace, type WorkspaceNeed } from "../workspaceAccess";
import { checkFresh, nextUpdate } from "../ari/settings/calls";
import { findAriConversation, refuseAppointment } from "./cases";
import { writtenText } from "./texts";

type Payment = Doc<"ariPayments">;

export const vPaymentStatus = v.union(
  v.literal("pending"),
  v.literal("success"),
  v.literal("failed"),
  v.literal("expired"),
  v.literal("refunded"),
);

export type PaymentStatus = Infer<typeof vPaymentStatus>;

export const vPaymentMethod = v.union(
  v.literal("qris"),
  v.literal("gopay"),
  v.literal("ovo"),
  v.literal("bank_transfer"),
  v.literal("card"),
);

/** What may follow each state. Money that came after a payment failed or expired is another payment. */
export const NEXT_STATUSES: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  pending: ["success", "failed", "expired"],
  success: ["refunded"],
  failed: [],
  expired: [],
  refunded: [],
};

/** Status, method and gateway are any text in what a migration brought. The gateway's own answer is shown to nobody. */
export const vPayment = v.object({
  id: v.string(),
  workspace_id: v.string(),
  ari_conversation_id: v.string(),
  amount: v.number(),
  currency: v.string(),
  payment_method: v.optional(v.string()),
  gateway: v.string(),
  gateway_transaction_id: v.optional(v.string()),
  status: v.string(),
  expires_at: v.optional(v.number()),
  paid_at: v.optional(v.number()),
  notes: v.optional(v.string()),
  recorded_by: v.optional(v.string()),
  created_at: v.number(),
  updated_at: v.number(),
});

export type PaymentView = Infer<typeof vPayment>;

function paymentView(payment: Payment): PaymentView {
  const given = SHOWN_FIELDS.filter((name) => payment[name] !== undefined).map((name) => [name, payment[name]]);
  const shown = Object.fromEntries(given) as Pick<Payment, (typeof SHOWN_FIELDS)[number]>;
  return { id: payment._id, ...shown };
}

const SHOWN_FIELDS = [
  "workspace_id",
  "ari_conversation_id",
  "amount",
  "currency",
  "payment_method",
  "gateway",
  "gateway_transaction_id",
  "status",
  "expires_at",
  "paid_at",
  "notes",
  "recorded_by",
  "created_at",
  "updated_at",
] as const satisfies readonly (keyof Payment)[];

export const listArgs = {
  actor: vActor,
  workspace_id: v.string(),
  status: v.optional(vPaymentStatus),
  ari_conversation_id: v.optional(v.string()),
  from: v.optional(v.number()),
  before: v.optional(v.number()),
  ...pageArgs,
};

export const vPaymentPage = v.object({ payments: v.array(vPayment), cursor: v.optional(v.string()) });

/** A page of the workspace's payments, the newest first. */
export async function listPayments(
  ctx: QueryCtx,
  request: ObjectType<typeof listArgs>,
): Promise<{ payments: PaymentView[]; cursor?: string }> {
  const workspace = await openWorkspace(ctx, request.actor, request.workspace_id, "see");
  const { cursor: _cursor, limit: _limit, actor: _actor, ...question } = request;
  const { documents, cursor } = await pageOf(ctx, {
    table: "ariPayments",
    ranges: [await rangeOf(ctx, workspace._id, request)],
    order: "desc",
    purpose: `payments ${JSON.stringify(question)}`,
    request,
    defaultLimit: 25,
    maxLimit: 100,
  });
  return { payments: documents.map(paymentView), ...(cursor === undefined ? {} : { cursor }) };
}

async function rangeOf(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  request: ObjectType<typeof listArgs>,
): Promise<OrderedRange<"ariPayments">> {
  const { status, from, before, ari_conversation_id: conversationId } = request;
  const bounds = { time: "created_at", from, before };
  if (conversationId !== undefined) {
    const conversation = await findAriConversation(ctx, workspaceId, conversationId);
    const accepts = (one: Payment): boolean => status === undefined || one.status === status;
    const equal = [["ari_conversation_id", conversation._id]] as const;
    return { index: "by_conversation_created", equal, ...bounds, accepts };
  }
  return status === undefined
    ? { index: "by_workspace_created", equal: [["workspace_id", workspaceId]], ...bounds }
    : { index: "by_workspace_status_created", equal: [["workspace_id", workspaceId], ["status", status]], ...bounds };
}

export const paymentArgs = { actor: vActor, workspace_id: v.string(), payment_id: v.string() };

type PaymentCall = ObjectType<typeof paymentArgs>;

export async function getPayment(ctx: QueryCtx, call: PaymentCall): Promise<{ payment: PaymentView }> {
  return { payment: paymentView(await openPayment(ctx, call, "see")) };
}

async function openPayment(ctx: QueryCtx, call: PaymentCall, need: WorkspaceNeed): Promise<Payment> {
  const workspace = await openWorkspace(ctx, call.actor, call.workspace_id, need);
  const id = ctx.db.normalizeId("ariPayments", call.payment_id);
  const payment = id === null ? null : await ctx.db.get("ariPayments", id);
  return payment?.workspace_id === workspace._id ? payment : refusePayment();
}

function refusePayment(): never {
  refuse("not_found", "payment_not_found", "There is no such payment, or it is not yours to see.");
}

export const recordArgs = {
  actor: vActor,
  workspace_id: v.string(),
  ...idempotencyArgs,
  /** Either the appointment that is paid for, or the conversation. */
  appointment_id: v.optional(v.string()),
  ari_conversation_id: v.optional(v.string()),
  amount: v.number(),
  currency: v.optional(v.string()),
  payment_method: v.optional(vPaymentMethod),
  gateway: v.optional(v.string()),
  gateway_transaction_id: v.optional(v.string()),
  status: v.optional(vPaymentStatus),
  expires_at: v.optional(v.number()),
  paid_at: v.optional(v.number()),
  notes: v.optional(v.string()),
};

type RecordRequest = ObjectType<typeof recordArgs>;

/** What staff write down themselves came through no gateway. */
const BY_HAND = "manual";

/** Write a payment down. A gateway's transaction is written down once. */
export async function recordPayment(ctx: MutationCtx, request: RecordRequest): Promise<{ payment: PaymentView }> {
  return await once(ctx, "payments:recordPayment", request.actor.user_id, request, async () => {
    const workspace = await openWorkspace(ctx, request.actor, request.workspace_id, "work");
    const { conversationId, appointment } = await whatIsPaid(ctx, workspace._id, request);
    const fields = checkedFields(request);
    await refuseTwin(ctx, workspace._id, fields);
    const now = Date.now();
    const id = await ctx.db.insert("ariPayments", {
      ...fields,
      workspace_id: workspace._id,
      ari_conversation_id: conversationId,
      recorded_by: request.actor.user_id,
      created_at: now,
      updated_at: now,
    });
    if (appointment !== undefined) {
      await ctx.db.patch("ariAppointments", appointment._id, { payment_id: id });
    }
    return { payment: paymentView((await ctx.db.get("ariPayments", id)) ?? refusePayment()) };
  });
}

async function whatIsPaid(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  request: RecordRequest,
): Promise<{ conversationId: Id<"ariConversations">; appointment?: Doc<"ariAppointments"> }> {
  if (request.appointment_id !== undefined) {
    const id = ctx.db.normalizeId("ariAppointments", request.appointment_id);
    const appointment = (id === null ? null : await ctx.db.get("ariAppointments", id)) ?? refuseAppointment();
    if (appointment.workspace_id !== workspaceId) {
      refuseAppointment();
    }
    return { conversationId: appointment.ari_conversation_id, appointment };
  }
  if (request.ari_conversation_id === undefined) {
    refuseFields({ appointment_id: "Name the appointment that is paid for, or the conversation." });
  }
  const conversation = await findAriConversation(ctx, workspaceId, request.ari_conversation_id);
  return { conversationId: conversation._id };
}

/** Return the fields as they are stored, or refuse those that break a rule. */
function checkedFields(request: RecordRequest) {
  const { currency = "IDR", gateway = BY_HAND, status = "pending", payment_method, gateway_transaction_id } = request;
  const complaints = new Complaints();
  complaints.number("amount", request.amount, { name: "The amount", min: 1, max: 1_000_000_000_000 });
  complaints.text("gateway", gateway, { name: "The gateway", min: 1, max: 50 });
  complaints.text("gateway_transaction_id", gateway_transaction_id, { name: "The transaction", min: 1, max: 255 });
  if (!/^[A-Z]{3}$/.test(currency)) {
    complaints.add("currency", "The currency must have three capital letters, such as IDR.");
  }
  if (status !== "pending" && status !== "success") {
    complaints.add("status", "A payment begins as pending or, paid already, as success.");
  }
  complaints.refuse();
  const notes = writtenText("notes", request.notes);
  return {
    amount: request.amount,
    currency,
    gateway,
    status,
    ...(payment_method === undefined ? {} : { payment_method }),
    ...(gateway_transaction_id === undefined ? {} : { gateway_transaction_id }),
    ...(request.expires_at === undefined ? {} : { expires_at: request.expires_at }),
    ...(status === "success" ? { paid_at: request.paid_at ?? Date.now() } : {}),
    ...(notes === undefined ? {} : { notes }),
  };
}

async function refuseTwin(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
  { gateway, gateway_transaction_id: transaction }: { gateway: string; gateway_transaction_id?: string },
): Promise<void> {
  if (transaction === undefined) {
    return;
  }
  const twin = await ctx.db
    .query("ariPayments")
    .withIndex("by_gateway_transaction", (q) =>
      q.eq("workspace_id", workspaceId).eq("gateway", gateway).eq("gateway_transaction_id", transaction),
    )
    .first();
  if (twin !== null) {
    refuse("conflict", "payment_exists", "This transaction is written down already.", { payment_id: twin._id });
  }
}

export const transitionArgs = {
  ...paymentArgs,
  ...idempotencyArgs,
  to_status: vPaymentStatus,
  paid_at: v.optional(v.number()),
  notes: v.optional(v.string()),
  expected_updated_at: v.optional(v.union(v.number(), v.null())),
};

/** Move a payment to another state, if that may follow its own. */
export async function changeStatus(
  ctx: MutationCtx,
  request: ObjectType<typeof transitionArgs>,
): Promise<{ payment: PaymentView }> {
  return await once(ctx, "payments:changeStatus", request.actor.user_id, request, async () => {
    const payment = await openPayment(ctx, request, "work");
    const { to_status: next } = request;
    checkFresh(request, payment.updated_at);
    checkNext(payment, next);
    const notes = writtenText("notes", request.notes);
    await ctx.db.patch("ariPayments", payment._id, {
      status: next,
      ...(next === "success" ? { paid_at: request.paid_at ?? Date.now() } : {}),
      ...(notes === undefined ? {} : { notes }),
      updated_at: nextUpdate(payment.updated_at),
    });
    return { payment: paymentView((await ctx.db.get("ariPayments", payment._id)) ?? refusePayment()) };
  });
}

function checkNext(payment: Payment, next: PaymentStatus): void {
  const allowed = Object.entries(NEXT_STATUSES).some(([from, to]) => from === payment.status && to.includes(next));
  if (!allowed) {
    refuse("conflict", "payment_status_conflict", `The payment is ${payment.status}: it cannot become ${next}.`, {
      status: payment.status,
      to_status: next,
    });
  }
}
