"""The Supabase database: one connection, one read-only snapshot, rows streamed as lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from migration.catalog import Column, SourceTable, read_catalog
from migration.errors import SchemaError, SourceError
from migration.mappings import IdMap
from migration.plan import TablePlan
from migration.select import column_of, mapped_user, qualified
from migration.tables import Kind

CONNECT_TIMEOUT_S = 10
# Supabase's transaction pooler. It gives each statement another session, so a snapshot cannot be held there.
TRANSACTION_POOLER_PORT = "6543"
SUPABASE_HOSTS = (".supabase.co", ".supabase.com")
UNMAPPED_SHOWN = 50

# Lines are JSON texts, which hold neither byte, so nothing in them is quoted or escaped. 201,000 rows a second; with
# the text format, whose backslashes must be undone in Python, half.
_COPY = SQL("COPY ({}) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')")

# Supabase limits statements to two minutes and idle transactions too. With row security off, a query that policies
# would filter fails instead of answering a part of the rows. 64 MB let the sorts of most tables stay in memory.
_SESSION = """
SET statement_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';
SET extra_float_digits = 3;
SET standard_conforming_strings = on;
SET row_security = off;
SET search_path = pg_catalog;
SET work_mem = '64MB';
SET jit = off;
"""

# What libpq says when a connection fails, and what to tell the operator. The texts are libpq's and the server's own.
_CONNECTION_ADVICE = (
    ("password authentication failed", "The password or the user name in SUPABASE_DB_URL is wrong."),
    ("no password supplied", "SUPABASE_DB_URL has no password; copy the whole address from Supabase's Connect page."),
    ("Tenant or user not found", "The pooler does not know this project: the user must be postgres.<project ref>."),
    ("does not exist", "The database or the role that SUPABASE_DB_URL names does not exist."),
    ("could not translate host name", "The host in SUPABASE_DB_URL is not known; check it for typing errors."),
    ("failed to resolve host", "The host in SUPABASE_DB_URL is not known; check it for typing errors."),
    ("Network is unreachable", "The direct host speaks IPv6 alone: use the session pooler's address, port 5432."),
    ("Connection refused", "Nothing listens at the host and port of SUPABASE_DB_URL; is the database running?"),
    ("timeout expired", "The host of SUPABASE_DB_URL does not answer; is it paused, or behind a firewall?"),
    ("SSL", "The encrypted connection (TLS) failed; check sslmode and sslrootcert in SUPABASE_DB_URL."),
    ("certificate", "The server's certificate was refused; check sslmode and sslrootcert in SUPABASE_DB_URL."),
    ("no pg_hba.conf entry", "The server does not let this address in; add ?sslmode=require, or allow it there."),
    ("too many clients", "The database has no free connection; close others and try again."),
    ("No such file or directory", "Nothing listens at the socket that SUPABASE_DB_URL names; is the database running?"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCounts:
    """What one scan of a table counts: rows, filled timestamps, non-null values of columns with no target."""

    rows: int
    filled: dict[str, int]
    filled_by_convex: dict[str, int]
    without_target: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmappedUsers:
    """User ids of one column that the user map lacks: how many values, how many ids, and the most frequent of them."""

    column: str
    values: int
    ids: int
    shown: list[str]


class SupabaseSource:
    """A connection in one REPEATABLE READ, READ ONLY transaction. All that is read is of one moment.

    Not for several threads: COPY occupies the connection.
    """

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        with _explained("the database"):
            encoding = connection.info.parameter_status("server_encoding")
            if encoding == "SQL_ASCII":
                raise SourceError(
                    "The database's encoding is SQL_ASCII, in which text has no certain meaning. Restore the dump into "
                    "a database made with ENCODING 'UTF8'."
                )
            connection.execute(_SESSION)
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self.snapshot_at: datetime = self._row(SQL("SELECT clock_timestamp()"), reading="the clock")[0]
        with _explained("the catalog"):
            self.catalog: dict[str, SourceTable] = read_catalog(connection)
        self.server_version = connection.info.parameter_status("server_version") or ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def stream(self, select: Composed, *, reading: str) -> Iterator[bytes]:
        """Yield the lines of a SELECT of one JSON text column, each with its line feed; memory does not grow.

        A generator left before its end abandons the transaction: the connection is of no use after it.

        Raises:
            SourceError: the rows could not be read to the end; `reading` names the table in the text.
        """
        rest = b""
        with _explained(reading), self._connection.cursor().copy(_COPY.format(select)) as copy:
            for message in copy:
                data = bytes(message)
                # The server sends one message a row. A pooler between might cut them otherwise.
                if not rest and data.find(b"\n") == len(data) - 1:
                    yield data
                    continue
                *lines, rest = (rest + data).split(b"\n")
                yield from (line + b"\n" for line in lines)

    def rows(self, query: Composed, *, reading: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query by a server-side cursor; memory does not grow."""
        with _explained(reading), self._connection.cursor(name="migration") as cursor:
            cursor.itersize = 2_000
            cursor.execute(query)
            yield from cursor

    def check_ids(self, plan: TablePlan) -> None:
        """Check that ids identify rows where no unique index does.

        Raises:
            SchemaError: an id occurs twice or is NULL.
        """
        if plan.source.has_unique_id:
            return
        name = plan.source.name
        query = SQL("SELECT count(*), count(id), count(DISTINCT id) FROM {}").format(qualified(name))
        rows, present, distinct = self._row(query, reading=name)
        if rows != present or present != distinct:
            raise SchemaError(
                f"The ids of {name} do not identify its rows: {rows - present} are NULL, {present - distinct} repeat "
                "another. Give the table a primary key on id, or remove the extra rows, and run again."
            )

    def count(self, plan: TablePlan) -> TableCounts:
        """Count the table in one scan."""
        stamps = [found for found in plan.fields if found.field.is_filled_by_convex]
        parts: list[Composable] = [SQL("count(*)")]
        for found in stamps:
            own = _is_null("t", found.column)
            stand_in = _is_null("t", found.stand_in)
            parts.append(SQL("count(*) FILTER (WHERE {} AND NOT {})").format(own, stand_in))
            parts.append(SQL("count(*) FILTER (WHERE {} AND {})").format(own, stand_in))
        parts += [SQL("count(t.{})").format(Identifier(name)) for name in plan.columns_without_target]
        query = SQL("SELECT {} FROM {} t").format(SQL(", ").join(parts), qualified(plan.source.name))
        rows, *figures = self._row(query, reading=plan.source.name)
        places = [found.field.target for found in stamps]
        return TableCounts(
            rows=rows,
            filled=dict(zip(places, figures[0 : 2 * len(stamps) : 2], strict=True)),
            filled_by_convex=dict(zip(places, figures[1 : 2 * len(stamps) : 2], strict=True)),
            without_target=dict(zip(plan.columns_without_target, figures[2 * len(stamps) :], strict=True)),
        )

    def count_rows(self, table: str) -> int | None:
        """Count the rows of any table of the schema; None where this role may not, or the table cannot be read."""
        query = SQL("SELECT count(*) FROM {}").format(qualified(table))
        try:
            # A savepoint, so that a refusal does not end the snapshot.
            with self._connection.transaction():
                row = self._connection.execute(query).fetchone()
        except (psycopg.ProgrammingError, psycopg.NotSupportedError):
            return None
        except psycopg.OperationalError as error:
            raise _lost(table, error) from None
        return int(row[0]) if row else None

    def unmapped_users(self, plan: TablePlan, users: IdMap) -> list[UnmappedUsers]:
        """Return what the user map lacks of each user column of the table; columns that lack nothing are left out."""
        found_all = []
        for found in plan.fields:
            if found.field.kind is not Kind.USER or found.column is None:
                continue
            value = column_of("t", found.column)
            # A value with a Clerk id's prefix is one already: the source was in part converted before.
            unmapped = SQL("{0} = {1}::text AND {1}::text NOT LIKE 'user\\_%'").format(
                mapped_user(value, found.column, users), value
            )
            if found.field.only_when:
                name, expected = found.field.only_when
                unmapped += SQL(" AND t.{}::text = {}").format(Identifier(name), Literal(expected))
            inner = SQL("SELECT {}::text AS id, count(*) AS n FROM {} t WHERE {} GROUP BY 1").format(
                value, qualified(plan.source.name), unmapped
            )
            query = SQL(
                "SELECT id, (sum(n) OVER ())::bigint, count(*) OVER () FROM ({}) u ORDER BY n DESC, id LIMIT {}"
            ).format(inner, Literal(UNMAPPED_SHOWN))
            rows = list(self.rows(query, reading=plan.source.name))
            if rows:
                shown = [row[0] for row in rows]
                found_all.append(
                    UnmappedUsers(column=found.column.name, values=rows[0][1], ids=rows[0][2], shown=shown)
                )
        return found_all

    def _row(self, query: SQL | Composed, *, reading: str) -> tuple[Any, ...]:
        with _explained(reading):
            row = self._connection.execute(query).fetchone()
        if row is None:
            raise SourceError(f"The source answered nothing while {reading} was read. Run again.")
        return tuple(row)


