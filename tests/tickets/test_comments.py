"""GET and POST /api/tickets/{id}/comments/."""

from typing import Any

import pytest

from tests.tickets.cast import Cast, ticket_in


def path_of(ticket: dict[str, Any]) -> str:
    return f"/api/tickets/{ticket['id']}/comments/"


def contents(cast_answer: Any) -> list[str]:
    assert cast_answer.status == 200, cast_answer.body
    return [comment["content"] for comment in cast_answer.body["comments"]]


def test_comments_come_oldest_first_with_their_authors(cast: Cast) -> None:
    ticket = cast.open_ticket()
    added = cast.requester.post(path_of(ticket), {"content": "  Satu\n"})
    cast.admin.post(path_of(ticket), {"content": "Dua"})

    answer = cast.member.get(path_of(ticket).rstrip("/"))

    assert added.status == 201
    assert list(added.body) == ["comment"]
    assert contents(answer) == ["Satu", "Dua"]
    first = answer.body["comments"][0]
    moment, comment_id = first.pop("created_at"), first.pop("id")
    assert (moment, comment_id) == (added.body["comment"]["created_at"], added.body["comment"]["id"])
    assert first == {
        "ticket_id": ticket["id"],
        "author_id": cast.requester.user_id,
        "author": {"id": cast.requester.user_id, "full_name": "Ayu Lestari", "email": "ayu@example.com"},
        "content": "Satu",
        "is_internal": False,
        "is_stage_change": False,
    }


def test_a_comment_touches_the_ticket_and_is_written_into_its_history(cast: Cast) -> None:
    ticket = cast.open_ticket()
    cast.admin.post(path_of(ticket), {"content": "Dua"})

    seen = ticket_in(cast.admin.get(f"/api/tickets/{ticket['id']}/"))

    assert seen["updated_at"] > ticket["updated_at"]
    assert seen["last_public_comment_at"] is not None
    assert cast.history_of(ticket) == ["created", "commented"]


def test_without_a_limit_a_hundred_comments_come_at_once(cast: Cast) -> None:
    ticket = cast.open_ticket()
    for number in range(30):
        cast.requester.post(path_of(ticket), {"content": str(number)})

    assert contents(cast.admin.get(path_of(ticket))) == [str(number) for number in range(30)]


def test_pages_follow_each_other(cast: Cast) -> None:
    ticket = cast.open_ticket()
    for number in range(3):
        cast.requester.post(path_of(ticket), {"content": str(number)})

    first = cast.admin.get(f"{path_of(ticket)}?limit=2")
    second = cast.admin.get(f"{path_of(ticket)}?limit=2&cursor={first.body['next_cursor']}")

    assert (contents(first), contents(second), second.body["next_cursor"]) == (["0", "1"], ["2"], None)


def test_a_note_is_for_those_who_work_the_ticket(cast: Cast) -> None:
    ticket = cast.open_ticket()
    note = cast.admin.post(path_of(ticket), {"content": "Rahasia", "is_internal": True, "notifyParticipants": True})

    assert (note.status, note.body["comment"]["is_internal"], note.body["emailSent"]) == (201, True, False)
    assert contents(cast.admin.get(path_of(ticket))) == ["Rahasia"]
    for caller in (cast.requester, cast.member):
        assert contents(caller.get(path_of(ticket))) == []
        history = caller.get(f"/api/tickets/{ticket['id']}/history/")
        assert [row["event"] for row in history.body["history"]] == ["created"]


def test_notes_of_the_hub_are_hidden_from_the_client(cast: Cast) -> None:
    ticket = cast.open_routed_ticket()
    cast.hub_admin.post(path_of(ticket), {"content": "Rahasia", "is_internal": True})

    for caller in (cast.admin, cast.requester, cast.member):
        assert contents(caller.get(path_of(ticket))) == []
    assert contents(cast.hub_admin.get(path_of(ticket))) == ["Rahasia"]


def test_a_note_by_somebody_else_is_refused_and_not_published(cast: Cast) -> None:
    ticket = cast.open_routed_ticket()

    for caller in (cast.requester, cast.member, cast.admin):
        answer = caller.post(path_of(ticket), {"content": "Rahasia", "is_internal": True})
        assert (answer.status, answer.body["code"]) == (403, "forbidden")
    assert contents(cast.hub_admin.get(path_of(ticket))) == []


def test_on_a_closed_ticket_only_staff_comment(cast: Cast) -> None:
    closed = cast.close(cast.open_ticket())

    refused = cast.requester.post(path_of(closed), {"content": "Halo?"})

    assert (refused.status, refused.body["code"]) == (409, "ticket_closed")
    assert cast.admin.post(path_of(closed), {"content": "Catatan"}).status == 201


def test_the_same_request_again_gets_its_first_answer(cast: Cast) -> None:
    ticket = cast.open_ticket()
    answers = [cast.requester.post(path_of(ticket), {"content": "Satu"}, Idempotency_Key="k") for _ in range(2)]

    assert answers[0].body == answers[1].body
    assert contents(cast.admin.get(path_of(ticket))) == ["Satu"]


def test_a_stale_version_is_refused(cast: Cast) -> None:
    ticket = cast.open_ticket()
    cast.move(ticket, "discuss")

    answer = cast.admin.post(path_of(ticket), {"content": "Satu", "version": 1})

    assert (answer.status, answer.body["code"], answer.body["ticket"]["stage"]) == (409, "version_conflict", "discuss")


def test_a_stranger_and_neighbours_find_nothing(cast: Cast) -> None:
    ticket = cast.open_ticket()

    assert cast.nobody.get(path_of(ticket)).status == 401
    assert cast.nobody.post(path_of(ticket), {"content": "x"}).status == 401
    for caller in (cast.neighbour, cast.hub_admin):
        for answer in (caller.get(path_of(ticket)), caller.post(path_of(ticket), {"content": "x"})):
            assert (answer.status, answer.body["code"]) == (404, "ticket_not_found")


def test_a_ticket_that_there_is_not(cast: Cast) -> None:
    assert cast.admin.get("/api/tickets/nothing/comments/").status == 404
    assert cast.admin.post("/api/tickets/nothing/comments/", {"content": "x"}).status == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_method_that_comments_do_not_take(cast: Cast, method: str) -> None:
    assert cast.admin.send(method, path_of(cast.open_ticket()), {"content": "x"}).status == 405


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "content"),
        ({"content": ""}, "content"),
        ({"content": " \n "}, "content"),
        ({"content": "x" * 10_001}, "content"),
        ({"content": 5}, "content"),
        ({"content": "x", "is_internal": "true"}, "is_internal"),
        ({"content": "x", "author_id": "user_1"}, "author_id"),
        ({"content": "x", "is_stage_change": True}, "is_stage_change"),
    ],
)
def test_a_comment_that_breaks_a_rule(cast: Cast, body: dict[str, Any], field: str) -> None:
    answer = cast.requester.post(path_of(cast.open_ticket()), body)

    assert (answer.status, list(answer.body["fields"])) == (422, [field])


def test_a_parameter_that_breaks_a_rule(cast: Cast) -> None:
    ticket = cast.open_ticket()

    for query in ("limit=0", "limit=101", "cursor=x", "order=desc"):
        assert cast.admin.get(f"{path_of(ticket)}?{query}").status == 422


def test_malformed_json(cast: Cast) -> None:
    answer = cast.requester.post(path_of(cast.open_ticket()), b"content")

    assert (answer.status, answer.body["code"]) == (400, "malformed_body")
