"""POST /api/tickets/{id}/transition/."""

from typing import Any

import pytest

from tests.tickets.cast import Cast, ticket_in

STAGES = ("report", "discuss", "outcome", "implementation", "closed")


def path_of(ticket: dict[str, Any]) -> str:
    return f"/api/tickets/{ticket['id']}/transition/"


def test_a_step_goes_at_once(cast: Cast) -> None:
    ticket = cast.open_ticket()

    answer = cast.admin.post(path_of(ticket), {"toStage": "discuss", "comment": " Kami periksa. "})

    assert (answer.status, sorted(answer.body)) == (200, ["success", "ticket"])
    assert (answer.body["success"], answer.body["ticket"]["stage"]) == (True, "discuss")
    comments = cast.requester.get(f"/api/tickets/{ticket['id']}/comments/").body["comments"]
    assert [(comment["content"], comment["is_stage_change"]) for comment in comments] == [("Kami periksa.", True)]


def test_closing_notes_the_moment(cast: Cast) -> None:
    assert cast.close(cast.open_ticket())["closed_at"] is not None


def test_a_skip_waits_for_the_requester(cast: Cast) -> None:
    ticket = cast.open_ticket()

    answer = cast.admin.post(path_of(ticket), {"toStage": "implementation", "notifyParticipants": True})

    assert answer.body["pendingApproval"] is True
    assert answer.body["emailSent"] is False
    seen = ticket_in(cast.requester.get(f"/api/tickets/{ticket['id']}/"))
    assert (seen["stage"], seen["pending_approval"], seen["pending_stage"]) == ("report", True, "implementation")
    assert (seen["can_approve"], seen["approval_requested_at"] is not None) == (True, True)


def test_while_a_skip_is_pending_nothing_moves(cast: Cast) -> None:
    ticket = cast.open_ticket()
    cast.ask_for_skip(ticket)

    answer = cast.admin.post(path_of(ticket), {"toStage": "discuss"})

    assert (answer.status, answer.body["code"], answer.body["pending_stage"]) == (409, "approval_pending", "closed")


def test_staff_withdraw_the_request(cast: Cast) -> None:
    ticket = cast.open_ticket()
    cast.ask_for_skip(ticket)

    answer = cast.admin.post(path_of(ticket), {"withdraw": True, "reason": "Belum perlu"})

    assert (answer.status, answer.body["ticket"]["pending_approval"]) == (200, False)
    assert cast.history_of(ticket) == ["created", "skip_requested", "withdrawn"]
    again = cast.admin.post(path_of(ticket), {"withdraw": True})
    assert (again.status, again.body["code"]) == (409, "no_approval_pending")


@pytest.mark.parametrize(
    ("at", "to"),
    [(at, to) for at in range(5) for to in range(5) if to <= at and (at, to) != (4, 0)],
)
def test_there_is_no_way_back(cast: Cast, at: int, to: int) -> None:
    ticket = cast.move(cast.open_ticket(), *STAGES[1 : at + 1])

    answer = cast.admin.post(path_of(ticket), {"toStage": STAGES[to]})

    assert (answer.status, answer.body["code"], answer.body["stage"], answer.body["to_stage"]) == (
        409,
        "stage_conflict",
        STAGES[at],
        STAGES[to],
    )


def test_staff_take_a_closed_ticket_back_to_report(cast: Cast) -> None:
    reopened = cast.move(cast.close(cast.open_ticket()), "report")

    assert (reopened["stage"], reopened["closed_at"]) == ("report", None)


def test_a_ticket_that_has_left_the_stage_one_saw_is_not_moved(cast: Cast) -> None:
    ticket = cast.move(cast.open_ticket(), "discuss")

    answer = cast.admin.post(path_of(ticket), {"toStage": "outcome", "fromStage": "report"})

    assert (answer.status, answer.body["code"], answer.body["stage"]) == (409, "stage_conflict", "discuss")


def test_the_same_request_again_gets_its_first_answer(cast: Cast) -> None:
    ticket = cast.open_ticket()
    answers = [cast.admin.post(path_of(ticket), {"toStage": "discuss"}, Idempotency_Key="k") for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].body == answers[1].body
    assert cast.history_of(ticket) == ["created", "step"]


def test_participants_are_told_on_request(cast: Cast) -> None:
    answer = cast.admin.post(path_of(cast.open_ticket()), {"toStage": "discuss", "notifyParticipants": True})

    assert answer.body["emailSent"] is True


def test_who_does_not_work_the_ticket_does_not_move_it(cast: Cast) -> None:
    internal, routed = cast.open_ticket(), cast.open_routed_ticket()

    for caller, ticket in [
        (cast.member, internal),
        (cast.requester, internal),
        (cast.admin, routed),
        (cast.requester, routed),
    ]:
        for stage in ("discuss", "closed"):
            answer = caller.post(path_of(ticket), {"toStage": stage})
            assert (answer.status, answer.body["code"]) == (403, "forbidden")


def test_the_hub_moves_routed_tickets(cast: Cast) -> None:
    assert cast.move(cast.open_routed_ticket(), "discuss", by=cast.hub_admin)["stage"] == "discuss"


def test_a_stranger_and_neighbours_find_nothing(cast: Cast) -> None:
    ticket = cast.open_ticket()

    assert cast.nobody.post(path_of(ticket), {"toStage": "discuss"}).status == 401
    for caller in (cast.neighbour, cast.hub_admin, cast.hub_member):
        answer = caller.post(path_of(ticket), {"toStage": "discuss"})
        assert (answer.status, answer.body["code"]) == (404, "ticket_not_found")


def test_a_ticket_that_there_is_not(cast: Cast) -> None:
    assert cast.admin.post("/api/tickets/nothing/transition/", {"toStage": "discuss"}).status == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_method_that_a_transition_does_not_take(cast: Cast, method: str) -> None:
    assert cast.admin.send(method, path_of(cast.open_ticket()), {"toStage": "discuss"}).status == 405


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "toStage"),
        ({"toStage": "done"}, "toStage"),
        ({"toStage": ["discuss"]}, "toStage"),
        ({"toStage": None}, "toStage"),
        ({"toStage": "discuss", "comment": "x" * 10_001}, "comment"),
        ({"toStage": "discuss", "reason": "x" * 2_001}, "reason"),
        ({"toStage": "discuss", "notifyParticipants": "yes"}, "notifyParticipants"),
        ({"toStage": "discuss", "fromStage": "open"}, "fromStage"),
        ({"toStage": "discuss", "skip": True}, "skip"),
        ({"toStage": "discuss", "withdraw": True}, "toStage"),
        ({"withdraw": True, "comment": "x"}, "comment"),
    ],
)
def test_a_transition_that_breaks_a_rule(cast: Cast, body: dict[str, Any], field: str) -> None:
    answer = cast.admin.post(path_of(cast.open_ticket()), body)

    assert (answer.status, list(answer.body["fields"])) == (422, [field])


def test_blank_texts_mean_none(cast: Cast) -> None:
    ticket = cast.open_ticket()
    answer = cast.admin.post(path_of(ticket), {"toStage": "discuss", "comment": "  ", "reason": ""})

    assert answer.status == 200
    assert cast.admin.get(f"/api/tickets/{ticket['id']}/comments/").body["comments"] == []


def test_malformed_json(cast: Cast) -> None:
    answer = cast.admin.post(path_of(cast.open_ticket()), b'{"toStage":')

    assert (answer.status, answer.body["code"]) == (400, "malformed_body")
