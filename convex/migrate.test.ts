/** The import of batches: what is stored, what a rerun changes, and what is left out with which reason. */

import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "./_generated/api";
import {
  CONTACT,
  documentsIn,
  newDeployment,
  RECORDS,
  send,
  sendAll,
  sourceId,
  TABLES,
  WORKSPACE,
  type Deployment,
} from "./migration.setup";
import { MIGRATED_TABLES, type MigratedTable } from "./model/migration/tables";
import type { BatchResult } from "./model/migration/upsert";
import type { JsonRecord } from "./model/migration/values";

const NOTHING: BatchResult = { inserted: 0, updated: 0, unchanged: 0, skipped: [], failed: [] };

let t: Deployment;

beforeEach(() => {
  t = newDeployment();
});

/** The first optional field that the record of the table fills and that is no reference. */
const REMOVABLE: Partial<Record<MigratedTable, string>> = {
  workspaces: "suspended_at",
  workspaceMembers: "must_change_password",
  users: "full_name",
  contacts: "tags",
  conversations: "last_message_preview",
  messages: "metadata",
  contactNotes: "due_date",
  ariConfig: "tone",
  ariConversations: "context",
  ariMessages: "tokens_used",
  tickets: "pending_stage",
  ticketComments: "is_stage_change",
  ticketStatusHistory: "reason",
  ariDestinations: "city",
  ariPayments: "gateway_response",
  ariAppointments: "payment_id",
  ariAiComparison: "satisfaction_score",
  ariFlowStages: "exit_criteria",
  ariKnowledgeCategories: "description",
  ariKnowledgeEntries: "category_id",
  consultantSlots: "consultant_id",
  articles: "excerpt",
  webinars: "description",
};

/** One changed value of a required field per table. */
const CHANGED: Record<MigratedTable, JsonRecord> = {
  workspaces: { name: "Rumah Kuliah Baru" },
  workspaceMembers: { role: "member" },
  users: { updated_at: 1 },
  contacts: { lead_score: 0 },
  conversations: { status: "handover" },
  messages: { message_type: "image" },
  contactNotes: { content: "Selesai" },
  ariConfig: { language: "en" },
  ariConversations: { state: "completed" },
  ariMessages: { content: "Baik." },
  tickets: { stage: "closed" },
  ticketComments: { is_internal: false },
  ticketStatusHistory: { to_stage: "closed" },
  ariDestinations: { priority: 9 },
  ariPayments: { status: "refunded" },
  ariAppointments: { status: "no_show" },
  ariAiComparison: { conversion_count: 4 },
  ariFlowStages: { stage_order: 2 },
  ariKnowledgeCategories: { name: "Visa" },
  ariKnowledgeEntries: { is_active: false },
  ariScoringConfig: { hot_threshold: 75 },
  consultantSlots: { end_time: "17:30" },
  articles: { status: "draft" },
  webinars: { duration_minutes: 90 },
  webinarRegistrations: { attended: true },
};

/** Fields that the import works out of the others, for the lists and counters of the live system. */
const FOLLOWING: Partial<Record<MigratedTable, JsonRecord>> = {
  tickets: {
    search_text: "Pesan tidak terkirim\nSejak kemarin.",
    counted_stage: "discuss",
    tally: expect.objectContaining({ stage: "discuss" }) as JsonRecord,
  },
};

describe.each(TABLES)("%s", (table) => {
  beforeEach(async () => {
    await sendAll(t);
  });

  test("stores the record with the ids of this deployment", async () => {
    const [document, ...others] = await documentsIn(t, table);
    const { _id, _creationTime, ...fields } = document!;
    expect(others).toEqual([]);
    expect(fields).toEqual({ ...(await withIds(RECORDS[table])), ...FOLLOWING[table] });
  });

  test("changes nothing when it is sent again", async () => {
    const before = await documentsIn(t, table);
    expect(await send(t, table, RECORDS[table])).toEqual({ ...NOTHING, unchanged: 1 });
    expect(await documentsIn(t, table)).toEqual(before);
  });

  test("takes over a changed value", async () => {
    const record = { ...RECORDS[table], ...CHANGED[table] };
    expect(await send(t, table, record)).toEqual({ ...NOTHING, updated: 1 });
    expect(await documentsIn(t, table)).toEqual([expect.objectContaining(CHANGED[table])]);
    expect(await send(t, table, record)).toEqual({ ...NOTHING, unchanged: 1 });
  });

  test.skipIf(REMOVABLE[table] === undefined)("empties an optional field that the source has emptied", async () => {
    const field = REMOVABLE[table]!;
    const { [field]: _gone, ...record } = RECORDS[table];
    expect(await send(t, table, record)).toEqual({ ...NOTHING, updated: 1 });
    expect((await documentsIn(t, table))[0]).not.toHaveProperty(field);
  });

  test("refuses an unknown field by its name", async () => {
    const record: JsonRecord = { ...RECORDS[table], surprise: 1 };
    const reason = `surprise: the import of ${table} has no such field`;
    expect(await send(t, table, record)).toEqual({ ...NOTHING, failed: [{ id: RECORDS[table].supabaseId, reason }] });
  });

  test("takes the same record through the function of its own", async () => {
    const name = `bulkInsert${table.charAt(0).toUpperCase()}${table.slice(1)}` as "bulkInsertContacts";
    const records = [structuredClone(RECORDS[table])];
    expect(await t.mutation(internal.migrate[name], { records })).toEqual({ ...NOTHING, unchanged: 1 });
  });
});

