/** The demonstration's workspace: opened once, complete, and never in the place of a real one. */

import { describe, expect, test } from "vitest";
import { internal } from "./_generated/api";
import { newTown } from "./tickets.setup";

const DEMONSTRATION = {
  slug: "ari-demo",
  name: "Rumah Kuliah",
  community_link: "https://chat.example.com/rumah-kuliah",
  entries: [
    { category: "Biaya", title: "Biaya konsultasi", content: "Rp500 ribu." },
    { category: "Biaya", title: "Cicilan", content: "Tiga kali." },
    { category: "Visa", title: "Syarat visa", content: "Paspor." },
  ],
  destinations: [
    {
      country: "Japan",
      city: "Tokyo",
      university_name: "Waseda University",
      requirements: { ielts_min: 6.5 },
      programs: ["Ekonomi"],
      is_promoted: true,
      priority: 1,
    },
  ],
};

describe("the demonstration", () => {
  test("is opened with ARI on and its knowledge", async () => {
    const { t } = await newTown();
    const { workspace, is_new } = await t.mutation(internal.ariDemonstration.open, DEMONSTRATION);
    expect(is_new).toBe(true);
    expect(workspace).toMatchObject({ slug: "ari-demo", is_enabled: true, has_knowledge: true });
    const { categories, entries } = await t.run(async (ctx) => ({
      categories: await ctx.db.query("ariKnowledgeCategories").collect(),
      entries: await ctx.db.query("ariKnowledgeEntries").collect(),
    }));
    expect(categories.map(({ name, display_order }) => [name, display_order])).toEqual([
      ["Biaya", 0],
      ["Visa", 1],
    ]);
    const names = new Map(categories.map(({ _id, name }) => [_id, name]));
    expect(entries.map(({ title, category_id }) => [title, category_id && names.get(category_id)])).toEqual([
      ["Biaya konsultasi", "Biaya"],
      ["Cicilan", "Biaya"],
      ["Syarat visa", "Visa"],
    ]);
  });

  test("is opened once", async () => {
    const { t } = await newTown();
    const first = await t.mutation(internal.ariDemonstration.open, DEMONSTRATION);
    const second = await t.mutation(internal.ariDemonstration.open, DEMONSTRATION);
    expect(second).toEqual({ workspace: first.workspace, is_new: false });
    const entries = await t.run(async (ctx) => await ctx.db.query("ariKnowledgeEntries").collect());
    expect(entries).toHaveLength(3);
  });

  test("never takes the place of a real workspace", async () => {
    const { t, client } = await newTown();
    const opened = t.mutation(internal.ariDemonstration.open, { ...DEMONSTRATION, slug: "rumah-kuliah" });
    await expect(opened).rejects.toMatchObject({ data: { code: "slug_taken", kind: "conflict" } });
    const config = await t.run(
      async (ctx) =>
        await ctx.db
          .query("ariConfig")
          .withIndex("by_workspace", (q) => q.eq("workspace_id", client))
          .first(),
    );
    expect(config).toBeNull();
  });

  test("tells what a chat must know of a workspace", async () => {
    const { t, client } = await newTown();
    expect(await t.query(internal.ariDemonstration.find, { slug: "rumah-kuliah" })).toEqual({
      workspace: { id: client, name: "RUMAH-KULIAH", slug: "rumah-kuliah", is_enabled: false, has_knowledge: false },
    });
    expect(await t.query(internal.ariDemonstration.find, { slug: "nobody" })).toEqual({});
  });
});
