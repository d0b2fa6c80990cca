"""Appointments as iCalendar, parsed back."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from icalendar import Calendar

from ari.appointments import Appointment, Audience, Language
from ari.invitations import method_of, write_invitation
from tests.ari.booking.consultations import START, a_consultation

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "America/New_York", "Europe/Berlin", "Asia/Kathmandu")


def parsed(content: bytes) -> tuple[Any, Any]:
    """Return the calendar and its one event."""
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def read(appointment: Appointment, **more: Any) -> tuple[Any, Any]:
    return parsed(write_invitation(appointment, **more))


def test_an_open_appointment_is_a_request(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "my21staff <noreply@my21staff.example>"
    appointment = a_consultation()
    calendar, event = read(
        appointment, workspace_name="Kopi Nusantara", audience=Audience.LEAD, attendee="budi@example.com"
    )

    assert (calendar["method"], calendar["version"]) == ("REQUEST", "2.0")
    assert event["uid"] == f"{appointment.id}@appointments.my21staff"
    assert (event["sequence"], event["status"]) == (0, "CONFIRMED")
    assert event["summary"] == "Konsultasi dengan Kopi Nusantara"
    assert event["organizer"] == "mailto:noreply@my21staff.example"
    assert event["attendee"] == "mailto:budi@example.com"
    assert (event["dtstart"].params["tzid"], event["dtend"].params["tzid"]) == ("Asia/Jakarta", "Asia/Jakarta")
    assert event.decoded("dtstart") == START
    assert event.decoded("dtend") == START + timedelta(hours=1)


def test_a_cancelled_one_is_a_cancellation_of_the_same() -> None:
    before = a_consultation()
    after = a_consultation(status="cancelled", sequence=1)
    calendar, event = read(after)

    assert (calendar["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 1)
    assert event["uid"] == read(before)[1]["uid"]
    assert method_of(before, is_withdrawn=True) == "CANCEL"


def test_a_moved_one_has_the_uid_and_a_higher_sequence() -> None:
    before, after = a_consultation(), a_consultation(scheduled_at=START + timedelta(days=1), sequence=1)
    first, second = read(before)[1], read(after)[1]

    assert first["uid"] == second["uid"]
    assert second["sequence"] > first["sequence"]
    assert second.decoded("dtstart") - first.decoded("dtstart") == timedelta(days=1)


@pytest.mark.parametrize("zone", ZONES)
def test_the_zone_travels_along(zone: str) -> None:
    calendar, event = read(a_consultation(zone=ZoneInfo(zone)))
    (component,) = calendar.walk("VTIMEZONE")

    assert component["tzid"] == event["dtstart"].params["tzid"] == zone


@hypothesis_settings(deadline=None)
@given(
    seconds=st.integers(0, 9 * 365 * 86_400),
    zone=st.sampled_from(ZONES),
    minutes=st.integers(5, 600),
)
def test_the_moments_come_back_whatever_the_zone(seconds: int, zone: str, minutes: int) -> None:
    """Also in the hour that comes twice, as far as iCalendar can say which one is meant."""
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    local = start.astimezone(ZoneInfo(zone))
    if local.fold or (start + timedelta(minutes=minutes)).astimezone(ZoneInfo(zone)).fold:
        return
    _, event = read(a_consultation(scheduled_at=start, duration_minutes=minutes, zone=ZoneInfo(zone)))
    assert event.decoded("dtstart") == start
    assert event.decoded("dtend") == start + timedelta(minutes=minutes)


def test_names_cannot_break_the_file() -> None:
    workspace = 'Kopi;\r\nATTENDEE:mailto:x@example.com\n,"\\'
    content = write_invitation(a_consultation(), workspace_name=workspace, audience=Audience.LEAD)
    _, event = parsed(content)

    assert "attendee" not in event
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_it_speaks_the_readers_language() -> None:
    summaries = {
        (audience, language): read(a_consultation(), workspace_name="Kopi", audience=audience, language=language)[1][
            "summary"
        ]
        for audience in Audience
        for language in Language
    }
    assert summaries == {
        (Audience.LEAD, Language.INDONESIAN): "Konsultasi dengan Kopi",
        (Audience.LEAD, Language.ENGLISH): "Consultation with Kopi",
        (Audience.CONSULTANT, Language.INDONESIAN): "Konsultasi: Budi 🌸",
        (Audience.CONSULTANT, Language.ENGLISH): "Consultation: Budi 🌸",
    }
