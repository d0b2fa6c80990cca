"""`/webhooks/kapso/`: signed webhooks in, messages in Convex out."""

import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from ari.inbox import ConversationFilter
from ari.webhooks.kapso import MAX_BYTES
from config.convex.connection import close_client
from tests.ari.conversations.business import SECRET, Business, Lead, status, text_message, webhook
from tests.config.api_client import read


def test_stores_what_a_lead_wrote_and_answers_at_once(business: Business) -> None:
    lead = Lead()
    answer = business.deliver(
        webhook(business.number_id, messages=[text_message(lead, "Halo kak")], contacts=[lead.as_contact()])
    )
    assert (answer.status, answer.body) == (200, {"received": True})
    (message,) = business.messages_with(lead)
    assert (message.direction, message.sender_type, message.text, message.kind) == (
        "inbound",
        "contact",
        "Halo kak",
        "text",
    )
    assert business.conversation_of(lead).contact.profile_name == "Sari 🌸"


def test_the_address_answers_without_the_slash(business: Business) -> None:
    raw = json.dumps(webhook(business.number_id)).encode()
    signature = hmac.digest(SECRET.encode(), raw, "sha256").hex()
    client = Client()
    answer = client.generic(
        "POST", "/webhooks/kapso", raw, "application/json", headers={"x-kapso-signature": signature}
    )
    assert answer.status_code == 200


def test_a_webhook_that_comes_twenty_times_at_once_is_stored_once(business: Business) -> None:
    lead = Lead()
    body = webhook(business.number_id, messages=[text_message(lead, "halo")], contacts=[lead.as_contact()])
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _number: business.deliver(body), range(20)))
    assert {answer.status for answer in answers} <= {200, 503}
    assert business.texts_with(lead) == ["halo"]
    assert business.conversation_of(lead).unread_count == 1


@pytest.mark.parametrize("signature", ["", "00", "sha256=abc", "é", "0" * 64])
def test_what_is_not_signed_by_the_secret_is_refused_and_stored_nowhere(business: Business, signature: str) -> None:
    lead = Lead()
    body = webhook(business.number_id, messages=[text_message(lead, "halo")])
    answer = business.deliver(body, **{"x-kapso-signature": signature})
    assert (answer.status, answer.body["code"]) == (401, "webhook_bad_signature")
    found = business.conversations.list_for_workspace(business.workspace, ConversationFilter(), asker=business.admin)
    assert found.conversations == ()


def test_a_body_that_was_altered_is_refused(business: Business) -> None:
    raw = json.dumps(webhook(business.number_id)).encode()
    signature = hmac.digest(SECRET.encode(), raw, "sha256").hex()
    assert business.deliver(raw + b" ", **{"x-kapso-signature": signature}).status == 401
    assert business.deliver(raw, **{"x-kapso-signature": signature.upper()}).status == 401


def test_without_a_secret_every_webhook_is_refused(business: Business, settings: Settings) -> None:
    settings.KAPSO_WEBHOOK_SECRET = ""
    answer = business.deliver(webhook(business.number_id), secret="")
    assert (answer.status, answer.body["code"]) == (503, "webhook_not_configured")


def test_while_convex_is_down_the_sender_is_asked_to_come_back(business: Business, settings: Settings) -> None:
    lead = Lead()
    body = webhook(business.number_id, messages=[text_message(lead, "halo")], contacts=[lead.as_contact()])
    url = settings.CONVEX_URL
    settings.CONVEX_URL = "http://127.0.0.1:9"
    close_client()
    assert business.deliver(body).status == 503
    settings.CONVEX_URL = url
    close_client()
    assert business.deliver(body).status == 200
    assert business.texts_with(lead) == ["halo"]


def test_a_body_that_is_too_large_is_refused(business: Business) -> None:
    answer = business.deliver(b'{"pad": "' + b"x" * MAX_BYTES + b'"}')
    assert (answer.status, answer.body["code"]) == (413, "body_too_large")


