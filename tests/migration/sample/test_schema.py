"""The schema of the sample is the one of the facts about the source: compared through PostgreSQL's own catalogue."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection

from tests.migration.sample.databases import PLAN, NewDatabase, make_sample

Catalogue = Connection[Any]


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TABLES = words(
    "workspaces workspace_members contacts conversations messages profiles articles webinars webinar_registrations "
    "contact_notes workspace_invitations tickets ticket_comments ticket_status_history ari_config ari_destinations "
    "ari_conversations ari_messages ari_payments ari_appointments ari_ai_comparison consultant_slots ari_flow_stages "
    "ari_knowledge_categories ari_knowledge_entries ari_scoring_config"
)
LIVE_ONLY = frozenset({"flows", "form_templates", "knowledge_base", "user_todos"})

UNIQUE = {
    ("workspaces", "slug"),
    ("workspace_members", "workspace_id, user_id"),
    ("contacts", "workspace_id, phone"),
    ("articles", "workspace_id, slug"),
    ("webinars", "workspace_id, slug"),
    ("webinar_registrations", "webinar_id, contact_id"),
    ("workspace_invitations", "token"),
    ("ari_config", "workspace_id"),
    ("ari_destinations", "workspace_id, country, city, university_name"),
    ("ari_conversations", "workspace_id, contact_id"),
    ("ari_ai_comparison", "workspace_id, ai_model, period_start"),
    ("consultant_slots", "workspace_id, consultant_id, day_of_week, start_time"),
    ("ari_flow_stages", "workspace_id, stage_order"),
    ("ari_knowledge_categories", "workspace_id, name"),
    ("ari_scoring_config", "workspace_id"),
}

# a: no action, c: cascade, n: set null.
FOREIGN_KEYS = {
    ("profiles", "id", "users", "c"),
    ("workspaces", "owner_id", "users", "c"),
    ("workspace_members", "user_id", "users", "c"),
    ("contacts", "assigned_to", "users", "a"),
    ("conversations", "assigned_to", "users", "a"),
    ("conversations", "contact_id", "contacts", "c"),
    ("messages", "conversation_id", "conversations", "c"),
    ("contact_notes", "contact_id", "contacts", "c"),
    ("contact_notes", "author_id", "profiles", "c"),
    ("workspace_invitations", "invited_by", "users", "a"),
    ("webinar_registrations", "webinar_id", "webinars", "c"),
    ("webinar_registrations", "contact_id", "contacts", "c"),
    ("tickets", "requester_id", "profiles", "a"),
    ("tickets", "assigned_to", "profiles", "a"),
    ("tickets", "admin_workspace_id", "workspaces", "a"),
    ("ticket_comments", "ticket_id", "tickets", "c"),
    ("ticket_comments", "author_id", "profiles", "a"),
    ("ticket_status_history", "ticket_id", "tickets", "c"),
    ("ticket_status_history", "changed_by", "profiles", "a"),
    ("ari_conversations", "contact_id", "contacts", "c"),
    ("ari_conversations", "conversation_id", "conversations", "n"),
    ("ari_messages", "ari_conversation_id", "ari_conversations", "c"),
    ("ari_payments", "ari_conversation_id", "ari_conversations", "c"),
    ("ari_appointments", "ari_conversation_id", "ari_conversations", "c"),
    ("ari_appointments", "payment_id", "ari_payments", "n"),
    ("ari_appointments", "consultant_id", "users", "n"),
    ("consultant_slots", "consultant_id", "users", "n"),
    ("ari_knowledge_entries", "category_id", "ari_knowledge_categories", "c"),
}
WITHOUT_WORKSPACE = {"workspaces", "profiles", "ticket_comments", "ticket_status_history"}

# Beyond primary and unique keys; `partial` marks one with a predicate.
INDEXES = {
    "workspaces": ["kapso_phone_id"],
    "workspace_members": ["user_id", "workspace_id"],
    "contacts": [
        "assigned_to",
        "lead_status",
        "phone",
        "workspace_id",
        "workspace_id",
        "workspace_id, kapso_is_online partial",
        "workspace_id, phone",
        "workspace_id, phone_normalized",
    ],
    "conversations": [
        "contact_id",
        "last_message_at DESC",
        "status",
        "workspace_id",
        "workspace_id, last_message_at DESC",
    ],
    "messages": [
        "conversation_id",
        "conversation_id, created_at DESC",
        "created_at DESC",
        "kapso_message_id",
        "workspace_id",
    ],
    "contact_notes": [
        "contact_id",
        "created_at DESC",
        "due_date partial",
        "note_type",
        "workspace_id",
        "workspace_id, due_date partial",
    ],
    "workspace_invitations": ["email", "status", "token", "workspace_id"],
    "articles": ["slug", "status", "workspace_id"],
    "webinars": ["scheduled_at", "slug", "status", "workspace_id"],
    "webinar_registrations": ["contact_id", "webinar_id", "workspace_id"],
    "tickets": [
        "admin_workspace_id",
        "assigned_to",
        "requester_id",
        "stage",
        "workspace_id",
        "workspace_id, stage",
    ],
    "ticket_comments": ["ticket_id", "ticket_id, created_at"],
    "ticket_status_history": ["ticket_id"],
    "ari_config": ["workspace_id"],
    "ari_destinations": ["workspace_id", "workspace_id, country", "workspace_id, is_promoted partial"],
    "ari_conversations": ["contact_id", "workspace_id", "workspace_id, state"],
    "ari_messages": ["ari_conversation_id", "created_at DESC", "workspace_id"],
    "ari_payments": [
        "ari_conversation_id",
        "workspace_id",
        "workspace_id, status",
        "workspace_id, status, expires_at partial",
    ],
    "ari_appointments": [
        "ari_conversation_id",
        "consultant_id partial",
        "workspace_id",
        "workspace_id, scheduled_at",
    ],
    "ari_ai_comparison": ["workspace_id", "workspace_id, ai_model"],
    "consultant_slots": [
        "consultant_id partial",
        "workspace_id",
        "workspace_id, day_of_week, is_active",
        "workspace_id, is_active partial",
    ],
    "ari_flow_stages": ["workspace_id", "workspace_id, is_active partial", "workspace_id, stage_order"],
    "ari_knowledge_categories": ["workspace_id", "workspace_id, display_order"],
    "ari_knowledge_entries": ["category_id", "workspace_id", "workspace_id, is_active partial"],
    "ari_scoring_config": ["workspace_id"],
}

STAMPED = words(
    "workspaces contacts conversations profiles articles webinars contact_notes ari_config ari_destinations "
    "ari_conversations ari_payments ari_appointments ari_ai_comparison consultant_slots ari_flow_stages "
    "ari_knowledge_categories ari_knowledge_entries ari_scoring_config"
)

LIVE_COLUMNS = {
    "workspaces": {
        "description",
        "meta_access_token",
        "meta_business_account_id",
        "status",
        "suspended_at",
        "suspended_by",
        "suspension_reason",
        "wa_phone_number",
        "workspace_type",
    },
    "workspace_members": {"settings"},
}


def test_has_the_twenty_six_tables_and_the_four_that_only_the_live_database_has(database: Catalogue) -> None:
    found = {row[0] for row in database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert found == TABLES | LIVE_ONLY


def test_every_table_has_its_id_as_primary_key(database: Catalogue) -> None:
    query = """
        SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype = 'p'
    """
    assert set(database.execute(query)) == {(table, "PRIMARY KEY (id)") for table in TABLES | LIVE_ONLY}


def test_has_the_unique_keys_of_the_source(database: Catalogue) -> None:
    query = """
        SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype = 'u'
    """
    assert set(database.execute(query)) == {(table, f"UNIQUE ({columns})") for table, columns in UNIQUE}


def test_has_the_foreign_keys_of_the_source_with_their_actions(database: Catalogue) -> None:
    query = """
        SELECT conrelid::regclass::text, a.attname, t.relname, confdeltype FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        JOIN pg_class t ON t.oid = c.confrelid
        WHERE connamespace = 'public'::regnamespace AND contype = 'f'
    """
    to_workspace = {(table, "workspace_id", "workspaces", "c") for table in (TABLES | LIVE_ONLY) - WITHOUT_WORKSPACE}
    assert set(database.execute(query)) == FOREIGN_KEYS | to_workspace


def test_has_the_secondary_indexes_of_the_source(database: Catalogue) -> None:
    query = """
        SELECT tablename, substring(indexdef from '\\((.*?)\\)')
          || CASE WHEN indexdef LIKE '%% WHERE %%' THEN ' partial' ELSE '' END
        FROM pg_indexes
        WHERE schemaname = 'public' AND indexname LIKE 'idx\\_%%'
    """
    found: dict[str, list[str]] = {}
    for table, columns in database.execute(query, []):
        found.setdefault(table, []).append(columns)
    assert {table: sorted(columns) for table, columns in found.items()} == INDEXES


def test_stamps_updated_at_where_the_source_does(database: Catalogue) -> None:
    query = """
        SELECT tgrelid::regclass::text, p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT tgisinternal
    """
    stamps = {(table, "update_updated_at") for table in STAMPED}
    others = {("tickets", "update_updated_at_column"), ("auth.users", "handle_new_user")}
    assert set(database.execute(query)) == stamps | others


@pytest.mark.parametrize(("table", "columns"), LIVE_COLUMNS.items())
def test_has_the_columns_that_only_the_live_database_has(database: Catalogue, table: str, columns: set[str]) -> None:
    query = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
    assert columns <= {row[0] for row in database.execute(query, [table])}


def test_secures_every_table_by_row(database: Catalogue) -> None:
    query = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity"
    assert {row[0] for row in database.execute(query)} == TABLES | LIVE_ONLY


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("tickets", "category = 'praise'"),
        ("tickets", "priority = 'urgent'"),
        ("tickets", "stage = 'open'"),
        ("tickets", "pending_stage = 'open'"),
        ("consultant_slots", "day_of_week = 7"),
        ("consultant_slots", "day_of_week = -1"),
        ("consultant_slots", "end_time = start_time"),
        ("consultant_slots", "duration_minutes = 0"),
        ("consultant_slots", "booking_window_days = 0"),
        ("ari_scoring_config", "hot_threshold = 101"),
        ("ari_scoring_config", "warm_threshold = -1"),
        ("ari_scoring_config", "warm_threshold = hot_threshold"),
        ("ari_scoring_config", "weight_basic = weight_basic + 1"),
    ],
)
def test_checks_values_as_the_source_does(sample_url: str, table: str, change: str) -> None:
    with psycopg.connect(sample_url) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(f"UPDATE {table} SET {change}".encode())


def test_the_functions_of_the_source_work(new_database: NewDatabase) -> None:
    url = new_database()
    make_sample(url, PLAN)
    with psycopg.connect(url) as connection:
        stale = connection.execute(
            "SELECT count(*) FROM tickets WHERE stage = 'implementation' AND closed_at IS NULL AND updated_at < now()"
            " - interval '7 days'"
        ).fetchone()
        assert connection.execute("SELECT auto_close_tickets()").fetchone() == stale
        assert stale != (0,)
        new_user = connection.execute(
            "INSERT INTO auth.users (id, email) VALUES (uuid_generate_v4(), 'baru@example.com') RETURNING id"
        ).fetchone()
        assert connection.execute("SELECT email FROM profiles WHERE id = %s", new_user).fetchone() == (
            "baru@example.com",
        )
        by_phone = connection.execute(
            "SELECT bool_and(get_workspace_by_phone_id(kapso_phone_id) = id) FROM workspaces "
            "WHERE kapso_phone_id LIKE '1%%'",
            [],
        ).fetchone()
        assert by_phone == (True,)
