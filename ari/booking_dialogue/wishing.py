"""A wish for a time: what the message names, found in the agenda, read back, listed, or asked back where it is open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from ari.booking_dialogue.calendar import Offer
from ari.booking_dialogue.hearing import Pull
from ari.booking_dialogue.offering import (
    MOST_LINES,
    ask_which,
    begin,
    offer,
    offer_nearest,
    offer_others,
    offer_times,
    read_back,
)
from ari.booking_dialogue.scene import Scene
from ari.booking_dialogue.state import Option, Window
from ari.booking_dialogue.step import BookingStep
from ari.booking_dialogue.wishes import by_day, day_window, holds, is_exact, window_of
from ari.dates import Ambiguous, Certain, Instant, Interval, Nothing, Past, TimeOfDay


@dataclass(frozen=True, slots=True)
class _Reach:
    """A reading with its window and what is free in it."""

    reading: Certain
    window: Window
    offers: list[Offer]


def grant(scene: Scene) -> BookingStep | None:
    """Answer the time that the message names; None if it is no wish for a time after all ("tahun depan")."""
    reading = scene.reading
    if isinstance(reading, Past):
        return begin(scene, scene.words.say("past"))
    if isinstance(reading, Nothing):
        return None
    readings = reading.readings if isinstance(reading, Ambiguous) else (reading,)
    listed = _listed(scene, readings)
    if len(listed) == 1:
        return read_back(scene, listed[0])
    if len(listed) > 1:
        return ask_which(scene, listed)
    reaches = [_reach(one, window, scene) for one, window in _windows(readings, scene)]
    return _answer(scene, reaches) if reaches else None


def _windows(readings: Sequence[Certain], scene: Scene) -> list[tuple[Certain, Window]]:
    """Return the readings with their windows.

    "minggu depan jam 3" is read as next week or the Sunday in it at three: here it is any day of that week at three.
    """
    days = [one for one in readings if isinstance(one, Interval) and one.is_of_days]
    times = [one for one in readings if one not in days]
    found = [
        (one, window) for one in readings if (window := window_of(one, scene.agenda, _day_meant(scene))) is not None
    ]
    if len(days) != 1 or not times:
        return found
    clocks = [clock for one in times if (clock := _clock_of(one, scene)) is not None]
    return [
        (one, replace(window, clock=clock)) for one, window in found if one in days for clock in dict.fromkeys(clocks)
    ] or found


def _clock_of(reading: Certain, scene: Scene) -> tuple[time, time] | None:
    """Return the time of day of a reading that has one."""
    if isinstance(reading, TimeOfDay):
        return reading.first, reading.last
    if isinstance(reading, Instant):
        at = reading.at.astimezone(scene.agenda.zone).time()
        return at, at
    if isinstance(reading, Interval) and isinstance(reading.first, datetime) and isinstance(reading.last, datetime):
        ends = (end.astimezone(scene.agenda.zone).time() for end in (reading.first, reading.last))
        first, last = ends
        return first, last
    return None


def _listed(scene: Scene, readings: Sequence[Certain]) -> list[Offer]:
    """Return the lines of the list that a bare time means: "jam 10" of a list that has it once, whatever the day."""
    if scene.is_old or scene.state.day is not None or scene.heard.pull is not None:
        return []
    if not all(isinstance(reading, TimeOfDay) for reading in readings):
        return []
    windows = [window for one in readings if (window := window_of(one, scene.agenda, None)) is not None]
    offers = [option for option in scene.state.options if isinstance(option, Offer)]
    return [one for one in offers if any(holds(window, one, scene.agenda.zone) for window in windows)]


def _reach(reading: Certain, window: Window, scene: Scene) -> _Reach:
    return _Reach(reading, window, scene.agenda.free_in(window))


def _day_meant(scene: Scene) -> date | None:
    """Return the day that a time without one means: the day that is talked about, if it is still ahead."""
    day = scene.state.day
    return day if day is not None and day >= scene.agenda.day_of(scene.now) else None


def _answer(scene: Scene, reaches: Sequence[_Reach]) -> BookingStep:
    free = [reach for reach in reaches if reach.offers]
    if not free:
        return offer_nearest(scene, [reach.window for reach in reaches])
    starts = sorted({one.start: one for reach in free for one in reach.offers}.values(), key=lambda one: one.start)
    if scene.heard.pull in {Pull.EARLIEST, Pull.LATEST}:
        return read_back(scene, _pulled(scene, free))
    if len(starts) == 1:
        is_narrowed = len(reaches) > 1 or not is_exact(free[0].reading)
        return read_back(scene, starts[0], scene.words.say("only") if is_narrowed else "")
    if len(free) == 1:
        reach = free[0]
        return (offer_times if is_exact(reach.reading) else offer)(scene, reach.window, reach.offers)
    return ask_which(scene, list(dict.fromkeys(_option(reach) for reach in free)))


def _option(reach: _Reach) -> Option:
    """Return a reading as a line to choose: its one free start, or all of its window."""
    return reach.offers[0] if len(reach.offers) == 1 else reach.window


def _pulled(scene: Scene, free: Sequence[_Reach]) -> Offer:
    """Return the first or last start of the days that are named: "besok yang paling pagi"."""
    offers = [one for reach in free for one in reach.offers]
    days = by_day(offers, scene.agenda.zone)
    day = min(days) if scene.heard.pull is Pull.EARLIEST else max(days)
    whole = scene.agenda.free_in(day_window(day, scene.agenda.zone)) if len(days) == 1 else offers
    return whole[0] if scene.heard.pull is Pull.EARLIEST else whole[-1]


def pull(scene: Scene) -> BookingStep:
    """Answer a comparison: the earliest, anything earlier than this, whatever."""
    day = _day_meant(scene)
    offers = scene.agenda.free_in(day_window(day, scene.agenda.zone)) if day is not None else scene.agenda.soon()
    if not offers:
        return offer_others(scene)
    match scene.heard.pull:
        case Pull.EARLIER | Pull.LATER:
            return _beside(scene, offers)
        case Pull.LATEST:
            return read_back(scene, offers[-1])
        case _:
            return read_back(scene, offers[0])


def _beside(scene: Scene, offers: Sequence[Offer]) -> BookingStep:
    """Offer what lies before or after the time that is talked about."""
    is_earlier = scene.heard.pull is Pull.EARLIER
    marks = [option.start for option in scene.state.options if isinstance(option, Offer)]
    marks = [scene.state.chosen.start] if scene.state.chosen is not None else marks
    if not marks:
        return offer_others(scene)
    mark = min(marks) if is_earlier else max(marks)
    fitting = [one for one in offers if (one.start < mark if is_earlier else one.start > mark)]
    if not fitting:
        return offer_others(scene, scene.words.say("none_earlier" if is_earlier else "none_later"))
    # A list of earlier times ends with the one nearest to the time that was too late.
    shown = fitting[-MOST_LINES:] if is_earlier else fitting
    return offer_times(scene, day_window(scene.agenda.day_of(shown[0].start), scene.agenda.zone), shown)
