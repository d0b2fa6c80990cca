"""Signatures are those of Svix's own package, and nothing else is taken for one."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from svix.webhooks import Webhook

from config.webhooks.signatures import SignatureRefusedError, sign, verify_signature

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
NOW = 1_800_000_000
BODY = b'{"type": "user.created", "data": {"name": "Ayu \xf0\x9f\x8c\xba"}}'


def headers(
    body: bytes = BODY, *, sent_at: int = NOW, secret: str = SECRET, message_id: str = "msg_1"
) -> dict[str, str]:
    """Sign with Svix's package, as the sender does."""
    signature = Webhook(secret).sign(message_id, datetime.fromtimestamp(sent_at, UTC), body.decode())
    return {"svix-id": message_id, "svix-timestamp": str(sent_at), "svix-signature": signature}


def refusal_of(body: bytes, sent: dict[str, str]) -> str:
    with pytest.raises(SignatureRefusedError) as caught:
        verify_signature(body, sent, secret=SECRET, now_s=NOW)
    return caught.value.code


@given(
    body=st.text().filter(lambda text: text.isprintable()).map(str.encode),
    message_id=st.from_regex(r"[a-zA-Z0-9_]{1,40}", fullmatch=True),
)
def test_what_svix_signs_is_genuine_and_ours_is_theirs(body: bytes, message_id: str) -> None:
    sent = headers(body, message_id=message_id)
    assert verify_signature(body, sent, secret=SECRET, now_s=NOW) == message_id
    assert sign(body, message_id=message_id, timestamp=str(NOW), secret=SECRET) == sent["svix-signature"]


@pytest.mark.parametrize("age", [0, 299, 300, -300])
def test_a_message_may_be_five_minutes_away(age: int) -> None:
    assert verify_signature(BODY, headers(sent_at=NOW - age), secret=SECRET, now_s=NOW)


@pytest.mark.parametrize("age", [301, -301, 86_400])
def test_a_message_from_another_time_is_refused(age: int) -> None:
    assert refusal_of(BODY, headers(sent_at=NOW - age)) == "webhook_too_old"


def test_another_body_id_time_or_key_is_refused() -> None:
    good = headers()
    assert refusal_of(BODY + b" ", good) == "webhook_bad_signature"
    assert refusal_of(BODY, {**good, "svix-id": "msg_2"}) == "webhook_bad_signature"
    assert refusal_of(BODY, {**good, "svix-timestamp": str(NOW + 1)}) == "webhook_bad_signature"
    assert refusal_of(BODY, headers(secret=OTHER_SECRET)) == "webhook_bad_signature"


def test_while_keys_rotate_one_good_signature_suffices() -> None:
    both = headers()["svix-signature"] + " " + headers(secret=OTHER_SECRET)["svix-signature"]
    reverse = " ".join(reversed(both.split(" ")))
    for signatures in (both, reverse, "v1a,xyz v2,abc " + both):
        assert verify_signature(BODY, {**headers(), "svix-signature": signatures}, secret=SECRET, now_s=NOW)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("svix-id", ""),
        ("svix-id", "m" * 257),
        ("svix-timestamp", ""),
        ("svix-timestamp", "soon"),
        ("svix-timestamp", "1.5"),
        ("svix-timestamp", "٣"),
        ("svix-timestamp", "-1"),
    ],
)
def test_malformed_headers_are_no_signature(name: str, value: str) -> None:
    assert refusal_of(BODY, {**headers(), name: value}) == "webhook_unsigned"


@pytest.mark.parametrize("signature", ["", "v1", "v1,", ",", "v1,é", "v2,abc", "v1,AAAA", " "])
def test_malformed_signatures_fit_nothing(signature: str) -> None:
    assert refusal_of(BODY, {**headers(), "svix-signature": signature}) == "webhook_bad_signature"


def test_a_secret_that_is_none_is_a_mistake_of_the_installation() -> None:
    for secret in ("whsec_", "", "whsec_abc"):
        with pytest.raises(ValueError, match="malformed"):
            verify_signature(BODY, headers(), secret=secret, now_s=NOW)
