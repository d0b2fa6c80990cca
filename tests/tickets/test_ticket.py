"""GET, PUT, PATCH and DELETE /api/tickets/{id}/."""

from typing import Any

import pytest

from tests.tickets.cast import TICKET, Cast, ticket_in


def path_of(ticket: dict[str, Any]) -> str:
    return f"/api/tickets/{ticket['id']}/"


def test_a_member_sees_what_they_may_do(cast: Cast) -> None:
    ticket = cast.open_ticket()

    seen = ticket_in(cast.admin.get(path_of(ticket)))

    assert (seen["can_assign"], seen["can_delete"], seen["can_approve"]) == (True, True, False)
    assert seen["allowed_transitions"] == [
        {"to_stage": "discuss", "kind": "step"},
        {"to_stage": "outcome", "kind": "skip"},
        {"to_stage": "implementation", "kind": "skip"},
        {"to_stage": "closed", "kind": "skip"},
    ]
    assert ticket_in(cast.member.get(path_of(ticket).rstrip("/")))["allowed_transitions"] == []


def test_no_answer_holds_a_reopen_token(cast: Cast) -> None:
    closed = cast.close(cast.open_ticket())

    for caller in (cast.admin, cast.requester, cast.member):
        assert not [name for name in ticket_in(caller.get(path_of(closed))) if "token" in name or "nonce" in name]


def test_put_rewrites_the_ticket(cast: Cast) -> None:
    ticket = cast.open_ticket()
    body = {"title": "Baru", "description": "Lain", "category": "feature", "priority": "high"}

    changed = ticket_in(cast.requester.send("PUT", path_of(ticket), {**body, "version": 1}))

    assert {name: changed[name] for name in body} == body
    assert changed["version"] == 2
    assert cast.history_of(ticket) == ["created", "edited"]


def test_patch_changes_what_it_names(cast: Cast) -> None:
    ticket = cast.open_ticket()

    changed = ticket_in(cast.admin.send("PATCH", path_of(ticket), {"priority": "high"}))

    assert (changed["priority"], changed["title"]) == ("high", TICKET["title"])


def test_patch_assigns_and_takes_back(cast: Cast) -> None:
    ticket = cast.open_ticket()

    assigned = ticket_in(cast.admin.send("PATCH", path_of(ticket), {"assigned_to": cast.member.user_id}))
    freed = ticket_in(cast.admin.send("PATCH", path_of(ticket), {"assigned_to": None}))

    assert assigned["assignee"] == {
        "id": cast.member.user_id,
        "full_name": "Budi Santoso",
        "email": "budi@example.com",
    }
    assert (freed["assigned_to"], freed["assignee"]) == (None, None)
    assert cast.history_of(ticket) == ["created", "assigned", "assigned"]


def test_an_assignee_may_take_steps(cast: Cast) -> None:
    ticket = cast.open_ticket()
    cast.admin.send("PATCH", path_of(ticket), {"assigned_to": cast.member.user_id})

    assert cast.move(ticket, "discuss", by=cast.member)["stage"] == "discuss"


def test_notification_is_told_only_where_it_was_asked_for(cast: Cast) -> None:
    ticket = cast.open_ticket()

    quiet = cast.admin.send("PATCH", path_of(ticket), {"assigned_to": cast.member.user_id})
    told = cast.admin.send("PATCH", path_of(ticket), {"assigned_to": None, "notifyParticipants": True})

    assert "emailSent" not in quiet.body
    assert told.body["emailSent"] is True


def test_a_routed_ticket_is_assigned_to_hub_staff_alone(cast: Cast) -> None:
    ticket = cast.open_routed_ticket()

    refused = cast.hub_admin.send("PATCH", path_of(ticket), {"assigned_to": cast.admin.user_id})
    assigned = cast.hub_admin.send("PATCH", path_of(ticket), {"assigned_to": cast.hub_member.user_id})

    assert (refused.status, refused.body["code"], list(refused.body["fields"])) == (
        422,
        "assignee_not_eligible",
        ["assigned_to"],
    )
    assert ticket_in(assigned)["assignee"]["full_name"] == "Dian Putri"
    assert ticket_in(cast.hub_member.get(path_of(ticket)))["can_transition"] is True


def test_who_can_be_assigned(cast: Cast) -> None:
    ticket = cast.open_ticket()

    answer = cast.admin.get(f"{path_of(ticket)}assignees/")

    names = {person["full_name"] for person in answer.body["assignees"]}
    assert names == {"Sari Dewi", "Budi Santoso", "Ayu Lestari"}
    assert cast.requester.get(f"{path_of(ticket)}assignees/").status == 403


