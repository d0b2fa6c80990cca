"""Keys are fetched when needed, seldom, and go on working while the issuer is down."""

import json
import threading

import pytest

from config.identity.errors import KeysUnavailableError
from config.identity.published_keys import FRESH_S, PAUSE_S, STALE_LIMIT_S, PublishedKeys
from tests.config.identity.conftest import Clock
from tests.config.identity.issuer import Issuer, key_named, public_entry


@pytest.fixture
def keys(issuer: Issuer, clock: Clock) -> PublishedKeys:
    return PublishedKeys(issuer.jwks_url, clock=clock)


def test_keys_are_fetched_once_and_kept(keys: PublishedKeys, issuer: Issuer, clock: Clock) -> None:
    for _ in range(5):
        assert keys.find("k1") == key_named("k1").public_key()
        clock.now += FRESH_S / 10
    assert issuer.asked == 1


def test_a_rotated_key_is_found_and_the_old_one_forgotten(keys: PublishedKeys, issuer: Issuer, clock: Clock) -> None:
    assert keys.find("k1")
    issuer.published = ["k2"]
    clock.now += PAUSE_S
    assert keys.find("k2") == key_named("k2").public_key()
    assert keys.find("k1") is None


def test_a_key_that_is_taken_back_is_refused_when_the_keys_are_due(
    keys: PublishedKeys, issuer: Issuer, clock: Clock
) -> None:
    assert keys.find("k1")
    issuer.published = ["k2"]
    clock.now += FRESH_S
    assert keys.find("k1") is None


def test_unknown_keys_do_not_make_us_ask_again_and_again(keys: PublishedKeys, issuer: Issuer, clock: Clock) -> None:
    for number in range(50):
        assert keys.find(f"made-up-{number}") is None
    assert issuer.asked == 1
    clock.now += PAUSE_S
    assert keys.find("made-up") is None
    assert issuer.asked == 2


def test_known_keys_work_while_the_issuer_is_down_but_not_for_ever(
    keys: PublishedKeys, issuer: Issuer, clock: Clock
) -> None:
    assert keys.find("k1")
    issuer.status = 503
    clock.now += FRESH_S
    assert keys.find("k1")
    clock.now += STALE_LIMIT_S - FRESH_S - 1
    assert keys.find("k1")
    clock.now += 1
    with pytest.raises(KeysUnavailableError):
        keys.find("k1")
    issuer.status = 200
    clock.now += PAUSE_S
    assert keys.find("k1")


def test_an_unknown_key_cannot_be_judged_while_the_issuer_is_down(
    keys: PublishedKeys, issuer: Issuer, clock: Clock
) -> None:
    assert keys.find("k1")
    issuer.status = 500
    clock.now += PAUSE_S
    for _ in range(3):
        with pytest.raises(KeysUnavailableError) as caught:
            keys.find("k2")
        assert 0 < caught.value.retry_after_s <= PAUSE_S
    assert issuer.asked == 2


def test_an_issuer_that_was_never_reached_is_asked_once_a_pause(clock: Clock) -> None:
    keys = PublishedKeys("http://127.0.0.1:9/jwks.json", clock=clock)
    with pytest.raises(KeysUnavailableError):
        keys.find("k1")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"keys": 5}',
        b'{"keys": [5]}',
        b'{"keys": []}',
        b'{"keys": [{"kty": "oct"}]}',
        b"\xff",
        b"[" * 99999,
    ],
)
def test_an_answer_without_usable_keys_changes_nothing(
    keys: PublishedKeys, issuer: Issuer, clock: Clock, body: bytes
) -> None:
    assert keys.find("k1")
    issuer.body = body
    clock.now += FRESH_S
    assert keys.find("k1")
    assert issuer.asked == 2


def test_keys_of_other_kinds_are_left_out(keys: PublishedKeys, issuer: Issuer) -> None:
    whole = public_entry("other")
    issuer.extra_entries = [
        {**whole, "kid": "encrypts", "use": "enc"},
        {**whole, "kid": "other-algorithm", "alg": "RS512"},
        {**whole, "kid": "", "n": whole["n"]},
        {**whole, "kid": "broken", "n": "AQAB"},
        {**whole, "kid": "short", "n": public_entry("x")["n"][:100]},
        {"kty": "EC", "kid": "curve"},
    ]
    for key_id in ("encrypts", "other-algorithm", "broken", "short", "curve"):
        assert keys.find(key_id) is None, key_id
    assert keys.find("k1")


def test_a_flood_of_first_requests_makes_one_fetch(keys: PublishedKeys, issuer: Issuer) -> None:
    issuer.delay_s = 0.1
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(keys.find("k1"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert all(found)
    assert issuer.asked == 1


def test_an_answer_that_is_too_large_is_not_read(keys: PublishedKeys, issuer: Issuer) -> None:
    issuer.body = json.dumps({"keys": [public_entry("k1")] * 2000}).encode()
    with pytest.raises(KeysUnavailableError):
        keys.find("k1")
