"""How many requests a caller may make: a budget for each principal, and one for each address that is not signed in.

Django REST framework's own throttles read, decide and write in three steps, so that callers who come at once all pass.
Here one statement does all three, see `config.shared_state`.
"""

import hashlib
import logging
import sqlite3
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from config.authentication import find_principal
from config.shared_state import get_store
from config.shared_state.store import Budget

if TYPE_CHECKING:
    # Django REST framework imports this module while it makes its views.
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# The part of a minute's requests that may come at once: a page that loads asks for several things.
BURST_SHARE = 4
MIN_BURST = 10


class CallerThrottle(BaseThrottle):
    """Takes each request from the caller's budget; reading and writing have budgets of their own."""

    def __init__(self) -> None:
        self._wait_s = 0.0

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Take the request from its budget; False when there is none left for now."""
        key, per_minute = budget_of(request)
        if not per_minute:
            return True
        budget = Budget(per_minute=per_minute, burst=max(MIN_BURST, per_minute // BURST_SHARE))
        try:
            self._wait_s = get_store().take(key, budget, now_s=time.time())
        except (sqlite3.Error, DatabaseError) as error:
            # Limits protect the service; without them it still serves, and the log says that they are off.
            logger.exception("Request limits cannot be kept (%s): requests pass unlimited.", type(error).__name__)
            return True
        return self._wait_s == 0.0

    def wait(self) -> float:
        """Return after how many seconds there will be room again."""
        return self._wait_s


def budget_of(request: Request) -> tuple[str, int]:
    """Return the key of the caller's budget, which tells nobody's id, and its requests a minute (0: no limit)."""
    principal = find_principal(request)
    if principal is None:
        return _key("stranger", client_address(request._request)), settings.API_STRANGER_REQUESTS_PER_MINUTE
    if request.method in SAFE_METHODS:
        return _key("read", principal.user_id), settings.API_READS_PER_MINUTE
    return _key("write", principal.user_id), settings.API_WRITES_PER_MINUTE


def client_address(request: HttpRequest) -> str:
    """Return the address that the request came from: behind our own proxy, the one that the proxy saw."""
    if settings.BEHIND_PROXY:
        # Only the last entry is the proxy's; whatever stands before it, the caller may have written.
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if forwarded:
            return str(forwarded)
    return str(request.META.get("REMOTE_ADDR", ""))


def _key(kind: str, who: str) -> str:
    return f"{kind}:{hashlib.blake2b(who.encode(), digest_size=12, key=settings.SECRET_KEY.encode()[:64]).hexdigest()}"
