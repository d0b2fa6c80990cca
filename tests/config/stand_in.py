"""A stand-in for a Convex deployment that has no logic: each request gets the next step of a script.

It exists for what a real deployment does only on bad days: resets, time-outs, trickling and garbage answers.
"""

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

LINGER_ZERO = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request as it came. Header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


# A step answers, or does not, over the open connection; it returns whether the connection stays open.
Step = Callable[[socket.socket], bool]


def answer(
    status: int, body: object, *, headers: Mapping[str, str] | None = None, content_type: str = "application/json"
) -> Step:
    """Answer in one piece. A body that is not bytes is printed as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Scripted", f"Content-Length: {len(content)}", f"Content-Type: {content_type}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    whole = "\r\n".join([*lines, "", ""]).encode() + content

    def step(connection: socket.socket) -> bool:
        connection.sendall(whole)
        return True

    return step


def success(value: object) -> Step:
    """Answer as a function that returned the value (given as encoded JSON)."""
    return answer(200, {"status": "success", "value": value})


def failure(message: str, **rest: object) -> Step:
    """Answer as a function that failed."""
    return answer(200, {"status": "error", "errorMessage": message, **rest})


def system_failure(status: int, code: str, *, headers: Mapping[str, str] | None = None) -> Step:
    """Answer as Convex does when no function could run."""
    return answer(status, {"code": code, "message": "A text of the server"}, headers=headers)


def reset() -> Step:
    """Take the request and reset the connection."""

    def step(connection: socket.socket) -> bool:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
        return False

    return step


def hang_up() -> Step:
    """Take the request and close the connection without a word."""
    return lambda _connection: False


def stay_silent(seconds: float) -> Step:
    """Keep the connection open and say nothing for the time."""

    def step(_connection: socket.socket) -> bool:
        time.sleep(seconds)
        return False

    return step


def cut_short() -> Step:
    """Promise more bytes than are sent."""

    def step(connection: socket.socket) -> bool:
        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"status":"succ')
        return False

    return step


def trickle(pieces: int, *, pause_s: float) -> Step:
    """Send one byte at a time, each sooner than the client's patience for a single read."""

    def step(connection: socket.socket) -> bool:
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {pieces}\r\n\r\n".encode())
        for _ in range(pieces):
            time.sleep(pause_s)
            try:
                connection.sendall(b" ")
            except OSError:  # The client has had enough.
                return False
        return False

    return step


@dataclass
class StandIn:
    """A listening server, encrypted where it has a certificate.

    `requests` are those that came, in order, and `connections` how many were opened.
    """

    script: list[Step] = field(default_factory=list)
    requests: list[Received] = field(default_factory=list)
    connections: int = 0
    certificate: ssl.SSLContext | None = None

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        if self.certificate:
            self._listener = self.certificate.wrap_socket(self._listener, server_side=True)
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._acceptor = threading.Thread(target=self._accept)
        self._acceptor.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # On Linux, shutting the listener down is what wakes a thread that waits in accept.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._acceptor.join()
        self._listener.close()
        self.drop_connections()

    @property
    def url(self) -> str:
        """The address of the stand-in."""
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}"

    def plays(self, *steps: Step) -> None:
        """Append steps to the script."""
        self.script.extend(steps)

    def drop_connections(self) -> None:
        """Close the connections that are open, and wait until they are."""
        with self._lock:
            for connection in self._open:
                with suppress(OSError):  # The client was first.
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def paths(self) -> Sequence[str]:
        """Return the paths of the requests that came."""
        return [received.path for received in self.requests]

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                self._open.add(connection)
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection.makefile("rb") as stream:
                while (received := _read_request(stream)) is not None:
                    with self._lock:
                        self.requests.append(received)
                        step = self.script.pop(0) if self.script else answer(599, {"code": "ScriptEnded"})
                    if not step(connection):
                        return
        except ConnectionResetError:
            return
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()


def _read_request(stream: Any) -> Received | None:
    """Read one request, or None at the end of the connection."""
    first = stream.readline()
    if not first:
        return None
    method, path, _ = first.decode().split(" ", 2)
    headers = {}
    while (line := stream.readline().decode().rstrip("\r\n")) != "":
        name, value = line.split(": ", 1)
        headers[name.lower()] = value
    body = stream.read(int(headers.get("content-length", "0")))
    return Received(method=method, path=path, headers=headers, body=body)
