"""What the dialogue asks of the consultations that can be booked. The Calendar decides; the dialogue only talks.

A Calendar is that of one conversation, at one moment. It is the only one who knows what is free and who books.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A start that is free. `slot_id` says by which hours; `consultant` is a name where one is known."""

    start: datetime
    minutes: int
    slot_id: str
    consultant: str | None = None

    @property
    def end(self) -> datetime:
        """When the consultation is over."""
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """The open appointment of the conversation."""

    id: str
    start: datetime
    minutes: int
    slot_id: str | None = None
    consultant: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the appointment as the memory keeps it."""
        return {
            "id": self.id,
            "start": self.start.isoformat(),
            "minutes": self.minutes,
            "slot_id": self.slot_id,
            "consultant": self.consultant,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(
            id=str(stored["id"]),
            start=datetime.fromisoformat(stored["start"]),
            minutes=int(stored["minutes"]),
            slot_id=stored["slot_id"],
            consultant=stored["consultant"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """The receipt of a booking or a move: the appointment as it is stored now."""

    appointment: Appointment


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why the Calendar did not do it, by its code, and what is free nearest to what was wanted, the nearest first."""

    code: str
    alternatives: tuple[Offer, ...] = ()


class Calendar(Protocol):
    """The consultations of one conversation. Instants are aware and in UTC."""

    def free_starts(self, first: datetime, before: datetime, *, moving: Appointment | None = None) -> Sequence[Offer]:
        """Return the free starts in `[first, before)`, ascending; several at one moment may differ in consultant.

        The window spans at most 31 days. What the conversation itself holds is free to it, and so is the place of the
        appointment that is `moving`.
        """

    def hold(self, offer: Offer, *, moving: Appointment | None = None) -> Refused | None:
        """Keep the start for this conversation for some minutes, giving up what it held; None if that is done."""

    def release(self) -> None:
        """Give up what the conversation holds."""

    def book(self, offer: Offer) -> Booked | Refused:
        """Book the start. The same again answers the same and books nothing more."""

    def move(self, appointment: Appointment, offer: Offer) -> Booked | Refused:
        """Move the appointment to another start. The same again answers the same."""

    def cancel(self, appointment: Appointment) -> Refused | None:
        """Cancel the appointment; None if that is done. The same again answers the same."""

    def current(self) -> Appointment | None:
        """Return the conversation's open appointment that is not over."""
