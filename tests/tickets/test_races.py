"""Many at once: exactly one effect, and a history that tells it."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from tests.config.api_client import Answer, Caller
from tests.tickets.cast import TICKET, Cast, ticket_in
from tests.tickets.outbox import token_of

# Whoever sends mail sends that of other tests too, some of it to staff accounts.
pytestmark = pytest.mark.django_db

MANY = 50


def all_at_once(send: Callable[[Caller, int], Answer], like: Caller, count: int = MANY) -> list[Answer]:
    """Send requests from as many threads, each with a client of its own, starting together."""
    callers = [Caller(user_id=like.user_id, _token=like.token() if like.user_id else "") for _ in range(count)]
    start = Barrier(count)

    def run(number: int) -> Answer:
        start.wait()
        return send(callers[number], number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def outcomes(answers: list[Answer]) -> Counter[Any]:
    return Counter(answer.body.get("code", answer.status) for answer in answers)


def test_of_fifty_transitions_one_wins(cast: Cast) -> None:
    ticket = cast.open_ticket()
    path = f"/api/tickets/{ticket['id']}/transition/"

    answers = all_at_once(lambda caller, _number: caller.post(path, {"toStage": "discuss"}), cast.admin)

    assert outcomes(answers) == {200: 1, "stage_conflict": MANY - 1}
    assert cast.history_of(ticket) == ["created", "step"]
    assert ticket_in(cast.admin.get(f"/api/tickets/{ticket['id']}/"))["version"] == 2


def test_of_fifty_decisions_one_counts(cast: Cast) -> None:
    ticket = cast.ask_for_skip(cast.open_ticket())
    path = f"/api/tickets/{ticket['id']}/approval/"

    answers = all_at_once(lambda caller, number: caller.post(path, {"approved": number % 2 == 0}), cast.requester)

    assert outcomes(answers) == {200: 1, "no_approval_pending": MANY - 1}
    (winner,) = [answer for answer in answers if answer.status == 200]
    decided = "approved" if winner.body["approved"] else "rejected"
    assert cast.history_of(ticket) == ["created", "skip_requested", decided]
    stage = ticket_in(cast.admin.get(f"/api/tickets/{ticket['id']}/"))["stage"]
    assert stage == ("closed" if winner.body["approved"] else "report")


def test_of_fifty_reopenings_with_one_token_one_works(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())
    body = {"token": token_of(cast, ticket), "reason": "Muncul lagi"}
    path = f"/api/tickets/{ticket['id']}/reopen/"

    answers = all_at_once(lambda caller, _number: caller.post(path, body), cast.nobody)

    assert outcomes(answers) == {200: 1, "reopen_token_used": MANY - 1}
    assert cast.history_of(ticket).count("reopened") == 1


def test_the_same_post_twenty_times_at_once_makes_one_ticket(cast: Cast) -> None:
    body = {"workspaceId": cast.workspace, **TICKET}

    answers = all_at_once(
        lambda caller, _number: caller.post("/api/tickets/", body, Idempotency_Key="once"), cast.requester, 20
    )

    assert set(outcomes(answers)) <= {201, "request_in_flight"}
    ids = {answer.body["ticket"]["id"] for answer in answers if answer.status == 201}
    listed = cast.admin.get(f"/api/tickets/?workspaceId={cast.workspace}&counts=true").body
    assert ([ticket["id"] for ticket in listed["tickets"]], listed["counts"]["total"]) == (list(ids), 1)


def test_a_step_and_a_skip_at_once_do_not_both_happen(cast: Cast) -> None:
    ticket = cast.open_ticket()
    path = f"/api/tickets/{ticket['id']}/transition/"
    stages = ("discuss", "closed")

    answers = all_at_once(
        lambda caller, number: caller.post(path, {"toStage": stages[number % 2], "fromStage": "report"}), cast.admin, 10
    )

    assert outcomes(answers)[200] == 1
    assert len(cast.history_of(ticket)) == 2


def test_comments_at_once_are_all_kept_and_all_counted(cast: Cast) -> None:
    ticket = cast.open_ticket()
    path = f"/api/tickets/{ticket['id']}/comments/"

    answers = all_at_once(lambda caller, number: caller.post(path, {"content": str(number)}), cast.member, 20)

    assert outcomes(answers) == {201: 20}
    comments = cast.admin.get(path).body["comments"]
    assert sorted(int(comment["content"]) for comment in comments) == list(range(20))
    assert ticket_in(cast.admin.get(f"/api/tickets/{ticket['id']}/"))["version"] == 21


def test_editors_of_the_same_version_do_not_overwrite_each_other(cast: Cast) -> None:
    ticket = cast.open_ticket()
    path = f"/api/tickets/{ticket['id']}/"

    answers = all_at_once(
        lambda caller, number: caller.send("PATCH", path, {"title": f"Judul {number}", "version": 1}), cast.admin, 20
    )

    assert outcomes(answers) == {200: 1, "version_conflict": 19}
