"""How the reply ends: by the one question, offer or invitation that the route allows."""

from dataclasses import replace

from ari.domain import Field, Route
from ari.items import COMMUNITY, CONSULTATION, HUMAN, OFFERS
from ari.qualification import MAX_ASKS, is_settled, next_item, next_nurture_item, note_asked
from ari.routing import MAX_NURTURE_TURNS
from ari.speech import (
    AcceptNo,
    Act,
    Answer,
    Ask,
    Clarify,
    DoNotKnow,
    InviteCommunity,
    InviteQuestions,
    Nurture,
    OfferConsultation,
    OfferHuman,
    ReceiveMedia,
    Remind,
    ShowDestinations,
)
from ari.steps.planning import options_of
from ari.steps.talk import Talk

COMMUNITY_TAG = "Community"
# Acts after which the lead has something to read or to do: no further question follows at once.
_CONTENT = (Answer, ShowDestinations, DoNotKnow, ReceiveMedia)


def close(talk: Talk) -> None:
    """End the reply. At most one question stands in it."""
    if any(isinstance(act, DoNotKnow) and act.offers_human for act in talk.acts):
        _ask(talk, HUMAN)
        return
    if any(isinstance(act, ReceiveMedia) and act.asks_for_words for act in talk.acts):
        return
    match talk.route:
        case Route.CONTINUE_QUALIFYING:
            _qualify(talk)
        case Route.OFFER_CONSULTATION:
            _offer(talk)
        case Route.SEND_COMMUNITY:
            _invite(talk)
        case _:
            _nurture(talk)


def remember_speaking(talk: Talk) -> None:
    """Remember that ARI has spoken to this lead, if it has."""
    talk.memory = replace(talk.memory, greeted=talk.memory.greeted or bool(talk.replies))


def _qualify(talk: Talk) -> None:
    """Ask for the next item, or stay with the one that is pending."""
    pending = talk.memory.pending
    if pending is None or pending in OFFERS or is_settled(talk.memory, pending):
        _ask_next(talk)
    elif _is_digression(talk):
        if talk.memory.is_reminded:
            _ask_next(talk)
        else:
            talk.say(Remind(pending))
            talk.memory = replace(talk.memory, is_reminded=True)
    elif talk.memory.asked.get(pending, 0) < MAX_ASKS:
        region = next(iter(options_of(talk.understood.ambiguous, Field.COUNTRY)), None)
        _ask(talk, pending, Clarify(pending, region if pending == Field.COUNTRY else None))
    else:
        _ask_next(talk)


def _is_digression(talk: Talk) -> bool:
    """Test if the burst did not try to answer: it asks, greets, nods, or tells something else."""
    is_telling = bool(talk.understood.facts or talk.understood.documents)
    return bool(talk.question or is_telling or talk.acts or not talk.is_attempt)


def _ask_next(talk: Talk) -> None:
    item = next_item(talk.memory)
    if item is None:
        talk.memory = replace(talk.memory, pending=None)
        talk.say(InviteQuestions())
    else:
        _ask(talk, item, Ask(item, is_again=bool(talk.memory.asked.get(item))))


def _ask(talk: Talk, item: str, *acts: Act) -> None:
    talk.say(*acts)
    talk.memory = replace(note_asked(talk.memory, item), is_reminded=False)


def _offer(talk: Talk) -> None:
    """Offer the consultation once; ask again once where the answer could not be read."""
    asked = talk.memory.asked.get(CONSULTATION, 0)
    if not asked:
        _ask(talk, CONSULTATION, OfferConsultation())
        talk.memory = replace(talk.memory, is_offered=True)
    elif talk.memory.pending == CONSULTATION and asked < MAX_ASKS and not talk.acts:
        _ask(talk, CONSULTATION, Clarify(CONSULTATION))
    elif not talk.acts:
        talk.say(InviteQuestions())


def _nurture(talk: Talk) -> None:
    """Stay useful for some turns, asking what is still worth knowing; then offer a human, once."""
    turns = talk.memory.nurture_turns + 1
    talk.memory = replace(talk.memory, nurture_turns=turns)
    item = next_nurture_item(talk.memory)
    if turns > MAX_NURTURE_TURNS and _may_offer_human(talk):
        _ask(talk, HUMAN, OfferHuman())
    elif any(isinstance(act, AcceptNo) for act in talk.acts):
        return
    elif item is not None and turns <= MAX_NURTURE_TURNS:
        _ask(talk, item, Ask(item))
    elif not any(isinstance(act, _CONTENT) for act in talk.acts):
        talk.say(Nurture() if turns <= MAX_NURTURE_TURNS else InviteQuestions())


def _may_offer_human(talk: Talk) -> bool:
    return HUMAN not in talk.memory.declined and not talk.memory.asked.get(HUMAN)


def _invite(talk: Talk) -> None:
    """Invite to the community once; after that, be there for questions."""
    if talk.memory.asked.get(COMMUNITY):
        if not talk.acts:
            talk.say(InviteQuestions())
        return
    talk.say(InviteCommunity(talk.turn.settings.community_link))
    asked = {**talk.memory.asked, COMMUNITY: 1}
    talk.memory = replace(talk.memory, asked=asked, pending=None)
    talk.add_tags = (*talk.add_tags, COMMUNITY_TAG)
