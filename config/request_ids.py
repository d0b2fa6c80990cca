"""Give every web request an id: that of X-Request-ID or a new one, sent back, and carried through log and Convex."""

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from config.convex.request_ids import bind_request_id

HEADER = "X-Request-ID"
KNOWN_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
access_log = logging.getLogger("config.access")
_served_id: ContextVar[str | None] = ContextVar("served_request_id", default=None)


def served_request_id() -> str | None:
    """Return the id of the web request that is being served, None outside of one."""
    return _served_id.get()


class RequestIdMiddleware:
    """Binds the id for the request, answers it, and logs the request in one line when it is done.

    The line tells the route and not the address: addresses and query strings hold ids and what people search for. It
    stands first among the middleware, so that what the others refuse has an id and a line too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request under its id."""
        started = time.perf_counter()
        with bind_request_id(request.headers.get(HEADER)) as request_id:
            token = _served_id.set(request_id)
            try:
                response = self._get_response(request)
                log_request(request, response, elapsed_ms=(time.perf_counter() - started) * 1000)
            finally:
                _served_id.reset(token)
        response[HEADER] = request_id
        return response


def log_request(request: HttpRequest, response: HttpResponse, *, elapsed_ms: float) -> None:
    """Log a served request without anything that tells who it was about."""
    match = request.resolver_match
    facts = {
        "method": request.method if request.method in KNOWN_METHODS else "other",
        "route": f"/{match.route}" if match else "none",
        "status": response.status_code,
        "ms": round(elapsed_ms, 1),
        "caller": str(getattr(getattr(request, "user", None), "kind", "other")),
    }
    access_log.info("request served", extra={"facts": facts})
