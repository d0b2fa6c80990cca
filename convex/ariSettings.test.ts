/** The constraints that the original's database had, and that no write overwrites what it does not name. */

import { beforeEach, describe, expect, test } from "vitest";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { addCategory, addDestination, addEntry, addStage, call, STAGE, UNIVERSITY } from "./ariSettings.setup";
import { codeOf, newTown, OWNER, person, refusalOf, staff, type Town } from "./tickets.setup";

const api = internal.ariSettings;

let town: Town;

beforeEach(async () => {
  town = await newTown();
});

async function stagesOf(): Promise<{ names: string[]; orders: number[]; ids: string[]; updated_at?: number }> {
  const { stages, updated_at } = await town.t.query(api.listFlowStages, call(town));
  return {
    names: stages.map(({ name }) => name),
    orders: stages.map(({ stage_order }) => stage_order),
    ids: stages.map(({ id }) => id),
    ...(updated_at === undefined ? {} : { updated_at }),
  };
}

describe("the config", () => {
  test("is off and has the defaults until somebody saves", async () => {
    expect(await town.t.query(api.getConfig, call(town))).toEqual({
      workspace_id: town.client,
      is_default: true,
      is_enabled: false,
      bot_name: "ARI",
      greeting_style: "professional",
      language: "id",
      tone: { supportive: true, clear: true, encouraging: true },
      time_zone: "Asia/Jakarta",
      grok_weight: 50,
    });
  });

  test("keeps what a save does not name, in the tone as well", async () => {
    const first = { bot_name: " Rini ", community_link: "https://chat.example.com/x", daily_budget_micros: 5_000 };
    const tone = { clear: false, description: "Hangat" };
    await town.t.mutation(api.saveConfig, { ...call(town), ...first, tone });
    const { config } = await town.t.mutation(api.saveConfig, { ...call(town), is_enabled: true, tone: { encouraging: false } });
    expect(config).toMatchObject({ ...first, bot_name: "Rini", is_enabled: true, is_default: false });
    expect(config.tone).toEqual({ supportive: true, clear: false, encouraging: false, description: "Hangat" });
  });

  test("clears what is null", async () => {
    const link = { community_link: "https://chat.example.com", greeting_template: "Halo", daily_budget_micros: 1 };
    await town.t.mutation(api.saveConfig, { ...call(town), ...link, tone: { description: "Hangat" } });
    const nothing = { community_link: null, greeting_template: null, daily_budget_micros: null };
    const { config } = await town.t.mutation(api.saveConfig, { ...call(town), ...nothing, tone: { description: null } });
    expect(Object.keys(config)).not.toEqual(expect.arrayContaining(Object.keys(nothing)));
    expect(config.tone).not.toHaveProperty("description");
  });

  test("stays one document however often it is saved", async () => {
    const names = Array.from({ length: 20 }, (_, n) => `ARI ${n}`);
    await Promise.all(names.map((bot_name) => town.t.mutation(api.saveConfig, { ...call(town), bot_name })));
    expect(await town.t.run((ctx) => ctx.db.query("ariConfig").take(30))).toHaveLength(1);
  });

  test("shows the greeting that the original kept in the tone, until it is replaced or cleared", async () => {
    await town.t.run(async (ctx) => {
      const row = { bot_name: "ARI", greeting_style: "kasual", language: "id", created_at: 1, updated_at: 1 };
      const tone = { greeting_template: "Halo {name}", clear: false, humour: 3 };
      await ctx.db.insert("ariConfig", { workspace_id: town.client, ...row, tone });
    });
    const before = await town.t.query(api.getConfig, call(town));
    expect(before).toMatchObject({ greeting_template: "Halo {name}", greeting_style: "kasual", tone: { clear: false } });
    const { config } = await town.t.mutation(api.saveConfig, { ...call(town), greeting_template: null });
    expect(config).not.toHaveProperty("greeting_template");
    const stored = await town.t.run((ctx) => ctx.db.query("ariConfig").first());
    expect(stored?.tone).toEqual({ clear: false, humour: 3 });
  });

  test.each([
    ["bot_name", "  "],
    ["bot_name", "x".repeat(101)],
    ["greeting_template", "x".repeat(501)],
    ["community_link", "javascript:alert(1)"],
    ["community_link", "ftp://example.com"],
    ["community_link", "https://"],
    ["community_link", "https://bank.example@evil.example"],
    ["community_link", "https://a b.example"],
    ["time_zone", "Jakarta/../../etc"],
    ["time_zone", "x".repeat(65)],
    ["time_zone", ""],
    ["grok_weight", 101],
    ["grok_weight", -1],
    ["grok_weight", 0.5],
    ["grok_weight", NaN],
    ["daily_budget_micros", -1],
    ["daily_budget_micros", 1e13],
  ])("refuses the %s %s", async (field, value) => {
    const refusal = await refusalOf(town.t.mutation(api.saveConfig, { ...call(town), [field]: value }));
    expect(refusal).toMatchObject({ code: "invalid_value", kind: "invalid" });
    expect(Object.keys(refusal?.fields as object)).toEqual([field]);
  });

  test.each(["http://example.com", "https://chat.whatsapp.com/AbC?x=1#y", "HTTPS://EXAMPLE.COM:8443/a"])(
    "takes the link %s",
    async (community_link) => {
      expect(await codeOf(town.t.mutation(api.saveConfig, { ...call(town), community_link }))).toBe("ok");
    },
  );

  test.each(["UTC", "Asia/Jakarta", "America/Argentina/Buenos_Aires", "Etc/GMT+7"])("takes the zone %s", async (time_zone) => {
    expect(await codeOf(town.t.mutation(api.saveConfig, { ...call(town), time_zone }))).toBe("ok");
  });

  test("is not overwritten by somebody who has not seen the last change", async () => {
    const seen = { ...call(town), expected_updated_at: null };
    const { config } = await town.t.mutation(api.saveConfig, { ...seen, bot_name: "Satu" });
    const stale = await refusalOf(town.t.mutation(api.saveConfig, { ...seen, bot_name: "Dua" }));
    expect(stale).toMatchObject({ code: "stale_write", kind: "conflict", updated_at: config.updated_at });
    const fresh = { ...call(town), expected_updated_at: config.updated_at! };
    expect(await codeOf(town.t.mutation(api.saveConfig, { ...fresh, bot_name: "Dua" }))).toBe("ok");
    expect(await codeOf(town.t.mutation(api.saveConfig, { ...fresh, bot_name: "Tiga" }))).toBe("stale_write");
  });

  test("is no later when nothing changes", async () => {
    const { config } = await town.t.mutation(api.saveConfig, { ...call(town), bot_name: "Rini" });
    const again = await town.t.mutation(api.saveConfig, { ...call(town), bot_name: "Rini", tone: { clear: true } });
    expect(again.config).toEqual(config);
  });
});

