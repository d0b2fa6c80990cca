"""What every Calendar does, that of the tests and the one over Convex: the dialogue is right if they agree."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Protocol

import pytest
from pytest_django import Settings

from ari.booking_dialogue import Booked, Calendar, Offer, Refused
from ari.domain import Turn
from ari.inbox import Claim
from ari.lead_calendar import LeadCalendar
from ari.repositories.appointments import AppointmentRepository
from ari.repositories.calls import Write
from ari.repositories.slots import SlotRepository
from config.convex.connection import close_client
from tests.ari.booking_dialogue.business import MORNING, Business, Hours, local
from tests.ari.conversations.business import SECRET, Lead, open_business
from tests.ari.conversations.business import Business as Inbox
from tests.tickets.cast import Cast, Seeder
from tests.tickets.conftest import cast, convex_client, machine, seeder, site

__all__ = ["cast", "convex_client", "machine", "seeder", "site"]

TEN, ELEVEN = local("2026-12-01T10:00"), local("2026-12-01T11:00")
TUESDAY = local("2026-12-01T00:00"), local("2026-12-02T00:00")


class Place(Protocol):
    """A business that is open on Tuesdays from nine to one, seen from its leads' conversations."""

    now: datetime

    def calendar_of(self, conversation: str) -> Calendar: ...


@dataclass(kw_only=True)
class ConvexPlace:
    """The same hours in the embedded deployment, on the clock of the test."""

    inbox: Inbox
    seeder: Seeder
    now: datetime = MORNING
    turns: dict[str, Turn] = field(default_factory=dict)

    def calendar_of(self, conversation: str) -> Calendar:
        if conversation not in self.turns:
            self.turns[conversation] = self._turn()
        appointments = AppointmentRepository(self.seeder.convex)
        return LeadCalendar(appointments, self.turns[conversation], now=self.now)

    def _turn(self) -> Turn:
        lead = Lead()
        self.inbox.write(lead, "halo")
        conversation = self.inbox.conversation_of(lead)
        claim = self.inbox.turns.claim(conversation.id, lease=timedelta(minutes=1), even_if_not_due=True)
        assert isinstance(claim, Claim), claim
        return claim.turn


