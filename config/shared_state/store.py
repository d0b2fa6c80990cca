"""Budgets and claims in one table, each changed by one statement, so that no two processes can both take the last one.

A row is a key and a moment in seconds since 1970. For a budget it is the moment at which the caller will have used what
they may use (the "theoretical arrival time" of the generic cell rate algorithm: a token bucket in one number). For a
claim it is the end of the lease. A row whose moment has passed means the same as no row, and is swept away.
"""

import contextlib
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

# A budget's moment lies at most its own length ahead; one beyond that is left from before the clock was set back.
TAKE_BUDGET = """
INSERT INTO config_short_lived (key, moment) VALUES ({p}, {p})
ON CONFLICT (key) DO UPDATE SET moment = {p} + CASE
    WHEN config_short_lived.moment BETWEEN {p} AND {p} THEN config_short_lived.moment ELSE {p} END
WHERE config_short_lived.moment NOT BETWEEN {p} AND {p}
RETURNING moment
"""
TAKE_CLAIM = """
INSERT INTO config_short_lived (key, moment) VALUES ({p}, {p})
ON CONFLICT (key) DO UPDATE SET moment = excluded.moment
WHERE config_short_lived.moment NOT BETWEEN {p} AND {p}
RETURNING moment
"""
READ = "SELECT moment FROM config_short_lived WHERE key = {p}"
RELEASE = "DELETE FROM config_short_lived WHERE key = {p} AND moment = {p}"
SWEEP = "DELETE FROM config_short_lived WHERE moment < {p}"
CREATE = "CREATE TABLE IF NOT EXISTS config_short_lived (key TEXT PRIMARY KEY, moment REAL NOT NULL) WITHOUT ROWID"

Row = tuple[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How many requests a minute, of which `burst` may come at once."""

    per_minute: int
    burst: int

    @property
    def interval_s(self) -> float:
        """How long one request takes from the budget."""
        return 60 / self.per_minute


class SharedStore(ABC):
    """The questions; the subclasses know how to run a statement by itself, committed at once."""

    placeholder: str
    sweep_every = 5000

    def __init__(self) -> None:
        self._taken = 0

    @abstractmethod
    def run(self, statement: str, values: Sequence[str | float]) -> Row | None:
        """Run one statement in a transaction of its own and return its first row."""

    def take(self, key: str, budget: Budget, *, now_s: float) -> float:
        """Take one request from the budget: 0 when there was one, else how many seconds it takes until there is."""
        interval_s = budget.interval_s
        slack_s = (budget.burst - 1) * interval_s
        # Beyond `full_s` a request has to wait; nothing honest lies beyond `limit_s`.
        full_s, limit_s = now_s + slack_s, now_s + slack_s + interval_s + 1e-3
        values = (key, now_s + interval_s, interval_s, now_s, limit_s, now_s, full_s + 1e-6, limit_s)
        if self.run(TAKE_BUDGET.format(p=self.placeholder), values) is not None:
            self._sweep(now_s)
            return 0.0
        row = self.run(READ.format(p=self.placeholder), (key,))
        return max(0.001, row[0] - full_s) if row else 0.001

    def claim(self, key: str, *, now_s: float, lease_s: float) -> float | None:
        """Claim the key until its release or the end of the lease; the claim to release it by, None if it is taken."""
        until_s = now_s + lease_s
        row = self.run(TAKE_CLAIM.format(p=self.placeholder), (key, until_s, now_s, until_s))
        return None if row is None else row[0]

    def release(self, key: str, claim: float) -> None:
        """Give the key back. Nothing happens when the lease has ended and somebody else has it."""
        self.run(RELEASE.format(p=self.placeholder), (key, claim))

    def _sweep(self, now_s: float) -> None:
        """Remove what is over, once in a while: an index would cost more at each request than this does."""
        self._taken += 1
        if self._taken % self.sweep_every == 0:
            self.run(SWEEP.format(p=self.placeholder), (now_s,))


class SqliteStore(SharedStore):
    """A file on this machine, shared by its processes, not synced to disk: what can be lost is seconds' worth."""

    placeholder = "?"

    def __init__(self, path: Path) -> None:
        super().__init__()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        # In autocommit each statement is a transaction that takes the write lock when it begins.
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=1.0)
        for pragma in ("journal_mode = WAL", "synchronous = OFF"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute(CREATE)

    def run(self, statement: str, values: Sequence[str | float]) -> Row | None:
        """Run the statement; the threads of this process take turns."""
        with self._lock, contextlib.closing(self._db.execute(statement, tuple(values))) as cursor:
            rows = cursor.fetchall()
        return rows[0] if rows else None

    def close(self) -> None:
        """Close the file."""
        self._db.close()


class PostgresStore(SharedStore):
    """Django's own database, where that is Postgres; the table comes with `manage.py migrate`."""

    placeholder = "%s"

    def run(self, statement: str, values: Sequence[str | float]) -> Row | None:
        """Run the statement on the connection of this thread."""
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            rows: list[Row] = cursor.fetchall() if cursor.description else []
        return rows[0] if rows else None
