"""Consultations for the sample workspaces of `make run`, around this moment: without them the calendar would be empty.

The visits stand in `sample_visits.json` by the working days from today. They go through the functions by which ARI,
leads and staff book, confirm, cancel and note what came of it, each at the time at which that would have happened, so
that hours, holidays and what is taken are heeded, and each appointment has its history. A visit is known by its notes:
while one with them stands in the weeks around now, it is not booked again.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ari.appointments import Appointment, AppointmentFilter, AppointmentStatus, FreeStart, Way
from ari.booking_errors import AppointmentOpenError
from ari.domain import WorkspaceId
from ari.inbox import Conversation, ConversationFilter
from ari.repositories.appointments import LeadWrite, RehearsedWrite, get_appointments
from ari.repositories.calls import Write
from ari.repositories.conversations import get_conversations
from ari.repositories.schedule import get_schedule
from ari.repositories.slots import get_slots
from ari.zones import zone_named
from config.identity.principal import Principal
from portal.domain import PortalWorkspace
from portal.repositories.workspaces import get_workspaces
from tickets.domain import Person

# What `create_sample_supabase` calls the businesses that it invents. No other workspace is ever touched.
SAMPLE_PREFIX = "bisnis-contoh-"
# A larger sample has more; a calendar to look at is enough in these.
MAX_WORKSPACES = 4
# Monday to Friday, by consultant: together they leave something free on each day.
HOURS: Sequence[tuple[str, str]] = (("09:00", "12:00"), ("13:00", "16:00"), ("10:00", "15:00"))
WORKDAYS = range(1, 6)
SATURDAY = 5
BOOKED_BEFORE = timedelta(days=3)
CONFIRMED_BEFORE = timedelta(hours=20)
CANCELLED_BEFORE = timedelta(hours=30)
# After so long the sample is out of date, and running it again fills the calendar anew.
KNOWN_AROUND = timedelta(days=21)
# A day may be a holiday, or full, and a lead have an appointment: so many of either are tried.
MAX_TRIED = 6
LEADS_PAGE, MAX_LEADS = 100, 400
MEETING_LINK = "https://meet.example.com/konsultasi-{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One consultation of the sample: when, with which of the consultants, and where it stands."""

    workdays: int
    at: time
    consultant: int
    outcome: AppointmentStatus
    notes: str
    reason: str | None
    has_link: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What became of the visits of one workspace. `left_out` has each visit that found no time or no lead."""

    workspace: str
    booked: int
    known: int
    left_out: Sequence[str]


def read_visits() -> list[Visit]:
    """Return the visits as they stand in the file."""
    rows: list[dict[str, Any]] = json.loads(Path(__file__).with_name("sample_visits.json").read_text(encoding="utf-8"))
    return [
        Visit(
            workdays=row["workdays"],
            at=time.fromisoformat(row["at"]),
            consultant=row["consultant"],
            outcome=AppointmentStatus(row["outcome"]),
            notes=row["notes"],
            reason=row.get("reason"),
            has_link=row.get("link", False),
        )
        for row in rows
    ]


def workday_from(today: date, workdays: int) -> date:
    """Return the working day so many of them from today; from a weekend, 0 is the Monday after it."""
    step = timedelta(days=1 if workdays >= 0 else -1)
    day = today
    while workdays >= 0 and day.weekday() >= SATURDAY:
        day += step
    for _step in range(abs(workdays)):
        day += step
        while day.weekday() >= SATURDAY:
            day += step
    return day


def fill_calendars(asker: Principal, *, now: datetime) -> Iterator[Filled]:
    """Book what is not booked yet in the sample workspaces, one after the other. A second call books nothing."""
    page = get_workspaces().list_granted(asker=asker, search=SAMPLE_PREFIX)
    samples = [place for place in page.workspaces if place.slug.startswith(SAMPLE_PREFIX)]
    for place in samples[:MAX_WORKSPACES]:
        yield SampleCalendar(place, asker, now=now).fill()


class SampleCalendar:
    """The calendar of one sample workspace while it is filled."""

    def __init__(self, place: PortalWorkspace, asker: Principal, *, now: datetime) -> None:
        self._place, self._asker, self._now = place, asker, now
        self._id = WorkspaceId(place.id)
        self._appointments = get_appointments()

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of the workspace."""
        return zone_named(get_schedule().settings(self._id, asker=self._asker).time_zone)

    @cached_property
    def consultants(self) -> list[Person]:
        """Who gives the consultations: the first members with a name, but for the owner."""
        members = get_workspaces().list_requesters(self._place.id, asker=self._asker)
        named = [each.person for each in members if each.person.full_name and each.role.lower() != "owner"]
        return sorted(named, key=lambda person: person.id)[: len(HOURS)]

    def fill(self) -> Filled:
        """Open the hours and book the visits that are not there."""
        self.open_hours()
        known = self.known_notes()
        missing = [visit for visit in read_visits() if visit.notes not in known]
        leads = iter(self.leads()) if missing else iter(())
        left_out = [visit.notes for visit in missing if not self.book(visit, leads)]
        booked = len(missing) - len(left_out)
        return Filled(workspace=self._place.slug, booked=booked, known=len(known), left_out=left_out)

    def open_hours(self) -> None:
        """Give each consultant their hours, unless something of theirs begins then already."""
        slots = get_slots().list_all(self._id, asker=self._asker)
        taken = {(slot.consultant_id, slot.day_of_week, slot.start_time) for slot in slots}
        write = Write(actor=self._asker, workspace_id=self._id)
        for person, (start, end) in zip(self.consultants, HOURS, strict=False):
            for day in WORKDAYS:
                if (person.id, day, start) not in taken:
                    hours = {"day_of_week": day, "start_time": start, "end_time": end, "duration_minutes": 60}
                    get_slots().create({**hours, "consultant_id": person.id, "booking_window_days": 30}, write=write)

    def known_notes(self) -> set[str]:
        """Return which visits of the sample stand in the calendar around now."""
        wanted = AppointmentFilter(starts_from=self._now - KNOWN_AROUND, starts_before=self._now + KNOWN_AROUND)
        found: list[Appointment] = []
        cursor: str | None = None
        while True:
            page = self._appointments.list_matching(self._id, wanted, asker=self._asker, cursor=cursor, limit=100)
            found.extend(page.appointments)
            if (cursor := page.cursor) is None:
                return {visit.notes for visit in read_visits()} & {one.notes or "" for one in found}

    def leads(self) -> list[Conversation]:
        """Return leads with a name who have written, in the order of their numbers: the same ones in each run."""
        found: list[Conversation] = []
        cursor: str | None = None
        while len(found) < MAX_LEADS:
            page = get_conversations().list_for_workspace(
                self._id, ConversationFilter(), asker=self._asker, cursor=cursor, limit=LEADS_PAGE
            )
            found.extend(one for one in page.conversations if one.contact.name)
            if (cursor := page.cursor) is None:
                break
        return list({one.contact.phone: one for one in sorted(found, key=lambda one: one.contact.phone)}.values())

    def book(self, visit: Visit, leads: Iterator[Conversation]) -> bool:
        """Book the visit for the next lead who can have one, and let happen what came of it."""
        start = self.find_start(visit)
        if start is None:
            return False
        for lead in islice(leads, MAX_TRIED):
            write = LeadWrite(way=Way.ARI, workspace_id=self._id, now=self._before(start, BOOKED_BEFORE))
            try:
                booked = self._appointments.book(
                    slot_id=start.slot_id,
                    scheduled_at=start.scheduled_at,
                    write=write,
                    contact_id=lead.contact.id,
                    notes=visit.notes,
                )
            except AppointmentOpenError:
                continue
            self.let_happen(visit, booked.appointment)
            return True
        return False

    def find_start(self, visit: Visit) -> FreeStart | None:
        """Return the consultant's start nearest to the visit's time; where its day has none, of a day further on."""
        consultant = self.consultants[visit.consultant % len(self.consultants)].id if self.consultants else None
        step = 1 if visit.workdays >= 0 else -1
        today = self._now.astimezone(self.zone).date()
        for more in range(MAX_TRIED):
            wished = datetime.combine(workday_from(today, visit.workdays + more * step), visit.at, self.zone)
            midnight = wished.replace(hour=0, minute=0)
            clock = min(self._now, midnight - BOOKED_BEFORE)
            free = self._appointments.free_starts(
                self._id,
                asker=self._asker,
                starts_from=midnight,
                starts_before=midnight + timedelta(days=1),
                consultant_id=consultant,
                now=clock,
            )
            if free.starts:
                return min(free.starts, key=lambda start: abs(start.scheduled_at - wished))
        return None

    def let_happen(self, visit: Visit, appointment: Appointment) -> None:
        """Bring the appointment to where the visit stands."""
        if visit.has_link:
            link = MEETING_LINK.format(number=appointment.id[-6:])
            self._appointments.edit(
                appointment.id, {"meeting_link": link}, write=self._by_staff(appointment.created_at)
            )
        match visit.outcome:
            case AppointmentStatus.CONFIRMED:
                at = self._before(appointment, CONFIRMED_BEFORE)
                self._appointments.confirm(appointment.id, write=LeadWrite(way=Way.LINK, now=at))
            case AppointmentStatus.CANCELLED:
                at = self._before(appointment, CANCELLED_BEFORE)
                write = LeadWrite(way=Way.LINK, now=at)
                self._appointments.cancel(appointment.id, write=write, reason=visit.reason)
            case AppointmentStatus.COMPLETED:
                self._appointments.complete(appointment.id, write=self._by_staff(appointment.ends_at))
            case AppointmentStatus.NO_SHOW:
                self._appointments.mark_no_show(appointment.id, write=self._by_staff(appointment.ends_at))
            case AppointmentStatus.SCHEDULED:
                pass

    def _before(self, start: FreeStart | Appointment, distance: timedelta) -> datetime:
        """Return the moment so long before the start, which has come by now."""
        return min(self._now, start.scheduled_at - distance)

    def _by_staff(self, at: datetime) -> RehearsedWrite:
        return RehearsedWrite(actor=self._asker, workspace_id=self._id, now=min(self._now, at))
