"""One run of the migration, from the snapshot to the reconciled report."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from uuid import uuid4

from migration.batches import cut_batches
from migration.errors import MigrationError, StoppedError
from migration.judgement import LONG_LINE_BYTES, Judge, RowError
from migration.mappings import Mappings
from migration.options import Options
from migration.outcomes import BatchOutcome, Outcome, Problem
from migration.plan import TablePlan, plan_tables
from migration.progress import RunProgress
from migration.references import foreseen_problems
from migration.report import ProblemLog, RunReport, RunStatus, TableReport, TableStatus
from migration.select import FLAG, compile_select
from migration.source import SupabaseSource
from migration.tables import TABLE_BY_SOURCE, TABLES, Table
from migration.writers import BatchSink, BatchWriters

NO_TARGET_REASONS: Mapping[str, str] = {"workspace_invitations": "Clerk's invitations replace it"}
_FLAG_BYTE = FLAG[0]


def new_report(
    options: Options, *, target: str | None, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> RunReport:
    """Return the report of a run that begins now."""
    return RunReport(
        run_id=uuid4().hex,
        started_at=now(),
        is_dry_run=options.is_dry_run,
        target=None if options.is_dry_run else target,
        options={
            "tables": [table.source for table in options.tables],
            "concurrency": options.concurrency,
            "batch_docs": options.batch_docs,
            "batch_bytes": options.batch_bytes,
            "fail_fast": options.fail_fast,
            "has_user_map": options.user_map is not None,
            "has_workspace_map": options.workspace_map is not None,
        },
        tables={table.source: TableReport(table) for table in options.tables},
    )


class MigrationRun:
    """Migrates the chosen tables of one source, in order, and fills the report as it goes.

    `sink` is None in a dry run. Whatever ends the run early is raised; the report then says how far it came.
    """

    def __init__(
        self,
        source: SupabaseSource,
        sink: BatchSink | None,
        *,
        options: Options,
        mappings: Mappings,
        report: RunReport,
        problems: ProblemLog,
        progress: RunProgress,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source, self._sink = source, sink
        self._options, self._mappings = options, mappings
        self._report, self._problems, self._progress, self._clock = report, problems, progress, clock
        # The rows that a dry run foresees as not written, by source table: their children will not be either.
        self._lost: defaultdict[str, set[str]] = defaultdict(set)

    def run(self) -> None:
        """Migrate all tables.

        Raises:
            MigrationError: the run ended early.
        """
        plans = self._survey()
        for table in self._options.tables:
            if table.source in plans:
                self._migrate(plans[table.source], plans)
        self._report.status = RunStatus.RECONCILED if self._report.is_reconciled else RunStatus.INCOMPLETE

    def _survey(self) -> dict[str, TablePlan]:
        """Look at the whole source before the first row: plans, counts, and what has no target."""
        source, report = self._source, self._report
        report.source = {"snapshot_at": source.snapshot_at.isoformat(), "server_version": source.server_version}
        # Parents that are not chosen are planned too: references to them are sent with their natural keys.
        plans = plan_tables(source.catalog, _with_ancestors(self._options.tables))
        for plan in plans.values():
            source.check_ids(plan)
        for name, found in source.catalog.items():
            if name not in TABLE_BY_SOURCE and not found.is_view:
                reason = NO_TARGET_REASONS.get(name, "no table of Convex is meant for it")
                report.tables_without_target.append({"table": name, "rows": source.count_rows(name), "reason": reason})
        for table in self._options.tables:
            if table.source in plans:
                self._survey_table(plans[table.source])
            else:
                report.tables[table.source].status = TableStatus.ABSENT
        return plans

    def _survey_table(self, plan: TablePlan) -> None:
        table_report = self._report.tables[plan.table.source]
        counts = self._source.count(plan)
        table_report.source = counts.rows
        table_report.warnings += plan.warnings
        table_report.columns_without_target = counts.without_target
        table_report.filled_timestamps = {
            field: {"from_another_column": counts.filled[field], "by_convex": counts.filled_by_convex[field]}
            for field in counts.filled
            if counts.filled[field] or counts.filled_by_convex[field]
        }
        for unmapped in self._source.unmapped_users(plan, self._mappings.users):
            table_report.unmapped_users.append(
                {"column": unmapped.column, "values": unmapped.values, "ids": unmapped.ids, "first": unmapped.shown}
            )

    def _migrate(self, plan: TablePlan, plans: Mapping[str, TablePlan]) -> None:
        """Migrate one table; when it returns, all its rows are accounted for and its children may begin."""
        report = self._report.tables[plan.table.source]
        report.status = TableStatus.RUNNING
        started = self._clock()
        self._progress.start_table(plan.table.source, report.source)
        judge = Judge(plan, report.rewritten_keys)
        lines = self._sound_lines(plan, plans, judge, report)
        try:
            if self._sink is None:
                self._check(plan, plans, lines, report)
            else:
                self._write(plan.table, lines, report, self._sink)
        except BaseException:
            report.status = TableStatus.UNFINISHED
            report.seconds = self._clock() - started
            raise
        report.finish(self._clock() - started, is_dry_run=self._options.is_dry_run)
        self._progress.finish_table(_summary_of(report))

    def _sound_lines(
        self, plan: TablePlan, plans: Mapping[str, TablePlan], judge: Judge, report: TableReport
    ) -> Iterator[bytes]:
        """Yield the records of a table, in the order of their ids. Rows that judgement refuses go to the report."""
        select = compile_select(plan, plans, self._mappings)
        for line in self._source.stream(select, reading=plan.table.source):
            is_flagged = line[0] == _FLAG_BYTE
            if not is_flagged and len(line) <= LONG_LINE_BYTES:
                yield line
                continue
            report.judged += 1
            try:
                if is_flagged:
                    record = judge.record_of(line[1:])
                else:
                    judge.check_long(record := line)
            except RowError as error:
                self._note_problem(report, Problem(error.source_id, Outcome.FAILED, error.reason))
            else:
                yield record

    def _write(self, table: Table, lines: Iterator[bytes], report: TableReport, sink: BatchSink) -> None:
        writers = BatchWriters(sink, self._options.concurrency)
        try:
            for batch in cut_batches(lines, max_docs=self._options.batch_docs, max_bytes=self._options.batch_bytes):
                for outcome in writers.submit(table, batch):
                    self._count(report, outcome)
            for outcome in writers.drain():
                self._count(report, outcome)
        except BaseException:
            for outcome in writers.abandon():
                self._tally(report, outcome)
            raise
        writers.close()

    def _check(
        self, plan: TablePlan, plans: Mapping[str, TablePlan], lines: Iterator[bytes], report: TableReport
    ) -> None:
        """Convert every row and foresee which references will not resolve."""
        sound = 0
        for _line in lines:
            sound += 1
            if sound % 1_000 == 0:
                self._progress.advance(1_000)
        self._progress.advance(sound % 1_000)
        lost = self._lost[plan.table.source]
        for problem in foreseen_problems(self._source, plan, plans, self._lost):
            if problem.source_id not in lost:
                sound -= 1
                self._note_problem(report, problem)
        report.would_send = sound

    def _count(self, report: TableReport, outcome: BatchOutcome) -> None:
        """Count a batch's outcome, and stop where the operator asked for it."""
        self._tally(report, outcome)
        if outcome.problems and self._options.fail_fast:
            raise _first_problem(report.table, outcome.problems[0])

    def _tally(self, report: TableReport, outcome: BatchOutcome) -> None:
        report.count(outcome)
        for problem in outcome.problems:
            self._problems.write(report.table, problem)
        self._progress.advance(outcome.total)

    def _note_problem(self, report: TableReport, problem: Problem) -> None:
        report.add_problem(problem)
        self._problems.write(report.table, problem)
        self._progress.advance(1)
        if self._sink is None:
            self._lost[report.table.source].add(problem.source_id)
        if self._options.fail_fast:
            raise _first_problem(report.table, problem)


