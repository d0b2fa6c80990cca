/** The staff's notes on a contact, among them those of ARI's handoffs. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { QueryCtx } from "../../_generated/server";
import { limitOf } from "../pages";
import { People, vPerson } from "../users";
import { ARI_ID, openThread, threadArgs } from "./threads";
import { present } from "./views";

export const noteListArgs = { ...threadArgs, limit: v.optional(v.number()) };

export const vNote = v.object({
  id: v.string(),
  /** A user, or "ari". */
  author: vPerson,
  text: v.string(),
  note_type: v.string(),
  reason: v.optional(v.string()),
  due_at: v.optional(v.number()),
  completed_at: v.optional(v.number()),
  created_at: v.number(),
});

type NoteView = Infer<typeof vNote>;

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 50;

/** The latest notes on the contact of the conversation, newest first. */
export async function listNotes(ctx: QueryCtx, call: ObjectType<typeof noteListArgs>): Promise<{ notes: NoteView[] }> {
  const { contact } = await openThread(ctx, call, "see");
  const notes = await ctx.db
    .query("contactNotes")
    .withIndex("by_contact", (q) => q.eq("contact_id", contact._id))
    .order("desc")
    .take(limitOf(call.limit, DEFAULT_LIMIT, MAX_LIMIT));
  const people = new People(ctx);
  const views = notes.map(async (note): Promise<NoteView> => {
    const reason = (note.metadata as { reason?: unknown } | undefined)?.reason;
    return {
      id: note._id,
      author: note.user_id === ARI_ID ? { id: ARI_ID } : await people.get(note.user_id),
      text: note.content,
      note_type: note.note_type,
      ...present({
        reason: typeof reason === "string" ? reason : undefined,
        due_at: note.due_date,
        completed_at: note.completed_at,
      }),
      created_at: note.created_at,
    };
  });
  return { notes: await Promise.all(views) };
}
