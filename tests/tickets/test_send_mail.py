"""manage.py send_mail: from the outbox in Convex to a mail backend."""

import smtplib
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import ClassVar

import pytest
from anymail.exceptions import AnymailRecipientsRefused
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from pytest_django import Settings

from config.convex.client import ConvexClient
from config.convex.documents import Args
from config.convex.retries import NO_RETRIES
from tests.config.stand_in import StandIn, reset, success
from tests.tickets.cast import Cast
from tests.tickets.outbox import mails_about, send_all, token_in
from tickets.mail.delivery import BATCH, PAUSE_S, DjangoPostman, keep_delivering
from tickets.outbox_repository import OutboxRepository

# Whoever sends mail sends that of other tests too, some of it to staff accounts.
pytestmark = pytest.mark.django_db

SUPERUSER = {"user_id": "staff:root", "kind": "staff", "superuser": True}


class FailingBackend(BaseEmailBackend):
    """A mail server on a bad day."""

    error: ClassVar[Exception]

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise self.error


def fail_with(settings: Settings, error: Exception) -> None:
    FailingBackend.error = error
    settings.EMAIL_BACKEND = f"{__name__}.FailingBackend"


def recipients(messages: Sequence[EmailMessage]) -> list[str]:
    return sorted(address for message in messages for address in message.to)


@pytest.fixture(autouse=True)
def emptied(cast: Cast) -> None:
    """Each test begins with an empty outbox, so that it counts its own mail alone."""
    send_all(cast)
    mail.outbox.clear()


def test_a_new_ticket_is_told_to_those_who_will_work_it(cast: Cast) -> None:
    ticket = cast.open_ticket()

    assert send_all(cast)["sent"] == 1
    (message,) = mails_about(ticket)
    assert (message.to, message.subject) == (["sari@example.com"], "Tiket baru: Tombol simpan")
    assert message.from_email == "my21staff <noreply@my21staff.example>"
    assert message.extra_headers["Message-ID"].endswith("@my21staff.example>")
    assert isinstance(message, EmailMultiAlternatives)
    assert [kind for _content, kind in message.alternatives] == ["text/html"]


def test_a_routed_ticket_is_told_to_the_hub(cast: Cast) -> None:
    ticket = cast.open_routed_ticket()
    send_all(cast)

    assert "rina@example.com" in recipients(mails_about(ticket))
    assert "sari@example.com" not in recipients(mails_about(ticket))


def test_participants_but_the_actor_are_told_on_request_alone(cast: Cast) -> None:
    ticket = cast.open_ticket()
    cast.member.post(f"/api/tickets/{ticket['id']}/comments/", {"content": "Saya juga"})
    send_all(cast)
    mail.outbox.clear()

    cast.admin.post(f"/api/tickets/{ticket['id']}/transition/", {"toStage": "discuss"})
    send_all(cast)
    assert mails_about(ticket) == []
    body = {"toStage": "outcome", "notifyParticipants": True, "comment": "Kami tahu"}
    cast.admin.post(f"/api/tickets/{ticket['id']}/transition/", body)
    send_all(cast)

    assert recipients(mails_about(ticket)) == ["ayu@example.com", "budi@example.com"]
    assert "Kami tahu" in str(mails_about(ticket)[0].body)


def test_a_note_is_told_to_nobody(cast: Cast) -> None:
    ticket = cast.open_ticket()
    send_all(cast)
    mail.outbox.clear()
    body = {"content": "Rahasia", "is_internal": True, "notifyParticipants": True}
    cast.admin.post(f"/api/tickets/{ticket['id']}/comments/", body)
    send_all(cast)

    assert mails_about(ticket) == []


def test_a_skip_asks_the_requester(cast: Cast) -> None:
    ticket = cast.open_ticket()
    cast.ask_for_skip(ticket)
    send_all(cast)

    (message,) = [message for message in mails_about(ticket) if message.to == ["ayu@example.com"]]
    assert message.subject == "Persetujuan Anda diperlukan: Tombol simpan"
    assert f"https://app.example.com/portal/support/{ticket['id']}" in str(message.body)


def test_a_closing_that_was_undone_is_not_told_any_more(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())
    cast.requester.post(f"/api/tickets/{ticket['id']}/reopen/", {"reason": "Belum"})
    send_all(cast)

    assert [message for message in mails_about(ticket) if "selesai" in message.subject] == []


def test_two_senders_at_once_send_each_mail_once(cast: Cast) -> None:
    tickets = [cast.open_ticket() for _ in range(12)]

    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(lambda _number: send_all(cast), range(4)))

    assert sum(counts.get("sent", 0) for counts in ended) == 12
    assert [len(mails_about(ticket)) for ticket in tickets] == [1] * 12