def mark_end(report: RunReport, error: BaseException) -> None:
    """Write into the report why the run ended early."""
    match error:
        case StoppedError():
            report.status = RunStatus.STOPPED
        case KeyboardInterrupt():
            report.status = RunStatus.INTERRUPTED
        case _:
            report.status = RunStatus.FAILED
    if isinstance(error, MigrationError):
        report.errors.append(str(error))


def _first_problem(table: Table, problem: Problem) -> StoppedError:
    return StoppedError(
        f"Stopped at the first row that was {problem.outcome}: {table.source} {problem.source_id}: {problem.reason}"
    )


def _with_ancestors(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """Return the tables and all that their references name, parents first."""
    wanted = {table.source for table in tables}
    # Parents stand before their children, so from the end one pass meets every child before its parents.
    for table in reversed(TABLES):
        if table.source in wanted:
            wanted |= table.parents
    return tuple(table for table in TABLES if table.source in wanted)


def _summary_of(report: TableReport) -> str:
    counts: Counter[str] = Counter(
        {
            "inserted": report.inserted,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "checked": report.would_send,
            "skipped": report.skipped,
            "failed": report.failed,
        }
    )
    parts = [f"{count:,} {name}" for name, count in counts.items() if count] or ["0 rows"]
    return f"{', '.join(parts)} ({report.rows_per_second:,} rows/s)" if report.source else parts[0]
