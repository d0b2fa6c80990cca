"""How ready the lead is, what is to be done with them, and which state that leads to."""

from dataclasses import replace

from ari.domain import Route, Score
from ari.items import BOOKED
from ari.qualification import is_settled, made_progress
from ari.routing import choose_route, handoff_reason
from ari.scoring import score_lead
from ari.state_machine import settle_state
from ari.steps.talk import Talk


def score(talk: Talk) -> None:
    """Score the lead by all that is known now."""
    scored = score_of(talk)
    talk.note("score", total=scored.total, temperature=scored.temperature.value)


def score_of(talk: Talk) -> Score:
    """Return the lead's score, computed at the first call of the turn."""
    if talk.score is None:
        settings, memory = talk.turn.settings, talk.memory
        talk.score = score_lead(
            memory.facts, memory.documents, config=settings.scoring, now=talk.turn.now, zone=settings.zone
        )
    return talk.score


def count_rounds(talk: Talk) -> None:
    """Count the turns in a row that brought nothing: a question without an answer, an answer that cannot be read.

    A greeting or a nod is no such turn, unless the lead had been reminded already of what is pending.
    """
    memory, is_open = talk.memory, not is_settled(talk.memory, talk.memory.pending)
    if made_progress(talk.before, memory) or talk.is_answered or talk.event or talk.is_wish:
        talk.memory = replace(memory, idle_rounds=0)
    elif talk.question or (is_open and (talk.is_attempt or memory.is_reminded)):
        talk.memory = replace(memory, idle_rounds=memory.idle_rounds + 1)


def choose_way(talk: Talk) -> None:
    """Choose the route. At its end a warm lead is offered a human, and handed over only if they want one.

    Who has an appointment is offered no other.
    """
    talk.route = choose_route(talk.memory, score_of(talk))
    is_at_end = talk.route is Route.HANDOFF and handoff_reason(talk.memory) == "warm_limit"
    is_served = talk.route is Route.OFFER_CONSULTATION and BOOKED in talk.memory.asked
    if is_at_end or is_served:
        talk.route = Route.NURTURE
    talk.note("route", route=talk.route.value, idle_rounds=talk.memory.idle_rounds)


def move(talk: Talk) -> None:
    """Step to the state that the route and the event lead to."""
    talk.state = settle_state(talk.turn.state, route=talk.route, event=talk.event)
    talk.note("state", before=talk.turn.state.value, after=talk.state.value)
