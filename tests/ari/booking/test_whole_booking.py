"""A lead from the first message to the reminder: booked in a chat, in the calendar, reminded, moved by the link."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from icalendar import Calendar, Component

from ari.inbox import ConversationFilter, InboxMessage
from ari.repositories.conversations import ConversationRepository
from config.convex.connection import close_client
from tests.ari.booking.agency import JAKARTA, Agency
from tests.ari.conversations.business import principal

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
NAME = "Dimas Prasetyo"
SCRIPT = f"""
halo min
+ aku mau kuliah di luar negeri
{NAME}
{{email}}
ielts 7.0 kak
sekitar 400-500 juta per tahun
september tahun depan
australia
udah ada kok
sudah kak
sudah semua
boleh kak
yang ketiga
yang paling pagi
ya
"""
MONTHS = [
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
]
# "Selasa, 1 Desember 2026 pukul 09.00 WIB (60 menit)", and in messages about appointments "09.00-10.00 WIB".
CONFIRMED = re.compile(r"sudah saya jadwalkan: \w+, (\d+) (\w+) (\d{4}) pukul (\d\d)\.(\d\d) WIB \(60 menit\)")
TOLD = re.compile(r"\w+, (\d+) (\w+) (\d{4})\n[^\n]*?(\d\d)\.(\d\d)-\d\d\.\d\d WIB")
MOVE_LINK = re.compile(r"https?://[^/\s]+(/appointments/\S+/move/\S*)")
CALENDAR_LINK = re.compile(r'href="[^"]*(/appointments/[^"]+/calendar\.ics[^"]*)"')
CHOICE = re.compile(r'name="start" value="([^"]+@(\d+))"')


@pytest.fixture(autouse=True)
def closed_client() -> Iterator[None]:
    yield
    close_client()


def moment_said(words: re.Pattern[str], text: str) -> datetime:
    """Return the instant that a text says, read as a lead in Jakarta reads it."""
    found = words.search(text)
    assert found, text
    day, month, year, hour, minute = found.groups()
    return datetime(int(year), MONTHS.index(month) + 1, int(day), int(hour), int(minute), tzinfo=JAKARTA)


@dataclass(kw_only=True)
class Lead:
    """The lead after the chat: what they read since then."""

    agency: Agency

    @property
    def email(self) -> str:
        """Their address, which no lead of another agency has."""
        return f"dimas.{self.agency.cast.slug}@gmail.com"

    def messages(self) -> list[InboxMessage]:
        talks, asker = ConversationRepository(self.agency.convex), principal(self.agency.cast.admin.user_id)
        found = talks.list_for_workspace(self.agency.workspace, ConversationFilter(search="Dimas"), asker=asker)
        (conversation,) = found.conversations
        return list(talks.list_messages(conversation.id, asker=asker, limit=100).messages)[::-1]

    def reminders(self) -> list[str]:
        """Return the reminders that they read, the first first."""
        return [one.text or "" for one in self.messages() if one.metadata.get("notice") == "reminder"]

    def invitation(self) -> Component:
        """Return the event of the calendar file in their last mail."""
        message = [message for message in mail.outbox if message.to == [self.email]][-1].message()
        (file,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
        return event_in(file.get_payload(decode=True))


def event_in(content: object) -> Component:
    assert isinstance(content, bytes)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def send_reminders(*, at: datetime) -> None:
    """Run the command at that moment."""
    # What other tests left due by then may reach nobody, which the command tells by its status.
    with time_machine.travel(at, tick=True), suppress(CommandError):
        call_command("send_reminders", stdout=StringIO(), stderr=StringIO())


def chat(agency: Agency, script: Path) -> str:
    out = StringIO()
    call_command("chat", workspace=agency.cast.slug, script=script, name=NAME, fast=True, stdout=out)
    return out.getvalue()


def test_a_lead_books_is_reminded_and_moves_by_the_link(agency: Agency, tmp_path: Path) -> None:
    for day in range(7):
        agency.add_slot(day=agency.day + day * DAY)
    lead = Lead(agency=agency)
    script = tmp_path / "lead.txt"
    script.write_text(SCRIPT.format(email=lead.email), encoding="utf-8")

    start = moment_said(CONFIRMED, chat(agency, script))

    send_reminders(at=datetime.now(UTC))
    booked = lead.invitation()
    assert (booked.decoded("dtstart"), booked["dtstart"].params["tzid"]) == (start, "Asia/Jakarta")
    assert (booked.decoded("dtend") - booked.decoded("dtstart"), booked["sequence"]) == (HOUR, 0)
    assert lead.reminders() == []

    send_reminders(at=start - DAY + MINUTE)
    (reminder,) = lead.reminders()
    assert moment_said(TOLD, reminder) == start

    link = MOVE_LINK.search(reminder)
    assert link, reminder
    visitor = Client(enforce_csrf_checks=True)
    choices = CHOICE.findall(visitor.get(link[1]).content.decode())
    wanted, moved_to = next(
        (value, moment)
        for value, ms in choices
        if (moment := datetime.fromtimestamp(int(ms) / 1000, UTC)) > start + DAY
    )
    page = visitor.post(link[1], {"start": wanted}).content.decode()

    calendar = CALENDAR_LINK.search(page)
    assert calendar, page
    send_reminders(at=datetime.now(UTC))
    for moved in (lead.invitation(), event_in(visitor.get(calendar[1]).content)):
        assert (moved["uid"], moved["sequence"]) == (booked["uid"], 1)
        assert (moved.decoded("dtstart"), moved["dtstart"].params["tzid"]) == (moved_to, "Asia/Jakarta")

    send_reminders(at=start - HOUR + MINUTE)
    assert lead.reminders() == [reminder]

    send_reminders(at=moved_to - HOUR + MINUTE)
    assert [moment_said(TOLD, text) for text in lead.reminders()] == [start, moved_to]
