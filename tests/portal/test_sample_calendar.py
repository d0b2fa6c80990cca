"""The consultations of the sample: in every state, around now, through the functions that book; once."""

import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from ari.appointments import Appointment, AppointmentFilter, AppointmentStatus, Way
from ari.domain import WorkspaceId
from ari.repositories.appointments import get_appointments
from config.authentication import principals
from portal.repositories.workspaces import get_workspaces
from portal.sample_calendar import SAMPLE_PREFIX, SampleCalendar, read_visits, workday_from
from tests.tickets.cast import MADE, Cast, Seeder
from tickets.domain import WorkspaceId as PlaceId

ROOT = principals.staff("root", is_superuser=True)
PLACES = itertools.count(9_999, -1)
JAKARTA = ZoneInfo("Asia/Jakarta")
NAMES = ("Wulandri Langitbiru", "Kirantya Samudrawan", "Bayustara Karangmas", "Melatiwa Batukali")


@pytest.fixture
def sample(seeder: Seeder, site: Any) -> str:
    """A workspace like those of the sample: an owner, three members, and leads who have written."""
    source, mark = str(uuid.uuid4()), uuid.uuid4().hex[:8]
    # It stands before those of earlier tests: the command fills the first ones.
    slug = f"{SAMPLE_PREFIX}-{next(PLACES)}-{mark}"
    seeder.add_workspaces((source, slug, "Jendela Studi"))
    roles = ("owner", "admin", "member", "member")
    people = [(f"user_{n}_{mark}", name, source, roles[n]) for n, name in enumerate(NAMES)]
    seeder.add_users(*people)
    place = {"workspace_id": {"id": source}, **MADE}
    ids = [str(uuid.uuid4()) for _n in range(30)]
    scored = {"lead_score": 0, "lead_status": "new", **place}
    contacts = [
        {"supabaseId": key, "phone": f"+6280000{n:04d}", "name": f"Lead {n}", **scored} for n, key in enumerate(ids)
    ]
    seeder.add("contacts", *contacts)
    quiet = {"status": "open", "unread_count": 0, "last_message_at": MADE["created_at"], **place}
    talks = [{"supabaseId": str(uuid.uuid4()), "contact_id": {"id": key}, **quiet} for key in ids]
    seeder.add("conversations", *talks)
    return seeder.workspace_of(f"user_1_{mark}", slug)


def calendar_of(sample: str, now: datetime) -> SampleCalendar:
    return SampleCalendar(get_workspaces().get(PlaceId(sample), asker=ROOT), ROOT, now=now)


def appointments_in(sample: str) -> list[Appointment]:
    page = get_appointments().list_matching(WorkspaceId(sample), AppointmentFilter(), asker=ROOT, limit=100)
    return list(page.appointments)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2027, 1, 13, 5, tzinfo=UTC),
        datetime(2027, 1, 16, 20, tzinfo=UTC),
        datetime(2026, 12, 24, 1, tzinfo=UTC),
    ],
    ids=["on a Wednesday", "in a weekend", "before Christmas"],
)
def test_the_calendar_is_full_on_both_sides_of_now(sample: str, now: datetime) -> None:
    filled = calendar_of(sample, now).fill()

    assert (filled.booked, filled.known, filled.left_out) == (len(read_visits()), 0, [])
    found = appointments_in(sample)
    assert sorted(one.status for one in found) == sorted(visit.outcome for visit in read_visits())
    assert {one.status for one in found} == set(AppointmentStatus)
    assert len({one.lead.id for one in found if one.lead}) == len(found)
    assert len({one.consultant_id for one in found}) == 3
    assert all(one.scheduled_at.astimezone(JAKARTA).weekday() < 5 for one in found)
    assert date(2026, 12, 25) not in {one.scheduled_at.astimezone(JAKARTA).date() for one in found}
    ended = (AppointmentStatus.COMPLETED, AppointmentStatus.NO_SHOW)
    assert all(one.ends_at <= now for one in found if one.status in ended)
    # It is a week and a half at most, even where days are off.
    assert all(abs(one.scheduled_at - now) < timedelta(days=12) for one in found)
    assert sum(one.is_open and one.scheduled_at > now for one in found) >= 6


def test_a_second_time_changes_nothing(sample: str) -> None:
    now = datetime.now(UTC)
    calendar_of(sample, now).fill()
    before = appointments_in(sample)

    filled = calendar_of(sample, now + timedelta(hours=3)).fill()

    assert (filled.booked, filled.known) == (0, len(read_visits()))
    assert appointments_in(sample) == before


def test_what_was_interrupted_goes_on(sample: str) -> None:
    now, visits = datetime.now(UTC), read_visits()
    calendar = calendar_of(sample, now)
    calendar.open_hours()
    assert calendar.book(visits[3], iter(calendar.leads()))

    filled = calendar_of(sample, now).fill()

    assert (filled.booked, filled.known, filled.left_out) == (len(visits) - 1, 1, [])


def test_what_happened_is_told_as_of_the_time_at_which_it_would_have(sample: str) -> None:
    now = datetime.now(UTC)
    calendar_of(sample, now).fill()
    one = next(one for one in appointments_in(sample) if one.status == AppointmentStatus.COMPLETED)

    rows = get_appointments().list_history(one.id, workspace_id=WorkspaceId(sample), asker=ROOT).history

    assert [(row.event, row.way) for row in rows] == [("booked", Way.ARI), ("completed", Way.API)]
    assert rows[0].created_at < one.scheduled_at
    assert rows[1].created_at == one.ends_at


def test_the_command_fills_samples_and_nothing_else(sample: str, cast: Cast, capsys: Any) -> None:
    call_command("book_sample_appointments")

    assert f"{len(read_visits())} appointments booked" in capsys.readouterr().out
    assert len(appointments_in(sample)) == len(read_visits())
    assert appointments_in(cast.workspace) == []


@pytest.mark.parametrize(
    ("today", "workdays", "day"),
    [
        (date(2026, 11, 25), 0, date(2026, 11, 25)),
        (date(2026, 11, 25), 3, date(2026, 11, 30)),
        (date(2026, 11, 25), -3, date(2026, 11, 20)),
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 12, 1)),
        (date(2026, 11, 29), -1, date(2026, 11, 27)),
    ],
)
def test_working_days_leave_weekends_out(today: date, workdays: int, day: date) -> None:
    assert workday_from(today, workdays) == day
