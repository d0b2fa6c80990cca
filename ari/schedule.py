"""What a workspace offers of its time: weekly hours, exceptions, holidays, and how it takes bookings. Pure.

Dates and times of day are the workspace's own; None stands for what is absent in Convex.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from ari.domain import WorkspaceId

SlotId = NewType("SlotId", str)
ExceptionId = NewType("ExceptionId", str)


class ExceptionKind(StrEnum):
    """`closed` takes hours away, `open` adds some or lets a holiday be worked."""

    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A consultant, or whoever did something."""

    id: str
    full_name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A weekly pattern of hours. `day_of_week` 0 is Sunday; times are "HH:MM", the end may be "24:00".

    Without a consultant, as many consultations run at a time as `max_bookings_per_slot` says; with one, so many leads
    share a session.
    """

    id: SlotId
    workspace_id: WorkspaceId
    consultant_id: str | None
    consultant: Person | None
    day_of_week: int
    start_time: str
    end_time: str
    duration_minutes: int
    booking_window_days: int
    max_bookings_per_slot: int
    is_active: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleException:
    """A date on which the weekly patterns do not hold as they are: for everybody, or for one consultant.

    Without times it is about the whole day. `duration_minutes` and `max_bookings_per_slot` are of added hours.
    """

    id: ExceptionId
    workspace_id: WorkspaceId
    kind: ExceptionKind
    date: date
    consultant_id: str | None
    start_time: str | None
    end_time: str | None
    duration_minutes: int | None
    max_bookings_per_slot: int | None
    reason: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionPage:
    """Some exceptions by date, and the way on."""

    exceptions: tuple[ScheduleException, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """A national holiday, by the name that the country gives it."""

    date: date
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderWindow:
    """The original's way to remind: once, between so many minutes before the start."""

    opens_minutes: int
    closes_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """When nobody is reminded: "HH:MM" each; an end before its start is on the next day."""

    start: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingSettings:
    """How a workspace takes bookings and reminds of them. `consultant_ids` None: every member gives consultations."""

    lead_time_minutes: int = 60
    buffer_minutes: int = 0
    hold_minutes: int = 10
    reminder_offsets_minutes: tuple[int, ...] = (1440, 60)
    reminder_window: ReminderWindow | None = None
    quiet_hours: QuietHours | None = None
    observes_holidays: bool = True
    holiday_country: str = "ID"
    consultant_ids: tuple[str, ...] | None = None
    reminder_template: str | None = None
    notice_template: str | None = None
    time_zone: str = "Asia/Jakarta"
    updated_at: datetime | None = None
