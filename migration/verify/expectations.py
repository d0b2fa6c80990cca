"""What a document's field must hold for a row: one small rule a field, and nothing of how the migration makes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from migration.verify.moments import Moment, read_moment

Row = Mapping[str, Any]
"""A source row by column, as `source.py` reads it. A column that the table does not have is not in it."""


class Special(Enum):
    """What is no value of a field."""

    # The field must not be in the document.
    ABSENT = "(absent)"
    # The source knows no time; Convex put one in.
    ANY_NUMBER = "(any number)"
    # No document can hold it, such as an infinite timestamp.
    IMPOSSIBLE = "(no value of Convex)"


@dataclass(frozen=True, slots=True)
class Link:
    """The field must be the id of the document of this row."""

    table: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Json:
    """The field must be this JSON, with keys that Convex refuses percent-encoded."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class IdMaps:
    """The two mapping files: Supabase user to Clerk user, workspace to Clerk organisation."""

    users: Mapping[str, str]
    workspaces: Mapping[str, str]


Expected = Any
"""A `Special`, a `Link`, a `Json`, or the plain value itself."""

Compute = Callable[[Row, IdMaps], Expected]


@dataclass(frozen=True, slots=True)
class Rule:
    """One field: the columns it comes from, and what it must hold."""

    columns: tuple[str, ...]
    expected: Compute
    links_to: str | None = None


def plain(column: str, default: Expected = Special.ABSENT) -> Rule:
    """Text, whole number or boolean as it is; NULL is the default, which is absence where none is given."""

    def expected(row: Row, _maps: IdMaps) -> Expected:
        value = row.get(column)
        return default if value is None else value

    return Rule((column,), expected)


def texts(column: str) -> Rule:
    """A list of texts; NULL is absence, an empty list is an empty list."""
    return plain(column)


def decimal(column: str) -> Rule:
    """The float64 nearest to a numeric."""

    def expected(row: Row, _maps: IdMaps) -> Expected:
        value: Decimal | None = row.get(column)
        if value is None:
            return Special.ABSENT
        return float(value) if value.is_finite() else Special.IMPOSSIBLE

    return Rule((column,), expected)


def json(column: str) -> Rule:
    """Any JSON, read as `Json`. SQL NULL is absence; the JSON value null is a null that stays."""
    return plain(column)


def moment(column: str) -> Rule:
    """Milliseconds since 1970, rounded down; NULL is absence."""
    return Rule((column,), lambda row, _maps: _milliseconds(row.get(column), Special.ABSENT))


def stamp(column: str, stand_in: str | None = None) -> Rule:
    """Milliseconds since 1970 from the column, else from its stand-in; where both are NULL, any number will do."""

    def expected(row: Row, _maps: IdMaps) -> Expected:
        value = row.get(column)
        if value is None and stand_in is not None:
            value = row.get(stand_in)
        return _milliseconds(value, Special.ANY_NUMBER)

    return Rule((column,) if stand_in is None else (column, stand_in), expected)


def clock(column: str) -> Rule:
    """A time of day as HH:MM; midnight at the end of the day is 24:00."""
    return Rule((column,), lambda row, _maps: row[column][:5])


def user(column: str) -> Rule:
    """The Clerk id where the map has the user, else the Supabase id as it is."""

    def expected(row: Row, maps: IdMaps) -> Expected:
        value = row.get(column)
        return Special.ABSENT if value is None else maps.users.get(value, value)

    return Rule((column,), expected)


def sender(column: str, kind_column: str) -> Rule:
    """A message's sender: mapped like a user where a user sent it, else the id as it is."""

    def expected(row: Row, maps: IdMaps) -> Expected:
        value = row.get(column)
        if value is None:
            return Special.ABSENT
        return maps.users.get(value, value) if row.get(kind_column) == "user" else value

    return Rule((column, kind_column), expected)


def clerk_user() -> Rule:
    """The Clerk id of the row itself, absent where the map has none."""
    return Rule(("id",), lambda row, maps: maps.users.get(row["id"], Special.ABSENT))


def clerk_organisation() -> Rule:
    """The Clerk organisation of the row itself, absent where the map has none."""
    return Rule(("id",), lambda row, maps: maps.workspaces.get(row["id"], Special.ABSENT))


def link(column: str, table: str) -> Rule:
    """The id of the document in the Convex table that stands for the named row; NULL is absence."""

    def expected(row: Row, _maps: IdMaps) -> Expected:
        value = row.get(column)
        return Special.ABSENT if value is None else Link(table, value)

    return Rule((column,), expected, links_to=table)


def text_inside(column: str, key: str) -> Rule:
    """The text under a key of a JSON object; absence where there is none or it is no text."""

    def expected(row: Row, _maps: IdMaps) -> Expected:
        holder = row.get(column)
        inside = holder.value.get(key) if holder is not None and isinstance(holder.value, dict) else None
        return inside if isinstance(inside, str) else Special.ABSENT

    return Rule((column,), expected)


def _milliseconds(value: Moment | str | None, when_null: Special) -> Expected:
    """Return the milliseconds; a column whose type in the live database is text holds the same as text."""
    if value is None:
        return when_null
    moment_read = read_moment(value) if isinstance(value, str) else value
    return Special.IMPOSSIBLE if moment_read.milliseconds is None else moment_read.milliseconds
