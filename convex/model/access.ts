/** Who acts, and what they are in each workspace. What follows from it for a ticket stands in `tickets/rights.ts`. */

import { v, type Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { refuse } from "./refusals";
import { isStaffId, SYSTEM_ID } from "./users";

declare const process: { readonly env: Readonly<Record<string, string | undefined>> };

/** Who Django says is calling. `kind` "staff" is an account of Django itself, its id "staff:<username>". */
export const vActor = v.object({
  user_id: v.string(),
  kind: v.union(v.literal("user"), v.literal("staff")),
  superuser: v.optional(v.boolean()),
  /** In which of their roles alone they act: as staff of the hub, or as a requester. Absent: in all of them. */
  capacity: v.optional(v.union(v.literal("hub"), v.literal("requester"))),
});

export type Actor = Infer<typeof vActor>;

/** What a staff account may do in a workspace: read its tickets, act for the hub, or everything. */
export type Grant = "see" | "act" | "all";

/** What a staff account is granted at most, so that its grants can be read as a whole. Beyond that is a superuser. */
export const MAX_GRANTS = 1_000;

/** Refuse an actor whose kind and id disagree: a person must never pass for staff, nor for the system. */
export function checkActor(actor: Actor): void {
  if (actor.user_id === "" || actor.user_id === SYSTEM_ID || isStaffId(actor.user_id) !== (actor.kind === "staff")) {
    refuse("forbidden", "forbidden", "This caller cannot be told apart from another. Sign in again.");
  }
}

/** The owners and admins of a workspace lead it. */
export function isLead(role: string | undefined): boolean {
  return role === "owner" || role === "admin";
}

/** What one actor is in the workspaces of one call, each looked up once. */
export class Standings {
  private readonly roles = new Map<string, Promise<string | undefined>>();
  private readonly grants = new Map<string, Promise<Doc<"staffGrants"> | undefined>>();
  private allGrants: Promise<Doc<"staffGrants">[]> | undefined;
  private hubFound: Promise<Doc<"workspaces"> | null> | undefined;

  constructor(
    private readonly ctx: QueryCtx,
    readonly actor: Actor,
  ) {
    checkActor(actor);
  }

  /** The role of the actor as a member of the workspace; undefined: no member. */
  roleIn(workspaceId: Id<"workspaces">): Promise<string | undefined> {
    const role = this.roles.get(workspaceId) ?? this.loadRole(workspaceId);
    this.roles.set(workspaceId, role);
    return role;
  }

  /** What the actor may do in the workspace as a staff account. */
  async grantIn(workspaceId: Id<"workspaces">): Promise<Grant | undefined> {
    const { kind, superuser, capacity } = this.actor;
    if (kind === "staff" && superuser === true && capacity !== "requester") {
      return "all";
    }
    const grant = await this.grantHeld(workspaceId);
    return grant === undefined ? undefined : grant.can_act ? "act" : "see";
  }

  /** The grant of a staff account that is no superuser, if it is in force. */
  grantHeld(workspaceId: Id<"workspaces">): Promise<Doc<"staffGrants"> | undefined> {
    const grant = this.grants.get(workspaceId) ?? this.loadGrant(workspaceId);
    this.grants.set(workspaceId, grant);
    return grant;
  }

  /**
   * All grants in force of a staff account that is no superuser. They are read in one range, where asking for one after
   * the other costs a range each.
   */
  grantsHeld(): Promise<Doc<"staffGrants">[]> {
    this.allGrants ??= this.loadGrants();
    return this.allGrants;
  }

  hub(): Promise<Doc<"workspaces"> | null> {
    this.hubFound ??= findHub(this.ctx);
    return this.hubFound;
  }

  private async loadRole(workspaceId: Id<"workspaces">): Promise<string | undefined> {
    const { kind, capacity } = this.actor;
    if (kind === "staff" || capacity === "requester") {
      return undefined;
    }
    if (capacity === "hub" && (await this.hub())?._id !== workspaceId) {
      return undefined;
    }
    return await roleOf(this.ctx, this.actor.user_id, workspaceId);
  }

  private async loadGrants(): Promise<Doc<"staffGrants">[]> {
    const grants = await this.ctx.db
      .query("staffGrants")
      .withIndex("by_user_workspace", (q) => q.eq("user_id", this.actor.user_id))
      .take(MAX_GRANTS);
    const held = grants.filter(isInForce);
    for (const grant of held) {
      this.grants.set(grant.workspace_id, Promise.resolve(grant));
    }
    return held;
  }

  private async loadGrant(workspaceId: Id<"workspaces">): Promise<Doc<"staffGrants"> | undefined> {
    if (this.actor.kind !== "staff" || this.actor.capacity === "requester") {
      return undefined;
    }
    return await grantInForce(this.ctx, this.actor.user_id, workspaceId);
  }
}

export async function roleOf(
  ctx: QueryCtx,
  userId: string,
  workspaceId: Id<"workspaces">,
): Promise<string | undefined> {
  const membership = await ctx.db
    .query("workspaceMembers")
    .withIndex("by_user_workspace", (q) => q.eq("user_id", userId).eq("workspace_id", workspaceId))
    .first();
  return membership?.role;
}

/** What a staff account was granted in the workspace and has not lost by time. */
export async function grantOf(
  ctx: QueryCtx,
  userId: string,
  workspaceId: Id<"workspaces">,
): Promise<"see" | "act" | undefined> {
  const grant = await grantInForce(ctx, userId, workspaceId);
  return grant === undefined ? undefined : grant.can_act ? "act" : "see";
}

async function grantInForce(
  ctx: QueryCtx,
  userId: string,
  workspaceId: Id<"workspaces">,
): Promise<Doc<"staffGrants"> | undefined> {
  const grant = await ctx.db
    .query("staffGrants")
    .withIndex("by_user_workspace", (q) => q.eq("user_id", userId).eq("workspace_id", workspaceId))
    .first();
  return grant === null || !isInForce(grant) ? undefined : grant;
}

export function isInForce(grant: Doc<"staffGrants">): boolean {
  return grant.expires_at === undefined || grant.expires_at > Date.now();
}

/** The support hub, which SUPPORT_HUB_SLUG names; null where no such workspace exists. */
export async function findHub(ctx: QueryCtx): Promise<Doc<"workspaces"> | null> {
  const slug = process.env.SUPPORT_HUB_SLUG ?? "my21staff";
  return await ctx.db
    .query("workspaces")
    .withIndex("by_slug", (q) => q.eq("slug", slug))
    .first();
}

/** Find a workspace by the text of its id; null where the text is none. */
export async function findWorkspace(ctx: QueryCtx, id: string): Promise<Doc<"workspaces"> | null> {
  const workspaceId = ctx.db.normalizeId("workspaces", id);
  return workspaceId === null ? null : await ctx.db.get("workspaces", workspaceId);
}

/** Refuse whoever is no superuser. */
export function checkSuperuser(actor: Actor, action: string): void {
  checkActor(actor);
  if (actor.kind !== "staff" || actor.superuser !== true) {
    refuse("forbidden", "forbidden", "Only a superuser may do this.", { action });
  }
}

export function refuseWorkspace(): never {
  refuse("not_found", "workspace_not_found", "There is no such workspace, or it is not yours to see.");
}
