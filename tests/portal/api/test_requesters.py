"""The portal's paths for requesters: their own tickets, the original's fields, and nothing of the console."""

from typing import Any

import pytest

from tests.config.api_client import Caller
from tests.portal.api.staff import path_of
from tests.tickets.cast import TICKET, Cast, sign_in, ticket_in
from tests.tickets.outbox import token_of

pytestmark = pytest.mark.django_db
PATH = "/api/portal/tickets/"
FIELDS = {
    "id",
    "title",
    "description",
    "category",
    "priority",
    "stage",
    "created_at",
    "updated_at",
    "closed_at",
    "pending_approval",
    "pending_stage",
}


def open_own(caller: Caller, **changes: Any) -> dict[str, Any]:
    return ticket_in(caller.post(PATH, {**TICKET, **changes}), 201)


def test_a_ticket_goes_to_the_support_hub_and_shows_what_a_requester_is_to_know(cast: Cast) -> None:
    ticket = open_own(cast.requester)

    assert ticket == {
        **TICKET,
        "id": ticket["id"],
        "stage": "report",
        "created_at": ticket["created_at"],
        "updated_at": ticket["created_at"],
        "closed_at": None,
        "pending_approval": False,
        "pending_stage": None,
    }
    assert ticket_in(cast.hub_admin.get(path_of(ticket)))["workspace"]["id"] == cast.workspace


def test_a_list_has_ones_own_tickets_newest_first_internal_ones_too(cast: Cast) -> None:
    cast.open_ticket(cast.member, title="orang lain")
    cast.open_ticket(title="internal")
    open_own(cast.requester, title="untuk hub")

    body = cast.requester.get(PATH).body

    assert [ticket["title"] for ticket in body["tickets"]] == ["untuk hub", "internal"]
    assert {frozenset(ticket) for ticket in body["tickets"]} == {frozenset(FIELDS)}
    assert set(body) == {"tickets", "next_cursor"}


def test_pages_of_ones_own_tickets(cast: Cast) -> None:
    for title in ("first", "second", "third"):
        open_own(cast.requester, title=title)
    first = cast.requester.get(f"{PATH}?limit=2").body
    second = cast.requester.get(f"{PATH}?limit=2&cursor={first['next_cursor']}").body

    assert [ticket["title"] for page in (first, second) for ticket in page["tickets"]] == ["third", "second", "first"]
    assert second["next_cursor"] is None
    stolen = cast.member.get(f"{PATH}?limit=2&cursor={first['next_cursor']}")
    assert (stolen.status, stolen.body["code"]) == (422, "bad_cursor")


def test_a_ticket_tells_that_ones_approval_is_wanted(cast: Cast) -> None:
    ticket = open_own(cast.requester)
    cast.hub_admin.post(path_of(ticket, "transition/"), {"toStage": "closed"})

    seen = ticket_in(cast.requester.get(path_of(ticket)))

    assert (seen["pending_approval"], seen["pending_stage"], set(seen)) == (True, "closed", FIELDS)


def test_somebody_elses_ticket_is_not_found_though_one_leads_the_workspace(cast: Cast) -> None:
    ticket = cast.open_ticket()

    for caller in (cast.admin, cast.member, cast.neighbour):
        for answer in (
            caller.get(path_of(ticket)),
            caller.get(path_of(ticket, "comments/")),
            caller.post(path_of(ticket, "comments/"), {"content": "x"}),
        ):
            assert (answer.status, answer.body["code"]) == (404, "ticket_not_found")
    assert cast.admin.get(PATH).body["tickets"] == []


def test_the_discussion_has_its_public_part_even_for_who_may_read_notes(cast: Cast) -> None:
    ticket = cast.open_ticket(cast.admin)
    cast.admin.post(f"/api/tickets/{ticket['id']}/comments/", {"content": "Catatan", "is_internal": True})
    cast.member.post(f"/api/tickets/{ticket['id']}/comments/", {"content": "Halo"})
    cast.admin.post(f"/api/tickets/{ticket['id']}/transition/", {"toStage": "discuss", "comment": "Kami bahas."})

    comments = cast.admin.get(path_of(ticket, "comments/")).body["comments"]

    assert [(comment["content"], comment["is_stage_change"]) for comment in comments] == [
        ("Halo", False),
        ("Kami bahas.", True),
    ]
    assert comments[0] == {
        "id": comments[0]["id"],
        "content": "Halo",
        "is_stage_change": False,
        "created_at": comments[0]["created_at"],
        "author": {"id": cast.member.user_id, "full_name": "Budi Santoso"},
    }


def test_a_comment_is_public(cast: Cast) -> None:
    ticket = open_own(cast.requester)

    answer = cast.requester.post(path_of(ticket, "comments/"), {"content": " Masih rusak. "})

    assert (answer.status, answer.body["comment"]["content"]) == (201, "Masih rusak.")
    assert set(answer.body["comment"]) == {"id", "content", "is_stage_change", "created_at", "author"}
    (seen,) = cast.hub_admin.get(path_of(ticket, "comments/")).body["comments"]
    assert seen["is_internal"] is False