test("serves every table that it says it serves", async () => {
  expect(await t.query(internal.migrate.describe, {})).toEqual({ schema_version: 1, tables: MIGRATED_TABLES });
  expect([...TABLES].sort()).toEqual(MIGRATED_TABLES);
});

describe("references", () => {
  const REFERENCES: [MigratedTable, string, MigratedTable][] = [
    ["workspaceMembers", "workspace_id", "workspaces"],
    ["tickets", "admin_workspace_id", "workspaces"],
    ["conversations", "contact_id", "contacts"],
    ["messages", "conversation_id", "conversations"],
    ["ariConversations", "conversation_id", "conversations"],
    ["ariMessages", "ari_conversation_id", "ariConversations"],
    ["ticketComments", "ticket_id", "tickets"],
    ["ariAppointments", "payment_id", "ariPayments"],
    ["ariKnowledgeEntries", "category_id", "ariKnowledgeCategories"],
    ["webinarRegistrations", "webinar_id", "webinars"],
  ];

  test.each(REFERENCES)("%s with an unknown %s is skipped with the reason", async (table, field, parent) => {
    await sendAll(t);
    const record = { ...RECORDS[table], supabaseId: "new", [field]: { id: "orphan" } };
    const reason = `missing_reference: ${field}: ${parent} orphan not found`;
    expect(await send(t, table, record)).toEqual({ ...NOTHING, skipped: [{ id: "new", reason }] });
  });

  test("a workspace is found by its slug, and a contact by its phone within the workspace", async () => {
    const workspace_id = await t.run(async (ctx) => {
      const made = { created_at: 1, updated_at: 1 };
      const id = await ctx.db.insert("workspaces", { name: "Lama", slug: WORKSPACE.slug, owner_id: "u", ...made });
      const lead = { lead_score: 0, lead_status: "new", phone: CONTACT.phone, ...made };
      await ctx.db.insert("contacts", { ...lead, workspace_id: id });
      const other = await ctx.db.insert("workspaces", { name: "Lain", slug: "lain", owner_id: "u", ...made });
      await ctx.db.insert("contacts", { ...lead, workspace_id: other });
      return id;
    });
    expect(await send(t, "conversations", RECORDS.conversations)).toEqual({ ...NOTHING, inserted: 1 });
    const [conversation] = await documentsIn(t, "conversations");
    const contacts = await documentsIn(t, "contacts");
    expect(conversation).toMatchObject({ workspace_id, contact_id: contacts[0]!._id });
  });

  test.each(["messages", "ariMessages"] as const)("%s find their conversation by its contact", async (table) => {
    await sendAll(t, ["workspaces", "contacts", "conversations", "ariConversations"]);
    const field = table === "messages" ? "conversation_id" : "ari_conversation_id";
    const record = { ...RECORDS[table], [field]: { id: "another id", contact: CONTACT } };
    expect(await send(t, table, record)).toEqual({ ...NOTHING, inserted: 1 });
  });

  test("a conversation is not guessed among several of its contact", async () => {
    await sendAll(t, ["workspaces", "contacts", "conversations"]);
    await send(t, "conversations", { ...RECORDS.conversations, supabaseId: sourceId("conversations", 2) });
    const record = { ...RECORDS.messages, conversation_id: { id: "gone", contact: CONTACT } };
    const reason =
      "missing_reference: conversation_id: conversations gone not found, and 2 documents share its natural key";
    expect(await send(t, "messages", record)).toEqual({ ...NOTHING, skipped: [{ id: sourceId("messages"), reason }] });
  });

  test.each([
    ["webinarRegistrations", "webinar_id", { id: "other", slug: "info-sesi" }],
    ["ariKnowledgeEntries", "category_id", { id: "other", name: "Beasiswa" }],
  ] as const)("%s find their parent by its natural key", async (table, field, reference) => {
    await sendAll(t);
    const record = { ...RECORDS[table], [field]: { ...reference } };
    expect(await send(t, table, record)).toEqual({ ...NOTHING, unchanged: 1 });
  });

  test("a parent of another workspace is never linked", async () => {
    await sendAll(t);
    const neighbour = { id: sourceId("workspaces", 2), slug: "tetangga" };
    await send(t, "workspaces", { ...RECORDS.workspaces, supabaseId: neighbour.id, slug: neighbour.slug });
    const record = { ...RECORDS.webinarRegistrations, supabaseId: "crossing", workspace_id: neighbour };
    const reason = `other_workspace: webinar_id: webinars ${sourceId("webinars")} belongs to another workspace than the row`;
    expect(await send(t, "webinarRegistrations", record)).toEqual({
      ...NOTHING,
      skipped: [{ id: "crossing", reason }],
    });
  });

  test("every record of a batch gets its own parent", async () => {
    await sendAll(t, ["workspaces"]);
    const contacts = [1, 2, 3].map((n) => ({
      ...RECORDS.contacts,
      supabaseId: sourceId("contacts", n),
      phone: `08${n}`,
    }));
    await send(t, "contacts", ...contacts);
    const conversations = [3, 1, 2, 3, 9].map((n, at) => ({
      ...RECORDS.conversations,
      supabaseId: sourceId("conversations", at),
      contact_id: { id: sourceId("contacts", n) },
    }));
    const answer = await send(t, "conversations", ...conversations);
    expect(answer).toMatchObject({ inserted: 4, skipped: [{ id: sourceId("conversations", 4) }] });
    const idOf = new Map((await documentsIn(t, "contacts")).map((contact) => [contact.supabaseId, contact._id]));
    expect((await documentsIn(t, "conversations")).map((conversation) => conversation.contact_id)).toEqual(
      [3, 1, 2, 3].map((n) => idOf.get(sourceId("contacts", n))),
    );
  });
});

