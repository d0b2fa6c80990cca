"""How the leads of a workspace would move between hot, warm and cold by other thresholds and weights. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ari.domain import Score, ScoringConfig, Temperature
from ari.inbox import KnownLead
from ari.memory import Memory
from ari.scoring import score_lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A lead scored by the present config and by the wanted one."""

    lead: KnownLead
    before: Score
    after: Score

    @property
    def is_moved(self) -> bool:
        """Whether the lead would be warmer or colder."""
        return self.before.temperature is not self.after.temperature


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """All leads of whom something is known, those that would move first; of `unknown` ones nothing is."""

    moves: tuple[Move, ...]
    unknown: int

    @property
    def before(self) -> Mapping[Temperature, int]:
        """How many are in each temperature now."""
        return Counter(move.before.temperature for move in self.moves)

    @property
    def after(self) -> Mapping[Temperature, int]:
        """How many would be."""
        return Counter(move.after.temperature for move in self.moves)

    @property
    def moved(self) -> tuple[Move, ...]:
        """Those that would be warmer or colder, the greatest change first."""
        moved = [move for move in self.moves if move.is_moved]
        return tuple(sorted(moved, key=lambda move: -abs(move.after.total - move.before.total)))


def compare_scorings(
    leads: Sequence[KnownLead], *, present: ScoringConfig, wanted: ScoringConfig, zone: ZoneInfo, now: datetime
) -> Moves:
    """Score each lead by both configs. Both scores come from the same memory, so only the config tells them apart."""
    moves: list[Move] = []
    for lead in leads:
        memory = Memory.from_json(lead.memory)
        if not memory.facts and not memory.documents:
            continue
        before, after = (
            score_lead(memory.facts, memory.documents, config=config, now=now, zone=zone)
            for config in (present, wanted)
        )
        moves.append(Move(lead=lead, before=before, after=after))
    return Moves(moves=tuple(moves), unknown=len(leads) - len(moves))
