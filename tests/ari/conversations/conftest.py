"""What the tests of conversations share: the deployment behind Django's settings, and a business for each test."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from config.convex.connection import close_client
from tests.ari.conversations.business import SECRET, Business, open_business
from tests.tickets.cast import Cast, Seeder
from tests.tickets.conftest import cast, convex_client, machine, seeder, site

__all__ = ["cast", "convex_client", "machine", "seeder", "site"]


@pytest.fixture
def business(cast: Cast, seeder: Seeder, site: Settings) -> Iterator[Business]:
    site.KAPSO_WEBHOOK_SECRET = SECRET
    site.KAPSO_VERIFY_TOKEN = "token-123"
    yield open_business(cast, seeder)
    close_client()