describe("a record that breaks the schema fails alone", () => {
  const BAD: [string, MigratedTable, JsonRecord, string][] = [
    ["a wrong type", "contacts", { lead_score: "80" }, "lead_score: expected number, got string"],
    ["null for an optional field", "contacts", { name: null }, "name: expected string, got null"],
    ["a wrong item", "contacts", { tags: ["a", 1] }, "tags[1]: expected string, got number"],
    [
      "a value outside its list",
      "tickets",
      { stage: "done" },
      'stage: expected one of "report", "discuss", "outcome", "implementation", "closed", got "done"',
    ],
    ["a time that is none", "consultantSlots", { start_time: "09:00:00" }, 'start_time: "09:00:00" does not match'],
    [
      "a reference that is none",
      "contacts",
      { workspace_id: "abc" },
      'workspace_id: expected {"id": "<source id>", …}, got string',
    ],
    [
      "a key that Convex refuses",
      "contacts",
      { metadata: { a: [{ é: 1 }] } },
      'metadata.a[0]: Convex refuses the key "é"',
    ],
    ["a key with a dollar", "contacts", { metadata: { $a: 1, b: 2 } }, 'metadata: Convex refuses the key "$a"'],
    ["a document over 1 MiB", "contacts", { name: "é".repeat(600_000) }, "the document has "],
    ["an empty source id", "contacts", { supabaseId: "" }, "supabaseId: expected a text that is not empty"],
  ];

  test.each(BAD)("%s", async (_what, table, change, reason) => {
    await sendAll(t);
    const answer = await send(
      t,
      table,
      { ...RECORDS[table], supabaseId: "good" },
      { ...RECORDS[table], supabaseId: "bad", ...change },
    );
    expect(answer).toMatchObject({ inserted: 1, failed: [{ reason: expect.stringContaining(reason) as string }] });
  });

  test("a required field that is absent", async () => {
    await sendAll(t, ["workspaces"]);
    const { phone: _absent, ...record } = RECORDS.contacts;
    const failed = [{ id: record.supabaseId, reason: "phone: required, but absent" }];
    expect(await send(t, "contacts", record)).toEqual({ ...NOTHING, failed });
  });

  test("the second record with the same source id", async () => {
    const answer = await send(t, "workspaces", RECORDS.workspaces, { ...RECORDS.workspaces, name: "Lain" });
    const reason = "supabaseId: an earlier record of this batch has the same";
    expect(answer).toEqual({ ...NOTHING, inserted: 1, failed: [{ id: WORKSPACE.id, reason }] });
  });

  test("a record that is no object", async () => {
    const records = ["text", null] as unknown as JsonRecord[];
    const reason = "supabaseId: expected a text that is not empty";
    const failed = [
      { id: "#0", reason },
      { id: "#1", reason },
    ];
    expect(await send(t, "workspaces", ...records)).toEqual({ ...NOTHING, failed });
  });

  test("a source id that two documents carry", async () => {
    await sendAll(t, ["workspaces"]);
    await t.run(async (ctx) => {
      const made = { created_at: 1, updated_at: 1 };
      await ctx.db.insert("workspaces", { name: "x", slug: "x", owner_id: "u", supabaseId: WORKSPACE.id, ...made });
    });
    const failed = [
      { id: WORKSPACE.id, reason: "supabaseId: several documents of workspaces carry it; delete all but one" },
    ];
    expect(await send(t, "workspaces", RECORDS.workspaces)).toEqual({ ...NOTHING, failed });
  });
});

