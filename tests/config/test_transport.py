"""A connection by libcurl: what libcurl would do unasked and must not, Ctrl-C, encryption, and what was never sent."""

import gzip
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.convex.transport import NoAnswerError, Request, Transport
from tests.config.stand_in import StandIn, answer, stay_silent, success


@pytest.fixture
def transport(stand_in: StandIn) -> Iterator[Transport]:
    transport = Transport(stand_in.url)
    yield transport
    transport.close()


def post(url: str, content: bytes = b"{}") -> Request:
    return Request(url=f"{url}/api/mutation", headers=["Content-Type: application/json"], content=content)


def test_a_compressed_answer_is_decompressed(transport: Transport, stand_in: StandIn) -> None:
    packed = gzip.compress(b"Selamat pagi. " * 10_000)
    stand_in.plays(answer(200, packed, headers={"Content-Encoding": "gzip", "Retry-After": "7"}))

    found = transport.exchange(post(stand_in.url), timeout_s=5)

    assert found.body == b"Selamat pagi. " * 10_000
    assert (found.status, found.content_type, found.retry_after_s) == (200, "application/json", 7)


def test_a_body_of_megabytes_arrives_whole_and_is_not_kept(transport: Transport, stand_in: StandIn) -> None:
    stand_in.plays(success(1))
    content = bytes(range(256)) * 20_000
    used = sys.getrefcount(content)

    transport.exchange(post(stand_in.url, content), timeout_s=5)

    assert stand_in.requests[0].body == content
    stand_in.requests.clear()
    assert sys.getrefcount(content) == used


def test_a_request_that_never_left_is_known_as_such_also_after_one_that_did(transport: Transport) -> None:
    with StandIn() as server:
        server.plays(success(1))
        transport.exchange(post(server.url), timeout_s=5)
        url = server.url

    with pytest.raises(NoAnswerError, match="Could not connect") as caught:
        transport.exchange(post(url), timeout_s=5)

    assert caught.value.is_sent is False


def test_a_connection_that_is_not_accepted_in_time_was_sent_nothing(transport: Transport) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        # Fills the queue of those that wait to be accepted: the kernel answers no more.
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(listener.getsockname())

        with pytest.raises(NoAnswerError, match="timed out") as caught:
            transport.exchange(post(f"http://127.0.0.1:{listener.getsockname()[1]}"), timeout_s=0.3)

        for one in waiting:
            one.close()
    assert caught.value.is_sent is False


def test_ctrl_c_does_not_wait_for_the_answer(transport: Transport, stand_in: StandIn) -> None:
    stand_in.plays(stay_silent(4))

    def interrupt(*_signal: object) -> None:
        raise KeyboardInterrupt

    # Not SIGINT itself, which who runs the tests in the background may have switched off.
    before = signal.signal(signal.SIGUSR1, interrupt)
    main = threading.main_thread().ident
    assert main is not None
    timer = threading.Timer(0.2, lambda: signal.pthread_kill(main, signal.SIGUSR1))
    timer.start()
    started = datetime.now(UTC)
    try:
        with pytest.raises(KeyboardInterrupt):
            transport.exchange(post(stand_in.url), timeout_s=30)
    finally:
        timer.join()
        signal.signal(signal.SIGUSR1, before)

    assert datetime.now(UTC) - started < timedelta(seconds=3)


def test_an_encrypted_deployment_is_reached_where_its_authority_is_trusted(
    encrypted: StandIn, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    encrypted.plays(success(1), success(2))
    transport = Transport(encrypted.url)

    answers = [transport.exchange(post(encrypted.url), timeout_s=5).body for _ in range(2)]

    assert answers == [b'{"status": "success", "value": 1}', b'{"status": "success", "value": 2}']
    assert encrypted.connections == 1
    transport.close()


def test_nothing_is_sent_to_who_cannot_prove_to_be_the_deployment(
    encrypted: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    transport = Transport(encrypted.url)

    with pytest.raises(NoAnswerError, match="certificate") as caught:
        transport.exchange(post(encrypted.url), timeout_s=5)

    assert (caught.value.is_sent, encrypted.requests) == (False, [])
    transport.close()


def test_a_connection_that_the_far_side_closed_meanwhile_is_not_used(transport: Transport, stand_in: StandIn) -> None:
    stand_in.plays(success(1), success(2))
    transport.exchange(post(stand_in.url), timeout_s=5)
    stand_in.drop_connections()

    assert transport.exchange(post(stand_in.url), timeout_s=5).body == b'{"status": "success", "value": 2}'
    assert (len(stand_in.requests), stand_in.connections) == (2, 2)