def test_a_body_beyond_djangos_own_limit_is_taken(business: Business) -> None:
    lead = Lead()
    body = webhook(business.number_id, messages=[text_message(lead, "halo")], pad="x" * 2_900_000)
    assert business.deliver(body).status == 200
    assert business.texts_with(lead) == ["halo"]


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_genuine_body_that_is_not_json_is_refused(business: Business, raw: bytes) -> None:
    answer = business.deliver(raw)
    assert (answer.status, answer.body["code"]) == (400, "malformed_body")


def test_broken_characters_spoil_no_other_message(business: Business) -> None:
    lead = Lead()
    body = webhook(business.number_id, messages=[text_message(lead, "rusak BROKEN"), text_message(lead, "utuh")])
    raw = json.dumps(body).encode().replace(b"BROKEN", b"\xff\\ud800")
    assert business.deliver(raw).status == 200
    assert sorted(business.texts_with(lead), key=str) == ["rusak \ufffd\ufffd", "utuh"]


def test_malformed_parts_are_logged_without_their_content(business: Business, caplog: pytest.LogCaptureFixture) -> None:
    lead = Lead()
    messages: list[Any] = [
        {"from": lead.wa_id, "type": "text", "text": {"body": "rahasia"}},
        text_message(lead, "halo"),
    ]
    assert business.deliver(webhook(business.number_id, messages=messages)).status == 200
    assert business.texts_with(lead) == ["halo"]
    assert "1 malformed parts: entry 0, change 0, messages 0: id is missing" in caplog.text
    assert "rahasia" not in caplog.text
    assert lead.wa_id not in caplog.text


def test_what_comes_to_an_unknown_number_is_logged_and_not_repeated(
    business: Business, caplog: pytest.LogCaptureFixture
) -> None:
    lead = Lead()
    assert business.deliver(webhook("number-x", messages=[text_message(lead, "rahasia")])).status == 200
    assert "1 messages or statuses came to the number number-x, which no workspace has" in caplog.text
    assert "rahasia" not in caplog.text


def test_a_webhook_beyond_one_transaction_is_stored_whole(business: Business) -> None:
    leads = [Lead() for _ in range(5)]
    messages = [text_message(lead, str(number)) for number in range(90) for lead in leads]
    statuses = [status(f"unknown.{number}", "sent") for number in range(20)]
    body = webhook(business.number_id, messages=messages, statuses=statuses)
    assert business.deliver(body).status == 200
    for lead in leads:
        assert business.texts_with(lead) == [str(number) for number in range(90)]


def test_the_address_is_verified_by_the_token(business: Business) -> None:
    def verify(**query: str) -> tuple[int, bytes]:
        names = {name.replace("_", ".", 1): value for name, value in query.items()}
        answer = Client().get("/webhooks/kapso/", names)
        return answer.status_code, answer.content

    known = {"hub_mode": "subscribe", "hub_verify_token": "token-123"}
    assert verify(**known, hub_challenge="<b>42</b>") == (200, b"<b>42</b>")
    assert verify(**known) == (200, b"")
    assert verify(hub_mode="subscribe", hub_verify_token="token-12", hub_challenge="42")[0] == 403
    assert verify(hub_mode="subscribe", hub_verify_token="tök\u00e9n", hub_challenge="42")[0] == 403
    assert verify(hub_verify_token="token-123", hub_challenge="42")[0] == 403


def test_the_challenge_is_no_page(business: Business) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "token-123", "hub.challenge": "<script>"}
    answer = Client().get("/webhooks/kapso/", query)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_without_a_token_no_address_is_verified(business: Business, settings: Settings) -> None:
    settings.KAPSO_VERIFY_TOKEN = ""
    answer = read(
        Client().get("/webhooks/kapso/", {"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"})
    )
    assert (answer.status, answer.body["code"]) == (403, "webhook_not_verified")


def test_other_methods_are_refused(business: Business) -> None:
    assert Client().put("/webhooks/kapso/").status_code == 405


def test_opting_out_and_in_by_word_take_effect_at_once(business: Business) -> None:
    lead = Lead()
    business.write(lead, "halo", "STOP kak")
    assert business.conversation_of(lead).contact.opted_out_at is not None
    business.write(lead, "Mulai lagi ya")
    # WhatsApp's clock has seconds, and both words may be of one: then opting out counts.
    assert business.conversation_of(lead).status == "open"
