"""The source: one moment of it, streamed, and a sentence for everything that can be wrong."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Composed

from migration.errors import SchemaError, SourceError
from migration.mappings import IdMap
from migration.plan import plan_tables
from migration.select import compile_select
from migration.source import SupabaseSource, UnmappedUsers, connection_sentence, open_source
from migration.tables import TABLES
from tests.migration.source_tables import add_row, create_table, source_id

Open = Callable[[], SupabaseSource]


def test_reads_one_moment_of_all_tables(database: Connection[Any], source: Open) -> None:
    create_table(database, "workspaces")
    create_table(database, "contacts")
    opened = source()
    add_row(database, "workspaces", 1)
    add_row(database, "contacts", 1)
    plans = plan_tables(opened.catalog)
    assert [opened.count(plans[name]).rows for name in plans] == [0, 0]


def test_can_write_nothing(database: Connection[Any], source: Open) -> None:
    database.execute("CREATE SEQUENCE numbers")
    with pytest.raises(SourceError, match="read-only transaction"):
        list(source().stream(Composed([SQL("SELECT nextval('public.numbers')")]), reading="workspaces"))


def test_counts_what_the_report_tells(database: Connection[Any], source: Open) -> None:
    create_table(database, "contacts", types={"extra": "text"})
    stamp = "2026-01-01 00:00:00+00"
    add_row(database, "contacts", 1, created_at=stamp, updated_at=stamp, extra="x")
    add_row(database, "contacts", 2, created_at=stamp)
    add_row(database, "contacts", 3)
    opened = source()

    counts = opened.count(plan_tables(opened.catalog)["contacts"])

    assert counts.rows == 3
    assert counts.filled == {"created_at": 0, "updated_at": 1}
    assert counts.filled_by_convex == {"created_at": 1, "updated_at": 1}
    assert counts.without_target == {"extra": 1}


def test_lists_the_users_that_the_map_lacks(database: Connection[Any], source: Open) -> None:
    create_table(database, "messages")
    for number, (sender_type, user) in enumerate([("user", 1), ("user", 2), ("user", 2), ("user", 3), ("contact", 4)]):
        add_row(database, "messages", number, sender_type=sender_type, sender_id=UUID(int=user))
    opened = source()
    plan = plan_tables(opened.catalog)["messages"]

    unmapped = opened.unmapped_users(plan, IdMap({source_id(1): "user_a"}))

    assert unmapped == [UnmappedUsers(column="sender_id", values=3, ids=2, shown=[source_id(2), source_id(3)])]


def test_takes_clerk_ids_for_mapped(database: Connection[Any], source: Open) -> None:
    create_table(database, "ticket_comments", types={"author_id": "text"})
    add_row(database, "ticket_comments", 1, author_id="user_2abC")
    opened = source()
    assert opened.unmapped_users(plan_tables(opened.catalog)["ticket_comments"], IdMap()) == []


def test_ids_without_a_key_must_still_identify_rows(database: Connection[Any], source: Open) -> None:
    create_table(database, "articles", key="")
    for number in (1, 1, 2):
        add_row(database, "articles", number)
    add_row(database, "articles", 3, id=None)
    opened = source()
    with pytest.raises(SchemaError, match="1 are NULL, 1 repeat another"):
        opened.check_ids(plan_tables(opened.catalog)["articles"])


def test_unique_ids_without_a_key_are_read_in_order(database: Connection[Any], source: Open) -> None:
    create_table(database, "articles", key="")
    for number in (3, 1, 2):
        add_row(database, "articles", number)
    opened = source()
    plans = plan_tables(opened.catalog)
    opened.check_ids(plans["articles"])
    lines = list(opened.stream(compile_select(plans["articles"], plans), reading="articles"))
    assert [line[15:51].decode() for line in lines] == [source_id(1), source_id(2), source_id(3)]


def test_a_table_it_may_not_count_does_not_end_the_snapshot(
    postgres: str, database: Connection[Any], database_url: str
) -> None:
    database.execute("CREATE TABLE secrets (id int); CREATE TABLE open_to_all (id int)")
    with role(postgres, database, "reader_of_one") as name:
        database.execute(f"GRANT SELECT ON open_to_all TO {name}")
        with open_source(make_conninfo(database_url, user=name)) as opened:
            assert opened.count_rows("secrets") is None
            assert opened.count_rows("open_to_all") == 0


def test_row_security_never_hides_rows_in_silence(postgres: str, database: Connection[Any], database_url: str) -> None:
    create_table(database, "workspaces")
    add_row(database, "workspaces", 1)
    database.execute("ALTER TABLE workspaces ENABLE ROW LEVEL SECURITY")
    with role(postgres, database, "bound_by_policies") as name:
        database.execute(f"GRANT SELECT ON workspaces TO {name}")
        with open_source(make_conninfo(database_url, user=name)) as opened:
            plan = plan_tables(opened.catalog)["workspaces"]
            with pytest.raises(SourceError, match=r"may not read all of workspaces.*role postgres"):
                opened.count(plan)


class role:  # noqa: N801 - used as a context manager.
    """A role of the server that may log in; it ends with the block."""

    def __init__(self, postgres: str, database: Connection[Any], name: str) -> None:
        self.name, self.database = name, database

    def __enter__(self) -> str:
        self.database.execute(f"CREATE ROLE {self.name} LOGIN")
        self.database.execute(f"GRANT USAGE ON SCHEMA public TO {self.name}")
        return self.name

    def __exit__(self, *_error: object) -> None:
        self.database.execute(f"DROP OWNED BY {self.name}; DROP ROLE {self.name}")


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("", r"SUPABASE_DB_URL is not set.*postgresql://"),
        ("https://abc.supabase.co", r"no Postgres address"),
        ("postgresql://u:se#cret@h/db", r"no Postgres address.*%23|cannot be reached"),
        ("postgresql://u:p@aws-0.pooler.supabase.com:6543/postgres", r"6543.*session pooler.*5432"),
        ("host=h port=5432,6543", r"6543"),
        ("postgresql://u:p@127.0.0.1:1/postgres", r"Nothing listens"),
        ("postgresql:///postgres?host=/nowhere", r"Nothing listens at the socket"),
    ],
)
def test_says_why_it_cannot_connect(url: str, complaint: str) -> None:
    with pytest.raises(SourceError, match=complaint) as caught:
        open_source(url)
    assert "se#cret" not in str(caught.value)


def test_says_that_the_database_or_the_role_is_not_there(database_url: str) -> None:
    for change in ({"dbname": "nothing_here"}, {"user": "nobody_here"}):
        with pytest.raises(SourceError, match=r"The database or the role .* does not exist"):
            open_source(make_conninfo(database_url, **change))


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ('connection failed: FATAL:  password authentication failed for user "postgres"', "password or the user name"),
        ("connection timeout expired", "does not answer"),
        ("connection failed: FATAL: Tenant or user not found", "postgres.<project ref>"),
        ("server does not support SSL, but SSL was required", "TLS"),
        (
            'connection is bad: connection to server at "2a05::1", port 5432 failed: Network is unreachable',
            "session pooler",
        ),
    ],
)
def test_knows_what_servers_and_poolers_say(text: str, advice: str) -> None:
    assert advice in connection_sentence(text)


def test_says_that_the_connection_was_lost(database: Connection[Any], source: Open) -> None:
    create_table(database, "articles")
    for number in range(3):
        add_row(database, "articles", number)
    opened = source()
    plans = plan_tables(opened.catalog, TABLES)
    select = compile_select(plans["articles"], plans)
    database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name = 'my21staff migration'"
    )
    with pytest.raises(SourceError, match=r"lost while articles was read.*Run again"):
        list(opened.stream(select, reading="articles"))


def test_refuses_a_database_whose_text_has_no_encoding(postgres: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute("CREATE DATABASE ascii_only ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
        try:
            with pytest.raises(SourceError, match="SQL_ASCII"):
                open_source(make_conninfo(postgres, dbname="ascii_only"))
        finally:
            server.execute("DROP DATABASE ascii_only WITH (FORCE)")
