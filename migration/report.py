"""The report of a run: what became of every row, table by table, and all that an operator should know of the source.

The keys of the original's report are kept (`timestamp`, `duration_seconds`, and for each table `table`, `source`,
`migrated`, `skipped`, `errors`). `migrated` are the newly inserted rows. A run reconciles a table when
`source = migrated + updated + unchanged + skipped + failed`; a dry run has `would_send` in place of the first three.
It holds ids and no other value of a row.
"""

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson

from migration.outcomes import BatchOutcome, Outcome, Problem
from migration.tables import Table

# Rows that the report itself lists for a table; all of them are in the file beside it.
ROWS_LISTED = 1_000
# Rows that the copy in Convex lists: the portal shows as many, and the document stays small.
ROWS_RECORDED = 20
_REASONS_COUNTED = 200
_REASONS_LISTED = 20
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RunStatus(StrEnum):
    """How a run ended."""

    RUNNING = "running"
    # Every row is accounted for, and none was skipped or failed.
    RECONCILED = "reconciled"
    # Rows were skipped or failed, or do not add up.
    INCOMPLETE = "incomplete"
    # --fail-fast ended it.
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


class TableStatus(StrEnum):
    """What became of a table."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    ABSENT = "absent"
    EMPTY = "empty"
    MIGRATED = "migrated"
    # Read, converted and checked by a dry run.
    CHECKED = "checked"
    # Rows of it were skipped or failed.
    INCOMPLETE = "incomplete"
    # The run ended before the table did.
    UNFINISHED = "unfinished"


@dataclass(slots=True)
class TableReport:
    """What became of one table. `rows` are the first problems, bounded."""

    table: Table
    status: TableStatus = TableStatus.NOT_STARTED
    source: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    would_send: int = 0
    skipped: int = 0
    failed: int = 0
    judged: int = 0
    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    rows: list[Problem] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    filled_timestamps: dict[str, dict[str, int]] = field(default_factory=dict)
    columns_without_target: dict[str, int] = field(default_factory=dict)
    unmapped_users: list[dict[str, Any]] = field(default_factory=list)
    rewritten_keys: Counter[str] = field(default_factory=Counter)

    @property
    def accounted(self) -> int:
        """The rows of which it is known what became of them."""
        return self.inserted + self.updated + self.unchanged + self.would_send + self.skipped + self.failed

    @property
    def rows_per_second(self) -> int:
        """The speed, from the first row read to the last answered."""
        return round(self.accounted / self.seconds) if self.seconds else 0

    def count(self, outcome: BatchOutcome) -> None:
        """Count what became of a batch."""
        self.inserted += outcome.inserted
        self.updated += outcome.updated
        self.unchanged += outcome.unchanged
        for problem in outcome.problems:
            self.add_problem(problem)

    def add_problem(self, problem: Problem) -> None:
        """Count a row that is not in Convex."""
        if problem.outcome is Outcome.SKIPPED:
            self.skipped += 1
        else:
            self.failed += 1
        if len(self.rows) < ROWS_LISTED:
            self.rows.append(problem)
        reason = f"{problem.outcome}: {_UUID.sub('…', problem.reason)}"
        if reason in self.reasons or len(self.reasons) < _REASONS_COUNTED:
            self.reasons[reason] += 1

    def finish(self, seconds: float, *, is_dry_run: bool) -> None:
        """Close the table after its last row: reconcile it."""
        self.seconds = seconds
        if self.accounted != self.source:
            self.errors.append(
                f"{self.source} rows were counted in the snapshot and {self.accounted} are accounted for. "
                "This is an error of the migration itself; run it again, and report it if it stays."
            )
        is_whole = self.accounted == self.source and not self.skipped and not self.failed
        if not is_whole:
            self.status = TableStatus.INCOMPLETE
        elif not self.source:
            self.status = TableStatus.EMPTY
        else:
            self.status = TableStatus.CHECKED if is_dry_run else TableStatus.MIGRATED

    def as_json(self, rows_listed: int) -> dict[str, Any]:
        """Return the table's part of the report."""
        problems = [{"id": row.source_id, "outcome": str(row.outcome), "reason": row.reason} for row in self.rows]
        summary = [f"{count} {reason}" for reason, count in self.reasons.most_common(_REASONS_LISTED)]
        return {
            "table": self.table.source,
            "target": self.table.target,
            "status": str(self.status),
            "source": self.source,
            "migrated": self.inserted,
            "inserted": self.inserted,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "would_send": self.would_send,
            "skipped": self.skipped,
            "failed": self.failed,
            "judged": self.judged,
            "seconds": round(self.seconds, 3),
            "rows_per_second": self.rows_per_second,
            "errors": self.errors + summary,
            "warnings": self.warnings,
            "rows": problems[:rows_listed],
            "rows_not_listed": self.skipped + self.failed - len(problems[:rows_listed]),
            "filled_timestamps": self.filled_timestamps,
            "columns_without_target": [
                {"column": column, "values": values} for column, values in self.columns_without_target.items()
            ],
            "unmapped_users": self.unmapped_users,
            "rewritten_keys": [{"column": column, "keys": keys} for column, keys in self.rewritten_keys.items()],
        }


