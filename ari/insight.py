"""What staff see of a lead beside the conversation: what ARI learned of them, where it stands, and why it scored so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ari.domain import Decision, Document, State
from ari.fact_text import fact_text
from ari.inbox import AriRecord, LogRow
from ari.memory import Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFact:
    """One thing known of the lead: `value` in the form of its field, `text` as people read it."""

    name: str
    value: Any
    text: str
    words: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreParts:
    """The last score with its parts and its reasons, as the turn that made it wrote them down."""

    total: int
    temperature: str
    basic: float
    qualification: float
    document: float
    engagement: float
    reasons: tuple[str, ...]
    scored_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """Where ARI stands with a lead.

    `documents` has every document: True, False, or None where it is not known. `pending` was asked last and is not
    answered yet; `declined` the lead refused or does not know.
    """

    state: State
    state_entered_at: datetime | None
    lead_score: int
    temperature: str | None
    score: ScoreParts | None
    facts: tuple[KnownFact, ...]
    documents: Mapping[str, bool | None]
    pending: str | None
    declined: tuple[str, ...]
    language: str
    model: str | None
    handoff_at: datetime | None
    handoff_reason: str | None
    last_ai_message_at: datetime | None


def insight_from(record: AriRecord, log: Iterable[LogRow]) -> Insight:
    """Return what is known; `log` are rows of ARI's log, newest first, of which the latest score is taken."""
    memory = Memory.from_json(record.memory)
    return Insight(
        state=record.state,
        state_entered_at=record.state_entered_at,
        lead_score=record.lead_score,
        temperature=record.temperature,
        score=next((score_in(row) for row in log if "score" in row.metadata), None),
        facts=facts_in(memory),
        documents=documents_in(memory),
        pending=memory.pending,
        declined=tuple(sorted(memory.declined)),
        language=memory.language,
        model=record.model,
        handoff_at=record.handoff_at,
        handoff_reason=record.handoff_reason,
        last_ai_message_at=record.last_ai_message_at,
    )


def facts_in(memory: Memory) -> tuple[KnownFact, ...]:
    """Return the facts as staff read them."""
    return tuple(
        KnownFact(
            name=field.value,
            value=fact.value,
            text=fact_text(field, fact.value),
            words=fact.words,
            source=fact.source.value,
        )
        for field, fact in memory.facts.items()
    )


def documents_in(memory: Memory) -> Mapping[str, bool | None]:
    """Return every document with what is known of it."""
    return {document.value: memory.documents.get(document) for document in Document}


def score_in(row: LogRow) -> ScoreParts:
    """Return the score that a turn wrote into the log."""
    score = row.metadata["score"]
    return ScoreParts(
        total=int(score["total"]),
        temperature=score["temperature"],
        basic=float(score["basic"]),
        qualification=float(score["qualification"]),
        document=float(score["document"]),
        engagement=float(score["engagement"]),
        reasons=tuple(score["reasons"]),
        scored_at=row.created_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedTurn:
    """A decision with what ARI remembers after it, as people read it."""

    decision: Decision
    facts: tuple[KnownFact, ...]
    documents: Mapping[str, bool | None]
    pending: str | None


def decided_turn_from(decision: Decision) -> DecidedTurn:
    """Return the decision as people read it."""
    memory = Memory.from_json(decision.memory)
    return DecidedTurn(
        decision=decision, facts=facts_in(memory), documents=documents_in(memory), pending=memory.pending
    )
