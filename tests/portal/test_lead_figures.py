"""What the dashboard tells of leads: each figure is plainly counted, and leads to a list of so many rows."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from config.convex.documents import Args
from portal.consultation_list import word_span
from portal.consultations import ConsultationFilter
from portal.domain import Span
from portal.forms.consultations import ConsultationFilterForm, query_from
from tests.ari.conversations.business import Lead, open_business
from tests.portal.conftest import LogIn
from tests.portal.consulting import ROOT, Practice, ms
from tests.portal.talks import hand_off, let_ari_answer, log_in_granted, text_of
from tests.tickets.cast import Cast, Seeder

DASHBOARD = "/portal/dashboard/"
ROW = re.compile(
    r'<tr><th scope="row">([^<]+)</th><td class="share">(?:(?!</td>).)*</td>'
    r'<td class="figure"><a href="([^"]+)">([\d,]+)</a></td>',
    re.DOTALL,
)
NEXT = re.compile(r'<a class="button" href="(\?[^"]+)" rel="next">')
NAMES = [
    "Took place",
    "No-shows",
    "Cancelled",
    "Not marked yet",
    "Upcoming",
    "Handed to a human",
    "Consultations booked",
]


def figures_of(client: Client, query: dict[str, str]) -> dict[str, tuple[int, str]]:
    """Return the figures of leads by name, with the addresses that they lead to; those that are cut are left out."""
    rows = ROW.findall(text_of(client.get(DASHBOARD, query)))
    return {name: (int(count.replace(",", "")), unescape(address)) for name, address, count in rows if name in NAMES}


def rows_of(client: Client, address: str) -> int:
    """Return how many rows the list has, on all of its pages."""
    count, path, page = 0, address.partition("?")[0], address
    while page:
        answer = client.get(page)
        assert answer.status_code == 200
        text = text_of(answer)
        count += text.count("data-open>")
        found = NEXT.search(text)
        page = path + unescape(found[1]) if found else ""
    return count


def import_appointments(cast: Cast, slug: str, appointments: Sequence[tuple[datetime, str]]) -> None:
    """Bring appointments as a migration does, which alone can bring such as are over."""
    now = ms(timezone.now())
    made, mark = {"created_at": now, "updated_at": now}, uuid.uuid4().hex[:10]
    place = {"workspace_id": {"id": slug, "slug": slug}}
    lead = {"phone": f"+62811{mark}", "name": "Wulan Sari", "lead_score": 0, "lead_status": "prospect"}
    cast.seeder.add("contacts", {"supabaseId": f"c-{mark}", **lead, **place, **made})
    talk = {"contact_id": {"id": f"c-{mark}"}, "state": "completed", "lead_score": 0}
    cast.seeder.add("ariConversations", {"supabaseId": f"a-{mark}", **talk, **place, **made})
    of_lead = {"ari_conversation_id": {"id": f"a-{mark}"}, "duration_minutes": 60, **place, **made}
    for number, (start, status) in enumerate(appointments):
        row = {"supabaseId": f"p-{mark}-{number}", "scheduled_at": ms(start), "status": status}
        cast.seeder.add("ariAppointments", {**row, **of_lead})


@dataclass(frozen=True, kw_only=True)
class Story:
    """What happened to the leads of two workspaces, and how many of each the figures must tell."""

    kopi: dict[str, int]
    teh: dict[str, int]


def tell_story(cast: Cast, seeder: Seeder) -> Story:
    """Let consultations take place, fail and lie ahead; let ARI book and hand off."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    first, now, day = today - timedelta(days=29), timezone.now(), timedelta(days=1)
    # More than a page has; and what begins just before, at the beginning of, and just after the days.
    completed = [first - timedelta(milliseconds=1), first, *(first + timedelta(hours=hour) for hour in range(1, 45))]
    others = [
        (today - day, "no_show"),
        (today - 2 * day, "no_show"),
        (first - day, "no_show"),
        (today - day, "cancelled"),
        (today + day, "cancelled"),
        (today + day - timedelta(milliseconds=1), "cancelled"),
        (now - timedelta(hours=2), "confirmed"),
        (now - 3 * day, "scheduled"),
        (first - day, "scheduled"),
        (now + timedelta(hours=2), "confirmed"),
        (today + 31 * day - timedelta(milliseconds=1), "scheduled"),
        (today + 31 * day, "scheduled"),
        (today - day, "rescheduled"),
    ]
    import_appointments(cast, cast.slug, [*((start, "completed") for start in completed), *others])
    import_appointments(
        cast, cast.slug.replace("kopi-", "teh-"), [(today - day, "no_show"), (today - day, "completed")]
    )
    business = open_business(cast, seeder)
    for place in range(2):
        lead = Lead(name=f"Serah {place}")
        hand_off(business, business.say(lead, "Visa saya ditolak"), "Visa ditolak.")
    let_ari_answer(business, business.say(Lead(name="Tetap dengan ARI"), "Halo"))
    practice = Practice(cast=cast)
    practice.open_hours(max_bookings_per_slot=9)
    starts = practice.free((now + 2 * day).date())
    for place, way in enumerate(("ari", "ari", "ari", "api")):
        book(practice, practice.add_lead(f"Pesan {place}"), starts[place + 2], way)
    ahead = {"Upcoming": 2 + 4, "Consultations booked": 3, "Handed to a human": 2}
    kopi = {"Took place": 45, "No-shows": 2, "Cancelled": 2, "Not marked yet": 2, **ahead}
    teh = {**dict.fromkeys(NAMES, 0), "Took place": 1, "No-shows": 1}
    return Story(kopi=kopi, teh=teh)