@pytest.mark.parametrize(
    "error",
    [smtplib.SMTPServerDisconnected("gone"), ConnectionRefusedError(), TimeoutError(), smtplib.SMTPDataError(451, b"")],
)
def test_what_cannot_be_sent_now_waits(cast: Cast, settings: Settings, error: Exception) -> None:
    cast.open_ticket()
    fail_with(settings, error)

    assert send_all(cast) == {"pending": 1}
    assert send_all(cast) == {}


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"sari@example.com": (550, b"no such user")}),
        AnymailRecipientsRefused(),
    ],
)
def test_an_address_that_is_refused_for_good_is_given_up(cast: Cast, settings: Settings, error: Exception) -> None:
    cast.open_ticket()
    fail_with(settings, error)

    assert send_all(cast) == {"dropped": 1}


def test_an_address_that_is_refused_for_now_is_tried_again(cast: Cast, settings: Settings) -> None:
    cast.open_ticket()
    fail_with(settings, smtplib.SMTPRecipientsRefused({"sari@example.com": (450, b"mailbox busy")}))

    assert send_all(cast) == {"pending": 1}


def test_the_log_holds_no_address(cast: Cast, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    cast.open_ticket()
    fail_with(settings, smtplib.SMTPRecipientsRefused({"sari@example.com": (550, b"sari@example.com unknown")}))
    send_all(cast)

    assert "SMTPRecipientsRefused [550]" in caplog.text
    assert "sari" not in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("account", "dropped"),
    [
        ({"email": "dewi@example.com"}, 0),
        ({"email": ""}, 1),
        ({"email": "dewi@example.com", "is_active": False}, 1),
        ({"email": "dewi@example.com", "is_staff": False}, 1),
        (None, 1),
    ],
)
def test_staff_of_the_portal_are_written_to_where_django_knows_them(
    cast: Cast, account: dict[str, object] | None, dropped: int
) -> None:
    username = f"dewi{time.time_ns()}"
    if account is not None:
        User.objects.create(username=username, **{"is_staff": True, **account})
    grant: Args = {"actor": SUPERUSER, "user_id": f"staff:{username}", "workspace_id": cast.workspace, "can_act": True}
    cast.seeder.convex.mutation("staffGrants:setGrant", grant)
    ticket = cast.open_routed_ticket()

    ended = send_all(cast)

    sent = [str(message.body) for message in mails_about(ticket) if message.to == ["dewi@example.com"]]
    assert (ended.get("dropped", 0), len(sent)) == (dropped, 1 - dropped)
    assert all("/portal/" in body for body in sent)


def test_the_command_sends_as_many_as_it_is_told(cast: Cast) -> None:
    for _ in range(3):
        cast.open_ticket()

    assert run_command("--limit", "2") == "sent 2\n"
    assert run_command() == "sent 1\n"
    assert run_command() == "sent 0\n"


def test_the_loop_goes_on_while_convex_is_away(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    ticket = cast.open_ticket()
    with StandIn() as stand_in, ConvexClient(stand_in.url, deploy_key="prod:a|b", retries=NO_RETRIES) as client:
        stand_in.plays(reset(), success({"mails": [], "seen": 0}))
        waits: list[float] = []
        reports: list[Mapping[str, int]] = []

        def sleep(pause_s: float) -> None:
            waits.append(pause_s)
            if len(waits) == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            keep_delivering(OutboxRepository(client), DjangoPostman(), report=reports.append, sleep=sleep)

    assert "The outbox cannot be reached" in caplog.text
    assert (waits, reports, mails_about(ticket)) == ([PAUSE_S, PAUSE_S], [], [])


def test_a_loop_has_no_limit() -> None:
    with pytest.raises(CommandError, match="give one of them"):
        run_command("--loop", "--limit", "2")


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5", "9999999999"])
def test_a_limit_is_a_number_above_zero(limit: str) -> None:
    with pytest.raises(CommandError, match="no whole number above 0"):
        run_command("--limit", limit)


def run_command(*arguments: str) -> str:
    out = StringIO()
    call_command("send_mail", *arguments, stdout=out)
    return out.getvalue()


def test_what_must_not_be_sent_any_more_keeps_nothing_behind_it_from_being_sent(cast: Cast) -> None:
    tickets = [cast.open_ticket() for _number in range(BATCH + 2)]
    send_all(cast)
    for ticket in [cast.close(ticket) for ticket in tickets]:
        cast.move(ticket, "report")
    ticket = cast.close(tickets[0])

    send_all(cast)

    assert any(token_in(message) for message in mails_about(ticket))