describe("flow stages", () => {
  test("are the six defaults until somebody writes", async () => {
    const { stages, is_default } = await town.t.query(api.listFlowStages, call(town));
    expect(is_default).toBe(true);
    expect(stages.map(({ id, name }) => `${id} ${name}`)).toEqual([
      "default-0 Greeting",
      "default-1 Qualifying",
      "default-2 Scoring",
      "default-3 Booking",
      "default-4 Scheduling",
      "default-5 Handoff",
    ]);
  });

  test("a first own stage stands behind the defaults, which are stored with it", async () => {
    await addStage(town, "Penutup");
    expect(await stagesOf()).toMatchObject({
      names: ["Greeting", "Qualifying", "Scoring", "Booking", "Scheduling", "Handoff", "Penutup"],
      orders: [0, 1, 2, 3, 4, 5, 6],
    });
  });

  test("a default can be edited and deleted by the id it was shown with", async () => {
    const args = { ...call(town), expected_updated_at: null };
    const { stage } = await town.t.mutation(api.updateFlowStage, { ...args, stage_id: "default-2", name: "Nilai" });
    expect(stage).toMatchObject({ name: "Nilai", stage_order: 2 });
    expect(await codeOf(town.t.mutation(api.deleteFlowStage, { ...call(town), stage_id: "default-0" }))).toBe("stage_not_found");
    const other = await newTown();
    await other.t.mutation(api.deleteFlowStage, { ...call(other), stage_id: "default-0" });
    const { stages } = await other.t.query(api.listFlowStages, call(other));
    expect(stages.map(({ name, stage_order }) => [name, stage_order])).toEqual([
      ["Qualifying", 0],
      ["Scoring", 1],
      ["Booking", 2],
      ["Scheduling", 3],
      ["Handoff", 4],
    ]);
  });

  test("deleting closes the gap, and after the last the defaults are back", async () => {
    await addStage(town, "Penutup");
    for (let left = 7; left > 0; left -= 1) {
      const { ids } = await stagesOf();
      await town.t.mutation(api.deleteFlowStage, { ...call(town), stage_id: ids[Math.floor(left / 2)]! });
      const after = await stagesOf();
      expect(after.orders).toEqual(after.orders.map((_, order) => order));
    }
    expect((await town.t.query(api.listFlowStages, call(town))).is_default).toBe(true);
  });

  test("gaps and doubles that were migrated are gone after the next write", async () => {
    await town.t.run(async (ctx) => {
      for (const stage_order of [7, 3, 3, 12]) {
        const made = { is_active: true, created_at: 1, updated_at: 1 };
        await ctx.db.insert("ariFlowStages", { workspace_id: town.client, ...STAGE, stage_order, ...made });
      }
    });
    await addStage(town, "Penutup");
    expect((await stagesOf()).orders).toEqual([0, 1, 2, 3, 4]);
  });

  test("reordering takes all of them, once each", async () => {
    await addStage(town, "Penutup");
    const { ids } = await stagesOf();
    const wanted = [...ids].reverse();
    const { stages } = await town.t.mutation(api.reorderFlowStages, { ...call(town), stage_ids: wanted });
    expect(stages.map(({ id, stage_order }) => [id, stage_order])).toEqual(wanted.map((id, order) => [id, order]));

    const reorder = (stage_ids: string[]) => town.t.mutation(api.reorderFlowStages, { ...call(town), stage_ids });
    expect(await codeOf(reorder(ids.slice(1)))).toBe("stages_changed");
    expect(await codeOf(reorder([...ids, "nonsense"]))).toBe("stages_changed");
    expect(await codeOf(reorder([...ids.slice(1), ids[1]!]))).toBe("invalid_value");
    expect((await stagesOf()).ids).toEqual(wanted);
  });

  test("reordering the defaults stores them", async () => {
    const { ids } = await stagesOf();
    const [first, ...rest] = ids;
    const { stages } = await town.t.mutation(api.reorderFlowStages, { ...call(town), stage_ids: [...rest, first!] });
    expect(stages.at(-1)).toMatchObject({ name: "Greeting", stage_order: 5 });
  });

  test("a stage of another workspace cannot be put among ours", async () => {
    await addStage(town, "Penutup");
    const foreign = await town.t.run(async (ctx) => {
      const made = { stage_order: 0, is_active: true, created_at: 1, updated_at: 1 };
      return await ctx.db.insert("ariFlowStages", { workspace_id: town.neighbour, ...STAGE, ...made });
    });
    const { ids } = await stagesOf();
    const args = { ...call(town), stage_ids: [...ids.slice(1), foreign] };
    expect(await codeOf(town.t.mutation(api.reorderFlowStages, args))).toBe("stages_changed");
  });

  test("a reorder on what was changed meanwhile is stale", async () => {
    await addStage(town, "Penutup");
    const seen = await stagesOf();
    await town.t.mutation(api.updateFlowStage, { ...call(town), stage_id: seen.ids[0]!, name: "Salam" });
    const args = { ...call(town), stage_ids: seen.ids, expected_updated_at: seen.updated_at! };
    expect(await codeOf(town.t.mutation(api.reorderFlowStages, args))).toBe("stale_write");
  });

  test("null clears a text, an absent one stays, and there are not endlessly many", async () => {
    const id = await addStage(town, "Penutup");
    const change = (fields: object) => town.t.mutation(api.updateFlowStage, { ...call(town), stage_id: id, ...fields });
    await change({ sample_script: "Sampai jumpa", exit_criteria: "Selesai" });
    const { stage } = await change({ sample_script: null, is_active: false });
    expect(stage).toMatchObject({ name: "Penutup", exit_criteria: "Selesai", is_active: false });
    expect(stage).not.toHaveProperty("sample_script");
    expect(await codeOf(change({ name: "" }))).toBe("invalid_value");
    for (let count = 7; count < 50; count += 1) {
      await addStage(town, `Tahap ${count}`);
    }
    expect(await codeOf(addStage(town, "Satu lagi"))).toBe("too_many_stages");
  });
});

