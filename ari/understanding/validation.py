"""The one form of each field, and what must hold before a value from elsewhere is believed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ari.domain import Fact, FactSource, Field
from ari.understanding import activity, budget, country, email, english_level, name, places, program, timeline
from ari.understanding.reading import Heard, Reading, hear
from ari.understanding.spelling import fold
from ari.understanding.tokens import Kind, read_utterance

MAX_NOTES = 2_000

Reader = Callable[[Heard], Reading | None]
READERS: Mapping[Field, Reader] = {
    Field.NAME: name.read_name,
    Field.EMAIL: email.read_email,
    Field.ENGLISH_LEVEL: english_level.read_english_level,
    Field.BUDGET: budget.read_budget,
    Field.TIMELINE: timeline.read_timeline,
    Field.COUNTRY: country.read_country,
    Field.ACTIVITY: activity.read_activity,
    Field.PROGRAM: program.read_program,
}
_FORMS: Mapping[Field, Callable[[Any], bool]] = {
    Field.NAME: lambda value: isinstance(value, str) and name.is_name(value),
    Field.EMAIL: lambda value: isinstance(value, str) and email.is_email(value),
    Field.ENGLISH_LEVEL: english_level.is_english_level,
    Field.BUDGET: budget.is_budget,
    Field.TIMELINE: timeline.is_timeline,
    Field.COUNTRY: lambda value: isinstance(value, str) and value in places.COUNTRIES,
    Field.ACTIVITY: lambda value: isinstance(value, str) and value in activity.WORDS,
    Field.PROGRAM: program.is_program,
    Field.NOTES: lambda value: isinstance(value, str) and 0 < len(value.strip()) <= MAX_NOTES,
}


def validate_fact(field: Field, value: Any, *, words: str = "", source: FactSource = FactSource.MODEL) -> Fact | None:
    """Return the fact if the value has the one form of its field, else None."""
    return Fact(value=value, words=words, source=source) if _FORMS[field](value) else None


def ground_fact(field: Field, value: Any, *, words: str, message: str, zone: ZoneInfo, now: datetime) -> Fact | None:
    """Return what a model extracted, as a fact of the lowest rank, if the message bears it out; else None.

    The value has the one form of its field; the words stand in the message, whole; and our own reader, asked about
    those words, does not read something else. A name, an address and a score must moreover be written there.
    """
    fact = validate_fact(field, value, words=words)
    if fact is None or not _stands_in(words, message):
        return None
    reading = (
        READERS[field](hear(words, pending=field.value, today=now.astimezone(zone).date()))
        if field in READERS
        else None
    )
    if reading is not None:
        return fact if reading.value == value else None
    return fact if _is_written(field, value, words) else None


def _stands_in(words: str, message: str) -> bool:
    """Test if the words are a run of whole words of the message."""
    wanted = [token.word for token in read_utterance(words).tokens]
    tokens = [token.word for token in read_utterance(message).tokens]
    size = len(wanted)
    return size > 0 and any(tokens[start : start + size] == wanted for start in range(len(tokens) - size + 1))


def _is_written(field: Field, value: Any, words: str) -> bool:
    """Test if a value that our reader does not see in the words is there all the same."""
    match field:
        case Field.NAME | Field.EMAIL:
            return fold(value) in fold(words)
        case Field.NOTES:
            return True
        case Field.PROGRAM:
            return value["level"] is None and _stands_in(value["subject"], words)
        case Field.COUNTRY | Field.ACTIVITY:
            return any(token.kind is Kind.WORD for token in read_utterance(words).words)
        case _:
            # Numbers and months are read by us or not at all.
            return False
