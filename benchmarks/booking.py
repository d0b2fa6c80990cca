"""Booking's speed: reminders that are due among many appointments that are not, what is free, and one start that many
want. The functions of Convex are called as Django calls them, without the web server in between.
"""

import json
import statistics
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

from ari.appointments import Way
from ari.booking_errors import StartRefusedError
from ari.domain import AriConversationId, WorkspaceId
from ari.reminders import Sender
from ari.repositories.appointments import AppointmentRepository, LeadWrite
from ari.repositories.outbox import WhatsAppOutboxRepository
from ari.repositories.reminders import ReminderRepository
from ari.repositories.turns import TurnRepository
from ari.schedule import SlotId
from ari.whatsapp import ConsoleGateway
from benchmarks.migrations import fresh_deployment
from benchmarks.tickets import BATCH, send_records, workspace_id
from config.convex.client import ConvexClient
from config.launch.deployment import EmbeddedDeployment
from tickets.mail.letters import Letter

MADE = {"created_at": 1_700_000_000_000, "updated_at": 1_700_000_000_000}
SLUG, OWNER = "agency", "user_owner"
HOUR = timedelta(hours=1)
CONSULTANTS, WINDOW, CALLS = 50, timedelta(days=30), 20
CLIENTS, WANTED, CAPACITY = 16, 400, 50

Say = Callable[[str], None]


@dataclass
class CountingPostman:
    """Takes letters at once, and counts them."""

    sent: int = 0

    def send(self, letter: Letter, *, to: str, mail_id: str) -> None:
        """Take a letter."""
        self.sent += 1


@dataclass(kw_only=True)
class Office:
    """A deployment with one workspace, and the records that are brought into it."""

    deployment: EmbeddedDeployment
    convex: ConvexClient
    source: str
    workspace: WorkspaceId

    @property
    def place(self) -> dict[str, str]:
        """How records name the workspace."""
        return {"id": self.source, "slug": SLUG}

    def bring(self, table: str, records: Iterator[dict[str, Any]]) -> None:
        """Send records in batches, and only hold one."""
        batch: list[dict[str, Any]] = []
        for record in records:
            batch.append({"supabaseId": str(uuid.uuid4()), **record})
            if len(batch) == BATCH:
                send_records(self.deployment, table, batch)
                batch = []
        if batch:
            send_records(self.deployment, table, batch)

    def bring_talks(self, count: int) -> list[str]:
        """Bring leads with ARI's conversations; return the source ids of the conversations, sorted for the store."""
        leads = [(str(uuid.uuid4()), f"+62812{number:08d}") for number in range(count)]
        self.bring("contacts", (self._contact(*lead) for lead in leads))
        talks = sorted(str(uuid.uuid4()) for _ in leads)
        self.bring("ariConversations", (self._talk(*both) for both in zip(talks, leads, strict=True)))
        return talks

    def _contact(self, source: str, phone: str) -> dict[str, Any]:
        more = {"lead_score": 0, "lead_status": "prospect", "workspace_id": self.place}
        email = f"{phone[1:]}@example.com"
        return {"supabaseId": source, "phone": phone, "phone_normalized": phone, "email": email, **more, **MADE}

    def _talk(self, source: str, lead: tuple[str, str]) -> dict[str, Any]:
        person = {"id": lead[0], "phone": lead[1]}
        more = {"state": "booking", "lead_score": 0, "context": {}, "workspace_id": self.place}
        return {"supabaseId": source, "contact_id": person, **more, **MADE}

    def appointment(self, talk: str, at: datetime, status: str, consultant: str | None = None) -> dict[str, Any]:
        """Return an appointment as the migration sends it."""
        named = {"ari_conversation_id": {"id": talk}, "workspace_id": self.place, "status": status}
        more = {} if consultant is None else {"consultant_id": consultant}
        return {**named, **more, "scheduled_at": int(at.timestamp() * 1000), "duration_minutes": 60, **MADE}


def open_office(deployment: EmbeddedDeployment, convex: ConvexClient) -> Office:
    """Bring the workspace."""
    source = str(uuid.uuid4())
    record = {"supabaseId": source, "name": "Agency", "slug": SLUG, "owner_id": OWNER, **MADE}
    send_records(deployment, "workspaces", [record])
    return Office(
        deployment=deployment,
        convex=convex,
        source=source,
        workspace=WorkspaceId(workspace_id(deployment, source)),
    )


