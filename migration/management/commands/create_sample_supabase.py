"""`manage.py create_sample_supabase`: a Supabase database of invented data, to migrate, to test, to measure."""

import argparse
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from migration.sample.database import Sample, SampleError, create_sample
from migration.sample.maps import write_maps
from migration.sample.plan import Plan

LEFT_OUT = "pg_cron's job, the realtime publication, storage, Supabase's roles and the hub's policies"


class Command(BaseCommand):
    """Create the source schema in a PostgreSQL database and fill it; the same seed makes the same rows everywhere."""

    help = (
        "Create the schema of the original Supabase database in an empty PostgreSQL database and fill it with invented "
        "rows, with every irregularity that the original's data has. The same scale and seed make the same rows on "
        "every machine. An interrupted run leaves the database as it was."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--scale", type=int, default=1, help="size: 1 is about 10,000 rows, 50 about 500,000")
        parser.add_argument("--seed", type=int, default=1, help="which sample; any whole number")
        parser.add_argument("--database-url", default="", help="the database to fill (default: SUPABASE_DB_URL)")
        parser.add_argument("--replace", action="store_true", help="drop an earlier sample first, and nothing else")
        parser.add_argument("--maps", type=Path, metavar="DIR", help="write the user and workspace mapping files there")
        parser.add_argument("--full-maps", action="store_true", help="map every user and workspace, not all but one")
        parser.add_argument("--with-bad-rows", action="store_true", help="add rows that cannot be migrated")

    def handle(self, *, database_url: str, scale: int, seed: int, maps: Path | None, **options: Any) -> None:
        """Make the sample, then the mapping files, and print what was made."""
        url = database_url or settings.SUPABASE_DB_URL
        if not url:
            raise CommandError("No database named: set SUPABASE_DB_URL or pass --database-url.")
        if scale < 1:
            raise CommandError(f"--scale is {scale}; it is a whole number from 1 on.")
        if options["full_maps"] and maps is None:
            raise CommandError("--full-maps says what the mapping files hold; say with --maps where to write them.")
        plan = Plan(scale=scale, seed=seed)
        sample = self._create(url, plan, replace=options["replace"], with_bad_rows=options["with_bad_rows"])
        self._report(sample)
        if maps is not None:
            paths = write_maps(maps, plan, full=options["full_maps"], bad=sample.bad)
            self.say("Wrote " + ", ".join(map(str, paths)) + ".")

    def _create(self, url: str, plan: Plan, *, replace: bool, with_bad_rows: bool) -> Sample:
        """Fill the database; every failure of the database becomes one sentence."""
        self.say(f"Making the sample of scale {plan.scale} with seed {plan.seed} …")
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                # Supabase ends statements after two minutes; a large copy takes longer.
                connection.execute("SET statement_timeout = 0")
                sample = create_sample(connection, plan, replace=replace, with_bad_rows=with_bad_rows, say=self.say)
                connection.execute("ANALYZE")
        except SampleError as error:
            raise CommandError(str(error)) from error
        except psycopg.errors.InsufficientPrivilege as error:
            raise CommandError(
                f"The role of the database URL may not do this ({_first_line(error)}). Connect as the owner of the "
                "database; --with-bad-rows needs a superuser, because it goes round foreign keys."
            ) from error
        except psycopg.Error as error:
            raise CommandError(f"PostgreSQL refused, and nothing was changed: {_first_line(error)}") from error
        return sample

    def _report(self, sample: Sample) -> None:
        """Print the rows by table and the total."""
        self.say("")
        for table, count in sample.counts.items():
            self.say(f"{table:<26}{count:>12,}")
        self.say(f"{'in all':<26}{sample.rows:>12,}")
        speed = sample.rows / sample.copy_seconds if sample.copy_seconds else 0.0
        self.say(
            f"\nCopied in {sample.copy_seconds:.1f} s ({speed:,.0f} rows/s), done in {sample.total_seconds:.1f} s. "
            f"Left out, because plain PostgreSQL cannot run it: {LEFT_OUT}."
        )
        if sample.bad:
            self.say(f"{len(sample.bad)} of the rows cannot be migrated.")

    def say(self, line: str) -> None:
        """Print a line at once, also into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()


def _first_line(error: psycopg.Error) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
