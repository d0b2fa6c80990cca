"""POST /api/tickets/{id}/reopen/."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.tickets.cast import Cast, ticket_in
from tests.tickets.outbox import token_of
from tickets.domain import TicketId
from tickets.reopen_tokens import issue_reopen_token

# Whoever sends mail sends that of other tests too, some of it to staff accounts.
pytestmark = pytest.mark.django_db


def path_of(ticket: dict[str, Any]) -> str:
    return f"/api/tickets/{ticket['id']}/reopen/"


def test_the_requester_reopens_their_ticket(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())

    answer = cast.requester.post(path_of(ticket), {"reason": " Muncul lagi "})

    assert (answer.status, answer.body["success"]) == (200, True)
    reopened = answer.body["ticket"]
    assert (reopened["stage"], reopened["closed_at"]) == ("report", None)
    assert cast.history_of(ticket)[-1] == "reopened"
    comments = cast.admin.get(f"/api/tickets/{ticket['id']}/comments/").body["comments"]
    assert comments[-1]["content"] == "Muncul lagi"


def test_the_token_reopens_without_signing_in_and_shows_nothing(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())
    token = token_of(cast, ticket)

    answer = cast.nobody.post(path_of(ticket), {"token": token, "reason": "Muncul lagi"})

    assert (answer.status, answer.body) == (200, {"success": True})
    history = cast.admin.get(f"/api/tickets/{ticket['id']}/history/").body["history"]
    assert (history[-1]["event"], history[-1]["changed_by"]) == ("reopened", cast.requester.user_id)


def test_a_token_works_once(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())
    token = token_of(cast, ticket)
    cast.nobody.post(path_of(ticket), {"token": token, "reason": "Satu"})

    again = cast.nobody.post(path_of(ticket), {"token": token, "reason": "Dua"})

    assert (again.status, again.body["code"]) == (409, "reopen_token_used")


def test_a_token_of_an_earlier_closing_is_used_up(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())
    token = token_of(cast, ticket)
    cast.close(cast.move(ticket, "report"))

    answer = cast.nobody.post(path_of(ticket), {"token": token, "reason": "Satu"})

    assert (answer.status, answer.body["code"]) == (409, "reopen_token_used")


def test_the_same_request_again_gets_its_first_answer(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())
    body = {"token": token_of(cast, ticket), "reason": "Satu"}

    answers = [cast.nobody.post(path_of(ticket), body, Idempotency_Key="k") for _ in range(2)]

    assert [(answer.status, answer.body) for answer in answers] == [(200, {"success": True})] * 2


def test_an_altered_token_is_refused_whatever_byte_it_is(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())
    token = token_of(cast, ticket)

    for place in (0, 1, len(token) // 2, len(token) - 2, len(token) - 1):
        altered = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        answer = cast.nobody.post(path_of(ticket), {"token": altered, "reason": "Satu"})
        assert (answer.status, answer.body["code"]) == (403, "reopen_token_invalid")


def test_an_expired_token_is_refused(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())
    past = datetime.now(UTC) - timedelta(days=7, seconds=1)
    token = issue_reopen_token(TicketId(ticket["id"]), requester_id=cast.requester.user_id, nonce="any", closed_at=past)

    answer = cast.nobody.post(path_of(ticket), {"token": token, "reason": "Satu"})

    assert (answer.status, answer.body["code"]) == (403, "reopen_token_expired")


def test_the_token_of_another_ticket_is_refused(cast: Cast) -> None:
    one, other = cast.close(cast.open_ticket()), cast.close(cast.open_ticket())

    answer = cast.nobody.post(path_of(other), {"token": token_of(cast, one), "reason": "Satu"})

    assert (answer.status, answer.body["code"]) == (403, "reopen_token_mismatch")


def test_a_token_made_for_another_requester_is_refused(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())
    token = issue_reopen_token(
        TicketId(ticket["id"]), requester_id=cast.member.user_id, nonce="any", closed_at=datetime.now(UTC)
    )

    answer = cast.nobody.post(path_of(ticket), {"token": token, "reason": "Satu"})

    assert (answer.status, answer.body["code"]) == (403, "reopen_token_invalid")


def test_a_signed_in_requester_needs_no_good_token(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())

    answer = cast.requester.post(path_of(ticket), {"token": "old", "reason": "Satu"})

    assert ticket_in(answer)["stage"] == "report"


def test_an_open_ticket_is_not_reopened(cast: Cast) -> None:
    answer = cast.requester.post(path_of(cast.open_ticket()), {"reason": "Satu"})

    assert (answer.status, answer.body["code"]) == (409, "ticket_not_closed")


def test_nobody_but_the_requester_reopens(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())

    for caller in (cast.admin, cast.member):
        answer = caller.post(path_of(ticket), {"reason": "Satu"})
        assert (answer.status, answer.body["code"]) == (403, "forbidden")


def test_a_stranger_and_neighbours_find_nothing(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())

    assert cast.nobody.post(path_of(ticket), {"reason": "Satu"}).status == 401
    for caller in (cast.neighbour, cast.hub_admin):
        answer = caller.post(path_of(ticket), {"reason": "Satu"})
        assert (answer.status, answer.body["code"]) == (404, "ticket_not_found")


def test_a_ticket_that_there_is_not(cast: Cast) -> None:
    assert cast.requester.post("/api/tickets/nothing/reopen/", {"reason": "Satu"}).status == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_method_that_a_reopening_does_not_take(cast: Cast, method: str) -> None:
    assert cast.requester.send(method, path_of(cast.open_ticket()), {"reason": "Satu"}).status == 405


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "reason"),
        ({"reason": ""}, "reason"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 2_001}, "reason"),
        ({"reason": 5}, "reason"),
        ({"reason": "Satu", "token": 5}, "token"),
        ({"reason": "Satu", "token": ""}, "token"),
        ({"reason": "Satu", "token": "x" * 2_001}, "token"),
        ({"reason": "Satu", "stage": "report"}, "stage"),
    ],
)
def test_a_reopening_that_breaks_a_rule(cast: Cast, body: dict[str, Any], field: str) -> None:
    for caller in (cast.requester, cast.nobody):
        answer = caller.post(path_of(cast.open_ticket()), body)
        assert (answer.status, list(answer.body["fields"])) == (422, [field])


def test_malformed_json(cast: Cast) -> None:
    answer = cast.nobody.post(path_of(cast.open_ticket()), b"{")

    assert (answer.status, answer.body["code"]) == (400, "malformed_body")
