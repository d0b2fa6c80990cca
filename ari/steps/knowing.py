"""What the workspace's knowledge says to the lead's question."""

from dataclasses import replace

from ari.domain import Field, Intent
from ari.knowledge.destinations import select_destinations
from ari.knowledge.entries import Hit, find_answers
from ari.knowledge.words import subject_words
from ari.steps.talk import Talk

# How much of a text without a question mark an entry must cover to be taken for a question: "biaya kuliah australia".
_TELLING_COVERAGE = 0.7
_READ_ENTRIES = 3


def look_up_knowledge(talk: Talk) -> None:
    """Find the entries and the universities that answer the question, if the burst asks one."""
    question = talk.question or _unmarked_question(talk)
    if question is None:
        return
    talk.understood = replace(talk.understood, question=question)
    talk.answers = find_answers(question, talk.turn.knowledge, limit=_READ_ENTRIES)
    talk.selection = select_destinations(
        question, talk.turn.destinations, countries=_countries(talk), facts=talk.memory.facts
    )
    talk.note(
        "knowledge",
        question=question,
        entries=[_line(hit) for hit in talk.answers],
        destinations=[one.id for one in talk.shown_destinations],
    )


def _unmarked_question(talk: Talk) -> str | None:
    """Return the text where it asks without saying so, and tells nothing about the lead."""
    understood = talk.understood
    is_telling = understood.facts or understood.documents or understood.declined
    if is_telling or Intent.CONFIRM in understood.intents or len(subject_words(talk.text)) < 2:
        return None
    hits = find_answers(talk.text, talk.turn.knowledge, limit=1)
    return talk.text if hits and hits[0].coverage >= _TELLING_COVERAGE else None


def _countries(talk: Talk) -> list[str]:
    """Return the country that the burst names, whether as a wish or in passing."""
    named = talk.understood.hints.get(Field.COUNTRY) or talk.understood.facts.get(Field.COUNTRY)
    return [str(named.value)] if named else []


def _line(hit: Hit) -> dict[str, object]:
    return {"id": hit.entry.id, "title": hit.entry.title, "coverage": round(hit.coverage, 2)}
