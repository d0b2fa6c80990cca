"""A business with opening hours, whose consultations are booked in memory by the rules that the real ones follow."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ari.booking_dialogue import Appointment, Booked, BookingStep, Offer, Refused, continue_booking

JAKARTA = ZoneInfo("Asia/Jakarta")
# A Monday.
MORNING = datetime(2026, 11, 30, 9, 30, tzinfo=JAKARTA)
WORKDAYS, SATURDAY = range(5), 5
HOLD = timedelta(minutes=10)
LEAD_TIME = timedelta(hours=1)
WINDOW = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Starts of a weekday, one after the other from `opens` until the last that ends by `closes`."""

    weekday: int
    opens: time = time(9)
    closes: time = time(17)
    minutes: int = 60
    capacity: int = 1
    consultant: str | None = None

    @property
    def slot_id(self) -> str:
        """The name of these hours."""
        return f"slot-{self.weekday}-{self.opens:%H%M}-{self.consultant or 'any'}"

    def offers_on(self, day: date, zone: ZoneInfo) -> list[Offer]:
        """Return the starts of a day."""
        if day.weekday() != self.weekday:
            return []
        start, end = (datetime.combine(day, at, zone) for at in (self.opens, self.closes))
        length, found = timedelta(minutes=self.minutes), []
        while start + length <= end:
            utc = start.astimezone(UTC)
            found.append(Offer(start=utc, minutes=self.minutes, slot_id=self.slot_id, consultant=self.consultant))
            start += length
        return found


OPEN_HOURS = (*(Hours(weekday=day) for day in WORKDAYS), Hours(weekday=SATURDAY, closes=time(12)))


@dataclass(kw_only=True)
class Business:
    """The consultations of one workspace. `appointments` are the open ones by conversation."""

    hours: Sequence[Hours] = OPEN_HOURS
    zone: ZoneInfo = JAKARTA
    now: datetime = MORNING
    closed: frozenset[date] = frozenset()
    appointments: dict[str, Appointment] = field(default_factory=dict)
    cancelled: dict[str, Appointment] = field(default_factory=dict)
    holds: dict[str, tuple[Offer, datetime]] = field(default_factory=dict)
    # What was written, in its order: the deed, the conversation, the start.
    deeds: list[tuple[str, str, datetime]] = field(default_factory=list)

    def calendar_of(self, conversation: str) -> "MemoryCalendar":
        """Return the Calendar of a conversation."""
        return MemoryCalendar(self, conversation)

    def take(self, start: datetime, *, by: str = "somebody else") -> None:
        """Have another conversation book a start."""
        result = self.calendar_of(f"{by} {start}").book(self.offer_at(start))
        assert isinstance(result, Booked)

    def offer_at(self, start: datetime) -> Offer:
        """Return the start of the hours at this moment, free or not."""
        return next(offer for offer in self.offers(start, start + timedelta(minutes=1)) if offer.start == start)

    def offers(self, first: datetime, before: datetime) -> list[Offer]:
        """Return all starts of the hours in a window."""
        day, last = first.astimezone(self.zone).date(), before.astimezone(self.zone).date()
        found: list[Offer] = []
        while day <= last:
            if day not in self.closed:
                found += [offer for hours in self.hours for offer in hours.offers_on(day, self.zone)]
            day += timedelta(days=1)
        return sorted((one for one in found if first <= one.start < before), key=lambda one: (one.start, one.slot_id))

    def obstacle(self, offer: Offer, conversation: str, moving: Appointment | None) -> str | None:
        """Return why a start of the hours cannot be had by a conversation."""
        if offer.start < self.now + LEAD_TIME:
            return "too_soon"
        if offer.start > self.now + WINDOW:
            return "beyond_window"
        capacity = next(hours.capacity for hours in self.hours if hours.slot_id == offer.slot_id)
        taken = [one for one in self.appointments.values() if moving is None or one.id != moving.id]
        held = [one for owner, (one, until) in self.holds.items() if owner != conversation and until > self.now]
        others: list[Appointment | Offer] = [*taken, *held]
        overlapping = [
            one
            for one in others
            if one.slot_id == offer.slot_id
            and one.start < offer.end
            and offer.start < one.start + timedelta(minutes=one.minutes)
        ]
        return "slot_full" if len(overlapping) >= capacity else None


