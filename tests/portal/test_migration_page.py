"""The page about what was migrated, from address to HTML, over a real deployment."""

import json
import uuid

import httpx
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from config.launch.deployment import EmbeddedDeployment
from config.launch.processes import find_free_port

PAGE = "/portal/migration/"


@pytest.fixture
def site(settings: Settings, convex: EmbeddedDeployment) -> EmbeddedDeployment:
    """Lead Django to the deployment of the test run."""
    settings.CONVEX_URL, settings.CONVEX_SITE_URL = convex.url, convex.site_url
    settings.CONVEX_DEPLOY_KEY = convex.admin_key
    return convex


def import_workspace(convex: EmbeddedDeployment) -> None:
    """Bring one workspace into the deployment as the migration does."""
    source_id = str(uuid.uuid4())
    times = {"created_at": 1, "updated_at": 1}
    record = {"supabaseId": source_id, "name": "Toko Melati", "slug": source_id, "owner_id": "user_1", **times}
    answer = httpx.post(
        f"{convex.site_url}/migrate/workspaces",
        content=json.dumps({"records": [record]}),
        headers={"Authorization": f"Bearer {convex.migration_key}"},
    )
    assert answer.json()["inserted"] == 1, answer.text


def record_run(convex: EmbeddedDeployment) -> None:
    """Leave a report in the deployment, with one row that failed."""
    table = {"status": "failed", "source": 3, "inserted": 2, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 1}
    table["rows"] = [{"id": "row-7", "reason": "scheduled_at is <infinity>"}]
    report = {"duration_seconds": 1.5, "status": "not reconciled", "tables": {"ari_appointments": table}}
    answer = httpx.post(
        f"{convex.url}/api/mutation",
        json={"path": "migrate:recordRun", "args": {"report": report}},
        headers={"Authorization": f"Convex {convex.admin_key}"},
    )
    assert answer.json()["status"] == "success", answer.text


@pytest.mark.django_db
def test_shows_the_counts_and_the_rows_that_failed(site: EmbeddedDeployment, admin_client: Client) -> None:
    import_workspace(site)
    record_run(site)

    page = admin_client.get(PAGE)

    text = page.content.decode()
    assert page.status_code == 200
    assert "workspaceMembers</li>" in text
    assert "<code>row-7</code> scheduled_at is &lt;infinity&gt;" in text
    assert "not reconciled" in text


@pytest.mark.django_db
def test_says_so_when_convex_does_not_answer(
    site: EmbeddedDeployment, settings: Settings, admin_client: Client
) -> None:
    settings.CONVEX_URL = f"http://127.0.0.1:{find_free_port()}"

    page = admin_client.get(PAGE)

    assert page.status_code == 503
    assert "Nothing is lost" in page.content.decode()


@pytest.mark.django_db
def test_sends_a_stranger_to_the_log_in(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        page = client.get(PAGE)

    assert page.status_code == 302
    assert page.headers["Location"].startswith("/portal/login/")


@pytest.mark.django_db
def test_the_console_leads_to_the_page(site: EmbeddedDeployment, admin_client: Client) -> None:
    page = admin_client.get("/", follow=True)

    assert f'href="{PAGE}"' in page.content.decode()
