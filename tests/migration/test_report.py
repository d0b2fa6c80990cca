"""The report: it reconciles, it is whole, and it stays small."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from migration.outcomes import BatchOutcome, Outcome, Problem
from migration.report import ROWS_LISTED, ProblemLog, RunReport, TableReport, TableStatus, write_report
from migration.tables import TABLE_BY_SOURCE

CONTACTS = TABLE_BY_SOURCE["contacts"]
ID = "00000000-0000-4000-8000-000000000001"


def run_report(*tables: TableReport) -> RunReport:
    return RunReport(
        run_id="run",
        started_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        is_dry_run=False,
        options={},
        target="http://convex",
        tables={table.table.source: table for table in tables},
    )


@pytest.mark.parametrize(
    ("source", "outcome", "status"),
    [
        (0, BatchOutcome(), TableStatus.EMPTY),
        (6, BatchOutcome(1, 2, 3), TableStatus.MIGRATED),
        (7, BatchOutcome(1, 2, 3), TableStatus.INCOMPLETE),
        (5, BatchOutcome(1, 2, 3), TableStatus.INCOMPLETE),
        (7, BatchOutcome(1, 2, 3, [Problem(ID, Outcome.SKIPPED, "r")]), TableStatus.INCOMPLETE),
        (7, BatchOutcome(1, 2, 3, [Problem(ID, Outcome.FAILED, "r")]), TableStatus.INCOMPLETE),
    ],
)
def test_a_table_is_migrated_only_when_every_row_is_accounted_for(
    source: int, outcome: BatchOutcome, status: TableStatus
) -> None:
    table = TableReport(CONTACTS, source=source)
    table.count(outcome)
    table.finish(2.0, is_dry_run=False)
    assert table.status is status
    assert bool(table.errors) == (table.accounted != source)
    assert run_report(table).is_reconciled is (status is not TableStatus.INCOMPLETE)


def test_sums_up_reasons_without_their_ids() -> None:
    table = TableReport(CONTACTS, source=3)
    for number in range(3):
        table.add_problem(Problem(str(number), Outcome.SKIPPED, f"contacts {ID[:-1]}{number} not found"))
    assert table.as_json(1)["errors"] == ["3 skipped: contacts … not found"]
    assert table.as_json(1)["rows_not_listed"] == 2


def test_lists_a_bounded_number_of_rows() -> None:
    table = TableReport(CONTACTS, source=ROWS_LISTED + 5)
    for number in range(ROWS_LISTED + 5):
        table.add_problem(Problem(str(number), Outcome.FAILED, f"reason {number}"))
    printed = table.as_json(ROWS_LISTED)
    assert (len(printed["rows"]), printed["rows_not_listed"], printed["failed"]) == (ROWS_LISTED, 5, ROWS_LISTED + 5)
    assert len(printed["errors"]) == 20


def test_writes_in_one_step_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "report.json"
    write_report(run_report(TableReport(CONTACTS)), path)
    write_report(run_report(TableReport(CONTACTS, source=1)), path)
    assert json.loads(path.read_text())["tables"]["contacts"]["source"] == 1
    assert [file.name for file in path.parent.iterdir()] == ["report.json"]


def test_the_rows_file_holds_every_row_and_is_gone_where_there_is_none(tmp_path: Path) -> None:
    log = ProblemLog.beside(tmp_path / "report.json")
    log.write(CONTACTS, Problem(ID, Outcome.FAILED, "why"))
    log.close()
    assert json.loads(log.path.read_text()) == {"table": "contacts", "id": ID, "outcome": "failed", "reason": "why"}

    ProblemLog.beside(tmp_path / "report.json").close()
    assert not log.path.exists()
