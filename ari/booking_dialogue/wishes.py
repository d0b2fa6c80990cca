"""From a reading to what is free of it: windows of time, and the starts in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ari.booking_dialogue.calendar import Appointment, Calendar, Offer
from ari.booking_dialogue.state import Window
from ari.dates import CONSULTATION_HOURS, Certain, Day, Instant, Interval, TimeOfDay

# How far ahead the dialogue looks for itself, as the original did. A lead who names a later day gets that day.
HORIZON = timedelta(days=14)
# The longest window that the Calendar answers, and the longest wish that names a time to come at all.
LONGEST = timedelta(days=31)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What is free for this lead: the Calendar seen from now, without what they refused, a moment once."""

    calendar: Calendar
    now: datetime
    zone: ZoneInfo
    moving: Appointment | None = None
    refused: tuple[Window, ...] = ()

    def free_in(self, window: Window, *, heeds_refusals: bool = False) -> list[Offer]:
        """Return the free starts of the window by time; with `heeds_refusals` without those that the lead refused."""
        first, before = max(window.first, self.now), min(window.before, window.first + LONGEST)
        if first >= before:
            return []
        offers = [
            offer
            for offer in self.calendar.free_starts(first, before, moving=self.moving)
            if is_in_clock(offer, window, self.zone)
            and not (self.moving and offer.start == self.moving.start)
            and not (heeds_refusals and any(holds(refused, offer, self.zone) for refused in self.refused))
        ]
        return sorted({offer.start: offer for offer in reversed(offers)}.values(), key=lambda offer: offer.start)

    def upcoming(self) -> Window:
        """Return the window in which the dialogue looks for itself."""
        return Window(first=self.now, before=self.now + HORIZON)

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment in the workspace's zone."""
        return moment.astimezone(self.zone).date()

    def soon(self) -> list[Offer]:
        """Return what is free soon without what the lead refused; where that is nothing, what is free later."""
        soon = self.free_in(self.upcoming(), heeds_refusals=True)
        later = Window(first=self.now, before=self.now + LONGEST)
        return soon or self.free_in(later, heeds_refusals=True)


def hours_of(offers: Sequence[Offer], zone: ZoneInfo) -> tuple[time, time]:
    """Return the first and the last time of day of the starts; the usual hours where there are none.

    They decide what a bare "jam 7" means.
    """
    times = [offer.start.astimezone(zone).time() for offer in offers]
    return (min(times), max(times)) if times else CONSULTATION_HOURS


def is_in_clock(offer: Offer, window: Window, zone: ZoneInfo) -> bool:
    """Test if a start lies within the times of day of a window."""
    at = offer.start.astimezone(zone).time()
    return window.clock is None or window.clock[0] <= at <= window.clock[1]


def holds(window: Window, offer: Offer, zone: ZoneInfo) -> bool:
    """Test if a window holds a start."""
    return window.first <= offer.start < window.before and is_in_clock(offer, window, zone)


def window_of(reading: Certain, agenda: Agenda, day: date | None) -> Window | None:
    """Return the window that a reading means, `day` being the one of a time without a day.

    None for a stretch too long to come at: "tahun depan" is no wish for a time.
    """
    if isinstance(reading, Instant):
        return Window(first=reading.at, before=reading.at + _MINUTE)
    if isinstance(reading, Day):
        return day_window(reading.day, agenda.zone)
    if isinstance(reading, TimeOfDay):
        clock = (reading.first, reading.last)
        window = day_window(day, agenda.zone) if day is not None else agenda.upcoming()
        return Window(first=window.first, before=window.before, clock=clock)
    first, last = _ends(reading, agenda.zone)
    return Window(first=first, before=last) if last - first <= LONGEST else None


def day_window(day: date, zone: ZoneInfo) -> Window:
    """Return the window of a day."""
    following = day + timedelta(days=1)
    return Window(first=datetime.combine(day, time(0), zone), before=datetime.combine(following, time(0), zone))


def is_exact(reading: Certain) -> bool:
    """Test if a reading names one minute, of a day or of any."""
    return isinstance(reading, Instant) or (isinstance(reading, TimeOfDay) and reading.is_clock)


def _ends(reading: Interval, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return an interval half-open: its last day or minute belongs to it."""
    first, last = reading.first, reading.last
    if isinstance(first, datetime) and isinstance(last, datetime):
        return first, last + _MINUTE
    return day_window(first, zone).first, day_window(last, zone).before


def by_day(offers: Iterable[Offer], zone: ZoneInfo) -> dict[date, list[Offer]]:
    """Return the starts of each day, by day."""
    days: dict[date, list[Offer]] = {}
    for offer in offers:
        days.setdefault(offer.start.astimezone(zone).date(), []).append(offer)
    return days


def nearest(offers: Sequence[Offer], wanted: datetime, count: int) -> list[Offer]:
    """Return the starts nearest to a moment, by time."""
    close = sorted(offers, key=lambda offer: (abs(offer.start - wanted), offer.start))[:count]
    return sorted(close, key=lambda offer: offer.start)


def moments_of(windows: Iterable[Window], agenda: Agenda) -> Iterator[datetime]:
    """Yield a moment of each window from which near ones can be looked for."""
    for window in windows:
        start = max(window.first, agenda.now)
        if window.clock is None:
            yield start
        else:
            yield datetime.combine(agenda.day_of(start), window.clock[0], agenda.zone)
