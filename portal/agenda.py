"""The consultations of a day or a week as a calendar shows them: columns, hours, and a list for narrow pages. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ari.appointments import Appointment, FreeStart
from ari.schedule import Holiday, Slot

# What is shown of a day on which nothing happens.
FIRST_HOUR, LAST_HOUR = 9, 17
DAYS_A_WEEK = 7


class Span(StrEnum):
    """How much a calendar shows at once."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The days that a calendar shows, on the clock of a zone."""

    span: Span
    first: date
    zone: ZoneInfo

    @property
    def days(self) -> list[date]:
        """The days in their order."""
        count = 1 if self.span is Span.DAY else DAYS_A_WEEK
        return [self.first + timedelta(days=number) for number in range(count)]

    @property
    def begins_at(self) -> datetime:
        """The first moment."""
        return begin_of(self.first, self.zone)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return begin_of(self.days[-1] + timedelta(days=1), self.zone)

    def step(self, number: int) -> date:
        """Return the day that leads so many ranges on."""
        return self.first + timedelta(days=number * len(self.days))


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time.min, tzinfo=zone)


def range_of(span: Span, day: date, zone: ZoneInfo) -> Range:
    """Return the day, or the week from Monday that it is in."""
    first = day if span is Span.DAY else day - timedelta(days=day.weekday())
    return Range(span=span, first=first, zone=zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the calendar: a day of the week, or a consultant (None: nobody) of the day."""

    day: date
    consultant_id: str | None = None
    holiday: str | None = None
    free: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HourRow:
    """What begins in an hour, one group for each column."""

    hour: int
    cells: tuple[tuple[Appointment, ...], ...]

    @property
    def label(self) -> str:
        """The hour on the clock."""
        return f"{self.hour:02}:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A calendar: the columns, the hours across them, and the same by day."""

    columns: tuple[Column, ...]
    hours: tuple[HourRow, ...]
    agenda: tuple[tuple[Column, tuple[Appointment, ...]], ...]


def lay_out(
    shown: Range,
    appointments: Sequence[Appointment],
    slots: Sequence[Slot],
    *,
    free: Sequence[FreeStart] = (),
    holidays: Sequence[Holiday] = (),
) -> Calendar:
    """Return the calendar of the range. The slots tell which hours and consultants a day has without appointments."""
    names = {holiday.date: holiday.name for holiday in holidays}
    days = [
        Column(day=day, holiday=names.get(day), free=sum(_day_of(start.scheduled_at, shown) == day for start in free))
        for day in shown.days
    ]
    columns = days if shown.span is Span.WEEK else list(_consultants(days[0], appointments, slots, free))
    hours = [
        HourRow(hour=hour, cells=tuple(_cell(shown, column, hour, appointments) for column in columns))
        for hour in _hours(shown, appointments, slots)
    ]
    agenda = tuple((day, _of_day(day.day, shown, appointments)) for day in days)
    return Calendar(columns=tuple(columns), hours=tuple(hours), agenda=agenda)


def local(moment: datetime, shown: Range) -> datetime:
    """Return the moment on the clock of the calendar."""
    return moment.astimezone(shown.zone)


def _day_of(moment: datetime, shown: Range) -> date:
    return local(moment, shown).date()


def _of_day(day: date, shown: Range, appointments: Sequence[Appointment]) -> tuple[Appointment, ...]:
    return tuple(one for one in appointments if _day_of(one.scheduled_at, shown) == day)


def group_by_day(starts: Sequence[FreeStart], zone: ZoneInfo) -> Mapping[date, list[FreeStart]]:
    """Return the free starts of each day that has some, by day."""
    groups: dict[date, list[FreeStart]] = {}
    for start in starts:
        groups.setdefault(start.scheduled_at.astimezone(zone).date(), []).append(start)
    return groups


def _consultants(
    day: Column, appointments: Sequence[Appointment], slots: Sequence[Slot], free: Sequence[FreeStart]
) -> Iterator[Column]:
    """Yield a column for everybody who has something that day, nobody's last; for nobody at least."""
    weekday = (day.day.weekday() + 1) % DAYS_A_WEEK
    busy = {one.consultant_id for one in appointments}
    busy |= {slot.consultant_id for slot in slots if slot.is_active and slot.day_of_week == weekday}
    known = sorted(consultant for consultant in busy if consultant is not None)
    for consultant in (*known, *([None] if None in busy or not known else [])):
        count = sum(start.consultant_id == consultant for start in free)
        yield Column(day=day.day, consultant_id=consultant, holiday=day.holiday, free=count)


def _hours(shown: Range, appointments: Sequence[Appointment], slots: Sequence[Slot]) -> range:
    weekdays = {(day.weekday() + 1) % DAYS_A_WEEK for day in shown.days}
    open_slots = [slot for slot in slots if slot.is_active and slot.day_of_week in weekdays]
    begun = [local(one.scheduled_at, shown).hour for one in appointments]
    begun += [int(slot.start_time[:2]) for slot in open_slots]
    # An hour that ends on the hour has none that begins then.
    ended = [(int(slot.end_time[:2]) * 60 + int(slot.end_time[3:]) - 1) // 60 for slot in open_slots]
    return range(min([*begun, FIRST_HOUR]), max([*begun, *ended, LAST_HOUR]) + 1)


def _cell(shown: Range, column: Column, hour: int, appointments: Sequence[Appointment]) -> tuple[Appointment, ...]:
    def belongs(one: Appointment) -> bool:
        begins = local(one.scheduled_at, shown)
        is_theirs = shown.span is Span.WEEK or one.consultant_id == column.consultant_id
        return begins.date() == column.day and begins.hour == hour and is_theirs

    return tuple(one for one in appointments if belongs(one))
