"""`manage.py verify_migration` against a migrated deployment: it finds what was changed on either side, and no more.

The sample is migrated once. A test changes a copy of the source database instead of documents: which side differs does
not matter to a comparison. The one test that changes a document changes it back.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from config.convex.client import ConvexClient
from config.launch.deployment import EmbeddedDeployment, push_functions, start_embedded
from migration.sample.maps import USER_MAP, WORKSPACE_MAP, write_maps
from migration.sample.plan import Plan
from migration.verify.mapping import TABLE_RULES
from tests.migration.sample.databases import make_sample, temporary_postgres

PROJECT = Path(__file__).resolve().parents[2]
PLAN = Plan(scale=1, seed=3)

ChangeSource = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Migrated:
    """A sample, the deployment that it was migrated to, and the maps it was given."""

    deployment: EmbeddedDeployment
    source_url: str
    maps: Path

    @property
    def map_options(self) -> list[str]:
        """The options that name the maps."""
        return [f"--user-map={self.maps / USER_MAP}", f"--workspace-map={self.maps / WORKSPACE_MAP}"]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Migrated]:
    """A deployment of this module's own: documents of other tests would be extra."""
    directory = tmp_path_factory.mktemp("verify")
    with temporary_postgres() as url:
        make_sample(url, PLAN)
        write_maps(directory, PLAN, full=False)
        deployment = start_embedded(PROJECT, directory / "convex", port=0, site_port=0)
        try:
            push_functions(PROJECT, deployment)
            result = Migrated(deployment, url, directory)
            environment = os.environ | deployment.environment()
            environment |= {"SUPABASE_DB_URL": url, "VAR_DIR": str(directory / "var")}
            command = [sys.executable, "manage.py", "migrate_supabase", *result.map_options]
            subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True)
            yield result
        finally:
            deployment.stop()


@pytest.fixture
def connected(migrated: Migrated, settings: Settings) -> Settings:
    """Settings that name the deployment and the source."""
    settings.CONVEX_URL = migrated.deployment.url
    settings.CONVEX_SITE_URL = migrated.deployment.site_url
    settings.CONVEX_DEPLOY_KEY = migrated.deployment.admin_key
    settings.SUPABASE_DB_URL = migrated.source_url
    return settings


