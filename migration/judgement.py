"""The slow path: the rows that Postgres alone might convert wrongly, converted or refused in Python.

It says of a row what `migration.select` would, where that is right. Costs 30 to 60 µs a row; a few rows in a thousand
come this way.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any

import orjson

from migration.json_values import (
    MAX_ARRAY_LENGTH,
    MAX_DOCUMENT_BYTES,
    REFERENCE_BYTES,
    SYSTEM_FIELDS_BYTES,
    HazardError,
    JsonValue,
    exact_number,
    read_json,
    size_of,
)
from migration.plan import TablePlan
from migration.tables import Field, Kind

# The moments that JavaScript's Date can name, in milliseconds.
_MAX_MOMENT_MS = 8_640_000_000_000_000
_CLOCK_TIME = re.compile(r"(([01]\d|2[0-3]):[0-5]\d|24:00)(:00(\.0+)?)?")
# A number in JSON takes two bytes at least and counts nine by Convex's metric; nothing grows more than that. A shorter
# line cannot be a document over the limit.
LONG_LINE_BYTES = MAX_DOCUMENT_BYTES * 2 // 9


class RowError(Exception):
    """A row cannot be stored in Convex as it is. `reason` says why, without a value of the row."""

    def __init__(self, source_id: str, reason: str) -> None:
        super().__init__(reason)
        self.source_id, self.reason = source_id, reason


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the rows of one table. `rewritten` counts the rewritten keys by column."""

    plan: TablePlan
    rewritten: Counter[str]

    def record_of(self, raw_line: bytes) -> bytes:
        """Return the record of a flagged row; `raw_line` is its line without the flag.

        Raises:
            RowError: the row cannot be stored.
        """
        raw: dict[str, Any] = orjson.loads(raw_line)
        source_id: str = raw["supabaseId"]
        rewritten: Counter[str] = Counter()
        try:
            record = self._convert(raw, rewritten)
            _check_size(record, self.plan)
        except HazardError as error:
            raise RowError(source_id, str(error)) from None
        self.rewritten.update(rewritten)
        return orjson.dumps(record)

    def check_long(self, line: bytes) -> None:
        """Check the size of the document that a long line becomes.

        Raises:
            RowError: Convex does not take a document so large.
        """
        record = orjson.loads(line)
        try:
            _check_size(record, self.plan)
        except HazardError as error:
            raise RowError(record["supabaseId"], str(error)) from None

    def _convert(self, raw: Mapping[str, Any], rewritten: Counter[str]) -> dict[str, JsonValue]:
        if not raw["supabaseId"]:
            raise HazardError("id: it is empty")
        record: dict[str, JsonValue] = {"supabaseId": raw["supabaseId"]}
        for found in self.plan.fields:
            field = found.field
            value = raw.get(field.target)
            if value is not None:
                converted = _CONVERTERS[field.kind](value, field, rewritten)
                if converted is not _ABSENT:
                    record[field.target] = converted
            elif field.default is not None:
                record[field.target] = field.default
            elif field.required and not field.is_filled_by_convex:
                raise HazardError(f"{field.column}: NULL, and every document needs it")
        return record


def source_id_of(line: bytes) -> str:
    """Return the source id of a record's line."""
    source_id = orjson.loads(line)["supabaseId"]
    return str(source_id)


class _Absent(str):
    """The mark of a value that a converter found absent: a text, so that it passes for a JSON value."""

    __slots__ = ()


_ABSENT = _Absent()


def _check_size(record: Mapping[str, JsonValue], plan: TablePlan) -> None:
    """Raise HazardError for a record whose document Convex would find too large."""
    references = {field.target for field in plan.table.references}
    size = SYSTEM_FIELDS_BYTES + 2
    for name, value in record.items():
        size += len(name) + 1 + (REFERENCE_BYTES if name in references else size_of(value))
    if size > MAX_DOCUMENT_BYTES:
        raise HazardError(f"the document has {size} bytes, Convex takes {MAX_DOCUMENT_BYTES}; make it smaller")


def _as_it_is(value: Any, _field: Field, _rewritten: Counter[str]) -> JsonValue:
    result: JsonValue = value
    return result


def _number(value: Any, field: Field, _rewritten: Counter[str]) -> JsonValue:
    return exact_number(_decimal(value), field.column)


def _instant(value: Any, field: Field, _rewritten: Counter[str]) -> JsonValue:
    """Convert seconds since 1970 to milliseconds, rounded down."""
    seconds = _decimal(value)
    if not seconds.is_finite():
        raise HazardError(f"{field.column}: {'-' if seconds < 0 else ''}infinity, which is no moment")
    milliseconds = int((seconds * 1000).to_integral_value(ROUND_FLOOR))
    if abs(milliseconds) > _MAX_MOMENT_MS:
        raise HazardError(f"{field.column}: a moment beyond the year 275760, the last that JavaScript can name")
    return milliseconds


def _clock_time(value: Any, field: Field, _rewritten: Counter[str]) -> JsonValue:
    if not _CLOCK_TIME.fullmatch(value):
        raise HazardError(f"{field.column}: a time of day with seconds, of which HH:MM would lose a part")
    return str(value)[:5]


def _json(value: Any, field: Field, rewritten: Counter[str]) -> JsonValue:
    return read_json(value, field.column, rewritten)


def _json_text(value: Any, field: Field, _rewritten: Counter[str]) -> JsonValue:
    parsed = read_json(value, field.column)
    text = parsed.get(field.key or "") if isinstance(parsed, dict) else None
    return text if isinstance(text, str) else _ABSENT


def _texts(value: Any, field: Field, _rewritten: Counter[str]) -> JsonValue:
    """Check a list of texts: a Postgres array as JSON, or the text of a JSON column."""
    items = read_json(value, field.column) if isinstance(value, str) else value
    if items is None:
        return _ABSENT
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise HazardError(f"{field.column}: something in it is no text (NULL, or a list); it must be a list of texts")
    if len(items) > MAX_ARRAY_LENGTH:
        raise HazardError(f"{field.column}: {len(items)} items, Convex takes {MAX_ARRAY_LENGTH}")
    return items


_CONVERTERS: Mapping[Kind, Callable[[Any, Field, Counter[str]], JsonValue]] = {
    Kind.TEXT: _as_it_is,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _as_it_is,
    Kind.INSTANT: _instant,
    Kind.CLOCK_TIME: _clock_time,
    Kind.JSON: _json,
    Kind.JSON_TEXT: _json_text,
    Kind.TEXTS: _texts,
    Kind.USER: _as_it_is,
    Kind.CLERK_USER: _as_it_is,
    Kind.CLERK_ORGANISATION: _as_it_is,
    Kind.REFERENCE: _as_it_is,
}


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")
