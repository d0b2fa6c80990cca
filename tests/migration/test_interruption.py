"""Runs that end in the middle, and what the next run makes of it. The command runs in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection

from config.convex.client import ConvexClient
from config.launch.deployment import EmbeddedDeployment
from migration.tables import TABLES
from tests.migration.source_tables import add_row, create_table
from tests.migration.stand_in import Behaviour, Received, Reply, Stall, StandIn, accept

PROJECT = Path(__file__).resolve().parent.parent.parent
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(database_url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts the command in a process of its own; what still runs at the end is killed."""
    with ExitStack() as stack:

        def run(environment: dict[str, str], *options: str) -> "subprocess.Popen[str]":
            command = [
                sys.executable,
                "manage.py",
                "migrate_supabase",
                f"--report={tmp_path / 'report.json'}",
                *options,
            ]
            process = subprocess.Popen(
                command,
                cwd=PROJECT,
                env={**os.environ, "SUPABASE_DB_URL": database_url, "VAR_DIR": str(tmp_path), **environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            stack.callback(end, process)
            return process

        yield run


def end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def stand_in_environment(server: StandIn) -> dict[str, str]:
    keys = {"CONVEX_DEPLOY_KEY": "dev:x|y", "MIGRATION_KEY": "secret"}
    return {"CONVEX_URL": server.url, "CONVEX_SITE_URL": server.url, **keys}


def serving(behaviour: Behaviour = accept) -> StandIn:
    return StandIn(behaviour, describes={"schema_version": 1, "tables": [table.target for table in TABLES]})


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def fill_articles(database: Connection[Any], count: int, base: int = 0) -> None:
    """Create so many articles, of about 600 bytes each, in one workspace."""
    create_table(database, "workspaces")
    create_table(database, "articles")
    add_row(database, "workspaces", base, slug=f"acme-{base:x}")
    database.execute(
        "INSERT INTO articles (id, workspace_id, title, slug, content) "
        "SELECT gen_random_uuid(), %s, 'Title ' || i, 'slug-' || i, repeat('lorem ipsum ', 40) "
        "FROM generate_series(1, %s) i",
        [UUID(int=base), count],
    )


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_reports_how_far_it_came(
    database: Connection[Any], start: Start, tmp_path: Path, sent: signal.Signals
) -> None:
    fill_articles(database, 1_000)
    over = threading.Event()
    with serving(lambda batch: Stall(over) if batch.number > 6 else accept(batch)) as server:
        process = start(stand_in_environment(server), "--batch-docs=100", "--concurrency=2")
        wait_for(lambda: len(server.batches) == 8)
        process.send_signal(sent)
        time.sleep(0.3)
        over.set()
        _output, error = process.communicate(timeout=30)

    report = json.loads((tmp_path / "report.json").read_text())
    articles = report["tables"]["articles"]
    assert process.returncode == 130
    assert error.strip().endswith("Interrupted. Run again to carry on.")
    assert "Traceback" not in error
    assert (report["status"], articles["status"]) == ("interrupted", "unfinished")
    assert articles["migrated"] == 400, "what was answered is counted"
    assert server.recorded[0]["status"] == "interrupted"


def test_a_killed_run_is_completed_by_the_next(
    database: Connection[Any], start: Start, tmp_path: Path, convex: EmbeddedDeployment
) -> None:
    base = time.time_ns() << 16
    fill_articles(database, 3_000, base)
    environment = {**convex.environment(), "MIGRATION_KEY": convex.migration_key}
    with ConvexClient(convex.url, deploy_key=convex.admin_key) as client:
        before = count_articles(client)
        process = start(environment, "--batch-docs=50")
        wait_for(lambda: count_articles(client) > before + 200)
        process.kill()
        process.communicate()
        arrived = count_articles(client) - before

        process = start(environment)
        _output, error = process.communicate(timeout=60)

        articles = json.loads((tmp_path / "report.json").read_text())["tables"]["articles"]
        assert process.returncode == 0, error
        assert 200 < arrived < 3_000
        assert articles["migrated"] + articles["unchanged"] == 3_000
        assert articles["unchanged"] >= arrived
        assert count_articles(client) - before == 3_000


def count_articles(client: ConvexClient) -> int:
    count, cursor, done = 0, None, False
    while not done:
        page = client.query("migrate:countPage", {"table": "articles", "cursor": cursor})
        count, cursor, done = count + page["count"], page["cursor"], page["done"]
    return count


def test_a_deployment_that_goes_away_is_waited_for(database: Connection[Any], start: Start) -> None:
    fill_articles(database, 200)

    def behave(batch: Received) -> Reply:
        return Reply(503, {"code": "Restarting"}) if 3 <= batch.number <= 5 else accept(batch)

    with serving(behave) as server:
        process = start(stand_in_environment(server), "--batch-docs=50", "--concurrency=1")
        output, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    assert "Convex does not take batches (Convex answered 503 Restarting); next try in" in output


def test_nonsense_ends_the_run_with_2_and_the_report_says_so(
    database: Connection[Any], start: Start, tmp_path: Path
) -> None:
    fill_articles(database, 200)
    with serving(lambda batch: Reply(200, b"ok") if batch.number > 3 else accept(batch)) as server:
        process = start(stand_in_environment(server), "--batch-docs=50", "--concurrency=1")
        _output, error = process.communicate(timeout=60)
    report = json.loads((tmp_path / "report.json").read_text())
    assert process.returncode == 2
    assert "Nothing it says can be believed" in error
    assert (report["status"], report["tables"]["articles"]["status"]) == ("failed", "unfinished")


def test_memory_does_not_grow_with_the_rows(database: Connection[Any], database_url: str, tmp_path: Path) -> None:
    """Ten times the rows within a tenth of the memory, and no more than 150 MB in all."""
    fill_articles(database, 10_000)
    small = peak_memory_mb(database_url, tmp_path)
    database.execute(
        "INSERT INTO articles SELECT gen_random_uuid(), a.workspace_id, a.title, a.slug || n, a.excerpt, a.content "
        "FROM articles a, generate_series(1, 9) n"
    )
    large = peak_memory_mb(database_url, tmp_path)
    assert large < small * 1.1
    assert large < 150


# A process of its own between, because a new process inherits the peak of the one it was forked from.
MEASURE = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)


def peak_memory_mb(database_url: str, directory: Path) -> float:
    command = [sys.executable, "manage.py", "migrate_supabase", f"--report={directory / 'report.json'}"]
    with serving() as server:
        environment = {"SUPABASE_DB_URL": database_url, "VAR_DIR": str(directory), **stand_in_environment(server)}
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, *command],
            cwd=PROJECT,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return int(done.stdout) / 1024