@dataclass(slots=True, kw_only=True)
class RunReport:
    """What a run did. Filled while it runs, so that one that ends early reports how far it came."""

    run_id: str
    started_at: datetime
    is_dry_run: bool
    options: dict[str, Any]
    target: str | None
    status: RunStatus = RunStatus.RUNNING
    duration_s: float = 0.0
    source: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    tables: dict[str, TableReport] = field(default_factory=dict)
    tables_without_target: list[dict[str, Any]] = field(default_factory=list)
    rows_file: str | None = None

    @property
    def totals(self) -> Counter[str]:
        """The sums over all tables."""
        sums: Counter[str] = Counter()
        for table in self.tables.values():
            for name in ("source", "inserted", "updated", "unchanged", "would_send", "skipped", "failed"):
                sums[name] += getattr(table, name)
        return sums

    @property
    def is_reconciled(self) -> bool:
        """Test if every row of every table is accounted for and none was skipped or failed."""
        whole = {TableStatus.ABSENT, TableStatus.EMPTY, TableStatus.MIGRATED, TableStatus.CHECKED}
        return all(table.status in whole for table in self.tables.values())

    def as_json(self, rows_listed: int = ROWS_LISTED) -> dict[str, Any]:
        """Return the report as JSON values, with at most so many rows a table."""
        return {
            "timestamp": self.started_at.isoformat(timespec="seconds"),
            "duration_seconds": round(self.duration_s, 3),
            "run_id": self.run_id,
            "status": str(self.status),
            "dry_run": self.is_dry_run,
            "options": self.options,
            "source": self.source,
            "target": self.target,
            "totals": dict(self.totals),
            "errors": self.errors,
            "warnings": self.warnings,
            "tables": {name: table.as_json(rows_listed) for name, table in self.tables.items()},
            "tables_without_target": self.tables_without_target,
            "rows_file": self.rows_file,
        }


def write_report(report: RunReport, path: Path) -> None:
    """Write the report in one step: a reader finds the old one or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(orjson.dumps(report.as_json(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


class ProblemLog:
    """The file beside the report with every row that is not in Convex, one JSON object a line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("wb")
        self.count = 0

    @classmethod
    def beside(cls, report_path: Path) -> "ProblemLog":
        """Return the log for a report, empty; what an earlier run left there is gone."""
        report_path.parent.mkdir(parents=True, exist_ok=True)
        return cls(report_path.with_name(f"{report_path.stem}.rows.jsonl"))

    def write(self, table: Table, problem: Problem) -> None:
        """Append a row."""
        line = {"table": table.source, "id": problem.source_id, "outcome": problem.outcome, "reason": problem.reason}
        self._file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        self.count += 1

    def close(self) -> None:
        """Close the file, and remove it where nothing is in it."""
        self._file.close()
        if not self.count:
            self.path.unlink(missing_ok=True)
