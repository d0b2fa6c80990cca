/**
 * Figures over tickets, kept by the writes: how many stand in each stage, and what happened on each day.
 *
 * A ticket carries what the figures have of it (`tally`), so that each write takes that out and puts in what is true
 * then, however the ticket came to differ.
 */

import type { Infer } from "convex/values";
import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../../_generated/server";
import type { vDayFigures } from "../tables/portal";
import type { vTally } from "../tables/tickets";
import { STAGES, type Stage } from "./stages";

export type Tally = Infer<typeof vTally>;
export type DayFigures = Infer<typeof vDayFigures>;
export type StageFigures = Record<Stage, number>;

const DAY_MS = 86_400_000;
/** Indonesia's west knows no summer time. */
const ZONE_MS = 7 * 3_600_000;
/** Days are kept for longer than anybody asks for, so that what is read was complete at every change since. */
const DAYS_KEPT = 70;
/** The figures of all workspaces together, which every write changes, are spread over so many documents. */
const SHARDS = 8;
/** Where the figures of a workspace are. */
const OWN_SHARD = 0;
/** The first of the shards to which imports write them. */
const IMPORT_SHARD = 100;

export const ALL = "all";

/** The name of the day that has the moment, as "2026-01-23". */
export function dayOf(moment: number): string {
  return new Date(moment + ZONE_MS).toISOString().slice(0, 10);
}

/** When the day that has the moment began. */
export function startOfDay(moment: number): number {
  return Math.floor((moment + ZONE_MS) / DAY_MS) * DAY_MS - ZONE_MS;
}

export function monthOf(day: string): string {
  return day.slice(0, 7);
}

export function isSameTally(left: Tally | undefined, right: Tally | undefined): boolean {
  return JSON.stringify(ordered(left)) === JSON.stringify(ordered(right));
}

function ordered(tally: Tally | undefined): unknown[] {
  return tally === undefined
    ? []
    : [tally.workspace_id, tally.stage, tally.opened_at, tally.closed_at, tally.replied_at];
}

interface ScopeChange {
  readonly scope: string;
  readonly stages: StageFigures;
  readonly days: Map<string, DayFigures>;
}

/** What the writes of one transaction change in the figures, written once to each document. */
export class TallyChanges {
  private readonly scopes = new Map<string, ScopeChange>();
  private readonly oldest = Date.now() - DAYS_KEPT * DAY_MS;

  /** `isImport`: many such transactions run at once, so they stay out of each other's way. */
  constructor(private readonly isImport = false) {}

  move(from: Tally | undefined, to: Tally | undefined): void {
    if (isSameTally(from, to)) {
      return;
    }
    if (from !== undefined) {
      this.add(from, -1);
    }
    if (to !== undefined) {
      this.add(to, 1);
    }
  }

  async write(ctx: MutationCtx): Promise<void> {
    const shard = Math.floor(Math.random() * SHARDS);
    for (const change of this.scopes.values()) {
      await applyChange(ctx, change, change.scope === ALL ? 1 + shard : this.isImport ? IMPORT_SHARD + shard : OWN_SHARD);
    }
  }

  private add(tally: Tally, sign: 1 | -1): void {
    for (const scope of [tally.workspace_id, ALL]) {
      const change = this.scopes.get(scope) ?? { scope, stages: noStages(), days: new Map<string, DayFigures>() };
      this.scopes.set(scope, change);
      change.stages[tally.stage] += sign;
      this.addDay(change, tally.opened_at, { opened: sign });
      if (tally.closed_at !== undefined) {
        this.addDay(change, tally.closed_at, { closed: sign, closing_ms: sign * (tally.closed_at - tally.opened_at) });
      }
      if (tally.replied_at !== undefined) {
        const took = tally.replied_at - tally.opened_at;
        this.addDay(change, tally.replied_at, { replied: sign, replying_ms: sign * took });
      }
    }
  }

  private addDay(change: ScopeChange, moment: number, figures: Partial<DayFigures>): void {
    if (moment < this.oldest) {
      return;
    }
    const day = dayOf(moment);
    change.days.set(day, sumOfDays(change.days.get(day), figures));
  }
}

async function applyChange(ctx: MutationCtx, { scope, stages, days }: ScopeChange, shard: number): Promise<void> {
  if (STAGES.some((stage) => stages[stage] !== 0)) {
    const kept = await ctx.db
      .query("ticketTallies")
      .withIndex("by_scope_shard", (q) => q.eq("scope", scope).eq("shard", shard))
      .first();
    const sum = kept === null ? stages : sumOfStages(kept, stages);
    const figures = { ...sum, open: openIn(sum) };
    if (kept === null) {
      await ctx.db.insert("ticketTallies", { scope, shard, ...figures });
    } else {
      await ctx.db.patch("ticketTallies", kept._id, figures);
    }
  }
  for (const [month, changes] of byMonth(days)) {
    const kept = await ctx.db
      .query("ticketMonths")
      .withIndex("by_scope_month_shard", (q) => q.eq("scope", scope).eq("month", month).eq("shard", shard))
      .first();
    const merged = mergeDays(kept?.days ?? {}, changes);
    if (kept === null) {
      await ctx.db.insert("ticketMonths", { scope, month, shard, days: merged });
    } else {
      await ctx.db.patch("ticketMonths", kept._id, { days: merged });
    }
  }
}

