/**
 * No function of ARI's settings lets a neighbour in. The test walks over whatever the modules export, so a new function
 * fails here until it says how it keeps tenants apart.
 */

import { beforeEach, expect, test } from "vitest";
import { internal } from "./_generated/api";
import * as ariLedger from "./ariLedger";
import * as ariSettings from "./ariSettings";
import { addCategory, addDestination, addEntry, addStage, STAGE, UNIVERSITY } from "./ariSettings.setup";
import type { Actor } from "./model/access";
import { describeExports, INTRUDERS, triedOf, type Attempts } from "./tenancy.setup";
import { NEIGHBOUR, newTown, OWNER, refusalOf, type Town } from "./tickets.setup";

const MODULES = { ariSettings, ariLedger };

/** Things of the client's, which the neighbour has got to know the ids of. */
interface Loot {
  readonly town: Town;
  readonly stage_id: string;
  readonly category_id: string;
  readonly entry_id: string;
  readonly destination_id: string;
}

interface Call {
  readonly actor: Actor;
  readonly workspace_id: string;
}

type Attempt = (loot: Loot, call: Call) => Promise<unknown>;

const api = internal.ariSettings;

const ATTEMPTS: Attempts<Attempt> = {
  "ariSettings:getConfig": ({ town }, call) => town.t.query(api.getConfig, call),
  "ariSettings:saveConfig": ({ town }, call) => town.t.mutation(api.saveConfig, { ...call, is_enabled: false }),
  "ariSettings:getScoring": ({ town }, call) => town.t.query(api.getScoring, call),
  "ariSettings:saveScoring": ({ town }, call) => town.t.mutation(api.saveScoring, { ...call, hot_threshold: 75 }),
  "ariSettings:listFlowStages": ({ town }, call) => town.t.query(api.listFlowStages, call),
  "ariSettings:createFlowStage": ({ town }, call) => town.t.mutation(api.createFlowStage, { ...call, ...STAGE }),
  "ariSettings:updateFlowStage": ({ town, stage_id }, call) =>
    town.t.mutation(api.updateFlowStage, { ...call, stage_id, name: "Lain" }),
  "ariSettings:deleteFlowStage": ({ town, stage_id }, call) => town.t.mutation(api.deleteFlowStage, { ...call, stage_id }),
  "ariSettings:reorderFlowStages": ({ town, stage_id }, call) =>
    town.t.mutation(api.reorderFlowStages, { ...call, stage_ids: [stage_id] }),
  "ariSettings:listCategories": ({ town }, call) => town.t.query(api.listCategories, call),
  "ariSettings:createCategory": ({ town }, call) => town.t.mutation(api.createCategory, { ...call, name: "Visa" }),
  "ariSettings:updateCategory": ({ town, category_id }, call) =>
    town.t.mutation(api.updateCategory, { ...call, category_id, name: "Lain" }),
  "ariSettings:deleteCategory": ({ town, category_id }, call) =>
    town.t.mutation(api.deleteCategory, { ...call, category_id }),
  "ariSettings:listEntries": ({ town, category_id }, call) => town.t.query(api.listEntries, { ...call, category_id }),
  "ariSettings:getEntry": ({ town, entry_id }, call) => town.t.query(api.getEntry, { ...call, entry_id }),
  "ariSettings:createEntry": ({ town }, call) =>
    town.t.mutation(api.createEntry, { ...call, title: "Judul", content: "Isi" }),
  "ariSettings:updateEntry": ({ town, entry_id }, call) =>
    town.t.mutation(api.updateEntry, { ...call, entry_id, title: "Lain" }),
  "ariSettings:deleteEntry": ({ town, entry_id }, call) => town.t.mutation(api.deleteEntry, { ...call, entry_id }),
  "ariSettings:listDestinations": ({ town }, call) => town.t.query(api.listDestinations, call),
  "ariSettings:getDestination": ({ town, destination_id }, call) =>
    town.t.query(api.getDestination, { ...call, destination_id }),
  "ariSettings:createDestination": ({ town }, call) =>
    town.t.mutation(api.createDestination, { ...call, ...UNIVERSITY, city: "Perth" }),
  "ariSettings:updateDestination": ({ town, destination_id }, call) =>
    town.t.mutation(api.updateDestination, { ...call, destination_id, priority: 1 }),
  "ariSettings:deleteDestination": ({ town, destination_id }, call) =>
    town.t.mutation(api.deleteDestination, { ...call, destination_id }),
  "ariLedger:reserve": "the worker's, which takes the workspace from the conversation that it answers",
  "ariLedger:settle": "the worker's, for a reservation that it was given",
  "ariLedger:expireReservations": "the operator's command, which answers with numbers",
  "ariLedger:getBudget": ({ town }, call) => town.t.query(internal.ariLedger.getBudget, { ...call, day: "2026-03-14" }),
  "ariLedger:listComparison": ({ town }, call) => town.t.query(internal.ariLedger.listComparison, call),
};

describeExports(MODULES, ATTEMPTS);

const TRIED = triedOf(ATTEMPTS);
/** Those that name a thing beside the workspace. */
const ON_THINGS = /^ariSettings:(update|delete|reorder|getEntry|getDestination|listEntries)/;

let loot: Loot;

beforeEach(async () => {
  const town = await newTown();
  const category_id = await addCategory(town, "Rahasia dagang");
  loot = {
    town,
    stage_id: await addStage(town, "Rahasia"),
    category_id,
    entry_id: await addEntry(town, { category_id, title: "Rahasia dapur" }),
    destination_id: await addDestination(town, { notes: "Rahasia" }),
  };
});

test.each(TRIED)("%s refuses whoever does not belong, as if there were no such workspace", async (_name, attempt) => {
  for (const [who, actor] of Object.entries(INTRUDERS)) {
    const refusal = await refusalOf(attempt(loot, { actor, workspace_id: loot.town.client }));
    expect([who, refusal?.code]).toEqual([who, "workspace_not_found"]);
  }
});

test.each(TRIED.filter(([name]) => ON_THINGS.test(name)))(
  "%s does not find the client's things through the neighbour's workspace",
  async (_name, attempt) => {
    const refusal = await refusalOf(attempt(loot, { actor: NEIGHBOUR, workspace_id: loot.town.neighbour }));
    // A reorder names all stages, so a foreign one is a stage too many.
    expect(["not_found", "conflict"]).toContain(refusal?.kind);
    expect(JSON.stringify(refusal)).not.toMatch(/rahasia/i);
  },
);

test.each(TRIED)("%s refuses a workspace that there is not", async (_name, attempt) => {
  expect(await refusalOf(attempt(loot, { actor: OWNER, workspace_id: "nonsense" }))).toMatchObject({
    code: "workspace_not_found",
  });
});

test.each(TRIED)("%s serves the owner", async (name, attempt) => {
  const refusal = await refusalOf(attempt(loot, { actor: OWNER, workspace_id: loot.town.client }));
  // Of seven stages one is named.
  expect(refusal?.code).toBe(name === "ariSettings:reorderFlowStages" ? "stages_changed" : undefined);
});
