"""Two hundred at once for one start, by the API and through ARI: exactly what fits is booked, all others are told why.

`BOOKING_SEEDS` runs as many random rounds as it says; unset, a few.
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Barrier
from typing import Any, TypeVar

import pytest

from ari.appointments import Way
from ari.booking_errors import StartRefusedError
from ari.domain import AriConversationId
from ari.repositories.appointments import AppointmentRepository, LeadWrite
from ari.schedule import SlotId
from tests.ari.booking.agency import Agency, iso, moment_in
from tests.config.api_client import Answer, Caller
from tests.tickets.cast import Cast, sign_in

MANY = 200
SEEDS = range(int(os.environ.get("BOOKING_SEEDS", "1")))
# What a race for a start may be lost for.
LOST = {"slot_full", "consultant_busy"}

pytestmark = pytest.mark.timeout(300 + 60 * len(SEEDS))


Got = TypeVar("Got")


def together(agency: Agency, count: int, deed: Callable[[Caller, int], Got]) -> list[Got]:
    """Let so many admins do it, each in a thread and with a client of its own, all beginning at once."""
    admin = agency.cast.admin
    callers = [Caller(user_id=admin.user_id, _token=admin.token()) for _ in range(count)]
    start = Barrier(count)

    def run(number: int) -> Got:
        start.wait()
        return deed(callers[number], number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one of many ended: the code of the refusal, "" for success, and how many alternatives came with it."""

    code: str
    alternatives: int = 0


def outcome_of(answer: Answer) -> Outcome:
    if answer.status in {200, 201}:
        return Outcome("")
    assert answer.status == 409, answer.body
    return Outcome(answer.body["code"], len(answer.body["alternatives"]))


def checks_out(outcomes: list[Outcome], capacity: int) -> None:
    """Exactly the capacity was taken; every other answer is a clean refusal that offers something else."""
    counts = Counter(outcome.code for outcome in outcomes)
    assert counts[""] == capacity, counts
    assert set(counts) <= {"", *LOST}, counts
    assert all(outcome.alternatives for outcome in outcomes if outcome.code)


def at_start(agency: Agency, at: datetime) -> list[dict[str, Any]]:
    """Return the open appointments that begin then."""
    found, cursor = [], ""
    while True:
        query = {"starts_from": iso(at), "starts_before": iso(at.replace(second=1)), "status": "scheduled,confirmed"}
        page = agency.must_get("appointments", limit="100", **query, **({"cursor": cursor} if cursor else {}))
        found += page["appointments"]
        cursor = page["next_cursor"]
        if not cursor:
            return found


def nobody_is_in_two_places(agency: Agency) -> None:
    """No two open appointments of one consultant overlap, but for the leads of one session."""
    slots = {slot["id"]: slot for slot in agency.must_get("slots")["slots"]}
    taken: dict[str, list[dict[str, Any]]] = {}
    cursor = ""
    while True:
        query = {"status": "scheduled,confirmed", **({"cursor": cursor} if cursor else {})}
        page = agency.must_get("appointments", limit="100", **query)
        for one in page["appointments"]:
            if one["consultant_id"]:
                taken.setdefault(one["consultant_id"], []).append(one)
        cursor = page["next_cursor"]
        if not cursor:
            break
    for consultant, appointments in taken.items():
        for number, one in enumerate(appointments):
            for other in appointments[number + 1 :]:
                is_apart = moment_in(one["ends_at"]) <= moment_in(other["scheduled_at"])
                own = slots.get(one["slot_id"], {}).get("consultant_id") == consultant
                is_session = own and (one["slot_id"], one["scheduled_at"]) == (other["slot_id"], other["scheduled_at"])
                assert is_apart or is_session, (one, other)


@pytest.fixture(scope="module")
def crowd() -> dict[str, Agency]:
    """The agency of this module's tests: to make two hundred leads takes longer than to let them race."""
    return {}


@pytest.fixture
def agency(cast: Cast, crowd: dict[str, Agency]) -> Agency:
    made = crowd.setdefault("agency", Agency(cast=cast))
    if not made.leads:
        made.save_settings(observes_holidays=False, lead_time_minutes=0)
        made.add_leads(MANY)
    # A session lasts ten minutes, and the long run longer.
    made.cast = replace(made.cast, admin=sign_in(made.cast.admin.user_id))
    return made


def clear(agency: Agency) -> None:
    """Cancel what is open and delete the slots, so that the next round begins with nothing."""
    for slot in agency.must_get("slots")["slots"]:
        agency.ask("DELETE", f"slots/{slot['id']}")
    while found := agency.listed(status="scheduled,confirmed"):
        together(agency, len(found), lambda caller, number: cancel(agency, caller, found[number]))


def cancel(agency: Agency, caller: Caller, appointment: dict[str, Any]) -> None:
    answer = caller.post(agency.url(f"appointments/{appointment['id']}/cancel"), {})
    assert answer.status == 200, answer.body


def book_all(agency: Agency, slot: str, at: datetime) -> list[dict[str, Any]]:
    """Book the start for every lead, and return the appointments."""
    return together(agency, MANY, lambda caller, number: book_one(agency, caller, number, slot, at))


