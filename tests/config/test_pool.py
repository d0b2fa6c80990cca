"""The pool of connections: one thread at a time on each, the last used first, no more than its size."""

import threading
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from config.convex.pool import ConnectionPool, NoneFreeError


class Line:
    """A connection that only knows if it was closed."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def pool() -> Iterator[ConnectionPool[Line]]:
    pool = ConnectionPool(Line, size=3)
    yield pool
    pool.close()


def test_a_connection_that_is_free_is_used_again(pool: ConnectionPool[Line]) -> None:
    with pool.take(timeout_s=1) as first:
        pass
    with pool.take(timeout_s=1) as second:
        assert second is first
        with pool.take(timeout_s=1) as third:
            assert third is not first


def test_a_connection_comes_back_when_its_exchange_fails(pool: ConnectionPool[Line]) -> None:
    for _ in range(10):
        with pytest.raises(ZeroDivisionError), pool.take(timeout_s=0.01):
            raise ZeroDivisionError


def test_threads_never_share_a_connection_and_there_are_no_more_than_the_size(
    pool: ConnectionPool[Line],
) -> None:
    in_use: Counter[Line] = Counter()
    most = []

    def work() -> None:
        for _ in range(50):
            with pool.take(timeout_s=10) as client:
                in_use[client] += 1
                time.sleep(0.0001)
                most.append(max(in_use.values()))
                in_use[client] -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(most) == 400
    assert max(most) == 1
    assert len(in_use) <= 3


def test_waiting_for_a_free_connection_ends(pool: ConnectionPool[Line]) -> None:
    with (
        pool.take(timeout_s=1),
        pool.take(timeout_s=1),
        pool.take(timeout_s=1),
        pytest.raises(NoneFreeError, match=r"within 0\.01 s"),
        pool.take(timeout_s=0.01),
    ):
        pass


def test_a_closed_pool_lends_nothing(pool: ConnectionPool[Line]) -> None:
    with pool.take(timeout_s=1):
        pass
    pool.close()

    with pytest.raises(RuntimeError, match="make another one"), pool.take(timeout_s=1):
        pass


def test_a_closed_pool_closes_a_connection_in_use_when_it_comes_back(pool: ConnectionPool[Line]) -> None:
    with pool.take(timeout_s=1) as free:
        pass
    with pool.take(timeout_s=1) as used, pool.take(timeout_s=1) as other:
        assert used is free
        pool.close()
        assert (used.is_closed, other.is_closed) == (False, False)

    assert (used.is_closed, other.is_closed) == (True, True)
