/** What is known of the newest leads of a workspace, to be scored by other thresholds and weights. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { QueryCtx } from "../../_generated/server";
import { vActor } from "../access";
import { present } from "../inbox/views";
import { openWorkspace } from "../workspaceAccess";

export const sampleArgs = { actor: vActor, workspace_id: v.string() };

const vSampleLead = v.object({
  contact_id: v.string(),
  name: v.optional(v.string()),
  lead_score: v.number(),
  lead_temperature: v.optional(v.string()),
  memory: v.optional(v.any()),
});

export const vSample = v.object({ leads: v.array(vSampleLead), has_more: v.boolean() });

/** As many as one answer can hold: a memory is some kilobytes. */
const MAX_LEADS = 200;

/** The newest leads that ARI has met. */
export async function sampleLeads(
  ctx: QueryCtx,
  request: ObjectType<typeof sampleArgs>,
): Promise<Infer<typeof vSample>> {
  const workspace = await openWorkspace(ctx, request.actor, request.workspace_id, "see");
  const found = await ctx.db
    .query("ariConversations")
    .withIndex("by_workspace", (q) => q.eq("workspace_id", workspace._id))
    .order("desc")
    .take(MAX_LEADS + 1);
  const leads = await Promise.all(
    found.slice(0, MAX_LEADS).map(async (ari) => {
      const contact = await ctx.db.get("contacts", ari.contact_id);
      return {
        contact_id: ari.contact_id,
        lead_score: ari.lead_score,
        ...present({
          name: contact?.name ?? contact?.kapso_name ?? contact?.phone,
          lead_temperature: ari.lead_temperature,
          memory: ari.context as unknown,
        }),
      };
    }),
  );
  return { leads, has_more: found.length > MAX_LEADS };
}
