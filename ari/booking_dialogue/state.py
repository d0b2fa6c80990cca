"""Where the dialogue stands between turns: what was offered when, what is to be confirmed, and what was refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Self

from ari.booking_dialogue.calendar import Appointment, Offer


class Stage(StrEnum):
    """What the dialogue waits for."""

    IDLE = "idle"
    CHOOSING = "choosing"
    CONFIRMING = "confirming"
    CANCELLING = "cancelling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of time in which a lead would come, `[first, before)`.

    With `clock` only the starts of each day from its first to its last time count.
    """

    first: datetime
    before: datetime
    clock: tuple[time, time] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the window as the memory keeps it."""
        clock = [at.isoformat() for at in self.clock] if self.clock else None
        return {"first": self.first.isoformat(), "before": self.before.isoformat(), "clock": clock}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        clock = stored["clock"]
        return cls(
            first=datetime.fromisoformat(stored["first"]),
            before=datetime.fromisoformat(stored["before"]),
            clock=(time.fromisoformat(clock[0]), time.fromisoformat(clock[1])) if clock else None,
        )


# One line of a numbered list: a start, or a window that holds some.
Option = Offer | Window


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingState:
    """The dialogue between two turns.

    `options` is the list that the lead saw last, at `asked_at`, in its order. `window` is what they asked for, of which
    the list shows a part, and `day` the day that a bare time means. `chosen` is what they are to confirm; `is_moving`:
    it is for the appointment that they have. `cancelling` is the appointment that they are asked whether to cancel.
    `refused` are the windows in which they cannot come. `misses` counts turns in a row that said nothing about a time.
    """

    stage: Stage = Stage.IDLE
    options: tuple[Option, ...] = ()
    asked_at: datetime | None = None
    window: Window | None = None
    day: date | None = None
    chosen: Offer | None = None
    cancelling: Appointment | None = None
    is_moving: bool = False
    refused: tuple[Window, ...] = ()
    misses: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the state as `Memory.booking` keeps it; nothing where nothing is open."""
        if self == BookingState():
            return {}
        return {
            "stage": self.stage.value,
            "options": [_option_to_json(option) for option in self.options],
            "asked_at": self.asked_at.isoformat() if self.asked_at else None,
            "window": self.window.to_json() if self.window else None,
            "day": self.day.isoformat() if self.day else None,
            "chosen": _option_to_json(self.chosen) if self.chosen else None,
            "cancelling": self.cancelling.to_json() if self.cancelling else None,
            "is_moving": self.is_moving,
            "refused": [window.to_json() for window in self.refused],
            "misses": self.misses,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        if not stored:
            return cls()
        chosen = _option_from_json(stored["chosen"]) if stored["chosen"] else None
        return cls(
            stage=Stage(stored["stage"]),
            options=tuple(_option_from_json(option) for option in stored["options"]),
            asked_at=datetime.fromisoformat(stored["asked_at"]) if stored["asked_at"] else None,
            window=Window.from_json(stored["window"]) if stored["window"] else None,
            day=date.fromisoformat(stored["day"]) if stored["day"] else None,
            chosen=chosen if isinstance(chosen, Offer) else None,
            cancelling=Appointment.from_json(stored["cancelling"]) if stored["cancelling"] else None,
            is_moving=bool(stored["is_moving"]),
            refused=tuple(Window.from_json(window) for window in stored["refused"]),
            misses=int(stored["misses"]),
        )


def _option_to_json(option: Option) -> dict[str, Any]:
    if isinstance(option, Window):
        return option.to_json()
    return {
        "start": option.start.isoformat(),
        "minutes": option.minutes,
        "slot_id": option.slot_id,
        "consultant": option.consultant,
    }


def _option_from_json(stored: Mapping[str, Any]) -> Option:
    if "start" not in stored:
        return Window.from_json(stored)
    return Offer(
        start=datetime.fromisoformat(stored["start"]),
        minutes=int(stored["minutes"]),
        slot_id=str(stored["slot_id"]),
        consultant=stored["consultant"],
    )
