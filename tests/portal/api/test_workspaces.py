"""/api/portal/workspaces/."""

from datetime import timedelta

import pytest

from tests.portal.api.staff import Staff
from tests.tickets.cast import Cast

pytestmark = pytest.mark.django_db
PATH = "/api/portal/workspaces/"


def test_the_granted_workspaces_are_listed_with_what_may_be_done_there(cast: Cast, acting: Staff) -> None:
    acting.grant(cast.next_workspace, can_act=False, lasting=timedelta(hours=1))
    cast.open_ticket()

    body = acting.get(f"{PATH}?counts=true").body

    kopi, teh = body["workspaces"]
    assert kopi == {
        "id": cast.workspace,
        "name": "Kopi Nusantara",
        "slug": cast.slug,
        "colour": kopi["colour"],
        "is_hub": False,
        "can_act": True,
        "expires_at": None,
        "open": 1,
    }
    assert (teh["name"], teh["can_act"], teh["open"]) == ("Teh Wangi", False, 0)
    assert teh["expires_at"] is not None
    assert body["next_cursor"] is None


def test_pages_and_searches(cast: Cast, acting: Staff) -> None:
    acting.grant(cast.next_workspace, can_act=False)
    first = acting.get(f"{PATH}?limit=1").body
    second = acting.get(f"{PATH}?limit=1&cursor={first['next_cursor']}").body
    found = acting.get(f"{PATH}?search=wangi").body

    names = [workspace["name"] for page in (first, second) for workspace in page["workspaces"]]
    assert (names, second["next_cursor"]) == (["Kopi Nusantara", "Teh Wangi"], None)
    assert [workspace["name"] for workspace in found["workspaces"]] == ["Teh Wangi"]
    stolen = acting.get(f"{PATH}?limit=1&search=wangi&cursor={first['next_cursor']}")
    assert (stolen.status, stolen.body["code"]) == (422, "bad_cursor")


def test_who_leads_the_hub_finds_any_workspace(cast: Cast, superuser: Staff) -> None:
    for caller in (cast.hub_admin, superuser):
        found = caller.get(f"{PATH}?search={cast.slug}").body["workspaces"]
        assert [(workspace["id"], workspace["can_act"]) for workspace in found] == [(cast.workspace, True)]


def test_one_workspace_and_on_whose_behalf_tickets_are_opened_there(cast: Cast, acting: Staff, seeing: Staff) -> None:
    shown = seeing.get(f"{PATH}{cast.workspace}/")
    people = acting.get(f"{PATH}{cast.workspace}/requesters/")

    assert (shown.status, shown.body["workspace"]["can_act"]) == (200, False)
    assert {entry["person"]["id"]: entry["role"] for entry in people.body["requesters"]} == {
        cast.admin.user_id: "admin",
        cast.member.user_id: "member",
        cast.requester.user_id: "member",
    }
    assert seeing.get(f"{PATH}{cast.workspace}/requesters/").status == 403


def test_what_is_not_granted_is_not_found(cast: Cast, acting: Staff) -> None:
    for path in (f"{cast.next_workspace}/", f"{cast.next_workspace}/requesters/", "nothing/", "nothing/requesters/"):
        answer = acting.get(f"{PATH}{path}")
        assert (answer.status, answer.body["code"]) == (404, "workspace_not_found")


def test_strangers_neighbours_and_requesters(cast: Cast) -> None:
    assert cast.nobody.get(PATH).status == 401
    for caller in (cast.neighbour, cast.requester, cast.admin):
        assert caller.get(PATH).body["code"] == "hub_staff_only"


def test_a_wrong_method_and_parameters_that_break_a_rule(acting: Staff) -> None:
    assert acting.post(PATH, {}).status == 405
    for query, field in [("limit=0", "limit"), ("counts=1", "counts"), ("search=" + "x" * 101, "search"), ("q=x", "q")]:
        answer = acting.get(f"{PATH}?{query}")
        assert (answer.status, list(answer.body["fields"])) == (422, [field])
