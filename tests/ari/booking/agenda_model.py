"""A plain model of an agency's agenda, against which Convex is held: what is booked, held and offered, and who may."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ari.scheduling import (
    Calendar,
    Closing,
    Hours,
    Rules,
    Start,
    Taken,
    dates_between,
    local_date,
    room_at,
    starts_on,
    time_obstacle,
)

OPEN = frozenset({"scheduled", "confirmed"})


@dataclass(kw_only=True)
class Booking:
    """An appointment of the model."""

    id: str
    lead: int
    slot_id: str
    starts_at: datetime
    ends_at: datetime
    consultant_id: str | None
    status: str = "scheduled"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def as_taken(self) -> Taken:
        return Taken(
            starts_at=self.starts_at, ends_at=self.ends_at, consultant_id=self.consultant_id, slot_id=self.slot_id
        )


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A start that the model keeps for a lead."""

    taken: Taken
    expires_at: datetime


@dataclass(kw_only=True)
class Agenda:
    """Everything that the model knows, at `now`."""

    zone: ZoneInfo
    now: datetime
    pool: tuple[str, ...]
    rules: Rules = field(default_factory=lambda: Rules(lead_time=timedelta(0)))
    hours: dict[str, Hours] = field(default_factory=dict)
    closings: dict[str, Closing] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    holds: dict[int, Hold] = field(default_factory=dict)

    @property
    def calendar(self) -> Calendar:
        return Calendar(zone=self.zone, hours=tuple(self.hours.values()), closings=tuple(self.closings.values()))

    def open_of(self, lead: int) -> Booking | None:
        """Return the lead's appointment that is open and not over."""
        mine = (one for one in self.bookings.values() if one.lead == lead and one.is_open and one.ends_at > self.now)
        return next(mine, None)

    def taken(self, *, lead: int | None = None, moving: str | None = None) -> list[Taken]:
        """Return what is taken, but for the lead's own hold and the appointment that is moved."""
        booked = [one.as_taken() for one in self.bookings.values() if one.is_open and one.id != moving]
        held = [hold.taken for who, hold in self.holds.items() if who != lead and hold.expires_at > self.now]
        return booked + held

    def start_of(self, slot_id: str, at: datetime) -> Start | str:
        """Return the start, or the code of why there is none."""
        hours = self.hours.get(slot_id)
        if hours is None:
            return "slot_not_found"
        if not hours.is_active:
            return "slot_inactive"
        day = local_date(at, self.zone)
        alone = replace(self.calendar, hours=(hours,))
        for calendar, code in ((alone, ""), (replace(alone, closings=()), "day_closed")):
            found = [start for start in starts_on(calendar, day) if start.starts_at == at]
            if found:
                return code or found[0]
        return "not_a_start"

    def verdict(self, slot_id: str, at: datetime, *, lead: int, moving: str | None = None) -> Start | str:
        """Return the start if it can be booked, else the code of why not."""
        start = self.start_of(slot_id, at)
        if isinstance(start, str):
            return start
        obstacle = time_obstacle(start, self.zone, self.rules, now=self.now)
        return obstacle or room_at(start, self.taken(lead=lead, moving=moving), self.rules.buffer)[1] or start

    def is_busy(self, consultant: str, starts_at: datetime, ends_at: datetime, taken: list[Taken]) -> bool:
        buffer = self.rules.buffer
        return any(
            one.consultant_id == consultant and one.starts_at < ends_at + buffer and starts_at < one.ends_at + buffer
            for one in taken
        )

    def choices(self, starts_at: datetime, ends_at: datetime, taken: list[Taken]) -> set[str | None]:
        """Return who may be given the consultation: of those who are free, whoever has the least to do that day."""
        free = [person for person in self.pool if not self.is_busy(person, starts_at, ends_at, taken)]
        if not free:
            return {None}
        loads = {person: self._load(person, starts_at, taken) for person in free}
        return {person for person, load in loads.items() if load == min(loads.values())}

    def _load(self, person: str, at: datetime, taken: list[Taken]) -> int:
        day = local_date(at, self.zone)
        return sum(one.consultant_id == person and local_date(one.starts_at, self.zone) == day for one in taken)

    def overlaps(self) -> Iterator[tuple[Booking, Booking]]:
        """Yield the open appointments of one consultant that overlap and are not of one session of theirs."""
        booked = [one for one in self.bookings.values() if one.is_open and one.consultant_id]
        for number, one in enumerate(booked):
            for other in booked[number + 1 :]:
                is_apart = one.ends_at <= other.starts_at or other.ends_at <= one.starts_at
                is_same_person = one.consultant_id == other.consultant_id
                if is_same_person and not is_apart and not _is_session(one, other, self.hours):
                    yield one, other

    def days(self, count: int) -> list[date]:
        first = local_date(self.now, self.zone)
        return list(dates_between(first, first + timedelta(days=count - 1)))


def _is_session(one: Booking, other: Booking, hours: dict[str, Hours]) -> bool:
    known = hours.get(one.slot_id)
    is_own = known is None or known.consultant_id == one.consultant_id
    return is_own and (one.slot_id, one.starts_at) == (other.slot_id, other.starts_at)
