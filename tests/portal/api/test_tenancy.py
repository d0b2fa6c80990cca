"""No route of the portal shows or changes anything of a workspace that is not granted, and none is left out here."""

import json
from typing import Any

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from portal.api_urls import router
from tests.config.api_client import Answer
from tests.portal.api.staff import ROOT, Staff, path_of
from tests.tickets.cast import TICKET, Cast, ticket_in
from tests.tickets.pictures import make_picture
from tests.tickets.test_attachments import NamedFile
from tickets.repository import Args

pytestmark = pytest.mark.django_db
SECRET = "Rahasia dapur kami"

# For each route by name and method: the address and a body that would work for somebody who may.
ATTEMPTS: dict[tuple[str, str], tuple[str, Any]] = {
    ("portal-ticket-list", "get"): ("tickets/?workspace={workspace}&counts=true", b""),
    ("portal-ticket-list", "post"): (
        "tickets/",
        {"workspaceId": "{workspace}", "requester_id": "{requester}", **TICKET},
    ),
    ("portal-ticket-bulk", "post"): ("tickets/bulk/", {"action": "comment", "ids": ["{ticket}"], "content": "x"}),
    ("portal-ticket-detail", "get"): ("tickets/{ticket}/", b""),
    ("portal-ticket-detail", "put"): ("tickets/{ticket}/", TICKET),
    ("portal-ticket-detail", "patch"): ("tickets/{ticket}/", {"priority": "low"}),
    ("portal-ticket-detail", "delete"): ("tickets/{ticket}/", b""),
    ("portal-ticket-assignees", "get"): ("tickets/{ticket}/assignees/", b""),
    ("portal-ticket-comments", "get"): ("tickets/{ticket}/comments/", b""),
    ("portal-ticket-comments", "post"): ("tickets/{ticket}/comments/", {"content": "x"}),
    ("portal-ticket-history", "get"): ("tickets/{ticket}/history/", b""),
    ("portal-ticket-transition", "post"): ("tickets/{ticket}/transition/", {"toStage": "discuss"}),
    ("portal-attachment-list", "get"): ("tickets/{ticket}/attachments/", b""),
    ("portal-attachment-list", "post"): ("tickets/{ticket}/attachments/", None),
    ("portal-attachment-detail", "get"): ("tickets/{ticket}/attachments/{file}/", b""),
    ("portal-attachment-detail", "delete"): ("tickets/{ticket}/attachments/{file}/", b""),
    ("portal-workspace-list", "get"): ("workspaces/?search={slug}", b""),
    ("portal-workspace-detail", "get"): ("workspaces/{workspace}/", b""),
    ("portal-workspace-requesters", "get"): ("workspaces/{workspace}/requesters/", b""),
    ("portal-grant-list-list", "get"): ("grants/?workspace={workspace}", b""),
    ("portal-grant-detail", "put"): ("grants/{account}/{workspace}/", {"can_act": True}),
    ("portal-grant-detail", "delete"): ("grants/{account}/{workspace}/", b""),
    ("portal-audit-list", "get"): ("audit/?workspace={workspace}", b""),
    ("portal-view-list", "get"): ("views/?counts=true", b""),
    ("portal-view-list", "post"): ("views/", {"name": "x", "query": "workspace={workspace}"}),
    ("portal-view-detail", "delete"): ("views/{view}/", b""),
}
FOR_SUPERUSERS = {"portal-grant-list-list", "portal-grant-detail", "portal-audit-list"}


def routes() -> set[tuple[str, str]]:
    """Return the name and method of every route of the portal API."""
    return {
        (str(getattr(pattern, "name", "")), method)
        for pattern in router.urls
        for method in set(getattr(pattern.callback, "actions", {})) - {"head"}
    }


def send(caller: Staff, route: str, method: str, names: dict[str, str]) -> Answer:
    path, body = ATTEMPTS[route, method]
    address = f"/api/portal/{path.format(**names)}"
    if body is None:
        form = encode_multipart(BOUNDARY, {"file": NamedFile(make_picture("PNG"), "x.png", "image/png")})
        return caller.send("POST", address, form, Content_Type=MULTIPART_CONTENT)
    text = json.dumps(body) if not isinstance(body, bytes) else body.decode()
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return caller.send(method.upper(), address, text.encode())


def test_every_route_is_walked() -> None:
    assert routes() == set(ATTEMPTS)


@pytest.mark.parametrize("is_expired", [False, True], ids=["granted the neighbour", "granted once"])
def test_staff_of_something_else_learn_and_change_nothing(cast: Cast, acting: Staff, is_expired: bool) -> None:
    ticket = cast.open_routed_ticket(title=SECRET, description=SECRET)
    acting.post(path_of(ticket, "comments/"), {"content": SECRET})
    form = encode_multipart(BOUNDARY, {"file": NamedFile(make_picture("PNG"), "rahasia.png", "image/png")})
    stored = acting.send("POST", path_of(ticket, "attachments/"), form, Content_Type=MULTIPART_CONTENT)
    view = acting.post("/api/portal/views/", {"name": SECRET, "query": f"workspace={cast.workspace}"})
    before = ticket_in(acting.get(path_of(ticket)))
    intruder = Staff(cast.seeder.convex)
    intruder.grant(cast.next_workspace, can_act=True)
    if is_expired:
        intruder.grant(cast.workspace, can_act=True)
        gone: Args = {"actor": ROOT, "user_id": intruder.user_id, "workspace_id": cast.workspace}
        cast.seeder.convex.mutation("staffGrants:revokeGrant", gone)
    names = {
        "workspace": cast.workspace,
        "slug": cast.slug,
        "requester": cast.requester.user_id,
        "ticket": ticket["id"],
        "file": stored.body["attachment"]["id"],
        "account": acting.user_id,
        "view": view.body["view"]["id"],
    }

    for route, method in sorted(ATTEMPTS):
        answer = send(intruder, route, method, names)
        said = json.dumps(answer.body) if not isinstance(answer.body, bytes) else answer.body.decode()
        assert SECRET not in said, (route, method)
        assert "rahasia" not in said, (route, method)
        if route == "portal-ticket-bulk":
            assert answer.body["results"][0]["code"] == "ticket_not_found"
        elif (route, method) in {("portal-view-list", "get"), ("portal-workspace-list", "get")}:
            assert [] in answer.body.values()
        else:
            assert answer.status == (403 if route in FOR_SUPERUSERS else 404), (route, method, answer)
    assert ticket_in(acting.get(path_of(ticket))) == before


def test_a_file_of_one_ticket_is_not_found_through_another(cast: Cast, acting: Staff) -> None:
    first, second = cast.open_routed_ticket(), cast.open_routed_ticket()
    form = encode_multipart(BOUNDARY, {"file": NamedFile(make_picture("PNG"), "x.png", "image/png")})
    stored = acting.send("POST", path_of(first, "attachments/"), form, Content_Type=MULTIPART_CONTENT)

    answer = acting.get(path_of(second, f"attachments/{stored.body['attachment']['id']}/"))

    assert (answer.status, answer.body["code"]) == (404, "attachment_not_found")
