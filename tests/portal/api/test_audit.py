"""/api/portal/audit/."""

from typing import Any

import pytest

from tests.portal.api.staff import Staff, path_of
from tests.tickets.cast import TICKET, Cast

pytestmark = pytest.mark.django_db
PATH = "/api/portal/audit/"


def records(superuser: Staff, query: str) -> list[dict[str, Any]]:
    answer = superuser.get(f"{PATH}?{query}")
    assert answer.status == 200, answer.body
    found: list[dict[str, Any]] = answer.body["records"]
    return found


def test_what_staff_do_is_recorded_and_what_they_read_is_not(cast: Cast, acting: Staff, superuser: Staff) -> None:
    body = {"workspaceId": cast.workspace, "requester_id": cast.requester.user_id, **TICKET}
    ticket = acting.post("/api/portal/tickets/", body).body["ticket"]
    acting.get(path_of(ticket))
    acting.get(path_of(ticket, "comments/"))
    acting.post(path_of(ticket, "comments/"), {"content": "Halo"})
    acting.post(path_of(ticket, "comments/"), {"content": "Catatan", "is_internal": True})
    acting.send("PATCH", path_of(ticket), {"assigned_to": acting.user_id})
    bulk = {"action": "transition", "ids": [ticket["id"], "nothing"], "toStage": "discuss"}
    acting.post("/api/portal/tickets/bulk/", bulk)

    found = records(superuser, f"workspace={cast.workspace}&actor={acting.user_id}")

    assert [record["act"] for record in found] == ["transition", "assign", "note", "comment", "create"]
    assert found[0] == {
        "id": found[0]["id"],
        "actor": {"id": acting.user_id, "full_name": acting.account.username, "email": None},
        "workspace": {"id": cast.workspace, "name": "Kopi Nusantara", "slug": cast.slug},
        "act": "transition",
        "target": ticket["id"],
        "created_at": found[0]["created_at"],
    }


def test_the_hubs_people_are_recorded_at_clients_and_a_clients_at_home_are_not(cast: Cast, superuser: Staff) -> None:
    ticket = cast.open_routed_ticket()
    cast.hub_admin.post(path_of(ticket, "comments/"), {"content": "Dari hub"})
    cast.admin.post(f"/api/tickets/{ticket['id']}/comments/", {"content": "Dari kopi"})

    found = records(superuser, f"workspace={cast.workspace}")

    assert [(record["actor"]["id"], record["act"]) for record in found] == [(cast.hub_admin.user_id, "comment")]


def test_pages_follow_each_other_and_times_bound_them(cast: Cast, acting: Staff, superuser: Staff) -> None:
    ticket = cast.open_routed_ticket()
    for number in range(3):
        acting.post(path_of(ticket, "comments/"), {"content": str(number)})
    query = f"workspace={cast.workspace}&actor={acting.user_id}"
    first = superuser.get(f"{PATH}?{query}&limit=2").body
    second = superuser.get(f"{PATH}?{query}&limit=2&cursor={first['next_cursor']}").body

    moments = [record["created_at"] for page in (first, second) for record in page["records"]]
    assert (len(moments), moments, second["next_cursor"]) == (3, sorted(moments, reverse=True), None)
    assert len(records(superuser, f"{query}&since={moments[1]}")) == len([m for m in moments if m >= moments[1]])
    assert len(records(superuser, f"{query}&before={moments[1]}")) == len([m for m in moments if m < moments[1]])
    stolen = superuser.get(f"{PATH}?limit=2&cursor={first['next_cursor']}")
    assert (stolen.status, stolen.body["code"]) == (422, "bad_cursor")


def test_nobody_but_superusers(cast: Cast, acting: Staff) -> None:
    assert acting.get(PATH).body["code"] == "forbidden"
    assert cast.hub_admin.get(PATH).body["code"] == "forbidden"
    assert cast.neighbour.get(PATH).body["code"] == "hub_staff_only"
    assert cast.nobody.get(PATH).status == 401


def test_a_missing_workspace_a_wrong_method_and_parameters_that_break_a_rule(superuser: Staff) -> None:
    assert superuser.get(f"{PATH}?workspace=nothing").body["code"] == "workspace_not_found"
    assert superuser.post(PATH, {}).status == 405
    for query, field in [("since=x", "since"), ("limit=0", "limit"), ("act=edit", "act")]:
        answer = superuser.get(f"{PATH}?{query}")
        assert (answer.status, list(answer.body["fields"])) == (422, [field])
