/**
 * The import of one batch, in one transaction: check, link, match, write.
 *
 * A record that cannot be stored is reported and leaves the rest of its batch alone. Sending a batch again changes
 * nothing, so the sender may repeat one whose answer was lost.
 */

import { v, type Infer, type Value } from "convex/values";
import type { Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import { withoutPlan } from "../booking/reminderRows";
import { ImportedTickets } from "../tickets/upkeep";
import { mapInChunks } from "./concurrency";
import { anyTableWriter, IndexReader, type StoredDocument } from "./indexReader";
import { matchRows, type Row } from "./matching";
import { ParentFinder } from "./references";
import { complaintAbout, shapeOf, type TableShape } from "./shapes";
import type { MigratedTable } from "./tables";
import { isEqual, type JsonRecord } from "./values";

const vLeftOut = v.object({ id: v.string(), reason: v.string() });

export const vBatchResult = v.object({
  inserted: v.number(),
  updated: v.number(),
  unchanged: v.number(),
  /** A reference does not resolve: the row may be sent again when its parent is there. */
  skipped: v.array(vLeftOut),
  /** The record breaks the schema or a rule of its values. */
  failed: v.array(vLeftOut),
});

export type BatchResult = Infer<typeof vBatchResult>;

/** Store the records and say what became of each. Takes them over: their references are replaced in place. */
export async function upsertBatch(ctx: MutationCtx, table: MigratedTable, records: Value[]): Promise<BatchResult> {
  const db = anyTableWriter(ctx);
  const reader = new IndexReader(db);
  const shape = shapeOf(table);
  const result: BatchResult = { inserted: 0, updated: 0, unchanged: 0, skipped: [], failed: [] };
  const sound = soundRows(shape, records, result);
  const linked = await linkedRows(new ParentFinder(reader), shape, sound, result);
  const matched = await matchRows(reader, table, linked);
  result.failed.push(...matched.failed);
  await writeRows(ctx, shape, matched.rows, result);
  return result;
}

function soundRows(shape: TableShape, records: Value[], result: BatchResult): Row[] {
  const rows = new Map<string, Row>();
  for (const [position, record] of records.entries()) {
    const id = sourceIdOf(record);
    if (id === undefined) {
      result.failed.push({ id: `#${position}`, reason: "supabaseId: expected a text that is not empty" });
      continue;
    }
    const complaint = rows.has(id)
      ? "supabaseId: an earlier record of this batch has the same"
      : complaintAbout(shape, record as JsonRecord);
    if (complaint === undefined) {
      rows.set(id, { id, record: record as JsonRecord });
    } else {
      result.failed.push({ id, reason: complaint });
    }
  }
  return [...rows.values()];
}

function sourceIdOf(record: Value): string | undefined {
  const id = typeof record === "object" && record !== null ? (record as JsonRecord).supabaseId : undefined;
  return typeof id === "string" && id !== "" ? id : undefined;
}

async function linkedRows(parents: ParentFinder, shape: TableShape, rows: Row[], result: BatchResult): Promise<Row[]> {
  await parents.prefetch(
    shape,
    rows.map((row) => row.record),
  );
  const reasons = await mapInChunks(rows, (row) => parents.resolve(shape, row.record));
  const linked: Row[] = [];
  for (const [at, row] of rows.entries()) {
    const reason = reasons[at];
    if (reason === undefined) {
      linked.push(row);
    } else {
      result.skipped.push({ id: row.id, reason });
    }
  }
  return linked;
}

/** Insert and patch in the order of the batch, so that creation times follow it. */
async function writeRows(ctx: MutationCtx, shape: TableShape, rows: Row[], result: BatchResult): Promise<void> {
  const db = anyTableWriter(ctx);
  const now = Date.now();
  const tickets = shape.table === "tickets" ? new ImportedTickets() : undefined;
  await mapInChunks(rows, async ({ record, existing }) => {
    if (existing === undefined) {
      result.inserted += 1;
      const fields = withClock(shape, record, now);
      await db.insert(
        shape.table,
        tickets === undefined ? fields : { ...fields, ...present(tickets.inserted(fields)) },
      );
      return;
    }
    const changes = changesTo(shape, existing, record);
    if (changes === undefined) {
      result.unchanged += 1;
      return;
    }
    result.updated += 1;
    const completed = {
      ...changes,
      ...tickets?.changed(existing, changes),
      ...(shape.table === "ariAppointments" ? withoutPlan(changes) : {}),
    };
    await db.patch(shape.table, existing._id as Id<MigratedTable>, completed);
  });
  await tickets?.write(ctx);
}

/** The fields that have a value. */
function present(fields: Changes): JsonRecord {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

function withClock(shape: TableShape, record: JsonRecord, now: number): JsonRecord {
  for (const field of shape.filled) {
    record[field] ??= now;
  }
  return record;
}

/** What must change in the document so that the fields the source owns say what the record says; undefined: nothing. */
function changesTo(shape: TableShape, existing: StoredDocument, record: JsonRecord): Changes | undefined {
  let changes: Changes | undefined;
  for (const [field, { owned }] of shape.fields) {
    const value = record[field];
    if ((value !== undefined || owned) && !isEqual(existing[field], value)) {
      changes ??= {};
      changes[field] = value;
    }
  }
  return changes;
}

/** A patch: an undefined value removes its field. */
type Changes = Record<string, Value | undefined>;
