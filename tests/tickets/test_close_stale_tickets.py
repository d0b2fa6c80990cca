"""manage.py close_stale_tickets: seven days of silence in implementation."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.tickets.cast import Cast, ticket_in
from tests.tickets.outbox import mails_about, send_all, token_in
from tickets.closing import close_stale, list_stale
from tickets.repository import TicketRepository

# Whoever sends mail sends that of other tests too, some of it to staff accounts.
pytestmark = pytest.mark.django_db

IN_A_WEEK = timedelta(days=7, minutes=1)


def soon() -> datetime:
    return datetime.now(UTC) + IN_A_WEEK


@pytest.fixture
def tickets(cast: Cast) -> TicketRepository:
    """The tickets, of which none is stale yet."""
    repository = TicketRepository(cast.seeder.convex)
    close_stale(repository, now=soon())
    return repository


def in_implementation(cast: Cast) -> dict[str, Any]:
    return cast.move(cast.open_ticket(), "discuss", "outcome", "implementation")


def stage_of(cast: Cast, ticket: dict[str, Any]) -> str:
    return str(ticket_in(cast.admin.get(f"/api/tickets/{ticket['id']}/"))["stage"])


def test_a_silent_ticket_is_closed_after_seven_days_and_not_before(cast: Cast, tickets: TicketRepository) -> None:
    ticket = in_implementation(cast)

    assert close_stale(tickets, now=datetime.now(UTC) + timedelta(days=6, hours=23)).ticket_ids == ()
    assert close_stale(tickets, now=soon()).ticket_ids == (ticket["id"],)
    assert stage_of(cast, ticket) == "closed"
    assert cast.history_of(ticket)[-1] == "auto_closed"


def test_the_requester_gets_a_link_that_reopens(cast: Cast, tickets: TicketRepository) -> None:
    ticket = in_implementation(cast)
    close_stale(tickets, now=soon())
    send_all(cast)

    (message,) = [message for message in mails_about(ticket) if message.to == ["ayu@example.com"]]
    answer = cast.nobody.post(
        f"/api/tickets/{ticket['id']}/reopen/", {"token": token_in(message), "reason": "Belum selesai"}
    )
    assert (answer.status, stage_of(cast, ticket)) == (200, "report")


def test_only_silence_in_implementation_counts(cast: Cast, tickets: TicketRepository) -> None:
    report, waiting = cast.open_ticket(), cast.move(cast.open_ticket(), "discuss", "outcome")
    asked = cast.ask_for_skip(cast.open_ticket(), "implementation")

    close_stale(tickets, now=soon())

    assert [stage_of(cast, ticket) for ticket in (report, waiting, asked)] == ["report", "outcome", "report"]


def test_a_public_comment_starts_the_clock_again(cast: Cast, tickets: TicketRepository) -> None:
    ticket = in_implementation(cast)
    before = datetime.now(UTC) + timedelta(days=7)
    cast.requester.post(f"/api/tickets/{ticket['id']}/comments/", {"content": "Masih ada masalah"})

    assert close_stale(tickets, now=before).ticket_ids == ()


def test_a_note_does_not(cast: Cast, tickets: TicketRepository) -> None:
    ticket = in_implementation(cast)
    cast.admin.post(f"/api/tickets/{ticket['id']}/comments/", {"content": "Catatan", "is_internal": True})

    assert close_stale(tickets, now=soon()).ticket_ids == (ticket["id"],)


def test_two_runs_at_once_close_each_ticket_once(cast: Cast, tickets: TicketRepository) -> None:
    made = [in_implementation(cast) for _ in range(6)]

    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _number: close_stale(tickets, now=soon(), limit=4), range(4)))

    closed = [ticket_id for report in reports for ticket_id in report.ticket_ids]
    assert sorted(closed) == sorted(ticket["id"] for ticket in made)
    assert [cast.history_of(ticket).count("auto_closed") for ticket in made] == [1] * 6


def test_a_limit_leaves_the_rest(cast: Cast, tickets: TicketRepository) -> None:
    for _ in range(3):
        in_implementation(cast)

    assert len(list_stale(tickets, now=soon()).ticket_ids) == 3
    report = close_stale(tickets, now=soon(), limit=2)

    assert (len(report.ticket_ids), report.has_more) == (2, True)
    assert len(close_stale(tickets, now=soon()).ticket_ids) == 1


def test_the_command_says_what_it_did(cast: Cast, tickets: TicketRepository) -> None:
    in_implementation(cast)

    assert run_command("--dry-run") == "0 stale tickets would be closed.\n"
    assert run_command() == "0 stale tickets closed.\n"
    assert run_command("--limit", "5") == "0 stale tickets closed.\n"
    with pytest.raises(CommandError, match="no whole number above 0"):
        run_command("--limit", "0")


def run_command(*arguments: str) -> str:
    out = StringIO()
    call_command("close_stale_tickets", *arguments, stdout=out)
    return out.getvalue()
