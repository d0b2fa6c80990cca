"""What the ticket tests share: the deployment behind Django's settings, and a cast of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from config.convex.client import ConvexClient
from config.launch.deployment import EmbeddedDeployment
from tests.config.api_client import use_local_identity
from tests.tickets.cast import Cast, Seeder, assemble_cast


@pytest.fixture(scope="session")
def convex_client(convex: EmbeddedDeployment) -> Iterator[ConvexClient]:
    """A client of the deployment, beside the one that Django uses."""
    with ConvexClient(convex.url, deploy_key=convex.admin_key, site_url=convex.site_url) as client:
        yield client


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the machine's signing key lies. All tests share it: to load a key takes longer than most of them."""
    return tmp_path_factory.mktemp("machine")


@pytest.fixture
def site(convex: EmbeddedDeployment, settings: Settings, machine: Path) -> Settings:
    """The site on a machine without Clerk, over the deployment, without limits on requests."""
    if not (machine / "signing_key.pem").exists():
        use_local_identity(settings, machine)
    settings.CLERK_ISSUER = ""
    settings.LOCAL_SIGNING_KEY = machine / "signing_key.pem"
    settings.SHARED_STATE_PATH = machine / "shared_state.sqlite3"
    for name, value in convex.environment().items():
        setattr(settings, name, value)
    settings.API_READS_PER_MINUTE = settings.API_WRITES_PER_MINUTE = settings.API_STRANGER_REQUESTS_PER_MINUTE = 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "my21staff <noreply@my21staff.example>"
    settings.FRONT_END_URL = "https://app.example.com"
    return settings


@pytest.fixture
def seeder(convex: EmbeddedDeployment, convex_client: ConvexClient, site: Settings) -> Seeder:
    return Seeder(convex, convex_client)


@pytest.fixture
def cast(seeder: Seeder) -> Iterator[Cast]:
    """People of the test's own. Those of the hub leave it afterwards, or each ticket would be mailed to all before."""
    cast = assemble_cast(seeder)
    yield cast
    seeder.delete_users(cast.hub_admin.user_id, cast.hub_member.user_id)
