"""`manage.py send_reminders` and the cron route: the same run, with a report."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from tests.ari.booking.agency import Agency, add_leads
from tests.ari.booking.reminding import REMINDER, Desk, chatting, next_half_hour, open_desk
from tests.ari.conversations.business import open_business
from tests.config.api_client import Answer, read

DAY = timedelta(days=1)
CRON = "/api/cron/appointment-reminders/"
SECRET = "only the scheduler knows this"


@pytest.fixture
def desk(agency: Agency) -> Desk:
    """An agency on the real clock, which is the command's."""
    desk = open_desk(agency)
    desk.now = datetime.now(UTC)
    # What other tests left may reach nobody.
    with suppress(CommandError):
        run()
    mail.outbox.clear()
    return desk


def run(**options: Any) -> dict[str, Any]:
    """Run the command and return its report."""
    out = StringIO()
    call_command("send_reminders", stdout=out, stderr=StringIO(), **options)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def book_soon(desk: Desk, contact_id: str) -> Any:
    """Book, two days ago, what begins within the hour."""
    return desk.book(contact_id, next_half_hour(desk.now + timedelta(minutes=10)), now=desk.now - 2 * DAY)


def reminded(address: str) -> int:
    return sum(message.to == [address] and message.subject.startswith(REMINDER) for message in mail.outbox)


def test_it_sends_what_is_due_and_reports_it(desk: Desk) -> None:
    lead = desk.agency.leads[0]
    appointment = book_soon(desk, lead.contact_id)
    report = run()

    assert (report["started"], report["failed"], report["has_more"]) == (1, {}, False)
    assert report["messages"]["email sent"] >= 1
    assert reminded(lead.email) == 1
    assert (60, "sent", None) in desk.statuses_of(appointment)
    assert run()["started"] == 0
    assert reminded(lead.email) == 1


def test_without_a_key_whatsapp_is_printed_beside_the_report(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    contact = chatting(open_business(desk.agency.cast, desk.agency.cast.seeder))
    book_soon(desk, contact)
    report = run()

    assert report["messages"]["whatsapp sent"] >= 1
    assert "kami ingatkan" in capsys.readouterr().err


def test_a_dry_run_tells_and_does_nothing(desk: Desk) -> None:
    lead = desk.agency.leads[0]
    appointment = book_soon(desk, lead.contact_id)
    before = desk.statuses_of(appointment)
    out, err = StringIO(), StringIO()
    call_command("send_reminders", dry_run=True, stdout=out, stderr=err)

    told = json.loads(out.getvalue())
    assert (told["dry_run"], told["send"], told["fail"]) == (True, 1, 0)
    assert appointment.id in err.getvalue()
    assert lead.email not in err.getvalue()
    assert (desk.statuses_of(appointment), mail.outbox) == (before, [])


def test_a_limit_leaves_the_rest_to_the_next_run(desk: Desk) -> None:
    for lead in desk.agency.leads[:3]:
        book_soon(desk, lead.contact_id)
    reports = [run(limit=2), run(limit=2)]

    assert [(report["started"], report["has_more"]) for report in reports] == [(2, True), (1, False)]
    assert [reminded(lead.email) for lead in desk.agency.leads[:3]] == [1, 1, 1]


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_is_a_positive_number(limit: str) -> None:
    with pytest.raises(CommandError):
        call_command("send_reminders", "--limit", limit)


def test_a_lead_whom_nothing_reaches_makes_the_status_1(desk: Desk) -> None:
    agency = desk.agency
    (lead,) = add_leads(agency.cast.seeder, agency.cast, 1, have_email=False)
    appointment = book_soon(desk, lead.contact_id)
    out = StringIO()
    with pytest.raises(CommandError, match="reached nobody"):
        call_command("send_reminders", stdout=out, stderr=StringIO())

    assert json.loads(out.getvalue())["failed"] == {"no_address": 1}
    assert (60, "failed", "no_address") in desk.statuses_of(appointment)


def test_a_loop_goes_on_until_it_is_interrupted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lead, pauses = desk.agency.leads[0], []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 1:
            book_soon(desk, lead.contact_id)
        else:
            raise KeyboardInterrupt

    monkeypatch.setattr("ari.management.commands.send_reminders.time.sleep", pause)
    out, err = StringIO(), StringIO()
    call_command("send_reminders", loop=7, stdout=out, stderr=err)

    assert (pauses, reminded(lead.email)) == ([7, 7], 1)
    assert json.loads(out.getvalue())["started"] == 1
    assert err.getvalue().endswith("stopped\n")


def cron(method: str = "POST", path: str = CRON, **headers: str) -> Answer:
    return read(Client(enforce_csrf_checks=True).generic(method, path, headers=headers))


def test_the_route_sends_for_whoever_has_the_secret(desk: Desk, settings: Settings) -> None:
    settings.CRON_SECRET = SECRET
    lead = desk.agency.leads[0]
    book_soon(desk, lead.contact_id)
    answer = cron(Authorization=f"Bearer {SECRET}")

    assert (answer.status, answer.body["started"], answer.body["failed"]) == (200, 1, {})
    assert reminded(lead.email) == 1
    assert cron(path=CRON.rstrip("/"), Authorization=f"bearer {SECRET}").body["started"] == 0


@pytest.mark.parametrize(
    "header", [None, "", SECRET, f"Basic {SECRET}", f"Bearer {SECRET[:-1]}", f"Bearer {SECRET}x", "Bearer", "Bearer é"]
)
def test_the_route_refuses_everybody_else(desk: Desk, settings: Settings, header: str | None) -> None:
    settings.CRON_SECRET = SECRET
    lead = desk.agency.leads[0]
    book_soon(desk, lead.contact_id)
    answer = cron(**({} if header is None else {"Authorization": header}))

    assert (answer.status, answer.body["code"]) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="cron"'
    assert reminded(lead.email) == 0


def test_without_a_secret_the_route_takes_nobody(site: Settings) -> None:
    site.CRON_SECRET = ""
    for header in ("Bearer ", "Bearer x", ""):
        answer = cron(Authorization=header)
        assert (answer.status, answer.body["code"]) == (503, "cron_not_configured")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_the_route_takes_post_alone(site: Settings, method: str) -> None:
    site.CRON_SECRET = SECRET
    answer = cron(method, Authorization=f"Bearer {SECRET}")

    assert (answer.status, answer.body["code"], answer.headers["Allow"]) == (405, "method_not_allowed", "POST")


def test_the_secret_is_compared_in_constant_time(site: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes longer the more of it is right would give the secret away."""
    site.CRON_SECRET = SECRET
    compared = []

    def compare(*both: bytes) -> bool:
        compared.append(both)
        return False

    monkeypatch.setattr("ari.cron.hmac.compare_digest", compare)

    assert cron(Authorization="Bearer guess").status == 401
    assert compared == [(b"guess", SECRET.encode())]


def test_while_convex_is_away_the_route_says_so(site: Settings) -> None:
    site.CRON_SECRET = SECRET
    site.CONVEX_URL = "http://127.0.0.1:9"
    answer = cron(Authorization=f"Bearer {SECRET}")

    assert (answer.status, answer.body["code"]) == (503, "convex_unavailable")
    assert answer.headers["Retry-After"]
