"""POST /api/tickets/{id}/approval/."""

from typing import Any

import pytest

from tests.tickets.cast import Cast, ticket_in


def path_of(ticket: dict[str, Any]) -> str:
    return f"/api/tickets/{ticket['id']}/approval/"


def test_approval_makes_the_move(cast: Cast) -> None:
    ticket = cast.ask_for_skip(cast.open_ticket())

    answer = cast.requester.post(path_of(ticket), {"approved": True, "pendingStage": "closed"})

    assert (answer.status, sorted(answer.body)) == (200, ["approved", "success", "ticket"])
    assert (answer.body["success"], answer.body["approved"]) == (True, True)
    moved = answer.body["ticket"]
    assert (moved["stage"], moved["pending_approval"], moved["pending_stage"]) == ("closed", False, None)
    assert moved["closed_at"] is not None
    assert cast.history_of(ticket) == ["created", "skip_requested", "approved"]


def test_rejection_leaves_the_ticket_where_it_is_and_says_so(cast: Cast) -> None:
    ticket = cast.ask_for_skip(cast.open_ticket())

    answer = cast.requester.post(path_of(ticket), {"approved": False, "reason": "Masih rusak"})

    assert (answer.body["approved"], answer.body["ticket"]["stage"]) == (False, "report")
    (comment,) = cast.admin.get(f"/api/tickets/{ticket['id']}/comments/").body["comments"]
    assert comment["is_stage_change"] is True
    assert "Masih rusak" in comment["content"]


def test_another_skip_than_the_one_seen_is_not_approved(cast: Cast) -> None:
    ticket = cast.ask_for_skip(cast.open_ticket())

    answer = cast.requester.post(path_of(ticket), {"approved": True, "pendingStage": "outcome"})

    assert (answer.status, answer.body["code"]) == (409, "stage_conflict")


def test_without_a_request_there_is_nothing_to_approve(cast: Cast) -> None:
    answer = cast.requester.post(path_of(cast.open_ticket()), {"approved": True})

    assert (answer.status, answer.body["code"]) == (409, "no_approval_pending")


def test_an_admin_approves_their_own_request_when_they_are_the_requester(cast: Cast) -> None:
    ticket = cast.ask_for_skip(cast.open_ticket(cast.admin))

    assert ticket_in(cast.admin.post(path_of(ticket), {"approved": True}))["stage"] == "closed"


def test_a_client_decides_on_a_routed_ticket(cast: Cast) -> None:
    ticket = cast.open_routed_ticket()
    cast.hub_admin.post(f"/api/tickets/{ticket['id']}/transition/", {"toStage": "outcome"})

    assert ticket_in(cast.requester.post(path_of(ticket), {"approved": True}))["stage"] == "outcome"


def test_the_same_request_again_gets_its_first_answer(cast: Cast) -> None:
    ticket = cast.ask_for_skip(cast.open_ticket())
    answers = [cast.requester.post(path_of(ticket), {"approved": True}, Idempotency_Key="k") for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].body == answers[1].body


def test_nobody_but_the_requester_decides(cast: Cast) -> None:
    ticket = cast.ask_for_skip(cast.open_ticket())

    for caller in (cast.admin, cast.member):
        for approved in (True, False):
            answer = caller.post(path_of(ticket), {"approved": approved})
            assert (answer.status, answer.body["code"]) == (403, "forbidden")
    assert cast.history_of(ticket) == ["created", "skip_requested"]


def test_a_stranger_and_neighbours_find_nothing(cast: Cast) -> None:
    ticket = cast.ask_for_skip(cast.open_ticket())

    assert cast.nobody.post(path_of(ticket), {"approved": True}).status == 401
    for caller in (cast.neighbour, cast.hub_admin):
        answer = caller.post(path_of(ticket), {"approved": True})
        assert (answer.status, answer.body["code"]) == (404, "ticket_not_found")


def test_a_ticket_that_there_is_not(cast: Cast) -> None:
    assert cast.requester.post("/api/tickets/nothing/approval/", {"approved": True}).status == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_method_that_an_approval_does_not_take(cast: Cast, method: str) -> None:
    assert cast.requester.send(method, path_of(cast.open_ticket()), {"approved": True}).status == 405


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "approved"),
        ({"approved": "true"}, "approved"),
        ({"approved": 1}, "approved"),
        ({"approved": None}, "approved"),
        ({"approved": True, "pendingStage": "later"}, "pendingStage"),
        ({"approved": True, "reason": "x" * 2_001}, "reason"),
        ({"approved": True, "stage": "closed"}, "stage"),
    ],
)
def test_an_approval_that_breaks_a_rule(cast: Cast, body: dict[str, Any], field: str) -> None:
    ticket = cast.ask_for_skip(cast.open_ticket())
    answer = cast.requester.post(path_of(ticket), body)

    assert (answer.status, list(answer.body["fields"])) == (422, [field])


def test_malformed_json(cast: Cast) -> None:
    answer = cast.requester.post(path_of(cast.open_ticket()), b"true")

    assert (answer.status, answer.body["code"]) == (400, "malformed_body")
