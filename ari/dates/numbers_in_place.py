"""Numbers that only their place makes a clock or a date: "jam 10 atau 11", "sore 3", "9-10 pagi", "tgl 5 eh 6"."""

from ari.dates.clocks import whole_hour
from ari.dates.cues import Cue, CueMark
from ari.dates.dates import day_of_month
from ari.dates.scan import Bare, Item
from ari.dates.senses import Clock, DayOfMonth, Mark, Span, Variant

_JOINTS = frozenset({
    Cue.OR, Cue.AND, Cue.RANGE, Cue.UNTIL, Cue.COMMA, Cue.CORRECT, Cue.CORRECT_NEAR, Cue.TURN, Cue.REJECT,
})  # fmt: skip
_TIGHT_JOINTS = frozenset({Cue.OR, Cue.AND, Cue.RANGE, Cue.UNTIL})
_POINTERS = frozenset({Cue.BEFORE, Cue.AFTER, Cue.BY, Cue.SINCE, Cue.FROM, Cue.BETWEEN, Cue.UNTIL})
_LAST_HOUR = 24
_MONTHS = 12


def place_numbers(items: list[Item]) -> list[Item]:
    """Return the items with each number made a mark by its place, or left out."""
    placed: list[Item] = []
    at = 0
    while at < len(items):
        item = items[at]
        if not isinstance(item, Bare):
            placed.append(item)
            at += 1
            continue
        pair = _read_lone_pair(items) if len(items) == 3 and at == 0 else None
        if pair is not None:
            return [pair]
        mark = _place(item, placed, items[at + 1 :])
        if mark is not None:
            placed.append(mark)
        at += 1
    return placed


def _place(bare: Bare, before: list[Item], after: list[Item]) -> Mark | None:
    clock = _as_clock(bare)
    if clock is not None and _leads_to_clock(bare, after):
        return clock
    last = before[-1] if before else None
    if bare.is_final and isinstance(last, CueMark):
        joined = _after_cue(bare, clock, last, before)
        if joined is not None:
            return joined
    following = after[0] if after else None
    if clock is not None and isinstance(following, Mark) and following.start == bare.end and _is_day(following):
        return _perhaps(clock)
    if not bare.is_final:
        return None
    if isinstance(last, Mark) and last.end == bare.start and clock is not None:
        if last.has_part and not last.has_clock:
            return clock
        if _is_day(last):
            return _perhaps(clock)
    is_after_day = any(isinstance(item, Mark) and _is_day(item) for item in before)
    return _perhaps(clock) if bare.is_hedged and is_after_day and clock is not None else None


def _is_day(mark: Mark) -> bool:
    return mark.has_day and not mark.has_time


def _perhaps(clock: Mark) -> Mark:
    """Return the mark of "besok 10" and "10 besok": ten o'clock, or a number that means something else."""
    return Mark(start=clock.start, end=clock.end, variants=(Variant(), *clock.variants))


def _as_clock(bare: Bare) -> Mark | None:
    if not 0 <= bare.value <= _LAST_HOUR:
        return None
    time = whole_hour(bare.value, has_zero=bare.has_leading_zero)
    return Mark(start=bare.start, end=bare.end, variants=(Variant(time=time),))


def _leads_to_clock(bare: Bare, after: list[Item]) -> bool:
    """Test for "10-11 pagi" and "9 atau 10 pagi", whose first number is an hour by its second."""
    if len(after) < 2 or not isinstance(after[0], CueMark) or after[0].cue not in _TIGHT_JOINTS:
        return False
    is_tight = after[0].start == bare.end and isinstance(after[1], Mark) and after[1].start == after[0].end
    return is_tight and isinstance(after[1], Mark) and isinstance(after[1].variants[0].time, Clock)


def _after_cue(bare: Bare, clock: Mark | None, cue: CueMark, before: list[Item]) -> Mark | None:
    if cue.cue in _POINTERS and cue.end == bare.start and (cue.cue is not Cue.UNTIL or len(before) == 1):
        return clock
    if cue.cue not in _JOINTS or cue.end != bare.start:
        return None
    for earlier in reversed(before[:-1]):
        if not isinstance(earlier, Mark):
            if isinstance(earlier, CueMark) and earlier.cue in _JOINTS | {Cue.ONLY}:
                continue
            return None
        if any(isinstance(variant.time, Clock | Span) for variant in earlier.variants):
            return clock
        if _is_day_alone(earlier):
            return Mark(start=bare.start, end=bare.end, variants=(Variant(day=day_of_month(bare.value)),))
        if not earlier.has_part:
            return None
    return None


def _is_day_alone(mark: Mark) -> bool:
    sense = mark.variants[0].day
    return isinstance(sense, DayOfMonth) and sense.month is None


def _read_lone_pair(items: list[Item]) -> Mark | None:
    """Read a text that is nothing but "10-12": the tenth of December, or from ten to twelve."""
    first, joint, last = items
    if not (isinstance(first, Bare) and isinstance(last, Bare) and isinstance(joint, CueMark)):
        return None
    if joint.cue is not Cue.RANGE or not 1 <= last.value <= _MONTHS or not 1 <= first.value <= 31:
        return None
    date = Variant(day=day_of_month(first.value, last.value))
    is_span = first.value < last.value or first.value <= _MONTHS
    span = Variant(time=Span(whole_hour(first.value), whole_hour(last.value)))
    return Mark(start=first.start, end=last.end, variants=(date, span) if is_span else (date,))
