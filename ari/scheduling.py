"""When a consultation can begin: the rules of hours, closings, holidays, windows and taken time. Pure.

Convex decides every booking by the same rules (`convex/model/booking/starts.ts`); a test holds the two against each
other on random calendars. This is the reading copy, and the reference of those tests.

Stretches of time are half-open, `[start, end)`: one consultation may begin the moment another ends. Times of day are
minutes since midnight on the workspace's wall clock; where that clock goes back, a time that comes twice is its first;
where it goes forward, a time that it leaves out is no start.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Interval = tuple[datetime, datetime]

DAY_MINUTES = 24 * 60
SUNDAY_IN_ISO = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hours in which consultations can be booked: every week on `weekday`, or on the date `only_on`.

    `weekday` 0 is Sunday. `capacity` is how many run at a time where the hours are nobody's, how many leads share a
    session where they are a consultant's. `window_days` None: bookable however far ahead.
    """

    slot_id: str
    start_minute: int
    end_minute: int
    duration_minutes: int
    capacity: int = 1
    consultant_id: str | None = None
    weekday: int | None = None
    only_on: date | None = None
    window_days: int | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A part of a date that is taken away, for everybody or for one consultant."""

    on: date
    start_minute: int = 0
    end_minute: int = DAY_MINUTES
    consultant_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedHoliday:
    """A date on which the weekly hours hold although it is a holiday: everybody's, or one consultant's."""

    on: date
    consultant_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The hours of a workspace and what changes them on single dates. `holidays` are those that it observes."""

    zone: ZoneInfo
    hours: Sequence[Hours] = ()
    closings: Sequence[Closing] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    worked_holidays: Sequence[WorkedHoliday] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How soon a start may be booked, and how much time a consultation keeps free around it."""

    lead_time: timedelta = timedelta(minutes=60)
    buffer: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A start, free or not."""

    hours: Hours
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Time that is taken: an open appointment, or a hold of somebody else. `slot_id` is None in migrated ones."""

    starts_at: datetime
    ends_at: datetime
    consultant_id: str | None = None
    slot_id: str | None = None


def free_starts(
    calendar: Calendar, taken: Collection[Taken], rules: Rules, *, now: datetime, window: Interval
) -> list[tuple[Start, int]]:
    """Return the starts that can be booked in the window, each with how many more bookings it takes, by time.

    Starts of one moment are in the order of the hours.
    """
    first, last = local_date(window[0], calendar.zone), local_date(window[1], calendar.zone)
    free = []
    for day in dates_between(first, last):
        for start in starts_on(calendar, day):
            is_within = window[0] <= start.starts_at < window[1]
            if is_within and time_obstacle(start, calendar.zone, rules, now=now) is None:
                remaining = room_at(start, taken, rules.buffer)[0]
                if remaining:
                    free.append((start, remaining))
    return sorted(free, key=lambda found: found[0].starts_at)


def starts_on(calendar: Calendar, day: date) -> Iterator[Start]:
    """Yield the starts of a date, whether they are taken or not."""
    for hours in hours_on(calendar, day):
        closings = [closing for closing in calendar.closings if _applies(closing, day, hours)]
        for minute in range(hours.start_minute, hours.end_minute, hours.duration_minutes):
            end_minute = minute + hours.duration_minutes
            is_closed = any(minute < closing.end_minute and closing.start_minute < end_minute for closing in closings)
            starts_at = instant_of(day, minute, calendar.zone)
            if end_minute <= hours.end_minute and not is_closed and starts_at is not None:
                ends_at = starts_at + timedelta(minutes=hours.duration_minutes)
                yield Start(hours=hours, starts_at=starts_at, ends_at=ends_at)


def hours_on(calendar: Calendar, day: date) -> Iterator[Hours]:
    """Yield the hours of a date: the weekly ones, unless it is a holiday, then those added to it alone."""
    weekday = day.isoweekday() % SUNDAY_IN_ISO
    for hours in calendar.hours:
        if hours.is_active and hours.weekday == weekday and _is_worked(calendar, day, hours):
            yield hours
    for hours in calendar.hours:
        if hours.is_active and hours.only_on == day:
            yield hours


def _is_worked(calendar: Calendar, day: date, hours: Hours) -> bool:
    return day not in calendar.holidays or any(_applies(worked, day, hours) for worked in calendar.worked_holidays)


def _applies(exception: Closing | WorkedHoliday, day: date, hours: Hours) -> bool:
    return exception.on == day and exception.consultant_id in (None, hours.consultant_id)


def time_obstacle(start: Start, zone: ZoneInfo, rules: Rules, *, now: datetime) -> str | None:
    """Return the code of what speaks against the start as such, None where nothing does."""
    if start.starts_at <= now:
        return "in_the_past"
    if start.starts_at < now + rules.lead_time:
        return "too_soon"
    window_days = start.hours.window_days
    if window_days is not None:
        last = local_date(now, zone) + timedelta(days=window_days)
        return "beyond_window" if local_date(start.starts_at, zone) > last else None
    return None


def room_at(start: Start, taken: Collection[Taken], buffer: timedelta) -> tuple[int, str | None]:
    """Return how many more bookings the start takes and, with none left, the code of the reason.

    Hours of a consultant: their other appointments may not come nearer than the buffer; up to the capacity share the
    very same start. Hours of nobody: as many consultations as the capacity says run at a time, each followed by the
    buffer. An appointment that names no hours counts for those of its consultant, or of nobody.
    """
    hours = start.hours
    if hours.consultant_id is None:
        remaining = hours.capacity - _most_at_once(start, taken, buffer)
        return (remaining, None) if remaining > 0 else (0, "slot_full")
    own = [one for one in taken if one.consultant_id == hours.consultant_id]
    guests = [one for one in own if one.starts_at == start.starts_at and one.slot_id in (None, hours.slot_id)]
    others = [one for one in own if one not in guests]
    if any(one.starts_at < start.ends_at + buffer and start.starts_at < one.ends_at + buffer for one in others):
        return 0, "consultant_busy"
    remaining = hours.capacity - len(guests)
    return (remaining, None) if remaining > 0 else (0, "slot_full")


def _most_at_once(start: Start, taken: Iterable[Taken], buffer: timedelta) -> int:
    """Return the most consultations of these hours of nobody that run, or rest, at one moment of the start's time."""
    touching = [
        one
        for one in taken
        if (one.slot_id == start.hours.slot_id or (one.slot_id is None and one.consultant_id is None))
        and one.starts_at < start.ends_at + buffer
        and start.starts_at < one.ends_at + buffer
    ]
    moments = [start.starts_at, *(one.starts_at for one in touching if one.starts_at > start.starts_at)]
    return max(sum(one.starts_at <= moment < one.ends_at + buffer for one in touching) for moment in moments)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """Return the date that the zone's calendar shows at the moment."""
    return moment.astimezone(zone).date()


def dates_between(first: date, last: date) -> Iterator[date]:
    """Yield the dates from the first to the last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def instant_of(day: date, minute: int, zone: ZoneInfo) -> datetime | None:
    """Return the instant of a time of day in UTC, None where the zone's clock leaves it out. 1440 is midnight."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    return instant if instant.astimezone(zone).replace(tzinfo=None) == wall else None
