"""Reminders over random histories with a clock of their own: a run sends what the plain reference says, nothing else.

`REMINDER_HISTORIES` runs as many as it says; unset, a few.
"""

import itertools
import os
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from io import StringIO
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from ari.appointments import ReminderFilter, ReminderStatus, Way
from ari.domain import AriConversationId
from ari.reminders import Sender
from ari.repositories.appointments import LeadWrite
from ari.schedule import SlotId
from ari.whatsapp import ConsoleGateway
from config.convex.documents import Args
from tests.ari.booking.agency import Agency
from tests.ari.booking.reminder_reference import Policy, Visit, reminder_at
from tests.ari.conversations.business import principal
from tickets.mail.letters import Letter

HISTORIES = int(os.environ.get("REMINDER_HISTORIES", "15"))
STEPS = 25
# To shrink a failing history takes minutes: the long run does it.
PHASES = (Phase.generate, Phase.shrink) if HISTORIES > 100 else (Phase.generate,)
LEADS = 4
BEGINNINGS = itertools.count()
# Later than any other test's appointments, so that those are long past here.
FIRST = datetime(2600, 1, 6, 1, tzinfo=UTC)
SPAN = timedelta(days=30)
ZONES = ("Asia/Jakarta", "Asia/Jayapura", "America/New_York")

pytestmark = pytest.mark.timeout(300 + 10 * HISTORIES)

chance = st.integers(0, 99)
hours = st.integers(0, 23).map(lambda hour: time(hour))


