"""/tickets/reopen/: the page behind the link of a closing mail."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.tickets.cast import Cast
from tests.tickets.outbox import token_of
from tickets.domain import TicketId
from tickets.reopen_tokens import issue_reopen_token

# Whoever sends mail sends that of other tests too, some of it to staff accounts.
pytestmark = pytest.mark.django_db

PATH = "/tickets/reopen/"
FORM = "application/x-www-form-urlencoded"


def submit(cast: Cast, token: str, reason: str, *, language: str = "en") -> tuple[int, str]:
    content = f"token={token}&reason={reason}".encode()
    answer = cast.nobody.send("POST", f"{PATH}?lang={language}", content, Content_Type=FORM)
    return answer.status, answer.body.decode()


def history_of(cast: Cast, ticket: dict[str, Any]) -> int:
    return cast.history_of(ticket).count("reopened")


def test_looking_at_the_page_uses_nothing_up(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())
    token = token_of(cast, ticket)

    answer = cast.nobody.get(f"{PATH}?token={token}&lang=en")

    assert answer.status == 200
    assert "What is not solved yet?" in answer.body.decode()
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert history_of(cast, ticket) == 0


def test_a_reason_reopens_the_ticket_once(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())
    token = token_of(cast, ticket)

    first, again = submit(cast, token, "Muncul+lagi"), submit(cast, token, "Muncul+lagi")

    assert (first[0], "is open again" in first[1]) == (200, True)
    assert (again[0], "was used already" in again[1]) == (409, True)
    assert history_of(cast, ticket) == 1


def test_the_page_speaks_the_language_of_the_mail(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())
    token = token_of(cast, ticket)

    assert "Apa yang belum selesai?" in cast.nobody.get(f"{PATH}?token={token}&lang=id").body.decode()
    assert "Apa yang belum selesai?" in cast.nobody.get(f"{PATH}?token={token}&lang=fr").body.decode()


@pytest.mark.parametrize("reason", ["", "+++", "x" * 2001])
def test_without_a_good_reason_the_form_is_shown_again(cast: Cast, reason: str) -> None:
    ticket = cast.close(cast.open_ticket())

    status, text = submit(cast, token_of(cast, ticket), reason)

    assert (status, "Tell us why" in text, "<textarea" in text) == (422, True, True)
    assert history_of(cast, ticket) == 0


def test_bad_tokens_are_told_apart(cast: Cast) -> None:
    ticket = cast.open_ticket()
    facts = {"requester_id": cast.requester.user_id, "nonce": "n1"}
    expired = issue_reopen_token(TicketId(ticket["id"]), **facts, closed_at=datetime.now(UTC) - timedelta(days=8))
    gone = issue_reopen_token(TicketId("nothing"), **facts, closed_at=datetime.now(UTC))

    for token, status, words in [
        ("", 403, "not valid"),
        ("x%3Cscript%3E", 403, "not valid"),
        (expired, 403, "has expired"),
        (gone, 404, "does not exist"),
    ]:
        answer = submit(cast, token, "Satu")
        assert (answer[0], words in answer[1]) == (status, True)
    assert cast.nobody.get(f"{PATH}?token=x").status == 403


def test_what_stands_in_the_address_is_never_markup(cast: Cast) -> None:
    answer = cast.nobody.get(f"{PATH}?token=%22%3E%3Cscript%3E&lang=%3Cscript%3E")

    assert b"<script>" not in answer.body


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_method_that_the_page_does_not_take(cast: Cast, method: str) -> None:
    assert cast.nobody.send(method, PATH).status == 405
