"""What a lead of whom certain facts are known would score under other thresholds and weights. Nothing is stored."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ari.domain import Document, Fact, FactSource, Field, Score, ScoringConfig
from ari.scoring import score_lead
from ari.understanding.reading import hear
from ari.understanding.validation import READERS, validate_fact
from config.errors import InvalidInputError

# Nobody says one thing at more length.
MAX_WORDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLead:
    """What is known of a lead: any of it may be missing. `engagement` is 0 to 10, None for the usual."""

    facts: Mapping[Field, Fact]
    documents: Mapping[Document, bool]
    engagement: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The score as it is, and as it would be."""

    current: Score
    preview: Score


def preview_score(
    lead: SampleLead, *, present: ScoringConfig, changes: Mapping[str, int], zone: ZoneInfo, now: datetime
) -> Preview:
    """Score the lead by the present thresholds and weights, and by those with the changes.

    Raises:
        InvalidInputError: with the changes, the whole breaks a rule.
    """
    wanted = replace(present, **changes)
    check_scoring(wanted)

    def score(config: ScoringConfig) -> Score:
        return score_lead(lead.facts, lead.documents, engagement=lead.engagement, config=config, now=now, zone=zone)

    return Preview(current=score(present), preview=score(wanted))


def check_scoring(config: ScoringConfig) -> None:
    """Refuse thresholds and weights that Convex would not store.

    Raises:
        InvalidInputError: hot is not above warm, or the weights do not add up to 100.
    """
    fields: dict[str, list[str]] = {}
    if config.hot_threshold <= config.warm_threshold:
        fields["hot_threshold"] = ["The threshold of hot must be above that of warm."]
    total = sum(weight for name, weight in asdict(config).items() if name.startswith("weight_"))
    if total != 100:
        fields["weights"] = [f"The four weights must add up to 100, they add up to {total}."]
    if fields:
        raise InvalidInputError(fields=fields)


def facts_from(values: Mapping[str, Any], *, zone: ZoneInfo, now: datetime) -> dict[Field, Fact]:
    """Return the facts that the values are: in the one form of their field, or in the words of a lead.

    Raises:
        InvalidInputError: a value is neither.
    """
    facts: dict[Field, Fact] = {}
    problems: dict[str, list[str]] = {}
    for name, value in values.items():
        fact = fact_from(Field(name), value, zone=zone, now=now)
        if fact is None:
            problems[f"facts.{name}"] = ["This cannot be read. Write it as a lead would, or in the form of its field."]
        else:
            facts[Field(name)] = fact
    if problems:
        raise InvalidInputError(fields=problems)
    return facts


def fact_from(field: Field, value: Any, *, zone: ZoneInfo, now: datetime) -> Fact | None:
    """Return the fact that the value is, None where it cannot be read."""
    fact = validate_fact(field, value, source=FactSource.STAFF)
    if fact is not None or field not in READERS or not isinstance(value, str) or len(value) > MAX_WORDS:
        return fact
    reading = READERS[field](hear(value, pending=field.value, today=now.astimezone(zone).date()))
    return None if reading is None else Fact(value=reading.value, words=value, source=FactSource.STAFF)
