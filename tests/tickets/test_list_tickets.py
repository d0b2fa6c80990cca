"""GET /api/tickets/."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.config.api_client import Caller
from tests.tickets.cast import Cast

LONG_AGO, LATER = "2020-01-01T00:00:00Z", "2090-01-01T00:00:00Z"


def list_titles(caller: Caller, query: str) -> list[str]:
    answer = caller.get(f"/api/tickets/?{query}")
    assert answer.status == 200, answer.body
    return [ticket["title"] for ticket in answer.body["tickets"]]


def open_three(cast: Cast) -> list[dict[str, Any]]:
    return [cast.open_ticket(title=title) for title in ("first", "second", "third")]


def test_the_newest_come_first_with_their_people(cast: Cast) -> None:
    open_three(cast)
    answer = cast.member.get(f"/api/tickets?workspaceId={cast.workspace}")

    assert [ticket["title"] for ticket in answer.body["tickets"]] == ["third", "second", "first"]
    assert answer.body["tickets"][0]["requester"]["full_name"] == "Ayu Lestari"
    assert answer.body["next_cursor"] is None
    assert "counts" not in answer.body


def test_a_row_has_all_of_a_ticket_but_what_may_be_done_next(cast: Cast) -> None:
    ticket = cast.open_ticket()

    (row,) = cast.member.get(f"/api/tickets/?workspaceId={cast.workspace}").body["tickets"]

    alone = cast.member.get(f"/api/tickets/{ticket['id']}/").body["ticket"]
    rights = {name for name in alone if name.startswith("can_")} | {"allowed_transitions"}
    assert "can_edit" in rights
    assert row == {name: value for name, value in alone.items() if name not in rights}


def test_pages_follow_each_other_without_gap_or_repetition(cast: Cast) -> None:
    open_three(cast)
    base = f"/api/tickets/?workspaceId={cast.workspace}&limit=2"
    first = cast.admin.get(base)
    second = cast.admin.get(f"{base}&cursor={first.body['next_cursor']}")

    titles = [ticket["title"] for page in (first, second) for ticket in page.body["tickets"]]
    assert titles == ["third", "second", "first"]
    assert second.body["next_cursor"] is None


def test_a_cursor_belongs_to_its_question_and_its_caller(cast: Cast) -> None:
    open_three(cast)
    cursor = cast.admin.get(f"/api/tickets/?workspaceId={cast.workspace}&limit=1").body["next_cursor"]
    altered = ("A" if cursor[0] != "A" else "B") + cursor[1:]

    for caller, query in [
        (cast.admin, f"stage=report&cursor={cursor}"),
        (cast.member, f"cursor={cursor}"),
        (cast.admin, f"cursor={altered}"),
        (cast.admin, "cursor=%F0%9F%98%80"),
    ]:
        answer = caller.get(f"/api/tickets/?workspaceId={cast.workspace}&limit=1&{query}")
        assert (answer.status, answer.body["code"]) == (422, "bad_cursor")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("stage=discuss", ["second"]),
        ("stage=discuss&stage=report", ["third", "second", "first"]),
        ("stage=discuss,closed", ["second"]),
        ("category=question", ["first"]),
        ("priority=high", ["third"]),
        ("assignee={member}", ["second"]),
        ("assignee=none", ["third", "first"]),
        ("assignee=me", []),
        ("requester={requester}", ["third", "second"]),
        ("requester=me", ["first"]),
        ("routed=true", ["third"]),
        ("routed=false", ["second", "first"]),
        ("pending_approval=true", ["first"]),
        (f"created_from={LONG_AGO}&created_before={LATER}", ["third", "second", "first"]),
        (f"created_from={LATER}", []),
        (f"updated_before={LONG_AGO}", []),
        ("order=asc", ["first", "second", "third"]),
        ("sort=updated&order=asc&stage=report&pending_approval=false", ["third"]),
        ("sort=priority", ["third", "second", "first"]),
        ("sort=priority&order=asc", ["first", "second", "third"]),
        ("category=question&priority=low&assignee=none&routed=false", ["first"]),
    ],
)
def test_filters_and_orders(cast: Cast, query: str, titles: list[str]) -> None:
    first = cast.open_ticket(cast.admin, title="first", category="question", priority="low")
    second = cast.open_ticket(title="second")
    cast.open_routed_ticket(title="third", priority="high")
    cast.ask_for_skip(first)
    cast.admin.send("PATCH", f"/api/tickets/{second['id']}/", {"assigned_to": cast.member.user_id})
    cast.move(second, "discuss")

    people = query.format(member=cast.member.user_id, requester=cast.requester.user_id)
    assert list_titles(cast.admin, f"workspaceId={cast.workspace}&{people}") == titles


def test_words_of_title_and_description_are_found(cast: Cast) -> None:
    cast.open_ticket(title="Printer rusak", description="Kertas macet terus.")
    cast.open_ticket(title="Stok salah", description="Jumlah kopi tidak cocok.")

    assert list_titles(cast.admin, f"workspaceId={cast.workspace}&search=printer") == ["Printer rusak"]
    assert list_titles(cast.admin, f"workspaceId={cast.workspace}&search={quote('jumlah kop')}") == ["Stok salah"]
    assert list_titles(cast.admin, f"workspaceId={cast.workspace}&search=teh") == []


def test_counts_come_on_request_whatever_the_filter(cast: Cast) -> None:
    first, _second, _third = open_three(cast)
    cast.move(first, "discuss")
    answer = cast.admin.get(f"/api/tickets/?workspaceId={cast.workspace}&stage=closed&counts=true")

    assert answer.body == {
        "tickets": [],
        "next_cursor": None,
        "counts": {"report": 2, "discuss": 1, "outcome": 0, "implementation": 0, "closed": 0, "total": 3},
    }


def test_the_hub_sees_what_is_routed_to_it_and_nothing_else(cast: Cast) -> None:
    cast.open_ticket(title="internal")
    routed = cast.open_routed_ticket(title="routed")

    answer = cast.hub_admin.get(f"/api/tickets/?workspaceId={cast.hub}&requester={cast.requester.user_id}")
    assert [ticket["id"] for ticket in answer.body["tickets"]] == [routed["id"]]


def test_own_tickets_are_listed_over_all_workspaces(cast: Cast) -> None:
    cast.open_ticket(title="mine")
    cast.open_ticket(cast.admin, title="not mine")

    assert list_titles(cast.requester, "requester=me") == ["mine"]


def test_somebody_who_has_not_signed_in(cast: Cast) -> None:
    answer = cast.nobody.get(f"/api/tickets/?workspaceId={cast.workspace}")

    assert (answer.status, answer.body["code"]) == (401, "not_authenticated")


def test_a_neighbour_sees_no_workspace(cast: Cast) -> None:
    cast.open_ticket()
    answer = cast.neighbour.get(f"/api/tickets/?workspaceId={cast.workspace}&counts=true")

    assert (answer.status, answer.body["code"]) == (404, "workspace_not_found")


def test_a_hub_member_without_a_task_sees_nothing(cast: Cast) -> None:
    cast.open_routed_ticket()

    assert list_titles(cast.hub_member, f"workspaceId={cast.hub}") == []


def test_a_workspace_that_there_is_not(cast: Cast) -> None:
    answer = cast.admin.get("/api/tickets/?workspaceId=nothing")

    assert (answer.status, answer.body["code"]) == (404, "workspace_not_found")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "workspaceId"),
        ("requester=user_1", "workspaceId"),
        ("requester=me&counts=true", "counts"),
        ("workspaceId=", "workspaceId"),
        ("workspaceId=x&stage=open", "stage.0"),
        ("workspaceId=x&stage=report,open", "stage.1"),
        ("workspaceId=x&category=complaint", "category"),
        ("workspaceId=x&priority=urgent", "priority"),
        ("workspaceId=x&routed=1", "routed"),
        ("workspaceId=x&pending_approval=yes", "pending_approval"),
        ("workspaceId=x&created_from=yesterday", "created_from"),
        ("workspaceId=x&sort=title", "sort"),
        ("workspaceId=x&order=up", "order"),
        ("workspaceId=x&limit=0", "limit"),
        ("workspaceId=x&limit=101", "limit"),
        ("workspaceId=x&limit=ten", "limit"),
        ("workspaceId=x&search=" + "x" * 201, "search"),
        ("workspaceId=x&page=2", "page"),
    ],
)
def test_a_parameter_that_breaks_a_rule(cast: Cast, query: str, field: str) -> None:
    answer = cast.admin.get(f"/api/tickets/?{query}")

    assert (answer.status, answer.body["code"], list(answer.body["fields"])) == (422, "invalid_input", [field])
