"""The Calendar of an invented lead: the free times are those of the workspace, but nothing of them is taken."""

from collections.abc import Sequence
from datetime import datetime

from ari.booking_dialogue import Appointment, Booked, Calendar, Offer, Refused

TRIAL_ID = "trial"


class TrialCalendar:
    """Books for the talk alone: `appointment` is what the invented lead believes to have.

    `free` is asked what is free, and for nothing else.
    """

    def __init__(self, free: Calendar, appointment: Appointment | None, *, now: datetime) -> None:
        self._free, self._now = free, now
        self.appointment = appointment

    def free_starts(self, first: datetime, before: datetime, *, moving: Appointment | None = None) -> Sequence[Offer]:
        """Return the free starts of the window, without the one that the lead has."""
        mine = self.appointment
        starts = self._free.free_starts(first, before)
        return [offer for offer in starts if moving or mine is None or offer.start != mine.start]

    def hold(self, offer: Offer, *, moving: Appointment | None = None) -> None:
        """Keep nothing: nobody else is waiting."""

    def release(self) -> None:
        """Give up nothing."""

    def book(self, offer: Offer) -> Booked | Refused:
        """Note the start."""
        self.appointment = Appointment(
            id=TRIAL_ID,
            start=offer.start,
            minutes=offer.minutes,
            slot_id=offer.slot_id,
            consultant=offer.consultant,
        )
        return Booked(appointment=self.appointment)

    def move(self, appointment: Appointment, offer: Offer) -> Booked | Refused:
        """Note the other start."""
        return self.book(offer)

    def cancel(self, appointment: Appointment) -> None:
        """Forget the appointment."""
        self.appointment = None

    def current(self) -> Appointment | None:
        """Return the appointment, unless it has begun."""
        mine = self.appointment
        return mine if mine is not None and mine.start > self._now else None
