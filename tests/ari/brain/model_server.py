"""A model on loopback that speaks OpenAI's protocol over real HTTP and answers what a test wants."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ari.llm import ChatModels, Endpoint, Price

PRICE = Price(input=3.0, output=15.0)


@dataclass
class Asked:
    """What came: the bodies and the bearer keys of the requests, in order."""

    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def prompt(self, at: int = -1) -> str:
        """Return all text of one request's messages."""
        return "\n".join(message["content"] for message in self.bodies[at]["messages"])


@dataclass(frozen=True)
class ModelServer:
    """A running model: where it listens, and what it was asked."""

    url: str
    asked: Asked


Answer = Callable[[dict[str, Any]], str]


@contextmanager
def run_model(answer: Answer) -> Iterator[ModelServer]:
    """Run a model that answers each request by the function of its body."""
    asked = Asked()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                asked.bodies.append(body)
                asked.keys.append(self.headers["Authorization"].removeprefix("Bearer "))
            content = json.dumps(completion(answer(body))).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield ModelServer(url=f"http://127.0.0.1:{server.server_address[1]}/v1", asked=asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def completion(text: str, *, finish: str = "stop") -> dict[str, Any]:
    """Return a chat completion as OpenAI's API answers it."""
    message = {"role": "assistant", "content": text}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 400, "completion_tokens": 40, "total_tokens": 440},
    }


def endpoint(name: str, url: str, *, price: Price = PRICE) -> Endpoint:
    """Return an endpoint of ours at a loopback address."""
    return Endpoint(name=name, base_url=url, api_key=f"key-of-{name}", model=f"{name}-1", price=price)


@contextmanager
def models_at(*urls: tuple[str, str], timeout_s: float = 5.0) -> Iterator[ChatModels]:
    """Use models at these addresses, each with its name; the connections are closed at the end."""
    models = ChatModels([endpoint(name, url) for name, url in urls], timeout_s=timeout_s)
    try:
        yield models
    finally:
        models.close()
