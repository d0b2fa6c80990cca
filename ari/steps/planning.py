"""What the reply says before it comes to its question: greeting, what was understood, the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from ari.domain import Document, Fact, FactSource, Field, Intent
from ari.items import HUMAN
from ari.knowledge.excerpts import excerpt_of
from ari.speech import (
    AcceptNo,
    Acknowledge,
    Answer,
    DoNotKnow,
    Excerpt,
    Greet,
    ReceiveMedia,
    ShowDestinations,
    SmallTalk,
    WelcomeWish,
)
from ari.state_machine import Event
from ari.steps.talk import Talk

# After so long a silence a greeting is answered by a greeting; within it that would be odd.
_NEW_VISIT = timedelta(hours=6)
_THANKS_TEXT = """
    makasih terimakasih terima thanks thank thx tengkyu trims mksh tq nuhun suwun
"""
_THANKS = frozenset(_THANKS_TEXT.split())
# Of the questions without an answer, so many are kept for the human who takes over.
_KEPT_QUESTIONS, _KEPT_LENGTH = 5, 200
# Named on their own, these say too little to be worth repeating from a form.
_PLAIN_FIELDS = frozenset({Field.NAME, Field.EMAIL})


def greet(talk: Talk) -> None:
    """Greet at the first turn, and again where the lead greets after a while."""
    if not talk.before.greeted:
        talk.say(Greet(is_first=True))
    elif talk.understood.intents == {Intent.GREETING} or (
        Intent.GREETING in talk.understood.intents and _is_new_visit(talk)
    ):
        talk.say(Greet(is_first=False))


def acknowledge(talk: Talk) -> None:
    """Repeat what is new: first what the form told, then what the burst did."""
    form = {name: fact for name, fact in _new_facts(talk).items() if fact.source is FactSource.FORM}
    if not talk.before.greeted and form.keys() - _PLAIN_FIELDS:
        told = {name: fact for name, fact in form.items() if name not in _PLAIN_FIELDS}
        talk.say(Acknowledge(facts=told, is_from_form=True))
    chat = {name: fact for name, fact in talk.memory.facts.items() if fact is talk.understood.facts.get(name)}
    documents = _new_documents(talk)
    declined = tuple(sorted(talk.memory.declined - talk.before.declined - {"consultation", HUMAN}))
    if chat or documents or declined:
        is_correction = bool(_new_facts(talk).keys() & chat.keys() & talk.before.facts.keys())
        talk.say(
            Acknowledge(
                facts=chat,
                documents=documents,
                declined=declined,
                is_correction=is_correction,
                alternatives=_other_countries(talk, chat),
            )
        )


def answer(talk: Talk) -> None:
    """Answer the question from the knowledge, or say that it cannot be answered here."""
    if talk.media and not talk.text and not _new_documents(talk):
        talk.say(ReceiveMedia(talk.media[-1]))
    if talk.selection:
        chosen = talk.selection
        talk.say(
            ShowDestinations(
                destinations=chosen.destinations,
                country=chosen.country,
                total=chosen.total,
                is_filtered=chosen.is_filtered,
            )
        )
    elif talk.answers and talk.question:
        entry = talk.answers[0].entry
        talk.say(Answer((Excerpt(entry_id=entry.id, title=entry.title, text=excerpt_of(entry, talk.question)),)))
    elif talk.question:
        open_questions = (*talk.memory.unanswered, " ".join(talk.question.split())[:_KEPT_LENGTH])
        talk.memory = replace(talk.memory, unanswered=open_questions[-_KEPT_QUESTIONS:])
        talk.say(DoNotKnow(offers_human=HUMAN not in talk.memory.declined and not talk.memory.asked.get(HUMAN)))


def answer_in_kind(talk: Talk) -> None:
    """Take a refusal well, and answer a word of thanks where nothing else was said."""
    if talk.event is Event.OFFER_DECLINED:
        talk.say(AcceptNo())
    elif talk.is_wish:
        talk.say(WelcomeWish())
    elif not talk.acts and Intent.SMALLTALK in talk.understood.intents:
        is_thanks = bool(_THANKS & set(talk.text.casefold().replace(",", " ").split()))
        talk.say(SmallTalk(is_thanks=is_thanks))


def _new_facts(talk: Talk) -> dict[Field, Fact]:
    """Return the facts that this turn brought or changed."""
    known = {name: fact.value for name, fact in talk.before.facts.items()}
    return {name: fact for name, fact in talk.memory.facts.items() if known.get(name) != fact.value}


def _other_countries(talk: Talk, facts: Mapping[Field, Fact]) -> tuple[str, ...]:
    """Return the countries that were named beside the one that counts now."""
    named = options_of(talk.understood.ambiguous, Field.COUNTRY)
    country = facts.get(Field.COUNTRY)
    return tuple(one for one in named if country and len(named) > 1 and one != country.value)


def options_of(ambiguous: Sequence[str], name: Field) -> tuple[str, ...]:
    """Return what a field could mean, from the codes of what was ambiguous."""
    codes = (code.partition(":") for code in ambiguous)
    return next((tuple(options.split("|")) for field, _, options in codes if field == name.value), ())


def _new_documents(talk: Talk) -> dict[Document, bool]:
    known = talk.before.documents
    return {document: has for document, has in talk.memory.documents.items() if known.get(document) is not has}


def _is_new_visit(talk: Talk) -> bool:
    history = talk.turn.history
    return not history or talk.turn.now - history[-1].created_at >= _NEW_VISIT
