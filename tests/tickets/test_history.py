"""GET /api/tickets/{id}/history/."""

import pytest

from tests.tickets.cast import Cast


def test_everything_is_told_oldest_first_with_names(cast: Cast) -> None:
    ticket = cast.open_ticket()
    cast.move(ticket, "discuss")
    cast.admin.post(f"/api/tickets/{ticket['id']}/transition/", {"toStage": "closed", "reason": "Mendesak"})
    cast.requester.post(f"/api/tickets/{ticket['id']}/approval/", {"approved": False, "reason": "Belum"})

    answer = cast.member.get(f"/api/tickets/{ticket['id']}/history")

    assert answer.body["next_cursor"] is None
    assert [
        (row["event"], row["from_stage"], row["to_stage"], row["pending_stage"], row["reason"])
        for row in answer.body["history"]
    ] == [
        ("created", None, "report", None, None),
        ("step", "report", "discuss", None, None),
        ("skip_requested", "discuss", "discuss", "closed", "Mendesak"),
        ("rejected", "discuss", "discuss", "closed", "Belum"),
    ]
    assert [row["changed_by_person"]["full_name"] for row in answer.body["history"]] == [
        "Ayu Lestari",
        "Sari Dewi",
        "Sari Dewi",
        "Ayu Lestari",
    ]


def test_pages_follow_each_other(cast: Cast) -> None:
    ticket = cast.close(cast.open_ticket())
    path = f"/api/tickets/{ticket['id']}/history/"

    first = cast.admin.get(f"{path}?limit=3")
    second = cast.admin.get(f"{path}?limit=3&cursor={first.body['next_cursor']}")

    stages = [row["to_stage"] for page in (first, second) for row in page.body["history"]]
    assert stages == ["report", "discuss", "outcome", "implementation", "closed"]


def test_a_stranger_and_neighbours_find_nothing(cast: Cast) -> None:
    path = f"/api/tickets/{cast.open_ticket()['id']}/history/"

    assert cast.nobody.get(path).status == 401
    for caller in (cast.neighbour, cast.hub_admin):
        answer = caller.get(path)
        assert (answer.status, answer.body["code"]) == (404, "ticket_not_found")


def test_a_ticket_that_there_is_not(cast: Cast) -> None:
    assert cast.admin.get("/api/tickets/nothing/history/").status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_the_history_does_not_take(cast: Cast, method: str) -> None:
    assert cast.admin.send(method, f"/api/tickets/{cast.open_ticket()['id']}/history/").status == 405


@pytest.mark.parametrize("query", ["limit=x", "cursor=x", "event=step"])
def test_a_parameter_that_breaks_a_rule(cast: Cast, query: str) -> None:
    assert cast.admin.get(f"/api/tickets/{cast.open_ticket()['id']}/history/?{query}").status == 422
