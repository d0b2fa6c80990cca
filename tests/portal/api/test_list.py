"""GET /api/portal/tickets/ for staff of the support hub."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.config.api_client import Caller
from tests.portal.api.staff import Staff
from tests.tickets.cast import TICKET, Cast, ticket_in

pytestmark = pytest.mark.django_db
PATH = "/api/portal/tickets/"
LONG_AGO, LATER = "2020-01-01T00:00:00Z", "2090-01-01T00:00:00Z"


def titles(caller: Staff | Caller, query: str = "") -> list[str]:
    answer = caller.get(f"{PATH}?{query}")
    assert answer.status == 200, answer.body
    return [ticket["title"] for ticket in answer.body["tickets"]]


def open_at_teh(cast: Cast, title: str) -> dict[str, Any]:
    body = {"workspaceId": cast.next_workspace, **TICKET, "title": title, "route_to_hub": True}
    return ticket_in(cast.neighbour.post("/api/tickets/", body), 201)


def test_a_row_has_what_an_inbox_shows(cast: Cast, acting: Staff) -> None:
    ticket = cast.open_routed_ticket(description="Panjang. " * 100)
    cast.hub_admin.post(f"/api/tickets/{ticket['id']}/comments/", {"content": "Kami periksa."})

    (row,) = acting.get(PATH).body["tickets"]

    assert row["code"] == f"#{row['number']}"
    assert row["workspace"] == {
        "id": cast.workspace,
        "name": "Kopi Nusantara",
        "slug": cast.slug,
        "colour": row["workspace"]["colour"],
    }
    assert 0 <= row["workspace"]["colour"] < 12
    assert (row["last_reply"]["by"]["full_name"], row["last_reply"]["side"]) == ("Rina Hartono", "staff")
    assert (row["waiting_on"], row["requester"]["full_name"], row["version"]) == ("requester", "Ayu Lestari", 2)
    assert (row["assignee"], row["pending_approval"]) == (None, False)
    assert len(row["description"]) == 280


def test_the_tickets_of_all_granted_workspaces_and_no_other(cast: Cast, acting: Staff) -> None:
    cast.open_ticket(title="dari kopi")
    open_at_teh(cast, "dari teh")
    assert titles(acting) == ["dari kopi"]

    acting.grant(cast.next_workspace, can_act=False)

    assert titles(acting) == ["dari teh", "dari kopi"]
    assert titles(acting, f"workspace={cast.workspace}") == ["dari kopi"]
    assert titles(acting, f"workspace={cast.workspace}&workspace={cast.next_workspace}") == ["dari teh", "dari kopi"]


def test_who_leads_the_hub_sees_what_is_routed_to_it(cast: Cast) -> None:
    cast.open_ticket(title="urusan kopi")
    cast.open_routed_ticket(title="untuk hub")
    named = f"workspace={cast.workspace}"

    assert titles(cast.hub_admin, named) == ["untuk hub"]
    assert "untuk hub" in titles(cast.hub_admin)
    assert titles(cast.hub_member, named) == []


def test_a_member_of_the_hub_sees_what_they_are_assigned_to(cast: Cast) -> None:
    first, _second = cast.open_routed_ticket(title="satu"), cast.open_routed_ticket(title="dua")
    body = {"assigned_to": cast.hub_member.user_id}
    assert cast.hub_admin.send("PATCH", f"/api/portal/tickets/{first['id']}/", body).status == 200

    assert titles(cast.hub_member, f"workspace={cast.workspace}") == ["satu"]


def test_pages_follow_each_other_without_gap_or_repetition(cast: Cast, acting: Staff) -> None:
    for title in ("first", "second", "third"):
        cast.open_ticket(title=title)
    first = acting.get(f"{PATH}?limit=2")
    second = acting.get(f"{PATH}?limit=2&cursor={first.body['next_cursor']}")

    assert [ticket["title"] for page in (first, second) for ticket in page.body["tickets"]] == [
        "third",
        "second",
        "first",
    ]
    assert second.body["next_cursor"] is None


def test_a_cursor_belongs_to_its_question_and_its_caller(cast: Cast, acting: Staff, seeing: Staff) -> None:
    cast.open_ticket()
    cast.open_ticket()
    cursor = acting.get(f"{PATH}?limit=1").body["next_cursor"]

    for caller, query in [(acting, "stage=report&"), (seeing, ""), (acting, f"workspace={cast.workspace}&")]:
        answer = caller.get(f"{PATH}?limit=1&{query}cursor={cursor}")
        assert (answer.status, answer.body["code"]) == (422, "bad_cursor")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("stage=discuss", ["second"]),
        ("stage=discuss,report", ["third", "second", "first"]),
        ("category=question", ["first"]),
        ("priority=high", ["third"]),
        ("assignee=me", ["third"]),
        ("assignee=none", ["first"]),
        ("assignee={member}", ["second"]),
        ("requester={requester}", ["third", "second"]),
        ("requester=me", []),
        ("routed=true", ["third"]),
        ("routed=false", ["second", "first"]),
        ("pending_approval=true", ["first"]),
        ("waiting_on=requester", ["first"]),
        ("waiting_on=staff", ["third", "second"]),
        ("waiting_on=nobody", []),
        (f"created_from={LONG_AGO}&created_before={LATER}", ["third", "second", "first"]),
        (f"updated_from={LATER}", []),
        (f"closed_from={LONG_AGO}", []),
        (f"replied_from={LONG_AGO}", ["second"]),
        ("order=asc", ["first", "second", "third"]),
        ("sort=priority", ["third", "second", "first"]),
        (f"search={quote('thir')}", ["third"]),
        ("category=question&priority=low&assignee=none&routed=false&sort=updated", ["first"]),
    ],
)
def test_filters_and_orders(cast: Cast, acting: Staff, query: str, expected: list[str]) -> None:
    first = cast.open_ticket(cast.admin, title="first", category="question", priority="low")
    second = cast.open_ticket(title="second")
    third = cast.open_routed_ticket(title="third", priority="high")
    cast.ask_for_skip(first)
    cast.admin.send("PATCH", f"/api/tickets/{second['id']}/", {"assigned_to": cast.member.user_id})
    cast.move(second, "discuss")
    cast.admin.post(f"/api/tickets/{second['id']}/comments/", {"content": "Kami lihat."})
    cast.requester.post(f"/api/tickets/{second['id']}/comments/", {"content": "Baik."})
    acting.send("PATCH", f"{PATH}{third['id']}/", {"assigned_to": acting.user_id})

    people = query.format(member=cast.member.user_id, requester=cast.requester.user_id)
    assert titles(acting, people) == expected


def test_counts_are_of_the_workspaces_whatever_the_filter(cast: Cast, acting: Staff) -> None:
    cast.move(cast.open_ticket(), "discuss")
    cast.open_routed_ticket()

    answer = acting.get(f"{PATH}?stage=closed&counts=true")

    assert answer.body == {
        "tickets": [],
        "next_cursor": None,
        "counts": {
            "report": 1,
            "discuss": 1,
            "outcome": 0,
            "implementation": 0,
            "closed": 0,
            "total": 2,
            "is_partial": False,
        },
    }


def test_a_ticket_is_found_by_its_number(cast: Cast, acting: Staff, seeing: Staff) -> None:
    cast.open_ticket(title="lain")
    ticket = cast.open_routed_ticket(title="ini")
    number = ticket_in(acting.get(f"{PATH}{ticket['id']}/"))["number"]

    assert titles(acting, f"search=%23{number}") == ["ini"]
    assert titles(Staff(cast.seeder.convex), f"search=%23{number}") == []


def test_a_workspace_that_is_not_granted_or_is_none(cast: Cast, acting: Staff) -> None:
    for workspace in (cast.next_workspace, cast.hub, "nothing"):
        answer = acting.get(f"{PATH}?workspace={cast.workspace}&workspace={workspace}")
        assert (answer.status, answer.body["code"]) == (404, "workspace_not_found")


def test_an_account_without_a_grant_sees_nothing(cast: Cast) -> None:
    cast.open_routed_ticket()

    answer = Staff(cast.seeder.convex).get(f"{PATH}?counts=true")

    assert (answer.body["tickets"], answer.body["counts"]["total"]) == ([], 0)


def test_somebody_who_has_not_signed_in(cast: Cast) -> None:
    answer = cast.nobody.get(PATH)

    assert (answer.status, answer.body["code"]) == (401, "not_authenticated")


def test_a_wrong_method(acting: Staff) -> None:
    answer = acting.send("DELETE", PATH)

    assert (answer.status, answer.body["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("workspace=", "workspace.0"),
        ("&".join(f"workspace={n}" for n in range(21)), "workspace"),
        ("stage=open", "stage.0"),
        ("category=complaint", "category"),
        ("priority=urgent", "priority"),
        ("routed=1", "routed"),
        ("pending_approval=yes", "pending_approval"),
        ("waiting_on=me", "waiting_on"),
        ("created_from=yesterday", "created_from"),
        ("closed_before=soon", "closed_before"),
        ("sort=title", "sort"),
        ("order=up", "order"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("counts=1", "counts"),
        ("search=" + "x" * 201, "search"),
        ("workspaceId=x", "workspaceId"),
        ("page=2", "page"),
    ],
)
def test_a_parameter_that_breaks_a_rule(acting: Staff, query: str, field: str) -> None:
    answer = acting.get(f"{PATH}?{query}")

    assert (answer.status, answer.body["code"], list(answer.body["fields"])) == (422, "invalid_input", [field])