@pytest.fixture(params=["memory", "convex"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    if request.param == "memory":
        yield Business(hours=(Hours(weekday=1, opens=time(9), closes=time(13)),))
        return
    cast: Cast = request.getfixturevalue("cast")
    seeder: Seeder = request.getfixturevalue("seeder")
    site: Settings = request.getfixturevalue("site")
    site.KAPSO_WEBHOOK_SECRET = SECRET
    inbox = open_business(cast, seeder)
    write = Write(actor=inbox.admin, workspace_id=inbox.workspace)
    hours = {"day_of_week": 2, "start_time": "09:00", "end_time": "13:00", "duration_minutes": 60}
    SlotRepository(seeder.convex).create(hours, write=write)
    yield ConvexPlace(inbox=inbox, seeder=seeder)
    close_client()


def free(calendar: Calendar) -> list[datetime]:
    return [offer.start for offer in calendar.free_starts(*TUESDAY)]


def offer_at(calendar: Calendar, start: datetime) -> Offer:
    return next(offer for offer in calendar.free_starts(*TUESDAY) if offer.start == start)


def book(calendar: Calendar, start: datetime) -> Booked:
    result = calendar.book(offer_at(calendar, start))
    assert isinstance(result, Booked), result
    return result


def test_free_starts_are_those_of_the_hours_in_the_window_ascending(place: Place) -> None:
    calendar = place.calendar_of("rina")
    hours = [local(f"2026-12-01T{hour:02}:00") for hour in range(9, 13)]
    assert free(calendar) == hours
    assert [offer.minutes for offer in calendar.free_starts(*TUESDAY)] == [60] * 4
    assert list(calendar.free_starts(TEN, ELEVEN)) == [offer_at(calendar, TEN)]


def test_a_booking_gives_its_receipt_and_is_the_current_appointment(place: Place) -> None:
    calendar = place.calendar_of("rina")
    assert calendar.current() is None
    receipt = book(calendar, TEN)
    assert (receipt.appointment.start, receipt.appointment.minutes) == (TEN, 60)
    assert calendar.current() == receipt.appointment
    assert TEN not in free(place.calendar_of("budi"))


def test_the_same_booking_again_answers_the_same(place: Place) -> None:
    calendar = place.calendar_of("rina")
    offer = offer_at(calendar, TEN)
    assert calendar.book(offer) == calendar.book(offer)


def test_a_second_booking_of_a_lead_is_refused_by_its_code(place: Place) -> None:
    calendar = place.calendar_of("rina")
    book(calendar, TEN)
    result = calendar.book(offer_at(calendar, ELEVEN))
    assert isinstance(result, Refused)
    assert result.code == "appointment_open"


def test_a_start_that_was_taken_is_refused_with_alternatives(place: Place) -> None:
    rina, budi = place.calendar_of("rina"), place.calendar_of("budi")
    offer = offer_at(budi, TEN)
    book(rina, TEN)
    for result in (budi.hold(offer), budi.book(offer)):
        assert isinstance(result, Refused)
        assert result.code == "slot_full"
        assert ELEVEN in [one.start for one in result.alternatives]
    assert budi.current() is None


def test_a_hold_keeps_a_start_from_others_until_it_is_released(place: Place) -> None:
    rina, budi = place.calendar_of("rina"), place.calendar_of("budi")
    offer = offer_at(rina, TEN)
    assert rina.hold(offer) is None
    assert rina.hold(offer) is None
    assert TEN in free(rina)
    assert TEN not in free(budi)
    rina.release()
    assert TEN in free(budi)


def test_a_hold_runs_out(place: Place) -> None:
    rina = place.calendar_of("rina")
    rina.hold(offer_at(rina, TEN))
    place.now += timedelta(minutes=11)
    assert TEN in free(place.calendar_of("budi"))


def test_a_conversation_has_one_hold(place: Place) -> None:
    rina = place.calendar_of("rina")
    rina.hold(offer_at(rina, TEN))
    rina.hold(offer_at(rina, ELEVEN))
    assert TEN in free(place.calendar_of("budi"))


def test_a_move_frees_the_old_start_and_takes_the_new(place: Place) -> None:
    calendar = place.calendar_of("rina")
    appointment = book(calendar, TEN).appointment
    target = offer_at(calendar, ELEVEN)
    assert calendar.hold(target, moving=appointment) is None
    moved = calendar.move(appointment, target)
    assert isinstance(moved, Booked)
    assert (moved.appointment.id, moved.appointment.start) == (appointment.id, ELEVEN)
    assert free(place.calendar_of("budi")) == [local("2026-12-01T09:00"), TEN, local("2026-12-01T12:00")]
    assert calendar.move(appointment, target) == moved


def test_an_appointment_is_not_in_the_way_of_its_own_move(place: Place) -> None:
    calendar = place.calendar_of("rina")
    appointment = book(calendar, TEN).appointment
    assert TEN not in free(calendar)
    assert TEN in [offer.start for offer in calendar.free_starts(*TUESDAY, moving=appointment)]


def test_a_move_to_a_taken_start_is_refused_and_changes_nothing(place: Place) -> None:
    rina, budi = place.calendar_of("rina"), place.calendar_of("budi")
    target = offer_at(rina, ELEVEN)
    appointment = book(rina, TEN).appointment
    book(budi, ELEVEN)
    result = rina.move(appointment, target)
    assert isinstance(result, Refused)
    assert result.code == "slot_full"
    assert rina.current() == appointment


def test_a_cancellation_frees_the_start_and_may_be_repeated(place: Place) -> None:
    calendar = place.calendar_of("rina")
    appointment = book(calendar, TEN).appointment
    assert calendar.cancel(appointment) is None
    assert calendar.cancel(appointment) is None
    assert calendar.current() is None
    assert TEN in free(place.calendar_of("budi"))


def test_a_start_that_is_too_near_is_refused(place: Place) -> None:
    calendar = place.calendar_of("rina")
    offer = offer_at(calendar, TEN)
    place.now = TEN - timedelta(minutes=30)
    result = place.calendar_of("rina").hold(offer)
    assert isinstance(result, Refused)
    assert result.code == "too_soon"


def test_an_appointment_that_is_over_is_not_current(place: Place) -> None:
    book(place.calendar_of("rina"), TEN)
    place.now = ELEVEN + timedelta(minutes=1)
    assert place.calendar_of("rina").current() is None
