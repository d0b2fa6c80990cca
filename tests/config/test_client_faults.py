"""The client against a scripted stand-in: what is sent, what each fault becomes, and what is made again."""

import logging
import socket
import threading
import time
from collections.abc import Callable

import pytest

from config.convex.client import CLIENT_NAME, ConvexClient
from config.convex.errors import FunctionError, RequestError, UnavailableError
from config.convex.request_ids import bind_request_id
from config.convex.retries import RetryPolicy
from config.errors import ConflictError
from tests.config.conftest import KEY
from tests.config.stand_in import (
    StandIn,
    Step,
    answer,
    cut_short,
    failure,
    hang_up,
    reset,
    stay_silent,
    success,
    system_failure,
    trickle,
)

Connect = Callable[..., ConvexClient]
OCC = "OptimisticConcurrencyControlFailure"


@pytest.mark.parametrize("kind", ["query", "mutation", "action"])
def test_sends_what_the_protocol_asks_for(client: ConvexClient, stand_in: StandIn, kind: str) -> None:
    stand_in.plays(success({"n": 5.0, "i": {"$integer": "BwAAAAAAAAA="}}))

    with bind_request_id("portal-7"):
        value = getattr(client, kind)("tickets:get", {"id": "x", "blob": b"\x00"})

    assert value == {"n": 5, "i": 7}
    (request,) = stand_in.requests
    assert (request.method, request.path) == ("POST", f"/api/{kind}")
    assert request.json == {
        "path": "tickets:get",
        "format": "convex_encoded_json",
        "args": {"id": "x", "blob": {"$bytes": "AA=="}},
    }
    assert request.headers["authorization"] == f"Convex {KEY}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["convex-client"] == request.headers["user-agent"] == CLIENT_NAME
    assert request.headers["convex-request-id"] == "portal-7"


def test_sends_an_empty_object_and_an_id_of_its_own_when_nothing_is_given(
    client: ConvexClient, stand_in: StandIn
) -> None:
    stand_in.plays(success(None))

    assert client.query("a:b") is None

    (request,) = stand_in.requests
    assert request.json["args"] == {}
    assert len(request.headers["convex-request-id"]) == 16


def test_uses_one_connection_for_calls_after_each_other(client: ConvexClient, stand_in: StandIn) -> None:
    stand_in.plays(*[success(n) for n in range(20)])

    assert [client.query("a:b") for _ in range(20)] == list(range(20))
    assert stand_in.connections == 1


def test_serves_threads_at_the_same_time_over_no_more_connections_than_allowed(
    connect: Connect, stand_in: StandIn
) -> None:
    client = connect(max_connections=3)
    stand_in.plays(*[success(n) for n in range(80)])
    answers: list[int] = []

    def call() -> None:
        answers.extend(client.query("a:b") for _ in range(10))

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == list(range(80))
    assert stand_in.connections <= 3


UNAVAILABLE_STEPS: list[Step] = [
    reset(),
    hang_up(),
    cut_short(),
    system_failure(429, "TooManyConcurrentRequests"),
    system_failure(408, "RequestTimeout"),
    system_failure(500, "InternalServerError"),
    system_failure(503, OCC),
    answer(502, b"<html>Bad Gateway</html>", content_type="text/html"),
]


@pytest.mark.parametrize("fault", UNAVAILABLE_STEPS)
def test_makes_a_query_again_until_it_is_answered(
    client: ConvexClient, stand_in: StandIn, pauses: list[float], fault: Step
) -> None:
    stand_in.plays(fault, fault, fault, success("here"))

    assert client.query("a:b") == "here"

    assert len(pauses) == 3
    # Exponential, drawn between half and the whole of 0.1, 0.2 and 0.4 s.
    assert all(step / 2 <= pause <= step for pause, step in zip(pauses, (0.1, 0.2, 0.4), strict=True))
    assert len({request.headers["convex-request-id"] for request in stand_in.requests}) == 1


@pytest.mark.parametrize("fault", UNAVAILABLE_STEPS)
def test_gives_a_query_up_after_four_attempts(client: ConvexClient, stand_in: StandIn, fault: Step) -> None:
    stand_in.plays(*[fault] * 4)

    with pytest.raises(UnavailableError) as caught:
        client.query("a:b")

    assert len(stand_in.requests) == 4
    assert caught.value.is_outcome_unknown is False
    assert caught.value.status_code == 503
    assert "can be repeated" in str(caught.value)


@pytest.mark.parametrize(
    "fault",
    [
        reset(),
        hang_up(),
        cut_short(),
        system_failure(408, "RequestTimeout"),
        system_failure(500, "InternalServerError"),
        system_failure(503, "SomethingNew"),
        answer(503, b"upstream", content_type="text/plain"),
    ],
)
def test_does_not_repeat_a_mutation_whose_outcome_is_unknown(
    client: ConvexClient, stand_in: StandIn, fault: Step
) -> None:
    stand_in.plays(fault)

    with pytest.raises(UnavailableError) as caught:
        client.mutation("a:b")

    assert len(stand_in.requests) == 1
    assert caught.value.is_outcome_unknown is True
    assert "only if it is idempotent" in str(caught.value)


