"""The sample databases that the benchmark migrates, made once and kept under var/benchmarks."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from config.launch.sample_database import has_sample, run_postgres
from migration.sample.database import create_sample
from migration.sample.plan import Plan

SEED = 21


@contextmanager
def sample_databases(directory: Path, scales: tuple[int, ...]) -> Iterator[Mapping[int, str]]:
    """Run PostgreSQL with one sample database a scale; give their addresses by scale."""
    with run_postgres(directory) as address:
        yield {scale: database_of(address, scale) for scale in scales}


def database_of(address: str, scale: int) -> str:
    """Return the address of the database of a scale; make and fill it the first time."""
    name = f"sample_{scale}"
    with psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f'CREATE DATABASE "{name}"')
    database = psycopg.conninfo.make_conninfo(address, dbname=name)
    if not has_sample(database):
        with psycopg.connect(database) as connection:
            create_sample(connection, Plan(scale=scale, seed=SEED))
            connection.commit()
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    return database
