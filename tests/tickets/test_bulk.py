"""POST /api/tickets/bulk/."""

from typing import Any

import pytest

from tests.tickets.cast import Cast, ticket_in

PATH = "/api/tickets/bulk/"


def test_many_are_assigned_with_an_answer_for_each(cast: Cast) -> None:
    tickets = [cast.open_ticket() for _ in range(3)]
    ids = [ticket["id"] for ticket in tickets]

    answer = cast.admin.post(PATH, {"action": "assign", "ids": ids, "assigned_to": cast.member.user_id})

    assert answer.status == 200
    assert [(result["id"], result["ok"], result["status"]) for result in answer.body["results"]] == [
        (ticket_id, True, 200) for ticket_id in ids
    ]
    assert {result["ticket"]["assigned_to"] for result in answer.body["results"]} == {cast.member.user_id}


def test_one_refusal_stops_no_other(cast: Cast) -> None:
    stuck, free = cast.open_ticket(), cast.open_ticket()
    cast.ask_for_skip(stuck)

    answer = cast.admin.post(
        "/api/tickets/bulk", {"action": "transition", "ids": [stuck["id"], "nothing", free["id"]], "toStage": "discuss"}
    )

    first, second, third = answer.body["results"]
    assert (first["ok"], first["status"], first["code"]) == (False, 409, "approval_pending")
    assert (second["ok"], second["status"], second["code"]) == (False, 404, "ticket_not_found")
    assert (third["ok"], third["ticket"]["stage"]) == (True, "discuss")


def test_a_skip_waits_in_each_ticket(cast: Cast) -> None:
    ids = [cast.open_ticket()["id"] for _ in range(2)]

    answer = cast.admin.post(PATH, {"action": "transition", "ids": ids, "toStage": "closed"})

    assert [result["pendingApproval"] for result in answer.body["results"]] == [True, True]


def test_many_get_a_comment(cast: Cast) -> None:
    ids = [cast.open_ticket()["id"] for _ in range(2)]

    answer = cast.admin.post(PATH, {"action": "comment", "ids": ids, "content": "Kami periksa.", "is_internal": True})

    assert [result["comment"]["content"] for result in answer.body["results"]] == ["Kami periksa."] * 2
    assert cast.requester.get(f"/api/tickets/{ids[0]}/comments/").body["comments"] == []


def test_the_same_request_again_changes_nothing_more(cast: Cast) -> None:
    ids = [cast.open_ticket()["id"] for _ in range(3)]
    body = {"action": "comment", "ids": ids, "content": "Satu"}
    first, again = (cast.admin.post(PATH, body, Idempotency_Key="k") for _ in range(2))
    other = cast.admin.post(PATH, {**body, "content": "Dua"}, Idempotency_Key="k")

    assert again.body == first.body
    assert (other.status, other.body["code"]) == (422, "idempotency_key_reused")
    for ticket_id in ids:
        comments = cast.admin.get(f"/api/tickets/{ticket_id}/comments/").body["comments"]
        assert [comment["content"] for comment in comments] == ["Satu"]


def test_a_hundred_tickets_are_the_most(cast: Cast) -> None:
    ids = [f"k{number}" for number in range(101)]

    assert len(cast.admin.post(PATH, {"action": "comment", "ids": ids[:100], "content": "x"}).body["results"]) == 100
    answer = cast.admin.post(PATH, {"action": "comment", "ids": ids, "content": "x"})
    assert (answer.status, list(answer.body["fields"])) == (422, ["ids"])


def test_a_stranger_does_nothing(cast: Cast) -> None:
    assert cast.nobody.post(PATH, {"action": "comment", "ids": ["k1"], "content": "x"}).status == 401


def test_a_neighbour_finds_none_of_them(cast: Cast) -> None:
    ticket = cast.open_ticket()

    for caller in (cast.neighbour, cast.hub_admin):
        answer = caller.post(PATH, {"action": "transition", "ids": [ticket["id"]], "toStage": "discuss"})
        (result,) = answer.body["results"]
        assert (result["status"], result["code"]) == (404, "ticket_not_found")
        assert "ticket" not in result
    assert ticket_in(cast.admin.get(f"/api/tickets/{ticket['id']}/"))["version"] == 1


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "GET"])
def test_a_method_that_bulk_does_not_take(cast: Cast, method: str) -> None:
    assert cast.admin.send(method, PATH, {"action": "assign"}).status == 405


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "action"),
        ({"action": "delete", "ids": ["k1"]}, "action"),
        ({"action": ["assign"], "ids": ["k1"]}, "action"),
        ({"action": "comment", "content": "x"}, "ids"),
        ({"action": "comment", "content": "x", "ids": []}, "ids"),
        ({"action": "comment", "content": "x", "ids": "k1"}, "ids"),
        ({"action": "comment", "content": "x", "ids": ["k1", "k1"]}, "ids"),
        ({"action": "comment", "content": "x", "ids": ["k1", 2]}, "ids.1"),
        ({"action": "comment", "content": " ", "ids": ["k1"]}, "content"),
        ({"action": "comment", "content": "x", "ids": ["k1"], "toStage": "closed"}, "toStage"),
        ({"action": "transition", "ids": ["k1"]}, "toStage"),
        ({"action": "transition", "ids": ["k1"], "toStage": "done"}, "toStage"),
        ({"action": "assign", "ids": ["k1"]}, "assigned_to"),
    ],
)
def test_a_body_that_breaks_a_rule(cast: Cast, body: dict[str, Any], field: str) -> None:
    answer = cast.admin.post(PATH, body)

    assert (answer.status, list(answer.body["fields"])) == (422, [field])


def test_malformed_json(cast: Cast) -> None:
    answer = cast.admin.post(PATH, b'{"action"')

    assert (answer.status, answer.body["code"]) == (400, "malformed_body")