function byMonth(days: ReadonlyMap<string, DayFigures>): Map<string, Record<string, DayFigures>> {
  const months = new Map<string, Record<string, DayFigures>>();
  for (const [day, figures] of days) {
    if (Object.values(figures).some((figure) => figure !== 0)) {
      const month = months.get(monthOf(day)) ?? {};
      month[day] = figures;
      months.set(monthOf(day), month);
    }
  }
  return months;
}

export function mergeDays(
  days: Readonly<Record<string, DayFigures>>,
  more: Readonly<Record<string, DayFigures>>,
): Record<string, DayFigures> {
  const merged = { ...days };
  for (const [day, figures] of Object.entries(more)) {
    merged[day] = sumOfDays(merged[day], figures);
  }
  return merged;
}

export function sumOfDays(figures: DayFigures | undefined, more: Partial<DayFigures>): DayFigures {
  const sum = figures === undefined ? { opened: 0, closed: 0, closing_ms: 0, replied: 0, replying_ms: 0 } : { ...figures };
  for (const name of Object.keys(sum) as (keyof DayFigures)[]) {
    sum[name] += more[name] ?? 0;
  }
  return sum;
}

export function noStages(): StageFigures {
  return { report: 0, discuss: 0, outcome: 0, implementation: 0, closed: 0 };
}

export function sumOfStages(figures: StageFigures, more: StageFigures): StageFigures {
  const sum = noStages();
  for (const stage of STAGES) {
    sum[stage] = figures[stage] + more[stage];
  }
  return sum;
}

/** Fold some of what imports wrote apart into the documents of their workspaces; return how many were folded. */
export async function foldTallies(ctx: MutationCtx, limit: number): Promise<number> {
  const tallies = await ctx.db
    .query("ticketTallies")
    .withIndex("by_shard_open", (q) => q.gte("shard", IMPORT_SHARD))
    .take(limit);
  const months = await ctx.db
    .query("ticketMonths")
    .withIndex("by_shard", (q) => q.gte("shard", IMPORT_SHARD))
    .take(limit - tallies.length);
  for (const tally of tallies) {
    await ctx.db.delete("ticketTallies", tally._id);
    await applyChange(ctx, { scope: tally.scope, stages: sumOfStages(noStages(), tally), days: new Map() }, OWN_SHARD);
  }
  for (const month of months) {
    await ctx.db.delete("ticketMonths", month._id);
    await applyChange(ctx, { scope: month.scope, stages: noStages(), days: new Map(Object.entries(month.days)) }, OWN_SHARD);
  }
  return tallies.length + months.length;
}

/** Delete what is kept of months that nobody reads any more, `limit` at most. */
export async function purgeMonths(ctx: MutationCtx, limit: number): Promise<number> {
  const oldest = monthOf(dayOf(Date.now() - DAYS_KEPT * DAY_MS));
  const old = await ctx.db
    .query("ticketMonths")
    .withIndex("by_month", (q) => q.lt("month", oldest))
    .take(limit);
  await Promise.all(old.map((month) => ctx.db.delete("ticketMonths", month._id)));
  return old.length;
}

/** The figures of the days from `first` to `last`, by day; days on which nothing happened are absent. */
export async function daysOf(
  ctx: QueryCtx,
  scope: string,
  first: string,
  last: string,
): Promise<Record<string, DayFigures>> {
  const months: Doc<"ticketMonths">[] = await ctx.db
    .query("ticketMonths")
    .withIndex("by_scope_month_shard", (q) =>
      q.eq("scope", scope).gte("month", monthOf(first)).lte("month", monthOf(last)),
    )
    .take(4 * (2 * SHARDS + 1));
  const days = months.reduce<Record<string, DayFigures>>((sum, month) => mergeDays(sum, month.days), {});
  return Object.fromEntries(Object.entries(days).filter(([day]) => first <= day && day <= last));
}

/** The tickets of a scope in each stage. A single document may be negative; their sum is not. */
export async function stagesOf(ctx: QueryCtx, scope: string): Promise<StageFigures> {
  const shards = await ctx.db
    .query("ticketTallies")
    .withIndex("by_scope_shard", (q) => q.eq("scope", scope))
    .take(2 * SHARDS + 1);
  return shards.reduce<StageFigures>(sumOfStages, noStages());
}

export function openIn(figures: StageFigures): number {
  return figures.report + figures.discuss + figures.outcome + figures.implementation;
}

/** The figures of every workspace, by its id; undefined where that would be more than `limit` documents. */
export async function everyTally(ctx: QueryCtx, limit: number): Promise<Map<string, StageFigures> | undefined> {
  const tallies = await Promise.all([
    ctx.db.query("ticketTallies").withIndex("by_shard_open", (q) => q.eq("shard", OWN_SHARD)).take(limit + 1),
    ctx.db.query("ticketTallies").withIndex("by_shard_open", (q) => q.gte("shard", IMPORT_SHARD)).take(limit + 1),
  ]);
  if (tallies.some((read) => read.length > limit)) {
    return undefined;
  }
  const figures = new Map<string, StageFigures>();
  for (const tally of tallies.flat()) {
    figures.set(tally.scope, sumOfStages(figures.get(tally.scope) ?? noStages(), tally));
  }
  return figures;
}

/** The workspaces with the most open tickets. What an import brought counts once the upkeep has folded it in. */
export async function busiest(ctx: QueryCtx, limit: number): Promise<Id<"workspaces">[]> {
  const tallies = await ctx.db
    .query("ticketTallies")
    .withIndex("by_shard_open", (q) => q.eq("shard", OWN_SHARD))
    .order("desc")
    .take(limit);
  return tallies.map((tally) => tally.scope as Id<"workspaces">);
}
