"""Which half of the day a clock means: by its own form, by a part of the day, else by the consultation hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from ari.dates.readings import Why
from ari.dates.senses import BeyondPart, Bound, Clock, Form, Half, Part, PartSpan, Span, Written

# Both ends belong to it.
Hours = tuple[time, time]
_NOON = 12
_BOTH = (Half.AM, Half.PM)
_LAST_MINUTE = time(23, 59)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A time that may be meant, both ends included, and on which day after the named one it lies."""

    first: time
    last: time
    days: int = 0


@dataclass(frozen=True, slots=True)
class Slots:
    """The times that may be meant: none where no day has such a clock, several where the words leave it open."""

    slots: tuple[Slot, ...]
    why: Why | None = None


# For each part the hours of the dial that it puts into one half of the day. "jam 10 siang" is before noon, "jam 1
# malam" after midnight; an hour that is in neither list is too far from the part to be sure.
_MORNING = {Half.AM: frozenset(range(1, 12)), Half.PM: frozenset[int]()}
_NIGHT = {Half.AM: frozenset({12, 1, 2, 3}), Half.PM: frozenset(range(5, 12))}
_LATE_NIGHT = {Half.AM: frozenset(range(1, 13)), Half.PM: frozenset[int]()}
_MIDDAY = {Half.AM: frozenset(range(8, 12)), Half.PM: frozenset({12, 1, 2, 3, 4, 5})}
_EVENING = {Half.AM: frozenset[int](), Half.PM: frozenset({12, *range(1, 10)})}
_DIALS = {
    Part.PAGI: _MORNING,
    Part.SUBUH: _LATE_NIGHT,
    Part.DINI_HARI: _LATE_NIGHT,
    Part.SIANG: _MIDDAY,
    Part.DZUHUR: _MIDDAY,
    Part.LUNCH: _MIDDAY,
    Part.SORE: _EVENING,
    Part.AFTERNOON: _EVENING,
    Part.ASHAR: _EVENING,
    Part.AFTER_WORK: _EVENING,
    Part.MALAM: _NIGHT,
    Part.MAGHRIB: _NIGHT,
    Part.ISYA: _NIGHT,
}


def slots_of(
    sense: Clock | Span | PartSpan | Bound | BeyondPart | None, parts: tuple[Part, ...], *, hours: Hours, has_day: bool
) -> Slots:
    """Return the times that a clock and the parts of the day beside it may mean.

    `has_day`: a day is named, so that a clock of the night may lie at either end of it.
    """
    if sense is None:
        return _of_parts(parts)
    if isinstance(sense, PartSpan):
        first, last = sense.first.stretches[0][0], sense.last.stretches[-1][1]
        return Slots((Slot(first, last),) if first < last else ())
    if isinstance(sense, BeyondPart):
        return _beyond(sense)
    if isinstance(sense, Clock):
        return _of_clock(sense, parts, hours=hours, has_day=has_day)
    if isinstance(sense, Bound):
        return _of_bound(sense, parts, hours=hours)
    return _of_span(sense, parts, hours=hours)


def _beyond(sense: BeyondPart) -> Slots:
    first, last = sense.part.stretches[0][0], sense.part.stretches[-1][1]
    if sense.is_before:
        return Slots((Slot(time(0), time(first.hour - 1, 59)),) if first.hour else ())
    return Slots((Slot(time(last.hour + 1), _LAST_MINUTE),) if last.hour < 23 else ())


def _of_parts(parts: Iterable[Part]) -> Slots:
    stretches = [stretch for part in parts for stretch in part.stretches]
    slots = tuple(Slot(first, last) for first, last in dict.fromkeys(stretches))
    return Slots(slots, Why.LOOSE_WORDS if len(slots) > 1 else None)


def _of_clock(clock: Clock, parts: tuple[Part, ...], *, hours: Hours, has_day: bool) -> Slots:
    found: dict[Slot, None] = {}
    why = Why.LOOSE_WORDS if len(clock.ways) > 1 else Why.HALF_OF_DAY
    for way in clock.ways:
        for part in parts or (None,):
            options = _of_way(way, part, hours=hours)
            if has_day and _is_nightly(way, part):
                why = Why.MIDNIGHT
                options = tuple(
                    Slot(slot.first, slot.last, days) for slot in options for days in _ends(slot.first, part)
                )
            found |= dict.fromkeys(options)
    return Slots(tuple(found), why if len(found) > 1 else None)


