"""Random histories of edits: slots, closings, settings, bookings, moves, holds, assignments, and time that passes.

After every step Convex and a plain model agree on what was refused and why, on what is free, and that no consultant is
in two places at once. `BOOKING_HISTORIES` runs as many histories as it says (the goal is 10,000); unset, a few.
"""

import itertools
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from ari.booking_errors import StartRefusedError
from ari.domain import AriConversationId
from ari.schedule import SlotId
from ari.scheduling import Closing, Hours, Rules, Start, free_starts, instant_of, starts_on
from config.convex.documents import Args, as_document, ms_from_moment
from config.errors import RefusalError
from tests.ari.booking.agency import Agency
from tests.ari.booking.agenda_model import Agenda, Booking, Hold
from tests.ari.conversations.business import principal

HISTORIES = int(os.environ.get("BOOKING_HISTORIES", "12"))
STEPS = 25
# To shrink a failing history takes minutes: the long run does it.
PHASES = (Phase.generate, Phase.shrink) if HISTORIES > 100 else (Phase.generate,)
LEADS = 5
# A history plays within some days; each has a fortnight of its own in the years from 2030 on, in the same workspace.
BEGINNINGS = itertools.count()
FIRST = datetime(2030, 1, 6, 1, 30, tzinfo=UTC)
SPAN = timedelta(days=14)
ZONES = ("Asia/Jakarta", "Asia/Jayapura", "America/New_York", "Australia/Lord_Howe")
WINDOW_DAYS = 9

pytestmark = pytest.mark.timeout(300 + 2 * HISTORIES)


@dataclass(frozen=True)
class Pattern:
    """A weekly slot as it is drawn. `who` counts in the pool; beyond it, nobody."""

    weekday: int
    start: int
    count: int
    duration: int
    capacity: int
    who: int
    window: int

    @property
    def end(self) -> int:
        return self.start + self.count * self.duration


quarters = st.integers(0, 95).map(lambda number: number * 15)
durations = st.sampled_from([15, 30, 45, 60, 90])
parts = st.none() | st.tuples(quarters, st.integers(1, 16))
chance = st.integers(0, 99)
patterns = st.builds(
    Pattern,
    # So few weekdays and hours that slots often lie across each other.
    weekday=st.sampled_from([0, 2, 5]),
    start=st.integers(32, 48).map(lambda number: number * 15) | quarters,
    count=st.integers(1, 6),
    duration=durations,
    capacity=st.sampled_from([1, 1, 2, 3]),
    who=st.integers(0, 3),
    window=st.integers(3, WINDOW_DAYS),
).filter(lambda pattern: pattern.end <= 1440)


