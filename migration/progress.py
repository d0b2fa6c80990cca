"""How a run shows itself: a bar for each table in a terminal, lines where there is none, nothing when quiet."""

import time
from collections.abc import Callable
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

# Between two lines of a table where there is no terminal.
LINE_EVERY_S = 10.0


class RunProgress(Protocol):
    """What the run tells. Notes may come from any thread, the rest from one."""

    def start_table(self, table: str, total: int) -> None:
        """Begin a table of so many rows."""
        ...

    def advance(self, rows: int) -> None:
        """Count rows of which it is known what became of them."""
        ...

    def finish_table(self, summary: str) -> None:
        """End the table."""
        ...

    def note(self, text: str) -> None:
        """Say something that the operator should know now."""
        ...

    def close(self) -> None:
        """End the display; a second call does nothing."""
        ...


class QuietProgress:
    """Says nothing."""

    def start_table(self, table: str, total: int) -> None:
        """Say nothing."""

    def advance(self, rows: int) -> None:
        """Say nothing."""

    def finish_table(self, summary: str) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""

    def close(self) -> None:
        """End nothing."""


class LineProgress:
    """Plain lines: one when a table ends, and one now and then while a long one runs."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._table, self._total, self._done = "", 0, 0
        self._started = self._shown = 0.0

    def start_table(self, table: str, total: int) -> None:
        """Remember the table."""
        self._table, self._total, self._done = table, total, 0
        self._started = self._shown = self._clock()

    def advance(self, rows: int) -> None:
        """Count, and show a line where the last is old."""
        self._done += rows
        now = self._clock()
        if now - self._shown >= LINE_EVERY_S:
            self._shown = now
            rate = self._done / (now - self._started)
            left = f", {(self._total - self._done) / rate:.0f} s left" if rate else ""
            self._say(f"{self._table}: {self._done:,} of {self._total:,} rows, {rate:,.0f} rows/s{left}")

    def finish_table(self, summary: str) -> None:
        """Show what became of the table."""
        self._say(f"{self._table}: {summary}")

    def note(self, text: str) -> None:
        """Show a line."""
        self._say(text)

    def close(self) -> None:
        """End nothing."""

    def _say(self, text: str) -> None:
        self._stream.write(f"{text}\n")
        self._stream.flush()


class BarProgress:
    """Bars with rate and time left."""

    def __init__(self, console: Console) -> None:
        self._bars = Progress(
            TextColumn("{task.description:<24}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[summary]}"),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=console,
            expand=True,
        )
        self._task: TaskID | None = None
        self._bars.start()

    def start_table(self, table: str, total: int) -> None:
        """Show the table's bar."""
        self._task = self._bars.add_task(table, total=total, summary="")

    def advance(self, rows: int) -> None:
        """Move the bar."""
        if self._task is not None:
            task = self._bars.tasks[self._task]
            speed = f"{task.speed:,.0f} rows/s" if task.speed else ""
            self._bars.update(self._task, advance=rows, summary=speed)

    def finish_table(self, summary: str) -> None:
        """Show what became of the table beside its bar."""
        if self._task is not None:
            self._bars.update(self._task, summary=summary)
            self._bars.stop_task(self._task)

    def note(self, text: str) -> None:
        """Show a line above the bars."""
        self._bars.console.print(text, markup=False, highlight=False)

    def close(self) -> None:
        """Leave the bars as they are."""
        self._bars.stop()


def progress_for(stream: TextIO, *, is_quiet: bool) -> RunProgress:
    """Return the display that fits where the output goes."""
    if is_quiet:
        return QuietProgress()
    console = Console(file=stream)
    return BarProgress(console) if console.is_terminal and not console.is_dumb_terminal else LineProgress(stream)
