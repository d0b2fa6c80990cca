"""What was understood of a message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ari.domain import Document, Fact, Field, Intent


class Mood(StrEnum):
    """How the lead feels, where it shows."""

    FRUSTRATED = "frustrated"


class Topic(StrEnum):
    """What a human must deal with."""

    VISA_TROUBLE = "visa_trouble"
    LEGAL = "legal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What a message says.

    `hints` are facts that a question or a supposition lets one guess: they fill what is not known and replace nothing.
    `declined` are items that the lead refuses to give or does not know; `consultation` among them when an offer was
    refused. `question` is the part that asks, as it was written. `ambiguous` holds codes of what could be read in more
    than one way, such as `country:United Kingdom|Australia`: worth reading back to the lead.
    """

    intents: frozenset[Intent]
    facts: Mapping[Field, Fact] = field(default_factory=dict)
    hints: Mapping[Field, Fact] = field(default_factory=dict)
    documents: Mapping[Document, bool] = field(default_factory=dict)
    declined: frozenset[str] = frozenset()
    language: str = "id"
    is_urgent: bool = False
    is_emergency: bool = False
    moods: frozenset[Mood] = frozenset()
    topics: frozenset[Topic] = frozenset()
    question: str | None = None
    ambiguous: tuple[str, ...] = ()
