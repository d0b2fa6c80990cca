"""What senses of days that are named together have in common: "Selasa" and "1 Desember"."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from ari.dates.days import DayChoice, Days, days_of, each_day
from ari.dates.readings import Why
from ari.dates.senses import DayOfMonth, DaySense, Impossible, Mode, Month, NamedMonth, Offset, Week, Weekday


def choose_days(senses: Iterable[DaySense], today: date) -> DayChoice:
    """Return the days that all the senses together mean; where they contradict each other, those of each."""
    firm = _without_soft(list(dict.fromkeys(senses)))
    try:
        if Impossible() in firm:
            return DayChoice(())
        return days_of(firm[0], today) if len(firm) == 1 else _choose_common(firm, today)
    except (OverflowError, ValueError):
        # The calendar ends before the day that was named.
        return DayChoice(())


def _without_soft(senses: list[DaySense]) -> list[DaySense]:
    firm = [sense for sense in senses if not (isinstance(sense, Offset) and sense.is_soft)]
    return firm or senses


def _choose_common(senses: list[DaySense], today: date) -> DayChoice:
    """Narrow the firmest sense by the others: "Selasa" by "1 Desember", "minggu depan" by "Rabu"."""
    exact = [sense for sense in senses if not _is_open(sense)]
    others = [sense for sense in senses if _is_open(sense)]
    if not exact:
        others.sort(key=_openness)
        exact = [others.pop(0)]
    choice = days_of(_plain(exact[0]), today)
    for sense in exact[1:]:
        choice = DayChoice(tuple(_overlap(choice.days, days_of(_plain(sense), today).days)), choice.why)
    for sense in others:
        found = tuple(days for candidate in choice.days for days in _narrow(candidate, sense, today))
        choice = DayChoice(found, choice.why or Why.SEVERAL_DAYS)
    if choice.days or _lacks_day(exact, others):
        return choice
    return _contradiction(senses, today)


def _lacks_day(exact: list[DaySense], others: list[DaySense]) -> bool:
    """Test for a date that its month does not have: "tgl 31 bulan depan"."""
    return any(isinstance(sense, Month | NamedMonth) for sense in exact) and any(
        isinstance(sense, DayOfMonth) and sense.month is None for sense in others
    )


def _contradiction(senses: list[DaySense], today: date) -> DayChoice:
    each = [days_of(sense, today) for sense in senses]
    if any(not choice.days for choice in each):
        return DayChoice(())
    return DayChoice(tuple(dict.fromkeys(days for choice in each for days in choice.days)), Why.DISAGREEMENT)


def _is_open(sense: DaySense) -> bool:
    """Test if a sense says what its days are like rather than which they are, so that it can narrow another."""
    if isinstance(sense, Weekday):
        return sense.mode in {Mode.BARE, Mode.COMING, Mode.EVERY}
    return isinstance(sense, DayOfMonth) and sense.year is None


def _openness(sense: DaySense) -> int:
    """Return how little a sense says: a date with its month least open, a weekday most."""
    if isinstance(sense, DayOfMonth):
        return 0 if sense.month is not None else 1
    return 3 if isinstance(sense, Weekday) and sense.mode is Mode.BARE else 2


def _plain(sense: DaySense) -> DaySense:
    """Return "minggu depan" as a week: beside another day it is no Sunday."""
    return replace(sense, may_be_sunday=False) if isinstance(sense, Week) else sense


def _overlap(some: Iterable[Days], others: Iterable[Days]) -> Iterator[Days]:
    others = tuple(others)
    for one in some:
        for other in others:
            first, last = max(one.first, other.first), min(one.last, other.last)
            if first <= last:
                yield Days(first, last, one.beside & other.beside, is_loose=one.is_loose and first < last)


def _narrow(days: Days, sense: DaySense, today: date) -> Iterator[Days]:
    """Yield the single days of a stretch that an open sense admits."""
    for day in each_day(days):
        if _admits(sense, day, today):
            yield Days(day, day, days.beside)


def _admits(sense: DaySense, day: date, today: date) -> bool:
    if isinstance(sense, Weekday):
        return day.weekday() == sense.weekday and (sense.mode is not Mode.COMING or day > today)
    if isinstance(sense, DayOfMonth):
        return day.day == sense.day and sense.month in {None, day.month}
    return False
