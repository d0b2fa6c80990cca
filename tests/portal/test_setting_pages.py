"""The settings of ARI, from address to HTML, over a real deployment."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from config.launch.processes import find_free_port
from portal.forms.texts import new_key
from tests.portal.conftest import LogIn
from tests.portal.consulting import Practice
from tests.portal.leads import add_known_lead
from tests.tickets.cast import Cast

PAGES = ("", "flow/", "knowledge/", "categories/", "destinations/", "scoring/", "hours/", "days/", "rules/")
SCORING = {"hot_threshold": 70, "warm_threshold": 40}
WEIGHTS = {"weight_basic": 25, "weight_qualification": 35, "weight_document": 30, "weight_engagement": 10}
# A new thing of each kind, and what is changed in it.
THINGS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "flow": ({"name": "Tahap baru", "goal": "Kenalan"}, {"name": "Tahap lain"}),
    "categories": ({"name": "Biaya"}, {"name": "Harga"}),
    "knowledge": ({"title": "Jam buka", "content": "Pukul 9", "is_active": "on"}, {"title": "Jam kerja"}),
    "destinations": (
        {"country": "Malaysia", "university_name": "Universiti Contoh", "priority": "3", "ielts_min": "6.5"},
        {"university_name": "Universiti Lain"},
    ),
    "hours": (
        {
            "day_of_week": "2",
            "start_time": "09:00",
            "end_time": "17:00",
            "duration_minutes": "60",
            "booking_window_days": "14",
            "max_bookings_per_slot": "1",
            "is_active": "on",
        },
        {"start_time": "10:30"},
    ),
    "days": ({"kind": "closed", "date": f"{datetime.now(UTC).year + 1}-03-04", "reason": "Rapat"}, {"reason": "Libur"}),
}
# What is wrong with each, and what was typed beside it.
BAD: dict[str, dict[str, Any]] = {
    "flow": {"name": "", "goal": "Kenalan dulu"},
    "categories": {"name": "", "description": "Kenalan dulu"},
    "knowledge": {"title": "", "content": "Kenalan dulu"},
    "destinations": {"budget_min": "9", "budget_max": "5", "notes": "Kenalan dulu"},
    "hours": {"start_time": "25:00", "end_time": "Kenalan dulu"[:5]},
    "days": {"kind": "closed", "date": "2031-13-01", "duration_minutes": "30", "reason": "Kenalan dulu"},
    "scoring": {**SCORING, "hot_threshold": 30, **WEIGHTS},
    "rules": {
        "reminder_offsets": "soon",
        "quiet_start": "21:00",
        "holiday_country": "XX",
        "window_opens": "45",
        "window_closes": "75",
        "reminder_template": "Pengingat Kami",
    },
}


@pytest.fixture
def practice(cast: Cast) -> Practice:
    return Practice(cast=cast)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def address(practice: Practice, part: str = "") -> str:
    return f"/portal/settings/{practice.workspace}/{part}"


def seen_of(text: str) -> str:
    found = re.search(r'name="seen" value="(none|\d+)"', text)
    assert found is not None
    return found[1]


def told_in(text: str) -> dict[str, str]:
    """Return what the page tells to stand otherwise now than it was typed."""
    told = text.partition("It says now:")[2].partition("</dl>")[0]
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]*)</dd>", told))


def edit_address(text: str, route: str) -> str:
    return str(re.findall(rf'href="(/portal/settings/[^/]+/{route}/[^/"]+/)"', text)[-1])


def test_grants_decide_who_reads_and_who_changes(practice: Practice, log_in: LogIn) -> None:
    mark = practice.workspace[-6:]
    stranger, sees, acts = (log_in(f"{name}{mark}", is_superuser=False) for name in ("asing", "lihat", "kerja"))
    practice.grant(f"lihat{mark}", can_act=False)
    practice.grant(f"kerja{mark}", can_act=True)

    def statuses(client: Client, method: str) -> set[int]:
        return {getattr(client, method)(address(practice, page)).status_code for page in PAGES}

    assert (statuses(stranger, "get"), statuses(stranger, "post")) == ({404}, {404})
    assert (statuses(sees, "get"), statuses(sees, "post")) == ({200}, {403})
    assert (statuses(acts, "get"), statuses(acts, "post")) == ({200}, {422})
    for page in PAGES:
        assert "You may see this workspace, but not change it." in text_of(sees.get(address(practice, page)))
        assert 'class="primary"' not in text_of(sees.get(address(practice, page)))
    assert sees.post(address(practice, "switch/"), {"turn": "on"}).status_code == 403
    assert stranger.post(address(practice, "switch/"), {"turn": "on"}).status_code == 404
    assert stranger.get("/portal/settings/").status_code == 200
    assert acts.get("/portal/settings/").headers["Location"] == address(practice)


def test_the_switch_says_what_it_does_and_does_it_once_seen(practice: Practice, log_in: LogIn) -> None:
    client = log_in()
    text = text_of(client.get(address(practice)))
    assert "ARI is silent in this workspace" in text
    form = {"turn": "on", "seen": seen_of(text), "key": new_key()}

    client.post(address(practice, "switch/"), form)
    assert "ARI answers the leads of this workspace" in text_of(client.get(address(practice)))
    client.post(address(practice, "switch/"), {"turn": "off", "seen": "none", "key": new_key()})
    text = text_of(client.get(address(practice)))
    assert "ARI answers the leads of this workspace" in text
    assert "was changed meanwhile" in text


def test_the_persona_is_saved_and_shown_again(practice: Practice, log_in: LogIn) -> None:
    client = log_in()
    form = {
        "bot_name": "Mbak Ari",
        "greeting_style": "casual",
        "language": "en",
        "clear": "on",
        "grok_weight": "20",
        "time_zone": "Asia/Makassar",
        "daily_budget": "1.5",
        "seen": "none",
        "key": new_key(),
    }

    assert client.post(address(practice), form).status_code == 302
    stored = practice.call("ariSettings:getConfig")
    assert (stored["bot_name"], stored["time_zone"], stored["daily_budget_micros"]) == (
        "Mbak Ari",
        "Asia/Makassar",
        1_500_000,
    )
    assert stored["tone"]["supportive"] is False
    text = text_of(client.get(address(practice)))
    assert 'value="Mbak Ari"' in text
    assert 'value="1.5"' in text
    stale = client.post(address(practice), {**form, "bot_name": "Lain", "key": new_key()})
    assert stale.status_code == 409
    assert 'value="Lain"' in text_of(stale)
    assert practice.call("ariSettings:getConfig")["bot_name"] == "Mbak Ari"
    wrong = client.post(address(practice), {**form, "time_zone": "Asia/Bogor", "community_link": "javascript:x"})
    assert wrong.status_code == 422
    assert 'value="Asia/Bogor"' in text_of(wrong)


@pytest.mark.parametrize("route", THINGS)
def test_things_are_added_changed_and_deleted(practice: Practice, log_in: LogIn, route: str) -> None:
    new, change = THINGS[route]
    client, page = log_in(), address(practice, f"{route}/")
    form = {**new, "key": new_key()}

    assert client.post(page, form).status_code == 302, text_of(client.post(page, form))
    once = text_of(client.get(page))
    client.post(page, form)
    assert text_of(client.get(page)).count('class="card reply"') == once.count('class="card reply"')
    edit = edit_address(once, route)
    old = seen_of(text_of(client.get(edit)))
    changed = {**new, **change, "seen": old}
    assert client.post(edit, {**changed, "key": new_key()}).status_code == 302
    assert next(iter(change.values())) in text_of(client.get(page))

    stale = client.post(edit, {**new, "seen": old, "key": new_key()})
    assert stale.status_code == 409
    assert "It says now:" in text_of(stale)
    assert next(iter(change.values())) in text_of(client.get(page))
    client.post(f"{edit}delete/", {"seen": old, "key": new_key()})
    assert client.get(edit).status_code == 200
    fresh = seen_of(text_of(client.get(edit)))
    client.post(f"{edit}delete/", {"seen": fresh, "key": new_key()})
    assert client.get(edit).status_code == 404


@pytest.mark.parametrize("route", BAD)
def test_bad_input_comes_back_with_what_is_wrong(practice: Practice, log_in: LogIn, route: str) -> None:
    answer = log_in().post(address(practice, f"{route}/"), BAD[route])

    assert answer.status_code == 422
    assert "field-error" in text_of(answer)
    for typed in BAD[route].values():
        assert str(typed) in text_of(answer)


def test_stages_go_up_and_down_unless_they_are_others_now(practice: Practice, log_in: LogIn) -> None:
    client, page = log_in(), address(practice, "flow/")
    text = text_of(client.get(page))
    ids = re.findall(r'name="stage" value="([^"]+)"', text)
    form = {"stage": ids[1], "way": "up", "seen": seen_of(text), "key": new_key()}

    client.post(f"{page}order/", form)
    names = [stage["name"] for stage in practice.call("ariSettings:listFlowStages")["stages"]]
    before = re.findall(r"<h2>\d+\. ([^<]+)</h2>", text)
    assert names[:2] == [before[1], before[0]]
    client.post(f"{page}order/", {**form, "key": new_key()})
    assert [stage["name"] for stage in practice.call("ariSettings:listFlowStages")["stages"]] == names


def test_an_entry_is_switched_off(practice: Practice, log_in: LogIn) -> None:
    client, page = log_in(), address(practice, "knowledge/")
    client.post(page, {**THINGS["knowledge"][0], "key": new_key()})
    edit = edit_address(text_of(client.get(page)), "knowledge")

    client.post(f"{edit}switch/", {"turn": "off", "key": new_key()})

    assert practice.call("ariSettings:listEntries")["entries"][0]["is_active"] is False


def test_the_preview_counts_who_would_move(practice: Practice, log_in: LogIn) -> None:
    add_known_lead(practice.cast, "Wulan Sari", email="wulan@example.com", country="Malaysia")
    client = log_in()
    form = {**SCORING, **WEIGHTS, "warm_threshold": 10}

    part = client.post(address(practice, "scoring/preview/"), form, headers={"HX-Request": "true"})
    text = text_of(part)

    assert part.status_code == 200
    assert "<!doctype" not in text
    assert "1 lead would move." in text
    assert re.search(r"Wulan Sari</span> <span[^>]*>cold \d+ → warm \d+", text)
    whole = text_of(client.post(address(practice, "scoring/preview/"), form))
    assert "<!doctype html>" in whole
    assert 'name="warm_threshold" value="10"' in whole
    assert practice.call("ariSettings:getScoring")["warm_threshold"] == 40
    assert client.post(address(practice, "scoring/"), {**form, "seen": "none", "key": new_key()}).status_code == 302
    assert practice.call("ariSettings:getScoring")["warm_threshold"] == 10


def test_a_scoring_that_was_changed_meanwhile_is_not_overwritten(practice: Practice, log_in: LogIn) -> None:
    client, page = log_in(), address(practice, "scoring/")
    old = seen_of(text_of(client.get(page)))
    practice.call("ariSettings:saveScoring", hot_threshold=90, warm_threshold=50, **WEIGHTS)
    typed = {**SCORING, "hot_threshold": 77, "warm_threshold": 33, **WEIGHTS}

    stale = client.post(page, {**typed, "seen": old, "key": new_key()})

    text = text_of(stale)
    assert stale.status_code == 409
    assert "was changed meanwhile" in text
    assert 'name="hot_threshold" value="77"' in text
    assert 'name="warm_threshold" value="33"' in text
    assert told_in(text) == {"Hot from": "90", "Warm from": "50"}
    stored = practice.call("ariSettings:getScoring")
    assert (stored["hot_threshold"], stored["warm_threshold"]) == (90, 50)
    again = {**typed, "seen": seen_of(text), "key": new_key()}
    assert client.post(page, again).status_code == 302
    assert practice.call("ariSettings:getScoring")["hot_threshold"] == 77


def test_rules_that_were_changed_meanwhile_are_not_overwritten(practice: Practice, log_in: LogIn) -> None:
    client, page = log_in(), address(practice, "rules/")
    old = seen_of(text_of(client.get(page)))
    practice.call("bookingSettings:updateSettings", lead_time_minutes=240)
    typed = {"lead_time_minutes": "95", "buffer_minutes": "15", "hold_minutes": "5", "holiday_country": "id"}
    typed["reminder_offsets"] = "61"

    stale = client.post(page, {**typed, "seen": old, "key": new_key()})

    text = text_of(stale)
    assert stale.status_code == 409
    assert "was changed meanwhile" in text
    for name in ("lead_time_minutes", "buffer_minutes", "reminder_offsets"):
        assert f'name="{name}" value="{typed[name]}"' in text
    assert told_in(text)["Lead time in minutes"] == "240"
    assert told_in(text)["Closed on national holidays"] == "yes"
    assert practice.call("bookingSettings:getSettings")["lead_time_minutes"] == 240
    assert client.post(page, {**typed, "seen": seen_of(text), "key": new_key()}).status_code == 302
    assert practice.call("bookingSettings:getSettings")["lead_time_minutes"] == 95


def test_the_rules_of_booking_are_saved(practice: Practice, log_in: LogIn) -> None:
    client, page = log_in(), address(practice, "rules/")
    form = {
        "lead_time_minutes": "90",
        "buffer_minutes": "15",
        "hold_minutes": "5",
        "reminder_offsets": "60, 1440",
        "quiet_start": "21:00",
        "quiet_end": "07:00",
        "holiday_country": "id",
        "window_opens": "75",
        "window_closes": "45",
        "reminder_template": "pengingat_konsultasi",
        "notice_template": "kabar_2",
        "seen": "none",
        "key": new_key(),
    }

    assert client.post(page, form).status_code == 302
    stored = practice.call("bookingSettings:getSettings")
    assert (stored["lead_time_minutes"], stored["reminder_offsets_minutes"]) == (90, [1440, 60])
    assert (stored["quiet_hours"], stored["observes_holidays"]) == ({"start": "21:00", "end": "07:00"}, False)
    assert stored["reminder_window"] == {"opens_minutes": 75, "closes_minutes": 45}
    assert (stored["reminder_template"], stored["notice_template"]) == ("pengingat_konsultasi", "kabar_2")
    assert client.post(page, {**form, "key": new_key()}).status_code == 409


def test_the_rules_are_shown_as_they_stand_and_taken_back(practice: Practice, log_in: LogIn) -> None:
    window = {"opens_minutes": 75, "closes_minutes": 0}
    practice.call("bookingSettings:updateSettings", reminder_window=window, reminder_template="lama")
    client, page = log_in(), address(practice, "rules/")
    shown = text_of(client.get(page))
    form = {name: value_of(shown, name) for name in ("window_opens", "window_closes", "reminder_template", "seen")}
    plain = {"lead_time_minutes": "60", "buffer_minutes": "0", "hold_minutes": "10", "holiday_country": "ID"}

    assert (form["window_opens"], form["window_closes"], form["reminder_template"]) == ("75", "0", "lama")
    empty = {"window_opens": "", "window_closes": "", "reminder_template": ""}
    assert client.post(page, {**form, **plain, **empty, "key": new_key()}).status_code == 302
    stored = practice.call("bookingSettings:getSettings")
    assert {"reminder_window", "reminder_template", "notice_template"} & stored.keys() == set()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"window_opens": "75"}, "Give both, or neither."),
        ({"window_closes": "0"}, "Give both, or neither."),
        ({"window_opens": "45", "window_closes": "75"}, "This must be nearer to the start than the earliest."),
        ({"window_opens": "60", "window_closes": "60"}, "This must be nearer to the start than the earliest."),
        ({"window_opens": "20000", "window_closes": "60"}, "less than or equal to 10080"),
        ({"window_opens": "soon", "window_closes": "60"}, "Enter a whole number."),
        ({"reminder_template": "Pengingat Kami"}, "Use small letters, digits and underscores only."),
        ({"notice_template": "kabar-2"}, "Use small letters, digits and underscores only."),
    ],
)
def test_bad_rules_come_back_with_what_was_typed(
    practice: Practice, log_in: LogIn, typed: dict[str, str], told: str
) -> None:
    plain = {"lead_time_minutes": "60", "buffer_minutes": "0", "hold_minutes": "10", "holiday_country": "ID"}

    answer = log_in().post(address(practice, "rules/"), {**plain, **typed, "seen": "none", "key": new_key()})

    assert (answer.status_code, told in text_of(answer)) == (422, True)
    assert {name: value_of(text_of(answer), name) for name in typed} == typed
    assert "updated_at" not in practice.call("bookingSettings:getSettings")


def value_of(text: str, name: str) -> str:
    """Return what stands in an input."""
    (found,) = re.findall(rf'<input[^>]* name="{name}"[^>]*>', text)
    value = re.search(r' value="([^"]*)"', found)
    return value[1] if value else ""


def test_an_outage_keeps_what_was_typed(practice: Practice, log_in: LogIn, site: Any) -> None:
    client = log_in()
    site.CONVEX_URL = f"http://127.0.0.1:{find_free_port()}"

    answer = client.post(address(practice, "knowledge/"), {"title": "Jam buka", "content": "Pukul sembilan pagi"})

    assert answer.status_code == 503
    assert "Pukul sembilan pagi" in text_of(answer)
