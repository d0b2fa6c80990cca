"""Time zones by their names."""

import logging

import pytest

from ari.domain import JAKARTA
from ari.zones import zone_named


def test_a_zone_is_found_by_its_name() -> None:
    assert zone_named("Asia/Makassar").key == "Asia/Makassar"


@pytest.mark.parametrize("name", ["Asia/Atlantis", "", "../etc/passwd", "\x00"])
def test_a_zone_that_this_machine_has_not_gives_way_to_jakartas(name: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert zone_named(name) is JAKARTA
    assert "Update tzdata" in caplog.text
