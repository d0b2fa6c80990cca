/** What the tests of the import share: a deployment under convex-test, its key, and one realistic record a table. */

/// <reference types="vite/client" />
import { convexTest, type TestConvex } from "convex-test";
import schema from "./schema";
import { internal } from "./_generated/api";
import type { MigratedTable } from "./model/migration/tables";
import type { BatchResult } from "./model/migration/upsert";
import type { JsonRecord } from "./model/migration/values";

export const MIGRATION_KEY = "a key of this test";

export type Deployment = TestConvex<typeof schema>;

export function newDeployment(): Deployment {
  return convexTest(schema, import.meta.glob(["./**/*.{ts,js}", "!./**/*.{test,setup}.ts"]));
}

/** A source id: a UUID that tells its table and number. */
export function sourceId(table: MigratedTable, n = 1): string {
  return `${table.padEnd(8, "x").slice(0, 8).toLowerCase()}-0000-4000-8000-${table.length}${n}`.padEnd(36, "0");
}

export const WORKSPACE = { id: sourceId("workspaces"), slug: "rumah-kuliah" };
export const CONTACT = { id: sourceId("contacts"), phone: "+628111000001" };
const CONVERSATION = { id: sourceId("conversations"), contact: CONTACT };
const ARI_CONVERSATION = { id: sourceId("ariConversations"), contact: CONTACT };
const MADE = { created_at: 1_750_000_000_000, updated_at: 1_750_000_100_000 };

