/**
 * The stages of the talk as a workspace describes them to ARI.
 *
 * Their orders are 0, 1, 2, … without a gap: every write that changes one renumbers what it moved. While nothing is
 * stored the defaults are shown; whoever writes on what is shown stores the defaults first.
 */

import { v, type Infer, type ObjectType } from "convex/values";
import type { Doc, Id } from "../../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../../_generated/server";
import { Complaints } from "../../complaints";
import { refuse, refuseFields } from "../../refusals";
import {
  changesIn,
  checkFresh,
  given,
  mustExist,
  nextUpdate,
  readSettings,
  settingsWriteArgs,
  writeSettings,
  type SettingsCall,
} from "./calls";

type Stage = Doc<"ariFlowStages">;

/** More than a talk has, and few enough that one transaction renumbers all of them. */
const MAX_STAGES = 50;

export const vStage = v.object({
  id: v.string(),
  name: v.string(),
  goal: v.string(),
  sample_script: v.optional(v.string()),
  exit_criteria: v.optional(v.string()),
  stage_order: v.number(),
  is_active: v.boolean(),
  updated_at: v.optional(v.number()),
});

type StageView = Infer<typeof vStage>;

/** `updated_at` is the latest of the stages'; absent for the defaults. */
export const vStages = v.object({
  stages: v.array(vStage),
  is_default: v.boolean(),
  updated_at: v.optional(v.number()),
});

type StagesView = Infer<typeof vStages>;

const DEFAULT_STAGES: readonly { name: string; goal: string; exit_criteria: string }[] = [
  {
    name: "Greeting",
    goal: "Menyambut calon siswa dengan hangat dan membuatnya nyaman bercerita.",
    exit_criteria: "Calon siswa membalas sapaan.",
  },
  {
    name: "Qualifying",
    goal: "Mencari tahu negara tujuan, anggaran, waktu berangkat, dan data lain yang wajib.",
    exit_criteria: "Semua data wajib sudah terkumpul.",
  },
  {
    name: "Scoring",
    goal: "Menilai seberapa siap calon siswa dan menentukan langkah berikutnya.",
    exit_criteria: "Skor dan langkah berikutnya sudah jelas.",
  },
  {
    name: "Booking",
    goal: "Menawarkan konsultasi kepada calon siswa yang sudah siap.",
    exit_criteria: "Calon siswa menerima atau menolak tawaran.",
  },
  {
    name: "Scheduling",
    goal: "Memilih hari dan jam konsultasi bersama calon siswa.",
    exit_criteria: "Jadwal konsultasi sudah pasti.",
  },
  {
    name: "Handoff",
    goal: "Menyerahkan percakapan kepada konsultan.",
    exit_criteria: "Konsultan mengambil alih percakapan.",
  },
];

/** What the defaults are called as long as they are not stored. */
const DEFAULT_IDS = DEFAULT_STAGES.map((_stage, order) => `default-${order}`);

export async function listStages(ctx: QueryCtx, call: SettingsCall): Promise<StagesView> {
  const workspace = await readSettings(ctx, call);
  return stagesView(await storedStages(ctx, workspace._id));
}

/** The stored stages in their order; none: the defaults hold. */
export async function storedStages(ctx: QueryCtx, workspaceId: Id<"workspaces">): Promise<Stage[]> {
  return await ctx.db
    .query("ariFlowStages")
    .withIndex("by_workspace_order", (q) => q.eq("workspace_id", workspaceId))
    .take(2 * MAX_STAGES);
}

export const createStageArgs = {
  ...settingsWriteArgs,
  name: v.string(),
  goal: v.string(),
  sample_script: v.optional(v.union(v.string(), v.null())),
  exit_criteria: v.optional(v.union(v.string(), v.null())),
  is_active: v.optional(v.boolean()),
};

