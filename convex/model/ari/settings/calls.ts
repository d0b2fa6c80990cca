/** One call on the settings of a workspace: who asks, that it happens once, and that nobody else was faster. */

import { compareValues, v, type Value } from "convex/values";
import type { Doc } from "../../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../../_generated/server";
import { vActor, type Actor } from "../../access";
import { idempotencyArgs, once, type Repeatable } from "../../idempotency";
import { refuse } from "../../refusals";
import { openWorkspace } from "../../workspaceAccess";

/** The arguments of every call for a person. */
export const settingsArgs = { actor: vActor, workspace_id: v.string() };

/**
 * The arguments of every write.
 *
 * `expected_updated_at` is what the writer has seen of the thing, null where there was none yet; absent writes on
 * whatever is there.
 */
export const settingsWriteArgs = {
  ...settingsArgs,
  ...idempotencyArgs,
  expected_updated_at: v.optional(v.union(v.number(), v.null())),
};

export interface SettingsCall {
  readonly actor: Actor;
  readonly workspace_id: string;
}

export interface SettingsWrite extends SettingsCall, Repeatable {
  readonly expected_updated_at?: number | null;
}

/** Find the workspace for somebody who may see it. */
export async function readSettings(ctx: QueryCtx, call: SettingsCall): Promise<Doc<"workspaces">> {
  return await openWorkspace(ctx, call.actor, call.workspace_id, "see");
}

/** Run a write once for its key, for an actor who may configure the workspace. */
export async function writeSettings<Answer>(
  ctx: MutationCtx,
  name: string,
  call: SettingsWrite,
  write: (workspace: Doc<"workspaces">) => Promise<Answer>,
): Promise<Answer> {
  return await once(ctx, name, call.actor.user_id, call, async () => {
    return await write(await openWorkspace(ctx, call.actor, call.workspace_id, "configure"));
  });
}

/** Refuse a write on something that was changed, made or deleted since the writer looked at it. */
export function checkFresh(
  call: Pick<SettingsWrite, "expected_updated_at">,
  updatedAt: number | undefined,
): void {
  const expected = call.expected_updated_at;
  if (expected === undefined || expected === (updatedAt === undefined ? null : Math.floor(updatedAt))) {
    return;
  }
  refuse("conflict", "stale_write", "This was changed meanwhile. Look at it again, then repeat.", {
    updated_at: updatedAt ?? null,
  });
}

/** The time of a write, later than any before it, so that it tells two writes of one millisecond apart. */
export function nextUpdate(previous = 0): number {
  return Math.max(Date.now(), Math.floor(previous) + 1);
}

/** An argument that is null clears its field, one that is absent leaves it as it is. */
export type Asked = Record<string, Value | undefined>;

/** What the call changes in the document; undefined: nothing, and then nothing is to be written. */
export function changesIn<Stored extends object>(document: Stored, asked: Asked): Partial<Stored> | undefined {
  const changes: Asked = {};
  for (const [field, value] of Object.entries(asked)) {
    const wanted = value === null ? undefined : value;
    if (value !== undefined && compareValues((document as Asked)[field], wanted) !== 0) {
      changes[field] = wanted;
    }
  }
  return Object.keys(changes).length === 0 ? undefined : (changes as Partial<Stored>);
}

/** The fields that have a value: what is absent or null has no field in a document. */
export function given<Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], null | undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(kept) as { [Name in keyof Fields]?: Exclude<Fields[Name], null | undefined> };
}

/** An object of which some values are replaced: null takes a field out, what is absent leaves it. */
export function merged(stored: unknown, asked: Asked): Record<string, Value> {
  const fields = new Map(Object.entries(isPlainObject(stored) ? stored : {}));
  for (const [name, value] of Object.entries(asked)) {
    if (value === null) {
      fields.delete(name);
    } else if (value !== undefined) {
      fields.set(name, value);
    }
  }
  return Object.fromEntries(fields);
}

export function isPlainObject(value: unknown): value is Record<string, Value> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The document as it is after an insertion or a change in this transaction. */
export function mustExist<Found>(document: Found | null): Found {
  if (document === null) {
    throw new Error("A document is gone in the transaction that wrote it.");
  }
  return document;
}
