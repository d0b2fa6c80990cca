"""Corrections: "besok eh lusa", "jam 3, ralat jam 4", "Selasa deng". The last word on a day or a time wins."""

from dataclasses import dataclass

from ari.dates.cues import Cue, CueMark
from ari.dates.scan import Item
from ari.dates.senses import Mark, Part

_NEAR = 3
_BOUNDARIES = frozenset({Cue.COMMA, Cue.STOP, Cue.CORRECT, Cue.CORRECT_NEAR})


@dataclass(frozen=True, slots=True)
class Corrected:
    """What is left after all corrections; `part` is the part of the day beside an hour that was replaced."""

    items: list[Item]
    part: Part | None = None


def apply_corrections(items: list[Item]) -> Corrected:
    """Return the items with every corrected day and time replaced by the later one.

    A corrected day keeps the time beside it, and a corrected time its day: "besok jam 3 eh lusa" is at three.
    """
    kept, part = Corrected([]), None
    for revision in _revisions(items):
        kept = _replace(kept.items, revision)
        part = kept.part or part
    return Corrected(kept.items, part)


def _revisions(items: list[Item]) -> list[list[Item]]:
    revisions: list[list[Item]] = [[]]
    for at, item in enumerate(items):
        if not isinstance(item, CueMark) or not _corrects(items, at):
            revisions[-1].append(item)
        elif item.cue is Cue.CORRECT_BACK:
            earlier, later = _split_last_phrase(revisions[-1])
            revisions[-1:] = [earlier, later]
        else:
            revisions.append([])
    return revisions


def _corrects(items: list[Item], at: int) -> bool:
    cue = items[at]
    if not isinstance(cue, CueMark):
        return False
    if cue.cue is Cue.CORRECT_NEAR:
        following = next((item for item in items[at + 1 :] if not _is_comma(item)), None)
        return following is not None and following.start - cue.end <= _NEAR and _is_start(following)
    return cue.cue in {Cue.CORRECT, Cue.CORRECT_BACK}


def _is_start(item: Item) -> bool:
    return isinstance(item, Mark) or (isinstance(item, CueMark) and item.cue in {Cue.CORRECT, Cue.CORRECT_NEAR})


def _is_comma(item: Item) -> bool:
    return isinstance(item, CueMark) and item.cue in {Cue.COMMA, Cue.STOP}


def _split_last_phrase(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """Split before the last marks that name nothing twice: "besok, lusa | deng"."""
    at = len(items)
    seen: list[Mark] = []
    while at > 0:
        item = items[at - 1]
        if isinstance(item, Mark) and any(_shares_kind(item, mark) for mark in seen):
            break
        if seen and isinstance(item, CueMark) and item.cue in _BOUNDARIES:
            break
        if isinstance(item, Mark):
            seen.append(item)
        at -= 1
    return items[:at], items[at:]


def _shares_kind(one: Mark, other: Mark) -> bool:
    return (one.has_day and other.has_day) or (one.has_clock and other.has_clock) or (one.has_part and other.has_part)


def _replace(kept: list[Item], revision: list[Item]) -> Corrected:
    marks = [item for item in revision if isinstance(item, Mark)]
    has_day, has_clock = any(mark.has_day for mark in marks), any(mark.has_clock for mark in marks)
    has_time = has_clock or any(mark.has_part for mark in marks)
    if not (has_day or has_time):
        return Corrected([*kept, *revision])
    parts = [item.variants[0].part for item in kept if isinstance(item, Mark) and item.has_part]
    left = [item for item in kept if not _is_replaced(item, has_day=has_day, has_time=has_time)]
    is_hour_alone = has_clock and not any(mark.has_part for mark in marks)
    return Corrected([*left, *revision], parts[0] if is_hour_alone and len(parts) == 1 else None)


def _is_replaced(item: Item, *, has_day: bool, has_time: bool) -> bool:
    if not isinstance(item, Mark):
        # What joined the marks of an earlier version joins nothing now.
        return True
    return (has_day and item.has_day) or (has_time and item.has_time)
