"""`manage.py create_sample_supabase`: what it makes, what it refuses to destroy, and what it says."""

import json
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from migration.sample.plan import Plan
from tests.migration.sample.databases import NewDatabase, make_sample


def count_workspaces(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM workspaces").fetchone()
    assert row is not None
    return int(row[0])


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("create_sample_supabase", *arguments, stdout=out)
    return out.getvalue()


def test_fills_the_database_of_the_settings_and_prints_the_counts(
    new_database: NewDatabase, settings: Settings
) -> None:
    settings.SUPABASE_DB_URL = new_database()
    printed = run("--seed=5")
    assert count_workspaces(settings.SUPABASE_DB_URL) == 10
    assert "messages" in printed
    assert "rows/s" in printed
    assert "pg_cron" in printed


def test_writes_partial_maps_and_full_ones(new_database: NewDatabase, tmp_path: Path) -> None:
    url = new_database()
    run(f"--database-url={url}", f"--maps={tmp_path / 'partial'}")
    run(f"--database-url={url}", "--replace", f"--maps={tmp_path / 'full'}", "--full-maps")
    partial, full = (
        {
            name: json.loads((tmp_path / kind / f"{name}-mapping.json").read_text())
            for name in ("user-id", "workspace-org")
        }
        for kind in ("partial", "full")
    )
    for name in ("user-id", "workspace-org"):
        assert partial[name].items() < full[name].items()
        assert len(full[name]) - len(partial[name]) == 1
    assert all(clerk.startswith("user_") and len(clerk) == 32 for clerk in full["user-id"].values())
    assert all(clerk.startswith("org_") and len(clerk) == 31 for clerk in full["workspace-org"].values())
    with psycopg.connect(url) as connection:
        users = {str(row[0]) for row in connection.execute("SELECT id FROM profiles")}
    assert set(full["user-id"]) == users


def test_writes_the_manifest_of_the_bad_rows(new_database: NewDatabase, tmp_path: Path) -> None:
    printed = run(f"--database-url={new_database()}", f"--maps={tmp_path}", "--with-bad-rows")
    manifest = json.loads((tmp_path / "bad-rows.json").read_text())
    assert f"{len(manifest)} of the rows cannot be migrated." in printed


def test_refuses_a_database_that_holds_tables(sample_url: str) -> None:
    with pytest.raises(CommandError, match=r"holds \d+ tables already .* --replace"):
        run(f"--database-url={sample_url}")


def test_replaces_an_earlier_sample(new_database: NewDatabase) -> None:
    url = new_database()
    make_sample(url, Plan(scale=3, seed=1))
    run(f"--database-url={url}", "--replace", "--scale=1")
    assert count_workspaces(url) == 10


def test_never_replaces_tables_that_no_sample_made(new_database: NewDatabase) -> None:
    url = new_database()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE workspaces (id uuid)")
        connection.execute("INSERT INTO workspaces VALUES (gen_random_uuid())")
    with pytest.raises(CommandError, match="no sample made"):
        run(f"--database-url={url}", "--replace")
    assert count_workspaces(url) == 1


def test_a_run_that_fails_leaves_the_earlier_sample(new_database: NewDatabase) -> None:
    url = new_database()
    make_sample(url, Plan(scale=1, seed=1))
    with psycopg.connect(url, autocommit=True) as connection:
        before = connection.execute("SELECT md5(string_agg(c::text, '' ORDER BY id)) FROM contacts c").fetchone()
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    with pytest.raises(CommandError, match="may not do this"):
        run(f"--database-url={url.replace('postgres:@', 'reader:@')}", "--replace")
    with psycopg.connect(url) as connection:
        after = connection.execute("SELECT md5(string_agg(c::text, '' ORDER BY id)) FROM contacts c").fetchone()
    assert after == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "set SUPABASE_DB_URL or pass --database-url"),
        (["--database-url=postgresql://127.0.0.1:1/none", "--scale=0"], "from 1 on"),
        (["--database-url=postgresql://127.0.0.1:1/none", "--full-maps"], "--maps"),
        (["--database-url=postgresql://127.0.0.1:1/none"], "nothing was changed"),
        (["--database-url=this is no address"], "nothing was changed"),
    ],
)
def test_says_what_to_do_when_it_cannot_run(arguments: list[str], sentence: str, settings: Settings) -> None:
    settings.SUPABASE_DB_URL = ""
    with pytest.raises(CommandError, match=sentence):
        run(*arguments)
