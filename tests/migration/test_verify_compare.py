"""The comparison of one row with one document: every kind of field, equal and different."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.verify import expectations as expect
from migration.verify.compare import Difference, differences, is_same, original_key
from migration.verify.expectations import IdMaps, Json, Link, Rule, Special
from migration.verify.mapping import TABLE_RULES, TableRules
from migration.verify.moments import read_moment

MAPS = IdMaps(users={"u1": "user_1"}, workspaces={"w1": "org_1"})
DOCUMENTS = {"doc-w1": Link("workspaces", "w1"), "doc-c1": Link("contacts", "c1")}


def compare(rule: Rule, row: Mapping[str, Any], document: Mapping[str, Any]) -> list[Difference]:
    rules = TableRules("things", "things", {"field": rule})
    return differences(row, document, rules, MAPS, DOCUMENTS.get)


EQUAL: list[tuple[str, Rule, dict[str, Any], dict[str, Any]]] = [
    ("text", expect.plain("a"), {"a": "é🙏"}, {"field": "é🙏"}),
    ("empty text", expect.plain("a"), {"a": ""}, {"field": ""}),
    ("NULL is absent", expect.plain("a"), {"a": None}, {}),
    ("a column that the source lacks is absent", expect.plain("a"), {}, {}),
    ("NULL is the default", expect.plain("a", 60), {"a": None}, {"field": 60}),
    ("false is not its default", expect.plain("a", True), {"a": False}, {"field": False}),
    ("whole number as float", expect.plain("a"), {"a": 5}, {"field": 5.0}),
    ("numeric", expect.decimal("a"), {"a": Decimal("4.35")}, {"field": 4.35}),
    ("texts", expect.texts("a"), {"a": ["x", ""]}, {"field": ["x", ""]}),
    ("no texts", expect.texts("a"), {"a": []}, {"field": []}),
    ("JSON null", expect.json("a"), {"a": Json(None)}, {"field": None}),
    ("no JSON", expect.json("a"), {"a": None}, {}),
    ("JSON", expect.json("a"), {"a": Json({"x": [1, 7.5, None]})}, {"field": {"x": [1.0, 7.5, None]}}),
    ("order of keys", expect.json("a"), {"a": Json({"x": 1, "y": 2})}, {"field": {"y": 2, "x": 1}}),
    ("encoded keys", expect.json("a"), {"a": Json({"$é": {"100%": 1}})}, {"field": {"%24%C3%A9": {"100%25": 1}}}),
    ("key that looks encoded", expect.json("a"), {"a": Json({"%24": 1})}, {"field": {"%2524": 1}}),
    ("moment, rounded down", expect.moment("a"), {"a": read_moment("1970-01-01 00:00:01.0019+00")}, {"field": 1001}),
    ("moment before 1970", expect.moment("a"), {"a": read_moment("1969-12-31 23:59:59.9995+00")}, {"field": -1}),
    ("moment in a text column", expect.moment("a"), {"a": "1970-01-01T00:00:01Z"}, {"field": 1000}),
    ("no moment", expect.moment("a"), {"a": None}, {}),
    ("stamp", expect.stamp("a", "b"), {"a": None, "b": read_moment("1970-01-01 00:00:01+00")}, {"field": 1000}),
    ("no stamp, any number", expect.stamp("a", "b"), {"a": None, "b": None}, {"field": 123}),
    ("end of the day", expect.clock("a"), {"a": "24:00:00"}, {"field": "24:00"}),
    ("mapped user", expect.user("a"), {"a": "u1"}, {"field": "user_1"}),
    ("unmapped user", expect.user("a"), {"a": "u2"}, {"field": "u2"}),
    ("sender", expect.sender("a", "k"), {"a": "u1", "k": "user"}, {"field": "user_1"}),
    ("sender that is no user", expect.sender("a", "k"), {"a": "u1", "k": "bot"}, {"field": "u1"}),
    ("Clerk user of the row", expect.clerk_user(), {"id": "u1"}, {"field": "user_1"}),
    ("no Clerk user", expect.clerk_user(), {"id": "u2"}, {}),
    ("organisation of the row", expect.clerk_organisation(), {"id": "w1"}, {"field": "org_1"}),
    ("link", expect.link("a", "workspaces"), {"a": "w1"}, {"field": "doc-w1"}),
    ("no link", expect.link("a", "workspaces"), {"a": None}, {}),
    ("text inside", expect.text_inside("a", "source"), {"a": Json({"source": "ads"})}, {"field": "ads"}),
    ("no text inside", expect.text_inside("a", "source"), {"a": Json({"source": 1})}, {}),
    ("nothing inside", expect.text_inside("a", "source"), {"a": Json(["source"])}, {}),
]

DIFFERENT: list[tuple[str, Rule, dict[str, Any], dict[str, Any], str]] = [
    ("text", expect.plain("a"), {"a": "x"}, {"field": "y"}, "field"),
    ("absent though there is a value", expect.plain("a"), {"a": "x"}, {}, "field"),
    ("null for NULL", expect.plain("a"), {"a": None}, {"field": None}, "field"),
    ("empty text for NULL", expect.plain("a"), {"a": None}, {"field": ""}, "field"),
    ("another default", expect.plain("a", 60), {"a": None}, {"field": 0}, "field"),
    ("default absent", expect.plain("a", 60), {"a": None}, {}, "field"),
    ("number for boolean", expect.plain("a"), {"a": True}, {"field": 1}, "field"),
    ("boolean for number", expect.plain("a"), {"a": 1}, {"field": True}, "field"),
    ("number as text", expect.plain("a"), {"a": 1}, {"field": "1"}, "field"),
    ("text in other Unicode form", expect.plain("a"), {"a": "é"}, {"field": "e\u0301"}, "field"),
    ("rounded number", expect.decimal("a"), {"a": Decimal("4.35")}, {"field": 4.3}, "field"),
    ("no finite number", expect.decimal("a"), {"a": Decimal("NaN")}, {"field": 0}, "field"),
    ("order of texts", expect.texts("a"), {"a": ["x", "y"]}, {"field": ["y", "x"]}, "field[0]"),
    ("absent for no texts", expect.texts("a"), {"a": []}, {}, "field"),
    ("JSON null is absent", expect.json("a"), {"a": Json(None)}, {}, "field"),
    ("NULL is JSON null", expect.json("a"), {"a": None}, {"field": None}, "field"),
    ("null inside dropped", expect.json("a"), {"a": Json({"cv": None})}, {"field": {}}, "field.cv"),
    ("key too many", expect.json("a"), {"a": Json({})}, {"field": {"x": 1}}, "field.x"),
    ("value inside", expect.json("a"), {"a": Json({"x": [{"y": 1}]})}, {"field": {"x": [{"y": 2}]}}, "field.x[0].y"),
    ("length", expect.json("a"), {"a": Json({"x": [1]})}, {"field": {"x": [1, 2]}}, "field.x (length)"),
    ("object for list", expect.json("a"), {"a": Json([])}, {"field": {}}, "field"),
    ("big number rounded", expect.json("a"), {"a": Json(2**53 + 1)}, {"field": float(2**53)}, "field"),
    ("key lost", expect.json("a"), {"a": Json({"$price": 1})}, {"field": {"price": 1}}, "field.$price"),
    (
        "two keys become one",
        expect.json("a"),
        {"a": Json({"é": 1})},
        {"field": {"%C3%A9": 1, "%c3%a9": 1}},
        "field (two keys that mean the same)",
    ),
    (
        "moment rounded up",
        expect.moment("a"),
        {"a": read_moment("1970-01-01 00:00:00.9999+00")},
        {"field": 1000},
        "field",
    ),
    (
        "seconds for milliseconds",
        expect.moment("a"),
        {"a": read_moment("1970-01-01 00:00:01+00")},
        {"field": 1},
        "field",
    ),
    ("infinite moment", expect.moment("a"), {"a": read_moment("infinity")}, {"field": 0}, "field"),
    ("infinite moment dropped", expect.moment("a"), {"a": read_moment("-infinity")}, {}, "field"),
    ("no stamp at all", expect.stamp("a"), {"a": None}, {}, "field"),
    ("stamp that is no number", expect.stamp("a"), {"a": None}, {"field": "now"}, "field"),
    ("seconds in a time of day", expect.clock("a"), {"a": "09:00:00"}, {"field": "09:00:00"}, "field"),
    ("user not mapped", expect.user("a"), {"a": "u1"}, {"field": "u1"}, "field"),
    ("sender mapped though a bot", expect.sender("a", "k"), {"a": "u1", "k": "bot"}, {"field": "user_1"}, "field"),
    ("link to another row", expect.link("a", "workspaces"), {"a": "w2"}, {"field": "doc-w1"}, "field"),
    ("link to another table", expect.link("a", "workspaces"), {"a": "c1"}, {"field": "doc-c1"}, "field"),
    ("link to nothing", expect.link("a", "workspaces"), {"a": "w1"}, {"field": "doc-gone"}, "field"),
    ("link dropped", expect.link("a", "workspaces"), {"a": "w1"}, {}, "field"),
    ("link by source id", expect.link("a", "workspaces"), {"a": "w1"}, {"field": "w1"}, "field"),
]


@pytest.mark.parametrize(("rule", "row", "document"), [case[1:] for case in EQUAL], ids=[case[0] for case in EQUAL])
def test_takes_for_equal(rule: Rule, row: dict[str, Any], document: dict[str, Any]) -> None:
    assert compare(rule, row, document) == []


@pytest.mark.parametrize(
    ("rule", "row", "document", "place"), [case[1:] for case in DIFFERENT], ids=[case[0] for case in DIFFERENT]
)
def test_takes_for_different(rule: Rule, row: dict[str, Any], document: dict[str, Any], place: str) -> None:
    assert [difference.field for difference in compare(rule, row, document)] == [place]


def test_says_what_a_wrong_link_leads_to() -> None:
    found = compare(expect.link("a", "workspaces"), {"a": "w2"}, {"field": "doc-c1"})
    assert found == [Difference("field", Link("workspaces", "w2"), Link("contacts", "c1"))]


def test_looks_at_no_field_that_is_not_of_the_source() -> None:
    document = {"field": "x", "_id": "doc", "_creationTime": 1.5, "written_by_the_application": True}
    assert compare(expect.plain("a"), {"a": "x"}, document) == []


def percent_encoded(key: str) -> str:
    """Write a key as the contract of the migration says."""
    is_legal = key.isascii() and key.isprintable() and not key.startswith("$")
    if is_legal and "%" not in key:
        return key
    printable = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != "%")
    encoded = quote(key, safe=printable)
    return "%24" + encoded[1:] if encoded.startswith("$") else encoded


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_undoes_the_encoding_of_every_key(key: str) -> None:
    assert original_key(percent_encoded(key)) == key


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inside),
    max_leaves=10,
)


@given(json_values)
def test_a_json_value_equals_itself_with_its_keys_encoded(value: Any) -> None:
    def with_encoded_keys(inside: Any) -> Any:
        if isinstance(inside, dict):
            return {percent_encoded(key): with_encoded_keys(item) for key, item in inside.items()}
        return [with_encoded_keys(item) for item in inside] if isinstance(inside, list) else inside

    assert compare(expect.json("a"), {"a": Json(value)}, {"field": with_encoded_keys(value)}) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(1, 1.0, True), (1, True, False), (0, False, False), (None, None, True), (None, 0, False), ("1", 1, False)],
)
def test_scalars_are_compared_by_kind_and_value(one: Any, other: Any, same: bool) -> None:
    assert is_same(one, other) is same


def test_every_target_table_is_stated_once_and_parents_stand_before_children() -> None:
    seen: set[str] = set()
    for rules in TABLE_RULES:
        assert rules.target not in seen
        assert rules.parents <= seen
        seen.add(rules.target)
    assert len(seen) == 25


def test_absence_is_no_value() -> None:
    assert compare(expect.plain("a"), {"a": Special.ABSENT.value}, {"field": "(absent)"}) == []