describe("knowledge categories", () => {
  test("have names of their own, trimmed and in one form of Unicode", async () => {
    const id = await addCategory(town, "Café");
    const again = await refusalOf(addCategory(town, "  Cafe\u0301 "));
    expect(again).toMatchObject({ code: "category_name_taken", kind: "conflict", category_id: id });
    expect(await codeOf(addCategory(town, "Biaya"))).toBe("ok");
  });

  test("a name of another workspace is free", async () => {
    await addCategory(town);
    const args = { actor: person("neighbour_owner"), workspace_id: town.neighbour, name: "Biaya" };
    expect(await codeOf(town.t.mutation(api.createCategory, args))).toBe("ok");
  });

  test("cannot be renamed to a name that is taken, but to their own", async () => {
    await addCategory(town, "Biaya");
    const id = await addCategory(town, "Visa");
    const rename = (name: string) => town.t.mutation(api.updateCategory, { ...call(town), category_id: id, name });
    expect(await codeOf(rename("Biaya"))).toBe("category_name_taken");
    expect(await codeOf(rename("Visa "))).toBe("ok");
  });

  test("of twenty at once with the same name one is made", async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => codeOf(addCategory(town, "Beasiswa"))));
    expect(made.filter((code) => code === "ok")).toHaveLength(1);
  });

  test("stand in their order, new ones last", async () => {
    const ids = [await addCategory(town, "A"), await addCategory(town, "B"), await addCategory(town, "C")];
    await town.t.mutation(api.updateCategory, { ...call(town), category_id: ids[2]!, display_order: 0 });
    await town.t.mutation(api.updateCategory, { ...call(town), category_id: ids[0]!, display_order: 5 });
    const { categories } = await town.t.query(api.listCategories, call(town));
    expect(categories.map(({ name, display_order }) => [name, display_order])).toEqual([
      ["C", 0],
      ["B", 1],
      ["A", 5],
    ]);
  });

  test("take their entries with them, in steps where there are many, and no others", async () => {
    const id = await addCategory(town);
    const kept = await addEntry(town);
    await town.t.run(async (ctx) => {
      for (let n = 0; n < 700; n += 1) {
        const fields = { workspace_id: town.client, title: `T${n}`, content: "x", is_active: true, created_at: n, updated_at: n };
        await ctx.db.insert("ariKnowledgeEntries", { ...fields, category_id: id as Id<"ariKnowledgeCategories"> });
      }
    });
    const remove = () => town.t.mutation(api.deleteCategory, { ...call(town), category_id: id });
    expect(await remove()).toEqual({ deleted: false, entries_deleted: 500 });
    expect(await remove()).toEqual({ deleted: true, entries_deleted: 200 });
    expect(await codeOf(remove())).toBe("category_not_found");
    const { entries } = await town.t.query(api.listEntries, call(town));
    expect(entries.map((entry) => entry.id)).toEqual([kept]);
  });
});