def book_one(agency: Agency, caller: Caller, number: int, slot: str, at: datetime) -> dict[str, Any]:
    body = {"contact_id": agency.leads[number].contact_id, "slot_id": slot, "scheduled_at": iso(at)}
    answer = caller.post(agency.url("appointments"), body)
    assert answer.status == 201, answer.body
    appointment: dict[str, Any] = answer.body["appointment"]
    return appointment


def random_slot(agency: Agency, rng: random.Random) -> tuple[str, int]:
    """Return a slot of a consultant or of nobody, and what it holds at a time."""
    capacity = rng.choice([1, 1, 2, 3, 7])
    consultant = rng.choice([None, agency.cast.member.user_id])
    duration = rng.choice([30, 60])
    slot = agency.add_slot(consultant_id=consultant, max_bookings_per_slot=capacity, duration_minutes=duration)
    return slot, capacity


@pytest.mark.parametrize("seed", SEEDS)
def test_two_hundred_bookings_of_one_start(agency: Agency, seed: int) -> None:
    clear(agency)
    rng = random.Random(seed)
    slot, capacity = random_slot(agency, rng)
    at = agency.at(rng.choice(["09:00", "13:00", "16:00"]))
    order = rng.sample(range(MANY), MANY)

    def send(caller: Caller, number: int) -> Answer:
        lead = agency.leads[order[number]]
        body = {"contact_id": lead.contact_id, "slot_id": slot, "scheduled_at": iso(at)}
        return caller.post(agency.url("appointments"), body)

    answers = together(agency, MANY, send)

    checks_out([outcome_of(answer) for answer in answers], capacity)
    won = {answer.body["appointment"]["id"] for answer in answers if answer.status == 201}
    assert {one["id"] for one in at_start(agency, at)} == won
    nobody_is_in_two_places(agency)


@pytest.mark.parametrize("seed", SEEDS)
def test_two_hundred_moves_to_one_start(agency: Agency, seed: int) -> None:
    clear(agency)
    rng = random.Random(seed)
    crowded = agency.add_slot(max_bookings_per_slot=MANY, start_time="06:00", end_time="08:00")
    old = agency.at("06:00")
    ids = [appointment["id"] for appointment in book_all(agency, crowded, old)]
    slot, capacity = random_slot(agency, rng)
    at = agency.at(rng.choice(["09:00", "13:00", "16:00"]))
    order = rng.sample(ids, MANY)

    def send(caller: Caller, number: int) -> Answer:
        body = {"slot_id": slot, "scheduled_at": iso(at)}
        return caller.post(agency.url(f"appointments/{order[number]}/move"), body)

    answers = together(agency, MANY, send)

    checks_out([outcome_of(answer) for answer in answers], capacity)
    moved = {answer.body["appointment"]["id"] for answer in answers if answer.status == 200}
    assert {one["id"] for one in at_start(agency, at)} == moved
    assert {one["id"] for one in at_start(agency, old)} == set(ids) - moved
    nobody_is_in_two_places(agency)


@pytest.mark.parametrize("seed", SEEDS)
def test_two_hundred_through_the_api_and_through_ari(agency: Agency, seed: int) -> None:
    """Half of them are leads who say yes to ARI at this moment; a few say it twice."""
    clear(agency)
    talks = conversations_of(agency)
    rng = random.Random(seed)
    slot, capacity = random_slot(agency, rng)
    at = agency.at("10:00")
    order = rng.sample(range(MANY), MANY)

    def send(caller: Caller, number: int) -> list[Outcome]:
        lead = agency.leads[order[number]]
        if number % 2:
            body = {"contact_id": lead.contact_id, "slot_id": slot, "scheduled_at": iso(at)}
            return [outcome_of(caller.post(agency.url("appointments"), body))]
        times = 2 if number % 20 == 0 else 1
        return [by_ari(agency, talks[lead.contact_id], slot, at) for _ in range(times)]

    outcomes = together(agency, MANY, send)

    checks_out([outcome[0] for outcome in outcomes], capacity)
    # Who has won says it again and hears the same.
    assert all(len({one.code for one in said}) == 1 for said in outcomes if not said[0].code)
    assert len(at_start(agency, at)) == capacity
    nobody_is_in_two_places(agency)


def conversations_of(agency: Agency) -> dict[str, AriConversationId]:
    """Return ARI's conversation with each lead, which their first booking makes."""
    slot = agency.add_slot(max_bookings_per_slot=MANY, start_time="05:00", end_time="06:00")
    made = book_all(agency, slot, agency.at("05:00"))
    clear(agency)
    return {one["contact"]["id"]: AriConversationId(one["ari_conversation_id"]) for one in made}


def by_ari(agency: Agency, talk: AriConversationId, slot: str, at: datetime) -> Outcome:
    write = LeadWrite(way=Way.ARI, workspace_id=agency.workspace, ari_conversation_id=talk)
    try:
        AppointmentRepository(agency.convex).book(slot_id=SlotId(slot), scheduled_at=at, write=write)
    except StartRefusedError as refusal:
        return Outcome(refusal.code, len(refusal.alternatives))
    return Outcome("")
