"""The client, and the official Python client, against the real embedded deployment with the project's functions."""

import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from convex.http_client import ConvexHttpClient

from config.convex.client import ConvexClient
from config.convex.errors import FunctionError, RequestError
from config.convex.values import Int64
from config.launch.deployment import EmbeddedDeployment

# One of each thing that changes on the way through JSON, JavaScript and the store.
VALUES: dict[str, Any] = {
    "int64": Int64(2**62),
    "bytes": b"\x00\xff",
    "infinity": float("inf"),
    "minus_zero": -0.0,
    "fraction": 1.25,
    "whole": 1_700_000_000_000,
    "null": None,
    "text": "😀 é",
    "list": [1, [Int64(1)], {"": "empty name"}],
}


def report(author: str) -> Any:
    """Return a report of a run as anybody may record one."""
    return {"by": author, "whole": 5, "fraction": 1.5}


@pytest.fixture
def client(convex: EmbeddedDeployment) -> Iterator[ConvexClient]:
    with ConvexClient(convex.url, deploy_key=convex.admin_key, site_url=convex.site_url) as client:
        yield client


def test_the_deployment_tells_its_version(client: ConvexClient) -> None:
    assert client.version()


def test_a_query_answers(client: ConvexClient) -> None:
    described = client.query("migrate:describe")

    assert described["schema_version"] == 1
    assert type(described["schema_version"]) is int
    assert len(described["tables"]) == 25


def test_values_come_back_as_they_were_stored(client: ConvexClient) -> None:
    marker = uuid.uuid4().hex
    run_id = client.mutation("migrate:recordRun", {"report": {"marker": marker, "values": VALUES}})

    runs = client.query("migrate:listRuns", {"limit": 10})

    (run,) = [run for run in runs if run["_id"] == run_id]
    assert run["report"]["values"] == VALUES
    assert type(run["report"]["values"]["int64"]) is Int64
    assert str(run["report"]["values"]["minus_zero"]) == "-0.0"


@pytest.mark.parametrize(
    ("function", "args", "code"),
    [
        ("migrate:noSuchFunction", {}, "function_not_found"),
        ("noSuchModule:list", {}, "function_not_found"),
        ("migrate:recordRun", {"report": 1}, "wrong_function_kind"),
        ("migrate:listRuns", {"limit": "ten"}, "arguments_refused"),
        ("migrate:listRuns", {}, "arguments_refused"),
        ("migrate:listRuns", {"limit": 1, "more": 2}, "arguments_refused"),
    ],
)
def test_a_call_that_cannot_run_says_why(client: ConvexClient, function: str, args: Any, code: str) -> None:
    with pytest.raises(FunctionError) as caught:
        client.query(function, args)

    assert caught.value.code == code, caught.value.server_message
    assert caught.value.function == function


def test_a_wrong_key_is_told_as_a_matter_of_settings(convex: EmbeddedDeployment) -> None:
    with (
        ConvexClient(convex.url, deploy_key="embedded|00") as stranger,
        pytest.raises(RequestError, match="CONVEX_DEPLOY_KEY"),
    ):
        stranger.query("migrate:describe")


def test_threads_call_at_the_same_time(client: ConvexClient) -> None:
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda: answers.extend(client.query("migrate:describe") for _ in range(10)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 80
    assert all(answer == answers[0] for answer in answers)


def test_an_http_action_refuses_a_wrong_key_in_its_own_words(client: ConvexClient) -> None:
    answer = client.post_site("/migrate/articles", b'{"records":[]}', bearer="wrong")

    assert answer.status == 401
    assert b"bad_migration_key" in answer.body


def test_the_official_http_client_calls_the_same_functions(convex: EmbeddedDeployment, client: ConvexClient) -> None:
    official = ConvexHttpClient(convex.url)
    official.set_admin_auth(convex.admin_key)

    assert official.query("migrate:describe") == client.query("migrate:describe")
    run_id = official.mutation("migrate:recordRun", {"report": report("the official HTTP client")})
    assert run_id in [run["_id"] for run in client.query("migrate:listRuns", {"limit": 10})]