def book(practice: Practice, lead: dict[str, Any], start: dict[str, Any], way: str) -> None:
    """Book a start by ARI, or by staff."""
    place = {"slot_id": start["slot_id"], "scheduled_at": start["scheduled_at"]}
    by = {"way": "ari"} if way == "ari" else {"actor": ROOT}
    args: Args = {"workspace_id": practice.workspace, "contact_id": lead["contact"]["id"], **place, **by}
    practice.cast.seeder.convex.mutation("ari:createAppointment", args)


def grant(cast: Cast, username: str, *workspaces: str) -> None:
    for workspace in workspaces:
        args: Args = {"actor": ROOT, "user_id": f"staff:{username}", "workspace_id": workspace, "can_act": False}
        cast.seeder.convex.mutation("staffGrants:setGrant", args)


def test_every_figure_is_plainly_counted_and_its_list_is_so_long(cast: Cast, seeder: Seeder, log_in: LogIn) -> None:
    story, mark = tell_story(cast, seeder), cast.slug[-10:]
    both = {name: story.kopi[name] + story.teh[name] for name in NAMES}
    grant(cast, f"staf-satu{mark}", cast.workspace)
    grant(cast, f"staf-dua{mark}", cast.workspace, cast.next_workspace)
    one, two, none = (log_in(f"staf-{name}{mark}", is_superuser=False) for name in ("satu", "dua", "nol"))
    callers: list[tuple[str, Client, dict[str, str], dict[str, int]]] = [
        ("superuser of one", log_in(), {"workspace": cast.workspace}, story.kopi),
        ("superuser of another", log_in(), {"workspace": cast.next_workspace}, story.teh),
        ("granted one", one, {}, story.kopi),
        ("granted two", two, {}, both),
        ("granted two, of one", two, {"workspace": cast.next_workspace}, story.teh),
        ("granted none", none, {}, dict.fromkeys(NAMES, 0)),
    ]

    for who, client, query, wanted in callers:
        figures = figures_of(client, query)
        assert (who, {name: count for name, (count, _address) in figures.items()}) == (who, wanted)
        for name, (count, address) in figures.items():
            assert (who, name, rows_of(client, address)) == (who, name, count)


def test_a_superuser_is_shown_all_there_is(cast: Cast, seeder: Seeder, log_in: LogIn) -> None:
    client = log_in()
    before = figures_of(client, {})
    tell_story(cast, seeder)

    after = figures_of(client, {})

    assert after["No-shows"][0] - before["No-shows"][0] == 3
    assert after["Handed to a human"][0] - before["Handed to a human"][0] == 2
    for name, (count, address) in after.items():
        assert (name, rows_of(client, address)) == (name, count)


