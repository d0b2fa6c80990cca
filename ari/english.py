"""How well a lead's English is, whichever test or word tells it."""

from collections.abc import Mapping
from decimal import Decimal

# The least score of each test that counts as IELTS 6.5, which the score calls high English. By the concordances of
# the test makers: TOEFL iBT 79 (ETS), PTE Academic 59 (IELTS partners, 2025), Duolingo 105. A TOEFL result from 310 on
# is on the ITP scale (310 to 677), where CEFR B2 begins at 543; 550 is the threshold that Indonesian universities set
# where they ask for IELTS 6.5. TOEFL results to 6 are on the iBT scale of 2026, where 4.5 stands for iBT 86.
HIGH_FROM: Mapping[str, Decimal] = {
    "IELTS": Decimal("6.5"),
    "TOEFL 2026": Decimal("4.5"),
    "TOEFL iBT": Decimal(79),
    "TOEFL ITP": Decimal(550),
    "Duolingo": Decimal(105),
    "PTE": Decimal(59),
    "TOEIC": Decimal(785),
}
HIGH_CEFR = frozenset({"C1", "C2"})
FLUENT = "mahir"
# What each scale allows: the least and the greatest score.
SCALES: Mapping[str, tuple[Decimal, Decimal]] = {
    "IELTS": (Decimal(1), Decimal(9)),
    "TOEFL 2026": (Decimal(1), Decimal(6)),
    "TOEFL iBT": (Decimal(10), Decimal(120)),
    "TOEFL ITP": (Decimal(310), Decimal(677)),
    "Duolingo": (Decimal(10), Decimal(160)),
    "PTE": (Decimal(10), Decimal(90)),
    "TOEIC": (Decimal(10), Decimal(990)),
}
_TOEFL_SCALES = ("TOEFL 2026", "TOEFL iBT", "TOEFL ITP")


def scale_of(test: str, score: Decimal) -> str | None:
    """Return the scale on which a test's score lies; None when no scale of the test has it."""
    names = _TOEFL_SCALES if test == "TOEFL" else (test,)
    for name in names:
        least, greatest = SCALES.get(name, (Decimal(1), Decimal(0)))
        if least <= score <= greatest:
            return name
    return None


def is_high_english(level: str) -> bool:
    """Test if a level, in the form of `Fact`, is at least that of IELTS 6.5."""
    if level == FLUENT:
        return True
    test, _, score = level.partition(" ")
    if test == "CEFR":
        return score in HIGH_CEFR
    scale = scale_of(test, Decimal(score)) if score else None
    return scale is not None and Decimal(score) >= HIGH_FROM[scale]
