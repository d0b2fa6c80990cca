"""What Convex answers about booking, cast to the types of `ari.appointments`, `.schedule` and `.payments`. Pure."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ari.appointments import (
    Appointment,
    AppointmentEvent,
    AppointmentId,
    AppointmentStatus,
    Audience,
    Availability,
    Channel,
    Dispatched,
    DueReminder,
    FreeStart,
    HistoryRow,
    Hold,
    Language,
    Lead,
    Notice,
    NoticeKind,
    Reminder,
    ReminderId,
    ReminderStatus,
    Way,
)
from ari.domain import JAKARTA, AriConversationId, ContactId, WorkspaceId
from ari.payments import Payment, PaymentId
from ari.schedule import (
    BookingSettings,
    ExceptionId,
    ExceptionKind,
    Holiday,
    Person,
    QuietHours,
    ReminderWindow,
    ScheduleException,
    Slot,
    SlotId,
)
from config.convex.documents import Document, moment_from_ms, moment_or_none

logger = logging.getLogger(__name__)


def zone_from(name: str) -> ZoneInfo:
    """Return the zone. One that this machine's list has not gives way to Jakarta's; the log says what to install."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        logger.warning("There is no time zone %r on this machine; Asia/Jakarta stands in. Update tzdata.", name)
        return JAKARTA


def person_from(document: Document) -> Person:
    """Cast a person."""
    return Person(id=document["id"], full_name=document.get("full_name"), email=document.get("email"))


def _person(document: Document, name: str) -> Person | None:
    person = document.get(name)
    return None if person is None else person_from(person)


def _lead(document: Document) -> Lead | None:
    lead: Mapping[str, Any] | None = document.get("contact")
    if lead is None:
        return None
    return Lead(id=ContactId(lead["id"]), phone=lead["phone"], name=lead.get("name"), email=lead.get("email"))


def slot_from(document: Document) -> Slot:
    """Cast a slot."""
    return Slot(
        id=SlotId(document["id"]),
        workspace_id=WorkspaceId(document["workspace_id"]),
        consultant_id=document.get("consultant_id"),
        consultant=_person(document, "consultant"),
        day_of_week=int(document["day_of_week"]),
        start_time=document["start_time"],
        end_time=document["end_time"],
        duration_minutes=int(document["duration_minutes"]),
        booking_window_days=int(document["booking_window_days"]),
        max_bookings_per_slot=int(document["max_bookings_per_slot"]),
        is_active=document["is_active"],
        created_at=moment_from_ms(document["created_at"]),
        updated_at=moment_from_ms(document["updated_at"]),
    )


def exception_from(document: Document) -> ScheduleException:
    """Cast an exception."""
    return ScheduleException(
        id=ExceptionId(document["id"]),
        workspace_id=WorkspaceId(document["workspace_id"]),
        kind=ExceptionKind(document["kind"]),
        date=date.fromisoformat(document["date"]),
        consultant_id=document.get("consultant_id"),
        start_time=document.get("start_time"),
        end_time=document.get("end_time"),
        duration_minutes=_whole(document, "duration_minutes"),
        max_bookings_per_slot=_whole(document, "max_bookings_per_slot"),
        reason=document.get("reason"),
        created_by=document["created_by"],
        created_at=moment_from_ms(document["created_at"]),
        updated_at=moment_from_ms(document["updated_at"]),
    )


def _whole(document: Document, name: str) -> int | None:
    number = document.get(name)
    return None if number is None else int(number)


def settings_from(document: Document) -> BookingSettings:
    """Cast the settings of booking."""
    window, quiet = document.get("reminder_window"), document.get("quiet_hours")
    consultants = document.get("consultant_ids")
    return BookingSettings(
        lead_time_minutes=int(document["lead_time_minutes"]),
        buffer_minutes=int(document["buffer_minutes"]),
        hold_minutes=int(document["hold_minutes"]),
        reminder_offsets_minutes=tuple(int(offset) for offset in document["reminder_offsets_minutes"]),
        reminder_window=None if window is None else ReminderWindow(**{name: int(window[name]) for name in window}),
        quiet_hours=None if quiet is None else QuietHours(**quiet),
        observes_holidays=document["observes_holidays"],
        holiday_country=document["holiday_country"],
        consultant_ids=None if consultants is None else tuple(consultants),
        reminder_template=document.get("reminder_template"),
        notice_template=document.get("notice_template"),
        time_zone=document["time_zone"],
        updated_at=moment_or_none(document, "updated_at"),
    )


