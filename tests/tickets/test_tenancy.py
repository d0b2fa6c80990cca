"""No route shows or changes anything of a neighbour, and no route is left out of the walk."""

import json
from typing import Any

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.config.api_client import Answer, Caller
from tests.tickets.cast import TICKET, Cast, ticket_in
from tickets.urls import router

SECRET = "Rahasia dapur kami"

# For each route by name and method: a query string and a body that would work for somebody who may.
ATTEMPTS: dict[tuple[str, str], tuple[str, Any]] = {
    ("ticket-list", "get"): ("?workspaceId={workspace}&counts=true", b""),
    ("ticket-list", "post"): ("", {"workspaceId": "{workspace}", **TICKET}),
    ("ticket-bulk", "post"): ("", {"action": "comment", "ids": ["{ticket}"], "content": "x"}),
    ("ticket-detail", "get"): ("", b""),
    ("ticket-detail", "put"): ("", TICKET),
    ("ticket-detail", "patch"): ("", {"priority": "low"}),
    ("ticket-detail", "delete"): ("", b""),
    ("ticket-approval", "post"): ("", {"approved": True}),
    ("ticket-assignees", "get"): ("", b""),
    ("ticket-comments", "get"): ("", b""),
    ("ticket-comments", "post"): ("", {"content": "x"}),
    ("ticket-history", "get"): ("", b""),
    ("ticket-reopen", "post"): ("", {"reason": "x"}),
    ("ticket-transition", "post"): ("", {"toStage": "discuss"}),
    ("attachment-list", "get"): ("", b""),
    ("attachment-list", "post"): ("", {"is_internal": "false"}),
    ("attachment-detail", "get"): ("", b""),
    ("attachment-detail", "delete"): ("", b""),
}


def routes() -> set[tuple[str, str]]:
    """Return the name and method of every route of the ticket API."""
    return {
        (str(getattr(pattern, "name", "")), method)
        for pattern in router.urls
        for method in set(getattr(pattern.callback, "actions", {})) - {"head"}
    }


def send(cast: Cast, caller: Caller, route: str, method: str, ticket: dict[str, Any]) -> Answer:
    query, body = ATTEMPTS[route, method]
    tail = {
        "ticket-list": "",
        "ticket-bulk": "bulk/",
        "ticket-detail": f"{ticket['id']}/",
        "attachment-list": f"{ticket['id']}/attachments/",
        "attachment-detail": f"{ticket['id']}/attachments/{ticket['id']}/",
    }.get(route, f"{ticket['id']}/{route.removeprefix('ticket-')}/")
    path = f"/api/tickets/{tail}{query.replace('{workspace}', cast.workspace)}"
    if route == "attachment-list" and method == "post":
        return caller.send("POST", path, encode_multipart(BOUNDARY, body), Content_Type=MULTIPART_CONTENT)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    content = content.replace(b"{workspace}", cast.workspace.encode()).replace(b"{ticket}", ticket["id"].encode())
    return caller.send(method.upper(), path, content)


def test_every_route_is_walked() -> None:
    assert routes() == set(ATTEMPTS)


@pytest.mark.parametrize("outsider", ["neighbour", "hub_admin", "nobody"])
def test_an_outsider_learns_and_changes_nothing(cast: Cast, outsider: str) -> None:
    ticket = cast.open_ticket(title=SECRET, description=SECRET)
    cast.admin.post(f"/api/tickets/{ticket['id']}/comments/", {"content": SECRET})
    before = ticket_in(cast.admin.get(f"/api/tickets/{ticket['id']}/"))
    caller: Caller = getattr(cast, outsider)

    for route, method in sorted(ATTEMPTS):
        answer = send(cast, caller, route, method, ticket)
        said = json.dumps(answer.body) if not isinstance(answer.body, bytes) else answer.body.decode()
        assert SECRET not in said, (route, method)
        if route == "ticket-bulk" and caller.user_id:
            assert answer.body["results"][0]["code"] == "ticket_not_found"
        elif (route, method, outsider) == ("ticket-list", "get", "hub_admin"):
            # The hub may ask for what a workspace routed to it: here that is nothing.
            assert (answer.body["tickets"], answer.body["counts"]["total"]) == ([], 0)
        elif (route, method) == ("attachment-list", "post") and caller.user_id:
            assert answer.status == 422  # The form lacks its file, which is said before anything is looked up.
        else:
            assert answer.status == (404 if caller.user_id else 401), (route, method, answer)
    assert ticket_in(cast.admin.get(f"/api/tickets/{ticket['id']}/")) == before


def test_a_neighbour_cannot_be_assigned(cast: Cast) -> None:
    ticket = cast.open_ticket()
    body = {"assigned_to": cast.neighbour.user_id}

    answer = cast.admin.send("PATCH", f"/api/tickets/{ticket['id']}/", body)

    assert (answer.status, answer.body["code"]) == (422, "assignee_not_eligible")


def test_who_leaves_the_workspace_sees_nothing_any_more(cast: Cast) -> None:
    """A person of the neighbour who asks with the ids of both workspaces gets neither mixed up."""
    mine = ticket_in(
        cast.neighbour.post("/api/tickets/", {"workspaceId": cast.next_workspace, **TICKET, "title": "Punya Teh"}), 201
    )

    assert cast.admin.get(f"/api/tickets/{mine['id']}/").status == 404
    listed = cast.neighbour.get(f"/api/tickets/?workspaceId={cast.next_workspace}").body["tickets"]
    assert [ticket["title"] for ticket in listed] == ["Punya Teh"]
