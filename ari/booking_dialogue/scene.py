"""What one step of the dialogue works on: the state before it, what was heard, and the agenda."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from ari.booking_dialogue.calendar import Appointment, Calendar
from ari.booking_dialogue.hearing import Heard
from ari.booking_dialogue.state import BookingState, Stage, Window
from ari.booking_dialogue.step import BookingStep, Outcome, Receipt
from ari.booking_dialogue.wishes import Agenda
from ari.booking_dialogue.words import Words
from ari.dates import CONSULTATION_HOURS, Nothing, Reading

# After so long the lead may have forgotten what was offered, and others have booked: nothing old is taken silently.
OFFER_LIFE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One step. `refused` are the windows that this message rejects; `appointment` is the one that the lead has.

    `hours` are the hours by which a bare "jam 7" was read.
    """

    state: BookingState
    agenda: Agenda
    words: Words
    appointment: Appointment | None
    heard: Heard
    reading: Reading
    refused: tuple[Window, ...] = ()
    hours: tuple[time, time] = CONSULTATION_HOURS

    @property
    def calendar(self) -> Calendar:
        """The Calendar of the conversation."""
        return self.agenda.calendar

    @property
    def now(self) -> datetime:
        """The moment of the step."""
        return self.agenda.now

    @property
    def names_time(self) -> bool:
        """Whether the message names a day or a time."""
        return not isinstance(self.reading, Nothing)

    @property
    def is_open(self) -> bool:
        """Whether something was asked that the message may answer."""
        return self.state.stage is not Stage.IDLE

    @property
    def is_old(self) -> bool:
        """Whether what was offered or asked is too old to be answered."""
        asked_at = self.state.asked_at
        return asked_at is None or self.now - asked_at > OFFER_LIFE

    def as_moving(self) -> "Scene":
        """Return the scene in which the appointment is to be moved: it is not in its own way, and its day is meant."""
        if self.appointment is None:
            return self
        day = self.state.day or self.agenda.day_of(self.appointment.start)
        state = replace(self.state, is_moving=True, day=day)
        return replace(self, state=state, agenda=replace(self.agenda, moving=self.appointment))

    def asking(self, **changes: Any) -> BookingState:
        """Return the state with something asked now, that was understood."""
        return replace(self.state, asked_at=self.now, misses=0, **changes)

    def end(
        self, outcome: Outcome, *sentences: str, state: BookingState | None = None, receipt: Receipt | None = None
    ) -> BookingStep:
        """End the step with one reply made of the sentences; without a state nothing is open any more."""
        replies = ("\n".join(sentence for sentence in sentences if sentence),) if any(sentences) else ()
        return BookingStep(state=(state or BookingState()).to_json(), replies=replies, outcome=outcome, receipt=receipt)
