"""Which state a conversation may be in after which, and the state that a turn ends in."""

from collections.abc import Mapping
from enum import StrEnum

from ari.domain import Route, State

TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.GREETING: frozenset({State.QUALIFYING}),
    State.QUALIFYING: frozenset({State.QUALIFYING, State.SCORING}),
    # Back to qualifying when an early offer was declined before everything was asked.
    State.SCORING: frozenset({State.QUALIFYING, State.SCORING, State.BOOKING}),
    State.BOOKING: frozenset({State.SCORING, State.BOOKING, State.PAYMENT, State.SCHEDULING}),
    State.PAYMENT: frozenset({State.PAYMENT, State.SCHEDULING}),
    State.SCHEDULING: frozenset({State.SCORING, State.SCHEDULING}),
    # Out of the last two only a human leads: by closing the conversation or by handing it back.
    State.HANDOFF: frozenset({State.QUALIFYING, State.COMPLETED}),
    State.COMPLETED: frozenset({State.QUALIFYING}),
}

# In these a human has the conversation, or it is over: ARI is silent until it is handed back.
SILENT_STATES = frozenset({State.HANDOFF, State.COMPLETED})


class Event(StrEnum):
    """What happened in a turn, beside what the route says."""

    OFFER_ACCEPTED = "offer_accepted"
    OFFER_DECLINED = "offer_declined"
    PAYMENT_REQUESTED = "payment_requested"
    PAID = "paid"
    BOOKED = "booked"
    BOOKING_ABANDONED = "booking_abandoned"
    HANDED_BACK = "handed_back"
    CLOSED = "closed"


# Where an event leads from the states in which it means something. In all others it changes nothing.
_BY_EVENT: Mapping[tuple[State, Event], State] = {
    (State.BOOKING, Event.OFFER_ACCEPTED): State.SCHEDULING,
    (State.BOOKING, Event.OFFER_DECLINED): State.SCORING,
    (State.BOOKING, Event.PAYMENT_REQUESTED): State.PAYMENT,
    (State.PAYMENT, Event.PAID): State.SCHEDULING,
    # Booked, the lead may still move or cancel in the chat; a human is only told.
    (State.SCHEDULING, Event.BOOKED): State.SCHEDULING,
    (State.SCHEDULING, Event.BOOKING_ABANDONED): State.SCORING,
    (State.HANDOFF, Event.HANDED_BACK): State.QUALIFYING,
    (State.HANDOFF, Event.CLOSED): State.COMPLETED,
    (State.COMPLETED, Event.HANDED_BACK): State.QUALIFYING,
}


def can_transition(start: State, target: State) -> bool:
    """Test if `start` may become `target`. A human can always take over."""
    return target is State.HANDOFF or target in TRANSITIONS[start]


def is_silent(state: State) -> bool:
    """Test if ARI says nothing in this state."""
    return state in SILENT_STATES


def next_state(state: State, *, route: Route, event: Event | None = None) -> State:
    """Return the state one step on: by the event where it means something here, else by the route.

    In handoff and completed no route counts: only an event of a human leads out.
    """
    if event is not None and (state, event) in _BY_EVENT:
        return _BY_EVENT[state, event]
    if is_silent(state):
        return state
    if route is Route.HANDOFF:
        return State.HANDOFF
    return _by_route(state, route)


def settle_state(state: State, *, route: Route, event: Event | None = None) -> State:
    """Return the state that a turn ends in: steps are taken until the route asks for no further one.

    A lead who answered a whole form before the first message goes from greeting to booking in one turn.
    """
    current = next_state(state, route=route, event=event)
    while (following := next_state(current, route=route)) is not current:
        current = following
    return current


def _by_route(state: State, route: Route) -> State:
    match state:
        case State.GREETING:
            return State.QUALIFYING
        case State.QUALIFYING:
            return State.QUALIFYING if route is Route.CONTINUE_QUALIFYING else State.SCORING
        case State.SCORING if route is Route.OFFER_CONSULTATION:
            return State.BOOKING
        case State.SCORING if route is Route.CONTINUE_QUALIFYING:
            return State.QUALIFYING
        case _:
            return state