def report_booking(say: Say, *, appointments: int) -> None:
    """Measure and print."""
    say("\nbooking, from Python to the embedded deployment")
    due = max(1, appointments // 100)
    for total in (2 * due, appointments):
        with fresh_deployment() as deployment, client_of(deployment) as convex:
            report_reminders(say, open_office(deployment, convex), total=total, due=due)
    with fresh_deployment() as deployment, client_of(deployment) as convex:
        office = open_office(deployment, convex)
        report_availability(say, office)
        report_contention(say, office)


def client_of(deployment: EmbeddedDeployment) -> ConvexClient:
    """Return a client of the deployment."""
    return ConvexClient(deployment.url, deploy_key=deployment.admin_key, site_url=deployment.site_url)


def report_reminders(say: Say, office: Office, *, total: int, due: int) -> None:
    """Send what is due of a migrated agenda, most of which is past, by mail; planning it comes first."""
    now = datetime.now(UTC)
    talks = office.bring_talks(due)
    past = ((talks[number % due], now - HOUR * (24 + number % 8_000)) for number in range(total - due))
    office.bring("ariAppointments", (office.appointment(talk, at, "completed") for talk, at in past))
    office.bring("ariAppointments", (office.appointment(talk, now + HOUR / 2, "scheduled") for talk in talks))
    postman = CountingPostman()
    sender = Sender(
        reminders=ReminderRepository(office.convex),
        appointments=AppointmentRepository(office.convex),
        turns=TurnRepository(office.convex),
        outbox=WhatsAppOutboxRepository(office.convex),
        gateway=ConsoleGateway(StringIO()),
        postman=postman,
        clock=lambda: datetime.now(UTC),
    )
    began = time.perf_counter()
    more = True
    while more:
        _planned, more = sender.reminders.plan_missing(limit=100, now=datetime.now(UTC))
    planned = time.perf_counter()
    report = sender.run()
    ended = time.perf_counter()
    if (report.started, postman.sent) != (due, due):
        raise RuntimeError(f"{report.started} of {due} were started and {postman.sent} sent.")
    say(
        f"  {due:,} reminders due of {total:,} appointments: {due / (ended - planned):,.0f} sent a second, by mail, "
        f"one run; planned before at {due / (planned - began):,.0f} a second"
    )


def report_availability(say: Say, office: Office) -> None:
    """Read what is free in a month of fifty consultants who work from nine to five, a third of it taken."""
    consultants = [f"user_{number:03d}" for number in range(CONSULTANTS)]
    members = ({"workspace_id": office.place, "user_id": one, "role": "member", "created_at": 1} for one in consultants)
    office.bring("workspaceMembers", members)
    hours = {"start_time": "09:00", "end_time": "17:00", "duration_minutes": 60, "booking_window_days": 60}
    hours |= {"max_bookings_per_slot": 1, "is_active": True, "workspace_id": office.place}
    slots = ({**hours, "consultant_id": one, "day_of_week": day, **MADE} for one in consultants for day in range(1, 6))
    office.bring("consultantSlots", slots)
    talks = office.bring_talks(100)
    first = datetime.now(UTC).replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=1)
    taken = [
        (one, first + timedelta(days=day, hours=3 * number))
        for one in consultants
        for day in range(WINDOW.days)
        for number in range(2)
    ]
    office.bring(
        "ariAppointments",
        (
            office.appointment(talks[number % len(talks)], at, "scheduled", one)
            for number, (one, at) in enumerate(taken)
        ),
    )
    appointments, latencies, count = AppointmentRepository(office.convex), [], 0
    for _call in range(CALLS):
        began = time.perf_counter()
        now = datetime.now(UTC)
        found = appointments.free_starts(office.workspace, starts_from=now, starts_before=now + WINDOW, limit=8_000)
        latencies.append((time.perf_counter() - began) * 1000)
        count = len(found.starts)
    say(
        f"  {CONSULTANTS} consultants over {WINDOW.days} days, {count:,} free starts beside {len(taken):,} "
        f"appointments: p50 {statistics.median(latencies):,.0f} ms, slowest {max(latencies):,.0f} ms"
    )


def report_contention(say: Say, office: Office) -> None:
    """Let sixteen clients book one start of fifty places for hundreds of leads."""
    hours = {"start_time": "00:00", "end_time": "24:00", "duration_minutes": 60, "booking_window_days": 60}
    hours |= {"max_bookings_per_slot": CAPACITY, "is_active": True, "workspace_id": office.place}
    office.bring("consultantSlots", ({**hours, "day_of_week": day, **MADE} for day in range(7)))
    busy = read_talks(office)
    office.bring_talks(WANTED)
    talks = sorted(read_talks(office) - busy)
    appointments = AppointmentRepository(office.convex)
    now = datetime.now(UTC)
    starts = appointments.free_starts(
        office.workspace, starts_from=now + 24 * HOUR, starts_before=now + 26 * HOUR, limit=1_000
    ).starts
    wanted = next(start for start in starts if start.capacity == CAPACITY)
    endings: Counter[str] = Counter()
    lock = threading.Lock()

    def book(talk: str) -> None:
        write = LeadWrite(way=Way.ARI, workspace_id=office.workspace, ari_conversation_id=AriConversationId(talk))
        try:
            appointments.book(slot_id=SlotId(wanted.slot_id), scheduled_at=wanted.scheduled_at, write=write)
            ending = "booked"
        except StartRefusedError as refusal:
            ending = refusal.code
        with lock:
            endings[ending] += 1

    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(book, talks))
    seconds = time.perf_counter() - began
    if endings != {"booked": CAPACITY, "slot_full": len(talks) - CAPACITY}:
        raise RuntimeError(f"The start has {CAPACITY} places; {json.dumps(endings)}.")
    say(
        f"  one start of {CAPACITY} places, {CLIENTS} clients: {len(talks) / seconds:,.0f} answers a second, "
        f"{CAPACITY} booked and {len(talks) - CAPACITY} refused with alternatives"
    )


def read_talks(office: Office) -> set[str]:
    """Return the ids of ARI's conversations."""
    found: set[str] = set()
    cursor: str | None = None
    while True:
        page: Any = office.convex.query(
            "migrate:readPage", {"table": "ariConversations", "cursor": cursor, "limit": 1_000}
        )
        found |= {document["_id"] for document in page["documents"]}
        cursor = page["cursor"]
        if page["done"]:
            return found
