"""`manage.py migrate_supabase`, from a real Postgres into a real deployment with the real functions."""

import io
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from psycopg import Connection
from pytest_django.fixtures import Settings

from config.convex.client import ConvexClient
from config.launch.deployment import EmbeddedDeployment
from migration.tables import TABLES
from tests.migration.source_tables import add_row, create_table, source_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a run left: its exit status, its report, the rows file, and what it printed."""

    status: int
    report: dict[str, Any]
    problems: list[dict[str, str]]
    output: str
    error: str

    def counts(self, table: str) -> tuple[int, ...]:
        """Source, inserted, updated, unchanged, skipped, failed."""
        names = ("source", "migrated", "updated", "unchanged", "skipped", "failed")
        return tuple(self.report["tables"][table][name] for name in names)


Migrate = Callable[..., Done]


@pytest.fixture
def migrate(settings: Settings, database_url: str, tmp_path: Path) -> Migrate:
    """Runs the command with options and returns what it left."""
    settings.SUPABASE_DB_URL = database_url
    path = tmp_path / "report.json"

    def run(*options: str) -> Done:
        output, status, error = io.StringIO(), 0, ""
        try:
            call_command("migrate_supabase", f"--report={path}", *options, stdout=output)
        except CommandError as caught:
            status, error = caught.returncode, str(caught)
        rows = path.with_name("report.rows.jsonl")
        problems = [json.loads(line) for line in rows.read_text().splitlines()] if rows.exists() else []
        report = json.loads(path.read_text()) if path.exists() else {}
        return Done(status=status, report=report, problems=problems, output=output.getvalue(), error=error)

    return run


@pytest.fixture
def deployment(convex: EmbeddedDeployment, settings: Settings) -> Iterator[ConvexClient]:
    """The deployment of the test run, as the settings name it."""
    settings.CONVEX_URL, settings.CONVEX_SITE_URL = convex.url, convex.site_url
    settings.CONVEX_DEPLOY_KEY, settings.MIGRATION_KEY = convex.admin_key, convex.migration_key
    with ConvexClient(convex.url, deploy_key=convex.admin_key) as client:
        yield client


@pytest.fixture
def base() -> int:
    """The number before the ids of this test: the deployment outlives it."""
    return secrets.randbits(96) << 16


def all_documents(client: ConvexClient, table: str, ids: set[str]) -> dict[str, dict[str, Any]]:
    """Return the documents with these source ids."""
    found: dict[str, dict[str, Any]] = {}
    cursor, done = None, False
    while not done:
        page = client.query("migrate:readPage", {"table": table, "cursor": cursor, "limit": 500})
        found |= {one["supabaseId"]: one for one in page["documents"] if one["supabaseId"] in ids}
        cursor, done = page["cursor"], page["done"]
    return found


def arrange_inbox(database: Connection[Any], base: int) -> UUID:
    """Create a workspace with three contacts, two conversations and four messages, and return its id."""
    for name in ("workspaces", "contacts", "conversations", "messages"):
        create_table(database, name)
    workspace = UUID(int=base)
    add_row(database, "workspaces", base, slug=f"acme-{base:x}", name="Acme")
    for number in (1, 2, 3):
        add_row(database, "contacts", base + number, workspace_id=workspace, phone=f"081{number}")
    for number in (1, 2):
        contact = UUID(int=base + number)
        add_row(database, "conversations", base + number, workspace_id=workspace, contact_id=contact)
        for offset in (0, 10):
            add_row(
                database,
                "messages",
                base + number + offset,
                workspace_id=workspace,
                conversation_id=contact,
                direction="inbound",
                sender_type="contact",
                content=f"Halo {number} 😊",
            )
    return workspace


def test_migrates_updates_and_then_changes_nothing(
    database: Connection[Any], deployment: ConvexClient, migrate: Migrate, base: int
) -> None:
    arrange_inbox(database, base)

    first = migrate()
    database.execute("UPDATE contacts SET name = 'Siti', email = NULL WHERE phone = '0812'")
    second = migrate()
    third = migrate()

    assert (first.status, second.status, third.status) == (0, 0, 0)
    assert [first.counts("workspaces"), first.counts("contacts")] == [(1, 1, 0, 0, 0, 0), (3, 3, 0, 0, 0, 0)]
    assert [first.counts("conversations"), first.counts("messages")] == [(2, 2, 0, 0, 0, 0), (4, 4, 0, 0, 0, 0)]
    assert second.counts("contacts") == (3, 0, 1, 2, 0, 0)
    assert third.counts("contacts") == (3, 0, 0, 3, 0, 0)
    assert third.counts("messages") == (4, 0, 0, 4, 0, 0)
    assert first.report["status"] == "reconciled"

    ids = {source_id(base + number) for number in range(20)}
    [workspace] = all_documents(deployment, "workspaces", ids).values()
    contacts = all_documents(deployment, "contacts", ids)
    conversations = all_documents(deployment, "conversations", ids)
    messages = all_documents(deployment, "messages", ids)
    assert {one["workspace_id"] for one in contacts.values()} == {workspace["_id"]}
    assert contacts[source_id(base + 2)]["name"] == "Siti"
    assert conversations[source_id(base + 1)]["contact_id"] == contacts[source_id(base + 1)]["_id"]
    message = messages[source_id(base + 11)]
    assert message["conversation_id"] == conversations[source_id(base + 1)]["_id"]
    assert message["content"] == "Halo 1 😊"


def test_keeps_the_originals_keys_and_records_the_run(
    database: Connection[Any], deployment: ConvexClient, migrate: Migrate, base: int
) -> None:
    arrange_inbox(database, base)
    database.execute("CREATE TABLE workspace_invitations (id int); INSERT INTO workspace_invitations VALUES (1), (2)")
    database.execute("CREATE TABLE form_templates (id int)")

    done = migrate("--concurrency=2", "--batch-docs=2")

    report = done.report
    assert {"timestamp", "duration_seconds", "tables"} <= set(report)
    contacts = report["tables"]["contacts"]
    assert (contacts["table"], contacts["source"], contacts["migrated"], contacts["skipped"]) == ("contacts", 3, 3, 0)
    assert contacts["errors"] == []
    assert report["tables"]["articles"]["status"] == "absent"
    assert report["options"]["batch_docs"] == 2
    assert report["tables_without_target"] == [
        {"table": "form_templates", "rows": 0, "reason": "no table of Convex is meant for it"},
        {"table": "workspace_invitations", "rows": 2, "reason": "Clerk's invitations replace it"},
    ]
    [run] = deployment.query("migrate:listRuns", {"limit": 1})
    assert run["report"]["run_id"] == report["run_id"]
    assert "contacts" in done.output
    assert "workspace_invitations: 2 rows, not migrated" in done.output


def arrange_bad_rows(database: Connection[Any], base: int) -> tuple[set[str], set[str]]:
    """Add rows that must be skipped and rows that must fail, and return their ids."""
    workspace = arrange_inbox(database, base)
    nobody = UUID(int=base + 404)
    stranger = UUID(int=base + 50)
    add_row(database, "workspaces", base + 50, slug=f"other-{base:x}")
    failed = {
        add_row(database, "contacts", base + 60, workspace_id=workspace, phone="1", kapso_last_seen="infinity"),
        add_row(database, "contacts", base + 61, workspace_id=workspace, phone="2", metadata='{"n": 9007199254740993}'),
    }
    skipped = {
        # The parent does not exist.
        add_row(database, "conversations", base + 70, workspace_id=workspace, contact_id=nobody),
        # The parent exists and fails.
        add_row(database, "conversations", base + 71, workspace_id=workspace, contact_id=UUID(int=base + 60)),
        # The parent is skipped.
        add_row(database, "messages", base + 72, workspace_id=workspace, conversation_id=UUID(int=base + 71)),
        # The parent is another workspace's.
        add_row(database, "messages", base + 73, workspace_id=stranger, conversation_id=UUID(int=base + 1)),
    }
    return skipped, failed


def test_reports_every_row_that_is_not_written(
    database: Connection[Any], deployment: ConvexClient, migrate: Migrate, base: int
) -> None:
    skipped, failed = arrange_bad_rows(database, base)

    done = migrate()

    assert done.status == 1
    assert "2 rows failed and 4 were skipped" in done.error
    assert {row["id"] for row in done.problems if row["outcome"] == "skipped"} == skipped
    assert {row["id"] for row in done.problems if row["outcome"] == "failed"} == failed
    assert done.counts("contacts") == (5, 3, 0, 0, 0, 2)
    assert done.counts("messages") == (6, 4, 0, 0, 2, 0)
    reasons = {row["id"]: row["reason"] for row in done.report["tables"]["messages"]["rows"]}
    assert reasons[source_id(base + 72)].startswith("missing_reference: conversation_id")
    assert reasons[source_id(base + 73)].startswith("other_workspace: conversation_id")
    assert done.report["status"] == "incomplete"
    assert done.report["rows_file"] == "report.rows.jsonl"


def test_a_dry_run_foresees_the_same_rows_and_writes_nothing(
    database: Connection[Any], deployment: ConvexClient, migrate: Migrate, settings: Settings, base: int
) -> None:
    skipped, failed = arrange_bad_rows(database, base)
    settings.CONVEX_URL = settings.CONVEX_SITE_URL = "http://127.0.0.1:9"

    done = migrate("--dry-run")

    assert done.status == 1
    assert {row["id"] for row in done.problems if row["outcome"] == "skipped"} == skipped
    assert {row["id"] for row in done.problems if row["outcome"] == "failed"} == failed
    messages = done.report["tables"]["messages"]
    assert (messages["source"], messages["would_send"], messages["skipped"], messages["migrated"]) == (6, 4, 2, 0)
    ids = {source_id(base + number) for number in range(100)}
    assert all_documents(deployment, "workspaces", ids) == {}


def test_a_dry_run_of_sound_data_succeeds_without_any_convex(
    database: Connection[Any], migrate: Migrate, settings: Settings, base: int
) -> None:
    settings.CONVEX_URL, settings.CONVEX_DEPLOY_KEY, settings.MIGRATION_KEY = "http://127.0.0.1:9", "", ""
    arrange_inbox(database, base)
    done = migrate("--dry-run")
    assert (done.status, done.report["status"], done.report["target"]) == (0, "reconciled", None)


def test_a_run_without_the_bad_rows_completes_the_first(
    database: Connection[Any], deployment: ConvexClient, migrate: Migrate, base: int
) -> None:
    arrange_bad_rows(database, base)
    migrate()
    database.execute("UPDATE contacts SET kapso_last_seen = NULL, metadata = NULL")
    database.execute("DELETE FROM conversations WHERE id = %s", [source_id(base + 70)])
    database.execute("DELETE FROM messages WHERE id = %s", [source_id(base + 73)])

    done = migrate()

    assert done.status == 0
    assert done.counts("contacts") == (5, 2, 0, 3, 0, 0)
    assert done.counts("conversations") == (3, 1, 0, 2, 0, 0)
    assert done.counts("messages") == (5, 1, 0, 4, 0, 0)
    assert done.problems == []


def test_judged_rows_arrive_among_the_others_with_their_keys_rewritten(
    database: Connection[Any], deployment: ConvexClient, migrate: Migrate, base: int
) -> None:
    workspace = arrange_inbox(database, base)
    for number in (4, 6):
        judged = f'{{"Catatan é": {number}, "source": "form"}}'
        add_row(database, "contacts", base + number, workspace_id=workspace, phone=f"082{number}", metadata=judged)
    add_row(database, "contacts", base + 5, workspace_id=workspace, phone="0825")

    done = migrate()

    assert (done.status, done.counts("contacts")) == (0, (6, 6, 0, 0, 0, 0))
    assert done.report["tables"]["contacts"]["rewritten_keys"] == [{"column": "metadata", "keys": 2}]
    assert done.report["tables"]["contacts"]["judged"] == 2
    contacts = all_documents(deployment, "contacts", {source_id(base + 4), source_id(base + 6)})
    assert contacts[source_id(base + 6)]["metadata"] == {"Catatan %C3%A9": 6, "source": "form"}
    assert contacts[source_id(base + 4)]["source"] == "form"
    assert "metadata: 2 JSON keys were percent-encoded" in done.output


def test_stops_at_the_first_bad_row_when_asked(
    database: Connection[Any], deployment: ConvexClient, migrate: Migrate, base: int
) -> None:
    arrange_bad_rows(database, base)

    done = migrate("--fail-fast")

    assert done.status == 1
    assert done.error.startswith(f"Stopped at the first row that was failed: contacts {source_id(base + 60)}")
    assert done.report["status"] == "stopped"
    assert done.report["tables"]["contacts"]["status"] == "unfinished"
    assert done.report["tables"]["messages"]["status"] == "not_started"


def test_parents_that_are_not_chosen_are_expected_in_convex(
    database: Connection[Any], deployment: ConvexClient, migrate: Migrate, base: int
) -> None:
    arrange_inbox(database, base)
    alone = migrate("--tables=contacts")
    migrate("--tables=workspaces")
    after = migrate("--tables=contacts")

    assert (alone.status, alone.counts("contacts")) == (1, (3, 0, 0, 0, 3, 0))
    assert (after.status, after.counts("contacts")) == (0, (3, 3, 0, 0, 0, 0))
    assert list(after.report["tables"]) == ["contacts"]


def test_adopts_what_stands_there_by_natural_key(
    database: Connection[Any], deployment: ConvexClient, migrate: Migrate, base: int
) -> None:
    """A workspace restored under another id: its contacts find it by slug."""
    arrange_inbox(database, base)
    migrate("--tables=workspaces")
    database.execute("UPDATE workspaces SET id = %s", [source_id(base + 99)])
    database.execute("UPDATE contacts SET workspace_id = %s", [source_id(base + 99)])

    done = migrate("--tables=contacts")

    assert done.counts("contacts") == (3, 3, 0, 0, 0, 0)


def test_maps_users_and_organisations(
    database: Connection[Any], deployment: ConvexClient, migrate: Migrate, base: int, tmp_path: Path
) -> None:
    create_table(database, "workspaces")
    create_table(database, "profiles")
    owner, stranger = UUID(int=base + 1), UUID(int=base + 2)
    add_row(database, "workspaces", base, slug=f"acme-{base:x}", owner_id=owner, suspended_by=stranger)
    add_row(database, "profiles", base + 1, full_name="Budi")
    users, workspaces = tmp_path / "users.json", tmp_path / "workspaces.json"
    users.write_text(json.dumps({str(owner): f"user_{base:x}"}))
    workspaces.write_text(json.dumps({str(UUID(int=base)): f"org_{base:x}"}))

    done = migrate(f"--user-map={users}", f"--workspace-map={workspaces}")

    assert done.status == 0
    [workspace] = all_documents(deployment, "workspaces", {source_id(base)}).values()
    [profile] = all_documents(deployment, "users", {source_id(base + 1)}).values()
    assert (workspace["owner_id"], workspace["clerk_org_id"]) == (f"user_{base:x}", f"org_{base:x}")
    assert (workspace["suspended_by"], profile["clerk_id"]) == (str(stranger), f"user_{base:x}")
    assert done.report["tables"]["workspaces"]["unmapped_users"] == [
        {"column": "suspended_by", "values": 1, "ids": 1, "first": [str(stranger)]}
    ]


def test_every_table_and_every_field_is_taken_by_the_deployment(
    database: Connection[Any], deployment: ConvexClient, migrate: Migrate, base: int
) -> None:
    """One row in each of the 25 tables with every column filled: no field is unknown, none is of a wrong type."""
    filled = {
        "text": "text",
        "number": 5,
        "boolean": True,
        "instant": "2026-01-02 03:04:05+00",
        "json": "{}",
        "texts": ["a"],
    }
    for table in TABLES:
        create_table(database, table.source)
        row: dict[str, Any] = {}
        for field in table.fields:
            row[field.column] = filled.get(field.kind, UUID(int=base))
        row |= {"id": UUID(int=base), "start_time": "09:00", "end_time": "24:00", "metadata": '{"source": "form"}'}
        row |= {"slug": f"s-{base:x}", "category": "bug", "stage": "closed", "pending_stage": "closed"}
        row |= {"priority": "low"} if table.source == "tickets" else {}
        columns = {"id"} | {field.column for field in table.fields}
        add_row(database, table.source, base, **{name: value for name, value in row.items() if name in columns})

    done = migrate()

    assert done.problems == []
    assert done.status == 0
    for table in TABLES:
        [document] = all_documents(deployment, table.target, {source_id(base)}).values()
        expected = {field.target for field in table.fields if field.kind not in {"clerk_user", "clerk_organisation"}}
        assert expected <= set(document), table.source


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--tables=contcats"], "Did you mean contacts"),
        (["--concurrency=0"], "--concurrency is 0"),
        (["--user-map=missing.json"], "cannot be read"),
    ],
)
def test_exits_with_2_where_the_options_are_wrong(migrate: Migrate, options: list[str], complaint: str) -> None:
    done = migrate(*options)
    assert done.status == 2
    assert complaint in done.error


def test_exits_with_2_where_a_column_cannot_be_read(
    database: Connection[Any], deployment: ConvexClient, migrate: Migrate
) -> None:
    create_table(database, "workspaces", types={"settings": "text"})
    done = migrate()
    assert done.status == 2
    assert "workspaces.settings is of type text" in done.error
    assert done.report["errors"] == [done.error]
    assert done.report["status"] == "failed"


def test_exits_with_2_without_a_database(migrate: Migrate, settings: Settings) -> None:
    settings.SUPABASE_DB_URL = "postgresql://postgres:hidden@127.0.0.1:1/postgres"
    done = migrate()
    assert done.status == 2
    assert "Nothing listens" in done.error
    assert "hidden" not in json.dumps(done.report)


def test_exits_with_2_with_a_wrong_migration_key(
    database: Connection[Any], deployment: ConvexClient, migrate: Migrate, settings: Settings
) -> None:
    create_table(database, "workspaces")
    settings.MIGRATION_KEY = "not-the-key"
    done = migrate()
    assert (done.status, done.error) == (
        2,
        "MIGRATION_KEY is not the one that the deployment has. Set both to the same text, then run again.",
    )
    assert "not-the-key" not in done.output


def test_exits_with_2_with_a_wrong_deploy_key(
    database: Connection[Any], deployment: ConvexClient, migrate: Migrate, settings: Settings
) -> None:
    create_table(database, "workspaces")
    settings.CONVEX_DEPLOY_KEY = "embedded|00"
    done = migrate()
    assert done.status == 2
    assert "CONVEX_DEPLOY_KEY is not a key of the deployment" in done.error


def test_is_silent_when_quiet(database: Connection[Any], deployment: ConvexClient, migrate: Migrate, base: int) -> None:
    arrange_inbox(database, base)
    assert migrate("--quiet").output == ""
