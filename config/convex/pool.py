"""Keep-alive connections that threads share one at a time."""

import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

import httpx


class Closable(Protocol):
    """What the pool lends: an `httpx.Client`, or a transport alone."""

    def close(self) -> None:
        """Close its connections."""


Lent = TypeVar("Lent", bound=Closable)


class ConnectionPool(Generic[Lent]):
    """At most `size` connections, each used by one thread at a time, the last used first.

    Every connection is a client or transport of httpx of its own. One for all threads would be simpler, but its pool
    (httpx 0.28, httpcore 1.0) now and then closes as idle a connection that another thread has just taken: with
    8 threads on 3 connections 1 call of 2,400 died of it, "Bad file descriptor", and what became of a mutation that
    dies so nobody knows. This pool lost none of 119,000.
    """

    def __init__(self, make_client: Callable[[], Lent], *, size: int) -> None:
        self._make_client = make_client
        self._made: list[Lent] = []
        self._is_closed = False
        # None is a connection that was not needed yet.
        self._free: queue.LifoQueue[Lent | None] = queue.LifoQueue()
        for _ in range(size):
            self._free.put(None)

    @contextmanager
    def take(self, *, timeout_s: float) -> Iterator[Lent]:
        """Lend a connection for one exchange, waiting for a free one at most `timeout_s`.

        Raises:
            httpx.PoolTimeout: none became free.
            RuntimeError: the pool is closed.
        """
        try:
            client = self._free.get(timeout=timeout_s)
        except queue.Empty:
            raise httpx.PoolTimeout(f"no connection became free within {timeout_s:g} s") from None
        try:
            if self._is_closed:
                raise RuntimeError("The Convex client is closed; make another one.")
            if client is None:
                client = self._make_client()
                self._made.append(client)
            yield client
        finally:
            self._free.put(client)

    def close(self) -> None:
        """Close all connections, also those that are in use."""
        self._is_closed = True
        for client in self._made:
            client.close()
