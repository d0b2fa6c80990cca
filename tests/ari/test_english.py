from decimal import Decimal

import pytest

from ari.english import HIGH_FROM, SCALES, is_high_english, scale_of


def test_every_scale_has_its_threshold_within_its_bounds() -> None:
    assert set(HIGH_FROM) == set(SCALES)
    assert all(SCALES[scale][0] < threshold < SCALES[scale][1] for scale, threshold in HIGH_FROM.items())


@pytest.mark.parametrize(
    ("test", "score", "scale"),
    [
        ("TOEFL", "5", "TOEFL 2026"), ("TOEFL", "92", "TOEFL iBT"), ("TOEFL", "550", "TOEFL ITP"),
        ("TOEFL", "200", None),
        ("TOEFL", "8", None), ("IELTS", "9", "IELTS"), ("IELTS", "9.5", None), ("GRE", "300", None),
    ],
)  # fmt: skip
def test_a_score_tells_its_scale(test: str, score: str, scale: str | None) -> None:
    assert scale_of(test, Decimal(score)) == scale


@pytest.mark.parametrize("level", ["pemula", "menengah", "CEFR B2", "IELTS 6", "65", "", "TOEFL 200"])
def test_what_is_below_or_no_level_at_all_is_not_high(level: str) -> None:
    assert not is_high_english(level)
