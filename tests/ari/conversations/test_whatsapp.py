"""The gateway to Kapso against a stand-in that answers as scripted: whether trying again helps, and when."""

import io
import logging
from datetime import timedelta
from typing import Any

import pytest

from ari.domain import ConversationId, MessageId, WorkspaceId
from ari.inbox import Delivery, DeliveryOutcome, Template
from ari.whatsapp import ConsoleGateway, KapsoGateway, NotSentError, make_gateway
from tests.config.stand_in import StandIn, Step, answer, cut_short, hang_up, reset, stay_silent, trickle

RETRY, UNKNOWN, GIVE_UP = DeliveryOutcome.RETRY, DeliveryOutcome.UNKNOWN, DeliveryOutcome.GIVE_UP
TAKEN = {"messaging_product": "whatsapp", "contacts": [{"wa_id": "62812"}], "messages": [{"id": "wamid.out"}]}


def delivery(**changes: Any) -> Delivery:
    whole: dict[str, Any] = {
        "claim": 1,
        "conversation_id": ConversationId("c"),
        "outbox_id": "o",
        "message_id": MessageId("message-1"),
        "workspace_id": WorkspaceId("w"),
        "phone_number_id": "555/../x",
        "to": "+6281234567890",
        "attempt": 1,
        "text": "Halo kak",
        **changes,
    }
    return Delivery(**whole)


def send(*steps: Step, timeout_s: float = 2.0, **changes: Any) -> tuple[str | NotSentError, StandIn]:
    """Send one message to a stand-in that plays the steps."""
    with StandIn() as stand_in:
        stand_in.plays(*steps)
        gateway = KapsoGateway(base_url=stand_in.url, api_key="key-1", timeout_s=timeout_s)
        try:
            return gateway.send(delivery(**changes)), stand_in
        except NotSentError as error:
            return error, stand_in


def test_a_text_goes_out_in_the_shape_of_metas_api() -> None:
    message_id, stand_in = send(answer(200, TAKEN))
    assert message_id == "wamid.out"
    (request,) = stand_in.requests
    assert (request.method, request.path) == ("POST", "/meta/whatsapp/v24.0/555%2F..%2Fx/messages")
    assert (request.headers["x-api-key"], request.headers["content-type"]) == ("key-1", "application/json")
    assert request.json == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "6281234567890",
        "type": "text",
        "text": {"body": "Halo kak", "preview_url": False},
        "biz_opaque_callback_data": "message-1",
    }


def test_a_template_goes_out_with_what_fills_it() -> None:
    component = {"type": "body", "parameters": [{"type": "text", "text": "Sari"}]}
    template = Template(name="pengingat", language="id", components=(component,))
    _message_id, stand_in = send(answer(200, TAKEN), text=None, template=template)
    assert stand_in.requests[0].json["template"] == {
        "name": "pengingat",
        "language": {"code": "id"},
        "components": [component],
    }


def refusal(code: int) -> dict[str, Any]:
    return {"error": {"message": "(#1) +6281234567890", "code": code, "fbtrace_id": "x"}}


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        (answer(429, {}), RETRY),
        (answer(503, {}), RETRY),
        (answer(401, {"error": "Unauthorized"}), RETRY),
        (answer(403, {}), RETRY),
        (answer(302, {}, headers={"Location": "https://example.com/"}), RETRY),
        (answer(400, refusal(130429)), RETRY),
        (answer(400, refusal(131056)), RETRY),
        (answer(500, refusal(131016)), RETRY),
        (answer(500, refusal(99)), RETRY),
        (answer(400, refusal(131047)), GIVE_UP),
        (answer(400, refusal(131026)), GIVE_UP),
        (answer(404, {}), GIVE_UP),
        (answer(422, b"<html>"), GIVE_UP),
        (answer(500, {}), UNKNOWN),
        (answer(502, b"bad gateway"), UNKNOWN),
        (answer(504, {}), UNKNOWN),
        (answer(408, {}), UNKNOWN),
        (answer(200, {}), UNKNOWN),
        (answer(200, {"messages": []}), UNKNOWN),
        (answer(200, {"messages": [{"id": 5}]}), UNKNOWN),
        (answer(200, b"\xff garbage"), UNKNOWN),
        (answer(200, b"x" * 100_000), UNKNOWN),
        (answer(200, b"not gzip", headers={"Content-Encoding": "gzip"}), UNKNOWN),
        (reset(), UNKNOWN),
        (hang_up(), UNKNOWN),
        (cut_short(), UNKNOWN),
    ],
)
def test_a_failure_says_whether_trying_again_helps(step: Step, outcome: DeliveryOutcome) -> None:
    error, _stand_in = send(step)
    assert isinstance(error, NotSentError)
    assert error.outcome is outcome
    assert "628" not in error.reason


@pytest.mark.parametrize("step", [stay_silent(1.0), trickle(1_000, pause_s=0.05)])
def test_an_answer_that_takes_too_long_is_unknown(step: Step) -> None:
    error, _stand_in = send(step, timeout_s=0.4)
    assert isinstance(error, NotSentError)
    assert error.outcome is UNKNOWN


def test_what_never_left_is_tried_again() -> None:
    gateway = KapsoGateway(base_url="http://127.0.0.1:9", api_key="key-1")
    with pytest.raises(NotSentError) as caught:
        gateway.send(delivery())
    assert caught.value.outcome is RETRY


@pytest.mark.parametrize(
    ("header", "pause"),
    [("7", timedelta(seconds=7)), ("99999", timedelta(hours=1)), ("soon", None), ("-1", None), ("9" * 50, None)],
)
def test_the_pause_that_is_asked_for_is_passed_on(header: str, pause: timedelta | None) -> None:
    error, _stand_in = send(answer(429, {}, headers={"Retry-After": header}))
    assert isinstance(error, NotSentError)
    assert error.retry_after == pause


def test_the_key_is_nowhere_in_sight(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    gateway = KapsoGateway(base_url="http://127.0.0.1:9", api_key="key-1")
    with pytest.raises(NotSentError) as caught:
        gateway.send(delivery())
    assert "key-1" not in f"{gateway!r} {caught.value} {caplog.text}"


def test_without_a_key_messages_are_printed() -> None:
    out = io.StringIO()
    gateway = make_gateway(api_key="", base_url="http://127.0.0.1:9", out=out)
    assert isinstance(gateway, ConsoleGateway)
    first, second = gateway.send(delivery()), gateway.send(delivery(text=None, template=Template(name="pengingat")))
    assert out.getvalue().splitlines() == [
        "WhatsApp to +6281234567890: Halo kak",
        "WhatsApp to +6281234567890: [template pengingat]",
    ]
    assert first != second
    assert isinstance(make_gateway(api_key="k", base_url="http://127.0.0.1:9", out=out), KapsoGateway)