class RecordingPostman:
    """Takes letters and keeps them."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []

    def send(self, letter: Letter, *, to: str, mail_id: str) -> None:
        self.letters.append(letter)


class ReminderHistory(RuleBasedStateMachine):
    """One history, in a fortnight of its own."""

    agency: ClassVar[Agency]
    slot: ClassVar[str]
    talks: ClassVar[list[AriConversationId]]

    def __init__(self) -> None:
        super().__init__()
        self.visits: dict[str, tuple[int, Visit]] = {}

    @initialize(
        zone=st.sampled_from(ZONES), starts=st.lists(st.tuples(st.integers(1, 3), chance), min_size=3, max_size=LEADS)
    )
    def begin(self, zone: str, starts: list[tuple[int, int]]) -> None:
        self.now = FIRST + next(BEGINNINGS) * SPAN
        self.policy = Policy(zone=ZoneInfo(zone))
        self.configure("ariSettings:saveConfig", {"time_zone": zone})
        plain: Args = {"reminder_offsets_minutes": None, "reminder_window": None, "quiet_hours": None}
        self.configure("bookingSettings:updateSettings", plain)
        self.run()
        for lead, (days, number) in enumerate(starts):
            self.book(lead, days, number)

    def teardown(self) -> None:
        """Cancel what is open, so that later histories do not plan it anew with every change of the rules."""
        for appointment_id, (lead, visit) in self.visits.items():
            if visit.is_open:
                self.now = min(self.now, visit.starts_at - timedelta(seconds=1))
                self.agency.appointments.cancel(appointment_id, write=self.write(lead))  # type: ignore[arg-type]

    def configure(self, function: str, args: Args) -> None:
        named: Args = {"actor": principal(self.agency.cast.admin.user_id).as_actor()}
        self.agency.convex.mutation(function, {**named, "workspace_id": self.agency.workspace, **args})

    def write(self, lead: int) -> LeadWrite:
        return LeadWrite(
            way=Way.ARI, workspace_id=self.agency.workspace, ari_conversation_id=self.talks[lead], now=self.now
        )

    def some_start(self, days: int, number: int) -> datetime:
        """Return a start of the slot, which is open around the clock every day, on the hour or the half hour."""
        zone = self.policy.zone
        day = (self.now.astimezone(zone) + timedelta(days=days)).date()
        local = datetime.combine(day, time()) + timedelta(minutes=30 * (number % 48))
        return local.replace(tzinfo=zone).astimezone(UTC)

    def is_bookable(self, at: datetime) -> bool:
        zone = self.policy.zone
        is_real = at.astimezone(zone).replace(tzinfo=None).replace(tzinfo=zone).astimezone(UTC) == at
        return is_real and at > self.now

    @rule(lead=st.integers(0, LEADS - 1), days=st.integers(0, 4), number=chance)
    def book(self, lead: int, days: int, number: int) -> None:
        at = self.some_start(days, number)
        if not self.is_bookable(at) or self.has_open(lead):
            return
        slot_id = self.slot_on(at)
        booked = self.agency.appointments.book(slot_id=slot_id, scheduled_at=at, write=self.write(lead))
        self.visits[booked.appointment.id] = (lead, Visit(starts_at=at, set_at=self.now))

    def slot_on(self, at: datetime) -> SlotId:
        return SlotId(self.slots[at.astimezone(self.policy.zone).isoweekday() % 7])

    slots: ClassVar[dict[int, str]]

    def has_open(self, lead: int) -> bool:
        length = timedelta(minutes=30)
        return any(
            who == lead and visit.is_open and visit.starts_at + length > self.now for who, visit in self.visits.values()
        )

    def some_visit(self, number: int) -> tuple[str, int, Visit] | None:
        """Return a visit, None where there is none yet.

        That is no precondition: whether a start exists depends on the year, which is another one whenever Hypothesis
        runs a history again, and which rules it may choose from must not.
        """
        if not self.visits:
            return None
        ids = list(self.visits)
        chosen = ids[number % len(ids)]
        return chosen, *self.visits[chosen]

    @rule(which=chance, days=st.integers(0, 4), number=chance)
    def move(self, which: int, days: int, number: int) -> None:
        some = self.some_visit(which)
        if some is None:
            return
        appointment_id, lead, visit = some
        at = self.some_start(days, number)
        if not visit.is_open or visit.starts_at <= self.now or not self.is_bookable(at) or at == visit.starts_at:
            return
        self.agency.appointments.move(
            appointment_id,  # type: ignore[arg-type]  # The history has plain texts.
            slot_id=self.slot_on(at),
            scheduled_at=at,
            write=self.write(lead),
        )
        visit.starts_at, visit.set_at = at, self.now

    @rule(which=chance, deed=st.sampled_from(["cancel", "confirm"]))
    def cancel_or_confirm(self, which: int, deed: str) -> None:
        some = self.some_visit(which)
        if some is None:
            return
        appointment_id, lead, visit = some
        if not visit.is_open or visit.starts_at <= self.now:
            return
        appointments = self.agency.appointments
        if deed == "cancel":
            appointments.cancel(appointment_id, write=self.write(lead))  # type: ignore[arg-type]
            visit.is_open = False
        elif appointments.current(self.agency.workspace, self.talks[lead], now=self.now).status == "scheduled":  # type: ignore[union-attr]
            appointments.confirm(appointment_id, write=self.write(lead))  # type: ignore[arg-type]

    @rule(
        offsets=st.lists(st.sampled_from([30, 60, 120, 720, 1440, 2880]), unique=True, max_size=3).map(tuple),
        quiet=st.none() | st.tuples(hours, hours).filter(lambda pair: pair[0] != pair[1]),
        window=st.none() | st.none() | st.just((75, 45)),
    )
    def change_policy(
        self, offsets: tuple[int, ...], quiet: tuple[time, time] | None, window: tuple[int, int] | None
    ) -> None:
        """New rules hold from the next run on, for what was planned by the old ones too."""
        self.policy = Policy(zone=self.policy.zone, offsets=offsets, window=window, quiet=quiet)
        quiet_args = None if quiet is None else {"start": f"{quiet[0]:%H:%M}", "end": f"{quiet[1]:%H:%M}"}
        window_args = None if window is None else {"opens_minutes": window[0], "closes_minutes": window[1]}
        args: Args = {"reminder_offsets_minutes": list(offsets), "reminder_window": window_args}
        self.configure("bookingSettings:updateSettings", {**args, "quiet_hours": quiet_args})
        # Until a run plans anew, the old plan stands; a run plans first.
        self.run_and_check()

    @rule(minutes=st.sampled_from([5, 30, 60, 180, 360, 600]), is_outage=st.sampled_from([False, False, True]))
    def let_time_pass(self, minutes: int, is_outage: bool) -> None:
        """Time passes with a run each hour, or with none: an outage."""
        end = self.now + timedelta(minutes=minutes)
        while not is_outage and self.now + timedelta(minutes=60) < end:
            self.now += timedelta(minutes=60)
            self.run_and_check()
        self.now = end
        self.run_and_check()

    @rule(days=st.sampled_from([1, 2]))
    def be_away_for_days(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.run_and_check()

    def run(self) -> list[Letter]:
        postman = RecordingPostman()
        sender = Sender(
            reminders=self.agency.reminders,
            appointments=self.agency.appointments,
            turns=self.agency.turns,
            outbox=self.agency.outbox,
            gateway=ConsoleGateway(StringIO()),
            postman=postman,
            clock=lambda: self.now,
        )
        sender.run()
        return postman.letters

    def run_and_check(self) -> None:
        # No two runs at the same moment, so that the moment of sending tells which run sent.
        self.now += timedelta(seconds=1)
        expected: Counter[tuple[str, int]] = Counter()
        for appointment_id, (_lead, visit) in self.visits.items():
            offset = reminder_at(visit, self.policy, self.now)
            if offset is not None:
                expected[appointment_id, offset] += 1
                visit.told.add((visit.starts_at, offset))
                visit.reminded_at = self.now
        letters = self.run()
        assert self.sent_now() == expected
        reminded = sum(letter.subject.startswith("Pengingat") for letter in letters)
        assert reminded == expected.total()

    def sent_now(self) -> Counter[tuple[str, int]]:
        """Return the reminders of this history that Convex has as sent at this very moment."""
        found: Counter[tuple[str, int]] = Counter()
        for appointment_id in self.visits:
            wanted = ReminderFilter(statuses=(ReminderStatus.SENT,), appointment_id=appointment_id)  # type: ignore[arg-type]
            page = self.agency.reminders.list_matching(
                self.agency.workspace, wanted, asker=principal(self.agency.cast.admin.user_id), limit=100
            )
            found.update(
                (appointment_id, reminder.offset_minutes) for reminder in page.reminders if reminder.sent_at == self.now
            )
        return found


def test_random_reminder_histories(agency: Agency) -> None:
    """The leads have no WhatsApp, so that every message is a mail, sent under the history's clock."""
    agency.leads = []
    agency.add_leads(LEADS)
    slots = {
        weekday: agency.must(
            "POST",
            "slots",
            {
                "day_of_week": weekday,
                "start_time": "00:00",
                "end_time": "24:00",
                "duration_minutes": 30,
                "max_bookings_per_slot": 1000,
                "booking_window_days": 60,
            },
            201,
        )["slot"]["id"]
        for weekday in range(7)
    }
    talks = []
    for lead in range(LEADS):
        appointment = agency.booked(lead, slots[agency.day.isoweekday() % 7], agency.at("09:00"))
        agency.act(appointment, "cancel")
        talks.append(AriConversationId(appointment["ari_conversation_id"]))

    class ThisHistory(ReminderHistory):
        """The history over the agency of this test."""

    ThisHistory.agency, ThisHistory.slots, ThisHistory.talks = agency, slots, talks
    run_state_machine_as_test(
        ThisHistory,
        settings=settings(
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            phases=PHASES,
        ),
    )