@pytest.fixture
def change_source(migrated: Migrated, connected: Settings) -> ChangeSource:
    """Copy the source, change the copy past its triggers, and have it verified in place of the original."""

    def change(statement: str) -> None:
        with psycopg.connect(migrated.source_url.replace("/postgres?", "/template1?"), autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS changed")
            connection.execute("CREATE DATABASE changed TEMPLATE postgres")
        connected.SUPABASE_DB_URL = migrated.source_url.replace("/postgres?", "/changed?")
        with psycopg.connect(connected.SUPABASE_DB_URL) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(statement.encode())

    return change


def run(*arguments: str) -> tuple[int, str]:
    """Return the exit status and everything that was printed."""
    out = StringIO()
    try:
        call_command("verify_migration", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}\n{error}"
    return 0, out.getvalue()


def report_of(tmp_path: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Return the exit status and the report file."""
    path = tmp_path / "verify.json"
    status, _ = run(*arguments, f"--report={path}")
    return status, json.loads(path.read_text())


def test_a_clean_migration_has_no_difference(migrated: Migrated, connected: Settings, tmp_path: Path) -> None:
    status, report = report_of(tmp_path, *migrated.map_options)

    assert status == 0
    assert report["is_clean"]
    assert set(report["tables"]) == {rules.source for rules in TABLE_RULES}
    for table, result in report["tables"].items():
        assert result["rows"] == result["documents"] == result["equal"] > 0, table
        assert result["checked_percent"] == 100.0
        assert result["unmapped_columns"] == [], table
    assert set(report["tables_without_target"]) == {
        "flows",
        "form_templates",
        "knowledge_base",
        "user_todos",
        "workspace_invitations",
    }


def first(table: str, condition: str = "true") -> str:
    """Return the condition that picks one row."""
    return f"id = (SELECT id FROM {table} WHERE {condition} ORDER BY id LIMIT 1)"


CHANGES = {
    "text": ("contacts", f"UPDATE contacts SET name = 'lain' WHERE {first('contacts')}", {"name": 1}),
    "value to NULL": (
        "articles",
        f"UPDATE articles SET excerpt = NULL WHERE {first('articles', 'excerpt IS NOT NULL')}",
        {"excerpt": 1},
    ),
    "NULL to an empty text": (
        "articles",
        f"UPDATE articles SET excerpt = '' WHERE {first('articles', 'excerpt IS NULL')}",
        {"excerpt": 1},
    ),
    "NULL to JSON null": (
        "contacts",
        f"UPDATE contacts SET metadata = 'null' WHERE {first('contacts', 'metadata IS NULL')}",
        {"metadata": 1},
    ),
    "deep in JSON": (
        "ari_conversations",
        "UPDATE ari_conversations SET context = jsonb_set(context, '{score_breakdown,document_score}', '22.25') "
        f"WHERE {first('ari_conversations', 'context ? $$score_breakdown$$')}",
        {"context": 1},
    ),
    "an encoded key": (
        "contacts",
        "UPDATE contacts SET metadata = metadata - 'Café ☕' WHERE metadata ? 'Café ☕'",
        {"metadata": 1},
    ),
    "one millisecond": (
        "messages",
        "UPDATE messages SET created_at = created_at + interval '1 millisecond' "
        f"WHERE {first('messages', 'created_at IS NOT NULL')}",
        {"created_at": 1},
    ),
    "a link to another row": (
        "messages",
        "UPDATE messages SET conversation_id = (SELECT id FROM conversations WHERE id <> conversation_id LIMIT 1) "
        f"WHERE {first('messages')}",
        {"conversation_id": 1},
    ),
    "a lost payment": (
        "ari_appointments",
        f"UPDATE ari_appointments SET payment_id = NULL WHERE {first('ari_appointments', 'payment_id IS NOT NULL')}",
        {"payment_id": 1},
    ),
    "an internal note made public": (
        "ticket_comments",
        f"UPDATE ticket_comments SET is_internal = false WHERE {first('ticket_comments', 'is_internal')}",
        {"is_internal": 1},
    ),
    "a sender of another kind": (
        "messages",
        "UPDATE messages SET sender_type = 'bot' WHERE id = (SELECT m.id FROM messages m JOIN profiles p "
        f"ON p.id = m.sender_id WHERE sender_type = 'user' AND sender_id <> '{PLAN.id('users', 3)}' LIMIT 1)",
        {"sender_type": 1, "sender_id": 1},
    ),
    "a source inside metadata": (
        "contacts",
        'UPDATE contacts SET metadata = metadata || \'{"source": "lain"}\' '
        f"WHERE {first('contacts', 'metadata ? $$source$$ AND jsonb_typeof(metadata) = $$object$$')}",
        {"source": 1, "metadata": 1},
    ),
    "an infinite moment": (
        "tickets",
        f"UPDATE tickets SET closed_at = 'infinity' WHERE {first('tickets')}",
        {"closed_at": 1},
    ),
    "the last hundredth": (
        "ari_ai_comparison",
        "UPDATE ari_ai_comparison SET satisfaction_score = 4.36 WHERE satisfaction_score = 4.35",
        {"satisfaction_score": 1},
    ),
    "a minute of a slot": (
        "consultant_slots",
        "UPDATE consultant_slots SET end_time = '23:59' WHERE end_time = '24:00'",
        {"end_time": 1},
    ),
}


@pytest.mark.parametrize(("table", "statement", "fields"), CHANGES.values(), ids=CHANGES.keys())
def test_finds_a_change_of(
    migrated: Migrated, change_source: ChangeSource, tmp_path: Path, table: str, statement: str, fields: dict[str, int]
) -> None:
    change_source(statement)

    status, report = report_of(tmp_path, f"--tables={table}", *migrated.map_options)

    result = report["tables"][table]
    assert status == 1
    assert (result["different"], result["missing"], result["extra"]) == (1, 0, 0)
    assert result["different_fields"] == fields


NO_CHANGES = {
    "microseconds within the millisecond": (
        "messages",
        "UPDATE messages SET created_at = date_trunc('milliseconds', created_at)",
    ),
    "NULL where its default stands": (
        "workspace_members",
        "UPDATE workspace_members SET role = NULL WHERE role = 'member'",
    ),
    "another order of JSON keys": (
        "contacts",
        "UPDATE contacts SET metadata = metadata || '{}' WHERE jsonb_typeof(metadata) = 'object'",
    ),
    "a stand-in for a time": (
        "contacts",
        "UPDATE contacts SET updated_at = created_at WHERE updated_at IS NULL AND created_at IS NOT NULL",
    ),
}


@pytest.mark.parametrize(("table", "statement"), NO_CHANGES.values(), ids=NO_CHANGES.keys())
def test_takes_for_no_difference(migrated: Migrated, change_source: ChangeSource, table: str, statement: str) -> None:
    change_source(statement)

    status, printed = run(f"--tables={table}", *migrated.map_options)

    assert status == 0, printed


def test_finds_rows_without_a_document_and_documents_without_a_row(
    migrated: Migrated, change_source: ChangeSource, tmp_path: Path
) -> None:
    new, old = "00000000-0000-4000-a000-000000000000", PLAN.id("webinars", 0)
    change_source(
        f"INSERT INTO webinars SELECT '{new}', workspace_id, title, 'baru', description, cover_image_url, scheduled_at "
        f"FROM webinars LIMIT 1; UPDATE webinars SET id = 'ffffffff-ffff-4fff-afff-ffffffffffff' WHERE id = '{old}'"
    )

    status, report = report_of(tmp_path, "--tables=webinars", *migrated.map_options)

    result = report["tables"]["webinars"]
    assert status == 1
    assert result["missing_ids"] == [new, "ffffffff-ffff-4fff-afff-ffffffffffff"]
    assert result["extra_ids"] == [old]
    assert result["rows"] == result["equal"] + result["different"] + result["missing"]
    assert result["documents"] == result["equal"] + result["different"] + result["extra"]


def test_a_table_that_the_source_lacks_is_absent_and_its_documents_are_extra(
    migrated: Migrated, change_source: ChangeSource, tmp_path: Path
) -> None:
    change_source("DROP TABLE ari_scoring_config")

    status, report = report_of(tmp_path, "--tables=ari_scoring_config,ari_config", *migrated.map_options)

    result = report["tables"]["ari_scoring_config"]
    assert status == 1
    assert (result["absent"], result["rows"], result["extra"]) == (True, 0, result["documents"])
    assert report["tables"]["ari_config"]["equal"] == report["tables"]["ari_config"]["rows"]


def test_names_columns_that_either_side_lacks(migrated: Migrated, change_source: ChangeSource, tmp_path: Path) -> None:
    change_source("ALTER TABLE webinars DROP COLUMN meeting_url; ALTER TABLE webinars ADD COLUMN recording text")

    status, report = report_of(tmp_path, "--tables=webinars", *migrated.map_options)

    result = report["tables"]["webinars"]
    assert status == 1
    assert result["missing_columns"] == ["meeting_url"]
    assert result["unmapped_columns"] == ["recording"]
    assert set(result["different_fields"]) == {"meeting_url"}


def test_never_prints_a_secret(migrated: Migrated, change_source: ChangeSource, tmp_path: Path) -> None:
    change_source(
        "UPDATE workspaces SET settings = '{\"kapso_api_key\": \"geheim-1\"}', meta_access_token = 'geheim-2', "
        "wa_phone_number = '+6280099999999'; UPDATE tickets SET reopen_token = 'geheim-3'"
    )
    path = tmp_path / "verify.json"

    status, printed = run("--tables=workspaces,tickets", f"--report={path}", *migrated.map_options)

    everything = printed + path.read_text()
    with psycopg.connect(migrated.source_url) as connection:
        secrets = connection.execute(
            "SELECT meta_access_token FROM workspaces WHERE meta_access_token IS NOT NULL UNION ALL "
            "SELECT reopen_token FROM tickets WHERE reopen_token IS NOT NULL UNION ALL "
            "SELECT settings->>'kapso_api_key' FROM workspaces WHERE settings ? 'kapso_api_key'"
        ).fetchall()
    assert status == 1
    assert "settings" in everything
    assert "geheim" not in everything
    assert "99999999" not in everything
    assert [secret for (secret,) in secrets if secret in everything] == []


def test_without_the_maps_says_which_option_may_be_missing(connected: Settings) -> None:
    status, printed = run("--tables=workspaceMembers")

    assert status == 1
    assert "user_id: source" in printed
    assert "--user-map" in printed


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SUPABASE_DB_URL", "", "set SUPABASE_DB_URL"),
        ("SUPABASE_DB_URL", "postgresql://127.0.0.1:1/none", "The source at SUPABASE_DB_URL failed"),
        ("CONVEX_DEPLOY_KEY", "embedded|00", "CONVEX_DEPLOY_KEY"),
        ("CONVEX_DEPLOY_KEY", "", "."),
    ],
)
def test_says_what_to_do_when_it_cannot_run(connected: Settings, name: str, value: str, sentence: str) -> None:
    setattr(connected, name, value)

    status, printed = run()

    assert status == 2
    assert sentence in printed


def test_refuses_a_table_that_is_not_migrated(connected: Settings) -> None:
    status, printed = run("--tables=contacts,flows")

    assert status == 2
    assert "called flows" in printed


@pytest.mark.parametrize(("content", "sentence"), [(None, "cannot be read"), ("{", "not JSON"), ("[]", "JSON object")])
def test_refuses_a_map_that_is_none(connected: Settings, tmp_path: Path, content: str | None, sentence: str) -> None:
    path = tmp_path / "map.json"
    if content is not None:
        path.write_text(content)

    status, printed = run(f"--user-map={path}")

    assert status == 2
    assert sentence in printed


def test_finds_a_document_that_was_changed_in_convex(migrated: Migrated, connected: Settings, tmp_path: Path) -> None:
    deployment = migrated.deployment
    with ConvexClient(deployment.url, deploy_key=deployment.admin_key) as client:
        page = client.query("migrate:readPage", {"table": "ariFlowStages", "cursor": None, "limit": 1})
        stage = page["documents"][0]
        with psycopg.connect(migrated.source_url) as connection:
            query = "SELECT workspace_id::text FROM ari_flow_stages WHERE id = %s"
            (workspace_id,) = connection.execute(query, [stage["supabaseId"]]).fetchone() or ("",)
        record = {name: value for name, value in stage.items() if not name.startswith("_")}
        record["workspace_id"] = {"id": workspace_id}
        client.mutation("migrate:bulkInsertAriFlowStages", {"records": [record | {"goal": "changed by somebody"}]})
        status, report = report_of(tmp_path, "--tables=ari_flow_stages", *migrated.map_options)
        client.mutation("migrate:bulkInsertAriFlowStages", {"records": [record]})

    result = report["tables"]["ari_flow_stages"]
    assert status == 1
    assert result["different_fields"] == {"goal": 1}
    assert result["differences"] == [
        {
            "id": stage["supabaseId"],
            "field": "goal",
            "source": repr(record["goal"]),
            "document": "'changed by somebody'",
        }
    ]
