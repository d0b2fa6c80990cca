"""What the portal's tests share: the deployment behind Django's settings, and staff who have logged in."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.tickets.conftest import cast, convex_client, machine, seeder, site  # noqa: F401 - fixtures.

LogIn = Callable[..., Client]


@pytest.fixture
def log_in(transactional_db: None) -> LogIn:
    """Return a browser in which an account has logged in. Its forms are checked for forgery as in the real one."""

    def log_in_as(username: str = "rina", *, is_superuser: bool = True, is_staff: bool = True) -> Client:
        account, _created = User.objects.get_or_create(
            username=username, defaults={"is_staff": is_staff, "is_superuser": is_superuser}
        )
        client = Client(raise_request_exception=False)
        client.force_login(account)
        return client

    return log_in_as
