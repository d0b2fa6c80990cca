"""A database made by other hands: read where nothing is lost, refused in a sentence where something would be."""

from collections.abc import Callable
from typing import Any

import pytest
from psycopg import Connection

from migration.catalog import read_catalog
from migration.errors import SchemaError
from migration.plan import TablePlan, plan_tables
from migration.tables import TABLE_BY_SOURCE, TABLES, Kind
from tests.migration.source_tables import create_table

Plans = Callable[[], dict[str, TablePlan]]


@pytest.fixture
def plans(database: Connection[Any]) -> Plans:
    return lambda: plan_tables(read_catalog(database), TABLES)


def test_parents_stand_before_their_children() -> None:
    seen: set[str] = set()
    for table in TABLES:
        assert table.parents <= seen
        seen.add(table.source)


def test_every_declared_field_is_sound() -> None:
    for table in TABLES:
        targets = [field.target for field in table.fields]
        assert len(targets) == len(set(targets)), table.source
        for field in table.fields:
            assert (field.parent is not None) == (field.kind is Kind.REFERENCE)
            assert field.required or field.default is None
        assert set(table.natural_key) <= set(targets)


def test_plans_the_tables_that_are_there_and_lists_columns_without_target(
    database: Connection[Any], plans: Plans
) -> None:
    create_table(database, "contacts", types={"score": "int4", "Notes": "text"})
    database.execute("CREATE TABLE knowledge_base (id int)")

    planned = plans()

    assert list(planned) == ["contacts"]
    assert planned["contacts"].columns_without_target == ("score", "Notes")
    assert planned["contacts"].source.has_unique_id


def test_a_missing_optional_column_is_absent_and_a_defaulted_one_its_default(
    database: Connection[Any], plans: Plans
) -> None:
    create_table(
        database, "contacts", types={"email": None, "lead_score": None, "created_at": None, "updated_at": None}
    )
    plan = plans()["contacts"]
    email, score = plan.field("email"), plan.field("lead_score")
    assert email is not None
    assert score is not None
    assert email.column is score.column is None


def test_names_every_column_that_cannot_be_read(database: Connection[Any], plans: Plans) -> None:
    create_table(database, "contacts", types={"lead_score": "varchar(10)", "metadata": "text", "phone": None})
    create_table(database, "consultant_slots", types={"start_time": "timetz"})

    with pytest.raises(SchemaError) as caught:
        plans()

    text = str(caught.value)
    assert "contacts.lead_score is of type character varying(10); it can be read as int2, int4, int8" in text
    assert "contacts.metadata is of type text; it can be read as jsonb, json" in text
    assert "contacts has no column phone, which every document needs" in text
    assert "consultant_slots.start_time is of type time with time zone" in text
    assert text.endswith("Nothing was written.")


def test_says_that_a_table_has_no_id(database: Connection[Any], plans: Plans) -> None:
    create_table(database, "articles", types={"id": None})
    with pytest.raises(SchemaError, match="articles has no column id"):
        plans()


def test_refuses_a_database_of_something_else(database: Connection[Any], plans: Plans) -> None:
    database.execute("CREATE TABLE orders (id int)")
    with pytest.raises(SchemaError, match="none of the 25 tables"):
        plans()


def test_warns_of_moments_without_a_zone(database: Connection[Any], plans: Plans) -> None:
    create_table(database, "articles", types={"published_at": "timestamp"})
    assert plans()["articles"].warnings == (
        "articles.published_at is timestamp without time zone, without a time zone: its values are taken as UTC.",
    )


def test_looks_through_domains_and_enumerations(database: Connection[Any], plans: Plans) -> None:
    database.execute("CREATE TYPE stage AS ENUM ('report', 'closed')")
    database.execute("CREATE DOMAIN score AS int4 CHECK (VALUE >= 0)")
    database.execute("CREATE DOMAIN hot_score AS score NOT NULL")
    create_table(database, "tickets", types={"stage": "stage"})
    create_table(database, "contacts", types={"lead_score": "hot_score", "tags": "stage[]"})

    planned = plans()

    assert planned["tickets"].source.columns["stage"].type == "enum"
    contacts = planned["contacts"].source.columns
    assert (contacts["lead_score"].type, contacts["lead_score"].is_nullable) == ("int4", False)
    assert contacts["tags"].type == "enum[]"


@pytest.mark.parametrize(
    ("key", "is_unique"),
    [
        ("PRIMARY KEY", True),
        ("UNIQUE", True),
        ("", False),
        ("UNIQUE DEFERRABLE", False),
    ],
)
def test_knows_where_ids_are_unique(database: Connection[Any], plans: Plans, key: str, is_unique: bool) -> None:
    create_table(database, "articles", key=key)
    assert plans()["articles"].source.has_unique_id is is_unique


def test_a_unique_pair_or_part_does_not_make_ids_unique(database: Connection[Any], plans: Plans) -> None:
    create_table(database, "articles", key="")
    database.execute("CREATE UNIQUE INDEX ON articles (id, slug)")
    database.execute("CREATE UNIQUE INDEX ON articles (id) WHERE status = 'draft'")
    assert not plans()["articles"].source.has_unique_id


def test_the_first_field_from_a_column() -> None:
    contacts = TABLE_BY_SOURCE["contacts"]
    assert contacts.field_from("metadata").target == "source"
    with pytest.raises(KeyError):
        contacts.field_from("nothing")
