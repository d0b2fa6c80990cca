"""When a human must go on, and giving the conversation to them."""

from dataclasses import replace

from ari.booking_dialogue import Appointment
from ari.domain import Intent, Route, State
from ari.handoff import write_handoff
from ari.items import HUMAN, OFFERS
from ari.routing import MAX_NURTURE_TURNS, handoff_reason
from ari.speech import HandOver
from ari.steps.offers import names_time
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
    if Intent.HUMAN in understood.intents and not _is_choosing_time(talk):
        return "human_requested"
    if Mood.FRUSTRATED in understood.moods:
        return "frustration"
    if talk.accepted == HUMAN:
        return "warm_limit" if talk.memory.nurture_turns > MAX_NURTURE_TURNS else "human_requested"
    return None


def _is_choosing_time(talk: Talk) -> bool:
    """Test if the burst names a time while one is agreed: "besok jam 10 sama konsultannya" asks for no other human."""
    return talk.turn.state is State.SCHEDULING and names_time(talk.text)


def hand_over(talk: Talk, reason: str) -> None:
    """Give the conversation to a human with one message to the lead, and end the turn."""
    talk.acts = [HandOver(reason)]
    give_to_human(talk, reason)
    talk.end()


def give_to_human(talk: Talk, reason: str, *, appointment: Appointment | None = None) -> None:
    """Give the conversation to a human; what the lead reads of it is said already."""
    talk.route, talk.state = Route.HANDOFF, State.HANDOFF
    if talk.memory.pending in OFFERS:
        talk.memory = replace(talk.memory, pending=None)
    talk.handoff = write_handoff(
        talk.turn,
        memory=talk.memory,
        score=talk.score,
        understood=talk.understood,
        reason=reason,
        appointment=appointment,
    )
    talk.note("handoff", reason=reason)