def open_source(url: str) -> SupabaseSource:
    """Connect to the source and take the snapshot.

    Raises:
        SourceError: there is no address, nobody answers there, or the snapshot cannot be held.
    """
    parameters = _parse_url(url)
    try:
        connection = psycopg.connect(
            **parameters,
            autocommit=True,
            client_encoding="UTF8",
            connect_timeout=CONNECT_TIMEOUT_S,
            application_name="my21staff migration",
            keepalives_idle=30,
            prepare_threshold=None,
        )
    except psycopg.OperationalError as error:
        raise SourceError(connection_sentence(str(error))) from None
    try:
        return SupabaseSource(connection)
    except BaseException:
        connection.close()
        raise


def _parse_url(url: str) -> dict[str, Any]:
    if not url:
        raise SourceError(
            "SUPABASE_DB_URL is not set. Set it to the database's address, postgresql://user:password@host:5432/postgres."
        )
    try:
        parameters = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # The parser's own text would quote the address, and with it the password.
        raise SourceError(
            "SUPABASE_DB_URL is no Postgres address. It begins with postgresql:// and stands in Supabase under "
            "Connect; characters like @ and # in the password are written as %40 and %23."
        ) from None
    if TRANSACTION_POOLER_PORT in str(parameters.get("port", "")).split(","):
        raise SourceError(
            "SUPABASE_DB_URL names port 6543, Supabase's transaction pooler, which cannot hold one snapshot. "
            "Use the session pooler or the direct connection, port 5432."
        )
    if str(parameters.get("host", "")).endswith(SUPABASE_HOSTS):
        parameters.setdefault("sslmode", "require")
    return parameters


