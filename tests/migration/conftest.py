"""What the tests of the migration share: a real PostgreSQL server, and a database of its own for each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from config.launch.sample_database import run_postgres
from migration.mappings import NO_MAPPINGS, Mappings
from migration.plan import plan_tables
from migration.select import compile_select
from migration.source import SupabaseSource, open_source
from migration.tables import TABLES

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server of this test run."""
    # pytest's own directories are too deep for the path of a Unix socket.
    with TemporaryDirectory(prefix="pg-") as directory, run_postgres(Path(directory)) as address:
        yield address


@pytest.fixture
def database_url(postgres: str) -> Iterator[str]:
    """The address of an empty database."""
    name = f"source_{next(_numbers)}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        yield make_conninfo(postgres, dbname=name)
        server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture
def database(database_url: str) -> Iterator[Connection[Any]]:
    """A connection to an empty database, for arranging."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def source(database_url: str) -> Iterator[Callable[[], SupabaseSource]]:
    """Opens the database as the migration does, when all is arranged."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(open_source(database_url))


@pytest.fixture
def lines(source: Callable[[], SupabaseSource]) -> Callable[..., list[bytes]]:
    """Reads a table as the migration does."""

    def read(table: str, mappings: Mappings = NO_MAPPINGS, *, judge_all: bool = False) -> list[bytes]:
        opened = source()
        plans = plan_tables(opened.catalog, TABLES)
        select = compile_select(plans[table], plans, mappings, judge_all=judge_all)
        return list(opened.stream(select, reading=table))

    return read