describe("knowledge entries", () => {
  test("belong to a category of the same workspace, or to none", async () => {
    const foreign = await town.t.mutation(api.createCategory, {
      actor: person("neighbour_owner"),
      workspace_id: town.neighbour,
      name: "Rahasia",
    });
    for (const category_id of [foreign.category.id, "nonsense"]) {
      const refusal = await refusalOf(addEntry(town, { category_id }));
      expect(refusal).toMatchObject({
        code: "invalid_value",
        fields: { category_id: "There is no such category in this workspace." },
      });
    }
    const id = await addEntry(town, { category_id: await addCategory(town) });
    const move = { ...call(town), entry_id: id, category_id: foreign.category.id };
    expect(await codeOf(town.t.mutation(api.updateEntry, move))).toBe("invalid_value");
    const { entry } = await town.t.mutation(api.updateEntry, { ...call(town), entry_id: id, category_id: null });
    expect(entry).not.toHaveProperty("category_id");
  });

  test("are listed newest first, by category, by state, and page by page", async () => {
    const category_id = await addCategory(town);
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      ids.push(await addEntry(town, n % 2 === 0 ? { category_id, title: `T${n}` } : { title: `T${n}` }));
    }
    await town.t.mutation(api.updateEntry, { ...call(town), entry_id: ids[4]!, is_active: false });
    const list = async (filter: object) => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = { ...call(town), ...filter, limit: 2, ...(cursor === undefined ? {} : { cursor }) };
        const answer = await town.t.query(api.listEntries, page);
        found.push(...answer.entries.map(({ title }) => title));
        cursor = answer.cursor;
      } while (cursor !== undefined);
      return found;
    };
    expect(await list({})).toEqual(["T4", "T3", "T2", "T1", "T0"]);
    expect(await list({ category_id })).toEqual(["T4", "T2", "T0"]);
    expect(await list({ category_id: null })).toEqual(["T3", "T1"]);
    expect(await list({ category_id, is_active: true })).toEqual(["T2", "T0"]);
  });

  test.each([
    ["title", ""],
    ["title", "x".repeat(256)],
    ["content", " "],
    ["content", "x".repeat(20_001)],
  ])("refuse a %s that is too short or too long", async (field, text) => {
    const id = await addEntry(town);
    const refusal = await refusalOf(town.t.mutation(api.updateEntry, { ...call(town), entry_id: id, [field]: text }));
    expect(Object.keys(refusal?.fields as object)).toEqual([field]);
  });
});

