import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import {
  codeOf,
  HUB_OWNER,
  newTown,
  SUPERUSER,
  type Town,
} from "./tickets.setup";

const NOW = 1_750_000_000_000;

let town: Town;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
  town = await newTown();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("memberships", () => {
  test("of a user name their workspaces and the hub", async () => {
    expect(await town.t.query(internal.tickets.getMemberships, { user_id: HUB_OWNER.user_id })).toEqual({
      user: { id: HUB_OWNER.user_id, full_name: "hub_owner", email: "hub_owner@example.com" },
      hub_workspace_id: town.hub,
      memberships: [{ workspace: { id: town.hub, name: "MY21STAFF", slug: "my21staff" }, role: "owner", is_hub: true }],
      grants: [],
    });
  });

  test("of staff name their grants that are in force", async () => {
    const { grants, user } = await town.t.query(internal.tickets.getMemberships, { user_id: "staff:act" });
    expect(grants).toMatchObject([{ can_act: true, workspace: { slug: "rumah-kuliah" } }]);
    expect(user).toEqual({ id: "staff:act", full_name: "act" });
    expect((await town.t.query(internal.tickets.getMemberships, { user_id: "staff:expired" })).grants).toEqual([]);
  });
});

describe("grants", () => {
  test("are set, changed, listed and revoked by a superuser", async () => {
    const on = { actor: SUPERUSER, user_id: "staff:new", workspace_id: town.client };
    await town.t.mutation(internal.staffGrants.setGrant, { ...on, can_act: true, expires_at: NOW + 1 });
    await town.t.mutation(internal.staffGrants.setGrant, { ...on, can_act: false });
    const list = () => town.t.query(internal.staffGrants.listGrants, { actor: SUPERUSER, user_id: "staff:new" });
    expect((await list()).grants).toEqual([
      {
        user_id: "staff:new",
        workspace: { id: town.client, name: "RUMAH-KULIAH", slug: "rumah-kuliah" },
        can_act: false,
        granted_by: { id: "staff:root", full_name: "root" },
        created_at: NOW,
      },
    ]);
    expect(await town.t.mutation(internal.staffGrants.revokeGrant, on)).toEqual({ revoked: true });
    expect((await list()).grants).toEqual([]);
  });

  test("are for staff accounts alone", async () => {
    const call = town.t.mutation(internal.staffGrants.setGrant, {
      actor: SUPERUSER,
      user_id: "user_member",
      workspace_id: town.client,
      can_act: true,
    });
    expect(await codeOf(call)).toBe("invalid_value");
  });
});
