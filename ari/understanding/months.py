"""Months and what people call them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari february feb pebruari", "maret march mar", "april apr", "mei may",
            "juni june jun", "juli july jul", "agustus august aug agt agst ags", "september sept sep",
            "oktober october okt oct",            "november nov nopember", "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
# Intakes that are named by a season of the north: the months in which those semesters begin.
SEASONS: Mapping[str, tuple[int, int]] = {
    "fall": (8, 10), "autumn": (8, 10), "spring": (1, 4), "summer": (5, 8), "winter": (1, 3),
}  # fmt: skip
# The semesters of German universities.
SEMESTERS: Mapping[str, tuple[int, int]] = {"winter": (10, 3), "summer": (4, 9)}
# The parts of a year.
PARTS: Mapping[str, tuple[int, int]] = {
    "awal": (1, 4), "early": (1, 4), "beginning": (1, 4), "pertengahan": (5, 8), "tengah": (5, 8), "mid": (5, 8),
    "middle": (5, 8), "mids": (5, 8), "tengahan": (5, 8), "ujung": (9, 12), "awalan": (1, 4), "akhir": (9, 12),
    "late": (9, 12), "end": (9, 12), "penghujung": (9, 12), "q1": (1, 3),
    "q2": (4, 6),    "q3": (7, 9), "q4": (10, 12),
}  # fmt: skip

QUARTERS: Mapping[str, tuple[int, int]] = {
    "pertama": (1, 3), "kedua": (4, 6), "ketiga": (7, 9), "keempat": (10, 12), "1": (1, 3), "2": (4, 6), "3": (7, 9),
    "4": (10, 12), "satu": (1, 3), "dua": (4, 6), "tiga": (7, 9), "empat": (10, 12),
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year."""

    year: int
    number: int

    def plus(self, months: int) -> Self:
        """Return the month so many months later."""
        total = self.year * 12 + self.number - 1 + months
        return type(self)(total // 12, total % 12 + 1)

    def __str__(self) -> str:
        """Return the form of `Fact`, "YYYY-MM"."""
        return f"{self.year:04}-{self.number:02}"


@dataclass(frozen=True, slots=True)
class Span:
    """Months from `first` to `last`, both included; None for an open end."""

    first: Month | None
    last: Month | None

    def to_value(self) -> dict[str, str | None]:
        """Return the form of `Fact`."""
        return {"from": str(self.first) if self.first else None, "to": str(self.last) if self.last else None}


def year_span(year: int, part: tuple[int, int] = (1, 12)) -> Span:
    """Return the months of a year, or of a part of it."""
    return Span(Month(year, part[0]), Month(year, part[1]))
