/** The workspaces that the portal's people may see: listed, and found by their names. */

import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import type { Actor } from "./model/access";
import { codeOf, HUB_OWNER, newTown, person, staff, SUPERUSER, type Town } from "./tickets.setup";

const NOW = 1_750_000_000_000;
const ACTING = staff("act");

let town: Town;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  town = await newTown();
  return () => vi.useRealTimers();
});

describe("workspaces", () => {
  test("come by slug, page by page, with what may be done there", async () => {
    const list = (asked: object = {}) => town.t.query(internal.portal.listWorkspaces, { actor: SUPERUSER, ...asked });
    const first = await list({ limit: 2, with_counts: true });
    const rest = await list({ limit: 2, with_counts: true, cursor: first.cursor });
    expect([...first.workspaces, ...rest.workspaces].map(({ slug, is_hub, can_act, open }) => [slug, is_hub, can_act, open])).toEqual([
      ["my21staff", true, true, 0],
      ["rumah-kuliah", false, true, 0],
      ["toko-sebelah", false, true, 0],
    ]);
    expect(rest.cursor).toBeUndefined();
  });

  test("are found by part of a name, of those that are granted", async () => {
    const slugs = async (actor: Actor, search: string) =>
      (await town.t.query(internal.portal.listWorkspaces, { actor, search })).workspaces.map(({ slug }) => slug);
    expect(await slugs(SUPERUSER, " SEBELAH ")).toEqual(["toko-sebelah"]);
    expect(await slugs(ACTING, "sebelah")).toEqual([]);
    expect(await slugs(ACTING, "kuliah")).toEqual(["rumah-kuliah"]);
    expect(await slugs(SUPERUSER, "tidak ada")).toEqual([]);
    expect(await codeOf(slugs(SUPERUSER, "x".repeat(101)))).toBe("invalid_value");
  });

  test("are found by the words of their names, of those that are granted, the one of that slug first", async () => {
    await town.t.run(async (ctx) => {
      const made = { owner_id: "user_owner", created_at: NOW, updated_at: NOW };
      for (let n = 0; n < 30; n += 1) {
        await ctx.db.insert("workspaces", { name: `Kuliah Lain${n}x`, slug: `aaa-kuliah-${n}`, ...made });
      }
    });
    const find = async (actor: Actor, words: string, limit?: number) =>
      (
        await town.t.query(internal.portal.findWorkspaces, { actor, words, ...(limit === undefined ? {} : { limit }) })
      ).workspaces.map(({ slug }) => slug);
    expect(await find(SUPERUSER, "rumah kul")).toContain("rumah-kuliah");
    expect((await find(SUPERUSER, "rumah-kuliah"))[0]).toBe("rumah-kuliah");
    expect(await find(SUPERUSER, "lain29x")).toEqual(["aaa-kuliah-29"]);
    expect(await find(SUPERUSER, "kuliah")).toHaveLength(5);
    expect(await find(HUB_OWNER, "kuliah", 7)).toHaveLength(7);
    expect(await find(ACTING, "kuliah")).toEqual(["rumah-kuliah"]);
    expect(await find(person("hub_member"), "kuliah")).toEqual([]);
    expect(await find(staff("expired"), "kuliah")).toEqual([]);
    expect(await find(SUPERUSER, " ")).toEqual([]);
    expect(await codeOf(find(SUPERUSER, "x".repeat(101)))).toBe("invalid_value");
  });

  test("tell until when they are granted", async () => {
    const grant = { actor: SUPERUSER, user_id: "staff:guest", workspace_id: town.client, can_act: true, expires_at: NOW + 5 };
    await town.t.mutation(internal.staffGrants.setGrant, grant);
    const page = await town.t.query(internal.portal.listWorkspaces, { actor: staff("guest") });
    expect(page.workspaces).toMatchObject([{ id: town.client, can_act: true, expires_at: NOW + 5 }]);
    const other = await town.t.query(internal.portal.listWorkspaces, { actor: SUPERUSER, limit: 1 });
    const call = town.t.query(internal.portal.listWorkspaces, { actor: staff("guest"), cursor: other.cursor ?? "x" });
    expect(await codeOf(call)).toBe("bad_cursor");
  });

  test.each([
    ["a superuser", SUPERUSER, true],
    ["the hub's owner", HUB_OWNER, true],
    ["a plain member of the hub", person("hub_member"), false],
  ])("%s finds the hub by itself", async (_who, actor, can_act) => {
    const { workspace } = await town.t.query(internal.portal.getHub, { actor });
    expect(workspace).toEqual({ id: town.hub, name: "MY21STAFF", slug: "my21staff", is_hub: true, can_act });
  });
});
