"""What the dialogue has the Calendar do: book, move and cancel, each on a yes, and told by its receipt alone."""

from dataclasses import replace

from ari.booking_dialogue.calendar import Appointment, Booked, Offer, Refused
from ari.booking_dialogue.offering import offer_after_refusal, read_back
from ari.booking_dialogue.scene import Scene
from ari.booking_dialogue.state import Stage
from ari.booking_dialogue.step import BookingStep, Outcome, Receipt

# Refusals of a move that no other time would heal.
_FINAL = frozenset({"appointment_started", "appointment_not_open", "appointment_not_found"})


def book_chosen(scene: Scene) -> BookingStep:
    """Book or move to the time that was read back. What has changed since it was read back is read back anew."""
    wanted, appointment = scene.state.chosen, scene.appointment
    assert wanted is not None  # noqa: S101 — a state that confirms has a choice.
    if is_done_already(scene):
        return tell_again(scene)
    if scene.is_old:
        return read_back(scene, wanted, scene.words.say("old_question"))
    if appointment is None:
        return _tell(scene, wanted, scene.calendar.book(wanted), is_move=False)
    if scene.state.is_moving:
        return _tell(scene, wanted, scene.calendar.move(appointment, wanted), is_move=True)
    # Somebody booked for the lead meanwhile: they have agreed to a booking, and not to a move.
    return read_back(scene.as_moving(), wanted)


def is_done_already(scene: Scene) -> bool:
    """Test if the time that was read back is the appointment's: the turn that booked it was lost."""
    chosen, appointment = scene.state.chosen, scene.appointment
    is_confirming = scene.state.stage is Stage.CONFIRMING and chosen is not None
    return is_confirming and appointment is not None and chosen is not None and appointment.start == chosen.start


def tell_again(scene: Scene) -> BookingStep:
    """Have the Calendar repeat the receipt of what is done already."""
    wanted, appointment = scene.state.chosen, scene.appointment
    assert wanted is not None  # noqa: S101 — it was read back.
    if scene.state.is_moving and appointment is not None:
        return _tell(scene, wanted, scene.calendar.move(appointment, wanted), is_move=True)
    return _tell(scene, wanted, scene.calendar.book(wanted), is_move=False)


def _tell(scene: Scene, wanted: Offer, result: Booked | Refused, *, is_move: bool) -> BookingStep:
    if isinstance(result, Booked):
        deed = Outcome.MOVED if is_move else Outcome.BOOKED
        receipt = Receipt(deed=deed, appointment=result.appointment)
        return scene.end(deed, scene.words.booked(result, is_move=is_move), receipt=receipt)
    if is_move and scene.appointment is not None and result.code in _FINAL:
        return scene.end(Outcome.HANDOFF, scene.words.of_appointment("cannot_move", scene.appointment))
    if result.code == "appointment_open":
        return _after_race(scene, wanted, result)
    return offer_after_refusal(scene, wanted, result)


def _after_race(scene: Scene, wanted: Offer, refusal: Refused) -> BookingStep:
    """Ask for a move where an appointment was made for the lead in this very moment."""
    appointment = scene.calendar.current()
    if appointment is None:
        return offer_after_refusal(scene, wanted, refusal)
    return read_back(replace(scene, appointment=appointment).as_moving(), wanted)


def ask_cancel(scene: Scene, appointment: Appointment, *before: str) -> BookingStep:
    """Ask whether to cancel the appointment."""
    if scene.state.chosen is not None:
        scene.calendar.release()
    state = scene.asking(stage=Stage.CANCELLING, cancelling=appointment, options=(), chosen=None, day=None)
    return scene.end(Outcome.ASKING, *before, scene.words.of_appointment("ask_cancel", appointment), state=state)


def cancel_appointment(scene: Scene) -> BookingStep:
    """Cancel the appointment that the lead was asked about; one that has moved since is asked about anew."""
    asked, appointment = scene.state.cancelling, scene.appointment
    assert asked is not None  # noqa: S101 — a state that cancels has an appointment.
    if appointment is not None and (scene.is_old or appointment.start != asked.start):
        return ask_cancel(scene, appointment)
    if appointment is None and asked.start <= scene.now:
        return scene.end(Outcome.DECLINED, scene.words.say("nothing_to_cancel"))
    refusal = scene.calendar.cancel(asked)
    if refusal is not None:
        return scene.end(Outcome.HANDOFF, scene.words.of_appointment("cannot_cancel", asked))
    receipt = Receipt(deed=Outcome.CANCELLED, appointment=asked)
    return scene.end(Outcome.CANCELLED, scene.words.of_appointment("cancelled", asked), receipt=receipt)
