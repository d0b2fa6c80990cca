"""A weekday named in answer to a list: "Rabu" is the Wednesday that the list shows, not the one before it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ari.dates import Certain, Day, Instant, Interval, Reading, read_when
from ari.dates.tokens import read_tokens
from ari.dates.weekdays import weekday_at

WEEK = timedelta(weeks=1)
# A bare weekday is the next one, or today; the dialogue looks a month ahead.
_WEEKS_REFUSED = range(-1, 5)
# What tells which of the weekdays is meant, or that another day is.
_TELLING = frozenset({
    "ini", "depan", "depannya", "next", "besok", "lusa", "today", "lalu", "kemarin", "pekan", "bulan", "tanggal",
    "lagi", "coming", "last", "mendatang",
})  # fmt: skip


def bare_weekdays(text: str) -> frozenset[int]:
    """Return the weekdays, Monday 0, that a text names without a word that tells which of them is meant."""
    tokens = read_tokens(text)
    places = range(len(tokens))
    if any(tokens.word(at) in _TELLING for at in places):
        return frozenset()
    named = (weekday_at(tokens, at) for at in places)
    return frozenset(weekday for weekday in named if weekday is not None)


def as_listed(reading: Reading, text: str, listed: Iterable[date], *, base: datetime, zone: ZoneInfo) -> Reading:
    """Return the reading moved to the listed day of the weekday that the text names; as it is where none is listed."""
    days = sorted(set(listed))
    if not isinstance(reading, Instant | Day | Interval):
        return reading
    day = _day_of(reading, zone)
    if day is None or day in days or day.weekday() not in bare_weekdays(text):
        return reading
    if read_when(text, base=base + WEEK, zone=zone) != moved(reading, WEEK):
        # A date with its weekday: "Rabu, 2 Desember" stays where it is.
        return reading
    matching = [one for one in days if one.weekday() == day.weekday()]
    return moved(reading, matching[0] - day) if matching else reading


def same_weekday(reading: Certain, text: str) -> tuple[Certain, ...]:
    """Return a rejected day with the others of its weekday where the text names it bare: "Senin ga bisa"."""
    if not isinstance(reading, Day) or reading.day.weekday() not in bare_weekdays(text):
        return (reading,)
    return tuple(moved(reading, WEEK * weeks) for weeks in _WEEKS_REFUSED)


def moved(reading: Certain, step: timedelta) -> Certain:
    """Return a reading so many days on."""
    if isinstance(reading, Instant):
        return Instant(at=reading.at + step)
    if isinstance(reading, Day):
        return Day(day=reading.day + step)
    if isinstance(reading, Interval):
        return replace(reading, first=reading.first + step, last=reading.last + step)
    return reading


def _day_of(reading: Certain, zone: ZoneInfo) -> date | None:
    """Return the one day of a reading."""
    if isinstance(reading, Day):
        return reading.day
    if isinstance(reading, Instant):
        return reading.at.astimezone(zone).date()
    if isinstance(reading, Interval) and isinstance(reading.first, datetime) and isinstance(reading.last, datetime):
        first, last = (end.astimezone(zone).date() for end in (reading.first, reading.last))
        return first if first == last else None
    return None
