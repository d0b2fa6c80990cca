"""Several runs at once, and runs that die at every line: no lead is reminded twice, none is forgotten."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Barrier
from types import FrameType
from typing import Any

import pytest

from ari.appointments import Appointment
from tests.ari.booking.agency import Agency
from tests.ari.booking.reminding import (
    TEMPLATE,
    Desk,
    RecordingPostman,
    chatting,
    next_half_hour,
    open_desk,
    reminders_by_number,
)
from tests.ari.conversations.business import Lead, open_business
from tickets.mail.delivery import NotSentError
from tickets.mail.letters import Letter

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
RUNNERS = 4
# The code of a run, without the client below it.
FILES = ("ari/reminders.py", "ari/delivery.py", "ari/repositories/reminders.py", "ari/repositories/outbox.py")
HANDING_OVER = ("ari/delivery.py", "ari/repositories/outbox.py")
LEASE = timedelta(minutes=11)

pytestmark = pytest.mark.timeout(240)


class KilledError(BaseException):
    """The process died here, as far as Convex and WhatsApp can tell."""


@dataclass
class Killer:
    """Counts the lines that a run executes, and dies at the one that it is told."""

    at: int | None = None
    lines: int = 0
    died_in: str = ""

    def __enter__(self) -> "Killer":
        self._before = sys.gettrace()
        sys.settrace(self._trace)
        return self

    def __exit__(self, *_exc: object) -> None:
        sys.settrace(self._before)

    def _trace(self, frame: FrameType, event: str, _arg: Any) -> Any:
        if not frame.f_code.co_filename.endswith(FILES):
            return None
        if event == "line":
            self.lines += 1
            if self.lines == self.at:
                self.died_in = frame.f_code.co_filename
                raise KilledError
        return self._trace


def count_lines(desk: Desk, book: Callable[[], Appointment]) -> int:
    """Return how many lines a run executes that reminds one lead."""
    arrive_at_reminder(desk, book)
    with Killer() as killer:
        desk.sender().run()
    return killer.lines


def arrive_at_reminder(desk: Desk, book: Callable[[], Appointment]) -> Appointment:
    """Book for a new day, tell of it, and put the clock to an hour before."""
    desk.now += 2 * DAY
    appointment = book()
    desk.sender().run()
    desk.now = appointment.scheduled_at - HOUR
    desk.postman.sent.clear()
    desk.gateway.sent.clear()
    return appointment


def die_at(desk: Desk, line: int) -> str:
    """Let a run die at the line, and return in which file that was."""
    killer = Killer(at=line)
    with pytest.raises(KilledError), killer:
        desk.sender().run()
    return killer.died_in


def test_a_run_that_dies_at_any_line_leaves_mail_sent_once_at_most(agency: Agency) -> None:
    desk, lead = open_desk(agency), agency.leads[0]

    def book() -> Appointment:
        return desk.book(lead.contact_id, next_half_hour(desk.now + 5 * HOUR))

    lines = count_lines(desk, book)
    assert lines > 50
    endings = set()
    for line in range(1, lines + 1):
        appointment = arrive_at_reminder(desk, book)
        die_at(desk, line)
        desk.now += LEASE
        desk.sender().run()
        (ending,) = {(status, reason) for offset, status, reason in desk.statuses_of(appointment) if offset == 60}
        count = desk.postman.reminders_to(lead.email)
        # Where the mail was announced and then nothing more was heard, it may have gone out: it is not sent again.
        assert (ending, count) in {
            (("sent", None), 1),
            (("failed", "unknown_outcome"), 0),
            (("failed", "unknown_outcome"), 1),
        }, f"killed at line {line} of {lines}"
        endings.add(ending)
    assert ("sent", None) in endings


def test_a_run_that_dies_at_any_line_leaves_whatsapp_told_exactly_once(agency: Agency) -> None:
    desk, business, lead = open_desk(agency), open_business(agency.cast, agency.cast.seeder), Lead()
    agency.save_settings(reminder_template=TEMPLATE, notice_template="appointment_notice")

    def book() -> Appointment:
        nonlocal lead
        # Each time another lead: what a dead run had claimed of the outbox rests for a minute of the real clock.
        lead = Lead()
        business.say(lead, "Halo")
        return desk.book(business.conversation_of(lead).contact.id, next_half_hour(desk.now + 5 * HOUR))

    lines = count_lines(desk, book)
    assert lines > 50
    for line in range(1, lines + 1):
        appointment = arrive_at_reminder(desk, book)
        died_in = die_at(desk, line)
        desk.now += LEASE
        desk.sender().run()
        wanted = {"appointment_id": appointment.id, "notice": "reminder"}
        written = sum(wanted.items() <= message.metadata.items() for message in business.messages_with(lead))
        assert written == 1, f"killed at line {line} of {lines}"
        told = reminders_by_number(desk.whatsapped)[f"+{lead.wa_id}"]
        is_unsure = died_in.endswith(HANDING_OVER)
        assert told in ({0, 1} if is_unsure else {1}), f"killed at line {line} of {lines}"
        # Whether WhatsApp has it is not known where the run died while it gave it over.
        possible = {"sent", "sending"} if is_unsure else {"sent"}
        assert {status for _, status, _ in desk.statuses_of(appointment)} <= possible


def test_runs_at_the_same_time_remind_each_lead_once(agency: Agency) -> None:
    desk, business = open_desk(agency), open_business(agency.cast, agency.cast.seeder)
    agency.save_settings(reminder_template=TEMPLATE)
    chatters = [chatting(business) for _ in range(6)]
    start = desk.now + 5 * HOUR
    appointments = [desk.book(contact, start) for contact in chatters]
    desk.now = start - HOUR

    with ThreadPoolExecutor(RUNNERS) as pool:
        runs = [pool.submit(desk.sender().run) for _ in range(RUNNERS)]
    reports = [run.result() for run in runs]
    desk.sender().run()

    assert sum(report.started for report in reports) == len(chatters)
    told = reminders_by_number(desk.whatsapped)
    assert (len(told), set(told.values())) == (len(chatters), {1})
    for appointment in appointments:
        assert (60, "sent", None) in desk.statuses_of(appointment)


def test_mail_runs_at_the_same_time_remind_each_lead_once(agency: Agency) -> None:
    desk = open_desk(agency)
    agency.add_leads(8)
    start = desk.now + 5 * HOUR
    for lead in agency.leads:
        desk.book(lead.contact_id, start)
    desk.now = start - HOUR

    with ThreadPoolExecutor(RUNNERS) as pool:
        runs = [pool.submit(desk.sender().run) for _ in range(RUNNERS)]
    for run in runs:
        run.result()

    assert [desk.postman.reminders_to(lead.email) for lead in agency.leads] == [1] * len(agency.leads)


@dataclass
class WaitingPostman(RecordingPostman):
    """Takes a letter when so many are handed over at once; refuses one address for now."""

    together: Barrier = field(default_factory=lambda: Barrier(4, timeout=20))
    refused: str = ""

    def send(self, letter: Letter, *, to: str, mail_id: str) -> None:
        self.together.wait()
        if to == self.refused:
            raise NotSentError("the server is busy", is_final=False)
        super().send(letter, to=to, mail_id=mail_id)


def test_mails_are_handed_over_side_by_side_and_one_that_is_refused_hinders_no_other(agency: Agency) -> None:
    desk = open_desk(agency)
    start = desk.now + 5 * HOUR
    appointments = [desk.book(lead.contact_id, start) for lead in agency.leads]
    desk.sender().run()
    desk.now = start - HOUR
    refused, *others = agency.leads
    postman = WaitingPostman(refused=refused.email)
    desk.postman = postman
    report = desk.sender().run()

    assert report.messages == {"email sent": len(others), "email pending": 1}
    assert [postman.reminders_to(lead.email) for lead in agency.leads] == [0] + [1] * len(others)
    assert (60, "sending", None) in desk.statuses_of(appointments[0])
    postman.together, postman.refused = Barrier(1), ""
    desk.now += timedelta(minutes=5)
    desk.sender().run()
    assert [postman.reminders_to(lead.email) for lead in agency.leads] == [1] * len(agency.leads)
