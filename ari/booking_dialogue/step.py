"""What one step of the booking dialogue answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ari.booking_dialogue.calendar import Appointment


class Outcome(StrEnum):
    """Where a step of the dialogue ends."""

    ASKING = "asking"
    OFFERED = "offered"
    CONFIRMING = "confirming"
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    HANDOFF = "handoff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the Calendar did in this turn: booked, moved or cancelled, and the appointment that it concerns."""

    deed: Outcome
    appointment: Appointment


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingStep:
    """One step: the state to remember, what to say, the receipt if something was done, and where it ends.

    `is_aside`: the message named no time and wanted nothing of the booking. Its replies only ask again what is open,
    and are empty where nothing is; who knows an answer to the message gives it first.
    """

    state: Mapping[str, Any]
    replies: tuple[str, ...]
    outcome: Outcome
    receipt: Receipt | None = None
    is_aside: bool = False
