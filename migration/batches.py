"""Batches: records as the one text that is sent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_HEAD, _SEPARATOR, _TAIL = b'{"records":[', b",\n", b"]}"
_LINE_FEED = 0x0A


@dataclass(frozen=True, slots=True)
class Batch:
    """The body of one request, and how many records it holds.

    The records are kept as the one text that is sent: lists of lines beside it would double what is in flight.
    """

    body: bytes
    count: int

    @classmethod
    def of(cls, lines: Iterable[bytes]) -> "Batch":
        """Return the batch of these records; a line feed at their ends is dropped."""
        records = [line.removesuffix(b"\n") for line in lines]
        return cls(_HEAD + _SEPARATOR.join(records) + _TAIL, len(records))

    def lines(self) -> list[bytes]:
        """Return the records again, each as its JSON text."""
        # JSON text holds no line feed, so each one is a separator.
        return self.body[len(_HEAD) : -len(_TAIL)].split(_SEPARATOR) if self.count else []

    def halves(self) -> tuple["Batch", "Batch"]:
        """Return the two halves of a batch of at least two."""
        lines = self.lines()
        middle = len(lines) // 2
        return Batch.of(lines[:middle]), Batch.of(lines[middle:])


def cut_batches(lines: Iterable[bytes], *, max_docs: int, max_bytes: int) -> Iterator[Batch]:
    """Cut lines, with or without line feeds, into batches of at most so many records and bytes.

    A line that is longer alone makes a batch alone.
    """
    body = bytearray(_HEAD)
    count = 0
    for line in lines:
        if count and (count == max_docs or len(body) + len(line) + len(_TAIL) > max_bytes):
            yield _closed(body, count)
            body, count = bytearray(_HEAD), 0
        body += line
        if body[-1] == _LINE_FEED:
            del body[-1]
        body += _SEPARATOR
        count += 1
    if count:
        yield _closed(body, count)


def _closed(body: bytearray, count: int) -> Batch:
    body[-len(_SEPARATOR) :] = _TAIL
    return Batch(bytes(body), count)
