"""The web server's threads: every connection is served, however many there are and whoever stays with them."""

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from config.launch.processes import Program, find_free_port, is_listening, start_program, wait_until
from config.launch.serving import gunicorn_command

PROJECT = Path(__file__).resolve().parents[2]
REQUEST = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
THREADS = 2


class Server:
    """A running web server of one process with two threads, of which one may stay with its connection."""

    def __init__(self, directory: Path) -> None:
        self.port = find_free_port()
        command = gunicorn_command(self.port, workers=1, threads=THREADS)
        environment = {"VAR_DIR": str(directory), "CONVEX_URL": "http://127.0.0.1:9"}
        self.program: Program = start_program(
            "The web server", command, cwd=PROJECT, log=directory / "web.log", environment=environment
        )

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("serving"))
    try:
        wait_until(server.program, lambda: is_listening(server.port), timeout_s=60)
        yield server
    finally:
        server.program.stop()


def read_answers(connection: socket.socket, count: int) -> int:
    """Read so many answers and return how many of them were good."""
    received = b""
    while len(re.findall(rb"HTTP/1\.1 ", received)) < count or not received.endswith(b"}"):
        piece = connection.recv(65_536)
        if not piece:
            break
        received += piece
    return received.count(b"HTTP/1.1 200 OK")


def ask(connection: socket.socket, requests: int, *, pause_s: float = 0) -> int:
    """Send requests one after the other and return how many were answered."""
    answered = 0
    for _ in range(requests):
        connection.sendall(REQUEST)
        answered += read_answers(connection, 1)
        time.sleep(pause_s)
    return answered


def test_a_connection_is_served_whether_it_asks_at_once_or_later(server: Server) -> None:
    with closing(server.connect()) as connection:
        assert (ask(connection, 50), ask(connection, 3, pause_s=0.05), ask(connection, 50)) == (50, 3, 50)


def test_more_connections_than_threads_are_all_served(server: Server) -> None:
    def work(_number: int) -> int:
        with closing(server.connect()) as connection:
            return ask(connection, 30)

    with ThreadPoolExecutor(5 * THREADS) as pool:
        assert list(pool.map(work, range(5 * THREADS))) == [30] * 5 * THREADS


def test_requests_that_came_together_are_all_answered(server: Server) -> None:
    with closing(server.connect()) as connection:
        connection.sendall(REQUEST * 5)

        assert read_answers(connection, 5) == 5
        assert ask(connection, 2) == 2


def test_a_client_that_leaves_takes_no_thread_with_it(server: Server) -> None:
    for _ in range(5 * THREADS):
        with closing(server.connect()) as connection:
            ask(connection, 2)
            connection.sendall(REQUEST[:20])

    with closing(server.connect()) as connection:
        assert ask(connection, 10) == 10


def test_the_server_ends_while_clients_are_asking(tmp_path: Path) -> None:
    server = Server(tmp_path)
    wait_until(server.program, lambda: is_listening(server.port), timeout_s=60)
    with closing(server.connect()) as connection:
        assert ask(connection, 5) == 5
        started = time.monotonic()
        server.program.stop()

    assert time.monotonic() - started < 10
    assert server.program.process.returncode == 0
