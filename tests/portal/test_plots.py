"""Plots: figures become places."""

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.plots import BASE, WIDTH, Column, ceiling_of, draw_columns, draw_shares


def column(*counts: int) -> Column:
    kinds = ("opened", "closed")
    return Column(
        mark="1 Mar", counts=[(kind, count, f"{count}", "?") for kind, count in zip(kinds, counts, strict=False)]
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), max_size=60))
def test_every_count_but_none_has_a_bar_within_the_plot(counts: list[tuple[int, int]]) -> None:
    plot = draw_columns([column(*pair) for pair in counts], every=7)

    assert len(plot.bars) == sum(count > 0 for pair in counts for count in pair)
    for bar in plot.bars:
        assert 0 <= bar.x < bar.x + bar.width <= WIDTH + 0.01 + len(counts)
        assert 0 <= bar.y <= bar.y + bar.height <= BASE + 0.01
    assert all(0 <= line.y <= BASE for line in plot.lines)


def test_bars_are_as_high_as_they_count() -> None:
    low, high = draw_columns([column(5, 10)], every=1).bars

    assert high.height == 2 * low.height
    assert low.x + low.width < high.x


def test_the_last_day_is_marked_and_each_week_before() -> None:
    plot = draw_columns([column(1, 1) for _day in range(30)], every=7)

    assert len(plot.marks) == 5


def test_the_top_is_a_round_number() -> None:
    assert [ceiling_of(most) for most in (0, 1, 2, 3, 5, 11, 21, 99, 101)] == [2, 2, 2, 4, 6, 20, 40, 100, 200]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 500), min_size=1, max_size=5))
def test_shares_fill_their_bar(counts: list[int]) -> None:
    shares = draw_shares([(str(place), count) for place, count in enumerate(counts)], whole=sum(counts))

    assert abs(sum(share.width for share in shares) - (100 if sum(counts) else 0)) < 0.1
    assert all(left.start + left.width <= right.start + 0.02 for left, right in itertools.pairwise(shares))
