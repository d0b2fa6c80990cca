"""What all processes of the site must agree on for a few seconds: request budgets and requests in flight."""

import os
import threading

from django.conf import settings
from django.db import connection

from config.shared_state.store import PostgresStore, SharedStore, SqliteStore

_lock = threading.Lock()
_shared: tuple[object, SharedStore] | None = None


def get_store() -> SharedStore:
    """Return the store of this installation: Django's database where that is Postgres, else a file on this machine.

    Postgres serves several machines. SQLite as Django's own database would not do: it syncs to disk at every commit,
    and what is kept here may be lost.
    """
    global _shared
    wanted = (os.getpid(), connection.vendor, settings.SHARED_STATE_PATH)
    shared = _shared
    if shared is None or shared[0] != wanted:
        with _lock:
            if _shared is None or _shared[0] != wanted:
                is_postgres = connection.vendor == "postgresql"
                _shared = (wanted, PostgresStore() if is_postgres else SqliteStore(settings.SHARED_STATE_PATH))
            shared = _shared
    return shared[1]