def test_a_closed_ticket_takes_no_comment_even_from_who_leads_the_workspace(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket(cast.admin))

    answer = cast.admin.post(path_of(ticket, "comments/"), {"content": "Lagi"})

    assert (answer.status, answer.body["code"]) == (409, "ticket_closed")
    assert token_of(cast, ticket)  # The way back is the link of the mail, or the ticket API.


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"content": "x", "is_internal": True}, "is_internal"),
        ({"content": "x", "notifyParticipants": True}, "notifyParticipants"),
        ({"content": "  "}, "content"),
        ({"content": "x" * 10_001}, "content"),
        ({}, "content"),
    ],
)
def test_a_comment_that_breaks_a_rule(cast: Cast, body: dict[str, Any], field: str) -> None:
    answer = cast.requester.post(path_of(open_own(cast.requester), "comments/"), body)

    assert (answer.status, list(answer.body["fields"])) == (422, [field])


@pytest.mark.parametrize("field", ["requester_id", "route_to_hub"])
def test_what_the_hub_alone_can_say_of_a_ticket(cast: Cast, field: str) -> None:
    values = {"requester_id": cast.member.user_id, "route_to_hub": False}

    answer = cast.requester.post(PATH, {**TICKET, field: values[field]})

    assert (answer.status, list(answer.body["fields"])) == (422, [field])


def test_who_belongs_to_several_workspaces_names_one(cast: Cast) -> None:
    cast.seeder.add(
        "workspaceMembers",
        {
            "supabaseId": f"two-{cast.slug}",
            "workspace_id": {"slug": cast.slug, "id": cast.source_workspace},
            "user_id": cast.neighbour.user_id,
            "role": "member",
            "created_at": 1,
        },
    )
    unnamed = cast.neighbour.post(PATH, TICKET)

    assert (unnamed.status, list(unnamed.body["fields"])) == (422, ["workspaceId"])
    ticket = open_own(cast.neighbour, workspaceId=cast.next_workspace)
    assert ticket_in(cast.hub_admin.get(path_of(ticket)))["workspace"]["name"] == "Teh Wangi"


def test_a_workspace_of_others_is_not_found(cast: Cast) -> None:
    answer = cast.requester.post(PATH, {**TICKET, "workspaceId": cast.next_workspace})

    assert (answer.status, answer.body["code"]) == (404, "workspace_not_found")


def test_who_belongs_to_no_workspace_can_open_none_and_has_none(cast: Cast) -> None:
    stranger = sign_in(f"user_stranger_{cast.slug}")

    answer = stranger.post(PATH, TICKET)

    assert (answer.status, answer.body["code"]) == (409, "no_workspace")
    assert stranger.get(PATH).body == {"tickets": [], "next_cursor": None}


def test_opening_twice_with_one_key_opens_one(cast: Cast) -> None:
    first = cast.requester.post(PATH, TICKET, Idempotency_Key="once")
    again = cast.requester.post(PATH, TICKET, Idempotency_Key="once")

    assert (again.status, again.body) == (201, first.body)


CONSOLE: list[tuple[str, str, Any]] = [
    ("PUT", "tickets/{id}/", TICKET),
    ("PATCH", "tickets/{id}/", {"priority": "low"}),
    ("DELETE", "tickets/{id}/", b""),
    ("GET", "tickets/{id}/history/", b""),
    ("GET", "tickets/{id}/assignees/", b""),
    ("POST", "tickets/{id}/transition/", {"toStage": "discuss"}),
    ("GET", "tickets/{id}/attachments/", b""),
    ("POST", "tickets/{id}/attachments/", b""),
    ("GET", "tickets/{id}/attachments/x/", b""),
    ("DELETE", "tickets/{id}/attachments/x/", b""),
    ("POST", "tickets/bulk/", {"action": "comment", "ids": ["{id}"], "content": "x"}),
    ("GET", "workspaces/", b""),
    ("GET", "workspaces/x/", b""),
    ("GET", "workspaces/x/requesters/", b""),
    ("GET", "grants/", b""),
    ("PUT", "grants/staff:x/y/", {"can_act": True}),
    ("DELETE", "grants/staff:x/y/", b""),
    ("GET", "audit/", b""),
    ("GET", "views/", b""),
    ("POST", "views/", {"name": "x", "query": ""}),
    ("DELETE", "views/x/", b""),
]


def test_the_console_is_not_for_requesters_and_hides_the_tickets_of_others(cast: Cast) -> None:
    own, other = open_own(cast.requester), cast.open_ticket(cast.member)

    for method, path, body in CONSOLE:
        mine = cast.requester.send(method, f"/api/portal/{path}".replace("{id}", own["id"]), body)
        assert (mine.status, mine.body["code"]) == (403, "hub_staff_only"), (method, path)
        if "{id}" in path:
            theirs = cast.requester.send(method, f"/api/portal/{path}".replace("{id}", other["id"]), body)
            assert (theirs.status, theirs.body["code"]) == (404, "ticket_not_found"), (method, path)
        nobody = cast.nobody.send(method, f"/api/portal/{path}".replace("{id}", own["id"]), body)
        assert nobody.status == 401, (method, path)


def test_a_requester_filters_nothing(cast: Cast) -> None:
    answer = cast.requester.get(f"{PATH}?stage=report")

    assert (answer.status, list(answer.body["fields"])) == (422, ["stage"])


def test_a_wrong_method_and_a_body_that_cannot_be_read(cast: Cast) -> None:
    assert cast.requester.send("PUT", PATH, TICKET).status == 405
    assert cast.requester.post(PATH, b"{").status == 400