@dataclass
class MemoryCalendar:
    """The port of one conversation over a business."""

    business: Business
    conversation: str

    def free_starts(self, first: datetime, before: datetime, *, moving: Appointment | None = None) -> list[Offer]:
        assert first.tzinfo is not None
        assert before - first <= timedelta(days=31)
        offers = self.business.offers(first, before)
        return [one for one in offers if self.business.obstacle(one, self.conversation, moving) is None]

    def hold(self, offer: Offer, *, moving: Appointment | None = None) -> Refused | None:
        refusal = self._refusal(offer, moving)
        if refusal is None:
            self.business.holds[self.conversation] = (offer, self.business.now + HOLD)
        return refusal

    def release(self) -> None:
        self.business.holds.pop(self.conversation, None)

    def book(self, offer: Offer) -> Booked | Refused:
        open_one = self.current()
        if open_one is not None and open_one.start == offer.start:
            return Booked(appointment=open_one)
        if open_one is not None:
            return Refused(code="appointment_open", alternatives=self._alternatives(offer, None))
        refusal = self._refusal(offer, None)
        return refusal or self._write("booked", offer, f"appointment of {self.conversation}")

    def move(self, appointment: Appointment, offer: Offer) -> Booked | Refused:
        open_one = self.current()
        if open_one is None or open_one.id != appointment.id:
            return Refused(code="appointment_not_open")
        if open_one.start == offer.start:
            return Booked(appointment=open_one)
        refusal = self._refusal(offer, appointment)
        return refusal or self._write("moved", offer, appointment.id)

    def cancel(self, appointment: Appointment) -> Refused | None:
        if appointment.id in self.business.cancelled:
            return None
        if self.business.appointments.get(self.conversation) is None:
            return Refused(code="appointment_not_open")
        del self.business.appointments[self.conversation]
        self.business.cancelled[appointment.id] = appointment
        self.business.deeds.append(("cancelled", self.conversation, appointment.start))
        return None

    def current(self) -> Appointment | None:
        found = self.business.appointments.get(self.conversation)
        is_over = found is not None and found.start + timedelta(minutes=found.minutes) <= self.business.now
        return None if is_over else found

    def _write(self, deed: str, offer: Offer, name: str) -> Booked:
        appointment = Appointment(
            id=name, start=offer.start, minutes=offer.minutes, slot_id=offer.slot_id, consultant=offer.consultant
        )
        self.business.appointments[self.conversation] = appointment
        self.release()
        self.business.deeds.append((deed, self.conversation, offer.start))
        return Booked(appointment=appointment)

    def _refusal(self, offer: Offer, moving: Appointment | None) -> Refused | None:
        is_start = offer in self.business.offers(offer.start, offer.start + timedelta(minutes=1))
        code = self.business.obstacle(offer, self.conversation, moving) if is_start else "not_a_start"
        return Refused(code=code, alternatives=self._alternatives(offer, moving)) if code else None

    def _alternatives(self, offer: Offer, moving: Appointment | None) -> tuple[Offer, ...]:
        about = timedelta(days=7)
        first = max(offer.start - about, self.business.now)
        free = self.free_starts(first, first + 2 * about, moving=moving)
        return tuple(sorted(free, key=lambda one: abs(one.start - offer.start))[:5])


@dataclass(kw_only=True)
class Lead:
    """A lead who agrees a time. The state goes through JSON between the steps, as Convex keeps it."""

    business: Business = field(default_factory=Business)
    name: str = "Rina"
    language: str = "id"
    state: Mapping[str, Any] = field(default_factory=dict)
    steps: list[BookingStep] = field(default_factory=list)
    calendar: Callable[[Business, str], Any] = Business.calendar_of

    def says(self, *lines: str) -> BookingStep:
        """Say something and return the step."""
        step = continue_booking(
            self.state,
            "\n".join(lines),
            now=self.business.now,
            zone=self.business.zone,
            calendar=self.calendar(self.business, self.name),
            language=self.language,
        )
        self.state = json.loads(json.dumps(step.state))
        self.steps.append(step)
        return step

    def hears(self, *lines: str) -> str:
        """Say something and return the reply."""
        return "\n".join(self.says(*lines).replies)

    def waits(self, **span: float) -> None:
        """Let time pass."""
        self.business.now += timedelta(**span)

    @property
    def appointment(self) -> Appointment | None:
        """The lead's open appointment."""
        return self.business.appointments.get(self.name)

    def booked_at(self) -> str | None:
        """Return the local start of the appointment."""
        found = self.appointment
        return f"{found.start.astimezone(self.business.zone):%Y-%m-%dT%H:%M}" if found is not None else None


def local(text: str, zone: ZoneInfo = JAKARTA) -> datetime:
    """Return a wall clock as a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def with_hours(business: Business, *hours: Hours) -> Business:
    """Return a business with other hours."""
    return replace(business, hours=hours)
