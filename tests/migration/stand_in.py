"""A stand-in for the import of a deployment: real HTTP on loopback, answers by a function of the batch.

It exists for what a real deployment does only on bad days: refusals, resets, stalls, nonsense.
"""

import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

LINGER_ZERO = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A batch as it came. `number` counts requests from 1."""

    number: int
    path: str
    authorization: str
    records: Sequence[Mapping[str, Any]]

    @property
    def ids(self) -> list[str]:
        """The source ids of the records."""
        return [record["supabaseId"] for record in self.records]


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer; a body that is not bytes is printed as JSON."""

    status: int
    body: object
    headers: Mapping[str, str] = field(default_factory=dict)


class Reset:
    """Take the request and reset the connection."""


@dataclass(frozen=True, slots=True)
class Stall:
    """Take the request and answer nothing until the event is set."""

    until: threading.Event


Behaviour = Callable[[Received], Reply | Reset | Stall]


def accept(batch: Received) -> Reply:
    """Answer that every record was inserted."""
    return Reply(200, counts(inserted=len(batch.records)))


def counts(**changes: Any) -> dict[str, Any]:
    """Return the answer to a batch."""
    return {"inserted": 0, "updated": 0, "unchanged": 0, "skipped": [], "failed": []} | changes


class StandIn:
    """The running server. `batches` are what came, in order."""

    def __init__(self, behaviour: Behaviour = accept, *, describes: object = None) -> None:
        self.behaviour, self.describes = behaviour, describes
        self.batches: list[Received] = []
        self.recorded: list[Any] = []
        self.lock = threading.Lock()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                stand_in.serve(self)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        if request.path.startswith("/api/"):
            self.send(request, self.call_function(json.loads(body)))
            return
        with self.lock:
            batch = Received(
                number=len(self.batches) + 1,
                path=request.path,
                authorization=request.headers.get("Authorization", ""),
                records=json.loads(body)["records"],
            )
            self.batches.append(batch)
        match self.behaviour(batch):
            case Reply() as reply:
                self.send(request, reply)
            case Stall(until):
                until.wait(30)
                request.close_connection = True
            case _:
                request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_ZERO)
                request.connection.close()
                request.close_connection = True

    def call_function(self, call: Mapping[str, Any]) -> Reply:
        """Answer the two functions that the sink calls."""
        if call["path"] == "migrate:recordRun":
            self.recorded.append(call["args"]["report"])
            return Reply(200, {"status": "success", "value": "id"})
        if isinstance(self.describes, Reply):
            return self.describes
        return Reply(200, {"status": "success", "value": self.describes})

    def send(self, request: BaseHTTPRequestHandler, reply: Reply) -> None:
        """Write an answer in one piece."""
        content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        request.send_response(reply.status)
        for name, value in {"Content-Length": str(len(content)), **reply.headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(content)
