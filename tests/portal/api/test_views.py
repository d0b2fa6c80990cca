"""/api/portal/views/."""

from typing import Any

import pytest

from tests.portal.api.staff import Staff
from tests.tickets.cast import Cast

pytestmark = pytest.mark.django_db
PATH = "/api/portal/views/"


def save(account: Staff, name: str, query: str = "") -> dict[str, Any]:
    answer = account.post(PATH, {"name": name, "query": query})
    assert answer.status == 200, answer.body
    view: dict[str, Any] = answer.body["view"]
    return view


def test_a_view_is_kept_by_name_with_the_shortest_query_that_means_it(cast: Cast, acting: Staff) -> None:
    query = "?order=desc&stage=report,discuss&assignee=none&routed=true&created_from=2026-01-01&sort=updated"

    view = save(acting, " Baru ", f"{query}&workspace={cast.workspace}")

    assert (view["name"], view["tickets"]) == ("Baru", None)
    assert view["query"] == (
        f"workspace={cast.workspace}&stage=report&stage=discuss&assignee=none&routed=true"
        "&created_from=2026-01-01T00%3A00%3A00.000Z&sort=updated"
    )


def test_the_list_has_how_many_tickets_each_view_has(cast: Cast, acting: Staff) -> None:
    cast.open_ticket()
    cast.open_routed_ticket()
    save(acting, "Semua")
    save(acting, "Terkirim", "routed=true")

    views = acting.get(f"{PATH}?counts=true").body["views"]

    assert [(view["name"], view["tickets"]) for view in views] == [
        ("Semua", {"count": 2, "is_exact": True}),
        ("Terkirim", {"count": 1, "is_exact": True}),
    ]
    listed = acting.get(f"/api/portal/tickets/?{views[1]['query']}").body["tickets"]
    assert len(listed) == 1
    assert [view["tickets"] for view in acting.get(PATH).body["views"]] == [None, None]


def test_the_same_name_replaces_and_nobody_else_sees_it(acting: Staff, seeing: Staff) -> None:
    first, second = save(acting, "Semua"), save(acting, "Semua", "category=bug")

    assert first["id"] == second["id"]
    assert [view["query"] for view in acting.get(PATH).body["views"]] == ["category=bug"]
    assert seeing.get(PATH).body == {"views": []}


def test_a_view_is_deleted_by_whose_it_is(acting: Staff, seeing: Staff) -> None:
    view = save(acting, "Semua")

    theirs = seeing.send("DELETE", f"{PATH}{view['id']}/")
    assert (theirs.status, theirs.body["code"]) == (404, "view_not_found")
    assert acting.send("DELETE", f"{PATH}{view['id']}/").status == 204
    assert acting.send("DELETE", f"{PATH}{view['id']}/").status == 404


def test_members_of_the_hub_have_views_too(cast: Cast) -> None:
    assert cast.hub_member.post(PATH, {"name": "Saya", "query": "assignee=me"}).status == 200
    assert [view["query"] for view in cast.hub_member.get(PATH).body["views"]] == ["assignee=me"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "", "query": ""}, "name"),
        ({"name": "x" * 61, "query": ""}, "name"),
        ({"name": "x"}, "query"),
        ({"name": "x", "query": "stage=open"}, "query"),
        ({"name": "x", "query": "cursor=x"}, "query"),
        ({"name": "x", "query": "unknown=1"}, "query"),
        ({"name": "x", "query": 1}, "query"),
        ({"name": "x", "query": "", "colour": 1}, "colour"),
    ],
)
def test_a_body_that_breaks_a_rule(acting: Staff, body: dict[str, Any], field: str) -> None:
    answer = acting.post(PATH, body)

    assert (answer.status, list(answer.body["fields"])) == (422, [field])


def test_a_workspace_that_is_not_granted(cast: Cast, acting: Staff) -> None:
    answer = acting.post(PATH, {"name": "Teh", "query": f"workspace={cast.next_workspace}"})

    assert (answer.status, answer.body["code"]) == (404, "workspace_not_found")


def test_strangers_neighbours_and_wrong_methods(cast: Cast, acting: Staff) -> None:
    assert cast.nobody.get(PATH).status == 401
    assert cast.neighbour.get(PATH).body["code"] == "hub_staff_only"
    assert acting.send("PUT", PATH, {}).status == 405
    assert acting.post(PATH, b"[").status == 400
