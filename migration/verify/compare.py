"""Compare one row with one document. Pure: what a link resolves to is asked of the caller."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

from migration.verify.expectations import Expected, IdMaps, Json, Link, Row, Special
from migration.verify.mapping import TableRules

Document = Mapping[str, Any]

Resolve = Callable[[str], Link | None]
"""Which row a document id stands for; None where no migrated document has the id."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not as it must be. `field` names the place inside JSON too: `metadata.form_answers.Budget`."""

    field: str
    expected: Expected
    found: Any


def differences(row: Row, document: Document, rules: TableRules, maps: IdMaps, resolve: Resolve) -> list[Difference]:
    """Return the fields of the document that are not what the row says, the first difference inside each."""
    found = []
    for field, rule in rules.rules.items():
        expected = rule.expected(row, maps)
        value = document.get(field, Special.ABSENT)
        difference = _difference(field, expected, value, resolve)
        if difference is not None:
            found.append(difference)
    return found


def _difference(field: str, expected: Expected, value: Any, resolve: Resolve) -> Difference | None:
    if expected is Special.ABSENT or value is Special.ABSENT:
        return None if expected is value else Difference(field, expected, value)
    if expected is Special.ANY_NUMBER:
        return None if _is_number(value) else Difference(field, expected, value)
    if isinstance(expected, Link):
        stands_for = resolve(value) if isinstance(value, str) else None
        return None if stands_for == expected else Difference(field, expected, stands_for or value)
    if isinstance(expected, Json):
        return next(_json_differences(field, expected.value, value), None)
    if isinstance(expected, list):
        return next(_json_differences(field, expected, value), None)
    return None if is_same(expected, value) else Difference(field, expected, value)


def is_same(expected: Any, value: Any) -> bool:
    """Test if two scalars are the same value: 5 and 5.0 are, 1 and true are not, and no rounding is forgiven."""
    if _is_number(expected):
        return _is_number(value) and bool(expected == value)
    return type(expected) is type(value) and bool(expected == value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _json_differences(path: str, expected: Any, value: Any) -> Iterator[Difference]:
    """Yield where two JSON values differ, depth first, in the order of the source's keys."""
    if isinstance(expected, dict) and isinstance(value, dict):
        decoded = {original_key(key): inside for key, inside in value.items()}
        if len(decoded) < len(value):
            yield Difference(f"{path} (two keys that mean the same)", len(expected), len(value))
        for key, inside in expected.items():
            yield from _json_differences(f"{path}.{key}", inside, decoded.pop(key, Special.ABSENT))
        for key, inside in decoded.items():
            yield Difference(f"{path}.{key}", Special.ABSENT, inside)
    elif isinstance(expected, list) and isinstance(value, list):
        if len(expected) != len(value):
            yield Difference(f"{path} (length)", len(expected), len(value))
        for place, (left, right) in enumerate(zip(expected, value, strict=False)):
            yield from _json_differences(f"{path}[{place}]", left, right)
    elif not is_same(expected, value):
        yield Difference(path, expected, value)


@lru_cache(maxsize=4096)
def original_key(key: str) -> str:
    """Undo the percent-encoding of a key. A key without a percent sign was never encoded.

    One whose bytes are no UTF-8 was not encoded by the migration either, and stays as it is.
    """
    if "%" not in key:
        return key
    try:
        return unquote_to_bytes(key).decode("utf-8")
    except UnicodeDecodeError:
        return key
