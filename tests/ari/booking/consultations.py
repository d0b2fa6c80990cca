"""A consultation and messages about it, for tests that need no database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ari.appointments import Appointment, AppointmentId, Audience, Channel, Language, Lead, Notice, NoticeKind
from ari.domain import AriConversationId, ContactId, WorkspaceId
from ari.schedule import Person

START = datetime(2026, 12, 3, 3, 0, tzinfo=UTC)
MADE = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)


def a_consultation(**fields: Any) -> Appointment:
    """Return Budi's consultation with Putri on Thursday at ten in Jakarta, other than that as told."""
    start, minutes = fields.get("scheduled_at", START), fields.get("duration_minutes", 60)
    plain: dict[str, Any] = {
        "id": AppointmentId("n97abcdefghijklmnopqrstuvwxyz012"),
        "workspace_id": WorkspaceId("workspace"),
        "ari_conversation_id": AriConversationId("conversation"),
        "lead": Lead(id=ContactId("contact"), phone="+628123456789", name="Budi 🌸", email="budi@example.com"),
        "consultant_id": "user_putri",
        "consultant": Person(id="user_putri", full_name="Putri Ayu", email="putri@example.com"),
        "slot_id": "slot",
        "payment_id": None,
        "scheduled_at": start,
        "ends_at": start + timedelta(minutes=minutes),
        "duration_minutes": minutes,
        "zone": ZoneInfo("Asia/Jakarta"),
        "status": "scheduled",
        "meeting_link": None,
        "notes": None,
        "reminder_sent_at": None,
        "cancelled_at": None,
        "cancel_reason": None,
        "sequence": 0,
        "created_at": MADE,
        "updated_at": MADE,
    }
    return Appointment(**plain | fields)


def a_notice(appointment: Appointment | None = None, **fields: Any) -> Notice:
    """Return a confirmation by mail to the lead in Indonesian, other than that as told."""
    plain: dict[str, Any] = {
        "id": "notice",
        "attempt": 1,
        "kind": NoticeKind.BOOKED,
        "audience": Audience.LEAD,
        "channel": Channel.EMAIL,
        "language": Language.INDONESIAN,
        "recipient_name": "Budi 🌸",
        "recipient_email": "budi@example.com",
        "workspace_id": WorkspaceId("workspace"),
        "workspace_name": "Kopi Nusantara",
        "appointment": appointment or a_consultation(),
    }
    return Notice(**plain | fields)