def _ends(at: time, part: Part | None) -> tuple[int, ...]:
    """Return the days on which a clock of a night may lie: after midnight, at either end of the named day."""
    return (0, 1) if at.hour < _NOON or part is None else (0,)


def _is_nightly(way: Written, part: Part | None) -> bool:
    """Test if a clock belongs to a night, which two days share. "00.30" is literal."""
    if way.form is Form.MIDNIGHT:
        return True
    is_twelve_am = way.half is Half.AM and way.hour == _NOON
    return way.form is Form.TWELVE and (is_twelve_am or (way.half is None and part in {Part.MALAM, Part.ISYA}))


def _of_way(way: Written, part: Part | None, *, hours: Hours) -> tuple[Slot, ...]:
    """Return the clock's values without a thought of the day."""
    if way.form is Form.NONE:
        return ()
    if way.form is Form.MIDNIGHT:
        return (_slot(0, way.minute),)
    if way.form is Form.FULL:
        return _of_full(way, part)
    halves = _halves(way, part, hours=hours)
    return tuple(_slot(way.hour % _NOON + (_NOON if half is Half.PM else 0), way.minute) for half in halves)


def _of_full(way: Written, part: Part | None) -> tuple[Slot, ...]:
    """Return a 24-hour clock; beside a part of the other half ("15.00 pagi") one of the two is a slip."""
    if way.hour > _NOON and part is not None and not _DIALS[part][Half.PM]:
        return _slot(way.hour, way.minute), _slot(way.hour - _NOON, way.minute)
    return (_slot(way.hour, way.minute),)


def _halves(way: Written, part: Part | None, *, hours: Hours) -> tuple[Half, ...]:
    if way.half is not None:
        return (way.half,)
    if part is not None:
        dial = _DIALS[part]
        named = tuple(half for half in _BOTH if way.hour in dial[half])
        return named or _BOTH
    if way.form is Form.EARLY:
        return (Half.AM,)
    if way.form is Form.OPEN:
        return _BOTH
    inside = tuple(half for half in _BOTH if hours[0] <= _time(way, half) <= hours[1])
    return inside if len(inside) == 1 else _BOTH


def _time(way: Written, half: Half) -> time:
    return time(way.hour % _NOON + (_NOON if half is Half.PM else 0), way.minute)


def _slot(hour: int, minute: int) -> Slot:
    return Slot(time(hour, minute), time(hour, minute))


def _of_span(span: Span, parts: tuple[Part, ...], *, hours: Hours) -> Slots:
    """Return the stretches between two clocks. A part named for one counts for the other where that makes a stretch."""
    last_part = span.last_part or (parts[-1] if parts else None)
    first_part = span.first_part or (parts[0] if parts and span.last_part is None else None)
    lasts = _clock_times(span.last, last_part or first_part, hours=hours) or _clock_times(span.last, None, hours=hours)
    firsts = _clock_times(span.first, first_part or last_part, hours=hours)
    found = _stretches(firsts, lasts)
    if not found and first_part is None:
        # "jam 10 sampai 2 siang", "jam 11-1 siang": the part is that of the end alone.
        found = _stretches(_clock_times(span.first, None, hours=hours), lasts)
    if not found:
        found = _stretches(_both(span.first), lasts)
    return Slots(found, Why.HALF_OF_DAY if len(found) > 1 else None)


def _clock_times(clock: Clock, part: Part | None, *, hours: Hours) -> tuple[time, ...]:
    return tuple(slot.first for way in clock.ways for slot in _of_way(way, part, hours=hours))


def _both(clock: Clock) -> tuple[time, ...]:
    return tuple(
        _time(way, half) for way in clock.ways if way.form in {Form.TWELVE, Form.OPEN, Form.EARLY} for half in _BOTH
    )


def _stretches(firsts: tuple[time, ...], lasts: tuple[time, ...]) -> tuple[Slot, ...]:
    """Pair each start with the first end after it."""
    found: dict[Slot, None] = {}
    for first in firsts:
        after = [last for last in lasts if last > first]
        if after:
            found[Slot(first, min(after))] = None
    return tuple(found)


def _of_bound(bound: Bound, parts: tuple[Part, ...], *, hours: Hours) -> Slots:
    part = bound.part or (parts[0] if parts else None)
    times = _clock_times(bound.clock, part, hours=hours)
    found = [Slot(time(0), at) if bound.is_before else Slot(at, _LAST_MINUTE) for at in dict.fromkeys(times)]
    return Slots(tuple(found), Why.HALF_OF_DAY if len(found) > 1 else None)
