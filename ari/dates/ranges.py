"""Ranges and bounds made of marks and the cues between them: "jam 1 sampai 3", "Senin-Rabu", "sebelum jam 12"."""

from ari.dates.cues import Cue, CueMark
from ari.dates.scan import Item
from ari.dates.senses import BeyondPart, Bound, Clock, DayRange, From, Mark, Offset, Part, PartSpan, Span, UpTo, Variant

_RANGES = frozenset({Cue.RANGE, Cue.UNTIL})
_EARLIER = frozenset({Cue.BEFORE, Cue.BY, Cue.UNTIL})
_LATER = frozenset({Cue.AFTER, Cue.SINCE, Cue.FROM})
_INCLUDED = frozenset({Cue.BY, Cue.UNTIL, Cue.SINCE, Cue.FROM})
_OPENERS = frozenset({Cue.FROM, Cue.BETWEEN})


def join_ranges(items: list[Item]) -> list[Item]:
    """Return the items with every range and every bound made one mark."""
    return _join_bounds(_join_pairs(_without_moves(items)))


def _without_moves(items: list[Item]) -> list[Item]:
    """Make "pindah dari Senin ke Selasa" a correction: what it moves to replaces what it moves from."""
    is_move = False
    found: list[Item] = []
    for item in items:
        if isinstance(item, CueMark):
            is_move = is_move or item.cue is Cue.CORRECT
            if is_move and item.cue is Cue.FROM:
                continue
            if is_move and item.cue is Cue.RANGE and found and isinstance(found[-1], Mark) and _begins_with_move(found):
                item = CueMark(Cue.CORRECT, item.start, item.end)
        found.append(item)
    return found


def _begins_with_move(items: list[Item]) -> bool:
    """Test if the words of moving stand before every mark."""
    first = next(item for item in items if isinstance(item, Mark) or _is_cue(item, Cue.CORRECT))
    return not isinstance(first, Mark)


def _is_cue(item: Item | None, *cues: Cue) -> bool:
    return isinstance(item, CueMark) and item.cue in cues


def _join_pairs(items: list[Item]) -> list[Item]:
    found: list[Item] = []
    at = 0
    while at < len(items):
        joined = _joined_at(found, items, at)
        if joined is None:
            found.append(items[at])
            at += 1
            continue
        mark, at, width = joined
        del found[len(found) - width :]
        if found and _is_cue(found[-1], *_OPENERS):
            found.pop()
        found.append(mark)
    return found


def _joined_at(before: list[Item], items: list[Item], at: int) -> tuple[Mark, int, int] | None:
    """Return the range that the cue at `at` makes, the position after it, and how many items before it belong to it."""
    cue = items[at]
    left = _time_phrase(list(reversed(before[-2:])), is_reversed=True)
    right = _time_phrase(items[at + 1 : at + 3], is_reversed=False)
    opener_at = len(before) - (len(left[2]) if left else 1) - 1
    is_between = opener_at >= 0 and _is_cue(before[opener_at], Cue.BETWEEN) and _is_cue(cue, Cue.AND)
    if not (_is_cue(cue, *_RANGES) or is_between):
        return None
    if left is not None and right is not None:
        return _time_range(left, right, at)
    return _day_range(before, items, at)


# A clock, a part of the day or both, and the marks they are made of.
_Phrase = tuple[Clock | None, Part | None, list[Mark]]


def _time_phrase(items: list[Item], *, is_reversed: bool) -> _Phrase | None:
    """Read a clock and the part of the day beside it at the start of `items`."""
    marks: list[Mark] = []
    clock: Clock | None = None
    part: Part | None = None
    for item in items:
        if not isinstance(item, Mark) or len(item.variants) != 1 or item.variants[0].day is not None:
            break
        variant = item.variants[0]
        if marks and not (item.end == marks[-1].start if is_reversed else item.start == marks[-1].end):
            break
        if isinstance(variant.time, Clock) and clock is None:
            clock, part = variant.time, part or variant.part
        elif variant.time is None and variant.part is not None and part is None and (clock is None or not is_reversed):
            part = variant.part
        else:
            break
        marks.append(item)
    return (clock, part, marks) if marks else None


def _time_range(left: _Phrase, right: _Phrase, at: int) -> tuple[Mark, int, int] | None:
    first, first_part, left_marks = left
    last, last_part, right_marks = right
    start, end = min(mark.start for mark in left_marks), right_marks[-1].end
    if first is not None and last is not None:
        variant = Variant(time=Span(first, last, first_part, last_part))
    elif first is None and last is None and first_part is not None and last_part is not None:
        variant = Variant(time=PartSpan(first_part, last_part))
    else:
        return None
    return Mark(start=start, end=end, variants=(variant,)), at + 1 + len(right_marks), len(left_marks)


def _day_range(before: list[Item], items: list[Item], at: int) -> tuple[Mark, int, int] | None:
    left, right = before[-1] if before else None, items[at + 1] if at + 1 < len(items) else None
    if not (isinstance(left, Mark) and isinstance(right, Mark)):
        return None
    first, last = left.variants[0].day, right.variants[0].day
    if first is None or last is None or left.has_time or right.has_time:
        return None
    mark = Mark(start=left.start, end=right.end, variants=(Variant(day=DayRange(first, last)),))
    return mark, at + 2, 1


def _join_bounds(items: list[Item]) -> list[Item]:
    found: list[Item] = []
    for at, item in enumerate(items):
        closed = _closed_bound(found, item)
        if closed is not None:
            found[-1] = closed
            continue
        cue = items[at - 1] if at else None
        is_bound = isinstance(item, Mark) and isinstance(cue, CueMark) and item.start == cue.end
        bound = _bound(item, cue.cue) if is_bound and isinstance(item, Mark) and isinstance(cue, CueMark) else None
        if bound is not None:
            found[-1] = bound
        else:
            found.append(item)
    return found


def _closed_bound(before: list[Item], cue: Item) -> Mark | None:
    """Return the bound that "ke atas" makes of the clock before it."""
    mark = before[-1] if before else None
    if not (isinstance(mark, Mark) and isinstance(cue, CueMark) and cue.cue in {Cue.UPWARD, Cue.DOWNWARD}):
        return None
    return _bound(mark, Cue.SINCE if cue.cue is Cue.UPWARD else Cue.BEFORE)


def _bound(mark: Mark, cue: Cue) -> Mark | None:
    """Return the mark with the bound that the cue before it makes of it."""
    if cue not in _EARLIER | _LATER or len(mark.variants) != 1:
        return None
    variant, is_before = mark.variants[0], cue in _EARLIER
    if isinstance(variant.time, Clock) and variant.day is None:
        made = Variant(time=Bound(variant.time, is_before, variant.part))
    elif variant.day is not None and not mark.has_time:
        if isinstance(variant.day, Offset) and variant.day.days < 0:
            # "dari kemarin" tells how long somebody has been waiting.
            return None
        made = Variant(day=UpTo(variant.day, cue in _INCLUDED) if is_before else From(variant.day, cue in _INCLUDED))
    elif variant.part is not None and variant.day is None and len(variant.part.stretches) == 1 and cue not in _INCLUDED:
        made = Variant(time=BeyondPart(variant.part, is_before))
    else:
        return None
    return Mark(start=mark.start, end=mark.end, variants=(made,))