describe("the room for what ARI reads in each turn", () => {
  async function fill(count: number, content: string): Promise<string> {
    return await town.t.run(async (ctx) => {
      const made = { workspace_id: town.client, content, is_active: true, created_at: 1, updated_at: 1 };
      let id = "";
      for (let n = 0; n < count; n += 1) {
        id = await ctx.db.insert("ariKnowledgeEntries", { ...made, title: `T${n}` });
      }
      return id;
    });
  }

  test("is so many entries", async () => {
    await fill(299, "x");
    expect(await codeOf(addEntry(town))).toBe("ok");
    expect(await codeOf(addEntry(town))).toBe("too_many_entries");
    expect(await town.t.run(async (ctx) => (await ctx.db.query("ariKnowledgeEntries").take(400)).length)).toBe(300);
  });

  test("is so many bytes, for changes as well, unless they concern no text", async () => {
    const id = await fill(153, "x".repeat(20_000));
    const change = (fields: object) => town.t.mutation(api.updateEntry, { ...call(town), entry_id: id, ...fields });
    expect(await codeOf(change({ content: "é".repeat(20_000) }))).toBe("ok");
    expect(await codeOf(change({ content: "😀".repeat(20_000) }))).toBe("too_many_entries");
    await fill(2, "x".repeat(20_000));
    expect(await codeOf(change({ is_active: false }))).toBe("ok");
    expect(await codeOf(change({ content: "pendek" }))).toBe("ok");
  });

  test("holds for destinations too", async () => {
    await town.t.run(async (ctx) => {
      for (let n = 0; n < 300; n += 1) {
        const made = { workspace_id: town.client, is_promoted: false, priority: 0, created_at: 1, updated_at: 1 };
        await ctx.db.insert("ariDestinations", { ...made, ...UNIVERSITY, university_name: `U${n}` });
      }
    });
    expect(await codeOf(addDestination(town))).toBe("too_many_destinations");
  });
});

