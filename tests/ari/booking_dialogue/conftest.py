"""What the tests of the booking dialogue share."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.ari.booking_dialogue.business import Business, Lead


@pytest.fixture
def in_zone() -> Callable[[str], Lead]:
    """Return how to get a lead of a business in another zone, on the same Monday morning."""

    def of(zone: str) -> Lead:
        place = ZoneInfo(zone)
        return Lead(business=Business(zone=place, now=datetime(2026, 11, 30, 9, 30, tzinfo=place)))

    return of
