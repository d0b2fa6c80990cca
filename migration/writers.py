"""Several batches in flight: threads that send, and a bound on what waits, so that memory stays flat."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Protocol

from migration.batches import Batch
from migration.errors import MigrationError
from migration.outcomes import BatchOutcome
from migration.tables import Table


class BatchSink(Protocol):
    """What takes batches."""

    def send(self, table: Table, batch: Batch) -> BatchOutcome:
        """Write a batch and return what became of each record."""
        ...

    def stop(self) -> None:
        """End all waiting."""
        ...


class BatchWriters:
    """Sends batches by `concurrency` threads. At most one more than these is waiting."""

    def __init__(self, sink: BatchSink, concurrency: int) -> None:
        self._sink = sink
        self._limit = concurrency + 1
        self._pool = ThreadPoolExecutor(concurrency, thread_name_prefix="migration")
        self._pending: deque[Future[BatchOutcome]] = deque()

    def submit(self, table: Table, batch: Batch) -> Iterator[BatchOutcome]:
        """Hand over a batch, waiting for room, and yield the outcomes that came meanwhile.

        Raises:
            MigrationError: a batch before this one failed for good.
        """
        while len(self._pending) >= self._limit:
            wait(self._pending, return_when=FIRST_COMPLETED)
            yield from self._finished()
        self._pending.append(self._pool.submit(self._sink.send, table, batch))

    def drain(self) -> Iterator[BatchOutcome]:
        """Wait for all batches and yield their outcomes; raises as `submit`."""
        while self._pending:
            wait(self._pending, return_when=FIRST_COMPLETED)
            yield from self._finished()

    def abandon(self) -> list[BatchOutcome]:
        """Send nothing more, let what is on its way arrive, and return what became of it."""
        self._sink.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        outcomes = []
        for future in self._pending:
            try:
                if not future.cancelled():
                    outcomes.append(future.result())
            except MigrationError:
                # The run ends for another reason already; the rows of this batch are not accounted for, and it says so.
                continue
        self._pending.clear()
        return outcomes

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _finished(self) -> Iterator[BatchOutcome]:
        for future in [future for future in self._pending if future.done()]:
            self._pending.remove(future)
            yield future.result()
