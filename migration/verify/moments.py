"""Timestamps as Postgres prints them, read without loss: infinity, years before Christ and beyond 9999 included."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
# What Postgres prints with DateStyle ISO: the offset as hours, and minutes or seconds where a zone has them.
PRINTED = re.compile(
    r"(?P<year>\d+)-(?P<month>\d\d)-(?P<day>\d\d) (?P<clock>\d\d:\d\d:\d\d)(?:\.(?P<fraction>\d+))?"
    r"\+00(?P<bc> BC)?"
)
# The Gregorian calendar repeats after so many years and days.
CYCLE_YEARS, CYCLE_DAYS = 400, 146_097
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Moment:
    """A timestamp: milliseconds since 1970 rounded down, None for an infinite one, and the text it came from."""

    milliseconds: int | None
    text: str

    def __str__(self) -> str:
        return self.text


def read_moment(text: str) -> Moment:
    """Read a timestamp with time zone that Postgres printed with `DateStyle` ISO and `TimeZone` UTC.

    Raises:
        ValueError: it is no such text.
    """
    if text in {"infinity", "-infinity"}:
        return Moment(None, text)
    try:
        return Moment((datetime.fromisoformat(text) - EPOCH) // MILLISECOND, text)
    except (ValueError, TypeError):
        return Moment(_milliseconds_by_hand(text), text)


def _milliseconds_by_hand(text: str) -> int:
    """Return the milliseconds of a year that Python's calendar does not have, moved into one that it has."""
    found = PRINTED.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no timestamp as Postgres prints it in UTC")
    # The year before 1 AD is 1 BC; astronomers, and this arithmetic, call it 0.
    year = 1 - int(found["year"]) if found["bc"] else int(found["year"])
    cycles, near_year = divmod(year - 2000, CYCLE_YEARS)
    near = datetime.fromisoformat(f"{near_year + 2000:04d}-{found['month']}-{found['day']}T{found['clock']}+00:00")
    fraction = int((found["fraction"] or "0")[:3].ljust(3, "0"))
    return (near - EPOCH) // MILLISECOND + fraction + cycles * CYCLE_DAYS * DAY_MS
