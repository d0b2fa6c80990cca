"""What a text about days and times can mean: a closed union, in which an ambiguous text has no single value.

`str()` of a reading is its short form, which the corpus, the trace and the evaluation share: `2026-03-05T15:00`,
`2026-03-05`, `2026-03-09..2026-03-15`, `15:00`, `15:00..17:59`, `? 06:00 | 18:00`, `past 2026-03-03`, `none`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum


class Why(StrEnum):
    """What makes a text ambiguous."""

    HALF_OF_DAY = "half_of_day"
    TODAY_OR_LATER = "today_or_later"
    MIDNIGHT = "midnight"
    SUNDAY_OR_WEEK = "sunday_or_week"
    SEVERAL_DAYS = "several_days"
    ALTERNATIVES = "alternatives"
    DISAGREEMENT = "disagreement"
    NO_SUCH_DAY = "no_such_day"
    CALENDARS_DIFFER = "calendars_differ"
    LOOSE_WORDS = "loose_words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """One moment, as wall clock in the contact's zone."""

    at: datetime

    @property
    def utc(self) -> datetime:
        """The same moment in UTC."""
        return self.at.astimezone(UTC)

    def __str__(self) -> str:
        return _short(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day without a time."""

    day: date

    def __str__(self) -> str:
        return self.day.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A stretch of days (two dates) or of minutes (two aware datetimes). Both ends belong to it."""

    first: date
    last: date

    @property
    def is_of_days(self) -> bool:
        """Whether the ends are days rather than minutes."""
        return not isinstance(self.first, datetime)

    def __str__(self) -> str:
        return f"{_short(self.first)}..{_short(self.last)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOfDay:
    """A clock or a part of the day without a day. Both ends belong to it; those of a clock are equal."""

    first: time
    last: time

    @property
    def is_clock(self) -> bool:
        """Whether this is one minute."""
        return self.first == self.last

    def __str__(self) -> str:
        start = self.first.strftime("%H:%M")
        return start if self.is_clock else f"{start}..{self.last.strftime('%H:%M')}"


Certain = Instant | Day | Interval | TimeOfDay


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """Several readings, at least two, all different, earliest first. `why` says what leaves the choice open."""

    readings: tuple[Certain, ...]
    why: Why

    def __str__(self) -> str:
        return "? " + " | ".join(str(reading) for reading in self.readings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What was meant is over. Of several readings that are all over it keeps the last."""

    reading: Instant | Day | Interval

    def __str__(self) -> str:
        return f"past {self.reading}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """The text names no day or time, rejects all that it names, or names one that cannot exist."""

    def __str__(self) -> str:
        return "none"


Reading = Instant | Day | Interval | TimeOfDay | Ambiguous | Past | Nothing


def _short(end: date) -> str:
    if isinstance(end, datetime):
        return end.replace(tzinfo=None).isoformat(timespec="minutes")
    return end.isoformat()
