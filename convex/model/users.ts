/** Who the people in answers and mails are. */

import { v, type Infer } from "convex/values";
import type { Doc } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";

export const vPerson = v.object({
  id: v.string(),
  full_name: v.optional(v.string()),
  email: v.optional(v.string()),
});

export type Person = Infer<typeof vPerson>;

/** What the id of a Django staff account begins with. */
export const STAFF_PREFIX = "staff:";

/** The author of what nobody did: the automatic closing. */
export const SYSTEM_ID = "system";

export function isStaffId(userId: string): boolean {
  return userId.startsWith(STAFF_PREFIX);
}

/** Find a user by what other documents call them: the Clerk id, else the source's id of an unmapped profile. */
export async function findUser(ctx: QueryCtx, userId: string): Promise<Doc<"users"> | null> {
  if (isStaffId(userId) || userId === SYSTEM_ID) {
    return null;
  }
  return (
    (await ctx.db
      .query("users")
      .withIndex("by_clerk_id", (q) => q.eq("clerk_id", userId))
      .first()) ??
    (await ctx.db
      .query("users")
      .withIndex("by_supabase_id", (q) => q.eq("supabaseId", userId))
      .first())
  );
}

/** The people of one answer, each looked up once. */
export class People {
  private readonly known = new Map<string, Promise<Person>>();

  constructor(private readonly ctx: QueryCtx) {}

  get(userId: string): Promise<Person> {
    const known = this.known.get(userId) ?? this.load(userId);
    this.known.set(userId, known);
    return known;
  }

  private async load(userId: string): Promise<Person> {
    if (isStaffId(userId)) {
      return { id: userId, full_name: userId.slice(STAFF_PREFIX.length) };
    }
    const user = await findUser(this.ctx, userId);
    const person: Person = { id: userId };
    if (user?.full_name !== undefined) {
      person.full_name = user.full_name;
    }
    if (user?.email !== undefined) {
      person.email = user.email;
    }
    return person;
  }
}
