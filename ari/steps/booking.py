"""The consultation: accepted, its time is agreed by the booking dialogue, or where there is no Calendar by a human."""

from dataclasses import replace

from ari.booking_dialogue import BookingStep, Outcome, continue_booking
from ari.domain import Route, State
from ari.items import BOOKED, CONSULTATION
from ari.speech import DoNotKnow, Verbatim
from ari.state_machine import Event, next_state, settle_state
from ari.steps.escalation import give_to_human, hand_over
from ari.steps.planning import answer
from ari.steps.talk import Talk

_AGREEING = frozenset({State.SCHEDULING, State.PAYMENT})


def arrange_consultation(talk: Talk) -> None:
    """Go on with the consultation that the lead accepted, and end the turn, unless it is about something else.

    The dialogue words its own replies, and only it may say that something was booked: it has the Calendar's receipt.
    """
    is_agreeing = talk.accepted == CONSULTATION or talk.turn.state in _AGREEING
    if talk.ports.calendar is None:
        if is_agreeing:
            hand_over(talk, "hot_lead")
        return
    if not is_agreeing and not talk.memory.booking and BOOKED not in talk.memory.asked:
        return
    step = continue_booking(
        talk.memory.booking,
        talk.text,
        now=talk.turn.now,
        zone=talk.turn.settings.zone,
        calendar=talk.ports.calendar,
        language=talk.memory.language,
    )
    talk.note("booking", outcome=step.outcome.value, is_aside=step.is_aside)
    talk.memory = replace(talk.memory, booking=step.state)
    if step.replies:
        _take_step(talk, step)


def _take_step(talk: Talk, step: BookingStep) -> None:
    """Say what the dialogue says, move to where it leads, and end the turn."""
    if step.is_aside and talk.question:
        answer(talk)
        talk.acts = [DoNotKnow(offers_human=False) if isinstance(act, DoNotKnow) else act for act in talk.acts]
    talk.say(*(Verbatim(reply) for reply in step.replies))
    talk.memory = replace(talk.memory, pending=None, idle_rounds=0)
    match step.outcome:
        case Outcome.BOOKED if step.receipt:
            _mark_booked(talk, is_booked=True)
            give_to_human(talk, "booked", appointment=step.receipt.appointment)
        case Outcome.HANDOFF:
            give_to_human(talk, "hot_lead")
        case Outcome.CANCELLED:
            _mark_booked(talk, is_booked=False)
            _leave(talk)
        case Outcome.DECLINED:
            _leave(talk)
        case Outcome.MOVED:
            talk.route = Route.OFFER_CONSULTATION
        case _:
            talk.route, talk.state = Route.OFFER_CONSULTATION, scheduling_from(talk.turn.state)
    talk.note("state", before=talk.turn.state.value, after=talk.state.value)
    talk.end()


def _leave(talk: Talk) -> None:
    """Leave the talk about a time; a consultation that was turned down is not offered again."""
    if BOOKED not in talk.memory.asked:
        talk.memory = replace(talk.memory, declined=talk.memory.declined | {CONSULTATION})
    talk.route = Route.NURTURE
    talk.state = next_state(talk.turn.state, route=Route.NURTURE, event=Event.BOOKING_ABANDONED)


def _mark_booked(talk: Talk, *, is_booked: bool) -> None:
    others = {item: count for item, count in talk.memory.asked.items() if item != BOOKED}
    talk.memory = replace(talk.memory, asked=others | ({BOOKED: 1} if is_booked else {}))


def scheduling_from(state: State) -> State:
    """Return scheduling, by the steps that lead there from a state in which a lead may accept."""
    if state in _AGREEING:
        return State.SCHEDULING
    return next_state(
        settle_state(state, route=Route.OFFER_CONSULTATION),
        route=Route.OFFER_CONSULTATION,
        event=Event.OFFER_ACCEPTED,
    )
