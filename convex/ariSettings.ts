/** How ARI is set up in a workspace: what Django calls. The rules stand in `model/ari/settings/`. */

import { v } from "convex/values";
import { internalMutation, internalQuery } from "./_generated/server";
import { settingsArgs } from "./model/ari/settings/calls";
import {
  categoryArgs,
  createCategory as addCategory,
  createCategoryArgs,
  deleteCategory as removeCategory,
  listCategories as categoriesOf,
  updateCategory as changeCategory,
  updateCategoryArgs,
  vCategory,
  vCategoryDeleted,
} from "./model/ari/settings/categories";
import { configArgs, getConfig as configFor, saveConfig as writeConfig, vConfig } from "./model/ari/settings/config";
import {
  createDestination as addDestination,
  createDestinationArgs,
  deleteDestination as removeDestination,
  deleteDestinationArgs,
  destinationArgs,
  getDestination as destinationFor,
  listDestinations as destinationsOf,
  listDestinationsArgs,
  updateDestination as changeDestination,
  updateDestinationArgs,
  vDestination,
  vDestinationPage,
} from "./model/ari/settings/destinations";
import {
  createEntry as addEntry,
  createEntryArgs,
  deleteEntry as removeEntry,
  deleteEntryArgs,
  entryArgs,
  getEntry as entryFor,
  listEntries as entriesOf,
  listEntriesArgs,
  updateEntry as changeEntry,
  updateEntryArgs,
  vEntry,
  vEntryPage,
} from "./model/ari/settings/entries";
import {
  createStage,
  createStageArgs,
  deleteStage,
  listStages,
  reorderArgs,
  reorderStages,
  stageArgs,
  updateStage,
  updateStageArgs,
  vStage,
  vStages,
} from "./model/ari/settings/flowStages";
import { getScoring as scoringFor, saveScoring as writeScoring, scoringArgs, vScoring } from "./model/ari/settings/scoring";

export const getConfig = internalQuery({
  args: settingsArgs,
  returns: vConfig,
  handler: async (ctx, args) => await configFor(ctx, args),
});

export const saveConfig = internalMutation({
  args: configArgs,
  returns: v.object({ config: vConfig }),
  handler: async (ctx, args) => await writeConfig(ctx, args),
});

export const getScoring = internalQuery({
  args: settingsArgs,
  returns: vScoring,
  handler: async (ctx, args) => await scoringFor(ctx, args),
});

export const saveScoring = internalMutation({
  args: scoringArgs,
  returns: v.object({ scoring: vScoring }),
  handler: async (ctx, args) => await writeScoring(ctx, args),
});

export const listFlowStages = internalQuery({
  args: settingsArgs,
  returns: vStages,
  handler: async (ctx, args) => await listStages(ctx, args),
});

export const createFlowStage = internalMutation({
  args: createStageArgs,
  returns: v.object({ stage: vStage }),
  handler: async (ctx, args) => await createStage(ctx, args),
});

export const updateFlowStage = internalMutation({
  args: updateStageArgs,
  returns: v.object({ stage: vStage }),
  handler: async (ctx, args) => await updateStage(ctx, args),
});

export const deleteFlowStage = internalMutation({
  args: stageArgs,
  returns: v.object({ deleted: v.literal(true) }),
  handler: async (ctx, args) => await deleteStage(ctx, args),
});

export const reorderFlowStages = internalMutation({
  args: reorderArgs,
  returns: vStages,
  handler: async (ctx, args) => await reorderStages(ctx, args),
});

export const listCategories = internalQuery({
  args: settingsArgs,
  returns: v.object({ categories: v.array(vCategory) }),
  handler: async (ctx, args) => await categoriesOf(ctx, args),
});

export const createCategory = internalMutation({
  args: createCategoryArgs,
  returns: v.object({ category: vCategory }),
  handler: async (ctx, args) => await addCategory(ctx, args),
});

export const updateCategory = internalMutation({
  args: updateCategoryArgs,
  returns: v.object({ category: vCategory }),
  handler: async (ctx, args) => await changeCategory(ctx, args),
});

export const deleteCategory = internalMutation({
  args: categoryArgs,
  returns: vCategoryDeleted,
  handler: async (ctx, args) => await removeCategory(ctx, args),
});

export const listEntries = internalQuery({
  args: listEntriesArgs,
  returns: vEntryPage,
  handler: async (ctx, args) => await entriesOf(ctx, args),
});

export const getEntry = internalQuery({
  args: entryArgs,
  returns: vEntry,
  handler: async (ctx, args) => await entryFor(ctx, args),
});

export const createEntry = internalMutation({
  args: createEntryArgs,
  returns: v.object({ entry: vEntry }),
  handler: async (ctx, args) => await addEntry(ctx, args),
});

export const updateEntry = internalMutation({
  args: updateEntryArgs,
  returns: v.object({ entry: vEntry }),
  handler: async (ctx, args) => await changeEntry(ctx, args),
});

export const deleteEntry = internalMutation({
  args: deleteEntryArgs,
  returns: v.object({ deleted: v.literal(true) }),
  handler: async (ctx, args) => await removeEntry(ctx, args),
});

export const listDestinations = internalQuery({
  args: listDestinationsArgs,
  returns: vDestinationPage,
  handler: async (ctx, args) => await destinationsOf(ctx, args),
});

export const getDestination = internalQuery({
  args: destinationArgs,
  returns: vDestination,
  handler: async (ctx, args) => await destinationFor(ctx, args),
});

export const createDestination = internalMutation({
  args: createDestinationArgs,
  returns: v.object({ destination: vDestination }),
  handler: async (ctx, args) => await addDestination(ctx, args),
});

export const updateDestination = internalMutation({
  args: updateDestinationArgs,
  returns: v.object({ destination: vDestination }),
  handler: async (ctx, args) => await changeDestination(ctx, args),
});

export const deleteDestination = internalMutation({
  args: deleteDestinationArgs,
  returns: v.object({ deleted: v.literal(true) }),
  handler: async (ctx, args) => await removeDestination(ctx, args),
});
