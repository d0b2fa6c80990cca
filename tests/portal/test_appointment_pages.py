"""The calendar and the page of an appointment, from address to HTML, over a real deployment."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from config.launch.processes import find_free_port
from portal.forms.texts import new_key
from tests.portal.conftest import LogIn
from tests.portal.consulting import Practice, start_of, tomorrow
from tests.tickets.cast import Cast

CALENDAR = "/portal/appointments/"
ACTS = ("cancel", "confirm", "complete", "no-show", "assign", "edit", "move")


@pytest.fixture
def practice(cast: Cast) -> Practice:
    practice = Practice(cast=cast)
    practice.open_hours()
    return practice


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def page_of(practice: Practice, appointment: dict[str, Any], act: str = "") -> str:
    return f"{CALENDAR}{practice.workspace}/{appointment['id']}/{act}"


def booked(practice: Practice, name: str = "Wulan Sari", place: int = 2) -> dict[str, Any]:
    return practice.book(practice.add_lead(name), practice.free(tomorrow())[place])


def seen(text: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', text)
    assert found is not None
    return found[1]


def state_of(practice: Practice, appointment: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = practice.call("ari:getAppointment", appointment_id=appointment["id"])["appointment"]
    return found


def test_a_week_and_a_day_show_who_comes_when_in_which_zone(practice: Practice, log_in: LogIn) -> None:
    appointment, client = booked(practice), log_in()
    day = tomorrow()

    for span in ("week", "day"):
        query = {"workspace": practice.workspace, "span": span, "day": day.isoformat()}
        text = text_of(client.get(CALENDAR, query))
        assert "Wulan Sari" in text
        assert page_of(practice, appointment) in text
        assert "Times in Asia/Jakarta (WIB)" in text
        # The third hour of UTC is ten o'clock in Jakarta at the earliest.
        start = datetime.fromtimestamp(appointment["scheduled_at"] / 1000, UTC) + timedelta(hours=7)
        assert f">{start:%H:%M}</time>" in text
        assert re.search(r"\d+ free", text)


def test_a_day_is_asked_for_from_its_week(practice: Practice, log_in: LogIn) -> None:
    client, query = log_in(), {"workspace": practice.workspace}
    today = f"{datetime.now(ZoneInfo('Asia/Jakarta')):%Y-%m-%d}"

    assert f'name="day" id="calendar_day" value="{today}"' in text_of(client.get(CALENDAR, query))
    chosen = text_of(client.get(CALENDAR, {**query, "day": "2031-05-15"}))
    assert 'name="day" id="calendar_day" value="2031-05-15"' in chosen
    assert "12 May 2031" in chosen


def test_a_calendar_of_another_consultant_has_none_of_it(practice: Practice, log_in: LogIn) -> None:
    booked(practice)
    query = {"workspace": practice.workspace, "day": tomorrow().isoformat()}

    assert "Wulan Sari" in text_of(log_in().get(CALENDAR, {**query, "consultant": ""}))
    assert "Wulan Sari" not in text_of(log_in().get(CALENDAR, {**query, "consultant": "nobody_known"}))


@pytest.mark.parametrize("query", [{"day": "soon"}, {"day": "9999-12-31"}, {"day": "0001-01-01"}, {"span": "year"}])
def test_a_bad_date_is_told_beside_a_calendar(practice: Practice, log_in: LogIn, query: dict[str, str]) -> None:
    answer = log_in().get(CALENDAR, {"workspace": practice.workspace, **query})

    assert answer.status_code == 422
    assert 'class="field-error"' in text_of(answer)
    assert '<table class="calendar">' in text_of(answer)


def test_a_lead_is_found_and_gets_a_time(practice: Practice, log_in: LogIn) -> None:
    lead, client = practice.add_lead("Wulan Sari"), log_in()
    practice.add_lead("Bagus Prakoso")
    address = f"{CALENDAR}{practice.workspace}/book/"

    found = text_of(client.get(address, {"q": "wulan"}))
    assert f"?conversation={lead['id']}" in found
    assert "Bagus" not in found
    start = practice.free(tomorrow())[3]
    query = f"?conversation={lead['id']}&day={tomorrow()}"
    assert f'value="{start_of(start)}"' in text_of(client.get(address + query))
    form = {"start": start_of(start), "notes": "Bawa paspor", "key": new_key()}
    answer = client.post(address + query, form)
    again = client.post(address + query, form)

    assert answer.status_code == 302
    assert again.headers["Location"] == answer.headers["Location"]
    text = text_of(client.get(answer.headers["Location"]))
    assert "Booked for" in text
    assert "Bawa paspor" in text
    assert "booked it" in text


def test_a_time_that_was_taken_comes_back_with_others_to_choose(practice: Practice, log_in: LogIn) -> None:
    start = practice.free(tomorrow())[2]
    practice.book(practice.add_lead("Bagus Prakoso"), start)
    lead, client = practice.add_lead("Wulan Sari"), log_in()
    address = f"{CALENDAR}{practice.workspace}/book/?conversation={lead['id']}&day={tomorrow()}"

    answer = client.post(address, {"start": start_of(start), "notes": "Bawa paspor", "key": new_key()})
    text = text_of(answer)

    assert answer.status_code == 409
    assert "Somebody else has this time" in text
    assert '<input type="hidden" name="notes" value="Bawa paspor">' in text
    nearest = re.findall(r'<button name="start" value="([^"]+)"', text)
    assert nearest
    key = re.search(r'name="key" value="([^"]+)"', text)
    assert key is not None
    assert client.post(address, {"start": nearest[0], "notes": "Bawa paspor", "key": key[1]}).status_code == 302


def test_a_lead_with_an_appointment_is_led_to_it(practice: Practice, log_in: LogIn) -> None:
    lead = practice.add_lead("Wulan Sari")
    appointment = practice.book(lead, practice.free(tomorrow())[2])
    address = f"{CALENDAR}{practice.workspace}/book/?conversation={lead['id']}"

    answer = log_in().post(address, {"start": start_of(practice.free(tomorrow())[3])})

    assert answer.status_code == 409
    assert f'<a href="{page_of(practice, appointment)}">' in text_of(answer)


@pytest.mark.parametrize("start", ["", "nothing", "a@b", "a@9999999999999", "a@99999999999999", "@1", "x" * 300])
def test_a_start_that_is_none_is_refused_with_what_was_typed(practice: Practice, log_in: LogIn, start: str) -> None:
    lead = practice.add_lead("Wulan Sari")
    address = f"{CALENDAR}{practice.workspace}/book/?conversation={lead['id']}"

    answer = log_in().post(address, {"start": start, "notes": "Bawa paspor"})

    assert answer.status_code in (404, 422)
    if answer.status_code == 422:
        assert ">Bawa paspor</textarea>" in text_of(answer).replace(">\nBawa", ">Bawa")


def test_moving_cancelling_and_assigning_tell_what_they_did(practice: Practice, log_in: LogIn) -> None:
    appointment, client = booked(practice), log_in()
    move = page_of(practice, appointment, "move/")
    target = practice.free(tomorrow())[5]

    text = text_of(client.get(move, {"day": tomorrow().isoformat()}))
    form = {"start": start_of(target), "reason": "Jadwal kuliah", "seen": seen(text), "key": new_key()}
    assert client.post(move, form).status_code == 302
    page = text_of(client.get(page_of(practice, appointment)))
    assert state_of(practice, appointment)["scheduled_at"] == target["scheduled_at"]
    assert "<q>Jadwal kuliah</q>" in page

    member = practice.cast.member.user_id
    assert client.post(page_of(practice, appointment, "assign/"), {"consultant": member}).status_code == 302
    assert "Budi Santoso" in text_of(client.get(page_of(practice, appointment)))
    assert client.post(page_of(practice, appointment, "assign/"), {"consultant": "none"}).status_code == 302
    assert client.post(page_of(practice, appointment, "assign/"), {"consultant": "least"}).status_code == 302
    assert client.post(page_of(practice, appointment, "confirm/")).status_code == 302
    details = {"meeting_link": "https://meet.example.com/x", "notes": ""}
    assert client.post(page_of(practice, appointment, "edit/"), details).status_code == 302
    assert client.post(page_of(practice, appointment, "cancel/"), {"reason": "Sakit"}).status_code == 302
    done = state_of(practice, appointment)
    assert (done["status"], done["cancel_reason"]) == ("cancelled", "Sakit")
    assert done["meeting_link"] == "https://meet.example.com/x"
    assert "Sakit" in text_of(client.get(page_of(practice, appointment)))


def test_what_lies_ahead_can_be_neither_done_nor_missed(practice: Practice, log_in: LogIn) -> None:
    appointment, client = booked(practice), log_in()

    for act in ("complete/", "no-show/"):
        refused = client.post(page_of(practice, appointment, act))
        assert refused.status_code == 409
        assert "has not begun" in text_of(refused)
    page = text_of(client.get(page_of(practice, appointment)))
    assert "It took place" not in page
    assert "The lead did not come" not in page
    assert state_of(practice, appointment)["status"] == "scheduled"


@pytest.mark.parametrize(
    ("act", "notice", "badge", "event", "status", "undone"),
    [
        ("complete", "The appointment is done.", "Done", "noted that it took place", "completed", "no-show"),
        (
            "no-show",
            "The appointment is marked as a no-show.",
            "No-show",
            "noted that the lead did not come",
            "no_show",
            "complete",
        ),
    ],
)
def test_a_consultation_that_began_is_done_or_missed(
    practice: Practice, log_in: LogIn, act: str, notice: str, badge: str, event: str, status: str, undone: str
) -> None:
    appointment, client = practice.book_past(practice.add_lead("Wulan Sari"), 1), log_in()
    page = page_of(practice, appointment)
    before = text_of(client.get(page))
    assert {f'action="{page}{one}/"' in before for one in ("complete", "no-show")} == {True}
    assert f'action="{page}confirm/"' not in before, "it is over"

    answer = client.post(f"{page}{act}/", {"seen": seen(before), "key": new_key()})

    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    after = text_of(client.get(page))
    assert state_of(practice, appointment)["status"] == status
    assert notice in after
    assert re.search(rf'class="badge[^"]*">{badge}<', after)
    assert event in after
    # What was noted by mistake is put right; nothing else is left to do with it.
    acts = set(re.findall(rf'action="{re.escape(page)}([^/"]+)/"', after))
    assert acts == {undone, "edit"}
    assert client.post(f"{page}{act}/", {"key": new_key()}).status_code == 409
    assert client.post(f"{page}{undone}/", {"seen": seen(after), "key": new_key()}).status_code == 302
    assert state_of(practice, appointment)["status"] != status
    query = {"workspace": practice.workspace, "day": f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"}
    assert page in text_of(client.get(CALENDAR, query))


def test_what_was_changed_meanwhile_is_told_and_not_overwritten(practice: Practice, log_in: LogIn) -> None:
    appointment, client = booked(practice), log_in()
    old = seen(text_of(client.get(page_of(practice, appointment))))
    practice.call("ari:updateAppointment", appointment_id=appointment["id"], notes="Sudah diubah")

    answer = client.post(page_of(practice, appointment, "cancel/"), {"reason": "Sakit", "seen": old})

    assert answer.status_code == 409
    assert "was changed meanwhile" in text_of(answer)
    assert "Sakit</textarea>" in text_of(answer)
    assert state_of(practice, appointment)["status"] == "scheduled"
    fresh = re.search(r'id="cancel_seen" value|value="(\d+)" id="cancel_seen"', text_of(answer))
    assert fresh is not None
    again = {"reason": "Sakit", "seen": fresh[1]}
    assert client.post(page_of(practice, appointment, "cancel/"), again).status_code == 302


@pytest.mark.parametrize(
    ("act", "form"),
    [("edit", {"meeting_link": "javascript:alert(1)", "notes": "Bawa"}), ("assign", {"consultant": "somebody"})],
)
def test_bad_input_comes_back(practice: Practice, log_in: LogIn, act: str, form: dict[str, str]) -> None:
    answer = log_in().post(page_of(practice, booked(practice), f"{act}/"), form)

    assert answer.status_code == 422
    assert "field-error" in text_of(answer)
    assert form.get("notes", "") in text_of(answer)


def test_grants_decide_who_sees_and_who_acts(practice: Practice, log_in: LogIn) -> None:
    appointment = booked(practice)
    lead = practice.add_lead("Bagus Prakoso")
    mark = practice.workspace[-6:]
    stranger, sees, acts = (log_in(f"{name}{mark}", is_superuser=False) for name in ("asing", "lihat", "kerja"))
    practice.grant(f"lihat{mark}", can_act=False)
    practice.grant(f"kerja{mark}", can_act=True)
    page, book = page_of(practice, appointment), f"{CALENDAR}{practice.workspace}/book/"

    def statuses(client: Client) -> list[int]:
        reads = [client.get(CALENDAR, {"workspace": practice.workspace}), client.get(page), client.get(book)]
        start = start_of(practice.free(tomorrow())[6])
        writes = [client.post(f"{book}?conversation={lead['id']}", {"start": start}), client.post(f"{page}confirm/")]
        return [answer.status_code for answer in (*reads, *writes)]

    assert statuses(stranger) == [404, 404, 404, 404, 404]
    assert statuses(sees) == [200, 200, 403, 403, 403]
    assert "Cancel the appointment" not in text_of(sees.get(page))
    assert "You may see this workspace, but not change it." in text_of(sees.get(page))
    assert statuses(acts) == [200, 200, 200, 302, 302]
    assert "Cancel the appointment" in text_of(acts.get(page))
    assert "No workspace is granted to you yet" in text_of(stranger.get(CALENDAR))


def test_an_appointment_stands_in_its_own_workspace_alone(practice: Practice, log_in: LogIn) -> None:
    appointment, client = booked(practice), log_in()
    elsewhere = f"{CALENDAR}{practice.cast.next_workspace}/{appointment['id']}/"

    assert client.get(elsewhere).status_code == 404
    assert [client.post(f"{elsewhere}{act}/").status_code for act in ACTS] == [404] * len(ACTS)


def test_an_outage_keeps_the_reason(practice: Practice, log_in: LogIn, site: Any) -> None:
    appointment, client = booked(practice), log_in()
    site.CONVEX_URL = f"http://127.0.0.1:{find_free_port()}"

    answer = client.post(page_of(practice, appointment, "cancel/"), {"reason": "Sakit parah", "key": new_key()})

    assert answer.status_code == 503
    assert "Sakit parah" in text_of(answer)
