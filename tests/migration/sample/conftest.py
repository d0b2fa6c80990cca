"""A PostgreSQL server for the tests of this folder, and one clean sample that they only read."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from tests.migration.sample.databases import PLAN, NewDatabase, make_sample, temporary_postgres


@pytest.fixture(scope="session")
def new_database() -> Iterator[NewDatabase]:
    with temporary_postgres() as url:
        yield NewDatabase(url)


@pytest.fixture(scope="session")
def sample_url(new_database: NewDatabase) -> str:
    """The address of a database with the sample of `PLAN`."""
    url = new_database()
    make_sample(url, PLAN)
    return url


@pytest.fixture
def database(sample_url: str) -> Iterator[Connection[Any]]:
    """A read-only connection to the sample of `PLAN`."""
    with psycopg.connect(sample_url) as connection:
        connection.read_only = True
        yield connection
