"""The refusals of the domain: which class a ConvexError's data becomes."""

from collections.abc import Mapping
from typing import Any, Self

import pytest

from config.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RefusalError,
    refusal_from,
)


class TableTakenError(ConflictError):
    """A refusal with arguments of its own, as the apps write them."""

    code = "test_table_taken"

    def __init__(self, table: str, hour: int) -> None:
        super().__init__(f"Table {table} is taken at {hour}.")
        self.table, self.hour = table, hour

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        return cls(data["table"], data["hour"])


def test_a_known_code_becomes_the_class_that_sets_it() -> None:
    refusal = refusal_from({"code": "test_table_taken", "table": "4", "hour": 19})

    assert isinstance(refusal, TableTakenError)
    assert (refusal.table, refusal.hour, refusal.code, refusal.status_code) == ("4", 19, "test_table_taken", 409)
    assert str(refusal) == refusal.detail == "Table 4 is taken at 19."


@pytest.mark.parametrize(
    ("kind", "family", "status"),
    [
        ("forbidden", ForbiddenError, 403),
        ("not_found", NotFoundError, 404),
        ("conflict", ConflictError, 409),
        ("invalid", InvalidInputError, 422),
    ],
)
def test_a_code_without_a_class_becomes_the_family_of_its_kind_and_keeps_the_code(
    kind: str, family: type[RefusalError], status: int
) -> None:
    refusal = refusal_from({"code": "test_something_new", "kind": kind, "detail": "So it is."})

    assert type(refusal) is family
    assert (refusal.code, refusal.status_code, refusal.detail) == ("test_something_new", status, "So it is.")


def test_the_code_of_a_family_needs_no_kind_and_has_a_sentence_of_its_own() -> None:
    refusal = refusal_from({"code": "not_found"})

    assert type(refusal) is NotFoundError
    assert refusal.detail == "Not found."


@pytest.mark.parametrize("messages", ["Too short.", ["Too short."]])
def test_the_messages_of_single_fields_travel(messages: str | list[str]) -> None:
    refusal = refusal_from({"code": "invalid_value", "kind": "invalid", "fields": {"title": messages, "odd": 5}})

    assert refusal is not None
    assert refusal.fields == {"title": ["Too short."]}


def test_what_else_the_function_told_stays_with_the_refusal() -> None:
    refusal = refusal_from({"code": "test_moved", "kind": "conflict", "detail": "It moved.", "stage": "closed"})

    assert refusal is not None
    assert refusal.facts == {"stage": "closed"}
    assert ConflictError("made here").facts == {}


@pytest.mark.parametrize(
    "data", [None, "not_found", 5, {}, {"code": 5}, {"code": "new"}, {"code": "new", "kind": "odd"}]
)
def test_anything_else_is_no_refusal(data: object) -> None:
    assert refusal_from(data) is None


def test_two_classes_cannot_have_one_code() -> None:
    with pytest.raises(TypeError, match="both have the code 'test_table_taken'"):
        type("OtherError", (RefusalError,), {"code": "test_table_taken"})


def test_a_subclass_without_a_code_leaves_its_familys_code_alone() -> None:
    class AbsentError(NotFoundError):
        """A kind of "not found" that needs no code."""

    assert AbsentError.code == "not_found"
    assert type(refusal_from({"code": "not_found"})) is NotFoundError
