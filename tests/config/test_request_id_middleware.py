"""Every answer has a request id, the caller's where it is plain, and every request has one line in the log."""

import json
import logging
from pathlib import Path

import pytest
from pytest_django import Settings

from config.logs import JsonLineFormatter
from tests.config.api_client import Caller, use_local_identity

pytestmark = pytest.mark.urls("tests.config.api_urls")


@pytest.fixture
def caller(settings: Settings, tmp_path: Path) -> Caller:
    use_local_identity(settings, tmp_path)
    return Caller()


def test_the_caller_s_id_comes_back(caller: Caller) -> None:
    assert caller.get("/api/echo/", X_Request_ID="front-end-7").headers["X-Request-ID"] == "front-end-7"


@pytest.mark.parametrize("proposed", ["", "a b", "x" * 65, "<script>", "é"])
def test_an_id_that_is_not_plain_is_replaced(caller: Caller, proposed: str) -> None:
    given = caller.get("/api/echo/", X_Request_ID=proposed).headers["X-Request-ID"]
    assert given != proposed
    assert len(given) == 16


def test_two_requests_have_two_ids(caller: Caller) -> None:
    assert caller.get("/api/echo/").headers["X-Request-ID"] != caller.get("/api/echo/").headers["X-Request-ID"]


def test_the_line_of_a_request_tells_the_route_and_nothing_about_whom(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[str] = []
    formatter = JsonLineFormatter()

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(formatter.format(record))

    handler = Collect()
    logger = logging.getLogger("config.access")
    logger.addHandler(handler)
    with caplog.at_level(logging.INFO, "config.access"):
        caller.get("/api/echo/secret-id/?search=Sari", X_Request_ID="front-end-7")
        caller.get("/api/unknown/Sari/")
    logger.removeHandler(handler)
    first, second = (json.loads(line) for line in lines)
    assert first.pop("ms") >= 0
    assert first.pop("time").endswith("+00:00")
    assert first == {
        "level": "INFO",
        "logger": "config.access",
        "message": "request served",
        "request_id": "front-end-7",
        "method": "GET",
        "route": "/api/echo/(?P<pk>[^/]{1,100})/?$",
        "status": 200,
        "caller": "user",
    }
    assert (second["route"], second["status"], second["caller"]) == ("none", 404, "other")
    assert not any(word in line for line in lines for word in ("Sari", "secret-id", "user_1"))