describe("timestamps the source does not have", () => {
  const { created_at: _created, updated_at: _updated, ...untimed } = RECORDS.workspaces;

  test("come from the clock on insert and stay on a rerun", async () => {
    vi.useFakeTimers({ now: 1_760_000_000_000, toFake: ["Date"] });
    expect(await send(t, "workspaces", untimed)).toEqual({ ...NOTHING, inserted: 1 });
    vi.setSystemTime(1_770_000_000_000);
    expect(await send(t, "workspaces", untimed)).toEqual({ ...NOTHING, unchanged: 1 });
    vi.useRealTimers();
    const [workspace] = await documentsIn(t, "workspaces");
    expect(workspace).toMatchObject({ created_at: 1_760_000_000_000, updated_at: 1_760_000_000_000 });
  });
});

describe("fields that the source does not own", () => {
  test("stay when the record does not carry them", async () => {
    await sendAll(t, ["workspaces", "users"]);
    await t.run(async (ctx) => {
      const user = await ctx.db.query("users").first();
      const workspace = await ctx.db.query("workspaces").first();
      await ctx.db.patch("users", user!._id, { workspace_id: workspace!._id, phone: "+62811" });
    });
    const { clerk_id: _unmapped, ...record } = RECORDS.users;
    expect(await send(t, "users", record)).toEqual({ ...NOTHING, unchanged: 1 });
    const [user] = await documentsIn(t, "users");
    expect(user).toMatchObject({ clerk_id: RECORDS.users.clerk_id, phone: "+62811" });
  });
});

describe("fields that an app keeps for itself", () => {
  test("stay when the record is sent again", async () => {
    await sendAll(t, ["workspaces", "tickets"]);
    await t.run(async (ctx) => {
      const ticket = await ctx.db.query("tickets").first();
      await ctx.db.patch("tickets", ticket!._id, { version: 7, reopen_nonce: "n" });
    });
    expect(await send(t, "tickets", RECORDS.tickets)).toEqual({ ...NOTHING, unchanged: 1 });
    expect((await documentsIn(t, "tickets"))[0]).toMatchObject({ version: 7, reopen_nonce: "n" });
  });

  test("cannot be sent", async () => {
    await sendAll(t, ["workspaces", "tickets"]);
    const reason = "version: the import of tickets has no such field";
    const failed = [{ id: sourceId("tickets"), reason }];
    expect(await send(t, "tickets", { ...RECORDS.tickets, version: 8 })).toEqual({ ...NOTHING, failed });
  });
});