def connection_sentence(text: str) -> str:
    """Return what to tell the operator of libpq's text for a failed connection."""
    for sign, advice in _CONNECTION_ADVICE:
        if sign in text:
            return f"The source database cannot be reached. {advice}"
    return f"The source database cannot be reached: {' '.join(text.split())[:300]}"


def _is_null(alias: str, column: Column | None) -> Composable:
    """Return the test whether a column is NULL; one that does not exist is."""
    return SQL("true") if column is None else SQL("{} IS NULL").format(column_of(alias, column))


@contextmanager
def _explained(reading: str) -> Iterator[None]:
    """Turn the database's errors into sentences."""
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise SourceError(
            f"The role of SUPABASE_DB_URL may not read all of {reading} ({error.diag.message_primary}). Connect as the "
            "role postgres, which row security does not bind."
        ) from None
    except psycopg.OperationalError as error:
        raise _lost(reading, error) from None
    except psycopg.Error as error:
        raise SourceError(f"The source refused a query while {reading} was read: {_first_line(error)}") from None


def _lost(reading: str, error: psycopg.Error) -> SourceError:
    return SourceError(
        f"The connection to the source was lost while {reading} was read ({_first_line(error)}). "
        "Run again: what is in Convex already stays as it is."
    )


def _first_line(error: psycopg.Error) -> str:
    text = error.diag.message_primary or str(error)
    return text.strip().split("\n")[0][:300] or type(error).__name__
