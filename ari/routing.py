"""Where a lead goes next, and what their status in the CRM becomes."""

from collections.abc import Mapping

from ari.domain import Contact, Field, Route, Score, Temperature
from ari.items import CONSULTATION
from ari.memory import Memory
from ari.qualification import has_all_documents, is_ready
from ari.scoring import has_high_english

# A warm lead is nurtured for so many turns; then a human is offered.
MAX_NURTURE_TURNS = 5
# After so many turns in a row in which nothing was learned and nothing answered, a human takes over.
MAX_IDLE_ROUNDS = 3
# With this score, fluent English and every document, a consultation is offered before all else was asked.
FAST_TRACK_SCORE = 85

STATUS_OF: Mapping[Temperature, str] = {
    Temperature.HOT: "hot_lead",
    Temperature.WARM: "prospect",
    Temperature.COLD: "cold_lead",
}
# How far along a status is, in both vocabularies that the data has.
_STATUS_RANKS: Mapping[str, int] = {
    "": 0, "new": 0, "cold": 1, "cold_lead": 1, "warm": 2, "prospect": 2, "hot": 3, "hot_lead": 3,
}  # fmt: skip
# Beyond what a score can tell: these, and any word that is not known here, only a human changes.


def choose_route(memory: Memory, score: Score) -> Route:
    """Return what is to be done with the lead.

    A consultation that was declined is not offered again: the lead is nurtured instead.
    """
    if memory.idle_rounds >= MAX_IDLE_ROUNDS:
        return Route.HANDOFF
    if _is_fast_track(memory, score) and CONSULTATION not in memory.declined:
        return Route.OFFER_CONSULTATION
    if not is_ready(memory):
        return Route.CONTINUE_QUALIFYING
    match score.temperature:
        case Temperature.HOT if CONSULTATION not in memory.declined:
            return Route.OFFER_CONSULTATION
        case Temperature.COLD:
            return Route.SEND_COMMUNITY
        case _:
            return Route.NURTURE if memory.nurture_turns < MAX_NURTURE_TURNS else Route.HANDOFF


def handoff_reason(memory: Memory) -> str:
    """Return the code of the reason why `choose_route` said handoff."""
    return "no_progress" if memory.idle_rounds >= MAX_IDLE_ROUNDS else "warm_limit"


def choose_lead_status(contact: Contact, temperature: Temperature) -> str | None:
    """Return the status that the lead's contact gets, or None to leave it.

    A status that a human set is never lowered; one beyond the funnel (client, student, alumni, lost, …) is left alone.
    """
    current, wanted = _STATUS_RANKS.get(contact.lead_status), STATUS_OF[temperature]
    if current is None or contact.lead_status == wanted:
        return None
    if contact.is_status_human and _STATUS_RANKS[wanted] <= current:
        return None
    return wanted


def _is_fast_track(memory: Memory, score: Score) -> bool:
    is_fluent = Field.ENGLISH_LEVEL in memory.facts and has_high_english(memory.facts)
    return score.total >= FAST_TRACK_SCORE and is_fluent and has_all_documents(memory)
