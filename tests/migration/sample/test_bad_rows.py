"""The rows that cannot be migrated: they are there, they are listed, and nothing else is changed by them."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection, sql

from migration.sample.bad_rows import BadRow, Kind
from migration.sample.database import Sample
from migration.sample.maps import manifest
from tests.migration.sample.databases import PLAN, NewDatabase, make_sample

# What makes a listed row bad, by table and kind.
PROOFS = {
    ("contacts", Kind.INFINITE_TIMESTAMP): "created_at = 'infinity'",
    ("contacts", Kind.NESTED_TOO_DEEP): "metadata::text LIKE repeat('{\"isi\": ', 70) || '%'",
    ("contacts", Kind.ARRAY_TOO_LONG): "jsonb_array_length(metadata->'n') = 9000",
    ("contacts", Kind.TOO_MANY_KEYS): "(SELECT count(*) FROM jsonb_object_keys(metadata)) = 1100",
    ("contacts", Kind.REFUSED_KEY): "metadata->'form' ? '__proto__'",
    ("messages", Kind.INFINITE_TIMESTAMP): "created_at = '-infinity'",
    ("messages", Kind.DOCUMENT_TOO_LARGE): "octet_length(content) > 1048576",
    ("messages", Kind.ORPHAN): "NOT EXISTS (SELECT FROM conversations WHERE id = conversation_id)",
    ("ari_messages", Kind.DOCUMENT_TOO_LARGE): "octet_length(content) > 1048576",
    ("ari_messages", Kind.ORPHAN): "NOT EXISTS (SELECT FROM ari_conversations WHERE id = ari_conversation_id)",
    ("ari_appointments", Kind.INFINITE_TIMESTAMP): "scheduled_at = 'infinity'",
    ("ari_appointments", Kind.ORPHAN): "NOT EXISTS (SELECT FROM ari_payments WHERE id = payment_id)",
    ("ari_ai_comparison", Kind.NOT_A_NUMBER): "satisfaction_score = 'NaN'",
    ("tickets", Kind.INFINITE_TIMESTAMP): "closed_at = 'infinity'",
    ("contact_notes", Kind.ORPHAN): "NOT EXISTS (SELECT FROM contacts WHERE id = contact_id)",
    ("ari_knowledge_entries", Kind.ORPHAN): "NOT EXISTS (SELECT FROM ari_knowledge_categories WHERE id = category_id)",
    ("articles", Kind.ORPHAN): "NOT EXISTS (SELECT FROM workspaces WHERE id = workspace_id)",
    ("ticket_comments", Kind.ORPHAN): "NOT EXISTS (SELECT FROM tickets WHERE id = ticket_id)",
    ("conversations", Kind.PARENT_FAILED): "EXISTS (SELECT FROM contacts WHERE id = contact_id "
    "AND created_at = 'infinity')",
    ("conversations", Kind.OTHER_WORKSPACE): "(SELECT workspace_id FROM contacts WHERE id = contact_id) "
    "<> workspace_id",
    ("ari_payments", Kind.OTHER_WORKSPACE): "(SELECT workspace_id FROM ari_conversations "
    "WHERE id = ari_conversation_id) <> bad.workspace_id",
    ("webinar_registrations", Kind.OTHER_WORKSPACE): "(SELECT workspace_id FROM contacts WHERE id = contact_id) "
    "<> workspace_id",
}


@pytest.fixture(scope="module")
def bad_sample(new_database: NewDatabase) -> tuple[str, Sample]:
    url = new_database()
    return url, make_sample(url, PLAN, with_bad_rows=True)


@pytest.fixture
def bad_database(bad_sample: tuple[str, Sample]) -> Any:
    with psycopg.connect(bad_sample[0]) as connection:
        connection.read_only = True
        yield connection


def test_lists_a_row_of_every_kind(bad_sample: tuple[str, Sample]) -> None:
    _, sample = bad_sample
    assert {row.kind for _, row in sample.bad} == set(Kind)
    assert {(row.table, row.kind) for _, row in sample.bad} == PROOFS.keys()


def test_every_listed_row_is_as_bad_as_it_is_listed(
    bad_database: Connection[Any], bad_sample: tuple[str, Sample]
) -> None:
    _, sample = bad_sample
    harmless = []
    for row_id, row in sample.bad:
        proof = PROOFS[(row.table, row.kind)]
        query = f"SELECT FROM {row.table} bad WHERE bad.id = '{row_id}' AND {proof}"
        if bad_database.execute(query.encode()).fetchone() is None:
            harmless.append((row.table, row.label))
    assert harmless == []


def test_all_other_rows_are_those_of_the_clean_sample(bad_database: Connection[Any], database: Connection[Any]) -> None:
    query = "SELECT md5(string_agg(m::text, '' ORDER BY id)) FROM messages m WHERE id <> ALL (%s::uuid[])"
    bad = [
        row[0]
        for row in bad_database.execute(
            "SELECT id FROM messages WHERE created_at = '-infinity' OR octet_length(content) > 1048576 "
            "OR NOT EXISTS (SELECT FROM conversations WHERE id = conversation_id)"
        )
    ]
    assert len(bad) == 3
    assert bad_database.execute(query, [bad]).fetchone() == database.execute(query, [bad]).fetchone()


def test_foreign_keys_hold_again_afterwards(bad_sample: tuple[str, Sample]) -> None:
    with psycopg.connect(bad_sample[0]) as connection, pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute(
            sql.SQL("UPDATE contacts SET workspace_id = gen_random_uuid() WHERE phone = {}").format("belum ada nomor")
        )


def test_the_manifest_says_what_to_expect_of_each_id() -> None:
    row = BadRow(table="contacts", label="created never", kind=Kind.INFINITE_TIMESTAMP, columns={})
    assert manifest([("some-id", row)]) == {
        "some-id": {"table": "contacts", "label": "created never", "kind": "infinite_timestamp", "outcome": "failed"}
    }