def test_a_figure_that_is_cut_says_so(cast: Cast, log_in: LogIn) -> None:
    start = timezone.localtime() - timedelta(days=1)
    for _part in range(2):
        import_many(cast, start, 260)

    text = text_of(log_in().get(DASHBOARD, {"workspace": cast.workspace}))

    assert re.search(r'>Took place</th>.*?<span class="visually-hidden">at least </span>500\+</a>', text, re.DOTALL)


def import_many(cast: Cast, start: datetime, count: int) -> None:
    """Bring many consultations that took place, in one batch."""
    now, mark = ms(timezone.now()), uuid.uuid4().hex[:10]
    made = {"created_at": now, "updated_at": now, "workspace_id": {"id": cast.slug, "slug": cast.slug}}
    lead = {"phone": f"+62811{mark}", "lead_score": 0, "lead_status": "prospect"}
    cast.seeder.add("contacts", {"supabaseId": f"c-{mark}", **lead, **made})
    talk = {"contact_id": {"id": f"c-{mark}"}, "state": "completed", "lead_score": 0}
    cast.seeder.add("ariConversations", {"supabaseId": f"a-{mark}", **talk, **made})
    held = {"ari_conversation_id": {"id": f"a-{mark}"}, "duration_minutes": 60, "status": "completed", **made}
    rows = [{"supabaseId": f"p-{mark}-{at}", "scheduled_at": ms(start) - at, **held} for at in range(count)]
    cast.seeder.add("ariAppointments", *rows)


def test_the_list_narrows_and_says_by_what(cast: Cast, log_in: LogIn) -> None:
    start = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    import_appointments(cast, cast.slug, [(start - timedelta(days=40), "completed"), (start, "no_show")])
    client, address = log_in(), f"/portal/appointments/list/?workspace={cast.workspace}"

    def shown(query: str) -> int:
        return rows_of(client, address + query)

    assert [shown(query) for query in ("", "&status=no_show", "&status=no_show,completed", "&way=ari")] == [2, 1, 2, 0]
    day = start.date().isoformat()
    assert [shown(f"&starts_from={day}"), shown(f"&starts_before={day}")] == [1, 1]
    text = text_of(client.get(f"{address}&starts_from={day}&starts_before={day}T10:00:00%2B07:00"))
    assert f'href="/portal/appointments/list/?workspace={cast.workspace}"' in text
    assert "10:00" in text
    assert "No appointment is like that" in text_of(client.get(f"{address}&way=ari"))


@pytest.mark.parametrize(
    "query", ["starts_from=soon", "starts_from=2026-13-01", "starts_from=2026-01-01T10:00", "starts_from=1999-01-01"]
)
def test_a_bound_that_is_none_is_told(cast: Cast, log_in: LogIn, query: str) -> None:
    text = text_of(log_in().get(f"/portal/appointments/list/?{query}"))
    assert "Write a date, such as 2026-01-31, or a moment." in text or "Choose a date of this century." in text


def test_who_may_not_see_finds_no_list(cast: Cast, log_in: LogIn) -> None:
    address = f"/portal/appointments/list/?workspace={cast.workspace}"
    assert log_in_granted(cast, log_in, None).get(address).status_code == 404
    assert log_in_granted(cast, log_in, can_act=False).get(address).status_code == 200
    assert Client().get(address).status_code == 302
    assert log_in().post(address).status_code == 405
    assert log_in().get(f"{address}&cursor=x").status_code == 422


def test_an_address_means_its_filter(cast: Cast) -> None:
    moment = timezone.now().replace(microsecond=123_000)
    day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = ConsultationFilter(starts=Span(begins_at=moment, ends_at=day), is_descending=False)
    for each in (wanted, replace(wanted, starts=Span(), booked=Span(begins_at=day)), ConsultationFilter()):
        assert ConsultationFilterForm(query_from(each), workspaces=()).as_filter() == each


def test_a_span_is_told_in_days_and_moments() -> None:
    day = timezone.localtime().replace(year=2026, month=3, day=2, hour=0, minute=0, second=0, microsecond=0)
    assert word_span(Span(begins_at=day, ends_at=day + timedelta(days=1))) == "2 Mar 2026"
    assert word_span(Span(begins_at=day, ends_at=day + timedelta(days=2))) == "2 Mar 2026 – 3 Mar 2026"  # noqa: RUF001
    assert word_span(Span(begins_at=day + timedelta(hours=1))) == "2 Mar 2026, 01:00 – …"  # noqa: RUF001