def free_start_from(document: Document) -> FreeStart:
    """Cast a free start, as a refusal names it."""
    return FreeStart(
        slot_id=SlotId(document["slot_id"]),
        consultant_id=document.get("consultant_id"),
        consultant_name=document.get("consultant_name"),
        scheduled_at=moment_from_ms(document["scheduled_at"]),
        ends_at=moment_from_ms(document["ends_at"]),
        duration_minutes=int(document["duration_minutes"]),
        capacity=int(document["capacity"]),
        remaining=int(document["remaining"]),
    )


def _starts_from(all_hours: Sequence[Document]) -> tuple[FreeStart, ...]:
    """Return the free starts by time; those of one moment in the order in which their hours come."""
    starts = [start for hours in all_hours for start in _starts_of(hours)]
    return tuple(sorted(starts, key=attrgetter("scheduled_at")))


def _starts_of(hours: Document) -> Iterator[FreeStart]:
    duration_minutes = int(hours["duration_minutes"])
    duration = timedelta(minutes=hours["duration_minutes"])
    for at, remaining in zip(hours["starts"], hours["remaining"], strict=True):
        scheduled_at = moment_from_ms(at)
        yield FreeStart(
            slot_id=SlotId(hours["slot_id"]),
            consultant_id=hours.get("consultant_id"),
            consultant_name=hours.get("consultant_name"),
            scheduled_at=scheduled_at,
            ends_at=scheduled_at + duration,
            duration_minutes=duration_minutes,
            capacity=int(hours["capacity"]),
            remaining=int(remaining),
        )


def availability_from(document: Document) -> Availability:
    """Cast what is free."""
    return Availability(
        starts=_starts_from(document["hours"]),
        next_from=moment_or_none(document, "next_from"),
        zone=zone_from(document["time_zone"]),
        holidays=tuple(Holiday(date=date.fromisoformat(day["date"]), name=day["name"]) for day in document["holidays"]),
    )


def hold_from(document: Document) -> Hold:
    """Cast a hold."""
    return Hold(
        slot_id=SlotId(document["slot_id"]),
        consultant_id=document.get("consultant_id"),
        scheduled_at=moment_from_ms(document["scheduled_at"]),
        ends_at=moment_from_ms(document["ends_at"]),
        expires_at=moment_from_ms(document["expires_at"]),
    )


def appointment_from(document: Document) -> Appointment:
    """Cast an appointment."""
    payment_id = document.get("payment_id")
    return Appointment(
        id=AppointmentId(document["id"]),
        workspace_id=WorkspaceId(document["workspace_id"]),
        ari_conversation_id=AriConversationId(document["ari_conversation_id"]),
        lead=_lead(document),
        consultant_id=document.get("consultant_id"),
        consultant=_person(document, "consultant"),
        slot_id=document.get("slot_id"),
        payment_id=None if payment_id is None else PaymentId(payment_id),
        scheduled_at=moment_from_ms(document["scheduled_at"]),
        ends_at=moment_from_ms(document["ends_at"]),
        duration_minutes=int(document["duration_minutes"]),
        zone=zone_from(document["time_zone"]),
        status=document["status"],
        meeting_link=document.get("meeting_link"),
        notes=document.get("notes"),
        reminder_sent_at=moment_or_none(document, "reminder_sent_at"),
        cancelled_at=moment_or_none(document, "cancelled_at"),
        cancel_reason=document.get("cancel_reason"),
        sequence=int(document["sequence"]),
        created_at=moment_from_ms(document["created_at"]),
        updated_at=moment_from_ms(document["updated_at"]),
        booked_way=Way(document["booked_way"]) if "booked_way" in document else None,
    )


