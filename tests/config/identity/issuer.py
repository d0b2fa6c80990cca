"""A sign-in service on the loopback address: real keys, a real key set over HTTP, and bad days on demand."""

import json
import threading
import time
from collections.abc import Mapping
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from jwt.algorithms import RSAAlgorithm

PARTY = "https://app.example.com"


@cache
def key_named(key_id: str) -> RSAPrivateKey:
    """Return the key of that name; making one takes a tenth of a second, so each is made once a run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_entry(key_id: str, key: RSAPrivateKey | None = None) -> dict[str, Any]:
    """Return the entry of a key set."""
    numbers = json.loads(RSAAlgorithm.to_jwk((key or key_named(key_id)).public_key()))
    return {"kid": key_id, "kty": "RSA", "use": "sig", "alg": "RS256", "n": numbers["n"], "e": numbers["e"]}


class Issuer:
    """The service: `published` are the ids of the keys that it shows, `status` and `delay_s` how it answers."""

    def __init__(self, *published: str) -> None:
        self.published = list(published)
        self.extra_entries: list[dict[str, Any]] = []
        self.status, self.delay_s, self.body = 200, 0.0, b""
        self.asked = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """The issuer as tokens name it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def jwks_url(self) -> str:
        """Where its keys are."""
        return f"{self.url}/.well-known/jwks.json"

    def token(self, key_id: str = "k1", *, claims: Mapping[str, Any] | None = None, **headers: Any) -> str:
        """Return a good session token of `user_1`, but for the claims given. A claim given as None is left out."""
        now = int(time.time())
        every: dict[str, Any] = {
            "iss": self.url,
            "sub": "user_1",
            "sid": "sess_1",
            "azp": PARTY,
            "iat": now,
            "nbf": now - 10,
            "exp": now + 60,
            **(claims or {}),
        }
        present = {name: value for name, value in every.items() if value is not None}
        return jwt.encode(present, key_named(key_id), algorithm="RS256", headers={"kid": key_id, **headers})

    def key_set(self) -> bytes:
        """Return the body of the key set."""
        entries = [public_entry(key_id) for key_id in self.published] + self.extra_entries
        return self.body or json.dumps({"keys": entries}).encode()

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked += 1
                time.sleep(issuer.delay_s)
                body = issuer.key_set()
                self.send_response(issuer.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        return Handler
