"""A run with all around it: the connections it needs, and a whole report whatever happens."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from migration.errors import TargetError
from migration.mappings import read_mappings
from migration.options import Options
from migration.progress import RunProgress
from migration.report import ROWS_RECORDED, ProblemLog, RunReport, write_report
from migration.run import MigrationRun, mark_end
from migration.sink import ConvexSink
from migration.source import SupabaseSource


def carry_out(
    options: Options,
    report: RunReport,
    *,
    open_source: Callable[[], SupabaseSource],
    open_sink: Callable[[], ConvexSink],
    report_path: Path,
    progress: RunProgress,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Run the migration and leave its report at `report_path` and in Convex, also where it ends early.

    A dry run opens no sink and writes nothing but the report.

    Raises:
        MigrationError, KeyboardInterrupt: the run ended early; the report says how far it came.
        OSError: the report cannot be written.
    """
    problems = ProblemLog.beside(report_path)
    started = clock()
    recorder: ConvexSink | None = None
    with ExitStack() as stack:
        try:
            mappings = read_mappings(options.user_map, options.workspace_map)
            source = stack.enter_context(open_source())
            sink = None if options.is_dry_run else _ready_sink(open_sink(), options, progress, stack)
            recorder = sink
            run = MigrationRun(
                source,
                sink,
                options=options,
                mappings=mappings,
                report=report,
                problems=problems,
                progress=progress,
                clock=clock,
            )
            run.run()
        except BaseException as error:
            mark_end(report, error)
            if isinstance(error, TargetError):
                # A deployment that does not take batches will hardly take the report.
                recorder = None
            raise
        finally:
            progress.close()
            problems.close()
            report.rows_file = problems.path.name if problems.count else None
            report.duration_s = clock() - started
            write_report(report, report_path)
            if recorder is not None:
                _record(recorder, report, report_path)


def _ready_sink(sink: ConvexSink, options: Options, progress: RunProgress, stack: ExitStack) -> ConvexSink:
    """Return the sink once the deployment is found fit for the run; it is closed with the stack."""
    stack.callback(sink.close)
    sink.on_wait = progress.note
    sink.check(options.tables)
    return sink


def _record(sink: ConvexSink, report: RunReport, report_path: Path) -> None:
    """Keep the report in Convex; that it could not be kept is a warning in the report."""
    try:
        sink.record_run(report.as_json(ROWS_RECORDED))
    except TargetError as error:
        report.warnings.append(str(error))
        write_report(report, report_path)