describe("adoption of documents that no migration wrote", () => {
  const ADOPTED: MigratedTable[] = [
    "workspaces",
    "workspaceMembers",
    "users",
    "contacts",
    "conversations",
    "ariConfig",
    "ariConversations",
    "ariFlowStages",
    "ariKnowledgeCategories",
    "ariScoringConfig",
    "articles",
    "webinars",
    "webinarRegistrations",
  ];

  test.each(ADOPTED)("%s takes over the one with its natural key", async (table) => {
    await sendAll(t);
    await forgetSourceIds(table);
    const before = await documentsIn(t, table);
    expect(await send(t, table, RECORDS[table])).toEqual({ ...NOTHING, updated: 1 });
    expect(await documentsIn(t, table)).toEqual(
      before.map((document) => ({ ...document, supabaseId: RECORDS[table].supabaseId })),
    );
  });

  test.each(TABLES.filter((table) => !ADOPTED.includes(table)))(
    "%s has no natural key, so it is inserted",
    async (table) => {
      await sendAll(t);
      await forgetSourceIds(table);
      expect(await send(t, table, RECORDS[table])).toEqual({ ...NOTHING, inserted: 1 });
    },
  );

  test("an empty source id counts as none", async () => {
    await sendAll(t, ["workspaces"]);
    await forgetSourceIds("workspaces", "");
    expect(await send(t, "workspaces", RECORDS.workspaces)).toEqual({ ...NOTHING, updated: 1 });
  });

  test("one document is adopted once, and never where two could be meant", async () => {
    await sendAll(t, ["workspaces", "contacts", "conversations"]);
    await forgetSourceIds("conversations");
    const second = { ...RECORDS.conversations, supabaseId: sourceId("conversations", 2) };
    expect(await send(t, "conversations", RECORDS.conversations, second)).toEqual({
      ...NOTHING,
      inserted: 1,
      updated: 1,
    });
    await forgetSourceIds("conversations");
    expect(await send(t, "conversations", RECORDS.conversations)).toEqual({ ...NOTHING, inserted: 1 });
  });

  test("a document that another source row wrote is left alone", async () => {
    await sendAll(t, ["workspaces", "contacts"]);
    const record = { ...RECORDS.contacts, supabaseId: sourceId("contacts", 2) };
    expect(await send(t, "contacts", record)).toEqual({ ...NOTHING, inserted: 1 });
  });

  async function forgetSourceIds(table: MigratedTable, supabaseId?: string): Promise<void> {
    await t.run(async (ctx) => {
      for (const document of await ctx.db.query(table).collect()) {
        const { supabaseId: _forgotten, ...rest } = document;
        await ctx.db.replace(table, document._id, supabaseId === undefined ? rest : { ...rest, supabaseId });
      }
    });
  }
});

describe("a batch that lies thin in its table", () => {
  test("still finds every one of its documents", async () => {
    const ids = Array.from({ length: 40 }, (_, n) => `id-${String(n).padStart(2, "0")}`);
    const workspace = (supabaseId: string) => ({ ...RECORDS.workspaces, supabaseId, slug: supabaseId });
    await send(t, "workspaces", ...ids.map(workspace));
    const few = ["id-39", "id-00", "id-17", "id-00-new"].map(workspace);
    expect(await send(t, "workspaces", ...few)).toEqual({ ...NOTHING, inserted: 1, unchanged: 3 });
  });
});

describe("reading back", () => {
  test("pages through the documents with a source id, in its order", async () => {
    const ids = ["c", "a", "d", "b"];
    await send(t, "workspaces", ...ids.map((id) => ({ ...RECORDS.workspaces, supabaseId: id, slug: id })));
    await t.run(async (ctx) => {
      await ctx.db.insert("workspaces", { name: "x", slug: "x", owner_id: "u", created_at: 1, updated_at: 1 });
    });
    const first = await t.query(internal.migrate.readPage, { table: "workspaces", cursor: null, limit: 3 });
    const rest = await t.query(internal.migrate.readPage, { table: "workspaces", cursor: first.cursor, limit: 3 });
    const idsOf = (documents: JsonRecord[]) => documents.map((document) => document.supabaseId);
    expect(idsOf([first, rest].flatMap((page) => page.documents as JsonRecord[]))).toEqual(["a", "b", "c", "d"]);
    expect([first.done, rest.done]).toEqual([false, true]);
    const count = await t.query(internal.migrate.countPage, { table: "workspaces", cursor: null });
    expect(count).toMatchObject({ count: 4, done: true });
  });

  test("lists the runs, newest first", async () => {
    const first = await t.mutation(internal.migrate.recordRun, { report: { run: 1 } });
    const second = await t.mutation(internal.migrate.recordRun, { report: { run: 2 } });
    const runs = await t.query(internal.migrate.listRuns, { limit: 5 });
    expect(runs.map(({ _id, report }) => [_id, report as unknown])).toEqual([
      [second, { run: 2 }],
      [first, { run: 1 }],
    ]);
    expect(await t.query(internal.migrate.listRuns, { limit: 1 })).toHaveLength(1);
  });
});

/** The record with each reference replaced by the id of the document that carries the reference's source id. */
async function withIds(record: JsonRecord): Promise<JsonRecord> {
  const ids = new Map<unknown, unknown>();
  for (const table of TABLES) {
    for (const document of await documentsIn(t, table)) {
      ids.set(document.supabaseId, document._id);
    }
  }
  const entries = Object.entries(record).map(([field, value]) => {
    const reference = field.endsWith("_id") && typeof value === "object" ? (value as JsonRecord).id : undefined;
    return [field, reference === undefined ? value : ids.get(reference)];
  });
  return Object.fromEntries(entries) as JsonRecord;
}