/** Put a stage behind the others. */
export async function createStage(
  ctx: MutationCtx,
  request: ObjectType<typeof createStageArgs>,
): Promise<{ stage: StageView }> {
  return await writeSettings(ctx, "ariSettings:createFlowStage", request, async (workspace) => {
    const texts = checkedStage(request);
    const open = await openStages(ctx, workspace._id);
    const { stages } = open;
    checkFresh(request, seenUpdate(open, latestUpdate(stages)));
    if (stages.length >= MAX_STAGES) {
      refuse("conflict", "too_many_stages", `A workspace has at most ${MAX_STAGES} stages. Delete one first.`);
    }
    const now = nextUpdate(latestUpdate(stages));
    const id = await ctx.db.insert("ariFlowStages", {
      ...given(texts),
      workspace_id: workspace._id,
      name: texts.name,
      goal: texts.goal,
      is_active: request.is_active ?? true,
      stage_order: stages.length,
      created_at: now,
      updated_at: now,
    });
    await renumber(ctx, stages);
    return { stage: stageView(mustExist(await ctx.db.get("ariFlowStages", id))) };
  });
}

export const updateStageArgs = {
  ...settingsWriteArgs,
  stage_id: v.string(),
  name: v.optional(v.string()),
  goal: v.optional(v.string()),
  sample_script: v.optional(v.union(v.string(), v.null())),
  exit_criteria: v.optional(v.union(v.string(), v.null())),
  is_active: v.optional(v.boolean()),
};

/** Change what is given; null clears a script or a criterion. */
export async function updateStage(
  ctx: MutationCtx,
  request: ObjectType<typeof updateStageArgs>,
): Promise<{ stage: StageView }> {
  return await writeSettings(ctx, "ariSettings:updateFlowStage", request, async (workspace) => {
    const texts = checkedStage(request);
    const open = await openStages(ctx, workspace._id);
    const stage = stageIn(open, request.stage_id);
    checkFresh(request, seenUpdate(open, stage.updated_at));
    const changes = changesIn(stage, { ...texts, is_active: request.is_active });
    if (changes === undefined) {
      return { stage: stageView(stage) };
    }
    await ctx.db.patch("ariFlowStages", stage._id, { ...changes, updated_at: nextUpdate(latestUpdate(open.stages)) });
    return { stage: stageView(mustExist(await ctx.db.get("ariFlowStages", stage._id))) };
  });
}

export const stageArgs = { ...settingsWriteArgs, stage_id: v.string() };

/** Delete a stage; those behind it move up. When the last one goes, the defaults are back. */
export async function deleteStage(
  ctx: MutationCtx,
  request: ObjectType<typeof stageArgs>,
): Promise<{ deleted: true }> {
  return await writeSettings(ctx, "ariSettings:deleteFlowStage", request, async (workspace) => {
    const open = await openStages(ctx, workspace._id);
    const stage = stageIn(open, request.stage_id);
    checkFresh(request, seenUpdate(open, stage.updated_at));
    await ctx.db.delete("ariFlowStages", stage._id);
    await renumber(
      ctx,
      open.stages.filter((other) => other._id !== stage._id),
    );
    return { deleted: true as const };
  });
}

export const reorderArgs = { ...settingsWriteArgs, stage_ids: v.array(v.string()) };

/**
 * Put all stages into the order given, in one transaction.
 *
 * Each stage must be named, once: who leaves one out has not seen it, and is told to look again.
 */
export async function reorderStages(
  ctx: MutationCtx,
  request: ObjectType<typeof reorderArgs>,
): Promise<StagesView> {
  return await writeSettings(ctx, "ariSettings:reorderFlowStages", request, async (workspace) => {
    const ids = request.stage_ids;
    if (new Set(ids).size !== ids.length) {
      refuseFields({ stage_ids: "Name each stage once." });
    }
    const open = await openStages(ctx, workspace._id);
    checkFresh(request, seenUpdate(open, latestUpdate(open.stages)));
    const wanted = ids.map((id) => findStage(open, id)).filter((stage) => stage !== undefined);
    if (wanted.length !== ids.length || ids.length !== open.stages.length) {
      refuse("conflict", "stages_changed", "The stages are others now. Look at them again, then repeat.");
    }
    await renumber(ctx, wanted);
    return stagesView(await storedStages(ctx, workspace._id));
  });
}

