"""How well messages are understood: `tests/ari/corpus/*.jsonl`, each with what a careful reader gets from it.

A row is labelled whole: facts, hints, documents, refusals, intents, topics, moods, urgency and language that it does
not name are not there. An aspect's accuracy counts the rows in which it is at stake: where the label has it, where the
reader found it, and where the row says that it is a trap for it (`about`). Rows in which nobody would look for it do
not count, so that silence earns nothing.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ari.domain import JAKARTA, Field
from ari.understanding import Understanding, understand
from tests.ari.evaluation.result import Evaluation, Tally

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
HELD_OUT = "held_out"
# The moment at which every message of the corpus was written.
NOW = datetime(2026, 3, 10, 10, 0, tzinfo=JAKARTA)
FIELDS = tuple(field.value for field in Field if field is not Field.NOTES)
ASPECTS = (*FIELDS, "hints", "documents", "declined", "intents", "topics", "moods", "urgency", "language")
# Traps that are named by the intent they must not trigger.
_TRAPS = {"human": "intents", "opt_out": "intents", "complaint": "intents", "urgent": "urgency"}
Row = Mapping[str, Any]


def load_corpus() -> dict[str, list[Row]]:
    """Return the rows of each file, by its name."""
    paths = sorted(CORPUS.glob("*.jsonl"))
    return {path.stem: [json.loads(line) for line in path.read_text().splitlines()] for path in paths}


def evaluate_understanding() -> Evaluation:
    """Return the accuracy for each aspect over the whole corpus, and over the held-out part for comparison."""
    corpus = load_corpus()
    rows = [row for part in corpus.values() for row in part]
    return Evaluation(
        name=f"understanding ({len(rows)} messages, {len(corpus[HELD_OUT])} of them held out)",
        tallies=tuple(tally_aspect(aspect, rows) for aspect in ASPECTS),
        ungated=tuple(tally_aspect(aspect, corpus[HELD_OUT]) for aspect in ASPECTS),
    )


def tally_aspect(aspect: str, rows: list[Row]) -> Tally:
    """Return how often the aspect was read as labelled where it was at stake."""
    misses: list[str] = []
    total = 0
    for row in rows:
        expected, found = expected_of(row)[aspect], found_of(row)[aspect]
        if not (expected or found or is_trap(row, aspect)) or (aspect == "language" and expected is None):
            continue
        total += 1
        if expected != found:
            misses.append(f"{row['text']!r} ({row.get('pending') or 'nothing'} asked): {found}, not {expected}")
    return Tally(name=aspect, right=total - len(misses), total=total, misses=tuple(misses))


def expected_of(row: Row) -> dict[str, Any]:
    """Return what the label says of each aspect."""
    facts = row.get("facts", {})
    return {
        **{field: facts.get(field) for field in FIELDS},
        "hints": row.get("hints", {}),
        "documents": row.get("documents", {}),
        "declined": sorted(row.get("declined", [])),
        "intents": sorted(row["intents"]),
        "topics": sorted(row.get("topics", [])),
        "moods": sorted(row.get("moods", [])),
        "urgency": list(_urgency(urgent=row.get("urgent", False), emergency=row.get("emergency", False))),
        "language": row.get("language"),
    }


def found_of(row: Row) -> dict[str, Any]:
    """Return what is read of each aspect."""
    read = read_row(row)
    return {
        **{field: read.facts[Field(field)].value if Field(field) in read.facts else None for field in FIELDS},
        "hints": {field.value: fact.value for field, fact in read.hints.items()},
        "documents": {document.value: has for document, has in read.documents.items()},
        "declined": sorted(read.declined),
        "intents": sorted(intent.value for intent in read.intents),
        "topics": sorted(topic.value for topic in read.topics),
        "moods": sorted(mood.value for mood in read.moods),
        "urgency": list(_urgency(urgent=read.is_urgent, emergency=read.is_emergency)),
        "language": read.language,
    }


def read_row(row: Row) -> Understanding:
    """Return what is understood of a row's message."""
    return understand(row["text"], pending=row.get("pending"), zone=JAKARTA, now=NOW)


def is_trap(row: Row, aspect: str) -> bool:
    """Test if the row is there to see that nothing is read of the aspect."""
    traps = {_TRAPS.get(trap, trap) for trap in row.get("about", [])}
    return aspect in traps or ("all" in traps and aspect in FIELDS)


def _urgency(*, urgent: bool, emergency: bool) -> Iterator[str]:
    if urgent:
        yield "urgent"
    if emergency:
        yield "emergency"