def history_row_from(document: Document) -> HistoryRow:
    """Cast a row of the history."""
    from_status = document.get("from_status")
    return HistoryRow(
        id=document["id"],
        appointment_id=AppointmentId(document["appointment_id"]),
        event=AppointmentEvent(document["event"]),
        way=Way(document["way"]),
        by=document["by"],
        by_person=person_from(document["by_person"]),
        from_scheduled_at=moment_or_none(document, "from_scheduled_at"),
        to_scheduled_at=moment_or_none(document, "to_scheduled_at"),
        from_status=None if from_status is None else AppointmentStatus(from_status),
        to_status=AppointmentStatus(document["to_status"]),
        from_consultant=document.get("from_consultant"),
        to_consultant=document.get("to_consultant"),
        reason=document.get("reason"),
        created_at=moment_from_ms(document["created_at"]),
    )


def payment_from(document: Document) -> Payment:
    """Cast a payment."""
    return Payment(
        id=PaymentId(document["id"]),
        workspace_id=WorkspaceId(document["workspace_id"]),
        ari_conversation_id=AriConversationId(document["ari_conversation_id"]),
        amount=int(document["amount"]),
        currency=document["currency"],
        payment_method=document.get("payment_method"),
        gateway=document["gateway"],
        gateway_transaction_id=document.get("gateway_transaction_id"),
        status=document["status"],
        expires_at=moment_or_none(document, "expires_at"),
        paid_at=moment_or_none(document, "paid_at"),
        notes=document.get("notes"),
        recorded_by=document.get("recorded_by"),
        created_at=moment_from_ms(document["created_at"]),
        updated_at=moment_from_ms(document["updated_at"]),
    )


def reminder_from(document: Document) -> Reminder:
    """Cast a reminder."""
    return Reminder(
        id=ReminderId(document["id"]),
        appointment_id=AppointmentId(document["appointment_id"]),
        offset_minutes=int(document["offset_minutes"]),
        starts_at=moment_from_ms(document["starts_at"]),
        due_at=moment_from_ms(document["due_at"]),
        useful_until=moment_from_ms(document["useful_until"]),
        status=ReminderStatus(document["status"]),
        channel=_channel(document),
        sent_at=moment_or_none(document, "sent_at"),
        reason=document.get("reason"),
    )


def _channel(document: Document) -> Channel | None:
    channel = document.get("channel")
    return None if channel is None else Channel(channel)


def due_reminder_from(document: Document) -> DueReminder:
    """Cast a reminder that is due."""
    appointment = document.get("appointment")
    return DueReminder(
        id=ReminderId(document["id"]),
        appointment=None if appointment is None else appointment_from(appointment),
        offset_minutes=int(document["offset_minutes"]),
        due_at=moment_from_ms(document["due_at"]),
        decision=document["decision"],
        channel=_channel(document),
        reason=document.get("reason"),
    )


def dispatched_from(document: Document) -> Dispatched:
    """Cast what became of due reminders."""
    return Dispatched(
        started=int(document["started"]),
        waiting=int(document["waiting"]),
        dropped={reason: int(count) for reason, count in document["dropped"].items()},
        failed={reason: int(count) for reason, count in document["failed"].items()},
        has_more=document["more"],
    )


def notice_from(document: Document) -> Notice:
    """Cast a claimed message."""
    return Notice(
        id=document["id"],
        attempt=int(document["attempt"]),
        kind=NoticeKind(document["kind"]),
        audience=Audience(document["audience"]),
        channel=Channel(document["channel"]),
        language=Language(document["language"]),
        recipient_name=document["recipient"].get("name"),
        recipient_email=document["recipient"].get("email"),
        workspace_id=WorkspaceId(document["workspace"]["id"]),
        workspace_name=document["workspace"]["name"],
        appointment=appointment_from(document["appointment"]),
        previous_scheduled_at=moment_or_none(document, "previous_scheduled_at"),
        reason=document.get("reason"),
        is_window_open=bool(document.get("is_window_open")),
        template_name=document.get("template_name"),
    )
