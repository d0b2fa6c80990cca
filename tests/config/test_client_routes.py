"""What the client asks besides functions: HTTP actions, and the version as a sign of life."""

import pytest

from config.convex.client import ConvexClient
from config.convex.errors import RequestError, UnavailableError
from tests.config.stand_in import StandIn, answer, reset


def test_posts_to_an_http_action_and_returns_its_answer_whatever_the_status(
    client: ConvexClient, stand_in: StandIn
) -> None:
    stand_in.plays(answer(503, {"code": "migration_key_missing"}, headers={"Retry-After": "2"}))

    result = client.post_site("/migrate/articles", b'{"records":[]}', bearer="m-key")

    assert (result.status, result.body, result.retry_after_s) == (503, b'{"code": "migration_key_missing"}', 2.0)
    (request,) = stand_in.requests
    assert (request.path, request.body) == ("/migrate/articles", b'{"records":[]}')
    assert request.headers["authorization"] == "Bearer m-key"


def test_sends_no_key_that_would_be_more_than_a_key(client: ConvexClient, stand_in: StandIn) -> None:
    with pytest.raises(ValueError, match="line breaks") as caught:
        client.post_site("/migrate/articles", b"{}", bearer="m-key\r\nX-Admin: 1")

    assert (stand_in.requests, "m-key" in str(caught.value)) == ([], False)


def test_says_that_an_http_action_may_have_run_when_no_answer_came(client: ConvexClient, stand_in: StandIn) -> None:
    stand_in.plays(reset())

    with pytest.raises(UnavailableError) as caught:
        client.post_site("/migrate/articles", b"{}", bearer="m-key")

    assert caught.value.is_outcome_unknown is True
    assert "m-key" not in str(caught.value)


def test_reads_the_version(client: ConvexClient, stand_in: StandIn) -> None:
    stand_in.plays(answer(200, b"embedded 0.1.0\n", content_type="text/plain"))

    assert client.version() == "embedded 0.1.0"
    assert "authorization" not in stand_in.requests[0].headers


def test_refuses_a_version_that_is_a_page(client: ConvexClient, stand_in: StandIn) -> None:
    stand_in.plays(answer(200, b"<html>\n<body>", content_type="text/html"))

    with pytest.raises(RequestError, match="no version of Convex"):
        client.version()
