"""Cursor pages of the REST API: `?cursor=&limit=` in, `{"<things>": […], "next_cursor": …}` out.

A cursor leaves the server sealed: signed, and bound to the question it belongs to. One that was altered, or is sent
with other filters or by another caller, is refused rather than answered with a page of something else.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from rest_framework.request import Request

from config.errors import InvalidInputError

DEFAULT_LIMIT, MAX_LIMIT = 25, 100
SIGNATURE_BYTES = 16


class BadCursorError(InvalidInputError):
    """The cursor was not given out for this question."""

    code = "bad_cursor"
    default_detail = "The cursor does not belong to this list. Ask for the first page, without a cursor."


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which page the caller wants. `cursor` is Convex's own, opened; None asks for the first page."""

    cursor: str | None
    limit: int
    scope: bytes

    def body(self, name: str, things: list[Any], next_cursor: str | None) -> dict[str, Any]:
        """Return the answer: the things under their name and the sealed cursor of the next page, null on the last."""
        return {name: things, "next_cursor": seal_cursor(next_cursor, self.scope) if next_cursor is not None else None}


def read_page_request(request: Request, *, question: Mapping[str, Any]) -> PageRequest:
    """Read `cursor` and `limit` of the query string.

    `question` is everything that chooses and orders the list: the caller, the filters, the order.

    Raises:
        InvalidInputError: the limit is no number from 1 to MAX_LIMIT.
        BadCursorError: the cursor was not given out for this question.
    """
    scope = hashlib.sha256(orjson.dumps(question, default=str, option=orjson.OPT_SORT_KEYS)).digest()
    sealed = request.query_params.get("cursor", "")
    return PageRequest(
        cursor=open_cursor(sealed, scope) if sealed else None,
        limit=_read_limit(request.query_params.get("limit", "")),
        scope=scope,
    )


def seal_cursor(cursor: str, scope: bytes) -> str:
    """Return the cursor signed for the scope, in characters that need no escaping in an address."""
    payload = cursor.encode()
    return base64.urlsafe_b64encode(_sign(payload, scope) + payload).decode("ascii").rstrip("=")


def open_cursor(sealed: str, scope: bytes) -> str:
    """Return the cursor inside.

    Raises:
        BadCursorError: it was not sealed here for this scope.
    """
    try:
        raw = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadCursorError from None
    signature, payload = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _sign(payload, scope)):
        raise BadCursorError
    return payload.decode()


def _sign(payload: bytes, scope: bytes) -> bytes:
    key = f"cursor:{settings.SECRET_KEY}".encode()
    return hmac.digest(key, scope + payload, "sha256")[:SIGNATURE_BYTES]


def _read_limit(text: str) -> int:
    if not text:
        return DEFAULT_LIMIT
    limit = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInputError(fields={"limit": [f"Must be a whole number from 1 to {MAX_LIMIT}."]})
    return limit
