/** What the ticket tests share: three workspaces with their people, and tickets in any state. */

/// <reference types="vite/client" />
import { convexTest, type TestConvex } from "convex-test";
import { ConvexError, type Value } from "convex/values";
import { internal } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import type { QueryCtx } from "./_generated/server";
import type { Actor } from "./model/access";
import { arrivalIn, changeTicket } from "./model/tickets/records";
import type { Stage } from "./model/tickets/stages";
import schema from "./schema";

export type Deployment = TestConvex<typeof schema>;

export type Kind = "internal" | "routed";

export function person(name: string): Actor {
  return { user_id: `user_${name}`, kind: "user" };
}

export function staff(name: string, superuser = false): Actor {
  return { user_id: `staff:${name}`, kind: "staff", ...(superuser ? { superuser } : {}) };
}

/** A client, its neighbour and the support hub, with somebody of every kind in them. */
export interface Town {
  readonly t: Deployment;
  readonly client: Id<"workspaces">;
  readonly neighbour: Id<"workspaces">;
  readonly hub: Id<"workspaces">;
}

export const REQUESTER = person("requester");
export const OWNER = person("owner");
export const HUB_OWNER = person("hub_owner");
export const NEIGHBOUR = person("neighbour_owner");
export const SUPERUSER = staff("root", true);

const CLIENT_MEMBERS = { requester: "member", member: "member", assignee: "member", owner: "owner", admin: "admin" };
const HUB_MEMBERS = { hub_owner: "owner", hub_admin: "admin", hub_member: "member", hub_assignee: "member" };

export async function newTown(): Promise<Town> {
  const t = convexTest(schema, import.meta.glob(["./**/*.{ts,js}", "!./**/*.{test,setup}.ts"]));
  const client = await addWorkspace(t, "rumah-kuliah", CLIENT_MEMBERS);
  const neighbour = await addWorkspace(t, "toko-sebelah", { neighbour_owner: "owner", neighbour_member: "member" });
  const hub = await addWorkspace(t, "my21staff", HUB_MEMBERS);
  await t.run(async (ctx) => {
    const grants = [
      { user_id: "staff:see", workspace_id: client, can_act: false },
      { user_id: "staff:act", workspace_id: client, can_act: true },
      { user_id: "staff:expired", workspace_id: client, can_act: true, expires_at: Date.now() - 1 },
      { user_id: "staff:elsewhere", workspace_id: neighbour, can_act: true },
    ];
    for (const grant of grants) {
      await ctx.db.insert("staffGrants", { ...grant, created_at: 0 });
    }
  });
  return { t, client, neighbour, hub };
}

async function addWorkspace(
  t: Deployment,
  slug: string,
  members: Record<string, string>,
): Promise<Id<"workspaces">> {
  return await t.run(async (ctx) => {
    const made = { created_at: 0, updated_at: 0 };
    const id = await ctx.db.insert("workspaces", { name: slug.toUpperCase(), slug, owner_id: "user_owner", ...made });
    for (const [name, role] of Object.entries(members)) {
      const user_id = `user_${name}`;
      await ctx.db.insert("workspaceMembers", { workspace_id: id, user_id, role, created_at: 0 });
      const email = `${name}@example.com`;
      await ctx.db.insert("users", { clerk_id: user_id, full_name: name, email, ...made });
    }
    return id;
  });
}

export const WORDS = {
  title: "Robot tidak menjawab",
  description: "Sejak pagi tidak ada balasan.",
  category: "bug",
  priority: "high",
} as const;

/** Open a ticket by the requester. */
export async function openTicket(
  { t, client }: Town,
  kind: Kind = "internal",
  words: Partial<Record<keyof typeof WORDS, string>> = {},
): Promise<string> {
  const { ticket } = await t.mutation(internal.tickets.createTicket, {
    actor: REQUESTER,
    workspace_id: client,
    ...WORDS,
    ...(words as typeof WORDS),
    route_to_hub: kind === "routed",
  });
  return ticket.id;
}

/** Bring a ticket into a state without the rules in between. */
export async function setTicket(
  { t }: Town,
  id: string,
  state: { stage?: Stage; pending?: Stage; assignee?: string },
): Promise<void> {
  await t.run(async (ctx) => {
    await changeTicket(ctx, await present(ctx, id), {
      ...(state.stage === undefined ? {} : arrivalIn(state.stage, Date.now(), "nonce-1")),
      ...(state.pending === undefined
        ? {}
        : { pending_approval: true, pending_stage: state.pending, approval_requested_at: Date.now() }),
      ...(state.assignee === undefined ? {} : { assigned_to: state.assignee }),
    });
  });
}

export async function stored({ t }: Town, id: string): Promise<Doc<"tickets">> {
  return await t.run(async (ctx) => await present(ctx, id));
}

async function present(ctx: QueryCtx, id: string): Promise<Doc<"tickets">> {
  const ticket = await ctx.db.get("tickets", id as Id<"tickets">);
  if (ticket === null) {
    throw new Error(`The test's ticket ${id} is gone.`);
  }
  return ticket;
}

export async function historyOf({ t }: Town, id: string): Promise<Doc<"ticketStatusHistory">[]> {
  return await t.run(
    async (ctx) =>
      await ctx.db
        .query("ticketStatusHistory")
        .withIndex("by_ticket_time", (q) => q.eq("ticket_id", id as Id<"tickets">))
        .take(100),
  );
}

export async function mailsOf({ t }: Town, kind: Doc<"mailOutbox">["kind"]): Promise<Doc<"mailOutbox">[]> {
  const mails = await t.run(async (ctx) => await ctx.db.query("mailOutbox").take(500));
  return mails.filter((mail) => mail.kind === kind);
}

export function recipientsOf(mails: readonly Doc<"mailOutbox">[]): string[] {
  return mails.map((mail) => mail.recipient_user_id).sort();
}

/** Store a file as an upload would, with the content type that the storage would note. */
export async function storeFile({ t }: Town, size = 10, contentType = "image/png"): Promise<string> {
  return await t.run(async (ctx) => {
    const id = await ctx.storage.store(new Blob(["x".repeat(size)]));
    // convex-test notes no content type with a stored file.
    await (ctx.db as unknown as { patch(id: string, fields: object): Promise<void> }).patch(id, { contentType });
    return id;
  });
}

export interface Refusal {
  readonly code: string;
  readonly kind: string;
  readonly detail: string;
  readonly [fact: string]: Value;
}

/** The refusal a call ends with; undefined where it is answered. Any other error is thrown. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (!(error instanceof ConvexError)) {
      throw error;
    }
    // convex-test hands the data of an error out as its JSON text.
    const data: unknown = error.data;
    return (typeof data === "string" ? JSON.parse(data) : data) as Refusal;
  }
}

export async function codeOf(call: Promise<unknown>): Promise<string> {
  return (await refusalOf(call))?.code ?? "ok";
}
