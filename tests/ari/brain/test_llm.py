"""Models over HTTP: which one a lead gets, what a call costs, and every way in which one fails."""

import json
from collections.abc import Callable

import pytest

from ari.domain import ContactId
from ari.llm import REST_S, ChatModels, Price, choose_model, contact_hash, estimate_tokens
from ari.ports import ChatMessage, ModelError
from tests.ari.brain.model_server import completion, endpoint, models_at, run_model
from tests.config.stand_in import StandIn, Step, answer, cut_short, hang_up, reset, stay_silent, trickle

MESSAGES = (ChatMessage(role="system", content="Aturan."), ChatMessage(role="user", content="Halo"))


@pytest.mark.parametrize(
    ("contact_id", "bucket"),
    [
        ("", 0),
        ("a", 97),
        ("abc-123", 99),
        ("contact-uuid-123", 23),
        ("25de3c4e-b9ca-4aff-9639-b35668f0a48e", 68),
        ("jd7f2k9m3n5p8q1r4s6t0v2w9x7y3z5a", 62),
        ("k57d8xg2q9m4c1v7b3n6", 59),
    ],
)
def test_hashes_a_contact_as_the_original_did(contact_id: str, bucket: int) -> None:
    assert contact_hash(contact_id) == bucket


@pytest.mark.parametrize(("weight", "model"), [(0, "sealion"), (59, "sealion"), (60, "grok"), (100, "grok")])
def test_chooses_grok_below_its_weight(weight: int, model: str) -> None:
    assert choose_model("k57d8xg2q9m4c1v7b3n6", grok_weight=weight) == model


def test_a_lead_keeps_the_model_that_it_had() -> None:
    models = ChatModels(
        [endpoint("grok", "http://127.0.0.1:1"), endpoint("sealion", "http://127.0.0.1:1")], timeout_s=1
    )
    contact = ContactId("k57d8xg2q9m4c1v7b3n6")
    assert models.order_for(contact, grok_weight=0, before=None) == ("sealion", "grok")
    assert models.order_for(contact, grok_weight=0, before="grok") == ("grok", "sealion")
    assert models.order_for(contact, grok_weight=0, before="gpt-4") == ("sealion", "grok")


def test_tries_only_models_that_have_a_key() -> None:
    only = ChatModels([endpoint("sealion", "http://127.0.0.1:1")], timeout_s=1)
    assert only.order_for(ContactId("a"), grok_weight=100, before="grok") == ("sealion",)
    assert ChatModels([], timeout_s=1).order_for(ContactId("a"), grok_weight=50, before=None) == ()


def test_asks_by_the_protocol_and_counts_what_it_costs() -> None:
    with run_model(lambda _body: "  Halo, Kak!  ") as server, models_at(("grok", server.url)) as models:
        said = models.complete("grok", MESSAGES, max_tokens=77)
    assert (said.text, said.model, said.input_tokens, said.output_tokens) == ("Halo, Kak!", "grok", 400, 40)
    assert said.cost_micros == 400 * 3 + 40 * 15
    assert server.asked.keys == ["key-of-grok"]
    assert server.asked.bodies == [
        {
            "model": "grok-1",
            "messages": [{"role": "system", "content": "Aturan."}, {"role": "user", "content": "Halo"}],
            "max_tokens": 77,
            "temperature": 0.7,
            "stream": False,
        }
    ]


def test_the_ceiling_is_never_below_the_cost() -> None:
    with run_model(lambda _body: "ya") as server, models_at(("grok", server.url)) as models:
        long = tuple(ChatMessage(role="user", content="kata " * 400) for _ in range(2))
        ceiling = models.ceiling_micros("grok", long, max_tokens=40)
        assert ceiling >= models.complete("grok", long, max_tokens=40).cost_micros
    assert Price(input=0.35, output=0.56).micros(1, 1) == 1


def test_counts_itself_where_the_provider_does_not() -> None:
    body = completion("Halo")
    del body["usage"]
    with StandIn([answer(200, body)]) as server, models_at(("grok", server.url)) as models:
        said = models.complete("grok", MESSAGES, max_tokens=10)
    assert (said.input_tokens, said.output_tokens) == (estimate_tokens(MESSAGES), 2)