/** The stages a write works on. `wasDefault`: they were stored just now, and the writer knows them by other ids. */
interface OpenStages {
  readonly stages: Stage[];
  readonly wasDefault: boolean;
}

/** What is stored; where that is nothing, the defaults are stored first. */
async function openStages(ctx: MutationCtx, workspaceId: Id<"workspaces">): Promise<OpenStages> {
  const stored = await storedStages(ctx, workspaceId);
  if (stored.length > 0) {
    return { stages: stored, wasDefault: false };
  }
  const now = nextUpdate();
  for (const [stage_order, stage] of DEFAULT_STAGES.entries()) {
    const times = { created_at: now, updated_at: now };
    await ctx.db.insert("ariFlowStages", { workspace_id: workspaceId, ...stage, stage_order, is_active: true, ...times });
  }
  return { stages: await storedStages(ctx, workspaceId), wasDefault: true };
}

/** Give the stages the orders 0, 1, 2, … in which they are passed. */
async function renumber(ctx: MutationCtx, stages: readonly Stage[]): Promise<void> {
  const updated_at = nextUpdate(latestUpdate(stages));
  for (const [stage_order, stage] of stages.entries()) {
    if (stage.stage_order !== stage_order) {
      await ctx.db.patch("ariFlowStages", stage._id, { stage_order, updated_at });
    }
  }
}

function findStage({ stages, wasDefault }: OpenStages, id: string): Stage | undefined {
  return wasDefault ? stages[DEFAULT_IDS.indexOf(id)] : stages.find((stage) => stage._id === id);
}

function stageIn(open: OpenStages, id: string): Stage {
  return findStage(open, id) ?? refuse("not_found", "stage_not_found", "There is no such stage in this workspace.");
}

/** When the writer can have seen the stage change last: what was a default, they have never seen change. */
function seenUpdate({ wasDefault }: OpenStages, updatedAt: number | undefined): number | undefined {
  return wasDefault ? undefined : updatedAt;
}

/** Every write makes this later, so that it tells two states of the whole list apart. */
function latestUpdate(stages: readonly Stage[]): number | undefined {
  return stages.length === 0 ? undefined : Math.max(...stages.map((stage) => stage.updated_at));
}

interface StageTexts {
  readonly name?: string;
  readonly goal?: string;
  readonly sample_script?: string | null;
  readonly exit_criteria?: string | null;
}

function checkedStage<Texts extends StageTexts>(texts: Texts): Pick<Texts, keyof Texts & keyof StageTexts> {
  const complaints = new Complaints();
  const checked = {
    name: complaints.text("name", texts.name, { name: "The name", min: 1, max: 100 }),
    goal: complaints.text("goal", texts.goal, { name: "The goal", min: 1, max: 1_000 }),
    sample_script: complaints.text("sample_script", texts.sample_script, { name: "The script", min: 1, max: 5_000 }),
    exit_criteria: complaints.text("exit_criteria", texts.exit_criteria, { name: "The criteria", min: 1, max: 1_000 }),
  };
  complaints.refuse();
  return checked as Pick<Texts, keyof Texts & keyof StageTexts>;
}

function stagesView(stages: readonly Stage[]): StagesView {
  if (stages.length === 0) {
    const defaults = DEFAULT_STAGES.map((stage, order) => ({
      id: DEFAULT_IDS[order] ?? "",
      ...stage,
      stage_order: order,
      is_active: true,
    }));
    return { stages: defaults, is_default: true };
  }
  const latest = latestUpdate(stages);
  return {
    stages: stages.map(stageView),
    is_default: false,
    ...(latest === undefined ? {} : { updated_at: latest }),
  };
}

function stageView(stage: Stage): StageView {
  const { name, goal, sample_script, exit_criteria, stage_order, is_active, updated_at } = stage;
  return { id: stage._id, name, goal, stage_order, is_active, updated_at, ...given({ sample_script, exit_criteria }) };
}
