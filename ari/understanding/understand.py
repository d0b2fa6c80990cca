"""One message, read by every reader."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from ari.domain import JAKARTA, Document, Fact, FactSource, Field, Intent
from ari.items import OFFERS, document_item
from ari.understanding.country import read_regions
from ari.understanding.documents import read_documents
from ari.understanding.english_level import TESTS
from ari.understanding.intents import read_intents
from ari.understanding.language import read_language
from ari.understanding.outcome import Understanding
from ari.understanding.questions import question_of
from ari.understanding.reading import Heard, Reading, hear
from ari.understanding.refusals import read_refusals
from ari.understanding.trouble import is_emergency, is_urgent, read_moods, read_topics
from ari.understanding.validation import READERS, validate_fact


def understand(
    text: str, *, pending: str | None, zone: ZoneInfo = JAKARTA, now: datetime, language_hint: str = "id"
) -> Understanding:
    """Return what a message says to a listener who last asked for `pending`.

    `now` is aware; `zone` is the workspace's, in which "next year" is meant. `pending` is an item (`ari/items.py`) or
    None. Never raises for any text.
    """
    heard = hear(text, pending=pending, today=now.astimezone(zone).date())
    readings = {field: reading for field, read in READERS.items() if (reading := read(heard)) is not None}
    facts = _facts(readings, is_hint=False)
    documents = _documents(heard, facts)
    refused = _refused(heard, facts, documents)
    if Field.TIMELINE.value in refused and Field.TIMELINE not in facts:
        facts[Field.TIMELINE] = Fact(value="unknown", words=text.strip()[:200])
        refused -= {Field.TIMELINE.value}
    has_answer = bool(facts or documents or refused)
    question = question_of(heard.utterance, heard.asking)
    intents = read_intents(heard, has_answer=has_answer, has_question=question is not None)
    if pending in OFFERS and Intent.DECLINE in intents:
        refused |= {pending}
    return Understanding(
        intents=intents,
        facts=facts,
        hints={field: fact for field, fact in _facts(readings, is_hint=True).items() if field not in facts},
        documents=documents,
        declined=frozenset(refused),
        language=read_language(heard.utterance, language_hint),
        is_urgent=is_urgent(heard.utterance),
        is_emergency=is_emergency(heard),
        moods=read_moods(heard.utterance),
        topics=read_topics(heard),
        question=question,
        ambiguous=_notes(heard, readings),
    )


def _facts(readings: Mapping[Field, Reading], *, is_hint: bool) -> dict[Field, Fact]:
    facts = {
        field: validate_fact(field, reading.value, words=reading.words, source=FactSource.CHAT)
        for field, reading in readings.items()
        if reading.is_hint is is_hint
    }
    return {field: fact for field, fact in facts.items() if fact is not None}


def _documents(heard: Heard, facts: Mapping[Field, Fact]) -> dict[Document, bool]:
    """Return what is said of each paper; who has a test's score has the paper, unless it is said otherwise."""
    documents = read_documents(heard)
    level = facts.get(Field.ENGLISH_LEVEL)
    if level is not None and str(level.value).split(" ")[0] in set(TESTS.values()):
        documents.setdefault(Document.ENGLISH_TEST, True)
    return documents


def _refused(heard: Heard, facts: Mapping[Field, Fact], documents: Mapping[Document, bool]) -> set[str]:
    given = {field.value for field in facts} | {document_item(document) for document in documents}
    return {item for item in read_refusals(heard) if item not in given}


def _notes(heard: Heard, readings: Mapping[Field, Reading]) -> tuple[str, ...]:
    notes = [note for reading in readings.values() for note in reading.notes]
    if Field.COUNTRY not in readings:
        notes += read_regions(heard)
    return tuple(dict.fromkeys(notes))
