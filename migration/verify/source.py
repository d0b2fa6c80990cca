"""The rows of the source: one read-only snapshot of all tables, streamed in the order of the ids."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection, sql
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.rows import dict_row

from migration.verify.expectations import Json, Row
from migration.verify.mapping import TableRules
from migration.verify.moments import Moment, read_moment

CONNECT_TIMEOUT_S = 10
# Bigger pages were slower: the garbage collector walks them. 77,000 rows/s against 62,000 with 10,000 rows a page.
ROWS_PER_FETCH = 2_000
# `moments.py` reads this form; Supabase would end a long read after two minutes.
SESSION_SETTINGS = {"TimeZone": "UTC", "DateStyle": "ISO, YMD", "statement_timeout": "0"}


class _MomentLoader(Loader):
    """psycopg's own refuses infinity and years that Python's calendar does not have."""

    def load(self, data: Buffer) -> Moment:
        return read_moment(bytes(data).decode("ascii"))


class _TextLoader(Loader):
    """Ids and times of day as Postgres prints them; psycopg's own refuses 24:00."""

    def load(self, data: Buffer) -> str:
        return bytes(data).decode("utf-8")


class _JsonLoader(Loader):
    """Tells JSON's null from SQL's."""

    def load(self, data: Buffer) -> Json:
        return Json(json.loads(bytes(data)))


class Source:
    """One snapshot of the source database."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        for name in ("timestamptz", "timestamp", "date"):
            connection.adapters.register_loader(name, _MomentLoader)
        for name in ("uuid", "time", "timetz"):
            connection.adapters.register_loader(name, _TextLoader)
        for name in ("json", "jsonb"):
            connection.adapters.register_loader(name, _JsonLoader)

    def tables(self) -> list[str]:
        """Return the names of all tables of `public`."""
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        return [row[0] for row in self._connection.execute(query)]

    def columns(self, table: str) -> list[str]:
        """Return the columns of the table; none where there is no such table."""
        query = """
            SELECT column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position
        """
        return [row[0] for row in self._connection.execute(query, [table])]

    def count(self, table: str) -> int:
        """Return how many rows the table has."""
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))
        row = self._connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    def rows(self, rules: TableRules, columns: Sequence[str]) -> Iterator[Row]:
        """Yield the rows, ordered by id, with those of the columns that the rules read."""
        names = [column for column in columns if column in rules.columns]
        query = sql.SQL("SELECT {} FROM {} ORDER BY id").format(
            sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier("public", rules.source)
        )
        with self._connection.cursor(name=f"verify_{rules.source}", row_factory=dict_row) as cursor:
            cursor.itersize = ROWS_PER_FETCH
            cursor.execute(query)
            yield from cursor


@contextmanager
def open_source(database_url: str) -> Iterator[Source]:
    """Connect to the source for one read-only snapshot that lasts as long as the block.

    Raises:
        psycopg.Error: the database does not answer or refuses.
    """
    with psycopg.connect(database_url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        for name, value in SESSION_SETTINGS.items():
            connection.execute("SELECT set_config(%s, %s, true)", [name, value])
        yield Source(connection)
        connection.rollback()
