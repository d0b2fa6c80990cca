"""How often the right entry comes first, with and without stems and synonyms. `python -m` prints the table."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ari.domain import KnowledgeEntry
from ari.knowledge.entries import EntryIndex
from ari.knowledge.words import Folding

CORPUS = Path(__file__).parent.parent / "corpus"
BASE = Path(__file__).parents[3] / "ari" / "demonstration" / "knowledge.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with the key of the entry that answers it; None where the base has no answer."""

    text: str
    entry: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """`hit` is how often the right entry is first, `mrr` the mean of one over its rank; both over the answerable ones.

    `kept` is how often the right first entry passes the threshold, `refused` how often nothing does for a question
    without an answer.
    """

    hit: float
    mrr: float
    kept: float
    refused: float


def base_entries() -> tuple[KnowledgeEntry, ...]:
    """Return the demonstration's entries, each with its key as its id."""
    return tuple(
        KnowledgeEntry(id=entry["key"], title=entry["title"], content=entry["content"], category=entry["category"])
        for entry in json.loads(BASE.read_text(encoding="utf-8"))
    )


def questions_of(name: str) -> list[Question]:
    """Read one of the corpora: `knowledge` was looked at while the synonyms were chosen, `knowledge_unseen` was not."""
    lines = (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Question(text=row["question"], entry=row["entry"]) for row in map(json.loads, lines)]


def measure(questions: Sequence[Question], folding: Folding) -> Quality:
    """Return the quality of one way of comparing words."""
    index = EntryIndex(base_entries(), folding)
    ranks, kept, refused = [], [], []
    for question in questions:
        hits = index.rank(question.text)
        if question.entry is None:
            refused.append(not any(hit.is_answer for hit in hits))
            continue
        keys = [hit.entry.id for hit in hits]
        ranks.append(keys.index(question.entry) + 1 if question.entry in keys else 0)
        kept += [hits[0].is_answer] if ranks[-1] == 1 else []
    return Quality(
        hit=_mean(rank == 1 for rank in ranks),
        mrr=_mean(1 / rank if rank else 0 for rank in ranks),
        kept=_mean(kept),
        refused=_mean(refused),
    )


def _mean(values: Iterator[float] | Iterator[bool] | Sequence[bool]) -> float:
    numbers = [float(value) for value in values]
    return sum(numbers) / len(numbers) if numbers else 0.0


def report() -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"{'knowledge':<20}{'words':<20}{'hit@1':>8}{'MRR':>8}{'kept':>8}{'refused':>9}"
    ways = {"plain": Folding.NONE, "stems": Folding.STEMS, "synonyms": Folding.SYNONYMS, "both": Folding.BOTH}
    for name in ("knowledge", "knowledge_unseen"):
        for label, folding in ways.items():
            found = measure(questions_of(name), folding)
            yield (f"{name:<20}{label:<20}{found.hit:>8.3f}{found.mrr:>8.3f}{found.kept:>8.3f}{found.refused:>9.3f}")


if __name__ == "__main__":
    sys.stdout.write("\n".join(report()) + "\n")
