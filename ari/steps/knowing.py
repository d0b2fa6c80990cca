"""What the workspace's knowledge says to the lead's question."""

from dataclasses import replace

from ari.domain import Intent
from ari.knowledge.countries import countries_in
from ari.knowledge.destinations import select_destinations
from ari.knowledge.entries import Hit, find_answers
from ari.knowledge.words import subject_words
from ari.steps.talk import Talk

# How much of a text without a question mark an entry must cover to be taken for a question: "biaya kuliah australia".
_TELLING_COVERAGE = 0.7
_READ_ENTRIES = 3


def look_up_knowledge(talk: Talk) -> None:
    """Find the entries and the universities that answer the question, if the burst asks one."""
    question = _telling_question(talk) or _unmarked_question(talk)
    talk.understood = replace(talk.understood, question=question)
    if question is None:
        return
    talk.answers = find_answers(question, talk.turn.knowledge, limit=_READ_ENTRIES)
    talk.selection = select_destinations(
        question, talk.turn.destinations, countries=countries_in(question), facts=talk.memory.facts
    )
    talk.note(
        "knowledge",
        question=question,
        entries=[_line(hit) for hit in talk.answers],
        destinations=[one.id for one in talk.shown_destinations],
    )


def _telling_question(talk: Talk) -> str | None:
    """Return the question where it is about something: "halo?" and a wish for a consultation are not."""
    question = talk.understood.question
    is_about = question is not None and bool(subject_words(question)) and not (talk.is_wish or talk.accepted)
    return question if is_about else None


def _unmarked_question(talk: Talk) -> str | None:
    """Return the text where it asks without saying so, and tells nothing about the lead."""
    understood = talk.understood
    is_telling = talk.is_wish or understood.facts or understood.documents or understood.declined
    if is_telling or Intent.CONFIRM in understood.intents or len(subject_words(talk.text)) < 2:
        return None
    hits = find_answers(talk.text, talk.turn.knowledge, limit=1)
    return talk.text if hits and hits[0].coverage >= _TELLING_COVERAGE else None


def _line(hit: Hit) -> dict[str, object]:
    return {"id": hit.entry.id, "title": hit.entry.title, "coverage": round(hit.coverage, 2)}
