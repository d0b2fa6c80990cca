"""The words of booking: free starts, appointments and their history, reminders, and messages about them.

Moments are aware datetimes in UTC, dates and times of day are the workspace's own; None stands for what is absent in
Convex. Pure, like `ari.domain`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from zoneinfo import ZoneInfo

from ari.domain import AriConversationId, ContactId, WorkspaceId
from ari.payments import PaymentId
from ari.schedule import Holiday, Person, SlotId

AppointmentId = NewType("AppointmentId", str)
ReminderId = NewType("ReminderId", str)


class AppointmentStatus(StrEnum):
    """Where a consultation stands. The first two are open: they take up their time."""

    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


OPEN_STATUSES = frozenset({AppointmentStatus.SCHEDULED, AppointmentStatus.CONFIRMED})


class AppointmentEvent(StrEnum):
    """What a row of the history tells of."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    ASSIGNED = "assigned"
    EDITED = "edited"


class Way(StrEnum):
    """By what way an act came: the API, ARI's conversation, or a link that the lead opened."""

    API = "api"
    ARI = "ari"
    LINK = "link"


class ReminderStatus(StrEnum):
    """Where a reminder stands: planned for its time, on its way, or ended."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class Channel(StrEnum):
    """By what a message goes."""

    WHATSAPP = "whatsapp"
    EMAIL = "email"


class Language(StrEnum):
    """The languages that messages are written in."""

    INDONESIAN = "id"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Whom an appointment is with."""

    id: ContactId
    phone: str
    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeStart:
    """A start that can be booked. `slot_id` names its hours, `remaining` how many more bookings it takes."""

    slot_id: SlotId
    consultant_id: str | None
    consultant_name: str | None
    scheduled_at: datetime
    ends_at: datetime
    duration_minutes: int
    capacity: int
    remaining: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """The free starts of a window by time. `next_from` is set where the answer was cut: it is complete up to there."""

    starts: tuple[FreeStart, ...]
    next_from: datetime | None
    zone: ZoneInfo
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A start that is kept for one conversation until it expires."""

    slot_id: SlotId
    consultant_id: str | None
    scheduled_at: datetime
    ends_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A consultation that was booked.

    `status` is one of `AppointmentStatus`, but for what a migration brought. `sequence` counts moves and the
    cancellation: calendars and links go by it. `lead` is None where the contact was deleted.
    """

    id: AppointmentId
    workspace_id: WorkspaceId
    ari_conversation_id: AriConversationId
    lead: Lead | None
    consultant_id: str | None
    consultant: Person | None
    slot_id: str | None
    payment_id: PaymentId | None
    scheduled_at: datetime
    ends_at: datetime
    duration_minutes: int
    zone: ZoneInfo
    status: str
    meeting_link: str | None
    notes: str | None
    reminder_sent_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    sequence: int
    created_at: datetime
    updated_at: datetime
    # By what way it was booked; None: a migration brought it.
    booked_way: Way | None = None

    @property
    def is_open(self) -> bool:
        """Whether the consultation is still to take place, or was never closed."""
        return self.status in OPEN_STATUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """The receipt of a booking. `is_new` False: the lead had booked this very start before."""

    appointment: Appointment
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentFilter:
    """Which appointments are listed. The range of starts is half-open; `is_unassigned` asks for those of nobody."""

    statuses: tuple[AppointmentStatus, ...] = ()
    consultant_id: str | None = None
    is_unassigned: bool = False
    ari_conversation_id: AriConversationId | None = None
    contact_id: ContactId | None = None
    starts_from: datetime | None = None
    starts_before: datetime | None = None
    is_descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentPage:
    """Some appointments by start, and the way on."""

    appointments: tuple[Appointment, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """Something that happened to an appointment. `by` is a user, a staff account, "ari" or "lead"."""

    id: str
    appointment_id: AppointmentId
    event: AppointmentEvent
    way: Way
    by: str
    by_person: Person
    from_scheduled_at: datetime | None
    to_scheduled_at: datetime | None
    from_status: AppointmentStatus | None
    to_status: AppointmentStatus
    from_consultant: str | None
    to_consultant: str | None
    reason: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """Some rows of the history, oldest first, and the way on."""

    history: tuple[HistoryRow, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A reminder of an appointment. It is of use until `useful_until`; `reason` tells why it was not sent."""

    id: ReminderId
    appointment_id: AppointmentId
    offset_minutes: int
    starts_at: datetime
    due_at: datetime
    useful_until: datetime
    status: ReminderStatus
    channel: Channel | None
    sent_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderFilter:
    """Which reminders are listed. The range of the moment at which they are due is half-open."""

    statuses: tuple[ReminderStatus, ...] = ()
    appointment_id: AppointmentId | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None
    is_descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPage:
    """Some reminders by the moment at which they are due, and the way on."""

    reminders: tuple[Reminder, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReminder:
    """A reminder that is due, and what a run at this moment would do with it.

    `decision` is send (by `channel`), wait (for the end of quiet hours), drop or fail (for `reason`).
    """

    id: ReminderId
    appointment: Appointment | None
    offset_minutes: int
    due_at: datetime
    decision: str
    channel: Channel | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """What became of reminders that were due; `dropped` and `failed` count by reason."""

    started: int = 0
    waiting: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)
    has_more: bool = False


class NoticeKind(StrEnum):
    """What a message about an appointment tells."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    REMINDER = "reminder"


class Audience(StrEnum):
    """Whom a message is for."""

    LEAD = "lead"
    CONSULTANT = "consultant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message about an appointment that a sender has claimed, with the facts as they are now.

    `attempt` is the claim's number: it settles by it. `is_window_open` tells of WhatsApp whether a text may be sent, or
    a template must be; `template_name` is the one that the workspace has had approved.
    """

    id: str
    attempt: int
    kind: NoticeKind
    audience: Audience
    channel: Channel
    language: Language
    recipient_name: str | None
    recipient_email: str | None
    workspace_id: WorkspaceId
    workspace_name: str
    appointment: Appointment
    previous_scheduled_at: datetime | None = None
    reason: str | None = None
    is_window_open: bool = False
    template_name: str | None = None


class NoticeOutcome(StrEnum):
    """What a sender says of a message that it claimed."""

    SENT = "sent"
    QUEUE = "queue"
    RETRY = "retry"
    GIVE_UP = "give_up"
