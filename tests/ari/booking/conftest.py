"""What the tests of booking share: the deployment behind Django's settings, and an agency for each test."""

import pytest

from tests.ari.api.conftest import company
from tests.ari.booking.agency import Agency, open_agency
from tests.tickets.cast import Cast
from tests.tickets.conftest import cast, convex_client, machine, seeder, site

__all__ = ["cast", "company", "convex_client", "machine", "seeder", "site"]


@pytest.fixture
def agency(cast: Cast) -> Agency:
    return open_agency(cast)
