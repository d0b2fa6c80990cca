"""Kopi Nusantara as an agency that gives consultations: its leads, its hours, and what tests do with them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ari.appointments import Way
from ari.domain import AriConversationId, WorkspaceId
from ari.inbox import ConversationFilter
from ari.repositories.appointments import AppointmentRepository, LeadWrite
from ari.repositories.conversations import ConversationRepository
from ari.repositories.outbox import WhatsAppOutboxRepository
from ari.repositories.reminders import ReminderRepository
from ari.repositories.turns import TurnRepository
from config.convex.client import ConvexClient
from config.convex.documents import Args
from config.fields import MomentField
from tests.ari.conversations.business import principal
from tests.config.api_client import Answer, Caller
from tests.tickets.cast import MADE, Cast, Seeder

JAKARTA = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """A lead as a test knows it."""

    contact_id: str
    phone: str
    name: str
    email: str


@dataclass(kw_only=True)
class Agency:
    """The workspace of the cast with hours to book. `day` is a date some days ahead, on Jakarta's calendar."""

    cast: Cast
    leads: list[Prospect] = field(default_factory=list)
    day: date = field(default_factory=lambda: datetime.now(JAKARTA).date() + timedelta(days=3))

    @property
    def convex(self) -> ConvexClient:
        return self.cast.seeder.convex

    @property
    def workspace(self) -> WorkspaceId:
        return WorkspaceId(self.cast.workspace)

    @property
    def appointments(self) -> AppointmentRepository:
        return AppointmentRepository(self.convex)

    @property
    def reminders(self) -> ReminderRepository:
        return ReminderRepository(self.convex)

    @property
    def turns(self) -> TurnRepository:
        return TurnRepository(self.convex)

    @property
    def outbox(self) -> WhatsAppOutboxRepository:
        return WhatsAppOutboxRepository(self.convex)

    def url(self, route: str, **query: str) -> str:
        """Return the address of a route for the workspace."""
        more = "".join(f"&{name}={value}" for name, value in query.items())
        return f"/api/ari/{route}/?workspaceId={self.cast.workspace}{more}"

    def ask(self, method: str, route: str, body: object = b"", *, by: Caller | None = None, **headers: str) -> Answer:
        """Send a request as the admin, or as somebody else."""
        return (by or self.cast.admin).send(method, self.url(route), body, **headers)

    def must(self, method: str, route: str, body: object = b"", status: int = 200) -> Any:
        """Send a request as the admin, which must be answered so; return the body of the answer."""
        answer = self.ask(method, route, body)
        assert answer.status == status, answer.body
        return answer.body

    def add_slot(self, *, day: date | None = None, **fields: Any) -> str:
        """Return the id of a new slot on the weekday of the day, nine to five unless told otherwise."""
        weekday = (day or self.day).isoweekday() % 7
        body = {"day_of_week": weekday, "start_time": "09:00", "end_time": "17:00", **fields}
        slot: str = self.must("POST", "slots", body, 201)["slot"]["id"]
        return slot

    def save_settings(self, **fields: Any) -> None:
        self.must("PATCH", "booking-settings", fields)

    def at(self, clock: str, *, day: date | None = None) -> datetime:
        """Return the instant of a time of day in Jakarta, on the agency's day unless told otherwise."""
        return datetime.combine(day or self.day, time.fromisoformat(clock), JAKARTA)

    def book(self, lead: int, slot: str, at: datetime, *, by: Caller | None = None, **more: Any) -> Answer:
        """Ask for a start for a lead."""
        body = {"contact_id": self.leads[lead].contact_id, "slot_id": slot, "scheduled_at": iso(at), **more}
        return self.ask("POST", "appointments", body, by=by)

    def booked(self, lead: int, slot: str, at: datetime) -> dict[str, Any]:
        """Return the appointment that a booking made."""
        answer = self.book(lead, slot, at)
        assert answer.status == 201, answer.body
        appointment: dict[str, Any] = answer.body["appointment"]
        return appointment

    def act(self, appointment: dict[str, Any], deed: str, body: object = None, **more: Any) -> Answer:
        """Do something with an appointment: move, cancel, confirm, …"""
        return self.ask("POST", f"appointments/{appointment['id']}/{deed}", body or {}, **more)

    def free(self, slot: str | None = None, *, day: date | None = None) -> list[str]:
        """Return the free times of day in Jakarta on the day."""
        first = self.at("00:00", day=day)
        query = {"starts_from": iso(first), "starts_before": iso(first + timedelta(days=1))}
        query |= {"slot": slot} if slot else {}
        found = self.must_get("availability", **query)["starts"]
        return [clock_of(start["scheduled_at"]) for start in found]

    def must_get(self, route: str, **query: str) -> Any:
        answer = self.cast.admin.get(self.url(route, **query))
        assert answer.status == 200, answer.body
        return answer.body

    def listed(self, **query: str) -> list[dict[str, Any]]:
        """Return the appointments of a page."""
        found: list[dict[str, Any]] = self.must_get("appointments", limit="100", **query)["appointments"]
        return found

    def history_of(self, appointment: dict[str, Any]) -> list[str]:
        rows = self.must_get(f"appointments/{appointment['id']}/history")["history"]
        return [row["event"] for row in rows]

    def reminders_of(self, appointment: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.must_get("reminders", appointment=appointment["id"])["reminders"]
        return found

    def lead_write(self, ari_conversation_id: str, *, now: datetime) -> LeadWrite:
        """Return what a lead writes with in the chat, at that moment."""
        talk = AriConversationId(ari_conversation_id)
        return LeadWrite(way=Way.ARI, workspace_id=self.workspace, ari_conversation_id=talk, now=now)

    def add_leads(self, count: int) -> None:
        """Add leads with a conversation each."""
        self.leads += add_leads(self.cast.seeder, self.cast, count)

    def give_number(self) -> None:
        """Give the workspace a number at WhatsApp."""
        place = {"supabaseId": self.cast.source_workspace, "slug": self.cast.slug, "name": "Kopi Nusantara"}
        number = f"number-{uuid.uuid4().hex[:12]}"
        self.cast.seeder.add("workspaces", {**place, "owner_id": "user_owner", "kapso_phone_id": number, **MADE})


def add_leads(seeder: Seeder, cast: Cast, count: int, *, have_email: bool = True) -> list[Prospect]:
    """Add contacts with their conversations to the workspace, and return them by their number."""
    place = {"id": cast.source_workspace, "slug": cast.slug}
    mark = 10**8 + uuid.uuid4().int % 10**8
    contacts, conversations, emails = [], [], {}
    for number in range(count):
        source, phone = str(uuid.uuid4()), f"+62{mark}{number:04d}"
        emails[phone] = f"lead{number}-{mark}@example.com"
        contact = {"supabaseId": source, "phone": phone, "phone_normalized": phone, "name": f"Budi {number}"}
        more = {"lead_score": 80, "lead_status": "hot_lead", "workspace_id": place}
        more |= {"email": emails[phone]} if have_email else {}
        contacts.append({**contact, **more, **MADE})
        talk = {"contact_id": {"id": source, "phone": phone}, "status": "open", "unread_count": 0}
        talk |= {"last_message_at": MADE["created_at"] + number}
        conversations.append({"supabaseId": str(uuid.uuid4()), "workspace_id": place, **talk, **MADE})
    seeder.add("contacts", *contacts)
    seeder.add("conversations", *conversations)
    return sorted(known_leads(seeder.convex, cast, emails), key=lambda lead: lead.phone)


def known_leads(convex: ConvexClient, cast: Cast, emails: dict[str, str]) -> list[Prospect]:
    """Return those leads of the workspace with their ids in Convex."""
    talks, asker = ConversationRepository(convex), principal(cast.admin.user_id)
    found, cursor = [], None
    while True:
        page = talks.list_for_workspace(
            WorkspaceId(cast.workspace), ConversationFilter(), asker=asker, cursor=cursor, limit=100
        )
        for talk in page.conversations:
            phone = talk.contact.phone
            if phone in emails:
                name = talk.contact.name or ""
                found.append(Prospect(contact_id=talk.contact.id, phone=phone, name=name, email=emails[phone]))
        if page.cursor is None:
            return found
        cursor = page.cursor


def open_agency(cast: Cast, *, leads: int = 4) -> Agency:
    """Return the cast's workspace with leads, on which no national holiday falls."""
    agency = Agency(cast=cast)
    agency.save_settings(observes_holidays=False, lead_time_minutes=0)
    agency.add_leads(leads)
    return agency


def iso(moment: datetime) -> str:
    """Return the moment as the API writes it."""
    shown: str = MomentField().to_representation(moment)
    return shown


def moment_in(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def clock_of(text: str) -> str:
    """Return the time of day in Jakarta of a moment that the API wrote."""
    return moment_in(text).astimezone(JAKARTA).strftime("%H:%M")


def alternatives_in(answer: Answer) -> Sequence[str]:
    """Return the times of day that a refusal offers instead."""
    return [clock_of(start["scheduled_at"]) for start in answer.body["alternatives"]]


def zone_args(agency: Agency, zone: str) -> Args:
    """Return the arguments that put the workspace into a zone."""
    return {
        "actor": principal(agency.cast.admin.user_id).as_actor(),
        "workspace_id": agency.cast.workspace,
        "time_zone": zone,
    }
