"""Offering: lists of days and times, the nearest ones where a wish cannot be had, and the one that is read back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from ari.booking_dialogue.calendar import Offer, Refused
from ari.booking_dialogue.scene import Scene
from ari.booking_dialogue.state import Option, Stage, Window
from ari.booking_dialogue.step import BookingStep, Outcome
from ari.booking_dialogue.wishes import by_day, day_window, moments_of, nearest

# Lines of a list: what fits on a phone, and what a lead can answer with one digit.
MOST_LINES = 5
# How far about a wish that cannot be had the nearest free times are looked for.
_NEAR = timedelta(days=7)
_MINUTE = timedelta(minutes=1)
_TAKEN = frozenset({"slot_full", "consultant_busy", "slot_taken"})
_TOLD_CODES = frozenset({"too_soon", "beyond_window"})


def begin(scene: Scene, *before: str) -> BookingStep:
    """Offer what is free soon: times where they are few, else days. `before` are sentences that stand first."""
    offers = scene.agenda.soon()
    if not offers:
        return scene.end(Outcome.HANDOFF, *before, scene.words.say("none_at_all"))
    return offer(scene, Window(first=offers[0].start, before=offers[-1].end), offers, *before)


def offer(scene: Scene, window: Window, offers: Sequence[Offer], *before: str) -> BookingStep:
    """Offer the free starts of a window: the times of its one day, or few times, or its days."""
    days = by_day(offers, scene.agenda.zone)
    if len(days) > 1 and len(offers) > MOST_LINES:
        return _offer_days(scene, window, days, *before)
    return offer_times(scene, window, offers, *before)


def offer_times(scene: Scene, window: Window, offers: Sequence[Offer], *before: str) -> BookingStep:
    """Offer times, the first of them numbered; "jam lain" gives the next."""
    _give_up_hold(scene)
    shown = tuple(offers[:MOST_LINES])
    days = by_day(shown, scene.agenda.zone)
    state = scene.asking(
        stage=Stage.CHOOSING,
        options=shown,
        window=window,
        day=next(iter(days)) if len(days) == 1 else None,
        chosen=None,
    )
    return scene.end(Outcome.OFFERED, *before, scene.words.times(shown, more=len(offers) - len(shown)), state=state)


def _offer_days(scene: Scene, window: Window, days: dict[date, list[Offer]], *before: str) -> BookingStep:
    _give_up_hold(scene)
    shown = list(days.items())[:MOST_LINES]
    options = tuple(_within_day(day, window, scene) for day, _ in shown)
    state = scene.asking(stage=Stage.CHOOSING, options=options, window=window, day=None, chosen=None)
    return scene.end(Outcome.OFFERED, *before, scene.words.days(shown), state=state)


def _within_day(day: date, window: Window, scene: Scene) -> Window:
    """Return the part of a window that lies in one of its days."""
    whole = day_window(day, scene.agenda.zone)
    return replace(window, first=max(whole.first, window.first), before=min(whole.before, window.before))


def offer_others(scene: Scene, *before: str) -> BookingStep:
    """Offer what the lead has not seen: the list's next lines, else other days than the one that is talked about."""
    window = _window_in_talk(scene)
    if window is None:
        return begin(scene, *before)
    free = scene.agenda.free_in(window, heeds_refusals=True)
    offers = [one for one in free if _is_new(one, scene)]
    if offers:
        return offer(scene, window, offers, *before)
    return offer_other_days(scene, *before, scene.words.say("no_more"))


def offer_without_refused(scene: Scene, *before: str) -> BookingStep:
    """Offer what is left of the day or window that is talked about; where nothing is, other days."""
    window = _window_in_talk(scene)
    offers = scene.agenda.free_in(window, heeds_refusals=True) if window is not None else []
    if window is not None and offers:
        return offer(scene, window, offers, *before)
    return offer_other_days(scene, *before)


def offer_other_days(scene: Scene, *before: str) -> BookingStep:
    """Offer days other than the one that is talked about, or than those of the list."""
    seen = {scene.state.day} if scene.state.day is not None else _listed_days(scene)
    soon = scene.agenda.soon()
    offers = [one for one in soon if scene.agenda.day_of(one.start) not in seen]
    if not offers:
        return begin(scene, *before, scene.words.say("no_other_days") if soon else "")
    return offer(scene, Window(first=offers[0].start, before=offers[-1].end), offers, *before)


def _window_in_talk(scene: Scene) -> Window | None:
    """Return the day that is talked about, else the window that the list is of."""
    if scene.state.day is not None:
        return day_window(scene.state.day, scene.agenda.zone)
    return scene.state.window


