"""What an evaluation returns."""

from dataclasses import dataclass, field

GATE = 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many cases were at stake for one thing, and how many were right. `misses` tell the others.

    `gate` is this one's own, where the evaluation's does not fit.
    """

    name: str
    right: int
    total: int
    misses: tuple[str, ...] = ()
    gate: float | None = None

    @property
    def accuracy(self) -> float:
        """Return the share that was right; all of nothing is right."""
        return self.right / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The table of one evaluation. It passes when each of its gated tallies reaches the gate."""

    name: str
    tallies: tuple[Tally, ...]
    gate: float = GATE
    # Tallies that are printed for comparison and gate nothing.
    ungated: tuple[Tally, ...] = field(default=())
    # Lines that are printed below the table.
    notes: tuple[str, ...] = ()

    @property
    def is_passed(self) -> bool:
        """Test if every gated tally reaches the gate."""
        return all(self.passes(tally) for tally in self.tallies)

    def passes(self, tally: Tally) -> bool:
        """Test if a tally reaches its gate."""
        return tally.accuracy >= (self.gate if tally.gate is None else tally.gate)
