"""No row that Postgres would convert wrongly goes past judgement.

Random rows go through a real Postgres twice: as the migration reads them, and all of them for judgement, which checks
every value in Python. A row that came without a flag must be one that judgement takes, unchanged, to the same record.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any, cast

import orjson
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.types.json import Json

from migration.judgement import Judge
from migration.plan import TablePlan, plan_tables
from migration.select import compile_select
from migration.source import open_source
from migration.tables import Field, Kind, Table
from tests.migration.source_tables import create_table, source_id

# One column for every way in which a value can be hazardous.
HAZARDS = Table(
    source="hazards",
    target="hazards",
    fields=(
        Field(target="needed", column="needed", kind=Kind.TEXT, required=True),
        Field(target="label", column="label", kind=Kind.TEXT, required=True, default="new"),
        Field(target="small", column="small", kind=Kind.NUMBER, required=True, default=7),
        Field(target="big", column="big", kind=Kind.NUMBER),
        Field(target="exact", column="exact", kind=Kind.NUMBER),
        Field(target="rough", column="rough", kind=Kind.NUMBER),
        Field(target="is_on", column="is_on", kind=Kind.BOOLEAN, required=True, default=True),
        Field(target="at", column="at", kind=Kind.INSTANT),
        Field(target="clock", column="clock", kind=Kind.CLOCK_TIME),
        Field(target="list", column="list", kind=Kind.TEXTS),
        Field(target="source", column="data", kind=Kind.JSON_TEXT, key="source"),
        Field(target="data", column="data", kind=Kind.JSON),
        Field(
            target="created_at",
            column="created_at",
            kind=Kind.INSTANT,
            required=True,
            stand_in="updated_at",
            is_filled_by_convex=True,
        ),
        Field(
            target="updated_at",
            column="updated_at",
            kind=Kind.INSTANT,
            required=True,
            stand_in="created_at",
            is_filled_by_convex=True,
        ),
    ),
)
TYPES = {"needed": "text", "big": "int8", "exact": "numeric", "rough": "float8"}

# Postgres takes neither the zero character nor half a surrogate pair.
characters = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
# Mostly plain: what holds one hazard by chance hides whether another was found.
plain_texts = st.text("abcdefgh XYZ-_.,:;0123456789", max_size=12)
texts = st.one_of(plain_texts, plain_texts, plain_texts, st.text(characters, max_size=12))
odd_texts = st.sampled_from(
    ['"', '\\"', "\\", '": ', '\\": 1', "%", "$", "$a", "é", "a%b", "\n", "\x7f", "[[[[", '{"a": [']
)
keys = st.one_of(texts, odd_texts, st.text('a\\"%$: é', max_size=6), st.just("source"))
numbers = st.one_of(
    st.integers(-(10**25), 10**25),
    st.sampled_from([2**53 - 1, 2**53, 2**53 + 1, -(2**53) - 1, 10**14, 10**15, 10**16 + 1]),
    st.floats(allow_nan=False, allow_infinity=False),
)
leaves = st.one_of(st.none(), st.booleans(), numbers, texts, odd_texts)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)
deep_trees = st.builds(
    lambda leaf, levels: [leaf := [leaf] if level else {"k": leaf} for level in levels][-1] if levels else leaf,
    leaves,
    st.lists(st.booleans(), min_size=10, max_size=22),
)
small_objects: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.one_of(plain_texts, odd_texts), st.one_of(st.integers(-9, 9), plain_texts, st.just({})), max_size=3
)
wide_trees = st.one_of(
    st.integers(8_190, 8_194).map(lambda length: [0] * length),
    st.integers(1_022, 1_026).map(lambda length: {f"k{at}": 0 for at in range(length)}),
    st.integers(1_015, 1_030).map(lambda length: {"k" * length: 0}),
)
moments = st.one_of(
    st.none(),
    st.sampled_from(["infinity", "-infinity", "0044-03-15 00:00:00+00 BC", "294276-12-31 23:59:59+00"]),
    st.datetimes().map(lambda moment: f"{moment.isoformat(sep=' ')}+00"),
)
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "needed": st.one_of(st.none(), texts),
    "label": st.one_of(st.none(), texts),
    "small": st.one_of(st.none(), st.integers(-(2**31), 2**31 - 1)),
    "big": st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.integers(2**53 - 2, 2**53 + 2)),
    "exact": st.one_of(
        st.none(),
        st.sampled_from(["NaN", "Infinity", "-Infinity", "0.00", "1e-20", "123456789012345.6", "0.1", "4.50"]),
        st.decimals(allow_nan=False, allow_infinity=False, places=3),
    ),
    "rough": st.one_of(st.none(), st.floats()),
    "is_on": st.one_of(st.none(), st.booleans()),
    "at": moments,
    "clock": st.one_of(st.none(), st.times(), st.sampled_from(["24:00", "09:00", "09:00:00.000001"])),
    "list": st.one_of(
        st.none(),
        st.lists(st.one_of(st.none(), texts, odd_texts), max_size=3),
        st.sampled_from([[["a"], ["b"]], ["x"] * 8_193]),
    ),
    "data": st.one_of(st.none(), trees, small_objects, st.lists(small_objects, max_size=2), deep_trees, wide_trees).map(
        lambda tree: None if tree is None else Json(tree)
    ),
    "created_at": moments,
    "updated_at": moments,
}
ORDINARY: Mapping[str, Any] = {
    "needed": "x",
    "label": None,
    "small": 1,
    "big": 1,
    "exact": "4.50",
    "rough": 0.1,
    "is_on": True,
    "at": None,
    "clock": "09:00",
    "list": [],
    "data": None,
    "created_at": "2026-01-02 03:04:05.678901+00",
    "updated_at": None,
}


@st.composite
def draw_row(draw: st.DrawFn) -> dict[str, Any]:
    """An ordinary row with one or two columns of anything: were all of them, nearly every row would be flagged."""
    # JSON has as many hazards as all other kinds together.
    odd = draw(st.lists(st.sampled_from([*sorted(VALUES), *["data"] * len(VALUES)]), min_size=1, max_size=2))
    return dict(ORDINARY) | {name: draw(VALUES[name]) for name in dict.fromkeys(odd)}


@pytest.fixture
def hazards(database: Connection[Any], database_url: str) -> Iterator[Connection[Any]]:
    create_table(database, "hazards", types=TYPES, declared=HAZARDS)
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def store(connection: Connection[Any], samples: Sequence[Mapping[str, Any]]) -> None:
    columns = list(samples[0])
    casts = {"exact": "numeric", "rough": "float8", "at": "timestamptz", "clock": "time", "list": "text[]"}
    casts |= {"created_at": "timestamptz", "updated_at": "timestamptz"}
    places = ", ".join(f"%s::{casts[name]}" if name in casts else "%s" for name in columns)
    connection.execute("TRUNCATE hazards")
    insert = f"INSERT INTO hazards (id, {', '.join(columns)}) VALUES (%s, {places})"
    for number, sample in enumerate(samples):
        connection.execute(insert, [source_id(number), *(sample[name] for name in columns)])


# Each makes its row one that Postgres alone would convert wrongly, or that Convex would refuse.
EVERY_HAZARD: Sequence[tuple[str, Any]] = (
    *(
        ("data", Json({key: 0}))
        for key in ("é", "$", "$a", "%", "a%b", "a\nb", "\x7f", "k" * 1_025, '"é', "\\é", '\\"é')
    ),
    *(("data", Json({"a": [{key: 0}]})) for key in ("é", "$a", "a%b")),
    *(("data", Json(tree)) for tree in (2**53 + 1, [2**53 + 1], {"a": 10**17 + 1}, [0, -(2**53) - 1])),
    *(("data", Json(tree)) for tree in ([0] * 8_193, {str(key): 0 for key in range(1_025)})),
    ("data", Json(reduce(lambda tree, _level: [tree], range(16), cast(Any, [])))),
    ("data", Json(reduce(lambda tree, _level: {"k": tree}, range(16), cast(Any, {})))),
    *(("at", moment) for moment in ("infinity", "-infinity", "294276-12-31 23:59:59+00")),
    *(("created_at", moment) for moment in ("infinity", "-infinity")),
    *(("exact", number) for number in ("NaN", "Infinity", "-Infinity", "12345678901234567.8")),
    *(("rough", number) for number in (float("nan"), float("inf"), float("-inf"))),
    *(("big", number) for number in (2**53 + 1, -(2**53) - 1)),
    *(("clock", time) for time in ("09:00:01", "09:00:00.000001")),
    *(("list", items) for items in (["a", None], [["a"], ["b"]], ["x"] * 8_193)),
    ("needed", None),
)


def test_each_hazard_is_flagged(hazards: Connection[Any], database_url: str) -> None:
    store(hazards, [dict(ORDINARY) | {name: value} for name, value in EVERY_HAZARD])

    _plan, pairs = read_both(database_url)

    missed = [hazard for hazard, (fast, _raw) in zip(EVERY_HAZARD, pairs, strict=True) if not fast.startswith(b"!")]
    assert missed == []


def read_both(database_url: str) -> tuple[TablePlan, list[tuple[bytes, bytes]]]:
    with open_source(database_url) as source:
        plans = plan_tables(source.catalog, (HAZARDS,))
        plan = plans["hazards"]
        fast = list(source.stream(compile_select(plan, plans), reading="hazards"))
        raw = list(source.stream(compile_select(plan, plans, judge_all=True), reading="hazards"))
    return plan, list(zip(fast, raw, strict=True))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(samples=st.lists(draw_row(), min_size=1, max_size=8))
def test_a_row_without_a_flag_is_one_that_judgement_takes_to_the_same_record(
    hazards: Connection[Any], database_url: str, samples: list[dict[str, Any]]
) -> None:
    store(hazards, samples)

    plan, pairs = read_both(database_url)

    for fast, raw in pairs:
        if not fast.startswith(b"!"):
            rewritten: Counter[str] = Counter()
            judged = Judge(plan, rewritten).record_of(raw[1:])
            assert orjson.loads(fast) == orjson.loads(judged)
            assert not rewritten


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    samples=st.lists(
        st.dictionaries(st.text("abcXYZ _", max_size=8), st.one_of(st.integers(-(10**9), 10**9), texts), max_size=5),
        min_size=1,
        max_size=8,
    )
)
def test_ordinary_metadata_is_never_flagged(
    hazards: Connection[Any], database_url: str, samples: list[dict[str, Any]]
) -> None:
    """Or the slow path would be the only one: values may hold anything, quotes, percent signs and emoji included."""
    harmless = [{key: value for key, value in sample.items() if value != ": "} for sample in samples]
    store(hazards, [{"needed": "x", "data": Json(sample)} for sample in harmless])

    _plan, pairs = read_both(database_url)

    flagged = [raw for fast, raw in pairs if fast.startswith(b"!") and b'\\": ' not in raw and b"\\\\" not in raw]
    assert not flagged
