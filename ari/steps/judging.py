"""How ready the lead is, what is to be done with them, and which state that leads to."""

from dataclasses import replace

from ari.domain import Intent, Route
from ari.items import CONSULTATION, HUMAN
from ari.qualification import is_settled, made_progress
from ari.routing import choose_route, handoff_reason
from ari.scoring import score_lead
from ari.state_machine import Event, settle_state
from ari.steps.talk import Talk


def score(talk: Talk) -> None:
    """Score the lead by all that is known now."""
    settings = talk.turn.settings
    talk.score = score_lead(
        talk.memory.facts, talk.memory.documents, config=settings.scoring, now=talk.turn.now, zone=settings.zone
    )
    talk.note("score", total=talk.score.total, temperature=talk.score.temperature.value)


def hear_offers(talk: Talk) -> None:
    """Take the answer to an offer that is pending. A lead who asks for the consultation accepts it too."""
    offer = talk.before.pending
    if offer not in {CONSULTATION, HUMAN}:
        return
    if Intent.DECLINE in talk.understood.intents or offer in talk.understood.declined:
        talk.memory = replace(talk.memory, declined=talk.memory.declined | {offer}, pending=None)
        talk.event = Event.OFFER_DECLINED if offer == CONSULTATION else None
    elif Intent.CONFIRM in talk.understood.intents:
        talk.memory = replace(talk.memory, pending=None)
        talk.event = Event.OFFER_ACCEPTED


def count_rounds(talk: Talk) -> None:
    """Count the turns in a row that brought nothing: nothing learned, nothing answered, nothing decided."""
    if made_progress(talk.before, talk.memory) or talk.is_answered or talk.event:
        talk.memory = replace(talk.memory, idle_rounds=0)
    elif talk.question or not is_settled(talk.memory, talk.memory.pending):
        talk.memory = replace(talk.memory, idle_rounds=talk.memory.idle_rounds + 1)


def choose_way(talk: Talk) -> None:
    """Choose the route. At its end a warm lead is offered a human, and handed over only if they want one."""
    assert talk.score is not None  # noqa: S101 — the step before has set it.
    talk.route = choose_route(talk.memory, talk.score)
    if talk.route is Route.HANDOFF and handoff_reason(talk.memory) == "warm_limit":
        talk.route = Route.NURTURE
    talk.note("route", route=talk.route.value, idle_rounds=talk.memory.idle_rounds)


def move(talk: Talk) -> None:
    """Step to the state that the route and the event lead to."""
    talk.state = settle_state(talk.turn.state, route=talk.route, event=talk.event)
    talk.note("state", before=talk.turn.state.value, after=talk.state.value)
