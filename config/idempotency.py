"""`Idempotency-Key`: the same request, sent again, gets its first answer and is not carried out twice.

The answer is kept in Convex by the mutation that made it; here the header is read, the request is given a fingerprint,
and a request whose twin is still being served is told so.
"""

import hashlib
import logging
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.views import APIView

from config.authentication import find_principal
from config.errors import ConflictError
from config.shared_state import get_store

logger = logging.getLogger(__name__)

HEADER = "Idempotency-Key"
KEY_FORM = re.compile(r"[!-~]{1,200}", re.ASCII)
# Longer than any request takes; a worker that died gives its keys back after this.
LEASE_S = 60.0


class BadIdempotencyKeyError(APIException):
    """The header has no usable key."""

    status_code = 400
    default_code = "bad_idempotency_key"
    default_detail = f"{HEADER} must have 1 to 200 printable ASCII characters without spaces."


class RequestInFlightError(ConflictError):
    """The same key is being served at this moment."""

    code = "request_in_flight"
    default_detail = f"A request with this {HEADER} is being served. Repeat it shortly to get its answer."


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """The caller's key, and a digest of what they asked for."""

    key: str
    fingerprint: str

    def as_args(self) -> dict[str, str]:
        """Return the arguments that every writing Convex function takes."""
        return {"idempotency_key": self.key, "fingerprint": self.fingerprint}


def read_idempotency(request: Request) -> Idempotency | None:
    """Return the key and fingerprint of the request, None when it has no key.

    Raises:
        BadIdempotencyKeyError: the header is there and cannot be a key.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not KEY_FORM.fullmatch(key):
        raise BadIdempotencyKeyError
    return Idempotency(key=key, fingerprint=fingerprint_of(request))


def idempotency_args(request: Request) -> dict[str, str]:
    """Return the two arguments for a Convex function, nothing where the request has no key."""
    idempotency = read_idempotency(request)
    return idempotency.as_args() if idempotency else {}


def fingerprint_of(request: Request) -> str:
    """Return a digest of method, address and content: of files what they hold, of JSON whatever the order of its keys.

    Parameters belong to the address: they name the workspace, so the same body with another one is another request.
    """
    query = urlencode(sorted(request.query_params.lists()), doseq=True)
    digest = hashlib.sha256(f"{request.method} {request.path.rstrip('/')}?{query}\n".encode())
    data: Any = request.data
    if isinstance(data, Mapping) and request.FILES:
        data = {name: _plain(data.getlist(name)) for name in data} if hasattr(data, "getlist") else dict(data)
    digest.update(orjson.dumps(data, option=orjson.OPT_SORT_KEYS, default=str))
    return digest.hexdigest()


def _plain(values: list[Any]) -> list[str]:
    return [_file_digest(value) if isinstance(value, UploadedFile) else str(value) for value in values]


def _file_digest(file: "UploadedFile[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return f"file:{digest.hexdigest()}"


class InFlightGuard(APIView):
    """For views that write: a second request with a key that is being served at this moment gets 409.

    Convex alone makes sure that nothing happens twice; this spares the caller a wait, and keeps views that make several
    calls from being in each other's way.
    """

    _claimed: tuple[str, float] | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Serve the request and give its key back, whatever becomes of it."""
        try:
            return super().dispatch(request, *args, **kwargs)
        finally:
            if self._claimed:
                with logged_failures("given back"):
                    get_store().release(*self._claimed)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Claim the key of a POST after the caller is known."""
        super().initial(request, *args, **kwargs)
        key = request.headers.get(HEADER)
        if request.method != "POST" or key is None:
            return
        if not KEY_FORM.fullmatch(key):
            raise BadIdempotencyKeyError
        principal = find_principal(request)
        who = principal.user_id if principal else ""
        name = "flight:" + hashlib.sha256(f"{who}\n{key}".encode()).hexdigest()[:40]
        with logged_failures("claimed"):
            claim = get_store().claim(name, now_s=time.time(), lease_s=LEASE_S)
            if claim is None:
                raise RequestInFlightError
            self._claimed = (name, claim)


@contextmanager
def logged_failures(deed: str) -> Iterator[None]:
    """Go on without the guard when its store fails: Convex still makes sure that nothing happens twice."""
    try:
        yield
    except (sqlite3.Error, DatabaseError) as error:
        logger.exception("A key in flight could not be %s (%s).", deed, type(error).__name__)
