"""The pages behind the links: looking changes nothing, a button acts once, and a refusal offers other times."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from icalendar import Calendar

from ari.appointment_links import Purpose, address_of, issue_token
from ari.appointments import Appointment, AppointmentId, Language
from tests.ari.booking.agency import Agency, iso
from tests.ari.conversations.business import principal

MOVE, CANCEL = Purpose.MOVE, Purpose.CANCEL


@dataclass(kw_only=True)
class Visitor:
    """A lead who opens links, in a browser that knows nobody."""

    agency: Agency
    slot: str
    appointment: Appointment

    def path(self, purpose: Purpose, *, language: Language = Language.INDONESIAN) -> str:
        address = address_of(self.appointment, purpose, language)
        return address[address.index("/appointments/") :]

    def now(self) -> Appointment:
        """Return the appointment as it is."""
        return stored(self.agency, self.appointment.id)


def stored(agency: Agency, appointment_id: str) -> Appointment:
    asker = principal(agency.cast.admin.user_id)
    return agency.appointments.get(AppointmentId(appointment_id), workspace_id=agency.workspace, asker=asker)


def get(path: str) -> HttpResponse:
    response: Any = Client(enforce_csrf_checks=True).get(path)
    return response  # type: ignore[no-any-return]  # The test client wraps what the view returned.


def post(path: str, **fields: str) -> HttpResponse:
    response: Any = Client(enforce_csrf_checks=True).post(path, fields)
    return response  # type: ignore[no-any-return]


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def starts_on(response: HttpResponse) -> list[str]:
    return re.findall(r'name="start" value="([^"]+)"', text_of(response))


@pytest.fixture
def visitor(agency: Agency) -> Visitor:
    slot = agency.add_slot()
    booked = agency.booked(0, slot, agency.at("10:00"))
    return Visitor(agency=agency, slot=slot, appointment=stored(agency, booked["id"]))


def start_of(visitor: Visitor, clock: str) -> str:
    return f"{visitor.slot}@{int(visitor.agency.at(clock).timestamp() * 1000)}"


def test_looking_changes_nothing(visitor: Visitor) -> None:
    for purpose in Purpose:
        for method in ("get", "head"):
            response: Any = getattr(Client(), method)(visitor.path(purpose))
            assert response.status_code == 200
    assert visitor.now() == visitor.appointment


def test_the_page_tells_day_time_and_zone(visitor: Visitor) -> None:
    day = visitor.agency.day
    weekdays = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
    page = text_of(get(visitor.path(CANCEL)))
    assert f"{weekdays[day.weekday()]}, {day.day} " in page
    assert "10.00-11.00 WIB" in page
    assert "10:00-11:00 WIB" in text_of(get(visitor.path(CANCEL, language=Language.ENGLISH)))


def test_a_lead_cancels_once(visitor: Visitor) -> None:
    response = post(visitor.path(CANCEL), reason="Ada urusan keluarga")
    cancelled = visitor.now()
    again = post(visitor.path(CANCEL))

    assert (response.status_code, cancelled.status) == (200, "cancelled")
    assert (cancelled.cancel_reason, cancelled.sequence) == ("Ada urusan keluarga", 1)
    assert "sudah dibatalkan" in text_of(response)
    assert again.status_code == 409
    assert "sudah dipakai" in text_of(again)
    assert visitor.agency.free() == [f"{hour:02}:00" for hour in range(9, 17)]
    assert visitor.agency.history_of({"id": cancelled.id}) == ["booked", "cancelled"]


def test_a_lead_moves_to_a_time_of_the_list_once(visitor: Visitor) -> None:
    page = get(visitor.path(MOVE))
    wanted = start_of(visitor, "14:00")
    assert wanted in starts_on(page)
    assert start_of(visitor, "10:00") not in starts_on(page)
    response = post(visitor.path(MOVE), start=wanted)
    moved = visitor.now()
    again = post(visitor.path(MOVE), start=start_of(visitor, "15:00"))

    assert (response.status_code, moved.scheduled_at) == (200, visitor.agency.at("14:00"))
    assert "14.00-15.00 WIB" in text_of(response)
    assert (again.status_code, visitor.now().scheduled_at) == (409, visitor.agency.at("14:00"))
    assert visitor.agency.free() == ["09:00", "10:00", "11:00", "12:00", "13:00", "15:00", "16:00"]


def test_after_a_move_the_page_leads_on_to_the_next_link_and_the_calendar(visitor: Visitor) -> None:
    response = post(visitor.path(MOVE), start=start_of(visitor, "14:00"))
    again, calendar = (
        next(link for link in re.findall(r'href="([^"]+)"', text_of(response)) if part in link)
        for part in ("/move/", "/calendar.ics")
    )
    (event,) = Calendar.from_ical(get(calendar).content).walk("VEVENT")

    assert event.decoded("dtstart") == visitor.agency.at("14:00")
    assert event["sequence"] == 1
    assert get(again).status_code == 200


def test_a_time_that_was_just_taken_is_refused_with_the_nearest(visitor: Visitor) -> None:
    agency = visitor.agency
    get(visitor.path(MOVE))
    agency.booked(1, visitor.slot, agency.at("14:00"))
    response = post(visitor.path(MOVE), start=start_of(visitor, "14:00"))

    assert response.status_code == 409
    assert "diambil orang lain" in text_of(response)
    nearest = [start_of(visitor, clock) for clock in ("11:00", "12:00", "13:00", "15:00", "16:00")]
    assert starts_on(response)[: len(nearest)] == nearest
    assert visitor.now() == visitor.appointment
    assert post(visitor.path(MOVE), start=start_of(visitor, "15:00")).status_code == 200


@pytest.mark.parametrize(
    "start", ["", "x", "@", "slot@", "slot@-1", "slot@9" + "9" * 30, "@1700000000000", "a@1.5", "a@\u0662"]
)
def test_a_choice_that_is_none_is_refused(visitor: Visitor, start: str) -> None:
    response = post(visitor.path(MOVE), start=start)

    assert response.status_code in {404, 409, 422}
    assert visitor.now() == visitor.appointment


def test_the_link_of_another_purpose_does_not_work(visitor: Visitor) -> None:
    token = issue_token(visitor.appointment, MOVE)
    response = post(f"/appointments/{token}/cancel/")

    assert response.status_code == 403
    assert visitor.now() == visitor.appointment


def test_the_links_of_before_a_move_do_not_work(visitor: Visitor) -> None:
    agency = visitor.agency
    agency.act(
        {"id": visitor.appointment.id}, "move", {"slot_id": visitor.slot, "scheduled_at": iso(agency.at("11:00"))}
    )
    for purpose in Purpose:
        assert get(visitor.path(purpose)).status_code == 409
        assert post(visitor.path(purpose), start=start_of(visitor, "15:00")).status_code == 409
    assert visitor.now().scheduled_at == agency.at("11:00")


def test_a_link_ends_when_the_consultation_begins(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    later = visitor.appointment.scheduled_at + timedelta(seconds=1)
    monkeypatch.setattr("ari.appointment_pages.timezone.now", lambda: later)
    response = post(visitor.path(CANCEL))

    assert response.status_code == 403
    assert "kedaluwarsa" in text_of(response)


def test_altered_links_and_those_of_nothing_are_refused(visitor: Visitor) -> None:
    path = visitor.path(CANCEL)
    for altered in (
        path.replace("/appointments/", "/appointments/x"),
        "/appointments/x/cancel/",
        "/appointments/::/move/",
    ):
        response = get(altered)
        assert response.status_code == 403
        assert "tidak berlaku" in text_of(response)
    assert get("/appointments/x/other/").status_code == 404


def test_pages_are_kept_from_caches_search_engines_and_other_sites(visitor: Visitor) -> None:
    for path in (visitor.path(MOVE), "/appointments/x/move/"):
        response = get(path)
        assert "no-store" in response["Cache-Control"]
        assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex")
        assert not response.cookies
    assert "<script" not in text_of(get(visitor.path(MOVE)))


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(visitor: Visitor, method: str) -> None:
    for purpose in Purpose:
        response: Any = getattr(Client(), method)(visitor.path(purpose))
        assert response.status_code == 405
    assert visitor.now() == visitor.appointment


def test_the_calendar_takes_no_writes(visitor: Visitor) -> None:
    token = issue_token(visitor.appointment, MOVE)
    assert post(f"/appointments/{token}/calendar.ics").status_code == 405
    response = get(f"/appointments/{token}/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment")


def test_later_days_are_on_the_next_page(agency: Agency) -> None:
    slot = agency.add_slot(start_time="00:00", end_time="24:00", duration_minutes=10, booking_window_days=60)
    booked = agency.booked(0, slot, agency.at("10:00"))
    visitor = Visitor(agency=agency, slot=slot, appointment=stored(agency, booked["id"]))
    first = get(visitor.path(MOVE))
    following = re.findall(r'href="(\?[^"]*from=\d+[^"]*)"', text_of(first))
    path = visitor.path(MOVE).partition("?")[0]
    second = get(path + following[0].replace("&amp;", "&"))

    assert second.status_code == 200
    assert not set(starts_on(first)) & set(starts_on(second))
    assert starts_on(second)
