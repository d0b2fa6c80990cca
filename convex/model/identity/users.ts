/** Keep `users` as Clerk has them. */

import { v, type Infer } from "convex/values";
import type { Doc } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { endOf, rememberEnd } from "./endings";
import type { Envelope, Outcome } from "./events";
import { isNewer, versionOf } from "./versions";

/** A user as an event shows them. What is absent, the user does not have. `external_id` is the id in the source. */
export const vClerkUser = v.object({
  email: v.optional(v.string()),
  full_name: v.optional(v.string()),
  avatar_url: v.optional(v.string()),
  external_id: v.optional(v.string()),
  created_at: v.number(),
  updated_at: v.number(),
});

export type ClerkUser = Infer<typeof vClerkUser>;

/** Clerk owns name, e-mail address and picture; the other fields of a migrated profile stay as they are. */
export async function keepUser(
  ctx: MutationCtx,
  envelope: Envelope,
  clerkId: string,
  user: ClerkUser,
): Promise<Outcome> {
  if ((await endOf(ctx, "user", clerkId)) !== undefined) {
    return "stale";
  }
  const version = versionOf(user.updated_at, envelope);
  const known = await findProfile(ctx, clerkId, user.external_id);
  const fields = { clerk_id: clerkId, clerk_version: version, updated_at: user.updated_at };
  if (known === null) {
    await ctx.db.insert("users", { ...fields, ...present(user), created_at: user.created_at });
    return "applied";
  }
  if (!isNewer(version, known.clerk_version)) {
    return "stale";
  }
  // A field that is undefined in a patch is removed.
  const { email, full_name, avatar_url } = user;
  await ctx.db.patch("users", known._id, { ...fields, email, full_name, avatar_url });
  return "applied";
}

/** Remove the user with all their memberships. What they wrote stays, under their id. */
export async function endUser(ctx: MutationCtx, envelope: Envelope, clerkId: string): Promise<Outcome> {
  if ((await endOf(ctx, "user", clerkId)) !== undefined) {
    return "stale";
  }
  await rememberEnd(ctx, "user", clerkId, envelope.occurred_at);
  for await (const user of ctx.db.query("users").withIndex("by_clerk_id", (q) => q.eq("clerk_id", clerkId))) {
    await ctx.db.delete("users", user._id);
  }
  // One person's memberships are few; both ranges hold nothing else.
  for await (const membership of ctx.db
    .query("organizationMembers")
    .withIndex("by_user", (q) => q.eq("clerk_user_id", clerkId))) {
    await ctx.db.delete("organizationMembers", membership._id);
  }
  for await (const member of ctx.db
    .query("workspaceMembers")
    .withIndex("by_user_workspace", (q) => q.eq("user_id", clerkId))) {
    await ctx.db.delete("workspaceMembers", member._id);
  }
  return "applied";
}

/** The user's document; a migrated profile that has no Clerk account yet is theirs when Clerk names its source id. */
async function findProfile(
  ctx: MutationCtx,
  clerkId: string,
  externalId: string | undefined,
): Promise<Doc<"users"> | null> {
  const known = await ctx.db
    .query("users")
    .withIndex("by_clerk_id", (q) => q.eq("clerk_id", clerkId))
    .first();
  if (known !== null || externalId === undefined) {
    return known;
  }
  const migrated = await ctx.db
    .query("users")
    .withIndex("by_supabase_id", (q) => q.eq("supabaseId", externalId))
    .first();
  return migrated?.clerk_id === undefined ? migrated : null;
}

function present({ email, full_name, avatar_url }: ClerkUser): Pick<ClerkUser, "email" | "full_name" | "avatar_url"> {
  return {
    ...(email === undefined ? {} : { email }),
    ...(full_name === undefined ? {} : { full_name }),
    ...(avatar_url === undefined ? {} : { avatar_url }),
  };
}
