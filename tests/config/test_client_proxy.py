"""A hosted deployment is asked through the proxy that the environment names; one on this machine never is."""

from collections.abc import Callable

import pytest

from config.convex.client import ConvexClient
from config.convex.errors import UnavailableError
from config.convex.retries import NO_RETRIES
from tests.config.conftest import KEY
from tests.config.stand_in import StandIn, success

HOSTED = "http://happy-animal-123.convex.invalid"


@pytest.fixture(autouse=True)
def proxy(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", stand_in.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)


def test_a_hosted_deployment_is_asked_through_the_proxy(stand_in: StandIn) -> None:
    stand_in.plays(success(7.0))

    with ConvexClient(HOSTED, deploy_key=KEY) as client:
        assert client.query("tickets:count") == 7

    assert stand_in.paths() == [f"{HOSTED}/api/query"]
    assert stand_in.requests[0].headers["host"] == "happy-animal-123.convex.invalid"


def test_a_host_without_proxy_is_asked_directly(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "convex.invalid")

    with (
        ConvexClient(HOSTED, deploy_key=KEY, retries=NO_RETRIES) as client,
        pytest.raises(UnavailableError, match="Could not resolve"),
    ):
        client.query("tickets:count")

    assert stand_in.paths() == []


def test_a_deployment_on_this_machine_is_behind_no_proxy(
    stand_in: StandIn, connect: Callable[..., ConvexClient]
) -> None:
    stand_in.plays(success(7.0))

    assert connect().query("tickets:count") == 7

    assert stand_in.paths() == ["/api/query"]
