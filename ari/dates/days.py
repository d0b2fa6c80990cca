"""Which days a single sense means, seen from a given today."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache, singledispatch

import holidays

from ari.dates.readings import Why
from ari.dates.senses import (
    AnyOf,
    DayOfMonth,
    DayRange,
    DaysAhead,
    DaySense,
    Feast,
    From,
    Impossible,
    Mode,
    Month,
    MonthsOn,
    NamedMonth,
    NthWeekday,
    Offset,
    PartOfMonth,
    PartOfWeek,
    PartOfYear,
    Shifted,
    Third,
    UpTo,
    Week,
    Weekday,
    Weekend,
    WeekOfMonth,
    Workdays,
    Year,
)

DAYS_OF_WEEK = 7
SATURDAY, SUNDAY = 5, 6
DECEMBER = 12
# The first days of the three parts of a month; the last part ends with the month.
_THIRD_STARTS = (1, 11, 21)
# A 29 February comes at least once in so many years.
_LEAP_SPAN = 8
_MONTHS_SEARCHED = 12


class Clockwork(StrEnum):
    """What the time beside a day is: none, one that today still has, or one that is over today."""

    NONE = "none"
    TO_COME = "to_come"
    OVER = "over"


_ALWAYS = frozenset(Clockwork)
_WITH_TIME = frozenset({Clockwork.TO_COME, Clockwork.OVER})


@dataclass(frozen=True, slots=True)
class Days:
    """A day or a stretch of days that may be meant, both ends included, and beside which times it may be.

    `is_loose`: some day of the stretch, so that a time beside it does not name one.
    """

    first: date
    last: date
    beside: frozenset[Clockwork] = _ALWAYS
    is_loose: bool = False

    @property
    def is_single(self) -> bool:
        """Whether this is one day."""
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class DayChoice:
    """The days that may be meant: none where no calendar has such a day. `why` holds if there are several."""

    days: tuple[Days, ...]
    why: Why | None = None


@singledispatch
def days_of(sense: DaySense, today: date) -> DayChoice:
    """Return the days that a sense means."""
    raise NotImplementedError(sense)


def _single(*days: date, why: Why | None = None) -> DayChoice:
    return DayChoice(tuple(Days(day, day) for day in days), why)


def _stretch(first: date, last: date) -> DayChoice:
    return DayChoice((Days(first, last),) if first <= last else ())


@days_of.register
def _of_weekday(sense: Weekday, today: date) -> DayChoice:
    ahead = timedelta((sense.weekday - today.weekday()) % DAYS_OF_WEEK)
    week = timedelta(DAYS_OF_WEEK)
    following = today + (ahead or week)
    if sense.mode is Mode.THIS:
        return _single(today + ahead)
    if sense.mode is Mode.NEXT:
        return _single(_monday(today) + week + timedelta(sense.weekday))
    if sense.mode is Mode.LAST:
        return _single(following - week if following - week < today else following - 2 * week)
    if sense.mode is Mode.EVERY:
        return _single(following, following + week, why=Why.SEVERAL_DAYS)
    if sense.mode is Mode.BARE and not ahead:
        now = Days(today, today, frozenset({Clockwork.TO_COME}))
        return DayChoice((now, Days(following, following)), Why.TODAY_OR_LATER)
    return _single(following)


@days_of.register
def _of_nth_weekday(sense: NthWeekday, today: date) -> DayChoice:
    found = []
    for days in days_of(sense.month, today).days:
        matching = [day for day in each_day(days) if day.weekday() == sense.weekday]
        at = sense.nth if sense.nth < 0 else sense.nth - 1
        found += matching[at : at + 1] if at >= 0 else matching[at:]
    return _single(*found)


@days_of.register
def _of_offset(sense: Offset, today: date) -> DayChoice:
    return _single(today + timedelta(sense.days))


@days_of.register
def _of_months_on(sense: MonthsOn, today: date) -> DayChoice:
    first = _month_start(today, sense.months)
    last = _month_end(first)
    if today.day <= last.day:
        return _single(first.replace(day=today.day))
    return _single(last, last + timedelta(1), why=Why.NO_SUCH_DAY)


@days_of.register
def _of_day_of_month(sense: DayOfMonth, today: date) -> DayChoice:
    if sense.month is None:
        return _of_day_alone(sense.day, today)
    if sense.year is not None:
        return _single(date(sense.year, sense.month, sense.day))
    occurrences = [day for day in _yearly(sense.day, sense.month, today.year) if day >= today]
    if occurrences[0] != today:
        return _single(occurrences[0])
    later = Days(occurrences[1], occurrences[1], frozenset({Clockwork.NONE, Clockwork.OVER}))
    return DayChoice((Days(today, today), later), Why.TODAY_OR_LATER)


def _of_day_alone(day: int, today: date) -> DayChoice:
    """Return the next such day; on the day itself, today unless a time beside it is over."""
    months = [_month_start(today, months) for months in range(_MONTHS_SEARCHED)]
    occurrences = [month.replace(day=day) for month in months if day <= _month_end(month).day]
    following = next(found for found in occurrences if found > today)
    if today.day != day:
        return _single(following)
    now = Days(today, today, frozenset({Clockwork.NONE, Clockwork.TO_COME}))
    later = Days(following, following, frozenset({Clockwork.NONE, Clockwork.OVER}))
    return DayChoice((now, later), Why.TODAY_OR_LATER)


def _yearly(day: int, month: int, year: int) -> Iterator[date]:
    for candidate in range(year, year + 2 * _LEAP_SPAN + 1):
        if day <= calendar.monthrange(candidate, month)[1]:
            yield date(candidate, month, day)


@days_of.register
def _of_week(sense: Week, today: date) -> DayChoice:
    monday = _monday(today) + timedelta(DAYS_OF_WEEK * sense.weeks)
    sunday = monday + timedelta(SUNDAY)
    week = Days(monday, sunday, is_loose=True)
    if not sense.may_be_sunday or sense.weeks not in {0, 1}:
        return DayChoice((week,))
    beside = _ALWAYS if sense.weeks == 0 else _WITH_TIME
    return DayChoice((Days(sunday, sunday, beside), week), Why.SUNDAY_OR_WEEK)


@days_of.register
def _of_weekend(sense: Weekend, today: date) -> DayChoice:
    saturday = _monday(today) + timedelta(DAYS_OF_WEEK * sense.weeks + SATURDAY)
    return _stretch(saturday, saturday + timedelta(1))


@days_of.register
def _of_workdays(_sense: Workdays, today: date) -> DayChoice:
    weeks = [_monday(today) + timedelta(DAYS_OF_WEEK * week) for week in range(2)]
    return DayChoice(tuple(Days(monday, monday + timedelta(4)) for monday in weeks), Why.LOOSE_WORDS)


@days_of.register
def _of_month(sense: Month, today: date) -> DayChoice:
    first = _month_start(today, sense.months)
    return _stretch(first, _month_end(first))


@days_of.register
def _of_named_month(sense: NamedMonth, today: date) -> DayChoice:
    year = sense.year or (today.year if sense.month >= today.month else today.year + 1)
    first = date(year, sense.month, 1)
    return _stretch(first, _month_end(first))


@days_of.register
def _of_year(sense: Year, today: date) -> DayChoice:
    year = sense.number if sense.number is not None else today.year + sense.years
    return _stretch(date(year, 1, 1), date(year, DECEMBER, 31))


@days_of.register
def _of_part_of_month(sense: PartOfMonth, today: date) -> DayChoice:
    if isinstance(sense.month, NamedMonth) and sense.month.year is None:
        return _of_part_of_named_month(sense.third, sense.month.month, today)
    if sense.month is not None:
        return _third(sense.third, days_of(sense.month, today).days[0].first)
    running, following = (_third(sense.third, _month_start(today, months)) for months in (0, 1))
    if sense.third is Third.LATE and today == _month_end(today):
        return DayChoice(running.days + following.days, Why.TODAY_OR_LATER)
    return running if running.days[0].last >= today else following


def _of_part_of_named_month(third: Third, month: int, today: date) -> DayChoice:
    running, following = (_third(third, date(year, month, 1)) for year in (today.year, today.year + 1))
    return running if running.days[0].last >= today else following


def _third(third: Third, month: date) -> DayChoice:
    first = month.replace(day=_THIRD_STARTS[third])
    return _stretch(first, _month_end(month) if third is Third.LATE else first + timedelta(9))


@days_of.register
def _of_week_of_month(sense: WeekOfMonth, today: date) -> DayChoice:
    """Return both ways to count: seven days from the first of the month, and weeks that begin on its Mondays."""
    month = days_of(sense.month or Month(0), today).days[0]
    mondays = [day for day in each_day(month) if day.weekday() == 0]
    if sense.nth < 0:
        first, monday = month.last - timedelta(SUNDAY), mondays[-1]
    else:
        first = month.first + timedelta(DAYS_OF_WEEK * (sense.nth - 1))
        monday = mondays[0] + timedelta(DAYS_OF_WEEK * (sense.nth - 1))
    weeks = (Days(start, start + timedelta(SUNDAY)) for start in (first, monday))
    return DayChoice(tuple(dict.fromkeys(weeks)), Why.LOOSE_WORDS)


@days_of.register
def _of_part_of_year(sense: PartOfYear, today: date) -> DayChoice:
    year = days_of(sense.year or Year(), today).days[0].first.year
    if sense.third is Third.MIDDLE:
        summer = (Days(date(year, 6, 1), date(year, 7, 31)), Days(date(year, 6, 21), date(year, 7, 10)))
        return DayChoice(summer, Why.LOOSE_WORDS)
    if sense.third is Third.EARLY:
        is_over = sense.year is None and today > date(year, 1, 10)
        return _third(Third.EARLY, date(year + 1 if is_over else year, 1, 1))
    this_year = _third(Third.LATE, date(year, DECEMBER, 1))
    if sense.year is None and today == date(year, DECEMBER, 31):
        next_year = _third(Third.LATE, date(year + 1, DECEMBER, 1))
        return DayChoice(this_year.days + next_year.days, Why.TODAY_OR_LATER)
    return this_year


@days_of.register
def _of_part_of_week(sense: PartOfWeek, today: date) -> DayChoice:
    monday = _monday(today) + timedelta(DAYS_OF_WEEK * sense.weeks)
    starts = {Third.EARLY: 0, Third.MIDDLE: 2, Third.LATE: 4}
    first = monday + timedelta(starts[sense.third])
    stretch = Days(monday + timedelta(SATURDAY), monday + timedelta(SUNDAY))
    if sense.third is not Third.LATE:
        stretch = Days(first, first + timedelta(1))
    return DayChoice((Days(first, first), stretch), Why.LOOSE_WORDS)


@days_of.register
def _of_days_ahead(sense: DaysAhead, today: date) -> DayChoice:
    return _stretch(today, today + timedelta(sense.days))


@days_of.register
def _of_shifted(sense: Shifted, today: date) -> DayChoice:
    base = days_of(sense.base, today)
    move = timedelta(sense.days)
    moved = tuple(replace(days, first=days.first + move, last=days.last + move) for days in base.days)
    return DayChoice(moved, base.why)


@days_of.register
def _of_day_range(sense: DayRange, today: date) -> DayChoice:
    """Return the stretches; an end that lies before its start is the next of its kind ("Jumat sampai Senin")."""
    starts = days_of(sense.first, today)
    found: dict[Days, None] = {}
    for start in starts.days:
        ends = [days.last for days in days_of(sense.last, today).days if days.last >= start.first]
        ends = ends or [days.last for days in days_of(sense.last, start.first).days if days.last >= start.first]
        if ends:
            found[Days(start.first, min(ends), start.beside)] = None
    return DayChoice(tuple(found), starts.why)


@days_of.register
def _of_up_to(sense: UpTo, today: date) -> DayChoice:
    ends = days_of(sense.last, today)
    lasts = [days.last if sense.is_included else days.first - timedelta(1) for days in ends.days]
    found = tuple(Days(today, last) for last in lasts if last >= today)
    return DayChoice(found, ends.why)


@days_of.register
def _of_from(sense: From, today: date) -> DayChoice:
    """Return what "mulai Senin" may mean, whose end is not named: that day, or the week from it."""
    found = []
    for days in days_of(sense.first, today).days:
        first = days.first if sense.is_included else days.last + timedelta(1)
        found += [Days(first, first), Days(first, first + timedelta(SUNDAY))]
    return DayChoice(tuple(found), Why.LOOSE_WORDS)


@days_of.register
def _of_feast(sense: Feast, today: date) -> DayChoice:
    ahead = [found for found in _feast_days(sense.name, today.year) if found >= today]
    if not ahead:
        return DayChoice(())
    day = ahead[0]
    around = Days(day - timedelta(1), day + timedelta(SUNDAY))
    return DayChoice((Days(day, day), around), Why.LOOSE_WORDS)


@lru_cache(maxsize=64)
def _feast_days(name: str, year: int) -> tuple[date, ...]:
    """Return the days of a feast in a year and the next two, ascending; those of the moon are estimates."""
    known = holidays.country_holidays("ID", years=range(year, year + 3), language="en_US")
    return tuple(sorted(day for day, title in known.items() if name in title and "Second" not in title))


@days_of.register
def _of_any_of(sense: AnyOf, today: date) -> DayChoice:
    each = [days_of(member, today) for member in sense.senses]
    return DayChoice(tuple(dict.fromkeys(days for choice in each for days in choice.days)), Why.ALTERNATIVES)


@days_of.register
def _of_impossible(_sense: Impossible, _today: date) -> DayChoice:
    return DayChoice(())


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def _month_start(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, DECEMBER)
    return date(day.year + years, month + 1, 1)


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def each_day(days: Days) -> Iterator[date]:
    """Yield the days of a stretch."""
    for step in range((days.last - days.first).days + 1):
        yield days.first + timedelta(step)
