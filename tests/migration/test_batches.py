"""Batches: cut at the limits, whole again, and sent by several threads within a bound."""

import threading
from collections.abc import Iterator

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.batches import Batch, cut_batches
from migration.errors import TargetError
from migration.outcomes import BatchOutcome
from migration.tables import TABLE_BY_SOURCE, Table
from migration.writers import BatchWriters

ARTICLES = TABLE_BY_SOURCE["articles"]
records = st.lists(st.dictionaries(st.text(), st.text()), max_size=30)


@given(records, st.integers(1, 8), st.integers(1, 300))
def test_cutting_loses_nothing_and_keeps_the_order(
    samples: list[dict[str, str]], max_docs: int, max_bytes: int
) -> None:
    lines = [orjson.dumps(sample) + (b"\n" if number % 3 else b"") for number, sample in enumerate(samples)]

    batches = list(cut_batches(lines, max_docs=max_docs, max_bytes=max_bytes))

    assert [record for batch in batches for record in orjson.loads(batch.body)["records"]] == samples
    assert [line for batch in batches for line in batch.lines()] == [line.removesuffix(b"\n") for line in lines]
    for batch in batches:
        assert batch.count == len(batch.lines()) <= max_docs
        assert len(batch.body) <= max_bytes or batch.count == 1


def test_an_empty_batch_is_sound() -> None:
    batch = Batch.of([])
    assert (orjson.loads(batch.body), batch.lines()) == ({"records": []}, [])


def test_halves_are_the_whole() -> None:
    first, second = Batch.of([b"1", b"2", b"3\n"]).halves()
    assert (first.lines(), second.lines()) == ([b"1"], [b"2", b"3"])


class Gate:
    """A sink that answers when it is let."""

    def __init__(self) -> None:
        self.open, self.stopped = threading.Event(), False
        self.sent: list[int] = []

    def send(self, _table: Table, batch: Batch) -> BatchOutcome:
        self.sent.append(batch.count)
        self.open.wait(10)
        if batch.lines() == [b"bad"]:
            raise TargetError("gone")
        return BatchOutcome(inserted=batch.count)

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def gate() -> Iterator[Gate]:
    sink = Gate()
    yield sink
    sink.open.set()


def test_no_more_batches_wait_than_the_bound(gate: Gate) -> None:
    writers = BatchWriters(gate, 2)
    submitted: list[BatchOutcome] = []

    def submit_all() -> None:
        for _ in range(10):
            submitted.extend(writers.submit(ARTICLES, Batch.of([b"1"])))

    thread = threading.Thread(target=submit_all)
    thread.start()
    thread.join(0.3)
    assert thread.is_alive(), "it waits for room"
    assert len(gate.sent) == 2
    gate.open.set()
    thread.join(10)
    submitted.extend(writers.drain())
    writers.close()
    assert sum(outcome.inserted for outcome in submitted) == 10


def test_abandoning_tells_what_was_under_way(gate: Gate) -> None:
    writers = BatchWriters(gate, 2)
    for line in (b"1", b"bad", b"3"):
        list(writers.submit(ARTICLES, Batch.of([line])))
    gate.open.set()

    outcomes = writers.abandon()

    assert gate.stopped
    assert sum(outcome.inserted for outcome in outcomes) in {1, 2}


def test_a_failed_batch_ends_the_run(gate: Gate) -> None:
    gate.open.set()
    writers = BatchWriters(gate, 1)
    list(writers.submit(ARTICLES, Batch.of([b"bad"])))
    with pytest.raises(TargetError, match="gone"):
        list(writers.drain())
    writers.close()
