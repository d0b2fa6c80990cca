"""How a consultation's time is agreed with a lead; `continue_booking` is the way in, a `Calendar` what it needs."""

from ari.booking_dialogue.calendar import Appointment, Booked, Calendar, Offer, Refused
from ari.booking_dialogue.dialogue import continue_booking
from ari.booking_dialogue.step import BookingStep, Outcome, Receipt

__all__ = [
    "Appointment",
    "Booked",
    "BookingStep",
    "Calendar",
    "Offer",
    "Outcome",
    "Receipt",
    "Refused",
    "continue_booking",
]
