"""Convex values: round trips, what is refused and how, and agreement with the two official conversions."""

import json
import math
import struct
import subprocess
import uuid
from collections import OrderedDict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson
import pytest
from convex.values import ConvexInt64, convex_to_json, json_to_convex
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from config.convex.errors import UnsendableValueError, UnsupportedTypeError
from config.convex.values import MAX_SAFE_INTEGER, Int64, decode, dumps, encode, loads
from config.errors import InvalidInputError

PROJECT = Path(__file__).resolve().parents[2]

NAMES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20).filter(
    lambda name: not name.startswith("$")
)
INT64S = st.integers(-(2**63), 2**63 - 1).map(Int64)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER)
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.binary(max_size=20)
    | INT64S
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=20
)
EDGES: list[Any] = [
    [math.nan, math.inf, -math.inf, -0.0, 0.0, 0, 5e-324, 1.7976931348623157e308, 1e16, 1e21, 1.5],
    [MAX_SAFE_INTEGER, -MAX_SAFE_INTEGER, Int64(0), Int64(2**63 - 1), Int64(-(2**63)), Int64(5), 5, 5.0, True],
    {"": b"", "a b": b"\xff\x00", "_id": "x", "n": None, "o": {"p": [[], {}]}, "u": "😀\u0000\uffff"},
]


def identity(value: Any) -> Any:
    """Return a form in which two values are equal only if Convex holds them for the same."""
    match value:
        case bool() | None | str() | bytes():
            return (type(value).__name__, value)
        case Int64() | ConvexInt64():
            return ("int64", value.value if isinstance(value, ConvexInt64) else int(value))
        case int() | float():
            # Any NaN is Convex's NaN here: JavaScript does not keep the bits of one.
            return ("float64", "nan" if math.isnan(value) else struct.pack("<d", value))
        case list() | tuple():
            return [identity(item) for item in value]
        case dict():
            return {key: identity(item) for key, item in value.items()}
    raise AssertionError(type(value))


@given(VALUES)
@example(EDGES)
def test_what_was_sent_arrives_as_the_same_value(value: Any) -> None:
    assert identity(loads(dumps(value))) == identity(value)


@given(VALUES)
@example(EDGES)
def test_what_arrived_can_be_sent_back_unchanged(value: Any) -> None:
    arrived = loads(dumps(value))

    assert loads(dumps(arrived)) == arrived or "nan" in repr(arrived)
    assert [type(item) for item in walk(loads(dumps(arrived)))] == [type(item) for item in walk(arrived)]


def walk(value: Any) -> Iterator[Any]:
    """Yield the value and everything in it."""
    yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(item)


@given(VALUES)
@example(EDGES)
def test_prints_what_the_official_python_package_prints(value: Any) -> None:
    ours = json.loads(dumps(value))
    official = convex_to_json(with_official_int64(value))

    assert identity(ours) == identity(json.loads(json.dumps(official)))


@given(VALUES)
@example(EDGES)
def test_reads_what_the_official_python_package_reads(value: Any) -> None:
    # The package takes numbers only as Convex Cloud prints them, with a point; so here they are read that way.
    as_cloud = json.loads(dumps(value), parse_int=float)

    assert identity(decode(json.loads(json.dumps(as_cloud)))) == identity(json_to_convex(as_cloud))


def with_official_int64(value: Any) -> Any:
    """Return the value with each Int64 replaced by the official package's class."""
    match value:
        case Int64():
            return ConvexInt64(int(value))
        case list():
            return [with_official_int64(item) for item in value]
        case dict():
            return {key: with_official_int64(item) for key, item in value.items()}
    return value


@pytest.fixture(scope="module")
def node() -> Iterator[subprocess.Popen[bytes]]:
    """The official conversion of the npm package, a line in and a line out."""
    script = Path(__file__).with_name("convert_values.mjs")
    command = ["node", str(script)]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process


def ask(node: subprocess.Popen[bytes], line: bytes) -> Any:
    """Return what the official JavaScript conversion makes of a line of encoded JSON."""
    assert node.stdin is not None
    assert node.stdout is not None
    node.stdin.write(line + b"\n")
    node.stdin.flush()
    return orjson.loads(node.stdout.readline())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(VALUES)
@example(EDGES)
def test_agrees_with_the_official_javascript_conversion(node: subprocess.Popen[bytes], value: Any) -> None:
    # A JavaScript object has no own field of this name when it is assigned; the official conversion loses it.
    assume("__proto__" not in repr(value))
    reply = ask(node, dumps(value))

    assert identity(decode(reply["value"])) == identity(value)


def test_agrees_with_the_official_conversions_on_what_is_no_value(node: subprocess.Popen[bytes]) -> None:
    for line in (b'{"$integer":"AA=="}', b'{"$float":"AAAAAAAA8D8="}', b'{"$map":[]}', b'{"$x":1,"y":2}', b'{"$x":1}'):
        assert "refused" in ask(node, line)
        with pytest.raises(ValueError, match=r"\$|reserves"):
            loads(line)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"5", 5),
        (b"5.0", 5),
        (b"-5.0", -5),
        (b"1700000000000.0", 1_700_000_000_000),
        (b"9007199254740992.0", 2**53),
    ],
)
def test_an_integral_number_arrives_as_int_however_it_is_printed(raw: bytes, value: int) -> None:
    arrived = loads(raw)

    assert arrived == value
    assert type(arrived) is int


