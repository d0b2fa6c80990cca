"""`manage.py verify_migration`: compare every row of the source with its document in Convex."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from config.convex.connection import get_client
from config.convex.errors import ConvexError
from migration.verify.expectations import IdMaps
from migration.verify.report import TableResult, Verification
from migration.verify.run import UnknownTableError, verify
from migration.verify.source import open_source
from migration.verify.target import Target, TargetError

DIFFERENT, NOT_RUN = 1, 2
# Examples printed for a table; the report file has more.
PRINTED_EXAMPLES = 5
HEADINGS = ("table", "rows", "documents", "equal", "different", "missing", "extra", "checked", "seconds")
LINE = "{:<26}{:>11}{:>11}{:>11}{:>11}{:>9}{:>9}{:>9}{:>9}"


class Command(BaseCommand):
    """Exit status 0: no difference; 1: differences; 2: it could not be run."""

    help = (
        "Compare every row of the source, field by field, with its document in Convex. Written apart from the "
        "migration, so that a mistake there shows here. Exit status: 0 no difference, 1 differences, 2 could not run."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--tables", default="", help="only these, separated by commas (default: all)")
        parser.add_argument("--report", type=Path, metavar="PATH", help="write what was found to this JSON file")
        parser.add_argument("--user-map", type=Path, metavar="PATH", help="the user map that the migration was given")
        parser.add_argument("--workspace-map", type=Path, metavar="PATH", help="the workspace map it was given")

    def handle(
        self,
        *,
        tables: str,
        report: Path | None,
        user_map: Path | None,
        workspace_map: Path | None,
        **_options: Any,
    ) -> None:
        """Verify, print a line a table and examples of what differs, write the report."""
        if not settings.SUPABASE_DB_URL:
            raise CommandError("No source named: set SUPABASE_DB_URL to its address.", returncode=NOT_RUN)
        maps = IdMaps(users=read_map(user_map), workspaces=read_map(workspace_map))
        names = [name.strip() for name in tables.split(",") if name.strip()]
        self.say(LINE.format(*HEADINGS))
        verification = self._verify(names, maps)
        if report is not None:
            write_report(report, verification)
            self.say(f"Wrote {report}.")
        if not verification.is_clean and not (user_map and workspace_map):
            self.say("If the migration was given mapping files, pass the same with --user-map and --workspace-map.")
        self._conclude(verification)

    def _verify(self, names: list[str], maps: IdMaps) -> Verification:
        """Run; every reason why it cannot becomes one sentence with exit status 2."""
        try:
            with open_source(settings.SUPABASE_DB_URL) as source:
                return verify(source, Target(get_client()), maps, tables=names, on_table=self.print_table)
        except (UnknownTableError, TargetError, ConvexError, ImproperlyConfigured) as error:
            raise CommandError(str(error), returncode=NOT_RUN) from error
        except psycopg.Error as error:
            problem = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise CommandError(f"The source at SUPABASE_DB_URL failed: {problem}", returncode=NOT_RUN) from error

    def print_table(self, result: TableResult) -> None:
        """Print the numbers of a table, and examples of what is wrong with it."""
        numbers = [
            f"{number:,}"
            for number in (
                result.rows,
                result.documents,
                result.equal,
                result.different,
                result.missing,
                result.extra,
            )
        ]
        name = f"{result.source} (absent)" if result.is_absent else result.source
        self.say(LINE.format(name, *numbers, f"{result.checked_percent:.0f} %", f"{result.seconds:.1f}"))
        for example in result.examples[:PRINTED_EXAMPLES]:
            self.say(f"    {example.id} {example.field}: source {example.source}, document {example.document}")
        for kind, ids in (("missing", result.missing_ids), ("extra", result.extra_ids)):
            if ids:
                more = ", …" if len(ids) > PRINTED_EXAMPLES else ""
                self.say(f"    {kind}: {', '.join(ids[:PRINTED_EXAMPLES])}{more}")

    def _conclude(self, verification: Verification) -> None:
        """Print what the tables do not show, and end with the exit status."""
        for result in verification.results:
            if result.unmapped_columns:
                self.say(f"{result.source}: not migrated are the columns {', '.join(result.unmapped_columns)}.")
        if verification.without_target:
            counts = ", ".join(f"{name} ({count:,} rows)" for name, count in verification.without_target.items())
            self.say(f"Without a place in Convex: {counts}.")
        rows = sum(result.checked for result in verification.results)
        if not verification.is_clean:
            wrong = [result.source for result in verification.results if not result.is_clean]
            raise CommandError(f"{rows:,} rows compared; differences in {', '.join(wrong)}.", returncode=DIFFERENT)
        self.say(f"{rows:,} rows compared in {verification.seconds:.1f} s, no difference.")

    def say(self, line: str) -> None:
        """Print a line at once, also into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()


def read_map(path: Path | None) -> Mapping[str, str]:
    """Return the mapping of a file; none where no file is named."""
    if path is None:
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=NOT_RUN) from error
    except ValueError as error:
        raise CommandError(f"{path} is not JSON: {error}.", returncode=NOT_RUN) from error
    if not isinstance(content, dict) or not all(isinstance(value, str) for value in content.values()):
        raise CommandError(f"{path} is not one JSON object from Supabase ids to Clerk ids.", returncode=NOT_RUN)
    return {str(key).lower(): value for key, value in content.items()}


def write_report(path: Path, verification: Verification) -> None:
    """Write the report file, with the directories it needs."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(verification.as_json(), indent=2, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"The report cannot be written to {path}: {error.strerror}.", returncode=NOT_RUN) from error
