"""JSON as Convex takes it."""

import json
from collections import Counter
from decimal import Decimal
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.json_values import HazardError, encode_key, exact_number, read_json, size_of


@pytest.mark.parametrize(
    ("key", "stored"),
    [
        ("Level Bahasa Inggris", "Level Bahasa Inggris"),
        ("_hidden", "_hidden"),
        ("", ""),
        ("a$", "a$"),
        ("$a", "%24a"),
        ("$$", "%24$"),
        ("café", "caf%C3%A9"),
        ("😊", "%F0%9F%98%8A"),
        ("100%", "100%25"),
        ("%C3%A9", "%25C3%25A9"),
        ("$é%", "%24%C3%A9%25"),
        ("a\nb\x7f", "a%0Ab%7F"),
        ('"quoted" \\', '"quoted" \\'),
    ],
)
def test_rewrites_the_keys_that_convex_refuses(key: str, stored: str) -> None:
    assert encode_key(key) == stored


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_rewritten_keys_can_be_undone_and_never_collide(key: str, other: str) -> None:
    stored = encode_key(key)
    assert (unquote(stored) if stored != key else stored) == key
    assert (stored == encode_key(other)) == (key == other)
    assert stored.isascii()
    assert not stored.startswith("$")


def test_counts_the_keys_it_rewrites_by_column() -> None:
    rewritten: Counter[str] = Counter()
    assert read_json('{"é": {"$": 1, "ok": 2}}', "metadata", rewritten) == {"%C3%A9": {"%24": 1, "ok": 2}}
    assert rewritten == {"metadata": 2}


@pytest.mark.parametrize(
    "text",
    ["0", "-1", "9007199254740991", "9007199254740994", "1180591620717411303424", "0.1", "1.10", "0.30000000000000004"],
)
def test_keeps_numbers_that_a_float64_holds(text: str) -> None:
    number = read_json(text, "x")
    assert isinstance(number, int | float)
    assert Decimal(text) in (Decimal(str(number)), Decimal(number))


@pytest.mark.parametrize(
    "text",
    ["9007199254740993", "-9007199254740993", "12345678901234567890", "0.12345678901234567890", "1e400", "1e-400"],
)
def test_refuses_numbers_that_a_float64_does_not_hold(text: str) -> None:
    with pytest.raises(HazardError, match=r"^data\.a\[0\]: .*float64"):
        read_json(f'{{"a": [{text}]}}', "data")


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e99999999999999999999"])
def test_refuses_what_is_no_number(text: str) -> None:
    with pytest.raises(HazardError):
        read_json(text, "data")


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


def test_takes_sixteen_levels_and_no_more() -> None:
    assert json.dumps(read_json(nested(16), "data")) == nested(16)
    with pytest.raises(HazardError, match="nested deeper"):
        read_json(nested(17), "data")
    with pytest.raises(HazardError, match="nested deeper"):
        read_json(nested(100_000), "data")


@pytest.mark.parametrize(
    ("value", "is_taken"),
    [
        ([0] * 8_192, True),
        ([0] * 8_193, False),
        ({str(number): 0 for number in range(1_024)}, True),
        ({str(number): 0 for number in range(1_025)}, False),
        ({"k" * 1_024: 0}, True),
        ({"k" * 1_025: 0}, False),
        ({"é" * 172: 0}, False),
    ],
)
def test_knows_the_limits_of_arrays_and_objects(value: object, is_taken: bool) -> None:
    text = json.dumps(value)
    if is_taken:
        assert read_json(text, "data") == value
        return
    with pytest.raises(HazardError):
        read_json(text, "data")


def test_keeps_the_last_of_two_equal_keys_as_jsonb_does() -> None:
    assert read_json('{"a": 1, "b": 2, "a": 3}', "data") == {"a": 3, "b": 2}


@pytest.mark.parametrize("text", ['"\\ud800"', '{"\\udfff": 1}'])
def test_refuses_half_a_surrogate_pair(text: str) -> None:
    with pytest.raises(HazardError, match="surrogate"):
        read_json(text, "data")


def test_reasons_never_hold_a_value_and_stay_short() -> None:
    with pytest.raises(HazardError) as caught:
        read_json(json.dumps({"k" * 900: {"k" * 900: 12345678901234567890}}), "data")
    assert "12345678901234567890" not in str(caught.value)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_refuses_numerics_that_are_no_number(text: str) -> None:
    with pytest.raises(HazardError, match="finite"):
        exact_number(Decimal(text), "score")


def test_measures_by_convexs_metric() -> None:
    assert size_of({"a": [1, 2.5, None, True, "é"], "bc": {}}) == 2 + 2 + (2 + 9 + 9 + 1 + 1 + 4) + 3 + 2
