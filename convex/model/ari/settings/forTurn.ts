/** What a turn of ARI reads of the settings: our own worker asks, for no person. */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../../_generated/dataModel";
import type { QueryCtx } from "../../../_generated/server";
import { findWorkspace, refuseWorkspace } from "../../access";
import { pageArgs, pageOf } from "../../pages";
import { given } from "./calls";
import { storedCategories } from "./categories";
import { configOf, findConfig, vConfig } from "./config";
import { destinationView, vDestination } from "./destinations";
import { storedStages } from "./flowStages";
import { findScoring, scoringOf, vScoring } from "./scoring";

const vTurnStage = v.object({
  name: v.string(),
  goal: v.string(),
  sample_script: v.optional(v.string()),
  exit_criteria: v.optional(v.string()),
});

/** `flow_stages`: the active ones that the workspace wrote itself, in their order. */
export const vTurnSettings = v.object({ config: vConfig, scoring: vScoring, flow_stages: v.array(vTurnStage) });

export async function settingsForTurn(ctx: QueryCtx, workspaceId: string): Promise<Infer<typeof vTurnSettings>> {
  const workspace = (await findWorkspace(ctx, workspaceId)) ?? refuseWorkspace();
  return await turnSettingsOf(ctx, workspace._id);
}

/** The same within another function that has found the workspace. */
export async function turnSettingsOf(
  ctx: QueryCtx,
  workspaceId: Id<"workspaces">,
): Promise<Infer<typeof vTurnSettings>> {
  const [config, scoring, stages] = await Promise.all([
    findConfig(ctx, workspaceId),
    findScoring(ctx, workspaceId),
    storedStages(ctx, workspaceId),
  ]);
  return {
    config: configOf(workspaceId, config),
    scoring: scoringOf(scoring),
    flow_stages: stages.filter((stage) => stage.is_active).map(turnStage),
  };
}

function turnStage({ name, goal, sample_script, exit_criteria }: Doc<"ariFlowStages">): Infer<typeof vTurnStage> {
  return { name, goal, ...given({ sample_script, exit_criteria }) };
}

export const forTurnArgs = { workspace_id: v.string(), ...pageArgs };

/** `category` is the category's name. */
export const vTurnEntries = v.object({
  entries: v.array(
    v.object({ id: v.string(), title: v.string(), content: v.string(), category: v.optional(v.string()) }),
  ),
  cursor: v.optional(v.string()),
});

const MAX_PAGE = 500;

/** A page of the active entries, oldest first. */
export async function knowledgeForTurn(
  ctx: QueryCtx,
  request: ObjectType<typeof forTurnArgs>,
): Promise<Infer<typeof vTurnEntries>> {
  const workspace = (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
  const names = new Map((await storedCategories(ctx, workspace._id)).map(({ _id, name }) => [_id, name]));
  const { documents, cursor } = await pageOf(ctx, {
    table: "ariKnowledgeEntries",
    ranges: [
      {
        index: "by_workspace_time",
        equal: [["workspace_id", workspace._id]],
        time: "created_at",
        accepts: (entry) => entry.is_active,
      },
    ],
    order: "asc",
    purpose: `knowledge ${workspace._id}`,
    request,
    defaultLimit: MAX_PAGE,
    maxLimit: MAX_PAGE,
  });
  const entries = documents.map(({ _id, title, content, category_id }) => ({
    id: _id,
    title,
    content,
    ...given({ category: category_id === undefined ? undefined : names.get(category_id) }),
  }));
  return { entries, ...given({ cursor }) };
}

export const vTurnDestinations = v.object({ destinations: v.array(vDestination), cursor: v.optional(v.string()) });

/** A page of the destinations: promoted ones first, then by priority. */
export async function destinationsForTurn(
  ctx: QueryCtx,
  request: ObjectType<typeof forTurnArgs>,
): Promise<Infer<typeof vTurnDestinations>> {
  const workspace = (await findWorkspace(ctx, request.workspace_id)) ?? refuseWorkspace();
  const { documents, cursor } = await pageOf(ctx, {
    table: "ariDestinations",
    ranges: [true, false].map((isPromoted, rank) => ({
      index: "by_workspace_promoted_priority",
      equal: [
        ["workspace_id", workspace._id],
        ["is_promoted", isPromoted],
      ],
      time: "priority",
      rank,
    })),
    order: "desc",
    purpose: `destinations for turns ${workspace._id}`,
    request,
    defaultLimit: MAX_PAGE,
    maxLimit: MAX_PAGE,
  });
  return { destinations: documents.map(destinationView), ...given({ cursor }) };
}
