"""`/healthz`: this process answers. `/readyz`: it can also reach what it needs to serve."""

import logging
import threading
import time

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.convex.connection import get_client
from config.convex.errors import ConvexError

logger = logging.getLogger(__name__)

# The pages need no sign-in: what they cost is bounded by asking at most once in this time, whoever asks.
KEEP_S = 1.0
PROBE_LIMIT_S = 2.0
# Nobody has this id: the question only tries the way there.
PROBE = "readiness-probe"


class Readiness:
    """What was found out last; threads that ask at once share one answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._checked_at = float("-inf")
        self._problems: dict[str, str] = {}

    def problems(self) -> dict[str, str]:
        """Return what is wrong, by the part that it is wrong with; empty when the process is ready."""
        with self._lock:
            if time.monotonic() - self._checked_at >= KEEP_S:
                self._problems = find_problems()
                self._checked_at = time.monotonic()
            return self._problems


def find_problems() -> dict[str, str]:
    """Try Convex's address, then our key and functions in it, and Django's database."""
    problems: dict[str, str] = {}
    try:
        get_client().version(timeout_s=PROBE_LIMIT_S)
        get_client().query("tickets:getMemberships", {"user_id": PROBE})
    except ConvexError as error:
        logger.warning("Not ready: %s", error)
        problems["convex"] = error.code
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        logger.warning("Not ready: Django's database (%s)", type(error).__name__)
        problems["database"] = "database_unavailable"
    return problems


readiness = Readiness()


@require_safe
@never_cache
def show_health(_request: HttpRequest) -> JsonResponse:
    """Answer that the process is alive. Nothing else is asked, so that a restart is not made for a fault elsewhere."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def show_readiness(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when requests can be served, 503 with the parts that fail when not."""
    problems = readiness.problems()
    if problems:
        return JsonResponse({"status": "not_ready", "problems": problems}, status=503)
    return JsonResponse({"status": "ready"})