FAULTS: list[tuple[str, Callable[[], Step], str, bool]] = [
    ("refuses the key", lambda: answer(401, {"error": "no"}), "refused", False),
    ("is asked too often", lambda: answer(429, {"error": "slow down"}), "refused", False),
    ("does not know the model", lambda: answer(404, {"error": "no such model"}), "refused", False),
    ("breaks", lambda: answer(500, {"error": "oops"}), "error", False),
    ("is away", lambda: answer(503, b"<html>"), "error", False),
    ("sends elsewhere", lambda: answer(307, b"", headers={"Location": "http://127.0.0.1:9/"}), "error", False),
    ("stalls", lambda: stay_silent(1.0), "timeout", True),
    ("trickles", lambda: trickle(500, pause_s=0.05), "timeout", True),
    ("cuts the answer", cut_short, "error", True),
    ("resets", reset, "error", True),
    ("hangs up", hang_up, "error", True),
    ("answers nonsense", lambda: answer(200, b"\x00\xffnonsense"), "error", True),
    ("answers a web page", lambda: answer(200, b"<html>login</html>", content_type="text/html"), "error", True),
    ("answers a list", lambda: answer(200, []), "error", True),
    ("answers a number", lambda: answer(200, 7), "error", True),
    ("has no choice", lambda: answer(200, {"choices": []}), "error", True),
    ("has no message", lambda: answer(200, {"choices": [{"message": None}]}), "error", True),
    ("says nothing", lambda: answer(200, completion("")), "error", True),
    ("says blanks", lambda: answer(200, completion(" \n\t ")), "error", True),
    ("says null", lambda: answer(200, {"choices": [{"message": {"content": None}}]}), "error", True),
    ("calls a tool", lambda: answer(200, {"choices": [{"message": {"tool_calls": [{}]}}]}), "error", True),
    ("says parts", lambda: answer(200, {"choices": [{"message": {"content": [{"text": "hi"}]}}]}), "error", True),
    ("withholds", lambda: answer(200, completion("…", finish="content_filter")), "refused", True),
    ("rambles", lambda: answer(200, completion("kata " * 5000)), "error", True),
    ("floods", lambda: answer(200, b" " * 300_000), "error", True),
    ("nests", lambda: answer(200, b"[" * 100_000), "error", True),
    (
        "is not compressed as it says",
        lambda: answer(200, b"plain", headers={"Content-Encoding": "gzip"}),
        "error",
        True,
    ),
]


@pytest.mark.parametrize(("fault", "step", "outcome", "is_charged"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_failure_is_an_error_and_never_a_text(
    fault: str, step: Callable[[], Step], outcome: str, is_charged: bool
) -> None:
    timeout_s = 0.4 if outcome == "timeout" else 10.0
    with StandIn([step()]) as server, models_at(("grok", server.url), timeout_s=timeout_s) as models:
        with pytest.raises(ModelError) as failure:
            models.complete("grok", MESSAGES, max_tokens=10)
        assert (failure.value.outcome, failure.value.is_charged) == (outcome, is_charged)
        assert "key-of-grok" not in str(failure.value)
        assert failure.value.latency_ms < 5000


def test_nobody_listens() -> None:
    with models_at(("grok", "http://127.0.0.1:9")) as models, pytest.raises(ModelError) as failure:
        models.complete("grok", MESSAGES, max_tokens=10)
    assert (failure.value.outcome, failure.value.is_charged) == ("error", False)


def test_a_connection_serves_the_next_call_after_a_failure() -> None:
    script = [answer(500, {}), answer(200, completion("Halo"))]
    with StandIn(script) as server, models_at(("grok", server.url)) as models:
        with pytest.raises(ModelError):
            models.complete("grok", MESSAGES, max_tokens=10)
        assert models.complete("grok", MESSAGES, max_tokens=10).text == "Halo"
    assert json.loads(server.requests[1].body)["max_tokens"] == 10


def test_a_model_that_failed_rests_for_a_while() -> None:
    now = [100.0]
    with StandIn([answer(500, {}), answer(200, completion("Halo"))]) as server:
        models = ChatModels([endpoint("grok", server.url)], timeout_s=5, clock=lambda: now[0])
        assert not models.is_resting("grok")
        with pytest.raises(ModelError):
            models.complete("grok", MESSAGES, max_tokens=10)
        assert models.is_resting("grok")
        now[0] += REST_S
        assert not models.is_resting("grok")
        models.complete("grok", MESSAGES, max_tokens=10)
        assert not models.is_resting("grok")
        models.close()
