"""A stand-in for Kapso that takes messages as Meta's API does, and tells of each by a status webhook."""

import json
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.ari.conversations.business import Business, status, webhook


class Kapso:
    """Takes what is sent to it. `taken` has the number and the sign of each message, in their order."""

    def __init__(self, business: Business) -> None:
        self.taken: list[tuple[str, str]] = []
        self._business = business
        kapso = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                content = json.dumps({"messages": [{"id": kapso.take(body)}]}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # A sender that is killed leaves connections whose answers nobody reads.
        self._server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def take(self, body: dict[str, Any]) -> str:
        """Take a message and tell of it, before the sender has its answer: that may never come."""
        sign = str(body["biz_opaque_callback_data"])
        provider_id = f"wamid.{uuid.uuid4().hex}"
        self.taken.append((str(body["to"]), sign))
        told = status(provider_id, "sent", biz_opaque_callback_data=sign)
        answer = self._business.deliver(webhook(self._business.number_id, statuses=[told]))
        assert answer.status == 200, answer.body
        return provider_id
