"""Empty databases on a test server, and samples in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from config.launch.sample_database import run_postgres
from migration.sample.database import Sample, create_sample
from migration.sample.plan import Plan

PLAN = Plan(scale=1, seed=7)


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """Run a server whose data goes with the block, and give the address of its database.

    Not under pytest's own temporary directory: started by root, the server runs as another user, and every pytest that
    begins on the machine closes that directory to others again.
    """
    with TemporaryDirectory(prefix="my21staff-") as directory, run_postgres(Path(directory) / "data") as url:
        with psycopg.connect(url, autocommit=True) as connection:
            # The data is thrown away: writing it through to the disk, above all when the server ends, is lost time.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield url


class NewDatabase:
    """Makes empty databases on the server."""

    def __init__(self, server_url: str) -> None:
        self._server_url, self._count = server_url, 0

    def __call__(self) -> str:
        """Return the address of a database that was not there before."""
        self._count += 1
        name = f"sample_{self._count}"
        with psycopg.connect(self._server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self._server_url.replace("/postgres?", f"/{name}?")


def make_sample(url: str, plan: Plan, *, replace: bool = False, with_bad_rows: bool = False) -> Sample:
    """Make a sample in the database without printing."""
    with psycopg.connect(url, autocommit=True) as connection:
        return create_sample(connection, plan, replace=replace, with_bad_rows=with_bad_rows, say=_quiet)


def _quiet(_line: str) -> None:
    """Take a progress line and print nothing."""
