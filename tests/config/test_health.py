"""The two pages that a load balancer asks."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from config import health
from config.convex.connection import close_client
from config.health import Readiness
from config.launch.deployment import EmbeddedDeployment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_found_out_yet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What was found out in another test is not an answer in this one."""
    monkeypatch.setattr(health, "readiness", Readiness())
    yield
    close_client()


def test_the_process_is_healthy_whatever_convex_does(settings: Settings) -> None:
    settings.CONVEX_URL = "http://127.0.0.1:9"
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer.headers["Cache-Control"]


def test_ready_means_that_convex_answers_with_our_functions(settings: Settings, convex: EmbeddedDeployment) -> None:
    for name, value in convex.environment().items():
        setattr(settings, name, value)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_not_ready_while_convex_is_down(settings: Settings) -> None:
    settings.CONVEX_URL, settings.CONVEX_DEPLOY_KEY = "http://127.0.0.1:9", "key"
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "not_ready", "problems": {"convex": "convex_unavailable"}},
    )


def test_not_ready_with_a_wrong_deploy_key(settings: Settings, convex: EmbeddedDeployment) -> None:
    for name, value in {**convex.environment(), "CONVEX_DEPLOY_KEY": "embedded|wrong"}.items():
        setattr(settings, name, value)
    answer = Client().get("/readyz")
    assert answer.json()["problems"] == {"convex": "convex_request_refused"}


def test_many_who_ask_cost_one_question(settings: Settings) -> None:
    settings.CONVEX_URL, settings.CONVEX_DEPLOY_KEY = "http://127.0.0.1:9", "key"
    asked = Readiness()
    first = asked.problems()
    assert all(asked.problems() is first for _ in range(20))


def test_only_reading_is_answered() -> None:
    assert Client().post("/healthz").status_code == 405