@pytest.mark.parametrize("fault", [reset(), hang_up(), system_failure(500, "InternalServerError")])
def test_repeats_an_idempotent_mutation_whatever_the_outcome(
    client: ConvexClient, stand_in: StandIn, fault: Step
) -> None:
    stand_in.plays(fault, success("done"))

    assert client.mutation("a:b", {"idempotency_key": "k"}, idempotent=True) == "done"
    assert stand_in.requests[0].body == stand_in.requests[1].body


@pytest.mark.parametrize(
    "fault",
    [
        system_failure(503, OCC),
        system_failure(503, "ExpiredInQueue"),
        system_failure(503, "WorkerOverloaded"),
        system_failure(429, "TooManyWrites"),
        answer(429, b"slow down", content_type="text/plain"),
    ],
)
def test_repeats_a_mutation_that_certainly_wrote_nothing(client: ConvexClient, stand_in: StandIn, fault: Step) -> None:
    stand_in.plays(fault, success("done"))

    assert client.mutation("a:b") == "done"


@pytest.mark.parametrize("fault", [reset(), hang_up()])
def test_does_not_send_a_mutation_again_when_a_used_connection_breaks(
    client: ConvexClient, stand_in: StandIn, fault: Step
) -> None:
    stand_in.plays(success(1), fault, success("twice"))
    client.mutation("a:first")

    with pytest.raises(UnavailableError) as caught:
        client.mutation("a:b")

    assert caught.value.is_outcome_unknown is True
    assert [request.json["path"] for request in stand_in.requests] == ["a:first", "a:b"]


def test_says_unknown_when_an_earlier_attempt_of_an_idempotent_mutation_may_have_written(
    client: ConvexClient, stand_in: StandIn
) -> None:
    stand_in.plays(reset(), *[system_failure(503, OCC)] * 3)

    with pytest.raises(UnavailableError) as caught:
        client.mutation("a:b", idempotent=True)

    assert caught.value.is_outcome_unknown is True


@pytest.mark.parametrize("fault", [reset(), system_failure(503, OCC), system_failure(429, "TooManyWrites")])
def test_does_not_repeat_an_action_that_may_have_begun(client: ConvexClient, stand_in: StandIn, fault: Step) -> None:
    stand_in.plays(fault, success("twice"))

    with pytest.raises(UnavailableError) as caught:
        client.action("a:b")

    assert caught.value.is_outcome_unknown is True
    assert len(stand_in.requests) == 1


def test_repeats_an_action_that_found_no_place(client: ConvexClient, stand_in: StandIn) -> None:
    stand_in.plays(system_failure(429, "TooManyConcurrentRequests"), success("once"))

    assert client.action("a:b") == "once"


def test_waits_as_long_as_the_deployment_asks(client: ConvexClient, stand_in: StandIn, pauses: list[float]) -> None:
    stand_in.plays(system_failure(429, "TooManyWrites", headers={"Retry-After": "3"}), success(1))

    assert client.mutation("a:b") == 1
    assert pauses == [3.0]


def test_hands_a_longer_pause_than_its_budget_to_the_caller(
    client: ConvexClient, stand_in: StandIn, pauses: list[float]
) -> None:
    stand_in.plays(system_failure(503, OCC, headers={"Retry-After": "120"}))

    with pytest.raises(UnavailableError) as caught:
        client.query("a:b")

    assert caught.value.retry_after_s == 120
    assert pauses == []


def test_stops_when_the_time_for_the_whole_call_is_used_up(connect: Connect, stand_in: StandIn) -> None:
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    client = connect(clock=lambda: now[0], sleep=sleep, retries=RetryPolicy(max_attempts=1000, budget_s=5.0))
    stand_in.plays(*[hang_up()] * 1000)

    with pytest.raises(UnavailableError):
        client.query("a:b")

    assert 3.0 <= now[0] < 5.0