describe("destinations", () => {
  test("stand once for each country, city and university, also without a city", async () => {
    const id = await addDestination(town);
    expect(await refusalOf(addDestination(town))).toMatchObject({ code: "destination_exists", destination_id: id });
    expect(await codeOf(addDestination(town, { city: "Sydney" }))).toBe("ok");
    const { city: _city, ...place } = UNIVERSITY;
    const without = () => town.t.mutation(api.createDestination, { ...call(town), ...place });
    expect([await codeOf(without()), await codeOf(without())]).toEqual(["ok", "destination_exists"]);
    const move = { ...call(town), destination_id: id, city: null };
    expect(await codeOf(town.t.mutation(api.updateDestination, move))).toBe("destination_exists");
  });

  test("keep the requirements that a change does not name, those of the original too", async () => {
    const id = await addDestination(town, { requirements: { ielts_min: 6.5, budget_min: 1, deadline: "Juni" } });
    await town.t.run(async (ctx) => {
      const destination = (await ctx.db.get("ariDestinations", id as Id<"ariDestinations">))!;
      const requirements: object = { ...(destination.requirements as object), visa: "subclass 500" };
      await ctx.db.patch("ariDestinations", destination._id, { requirements });
    });
    const requirements = { gpa_min: 3.29, ielts_min: null };
    const args = { ...call(town), destination_id: id, requirements, priority: 3 };
    const { destination } = await town.t.mutation(api.updateDestination, args);
    expect(destination.requirements).toEqual({ gpa_min: 3.29, budget_min: 1, deadline: "Juni", visa: "subclass 500" });
    expect(destination).toMatchObject({ ...UNIVERSITY, priority: 3 });
  });

  test.each([
    [{ requirements: { ielts_min: 6.3 } }, "requirements.ielts_min"],
    [{ requirements: { ielts_min: 9.5 } }, "requirements.ielts_min"],
    [{ requirements: { budget_min: -1 } }, "requirements.budget_min"],
    [{ requirements: { budget_min: 2, budget_max: 1 } }, "requirements.budget_max"],
    [{ requirements: { deadline: "x".repeat(101) } }, "requirements.deadline"],
    [{ programs: ["MBA", " "] }, "programs.1"],
    [{ programs: Array.from({ length: 51 }, (_, n) => `P${n}`) }, "programs"],
    [{ priority: 1.5 }, "priority"],
    [{ country: "" }, "country"],
    [{ university_name: "x".repeat(256) }, "university_name"],
  ])("refuse %j", async (fields, field) => {
    const refusal = await refusalOf(addDestination(town, fields));
    expect(Object.keys(refusal?.fields as object)).toEqual([field]);
  });

  test("a lower bound is held against the stored upper one", async () => {
    const id = await addDestination(town, { requirements: { budget_max: 10 } });
    const args = { ...call(town), destination_id: id, requirements: { budget_min: 11 } };
    expect(await codeOf(town.t.mutation(api.updateDestination, args))).toBe("invalid_value");
  });

  test("are listed promoted first, then by priority, and by country in any case", async () => {
    await addDestination(town, { university_name: "A", priority: 1 });
    await addDestination(town, { university_name: "B", priority: 9, country: "Japan" });
    await addDestination(town, { university_name: "C", priority: 0, is_promoted: true });
    const list = async (filter: object) => {
      const { destinations } = await town.t.query(api.listDestinations, { ...call(town), ...filter });
      return destinations.map(({ university_name }) => university_name);
    };
    expect(await list({})).toEqual(["C", "B", "A"]);
    expect(await list({ country: "aUSTRALIA" })).toEqual(["C", "A"]);
    expect(await list({ is_promoted: false })).toEqual(["B", "A"]);
    const { cursor } = await town.t.query(api.listDestinations, { ...call(town), limit: 1 });
    expect(await list({ limit: 2, cursor })).toEqual(["B", "A"]);
  });
});