def _is_new(one: Offer, scene: Scene) -> bool:
    """Test if a start comes after what the list shows, or, where one was read back, is another."""
    if scene.state.chosen is not None:
        return one.start != scene.state.chosen.start
    return all(
        one.start > option.start if isinstance(option, Offer) else one.start >= option.before
        for option in scene.state.options
    )


def _listed_days(scene: Scene) -> set[date]:
    starts = (option.start if isinstance(option, Offer) else option.first for option in scene.state.options)
    return {scene.agenda.day_of(start) for start in starts}


def offer_nearest(scene: Scene, windows: Sequence[Window]) -> BookingStep:
    """Say that nothing is free in these windows, and offer what is free nearest to them."""
    joint = f" {scene.words.say('or')} "
    wish = joint.join(dict.fromkeys(scene.words.window(window) for window in windows[:MOST_LINES]))
    return _offer_near(scene, min(moments_of(windows, scene.agenda)), scene.words.say("not_free", wish=wish))


def _offer_near(scene: Scene, wanted: datetime, *before: str) -> BookingStep:
    about = Window(first=wanted - _NEAR, before=wanted + _NEAR)
    close = scene.agenda.free_in(about, heeds_refusals=True) or scene.agenda.soon()
    offers = nearest(close, wanted, MOST_LINES)
    if not offers:
        return begin(scene, *before)
    return offer_times(scene, about, offers, *before)


def offer_after_refusal(scene: Scene, wanted: Offer, refusal: Refused) -> BookingStep:
    """Tell that a time cannot be had after all, and why, with the alternatives that the Calendar names."""
    name = "taken" if refusal.code in _TAKEN else refusal.code if refusal.code in _TOLD_CODES else "unavailable"
    told = scene.words.say(name, moment=scene.words.moment(wanted.start))
    offers = sorted({one.start: one for one in refusal.alternatives}.values(), key=lambda one: one.start)[:MOST_LINES]
    if not offers:
        return _offer_near(scene, wanted.start, told)
    about = Window(first=wanted.start - _NEAR, before=wanted.start + _NEAR)
    return offer_times(scene, about, offers, told)


def ask_which(scene: Scene, options: Sequence[Option]) -> BookingStep:
    """Ask back which of several readings is meant."""
    _give_up_hold(scene)
    shown = tuple(options[:MOST_LINES])
    state = scene.asking(stage=Stage.CHOOSING, options=shown, window=None, day=None, chosen=None)
    return scene.end(Outcome.ASKING, scene.words.which(shown), state=state)


def read_back(scene: Scene, wanted: Offer, *before: str) -> BookingStep:
    """Hold a time, read it back and ask for the yes."""
    refusal = scene.calendar.hold(wanted, moving=scene.agenda.moving)
    if refusal is not None:
        return offer_after_refusal(scene, wanted, refusal)
    state = scene.asking(stage=Stage.CONFIRMING, chosen=wanted, day=scene.agenda.day_of(wanted.start))
    return scene.end(Outcome.CONFIRMING, *before, scene.words.confirm(wanted, scene.agenda.moving), state=state)


def repeat(scene: Scene, *before: str) -> BookingStep:
    """Ask again what is open."""
    state, words = scene.state, scene.words
    if state.stage is Stage.CONFIRMING and state.chosen is not None:
        return scene.end(Outcome.CONFIRMING, *before, words.confirm(state.chosen, scene.agenda.moving), state=state)
    if state.stage is Stage.CANCELLING and state.cancelling is not None:
        asked = words.of_appointment("ask_cancel", state.cancelling)
        return scene.end(Outcome.ASKING, *before, asked, state=state)
    offers = [option for option in state.options if isinstance(option, Offer)]
    if scene.is_old or not _are_free(scene, offers):
        return renew(scene, *before)
    shown = words.times(offers) if len(offers) == len(state.options) else words.which(state.options)
    return scene.end(Outcome.OFFERED, *before, shown, state=state)


def _are_free(scene: Scene, offers: Sequence[Offer]) -> bool:
    if not offers:
        return True
    first, last = (choose(one.start for one in offers) for choose in (min, max))
    free = {one.start for one in scene.agenda.free_in(Window(first=first, before=last + _MINUTE))}
    return all(one.start in free for one in offers)


def renew(scene: Scene, *before: str) -> BookingStep:
    """Offer the latest state of a list that is too old to choose from."""
    told, window = scene.words.say("old_list"), scene.state.window
    offers = scene.agenda.free_in(window, heeds_refusals=True) if window is not None else []
    if window is None or not offers:
        return begin(scene, *before, told)
    return offer(scene, window, offers, *before, told)


def _give_up_hold(scene: Scene) -> None:
    if scene.state.chosen is not None:
        scene.calendar.release()