def test_repeats_a_mutation_when_nothing_listens(connect: Connect, pauses: list[float]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with (
        ConvexClient(f"http://127.0.0.1:{port}", deploy_key=KEY, sleep=pauses.append) as client,
        pytest.raises(UnavailableError) as caught,
    ):
        client.mutation("a:b")

    assert len(pauses) == 3
    assert caught.value.is_outcome_unknown is False
    assert "Could not connect" in str(caught.value)


@pytest.mark.parametrize("fault", [stay_silent(0.6), trickle(30, pause_s=0.05)])
def test_ends_an_answer_that_comes_too_slowly(connect: Connect, stand_in: StandIn, fault: Step) -> None:
    client = connect(timeout_s=0.2, retries=RetryPolicy(max_attempts=1))
    stand_in.plays(fault)

    with pytest.raises(UnavailableError, match="timed out"):
        client.query("a:b")


def test_says_when_no_connection_of_the_pool_was_free(connect: Connect, stand_in: StandIn) -> None:
    client = connect(max_connections=1, retries=RetryPolicy(max_attempts=1), pool_timeout_s=0.05)
    stand_in.plays(stay_silent(0.5), success(2))

    def occupy() -> None:
        with pytest.raises(UnavailableError):
            client.query("a:b")

    first = threading.Thread(target=occupy)
    first.start()
    while not stand_in.requests:
        time.sleep(0.005)

    with pytest.raises(UnavailableError, match="no connection became free") as caught:
        client.mutation("a:b")
    first.join()

    assert caught.value.is_outcome_unknown is False


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        (answer(200, b"<html>Sign in</html>", content_type="text/html"), "20 bytes (text/html) that are not JSON"),
        (answer(200, b""), "0 bytes (application/json) that are not JSON"),
        (answer(200, {"value": 1}), "no outcome of a Convex function"),
        (answer(200, {"status": "maybe", "value": 1}), "no outcome of a Convex function"),
        (answer(200, {"status": "success"}), "no outcome of a Convex function"),
        (answer(200, [1]), "no outcome of a Convex function"),
        (success({"$new": "x"}), "a value that cannot be read"),
        (success({"$integer": "!"}), "a value that cannot be read"),
        (answer(200, b"not gzip", headers={"Content-Encoding": "gzip"}), "not compressed in the way"),
        (answer(302, b"", headers={"Location": "https://elsewhere.example"}), "302"),
        (answer(404, b"nothing here", content_type="text/plain"), "no Convex API at CONVEX_URL"),
        (system_failure(400, "BadJsonBody"), "400 BadJsonBody"),
        (system_failure(401, "BadAdminKey"), "CONVEX_DEPLOY_KEY is not a key"),
        (system_failure(403, "OperationNotPermitted"), "may not run this function"),
    ],
)
def test_names_what_came_when_it_is_no_answer_of_a_function(
    client: ConvexClient, stand_in: StandIn, fault: Step, what: str
) -> None:
    stand_in.plays(fault)

    with pytest.raises(RequestError) as caught:
        client.query("a:b")

    assert what in str(caught.value)
    assert caught.value.status_code == 502
    assert len(stand_in.requests) == 1


def test_reads_an_older_failure_status_as_the_failure_of_a_function(client: ConvexClient, stand_in: StandIn) -> None:
    stand_in.plays(answer(560, {"status": "error", "errorMessage": "Uncaught Error: no"}))

    with pytest.raises(FunctionError):
        client.query("a:b")


def test_raises_the_refusal_that_a_function_threw(client: ConvexClient, stand_in: StandIn) -> None:
    data = {"code": "test_slot_taken", "kind": "conflict", "detail": "The slot is taken."}
    stand_in.plays(failure("Uncaught ConvexError: …", errorData=data))

    with pytest.raises(ConflictError, match=r"^The slot is taken\.$") as caught:
        client.mutation("a:b")

    assert caught.value.code == "test_slot_taken"


def test_logs_one_line_an_attempt_and_shows_neither_key_nor_arguments_nor_answers(
    client: ConvexClient, stand_in: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    stand_in.plays(
        system_failure(503, OCC),
        failure("Uncaught Error: Budi's phone is 62812\n    at f (../convex/a.ts:1:2)", logLines=["[LOG] 62812"]),
    )

    with (
        caplog.at_level(logging.DEBUG, logger="config.convex"),
        bind_request_id("r1"),
        pytest.raises(FunctionError) as caught,
    ):
        client.query("a:b", {"phone": "62812"})

    lines = [record.getMessage() for record in caplog.records if record.name.startswith("config.convex")]
    assert [line.split(" ms=")[0] for line in lines] == [
        "function=a:b status=unavailable",
        "function=a:b status=function_threw",
    ]
    assert [line.split("request_id=")[1] for line in lines] == ["r1 attempt=1", "r1 attempt=2"]
    shown = f"{caplog.text} {caught.value} {caught.value!r} {client!r}"
    assert not [secret for secret in (KEY, "c0ffee", "62812", "Budi") if secret in shown]


@pytest.mark.parametrize("url", ["", "127.0.0.1:3210", "ftp://x", "http://", "http://x?y=1"])
def test_refuses_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="CONVEX_URL"):
        ConvexClient(url, deploy_key=KEY)


@pytest.mark.parametrize("key", ["", "a\nb", "schlüssel|1"])
def test_refuses_a_key_that_is_none_and_does_not_show_it(key: str) -> None:
    with pytest.raises(ValueError, match="CONVEX_DEPLOY_KEY") as caught:
        ConvexClient("http://127.0.0.1:1", deploy_key=key)

    assert not key or key not in str(caught.value)
