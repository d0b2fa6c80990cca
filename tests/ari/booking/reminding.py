"""What tests of reminders share: leads who can be reached, bookings on the test's own clock, and what was sent."""

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ari.appointments import Appointment, Reminder, ReminderFilter, Way
from ari.domain import AriConversationId
from ari.inbox import Delivery, DeliveryOutcome
from ari.reminders import Sender
from ari.repositories.appointments import LeadWrite
from ari.schedule import SlotId
from ari.whatsapp import Gateway, NotSentError
from tests.ari.booking.agency import Agency
from tests.ari.conversations.business import Business, principal
from tests.ari.conversations.business import Lead as Chatter
from tickets.mail.letters import Letter

WEEK = range(7)
REMINDER, TEMPLATE = "Pengingat", "appointment_reminder"
YEARS = itertools.count(2700, 2)


@dataclass
class RecordingGateway:
    """WhatsApp, which keeps what it was given; `refuses` makes it say that a message never goes out."""

    sent: list[Delivery] = field(default_factory=list)
    refuses: bool = False

    def send(self, delivery: Delivery) -> str:
        if self.refuses:
            raise NotSentError("not a WhatsApp number", DeliveryOutcome.GIVE_UP)
        self.sent.append(delivery)
        return f"recorded.{delivery.message_id}"


@dataclass
class RecordingPostman:
    """The mail, which keeps what it was given."""

    sent: list[tuple[str, Letter]] = field(default_factory=list)

    def send(self, letter: Letter, *, to: str, mail_id: str) -> None:
        self.sent.append((to, letter))

    def reminders_to(self, address: str) -> int:
        return sum(to == address and letter.subject.startswith(REMINDER) for to, letter in self.sent)


@dataclass(kw_only=True)
class Desk:
    """An agency that is open around the clock, with a clock of its own that stands still unless it is moved.

    The clock is centuries ahead, where no other test has an appointment.
    """

    agency: Agency
    now: datetime
    slots: dict[int, SlotId]
    gateway: RecordingGateway = field(default_factory=RecordingGateway)
    postman: RecordingPostman = field(default_factory=RecordingPostman)
    talks: dict[str, AriConversationId] = field(default_factory=dict)

    def sender(self, *, gateway: Gateway | None = None, clock: Callable[[], datetime] | None = None) -> Sender:
        agency = self.agency
        return Sender(
            reminders=agency.reminders,
            appointments=agency.appointments,
            turns=agency.turns,
            outbox=agency.outbox,
            gateway=gateway or self.gateway,
            postman=self.postman,
            clock=clock or (lambda: self.now),
        )

    @property
    def whatsapped(self) -> list[Delivery]:
        """What WhatsApp was given of this agency. A run gives it over for all, also what dead runs of others left."""
        return [one for one in self.gateway.sent if one.workspace_id == self.agency.workspace]

    def talk_with(self, contact_id: str) -> AriConversationId:
        """Return the lead's conversation with ARI, which comes about by a booking that is cancelled."""
        if contact_id not in self.talks:
            agency = self.agency
            slot, at = self.slots[agency.day.isoweekday() % 7], agency.at("09:00")
            body = {"contact_id": contact_id, "slot_id": slot, "scheduled_at": at.isoformat()}
            appointment = agency.must("POST", "appointments", body, 201)["appointment"]
            agency.act(appointment, "cancel")
            self.talks[contact_id] = AriConversationId(appointment["ari_conversation_id"])
        return self.talks[contact_id]

    def write(self, contact_id: str, *, now: datetime | None = None) -> LeadWrite:
        talk = self.talk_with(contact_id)
        return LeadWrite(way=Way.ARI, workspace_id=self.agency.workspace, ari_conversation_id=talk, now=now or self.now)

    def slot_at(self, start: datetime) -> SlotId:
        """Return the slot that has the start, in Jakarta's seven days."""
        return self.slots[(start + timedelta(hours=7)).astimezone(UTC).isoweekday() % 7]

    def book(self, contact_id: str, start: datetime, *, now: datetime | None = None) -> Appointment:
        """Book as the lead does in a chat at that moment."""
        write = self.write(contact_id, now=now)
        return self.agency.appointments.book(slot_id=self.slot_at(start), scheduled_at=start, write=write).appointment

    def reminders_of(self, appointment: Appointment) -> list[Reminder]:
        asker = principal(self.agency.cast.admin.user_id)
        wanted = ReminderFilter(appointment_id=appointment.id)
        found = self.agency.reminders.list_matching(self.agency.workspace, wanted, asker=asker, limit=100)
        return sorted(found.reminders, key=lambda reminder: reminder.due_at)

    def statuses_of(self, appointment: Appointment) -> list[tuple[int, str, str | None]]:
        return [(one.offset_minutes, one.status.value, one.reason) for one in self.reminders_of(appointment)]


def open_desk(agency: Agency) -> Desk:
    """Return the agency with half-hours around the clock on each day, for a thousand leads at a time."""
    hours = {"start_time": "00:00", "end_time": "24:00", "duration_minutes": 30, "booking_window_days": 60}
    slots = {}
    for weekday in WEEK:
        body = {**hours, "day_of_week": weekday, "max_bookings_per_slot": 1000}
        slots[weekday] = SlotId(agency.must("POST", "slots", body, 201)["slot"]["id"])
    return Desk(agency=agency, now=datetime(next(YEARS), 3, 3, 3, tzinfo=UTC), slots=slots)


def next_half_hour(moment: datetime) -> datetime:
    """Return the half hour that begins at the moment, or after it."""
    rest = moment.timestamp() % 1800
    return moment + timedelta(seconds=(1800 - rest) % 1800)


def chatting(business: Business) -> str:
    """Return the contact of a lead who has just written on WhatsApp."""
    lead = Chatter()
    business.say(lead, "Halo")
    return business.conversation_of(lead).contact.id


def reminders_by_number(deliveries: list[Delivery]) -> Counter[str]:
    """Return how often each number was sent a reminder, as a text or as the template."""
    return Counter(one.to for one in deliveries if "kami ingatkan" in (one.text or "") or is_reminding(one))


def is_reminding(delivery: Delivery) -> bool:
    return delivery.template is not None and delivery.template.name == TEMPLATE
