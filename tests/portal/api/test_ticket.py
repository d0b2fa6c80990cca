"""/api/portal/tickets/ and /api/portal/tickets/{id}/… for staff of the support hub: opening and working tickets."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import StreamingHttpResponse
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.portal.api.staff import Staff, path_of
from tests.tickets.cast import TICKET, Cast, ticket_in
from tests.tickets.pictures import make_picture
from tests.tickets.test_attachments import NamedFile

pytestmark = pytest.mark.django_db
PATH = "/api/portal/tickets/"


def for_client(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {"workspaceId": cast.workspace, "requester_id": cast.requester.user_id, **TICKET, **changes}


def test_a_ticket_is_opened_on_behalf_of_a_client_and_routed_to_the_hub(cast: Cast, acting: Staff) -> None:
    ticket = ticket_in(acting.post(PATH, for_client(cast)), 201)

    assert (ticket["requester"]["id"], ticket["is_routed"], ticket["stage"]) == (cast.requester.user_id, True, "report")
    assert ticket_in(cast.requester.get(f"/api/tickets/{ticket['id']}/"))["can_edit"] is True
    history = acting.get(path_of(ticket, "history/")).body["history"]
    assert [(row["event"], row["changed_by"]) for row in history] == [("created", acting.user_id)]


def test_who_leads_the_hub_opens_tickets_for_clients_too(cast: Cast) -> None:
    ticket = ticket_in(cast.hub_admin.post(PATH, for_client(cast)), 201)

    assert ticket["requester"]["id"] == cast.requester.user_id
    assert cast.hub_member.post(PATH, for_client(cast)).status == 404


def test_an_internal_ticket_for_a_client_is_a_superusers_to_open(cast: Cast, acting: Staff, superuser: Staff) -> None:
    body = for_client(cast, route_to_hub=False)

    assert acting.post(PATH, body).status == 403
    assert ticket_in(superuser.post(PATH, body), 201)["is_routed"] is False


def test_opening_twice_with_one_key_opens_one(cast: Cast, acting: Staff) -> None:
    first = acting.post(PATH, for_client(cast), Idempotency_Key="once")
    again = acting.post(PATH, for_client(cast), Idempotency_Key="once")

    assert (again.status, again.body) == (201, first.body)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"requester_id": "user_elsewhere"}, "requester_not_eligible", "requester_id"),
        ({"requester_id": None}, "invalid_input", "requester_id"),
        ({"title": "ab"}, "invalid_input", "title"),
        ({"category": "complaint"}, "invalid_input", "category"),
        ({"route_to_hub": "yes"}, "invalid_input", "route_to_hub"),
        ({"colour": 3}, "invalid_input", "colour"),
    ],
)
def test_a_body_that_breaks_a_rule(cast: Cast, acting: Staff, changes: dict[str, Any], code: str, field: str) -> None:
    answer = acting.post(PATH, for_client(cast, **changes))

    assert (answer.status, answer.body["code"], list(answer.body["fields"])) == (422, code, [field])


def test_whom_it_is_for_and_where_must_be_named(acting: Staff) -> None:
    answer = acting.post(PATH, TICKET)

    assert answer.status == 422
    assert sorted(answer.body["fields"]) == ["requester_id", "workspaceId"]


def test_tickets_are_opened_where_one_may_act(cast: Cast, seeing: Staff) -> None:
    assert seeing.post(PATH, for_client(cast)).status == 403
    assert seeing.post(PATH, for_client(cast, workspaceId=cast.next_workspace)).status == 404


def test_a_ticket_is_shown_with_what_may_be_done(cast: Cast, acting: Staff, seeing: Staff) -> None:
    ticket = cast.open_routed_ticket()

    worked, seen = ticket_in(acting.get(path_of(ticket))), ticket_in(seeing.get(path_of(ticket)))

    assert (worked["can_assign"], worked["can_comment_internally"], worked["can_approve"]) == (True, True, False)
    assert (seen["can_assign"], seen["can_comment"], seen["allowed_transitions"]) == (False, False, [])
    assert worked["description"] == TICKET["description"]


def test_it_is_edited_assigned_and_moved(cast: Cast, acting: Staff) -> None:
    ticket = cast.open_routed_ticket()

    edited = ticket_in(acting.send("PATCH", path_of(ticket), {"priority": "high", "version": 1}))
    rewritten = ticket_in(acting.send("PUT", path_of(ticket), {**TICKET, "title": "Lain", "version": 2}))
    assigned = ticket_in(acting.send("PATCH", path_of(ticket), {"assigned_to": acting.user_id}))
    moved = ticket_in(acting.post(path_of(ticket, "transition/"), {"toStage": "discuss", "comment": "Kami mulai."}))

    assert (edited["priority"], rewritten["title"], assigned["assignee"]["id"]) == ("high", "Lain", acting.user_id)
    assert (moved["stage"], moved["version"], moved["last_reply"]["by"]["id"]) == ("discuss", 5, acting.user_id)
    people = acting.get(path_of(ticket, "assignees/")).body["assignees"]
    # The hub of the tests has more members than the list is long; who acts for the hub is always in it.
    assert acting.user_id in {person["id"] for person in people}


def test_a_stale_version_is_answered_with_the_ticket_as_it_is(cast: Cast, acting: Staff) -> None:
    ticket = cast.open_routed_ticket()
    acting.send("PATCH", path_of(ticket), {"priority": "high"})

    answer = acting.send("PATCH", path_of(ticket), {"priority": "low", "version": 1})

    assert (answer.status, answer.body["code"]) == (409, "version_conflict")
    assert (answer.body["ticket"]["version"], answer.body["ticket"]["code"][0]) == (2, "#")


def test_a_skip_is_asked_for_and_withdrawn_and_is_the_requesters_to_approve(cast: Cast, acting: Staff) -> None:
    ticket = cast.open_routed_ticket()
    asked = acting.post(path_of(ticket, "transition/"), {"toStage": "closed"})
    withdrawn = acting.post(path_of(ticket, "transition/"), {"withdraw": True})

    assert (asked.body["pendingApproval"], asked.body["ticket"]["waiting_on"]) == (True, "requester")
    assert ticket_in(withdrawn)["pending_approval"] is False
    assert acting.post(path_of(ticket, "approval/"), {"approved": True}).status == 404


def test_comments_are_public_unless_they_are_notes(cast: Cast, acting: Staff, seeing: Staff) -> None:
    ticket = cast.open_routed_ticket()
    acting.post(path_of(ticket, "comments/"), {"content": "Halo", "notifyParticipants": True})
    note = acting.post(path_of(ticket, "comments/"), {"content": "Hati-hati", "is_internal": True})

    assert (note.status, note.body["comment"]["is_internal"]) == (201, True)
    seen = [comment["content"] for comment in seeing.get(path_of(ticket, "comments/")).body["comments"]]
    read = [
        comment["content"] for comment in cast.requester.get(f"/api/tickets/{ticket['id']}/comments/").body["comments"]
    ]
    assert (seen, read) == (["Halo", "Hati-hati"], ["Halo"])
    assert seeing.post(path_of(ticket, "comments/"), {"content": "Saya juga"}).status == 403


def test_an_image_is_attached_and_read_through_the_portal(cast: Cast, acting: Staff, seeing: Staff) -> None:
    ticket, content = cast.open_routed_ticket(), make_picture("PNG")
    form = encode_multipart(BOUNDARY, {"file": NamedFile(content, "layar.png", "image/png")})
    stored = acting.send("POST", path_of(ticket, "attachments/"), form, Content_Type=MULTIPART_CONTENT)

    assert stored.status == 200, stored.body
    assert f"/api/portal/tickets/{ticket['id']}/attachments/" in stored.body["url"]
    response = seeing.client.get(urlsplit(stored.body["url"]).path)
    assert isinstance(response, StreamingHttpResponse)
    pieces = response.streaming_content
    assert isinstance(pieces, Iterable)
    assert (response.status_code, b"".join(pieces)) == (200, content)
    assert seeing.send("DELETE", urlsplit(stored.body["url"]).path).status == 403
    assert acting.send("DELETE", urlsplit(stored.body["url"]).path).status == 204


def test_many_tickets_are_assigned_at_once_each_with_its_answer(cast: Cast, acting: Staff) -> None:
    mine, internal = cast.open_routed_ticket(), cast.open_ticket()
    ids = [mine["id"], internal["id"], "nothing"]

    answer = acting.post(f"{PATH}bulk/", {"action": "assign", "ids": ids, "assigned_to": acting.user_id})

    results = answer.body["results"]
    assert [result["status"] for result in results] == [200, 403, 404]
    assert results[0]["ticket"]["workspace"]["colour"] in range(12)


def test_a_ticket_is_deleted_by_who_leads_the_work(cast: Cast, acting: Staff, seeing: Staff) -> None:
    ticket = cast.open_routed_ticket()

    assert seeing.send("DELETE", path_of(ticket)).status == 403
    assert acting.send("DELETE", path_of(ticket)).status == 204
    assert acting.get(path_of(ticket)).status == 404


def test_what_writes_needs_the_token_against_forged_requests(cast: Cast, acting: Staff) -> None:
    ticket = cast.open_routed_ticket()

    answer = acting.post(path_of(ticket, "comments/"), {"content": "Halo"}, X_CSRFToken="forged")

    assert (answer.status, answer.body["code"]) == (403, "csrf_failed")


def test_staff_of_something_else_find_no_ticket(cast: Cast) -> None:
    other = Staff(cast.seeder.convex)
    other.grant(cast.next_workspace, can_act=True)
    ticket = cast.open_routed_ticket()

    for method, route, body in [
        ("GET", "", b""),
        ("PUT", "", TICKET),
        ("PATCH", "", {"priority": "low"}),
        ("DELETE", "", b""),
        ("GET", "comments/", b""),
        ("POST", "comments/", {"content": "x"}),
        ("POST", "transition/", {"toStage": "discuss"}),
    ]:
        answer = other.send(method, path_of(ticket, route), body)
        assert (answer.status, answer.body["code"]) == (404, "ticket_not_found"), (method, route)


def test_who_belongs_to_the_hub_and_to_a_client_acts_here_for_the_hub_alone(cast: Cast) -> None:
    internal = cast.open_ticket()
    cast.seeder.add(
        "workspaceMembers",
        {
            "supabaseId": f"both-{cast.slug}",
            "workspace_id": {"id": cast.source_workspace},
            "user_id": cast.hub_admin.user_id,
            "role": "owner",
            "created_at": 1,
        },
    )

    assert cast.hub_admin.get(f"/api/tickets/{internal['id']}/").status == 200
    assert cast.hub_admin.get(path_of(internal)).status == 404


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"'])
def test_a_body_that_cannot_be_read(cast: Cast, acting: Staff, body: bytes) -> None:
    ticket = cast.open_routed_ticket()

    for method, path in [("POST", PATH), ("PUT", path_of(ticket)), ("POST", path_of(ticket, "transition/"))]:
        answer = acting.send(method, path, body)
        assert (answer.status, answer.body["code"]) == (400, "malformed_body")


def test_a_wrong_method(cast: Cast, acting: Staff) -> None:
    assert acting.post(path_of(cast.open_routed_ticket()), TICKET).status == 405