describe("the scoring config", () => {
  test("has the defaults, and keeps present values that a save does not name", async () => {
    const defaults = await town.t.query(api.getScoring, call(town));
    expect(defaults).toMatchObject({ is_default: true, hot_threshold: 70, warm_threshold: 40, weight_basic: 25 });
    await town.t.mutation(api.saveScoring, { ...call(town), hot_threshold: 80, weight_basic: 20, weight_document: 35 });
    const { scoring } = await town.t.mutation(api.saveScoring, { ...call(town), warm_threshold: 50 });
    expect(scoring).toMatchObject({
      is_default: false,
      hot_threshold: 80,
      warm_threshold: 50,
      weight_basic: 20,
      weight_qualification: 35,
      weight_document: 35,
      weight_engagement: 10,
    });
  });

  test.each([
    [{ hot_threshold: 0 }, "hot_threshold"],
    [{ hot_threshold: 101 }, "hot_threshold"],
    [{ hot_threshold: 40 }, "hot_threshold"],
    [{ warm_threshold: 70 }, "hot_threshold"],
    [{ warm_threshold: -1 }, "warm_threshold"],
    [{ hot_threshold: 70.5 }, "hot_threshold"],
    [{ weight_basic: 26 }, "weights"],
    [{ weight_basic: -5, weight_qualification: 65 }, "weight_basic"],
    [{ weight_basic: 25.5, weight_qualification: 34.5 }, "weight_basic"],
  ])("refuses %j", async (fields, field) => {
    const refusal = await refusalOf(town.t.mutation(api.saveScoring, { ...call(town), ...fields }));
    expect(refusal?.code).toBe("invalid_value");
    expect(Object.keys(refusal?.fields as object)[0]).toBe(field);
  });
});

describe("who may write", () => {
  const ROLES = {
    owner: OWNER,
    admin: person("admin"),
    "staff with act": staff("act"),
    superuser: staff("root", true),
    member: person("member"),
    "staff who see": staff("see"),
  };

  test.each(Object.entries(ROLES))("%s", async (role, actor) => {
    const expected = role === "member" || role === "staff who see" ? "forbidden" : "ok";
    const args = { actor, workspace_id: town.client };
    expect(await codeOf(town.t.query(api.getConfig, args))).toBe("ok");
    expect(await codeOf(town.t.mutation(api.saveConfig, { ...args, bot_name: "Rini" }))).toBe(expected);
    expect(await codeOf(town.t.mutation(api.saveScoring, { ...args, hot_threshold: 75 }))).toBe(expected);
    expect(await codeOf(town.t.mutation(api.createFlowStage, { ...args, ...STAGE }))).toBe(expected);
    expect(await codeOf(town.t.mutation(api.createCategory, { ...args, name: "Visa" }))).toBe(expected);
    expect(await codeOf(town.t.mutation(api.createDestination, { ...args, ...UNIVERSITY }))).toBe(expected);
  });
});

describe("a repeated write", () => {
  test("happens once, and gets its first answer", async () => {
    const args = { ...call(town), name: "Visa", idempotency_key: "k1", fingerprint: "f1" };
    const first = await town.t.mutation(api.createCategory, args);
    expect(await town.t.mutation(api.createCategory, args)).toEqual(first);
    expect(await codeOf(town.t.mutation(api.createCategory, { ...args, fingerprint: "f2" }))).toBe("idempotency_key_reused");
  });
});
