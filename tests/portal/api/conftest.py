"""What the tests of the portal API share: the deployment behind Django's settings, the cast, and staff accounts."""

import pytest

from tests.portal.api.staff import Staff
from tests.tickets.cast import Cast
from tests.tickets.conftest import cast, convex_client, machine, seeder, site  # noqa: F401 - fixtures.


@pytest.fixture
def superuser(cast: Cast, db: None) -> Staff:  # noqa: F811 - the fixture of that name.
    return Staff(cast.seeder.convex, is_superuser=True)


@pytest.fixture
def acting(cast: Cast, db: None) -> Staff:  # noqa: F811 - as above.
    """A staff account that may act in Kopi."""
    account = Staff(cast.seeder.convex)
    account.grant(cast.workspace, can_act=True)
    return account


@pytest.fixture
def seeing(cast: Cast, db: None) -> Staff:  # noqa: F811 - as above.
    """A staff account that may see Kopi."""
    account = Staff(cast.seeder.convex)
    account.grant(cast.workspace, can_act=False)
    return account
