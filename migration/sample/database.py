"""Create the source schema in a Postgres database and copy the sample's rows into it.

    refuse or drop what is there → tables → rows (COPY) → keys → indexes → functions → bad rows → mark

Everything is one transaction: a run that is interrupted leaves the database as it was. Keys and indexes follow the rows
because checking and sorting once is several times faster than with every row.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from time import monotonic
from typing import Any

from psycopg import Connection, sql

from migration.sample.bad_rows import BadRow, bad_rows
from migration.sample.draws import Draws
from migration.sample.inbox import Row
from migration.sample.oddities import ODD_ROWS
from migration.sample.plan import Plan
from migration.sample.tables import SAMPLE_TABLES, SampleTable

SQL_DIR = Path(__file__).parent / "sql"
MARK = "my21staff sample"
PROGRESS_ROWS = 100_000

Say = Callable[[str], None]


class SampleError(Exception):
    """The sample cannot be made; the text says what to do."""


class NotEmptyError(SampleError):
    """The database holds tables already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What was made: rows by table, the bad ones among them, and how long the rows took to copy."""

    counts: Mapping[str, int]
    bad: Sequence[tuple[str, BadRow]]
    copy_seconds: float
    total_seconds: float

    @property
    def rows(self) -> int:
        """All rows, with those of `auth.users`."""
        return sum(self.counts.values())


def create_sample(
    connection: Connection[Any], plan: Plan, *, replace: bool = False, with_bad_rows: bool = False, say: Say = print
) -> Sample:
    """Make the sample in the database of the connection, all or nothing.

    Raises:
        NotEmptyError: it holds tables and `replace` is False, or tables that no sample made.
    """
    started = monotonic()
    with connection.transaction():
        _clear(connection, replace=replace)
        _run_file(connection, "extensions.sql", "tables.sql", "live_only.sql")
        copy_started = monotonic()
        counts = {table.name: _copy_table(connection, plan, table, say) for table in SAMPLE_TABLES}
        copy_seconds = monotonic() - copy_started
        say("Building keys, indexes and functions …")
        _run_file(connection, "constraints.sql", "indexes.sql", "functions.sql")
        bad = _insert_bad_rows(connection, plan) if with_bad_rows else []
        for _, row in bad:
            counts[row.table] += 1
        _mark(connection, plan)
    return Sample(counts=counts, bad=bad, copy_seconds=copy_seconds, total_seconds=monotonic() - started)


def _clear(connection: Connection[Any], *, replace: bool) -> None:
    """Make the schemas `public` and `auth` empty, or refuse.

    Only a database that an earlier sample marked as its own is replaced, since the default address is that of the
    real source.
    """
    tables = _existing_tables(connection)
    if tables and not replace:
        names = ", ".join(tables[:3]) + (", …" if len(tables) > len(tables[:3]) else "")
        raise NotEmptyError(
            f"The database holds {len(tables)} tables already ({names}). Name an empty database with --database-url, "
            "or replace an earlier sample with --replace."
        )
    if tables and not _is_marked(connection):
        raise NotEmptyError(
            f"The database holds {len(tables)} tables that no sample made, so --replace does not drop them. Name "
            "another database with --database-url, or drop the schemas public and auth yourself."
        )
    connection.execute("DROP SCHEMA IF EXISTS private, auth CASCADE")
    if tables:
        connection.execute("DROP SCHEMA public CASCADE")
    connection.execute("CREATE SCHEMA IF NOT EXISTS public")
    connection.execute("CREATE SCHEMA auth")


def _existing_tables(connection: Connection[Any]) -> list[str]:
    query = """
        SELECT format('%s.%s', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('public', 'auth') AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
        ORDER BY 1
    """
    return [row[0] for row in connection.execute(query)]


def _is_marked(connection: Connection[Any]) -> bool:
    query = "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'auth'"
    row = connection.execute(query).fetchone()
    return bool(row and row[0] and row[0].startswith(MARK))


def _mark(connection: Connection[Any], plan: Plan) -> None:
    mark = sql.Literal(f"{MARK}, scale {plan.scale}, seed {plan.seed}")
    connection.execute(sql.SQL("COMMENT ON SCHEMA auth IS {}").format(mark))


def _run_file(connection: Connection[Any], *names: str) -> None:
    for name in names:
        connection.execute((SQL_DIR / name).read_bytes())


def _copy_table(connection: Connection[Any], plan: Plan, table: SampleTable, say: Say) -> int:
    """Copy all rows of the table and return how many they are."""
    columns = _columns(connection, table)
    names = sql.SQL(", ").join(sql.Identifier(name) for name in columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.schema, table.name), names)
    values = itemgetter(*columns)
    started, count = monotonic(), 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for count, row in enumerate(sample_rows(plan, table, columns), start=1):
            copy.write_row(values(row))
            if count % PROGRESS_ROWS == 0:
                say(f"  {table.name}: {count:,} rows …")
    say(f"  {table.name}: {count:,} rows, {monotonic() - started:.1f} s")
    return count


def sample_rows(plan: Plan, table: SampleTable, columns: Mapping[str, bool]) -> Iterator[Row]:
    """Yield the ordinary rows, the row of NULLs, and the odd rows. `columns` says which may be NULL."""
    draw = Draws(plan.seed, table.name)
    count = plan.count(table.name)
    for n in range(count):
        yield table.row(plan, n, draw)
    nulls = {name: None for name, is_nullable in columns.items() if is_nullable}
    yield table.row(plan, count, draw) | nulls
    odd_rows = ODD_ROWS[table.name](plan) if table.name in ODD_ROWS else {}
    for n, (label, odd) in enumerate(odd_rows.items(), start=count + 1):
        yield table.row(plan, n, draw) | {"id": plan.id(table.name, label)} | odd


def _columns(connection: Connection[Any], table: SampleTable) -> dict[str, bool]:
    """Return the columns of the table in its order, with whether they may be NULL."""
    query = """
        SELECT column_name, is_nullable = 'YES' FROM information_schema.columns
        WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position
    """
    return dict(connection.execute(query, [table.schema, table.name]).fetchall())


def _insert_bad_rows(connection: Connection[Any], plan: Plan) -> list[tuple[str, BadRow]]:
    """Insert the rows that cannot be migrated, past triggers and foreign keys, and return them with their ids."""
    tables = {table.name: table for table in SAMPLE_TABLES}
    draw = Draws(plan.seed, "bad rows")
    made = []
    connection.execute("SET LOCAL session_replication_role = replica")
    for n, bad in enumerate(bad_rows(plan)):
        # Numbers far behind those of the odd rows, so that unique keys made from them are free.
        number = plan.count(bad.table) + 1_000 * plan.workspaces + n
        row = tables[bad.table].row(plan, number, draw) | {"id": plan.id(bad.table, f"bad: {bad.label}")} | bad.columns
        _insert(connection, tables[bad.table], row)
        made.append((str(row["id"]), bad))
    connection.execute("SET LOCAL session_replication_role = origin")
    return made


def _insert(connection: Connection[Any], table: SampleTable, row: Row) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    places = sql.SQL(", ").join(sql.Placeholder() * len(row))
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table.schema, table.name), names, places
    )
    connection.execute(statement, list(row.values()))
