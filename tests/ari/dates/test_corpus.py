"""The corpus of days and times: the gates of `make eval`, whatever the zone of the contact and of the machine."""

import time
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from tests.ari.evaluation.dates import Row, evaluate_dates, judge, load_rows

ROWS = load_rows()
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


@pytest.fixture(params=["UTC", "Asia/Jakarta", "America/New_York"])
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run a test on a machine of each zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def misread(rows: list[Row]) -> list[str]:
    return [
        f"{row.text!r} at {row.base}: {judge(row).found}, not {row.reading}" for row in rows if not judge(row).is_right
    ]


def test_the_corpus_is_read_as_labelled_on_a_machine_of_any_zone(machine_zone: str) -> None:
    assert misread(ROWS) == []


def test_the_corpus_has_five_hundred_texts_in_three_zones_and_two_hundred_held_out() -> None:
    assert len({(row.text, row.base) for row in ROWS}) >= 500
    assert {row.zone.key for row in ROWS} == set(ZONES)
    assert sum(row.file.startswith("held_out") for row in ROWS) >= 200


def test_the_same_wall_clock_in_another_zone_reads_the_same() -> None:
    plain = [row for row in ROWS if row.category != "zone" and "wi" not in row.text.lower()]
    moved = [replace(row, base=row.base.replace(tzinfo=ZoneInfo(zone))) for row in plain for zone in ZONES]
    assert misread(moved) == []


def test_the_evaluation_passes_its_gates() -> None:
    assert evaluate_dates().is_passed