def test_a_stale_version_is_refused_with_the_present_ticket(cast: Cast) -> None:
    ticket = cast.open_ticket()
    current = ticket_in(cast.admin.send("PATCH", path_of(ticket), {"priority": "high"}))

    stale = cast.admin.send("PATCH", path_of(ticket), {"priority": "low", "version": 1})

    assert (stale.status, stale.body["code"]) == (409, "version_conflict")
    assert stale.body["ticket"] == current


def test_delete_removes_the_ticket(cast: Cast) -> None:
    ticket = cast.open_ticket()

    assert cast.admin.send("DELETE", f"{path_of(ticket)}?version=7").status == 409
    deleted = cast.admin.send("DELETE", f"{path_of(ticket)}?version=1")

    assert (deleted.status, deleted.body) == (204, b"")
    assert cast.admin.get(path_of(ticket)).status == 404
    assert cast.admin.send("DELETE", path_of(ticket)).status == 404


def test_what_one_sees_and_may_not_do_is_forbidden(cast: Cast) -> None:
    ticket = cast.move(cast.open_ticket(), "discuss")

    for caller, method, body in [
        (cast.member, "PATCH", {"title": "Lain"}),
        (cast.member, "PATCH", {"assigned_to": cast.member.user_id}),
        (cast.requester, "PATCH", {"assigned_to": None}),
        (cast.member, "DELETE", None),
        (cast.requester, "DELETE", None),
    ]:
        answer = caller.send(method, path_of(ticket), body or b"")
        assert (answer.status, answer.body["code"]) == (403, "forbidden")
    assert cast.history_of(ticket) == ["created", "step"]


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_stranger_a_neighbour_and_the_hub_find_nothing(cast: Cast, method: str) -> None:
    ticket = cast.open_ticket()
    body = {**TICKET, "title": "Lain"} if method == "PUT" else {"title": "Lain"} if method == "PATCH" else b""

    assert cast.nobody.send(method, path_of(ticket), body).status == 401
    for caller in (cast.neighbour, cast.hub_admin):
        answer = caller.send(method, path_of(ticket), body)
        assert (answer.status, answer.body["code"]) == (404, "ticket_not_found")
    assert ticket_in(cast.admin.get(path_of(ticket)))["version"] == 1


@pytest.mark.parametrize(
    "ticket_id", ["nothing", "k" * 32, "%00", "%F0%9F%98%80", "00000000-0000-4000-8000-000000000000"]
)
def test_a_ticket_that_there_is_not(cast: Cast, ticket_id: str) -> None:
    missing = cast.admin.get(f"/api/tickets/{ticket_id}/")
    neighbours = cast.neighbour.get(f"/api/tickets/{cast.open_ticket()['id']}/")

    assert (missing.status, missing.body) == (404, neighbours.body)


def test_an_id_of_another_table_is_no_ticket(cast: Cast) -> None:
    assert cast.admin.get(f"/api/tickets/{cast.workspace}/").status == 404


def test_a_method_that_a_ticket_does_not_take(cast: Cast) -> None:
    assert cast.admin.post(f"/api/tickets/{cast.open_ticket()['id']}/", {}).status == 405


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"version": 1}, "body"),
        ({"title": "  "}, "title"),
        ({"title": "ab"}, "title"),
        ({"description": "x" * 10_001}, "description"),
        ({"category": "none"}, "category"),
        ({"stage": "closed"}, "stage"),
        ({"requester_id": "user_1"}, "requester_id"),
        ({"assigned_to": ""}, "assigned_to"),
        ({"assigned_to": 5}, "assigned_to"),
        ({"assigned_to": None, "title": "Lain"}, "assigned_to"),
        ({"title": "Lain", "version": "1"}, "version"),
        ({"title": "Lain", "version": 0}, "version"),
        ({"title": "Lain", "version": True}, "version"),
        ({"title": "Lain", "notifyParticipants": True}, "notifyParticipants"),
    ],
)
def test_a_patch_that_breaks_a_rule(cast: Cast, body: dict[str, Any], field: str) -> None:
    answer = cast.admin.send("PATCH", path_of(cast.open_ticket()), body)

    assert (answer.status, list(answer.body["fields"])) == (422, [field])


def test_a_put_must_be_whole(cast: Cast) -> None:
    answer = cast.admin.send("PUT", path_of(cast.open_ticket()), {"title": "Lain"})

    assert (answer.status, sorted(answer.body["fields"])) == (422, ["category", "description", "priority"])


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_malformed_json(cast: Cast, method: str) -> None:
    answer = cast.admin.send(method, path_of(cast.open_ticket()), b"{title")

    assert (answer.status, answer.body["code"]) == (400, "malformed_body")
