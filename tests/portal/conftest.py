"""What the portal's tests share: the deployment behind Django's settings, and staff who have logged in."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.config.api_client import new_client
from tests.tickets.conftest import cast, convex_client, machine, seeder, site  # noqa: F401 - fixtures.

LogIn = Callable[..., Client]


@pytest.fixture
def log_in(transactional_db: None) -> LogIn:
    """Return a browser in which an account has logged in. Forged forms pass: `test_failure_pages.py` is about those."""

    def log_in_as(username: str = "rina", *, is_superuser: bool = True, is_staff: bool = True) -> Client:
        account, _created = User.objects.get_or_create(
            username=username, defaults={"is_staff": is_staff, "is_superuser": is_superuser}
        )
        client = new_client()
        client.force_login(account)
        return client

    return log_in_as