class EditHistory(RuleBasedStateMachine):
    """One history. Acts go to Convex and to the model; both must come to the same."""

    agency: ClassVar[Agency]

    def __init__(self) -> None:
        super().__init__()
        # ARI's conversation with each lead who ever booked.
        self.talks: dict[int, str] = {}

    @initialize(
        zone=st.sampled_from(ZONES), hour=st.integers(0, 23), offered=st.lists(patterns, min_size=2, max_size=5)
    )
    def begin(self, zone: str, hour: int, offered: list[Pattern]) -> None:
        cast = self.agency.cast
        self.pool = tuple(sorted([cast.admin.user_id, cast.member.user_id, cast.requester.user_id]))
        now = FIRST + next(BEGINNINGS) * SPAN + timedelta(hours=hour)
        self.agenda = Agenda(zone=ZoneInfo(zone), now=now, pool=self.pool)
        self.call("ariSettings:saveConfig", {"time_zone": zone})
        rules: Args = {"lead_time_minutes": 0, "buffer_minutes": 0, "observes_holidays": False}
        self.call("bookingSettings:updateSettings", {**rules, "consultant_ids": list(self.pool)})
        for pattern in offered:
            self.add_slot(pattern)

    def call(self, function: str, args: Args) -> Any:
        """Call a mutation as the admin."""
        named: Args = {"actor": principal(self.agency.cast.admin.user_id).as_actor()}
        named["workspace_id"] = self.agency.workspace
        return as_document(self.agency.convex.mutation(function, {**named, **args}))

    def act(self, function: str, args: Args) -> tuple[Any, RefusalError | None]:
        """Call an act at the history's moment; return the answer, or the refusal."""
        return self.attempt(lambda: self.call(function, {**args, "now": ms_from_moment(self.agenda.now)}))

    def attempt(self, deed: Callable[[], Any]) -> tuple[Any, RefusalError | None]:
        try:
            return deed(), None
        except RefusalError as refusal:
            return None, refusal

    # What is offered.

    @rule(pattern=patterns)
    def add_slot(self, pattern: Pattern) -> None:
        fields: Args = {
            "day_of_week": pattern.weekday,
            "start_time": clock(pattern.start),
            "end_time": clock(pattern.end),
            "duration_minutes": pattern.duration,
            "booking_window_days": pattern.window,
            "max_bookings_per_slot": pattern.capacity,
            "consultant_id": self.person(pattern.who),
        }
        answer, refusal = self.attempt(lambda: self.call("consultantSlots:createSlot", fields))
        if refusal is not None:
            assert refusal.code == "slot_exists"
            return
        slot_id = answer["slot"]["id"]
        self.agenda.hours[slot_id] = Hours(
            slot_id=slot_id,
            weekday=pattern.weekday,
            start_minute=pattern.start,
            end_minute=pattern.end,
            duration_minutes=pattern.duration,
            capacity=pattern.capacity,
            consultant_id=self.person(pattern.who),
            window_days=pattern.window,
        )

    def person(self, who: int) -> str | None:
        """Return somebody of the pool, or nobody."""
        return self.pool[who] if who < len(self.pool) else None

    def some_slot(self, number: int) -> str | None:
        slots = list(self.agenda.hours)
        return slots[number % len(slots)] if slots else None

    @precondition(lambda self: self.agenda.hours)
    @rule(number=chance, is_active=st.booleans(), capacity=st.integers(1, 3))
    def edit_slot(self, number: int, is_active: bool, capacity: int) -> None:
        slot_id = self.some_slot(number)
        assert slot_id
        changes: Args = {"is_active": is_active, "max_bookings_per_slot": capacity}
        self.call("consultantSlots:updateSlot", {"slot_id": slot_id, **changes})
        old = self.agenda.hours[slot_id]
        kept = {name: getattr(old, name) for name in old.__dataclass_fields__}
        self.agenda.hours[slot_id] = Hours(**{**kept, "is_active": is_active, "capacity": capacity})

    @precondition(lambda self: len(self.agenda.hours) > 2)
    @rule(number=chance)
    def delete_slot(self, number: int) -> None:
        slot_id = self.some_slot(number)
        assert slot_id
        self.call("consultantSlots:deleteSlot", {"slot_id": slot_id})
        del self.agenda.hours[slot_id]

    @rule(
        day=st.integers(0, WINDOW_DAYS), part=st.none() | st.tuples(quarters, st.integers(1, 16)), who=st.integers(0, 3)
    )
    def close(self, day: int, part: tuple[int, int] | None, who: int) -> None:
        on = self.agenda.days(WINDOW_DAYS + 1)[day]
        start, end = (0, 1440) if part is None else (part[0], min(part[0] + part[1] * 15, 1440))
        consultant = self.person(who)
        times: Args = {} if part is None else {"start_time": clock(start), "end_time": clock(end)}
        fields: Args = {"kind": "closed", "date": on.isoformat(), "consultant_id": consultant, **times}
        made = self.call("scheduleExceptions:createException", fields)["exception"]["id"]
        self.agenda.closings[made] = Closing(on=on, start_minute=start, end_minute=end, consultant_id=consultant)

    @precondition(lambda self: self.agenda.closings)
    @rule(number=chance)
    def reopen(self, number: int) -> None:
        made = list(self.agenda.closings)[number % len(self.agenda.closings)]
        self.call("scheduleExceptions:deleteException", {"exception_id": made})
        del self.agenda.closings[made]

    @rule(lead_time=st.sampled_from([0, 60, 600]), buffer=st.sampled_from([0, 0, 15, 30]))
    def change_rules(self, lead_time: int, buffer: int) -> None:
        self.call("bookingSettings:updateSettings", {"lead_time_minutes": lead_time, "buffer_minutes": buffer})
        self.agenda.rules = Rules(lead_time=timedelta(minutes=lead_time), buffer=timedelta(minutes=buffer))

    # What leads and staff do.

    def some_start(self, slot: int, day: int, number: int) -> tuple[str, datetime] | None:
        """Return hours with one of their starts, or now and then with a time that is none."""
        slot_id = self.some_slot(slot)
        if slot_id is None:
            return None
        hours = self.agenda.hours[slot_id]
        days = [one for one in self.agenda.days(WINDOW_DAYS + 3) if one.isoweekday() % 7 == hours.weekday]
        on = days[day % len(days)]
        calendar = self.agenda.calendar
        starts = [start.starts_at for start in starts_on(calendar, on) if start.hours.slot_id == slot_id]
        if number % 7 == 0 or not starts:
            odd = instant_of(on, (hours.start_minute + 15 * number) % 1440, self.agenda.zone)
            return None if odd is None else (slot_id, odd)
        return slot_id, starts[number % len(starts)]

    @precondition(lambda self: self.agenda.hours)
    @rule(leads=st.permutations(range(LEADS)), count=st.integers(1, LEADS), slot=chance, day=chance, number=chance)
    def book(self, leads: list[int], count: int, slot: int, day: int, number: int) -> None:
        """Let some leads want the same start, one after the other."""
        chosen = self.some_start(slot, day, number)
        for lead in leads[:count] if chosen else []:
            self.book_one(lead, *chosen)  # type: ignore[misc]  # It is there where there are leads.

    def book_one(self, lead: int, slot_id: str, at: datetime) -> None:
        current = self.agenda.open_of(lead)
        args: Args = {"contact_id": self.agency.leads[lead].contact_id, "slot_id": slot_id}
        answer, refusal = self.act("ari:createAppointment", {**args, "scheduled_at": ms_from_moment(at)})
        if refusal is not None:
            expected = "appointment_open" if current else self.agenda.verdict(slot_id, at, lead=lead)
            assert refusal.code == expected
            self.check_alternatives(refusal, lead)
            return
        if current is not None:
            assert (current.starts_at, answer["created"], answer["appointment"]["id"]) == (at, False, current.id)
            return
        start = self.agenda.verdict(slot_id, at, lead=lead)
        assert isinstance(start, Start), start
        assert answer["created"] is True
        self.check_choice(answer["appointment"], start, lead=lead)
        self.agenda.holds.pop(lead, None)
        self.keep(answer["appointment"], lead)
        self.talks[lead] = answer["appointment"]["ari_conversation_id"]

    def check_choice(self, appointment: Any, start: Start, *, lead: int, moving: Booking | None = None) -> None:
        """The consultant is that of the hours; else whoever had it and is free, or has the least to do."""
        given = appointment.get("consultant_id")
        if start.hours.consultant_id is not None:
            assert given == start.hours.consultant_id
            return
        taken = self.agenda.taken(lead=lead, moving=moving.id if moving else None)
        before = moving.consultant_id if moving else None
        if before is not None and not self.agenda.is_busy(before, start.starts_at, start.ends_at, taken):
            assert given == before
        else:
            assert given in self.agenda.choices(start.starts_at, start.ends_at, taken)

    def check_alternatives(self, refusal: RefusalError, lead: int) -> None:
        """What is offered instead can be booked."""
        if not isinstance(refusal, StartRefusedError):
            return
        for offer in refusal.alternatives:
            assert isinstance(self.agenda.verdict(offer.slot_id, offer.scheduled_at, lead=lead), Start)

    def keep(self, appointment: Any, lead: int) -> None:
        """Take an appointment into the model as Convex answered it."""
        at = datetime.fromtimestamp(appointment["scheduled_at"] / 1000, UTC)
        self.agenda.bookings[appointment["id"]] = Booking(
            id=appointment["id"],
            lead=lead,
            slot_id=appointment["slot_id"],
            starts_at=at,
            ends_at=at + timedelta(minutes=appointment["duration_minutes"]),
            consultant_id=appointment.get("consultant_id"),
            status=appointment["status"],
        )

    def some_booking(self, number: int) -> Booking:
        booked = list(self.agenda.bookings.values())
        return booked[number % len(booked)]

    @precondition(lambda self: self.agenda.bookings and self.agenda.hours)
    @rule(which=chance, slot=chance, day=chance, number=chance)
    def move(self, which: int, slot: int, day: int, number: int) -> None:
        booking, chosen = self.some_booking(which), self.some_start(slot, day, number)
        if chosen is None:
            return
        slot_id, at = chosen
        args: Args = {"appointment_id": booking.id, "slot_id": slot_id, "scheduled_at": ms_from_moment(at)}
        answer, refusal = self.act("ari:moveAppointment", args)
        if refusal is not None:
            verdict = self.agenda.verdict(slot_id, at, lead=booking.lead, moving=booking.id)
            assert refusal.code == (verdict if booking.is_open else "appointment_not_open")
            return
        assert booking.is_open
        if (booking.slot_id, booking.starts_at) == (slot_id, at):
            assert answer["moved"] is False
            return
        start = self.agenda.verdict(slot_id, at, lead=booking.lead, moving=booking.id)
        assert isinstance(start, Start), start
        self.check_choice(answer["appointment"], start, lead=booking.lead, moving=booking)
        self.agenda.holds.pop(booking.lead, None)
        self.keep(answer["appointment"], booking.lead)

    @precondition(lambda self: self.agenda.bookings)
    @rule(which=chance, deed=st.sampled_from(["cancel", "confirm"]))
    def cancel_or_confirm(self, which: int, deed: str) -> None:
        booking = self.some_booking(which)
        allowed = booking.is_open if deed == "cancel" else booking.status == "scheduled"
        is_late = deed == "confirm" and booking.ends_at <= self.agenda.now
        _answer, refusal = self.act(f"ari:{deed}Appointment", {"appointment_id": booking.id})
        if refusal is not None:
            assert refusal.code == ("status_conflict" if not allowed else "appointment_over" if is_late else "")
            return
        assert allowed
        assert not is_late
        booking.status = {"cancel": "cancelled", "confirm": "confirmed"}[deed]

    @precondition(lambda self: self.agenda.bookings)
    @rule(which=chance, who=st.integers(0, 2))
    def assign(self, which: int, who: int) -> None:
        booking, person = self.some_booking(which), self.pool[who]
        answer, refusal = self.act("ari:assignConsultant", {"appointment_id": booking.id, "consultant_id": person})
        if refusal is not None:
            assert refusal.code in {"consultant_busy", "appointment_not_open"}
            assert (refusal.code == "appointment_not_open") is not booking.is_open
            return
        assert booking.is_open
        self.keep(answer["appointment"], booking.lead)

    @precondition(lambda self: self.talks and self.agenda.hours)
    @rule(lead=st.integers(0, LEADS - 1), slot=chance, day=chance, number=chance)
    def hold(self, lead: int, slot: int, day: int, number: int) -> None:
        chosen = self.some_start(slot, day, number)
        if chosen is None or lead not in self.talks:
            return
        slot_id, at = chosen
        verdict = self.agenda.verdict(slot_id, at, lead=lead)
        talk = AriConversationId(self.talks[lead])
        kept, refusal = self.attempt(
            lambda: self.agency.appointments.hold(
                self.agency.workspace, talk, slot_id=SlotId(slot_id), scheduled_at=at, now=self.agenda.now
            )
        )
        if refusal is not None:
            assert refusal.code == verdict
            return
        assert isinstance(verdict, Start), verdict
        taken = Booking(
            id="", lead=lead, slot_id=slot_id, starts_at=at, ends_at=kept.ends_at, consultant_id=kept.consultant_id
        ).as_taken()
        self.agenda.holds[lead] = Hold(taken=taken, expires_at=kept.expires_at)

    @rule(minutes=st.sampled_from([1, 7, 20, 90, 600, 2000]))
    def let_time_pass(self, minutes: int) -> None:
        # Not beyond the history's own fortnight.
        self.agenda.now = self.agenda.now + timedelta(minutes=min(minutes, 600))

    @rule()
    def look_at_what_is_free(self) -> None:
        self.check_availability()

    def check_availability(self) -> None:
        agenda = self.agenda
        window = (agenda.now - timedelta(hours=3), agenda.now + timedelta(days=WINDOW_DAYS + 2))
        found = self.agency.appointments.free_starts(
            self.agency.workspace, starts_from=window[0], starts_before=window[1], limit=8_000, now=agenda.now
        )
        expected = free_starts(agenda.calendar, agenda.taken(), agenda.rules, now=agenda.now, window=window)
        assert {(start.slot_id, start.scheduled_at, start.ends_at, start.remaining) for start in found.starts} == {
            (start.hours.slot_id, start.starts_at, start.ends_at, remaining) for start, remaining in expected
        }
        moments = [start.scheduled_at for start in found.starts]
        assert moments == sorted(moments)

    def teardown(self) -> None:
        if not hasattr(self, "agenda"):
            return
        self.check_availability()
        assert list(self.agenda.overlaps()) == []
        self.check_stored()
        for slot_id in self.agenda.hours:
            self.call("consultantSlots:deleteSlot", {"slot_id": slot_id})

    def check_stored(self) -> None:
        """What Convex has is what the model has, also of what no answer told."""
        for booking in self.agenda.bookings.values():
            found = self.agency.appointments.get(
                booking.id,  # type: ignore[arg-type]  # The model has plain texts.
                workspace_id=self.agency.workspace,
                asker=principal(self.agency.cast.admin.user_id),
            )
            stored = (found.scheduled_at, found.ends_at, found.consultant_id, found.status)
            assert stored == (booking.starts_at, booking.ends_at, booking.consultant_id, booking.status)


def clock(minute: int) -> str:
    """Return a time of day as slots have it."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def test_random_edit_histories(agency: Agency) -> None:
    agency.add_leads(LEADS)
    agency.leads = agency.leads[-LEADS:]

    class ThisHistory(EditHistory):
        """The history over the agency of this test."""

    ThisHistory.agency = agency
    run_state_machine_as_test(
        ThisHistory,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            phases=PHASES,
        ),
    )
