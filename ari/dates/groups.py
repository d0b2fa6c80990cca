"""Marks gathered into groups, one for each alternative: "Senin jam 10 atau Selasa jam 2" is two."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice, product

from ari.dates.cues import Cue, CueMark
from ari.dates.day_choices import choose_days
from ari.dates.readings import Why
from ari.dates.scan import Item
from ari.dates.senses import DayOfMonth, DaySense, Mark, Part, Variant

_PARTING = frozenset({Cue.OR, Cue.AND, Cue.RANGE, Cue.UNTIL})
# No text that people write leaves more open; what does is noise.
MAX_WAYS = 24
_NOW = timedelta(0)


@dataclass(frozen=True, slots=True)
class Group:
    """The marks of one alternative. `part` comes from a neighbour and holds only where it suits the clock.

    `why`: what made it an alternative where the text does not offer it as one.
    """

    marks: tuple[Mark, ...] = field(default=())
    part: Part | None = None
    why: Why | None = None

    @property
    def has_day(self) -> bool:
        """Whether a day is named."""
        return any(mark.has_day for mark in self.marks)

    @property
    def has_clock(self) -> bool:
        """Whether a clock is named."""
        return any(mark.has_clock for mark in self.marks)

    @property
    def has_part(self) -> bool:
        """Whether a part of the day is named."""
        return any(mark.has_part for mark in self.marks)

    @property
    def has_time(self) -> bool:
        """Whether a clock or a part of the day is named."""
        return self.has_clock or self.has_part

    def ways(self) -> Iterator[tuple[Variant, ...]]:
        """Yield each way to choose one variant of every mark."""
        return islice(product(*(mark.variants for mark in self.marks)), MAX_WAYS)


def gather(items: list[Item], *, part: Part | None, today: date) -> tuple[Group, ...]:
    """Return the alternatives, each filled up with the day or the time that it shares with its neighbour.

    `part` is that of an hour that was corrected.
    """
    groups: list[Group] = []
    is_parted = True
    for item in _without_now(items):
        if isinstance(item, CueMark):
            is_parted = is_parted or item.cue in _PARTING
            continue
        if not isinstance(item, Mark):
            continue
        if groups and _is_zone(item):
            groups[-1] = replace(groups[-1], marks=(*groups[-1].marks, item))
            continue
        if is_parted or not groups:
            groups.append(Group())
        elif not _fits(groups[-1], item, today):
            is_contradiction = not groups[-1].has_time and _is_date(item)
            groups.append(Group(why=Why.DISAGREEMENT if is_contradiction else None))
        groups[-1] = replace(groups[-1], marks=(*groups[-1].marks, item))
        is_parted = False
    return _filled([replace(group, part=part) for group in groups if any(not _is_zone(mark) for mark in group.marks)])


def _without_now(items: list[Item]) -> list[Item]:
    """Leave out "sekarang" beside another day or time: "sekarang saya kerja, besok jam 3 aja"."""
    marks = [item for item in items if isinstance(item, Mark)]
    others = [mark for mark in marks if (mark.has_day or mark.has_time) and not _is_now(mark)]
    return [item for item in items if not (others and isinstance(item, Mark) and _is_now(item))]


def _is_now(mark: Mark) -> bool:
    return mark.variants[0].delay == _NOW


def _is_zone(mark: Mark) -> bool:
    return mark.variants[0].zone is not None


def _is_date(mark: Mark) -> bool:
    return isinstance(mark.variants[0].day, DayOfMonth)


def _fits(group: Group, mark: Mark, today: date) -> bool:
    """Test if a mark completes the group rather than beginning another alternative."""
    if mark.has_clock and group.has_clock:
        return False
    if mark.has_part and group.has_part and not _repeats_part(group, mark):
        return False
    if mark.has_day and group.has_day:
        return _agrees(group, mark, today)
    return True


def _repeats_part(group: Group, mark: Mark) -> bool:
    parts = {variant.part for each in group.marks for variant in each.variants if variant.part is not None}
    return {variant.part for variant in mark.variants} <= parts


def _agrees(group: Group, mark: Mark, today: date) -> bool:
    extended = replace(group, marks=(*group.marks, mark))
    return any(are_consistent(day_senses(way), today) for way in extended.ways())


def day_senses(way: tuple[Variant, ...]) -> tuple[DaySense, ...]:
    """Return the senses of the days in a way to read a group."""
    return tuple(variant.day for variant in way if variant.day is not None)


def are_consistent(senses: tuple[DaySense, ...], today: date) -> bool:
    """Test if senses named together have a day in common."""
    return len(senses) < 2 or choose_days(senses, today).why is not Why.DISAGREEMENT


def _filled(groups: list[Group]) -> tuple[Group, ...]:
    """Give a group that names no day that of the one before, else of the one after; the same with times and parts."""
    for order in (1, -1):
        ordered = groups[::order]
        for at in range(1, len(ordered)):
            ordered[at] = _filled_from(ordered[at], ordered[at - 1])
        groups = ordered[::order]
    return tuple(groups)


def _filled_from(group: Group, neighbour: Group) -> Group:
    marks = group.marks
    if not group.has_day:
        marks += tuple(mark for mark in neighbour.marks if mark.has_day and not mark.has_time)
    if not group.has_time:
        marks += tuple(mark for mark in neighbour.marks if (mark.has_time and not mark.has_day) or _is_zone(mark))
    parts = [variant.part for mark in neighbour.marks for variant in mark.variants if variant.part is not None]
    is_hour_alone = group.has_clock and not group.has_part
    part = parts[0] if is_hour_alone and len(parts) == 1 and group.part is None else group.part
    return replace(group, marks=marks, part=part)
