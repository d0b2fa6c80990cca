"""Keep-alive connections that threads share one at a time."""

import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    """What the pool lends: a connection."""

    def close(self) -> None:
        """Close it."""


Lent = TypeVar("Lent", bound=Closable)


class NoneFreeError(Exception):
    """All connections stayed in use for as long as one waited."""


class ConnectionPool(Generic[Lent]):
    """At most `size` connections, each used by one thread at a time, the last used first."""

    def __init__(self, connect: Callable[[], Lent], *, size: int) -> None:
        self._connect = connect
        self._is_closed = False
        # None is a connection that was not needed yet.
        self._free: queue.LifoQueue[Lent | None] = queue.LifoQueue()
        for _ in range(size):
            self._free.put(None)

    @contextmanager
    def take(self, *, timeout_s: float) -> Iterator[Lent]:
        """Lend a connection for one exchange, waiting for a free one at most `timeout_s`.

        Raises:
            NoneFreeError: none became free.
            RuntimeError: the pool is closed.
        """
        try:
            connection = self._free.get(timeout=timeout_s)
        except queue.Empty:
            raise NoneFreeError(f"no connection became free within {timeout_s:g} s") from None
        try:
            if self._is_closed:
                raise RuntimeError("The Convex client is closed; make another one.")
            if connection is None:
                connection = self._connect()
            yield connection
        finally:
            self._free.put(connection)
            if self._is_closed:
                self._close_free()

    def close(self) -> None:
        """Close the connections, those in use when they come back."""
        self._is_closed = True
        self._close_free()

    def _close_free(self) -> None:
        """Close what is free; the places stay, for whoever waits for one is to be told that the pool is closed."""
        for _ in range(self._free.qsize()):
            try:
                connection = self._free.get_nowait()
            except queue.Empty:
                return
            if connection is not None:
                connection.close()
            self._free.put(None)
