from itertools import product

import pytest

from ari.domain import Route, State
from ari.state_machine import SILENT_STATES, TRANSITIONS, Event, can_transition, is_silent, next_state, settle_state

# Written from the issue and the design, not from the table: what may follow what.
ALLOWED = {
    ("greeting", "qualifying"),
    ("qualifying", "qualifying"), ("qualifying", "scoring"),
    ("scoring", "qualifying"), ("scoring", "scoring"), ("scoring", "booking"),
    ("booking", "booking"), ("booking", "scoring"), ("booking", "payment"), ("booking", "scheduling"),
    ("payment", "payment"), ("payment", "scheduling"),
    ("scheduling", "scheduling"), ("scheduling", "scoring"),
    ("handoff", "qualifying"), ("handoff", "completed"),
    ("completed", "qualifying"),
}  # fmt: skip
PAIRS = list(product(State, State))


def test_every_state_has_its_row() -> None:
    assert set(TRANSITIONS) == set(State)


@pytest.mark.parametrize(("start", "target"), PAIRS)
def test_every_pair_is_allowed_or_refused(start: State, target: State) -> None:
    is_allowed = target is State.HANDOFF or (start.value, target.value) in ALLOWED

    assert can_transition(start, target) is is_allowed


@pytest.mark.parametrize("start", State)
def test_a_human_can_always_take_over(start: State) -> None:
    assert can_transition(start, State.HANDOFF)


@pytest.mark.parametrize(("state", "route", "event"), list(product(State, Route, [None, *Event])))
def test_every_step_is_one_that_the_table_allows(state: State, route: Route, event: Event | None) -> None:
    following = next_state(state, route=route, event=event)

    assert following is state or can_transition(state, following)


@pytest.mark.parametrize(("state", "route", "event"), list(product(State, Route, [None, *Event])))
def test_a_turn_settles(state: State, route: Route, event: Event | None) -> None:
    settled = settle_state(state, route=route, event=event)

    assert next_state(settled, route=route) is settled


@pytest.mark.parametrize(("state", "route"), list(product(sorted(SILENT_STATES), Route)))
def test_no_route_leads_out_of_handoff_or_completion(state: State, route: Route) -> None:
    assert next_state(state, route=route) is state


@pytest.mark.parametrize("state", [state for state in State if state not in SILENT_STATES])
def test_the_route_handoff_leads_there_from_anywhere(state: State) -> None:
    assert next_state(state, route=Route.HANDOFF) is State.HANDOFF


@pytest.mark.parametrize("state", sorted(SILENT_STATES))
def test_handed_back_qualifying_goes_on(state: State) -> None:
    assert next_state(state, route=Route.CONTINUE_QUALIFYING, event=Event.HANDED_BACK) is State.QUALIFYING


@pytest.mark.parametrize("state", State)
def test_aris_silence_is_that_of_handoff_and_completion(state: State) -> None:
    assert is_silent(state) is (state in {State.HANDOFF, State.COMPLETED})


@pytest.mark.parametrize(
    ("start", "route", "event", "target"),
    [
        (State.GREETING, Route.CONTINUE_QUALIFYING, None, State.QUALIFYING),
        (State.GREETING, Route.OFFER_CONSULTATION, None, State.BOOKING),
        (State.GREETING, Route.NURTURE, None, State.SCORING),
        (State.QUALIFYING, Route.CONTINUE_QUALIFYING, None, State.QUALIFYING),
        (State.QUALIFYING, Route.SEND_COMMUNITY, None, State.SCORING),
        (State.QUALIFYING, Route.OFFER_CONSULTATION, None, State.BOOKING),
        (State.SCORING, Route.NURTURE, None, State.SCORING),
        (State.SCORING, Route.CONTINUE_QUALIFYING, None, State.QUALIFYING),
        (State.BOOKING, Route.OFFER_CONSULTATION, None, State.BOOKING),
        (State.BOOKING, Route.OFFER_CONSULTATION, Event.OFFER_ACCEPTED, State.SCHEDULING),
        (State.BOOKING, Route.NURTURE, Event.OFFER_DECLINED, State.SCORING),
        (State.BOOKING, Route.CONTINUE_QUALIFYING, Event.OFFER_DECLINED, State.QUALIFYING),
        (State.BOOKING, Route.OFFER_CONSULTATION, Event.PAYMENT_REQUESTED, State.PAYMENT),
        (State.PAYMENT, Route.OFFER_CONSULTATION, Event.PAID, State.SCHEDULING),
        (State.PAYMENT, Route.OFFER_CONSULTATION, None, State.PAYMENT),
        (State.SCHEDULING, Route.NURTURE, None, State.SCHEDULING),
        (State.SCHEDULING, Route.OFFER_CONSULTATION, Event.BOOKED, State.SCHEDULING),
        (State.SCHEDULING, Route.NURTURE, Event.BOOKING_ABANDONED, State.SCORING),
        (State.HANDOFF, Route.NURTURE, Event.CLOSED, State.COMPLETED),
    ],
)
def test_a_turn_ends_where_route_and_event_lead(start: State, route: Route, event: Event | None, target: State) -> None:
    assert settle_state(start, route=route, event=event) is target


def test_an_event_that_means_nothing_in_a_state_changes_nothing() -> None:
    assert next_state(State.QUALIFYING, route=Route.CONTINUE_QUALIFYING, event=Event.PAID) is State.QUALIFYING


def test_every_state_can_be_reached_from_the_greeting() -> None:
    reached, fresh = {State.GREETING}, {State.GREETING}
    while fresh:
        steps = product(fresh, Route, [None, *Event])
        fresh = {next_state(state, route=route, event=event) for state, route, event in steps} - reached
        reached |= fresh

    assert reached == set(State)
