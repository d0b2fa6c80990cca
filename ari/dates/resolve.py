"""From a group of marks to its readings: days with times, in the zone that the text names, as seen at a moment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ari.dates.day_choices import choose_days
from ari.dates.days import Clockwork, DayChoice, Days
from ari.dates.groups import Group, are_consistent, day_senses
from ari.dates.halves import Hours, Slot, Slots, slots_of
from ari.dates.readings import Certain, Day, Instant, Interval, TimeOfDay, Why
from ari.dates.senses import Part, SameClock, Variant

# Over so many days a time is told for each; a longer stretch is told without it.
_FEW_DAYS = 2


@dataclass(frozen=True, slots=True)
class Scene:
    """What a text is read against: when and where it was written, and the hours of consultations."""

    now: datetime
    zone: ZoneInfo
    hours: Hours

    @property
    def today(self) -> date:
        """The contact's today."""
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings of a group, each once; none where what it names cannot exist. `is_over`: the words say so."""

    found: tuple[Certain, ...]
    why: Why | None = None
    is_over: bool = False


def resolve(group: Group, scene: Scene) -> Readings:
    """Return what a group means. Ways of reading it that contradict themselves give way to those that do not."""
    ways = list(group.ways())
    consistent = [way for way in ways if are_consistent(day_senses(way), scene.today)] or ways
    found: dict[Certain, None] = {}
    whys: list[Why] = []
    for way in consistent:
        readings = _resolve_way(way, group.part, scene)
        if not readings.found:
            return Readings(())
        found |= dict.fromkeys(readings.found)
        whys += [readings.why] if readings.why else []
    if len(consistent) > 1:
        whys.append(Why.LOOSE_WORDS)
    is_over = any(variant.is_over for way in consistent for variant in way)
    return Readings(tuple(found), whys[0] if whys else group.why, is_over)


def _resolve_way(way: tuple[Variant, ...], neighbour_part: Part | None, scene: Scene) -> Readings:
    delays = [variant.delay for variant in way if variant.delay is not None]
    if delays:
        at = scene.now.astimezone(scene.zone).replace(second=0, microsecond=0) + delays[0]
        return Readings((Instant(at=at),))
    senses = day_senses(way)
    slots = _slots(way, neighbour_part, scene, has_day=bool(senses))
    zones = [variant.zone for variant in way if variant.zone is not None]
    zone = zones[0] if zones and slots is not None else scene.zone
    if slots is not None and not slots.slots:
        return Readings(())
    if not senses:
        times = slots.slots if slots is not None else ()
        return Readings(tuple(_time_of_day(slot, zone, scene) for slot in times), slots.why if slots else None)
    here = _on_days(choose_days(senses, scene.today), slots, zone, scene)
    there = _on_days(choose_days(senses, scene.now.astimezone(zone).date()), slots, zone, scene)
    if here.found and there.found and here.found != there.found:
        # Near midnight "besok" is another day where the clock that was named ticks.
        return Readings(tuple(dict.fromkeys(here.found + there.found)), Why.CALENDARS_DIFFER)
    return here


def _slots(way: tuple[Variant, ...], neighbour_part: Part | None, scene: Scene, *, has_day: bool) -> Slots | None:
    """Return the times of a way; None if it names none. A neighbour's part counts where the clock is within it."""
    times = [variant.time for variant in way if variant.time is not None]
    parts = tuple(dict.fromkeys(variant.part for variant in way if variant.part is not None))
    if not times and not parts:
        return None
    sense = times[0] if times else None
    if isinstance(sense, SameClock):
        at = scene.now.astimezone(scene.zone).time().replace(second=0, microsecond=0)
        return Slots((Slot(at, at),))
    plain = slots_of(sense, parts, hours=scene.hours, has_day=has_day)
    if neighbour_part is None or parts or sense is None:
        return plain
    shared = slots_of(sense, (neighbour_part,), hours=scene.hours, has_day=has_day)
    suiting = tuple(slot for slot in shared.slots if _is_within(slot, neighbour_part))
    if not suiting or suiting == plain.slots:
        return plain
    if len(plain.slots) > 1 and set(suiting) <= set(plain.slots):
        return Slots(suiting, shared.why if len(suiting) > 1 else None)
    return Slots(tuple(dict.fromkeys(plain.slots + suiting)), Why.HALF_OF_DAY)


def _is_within(slot: Slot, part: Part) -> bool:
    return any(first <= slot.first <= last for first, last in part.stretches)


def _time_of_day(slot: Slot, zone: ZoneInfo, scene: Scene) -> TimeOfDay:
    """Return a time without a day in the contact's zone, as it is today."""
    today = scene.now.astimezone(zone).date()
    first, last = (datetime.combine(today, at, zone).astimezone(scene.zone).time() for at in (slot.first, slot.last))
    return TimeOfDay(first=first, last=last)


def _on_days(choice: DayChoice, slots: Slots | None, zone: ZoneInfo, scene: Scene) -> Readings:
    if not choice.days:
        return Readings(())
    found: dict[Certain, None] = {}
    if slots is None:
        matching = _beside(choice.days, Clockwork.NONE)
        found |= dict.fromkeys(_reading_of_days(days) for days in matching)
        return Readings(tuple(found), choice.why if len(found) > 1 else None)
    for slot in slots.slots:
        for days in _beside(choice.days, _clockwork(slot, zone, scene)):
            found |= dict.fromkeys(_timed(days, slot, zone, scene))
    if all(isinstance(reading, Interval) and reading.is_of_days for reading in found):
        # "pekan depan jam 3": no day of the week is named, so the days and the time stand side by side.
        found |= dict.fromkeys(_time_of_day(slot, zone, scene) for slot in slots.slots)
    why = slots.why or choice.why or Why.SEVERAL_DAYS
    return Readings(tuple(found), why if len(found) > 1 else None)


def _beside(days: tuple[Days, ...], clockwork: Clockwork) -> Iterable[Days]:
    """Return the days that go with such a time; where none does, all of them."""
    return tuple(candidate for candidate in days if clockwork in candidate.beside) or days


def _clockwork(slot: Slot, zone: ZoneInfo, scene: Scene) -> Clockwork:
    today = scene.now.astimezone(zone).date()
    end = datetime.combine(today + timedelta(slot.days), slot.last, zone)
    return Clockwork.TO_COME if end > scene.now else Clockwork.OVER


def _reading_of_days(days: Days) -> Certain:
    return Day(day=days.first) if days.is_single else Interval(first=days.first, last=days.last)


def _timed(days: Days, slot: Slot, zone: ZoneInfo, scene: Scene) -> Iterator[Certain]:
    length = (days.last - days.first).days + 1
    if days.is_loose or length > _FEW_DAYS:
        yield _reading_of_days(days)
        return
    for step in range(length):
        yield _at(days.first + timedelta(step + slot.days), slot, zone, scene)


def _at(day: date, slot: Slot, zone: ZoneInfo, scene: Scene) -> Certain:
    first, last = (datetime.combine(day, at, zone).astimezone(scene.zone) for at in (slot.first, slot.last))
    return Instant(at=first) if slot.first == slot.last else Interval(first=first, last=last)
