"""What Convex functions take and answer, before an app casts it to its own types."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

Document = Mapping[str, Any]
Args = dict[str, Any]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def as_document(answer: object) -> Document:
    """Return the answer of a function as the object that its validator promises."""
    return cast(Document, answer)


def present(args: Mapping[str, Any]) -> Args:
    """Return the arguments that have a value: Convex wants an optional one absent, never null."""
    return {name: value for name, value in args.items() if value is not None}


def moment_from_ms(ms: float) -> datetime:
    """Return a moment in UTC; Convex counts milliseconds since 1970."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def moment_or_none(document: Document, name: str) -> datetime | None:
    """Return the moment that the field holds, None where it is absent."""
    ms = document.get(name)
    return None if ms is None else moment_from_ms(ms)


def ms_from_moment(moment: datetime) -> int:
    """Return the whole milliseconds since 1970 of an aware datetime, exactly: `timestamp()` is a rounded float."""
    return (moment - EPOCH) // MILLISECOND
