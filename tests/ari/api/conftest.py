"""What the tests of the ARI API share: the deployment behind Django's settings, and the cast of the ticket tests."""

import pytest

from tests.ari.api.company import Company, assemble_company
from tests.tickets.cast import Cast
from tests.tickets.conftest import cast, convex_client, machine, seeder, site

__all__ = ["cast", "company", "convex_client", "machine", "seeder", "site"]


@pytest.fixture
def company(cast: Cast, db: None) -> Company:
    """Kopi Nusantara with somebody of every role."""
    return assemble_company(cast)
