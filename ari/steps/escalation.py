"""When a human must go on, and giving the conversation to them."""

from dataclasses import replace

from ari.domain import Intent, Route, State
from ari.handoff import write_handoff
from ari.items import CONSULTATION, HUMAN
from ari.routing import MAX_NURTURE_TURNS, handoff_reason
from ari.speech import HandOver
from ari.steps.talk import Talk
from ari.understanding import Mood


def escalate(talk: Talk) -> None:
    """Hand over, and end the turn, where the burst asks for a human or needs one."""
    reason = urgent_reason(talk)
    if reason:
        hand_over(talk, reason)


def escalate_by_route(talk: Talk) -> None:
    """Hand over where the route says so: the talk goes in circles."""
    if talk.route is Route.HANDOFF:
        hand_over(talk, handoff_reason(talk.memory))


def urgent_reason(talk: Talk) -> str | None:
    """Return why a human must go on, whatever else is open; None where ARI may."""
    understood = talk.understood
    if understood.is_emergency:
        return "emergency"
    if understood.topics:
        return "legal"
    if Intent.COMPLAINT in understood.intents:
        return "complaint"
    if Intent.HUMAN in understood.intents:
        return "human_requested"
    if Mood.FRUSTRATED in understood.moods:
        return "frustration"
    if talk.accepted == HUMAN:
        return "warm_limit" if talk.memory.nurture_turns > MAX_NURTURE_TURNS else "human_requested"
    return None


def hand_over(talk: Talk, reason: str) -> None:
    """Give the conversation to a human with one message to the lead, and end the turn."""
    talk.route, talk.state = Route.HANDOFF, State.HANDOFF
    pending = None if talk.memory.pending in {CONSULTATION, HUMAN} else talk.memory.pending
    talk.memory = replace(talk.memory, pending=pending)
    talk.handoff = write_handoff(
        talk.turn, memory=talk.memory, score=talk.score, understood=talk.understood, reason=reason
    )
    talk.acts = [HandOver(reason)]
    talk.note("handoff", reason=reason)
    talk.end()
