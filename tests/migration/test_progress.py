"""What a run shows: lines where there is no terminal, bars where there is one."""

import io

from rich.console import Console

from migration.progress import BarProgress, LineProgress, QuietProgress, progress_for


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_shows_a_line_a_table_and_one_now_and_then() -> None:
    stream, now = io.StringIO(), [0.0]
    progress = LineProgress(stream, clock=lambda: now[0])
    progress.start_table("contacts", 4_000)
    for seconds in (1.0, 10.0, 11.0, 20.0):
        now[0] = seconds
        progress.advance(1_000)
    progress.note("Convex rests")
    progress.finish_table("4,000 inserted")
    assert stream.getvalue().splitlines() == [
        "contacts: 2,000 of 4,000 rows, 200 rows/s, 10 s left",
        "contacts: 4,000 of 4,000 rows, 200 rows/s, 0 s left",
        "Convex rests",
        "contacts: 4,000 inserted",
    ]


def test_shows_bars_with_rate_in_a_terminal() -> None:
    stream = Terminal()
    progress = BarProgress(Console(file=stream, force_terminal=True, width=120, color_system=None))
    progress.start_table("contacts", 2_000)
    progress.advance(1_000)
    progress.note("Convex [rests]")
    progress.advance(1_000)
    progress.finish_table("2,000 inserted")
    progress.close()
    progress.close()
    shown = stream.getvalue()
    assert "Convex [rests]" in shown
    assert "2000/2000" in shown
    assert "2,000 inserted" in shown


def test_chooses_by_where_the_output_goes() -> None:
    assert isinstance(progress_for(io.StringIO(), is_quiet=False), LineProgress)
    assert isinstance(progress_for(Terminal(), is_quiet=True), QuietProgress)
