"""What became of rows: written, skipped or failed, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import orjson


class Outcome(StrEnum):
    """Why a row is not in Convex."""

    # A reference does not resolve.
    SKIPPED = "skipped"
    # The row was refused for its own content.
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that is not in Convex."""

    source_id: str
    outcome: Outcome
    reason: str


@dataclass(slots=True)
class BatchOutcome:
    """What became of a batch."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def total(self) -> int:
        """The rows that are accounted for."""
        return self.inserted + self.updated + self.unchanged + len(self.problems)

    def add(self, other: "BatchOutcome") -> None:
        """Count another outcome in."""
        self.inserted += other.inserted
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.problems += other.problems


class AnswerError(Exception):
    """An answer to a batch is not what the import answers, so nothing in it can be believed."""


def read_batch_answer(body: bytes, expected: int) -> BatchOutcome:
    """Return what the deployment says became of a batch of `expected` records.

    Raises:
        AnswerError: it is not of the import's form, or does not account for every record.
    """
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise AnswerError(f"{len(body)} bytes that are not JSON") from None
    match answer:
        case {"inserted": inserted, "updated": updated, "unchanged": unchanged, "skipped": skipped, "failed": failed}:
            outcome = BatchOutcome(_count(inserted), _count(updated), _count(unchanged))
        case _:
            raise AnswerError("JSON without the counts of a batch")
    outcome.problems += _problems(skipped, Outcome.SKIPPED)
    outcome.problems += _problems(failed, Outcome.FAILED)
    if outcome.total != expected:
        raise AnswerError(f"counts of {outcome.total} records for a batch of {expected}")
    return outcome


def _count(value: Any) -> int:
    # A deployment may print an integral number as 5.0.
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0 or value != int(value):
        raise AnswerError("a count that is no number")
    return int(value)


def _problems(entries: Any, outcome: Outcome) -> list[Problem]:
    if not isinstance(entries, list):
        raise AnswerError(f"no list of {outcome} records")
    return [_problem(entry, outcome) for entry in entries]


def _problem(entry: Any, outcome: Outcome) -> Problem:
    match entry:
        case {"id": str(source_id), "reason": str(reason)}:
            return Problem(source_id, outcome, reason[:MAX_REASON])
    raise AnswerError(f"an entry of {outcome} records without id and reason")


MAX_REASON = 500


def strangers_among(problems: Sequence[Problem], ids: set[str]) -> int:
    """Return how many problems are of rows that were not sent."""
    return sum(problem.source_id not in ids for problem in problems)
