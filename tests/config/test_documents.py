"""Moments of Convex, which counts milliseconds, and back."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from config.convex.documents import moment_from_ms, moment_or_none, ms_from_moment, present


@given(st.integers(min_value=-2_208_988_800_000, max_value=4_102_444_800_000))
def test_a_moment_comes_back_as_the_milliseconds_it_was(ms: int) -> None:
    assert ms_from_moment(moment_from_ms(ms)) == ms


def test_the_zone_of_a_moment_does_not_matter() -> None:
    jakarta = timezone(timedelta(hours=7))

    assert ms_from_moment(datetime(2026, 3, 1, 7, tzinfo=jakarta)) == ms_from_moment(datetime(2026, 3, 1, tzinfo=UTC))


def test_what_is_absent_stays_absent() -> None:
    assert moment_or_none({}, "closed_at") is None
    assert present({"cursor": None, "limit": 0}) == {"limit": 0}
