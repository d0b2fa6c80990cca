"""What Postgres makes of a row."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
import pytest
from psycopg import Connection

from migration.mappings import IdMap, Mappings
from tests.migration.source_tables import add_row, create_table, source_id

Lines = Callable[..., list[bytes]]
# 2026-01-02 03:04:05.678901 UTC.
MOMENT_MS = 1_767_323_045_678


def test_writes_a_contact_whole(database: Connection[Any], lines: Lines) -> None:
    create_table(database, "workspaces")
    create_table(database, "contacts")
    add_row(database, "workspaces", 1, slug="acme")
    add_row(
        database,
        "contacts",
        2,
        phone="+62 811",
        name='Siti "S" \\ Nur\n😊',
        lead_score=40,
        tags=["a,b", 'c"d', ""],
        metadata='{"source": "google_form", "n": null, "deep": {"x": [1, 2.5, true]}}',
        assigned_to=UUID(int=9),
        kapso_is_online=True,
        kapso_last_seen="1969-12-31 23:59:59.999999+00",
        created_at="2026-01-02 03:04:05.678901+00",
        updated_at="2026-01-02 10:04:05.678999+07",
    )

    [line] = lines("contacts")

    assert orjson.loads(line) == {
        "supabaseId": source_id(2),
        "workspace_id": {"id": source_id(1), "slug": "acme"},
        "phone": "+62 811",
        "name": 'Siti "S" \\ Nur\n😊',
        "lead_score": 40,
        "lead_status": "new",
        "tags": ["a,b", 'c"d', ""],
        "assigned_to": source_id(9),
        "source": "google_form",
        "metadata": {"source": "google_form", "n": None, "deep": {"x": [1, 2.5, True]}},
        "kapso_is_online": True,
        "kapso_last_seen": -1,
        "created_at": MOMENT_MS,
        "updated_at": MOMENT_MS,
    }


def test_leaves_out_null_and_keeps_json_null(database: Connection[Any], lines: Lines) -> None:
    create_table(database, "contacts")
    add_row(database, "contacts", 1, metadata=None)
    add_row(database, "contacts", 2, metadata="null")

    absent, null = map(orjson.loads, lines("contacts"))

    assert absent == {
        "supabaseId": source_id(1),
        "workspace_id": {"id": source_id(1)},
        "phone": "text",
        "lead_score": 0,
        "lead_status": "new",
    }
    assert null["metadata"] is None


def test_takes_a_missing_timestamp_from_the_other(database: Connection[Any], lines: Lines) -> None:
    create_table(database, "articles")
    add_row(database, "articles", 1, created_at="2026-01-02 03:04:05.678901+00")
    add_row(database, "articles", 2, updated_at="2026-01-02 03:04:05.678901+00")

    assert [(row["created_at"], row["updated_at"]) for row in map(orjson.loads, lines("articles"))] == [
        (MOMENT_MS, MOMENT_MS),
        (MOMENT_MS, MOMENT_MS),
    ]


def test_sends_what_finds_a_conversation_without_its_id(database: Connection[Any], lines: Lines) -> None:
    for name in ("workspaces", "contacts", "conversations", "messages"):
        create_table(database, name)
    add_row(database, "workspaces", 1, slug="acme")
    add_row(database, "contacts", 1, phone="0811")
    add_row(database, "conversations", 1)
    add_row(database, "messages", 1)
    add_row(database, "messages", 2, conversation_id=UUID(int=404), workspace_id=UUID(int=405))

    known, orphan = map(orjson.loads, lines("messages"))

    one = source_id(1)
    assert known["workspace_id"] == {"id": one, "slug": "acme"}
    assert known["conversation_id"] == {"id": one, "contact": {"id": one, "phone": "0811"}}
    assert orphan["workspace_id"] == {"id": source_id(405)}
    assert orphan["conversation_id"] == {"id": source_id(404)}


def test_leaves_out_an_optional_reference(database: Connection[Any], lines: Lines) -> None:
    create_table(database, "tickets")
    add_row(database, "tickets", 1, admin_workspace_id=None)
    add_row(database, "tickets", 2, admin_workspace_id=UUID(int=7))

    without, with_hub = map(orjson.loads, lines("tickets"))

    assert "admin_workspace_id" not in without
    assert with_hub["admin_workspace_id"] == {"id": source_id(7)}
    assert without["pending_approval"] is False


def test_maps_users_only_where_a_column_names_one(database: Connection[Any], lines: Lines) -> None:
    create_table(database, "messages")
    user, other = UUID(int=8), UUID(int=9)
    add_row(database, "messages", 1, sender_type="user", sender_id=user)
    add_row(database, "messages", 2, sender_type="contact", sender_id=user)
    add_row(database, "messages", 3, sender_type="user", sender_id=other)
    mappings = Mappings(users=IdMap({str(user): "user_abc"}))

    senders = [orjson.loads(line)["sender_id"] for line in lines("messages", mappings)]

    assert senders == ["user_abc", str(user), str(other)]


def test_maps_a_row_to_its_own_clerk_ids(database: Connection[Any], lines: Lines) -> None:
    create_table(database, "workspaces")
    create_table(database, "profiles")
    for number in (1, 2):
        add_row(database, "workspaces", number, slug=f"w{number}")
        add_row(database, "profiles", number)
    one = source_id(1)
    mappings = Mappings(users=IdMap({one: "user_abc"}), workspaces=IdMap({one: "org_abc"}))

    assert [orjson.loads(line).get("clerk_org_id") for line in lines("workspaces", mappings)] == ["org_abc", None]
    assert [orjson.loads(line).get("clerk_id") for line in lines("profiles", mappings)] == ["user_abc", None]


@pytest.mark.parametrize(
    ("time", "expected"), [("09:00", "09:00"), ("23:59", "23:59"), ("24:00:00", "24:00"), ("00:00", "00:00")]
)
def test_writes_a_time_of_day(database: Connection[Any], lines: Lines, time: str, expected: str) -> None:
    create_table(database, "consultant_slots")
    add_row(database, "consultant_slots", 1, start_time=time)

    [line] = lines("consultant_slots")

    assert orjson.loads(line)["start_time"] == expected


def test_orders_rows_as_the_text_of_their_ids(database: Connection[Any], lines: Lines) -> None:
    create_table(database, "articles", types={"id": "text PRIMARY KEY"})
    ids = ["b", "A", "a", "é", "Z", "10", "9", "-"]
    for one in ids:
        add_row(database, "articles", 0, id=one)

    assert [orjson.loads(line)["supabaseId"] for line in lines("articles")] == sorted(ids)


def test_drifted_types_that_lose_nothing_are_read(database: Connection[Any], lines: Lines) -> None:
    database.execute("CREATE TYPE mood AS ENUM ('hot', 'new')")
    database.execute("CREATE DOMAIN short AS varchar(20)")
    create_table(
        database,
        "contacts",
        types={
            "id": "varchar(36)",
            "workspace_id": "text",
            "phone": "int8",
            "name": "short",
            "email": "char(12)",
            "lead_score": "int8",
            "lead_status": "mood",
            "tags": "jsonb",
            "metadata": "json",
            "created_at": "timestamp",
            "updated_at": "date",
        },
    )
    add_row(
        database,
        "contacts",
        1,
        phone="628111",
        name="Siti",
        email="a@b.id",
        lead_score=2**53 - 1,
        lead_status="hot",
        tags='["a"]',
        metadata='{"source": "x"}',
        created_at="2026-01-02 03:04:05.678901",
        updated_at="2026-01-02",
    )

    [line] = lines("contacts")
    [raw] = lines("contacts", judge_all=True)

    assert line == raw, "a json column always comes for judgement"
    assert orjson.loads(raw[1:]) == {
        "supabaseId": source_id(1),
        "workspace_id": {"id": source_id(1)},
        "phone": "628111",
        "name": "Siti",
        "email": "a@b.id",
        "lead_score": "9007199254740991",
        "lead_status": "hot",
        "tags": '["a"]',
        "source": '{"source": "x"}',
        "metadata": '{"source": "x"}',
        "created_at": "1767323045.678901",
        "updated_at": "1767312000.000000",
    }
