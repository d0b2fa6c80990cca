"""A caller of the API who has signed in with a token of this machine."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler
from pytest_django import Settings

from config.identity.local_issuer import LocalIssuer
from tests.config.identity.issuer import key_named


def use_local_identity(changed: Settings, directory: Path) -> None:
    """Set up a machine without Clerk whose key and request budgets are in the directory."""
    changed.CLERK_ISSUER = ""
    changed.LOCAL_SIGNING_KEY = directory / "signing_key.pem"
    changed.SHARED_STATE_PATH = directory / "shared_state.sqlite3"
    # Making a key takes a tenth of a second: the tests that are not about it share one.
    key = key_named("this machine").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (directory / "signing_key.pem").write_bytes(key)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: Mapping[str, str]


@cache
def _handler(*, checks_csrf: bool) -> ClientHandler:
    """Return Django as all callers ask it: to load the middleware takes a fortieth of a second, and tests have many."""
    handler = ClientHandler(enforce_csrf_checks=checks_csrf)
    handler.load_middleware()
    return handler


def new_client(*, checks_csrf: bool = False) -> Client:
    """Return a client without cookies, to whom a mistake of ours is an answer."""
    client = Client(raise_request_exception=False)
    client.handler = _handler(checks_csrf=checks_csrf)
    return client


@dataclass(slots=True)
class Caller:
    """Sends requests through the whole of Django, as `user_id`; as a stranger where that is empty."""

    user_id: str = "user_1"
    client: Client = field(default_factory=new_client)
    _token: str = ""

    def token(self) -> str:
        """Return a session token that is good for ten minutes, the same each time."""
        if not self._token:
            issuer = LocalIssuer(path=settings.LOCAL_SIGNING_KEY, authorized_party=settings.PUBLIC_URL)
            self._token = issuer.issue(self.user_id, ttl_s=600, now_s=int(time.time()))
        return self._token

    def send(self, method: str, path: str, body: object = b"", **headers: str) -> Answer:
        """Send a request; a body that is not bytes is sent as JSON. Header names are written with underscores."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.user_id:
            sent.setdefault("Authorization", f"Bearer {self.token()}")
        content_type = sent.pop("Content-Type", "application/json")
        return read(self.client.generic(method, path, content, content_type, headers=sent))

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: object = b"", **headers: str) -> Answer:
        return self.send("POST", path, body, **headers)


def read(response: HttpResponseBase) -> Answer:
    """Read an answer, as JSON where it is."""
    content: bytes = getattr(response, "content", b"")
    is_json = "json" in response.headers.get("Content-Type", "")
    return Answer(response.status_code, json.loads(content) if is_json else content, response.headers)