@pytest.mark.parametrize(
    "raw", [b"1.5", b"9007199254740994", b"12345678901234567000", b"1e300", b"123456789012345678901"]
)
def test_any_other_number_arrives_as_float(raw: bytes) -> None:
    arrived = loads(raw)

    assert type(arrived) is float
    assert arrived == float(raw)


def test_an_object_without_special_cases_is_passed_on_and_not_copied() -> None:
    value = {"a": [1, 2.5, {"b": "c", "d": None}], "t": (True, "x")}

    assert encode(value, name="args") is value


def test_only_what_is_on_the_way_to_a_special_case_is_copied_and_the_callers_object_stays() -> None:
    plain, special = {"a": 1}, {"b": b"x"}
    value = {"plain": plain, "special": special}

    encoded = encode(value)

    assert encoded == {"plain": {"a": 1}, "special": {"b": {"$bytes": "eA=="}}}
    assert encoded["plain"] is plain
    assert value == {"plain": {"a": 1}, "special": {"b": b"x"}}


class Stage(StrEnum):
    REPORT = "report"


class Priority(IntEnum):
    HIGH = 3


class Code(str):
    __slots__ = ()


class Measure(float):
    pass


def test_kinds_of_the_plain_types_are_sent_as_those() -> None:
    value = OrderedDict(
        stage=Stage.REPORT,
        priority=Priority.HIGH,
        code=Code("x"),
        measure=Measure(1.5),
        blob=bytearray(b"x"),
        view=memoryview(b"x"),
        keyed=MappingProxyType({Stage.REPORT: 1}),
        keys={Code("k"): 2, "l": b""},
    )

    assert json.loads(dumps(value)) == {
        "stage": "report",
        "priority": 3,
        "code": "x",
        "measure": 1.5,
        "blob": {"$bytes": "eA=="},
        "view": {"$bytes": "eA=="},
        "keyed": {"report": 1},
        "keys": {"k": 2, "l": {"$bytes": ""}},
    }


class Colour(Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), "milliseconds since 1970"),
        (date(2026, 1, 1), "milliseconds since 1970"),
        (time(9, 30), "HH:MM"),
        (timedelta(1), "milliseconds"),
        (Decimal("1.10"), "smallest unit"),
        (uuid.UUID(int=1), "str(…)"),
        ({1}, "a list"),
        (frozenset(), "a list"),
        (Colour.RED, "Convex has no type for Colour"),
        (object(), "Convex has no type for object"),
        (1 + 2j, "Convex has no type for complex"),
        (range(3), "Convex has no type for range"),
        ({1: 2}, "a key is a int"),
        ({None: 2}, "a key is a NoneType"),
    ],
)
def test_refuses_a_type_that_convex_has_not_and_says_what_to_send(value: Any, advice: str) -> None:
    with pytest.raises(UnsupportedTypeError, match=r"^args\.list\[1\]\.at") as caught:
        dumps({"list": [0, {"at": value}]}, name="args")

    assert advice in str(caught.value)
    assert isinstance(caught.value, TypeError)


@pytest.mark.parametrize(
    ("value", "path", "advice"),
    [
        (2**53 + 1, "args.x", "Int64(…) or a string"),
        (-(2**53) - 1, "args.x", "Int64(…) or a string"),
        (2**64, "args.x", "Int64(…) or a string"),
        (Int64(2**63), "args.x", "send a string"),
        ("a\ud800b", "args.x", "surrogate"),
        (["ok", {"y": "\udfff"}], "args.x[1].y", "surrogate"),
        ({"$set": 1}, "args.x['$set']", "rename it"),
        ({"$": 1, "a": 2}, "args.x['$']", "rename it"),
        ({"é": 1}, "args.x['\\xe9']", "percent-encode"),
        ({"a\n": 1}, "args.x['a\\n']", "percent-encode"),
        ({"k\ud800": 1}, "args.x['k\\ud800']", "percent-encode"),
        ({"k" * 1025: 1}, "args.x['" + "k" * 59 + "]", "1024 characters"),
    ],
)
def test_refuses_what_convex_cannot_hold_as_input_that_is_not_valid(value: Any, path: str, advice: str) -> None:
    with pytest.raises(UnsendableValueError) as caught:
        dumps({"x": value}, name="args")

    assert caught.value.path == path
    assert advice in caught.value.problem
    assert isinstance(caught.value, InvalidInputError)
    assert caught.value.status_code == 422
    assert caught.value.fields == {path: [caught.value.problem]}


def test_refuses_what_contains_itself_or_is_nested_too_deep() -> None:
    endless: list[Any] = []
    endless.append(endless)
    deep: Any = 0
    for _ in range(64):
        deep = [deep]

    assert dumps(deep) == b"[" * 64 + b"0" + b"]" * 64
    for value in (endless, [deep]):
        with pytest.raises(UnsendableValueError, match="64 levels"):
            dumps(value)


def test_never_shows_a_value_in_a_refusal() -> None:
    for value in ("secret\ud800", Decimal("628123"), {"secret"}, 2**53 + 628123):
        with pytest.raises((UnsendableValueError, UnsupportedTypeError)) as caught:
            dumps({"phone": value}, name="args")
        assert "secret" not in str(caught.value)
        assert "628123" not in str(caught.value)


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b'"\\ud800"', b'{"$bytes":"?"}', b'{"$bytes":5}', b'{"$float":"AA=="}', b'{"a":1,"$b":2}', b"\xff"],
)
def test_refuses_text_that_is_no_value(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        loads(raw)
