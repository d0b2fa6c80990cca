"""`manage.py migrate_supabase`: copy a Supabase database to Convex."""

import argparse
import signal
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from migration.errors import MigrationError
from migration.options import Options, select_tables
from migration.progress import progress_for
from migration.report import RunReport, RunStatus, TableStatus
from migration.run import new_report
from migration.session import carry_out
from migration.sink import open_sink
from migration.source import open_source
from migration.summary import PLAIN_WIDTH, print_summary

INCOMPLETE_STATUS, CANNOT_RUN_STATUS, INTERRUPTED_STATUS = 1, 2, 130


class Command(BaseCommand):
    """Copy a Supabase database to Convex."""

    help = (
        "Copy the Supabase database at SUPABASE_DB_URL to the Convex deployment at CONVEX_URL. Running it again "
        "changes nothing, and carries on where a run was interrupted. Exit status: 0 every row is in Convex; 1 rows "
        "were skipped or failed, see the report; 2 it could not run, or not to its end; 130 interrupted."
    )

    # They are of the web pages and load all of these: 6 MB and 0.4 s.
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        defaults = Options()
        report = settings.VAR_DIR / "data-migration-report.json"
        parser.add_argument("--tables", default="", help="comma-separated source or Convex names; default: all")
        parser.add_argument("--dry-run", action="store_true", help="read, convert, check references; write nothing")
        parser.add_argument("--report", type=Path, default=report, help="where the report goes (%(default)s)")
        for name, text in (
            ("concurrency", "batches in flight"),
            ("batch_docs", "most records in a batch"),
            ("batch_bytes", "most bytes in a batch"),
        ):
            default = getattr(defaults, name)
            parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=default, help=f"{text} (%(default)s)")
        parser.add_argument("--user-map", type=Path, help='JSON file {"<Supabase user id>": "user_…"}')
        parser.add_argument("--workspace-map", type=Path, help='JSON file {"<workspace id>": "org_…"}')
        parser.add_argument("--fail-fast", action="store_true", help="stop at the first row that is skipped or fails")
        parser.add_argument("--quiet", action="store_true", help="print errors alone")

    def handle(self, *, report: Path, quiet: bool, **arguments: Any) -> None:
        """Run the migration and report; `help` lists the exit statuses."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        # Django's wrapper would end every piece of a progress bar with a line feed.
        self.stdout.ending = ""
        try:
            options = _options_from(arguments)
            result = new_report(options, target=settings.CONVEX_URL)
            try:
                _carry_out(options, result, report, progress_stream=self.stdout, is_quiet=quiet)
            finally:
                if not quiet:
                    self._show(result, report)
        except MigrationError as error:
            raise CommandError(str(error), returncode=error.exit_status) from None
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Run again to carry on.", returncode=INTERRUPTED_STATUS) from None
        except OSError as error:
            text = f"The report cannot be written to {report}: {error.strerror or error}."
            raise CommandError(text, returncode=CANNOT_RUN_STATUS) from None
        if result.status is not RunStatus.RECONCILED:
            totals = result.totals
            text = (
                f"{totals['failed']:,} rows failed and {totals['skipped']:,} were skipped; {report} says which and why."
            )
            raise CommandError(text, returncode=INCOMPLETE_STATUS)

    def _show(self, result: RunReport, path: Path) -> None:
        if all(table.status is TableStatus.NOT_STARTED for table in result.tables.values()):
            # It did not come to a row; the error says all there is.
            return
        width = None if self.stdout.isatty() else PLAIN_WIDTH
        print_summary(result, Console(file=cast(IO[str], self.stdout), width=width))
        self.stdout.write(f"Report: {path}\n")


def _options_from(arguments: dict[str, Any]) -> Options:
    names = ("concurrency", "batch_docs", "batch_bytes", "user_map", "workspace_map", "fail_fast")
    return Options(
        tables=select_tables(arguments["tables"]),
        is_dry_run=arguments["dry_run"],
        **{name: arguments[name] for name in names},
    )


def _carry_out(options: Options, result: RunReport, report_path: Path, *, progress_stream: Any, is_quiet: bool) -> None:
    carry_out(
        options,
        result,
        open_source=lambda: open_source(settings.SUPABASE_DB_URL),
        open_sink=lambda: open_sink(
            settings.CONVEX_URL,
            site_url=settings.CONVEX_SITE_URL,
            deploy_key=settings.CONVEX_DEPLOY_KEY,
            migration_key=settings.MIGRATION_KEY,
        ),
        report_path=report_path,
        progress=progress_for(progress_stream, is_quiet=is_quiet),
    )
