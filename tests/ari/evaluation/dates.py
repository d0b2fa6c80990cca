"""How well days and times are read: `tests/ari/corpus/dates/*.jsonl`, beside the same table for dateparser.

A row has a text, the wall clock and zone in which it was written, a category, and its reading in the short form of
`ari.dates.readings`, labelled by hand from the conventions; "?" alone stands for any ambiguity, "past" for anything
that is over. The files `held_out_*` were written, each as a whole, before the reader first saw them; `FIRST_RUNS` is
what it read of them then. `found_later` holds what was found wanting since.

A silent wrong answer is the worst: a definite reading where the text means another, several, or nothing.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import dateparser
from dateparser.search import search_dates

from ari.dates import read_when
from tests.ari.evaluation.result import Evaluation, Tally

CORPUS = Path(__file__).resolve().parent.parent / "corpus" / "dates"
GATE = 0.99
SILENT = "not misled"
# Right and all, at the first run of each held-out file.
FIRST_RUNS = {"held_out_1": (250, 252), "held_out_2": (453, 459), "held_out_3": (130, 136), "held_out_4": (110, 111)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A text of the corpus with its label. `base` is aware."""

    file: str
    text: str
    base: datetime
    category: str
    reading: str

    @property
    def zone(self) -> ZoneInfo:
        """The contact's zone."""
        zone = self.base.tzinfo
        assert isinstance(zone, ZoneInfo)
        return zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a reading is right, and if not, whether it misleads by being definite."""

    is_right: bool
    is_silent: bool
    found: str


Judge = Callable[[Row], Verdict]


def load_rows() -> list[Row]:
    """Return the whole corpus."""
    return [row for path in sorted(CORPUS.glob("*.jsonl")) for row in _rows_of(path)]


def _rows_of(path: Path) -> Iterator[Row]:
    for line in path.read_text().splitlines():
        data = json.loads(line)
        base = datetime.fromisoformat(data["base"]).replace(tzinfo=ZoneInfo(data["zone"]))
        yield Row(file=path.stem, text=data["text"], base=base, category=data["category"], reading=data["reading"])


def evaluate_dates() -> Evaluation:
    """Return the accuracy for each category, that of dateparser beside it."""
    rows = load_rows()
    return Evaluation(
        name=f"dates ({len(rows)} texts; dateparser beside it)",
        tallies=(*_tallies(rows, judge), *_first_runs()),
        ungated=_tallies(rows, judge_dateparser),
        gate=GATE,
    )


def _tallies(rows: list[Row], judging: Judge) -> tuple[Tally, ...]:
    verdicts = [(row, judging(row)) for row in rows]
    categories = sorted({row.category for row in rows})
    each = [_tally(category, [pair for pair in verdicts if pair[0].category == category]) for category in categories]
    silent = [(row, verdict) for row, verdict in verdicts if verdict.is_silent]
    told = tuple(_describe(row, verdict) for row, verdict in silent)
    misled = Tally(name=SILENT, right=len(rows) - len(silent), total=len(rows), misses=told, gate=1.0)
    return (*each, _tally("all", verdicts), misled)


def _tally(name: str, verdicts: list[tuple[Row, Verdict]]) -> Tally:
    misses = tuple(_describe(row, verdict) for row, verdict in verdicts if not verdict.is_right)
    return Tally(name=name, right=len(verdicts) - len(misses), total=len(verdicts), misses=misses)


def _first_runs() -> Iterator[Tally]:
    for name, (right, total) in FIRST_RUNS.items():
        yield Tally(name=f"{name} first", right=right, total=total, gate=0.0)


def _describe(row: Row, verdict: Verdict) -> str:
    return f"{row.text!r} at {row.base:%a %Y-%m-%d %H:%M} {row.zone.key}: {verdict.found}, not {row.reading}"


def judge(row: Row) -> Verdict:
    """Compare what the reader reads with the label."""
    found = str(read_when(row.text, base=row.base, zone=row.zone))
    kind = found.split(" ")[0]
    is_right = _sorted(found) == _sorted(row.reading) or (row.reading in {"?", "past"} and kind == row.reading)
    return Verdict(is_right=is_right, is_silent=not is_right and kind not in {"?", "none"}, found=found)


def _sorted(reading: str) -> str:
    return "? " + " | ".join(sorted(reading[2:].split(" | "))) if reading.startswith("? ") else reading


def judge_dateparser(row: Row) -> Verdict:
    """Compare what dateparser reads, with every doubt in its favour.

    It has one kind of answer. A day is right whatever the time it comes with, a time whatever the day, any moment
    within a stretch of time is right, and silence is right on an ambiguous text.
    """
    found = _parse(row)
    if found is None:
        return Verdict(is_right=row.reading == "none" or row.reading.startswith("?"), is_silent=False, found="none")
    is_right = _accepts(row, found)
    return Verdict(is_right=is_right, is_silent=not is_right, found=f"{found:%Y-%m-%dT%H:%M}")


def _parse(row: Row) -> datetime | None:
    """Return dateparser's reading of the whole text, or else the first that it finds in it."""
    settings = {
        "RELATIVE_BASE": row.base.replace(tzinfo=None),
        "TIMEZONE": row.zone.key,
        "RETURN_AS_TIMEZONE_AWARE": False,
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "DMY",
    }
    whole: datetime | None = dateparser.parse(row.text, languages=["id", "en"], settings=settings)
    if whole is not None:
        return whole
    found: list[tuple[str, datetime]] | None = search_dates(row.text, languages=["id", "en"], settings=settings)
    return found[0][1] if found else None


def _accepts(row: Row, found: datetime) -> bool:
    label = row.reading.removeprefix("past").strip()
    if row.reading == "none" or row.reading.startswith("?"):
        return False
    if row.reading.startswith("past") and found >= row.base.replace(tzinfo=None):
        return False
    if not label:
        return True
    first, _, last = label.partition("..")
    return _is_between(first, last or first, found)


def _is_between(first: str, last: str, found: datetime) -> bool:
    moment = found.replace(second=0, microsecond=0)
    if "T" in first:
        return datetime.fromisoformat(first) <= moment <= datetime.fromisoformat(last)
    if "-" in first:
        return date.fromisoformat(first) <= moment.date() <= date.fromisoformat(last)
    return time.fromisoformat(first) <= moment.time() <= time.fromisoformat(last)
