"""How often the right entry comes first, with and without stems and synonyms."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ari.domain import KnowledgeEntry
from ari.knowledge.entries import EntryIndex
from ari.knowledge.words import Folding
from tests.ari.evaluation.result import Evaluation, Tally

CORPUS = Path(__file__).parent.parent / "corpus"
# Of the questions that came after the synonyms, so many must come out right.
GATE = 0.85
BASE = Path(__file__).parents[3] / "ari" / "demonstration" / "knowledge.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with the key of the entry that answers it; None where the base has no answer."""

    text: str
    entry: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one question fared: `rank` of the right entry, 0 where it was not found, `is_answer` of the first."""

    question: Question
    rank: int
    is_answer: bool


def base_entries() -> tuple[KnowledgeEntry, ...]:
    """Return the demonstration's entries, each with its key as its id."""
    return tuple(
        KnowledgeEntry(id=entry["key"], title=entry["title"], content=entry["content"], category=entry["category"])
        for entry in json.loads(BASE.read_text(encoding="utf-8"))
    )


def questions_of(name: str) -> list[Question]:
    """Read one of the corpora.

    The synonyms were chosen on `knowledge`; `knowledge_unseen` came after, and gave five fillers.
    """
    lines = (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Question(text=row["question"], entry=row["entry"]) for row in map(json.loads, lines)]


def ask_all(questions: Sequence[Question], folding: Folding) -> tuple[Outcome, ...]:
    """Ask the demonstration's base each question, words compared in one way."""
    index = EntryIndex(base_entries(), folding)
    outcomes = []
    for question in questions:
        hits = index.rank(question.text)
        keys = [hit.entry.id for hit in hits]
        rank = keys.index(question.entry) + 1 if question.entry in keys else 0
        outcomes.append(Outcome(question=question, rank=rank, is_answer=bool(hits) and hits[0].is_answer))
    return tuple(outcomes)


def first_of(outcomes: Iterable[Outcome]) -> Tally:
    """Count the answerable questions whose right entry came first."""
    return _tally("first", [one for one in outcomes if one.question.entry], lambda one: one.rank == 1)


def kept_of(outcomes: Iterable[Outcome]) -> Tally:
    """Count, of the right first entries, those that pass the threshold."""
    return _tally("kept", [one for one in outcomes if one.rank == 1], lambda one: one.is_answer)


def refused_of(outcomes: Iterable[Outcome]) -> Tally:
    """Count the questions without an answer that get none."""
    return _tally("refused", [one for one in outcomes if not one.question.entry], lambda one: not one.is_answer)


def mean_reciprocal_rank(outcomes: Iterable[Outcome]) -> float:
    """Return the mean of one over the rank of the right entry, over the answerable questions."""
    ranks = [one.rank for one in outcomes if one.question.entry]
    return sum(1 / rank for rank in ranks if rank) / len(ranks)


def evaluate_knowledge() -> Evaluation:
    """Measure the questions that came after the synonyms; beside them, the same in plain words."""
    ours = ask_all(questions_of("knowledge_unseen"), Folding.BOTH)
    plain = ask_all(questions_of("knowledge_unseen"), Folding.NONE)
    return Evaluation(
        name="knowledge, unseen questions (second: in plain words)",
        tallies=(first_of(ours), kept_of(ours), refused_of(ours)),
        gate=GATE,
        ungated=(first_of(plain), kept_of(plain), refused_of(plain)),
        notes=tuple(_table()),
    )


def _table() -> Iterator[str]:
    """Yield hit@1 and MRR of each way of comparing words."""
    yield f"{'questions':<18}{'words compared':<18}{'hit@1':>8}{'MRR':>8}"
    ways = {"plain": Folding.NONE, "stems": Folding.STEMS, "synonyms": Folding.SYNONYMS, "both": Folding.BOTH}
    for name in ("knowledge", "knowledge_unseen"):
        for label, folding in ways.items():
            outcomes = ask_all(questions_of(name), folding)
            yield f"{name:<18}{label:<18}{first_of(outcomes).accuracy:>8.3f}{mean_reciprocal_rank(outcomes):>8.3f}"


def _tally(name: str, outcomes: Sequence[Outcome], is_right: Callable[[Outcome], bool]) -> Tally:
    wrong = [one.question.text for one in outcomes if not is_right(one)]
    return Tally(name=name, right=len(outcomes) - len(wrong), total=len(outcomes), misses=tuple(wrong))
