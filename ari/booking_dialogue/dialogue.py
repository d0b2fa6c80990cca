"""How a time is agreed: from a message and the state of the dialogue to the next state and the reply.

A lead sees free times, chooses one, hears it read back, and books it with an exact yes; nothing else books. Every
time and every deed is the Calendar's: nothing here guesses a date, and nothing says "booked" without a receipt.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ari.booking_dialogue.calendar import Calendar, Offer
from ari.booking_dialogue.deeds import ask_cancel, book_chosen, cancel_appointment, is_done_already, tell_again
from ari.booking_dialogue.hearing import Pull, hear
from ari.booking_dialogue.listed_days import as_listed, same_weekday
from ari.booking_dialogue.offering import (
    ask_which,
    begin,
    offer,
    offer_nearest,
    offer_other_days,
    offer_others,
    offer_without_refused,
    read_back,
    renew,
    repeat,
)
from ari.booking_dialogue.scene import Scene
from ari.booking_dialogue.state import BookingState, Option, Stage, Window
from ari.booking_dialogue.step import BookingStep, Outcome, Receipt
from ari.booking_dialogue.wishes import Agenda, hours_of, window_of
from ari.booking_dialogue.wishing import grant, pull
from ari.booking_dialogue.words import Words
from ari.dates import Hours, TimeOfDay, read_rejected, read_when

# Turns in a row without a word about the time, after which a human arranges it.
MOST_MISSES = 3
# Windows that the lead refused; older ones are forgotten.
_MOST_REFUSED = 30
# "yang paling pagi" and "lebih sore" name no part of the day where there is something to compare.
_COMPARING = frozenset({Pull.EARLIEST, Pull.LATEST, Pull.EARLIER, Pull.LATER})


def continue_booking(
    state: Mapping[str, Any], text: str, *, now: datetime, zone: ZoneInfo, calendar: Calendar, language: str
) -> BookingStep:
    """Return the next step of the dialogue about `text`, which may be several messages, one a line.

    `state` is what the step before returned, empty at first. `now` is aware; `zone` is that of the clock on which times
    are read and said. The Calendar is that of this conversation. The same step again does nothing twice: booking,
    moving and cancelling are the Calendar's, which answers a repetition with what it did.
    """
    return _step(_scene(state, text, now=now, zone=zone, calendar=calendar, language=language))


def _scene(
    stored: Mapping[str, Any], text: str, *, now: datetime, zone: ZoneInfo, calendar: Calendar, language: str
) -> Scene:
    state = BookingState.from_json(stored)
    appointment = calendar.current()
    state = replace(state, is_moving=state.is_moving and appointment is not None)
    moving = appointment if state.is_moving else None
    agenda = Agenda(calendar=calendar, now=now, zone=zone, moving=moving, refused=state.refused)
    hours = hours_of(agenda.free_in(agenda.upcoming()), zone)
    refused = _refused(text, agenda, state, hours)
    reading = read_when(text, base=now, zone=zone, hours=hours)
    kept = (*state.refused, *refused)[-_MOST_REFUSED:]
    return Scene(
        state=replace(state, refused=kept),
        agenda=replace(agenda, refused=kept),
        words=Words.of(language, zone),
        appointment=appointment,
        heard=hear(text),
        reading=as_listed(reading, text, _listed_days(state, agenda), base=now, zone=zone),
        refused=refused,
        hours=hours,
    )


def _refused(text: str, agenda: Agenda, state: BookingState, hours: Hours) -> tuple[Window, ...]:
    rejected = read_rejected(text, base=agenda.now, zone=agenda.zone, hours=hours)
    readings = [one for reading in rejected for one in same_weekday(reading, text)]
    windows = (window_of(one, agenda, state.day) for one in readings)
    return tuple(window for window in windows if window is not None)


def _listed_days(state: BookingState, agenda: Agenda) -> Iterator[date]:
    """Yield the days that the lead saw last."""
    for option in state.options:
        yield agenda.day_of(option.start if isinstance(option, Offer) else option.first)


def _step(scene: Scene) -> BookingStep:
    if scene.heard.is_yes:
        return _take_yes(scene)
    if is_done_already(scene):
        return _finish(scene)
    if scene.heard.keeps and scene.appointment is not None:
        return _keep(scene)
    if scene.state.stage is Stage.CANCELLING:
        return _while_cancelling(scene)
    if scene.appointment is not None and not scene.is_open:
        return _after_booking(scene)
    return _agree(scene)


def _take_yes(scene: Scene) -> BookingStep:
    match scene.state.stage:
        case Stage.CONFIRMING:
            return book_chosen(scene)
        case Stage.CANCELLING:
            return cancel_appointment(scene)
        case Stage.CHOOSING if len(scene.state.options) == 1 and not scene.is_old:
            return _take(scene, scene.state.options[0])
        case Stage.CHOOSING:
            return repeat(scene, scene.words.say("which_first"))
        case _:
            return _be_silent(scene) if scene.appointment is not None else begin(scene)


def _finish(scene: Scene) -> BookingStep:
    """Tell of a deed whose turn was lost, and go on with what the lead has said since."""
    told = tell_again(scene)
    if not isinstance(told.receipt, Receipt):
        return told
    settled = replace(scene, state=BookingState(), appointment=told.receipt.appointment)
    if scene.heard.cancels or scene.heard.gives_up:
        following = ask_cancel(settled, told.receipt.appointment)
    elif scene.names_time or scene.heard.moves:
        following = _move(settled)
    else:
        return told
    return replace(told, state=following.state, replies=(*told.replies, *following.replies))


def _agree(scene: Scene) -> BookingStep:
    """Go on towards a time: no appointment is there, or it is being moved."""
    heard = scene.heard
    if heard.cancels and not heard.moves:
        return _give_up(scene)
    if heard.pull in _COMPARING and scene.is_open and not _names_clock_or_day(scene):
        return pull(scene)
    granted = grant(scene)
    if granted is not None:
        return granted
    if heard.picks and (scene.state.options or heard.bare_number is not None):
        return _pick(scene)
    if scene.refused:
        return offer_without_refused(scene, scene.words.say("what_else"))
    if scene.is_open and heard.wants_days:
        return offer_other_days(scene)
    if scene.is_open and (heard.moves or heard.wants_others):
        return offer_others(scene)
    return _agree_without_time(scene)


def _agree_without_time(scene: Scene) -> BookingStep:
    heard = scene.heard
    if heard.gives_up or (heard.is_no and not scene.is_open):
        return _give_up(scene)
    if heard.asks_status:
        return _tell_status(scene)
    if heard.pull is not None:
        return pull(scene)
    if heard.is_no:
        return offer_others(scene, scene.words.say("what_else"))
    return _miss(scene) if scene.is_open else begin(scene)


def _names_clock_or_day(scene: Scene) -> bool:
    """Test if the message names more than a part of the day: "lebih sore" compares, "lebih sore, jam 4" names."""
    return scene.names_time and not (isinstance(scene.reading, TimeOfDay) and not scene.reading.is_clock)


def _after_booking(scene: Scene) -> BookingStep:
    """Hear what the lead wants of their appointment. Other messages are about something else."""
    heard = scene.heard
    assert scene.appointment is not None  # noqa: S101 — the caller has seen it.
    if heard.moves or (heard.gives_up and scene.names_time):
        return _move(scene)
    if heard.cancels:
        return ask_cancel(scene, scene.appointment)
    return _tell_status(scene) if heard.asks_status else _be_silent(scene)


def _move(scene: Scene) -> BookingStep:
    assert scene.appointment is not None  # noqa: S101 — the callers have seen it.
    moving = scene.as_moving()
    return grant(moving) or begin(moving, scene.words.of_appointment("ask_move", scene.appointment))


def _while_cancelling(scene: Scene) -> BookingStep:
    heard, appointment = scene.heard, scene.appointment
    if appointment is None or (heard.cancels and not (heard.gives_up or heard.moves or heard.asks)):
        # Where there is none, the turn that cancelled it was lost, or somebody else did: the Calendar knows.
        return cancel_appointment(scene)
    if heard.is_no:
        return _keep(scene)
    if heard.moves or heard.wants_others or heard.wants_days or heard.pull or scene.names_time:
        return _move(scene)
    return _miss(scene)


def _keep(scene: Scene) -> BookingStep:
    assert scene.appointment is not None  # noqa: S101 — the callers have seen it.
    return scene.end(Outcome.DECLINED, scene.words.of_appointment("kept", scene.appointment))


def _give_up(scene: Scene) -> BookingStep:
    """End the talk about a time. An appointment that was to be moved stays, unless it is to be cancelled."""
    if scene.appointment is not None and scene.heard.cancels and not scene.heard.gives_up:
        return ask_cancel(scene, scene.appointment)
    if scene.state.chosen is not None:
        scene.calendar.release()
    if scene.appointment is not None:
        return _keep(scene)
    name = "nothing_to_cancel" if scene.heard.cancels and not scene.is_open else "declined"
    return scene.end(Outcome.DECLINED, scene.words.say(name))


def _tell_status(scene: Scene) -> BookingStep:
    if scene.appointment is not None:
        told = scene.words.of_appointment("status", scene.appointment)
        return scene.end(Outcome.ASKING, told, state=scene.state)
    told = scene.words.say("no_status")
    return repeat(scene, told) if scene.is_open else begin(scene, told)


def _pick(scene: Scene) -> BookingStep:
    """Take the lines that the message points at; a number beyond the list may be an hour."""
    options, heard = scene.state.options, scene.heard
    numbers = [len(options) if pick < 0 else pick for pick in heard.picks]
    chosen = list(dict.fromkeys(options[number - 1] for number in numbers if 1 <= number <= len(options)))
    if not chosen and heard.bare_number is not None:
        hour = read_when(f"jam {heard.bare_number}", base=scene.now, zone=scene.agenda.zone, hours=scene.hours)
        granted = grant(replace(scene, reading=hour))
        return granted if granted is not None else _miss(scene)
    if not chosen:
        return repeat(scene, scene.words.say("no_such_line", count=len(options)))
    if scene.is_old:
        return renew(scene)
    return _take(scene, chosen[0]) if len(chosen) == 1 else ask_which(scene, chosen)


def _take(scene: Scene, option: Option) -> BookingStep:
    """Go on with a line of the list: a time is read back, of a window the times are shown."""
    if isinstance(option, Offer):
        return read_back(scene, option)
    offers = scene.agenda.free_in(option)
    if not offers:
        return offer_nearest(scene, [option])
    if len(offers) == 1:
        return read_back(scene, offers[0], scene.words.say("only"))
    return offer(scene, option, offers)


def _miss(scene: Scene) -> BookingStep:
    """Ask again for what is open; after some turns without a word about the time a human goes on."""
    misses = scene.state.misses + 1
    if misses >= MOST_MISSES:
        if scene.state.chosen is not None:
            scene.calendar.release()
        return scene.end(Outcome.HANDOFF, scene.words.say("handoff"))
    said = ["unclear"] + (["unclear_yes"] if scene.state.stage is Stage.CONFIRMING else [])
    missed = replace(scene, state=replace(scene.state, misses=misses))
    step = repeat(missed, " ".join(scene.words.say(name) for name in said))
    return replace(step, is_aside=True)


def _be_silent(scene: Scene) -> BookingStep:
    return BookingStep(state=scene.state.to_json(), replies=(), outcome=Outcome.ASKING, is_aside=True)
