"""The client that the whole process shares, made from the settings."""

import atexit
import os
import threading

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.convex.client import ConvexClient

_lock = threading.Lock()
_shared: tuple[tuple[str, str, str], ConvexClient] | None = None
# What a forked process got from its parent and keeps: libcurl takes leave of the far side when a connection is freed.
_inherited: list[object] = []


def get_client() -> ConvexClient:
    """Return the client of the deployment that the settings name.

    It is made at the first call, closed when the process ends, and made anew in a forked process and when the settings
    were changed (which only tests do). Making it opens no connection.

    Raises:
        ImproperlyConfigured: no deploy key is set, or an address is malformed.
    """
    global _shared
    wanted = (settings.CONVEX_URL, settings.CONVEX_SITE_URL, settings.CONVEX_DEPLOY_KEY)
    shared = _shared
    if shared is not None and shared[0] == wanted:
        return shared[1]
    with _lock:
        if _shared is None or _shared[0] != wanted:
            client = _make_client(*wanted)
            close_client()
            _shared = (wanted, client)
        return _shared[1]


def close_client() -> None:
    """Close the shared client, if there is one; the next `get_client` makes another."""
    global _shared
    shared, _shared = _shared, None
    if shared is not None:
        shared[1].close()


def _make_client(url: str, site_url: str, deploy_key: str) -> ConvexClient:
    try:
        return ConvexClient(url, deploy_key=deploy_key, site_url=site_url)
    except ValueError as error:
        raise ImproperlyConfigured(f"Convex cannot be reached with these settings: {error}") from None


def _forget_client() -> None:
    """Leave the parent's client alone: its connections are shared with the parent, which is still using them."""
    global _shared, _lock
    _inherited.append(_shared)
    _shared, _lock = None, threading.Lock()


atexit.register(close_client)
os.register_at_fork(after_in_child=_forget_client)
