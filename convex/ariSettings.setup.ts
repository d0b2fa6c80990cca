/** What the tests of ARI's settings share: something of every kind in the client's workspace. */

import { internal } from "./_generated/api";
import type { Actor } from "./model/access";
import { OWNER, type Town } from "./tickets.setup";

/** The arguments that every call for a person begins with. */
export function call({ client }: Town, actor: Actor = OWNER): { actor: Actor; workspace_id: string } {
  return { actor, workspace_id: client };
}

export const STAGE = { name: "Sapaan", goal: "Menyambut" };
export const UNIVERSITY = { country: "Australia", city: "Melbourne", university_name: "Monash University" };

export async function addStage(town: Town, name: string): Promise<string> {
  const { stage } = await town.t.mutation(internal.ariSettings.createFlowStage, { ...call(town), ...STAGE, name });
  return stage.id;
}

export async function addCategory(town: Town, name = "Biaya"): Promise<string> {
  const { category } = await town.t.mutation(internal.ariSettings.createCategory, { ...call(town), name });
  return category.id;
}

export async function addEntry(town: Town, fields: { category_id?: string; title?: string } = {}): Promise<string> {
  const words = { title: "Berapa biayanya?", content: "Mulai dari 300 juta setahun." };
  const { entry } = await town.t.mutation(internal.ariSettings.createEntry, { ...call(town), ...words, ...fields });
  return entry.id;
}

export async function addDestination(town: Town, fields: object = {}): Promise<string> {
  const args = { ...call(town), ...UNIVERSITY, ...fields };
  const { destination } = await town.t.mutation(internal.ariSettings.createDestination, args);
  return destination.id;
}