/** One record a table, parents before children. */
export const RECORDS: Readonly<Record<MigratedTable, JsonRecord>> = {
  workspaces: {
    supabaseId: WORKSPACE.id,
    name: "Rumah Kuliah",
    slug: WORKSPACE.slug,
    owner_id: "user_2abcdefghijklmnopqrstuvwxyz",
    settings: { quick_replies: [{ id: "1", label: "Halo", text: "Halo, apa kabar? 👋" }], contact_tags: ["1on1"] },
    suspended_at: 1_750_000_000_000,
    clerk_org_id: "org_2abcdefghijklmnopqrstuvwxyz",
    ...MADE,
  },
  workspaceMembers: {
    supabaseId: sourceId("workspaceMembers"),
    workspace_id: WORKSPACE,
    user_id: "6c1c1b0e-0000-4000-8000-000000000001",
    role: "owner",
    must_change_password: false,
    created_at: 1_750_000_000_000,
  },
  users: {
    supabaseId: sourceId("users"),
    clerk_id: "user_2abcdefghijklmnopqrstuvwxyz",
    email: "sari@example.com",
    full_name: "Sari",
    is_admin: false,
    ...MADE,
  },
  contacts: {
    supabaseId: CONTACT.id,
    workspace_id: WORKSPACE,
    phone: CONTACT.phone,
    name: "Budi",
    lead_score: 72.5,
    lead_status: "hot_lead",
    tags: ["Community", "webinar-lead"],
    metadata: { form_answers: { "Level Bahasa Inggris": "Menengah", _note: null, nested: [[1, 2], [{ a: true }]] } },
    kapso_is_online: false,
    ...MADE,
  },
  conversations: {
    supabaseId: CONVERSATION.id,
    workspace_id: WORKSPACE,
    contact_id: CONTACT,
    status: "open",
    unread_count: 2,
    last_message_preview: "Kak, mau tanya",
    ...MADE,
  },
  messages: {
    supabaseId: sourceId("messages"),
    conversation_id: CONVERSATION,
    workspace_id: WORKSPACE,
    direction: "inbound",
    sender_type: "contact",
    content: "Kak, mau tanya soal IELTS 🙏",
    message_type: "text",
    metadata: {},
    created_at: 1_750_000_000_000,
  },
  contactNotes: {
    supabaseId: sourceId("contactNotes"),
    workspace_id: WORKSPACE,
    contact_id: CONTACT,
    user_id: "user_2abcdefghijklmnopqrstuvwxyz",
    content: "Telepon lagi Senin",
    note_type: "note",
    due_date: 1_750_500_000_000,
    ...MADE,
  },
  ariConfig: {
    supabaseId: sourceId("ariConfig"),
    workspace_id: WORKSPACE,
    bot_name: "ARI",
    greeting_style: "professional",
    language: "id",
    tone: { supportive: true, clear: true, encouraging: true },
    ...MADE,
  },
  ariConversations: {
    supabaseId: ARI_CONVERSATION.id,
    workspace_id: WORKSPACE,
    contact_id: CONTACT,
    conversation_id: CONVERSATION,
    state: "booking",
    lead_score: 81,
    lead_temperature: "hot",
    context: { documents: { passport: true, cv: null }, askedFields: ["budget"], score_breakdown: { total: 80.5 } },
    ...MADE,
  },
  ariMessages: {
    supabaseId: sourceId("ariMessages"),
    ari_conversation_id: ARI_CONVERSATION,
    workspace_id: WORKSPACE,
    role: "assistant",
    content: "Baik, Kak.",
    ai_model: "grok",
    tokens_used: 120,
    created_at: 1_750_000_000_000,
  },
  tickets: {
    supabaseId: sourceId("tickets"),
    workspace_id: WORKSPACE,
    admin_workspace_id: WORKSPACE,
    requester_id: "user_2abcdefghijklmnopqrstuvwxyz",
    title: "Pesan tidak terkirim",
    description: "Sejak kemarin.",
    category: "bug",
    priority: "high",
    stage: "discuss",
    pending_approval: true,
    pending_stage: "closed",
    ...MADE,
  },
  ticketComments: {
    supabaseId: sourceId("ticketComments"),
    ticket_id: { id: sourceId("tickets") },
    author_id: "user_2abcdefghijklmnopqrstuvwxyz",
    content: "Catatan dalam",
    is_internal: true,
    is_stage_change: false,
    created_at: 1_750_000_000_000,
  },
  ticketStatusHistory: {
    supabaseId: sourceId("ticketStatusHistory"),
    ticket_id: { id: sourceId("tickets") },
    changed_by: "user_2abcdefghijklmnopqrstuvwxyz",
    to_stage: "report",
    reason: "Baru",
    created_at: 1_750_000_000_000,
  },
  ariDestinations: {
    supabaseId: sourceId("ariDestinations"),
    workspace_id: WORKSPACE,
    country: "Australia",
    city: "Melbourne",
    university_name: "Monash University",
    requirements: { ielts_min: 6.5, budget_min: 300_000_000 },
    programs: ["MBA", "IT"],
    is_promoted: true,
    priority: 1,
    ...MADE,
  },
  ariPayments: {
    supabaseId: sourceId("ariPayments"),
    ari_conversation_id: ARI_CONVERSATION,
    workspace_id: WORKSPACE,
    amount: 500_000,
    currency: "IDR",
    payment_method: "qris",
    gateway: "midtrans",
    gateway_response: { gross_amount: "500000.00", status_code: "200" },
    status: "success",
    paid_at: 1_750_000_000_000,
    ...MADE,
  },
  ariAppointments: {
    supabaseId: sourceId("ariAppointments"),
    ari_conversation_id: ARI_CONVERSATION,
    workspace_id: WORKSPACE,
    payment_id: { id: sourceId("ariPayments") },
    consultant_id: "user_2abcdefghijklmnopqrstuvwxyz",
    scheduled_at: 1_751_000_000_000,
    duration_minutes: 60,
    status: "scheduled",
    notes: "Skor 81",
    ...MADE,
  },
  ariAiComparison: {
    supabaseId: sourceId("ariAiComparison"),
    workspace_id: WORKSPACE,
    ai_model: "sealion",
    conversation_count: 12,
    total_tokens_used: 40_000,
    conversion_count: 3,
    satisfaction_score: 4.25,
    ...MADE,
  },
  ariFlowStages: {
    supabaseId: sourceId("ariFlowStages"),
    workspace_id: WORKSPACE,
    name: "Greeting",
    goal: "Sapa calon siswa",
    exit_criteria: "Nama diketahui",
    stage_order: -1000,
    is_active: true,
    ...MADE,
  },
  ariKnowledgeCategories: {
    supabaseId: sourceId("ariKnowledgeCategories"),
    workspace_id: WORKSPACE,
    name: "Beasiswa",
    description: "LPDP dan lain-lain",
    display_order: 0,
    ...MADE,
  },
  ariKnowledgeEntries: {
    supabaseId: sourceId("ariKnowledgeEntries"),
    workspace_id: WORKSPACE,
    category_id: { id: sourceId("ariKnowledgeCategories"), name: "Beasiswa" },
    title: "LPDP",
    content: "Pendaftaran dua kali setahun.",
    is_active: true,
    ...MADE,
  },
  ariScoringConfig: {
    supabaseId: sourceId("ariScoringConfig"),
    workspace_id: WORKSPACE,
    hot_threshold: 70,
    warm_threshold: 40,
    weight_basic: 25,
    weight_qualification: 35,
    weight_document: 30,
    weight_engagement: 10,
    ...MADE,
  },
  consultantSlots: {
    supabaseId: sourceId("consultantSlots"),
    workspace_id: WORKSPACE,
    consultant_id: "user_2abcdefghijklmnopqrstuvwxyz",
    day_of_week: 1,
    start_time: "09:00",
    end_time: "24:00",
    duration_minutes: 60,
    booking_window_days: 14,
    max_bookings_per_slot: 1,
    is_active: true,
    ...MADE,
  },
  articles: {
    supabaseId: sourceId("articles"),
    workspace_id: WORKSPACE,
    title: "Kuliah di Jerman",
    slug: "kuliah-di-jerman",
    excerpt: "Ringkas",
    status: "published",
    published_at: 1_750_000_000_000,
    ...MADE,
  },
  webinars: {
    supabaseId: sourceId("webinars"),
    workspace_id: WORKSPACE,
    title: "Info Sesi",
    slug: "info-sesi",
    description: "Tanya jawab",
    scheduled_at: 1_752_000_000_000,
    duration_minutes: 60,
    status: "published",
    ...MADE,
  },
  webinarRegistrations: {
    supabaseId: sourceId("webinarRegistrations"),
    webinar_id: { id: sourceId("webinars"), slug: "info-sesi" },
    contact_id: CONTACT,
    workspace_id: WORKSPACE,
    registered_at: 1_750_000_000_000,
    attended: false,
  },
};

export const TABLES = Object.keys(RECORDS) as MigratedTable[];

/** Send records as the migration does and return the answer. Takes a copy, because the import takes records over. */
export async function send(t: Deployment, table: MigratedTable, ...records: JsonRecord[]): Promise<BatchResult> {
  return await t.mutation(internal.migrate.bulkUpsert, { table, body: JSON.stringify({ records }) });
}

/** Import the records of `tables` and of all tables their rows refer to. */
export async function sendAll(t: Deployment, tables: readonly MigratedTable[] = TABLES): Promise<void> {
  for (const table of tables) {
    await send(t, table, RECORDS[table]);
  }
}

export async function documentsIn(t: Deployment, table: MigratedTable): Promise<JsonRecord[]> {
  // The records of a test are few: reading whole tables is what it wants.
  return await t.run(async (ctx) => (await ctx.db.query(table).collect()) as JsonRecord[]);
}
