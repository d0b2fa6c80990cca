"""The id that a web request carries through our log, Convex's log and every call between them."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# What may travel in a header and in a log line as it is.
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_bound_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def new_request_id() -> str:
    """Return a random id in Convex's own form, 16 hex digits."""
    return secrets.token_hex(8)


def current_request_id() -> str:
    """Return the id of the web request or job that is being served, or a new one where none is bound."""
    return _bound_id.get() or new_request_id()


@contextmanager
def bind_request_id(proposed: str | None = None) -> Iterator[str]:
    """Bind an id for the calls made inside, and give it back.

    The proposed id (a front end's header) is taken only if it is short and plain; otherwise a new one is made.
    """
    request_id = proposed if proposed and _SAFE_ID.fullmatch(proposed) else new_request_id()
    token = _bound_id.set(request_id)
    try:
        yield request_id
    finally:
        _bound_id.reset(token)
